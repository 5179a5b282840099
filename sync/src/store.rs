//! What a session asks of a store: the node's SQLite, the centre's database, the simulator's memory.
//!
//! Every method is synchronous and small. A method that changes something returns only after the change
//! is durable: the session sends its next message on the strength of it. So the order below is a
//! promise to the peer and must not be weakened by buffering:
//!
//! | after this returned `Ok` | the session may | so this must be on disk |
//! |---|---|---|
//! | [`SyncStore::admit`] | count the entries into the frontier it claims | entries, links, signed tip, secrets, waiting list, dirty list |
//! | [`SyncStore::issue_receipt`] | send the receipt | everything the receipt names |
//! | [`SyncStore::store_receipt`] | tell people «στο Κέντρο» | the receipt |
//! | [`SyncStore::apply_records`] | ask for what follows | rows and the new commit number |
//! | [`SyncStore::enrol`] | answer ENROLLED | the device, the used code, the sealed key |
//!
//! Errors are [`StoreError`]: a session that meets one ends, tells the peer to come back, and changes nothing more.

use crate::blob::BlobStore;
use crate::bundle::EntryRun;
use crate::enrol::{CodeId, EnrolKey, EnrolRequest, Enrolled};
use crate::feed::{FeedId, SignedTip};
use crate::frontier::{Frontier, FrontierDigest};
use crate::gates::{AdmitView, CheckedBundle};
use crate::identity::NextKey;
use crate::receipt::{CheckedReceipt, Millis, Receipt, ReceiptState};
use crate::records::{CheckedRecordBatch, RecordBatch};
use loggia_schema::ids::{Commit, DeviceKey, Height, Incarnation, ScopeId};

/// Why a store could not do what it was asked. None of these is the peer's fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The store is busy or locked; the same call may succeed later.
    #[error("the store is busy")]
    Busy,
    /// The disk or the database failed.
    #[error("the store failed: {0}")]
    Disk(String),
    /// What is stored contradicts itself.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The call broke an agreement of this trait: a fault of ours.
    #[error("a fault of the program: {0}")]
    Ours(&'static str),
}

/// How the centre's registry sees a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    /// Not in the registry.
    Unknown,
    /// May sync these scopes (in rising order).
    Active(Vec<ScopeId>),
    /// Revoked: may hand in what it wrote in these scopes, and receives nothing.
    Revoked(Vec<ScopeId>),
}

/// What became of a bundle that was admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Admitted {
    /// Entries that are new here.
    pub entries: u32,
    /// Of these, how many wait for something before they can be applied.
    pub waiting: u32,
}

/// Proof that a feed has two branches, both signed by its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fork {
    /// The feed.
    pub feed: FeedId,
    /// The signed tip of the other branch.
    pub other: SignedTip,
}

/// The store of one side of a session. See the table at the top for what must be durable when; of blobs, the one of
/// [`crate::blob::BlobStore`].
pub trait SyncStore: AdmitView + BlobStore {
    // --- entries -------------------------------------------------------------------------------

    /// How far each feed of a scope is held. Entries count from the moment [`SyncStore::admit`] returned.
    fn frontier(&self, scope: &ScopeId) -> Result<Frontier, StoreError>;

    /// The entries of a feed from `after + 1`, about `budget` bytes of bodies, at least one if there are any.
    /// The run ends on an entry whose signature is held, or, in one's own feed, anywhere with no
    /// signature: the session signs. `None`: nothing above `after`.
    fn run_after(
        &self,
        feed: &FeedId,
        after: Height,
        budget: usize,
    ) -> Result<Option<EntryRun>, StoreError>;

    /// The highest tip of a feed whose signature is held; `None` in one's own feed, or if nothing is held.
    fn signed_tip(&self, feed: &FeedId) -> Result<Option<SignedTip>, StoreError>;

    /// Takes a checked bundle in, whole or not at all. The bundle continues what is held: an `Ours`
    /// error otherwise. Rows may follow later from the durable dirty list.
    fn admit(&mut self, bundle: &CheckedBundle) -> Result<Admitted, StoreError>;

    /// The peer has handed over all it has of a scope. A centre may judge now, so that its verdicts
    /// go back in this session; a node has nothing to do.
    fn after_upload(&mut self, scope: &ScopeId) -> Result<(), StoreError> {
        let _ = scope;
        Ok(())
    }

    /// A fork was proven: the feed is provisional until the centre's closure. Idempotent.
    fn note_fork(&mut self, fork: &Fork) -> Result<(), StoreError>;

    // --- checkpoints ---------------------------------------------------------------------------

    /// The last frontier both sides agreed on in a scope, from which differences are sent.
    /// `None` is always a right answer: the difference is then taken from the empty frontier.
    fn checkpoint(
        &self,
        scope: &ScopeId,
        digest: &FrontierDigest,
    ) -> Result<Option<Frontier>, StoreError>;

    /// The digest of the newest checkpoint of a scope, if any is kept.
    fn last_checkpoint(&self, scope: &ScopeId) -> Result<Option<FrontierDigest>, StoreError>;

    /// Both sides hold this frontier. A cache: losing it costs bytes only.
    fn keep_checkpoint(&mut self, scope: &ScopeId, frontier: &Frontier) -> Result<(), StoreError>;

    // --- records -------------------------------------------------------------------------------

    /// The commit up to which a scope's records are held (node), or have been written (centre).
    fn record_commit(&self, scope: &ScopeId) -> Result<Commit, StoreError>;

    /// Centre: the records of a scope after `from`, about `budget` bytes, up to a commit boundary.
    /// `None`: nothing new. On a node: always `None`.
    fn records_after(
        &self,
        scope: &ScopeId,
        from: Commit,
        budget: usize,
    ) -> Result<Option<RecordBatch>, StoreError>;

    /// Node: applies a batch whose `from` is [`SyncStore::record_commit`], whole or not at all.
    fn apply_records(&mut self, batch: &CheckedRecordBatch) -> Result<(), StoreError>;

    // --- receipts ------------------------------------------------------------------------------

    /// Centre: what it can vouch for in a scope right now. On a node (until it relays): `None`.
    fn issue_receipt(
        &mut self,
        scope: &ScopeId,
        now: Millis,
    ) -> Result<Option<Receipt>, StoreError>;

    /// Node: keeps the receipt of its scope. An older epoch than the stored one, or the same epoch with
    /// an earlier time, changes nothing. What it covers is [`CheckedReceipt::held`].
    fn store_receipt(&mut self, receipt: &CheckedReceipt) -> Result<(), StoreError>;

    /// Node: [`Receipt::state`] of the stored receipt of a scope, so that the centre sends none that says the same.
    fn receipt_state(&self, scope: &ScopeId) -> Result<Option<ReceiptState>, StoreError>;

    // --- who is who ----------------------------------------------------------------------------

    /// Centre: how the registry sees a device, now. Asked in every session after its key was proven.
    fn registration(&self, device: &DeviceKey) -> Result<Registration, StoreError>;

    /// Node: the scopes it holds, in rising order.
    fn scopes(&self) -> Result<Vec<ScopeId>, StoreError>;

    /// The present life of the store: the incarnation under which it writes its own feeds.
    fn incarnation(&self) -> Result<Incarnation, StoreError>;

    /// Node: the centre announced its next key. Kept beside the present one.
    fn note_next_key(&mut self, next: &NextKey) -> Result<(), StoreError>;

    /// The centre, proven, said whether this device is revoked. A node keeps it: a revoked device receives nothing,
    /// so no record will ever tell. Told in every session, so an error of the centre's mends itself.
    fn note_standing(&mut self, revoked: bool) -> Result<(), StoreError> {
        let _ = revoked;
        Ok(())
    }

    /// The store was shown a valid signature of its own that it does not remember. It must start
    /// a new incarnation before it writes again, and people are told.
    fn note_rollback(
        &mut self,
        feed: &FeedId,
        remembered_by_peer: &SignedTip,
    ) -> Result<(), StoreError>;

    // --- enrolment -----------------------------------------------------------------------------

    /// Centre: the key that proves knowledge of an open one-time code. `None`: unknown, used or expired.
    fn enrolment_key(&self, code: &CodeId, now: Millis) -> Result<Option<EnrolKey>, StoreError>;

    /// Centre: registers the device and uses up the code, both or neither. Repeated with the same code
    /// and device it answers the same, so that a lost ENROLLED does not lose the code.
    fn enrol(
        &mut self,
        request: &EnrolRequest,
        now: Millis,
    ) -> Result<Option<Enrolled>, StoreError>;
}
