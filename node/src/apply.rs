//! Apply: admitted entries become documents, rows, numbers and decisions (εφαρμογή).
//!
//! Admission has already made an entry durable; here it takes effect, in small transactions that can stop anywhere and go
//! on later, because what is still to do is itself in the store (`entry.state`, `dirty`).
//!
//! * A change in line with its document's ends moves the row at once, without loading anything (the fast path).
//! * A change made beside others loads the document, enters it, and marks its row dirty.
//! * A change that came before one it stands on waits and says for what; the table of those who wait is bounded.
//! * What the centre says (verdict, lease, closure, erasure) is carried out.
//! * What cannot be applied stays as evidence and becomes a task; nothing is dropped silently.

use crate::documents::{self, Carried, Document};
use crate::env::Faults;
use crate::erase;
use crate::error::Result;
use crate::feeds::{self, EntryId, EntryState, Stored};
use crate::kinds::{self, Folding};
use crate::numbers;
use crate::rows;
use crate::settle;
use crate::store::{self, Store, StoreError, Tx, one};
use crate::tasks;
use loggia_cases::document::{Applied, ChangeFacts, DocumentError, Tips, inspect_change};
use loggia_schema::ids::{DeviceKey, DocId, Height, Incarnation, MunicipalityId, ScopeId};
use loggia_schema::message::{Code, Finding, storage};
use loggia_sync::body::PrivateBody;
use loggia_sync::entries::{Closure, Outcome, Spoken, Verdict};
use loggia_sync::feed::{Chain, FeedId, Kind, Tip};
use rusqlite::Connection;

/// Entries applied, or rows made, in one transaction.
const STEP: usize = 200;
/// Entries that may wait for others.
pub const MAX_WAITING: u64 = 10_000;

/// Who this store is: what applying needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Me {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// This device.
    pub device: DeviceKey,
    /// The present life of the store.
    pub incarnation: Incarnation,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Entries that took effect.
    pub applied: u64,
    /// Entries that wait for others.
    pub waiting: u64,
    /// Entries that are only kept.
    pub kept: u64,
    /// Rows made anew.
    pub rows: u64,
}

/// Applies everything that was admitted and makes every dirty row. `now`: device time in microseconds.
///
/// # Errors
/// The disk's; what was done before stays done, the rest is still in the list.
pub fn apply_all(store: &mut Store, faults: &mut dyn Faults, me: Me, now: i64) -> Result<Done> {
    let mut done = Done::default();
    loop {
        let step = store.write(faults, |tx| entries(tx, me, now))?;
        done.applied += step.applied;
        done.waiting += step.waiting;
        done.kept += step.kept;
        if step == Done::default() {
            break;
        }
    }
    loop {
        let made = store.write(faults, |tx| dirty_rows(tx, now))?;
        done.rows += made;
        if made == 0 {
            break;
        }
    }
    Ok(done)
}

fn entries(tx: &mut Tx<'_>, me: Me, now: i64) -> store::Result<Done> {
    let mut done = Done::default();
    for stored in feeds::to_apply(tx.conn(), STEP)? {
        let state = entry(tx, me, now, &stored)?;
        feeds::set_state(tx, stored.id, state)?;
        match state {
            EntryState::Applied => done.applied += 1,
            EntryState::Waiting => done.waiting += 1,
            EntryState::Kept | EntryState::ToApply => done.kept += 1,
        }
    }
    Ok(done)
}

fn dirty_rows(tx: &mut Tx<'_>, now: i64) -> store::Result<u64> {
    let documents = rows::dirty(tx.conn(), STEP)?;
    for doc in &documents {
        let had: Vec<String> = tasks::open_about(tx.conn(), &conflict(doc, ""))?;
        if let Some(folding) = rows::refold(tx, doc)? {
            conflicts(tx, doc, &folding, now)?;
            let open: Vec<String> = folding
                .open
                .iter()
                .map(|c| conflict(doc, &c.event.key.to_string()))
                .collect();
            for settled in had.iter().filter(|about| !open.contains(about)) {
                tasks::settle(tx, settled, now)?;
            }
        }
    }
    Ok(documents.len() as u64)
}

/// Clashes become tasks, each once.
fn conflicts(
    tx: &mut Tx<'_>,
    doc: &DocId,
    folding: &kinds::Folding,
    now: i64,
) -> store::Result<()> {
    for open in &folding.open {
        let finding = Finding::new(storage::CONFLICT_OPEN).with("number", &folding.listing.number);
        tasks::open(
            tx,
            &conflict(doc, &open.event.key.to_string()),
            None,
            Some(doc),
            &finding,
            now,
        )?;
    }
    Ok(())
}

/// What the task of a clash is about.
pub(crate) fn conflict(doc: &DocId, event: &str) -> String {
    format!("conflict/{doc}/{event}")
}

fn entry(tx: &mut Tx<'_>, me: Me, now: i64, stored: &Stored) -> store::Result<EntryState> {
    let Some(body) = stored.entry.body.as_deref() else {
        return Ok(EntryState::Kept);
    };
    match stored.entry.header.kind {
        Kind::OPEN | Kind::CHANGE => change(tx, now, stored),
        Kind::PRIVATE => private(tx, stored, body),
        kind => match Spoken::decode(kind, body) {
            Ok(spoken) => said(tx, me, now, stored, &spoken),
            Err(_) => unreadable(tx, now, stored),
        },
    }
}

fn change(tx: &mut Tx<'_>, now: i64, stored: &Stored) -> store::Result<EntryState> {
    let facts = documents::change_of(stored).map(inspect_change);
    let Some(Ok(facts)) = facts else {
        return unreadable(tx, now, stored);
    };
    let feed = feeds::by_no(tx.conn(), stored.id.feed())?;
    let doc = stored.entry.header.doc;
    let mut document = match (
        documents::find(tx.conn(), &doc)?,
        documents::kind_of(stored),
    ) {
        (Some(document), _) => document,
        (None, Some(kind)) => documents::new(doc, kind, feed.id.scope),
        // The feed's OPEN comes before in the same feed, so only an erased or damaged one is missing.
        (None, None) => return unreadable(tx, now, stored),
    };
    let state = match document.tips.follow(&facts) {
        Some(tips) => in_line(tx, &mut document, stored, &facts, tips)?,
        None => {
            // The feed's next entry there asks for its kind, even if this one has to wait.
            if document.no == 0 {
                documents::advance(tx, &mut document, Tips::default())?;
            }
            beside(tx, now, &mut document, stored, &facts)?
        }
    };
    if state == EntryState::Applied {
        wake(tx, &facts)?;
    }
    Ok(state)
}

/// The fast path: the change stands on the document's heads.
fn in_line(
    tx: &mut Tx<'_>,
    document: &mut Document,
    stored: &Stored,
    facts: &ChangeFacts,
    tips: Tips,
) -> store::Result<EntryState> {
    match one_more(tx.conn(), document, stored, facts)? {
        // A case that ever clashed goes the slow way, which opens and closes the tasks of its conflicts.
        Some(folding) if !folding.clashed => {
            let names = match document.no {
                0 => Vec::new(),
                _ => rows::names(tx.conn(), &document.doc)?,
            };
            rows::put(tx, document, tips, &folding, &names)?;
        }
        _ => {
            documents::advance(tx, document, tips)?;
            rows::mark_dirty(tx, &document.doc)?;
        }
    }
    Ok(EntryState::Applied)
}

/// A document folded with a change that stands on its heads; `None`: it must be folded anew, or its kind is not known.
fn one_more(
    conn: &Connection,
    document: &Document,
    stored: &Stored,
    facts: &ChangeFacts,
) -> store::Result<Option<Folding>> {
    let carried = Carried {
        event: facts.event.clone(),
        entry: stored.id,
        link: stored.link,
    };
    match (&document.folded, document.tips.events()) {
        (Some(folded), _) => {
            let effects = documents::effects(conn, std::slice::from_ref(&carried))?;
            kinds::add(document.kind, folded, &carried.event, &effects)
        }
        (None, 0..=kinds::YOUNG) => {
            let mut all = documents::events(conn, &document.doc)?;
            all.push(carried);
            rows::fold_events(conn, document, all)
        }
        (None, _) => Ok(None),
    }
}

/// The slow path: the change was made beside others, or came early.
fn beside(
    tx: &mut Tx<'_>,
    now: i64,
    document: &mut Document,
    stored: &Stored,
    facts: &ChangeFacts,
) -> store::Result<EntryState> {
    let Some(bytes) = documents::change_of(stored) else {
        return unreadable(tx, now, stored);
    };
    let mut whole = documents::load(tx.conn(), &document.doc)?;
    match whole.apply_change(bytes) {
        Ok(Applied::New) => {
            documents::advance(tx, document, whole.tips().clone())?;
            rows::mark_dirty(tx, &document.doc)?;
            Ok(EntryState::Applied)
        }
        Ok(Applied::Already) => Ok(EntryState::Applied),
        Err(DocumentError::Missing(missing)) => match missing.first() {
            Some(needs) => wait(tx, now, stored, &needs.0),
            None => unreadable(tx, now, stored),
        },
        Err(error) => {
            tracing::warn!(doc = %document.doc, change = %data_encoding::HEXLOWER.encode(&facts.hash.0), %error, "a change is kept and not applied");
            let code = if matches!(error, DocumentError::Fork { .. }) {
                storage::BRANCH_FOUND
            } else {
                storage::ENTRY_UNREADABLE
            };
            keep_as_evidence(tx, now, stored, code)
        }
    }
}

/// The table is bounded at the gate: a bundle that would overfill it is not admitted (see [`crate::sync_store`]).
fn wait(tx: &mut Tx<'_>, now: i64, stored: &Stored, needs: &[u8; 32]) -> store::Result<EntryState> {
    let sql = "INSERT INTO waiting (entry, doc, needs, since) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (entry) DO NOTHING";
    tx.exec(
        sql,
        (stored.id.0, stored.entry.header.doc.as_bytes(), needs, now),
    )?;
    Ok(EntryState::Waiting)
}

/// Entries that wait for others.
pub fn waiting_count(conn: &Connection) -> store::Result<u64> {
    one(conn, "SELECT count(*) FROM waiting", [], |row| {
        Ok(row.get::<_, i64>(0)?.unsigned_abs())
    })
}

/// Whoever waited for this change is to be applied.
fn wake(tx: &mut Tx<'_>, facts: &ChangeFacts) -> store::Result<()> {
    let sql = "UPDATE entry SET state = 0 WHERE id IN (SELECT entry FROM waiting WHERE needs = ?1)";
    if tx.exec(sql, [&facts.hash.0])? > 0 {
        tx.exec("DELETE FROM waiting WHERE needs = ?1", [&facts.hash.0])?;
    }
    Ok(())
}

fn private(tx: &mut Tx<'_>, stored: &Stored, body: &[u8]) -> store::Result<EntryState> {
    let Ok(body) = PrivateBody::decode(body) else {
        return Ok(EntryState::Kept);
    };
    let doc = stored.entry.header.doc;
    rows::keep_part(tx, &body.part, &doc, stored.id)?;
    rows::mark_dirty(tx, &doc)?;
    Ok(EntryState::Applied)
}

fn said(
    tx: &mut Tx<'_>,
    me: Me,
    now: i64,
    stored: &Stored,
    spoken: &Spoken,
) -> store::Result<EntryState> {
    let scope = feeds::by_no(tx.conn(), stored.id.feed())?.id.scope;
    match spoken {
        Spoken::Verdict(verdict) => judge(tx, me, now, verdict)?,
        Spoken::Lease(lease) => {
            // A block of a former life is kept too: it must be returned.
            let ours = lease.to == me.incarnation
                || settle::former_lives(tx.conn(), &me)?.contains(&lease.to);
            if !ours {
                return Ok(EntryState::Applied);
            }
            match numbers::keep(tx, &scope, lease) {
                Ok(()) => {}
                Err(crate::NodeError::Disk(error)) => return Err(error),
                Err(_) => {
                    return keep_as_evidence(
                        tx,
                        now,
                        stored,
                        loggia_schema::message::numbers::LEASE_NOT_SOUND,
                    );
                }
            }
        }
        Spoken::LeaseReturn(_) => {}
        Spoken::Closure(closure) => close(tx, me, closure)?,
        Spoken::Erasure(erasure) => erase::carry_out(tx, erasure)?,
        Spoken::Later => return Ok(EntryState::Kept),
    }
    Ok(EntryState::Applied)
}

fn judge(tx: &mut Tx<'_>, me: Me, now: i64, verdict: &Verdict) -> store::Result<()> {
    for range in &verdict.ranges {
        let feed = named_feed(tx, me, &range.feed)?;
        let (first, last) = (feeds::number(range.from)?, feeds::number(range.to)?);
        let outcome = match range.outcome {
            Outcome::Accepted => 0_i64,
            Outcome::Refused => 1,
            Outcome::Quarantined => 2,
        };
        // Rows change only where something is, or was, switched off.
        let was_off: bool = one(
            tx.conn(),
            "SELECT EXISTS (SELECT 1 FROM verdict WHERE feed = ?1 AND first <= ?3 AND last >= ?2 AND outcome <> 0)",
            (feed, first, last),
            |row| row.get(0),
        )?;
        tx.exec(
            "INSERT INTO verdict (batch, feed, first, last, outcome, reason, journal_from, journal_to)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            rusqlite::params![
                number(verdict.batch)?,
                feed,
                first,
                last,
                outcome,
                range.reason.0,
                number(range.journal_from)?,
                number(range.journal_to)?
            ],
        )?;
        if outcome != 0 || was_off {
            dirty_range(tx, feed, range.from, range.to)?;
        }
        if outcome != 0 {
            refused(
                tx,
                now,
                feed,
                &range.feed.scope,
                (range.from, range.to),
                range.reason.0,
            )?;
        }
    }
    Ok(())
}

/// Each refused or quarantined entry of a case is a task: a person must look at it.
fn refused(
    tx: &mut Tx<'_>,
    now: i64,
    feed: i64,
    scope: &ScopeId,
    range: (Height, Height),
    reason: u16,
) -> store::Result<()> {
    let span = (
        EntryId::new(feed, range.0)?.0,
        EntryId::new(feed, range.1)?.0,
    );
    let sql = "SELECT id, doc FROM entry WHERE id BETWEEN ?1 AND ?2 AND kind IN (1, 2)";
    let entries = store::rows(tx.conn(), sql, span, |row| {
        Ok((row.get::<_, i64>(0)?, DocId(row.get(1)?)))
    })?;
    for (id, doc) in entries {
        let why = Finding::new(Code::new(reason)).greek();
        let finding = Finding::new(storage::EFFECT_REFUSED).with("reason", why);
        tasks::open(
            tx,
            &format!("verdict/{id}/{reason}"),
            Some(scope),
            Some(&doc),
            &finding,
            now,
        )?;
    }
    Ok(())
}

fn close(tx: &mut Tx<'_>, me: Me, closure: &Closure) -> store::Result<()> {
    let feed = named_feed(tx, me, &closure.feed)?;
    let height = feeds::number(closure.last.height)?;
    tx.exec(
        "INSERT INTO closure (feed, height, link, reason) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (feed) DO UPDATE SET height = ?2, link = ?3, reason = ?4",
        (feed, height, &closure.last.link.0, closure.reason as i64),
    )?;
    // All of it: the named link may lie on another branch than the one held.
    dirty_range(tx, feed, Height(1), Height(u64::from(u32::MAX)))
}

fn dirty_range(tx: &mut Tx<'_>, feed: i64, from: Height, to: Height) -> store::Result<()> {
    let span = (EntryId::new(feed, from)?.0, EntryId::new(feed, to)?.0);
    tx.exec(
        "INSERT INTO dirty (doc) SELECT DISTINCT doc FROM entry WHERE id BETWEEN ?1 AND ?2 AND kind IN (1, 2)
         ON CONFLICT (doc) DO NOTHING",
        span,
    )?;
    tx.exec(
        "UPDATE document SET folded = NULL WHERE doc IN (SELECT doc FROM dirty) AND folded IS NOT NULL",
        [],
    )
    .map(drop)
}

/// The number of a feed the centre speaks of, also if nothing of it is held yet.
fn named_feed(tx: &mut Tx<'_>, me: Me, id: &FeedId) -> store::Result<i64> {
    let start: Tip = Chain::start(me.municipality, id).tip();
    Ok(feeds::find_or_make(tx, id, start)?.no)
}

fn unreadable(tx: &mut Tx<'_>, now: i64, stored: &Stored) -> store::Result<EntryState> {
    keep_as_evidence(tx, now, stored, storage::ENTRY_UNREADABLE)
}

fn keep_as_evidence(
    tx: &mut Tx<'_>,
    now: i64,
    stored: &Stored,
    code: Code,
) -> store::Result<EntryState> {
    let doc = Some(stored.entry.header.doc).filter(|doc| *doc != DocId::NONE);
    tasks::open(
        tx,
        &format!("entry/{}", stored.id.0),
        None,
        doc.as_ref(),
        &Finding::new(code),
        now,
    )?;
    Ok(EntryState::Kept)
}

fn number(value: u64) -> store::Result<i64> {
    i64::try_from(value).map_err(|_| StoreError::Damaged("number of a verdict"))
}
