//! Real processes: what happens to the line when people, machines and lines fail.
//!
//! These tests are ignored by a plain `cargo test` because they start dozens of processes; `make test` runs them
//! (`tools/test crash story run`).
#![allow(clippy::unwrap_used, missing_docs)]

mod clerk;
mod conflicts;
mod crash;
mod refusals;
mod restored;
mod run;
mod steps;
mod three_days;
