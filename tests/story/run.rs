//! `make run` as a newcomer without a display meets it: the first page soon, the line cut and restored, and after Ctrl-C
//! nothing left; what was typed is there the next time.

use loggia_tests::http::Http;
use loggia_tests::process::built;
use loggia_tests::{Program, Running, Sandbox, project, until};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// From the start, with built programs, to the first page.
const FIRST_PAGE: Duration = Duration::from_secs(60);
/// From Ctrl-C to the end; a part that does not end by itself is killed after twenty seconds.
const END: Duration = Duration::from_secs(40);
const OFFICER: &str = "astynomos1";

struct Demo {
    sandbox: Sandbox,
}

/// A demonstration that is up.
struct Up {
    script: Running,
    laptop: String,
    password: String,
    office: String,
    groups: Vec<Pid>,
}

#[test]
#[ignore = "starts the demonstration: make test"]
fn run_shows_a_page_cuts_the_line_and_leaves_nothing_behind() {
    let demo = Demo {
        sandbox: Sandbox::new(),
    };
    // What is typed before the demonstration is up is read once it is.
    let mut up = demo.up("Στήνεται δήμος επίδειξης", "γ\n");
    first_pages(&up);
    said(&mut up.script, "Η γραμμή είναι κομμένη");
    until(Duration::from_secs(20), "a sync without a line", || {
        (!demo.sync()).then_some(())
    });
    assert!(demo.tool().args(["line", "restore"]).run().ok());
    until(Duration::from_secs(20), "a sync with the line", || {
        demo.sync().then_some(())
    });
    let second = demo.tool().args(["--programs", "."]).run();
    assert!(second.errors.contains("τρέχει ήδη"), "{}", second.errors);

    up.script.signal(Signal::SIGINT);
    let status = up.script.wait(END);
    assert!(status.is_some_and(|status| status.success()), "{status:?}");
    assert_eq!(demo.left(&up), Vec::<String>::new());

    // The same municipality, found again; now the script itself dies without a word.
    let mut up = demo.up("Συνεχίζεται η επίδειξη", "");
    first_pages(&up);
    up.script.kill9();
    until(END, "the end of everything the script had started", || {
        demo.left(&up).is_empty().then_some(())
    });
}

impl Demo {
    fn tool(&self) -> Program {
        Program::system(&project().join("tools/run").to_string_lossy())
            .env("LOGGIA_DEMO", self.folder())
            .env("DISPLAY", "")
            .env("WAYLAND_DISPLAY", "")
    }

    fn folder(&self) -> PathBuf {
        self.sandbox.join("demo")
    }

    /// Starts it with the programs of this build and reads what it tells; `first` begins its first line.
    fn up(&self, first: &str, keys: &str) -> Up {
        let began = Instant::now();
        let programs = built("loggia-central");
        let tool = self
            .tool()
            .arg("--programs")
            .arg(programs.parent().unwrap());
        let mut script = tool.input(keys).spawn();
        let line = script.next_line(FIRST_PAGE);
        assert!(line.starts_with(first), "{line}");
        let laptop = address(&said(&mut script, "police laptop"));
        let login = said(&mut script, OFFICER);
        let password = login.split(' ').next_back().unwrap().to_owned();
        let office = address(&said(&mut script, "back office"));
        assert!(began.elapsed() < FIRST_PAGE, "{:?}", began.elapsed());
        let groups = children(script.pid());
        assert_eq!(
            groups.len(),
            2,
            "centre and laptop, each in a group of its own"
        );
        Up {
            script,
            laptop,
            password,
            office,
            groups,
        }
    }

    /// Meets the centre; whether there was a line.
    fn sync(&self) -> bool {
        Program::ours("loggia-node")
            .arg("--dir")
            .arg(self.folder().join("laptop"))
            .args(["sync", "--user", OFFICER, "--password-file"])
            .arg(self.folder().join("officer.password"))
            .run()
            .ok()
    }

    /// Processes of its groups, and any other that names its folder.
    fn left(&self, up: &Up) -> Vec<String> {
        let groups = up
            .groups
            .iter()
            .filter(|group| killpg(**group, None).is_ok());
        let mut left: Vec<String> = groups.map(|group| format!("group {group}")).collect();
        let folder = self.sandbox.path().to_string_lossy().into_owned();
        left.extend(processes().filter_map(|pid| {
            let words = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
            let words = String::from_utf8_lossy(&words).replace('\0', " ");
            words.contains(&folder).then_some(words)
        }));
        left
    }
}

/// Both first pages, as a browser gets them with the logins that were printed.
fn first_pages(up: &Up) {
    let http = Http::new(&up.laptop);
    let login = up.laptop.strip_prefix(&http.origin()).unwrap();
    assert_eq!(http.get(login).status, 303);
    let who = [("user", OFFICER), ("password", up.password.as_str())];
    assert_eq!(http.post("/unlock", &who).status, 303);
    assert!(http.get("/").text().contains("Οι εργασίες μου"));
    let office = Http::new(&up.office);
    let answer = office.get("/login");
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// The next line that holds `word`.
fn said(script: &mut Running, word: &str) -> String {
    let end = Instant::now() + FIRST_PAGE;
    loop {
        let line = script.next_line(end.saturating_duration_since(Instant::now()));
        if line.contains(word) {
            return line;
        }
    }
}

fn address(line: &str) -> String {
    let word = line
        .split(' ')
        .find(|word| word.starts_with("http://127.0.0.1:"));
    word.unwrap_or_else(|| panic!("no address in {line}"))
        .to_owned()
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = std::fs::read_dir("/proc").unwrap();
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// The groups that the children of a process lead.
fn children(parent: u32) -> Vec<Pid> {
    processes()
        .filter_map(|pid| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let fields: Vec<&str> = stat[stat.rfind(')')? + 2..].split(' ').collect();
            let (above, group): (u32, u32) = (fields[1].parse().ok()?, fields[2].parse().ok()?);
            (above == parent && group == pid).then(|| Pid::from_raw(pid.cast_signed()))
        })
        .collect()
}
