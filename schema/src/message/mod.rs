//! The one table of messages: what a person reads when something is refused, warned about or broken.
//!
//! A message is found by its [`Code`], printed as «Σ-101», used by the help pages and the training. Each row
//! holds the Greek sentence (what happened + what to do), an English one for logs and developers, whether it
//! blocks or only asks for a tick, and **whose fault it is** ([`Fault`]) – four different reactions follow from that.
//!
//! Ranges, one file each, so that two people never edit the same lines:
//!
//! | Codes | File | Speaks of |
//! |---|---|---|
//! | 100–199 | `input.rs` | what somebody typed: identifiers, amounts, dates |
//! | 200–299 | `cases.rs` | fines, receipts, requests: legal transitions |
//! | 300–349 | `numbers.rs` | leased legal numbers |
//! | 400–449 | `access.rs` | users, rights, passwords |
//! | 450–499 | `web.rs` | pages and requests |
//! | 500–549 | `sync.rs` | feeds, bundles, peers |
//! | 600–649 | `storage.rs` | the store and its disk |
//! | 700–799 | `books.rs` | journal, periods, lists |
//! | 800–849 | `import.rs` | files brought in |
//! | 900–949 | `us.rs` | our own mistakes |
//! | 1000–1049 | `requests.rs` | citizen requests |
//! | 1050–1099 | `protocol.rs` | protocol, registers of village papers, templates |
//! | 1100–1149 | `irrigation.rs` | meters, readings, water bills |
//! | 1200–1249 | `files.rs` | attachments and their blobs |
//! | 1150–1199 | `cash.rs` | the cash day, direct revenue, paper blocks |
//! | 1250–1299 | `conflicts.rs` | conflicts, one person twice, debts struck off |
//!
//! A [`Finding`] is a code with its values. Its `Display` and `Debug` hold **no value**, so a finding may be
//! logged; only [`Finding::greek`] and [`Finding::english`] fill the sentence, for the person it belongs to.

#[macro_use]
mod rows;
mod finding;
mod plural;

pub mod access;
pub mod books;
pub mod cases;
pub mod cash;
pub mod conflicts;
pub mod files;
pub mod import;
pub mod input;
pub mod irrigation;
pub mod numbers;
pub mod protocol;
pub mod requests;
pub mod storage;
pub mod sync;
pub mod us;
pub mod web;

pub use finding::Finding;
pub use plural::plural;
pub use rows::{Code, Fault, Row, Weight};

/// Every row of every range, in the order of the table above.
pub fn all() -> impl Iterator<Item = &'static Row> {
    RANGES.iter().flat_map(|(_, rows)| rows.iter())
}

/// The row of a code; `None` for a code of a newer program.
pub fn find(code: Code) -> Option<&'static Row> {
    all().find(|row| row.code == code)
}

/// First and last code of each file, with its rows.
static RANGES: &[((u16, u16), &[Row])] = &[
    ((100, 199), input::ROWS),
    ((200, 299), cases::ROWS),
    ((300, 349), numbers::ROWS),
    ((400, 449), access::ROWS),
    ((450, 499), web::ROWS),
    ((500, 549), sync::ROWS),
    ((600, 649), storage::ROWS),
    ((700, 799), books::ROWS),
    ((800, 849), import::ROWS),
    ((900, 949), us::ROWS),
    ((1000, 1049), requests::ROWS),
    ((1050, 1099), protocol::ROWS),
    ((1100, 1149), irrigation::ROWS),
    ((1200, 1249), files::ROWS),
    ((1150, 1199), cash::ROWS),
    ((1250, 1299), conflicts::ROWS),
];

#[cfg(test)]
mod tests {
    use super::finding::placeholders;
    use super::*;
    use std::collections::{BTreeSet, HashSet};

    #[test]
    fn no_two_messages_share_a_code_and_each_stays_in_its_file() {
        let mut seen = HashSet::new();
        for ((first, last), rows) in RANGES {
            for row in *rows {
                assert!(seen.insert(row.code), "{} is given twice", row.code);
                assert!(
                    (*first..=*last).contains(&row.code.number()),
                    "{} is outside {first}–{last}",
                    row.code
                );
            }
        }
    }

    #[test]
    fn no_two_messages_say_the_same() {
        let mut seen = HashSet::new();
        for row in all() {
            assert!(
                seen.insert(row.greek),
                "{} repeats another Greek sentence",
                row.code
            );
        }
    }

    #[test]
    fn every_sentence_is_whole_and_both_languages_take_the_same_values() {
        for row in all() {
            let greek: BTreeSet<_> = placeholders(row.greek).collect();
            let english: BTreeSet<_> = placeholders(row.english).collect();
            assert_eq!(greek, english, "{}", row.code);
            for text in [row.greek, row.english] {
                assert!(
                    text.ends_with(['.', '?', '»']),
                    "{} has no end: {text}",
                    row.code
                );
                assert!(!text.contains('!'), "{} shouts", row.code);
                assert_eq!(
                    text.matches('{').count(),
                    text.matches('}').count(),
                    "{}",
                    row.code
                );
            }
        }
    }
}
