//! The case kinds: document ↔ events ↔ state ↔ row, legal transitions, and the reference data they ask.
//!
//! A case (a fine, a cash receipt) lives as a document of events that several devices may write without a network. This crate
//! knows what those events mean; node and centre both run it, so both say the same about the same case.
//!
//! ```text
//! change bytes ──document──▶ RawEvent ──decode──▶ Event ──fold + verdicts──▶ State ──▶ Row, next allowed events
//! ```
//!
//! * [`document`]: the flat Automerge document; what a foreign change may be; the fast path.
//! * [`case`]: the trait of a kind, the fold, effects and conflicts.
//! * [`fine`], [`receipt`], [`request`], [`irrigation`], [`protocol`], [`cash`]: the kinds.
//! * [`dispute`]: what a kind brings to the screen on which conflicts are settled.
//! * [`records`]: reference tables that the centre writes, and their dated view.
//! * [`row`]: columns and values of the rows, the same for both engines.
//! * [`attachment`]: how a case of any kind names a picture, a scan or a PDF.
//! * [`facts`], [`rights`], [`number`], [`private`]: what the rules ask from outside, and what papers and parts are made of.
//! * [`sheet`]: a sheet of a paper block, as it is typed in later.
//!
//! Pure: no I/O, no clock, no randomness, no SQL. Every refusal is a [`loggia_schema::message::Finding`] of 200–299.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod attachment;
pub mod case;
pub mod cash;
mod codec;
pub mod dispute;
pub mod document;
pub mod facts;
pub mod fine;
pub mod irrigation;
pub mod number;
pub mod private;
pub mod protocol;
pub mod receipt;
pub mod records;
pub mod request;
pub mod rights;
pub mod row;
#[cfg(test)]
mod sample;
pub mod sheet;

pub use case::{Case, CaseKind, Decoded, Effects, Folded, check, fold, new_event};
