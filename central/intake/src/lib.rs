//! Intake: what laptops wrote becomes documents, rows and postings at the town hall, exactly once.
//!
//! ```text
//! bundle ─admit─▶ entries ─apply─▶ documents ─take─▶ rows, postings, numbers
//!   (sync's gate)   (feeds)          (documents)      (the subsystem of the case kind)
//!                                       │
//!                     verdicts, leases ─┴─▶ the centre's own feed of the scope ─▶ back to the laptops
//! ```
//!
//! * [`CentreStore`] answers a sync session; when `admit` returned, the entries are durable.
//! * [`judge`] takes admitted entries in order, one transaction per batch: documents, rows, postings and the verdict that
//!   tells the laptop about them are committed together, so an entry can be neither lost nor taken twice. An entry
//!   that stands on one not yet here waits in a bounded table that says for what.
//! * A refusal opens a task and never frees a number; entries of a revoked device are kept aside until a person decides.
//! * [`recovery`] is how a restored centre learns again what it said after its backup.
//! * [`blobs`]: the files that cases name; they come after the documents, chunk by chunk.
//! * [`registry`] knows devices, desks and one-time codes; [`leases`] keeps every laptop supplied with numbers.
//!
//! Intake knows no case kind: it asks the list of subsystems who takes it ([`loggia_core::subsystem::taker`]).
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod blobs;
pub mod documents;
mod feeds;
pub mod judge;
pub mod leases;
pub mod line;
pub mod recovery;
pub mod registry;
mod speak;
mod store;
#[cfg(test)]
mod tests;

pub use feeds::{FeedRow, WaitingEntry, feeds_of, held, mark_backed_up, waiting_entries};
pub use store::{Centre, CentreStore};

use loggia_core::migrations::Migration;
use loggia_core::rights::Right;
use loggia_core::subsystem::{CliCommand, Subsystem};

/// See devices, their feeds and their last sync (συσκευές).
pub const DEVICES_READ: Right =
    Right::read("intake.devices.read", "Προβολή συσκευών και συγχρονισμού");
/// Enrol and revoke devices, cut and restore the line.
pub const DEVICES_MANAGE: Right =
    Right::write("intake.devices.manage", "Εγγραφή και ανάκληση συσκευών");
/// See blocks of numbers and the gap register.
pub const NUMBERS_READ: Right =
    Right::read("intake.numbers.read", "Προβολή αριθμών και μητρώου κενών");
/// See cases of every desk with their timelines.
pub const CASES_READ: Right = Right::read("intake.cases.read", "Προβολή υποθέσεων");
/// Decide what was refused or set aside at intake.
pub const CASES_DECIDE: Right = Right::write(
    "intake.cases.decide",
    "Διεκπεραίωση απορρίψεων και καραντίνας",
);
/// See tariffs, violations, places and settings by date.
pub const REFERENCE_READ: Right =
    Right::read("intake.reference.read", "Προβολή τιμολογίων και καταλόγων");

/// What intake brings to the town hall: tables and rights; its pages are drawn by the server.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Συσκευές και υποθέσεις",
    migrations: &[
        Migration {
            name: "001-intake",
            sql: include_str!("../migrations/001-intake.sql"),
        },
        Migration {
            name: "002-blobs",
            sql: include_str!("../migrations/002-blobs.sql"),
        },
    ],
    rights: &[
        DEVICES_READ,
        DEVICES_MANAGE,
        NUMBERS_READ,
        CASES_READ,
        CASES_DECIDE,
        REFERENCE_READ,
    ],
    cli: &[CliCommand {
        name: "verify-files",
        help: "έλεγχος όλων των αρχείων υποθέσεων με το αποτύπωμά τους",
        right: CASES_READ,
        run: blobs::verify_command,
    }],
    ..Subsystem::new("intake")
};
