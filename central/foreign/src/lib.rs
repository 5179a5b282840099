//! Files of other programs: exports of old systems, spreadsheets of villages, dumps that nobody can ask about any more.
//!
//! ```text
//! bytes ─lines, encoding, repair─▶ cells ─profile: columns, steps─▶ Record (fields, remarks) or Refused (field, finding)
//! ```
//!
//! * [`rows`] opens one file in the shape its profile declares: separated ([`delimited`]), fixed width ([`fixed`]) or
//!   XLSX ([`xlsx`]). Rows come one at a time; whatever the file holds, the memory is bounded by [`Limits`].
//! * [`encoding`] knows UTF-8, Windows-1253 and CP737, and puts text right that was converted twice.
//! * [`profile`] is data: which file, which shape, which column becomes which field through which [`steps`], who is to
//!   be asked about an error. Nothing is guessed that a profile does not allow.
//! * [`neutral`] writes cells for spreadsheets so that none of them is a formula.
//!
//! The crate is pure: it reads from what it is given and has no clock, no disk and no database.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod delimited;
pub mod encoding;
pub mod fixed;
pub mod lines;
pub mod neutral;
pub mod profile;
pub mod rows;
pub mod steps;
pub mod xlsx;
mod xlsx_parts;

pub use profile::{Column, Profile, Record, Refused, Remark};
pub use rows::{Cells, Limits, Rows, open};
