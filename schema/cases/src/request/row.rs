//! The row of a request: what lists, searches and reports show, equal on node and centre.

use super::event::Channel;
use super::stage::Stage;
use super::state::RequestState;
use crate::case::Folded;
use crate::protocol::{self, Direction, ProtocolRow, Register};
use crate::row::{Column, Kind, Row, SqlValue};
use loggia_schema::calendar::{Date, local_date};
use loggia_schema::ids::{PartId, UserId};
use loggia_schema::text::{code_letters, fold};
use serde::{Deserialize, Serialize};

/// Raised with every change of a column's meaning; stores rebuild rows of another version.
pub const ROW_VERSION: u32 = 1;

/// One request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// Protocol number, as printed; empty while it has none.
    pub number: String,
    /// Where it stands.
    pub stage: Stage,
    /// Local time of registration, `2026-06-02T09:00`.
    pub registered_at: String,
    /// Local date of registration.
    pub registered_on: Option<Date>,
    /// Code of the type.
    pub type_code: String,
    /// Greek title of the type.
    pub title: String,
    /// Code of the community.
    pub community: String,
    /// Name of the community.
    pub community_name: String,
    /// Street or spot.
    pub spot: String,
    /// How it came.
    pub channel: String,
    /// Code of the office that holds it.
    pub office: String,
    /// Name of that office.
    pub office_name: String,
    /// The person it is charged to.
    pub officer: Option<UserId>,
    /// Last day; `None` while the clock stands still and once it is closed.
    pub due: Option<Date>,
    /// The last thing that happened, in Greek.
    pub last_step: String,
    /// Its local date.
    pub last_on: Option<Date>,
    /// Titles of the papers that are waited for.
    pub missing: String,
    /// Local date on which it was closed.
    pub closed_on: Option<Date>,
    /// The private part of the applicant.
    pub applicant: Option<PartId>,
    /// True if the case waits for a person: open conflicts.
    pub conflict: bool,
    /// True if the case is only shown: newer or unreadable events.
    pub locked: bool,
    /// True if the centre switched an event of it off.
    pub off: bool,
    /// Folded search text, without names; the store adds the words of private parts it holds.
    pub search: String,
}

impl RequestRow {
    /// The row of a folded request.
    pub fn of(folded: &Folded<RequestState>) -> RequestRow {
        let state = &folded.state;
        let request = state.shown();
        let number = state.number().map(ToString::to_string).unwrap_or_default();
        let at = request.map(|r| r.at.datetime());
        let text = |pick: fn(&super::Registered) -> &String| {
            request.map(pick).cloned().unwrap_or_default()
        };
        let (title, spot) = (text(|r| &r.terms.title), text(|r| &r.spot));
        let (type_code, place) = (text(|r| &r.terms.code), text(|r| &r.community_name));
        let missing: Vec<&str> = state.missing().map(|paper| paper.title.as_str()).collect();
        let runs = state.stage.is_open() && state.stopped_on.is_none();
        RequestRow {
            search: fold(&format!(
                "{number} {} {type_code} {title} {place} {spot}",
                code_letters(&number)
            )),
            number,
            stage: state.stage,
            registered_at: at
                .map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string())
                .unwrap_or_default(),
            registered_on: at.map(|at| at.date()),
            type_code,
            title,
            community: text(|r| &r.community),
            community_name: place,
            spot,
            channel: request
                .map(|r| r.channel.name().to_owned())
                .unwrap_or_default(),
            office: state.office.clone(),
            office_name: state.office_name.clone(),
            officer: state.officer,
            due: state.due.filter(|_| runs),
            last_step: state
                .last
                .as_ref()
                .map(|(_, step)| step.clone())
                .unwrap_or_default(),
            last_on: state.last.as_ref().map(|(stamp, _)| local_date(stamp.at)),
            missing: missing.join(", "),
            closed_on: state.closed.as_ref().map(|closed| closed.on),
            applicant: request.and_then(|r| r.applicant),
            conflict: folded.open_conflicts().next().is_some(),
            locked: folded.newer || !folded.unreadable.is_empty(),
            off: !folded.off.is_empty(),
        }
    }
}

impl RequestRow {
    /// The line of the request in the protocol book of its desk, whose series gave its number; `None` while it has none.
    pub fn in_the_book(&self) -> Option<ProtocolRow> {
        if self.number.is_empty() || self.stage == Stage::Draft {
            return None;
        }
        let open = self.stage.is_open();
        Some(ProtocolRow {
            number: self.number.clone(),
            stage: self.stage.in_the_book(),
            register: Register::Protocol,
            direction: Direction::In,
            at: self.registered_at.clone(),
            day: self.registered_on,
            channel: Channel::parse(&self.channel).map_or_else(Default::default, of_the_book),
            letter: self.applicant,
            their: String::new(),
            folder: String::new(),
            related: String::new(),
            related_doc: None,
            due: self.due,
            unit: self.office_name.clone(),
            ending: if open {
                String::new()
            } else {
                self.stage.greek().to_owned()
            },
            user: None,
            place: self.community.clone(),
            template: String::new(),
            subject: self.subject(),
            conflict: self.conflict,
            locked: self.locked,
            off: self.off,
            search: self.search.clone(),
        })
    }

    fn subject(&self) -> String {
        let mut subject = self.title.clone();
        for more in [&self.spot, &self.community_name] {
            if !more.is_empty() {
                subject.push_str(", ");
                subject.push_str(more);
            }
        }
        subject
    }
}

const fn of_the_book(channel: Channel) -> protocol::Channel {
    match channel {
        Channel::Counter => protocol::Channel::Counter,
        Channel::Phone => protocol::Channel::Phone,
        Channel::Post => protocol::Channel::Post,
        Channel::Mail => protocol::Channel::Email,
        Channel::Portal => protocol::Channel::Portal,
        Channel::Own => protocol::Channel::Service,
    }
}

impl Row for RequestRow {
    const TABLE: &'static str = "request_row";
    const COLUMNS: &'static [Column] = &[
        Column::indexed("number", Kind::Text),
        Column::indexed("stage", Kind::Text),
        Column::plain("registered_at", Kind::Text),
        Column::indexed("registered_on", Kind::Date),
        Column::indexed("type_code", Kind::Text),
        Column::plain("title", Kind::Text),
        Column::indexed("community", Kind::Text),
        Column::plain("community_name", Kind::Text),
        Column::plain("spot", Kind::Text),
        Column::plain("channel", Kind::Text),
        Column::indexed("office", Kind::Text),
        Column::plain("office_name", Kind::Text),
        Column::plain("officer", Kind::Id),
        Column::indexed("due", Kind::Date),
        Column::plain("last_step", Kind::Text),
        Column::plain("last_on", Kind::Date),
        Column::plain("missing", Kind::Text),
        Column::plain("closed_on", Kind::Date),
        Column::plain("applicant", Kind::Id),
        Column::plain("conflict", Kind::Flag),
        Column::plain("locked", Kind::Flag),
        Column::plain("off", Kind::Flag),
        Column::plain("search", Kind::Text),
    ];

    fn values(&self) -> Vec<SqlValue> {
        vec![
            SqlValue::text(&self.number),
            SqlValue::text(self.stage.name()),
            SqlValue::text(&self.registered_at),
            SqlValue::date(self.registered_on),
            SqlValue::text(&self.type_code),
            SqlValue::text(&self.title),
            SqlValue::text(&self.community),
            SqlValue::text(&self.community_name),
            SqlValue::text(&self.spot),
            SqlValue::text(&self.channel),
            SqlValue::text(&self.office),
            SqlValue::text(&self.office_name),
            SqlValue::id(self.officer),
            SqlValue::date(self.due),
            SqlValue::text(&self.last_step),
            SqlValue::date(self.last_on),
            SqlValue::text(&self.missing),
            SqlValue::date(self.closed_on),
            SqlValue::id(self.applicant),
            SqlValue::flag(self.conflict),
            SqlValue::flag(self.locked),
            SqlValue::flag(self.off),
            SqlValue::text(&self.search),
        ]
    }
}
