//! What goes into a session and what comes out: the whole contract of a carrier.

use crate::blob::BlobKey;
use crate::enrol::Enrolled;
use crate::feed::{FeedId, SignedTip};
use crate::identity::Certificate;
use crate::receipt::{Epoch, Millis};
use crate::store::{Fork, StoreError};
use loggia_schema::ids::{Commit, DeviceKey, Height, ScopeId};
use loggia_schema::message::Code;

/// Something happened on the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The line is up. Exactly once, first.
    Connected {
        /// A value only this connection has, the same on both sides (of TLS: an exporter). Both sign it.
        binding: [u8; 32],
        /// The key the carrier proved, if it proves keys. It must be the key the session then proves.
        peer: Option<DeviceKey>,
    },
    /// A whole frame arrived.
    Frame(Vec<u8>),
    /// Everything sent so far has left. Call it after each batch of [`Output::Send`] that came with
    /// [`Output::MoreToSend`]; at any other time it does nothing.
    Drained,
    /// The line is gone. Exactly once, last.
    Lost,
}

/// Something to do. In order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Send this frame.
    Send(Vec<u8>),
    /// More frames are ready; say [`Event::Drained`] once these have left.
    MoreToSend,
    /// The peer has proven its key.
    Proven(DeviceKey),
    /// The root has signed a newer certificate than the pinned one, and its key is proven: pin its serial
    /// and its key from now on, or a replaced key would be believed again. Told in every session until then.
    NewCertificate(Certificate),
    /// The centre's clock, over a proven line: the latest time this node can prove.
    CentreClock(Millis),
    /// The scopes the centre grants are not those this node holds: it shall hold these.
    Granted(Vec<ScopeId>),
    /// Entries of a feed were handed to the carrier. Progress for the screen, and nothing more: only a
    /// receipt says that they arrived.
    HandedOver {
        /// The feed.
        feed: FeedId,
        /// The first height.
        from: Height,
        /// The last height.
        to: Height,
    },
    /// Entries of a feed were let in and are durable.
    Admitted {
        /// The feed.
        feed: FeedId,
        /// The first new height.
        from: Height,
        /// The last new height.
        to: Height,
        /// How many of them wait for something.
        waiting: u32,
    },
    /// A bundle of the peer was refused; the session goes on without that feed.
    BundleRefused {
        /// The feed.
        feed: FeedId,
        /// Why.
        code: Code,
    },
    /// The peer refused a bundle of ours; the session goes on without that feed.
    OursRefused {
        /// The feed.
        feed: FeedId,
        /// Why.
        code: Code,
    },
    /// Records of a scope were applied up to a commit and are durable.
    RecordsApplied {
        /// The scope.
        scope: ScopeId,
        /// The commit.
        to: Commit,
        /// How many rows.
        rows: u32,
    },
    /// A receipt was checked and is stored: only now is anything «στο Κέντρο».
    ReceiptStored {
        /// The scope.
        scope: ScopeId,
        /// The life of the centre's database.
        epoch: Epoch,
        /// The centre's clock.
        at: Millis,
    },
    /// A blob was taken in whole and is durable.
    BlobArrived(BlobKey),
    /// The centre's word for a blob was checked and is stored: only now is the blob «στο Κέντρο».
    BlobReceiptStored(BlobKey),
    /// A blob was refused, by us or by the peer; the session goes on without it.
    BlobRefused {
        /// The blob.
        key: BlobKey,
        /// Why.
        code: Code,
    },
    /// The store was shown its own valid signature and does not remember it: it was rolled back.
    RolledBack {
        /// The feed.
        feed: FeedId,
        /// What the peer remembers.
        remembered: SignedTip,
    },
    /// A feed was proven to have two branches.
    Forked(Fork),
    /// Enrolment succeeded. The centre has it in its store; the node must now keep it for ever.
    Enrolled {
        /// What the centre granted.
        enrolled: Enrolled,
        /// Who the centre is, under the root that the code named.
        certificate: Certificate,
    },
    /// The session is over: send what came before this, then close the line.
    Close(Ending),
}

/// Which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// This side.
    Us,
    /// The other side.
    Peer,
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Everything within the budget was exchanged.
    Done(Summary),
    /// The centre is busy; come back after so many milliseconds.
    Busy(Millis),
    /// One side refused the other.
    Refused {
        /// Who refused.
        by: Party,
        /// Why.
        why: Refusal,
    },
    /// Our store failed; nothing more was acknowledged.
    Store(StoreError),
    /// The line went before the end. What was admitted stays; the next session goes on from there.
    Cut,
}

/// Why one side refused the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The message that explains it.
    pub code: Code,
}

/// What a session moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Bundles sent.
    pub bundles_sent: u32,
    /// Bundles let in.
    pub bundles_admitted: u32,
    /// Bundles refused, on either side.
    pub bundles_refused: u32,
    /// Batches of records sent or applied.
    pub record_batches: u32,
    /// Receipts sent or stored.
    pub receipts: u32,
    /// Chunks of blobs sent.
    pub chunks_sent: u32,
    /// Chunks of blobs taken in.
    pub chunks_taken: u32,
    /// Receipts of blobs sent or stored.
    pub blob_receipts: u32,
    /// Blobs refused, on either side.
    pub blobs_refused: u32,
    /// Whether a budget ended the session early: come back at once.
    pub more: bool,
}
