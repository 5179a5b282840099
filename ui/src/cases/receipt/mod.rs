//! The screens of the cash receipt: rows of a list, the record, the form of the counter.
//!
//! The form has no review page: the total stands in large figures on the same screen and Enter takes the money.

pub mod counter;
mod form;
#[cfg(test)]
mod tests;

pub use form::{Input, cancel, issue, read};

use crate::cases::fine::{sentence_case, with_marks};
use crate::cases::{Names, View, conflicts, locked, timeline};
use crate::form::{Choice, Field};
use crate::list::{Cell, Column, Row};
use crate::record::{Record, Section};
use crate::status::Badge;
use loggia_cases::receipt::event::{Event, Issued, Means};
use loggia_cases::receipt::{Receipt, ReceiptRow, Stage};
use maud::{Markup, html};

/// The columns of a list of receipts; the badge is shown only where there is a way to the centre.
pub fn columns(with_badge: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("number", "Αριθμός").sortable(),
        Column::text("issued_on", "Είσπραξη").sortable(),
        Column::text("subjects", "Αιτία"),
        Column::text("means", "Τρόπος"),
        Column::text("stage", "Στάδιο").sortable(),
        Column::amount("total", "Σύνολο").sortable(),
    ];
    if with_badge {
        columns.push(Column::text("badge", "Κέντρο"));
    }
    columns
}

/// The filters: words, stage, days.
pub fn filters() -> Vec<Field> {
    let stages = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::Draft);
    let stages = stages
        .map(|stage| Choice::new(stage.name(), stage.greek()))
        .collect();
    vec![
        Field::text("q", "Αριθμός, κωδικός πληρωμής ή όνομα"),
        Field::select("stage", "Στάδιο", stages),
        Field::date("from", "Από"),
        Field::date("to", "Έως"),
    ]
}

/// One receipt in a list made with [`columns`].
pub fn row(receipt: &ReceiptRow, href: impl Into<String>, badge: Option<Badge>) -> Row {
    let means = match receipt.means.as_str() {
        "card" => "κάρτα",
        "cash" => "μετρητά",
        other => other,
    };
    let stage = with_marks(receipt.stage.greek(), receipt.off, receipt.conflict);
    let row = Row::new(receipt.number.as_str(), href)
        .cell(receipt.issued_on)
        .cell(receipt.subjects.as_str())
        .cell(means)
        .cell(Cell::tag(stage))
        .cell(receipt.total);
    match badge {
        Some(badge) => row.cell(badge),
        None => row,
    }
}

/// The record of a receipt, with its timeline and without actions.
pub fn record(view: &View<'_, Receipt>) -> Record {
    let state = &view.folded.state;
    let mut record = Record::new()
        .state(state.stage.greek())
        .line("Τι σημαίνει", state.stage.sentence());
    if let Some(badge) = view.badge {
        record = record.badge(badge);
    }
    if let Some(why) = locked(view.folded) {
        record = record.no_actions(why);
    }
    if let Some(receipt) = &state.receipt {
        record = head(record, receipt, &view.names)
            .section(Section::new("Ανάλυση").block(lines(receipt)));
    }
    if let Some(spoiled) = &state.spoiled {
        record = record.line("Αιτία αχρήστευσης", spoiled.reason.as_str());
    }
    if let Some((_, cancelled)) = &state.cancelled {
        record = record.line("Αιτία ακύρωσης", cancelled.reason.as_str());
    }
    if let Some(section) = conflicts(view.folded) {
        record = record.section(section);
    }
    record.timeline(timeline::<Receipt>(view, tell))
}

fn head(record: Record, receipt: &Issued, names: &Names<'_>) -> Record {
    let means = match &receipt.means {
        Means::Cash => "μετρητά".to_owned(),
        Means::Card { approval, last4 } => format!("κάρτα …{last4}, έγκριση {approval}"),
    };
    let record = record
        .line("Σύνολο", receipt.total)
        .line("Είσπραξη", receipt.at.datetime())
        .line("Τρόπος", means)
        .line("Χειριστής", names.of_user(receipt.cashier))
        .line(
            "Χάρτινο φύλλο",
            receipt.paper.as_deref().unwrap_or_default(),
        );
    match receipt.payer {
        Some(part) => record.line("Καταβάλλων", names.of_person(part)),
        None => record,
    }
}

fn lines(receipt: &Issued) -> Markup {
    html! {
        div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label="Γραμμές διπλοτύπου" {
            table.govgr-table.govgr-table--dense {
                caption.govgr-visually-hidden { "Γραμμές διπλοτύπου" }
                thead.govgr-table__head {
                    tr.govgr-table__row {
                        th.govgr-table__header scope="col" { "Αιτία" }
                        th.govgr-table__header scope="col" { "Κωδικός" }
                        th.govgr-table__header.govgr-table__header--numeric scope="col" { "Ποσό" }
                    }
                }
                tbody.govgr-table__body {
                    @for line in &receipt.lines {
                        tr.govgr-table__row {
                            th.govgr-table__cell.lg-first scope="row" { (line.text) }
                            td.govgr-table__cell { (line.subject.name()) @if line.reduced { " (μειωμένο)" } }
                            td.govgr-table__cell.govgr-table__cell--numeric { (line.amount.greek()) }
                        }
                    }
                }
                tfoot.lg-foot {
                    tr.govgr-table__row {
                        th.govgr-table__cell scope="row" colspan="2" { "Σύνολο" }
                        td.govgr-table__cell.govgr-table__cell--numeric { (receipt.total.greek()) }
                    }
                }
            }
        }
    }
}

fn tell(event: &Event, _: &Names<'_>) -> (String, Vec<String>) {
    let lines = match event {
        Event::Issued(issued) => vec![format!("{}, {}", issued.number, issued.total)],
        Event::Spoiled(spoiled) => vec![
            format!("Αριθμός {}", spoiled.number),
            spoiled.reason.clone(),
        ],
        Event::Cancelled(cancelled) => vec![cancelled.reason.clone()],
        Event::Settled(settled) => vec![settled.reason.clone()],
    };
    (sentence_case(event.greek()), lines)
}
