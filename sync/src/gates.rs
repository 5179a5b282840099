//! The three gates: what a store lets in, what enters documents, and what counts.
//!
//! * **Admit** ([`admit`]) is frozen with the wire version: signature, chain, limits, bodies true to
//!   their hashes, the entry's form, actor = the feed's incarnation, dependencies inside the same
//!   document, kinds of the centre only on the centre's feeds, the scope known here. What it refuses, it
//!   refuses as a whole bundle: a feed has no gaps.
//! * **Apply** is the document's: an admitted change enters it at every holder, in the order of its
//!   dependencies. A change that came before one it stands on waits, and says for what ([`Waiting`]).
//! * **Effect** ([`crate::effect::Effects`]) is a pure function of verdicts and closures: it decides
//!   whether an entry's events count. It never takes a change out of the graph.
//!
//! The gates ask the store through [`AdmitView`] and know Automerge only through a [`ChangeInspector`].

use crate::body::{BodySecret, CaseKind, OpenBody, PrivateBody, salt_of};
use crate::bundle::{Bundle, BundleError, SignedRun};
use crate::codec::DecodeError;
use crate::entries::Spoken;
use crate::feed::{Chain, Entry, FeedId, Header, Kind, Link, SignedTip, Tip};
use crate::store::StoreError;
use loggia_schema::ids::{DeviceKey, DocId, Height, MunicipalityId, PartId, ScopeId};
use std::collections::{HashMap, HashSet};

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
    /// The document that holds a change, applied or waiting; `None` if the change is not known.
    fn doc_of_change(&self, change: &ChangeHash) -> Result<Option<DocId>, StoreError>;
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

/// The admit gate. `Ok(None)`: every entry is already held.
///
/// The answer holds for the state of `view`; check and [`crate::store::SyncStore::admit`] belong in one transaction
/// or under one writer.
pub fn admit(
    bundle: Bundle,
    view: &(impl AdmitView + ?Sized),
    inspect: ChangeInspector,
) -> Result<Option<CheckedBundle>, AdmitError> {
    let run = bundle.verify(view.municipality())?;
    let standing = view.standing(run.feed())?;
    match standing {
        FeedStanding::ForeignScope => return Err(AdmitError::ForeignScope),
        FeedStanding::UnknownDevice => return Err(AdmitError::UnknownDevice),
        FeedStanding::Centre | FeedStanding::Device | FeedStanding::Quarantine => {}
    }
    let Some(run) = continue_from_held(run, view)? else {
        return Ok(None);
    };
    let mut gate = Gate {
        view,
        inspect,
        standing,
        feed: *run.feed(),
        opened: HashMap::new(),
        seen: HashMap::new(),
    };
    let mut entries = Vec::with_capacity(run.entries().len());
    for (entry, link) in run.entries() {
        let at = entry.header.height;
        let (entry, content, waiting) = gate.entry(entry).map_err(|fault| fault.at(at))?;
        entries.push(CheckedEntry {
            entry,
            link: *link,
            content,
            waiting,
        });
    }
    let (municipality, feed, before) = (run.municipality(), *run.feed(), run.before());
    Ok(Some(CheckedBundle {
        municipality,
        feed,
        before,
        entries,
        signed: *run.signed(),
        standing,
    }))
}

/// Lays the run on what is held: cuts off what is known, refuses gaps and other branches.
fn continue_from_held(
    run: SignedRun,
    view: &(impl AdmitView + ?Sized),
) -> Result<Option<SignedRun>, AdmitError> {
    let start = Chain::start(run.municipality(), run.feed()).tip();
    let held = view.tip(run.feed())?.unwrap_or(start);
    let (first, last) = (run.before().height, run.signed().tip.height);
    if first > held.height {
        return Err(AdmitError::Gap {
            held: held.height,
            found: first,
        });
    }
    // the highest height that both sides name
    let common = last.min(held.height);
    let ours = match common {
        Height(0) => Some(start.link),
        height if height == held.height => Some(held.link),
        height => view.link_at(run.feed(), height)?,
    };
    if run.link_at(common).copied() != ours {
        if common == Height(0) {
            return Err(AdmitError::WrongStart);
        }
        return Err(AdmitError::Fork(*run.signed()));
    }
    Ok(if last <= held.height {
        None
    } else {
        run.after(held)
    })
}

/// A fault in an entry, or a store that did not answer.
enum Fault {
    Entry(EntryFault),
    Store(StoreError),
}

impl Fault {
    fn at(self, at: Height) -> AdmitError {
        match self {
            Fault::Entry(why) => AdmitError::Entry { at, why },
            Fault::Store(error) => AdmitError::Store(error),
        }
    }
}

impl From<EntryFault> for Fault {
    fn from(fault: EntryFault) -> Self {
        Fault::Entry(fault)
    }
}
impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        Fault::Entry(EntryFault::Form(error))
    }
}
impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Fault::Store(error)
    }
}

/// The gate while it walks one run: what the run itself opened and brought counts as known.
struct Gate<'a, V: ?Sized> {
    view: &'a V,
    inspect: ChangeInspector,
    standing: FeedStanding,
    feed: FeedId,
    opened: HashMap<DocId, BodySecret>,
    seen: HashMap<ChangeHash, DocId>,
}

impl<V: AdmitView + ?Sized> Gate<'_, V> {
    fn entry(&mut self, entry: &Entry) -> Result<(Entry, Content, Vec<Waiting>), Fault> {
        let header = entry.header;
        if header.kind.of_the_centre() && self.standing != FeedStanding::Centre {
            return Err(EntryFault::NotTheCentre.into());
        }
        match header.kind.in_document() {
            Some(true) if header.doc == DocId::NONE => return Err(EntryFault::DocumentId.into()),
            Some(false) if header.doc != DocId::NONE => return Err(EntryFault::DocumentId.into()),
            _ => {}
        }
        if header.doc != DocId::NONE
            && self
                .scope_of(&header.doc)?
                .is_some_and(|scope| scope != self.feed.scope)
        {
            return Err(EntryFault::ForeignDocument.into());
        }
        let erased = header.doc != DocId::NONE
            && self
                .view
                .is_erased(&self.feed, header.height, &header.doc)?;
        let body = match &entry.body {
            _ if erased => return Ok((Entry { header, body: None }, Content::Erased, Vec::new())),
            None => return Err(EntryFault::Withheld.into()),
            Some(body) => body,
        };
        let (content, waiting) = self.content(&header, body)?;
        Ok((entry.clone(), content, waiting))
    }

    fn scope_of(&self, doc: &DocId) -> Result<Option<ScopeId>, StoreError> {
        if self.opened.contains_key(doc) {
            Ok(Some(self.feed.scope))
        } else {
            self.view.scope_of(doc)
        }
    }

    fn content(&mut self, header: &Header, body: &[u8]) -> Result<(Content, Vec<Waiting>), Fault> {
        match header.kind {
            Kind::OPEN => self.open(header, body),
            Kind::CHANGE => self.change(header, body),
            Kind::PRIVATE => {
                self.hash_holds(&salt_of(body)?, header, body)?;
                let PrivateBody { part, bytes, .. } = PrivateBody::decode(body)?;
                Ok((Content::Private { part, bytes }, Vec::new()))
            }
            kind if kind.in_document().is_none() => Ok((Content::Unknown, vec![Waiting::Upgrade])),
            kind => {
                self.hash_holds(&salt_of(body)?, header, body)?;
                let spoken = Spoken::decode(kind, body)?;
                let waiting = if spoken == Spoken::Later {
                    vec![Waiting::Upgrade]
                } else {
                    Vec::new()
                };
                Ok((Content::Spoken(spoken), waiting))
            }
        }
    }

    fn open(&mut self, header: &Header, body: &[u8]) -> Result<(Content, Vec<Waiting>), Fault> {
        let OpenBody {
            secret,
            case_kind,
            change,
        } = OpenBody::decode(body)?;
        self.hash_holds(&secret, header, body)?;
        if self.secret(&header.doc)? != SecretState::Unknown {
            return Err(EntryFault::OpenedTwice.into());
        }
        let (facts, waiting) = self.facts(&header.doc, &change)?;
        self.opened.insert(header.doc, secret.clone());
        Ok((
            Content::Open {
                case_kind,
                secret,
                facts,
                change,
            },
            waiting,
        ))
    }

    fn change(&mut self, header: &Header, body: &[u8]) -> Result<(Content, Vec<Waiting>), Fault> {
        let SecretState::Known(secret) = self.secret(&header.doc)? else {
            return Err(EntryFault::NotOpened.into());
        };
        self.hash_holds(&secret, header, body)?;
        let (facts, waiting) = self.facts(&header.doc, body)?;
        Ok((
            Content::Change {
                facts,
                change: body.to_vec(),
            },
            waiting,
        ))
    }

    fn secret(&self, doc: &DocId) -> Result<SecretState, StoreError> {
        match self.opened.get(doc) {
            Some(secret) => Ok(SecretState::Known(secret.clone())),
            None => self.view.secret(&self.feed, doc),
        }
    }

    fn hash_holds(
        &self,
        secret: &BodySecret,
        header: &Header,
        body: &[u8],
    ) -> Result<(), EntryFault> {
        let holds = secret.hash(&self.feed, header.height, body) == header.body_hash;
        if holds {
            Ok(())
        } else {
            Err(EntryFault::BodyHash)
        }
    }

    /// Facts of a change: its actor is the feed's, and what it stands on lies in its own document.
    fn facts(&mut self, doc: &DocId, change: &[u8]) -> Result<(ChangeFacts, Vec<Waiting>), Fault> {
        let facts = (self.inspect)(change).ok_or(EntryFault::NotAChange)?;
        if facts.actor != self.feed.incarnation.0 {
            return Err(EntryFault::ForeignActor.into());
        }
        let mut waiting = Vec::new();
        for dep in facts.deps.iter().collect::<HashSet<_>>() {
            let lies_in = match self.seen.get(dep) {
                Some(doc) => Some(*doc),
                None => self.view.doc_of_change(dep)?,
            };
            match lies_in {
                Some(other) if other != *doc => return Err(EntryFault::ForeignDependency.into()),
                Some(_) => {}
                None => waiting.push(Waiting::Change(*dep)),
            }
        }
        waiting.sort_unstable();
        self.seen.insert(facts.hash, *doc);
        Ok((facts, waiting))
    }
}

/// The keys whose feeds are the centre's: the present one and those before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CentreKeys(pub Vec<DeviceKey>);

impl CentreKeys {
    /// Whether a feed is the centre's.
    pub fn wrote(&self, feed: &FeedId) -> bool {
        self.0.contains(&feed.device)
    }
}
