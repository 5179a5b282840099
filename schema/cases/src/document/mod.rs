//! The case document: a flat Automerge document in which every event is one root key.
//!
//! ```text
//! root = { "<incarnation hex>/1": "{\"v\":1,\"t\":\"issued\",…}", "<incarnation hex>/2": "…", … }
//! ```
//!
//! One event is one change with one operation, so everything about a change follows from a few numbers:
//! its actor is the incarnation, its sequence number is the event's `n`, its operation counter is the
//! event's Lamport time `l`. That makes a change readable **without** Automerge ([`inspect_change`]), lets a
//! row follow a change without loading the document ([`Tips::follow`]), and leaves hostile bytes no room: a
//! change is admitted only when writing its facts again gives the same bytes.
//!
//! * [`event`]: keys, envelopes and the bytes of one event.
//! * [`change`]: compose a change, inspect foreign bytes.
//! * [`tips`]: the few numbers a store keeps beside a row so that the fast path works.
//! * [`CaseDoc`]: the document itself; never reads a clock, never makes an id.
//!
//! What it refuses: a second history of one actor ([`DocumentError::Fork`]), a change whose
//! dependencies are not here yet ([`DocumentError::Missing`]; the caller keeps it waiting), counters that do
//! not continue the dependencies, and documents beyond [`MAX_EVENTS`].

pub mod change;
pub mod event;
pub mod tips;

pub use change::{ChangeFacts, ChangeHash, Refused, inspect_change};
pub use event::{EventKey, NewEvent, RawEvent, Stamp};
pub use tips::Tips;

use automerge::{Automerge, ReadDoc};
use loggia_schema::ids::Incarnation;
use std::collections::BTreeSet;

/// Events one document may hold; a fine has about ten, a reading book some dozens.
pub const MAX_EVENTS: usize = 4_096;
/// Bytes of a saved document that are read at all.
pub const MAX_SAVED: usize = 64 * 1024 * 1024;

/// Why a document could not take a change or be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The peer's fault: the bytes are not one admissible change.
    #[error("the change is not admissible: {0}")]
    Refused(#[from] Refused),
    /// Nobody's fault: the change came before what it stands on. Keep it and try again.
    #[error("{} dependencies of the change are not in the document yet", .0.len())]
    Missing(Vec<ChangeHash>),
    /// The author's fault: two different changes carry one actor and sequence number (διακλάδωση).
    #[error("actor {actor} has two histories at {seq}")]
    Fork {
        /// Whose history it is.
        actor: Incarnation,
        /// The sequence number that exists twice.
        seq: u64,
    },
    /// The peer's fault: the change does not continue its own dependencies.
    #[error("the change does not continue its dependencies: {0}")]
    OutOfLine(&'static str),
    /// Our disk's fault: the saved bytes are not a document.
    #[error("the saved document cannot be read")]
    Damaged,
}

/// What applying a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// The change is new and now part of the document.
    New,
    /// The change was already there; nothing happened.
    Already,
}

/// A change made here: the event's key and the bytes that travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Key of the event that was written.
    pub key: EventKey,
    /// The change's bytes, exactly as they go into an entry's body.
    pub change: Vec<u8>,
    /// What [`inspect_change`] would say about these bytes.
    pub facts: ChangeFacts,
}

/// One case document (έγγραφο υπόθεσης).
#[derive(Debug, Clone)]
pub struct CaseDoc {
    doc: Automerge,
    tips: Tips,
}

impl Default for CaseDoc {
    fn default() -> Self {
        Self::new()
    }
}

impl CaseDoc {
    /// An empty document.
    pub fn new() -> Self {
        // A fixed actor: the document never opens a transaction of its own, and randomness stays outside.
        Self {
            doc: Automerge::new().with_actor(automerge::ActorId::from([0u8; 1])),
            tips: Tips::default(),
        }
    }

    /// Builds the document from a saved form (if any) and the changes that came after it, in any order.
    ///
    /// Errors: [`DocumentError::Damaged`] when `saved` is not a document, otherwise the first error that
    /// remains once every change has found its place.
    pub fn load<'a>(
        saved: Option<&[u8]>,
        changes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, DocumentError> {
        let mut loaded = match saved {
            Some(bytes) => Self::open(bytes)?,
            None => Self::new(),
        };
        let mut waiting: Vec<&[u8]> = changes.into_iter().collect();
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut early = Vec::new();
            let mut missing = None;
            for change in waiting {
                match loaded.apply_change(change) {
                    Ok(_) => {}
                    Err(error @ DocumentError::Missing(_)) => {
                        missing.get_or_insert(error);
                        early.push(change);
                    }
                    Err(error) => return Err(error),
                }
            }
            if let Some(error) = missing.filter(|_| early.len() == before) {
                return Err(error);
            }
            waiting = early;
        }
        Ok(loaded)
    }

    /// The whole document in Automerge's compact form; `load` reads it back.
    pub fn save(&self) -> Vec<u8> {
        self.doc.save()
    }

    /// The numbers a store keeps so that the next change needs no load.
    pub fn tips(&self) -> &Tips {
        &self.tips
    }

    /// Hashes of the changes nothing else stands on, ascending.
    pub fn heads(&self) -> &[ChangeHash] {
        &self.tips.heads
    }

    /// Number of events in the document.
    pub fn len(&self) -> usize {
        self.tips.events()
    }

    /// True before the first event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes one event as `actor` and returns the change that must travel.
    ///
    /// Errors: [`DocumentError::Refused`] when the event is larger than the limits.
    pub fn append(
        &mut self,
        actor: Incarnation,
        event: &NewEvent,
    ) -> Result<Appended, DocumentError> {
        let (appended, tips) = self.tips.compose(actor, event.clone())?;
        let rebuilt = change::rebuild(&appended.facts)?;
        self.doc
            .apply_changes([rebuilt])
            .map_err(|_| DocumentError::OutOfLine("automerge refused our own change"))?;
        self.tips = tips;
        Ok(appended)
    }

    /// Takes one foreign change. Applying it twice is harmless.
    pub fn apply_change(&mut self, bytes: &[u8]) -> Result<Applied, DocumentError> {
        let facts = inspect_change(bytes)?;
        if self
            .doc
            .get_change_meta_by_hash(&automerge::ChangeHash(facts.hash.0))
            .is_some()
        {
            return Ok(Applied::Already);
        }
        let next = match self.tips.follow(&facts) {
            Some(next) => next,
            None => self.place(&facts)?,
        };
        if next.events() > MAX_EVENTS {
            return Err(DocumentError::OutOfLine("too many events in one document"));
        }
        let rebuilt = change::rebuild(&facts)?;
        self.doc
            .apply_changes([rebuilt])
            .map_err(|_| DocumentError::OutOfLine("automerge refused the change"))?;
        self.tips = next;
        Ok(Applied::New)
    }

    /// Every event, ordered by (Lamport time, incarnation, n): the one order in which everybody folds.
    pub fn events(&self) -> Vec<RawEvent> {
        let mut events: Vec<RawEvent> = self
            .doc
            .map_range(automerge::ROOT, ..)
            .filter_map(|item| {
                let key: EventKey = item.key.parse().ok()?;
                let automerge::ValueRef::Scalar(automerge::ScalarValueRef::Str(text)) = item.value
                else {
                    return None;
                };
                RawEvent::read(key, &text).ok()
            })
            .collect();
        events.sort_by_key(RawEvent::order);
        events
    }

    /// The bytes of every change, dependencies first: what a rebuild or a snapshot hands on.
    pub fn changes(&self) -> Vec<Vec<u8>> {
        self.doc
            .get_changes(&[])
            .iter()
            .map(|change| change.raw_bytes().to_vec())
            .collect()
    }

    fn open(bytes: &[u8]) -> Result<Self, DocumentError> {
        if bytes.len() > MAX_SAVED {
            return Err(DocumentError::Damaged);
        }
        let doc = Automerge::load(bytes).map_err(|_| DocumentError::Damaged)?;
        let doc = doc.with_actor(automerge::ActorId::from([0u8; 1]));
        let mut tips = Tips {
            heads: doc
                .get_heads()
                .into_iter()
                .map(|h| ChangeHash(h.0))
                .collect(),
            ..Tips::default()
        };
        for meta in doc.get_changes_meta(&[]) {
            let actor = Incarnation::from_slice(meta.actor.to_bytes())
                .map_err(|_| DocumentError::Damaged)?;
            tips.saw(actor, meta.seq, meta.max_op);
        }
        if doc.length(automerge::ROOT) != tips.events() {
            return Err(DocumentError::Damaged);
        }
        Ok(Self { doc, tips })
    }

    /// The slow path: a change beside others. Checks that it continues its dependencies and its own author.
    fn place(&self, facts: &ChangeFacts) -> Result<Tips, DocumentError> {
        let mut missing = Vec::new();
        let mut lamport = 0;
        for dep in &facts.deps {
            match self
                .doc
                .get_change_meta_by_hash(&automerge::ChangeHash(dep.0))
            {
                Some(meta) => lamport = lamport.max(meta.max_op),
                None => missing.push(*dep),
            }
        }
        if !missing.is_empty() {
            return Err(DocumentError::Missing(missing));
        }
        if facts.event.l != lamport + 1 {
            return Err(DocumentError::OutOfLine(
                "the Lamport time is not one above the dependencies",
            ));
        }
        let (actor, seq) = (facts.key.incarnation, facts.key.n);
        match seq.cmp(&(self.tips.seq(actor) + 1)) {
            std::cmp::Ordering::Less => return Err(DocumentError::Fork { actor, seq }),
            std::cmp::Ordering::Greater => {
                return Err(DocumentError::OutOfLine(
                    "the author's earlier change is not among the ancestors",
                ));
            }
            std::cmp::Ordering::Equal => {}
        }
        if seq > 1 && !self.descends_from(&facts.deps, actor, seq - 1) {
            return Err(DocumentError::OutOfLine(
                "the author's earlier change is not among the ancestors",
            ));
        }
        Ok(self.tips.beside(facts))
    }

    /// True if one of `from` is, or stands on, the change (`actor`, `seq`).
    fn descends_from(&self, from: &[ChangeHash], actor: Incarnation, seq: u64) -> bool {
        let mut open: Vec<ChangeHash> = from.to_vec();
        let mut seen: BTreeSet<ChangeHash> = open.iter().copied().collect();
        while let Some(hash) = open.pop() {
            let Some(meta) = self
                .doc
                .get_change_meta_by_hash(&automerge::ChangeHash(hash.0))
            else {
                continue;
            };
            if meta.actor.to_bytes() == actor.as_bytes() && meta.seq >= seq {
                return true;
            }
            open.extend(
                meta.deps
                    .iter()
                    .map(|dep| ChangeHash(dep.0))
                    .filter(|dep| seen.insert(*dep)),
            );
        }
        false
    }
}

#[cfg(test)]
mod tests;
