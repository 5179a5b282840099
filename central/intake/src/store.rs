//! The centre as the other side of a sync session: [`SyncStore`] over the database.
//!
//! A store object belongs to one session; many sessions share one database, so every write looks again at what it
//! builds on inside its own transaction. What `admit` returned is on disk. Nothing here decides about money or
//! documents: after an upload the session calls [`crate::judge`], and what it decided goes back in the same session.

use crate::documents::ensure;
use crate::feeds::{self, FeedRow};
use crate::{judge, registry};
use loggia_cases::records::ScopeRecord;
use loggia_core::app::App;
use loggia_core::ctx::Actor;
use loggia_core::db::{DbError, DbResult, Tx};
use loggia_core::{Fail, params, records};
use loggia_schema::ids::{Commit, DeviceKey, DocId, Height, Incarnation, MunicipalityId, ScopeId};
use loggia_sync::body::BodySecret;
use loggia_sync::bundle::EntryRun;
use loggia_sync::enrol::{CodeId, EnrolKey, EnrolRequest, Enrolled};
use loggia_sync::feed::{Entry, FeedId, Link, SignedTip, Tip};
use loggia_sync::frontier::{Frontier, FrontierDigest};
use loggia_sync::gates::{
    AdmitView, ChangeHash, CheckedBundle, CheckedEntry, Content, FeedStanding, SecretState, Waiting,
};
use loggia_sync::identity::NextKey;
use loggia_sync::limits::MAX_BUNDLE_ENTRIES;
use loggia_sync::receipt::{CheckedReceipt, Epoch, Millis, Receipt, ReceiptState};
use loggia_sync::records::{CheckedRecordBatch, RecordBatch, RecordRow};
use loggia_sync::store::{Admitted, Fork, Registration, StoreError, SyncStore};
use std::sync::Arc;

/// Most entries that may wait in one municipality; above it uploads are asked to come back later.
pub const MAX_WAITING: i64 = 20_000;

/// Who the centre is in this life of its database.
#[derive(Debug, Clone)]
pub struct Centre {
    device: DeviceKey,
    incarnation: Incarnation,
    epoch: u32,
}

impl Centre {
    /// Reads the life of this database; the first call begins one.
    ///
    /// # Errors
    /// The store's.
    pub fn open(app: &App, device: DeviceKey) -> Result<Centre, Fail> {
        let fresh = Incarnation(app.entropy().bytes()?);
        app.db().write(|tx| -> Result<Centre, Fail> {
            tx.exec(
                "INSERT INTO intake_self (municipality_id, epoch, incarnation, line_cut) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (municipality_id) DO NOTHING",
                &params![tx.municipality(), 1, fresh, false],
            )?;
            let row = tx.one(
                "SELECT epoch, incarnation FROM intake_self WHERE municipality_id = $1",
                &params![tx.municipality()],
            )?;
            Ok(Centre { device, incarnation: row.get("incarnation")?, epoch: row.get("epoch")? })
        })
    }

    /// After a restore: a new epoch and a new life, so that nothing said twice can be taken for the same.
    ///
    /// # Errors
    /// The store's.
    pub fn begin_new_epoch(app: &App) -> Result<u32, Fail> {
        let fresh = Incarnation(app.entropy().bytes()?);
        app.db().write(|tx| -> Result<u32, Fail> {
            let row = tx.one(
                "UPDATE intake_self SET epoch = epoch + 1, incarnation = $1 WHERE municipality_id = $2 RETURNING epoch",
                &params![fresh, tx.municipality()],
            )?;
            Ok(row.get("epoch")?)
        })
    }

    /// The centre's key.
    pub const fn device(&self) -> DeviceKey {
        self.device
    }

    /// The present life of its database.
    pub const fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    /// Counts the lives; stands in every receipt.
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }
}

/// One session's view of the centre.
#[derive(Clone)]
pub struct CentreStore {
    app: App,
    centre: Arc<Centre>,
}

impl CentreStore {
    /// A store for one session.
    pub fn new(app: App, centre: Arc<Centre>) -> Self {
        CentreStore { app, centre }
    }

    fn read<T>(&self, work: impl FnMut(&mut Tx<'_>) -> DbResult<T>) -> Result<T, StoreError> {
        self.app.db().read(work).map_err(from_db)
    }

    fn feed(&self, feed: &FeedId) -> Result<Option<FeedRow>, StoreError> {
        self.read(|tx| feeds::find(tx, feed))
    }
}

/// A failure of the database in the words of a session.
fn from_db(error: DbError) -> StoreError {
    match error {
        DbError::Full => StoreError::Full,
        DbError::Busy(_) | DbError::Conflict(_) | DbError::Disconnected(_) | DbError::RolledBack => StoreError::Busy,
        DbError::Corrupt(what) => StoreError::Damaged(what),
        other => StoreError::Disk(other.to_string()),
    }
}

fn from_fail(fail: Fail) -> StoreError {
    match fail {
        Fail::Store(error) => from_db(error),
        Fail::Refused(finding) => StoreError::Disk(finding.to_string()),
    }
}

impl AdmitView for CentreStore {
    fn municipality(&self) -> MunicipalityId {
        self.app.db().municipality()
    }

    fn tip(&self, feed: &FeedId) -> Result<Option<Tip>, StoreError> {
        Ok(self.feed(feed)?.map(|row| row.tip).filter(|tip| tip.height > Height(0)))
    }

    fn link_at(&self, feed: &FeedId, height: Height) -> Result<Option<Link>, StoreError> {
        self.read(|tx| match feeds::find(tx, feed)? {
            Some(row) => feeds::link_at(tx, row.no, height),
            None => Ok(None),
        })
    }

    fn standing(&self, feed: &FeedId) -> Result<FeedStanding, StoreError> {
        if feed.device == self.centre.device() {
            return Ok(FeedStanding::Centre);
        }
        Ok(match self.read(|tx| registry::device(tx, feed.device))? {
            None => FeedStanding::UnknownDevice,
            Some(device) if !device.scopes.contains(&feed.scope) => FeedStanding::ForeignScope,
            Some(device) if device.is_active() => FeedStanding::Device,
            Some(_) => FeedStanding::Quarantine,
        })
    }

    fn secret(&self, feed: &FeedId, doc: &DocId) -> Result<SecretState, StoreError> {
        self.read(|tx| {
            let Some(row) = feeds::find(tx, feed)? else { return Ok(SecretState::Unknown) };
            let secret = tx.opt(
                "SELECT secret FROM intake_secret WHERE municipality_id = $1 AND feed_no = $2 AND doc_id = $3",
                &params![tx.municipality(), row.no, *doc],
            )?;
            if let Some(secret) = secret {
                return Ok(SecretState::Known(BodySecret::from_bytes(secret.get("secret")?)));
            }
            Ok(if erased(tx, doc)? { SecretState::Erased } else { SecretState::Unknown })
        })
    }

    fn scope_of(&self, doc: &DocId) -> Result<Option<ScopeId>, StoreError> {
        self.read(|tx| Ok(crate::documents::document(tx, *doc)?.map(|row| row.scope)))
    }

    fn is_erased(&self, _feed: &FeedId, _height: Height, doc: &DocId) -> Result<bool, StoreError> {
        self.read(|tx| erased(tx, doc))
    }

    fn doc_of_change(&self, change: &ChangeHash) -> Result<Option<DocId>, StoreError> {
        self.read(|tx| {
            let row = tx.opt(
                "SELECT doc_id FROM intake_change WHERE municipality_id = $1 AND hash = $2",
                &params![tx.municipality(), change.0],
            )?;
            row.map(|row| row.get("doc_id")).transpose()
        })
    }
}

/// A whole document was ordered forgotten.
fn erased(tx: &mut Tx<'_>, doc: &DocId) -> DbResult<bool> {
    let row = tx.opt(
        "SELECT at FROM intake_erasure WHERE municipality_id = $1 AND doc_id = $2 AND part_id = $3",
        &params![tx.municipality(), *doc, [0u8; 16]],
    )?;
    Ok(row.is_some())
}

impl SyncStore for CentreStore {
    fn frontier(&self, scope: &ScopeId) -> Result<Frontier, StoreError> {
        let rows = self.read(|tx| feeds::feeds_of(tx, *scope))?;
        Ok(rows.into_iter().map(|row| (row.id, row.tip)).collect())
    }

    fn run_after(&self, feed: &FeedId, after: Height, budget: usize) -> Result<Option<EntryRun>, StoreError> {
        self.read(|tx| {
            let Some(row) = feeds::find(tx, feed)? else { return Ok(None) };
            let before = match after {
                Height(0) => loggia_sync::feed::Chain::start(tx.municipality(), feed).tip(),
                height => match feeds::link_at(tx, row.no, height)? {
                    Some(link) => Tip { height, link },
                    None => return Ok(None),
                },
            };
            let limit = u32::try_from(MAX_BUNDLE_ENTRIES).unwrap_or(u32::MAX);
            let held = feeds::entries_after(tx, row.no, after, limit)?;
            Ok(cut(held, row.own, budget).map(|(entries, signature)| EntryRun { feed: *feed, before, entries, signature }))
        })
    }

    fn signed_tip(&self, feed: &FeedId) -> Result<Option<SignedTip>, StoreError> {
        let row = self.feed(feed)?.filter(|row| !row.own);
        Ok(row.and_then(|row| row.signature.map(|signature| SignedTip { tip: row.tip, signature })))
    }

    fn admit(&mut self, bundle: &CheckedBundle) -> Result<Admitted, StoreError> {
        let ctx = self.app.ctx(Actor::Device(bundle.feed().device)).map_err(|error| StoreError::Disk(error.to_string()))?;
        let centre = Arc::clone(&self.centre);
        let result = self.app.db().write(|tx| -> DbResult<Option<Admitted>> {
            if waiting_is_full(tx)? {
                return Ok(None);
            }
            let feed = feeds::open(tx, &centre, bundle.feed())?;
            if feed.tip != bundle.before() {
                return Ok(None);
            }
            let mut admitted = Admitted::default();
            for entry in bundle.entries() {
                let signed = bundle.signed();
                let signature = (entry.header().height == signed.tip.height).then_some(signed.signature);
                feeds::put_entry(tx, feed.no, (entry.header(), entry.body()), entry.link(), signature, ctx.now)?;
                index(tx, feed.no, bundle.feed(), entry, ctx.now)?;
                admitted.entries += 1;
                admitted.waiting += u32::from(entry.waiting().iter().any(|w| matches!(w, Waiting::Change(_))));
            }
            feeds::advance(tx, feed.no, bundle.signed().tip, Some(bundle.signed().signature))?;
            if feed.tip.height == Height(0) {
                registry::new_life(tx, bundle.feed().device, bundle.feed().incarnation)?;
            }
            Ok(Some(admitted))
        });
        result.map_err(from_db)?.ok_or(StoreError::Busy)
    }

    fn after_upload(&mut self, scope: &ScopeId) -> Result<(), StoreError> {
        judge::judge(&self.app, &self.centre, *scope).map_err(from_fail)?;
        Ok(())
    }

    fn note_fork(&mut self, fork: &Fork) -> Result<(), StoreError> {
        let feed = fork.feed.to_bytes();
        let noted = self.app.db().write(|tx| {
            tx.exec(
                "UPDATE intake_feed SET forked = $1 WHERE municipality_id = $2 AND feed = $3",
                &params![true, tx.municipality(), feed],
            )
        });
        noted.map(drop).map_err(from_db)
    }

    fn checkpoint(&self, _: &ScopeId, _: &FrontierDigest) -> Result<Option<Frontier>, StoreError> {
        Ok(None)
    }

    fn last_checkpoint(&self, _: &ScopeId) -> Result<Option<FrontierDigest>, StoreError> {
        Ok(None)
    }

    fn keep_checkpoint(&mut self, _: &ScopeId, _: &Frontier) -> Result<(), StoreError> {
        Ok(())
    }

    fn record_commit(&self, _: &ScopeId) -> Result<Commit, StoreError> {
        self.read(records::last_commit)
    }

    fn records_after(&self, scope: &ScopeId, from: Commit, budget: usize) -> Result<Option<RecordBatch>, StoreError> {
        self.read(|tx| {
            let Some(record) = registry::scope_record(tx, *scope)? else { return Ok(None) };
            let last = records::last_commit(tx)?;
            if from >= last {
                return Ok(None);
            }
            let rows = records::between(tx, from, last)?;
            let (rows, to) = within_budget(&record, rows, last, budget);
            Ok(Some(RecordBatch { municipality: tx.municipality(), scope: *scope, from, to, rows }))
        })
    }

    fn apply_records(&mut self, _: &CheckedRecordBatch) -> Result<(), StoreError> {
        Err(StoreError::Ours("the centre takes no records"))
    }

    fn issue_receipt(&mut self, scope: &ScopeId, now: Millis) -> Result<Option<Receipt>, StoreError> {
        let rows = self.read(|tx| feeds::feeds_of(tx, *scope))?;
        let backed_up = self.read(|tx| backed_up(tx, &rows))?;
        Ok(Some(Receipt {
            municipality: self.municipality(),
            epoch: Epoch(self.centre.epoch()),
            scope: *scope,
            at: now,
            checkpoint: Frontier::new().digest(),
            held: rows.into_iter().map(|row| (row.id, row.tip)).collect(),
            backed_up,
        }))
    }

    fn store_receipt(&mut self, _: &CheckedReceipt) -> Result<(), StoreError> {
        Err(StoreError::Ours("the centre takes no receipts"))
    }

    fn receipt_state(&self, _: &ScopeId) -> Result<Option<ReceiptState>, StoreError> {
        Ok(None)
    }

    fn registration(&self, device: &DeviceKey) -> Result<Registration, StoreError> {
        let now = self.app.clock().now();
        let known = self.app.db().write(|tx| {
            registry::seen(tx, *device, now)?;
            registry::device(tx, *device)
        });
        Ok(match known.map_err(from_db)? {
            None => Registration::Unknown,
            Some(device) if device.is_active() => Registration::Active(device.scopes),
            Some(device) => Registration::Revoked(device.scopes),
        })
    }

    fn scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        let mut scopes: Vec<ScopeId> = self.read(registry::scopes)?.into_iter().map(|scope| scope.id).collect();
        scopes.sort_unstable();
        Ok(scopes)
    }

    fn incarnation(&self) -> Result<Incarnation, StoreError> {
        Ok(self.centre.incarnation())
    }

    fn note_next_key(&mut self, _: &NextKey) -> Result<(), StoreError> {
        Err(StoreError::Ours("the centre follows nobody's keys"))
    }

    fn note_rollback(&mut self, _: &FeedId, _: &SignedTip) -> Result<(), StoreError> {
        Err(StoreError::Ours("only an administrator tells the centre that it was restored"))
    }

    fn enrolment_key(&self, code: &CodeId, now: Millis) -> Result<Option<EnrolKey>, StoreError> {
        let now = timestamp(now)?;
        Ok(self.read(|tx| registry::open_code(tx, &code.0, now))?.map(EnrolKey::from_bytes))
    }

    fn enrol(&mut self, request: &EnrolRequest, now: Millis) -> Result<Option<Enrolled>, StoreError> {
        let ctx = self.app.ctx(Actor::Device(request.device)).map_err(|error| StoreError::Disk(error.to_string()))?;
        let centre = Arc::clone(&self.centre);
        let scopes = self.app.db().write(|tx| registry::enrol(tx, &ctx, &centre, request)).map_err(from_fail)?;
        Ok(scopes.map(|scopes| Enrolled { scopes, training: ctx.training, at: now }))
    }
}

fn timestamp(now: Millis) -> Result<jiff::Timestamp, StoreError> {
    let millis = i64::try_from(now.0).map_err(|_| StoreError::Ours("a time out of range"))?;
    jiff::Timestamp::from_millisecond(millis).map_err(|_| StoreError::Ours("a time out of range"))
}

fn waiting_is_full(tx: &mut Tx<'_>) -> DbResult<bool> {
    let row = tx.one(
        "SELECT COUNT(*) AS n FROM intake_waiting WHERE municipality_id = $1 AND waits_for <> 'upgrade'",
        &params![tx.municipality()],
    )?;
    Ok(row.get::<i64>("n")? >= MAX_WAITING)
}

/// What the gates must find again at the next bundle: the document, its secret, its changes.
fn index(tx: &mut Tx<'_>, feed_no: i64, feed: &FeedId, entry: &CheckedEntry, now: jiff::Timestamp) -> DbResult<()> {
    let doc = entry.header().doc;
    let facts = match entry.content() {
        Content::Open { case_kind, secret, facts, .. } => {
            ensure(tx, doc, feed.scope, case_kind.0, now)?;
            tx.exec(
                "INSERT INTO intake_secret (municipality_id, feed_no, doc_id, secret) VALUES ($1, $2, $3, $4)",
                &params![tx.municipality(), feed_no, doc, secret.as_bytes()],
            )?;
            facts
        }
        Content::Change { facts, .. } => facts,
        _ => return Ok(()),
    };
    tx.exec(
        "INSERT INTO intake_change (municipality_id, hash, doc_id, feed_no, height, n) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (municipality_id, hash) DO NOTHING",
        &params![tx.municipality(), facts.hash.0, doc, feed_no, entry.header().height, Height(facts.seq)],
    )?;
    Ok(())
}

/// The longest run within the budget that ends where it may: on a signature, or anywhere in our own feed.
fn cut(held: Vec<feeds::HeldEntry>, own: bool, budget: usize) -> Option<(Vec<Entry>, Option<loggia_sync::sign::Signature>)> {
    let mut entries = Vec::new();
    let (mut bytes, mut good) = (0, None);
    for one in held {
        bytes += one.entry.body.as_ref().map_or(0, Vec::len);
        if bytes > budget && good.is_some() {
            break;
        }
        entries.push(one.entry);
        if own || one.signature.is_some() {
            good = Some((entries.len(), one.signature.filter(|_| !own)));
        }
    }
    let (len, signature) = good?;
    entries.truncate(len);
    Some((entries, signature))
}

/// The rows a scope may see, up to the last commit that fits; at least one whole commit.
fn within_budget(
    record: &ScopeRecord,
    stored: Vec<records::StoredRecord>,
    last: Commit,
    budget: usize,
) -> (Vec<RecordRow>, Commit) {
    let mut rows = Vec::new();
    let (mut bytes, mut to) = (0, last);
    let mut commit = Commit(0);
    for one in stored {
        if one.version != commit && bytes > budget {
            to = commit;
            break;
        }
        commit = one.version;
        let Some(value) = visible(record, &one) else { continue };
        bytes += one.key.len() + value.as_ref().map_or(0, String::len);
        rows.push(RecordRow { table: one.table, key: one.key, version: one.version, value });
    }
    rows.sort_by(|a, b| (&a.table, &a.key).cmp(&(&b.table, &b.key)));
    (rows, to)
}

/// The value with the columns of the scope; `None` for a table the scope does not get, or a record it may not see.
#[allow(clippy::option_option)]
fn visible(record: &ScopeRecord, stored: &records::StoredRecord) -> Option<Option<String>> {
    let Some(text) = &stored.value else {
        return record.columns.contains_key(&stored.table).then_some(None);
    };
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    record.project(&stored.table, &value).map(|value| Some(value.to_string()))
}

/// Only whole tips that a backup holds; a link is needed for each, so a partly backed-up feed asks for it.
fn backed_up(tx: &mut Tx<'_>, rows: &[FeedRow]) -> DbResult<Frontier> {
    let mut frontier = Frontier::new();

    for row in rows.iter().filter(|row| row.backed_up > Height(0)) {
        if row.backed_up == row.tip.height {
            frontier.set(row.id, row.tip);
        } else if let Some(link) = feeds::link_at(tx, row.no, row.backed_up)? {
            frontier.set(row.id, Tip { height: row.backed_up, link });
        }
    }
    Ok(frontier)
}
