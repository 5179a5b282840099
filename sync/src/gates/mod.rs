//! The three gates: what a store lets in, what enters documents, and what counts.
//!
//! * **Admit** ([`admit()`]) is frozen with the wire version: signature, chain, limits, bodies true to
//!   their hashes, the entry's form, actor = the feed's incarnation, dependencies inside the same
//!   document, kinds of the centre only on the centre's feeds, the scope known here. What it refuses, it
//!   refuses as a whole bundle: a feed has no gaps.
//! * **Apply** is the document's: an admitted change enters it at every holder, in the order of its
//!   dependencies. A change that came before one it stands on waits, and says for what ([`Waiting`]).
//! * **Effect** ([`crate::effect::Effects`]) is a pure function of verdicts and closures: it decides
//!   whether an entry's events count. It never takes a change out of the graph.
//!
//! The gates ask the store through [`AdmitView`] and know Automerge only through a [`ChangeInspector`].

mod admit;

pub use admit::admit;

use crate::body::{BodySecret, CaseKind};
use crate::bundle::BundleError;
use crate::codec::DecodeError;
use crate::entries::Spoken;
use crate::feed::{Entry, FeedId, Header, Link, SignedTip, Tip};
use crate::store::StoreError;
use loggia_schema::ids::{DocId, Height, MunicipalityId, PartId, ScopeId};

/// The hash of an Automerge change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeHash(pub [u8; 32]);

/// What the gate must know of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeFacts {
    /// The change's own hash.
    pub hash: ChangeHash,
    /// The changes it stands on.
    pub deps: Vec<ChangeHash>,
    /// Who wrote it; must be the feed's incarnation.
    pub actor: Vec<u8>,
    /// Its number among the actor's changes in the document, from 1.
    pub seq: u64,
}

/// Reads the facts of a change; `None` if the bytes are not exactly one change. The case library provides it.
pub type ChangeInspector = fn(&[u8]) -> Option<ChangeFacts>;

/// What a store knows of the secret of a document in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretState {
    /// The feed opened the document and this is its secret.
    Known(BodySecret),
    /// The document was erased, and its secrets with it.
    Erased,
    /// The feed has not opened the document.
    Unknown,
}

/// Whose feed it is, seen from this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedStanding {
    /// A feed of the centre.
    Centre,
    /// A feed of a device that may write in its scope.
    Device,
    /// A feed of a revoked device: entries are taken, for a person at the centre to decide.
    Quarantine,
    /// The scope is not held here, or the device may not write in it.
    ForeignScope,
    /// No such device.
    UnknownDevice,
}

/// What the admit gate asks of the store. Every answer must come from what is durable.
pub trait AdmitView {
    /// The municipality of the store.
    fn municipality(&self) -> MunicipalityId;
    /// How far the feed is held; `None` if nothing of it is.
    fn tip(&self, feed: &FeedId) -> Result<Option<Tip>, StoreError>;
    /// The link held at a height of a feed.
    fn link_at(&self, feed: &FeedId, height: Height) -> Result<Option<Link>, StoreError>;
    /// Whose feed it is.
    fn standing(&self, feed: &FeedId) -> Result<FeedStanding, StoreError>;
    /// The secret of a document in a feed.
    fn secret(&self, feed: &FeedId, doc: &DocId) -> Result<SecretState, StoreError>;
    /// The scope in which a document lives; `None` if the document is not known.
    fn scope_of(&self, doc: &DocId) -> Result<Option<ScopeId>, StoreError>;
    /// Whether an erasure known here takes the body of this entry.
    fn is_erased(&self, feed: &FeedId, height: Height, doc: &DocId) -> Result<bool, StoreError>;
    /// The document that holds a change, applied or waiting; `None` if the change is not known. It should lie in `of`; a store
    /// may look there alone, and then a change of another document counts as one that has not come.
    fn doc_of_change(&self, change: &ChangeHash, of: &DocId) -> Result<Option<DocId>, StoreError>;
}

/// Why the admit gate refused a bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdmitError {
    /// Not a signed run: broken chain, bad signature, malformed, over a limit.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The run begins above what is held.
    #[error("begins at {found:?}, held up to {held:?}")]
    Gap {
        /// The height held here.
        held: Height,
        /// The height before the run.
        found: Height,
    },
    /// The run claims to be the feed's beginning and does not begin as the feed begins.
    #[error("does not begin as the feed begins")]
    WrongStart,
    /// The run stands on another link than the one held: two branches, each signed by the device.
    #[error("another branch up to height {:?}", .0.tip.height)]
    Fork(SignedTip),
    /// The scope is not held here, or not by the writer.
    #[error("foreign scope")]
    ForeignScope,
    /// No such device in the registry.
    #[error("unknown device")]
    UnknownDevice,
    /// An entry breaks a rule of its kind.
    #[error("height {at:?}: {why}")]
    Entry {
        /// The entry.
        at: Height,
        /// The rule.
        why: EntryFault,
    },
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The rule of its kind that an entry breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryFault {
    /// The body is not the one whose hash was signed.
    #[error("the body does not match its hash")]
    BodyHash,
    /// The body is missing and no erasure known here takes it.
    #[error("the body is withheld")]
    Withheld,
    /// The body is not of the form of its kind.
    #[error("the body is malformed: {0}")]
    Form(#[from] DecodeError),
    /// The change is not exactly one Automerge change.
    #[error("not a change")]
    NotAChange,
    /// The change was written by another actor than the feed's incarnation.
    #[error("the actor is not the feed's")]
    ForeignActor,
    /// The change stands on a change of another document.
    #[error("a dependency lies in another document")]
    ForeignDependency,
    /// The document lives in another scope.
    #[error("the document lives in another scope")]
    ForeignDocument,
    /// A change in a document that the feed has not opened.
    #[error("the feed has not opened the document")]
    NotOpened,
    /// A second OPEN of one document in one feed.
    #[error("the document was opened before in this feed")]
    OpenedTwice,
    /// A kind that only the centre writes, on a device's feed.
    #[error("only the centre may write this kind")]
    NotTheCentre,
    /// A document where none belongs, or none where one does.
    #[error("the document id does not fit the kind")]
    DocumentId,
}

/// What an entry waits for before it can be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Waiting {
    /// A change of the same document, from another feed, has not arrived.
    Change(ChangeHash),
    /// A newer program wrote the kind or the version.
    Upgrade,
}

/// What an admitted entry is, read once so that no store reads it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The feed opens a document.
    Open {
        /// What the case is.
        case_kind: CaseKind,
        /// The secret of (document, feed), to be stored with the entry.
        secret: BodySecret,
        /// The facts of the change.
        facts: ChangeFacts,
        /// The change.
        change: Vec<u8>,
    },
    /// A further change.
    Change {
        /// The facts of the change.
        facts: ChangeFacts,
        /// The change.
        change: Vec<u8>,
    },
    /// A private part.
    Private {
        /// Which part.
        part: PartId,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// The centre or a device speaks outside a document.
    Spoken(Spoken),
    /// The body was erased.
    Erased,
    /// A kind of a newer program.
    Unknown,
}

/// An entry that passed the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedEntry {
    entry: Entry,
    link: Link,
    content: Content,
    waiting: Vec<Waiting>,
}

impl CheckedEntry {
    /// The header.
    pub const fn header(&self) -> &Header {
        &self.entry.header
    }

    /// The body to store; `None` if it is erased, also when the peer still sent it.
    pub fn body(&self) -> Option<&[u8]> {
        self.entry.body.as_deref()
    }

    /// The link of its height.
    pub const fn link(&self) -> &Link {
        &self.link
    }

    /// What it says.
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// What it waits for; empty if it can be applied now.
    pub fn waiting(&self) -> &[Waiting] {
        &self.waiting
    }
}

/// A bundle that passed the gate and continues exactly what the store holds. It cannot be made by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedBundle {
    municipality: MunicipalityId,
    feed: FeedId,
    before: Tip,
    entries: Vec<CheckedEntry>,
    signed: SignedTip,
    standing: FeedStanding,
}

impl CheckedBundle {
    /// The municipality.
    pub const fn municipality(&self) -> MunicipalityId {
        self.municipality
    }

    /// The feed.
    pub const fn feed(&self) -> &FeedId {
        &self.feed
    }

    /// The tip the store held when the bundle was checked.
    pub const fn before(&self) -> Tip {
        self.before
    }

    /// The new entries, oldest first; at least one.
    pub fn entries(&self) -> &[CheckedEntry] {
        &self.entries
    }

    /// The new tip with its signature, to be kept: runs can be handed on only up to signed tips.
    pub const fn signed(&self) -> &SignedTip {
        &self.signed
    }

    /// Whose feed it is; quarantined entries are kept but judged by a person.
    pub const fn standing(&self) -> FeedStanding {
        self.standing
    }
}
