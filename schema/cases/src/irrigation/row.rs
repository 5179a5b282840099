//! The row of a reading book: what lists and the keeper's page show.

use super::event::ReadingKind;
use super::review::Review;
use super::state::{BookState, Stage};
use crate::case::Folded;
use crate::row::{Column, Kind, Row, SqlValue};
use loggia_schema::irrigation::Volume;
use loggia_schema::text::{code_letters, fold};
use serde::{Deserialize, Serialize};

/// Raised with every change of a column's meaning; stores rebuild rows of another version.
pub const ROW_VERSION: u32 = 1;

/// One book in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookRow {
    /// Meter and season: `Υ0123/2026`.
    pub number: String,
    /// Number of the meter.
    pub meter: String,
    /// Code of the season.
    pub season: String,
    /// Number of the connection.
    pub connection: String,
    /// Code of the network.
    pub network: String,
    /// Where it stands.
    pub stage: Stage,
    /// Local time of the newest reading, `2026-06-02T09:00`.
    pub taken_at: String,
    /// The newest reading as the dial shows it.
    pub last: String,
    /// Why the newest held reading waits, in Greek.
    pub held: String,
    /// Water of the season so far.
    pub volume: Volume,
    /// How many readings there are.
    pub readings: u64,
    /// True if the case waits for a person: open conflicts.
    pub conflict: bool,
    /// True if the case is only shown: newer or unreadable events.
    pub locked: bool,
    /// True if the centre switched an event of it off.
    pub off: bool,
    /// Folded search text, without names.
    pub search: String,
}

impl BookRow {
    /// The row of a folded book, by the ground its own readings give.
    pub fn of(folded: &Folded<BookState>) -> BookRow {
        let state = &folded.state;
        let review = state
            .ground()
            .map(|ground| state.review(&ground))
            .unwrap_or_default();
        let row = BookRow::reviewed(state, &review);
        BookRow {
            conflict: folded.open_conflicts().next().is_some(),
            locked: folded.newer || !folded.unreadable.is_empty(),
            off: !folded.off.is_empty(),
            ..row
        }
    }

    /// The row of a state under a review that knows more.
    pub fn reviewed(state: &BookState, review: &Review<'_>) -> BookRow {
        let (meter, season) = state
            .book
            .as_ref()
            .map(|book| (book.meter.clone(), book.season.clone()))
            .unwrap_or_default();
        let newest = state.newest().map(|taken| (&taken.reading, taken.value()));
        let of = |text: fn(&super::Captured) -> &String| {
            newest.map(|(reading, _)| text(reading).clone())
        };
        let (connection, network) = (
            of(|reading| &reading.connection)
                .or_else(|| said_connection(state))
                .unwrap_or_default(),
            of(|reading| &reading.network).unwrap_or_default(),
        );
        let number = format!("{meter}/{season}");
        let held = review
            .lines
            .iter()
            .rev()
            .find(|l| l.standing == super::Standing::Held);
        BookRow {
            search: fold(&format!(
                "{meter} {} {season} {connection} {network}",
                code_letters(&meter)
            )),
            stage: stage(state, review),
            taken_at: newest.map_or_else(
                || first_said(state),
                |(reading, _)| minute(&reading.taken_at),
            ),
            last: newest
                .map(|(reading, value)| reading.dial.shown(value))
                .unwrap_or_default(),
            held: held.map_or_else(String::new, |line| {
                let why: Vec<String> = line.doubts.iter().map(|doubt| doubt.greek()).collect();
                why.join(", ")
            }),
            volume: review.season,
            readings: u64::try_from(state.readings.len()).unwrap_or(u64::MAX),
            number,
            meter,
            season,
            connection,
            network,
            conflict: false,
            locked: false,
            off: false,
        }
    }
}

fn stage(state: &BookState, review: &Review<'_>) -> Stage {
    let last_kind = review
        .lines
        .iter()
        .rev()
        .find(|line| line.standing.counts())
        .map(|line| line.taken.reading.kind);
    match () {
        () if review.held() > 0 => Stage::Held,
        () if state.replaced.is_some() => Stage::Replaced,
        () if last_kind == Some(ReadingKind::Final) => Stage::Final,
        () if state.readings.is_empty() => Stage::Empty,
        () => Stage::Running,
    }
}

/// The connection of a book in which nobody has read a dial yet.
fn said_connection(state: &BookState) -> Option<String> {
    let turns = state.turns.iter().map(|(_, turn)| &turn.connection);
    let reports = state.no_water.iter().map(|(_, report)| &report.connection);
    turns.chain(reports).next().cloned()
}

fn first_said(state: &BookState) -> String {
    let turns = state.turns.iter().map(|(stamp, _)| stamp.at);
    let reports = state.no_water.iter().map(|(stamp, _)| stamp.at);
    let notes = state.notes.iter().map(|(stamp, _)| stamp.at);
    let newest = turns.chain(reports).chain(notes).max();
    newest.map_or_else(String::new, |at| {
        minute(&at.to_zoned(loggia_schema::calendar::athens()))
    })
}

fn minute(at: &jiff::Zoned) -> String {
    at.datetime().strftime("%Y-%m-%dT%H:%M").to_string()
}

impl Row for BookRow {
    const TABLE: &'static str = "irrigation_book_row";
    const COLUMNS: &'static [Column] = &[
        Column::indexed("number", Kind::Text),
        Column::plain("meter", Kind::Text),
        Column::indexed("season", Kind::Text),
        Column::indexed("connection", Kind::Text),
        Column::indexed("network", Kind::Text),
        Column::indexed("stage", Kind::Text),
        Column::plain("taken_at", Kind::Text),
        Column::plain("last", Kind::Text),
        Column::plain("held", Kind::Text),
        Column::plain("conflict", Kind::Flag),
        Column::plain("locked", Kind::Flag),
        Column::plain("off", Kind::Flag),
        Column::plain("search", Kind::Text),
    ];

    fn values(&self) -> Vec<SqlValue> {
        vec![
            SqlValue::text(&self.number),
            SqlValue::text(&self.meter),
            SqlValue::text(&self.season),
            SqlValue::text(&self.connection),
            SqlValue::text(&self.network),
            SqlValue::text(self.stage.name()),
            SqlValue::text(&self.taken_at),
            SqlValue::text(&self.last),
            SqlValue::text(&self.held),
            SqlValue::flag(self.conflict),
            SqlValue::flag(self.locked),
            SqlValue::flag(self.off),
            SqlValue::text(&self.search),
        ]
    }
}
