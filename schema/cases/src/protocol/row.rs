//! The row of a protocol entry: what lists, searches and the printed book show. Subject and names lie in its private part.

use super::event::{Channel, Direction};
use super::number::{ProtocolNumber, Register};
use super::state::{ProtocolState, Stage};
use crate::case::Folded;
use crate::private::Letter;
use crate::row::{Column, Kind, Row, SqlValue};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{DocId, PartId, UserId};
use loggia_schema::text::{code_letters, fold};
use serde::{Deserialize, Serialize};

/// Raised with every change of a column's meaning; stores rebuild rows of another version.
pub const ROW_VERSION: u32 = 1;

/// One entry in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolRow {
    /// Number, as printed.
    pub number: String,
    /// Where it stands.
    pub stage: Stage,
    /// The book.
    pub register: Register,
    /// Which way it goes.
    pub direction: Direction,
    /// Local time of the registration, `2026-06-02T09:00`.
    pub at: String,
    /// The day it came or left.
    pub day: Option<Date>,
    /// How it came or went.
    pub channel: Channel,
    /// The private part with subject and names.
    pub letter: Option<PartId>,
    /// The sender's number.
    pub their: String,
    /// Folder of the archive plan.
    pub folder: String,
    /// Number of the case it belongs to.
    pub related: String,
    /// Document of that case.
    pub related_doc: Option<DocId>,
    /// Last day for the answer.
    pub due: Option<Date>,
    /// The unit it was charged to last.
    pub unit: String,
    /// Number that answers or counters it, or the reason why it was cancelled.
    pub ending: String,
    /// Who registered it.
    pub user: Option<UserId>,
    /// Code of the place of the desk.
    pub place: String,
    /// Code of the template of its text.
    pub template: String,
    /// The subject where no private part says it: what kind of request took the number.
    #[serde(default)]
    pub subject: String,
    /// True if the case waits for a person: open conflicts.
    pub conflict: bool,
    /// True if the case is only shown: newer or unreadable events.
    pub locked: bool,
    /// True if the centre switched an event of it off.
    pub off: bool,
    /// Folded search text, without names; the store adds the words of private parts it holds.
    pub search: String,
}

impl ProtocolRow {
    /// The row of a folded entry.
    pub fn of(folded: &Folded<ProtocolState>) -> ProtocolRow {
        let state = &folded.state;
        let entry = state.shown();
        let number = state.number();
        let their = entry
            .and_then(|entry| entry.their.as_ref())
            .map(|their| their.number.clone())
            .unwrap_or_default();
        let related = entry.and_then(|entry| entry.related.as_ref());
        let printed = number.map(ToString::to_string).unwrap_or_default();
        let folder = entry.map(|e| e.folder.clone()).unwrap_or_default();
        ProtocolRow {
            search: fold(&format!(
                "{printed} {} {} {their} {folder} {}",
                code_letters(&printed),
                number.map(short).unwrap_or_default(),
                related
                    .map(|named| named.number.as_str())
                    .unwrap_or_default(),
            )),
            number: printed,
            stage: state.stage,
            register: number.map(ProtocolNumber::register).unwrap_or_default(),
            direction: entry.map(|e| e.direction).unwrap_or_default(),
            at: entry
                .map(|e| e.at.datetime().strftime("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
            day: entry.map(|e| e.on),
            channel: entry.map(|e| e.channel).unwrap_or_default(),
            letter: entry.map(|e| e.letter),
            their,
            folder,
            related: related
                .map(|named| named.number.clone())
                .unwrap_or_default(),
            related_doc: related.map(|named| named.doc),
            due: entry.and_then(|e| e.due),
            unit: state
                .routed
                .last()
                .map(|r| r.unit.clone())
                .unwrap_or_default(),
            ending: ending(state),
            user: entry.map(|e| e.user),
            place: entry.map(|e| e.place.clone()).unwrap_or_default(),
            template: entry.map(|e| e.template.clone()).unwrap_or_default(),
            subject: String::new(),
            conflict: folded.open_conflicts().next().is_some(),
            locked: folded.newer || !folded.unreadable.is_empty(),
            off: !folded.off.is_empty(),
        }
    }
}

/// As people say it at the desk: «17/2026».
fn short(number: &ProtocolNumber) -> String {
    format!("{} {}/{}", number.no(), number.no(), number.year())
}

fn ending(state: &ProtocolState) -> String {
    if let Some((_, cancelled)) = &state.cancelled {
        return cancelled.reason.clone();
    }
    if let Some(countered) = &state.countered {
        return countered.by.number.clone();
    }
    match &state.answered {
        Some(answered) => answered
            .by
            .as_ref()
            .map_or_else(|| answered.note.clone(), |named| named.number.clone()),
        None => String::new(),
    }
}

impl ProtocolRow {
    /// What it is about: its own words where they speak of nobody, else those of its private part, if that may be read.
    pub fn subject<'a>(&'a self, letter: Option<&'a Letter>) -> Option<&'a str> {
        if self.subject.is_empty() {
            letter.map(|letter| letter.subject.as_str())
        } else {
            Some(&self.subject)
        }
    }
}

impl Row for ProtocolRow {
    const TABLE: &'static str = "protocol_row";
    const COLUMNS: &'static [Column] = &[
        Column::indexed("number", Kind::Text),
        Column::indexed("stage", Kind::Text),
        Column::indexed("register", Kind::Text),
        Column::indexed("direction", Kind::Text),
        Column::plain("at", Kind::Text),
        Column::indexed("day", Kind::Date),
        Column::plain("channel", Kind::Text),
        Column::plain("letter", Kind::Id),
        Column::plain("their", Kind::Text),
        Column::plain("folder", Kind::Text),
        Column::plain("related", Kind::Text),
        Column::plain("related_doc", Kind::Id),
        Column::indexed("due", Kind::Date),
        Column::plain("unit", Kind::Text),
        Column::plain("ending", Kind::Text),
        Column::plain("user", Kind::Id),
        Column::plain("place", Kind::Text),
        Column::plain("template", Kind::Text),
        Column::plain("subject", Kind::Text),
        Column::plain("conflict", Kind::Flag),
        Column::plain("locked", Kind::Flag),
        Column::plain("off", Kind::Flag),
        Column::plain("search", Kind::Text),
    ];

    fn values(&self) -> Vec<SqlValue> {
        vec![
            SqlValue::text(&self.number),
            SqlValue::text(self.stage.name()),
            SqlValue::text(self.register.name()),
            SqlValue::text(self.direction.name()),
            SqlValue::text(&self.at),
            SqlValue::date(self.day),
            SqlValue::text(self.channel.name()),
            SqlValue::id(self.letter),
            SqlValue::text(&self.their),
            SqlValue::text(&self.folder),
            SqlValue::text(&self.related),
            SqlValue::id(self.related_doc),
            SqlValue::date(self.due),
            SqlValue::text(&self.unit),
            SqlValue::text(&self.ending),
            SqlValue::id(self.user),
            SqlValue::text(&self.place),
            SqlValue::text(&self.template),
            SqlValue::text(&self.subject),
            SqlValue::flag(self.conflict),
            SqlValue::flag(self.locked),
            SqlValue::flag(self.off),
            SqlValue::text(&self.search),
        ]
    }
}
