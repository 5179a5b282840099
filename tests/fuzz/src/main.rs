//! Every decoder under libFuzzer: whatever the bytes, an answer and never a panic; what was read is written the same.
//!
//! One program with many targets, because they share their code and linking it once is quicker. The target is named by
//! the environment: `LOGGIA_FUZZ_TARGET=bundle`. `LOGGIA_FUZZ_TARGET=list` prints the names. `tools/fuzz` builds and
//! runs it; seeds are the golden files of the formats, and what libFuzzer found before in `.cache/fuzz`.
#![no_main]

mod targets;

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use targets::Target;

/// The target of this process; chosen once.
static CHOSEN: OnceLock<Target> = OnceLock::new();

fuzz_target!(
    init: {
        let name = std::env::var("LOGGIA_FUZZ_TARGET").unwrap_or_default();
        if name == "list" {
            for (name, _) in targets::ALL {
                println!("{name}");
            }
            std::process::exit(0);
        }
        match targets::ALL.iter().find(|(known, _)| *known == name) {
            Some((_, target)) => drop(CHOSEN.set(*target)),
            None => {
                eprintln!("LOGGIA_FUZZ_TARGET must name a target; `list` prints them");
                std::process::exit(2);
            }
        }
    },
    |bytes: &[u8]| {
        if let Some(target) = CHOSEN.get() {
            target(bytes);
        }
    }
);
