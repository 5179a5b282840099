//! The screens of the reading book: rows of a list, the record with both values of every doubt, the keeper's forms.
//!
//! The form of a reading has one field: digits and Enter. Everything rare (a stopped meter, an estimate) is one link away,
//! so that nothing stands between two readings.

mod form;
#[cfg(test)]
mod tests;

pub use form::{
    beside, correct, decide, no_water, note, paper, replace, take, take_more, transfer, turn,
};

use crate::cases::fine::{sentence_case, with_marks};
use crate::cases::{Names, View, conflicts, locked, timeline};
use crate::form::{Choice, Field};
use crate::list::{Cell, Column, Row};
use crate::record::{Record, Section};
use crate::status::Badge;
use loggia_cases::irrigation::{
    BookRow, BookState, Captured, Event, Ground, ReadingBook, Review, Stage, Standing,
};
use maud::{Markup, html};

/// The columns of a list of books; the badge is shown only where there is a way to the centre.
pub fn columns(with_badge: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text("number", "Μετρητής / περίοδος").sortable(),
        Column::text("connection", "Σύνδεση"),
        Column::text("network", "Δίκτυο"),
        Column::text("taken_at", "Τελευταία ένδειξη").sortable(),
        Column::amount("last", "Ένδειξη"),
        Column::amount("volume", "Κατανάλωση περιόδου"),
        Column::text("stage", "Στάδιο").sortable(),
        Column::text("held", "Λόγος ελέγχου"),
    ];
    if with_badge {
        columns.push(Column::text("badge", "Κέντρο"));
    }
    columns
}

/// The filters: words, stage, days.
pub fn filters(days: bool) -> Vec<Field> {
    let stages = Stage::ALL
        .into_iter()
        .map(|stage| Choice::new(stage.name(), stage.greek()))
        .collect();
    let mut fields = vec![
        Field::text("q", "Μετρητής, σύνδεση ή δίκτυο"),
        Field::select("stage", "Στάδιο", stages),
    ];
    if days {
        fields.extend([Field::date("from", "Από"), Field::date("to", "Έως")]);
    }
    fields
}

/// One book in a list made with [`columns`].
pub fn row(book: &BookRow, href: impl Into<String>, badge: Option<Badge>) -> Row {
    let at: Option<jiff::civil::DateTime> = book.taken_at.parse().ok();
    let row = Row::new(book.number.as_str(), href)
        .cell(book.connection.as_str())
        .cell(book.network.as_str())
        .cell(at)
        .cell(Cell::Code(book.last.clone()))
        .cell(Cell::Code(book.volume.to_string()))
        .cell(Cell::tag(with_marks(
            book.stage.greek(),
            book.off,
            book.conflict,
        )))
        .cell(book.held.as_str());
    match badge {
        Some(badge) => row.cell(badge),
        None => row,
    }
}

/// The record of a book, with its timeline and without actions. `state` holds the centre's decisions too.
pub fn record(view: &View<'_, ReadingBook>, state: &BookState, ground: Option<&Ground>) -> Record {
    let own = state.ground();
    let review = ground
        .or(own.as_ref())
        .map(|ground| state.review(ground))
        .unwrap_or_default();
    let row = BookRow::reviewed(state, &review);
    let mut record = Record::new()
        .state(row.stage.greek())
        .line("Τι σημαίνει", row.stage.sentence())
        .line("Μετρητής", row.meter.as_str())
        .line("Περίοδος", row.season.as_str())
        .line("Σύνδεση", row.connection.as_str())
        .line("Δίκτυο", row.network.as_str())
        .line("Κατανάλωση περιόδου", consumption(&review));
    if let Some(badge) = view.badge {
        record = record.badge(badge);
    }
    if let Some(why) = locked(view.folded) {
        record = record.no_actions(why);
    }
    if !review.lines.is_empty() {
        record = record.section(Section::new("Ενδείξεις").block(readings(&review, &view.names)));
    }
    if let Some(section) = conflicts(view.folded) {
        record = record.section(section);
    }
    record.timeline(timeline::<ReadingBook>(view, tell))
}

fn consumption(review: &Review<'_>) -> String {
    let estimated = if review.estimated {
        " (κατ' εκτίμηση)"
    } else {
        ""
    };
    format!("{}{estimated}", review.season)
}

/// Every reading with where it stands: nothing that was taken is left out.
fn readings(review: &Review<'_>, names: &Names<'_>) -> Markup {
    html! {
        div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label="Ενδείξεις" {
            table.govgr-table.govgr-table--dense {
                caption.govgr-visually-hidden { "Ενδείξεις με τη σειρά που ελήφθησαν" }
                thead.govgr-table__head {
                    tr.govgr-table__row {
                        th.govgr-table__header scope="col" { "Πότε" }
                        th.govgr-table__header.govgr-table__header--numeric scope="col" { "Ένδειξη" }
                        th.govgr-table__header.govgr-table__header--numeric scope="col" { "Κατανάλωση" }
                        th.govgr-table__header scope="col" { "Είδος" }
                        th.govgr-table__header scope="col" { "Υδρονόμος" }
                        th.govgr-table__header scope="col" { "Κατάσταση" }
                    }
                }
                tbody.govgr-table__body {
                    @for line in &review.lines {
                        @let reading = &line.taken.reading;
                        tr.govgr-table__row {
                            th.govgr-table__cell.lg-first scope="row" { (crate::format::date_time(reading.taken_at.datetime())) }
                            td.govgr-table__cell.govgr-table__cell--numeric { (shown(reading, line.taken.value())) }
                            td.govgr-table__cell.govgr-table__cell--numeric {
                                @if line.standing.counts() { (line.volume.to_string()) } @else { "–" }
                            }
                            td.govgr-table__cell { (reading.kind.greek()) @if line.rolled { ", γύρισε ο μετρητής" } }
                            td.govgr-table__cell { (names.of_user(reading.keeper)) }
                            td.govgr-table__cell { (standing(line)) }
                        }
                    }
                }
            }
        }
    }
}

/// The value that counts, and the one taken where another counts instead.
fn shown(reading: &Captured, value: u64) -> String {
    let counts = reading.dial.shown(value);
    if value == reading.value {
        return counts;
    }
    format!("{counts} (ελήφθη {})", reading.dial.shown(reading.value))
}

fn standing(line: &loggia_cases::irrigation::Reviewed<'_>) -> String {
    let doubts: Vec<String> = line.doubts.iter().map(|doubt| doubt.greek()).collect();
    let why = match (&line.taken.ruling, line.standing) {
        (Some((ruling, reason)), _) => return format!("{}: {reason}", ruling.greek()),
        (None, Standing::Held) => doubts.join(", "),
        (None, _) => String::new(),
    };
    match why.is_empty() {
        true => line.standing.greek().to_owned(),
        false => format!("{}: {why}", line.standing.greek()),
    }
}

fn tell(event: &Event, names: &Names<'_>) -> (String, Vec<String>) {
    let lines = match event {
        Event::Captured(reading) => told_reading(reading),
        Event::Corrected(corrected) => {
            vec![format!("Ψηφία: {} → {}", corrected.saw, corrected.value)]
        }
        Event::Accepted(decided) | Event::Rejected(decided) => {
            let value = decided.value.map(|value| format!("Μετρά η τιμή {value}"));
            value.into_iter().chain([decided.reason.clone()]).collect()
        }
        Event::MeterReplaced(replaced) => vec![
            format!(
                "Νέος μετρητής {} από {}",
                replaced.new_meter,
                replaced.new_dial.shown(replaced.new_start)
            ),
            format!("Σφραγίδες: {} → {}", replaced.old_seal, replaced.new_seal),
        ],
        Event::Transferred(transferred) => vec![
            format!("Κοινή ένδειξη {}", transferred.shared),
            format!("Νέος δικαιούχος: {}", names.of_person(transferred.to)),
        ],
        Event::NoWater(report) => {
            let since = loggia_schema::calendar::local_date_time(report.since);
            let since = format!("Από {}", crate::format::date_time(since));
            let text = report.text.map(|part| names.of_text(part));
            std::iter::once(since).chain(text).collect()
        }
        Event::TurnAsked(turn) => vec![format!(
            "{}, {} λεπτά",
            crate::format::date(turn.on),
            turn.minutes
        )],
        Event::Noted(noted) => vec![names.of_text(noted.part)],
        Event::Attached(file) => vec![names.of_attachment(file)],
        Event::Settled(settled) => vec![settled.reason.clone()],
    };
    (sentence_case(event.greek()), lines)
}

fn told_reading(reading: &Captured) -> Vec<String> {
    let mut lines = vec![format!(
        "{} ({}), προηγούμενη {} στις {}",
        reading.dial.shown(reading.value),
        reading.kind.greek(),
        reading.dial.shown(reading.saw.value),
        crate::format::date(reading.saw.on)
    )];
    lines.extend(reading.estimate.map(|volume| format!("Εκτίμηση {volume}")));
    lines.extend(
        reading
            .note
            .map(|note| format!("Παρατήρηση: {}", note.greek())),
    );
    lines.extend(
        reading
            .paper
            .as_ref()
            .map(|page| format!("Από χάρτινο βιβλίο: {page}")),
    );
    lines
}
