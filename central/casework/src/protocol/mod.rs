//! The protocol at the town hall: one index over the registers of every desk (ευρετήριο πρωτοκόλλου).
//!
//! ```text
//! laptop ─events─▶ intake ─▶ [take] ─▶ series: next, jump or below ─▶ gap, task
//!                                └──▶ row of the index
//! ```
//!
//! The centre gives no numbers and changes none. It checks that a number belongs to the life of the store that wrote
//! it, that each series goes on by one, and that no number stands on two entries; what does not fit is registered and
//! becomes a task. A refused entry keeps its number in the index: its slip is in somebody's hands.
//!
//! Requests of citizens take their numbers from the same series, so each stands in the index too, under its number.
//!
//! * `model.rs`: entries, series, gaps. * `twins.rs`: one letter at two desks. * `series` of the crate: what a number means.
//! * `store.rs`: rows in and out. * `pages.rs`, `api.rs`: the index and the series for people and the command line.

pub mod api;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
mod twins;

use crate::{book, series};
use loggia_cases::case::{Case, Decoded};
use loggia_cases::protocol::{Event, Protocol, ProtocolRow};
use loggia_core::cases::{self, Looked};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::migrations::Migration;
use loggia_core::rights::Right;
use loggia_core::subsystem::{Accepted, MenuItem, Subsystem, Verdict};
use loggia_core::{Fail, Outcome};

/// See the index of the protocol (ευρετήριο πρωτοκόλλου).
pub const READ: Right = Right::read("protocol.read", "Προβολή πρωτοκόλλου όλων των γραφείων");
/// Read what entries of the confidential protocol say.
pub const READ_CONFIDENTIAL: Right = Right::read(
    "protocol.read.confidential",
    "Ανάγνωση εμπιστευτικού πρωτοκόλλου",
);

/// Decide which of two entries stands for one letter.
pub const SETTLE: Right = Right::write(
    "protocol.settle",
    "Τακτοποίηση εγγράφων που πρωτοκολλήθηκαν δύο φορές",
);

/// The index as a subsystem: one line in the server's list.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Πρωτόκολλο",
    migrations: &[
        Migration {
            name: "001-protocol",
            sql: include_str!("tables.sql"),
        },
        Migration {
            name: "002-twins",
            sql: include_str!("twins.sql"),
        },
    ],
    intake: &[(Protocol::KIND.0, take)],
    routes: pages::routes,
    rights: &[READ, READ_CONFIDENTIAL, SETTLE],
    menu: &[
        MenuItem {
            title: "Ευρετήριο πρωτοκόλλου",
            path: "/protocol",
            right: READ,
        },
        MenuItem {
            title: "Σειρές και κενά πρωτοκόλλου",
            path: "/protocol/series",
            right: READ,
        },
    ],
    cli: api::COMMANDS,
    conflicts: &[twins::KIND],
    ..Subsystem::new("protocol")
};

/// Takes in what a laptop wrote about one entry. Runs again with the same result.
///
/// # Errors
/// The store's. A refusal of the protocol's own rules is a verdict, not an error.
pub fn take(tx: &mut Tx<'_>, accepted: &Accepted, ctx: &Ctx) -> Outcome<Verdict> {
    let looked: Looked<Protocol> = cases::look(accepted)?;
    let state = &looked.folded.state;
    let Some(number) = state.number().cloned() else {
        return Ok(Verdict::Accepted { journal: None });
    };
    let reference = cases::reference(tx)?;
    let checked = looked.check_by(tx, accepted, &reference, None);
    let mut refused = match checked {
        Ok(()) => None,
        Err(Fail::Refused(finding)) => Some(finding),
        Err(error) => return Err(error),
    };
    for raw in looked.fresh() {
        match Protocol::decode(raw) {
            Decoded::Event(Event::Registered(entry)) => {
                let foreign = series::note(tx, ctx, accepted, &entry.number, Some(READ))?;
                refused = foreign.or(refused);
            }
            Decoded::Event(Event::Lost(lost)) => series::note_lost(tx, ctx, &lost)?,
            _ => {}
        }
    }
    let row = ProtocolRow {
        off: accepted.off || refused.is_some(),
        ..Protocol::row(&looked.folded)
    };
    let letter = store::letter_of(tx, accepted.doc, &row)?;
    let twin_key = twins::key(&row, letter.as_ref());
    book::put(tx, accepted, (&number, &twin_key), &row)?;
    twins::propose(tx, ctx, accepted.doc, &row)?;
    Ok(refused.map_or(Verdict::Accepted { journal: None }, Verdict::Refused))
}
