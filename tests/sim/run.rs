//! Seeds one after another: what `tools/sim` asks for, and what a person reads.

use crate::observers;
use crate::trace::{HEAD, Tally, tell};
use crate::world::World;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What must have happened at least once in a run of so many seeds, or the simulator has gone blind.
const PROVING: u64 = 50;
const MUST_HAPPEN: &[&str] = &[
    "clock jumps",
    "stores put back",
    "devices revoked",
    "laptops killed",
    "disk calls failed at laptops",
    "centre killed",
    "disk calls failed at the centre",
    "lines cut in a session",
    "lines broken by a frame",
    "sessions delivered twice",
    "sessions ended early",
    "commands sent again",
    "commands refused",
    "lists approved",
    "wrong attempts refused",
    "requests",
    "protocol entries",
    "readings",
    "readings held",
    "days of two keepers at a meter",
    "protocol gaps",
];

/// How a seed ended.
pub struct Ended {
    /// What was counted.
    pub tally: Tally,
    /// The digest of its trace.
    pub digest: String,
    /// What was objected to.
    pub objections: Vec<String>,
}

/// Lives one world and lets the observers look at it.
pub fn seed(seed: u64, print: bool) -> Ended {
    let lived = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::begin(seed, print);
        world.live();
        let mut objections = std::mem::take(&mut world.objections);
        objections.extend(observers::all(&mut world));
        Ended {
            digest: world.trace.digest(),
            tally: world.trace.tally,
            objections,
        }
    }));
    lived.unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Ended {
            tally: Tally::new(),
            digest: String::new(),
            objections: vec![format!("panic: {}", text.unwrap_or_default())],
        }
    })
}

/// A number from the surroundings; `None` if there is none.
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.trim().parse().ok()
}

#[test]
#[ignore = "many worlds; run by tools/sim"]
fn seeds() {
    if let Some(one) = asked("LOGGIA_SIM_SEED") {
        tell(HEAD);
        let ended = seed(one, true);
        show(one, &ended);
        assert!(ended.objections.is_empty(), "seed {one} failed");
        return;
    }
    let (count, from) = (
        asked("LOGGIA_SIM_SEEDS").unwrap_or(150),
        asked("LOGGIA_SIM_FROM").unwrap_or(1),
    );
    let (next, results) = (AtomicU64::new(from), Mutex::new((Tally::new(), Vec::new())));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    // Each world lives on one thread; several worlds may live beside each other.
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let one = next.fetch_add(1, Ordering::SeqCst);
                    if one >= from + count {
                        return;
                    }
                    let ended = seed(one, false);
                    let mut results = results.lock().unwrap();
                    show(one, &ended);
                    for (what, n) in &ended.tally {
                        *results.0.entry(what).or_default() += n;
                    }
                    if !ended.objections.is_empty() {
                        results.1.push(one);
                    }
                }
            });
        }
    });
    let (tally, failed) = results.into_inner().unwrap();
    tell(&format!("\n{count} seeds from {from}:"));
    for (what, n) in &tally {
        tell(&format!("{n:>10}  {what}"));
    }
    assert!(failed.is_empty(), "failed seeds: {failed:?}");
    if count >= PROVING {
        let never: Vec<_> = MUST_HAPPEN
            .iter()
            .filter(|what| !tally.contains_key(**what))
            .collect();
        assert!(
            never.is_empty(),
            "never happened in {count} seeds: {never:?}"
        );
    }
}

fn show(seed: u64, ended: &Ended) {
    let of = |what: &str| ended.tally.get(what).copied().unwrap_or(0);
    tell(&format!(
        "seed {seed:>5}  {}  {:>3} sessions  {:>2} kills  {:>3} commands  {:>3} entries  {}",
        if ended.objections.is_empty() {
            "ok    "
        } else {
            "FAILED"
        },
        of("sessions"),
        of("laptops killed") + of("centre killed"),
        of("commands acknowledged"),
        of("journal entries"),
        ended.digest,
    ));
    for objection in &ended.objections {
        tell(&format!("            {objection}"));
    }
    if !ended.objections.is_empty() {
        tell(&format!(
            "            again, with its trace: make sim SEED={seed}"
        ));
    }
}
