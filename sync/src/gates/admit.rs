//! The admit gate itself: a bundle goes in, a [`CheckedBundle`] or a refusal comes out.

use super::{
    AdmitError, AdmitView, ChangeFacts, ChangeHash, ChangeInspector, CheckedBundle, CheckedEntry,
    Content, EntryFault, FeedStanding, SecretState, Waiting,
};
use crate::body::{BodySecret, OpenBody, PrivateBody, salt_of};
use crate::bundle::{Bundle, SignedRun};
use crate::codec::DecodeError;
use crate::entries::Spoken;
use crate::feed::{Chain, Entry, FeedId, Header, Kind};
use crate::store::StoreError;
use loggia_schema::ids::{DocId, Height, ScopeId};
use std::collections::{HashMap, HashSet};

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
                None => self.view.doc_of_change(dep, doc)?,
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
