//! Benches of the line: what a save, a page, an intake and an idle program cost, against floors of the same run.
//!
//! ```text
//! bench NAME value=… unit=… floor=… ratio=…
//! ```
//! A figure is a median of at least nine runs. Where a floor is defined it is measured in turn with the value, sample by
//! sample, so that whatever else the machine does hits both; `floor=- ratio=-` where there is none. What each line means,
//! and which figures lose, stands in `docs/benches.md`.
//!
//! Programs are measured as processes wherever a process is what people have ([`serve`], the judge in [`intake`]); only
//! the save is measured inside this one, because the start of a program would hide it.
//!
//! `cargo test --all-targets` runs benches too, without the word `--bench`: there they only have to build.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // a bench reports by printing and by panicking
#![allow(clippy::float_arithmetic)] // figures of machines, never money
#![allow(missing_docs)]

mod attach;
mod figure;
mod import;
mod intake;
mod large;
mod proc;
mod reading;
mod save;
mod serve;
mod setting;

use figure::Figure;
use setting::Setting;
use std::process::ExitCode;

/// A bench and the figures it gives. The order matters: the intake stops the centre, so it comes last.
type Bench = (&'static str, fn(&mut Setting) -> Vec<Figure>);
const BENCHES: &[Bench] = &[
    ("local_save", save::local_save),
    ("attach", attach::attach),
    ("first_page", serve::first_page),
    ("node_rss", serve::node_rss),
    ("central_rss_idle", serve::central_rss_idle),
    ("list_100k", large::list_100k),
    ("search_100k", large::search_100k),
    ("node_rss_100k", large::node_rss_100k),
    ("first_page_100k", large::first_page_100k),
    ("reading_entry", reading::reading_entry),
    ("import_full", import::import_full),
    ("intake_10k", intake::intake_10k),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if !words.iter().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    let only = words.iter().find(|word| !word.starts_with('-'));
    let wanted = |bench: &&Bench| only.is_none_or(|only| bench.0 == only);
    let benches: Vec<&Bench> = BENCHES.iter().filter(wanted).collect();
    if benches.is_empty() {
        let names: Vec<&str> = BENCHES.iter().map(|bench| bench.0).collect();
        eprintln!("no such bench; there are: {}", names.join(" "));
        return ExitCode::from(2);
    }
    let mut setting = Setting::new();
    for (_, bench) in benches {
        for figure in bench(&mut setting) {
            println!("{figure}");
        }
    }
    ExitCode::SUCCESS
}
