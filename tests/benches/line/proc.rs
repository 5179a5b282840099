//! What the kernel knows of a process: memory it holds, processor time it took. Linux only, as the harness is.

use loggia_tests::until;
use std::fs::read_to_string;
use std::time::{Duration, Instant};

/// Ticks of processor time in a second: fixed for programs on Linux, whatever the kernel counts in.
const TICKS: f64 = 100.0;
/// A process that took no processor time for so long is at rest.
const REST: Duration = Duration::from_millis(800);

/// Memory that a process holds now, in MB (VmRSS).
pub fn resident(pid: u32) -> f64 {
    let status = read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.unwrap().trim().trim_end_matches(" kB").trim();
    kilobytes.parse::<f64>().unwrap() / 1024.0
}

/// Waits until a process rests.
pub fn wait_for_rest(pid: u32) {
    let (mut last, mut since) = (own(pid), Instant::now());
    until(Duration::from_secs(60), "a process at rest", || {
        let now = own(pid);
        if now != last {
            (last, since) = (now, Instant::now());
        }
        (since.elapsed() >= REST).then_some(())
    });
}

/// Ticks of a running process.
fn own(pid: u32) -> u64 {
    ticks(&pid.to_string(), 0)
}

/// Processor seconds of all children of this process that have ended and were waited for.
pub fn children() -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a count of hundredths")]
    let ticks = ticks("self", 2) as f64;
    ticks / TICKS
}

/// utime + stime of `/proc/<who>/stat`, or two fields later those of the children.
fn ticks(who: &str, later: usize) -> u64 {
    let stat = read_to_string(format!("/proc/{who}/stat")).unwrap();
    // The name stands in parentheses and may hold anything; field 3 follows it.
    let fields = &stat[stat.rfind(')').unwrap() + 2..];
    let times = fields.split(' ').skip(14 - 3 + later).take(2);
    times.map(|field| field.parse::<u64>().unwrap()).sum()
}
