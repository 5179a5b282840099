//! A town of real processes: the centre and its laptops, spoken to through their command lines only.
//!
//! ```text
//! let mut town = Town::new("2026-11-23T10:00");
//! let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
//! let fine = police.write(&["fine", "issue"], &json!({…}));
//! police.run(&["sync"]);
//! town.centre.run(&["verify"]);
//! ```
//!
//! Everything is a training installation, because only there a clock may be set. The town's clock is a text handed to
//! every command; [`Town::at`] turns it. A server keeps the time it was started with and goes on from there.

use crate::process::Finished;
use crate::wait::until;
use crate::{Program, Running, Sandbox};
use serde_json::Value;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// The centre looks for the line's switch several times a second; a busy machine may take longer.
const LINE: Duration = Duration::from_secs(20);

/// How long a server may take to say where it listens.
const START: Duration = Duration::from_secs(60);
/// The password everybody chooses on the laptops of a test.
pub const PASSWORD: &str = "Δοκιμαστικός-κωδικός-41";

/// The time all processes are told.
pub type Clock = Rc<RefCell<String>>;

/// A centre with the demonstration data, and a folder in which laptops can be made.
#[derive(Debug)]
pub struct Town {
    // Dropped in this order: processes first, their folder last.
    /// The centre.
    pub centre: Centre,
    clock: Clock,
    /// The folder of everything.
    pub sandbox: Sandbox,
}

impl Town {
    /// A centre initialised for training, with the demonstration folder imported, serving on free ports.
    #[track_caller]
    pub fn new(now: &str) -> Town {
        Town::with(now, |_| {})
    }

    /// The same, after `change` has had its way with the folder that is imported.
    #[track_caller]
    pub fn with(now: &str, change: impl FnOnce(&Path)) -> Town {
        let sandbox = Sandbox::new();
        let clock: Clock = Rc::new(RefCell::new(now.to_owned()));
        let mut centre = Centre {
            folder: sandbox.join("centre"),
            clock: Rc::clone(&clock),
            served: None,
        };
        let demo = sandbox.join("demo");
        centre.run(&["init", "--training"]);
        centre.run(&["demo", &demo.to_string_lossy()]);
        change(&demo);
        centre.run(&["import", &demo.to_string_lossy()]);
        centre.serve();
        Town {
            centre,
            clock,
            sandbox,
        }
    }

    /// Turns the clock for every command from now on. Servers keep theirs.
    pub fn at(&self, now: &str) {
        now.clone_into(&mut self.clock.borrow_mut());
    }

    /// Cuts the line; returns when this laptop finds it cut, because the centre looks only now and then whether it is to be.
    #[track_caller]
    pub fn cut_the_line(&self, laptop: &Laptop) {
        self.centre.run(&["line", "cut"]);
        until(LINE, "a line that is cut", || {
            (!laptop.program(&["sync"]).run().ok()).then_some(())
        });
    }

    /// Restores the line; returns when this laptop has met the centre.
    #[track_caller]
    pub fn restore_the_line(&self, laptop: &Laptop) {
        self.centre.run(&["line", "restore"]);
        until(LINE, "a line", || {
            laptop.program(&["sync"]).run().ok().then_some(())
        });
    }

    /// A laptop of `user`, holding the desks `scopes`, enrolled and synchronised once.
    #[track_caller]
    pub fn laptop(&self, name: &str, user: &str, scopes: &[&str]) -> Laptop {
        let laptop = self.blank_laptop(name, user);
        laptop.run(&["init", "--training"]);
        let code = self.centre.code(name, scopes);
        let code = self.sandbox.write(&format!("{name}.code"), &code);
        laptop.run(&[
            "enrol",
            "--centre",
            &self.centre.quic(),
            "--code-file",
            &code.to_string_lossy(),
            "--name",
            name,
        ]);
        laptop
    }

    /// A laptop on which nothing has been done yet.
    pub fn blank_laptop(&self, name: &str, user: &str) -> Laptop {
        let password = self.sandbox.write(&format!("{name}.password"), PASSWORD);
        Laptop {
            name: name.to_owned(),
            user: user.to_owned(),
            password,
            folder: self.sandbox.join(name),
            clock: Rc::clone(&self.clock),
        }
    }
}

/// The centre.
#[derive(Debug)]
pub struct Centre {
    /// Its data folder.
    pub folder: PathBuf,
    clock: Clock,
    served: Option<Served>,
}

/// A server that is up.
#[derive(Debug)]
struct Served {
    running: Running,
    quic: String,
    http: String,
}

impl Centre {
    /// A command about to be given.
    #[track_caller]
    pub fn program(&self, words: &[&str]) -> Program {
        Program::ours("loggia-central")
            .env("LOGGIA_TRAINING_NOW", self.clock.borrow().as_str())
            .arg("--dir")
            .arg(&self.folder)
            .args(words)
    }

    /// Gives a command that must succeed.
    #[track_caller]
    pub fn run(&self, words: &[&str]) -> Value {
        self.program(words).json()
    }

    /// Gives a command that must be refused; the answer with code and sentence.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) -> Value {
        let finished = self.program(words).run();
        assert!(
            !finished.ok(),
            "{words:?} was not refused: {:?}",
            finished.output
        );
        serde_json::from_str(finished.errors.lines().last().unwrap_or_default())
            .unwrap_or_else(|error| panic!("{words:?}: no JSON ({error}): {}", finished.errors))
    }

    /// Starts the server.
    #[track_caller]
    pub fn serve(&mut self) {
        let mut running = self.program(&["serve"]).spawn();
        let said = running.next_json(START);
        let text = |name: &str| {
            said[name]
                .as_str()
                .unwrap_or_else(|| panic!("no {name} in {said}"))
                .to_owned()
        };
        self.served = Some(Served {
            quic: text("quic"),
            http: text("http"),
            running,
        });
    }

    /// Starts the server again on the ports it had, so that the laptops find it.
    #[track_caller]
    pub fn serve_again(&mut self) {
        let (quic, http) = match self.served.take() {
            Some(served) => (served.quic, served.http),
            None => panic!("the centre has not served before"),
        };
        let http_at = http.trim_start_matches("http://").to_owned();
        let mut running = self
            .program(&["serve", "--quic", &quic, "--http", &http_at])
            .spawn();
        running.next_json(START);
        self.served = Some(Served {
            running,
            quic,
            http,
        });
    }

    /// Stops the server politely.
    #[track_caller]
    pub fn stop(&mut self) {
        let served = self.served.as_mut().expect("the centre serves");
        served.running.signal(nix::sys::signal::Signal::SIGTERM);
        let status = served.running.wait(Duration::from_secs(20));
        assert!(
            status.is_some_and(|status| status.success()),
            "the centre ended with {status:?}"
        );
    }

    /// Cuts its power.
    #[track_caller]
    pub fn kill9(&mut self) {
        self.served
            .as_mut()
            .expect("the centre serves")
            .running
            .kill9();
    }

    /// Process id of the server.
    #[track_caller]
    pub fn pid(&self) -> u32 {
        self.served
            .as_ref()
            .expect("the centre serves")
            .running
            .pid()
    }

    /// Address for laptops.
    #[track_caller]
    pub fn quic(&self) -> String {
        self.served
            .as_ref()
            .expect("the centre serves")
            .quic
            .clone()
    }

    /// Address of the back office.
    #[track_caller]
    pub fn http(&self) -> String {
        self.served
            .as_ref()
            .expect("the centre serves")
            .http
            .clone()
    }

    /// A one-time code for a new device.
    #[track_caller]
    pub fn code(&self, name: &str, scopes: &[&str]) -> String {
        let mut words = vec!["enrol", "--name", name];
        for scope in scopes {
            words.extend(["--scope", scope]);
        }
        self.run(&words)["code"]
            .as_str()
            .expect("a code")
            .to_owned()
    }
}

/// A laptop.
#[derive(Debug, Clone)]
pub struct Laptop {
    /// Its name.
    pub name: String,
    /// Who sits at it.
    pub user: String,
    /// File with the password.
    pub password: PathBuf,
    /// Its folder.
    pub folder: PathBuf,
    clock: Clock,
}

impl Laptop {
    /// A command about to be given, without saying who gives it.
    #[track_caller]
    pub fn bare(&self, words: &[&str]) -> Program {
        Program::ours("loggia-node")
            .env("LOGGIA_TRAINING_NOW", self.clock.borrow().as_str())
            .arg("--dir")
            .arg(&self.folder)
            .args(words)
    }

    /// A command about to be given by the laptop's user.
    #[track_caller]
    pub fn program(&self, words: &[&str]) -> Program {
        self.bare(words)
            .args(["--user", &self.user, "--password-file"])
            .arg(&self.password)
    }

    /// Gives a command that must succeed.
    #[track_caller]
    pub fn run(&self, words: &[&str]) -> Value {
        self.program(words).json()
    }

    /// Gives a command that takes JSON.
    #[track_caller]
    pub fn writing(&self, words: &[&str], input: &Value) -> Program {
        self.program(words)
            .args(["--input", "-"])
            .input(input.to_string())
    }

    /// Gives a command that takes JSON and must succeed.
    #[track_caller]
    pub fn write(&self, words: &[&str], input: &Value) -> Value {
        self.writing(words, input).json()
    }

    /// Gives a command that must be refused; its first finding.
    #[track_caller]
    pub fn refused(&self, finished: &Finished) -> Value {
        assert!(!finished.ok(), "it was not refused: {:?}", finished.output);
        finished.printed()["error"]["findings"][0].clone()
    }

    /// Meets the centre once.
    #[track_caller]
    pub fn sync(&self) -> Value {
        self.run(&["sync"])["moved"].clone()
    }

    /// Serves the pages; the server and the address of the one-time login.
    #[track_caller]
    pub fn serve(&self, words: &[&str]) -> (Running, String) {
        let words: Vec<&str> = [&["serve"], words].concat();
        served(self.bare(&words).spawn())
    }

    /// Serves the pages; programs of the system, such as `lp`, are found in `folder` first.
    #[track_caller]
    pub fn serve_beside(&self, words: &[&str], folder: &Path) -> (Running, String) {
        let words: Vec<&str> = [&["serve"], words].concat();
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&rest));
        let path = std::env::join_paths(paths).unwrap();
        served(self.bare(&words).env("PATH", path).spawn())
    }
}

/// The server that just started, and the address of its one-time login.
#[track_caller]
fn served(mut running: Running) -> (Running, String) {
    let said = running.next_json(START);
    let login = said["login"]
        .as_str()
        .unwrap_or_else(|| panic!("no login in {said}"))
        .to_owned();
    (running, login)
}
