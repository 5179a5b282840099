//! What the municipality speaks of: ids, money, identifiers, Greek text, calendar, dated tables, messages.
//!
//! Everything here is pure: no I/O, no clock, no SQL, no async, no floating point. A village office, the
//! centre, the simulator and a test run the same functions and get the same answers to the cent and to the day.
//!
//! The habits of the crate, which every other crate may rely on:
//!
//! * **Parse once.** What a person types enters through a `parse` function and comes out as a type that cannot
//!   be wrong ([`identifiers::Afm`], [`money::Cents`], [`calendar::Date`]); nothing is checked twice.
//! * **Refuse with a code.** A refusal is a [`message::Finding`]: a number from one table, the field it speaks
//!   of and the values for its Greek sentence. No Greek sentence about an error is written anywhere else.
//! * **Ask the date.** Rates, terms and holidays are rows with a first and a last day ([`dated::DatedTable`]);
//!   a date without a row refuses the calculation instead of guessing.
//! * **Explain.** A computed amount is an [`explain::Explained`]: the value, the rule, its inputs and the steps.
//!
//! The vectors under `schema/vectors` state what the outside world expects; each is run by the tests of the
//! file that answers for it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod calendar;
pub mod dated;
pub mod dispute;
pub mod explain;
pub mod identifiers;
pub mod ids;
pub mod irrigation;
pub mod message;
pub mod money;
pub mod surcharge;
pub mod text;

#[cfg(test)]
mod vectors;
