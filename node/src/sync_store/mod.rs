//! The node's store behind a session: what [`loggia_sync::store::SyncStore`] promises, kept here (αποθήκη συγχρονισμού).
//!
//! A bundle is admitted in one durable transaction: entries, links, secrets, signed tip; each entry starts as «to apply», which
//! is the durable list of what must follow. It is then applied in transactions of its own; if that is interrupted, the next
//! opening goes on. A locked node answers "busy": locked means no synchronisation.
//!
//! The node stores nobody's feed it cannot place: the scope must be one it holds. A device of which no record has come yet
//! is taken on the centre's word, because bundles arrive before records in a session and the centre lets no unknown
//! device in; a record that says "revoked" counts at once.

mod blobs;
mod keep;
mod view;

pub use view::inspect;

use crate::apply;
use crate::commands;
use crate::enrolment;
use crate::error::NodeError;
use crate::feeds;
use crate::node::{Node, Open};
use crate::reference;
use crate::store::{self, Tx, meta, one, opt, set_meta};
use crate::tasks;
use keep::{
    keep_bundle, keep_receipt, next_signature, read_frontier, stored_receipt, write_frontier,
};
use loggia_schema::ids::{Commit, DeviceKey, Height, Incarnation, MunicipalityId, ScopeId};
use loggia_schema::message::{Finding, access, storage};
use loggia_sync::bundle::EntryRun;
use loggia_sync::codec::Writer;
use loggia_sync::enrol::{CodeId, EnrolKey, EnrolRequest, Enrolled};
use loggia_sync::feed::{Entry, FeedId, SignedTip, Tip};
use loggia_sync::frontier::{Frontier, FrontierDigest};
use loggia_sync::gates::{AdmitView, CheckedBundle};
use loggia_sync::identity::NextKey;
use loggia_sync::limits::MAX_BUNDLE_ENTRIES;
use loggia_sync::receipt::{CheckedReceipt, Millis, Receipt, ReceiptState};
use loggia_sync::records::{CheckedRecordBatch, RecordBatch};
use loggia_sync::sign::Signature;
use loggia_sync::store::{Admitted, Fork, Registration, StoreError, SyncStore};

/// Frontiers remembered per scope.
const CHECKPOINTS: i64 = 2;

impl Node {
    fn serving(&self) -> Result<&Open, StoreError> {
        self.open
            .as_ref()
            .filter(|open| open.enrolment.is_some())
            .ok_or(StoreError::Busy)
    }

    fn municipality_or_none(&self) -> MunicipalityId {
        let enrolment = self.open.as_ref().and_then(|open| open.enrolment.as_ref());
        enrolment.map_or(MunicipalityId(0), |enrolment| enrolment.municipality)
    }

    /// One transaction of the session.
    fn record<T>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> store::Result<T>,
    ) -> Result<T, StoreError> {
        self.serving()?;
        let open = self.open.as_mut().ok_or(StoreError::Busy)?;
        open.store
            .write(&mut *self.env.faults, work)
            .map_err(failed)
    }

    /// Applies what was admitted. What was admitted stays admitted if this stops halfway.
    fn apply_admitted(&mut self) -> Result<apply::Done, StoreError> {
        let now = self.now_micros();
        let open = self.open.as_mut().ok_or(StoreError::Busy)?;
        let me = open.me().ok_or(StoreError::Busy)?;
        apply::apply_all(&mut open.store, &mut *self.env.faults, me, now).map_err(of_node)
    }

    /// A session ended well: the status line shows when, and what nobody will ask for again is forgotten.
    ///
    /// # Errors
    /// Locked. The disk's.
    pub fn note_synced(&mut self) -> crate::Result<()> {
        let now = self.now_micros();
        self.note_sent()?;
        self.note(|tx| {
            set_meta(tx, "synced", &now.to_be_bytes())?;
            commands::forget_answers(tx, now)
        })
    }

    /// A session ended, well or not: what was handed to the carrier is shown as «στάλθηκε».
    ///
    /// # Errors
    /// Locked. The disk's.
    pub fn note_sent(&mut self) -> crate::Result<()> {
        let handed = self.serving().map_err(locked)?.handed.take();
        self.note(|tx| {
            for (feed, height) in handed {
                let sql = "UPDATE feed SET sent = ?2 WHERE no = ?1 AND sent < ?2";
                tx.exec(sql, (feed, feeds::number(height)?))?;
            }
            Ok(())
        })
    }

    /// The centre told its clock over a proven line.
    ///
    /// # Errors
    /// Locked. The disk's.
    pub fn note_centre_clock(&mut self, at: Millis) -> crate::Result<()> {
        self.note(|tx| enrolment::prove_time(tx, at.0))
    }

    /// What a session told besides, in a transaction of its own.
    fn note(&mut self, work: impl FnOnce(&mut Tx<'_>) -> store::Result<()>) -> crate::Result<()> {
        self.serving().map_err(locked)?;
        let open = self.open.as_mut().ok_or(StoreError::Busy).map_err(locked)?;
        Ok(open.store.write(&mut *self.env.faults, work)?)
    }
}

impl SyncStore for Node {
    fn frontier(&self, scope: &ScopeId) -> Result<Frontier, StoreError> {
        let mut frontier = Frontier::new();
        for feed in feeds::of_scope(self.serving()?.store.conn(), scope).map_err(failed)? {
            frontier.set(feed.id, feed.tip);
        }
        Ok(frontier)
    }

    fn run_after(
        &self,
        feed: &FeedId,
        after: Height,
        budget: usize,
    ) -> Result<Option<EntryRun>, StoreError> {
        let open = self.serving()?;
        let conn = open.store.conn();
        let Some(held) = feeds::find(conn, feed).map_err(failed)? else {
            return Ok(None);
        };
        let Some(link) = AdmitView::link_at(self, feed, after)? else {
            return Ok(None);
        };
        let own = feed.device == open.device.public();
        let signature = if own {
            None
        } else {
            next_signature(conn, held.no, after, budget).map_err(failed)?
        };
        let most = match &signature {
            Some((height, _)) => usize::try_from(height.0 - after.0)
                .unwrap_or(usize::MAX)
                .min(MAX_BUNDLE_ENTRIES),
            None if own => MAX_BUNDLE_ENTRIES,
            None => return Ok(None),
        };
        let mut entries: Vec<Entry> = Vec::new();
        let mut bytes = 0_usize;
        for stored in feeds::above(conn, held.no, after, most).map_err(failed)? {
            bytes = bytes.saturating_add(stored.entry.body.as_ref().map_or(0, Vec::len));
            if own && bytes > budget && !entries.is_empty() {
                break;
            }
            entries.push(stored.entry);
        }
        if entries.is_empty() {
            return Ok(None);
        }
        if own && let Some(last) = entries.last() {
            open.handed.borrow_mut().insert(held.no, last.header.height);
        }
        let before = Tip {
            height: after,
            link,
        };
        Ok(Some(EntryRun {
            feed: *feed,
            before,
            entries,
            signature: signature.map(|(_, signature)| signature),
        }))
    }

    fn signed_tip(&self, feed: &FeedId) -> Result<Option<SignedTip>, StoreError> {
        let open = self.serving()?;
        let conn = open.store.conn();
        if feed.device == open.device.public() {
            return Ok(None);
        }
        let Some(held) = feeds::find(conn, feed).map_err(failed)? else {
            return Ok(None);
        };
        let sql =
            "SELECT height, signature FROM signed WHERE feed = ?1 ORDER BY height DESC LIMIT 1";
        let found = opt(conn, sql, [held.no], |row| {
            Ok((
                Height(row.get::<_, i64>(0)?.unsigned_abs()),
                Signature(row.get(1)?),
            ))
        });
        let Some((height, signature)) = found.map_err(failed)? else {
            return Ok(None);
        };
        let link = feeds::link_at(conn, held.no, height).map_err(failed)?;
        let link =
            link.ok_or_else(|| StoreError::Damaged("signature without its entry".to_owned()))?;
        Ok(Some(SignedTip {
            tip: Tip { height, link },
            signature,
        }))
    }

    fn admit(&mut self, bundle: &CheckedBundle) -> Result<Admitted, StoreError> {
        let now = self.now_micros();
        self.record(|tx| keep_bundle(tx, bundle, now))??;
        let done = self.apply_admitted()?;
        if let Some(open) = self.open.as_mut() {
            open.cache.revoked = None;
        }
        // A block whose mark could not be compared must not be used: as at the opening, such a store is shut.
        self.witness_blocks()
            .inspect_err(|_| self.open = None)
            .map_err(of_node)?;
        let entries = u32::try_from(bundle.entries().len()).unwrap_or(u32::MAX);
        Ok(Admitted {
            entries,
            waiting: u32::try_from(done.waiting).unwrap_or(u32::MAX),
        })
    }

    fn note_fork(&mut self, fork: &Fork) -> Result<(), StoreError> {
        let now = self.now_micros();
        let mut writer = Writer::new();
        fork.other.tip.write(&mut writer);
        writer.raw(&fork.other.signature.0);
        let branch = writer.finish();
        self.record(|tx| {
            let Some(held) = feeds::find(tx.conn(), &fork.feed)? else {
                return Ok(());
            };
            tx.exec(
                "UPDATE feed SET fork = ?2 WHERE no = ?1 AND fork IS NULL",
                (held.no, &branch),
            )?;
            let about = format!("fork/{}", held.no);
            tasks::open(
                tx,
                &about,
                Some(&fork.feed.scope),
                None,
                &Finding::new(storage::BRANCH_FOUND),
                now,
            )
        })
    }

    fn checkpoint(
        &self,
        scope: &ScopeId,
        digest: &FrontierDigest,
    ) -> Result<Option<Frontier>, StoreError> {
        let sql = "SELECT body FROM checkpoint WHERE scope = ?1 AND digest = ?2";
        let body: Option<Vec<u8>> = opt(
            self.serving()?.store.conn(),
            sql,
            (scope.as_bytes(), &digest.0),
            |row| row.get(0),
        )
        .map_err(failed)?;
        Ok(body.and_then(|body| read_frontier(&body)))
    }

    fn last_checkpoint(&self, scope: &ScopeId) -> Result<Option<FrontierDigest>, StoreError> {
        let sql = "SELECT digest FROM checkpoint WHERE scope = ?1 ORDER BY at DESC LIMIT 1";
        opt(
            self.serving()?.store.conn(),
            sql,
            [scope.as_bytes()],
            |row| Ok(FrontierDigest(row.get(0)?)),
        )
        .map_err(failed)
    }

    fn keep_checkpoint(&mut self, scope: &ScopeId, frontier: &Frontier) -> Result<(), StoreError> {
        let (digest, body) = (frontier.digest(), write_frontier(frontier));
        self.record(|tx| {
            let next: i64 = one(
                tx.conn(),
                "SELECT coalesce(max(at), 0) + 1 FROM checkpoint",
                [],
                |row| row.get(0),
            )?;
            let sql = "INSERT INTO checkpoint (scope, digest, body, at) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (scope, digest) DO UPDATE SET at = excluded.at";
            tx.exec(sql, (scope.as_bytes(), &digest.0, &body, next))?;
            tx.exec(
                "DELETE FROM checkpoint WHERE scope = ?1 AND at NOT IN
                 (SELECT at FROM checkpoint WHERE scope = ?1 ORDER BY at DESC LIMIT ?2)",
                (scope.as_bytes(), CHECKPOINTS),
            )
            .map(drop)
        })
    }

    fn record_commit(&self, scope: &ScopeId) -> Result<Commit, StoreError> {
        reference::commit_of(self.serving()?.store.conn(), scope).map_err(failed)
    }

    fn records_after(
        &self,
        _: &ScopeId,
        _: Commit,
        _: usize,
    ) -> Result<Option<RecordBatch>, StoreError> {
        Ok(None)
    }

    fn apply_records(&mut self, batch: &CheckedRecordBatch) -> Result<(), StoreError> {
        let batch = batch.batch();
        if batch.from != self.record_commit(&batch.scope)? {
            return Err(StoreError::Ours(
                "a batch of records that does not continue what is held",
            ));
        }
        self.record(|tx| reference::apply(tx, &batch.scope, batch.to, &batch.rows))?;
        if let Some(open) = self.open.as_mut() {
            open.cache.forget();
        }
        Ok(())
    }

    fn issue_receipt(&mut self, _: &ScopeId, _: Millis) -> Result<Option<Receipt>, StoreError> {
        Ok(None)
    }

    fn store_receipt(&mut self, receipt: &CheckedReceipt) -> Result<(), StoreError> {
        let said = receipt.receipt();
        let old = stored_receipt(self, &said.scope)?;
        if old.is_some_and(|old| (old.epoch, old.at) > (said.epoch, said.at)) {
            return Ok(());
        }
        self.record(|tx| keep_receipt(tx, receipt))
    }

    fn receipt_state(&self, scope: &ScopeId) -> Result<Option<ReceiptState>, StoreError> {
        Ok(stored_receipt(self, scope)?.map(|receipt| receipt.state()))
    }

    fn registration(&self, _: &DeviceKey) -> Result<Registration, StoreError> {
        Ok(Registration::Unknown)
    }

    fn scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        self.serving()?;
        Node::scopes(self).map_err(of_node)
    }

    fn incarnation(&self) -> Result<Incarnation, StoreError> {
        Ok(self.serving()?.incarnation)
    }

    fn note_next_key(&mut self, next: &NextKey) -> Result<(), StoreError> {
        self.keep_next_key(next).map_err(of_node)
    }

    fn note_rollback(&mut self, feed: &FeedId, _: &SignedTip) -> Result<(), StoreError> {
        // An earlier life that somebody remembers longer than this store needs no second new one.
        if self.serving()?.incarnation != feed.incarnation {
            return Ok(());
        }
        self.new_incarnation().map(drop).map_err(of_node)
    }

    fn note_standing(&mut self, revoked: bool) -> Result<(), StoreError> {
        if said_revoked(self.serving()?.store.conn()).map_err(failed)? == revoked {
            return Ok(());
        }
        self.record(|tx| set_meta(tx, "revoked", &[u8::from(revoked)]))?;
        if let Some(open) = self.open.as_mut() {
            open.cache.revoked = None;
        }
        Ok(())
    }

    fn enrolment_key(&self, _: &CodeId, _: Millis) -> Result<Option<EnrolKey>, StoreError> {
        Ok(None)
    }

    fn enrol(&mut self, _: &EnrolRequest, _: Millis) -> Result<Option<Enrolled>, StoreError> {
        Ok(None)
    }
}

/// Whether the centre said at the last session that this device is revoked.
pub(crate) fn said_revoked(conn: &rusqlite::Connection) -> store::Result<bool> {
    Ok(meta(conn, "revoked")?.is_some_and(|said| said == [1]))
}

/// When the last session ended well, microseconds of the device's clock.
pub(crate) fn last_synced(conn: &rusqlite::Connection) -> store::Result<Option<i64>> {
    let bytes = meta(conn, "synced")?.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    Ok(bytes.map(i64::from_be_bytes))
}

fn failed(error: store::StoreError) -> StoreError {
    match error {
        store::StoreError::Full => StoreError::Full,
        store::StoreError::Damaged(what) => StoreError::Damaged(what.to_owned()),
        other => StoreError::Disk(other.to_string()),
    }
}

fn of_node(error: NodeError) -> StoreError {
    match error {
        NodeError::Disk(error) => failed(error),
        NodeError::Refused(_) => StoreError::Busy,
        other => StoreError::Disk(other.to_string()),
    }
}

fn locked(_: StoreError) -> NodeError {
    NodeError::refuse(access::LOCKED)
}
