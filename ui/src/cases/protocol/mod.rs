//! The screens of the protocol: rows of a list, the record, the forms of the registry.

pub mod form;
#[cfg(test)]
mod tests;

pub use form::{PLACE, answer, cancel, paper, register, route};

use crate::cases::fine::{sentence_case, with_marks};
use crate::cases::{Names, View, conflicts, locked, timeline};
use crate::form::{Choice, Field};
use crate::format;
use crate::list::{Cell, Column, Row};
use crate::record::{Record, Section};
use crate::status::Badge;
use loggia_cases::private::{Letter, PrivatePart};
use loggia_cases::protocol::event::{Entry, Event};
use loggia_cases::protocol::{Protocol, ProtocolRow, Register, Stage};

/// What stands for a subject or a name that is not shown here.
const HIDDEN: &str = "—";

/// The columns of a list of entries; the badge is shown only where there is a way to the centre.
pub fn columns(with_badge: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("number", "Αριθμός").sortable(),
        Column::text("at", "Ημερομηνία").sortable(),
        Column::text("direction", "Κατεύθυνση"),
        Column::text("party", "Από / προς"),
        Column::text("subject", "Θέμα"),
        Column::text("their", "Αριθμός εγγράφου"),
        Column::text("unit", "Χρέωση"),
        Column::text("due", "Απάντηση έως"),
        Column::text("stage", "Στάδιο").sortable(),
    ];
    if with_badge {
        columns.push(Column::text("badge", "Κέντρο"));
    }
    columns
}

/// The filters: words, book, stage, days.
pub fn filters() -> Vec<Field> {
    let stages = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::Draft)
        .map(|stage| Choice::new(stage.name(), stage.greek()));
    let books = Register::ALL.map(|book| Choice::new(book.name(), book.greek()));
    vec![
        Field::text("q", "Αριθμός, όνομα, θέμα ή φάκελος"),
        Field::select("register", "Βιβλίο", books.into()),
        Field::select("stage", "Στάδιο", stages.collect()),
        Field::date("from", "Από"),
        Field::date("to", "Έως"),
    ]
}

/// One entry in a list made with [`columns`]; without a letter, what it says about people is not shown.
pub fn row(
    entry: &ProtocolRow,
    letter: Option<&Letter>,
    href: impl Into<String>,
    badge: Option<Badge>,
) -> Row {
    let stage = with_marks(entry.stage.greek(), entry.off, entry.conflict);
    let row = Row::new(entry.number.as_str(), href)
        .cell(entry.day)
        .cell(entry.direction.greek())
        .cell(letter.map_or(HIDDEN, |letter| &letter.name))
        .cell(entry.subject(letter).unwrap_or(HIDDEN))
        .cell(entry.their.as_str())
        .cell(entry.unit.as_str())
        .cell(entry.due)
        .cell(Cell::tag(stage));
    match badge {
        Some(badge) => row.cell(badge),
        None => row,
    }
}

/// The record of an entry, with its timeline and without actions.
pub fn record(view: &View<'_, Protocol>) -> Record {
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
    if let Some(entry) = state.shown() {
        record = head(record, entry, &view.names);
    }
    if let Some(lost) = &state.lost {
        record = record.line("Αριθμοί", format!("{} έως {}", lost.first, lost.last));
    }
    if let Some(routed) = state.routed.last() {
        record = record.line("Χρέωση", routed.unit.as_str());
    }
    if let Some(countered) = &state.countered {
        record = record
            .line("Διορθώθηκε με", countered.by.number.as_str())
            .line("Τι ήταν λάθος", countered.reason.as_str());
    }
    if let Some((_, cancelled)) = &state.cancelled {
        record = record.line("Αιτία ακύρωσης", cancelled.reason.as_str());
    }
    if let Some(section) = conflicts(view.folded) {
        record = record.section(section);
    }
    record.timeline(timeline::<Protocol>(view, tell))
}

fn head(record: Record, entry: &Entry, names: &Names<'_>) -> Record {
    let letter = match (names.part)(entry.letter) {
        Some(PrivatePart::Letter(letter)) => Some(letter),
        _ => None,
    };
    let mut record = record
        .line("Βιβλίο", entry.number.register().greek())
        .line("Κατεύθυνση", entry.direction.greek())
        .line("Καταχωρίστηκε", entry.at.datetime())
        .line("Παραλαβή ή αποστολή", entry.on)
        .line("Τρόπος", entry.channel.greek())
        .line("Υπάλληλος", names.of_user(entry.user));
    let mut add = |key: &'static str, text: String| {
        if !text.is_empty() {
            record = std::mem::take(&mut record).line(key, text);
        }
    };
    match &letter {
        Some(letter) => {
            add("Θέμα", letter.subject.clone());
            add("Από / προς", names.of_person(entry.letter));
            add("Διεύθυνση", letter.address.clone());
            add("Ταυτότητα", letter.id_document.clone());
        }
        None => add("Θέμα", "δεν εμφανίζεται εδώ".to_owned()),
    }
    if let Some(their) = &entry.their {
        let date = their.date.map(|date| format!(", {}", format::date(date)));
        add(
            "Αριθμός εγγράφου",
            format!("{}{}", their.number, date.unwrap_or_default()),
        );
    }
    add("Φάκελος", entry.folder.clone());
    for (key, named) in [
        ("Υπόθεση", &entry.related),
        ("Διορθώνει την", &entry.counters),
    ] {
        add(
            key,
            named
                .as_ref()
                .map(|named| named.number.clone())
                .unwrap_or_default(),
        );
    }
    add(
        "Απάντηση έως",
        entry.due.map(format::date).unwrap_or_default(),
    );
    if let Some(posted) = entry.posted {
        add(
            "Ανάρτηση",
            format!(
                "{} έως {}",
                format::date(posted.from),
                format::date(posted.to)
            ),
        );
    }
    if entry.copies > 0 {
        add("Αντίτυπα", entry.copies.to_string());
    }
    match letter.filter(|letter| !letter.text.is_empty()) {
        Some(letter) => {
            let section = letter
                .text
                .into_iter()
                .fold(Section::new("Κείμενο"), |section, paragraph| {
                    section.block(maud::html! { p { (paragraph) } })
                });
            record.section(section)
        }
        None => record,
    }
}

fn tell(event: &Event, _: &Names<'_>) -> (String, Vec<String>) {
    let lines = match event {
        Event::Registered(entry) => vec![entry.number.to_string()],
        Event::Routed(routed) if routed.action => vec![routed.unit.clone()],
        Event::Routed(routed) => vec![format!("{} (για ενημέρωση)", routed.unit)],
        Event::Answered(answered) => match &answered.by {
            Some(named) => vec![named.number.clone()],
            None => vec![answered.note.clone()],
        },
        Event::Countered(countered) => vec![countered.by.number.clone(), countered.reason.clone()],
        Event::Cancelled(cancelled) => vec![cancelled.reason.clone()],
        Event::Lost(lost) => vec![format!("{} έως {}", lost.first, lost.last)],
        Event::Settled(settled) => vec![settled.reason.clone()],
    };
    (sentence_case(event.greek()), lines)
}
