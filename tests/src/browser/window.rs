//! What only our own window has: a size on the display, and an end that the system asks for.

use super::Browser;
use crate::wait;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use std::time::Duration;

/// How long the window may take to close its office.
const END: Duration = Duration::from_secs(20);

impl Browser {
    /// Gives the window itself a size, as a person does who drags its corner.
    #[track_caller]
    pub fn resize_window(&self, width: u32, height: u32) {
        self.command(
            "POST",
            "/window/rect",
            &json!({ "width": width, "height": height }),
        );
    }

    /// The size of the window itself.
    #[track_caller]
    pub fn window_size(&self) -> (u64, u64) {
        let place = self.command("GET", "/window/rect", &serde_json::Value::Null);
        let size = |name: &str| place[name].as_u64().unwrap_or(0);
        (size("width"), size("height"))
    }

    /// Ends the window's program as Ctrl-C or a shutdown of the machine does (SIGTERM), and waits until it has closed its
    /// office and is gone.
    #[track_caller]
    pub fn end_window(&self) {
        let program = child_of(self.driver_pid());
        kill(Pid::from_raw(program), Signal::SIGTERM).expect("the window runs");
        wait::until(END, "the end of the window", || {
            let gone = state_of(program).is_none_or(|(state, _)| state == 'Z');
            gone.then_some(())
        });
    }
}

/// The process that `parent` started.
#[track_caller]
fn child_of(parent: u32) -> i32 {
    let mut pids = std::fs::read_dir("/proc")
        .expect("/proc")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    let parent = i32::try_from(parent).unwrap_or(0);
    pids.find(|pid| state_of(*pid).is_some_and(|(state, of)| of == parent && state != 'Z'))
        .unwrap_or_else(|| panic!("process {parent} has no child"))
}

/// State and parent of a process, from the fields behind its name.
fn state_of(pid: i32) -> Option<(char, i32)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}
