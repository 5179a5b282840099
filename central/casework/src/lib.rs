//! Casework: what citizens ask and what the municipality answers; a folder for each matter (υποθέσεις πολιτών).
//!
//! * [`requests`]: citizen requests of every desk.
//! * [`protocol`]: the registers of every desk, as one index.
//! * `book`: a row for each number of each series, of both.
//! * `series`: whose series a number is of, and whether it goes on by one; both take their numbers from the same series.
//!
//! Matters never see each other and post nothing: they read the cases that intake hands over, show them, and open tasks
//! where a person must look. Same furniture in each: `model.rs`, `rules.rs`, `store.rs`, `pages.rs`, `api.rs`, tests beside.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod book;
pub mod protocol;
pub mod requests;
mod series;
#[cfg(test)]
mod testing;

/// Every matter, for tests: those that share series of numbers share their tables.
#[cfg(test)]
static MATTERS: &[&loggia_core::subsystem::Subsystem] =
    &[&protocol::SUBSYSTEM, &requests::SUBSYSTEM];
