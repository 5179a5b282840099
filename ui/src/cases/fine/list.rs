//! The fine in a list.

use crate::form::{Choice, Field};
use crate::list::{Cell, Column, Row};
use crate::status::Badge;
use loggia_cases::fine::{FineRow, Stage};

/// The columns of a list of fines; the badge is shown only where there is a way to the centre.
pub fn columns(with_badge: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("number", "Αριθμός").sortable(),
        Column::text("offence_on", "Παράβαση").sortable(),
        Column::text("plate", "Πινακίδα").sortable(),
        Column::text("place", "Τόπος"),
        Column::text("violations", "Παραβάσεις"),
        Column::text("stage", "Στάδιο").sortable(),
        Column::amount("amount", "Ποσό").sortable(),
        Column::amount("paid", "Πληρώθηκε"),
    ];
    if with_badge {
        columns.push(Column::text("badge", "Κέντρο"));
    }
    columns
}

/// The filters: words, stage, days of offence.
pub fn filters() -> Vec<Field> {
    let stages = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::Draft);
    let stages = stages
        .map(|stage| Choice::new(stage.name(), stage.greek()))
        .collect();
    vec![
        Field::text("q", "Αριθμός, πινακίδα, τόπος ή όνομα"),
        Field::select("stage", "Στάδιο", stages),
        Field::date("from", "Από"),
        Field::date("to", "Έως"),
    ]
}

/// One fine in a list made with [`columns`].
pub fn row(fine: &FineRow, href: impl Into<String>, badge: Option<Badge>) -> Row {
    let plate = match fine.plate_country.as_str() {
        "" | "GR" => fine.plate.clone(),
        country => format!("{} ({country})", fine.plate),
    };
    let mut row = Row::new(fine.number.as_str(), href)
        .cell(fine.offence_on)
        .cell(Cell::Code(plate))
        .cell(fine.place.as_str())
        .cell(fine.violations.as_str())
        .cell(stage(fine))
        .cell(if fine.amount.is_zero() {
            Cell::Empty
        } else {
            Cell::Amount(fine.amount)
        })
        .cell(if fine.paid.is_zero() {
            Cell::Empty
        } else {
            Cell::Amount(fine.paid)
        });
    if let Some(badge) = badge {
        row = row.cell(badge);
    }
    if fine.locked {
        row = row.locked("χρειάζεται νεότερη έκδοση του προγράμματος");
    }
    row
}

fn stage(fine: &FineRow) -> Cell {
    Cell::tag(with_marks(fine.stage.greek(), fine.off, fine.conflict))
}

/// A stage with what a person must look at: an event the centre refused, two devices that disagree.
pub(in crate::cases) fn with_marks(stage: &str, off: bool, conflict: bool) -> String {
    let marks = [off.then_some("απόρριψη"), conflict.then_some("διαφορά")];
    std::iter::once(stage)
        .chain(marks.into_iter().flatten())
        .collect::<Vec<_>>()
        .join(" · ")
}
