//! The simulator: real laptops and the real town hall on one thread, with injected time, chance, storage and line.
//!
//! One seed is one town: two to four laptops, some days of work, a long pause in which terms run out, and weather. The
//! programs are the real ones ([`loggia_node`], [`loggia_intake`], [`loggia_revenue`], [`loggia_books`]) over encrypted
//! files; the line carries the real session machines' frames. Laptops and the centre are killed at any storage call,
//! disks fail, lines are cut at any frame, sessions are delivered twice, clocks jump, stores are put back from older
//! copies, devices are revoked. Then calm comes, and observers that share nothing with the rules look at what is left.
//!
//! ```text
//! options ─ dice ─▶ world ─ events ─▶ people, line, weather ─▶ office (node) ⇄ centre
//!                     └─▶ ledger: what people were told ──────▶ observers, model
//! ```
//! * `tools/sim` runs seeds: `make sim SEEDS=n [SEED_FROM=k]`; `make sim SEED=x` shows one with its trace.
//! * A failing seed prints its number, who objected to what, and the command that shows it again.
//! * The ordinary tests here prove the proof: a seed gives the same trace twice, and each observer objects to a world
//!   that was broken for it.
#![allow(clippy::unwrap_used, missing_docs)]

mod acts;
mod centre;
mod command;
mod dice;
mod events;
mod ledger;
mod line;
mod model;
mod observers;
mod office;
mod office_hours;
mod options;
mod people;
mod people_of_counters;
mod people_of_water;
mod proof;
mod run;
mod sessions;
mod told;
mod trace;
mod weather;
mod world;

/// A folder for one store: in memory where the machine has such a place, because every kill here is a dropped process.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let builder = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix("loggia-sim-");
        builder
    };
    let made = match memory.is_dir() {
        true => builder().tempdir_in(memory),
        false => builder().tempdir(),
    };
    made.expect("a temporary folder")
}
