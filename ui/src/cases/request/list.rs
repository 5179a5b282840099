//! The request in a list.

use crate::cases::fine::with_marks;
use crate::form::{Choice, Field};
use crate::format;
use crate::list::{Cell, Column, Row};
use crate::status::Badge;
use jiff::civil::Date;
use loggia_cases::records::Reference;
use loggia_cases::request::{RequestRow, Stage};
use loggia_schema::ids::DocId;

/// What a program knows around a row.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Name of the person it is charged to.
    pub officer: Option<String>,
    /// Telephone of the office that holds it.
    pub phone: Option<String>,
    /// Where it stands on its way to the centre; the centre itself has none.
    pub badge: Option<Badge>,
}

/// What people call a request: its protocol number, or the beginning of its id while it has none.
pub fn label(number: &str, doc: DocId) -> String {
    if number.is_empty() {
        let id = doc.to_string();
        // The end of an id tells two requests of one morning apart, its beginning is their time.
        format!("χωρίς αριθμό {}", &id[id.len().saturating_sub(6)..])
    } else {
        number.to_owned()
    }
}

/// Telephone of an office, as people dial it.
pub fn phone(reference: &Reference, office: &str) -> Option<String> {
    reference
        .place(office)
        .and_then(|place| place.phone.clone())
}

/// The columns of a list of requests; the badge is shown only where there is a way to the centre.
pub fn columns(with_badge: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("number", "Αριθμός").sortable(),
        Column::text("registered_on", "Καταχώριση").sortable(),
        Column::text("title", "Αίτημα"),
        Column::text("place", "Τόπος"),
        Column::text("stage", "Στάδιο").sortable(),
        Column::text("step", "Τελευταίο βήμα"),
        Column::text("office", "Χειριστής").sortable(),
        Column::text("phone", "Τηλέφωνο"),
        Column::text("due", "Λήξη προθεσμίας").sortable(),
    ];
    if with_badge {
        columns.push(Column::text("badge", "Κέντρο"));
    }
    columns
}

/// The filters: words, type, stage, community, office, days, late ones.
pub fn filters(reference: &Reference, today: Date) -> Vec<Field> {
    let stages = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::Draft)
        .map(|stage| Choice::new(stage.name(), stage.greek()))
        .collect();
    let types = reference
        .request_types_on(today)
        .map(|row| Choice::new(&*row.code, &*row.title))
        .collect();
    let places = reference
        .places()
        .map(|place| Choice::new(&*place.code, &*place.name))
        .collect();
    let offices = reference
        .offices()
        .map(|office| Choice::new(&*office.code, &*office.name))
        .collect();
    vec![
        Field::text("q", "Αριθμός, όνομα, τόπος ή είδος"),
        Field::select("type", "Αίτημα", types),
        Field::select("stage", "Στάδιο", stages),
        Field::select("community", "Κοινότητα", places),
        Field::select("office", "Υπηρεσία", offices),
        Field::date("from", "Από"),
        Field::date("to", "Έως"),
        Field::checkbox("late", "Μόνο εκπρόθεσμα"),
    ]
}

/// One request in a list made with [`columns`].
pub fn row(
    request: &RequestRow,
    doc: DocId,
    href: impl Into<String>,
    around: Around,
    today: Date,
) -> Row {
    let stage = with_marks(request.stage.greek(), request.off, request.conflict);
    let mut row = Row::new(label(&request.number, doc), href)
        .cell(request.registered_on)
        .cell(request.title.as_str())
        .cell(joined(&[&request.community_name, &request.spot]))
        .cell(Cell::tag(stage))
        .cell(step(request))
        .cell(joined(&[
            &request.office_name,
            around.officer.as_deref().unwrap_or_default(),
        ]))
        .cell(around.phone.map_or(Cell::Empty, Cell::Code))
        .cell(due(request, today));
    if let Some(badge) = around.badge {
        row = row.cell(badge);
    }
    if request.locked {
        row = row.locked("χρειάζεται νεότερη έκδοση του προγράμματος");
    }
    row
}

/// «προσκόμιση δικαιολογητικών, 12/11/2026»
pub fn step(request: &RequestRow) -> String {
    match request.last_on {
        Some(day) => format!("{}, {}", request.last_step, format::date(day)),
        None => request.last_step.clone(),
    }
}

fn due(request: &RequestRow, today: Date) -> Cell {
    match request.due {
        Some(due) if due < today => Cell::tag(format!("{} εκπρόθεσμο", format::date(due))),
        Some(due) => Cell::Date(due),
        None if request.stage == Stage::AwaitingCitizen => Cell::Text("σε αναστολή".to_owned()),
        None => Cell::Empty,
    }
}

pub(super) fn joined(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().copied().filter(|w| !w.is_empty()).collect();
    words.join(" · ")
}
