//! One case: its state, its private parts, and a timeline in which every line says how far it has come (προβολή υπόθεσης).

use crate::commands::Which;
use crate::documents;
use crate::error::{NodeError, Result};
use crate::feeds;
use crate::kinds;
use crate::queries::Badge;
use crate::queries::files::{self, FileLine};
use crate::rows;
use crate::session::Session;
use crate::store::{self, StoreError, opt};
use jiff::Timestamp;
use loggia_cases::CaseKind;
use loggia_cases::case::{Conflict, Effects, Off};
use loggia_cases::document::{EventKey, RawEvent};
use loggia_cases::private::PrivatePart;
use loggia_schema::ids::{DocId, PartId, ScopeId, UserId};
use loggia_schema::message::{Code, Finding, storage};
use loggia_sync::feed::EntryTag;
use rusqlite::Connection;
use serde::Serialize;

/// A case as a screen shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The case.
    pub doc: DocId,
    /// Its kind.
    pub kind: CaseKind,
    /// Its scope.
    pub scope: ScopeId,
    /// Its legal number.
    pub number: String,
    /// Code name of its stage.
    pub state: String,
    /// Whether it takes commands: nothing newer and nothing unreadable in it.
    pub takes_commands: bool,
    /// The kind's whole state, for the screen of the kind.
    pub folded: serde_json::Value,
    /// The kind's row.
    pub row: serde_json::Value,
    /// What happened, in folding order.
    pub timeline: Vec<Line>,
    /// Clashes nobody has settled.
    pub conflicts: Vec<Conflict>,
    /// Private parts that are still here.
    pub parts: Vec<(PartId, PrivatePart)>,
    /// Its files, in the order in which they were attached.
    pub files: Vec<FileLine>,
    /// The events themselves, for the screen of the kind.
    #[serde(skip)]
    pub events: Vec<RawEvent>,
    /// Which of them do not count.
    #[serde(skip)]
    pub effects: Effects,
}

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The event.
    pub key: EventKey,
    /// Its type name.
    pub event: String,
    /// Its data.
    pub data: serde_json::Value,
    /// When, by the author's clock.
    pub at: Timestamp,
    /// Who.
    pub by: UserId,
    /// Name of who, if the record is here.
    pub by_name: Option<String>,
    /// The short tag printed on papers of this entry.
    pub tag: String,
    /// The same, as stubs sign it.
    #[serde(skip)]
    pub(crate) entry_tag: EntryTag,
    /// How far it has come; for entries of other devices: they came from the centre.
    pub badge: Badge,
    /// Why it does not count, if it does not.
    pub off: Option<Off>,
    /// What the centre said when it refused.
    pub reason: Option<Finding>,
    /// First and last journal number the centre posted it with.
    pub journal: Option<(u64, u64)>,
}

impl Session<'_> {
    /// One case, by id or by legal number.
    ///
    /// # Errors
    /// The user's: not here, or not of the user's scopes. The disk's.
    pub fn show(&mut self, which: &Which) -> Result<Shown> {
        let (held, device) = (self.node.scopes()?, self.me.device);
        let mine = self.user.scopes.clone();
        let open = self.open()?;
        let users = open.cache.users(open.store.conn())?;
        let conn = open.store.conn();
        let doc = which.any(conn)?.ok_or_else(|| which.missing())?;
        let document = documents::find(conn, &doc)?
            .filter(|d| held.contains(&d.scope) && mine.contains(&d.scope));
        let document = document.ok_or_else(|| NodeError::refuse(storage::DOCUMENT_MISSING))?;
        let events = documents::events(conn, &doc)?;
        let effects = documents::effects(conn, &events)?;
        let raw: Vec<RawEvent> = events.iter().map(|carried| carried.event.clone()).collect();
        let folding = kinds::whole(document.kind, &raw, &effects, true)?;
        let folding = folding.ok_or_else(|| NodeError::refuse(storage::DOCUMENT_NEWER))?;
        let mut timeline = Vec::with_capacity(events.len());
        for carried in &events {
            let feed = feeds::by_no(conn, carried.entry.feed())?;
            let (journal, reason) = judged(conn, carried.entry)?;
            let event = &carried.event;
            let by_name = users
                .iter()
                .find(|user| user.id == event.by)
                .map(|user| user.name.clone());
            // What another device wrote came here through the centre, or through a relay that has it from there.
            let badge = Badge::of(&feed, carried.entry);
            let badge = if feed.id.device == device {
                badge
            } else {
                badge.max(Badge::Received)
            };
            timeline.push(Line {
                key: event.key,
                event: event.t.clone(),
                data: event.d.clone(),
                at: event.at,
                by: event.by,
                by_name,
                tag: EntryTag::of(&carried.link).to_string(),
                entry_tag: EntryTag::of(&carried.link),
                badge,
                off: effects.off(event.key),
                reason,
                journal,
            });
        }
        let order = |line: &Line| {
            raw.iter()
                .find(|event| event.key == line.key)
                .map(RawEvent::order)
        };
        timeline.sort_by_key(order);
        let json = |text: &str| serde_json::from_str(text).map_err(|_| StoreError::Damaged("row"));
        let parts = rows::parts(conn, &doc)?;
        Ok(Shown {
            doc,
            kind: document.kind,
            scope: document.scope,
            number: folding.listing.number.clone(),
            state: folding.listing.state.clone(),
            takes_commands: crate::commands::takes_commands(folding.flags),
            folded: json(folding.folded.as_deref().unwrap_or_default())?,
            row: json(&folding.row)?,
            timeline,
            conflicts: folding.open,
            files: files::of_document(conn, &doc, &events, &parts)?,
            parts: self.readable(parts),
            events: raw,
            effects,
        })
    }
}

type Judged = (Option<(u64, u64)>, Option<Finding>);

/// Journal numbers and reason of the last verdict over an entry.
fn judged(conn: &Connection, entry: feeds::EntryId) -> store::Result<Judged> {
    let sql = "SELECT outcome, reason, journal_from, journal_to FROM verdict
               WHERE feed = ?1 AND first <= ?2 AND last >= ?2 ORDER BY id DESC LIMIT 1";
    let found = opt(
        conn,
        sql,
        (entry.feed(), feeds::number(entry.height())?),
        |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, u16>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, i64>(3)?,
            ))
        },
    )?;
    Ok(match found {
        None => (None, None),
        Some((0, _, from, to)) => (
            Some((from.unsigned_abs(), to.unsigned_abs())).filter(|(from, _)| *from > 0),
            None,
        ),
        Some((_, reason, ..)) => (None, (reason > 0).then(|| Finding::new(Code::new(reason)))),
    })
}
