//! Documents at the centre: every admitted change applied, and which of their events count.
//!
//! A refused or set-aside entry stays in the document, where later changes stand on it; only its events are
//! switched off. [`effects_of`] derives that from verdicts and closures, the same way a laptop does.

use jiff::Timestamp;
use loggia_cases::case::{Effects, Off};
use loggia_cases::document::{Applied, CaseDoc, DocumentError, EventKey, RawEvent};
use loggia_core::Outcome;
use loggia_core::db::{DbError, DbResult, Row, Tx};
use loggia_core::params;
use loggia_core::subsystem::CaseEvent;
use loggia_schema::ids::{DocId, Height, ScopeId};
use loggia_sync::feed::FeedId;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What is known of a document without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its id.
    pub id: DocId,
    /// The scope it lives in, for life.
    pub scope: ScopeId,
    /// Its case kind.
    pub kind: u16,
    /// Number of events in it.
    pub events: i64,
    /// When its first entry arrived.
    pub first_at: Timestamp,
    /// When its last change arrived.
    pub changed_at: Timestamp,
}

/// One event with where it came from and how it was judged: what the timeline shows.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedEvent {
    /// The event.
    pub event: RawEvent,
    /// The feed that brought it.
    pub feed: FeedId,
    /// The height in that feed.
    pub height: Height,
    /// The link of that height; its beginning is the tag on the paper.
    pub link: [u8; 32],
    /// When the centre received it.
    pub arrived: Timestamp,
    /// The verdict: `accepted`, `refused`, `quarantined`; `None` while it waits for its turn.
    pub outcome: Option<String>,
    /// Why not accepted, as stored finding JSON.
    pub finding: Option<String>,
    /// Journal numbers its judgement produced.
    pub journal: Option<(u64, u64)>,
}

/// A document as intake works on it: loaded once per batch, saved once per batch.
pub(crate) struct Open {
    pub kind: u16,
    pub scope: ScopeId,
    doc: CaseDoc,
    effects: Effects,
    dirty: bool,
}

/// The documents of one batch.
#[derive(Default)]
pub(crate) struct Desk {
    open: BTreeMap<DocId, Open>,
}

impl Desk {
    /// The document, loaded at its first use; `None` if the centre does not know it.
    pub fn get(&mut self, tx: &mut Tx<'_>, id: DocId) -> Outcome<Option<&mut Open>> {
        if let Entry::Vacant(place) = self.open.entry(id) {
            let row = tx.opt(
                "SELECT scope_id, kind, saved FROM intake_document WHERE municipality_id = $1 AND doc_id = $2",
                &params![tx.municipality(), id],
            )?;
            let Some(row) = row else { return Ok(None) };
            let saved: Option<Vec<u8>> = row.get("saved")?;
            let doc = CaseDoc::load(saved.as_deref(), []).map_err(damaged)?;
            let effects = effects_of(tx, id)?;
            let (kind, scope) = (row.get("kind")?, row.get("scope_id")?);
            place.insert(Open {
                kind,
                scope,
                doc,
                effects,
                dirty: false,
            });
        }
        Ok(self.open.get_mut(&id))
    }

    /// Writes every document that changed.
    pub fn save(self, tx: &mut Tx<'_>, now: Timestamp) -> DbResult<()> {
        for (id, open) in self.open.into_iter().filter(|(_, open)| open.dirty) {
            let events = i64::try_from(open.doc.len()).unwrap_or(i64::MAX);
            tx.exec(
                "UPDATE intake_document SET saved = $1, events = $2, changed_at = $3 \
                 WHERE municipality_id = $4 AND doc_id = $5",
                &params![open.doc.save(), events, now, tx.municipality(), id],
            )?;
        }
        Ok(())
    }
}

impl Open {
    /// Takes a change in. `Ok(None)`: it was there already.
    pub fn apply(&mut self, change: &[u8]) -> Result<Option<RawEvent>, DocumentError> {
        if self.doc.apply_change(change)? == Applied::Already {
            return Ok(None);
        }
        self.dirty = true;
        let facts = loggia_cases::document::inspect_change(change)?;
        Ok(Some(facts.event))
    }

    /// Switches an event off.
    pub fn switch_off(&mut self, key: EventKey, off: Off) {
        self.effects.0.insert(key, off);
    }

    /// True if an event of it does not count.
    pub fn has_off(&self) -> bool {
        let events = self.doc.events();
        events
            .iter()
            .any(|event| self.effects.off(event.key).is_some())
    }

    /// The events that count, in the order in which they are folded.
    pub fn counting(&self) -> Vec<CaseEvent> {
        self.doc
            .events()
            .iter()
            .filter(|event| self.effects.off(event.key).is_none())
            .map(case_event)
            .collect()
    }
}

fn damaged(error: DocumentError) -> DbError {
    DbError::Corrupt(format!("a stored document: {error}"))
}

/// An event in the form in which subsystems receive it: its envelope as JSON.
pub fn case_event(event: &RawEvent) -> CaseEvent {
    let json = serde_json::json!({
        "v": event.v, "t": event.t, "at": event.at, "by": event.by, "l": event.l, "d": event.d,
    });
    CaseEvent {
        incarnation: event.key.incarnation,
        n: event.key.n,
        json: json.to_string(),
    }
}

/// A document's row is made when its first OPEN arrives; a second feed that opens it finds it there.
pub(crate) fn ensure(
    tx: &mut Tx<'_>,
    id: DocId,
    scope: ScopeId,
    kind: u16,
    arrived: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO intake_document (municipality_id, doc_id, scope_id, kind, events, first_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (municipality_id, doc_id) DO NOTHING",
        &params![tx.municipality(), id, scope, kind, 0, arrived],
    )?;
    Ok(())
}

/// Which events of a document are switched off, by verdicts and closures.
///
/// # Errors
/// The store's.
pub fn effects_of(tx: &mut Tx<'_>, id: DocId) -> DbResult<Effects> {
    let rows = tx.rows(
        "SELECT f.feed AS feed, c.n AS n, v.outcome AS outcome, k.height AS closed \
         FROM intake_change c \
         JOIN intake_feed f ON f.municipality_id = c.municipality_id AND f.feed_no = c.feed_no \
         LEFT JOIN intake_verdict v ON v.municipality_id = c.municipality_id AND v.feed_no = c.feed_no \
              AND v.height = c.height \
         LEFT JOIN intake_closure k ON k.municipality_id = c.municipality_id AND k.feed_no = c.feed_no \
              AND k.height < c.height \
         WHERE c.municipality_id = $1 AND c.doc_id = $2",
        &params![tx.municipality(), id],
    )?;
    let mut effects = Effects::default();
    for row in &rows {
        let off = match (
            row.get::<Option<i64>>("closed")?,
            row.get::<Option<String>>("outcome")?.as_deref(),
        ) {
            (Some(_), _) => Off::Closed,
            (None, Some("refused")) => Off::Refused,
            (None, Some("quarantined")) => Off::Quarantined,
            _ => continue,
        };
        effects.0.insert(
            EventKey {
                incarnation: feed_of(row)?.incarnation,
                n: row.get("n")?,
            },
            off,
        );
    }
    Ok(effects)
}

fn feed_of(row: &Row) -> DbResult<FeedId> {
    let bytes: Vec<u8> = row.get("feed")?;
    FeedId::from_slice(&bytes).map_err(|_| DbError::Corrupt("a feed's name".to_owned()))
}

/// What is known of a document.
///
/// # Errors
/// The store's.
pub fn document(tx: &mut Tx<'_>, id: DocId) -> DbResult<Option<DocumentRow>> {
    let row = tx.opt(
        "SELECT doc_id, scope_id, kind, events, first_at, changed_at FROM intake_document \
         WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), id],
    )?;
    row.as_ref().map(read).transpose()
}

/// Documents of a kind, newest first.
///
/// # Errors
/// The store's.
pub fn documents(tx: &mut Tx<'_>, kind: u16, limit: u32) -> DbResult<Vec<DocumentRow>> {
    let rows = tx.rows(
        "SELECT doc_id, scope_id, kind, events, first_at, changed_at FROM intake_document \
         WHERE municipality_id = $1 AND kind = $2 ORDER BY first_at DESC, doc_id LIMIT $3",
        &params![tx.municipality(), kind, limit],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> DbResult<DocumentRow> {
    Ok(DocumentRow {
        id: row.get("doc_id")?,
        scope: row.get("scope_id")?,
        kind: row.get("kind")?,
        events: row.get("events")?,
        first_at: row.get("first_at")?,
        changed_at: row.get("changed_at")?,
    })
}

/// The events of a document with their judgements, in folding order; empty if the document is not known.
///
/// # Errors
/// The store's.
pub fn timeline(tx: &mut Tx<'_>, id: DocId) -> DbResult<Vec<JudgedEvent>> {
    let row = tx.opt(
        "SELECT saved FROM intake_document WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), id],
    )?;
    let Some(saved) = row
        .map(|row| row.get::<Option<Vec<u8>>>("saved"))
        .transpose()?
        .flatten()
    else {
        return Ok(Vec::new());
    };
    let doc = CaseDoc::load(Some(&saved), []).map_err(damaged)?;
    let places = places(tx, id)?;
    let judged = |event: RawEvent| {
        places.get(&event.key).map(|place| JudgedEvent {
            event,
            ..place.clone()
        })
    };
    Ok(doc.events().into_iter().filter_map(judged).collect())
}

/// Where each event of a document stands; the event itself is filled in by the caller.
fn places(tx: &mut Tx<'_>, id: DocId) -> DbResult<BTreeMap<EventKey, JudgedEvent>> {
    let rows = tx.rows(
        "SELECT f.feed AS feed, c.n AS n, c.height AS height, e.link AS link, e.arrived_at AS arrived_at, \
         v.outcome AS outcome, v.finding AS finding, v.journal_from AS journal_from, v.journal_to AS journal_to \
         FROM intake_change c \
         JOIN intake_feed f ON f.municipality_id = c.municipality_id AND f.feed_no = c.feed_no \
         JOIN intake_entry e ON e.municipality_id = c.municipality_id AND e.feed_no = c.feed_no AND e.height = c.height \
         LEFT JOIN intake_verdict v ON v.municipality_id = c.municipality_id AND v.feed_no = c.feed_no \
              AND v.height = c.height \
         WHERE c.municipality_id = $1 AND c.doc_id = $2",
        &params![tx.municipality(), id],
    )?;
    rows.iter().map(place).collect()
}

fn place(row: &Row) -> DbResult<(EventKey, JudgedEvent)> {
    let feed = feed_of(row)?;
    let key = EventKey {
        incarnation: feed.incarnation,
        n: row.get("n")?,
    };
    let journal = match (
        row.get::<Option<u64>>("journal_from")?,
        row.get::<Option<u64>>("journal_to")?,
    ) {
        (Some(from), Some(to)) if from > 0 => Some((from, to)),
        _ => None,
    };
    let empty = RawEvent {
        key,
        v: 1,
        t: String::new(),
        at: Timestamp::UNIX_EPOCH,
        by: loggia_schema::ids::UserId([0; 16]),
        l: 0,
        d: serde_json::Value::Null,
    };
    let judged = JudgedEvent {
        event: empty,
        feed,
        height: row.get("height")?,
        link: row.get("link")?,
        arrived: row.get("arrived_at")?,
        outcome: row.get("outcome")?,
        finding: row.get("finding")?,
        journal,
    };
    Ok((key, judged))
}
