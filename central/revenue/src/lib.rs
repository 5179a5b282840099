//! Revenue: the common machine from a claim to the money in the books, and a folder for each source (βεβαίωση και είσπραξη).
//!
//! ```text
//! source ─claim─▶ line ─list (draft)─▶ approved = certified, posted ─▶ debt ─▶ paid
//!                  └── paid before any list: assessed and collected at once ──┘
//! ```
//!
//! * A **claim** comes from a source's documents and may come again: the pair (source, document) is one line.
//! * A **list** is drafted with a preview and approved once; approving certifies and posts in the same act.
//! * A **payment** is a fact: it is never refused. Without a line it waits under «εισπράξεις υπό τακτοποίηση»;
//!   above what is owed it becomes the debtor's credit and a conflict that a person decides ([`credits`]).
//! * A **payable** tells the cash desks what may be paid, «έως …».
//!
//! Sources are folders: [`fines`] and [`irrigation`] today, leases and fees tomorrow; [`receipts`] takes in the money of the
//! desks. They never see each other and never post by themselves: they hand claims and money to the machine, and the
//! machine posts through `loggia-books` by roles. Machine and sources have the same furniture: `model.rs`, `rules.rs`,
//! `store.rs`, `postings.rs`, `pages.rs`, `api.rs`, tests beside. What may happen is pure and stands in `rules`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod aliases;
pub mod api;
pub mod card;
pub mod carried;
pub mod cases;
pub mod claims;
pub mod credits;
pub mod duplicates;
pub mod fines;
pub mod irrigation;
pub mod limits;
pub mod lists;
pub mod merges;
#[cfg(test)]
mod merges_tests;
pub mod model;
pub mod pages;
pub mod payables;
pub mod payments;
pub mod persons;
mod plots;
mod postings;
pub mod receipts;
pub mod rules;
pub mod store;
pub mod strikes;
#[cfg(test)]
mod strikes_tests;
pub mod surcharge;
#[cfg(test)]
mod tests;
mod twice;
#[cfg(test)]
mod twice_tests;

use loggia_core::Outcome;
use loggia_core::db::Tx;
use loggia_core::migrations::Migration;
use loggia_core::rights::Right;
use loggia_core::subsystem::{Find, Found, MenuItem, Subsystem};

/// See lines, lists and debtor cards (καρτέλες οφειλετών).
pub const READ: Right = Right::read("revenue.read", "Προβολή οφειλών, καταλόγων και καρτελών");
/// Draft money lists (σύνταξη χρηματικών καταλόγων).
pub const LISTS_DRAFT: Right = Right::write("revenue.lists.draft", "Σύνταξη χρηματικών καταλόγων");
/// Approve money lists: certification, never to be undone (έγκριση και βεβαίωση).
pub const LISTS_APPROVE: Right =
    Right::write("revenue.lists.approve", "Έγκριση και βεβαίωση καταλόγων");
/// Name unknown debtors, match money by hand (τακτοποίηση).
pub const SETTLE: Right = Right::write(
    "revenue.settle",
    "Ορισμός οφειλέτη και τακτοποίηση εισπράξεων",
);

/// Strike certified debts off by a decision (διαγραφή οφειλών).
pub const STRIKE_OFF: Right = Right::write("revenue.strike-off", "Διαγραφή βεβαιωμένων οφειλών");
/// Merge two entries of one person, take them apart, keep other names (συγχώνευση προσώπων).
pub const PERSONS_MERGE: Right = Right::write(
    "revenue.persons.merge",
    "Συγχώνευση προσώπων και άλλα ονόματα",
);

/// The machine as a subsystem.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Έσοδα",
    migrations: &[
        Migration {
            name: "001-machine",
            sql: include_str!("tables.sql"),
        },
        Migration {
            name: "002-parts",
            sql: include_str!("parts.sql"),
        },
        Migration {
            name: "003-carried",
            sql: include_str!("carried/tables.sql"),
        },
        Migration {
            name: "004-credits",
            sql: include_str!("credits.sql"),
        },
        Migration {
            name: "005-persons",
            sql: include_str!("merges.sql"),
        },
        Migration {
            name: "006-strikes",
            sql: include_str!("strikes.sql"),
        },
        Migration {
            name: "007-found",
            sql: include_str!("found.sql"),
        },
    ],
    routes: pages::routes,
    rights: &[
        READ,
        LISTS_DRAFT,
        LISTS_APPROVE,
        SETTLE,
        STRIKE_OFF,
        PERSONS_MERGE,
    ],
    menu: &[
        MenuItem {
            title: "Χρηματικοί κατάλογοι",
            path: "/lists",
            right: READ,
        },
        MenuItem {
            title: "Οφειλέτες",
            path: "/debtors",
            right: READ,
        },
        MenuItem {
            title: "Εισπράξεις",
            path: "/payments",
            right: READ,
        },
        MenuItem {
            title: "Πιστώσεις",
            path: "/credits",
            right: READ,
        },
    ],
    cli: api::COMMANDS,
    finds: &[Find {
        right: READ,
        run: debtors,
    }],
    plots: &[plots::COLLECTIONS],
    conflicts: &[twice::KIND, strikes::KIND, duplicates::KIND],
    ..Subsystem::new("revenue")
};

/// Debtors for the command palette.
fn debtors(tx: &mut Tx<'_>, words: &str, most: u32) -> Outcome<Vec<Found>> {
    let found = persons::search(tx, words, most)?.into_iter();
    let shown = found.map(|person| Found {
        title: person.name(),
        detail: person.afm.as_ref().map_or_else(
            || "οφειλέτης".to_owned(),
            |afm| format!("οφειλέτης, ΑΦΜ {}", afm.as_str()),
        ),
        path: format!("/debtors/{}", person.id),
    });
    Ok(shown.collect())
}
