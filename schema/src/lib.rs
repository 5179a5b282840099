//! What the municipality speaks of: ids, money, identifiers, Greek text, calendar, dated tables, messages.
//!
//! Pure: no I/O, no clock, no SQL, no async.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod ids;
