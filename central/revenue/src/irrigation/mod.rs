//! Irrigation: a source of the machine (άρδευση). Reading books come in, doubts wait for a person, seasons become bills.
//!
//! ```text
//! keeper ─events─▶ intake ─▶ [take] ─▶ book reviewed by the centre's own ground ─▶ meter's newest reading told to the keepers
//!                                └──▶ doubts ─▶ hold queue ─▶ decision (a record: both values stay in the book)
//! season ─▶ bill per connection ─▶ claim ─▶ machine (list, approval, posting, debt)
//! ```
//!
//! * `model.rs`: holds, drafts, bills, water of networks. `rules.rs`: readings and tariffs → parts of a bill, bill → claim. Pure.
//! * `ground.rs`: the reference data of one book; `review.rs`: what follows from a review; `decide.rs`: the decision of a person; `keepers.rs`: two of them as one conflict.
//! * `bills.rs`: drafts and bills; `seasons.rs`: the states of a season.
//! * `store.rs`, `postings.rs`, `pages/`, `api.rs`: as in every source.
//!
//! The book's own rules (what is refused, what is held, the calculator) live in `loggia-cases` and `loggia-schema`.

pub mod api;
pub mod bills;
pub mod decide;
mod ground;
pub mod keepers;
pub mod model;
pub mod pages;
mod plots;
mod postings;
mod review;
pub mod rules;
pub mod seasons;
pub mod store;
#[cfg(test)]
mod tests;

use crate::cases::{self, Looked};
use loggia_cases::case::Case;
use loggia_cases::irrigation::ReadingBook;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::migrations::Migration;
use loggia_core::rights::Right;
use loggia_core::subsystem::{Accepted, MenuItem, Subsystem, Verdict};
use loggia_core::{Fail, Outcome};
use loggia_schema::message::{Finding, irrigation};

/// See books, holds, bills and losses of every network.
pub const READ: Right = Right::read("irrigation.read", "Προβολή άρδευσης");
/// Decide about held readings.
pub const DECIDE: Right = Right::write("irrigation.decide", "Απόφαση για ενδείξεις σε έλεγχο");
/// Make the bills of a season.
pub const BILL: Right = Right::write("irrigation.bill", "Έκδοση λογαριασμών άρδευσης");
/// Open, end and close seasons.
pub const SEASON: Right = Right::write("irrigation.season", "Διαχείριση αρδευτικών περιόδων");

/// The source as a subsystem: one line in the server's list.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Άρδευση",
    migrations: &[Migration {
        name: "001-irrigation",
        sql: include_str!("tables.sql"),
    }],
    intake: &[(ReadingBook::KIND.0, take)],
    routes: pages::routes,
    rights: &[READ, DECIDE, BILL, SEASON],
    menu: &[
        MenuItem {
            title: "Ενδείξεις σε έλεγχο",
            path: "/irrigation/holds",
            right: READ,
        },
        MenuItem {
            title: "Βιβλία ενδείξεων",
            path: "/irrigation/books",
            right: READ,
        },
        MenuItem {
            title: "Λογαριασμοί άρδευσης",
            path: "/irrigation/bills",
            right: READ,
        },
        MenuItem {
            title: "Νερό ανά δίκτυο",
            path: "/irrigation/networks",
            right: READ,
        },
        MenuItem {
            title: "Αρδευτικές περίοδοι",
            path: "/irrigation/seasons",
            right: READ,
        },
    ],
    plots: &[plots::WATER],
    cli: api::COMMANDS,
    conflicts: &[keepers::KIND],
    ..Subsystem::new("irrigation")
};

/// Takes in what a laptop wrote in one book. Runs again with the same result.
///
/// # Errors
/// The store's. A refusal of the book's own rules is a verdict, not an error.
pub fn take(tx: &mut Tx<'_>, accepted: &Accepted, ctx: &Ctx) -> Outcome<Verdict> {
    let looked: Looked<ReadingBook> = cases::look(accepted)?;
    let Some(book) = looked.folded.state.book.clone() else {
        return Ok(cases::accepted(&[]));
    };
    if book.doc() != accepted.doc {
        return Ok(Verdict::Refused(Finding::new(irrigation::WRONG_BOOK)));
    }
    let reference = ground::reference(tx, &looked.folded.state, &book)?;
    match looked.check_by(tx, accepted, &reference, None) {
        Ok(()) => {}
        Err(Fail::Refused(finding)) => return Ok(Verdict::Refused(finding)),
        Err(error) => return Err(error),
    }
    let fresh: Vec<_> = looked.fresh_keys().collect();
    let place = review::Place {
        doc: accepted.doc,
        scope: accepted.scope,
        arrived: accepted.arrived,
    };
    review::settle(
        tx,
        ctx,
        place,
        &looked.folded,
        (&fresh, accepted.off),
        &reference,
    )?;
    Ok(cases::accepted(&[]))
}
