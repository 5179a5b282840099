//! The outbox: everything the centre has not yet signed for, one row an item, the oldest worries first.
//!
//! An item leaves only when the receipt of the centre is stored. There is no second «αποστολή» and no reset:
//! Επανάληψη asks for the next try now instead of later.

use crate::status::Badge;
use crate::{format, words};
use jiff::civil::DateTime;
use maud::{Markup, Render, html};

/// One item that waits for the centre.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is: «Κλήση Κ12-2026-000123».
    pub what: String,
    /// The record.
    pub href: String,
    /// Where it stands.
    pub badge: Badge,
    /// When it was saved here.
    pub since: DateTime,
    /// It has waited for more than 24 hours.
    pub late: bool,
    /// How often it was tried.
    pub attempts: u64,
    /// The last answer, in Greek with its code; `None` before the first.
    pub answer: Option<String>,
    /// When it will be tried next; `None` while there is no line.
    pub next: Option<DateTime>,
    /// Address of Επανάληψη (POST), when trying again makes sense.
    pub retry: Option<String>,
    /// Address of Διόρθωση, when a person must change something.
    pub mend: Option<String>,
}

/// All that waits (εξερχόμενα).
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    items: Vec<Item>,
    retry_all: Option<String>,
}

impl Outbox {
    /// The items; the late ones are put first, then the refused, then the oldest.
    pub fn new(mut items: Vec<Item>) -> Outbox {
        items.sort_by_key(|item| (!item.late, item.badge != Badge::Refused, item.since));
        Outbox {
            items,
            retry_all: None,
        }
    }

    /// Address that tries all of them now (POST).
    #[must_use]
    pub fn retry_all(mut self, path: impl Into<String>) -> Outbox {
        self.retry_all = Some(path.into());
        self
    }
}

const HEADS: [&str; 7] = [
    "Εγγραφή",
    "Κατάσταση",
    "Αποθηκεύτηκε",
    "Προσπάθειες",
    "Τελευταία απάντηση",
    "Επόμενη προσπάθεια",
    "Ενέργειες",
];

impl Render for Outbox {
    fn render(&self) -> Markup {
        let late = self.items.iter().filter(|item| item.late).count();
        html! {
            @if late > 0 {
                div.lg-notice.lg-notice--warning role="status" {
                    p {
                        strong { "Προσοχή: " }
                        "Υπάρχουν εγγραφές που περιμένουν περισσότερο από 24 ώρες. \
                         Συνδέστε τη συσκευή στο δίκτυο ή ενημερώστε την υποστήριξη."
                    }
                }
            }
            @if self.items.is_empty() {
                div.lg-empty { p { "Όλα όσα καταχωρίσατε βρίσκονται στο Κέντρο." } }
            } @else {
                @if let Some(path) = &self.retry_all {
                    form method="post" action=(path) {
                        button.govgr-btn.govgr-btn-secondary { "Επανάληψη όλων" }
                    }
                }
                (self.table())
            }
        }
    }
}

impl Outbox {
    fn table(&self) -> Markup {
        html! {
            div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label="Εξερχόμενα" {
                table.govgr-table.govgr-table--dense {
                    caption.govgr-visually-hidden { "Εξερχόμενα" }
                    thead.govgr-table__head {
                        tr.govgr-table__row { @for head in HEADS { th.govgr-table__header scope="col" { (head) } } }
                    }
                    tbody.govgr-table__body { @for item in &self.items { (row(item)) } }
                }
            }
        }
    }
}

fn row(item: &Item) -> Markup {
    html! {
        tr.govgr-table__row.govgr-table__row--warning[item.late] {
            th.govgr-table__cell.lg-first scope="row" { a.govgr-link href=(item.href) { (item.what) } }
            td.govgr-table__cell { (item.badge.render()) }
            td.govgr-table__cell.lg-plain {
                (format::date_time(item.since))
                @if item.late { br; strong { "πάνω από 24 ώρες" } }
            }
            td.govgr-table__cell.lg-plain { (words::attempts(item.attempts)) }
            td.govgr-table__cell { (item.answer.as_deref().unwrap_or("–")) }
            td.govgr-table__cell {
                @match item.next { Some(next) => (format::date_time(next)), None => "όταν υπάρξει σύνδεση" }
            }
            td.govgr-table__cell.lg-outbox__actions {
                @if let Some(path) = &item.retry {
                    form method="post" action=(path) {
                        button.govgr-btn.govgr-btn-secondary {
                            "Επανάληψη" span.govgr-visually-hidden { ": " (item.what) }
                        }
                    }
                }
                @if let Some(path) = &item.mend {
                    a.govgr-link href=(path) { "Διόρθωση" span.govgr-visually-hidden { ": " (item.what) } }
                }
            }
        }
    }
}
