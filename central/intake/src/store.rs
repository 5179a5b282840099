//! The centre as the other side of a sync session: [`SyncStore`] over the database.
//!
//! A store object belongs to one session; many sessions share one database, so every write looks again at what it
//! builds on inside its own transaction. What `admit` returned is on disk. Nothing here decides about money or
//! documents: after an upload the session calls [`crate::judge`], and what it decided goes back in the same session.

mod blobs;
mod tables;
mod view;

use crate::feeds::{self, FeedRow};
use crate::{judge, registry};
use loggia_core::app::App;
use loggia_core::ctx::Actor;
use loggia_core::db::{DbError, DbResult, Tx};
use loggia_core::{Fail, params, records};
use loggia_schema::ids::{Commit, DeviceKey, Height, Incarnation, ScopeId};
use loggia_sync::bundle::EntryRun;
use loggia_sync::enrol::{CodeId, EnrolKey, EnrolRequest, Enrolled};
use loggia_sync::feed::{FeedId, SignedTip, Tip};
use loggia_sync::frontier::{Frontier, FrontierDigest};
use loggia_sync::gates::{AdmitView as _, CheckedBundle, Waiting};
use loggia_sync::identity::NextKey;
use loggia_sync::limits::MAX_BUNDLE_ENTRIES;
use loggia_sync::receipt::{CheckedReceipt, Epoch, Millis, Receipt, ReceiptState};
use loggia_sync::records::{CheckedRecordBatch, RecordBatch};
use loggia_sync::store::{Admitted, Fork, Registration, StoreError, SyncStore};
use std::sync::Arc;
use tables::{backed_up, cut, index, waiting_is_full, within_budget};

/// Most entries that may wait in one municipality; above it uploads are asked to come back later.
pub const MAX_WAITING: i64 = 20_000;

/// So many commits without a row for a scope are told to it as one empty batch, so that it need not ask from the
/// beginning; fewer are not worth a message, and a second sync moves nothing.
const STEP_WITHOUT_ROWS: u64 = 1_000;

/// Commits of records that a restored store may have told and forgotten: laptops ask "since commit v", so what comes
/// next must carry a number above any of them.
const FORGOTTEN_COMMITS: u32 = 1_000_000;

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
                "INSERT INTO intake_self (municipality_id, epoch, incarnation, line_cut, listening) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (municipality_id) DO NOTHING",
                &params![tx.municipality(), 1, fresh, false, false],
            )?;
            let row = tx.one(
                "SELECT epoch, incarnation FROM intake_self WHERE municipality_id = $1",
                &params![tx.municipality()],
            )?;
            Ok(Centre { device, incarnation: row.get("incarnation")?, epoch: row.get("epoch")? })
        })
    }

    /// After a restore: a new epoch and a new life, so that nothing said twice can be taken for the same. It begins by
    /// listening ([`crate::recovery`]).
    ///
    /// # Errors
    /// The store's.
    pub fn begin_new_epoch(app: &App) -> Result<u32, Fail> {
        let fresh = Incarnation(app.entropy().bytes()?);
        app.db().write(|tx| -> Result<u32, Fail> {
            let row = tx.one(
                "UPDATE intake_self SET epoch = epoch + 1, incarnation = $1, listening = $2 WHERE municipality_id = $3 \
                 RETURNING epoch",
                &params![fresh, true, tx.municipality()],
            )?;
            records::skip(tx, FORGOTTEN_COMMITS)?;
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
        DbError::Busy(_)
        | DbError::Conflict(_)
        | DbError::Disconnected(_)
        | DbError::RolledBack => StoreError::Busy,
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

impl SyncStore for CentreStore {
    fn frontier(&self, scope: &ScopeId) -> Result<Frontier, StoreError> {
        let rows = self.read(|tx| feeds::feeds_of(tx, *scope))?;
        Ok(rows.into_iter().map(|row| (row.id, row.tip)).collect())
    }

    fn run_after(
        &self,
        feed: &FeedId,
        after: Height,
        budget: usize,
    ) -> Result<Option<EntryRun>, StoreError> {
        self.read(|tx| {
            let Some(row) = feeds::find(tx, feed)? else {
                return Ok(None);
            };
            let before = match after {
                Height(0) => loggia_sync::feed::Chain::start(tx.municipality(), feed).tip(),
                height => match feeds::link_at(tx, row.no, height)? {
                    Some(link) => Tip { height, link },
                    None => return Ok(None),
                },
            };
            let limit = u32::try_from(MAX_BUNDLE_ENTRIES).unwrap_or(u32::MAX);
            let held = feeds::entries_after(tx, row.no, after, limit)?;
            Ok(
                cut(held, row.own, budget).map(|(entries, signature)| EntryRun {
                    feed: *feed,
                    before,
                    entries,
                    signature,
                }),
            )
        })
    }

    fn signed_tip(&self, feed: &FeedId) -> Result<Option<SignedTip>, StoreError> {
        let row = self.feed(feed)?.filter(|row| !row.own);
        Ok(row.and_then(|row| {
            row.signature.map(|signature| SignedTip {
                tip: row.tip,
                signature,
            })
        }))
    }

    fn admit(&mut self, bundle: &CheckedBundle) -> Result<Admitted, StoreError> {
        let ctx = self
            .app
            .ctx(Actor::Device(bundle.feed().device))
            .map_err(|error| StoreError::Disk(error.to_string()))?;
        let centre = Arc::clone(&self.centre);
        let result = self.app.db().write(|tx| -> DbResult<Option<Admitted>> {
            if waiting_is_full(tx)? {
                return Ok(None);
            }
            let feed = feeds::open(tx, &centre, bundle.feed())?;
            if feed.tip != bundle.before() {
                return Ok(None);
            }
            if feed.tip.height == Height(0) {
                registry::lives(tx, bundle.feed())?;
            }
            let mut admitted = Admitted::default();
            for entry in bundle.entries() {
                let signed = bundle.signed();
                let signature =
                    (entry.header().height == signed.tip.height).then_some(signed.signature);
                feeds::put_entry(
                    tx,
                    feed.no,
                    (entry.header(), entry.body()),
                    entry.link(),
                    signature,
                    ctx.now,
                )?;
                index(tx, feed.no, bundle.feed(), entry, ctx.now)?;
                admitted.entries += 1;
                admitted.waiting += u32::from(
                    entry
                        .waiting()
                        .iter()
                        .any(|w| matches!(w, Waiting::Change(_))),
                );
            }
            feeds::advance(
                tx,
                feed.no,
                bundle.signed().tip,
                Some(bundle.signed().signature),
            )?;
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

    fn records_after(
        &self,
        scope: &ScopeId,
        from: Commit,
        budget: usize,
    ) -> Result<Option<RecordBatch>, StoreError> {
        self.read(|tx| {
            let Some(record) = registry::scope_record(tx, *scope)? else {
                return Ok(None);
            };
            let last = records::last_commit(tx)?;
            if from >= last {
                return Ok(None);
            }
            let rows = records::between(tx, from, last)?;
            let (rows, to) = within_budget(&record, rows, last, budget);
            if rows.is_empty() && last.0 - from.0 < STEP_WITHOUT_ROWS {
                return Ok(None);
            }
            Ok(Some(RecordBatch {
                municipality: tx.municipality(),
                scope: *scope,
                from,
                to,
                rows,
            }))
        })
    }

    fn apply_records(&mut self, _: &CheckedRecordBatch) -> Result<(), StoreError> {
        Err(StoreError::Ours("the centre takes no records"))
    }

    fn issue_receipt(
        &mut self,
        scope: &ScopeId,
        now: Millis,
    ) -> Result<Option<Receipt>, StoreError> {
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
        let mut scopes: Vec<ScopeId> = self
            .read(registry::scopes)?
            .into_iter()
            .map(|scope| scope.id)
            .collect();
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
        Err(StoreError::Ours(
            "only an administrator tells the centre that it was restored",
        ))
    }

    fn enrolment_key(&self, code: &CodeId, now: Millis) -> Result<Option<EnrolKey>, StoreError> {
        let now = timestamp(now)?;
        Ok(self
            .read(|tx| registry::open_code(tx, &code.0, now))?
            .map(EnrolKey::from_bytes))
    }

    fn enrol(
        &mut self,
        request: &EnrolRequest,
        now: Millis,
    ) -> Result<Option<Enrolled>, StoreError> {
        let ctx = self
            .app
            .ctx(Actor::Device(request.device))
            .map_err(|error| StoreError::Disk(error.to_string()))?;
        let centre = Arc::clone(&self.centre);
        let scopes = self
            .app
            .db()
            .write(|tx| registry::enrol(tx, &ctx, &centre, request))
            .map_err(from_fail)?;
        Ok(scopes.map(|scopes| Enrolled {
            scopes,
            training: ctx.training,
            at: now,
        }))
    }
}

fn timestamp(now: Millis) -> Result<jiff::Timestamp, StoreError> {
    let millis = i64::try_from(now.0).map_err(|_| StoreError::Ours("a time out of range"))?;
    jiff::Timestamp::from_millisecond(millis).map_err(|_| StoreError::Ours("a time out of range"))
}
