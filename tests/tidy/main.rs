//! Rules of the house that run: reads the whole tree and fails on broken habits, dead files and crossed borders.
//!
//! Each file here holds the rules of one kind; a rule is a test that lists every place that breaks it, so that one run
//! shows all the work. An exception stands in a table beside its rule with a reason, and a table entry that is no longer
//! needed fails too.
#![allow(missing_docs)]

mod arrows;
mod dead;
mod formats;
mod habits;
mod messages;
mod subsystems;
mod tree;

/// Fails with all `broken` places under one heading.
#[track_caller]
fn none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}
