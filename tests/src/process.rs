//! Programs as processes: started in their own group, spoken to in lines of JSON, killed as a group.
//!
//! Assumption: the programs under test print one JSON value per line on standard output and everything for people on
//! standard error. What breaks without it: [`Running::next_json`] panics and shows the line.
//!
//! If the test binary dies without running destructors (a signal, an abort), the kernel kills its children: they are
//! started through `setpriv --pdeathsig` by one thread that lives as long as the binary, because the kernel watches
//! the parent's *thread*.

use crate::wait;
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use serde_json::Value;
use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a command that should end by itself may take.
pub const COMMAND_LIMIT: Duration = Duration::from_secs(120);
/// Lines of standard error kept for the report of a failure.
const KEPT_LINES: usize = 200;

/// A program about to be started.
#[derive(Debug, Clone)]
pub struct Program {
    name: String,
    path: OsString,
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    folder: Option<PathBuf>,
    input: Vec<u8>,
    limit: Duration,
}

impl Program {
    /// One of our own programs, from the folder where cargo put this test binary's siblings.
    #[track_caller]
    pub fn ours(name: &str) -> Program {
        let path = built(name);
        assert!(
            path.exists(),
            "{} is not built; run: cargo build --workspace --all-targets --locked",
            path.display()
        );
        Program::at(name, path.as_os_str())
    }

    /// A program of the system, found in PATH.
    pub fn system(name: &str) -> Program {
        Program::at(name, OsStr::new(name))
    }

    fn at(name: &str, path: &OsStr) -> Program {
        Program {
            name: name.to_owned(),
            path: path.to_owned(),
            arguments: Vec::new(),
            variables: Vec::new(),
            folder: None,
            input: Vec::new(),
            limit: COMMAND_LIMIT,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Program {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Program {
        self.arguments
            .extend(arguments.into_iter().map(|a| a.as_ref().to_owned()));
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Program {
        self.variables
            .push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Runs in `folder`.
    #[must_use]
    pub fn folder(mut self, folder: &Path) -> Program {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Gives `text` on standard input, which is then closed.
    #[must_use]
    pub fn input(mut self, text: impl Into<Vec<u8>>) -> Program {
        self.input = text.into();
        self
    }

    /// Another limit than [`COMMAND_LIMIT`] for [`Program::run`].
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Program {
        self.limit = limit;
        self
    }

    /// Starts it.
    #[track_caller]
    pub fn spawn(self) -> Running {
        let mut command = match guardian() {
            Some(setpriv) => {
                let mut command = Command::new(setpriv);
                command.args(["--pdeathsig", "KILL", "--"]).arg(&self.path);
                command
            }
            None => Command::new(&self.path),
        };
        command
            .args(&self.arguments)
            .envs(self.variables.iter().cloned());
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.process_group(0);
        let child =
            start(command).unwrap_or_else(|error| panic!("{} did not start: {error}", self.name));
        Running::new(self.name, child, self.input)
    }

    /// Runs it to its end; panics after the limit.
    #[track_caller]
    pub fn run(self) -> Finished {
        let (name, limit) = (self.name.clone(), self.limit);
        let mut running = self.spawn();
        let Some(status) = running.wait(limit) else {
            panic!(
                "{name} was still running after {limit:?}\n{}",
                running.said()
            );
        };
        Finished {
            status,
            output: running.rest(),
            errors: running.said(),
            name,
        }
    }

    /// Runs it, demands exit 0 and one JSON value, and gives the value.
    #[track_caller]
    pub fn json(self) -> Value {
        self.run().json()
    }
}

/// What a program that ended has left.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output, line by line.
    pub output: Vec<String>,
    /// The end of its standard error.
    pub errors: String,
    name: String,
}

impl Finished {
    /// Whether it ended with exit 0.
    pub fn ok(&self) -> bool {
        self.status.success()
    }

    /// The value it printed; panics unless it ended with exit 0.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert!(
            self.ok(),
            "{} ended with {}\n{}\n{}",
            self.name,
            self.status,
            self.output.join("\n"),
            self.errors
        );
        self.printed()
    }

    /// The value it printed, whatever its exit status: refusals are JSON too.
    #[track_caller]
    pub fn printed(&self) -> Value {
        let text = self.output.join("\n");
        serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!(
                "{} printed no JSON ({error}): {text}\n{}",
                self.name, self.errors
            )
        })
    }

    /// Whether signal 9 ended it.
    pub fn was_killed(&self) -> bool {
        self.status.signal() == Some(9)
    }
}

/// A running program. Dropping it kills its whole group.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    lines: Receiver<String>,
    errors: Arc<Mutex<VecDeque<String>>>,
    readers: Vec<JoinHandle<()>>,
    status: Option<ExitStatus>,
}

impl Running {
    fn new(name: String, mut child: Child, input: Vec<u8>) -> Running {
        let (sender, lines) = channel();
        let errors = Arc::new(Mutex::new(VecDeque::new()));
        let kept = Arc::clone(&errors);
        let mut readers = Vec::new();
        readers.push(reader(child.stdout.take(), move |line| {
            drop(sender.send(line))
        }));
        readers.push(reader(child.stderr.take(), move |line| {
            let mut kept = kept.lock().unwrap();
            if kept.len() == KEPT_LINES {
                kept.pop_front();
            }
            kept.push_back(line);
        }));
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read its input may close it: that is its right.
            std::thread::spawn(move || drop(stdin.write_all(&input)));
        }
        Running {
            name,
            child,
            lines,
            errors,
            readers,
            status: None,
        }
    }

    /// Its process id, which is also its group's.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The next line of standard output.
    #[track_caller]
    pub fn next_line(&mut self, limit: Duration) -> String {
        match self.lines.recv_timeout(limit) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => {
                panic!(
                    "{} printed nothing for {limit:?}\n{}",
                    self.name,
                    self.said()
                )
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.wait(Duration::from_secs(5));
                panic!(
                    "{} ended ({status:?}) without printing what was awaited\n{}",
                    self.name,
                    self.said()
                )
            }
        }
    }

    /// The next line of standard output, as JSON.
    #[track_caller]
    pub fn next_json(&mut self, limit: Duration) -> Value {
        let line = self.next_line(limit);
        serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{} printed no JSON ({error}): {line}", self.name))
    }

    /// The first of the coming JSON lines in which `wanted` finds something.
    #[track_caller]
    pub fn until_json<T>(&mut self, limit: Duration, wanted: impl Fn(&Value) -> Option<T>) -> T {
        let end = Instant::now() + limit;
        loop {
            let value = self.next_json(end.saturating_duration_since(Instant::now()));
            if let Some(found) = wanted(&value) {
                return found;
            }
        }
    }

    /// Lines already printed and not yet read.
    pub fn rest(&mut self) -> Vec<String> {
        self.lines.try_iter().collect()
    }

    /// The end of what it wrote to standard error.
    pub fn said(&self) -> String {
        let errors = self.errors.lock().unwrap();
        errors
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Waits for its end; `None` after `limit`. After `Some` everything it printed can be read.
    pub fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        if self.status.is_none() {
            self.status = wait::within(limit, || self.child.try_wait().ok().flatten());
            // A grandchild may keep the pipes open; its lines are not ours to wait for.
            let readers = &self.readers;
            if self.status.is_some() {
                wait::within(Duration::from_secs(2), || {
                    readers.iter().all(JoinHandle::is_finished).then_some(())
                });
            }
        }
        self.status
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.wait(Duration::ZERO).is_none()
    }

    /// Sends a signal to the program alone.
    pub fn signal(&self, signal: Signal) {
        let _ = kill(self.group(), signal);
    }

    /// `kill -9`, the power cut of a process: to the program alone, and waits until it is gone.
    #[track_caller]
    pub fn kill9(&mut self) {
        self.signal(Signal::SIGKILL);
        assert!(
            self.wait(Duration::from_secs(10)).is_some(),
            "{} survived kill -9",
            self.name
        );
    }

    /// Asks it to stop (SIGTERM), waits, and demands a clean end.
    #[track_caller]
    pub fn stop(mut self) {
        self.signal(Signal::SIGTERM);
        let status = self.wait(Duration::from_secs(20));
        assert!(
            status.is_some_and(|status| status.success() || status.signal() == Some(15)),
            "{} did not stop cleanly: {status:?}\n{}",
            self.name,
            self.said()
        );
    }

    fn group(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id()).unwrap_or(i32::MAX))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The group outlives its leader while a grandchild is in it, and its number cannot be taken by another.
        let _ = killpg(self.group(), Signal::SIGKILL);
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- {} said:\n{}", self.name, self.said());
        }
    }
}

/// Where cargo puts the program `name`: beside or above this very binary.
pub fn built(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("this binary has a path");
    let folder = here.parent().expect("and a folder");
    let folder = if folder.ends_with("deps") {
        folder.parent().unwrap_or(folder)
    } else {
        folder
    };
    folder.join(name)
}

fn reader(
    pipe: Option<impl Read + Send + 'static>,
    mut take: impl FnMut(String) + Send + 'static,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let Some(pipe) = pipe else { return };
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while matches!(pipe.read_until(b'\n', &mut line), Ok(1..)) {
            take(String::from_utf8_lossy(&line).trim_end().to_owned());
            line.clear();
        }
    })
}

/// `setpriv` of util-linux, where there is one.
fn guardian() -> Option<&'static Path> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOUND
        .get_or_init(|| {
            let paths = std::env::var_os("PATH")?;
            std::env::split_paths(&paths)
                .map(|folder| folder.join("setpriv"))
                .find(|path| path.exists())
        })
        .as_deref()
}

/// Starts a command from the thread that never ends.
fn start(command: Command) -> std::io::Result<Child> {
    type Order = (Command, Sender<std::io::Result<Child>>);
    static STARTER: OnceLock<Mutex<Sender<Order>>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (sender, orders) = channel::<Order>();
        std::thread::spawn(move || {
            for (mut command, answer) in orders {
                let _ = answer.send(command.spawn());
            }
        });
        Mutex::new(sender)
    });
    let (answer, child) = channel();
    starter
        .lock()
        .unwrap()
        .send((command, answer))
        .expect("the starter lives");
    child.recv().expect("the starter answers")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Program {
        Program::system("sh").args(["-c", script])
    }

    #[test]
    fn a_command_is_run_with_its_input_and_its_json_is_read() {
        let value = shell("read x; echo \"{\\\"got\\\": \\\"$x\\\", \\\"env\\\": \\\"$WORD\\\"}\"")
            .input("λέξη\n")
            .env("WORD", "ναι")
            .json();
        assert_eq!(value["got"], "λέξη");
        assert_eq!(value["env"], "ναι");
    }

    #[test]
    fn a_refusal_keeps_its_json_and_its_status() {
        let refused = shell("echo '{\"code\":\"Σ-110\"}'; exit 3").run();
        assert!(!refused.ok());
        assert_eq!(refused.status.code(), Some(3));
        assert_eq!(refused.printed()["code"], "Σ-110");
    }

    #[test]
    #[should_panic(expected = "still running after")]
    fn a_command_that_hangs_is_reported_and_killed() {
        shell("sleep 60").limit(Duration::from_millis(200)).run();
    }

    #[test]
    #[should_panic(expected = "the last words")]
    fn a_server_that_dies_early_shows_its_last_words() {
        shell("echo 'the last words' >&2; exit 1")
            .spawn()
            .next_json(Duration::from_secs(10));
    }

    #[test]
    fn the_wanted_line_is_found_among_others() {
        let mut server = shell("echo '{\"a\":1}'; echo '{\"port\":4711}'; sleep 60").spawn();
        let port = server.until_json(Duration::from_secs(10), |value| value["port"].as_u64());
        assert_eq!(port, 4711);
        assert!(server.is_running());
    }

    #[test]
    fn kill_9_ends_it_and_stop_is_polite() {
        let mut victim = shell("trap '' TERM; echo '{}'; while :; do sleep 0.1; done").spawn();
        victim.next_json(Duration::from_secs(10));
        victim.signal(Signal::SIGTERM);
        assert!(
            victim.wait(Duration::from_millis(150)).is_none(),
            "it ignores TERM"
        );
        victim.kill9();
        assert_eq!(victim.wait(Duration::ZERO).unwrap().signal(), Some(9));
        shell("exec sleep 60").spawn().stop();
    }

    #[test]
    fn a_dropped_program_takes_its_grandchildren_along() {
        let mut parent = shell("sleep 61 & echo \"{\\\"pid\\\": $!}\"; wait").spawn();
        let grandchild = parent.next_json(Duration::from_secs(10))["pid"]
            .as_i64()
            .unwrap();
        let alive = || {
            let stat =
                std::fs::read_to_string(format!("/proc/{grandchild}/stat")).unwrap_or_default();
            !stat.is_empty() && !stat.contains(") Z ")
        };
        assert!(alive());
        drop(parent);
        crate::until(Duration::from_secs(10), "the grandchild's end", || {
            (!alive()).then_some(())
        });
    }
}
