//! The writer: one local event becomes entry, document, row and search words, in the transaction of its command.
//!
//! Nothing is loaded: the change is composed from the document's tips, the row from its folded state and this one event. The
//! feed's first entry in a document is an OPEN and carries the secret under which all its bodies there are hashed.
//!
//! An event can be composed before the transaction ([`Composed`]), when the rules ask for the state after it; and a new
//! document may take several events in one transaction ([`Growing`]): its row and its search words are written once.

use crate::apply::Me;
use crate::documents::{self, Document};
use crate::env::Entropy;
use crate::error::{NodeError, Result};
use crate::feeds::{self, Beside, EntryId, EntryState, Feed};
use crate::kinds::{self, Listed};
use crate::rows;
use crate::store::{self, StoreError, Tx};
use jiff::Timestamp;
use loggia_cases::case::Folded;
use loggia_cases::document::event::MAX_EVENT;
use loggia_cases::document::{Appended, Tips};
use loggia_cases::private::PrivatePart;
use loggia_cases::{CaseKind, new_event};
use loggia_schema::ids::{DocId, Incarnation, PartId, ScopeId, UserId};
use loggia_schema::message::{Finding, cases};
use loggia_sync::body::{BodySecret, CaseKind as WireKind, OpenBody, PrivateBody, write_entry};
use loggia_sync::entries::Spoken;
use loggia_sync::feed::{Chain, Entry, EntryTag, FeedId, Kind, Tip};

/// What was written, before anybody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The entry that carries the event.
    pub entry: EntryId,
    /// The short tag printed on the paper.
    pub tag: EntryTag,
}

/// Whose hand writes, and when.
#[derive(Debug, Clone, Copy)]
pub struct Hand {
    /// The life of the store.
    pub incarnation: Incarnation,
    /// The user.
    pub user: UserId,
    /// The device's clock.
    pub at: Timestamp,
}

/// An event composed on the tips of its document, with the state after it. Nothing is written yet.
pub struct Composed<C: Listed> {
    appended: Appended,
    tips: Tips,
    folded: Folded<C::State>,
}

impl<C: Listed> Composed<C> {
    /// The first event of a new document.
    pub fn first(event: &C::Event, hand: Hand) -> Result<Composed<C>> {
        Composed::next(&Tips::default(), Folded::default(), event, hand)
    }

    fn next(
        tips: &Tips,
        mut folded: Folded<C::State>,
        event: &C::Event,
        hand: Hand,
    ) -> Result<Composed<C>> {
        let written = new_event::<C>(event, hand.at, hand.user);
        let composed = tips.compose(hand.incarnation, written);
        let (appended, tips) =
            composed.map_err(|_| Finding::new(cases::TEXT_TOO_LONG).with("n", MAX_EVENT))?;
        if !folded.add_own::<C>(appended.facts.event.stamp(), event) {
            return Err(NodeError::Us(
                "a local event is not the latest of its document",
            ));
        }
        Ok(Composed {
            appended,
            tips,
            folded,
        })
    }

    /// The state after the event.
    pub const fn folded(&self) -> &Folded<C::State> {
        &self.folded
    }
}

/// A new document in the middle of its command: its events are appended, its row follows at the end.
#[must_use = "without its end the document has no row"]
pub struct Growing<C: Listed> {
    document: Document,
    folded: Folded<C::State>,
}

/// Writes the events of one command.
pub struct Writer<'t, 'c> {
    tx: &'t mut Tx<'c>,
    rng: &'t mut dyn Entropy,
    feed: Feed,
    user: UserId,
    at: Timestamp,
}

impl<'t, 'c> Writer<'t, 'c> {
    /// A writer in one scope, for one user, at one moment.
    pub fn new(
        tx: &'t mut Tx<'c>,
        rng: &'t mut dyn Entropy,
        me: Me,
        scope: ScopeId,
        user: UserId,
        at: Timestamp,
    ) -> Result<Writer<'t, 'c>> {
        let id = FeedId {
            device: me.device,
            incarnation: me.incarnation,
            scope,
        };
        let feed = feeds::find_or_make(tx, &id, Chain::start(me.municipality, &id).tip())?;
        Ok(Writer {
            tx,
            rng,
            feed,
            user,
            at,
        })
    }

    /// The transaction, for what the command writes beside its events.
    pub fn tx(&mut self) -> &mut Tx<'c> {
        self.tx
    }

    /// A new document with one event. `names`: words of the private parts that this command adds.
    pub fn open<C: Listed>(
        &mut self,
        doc: DocId,
        event: &C::Event,
        names: &[String],
    ) -> Result<Written> {
        let first = Composed::first(event, self.hand())?;
        let (case, written) = self.begin::<C>(doc, first)?;
        self.end(case, names)?;
        Ok(written)
    }

    /// A new document whose first event was composed before the transaction; more may follow before its end.
    pub fn begin<C: Listed>(
        &mut self,
        doc: DocId,
        first: Composed<C>,
    ) -> Result<(Growing<C>, Written)> {
        let mut document = documents::new(doc, C::KIND, self.feed.id.scope);
        let written = self.event(&mut document, first.appended, first.tips)?;
        let folded = first.folded;
        Ok((Growing { document, folded }, written))
    }

    /// One more event in the new document.
    pub fn follow<C: Listed>(
        &mut self,
        case: &mut Growing<C>,
        event: &C::Event,
    ) -> Result<Written> {
        let folded = std::mem::take(&mut case.folded);
        let next = Composed::<C>::next(&case.document.tips, folded, event, self.hand())?;
        case.folded = next.folded;
        self.event(&mut case.document, next.appended, next.tips)
    }

    /// The row and the search words of the new document. `names`: words of all its private parts. Gives the document and
    /// its state.
    pub fn end<C: Listed>(
        &mut self,
        case: Growing<C>,
        names: &[String],
    ) -> Result<(Document, Folded<C::State>)> {
        let Growing {
            mut document,
            folded,
        } = case;
        self.row::<C>(&mut document, &folded, names)?;
        Ok((document, folded))
    }

    /// One more event in a document. `folded` is its state before and after; `names` the words of all its private parts.
    pub fn add<C: Listed>(
        &mut self,
        document: &mut Document,
        folded: &mut Folded<C::State>,
        event: &C::Event,
        names: &[String],
    ) -> Result<Written> {
        let before = std::mem::take(folded);
        let next = Composed::<C>::next(&document.tips, before, event, self.hand())?;
        let written = self.event(document, next.appended, next.tips)?;
        self.row::<C>(document, &next.folded, names)?;
        *folded = next.folded;
        Ok(written)
    }

    /// A private part of a document this feed has opened.
    pub fn part(&mut self, doc: DocId, part: PartId, content: &PrivatePart) -> Result<()> {
        let salt = BodySecret::generate(&mut self.rng);
        let body = PrivateBody {
            salt: salt.clone(),
            part,
            bytes: content.write()?,
        };
        let entry = self
            .append(Kind::PRIVATE, doc, &salt, body.encode(), 0, None)?
            .0;
        rows::keep_part(self.tx, &part, &doc, entry)?;
        Ok(())
    }

    /// Whose hand writes, for events composed inside the transaction.
    pub const fn hand(&self) -> Hand {
        Hand {
            incarnation: self.feed.id.incarnation,
            user: self.user,
            at: self.at,
        }
    }

    /// Appends the entry of a composed event and moves the document's tips; its row is not written yet.
    fn event(
        &mut self,
        document: &mut Document,
        appended: Appended,
        tips: Tips,
    ) -> Result<Written> {
        let (kind, secret, body) = self.body(document, appended.change)?;
        let (n, hash) = (appended.facts.key.n, appended.facts.hash.0);
        let (entry, tip) = self.append(kind, document.doc, &secret, body, n, Some(&hash))?;
        document.tips = tips;
        Ok(Written {
            entry,
            tag: EntryTag::of(&tip.link),
        })
    }

    fn row<C: Listed>(
        &mut self,
        document: &mut Document,
        folded: &Folded<C::State>,
        names: &[String],
    ) -> Result<()> {
        let tips = std::mem::take(&mut document.tips);
        let folding = kinds::finish::<C>(folded, tips.events() > kinds::YOUNG)?;
        rows::put(self.tx, document, tips, &folding, names)?;
        Ok(())
    }

    /// OPEN with a new secret for the feed's first entry in the document, else CHANGE under the one it has.
    fn body(
        &mut self,
        document: &Document,
        change: Vec<u8>,
    ) -> store::Result<(Kind, BodySecret, Vec<u8>)> {
        let known = match document.tips.events() {
            0 => None,
            _ => feeds::secret(self.tx.conn(), &document.doc, self.feed.no)?,
        };
        if let Some(secret) = known {
            return Ok((Kind::CHANGE, secret, change));
        }
        let secret = BodySecret::generate(&mut self.rng);
        let CaseKind(kind) = document.kind;
        let body = OpenBody {
            secret: secret.clone(),
            case_kind: WireKind(kind),
            change,
        };
        Ok((Kind::OPEN, secret, body.encode()))
    }

    fn append(
        &mut self,
        kind: Kind,
        doc: DocId,
        secret: &BodySecret,
        body: Vec<u8>,
        n: u64,
        change: Option<&[u8; 32]>,
    ) -> Result<(EntryId, Tip)> {
        let (entry, tip) = next_entry(&self.feed, kind, doc, secret, body)?;
        let beside = Beside {
            at: self.at.as_microsecond(),
            state: EntryState::Applied,
            n,
            change,
        };
        let id = feeds::append(self.tx, &mut self.feed, &entry, tip.link, beside)?;
        Ok((id, tip))
    }
}

/// Writes what a device says outside documents (numbers given back).
pub fn say(
    tx: &mut Tx<'_>,
    feed: &mut Feed,
    spoken: &Spoken,
    salt: &BodySecret,
    now: i64,
) -> Result<()> {
    let kind = spoken
        .kind()
        .ok_or(NodeError::Us("a saying without a kind"))?;
    let (entry, tip) = next_entry(feed, kind, DocId::NONE, salt, spoken.encode(salt))?;
    let beside = Beside {
        at: now,
        state: EntryState::Applied,
        n: 0,
        change: None,
    };
    feeds::append(tx, feed, &entry, tip.link, beside)?;
    Ok(())
}

fn next_entry(
    feed: &Feed,
    kind: Kind,
    doc: DocId,
    secret: &BodySecret,
    body: Vec<u8>,
) -> Result<(Entry, Tip)> {
    let mut chain = Chain::resume(feed.tip);
    let entry = write_entry(&mut chain, &feed.id, kind, doc, secret, body).map_err(|error| {
        tracing::error!(%error, "an entry cannot be written");
        NodeError::Disk(StoreError::Damaged("feed"))
    })?;
    Ok((entry, chain.tip()))
}
