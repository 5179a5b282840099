//! What every case kind is made of, and the one way in which all of them are folded.
//!
//! A kind (fine, cash receipt, …) says what its events are, how an old event is read today, what an event does
//! to the state, which events a person may add now, and which row is shown. Node and centre run these same
//! functions, so both show the same row for the same entries and verdicts.
//!
//! * **Fold.** Events are applied in the order (Lamport time, incarnation, n). The order in which they arrived does
//!   not matter. Applying never fails: an event that the state does not allow changes nothing and
//!   leaves a [`Conflict`], a task for a person.
//! * **Effect.** A verdict or a closure switches events off ([`Effects`]); they stay in the document.
//! * **Versions.** Stored events are never migrated: `decode` reads old shapes through upcasters. One event newer than
//!   the program, and the case is shown but takes no command ([`Folded::newer`]).
//! * **Field conflicts.** An event that changes a field names the value its author saw. If the value is
//!   another one by now, the later event wins and the clash is kept until somebody settles it.
//!
//! `check` runs before an event is written (errors block, warnings ask for a tick); the centre runs it again at intake.

use crate::document::{EventKey, NewEvent, RawEvent, Stamp};
use jiff::Timestamp;
use loggia_schema::ids::UserId;
use loggia_schema::message::{Finding, cases};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;

pub use crate::facts::Facts;

/// Number of a case kind, as it stands in the OPEN entry of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CaseKind(pub u16);

impl CaseKind {
    /// Fine (πρόστιμο).
    pub const FINE: CaseKind = CaseKind(1);
    /// Cash receipt (διπλότυπο είσπραξης).
    pub const RECEIPT: CaseKind = CaseKind(2);
    /// Citizen request (αίτημα).
    pub const REQUEST: CaseKind = CaseKind(3);
    /// Irrigation reading book (βιβλίο ενδείξεων).
    pub const IRRIGATION_BOOK: CaseKind = CaseKind(4);
    /// Cash day (ταμειακή ημέρα).
    pub const CASH_DAY: CaseKind = CaseKind(5);
    /// Protocol entry (εγγραφή πρωτοκόλλου).
    pub const PROTOCOL: CaseKind = CaseKind(6);
}

/// An event as this program understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded<E> {
    /// Understood, after upcasting if it was old.
    Event(E),
    /// Written by a newer program: a type or version this one does not know.
    Newer,
    /// Known type and version, but the data does not fit. The centre refuses such an event.
    Unreadable,
}

/// Why an event does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Off {
    /// The centre's verdict refused it.
    Refused,
    /// Waiting for a decision of the centre.
    Quarantined,
    /// A closure settled a fork and the other branch keeps the actor.
    Closed,
}

/// Which events of a document are switched off by verdicts and closures. Empty: all count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Effects(pub BTreeMap<EventKey, Off>);

impl Effects {
    /// Why the event does not count; `None` if it counts.
    pub fn off(&self, key: EventKey) -> Option<Off> {
        self.0.get(&key).copied()
    }
}

/// What clashed when an event was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Clash {
    /// The event is not allowed in the state it met (two devices decided beside each other).
    Transition {
        /// Code name of the state it met.
        state: String,
        /// Type name of the event.
        event: String,
    },
    /// The event changed a field whose value its author had not seen.
    Field {
        /// Code name of the field.
        field: String,
        /// The value the author saw.
        saw: String,
        /// The value that was there.
        found: String,
        /// The value written; it stands until the conflict is settled.
        wrote: String,
    },
}

/// A clash with the event that met it: a task for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The event that met the clash.
    pub event: Stamp,
    /// What clashed.
    pub clash: Clash,
    /// The event by which a person settled it.
    pub settled: Option<EventKey>,
}

/// A case after folding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Folded<S> {
    /// The state that the effective events give.
    pub state: S,
    /// True when an effective event is newer than this program: show, but take no command.
    pub newer: bool,
    /// Effective events whose data this program should understand and does not.
    pub unreadable: Vec<EventKey>,
    /// Events that a verdict or closure switched off.
    pub off: Vec<EventKey>,
    /// Clashes, in folding order.
    pub conflicts: Vec<Conflict>,
    /// The last event folded, effective or not.
    last: Option<Stamp>,
}

impl<S> Folded<S> {
    /// Clashes nobody has settled yet.
    pub fn open_conflicts(&self) -> impl Iterator<Item = &Conflict> {
        self.conflicts
            .iter()
            .filter(|conflict| conflict.settled.is_none())
    }

    /// Folds one event more, if it is later than everything folded so far; `false` means nothing
    /// was done and the whole document must be folded.
    pub fn add<C: Case<State = S>>(&mut self, raw: &RawEvent, effects: &Effects) -> bool {
        let stamp = raw.stamp();
        if !self.is_next(stamp) {
            return false;
        }
        if let Some(off) = effects.off(raw.key) {
            self.off.push(raw.key);
            if let Decoded::Event(event) = C::decode(raw) {
                C::switched_off(&mut self.state, &stamp, &event, off);
            }
            return true;
        }
        match C::decode(raw) {
            Decoded::Newer => self.newer = true,
            Decoded::Unreadable => self.unreadable.push(raw.key),
            Decoded::Event(event) => self.apply::<C>(stamp, &event),
        }
        true
    }

    /// As [`Folded::add`], for an event of this program's own hand, which nothing switches off.
    pub fn add_own<C: Case<State = S>>(&mut self, stamp: Stamp, event: &C::Event) -> bool {
        let next = self.is_next(stamp);
        if next {
            self.apply::<C>(stamp, event);
        }
        next
    }

    fn is_next(&mut self, stamp: Stamp) -> bool {
        let next = self.last.is_none_or(|last| last.order() < stamp.order());
        if next {
            self.last = Some(stamp);
        }
        next
    }

    fn apply<C: Case<State = S>>(&mut self, stamp: Stamp, event: &C::Event) {
        let clashes = C::apply(&mut self.state, &stamp, event);
        self.conflicts
            .extend(clashes.into_iter().map(|clash| Conflict {
                event: stamp,
                clash,
                settled: None,
            }));
        if let Some(key) = C::settles(event) {
            let open = self
                .conflicts
                .iter_mut()
                .filter(|c| c.settled.is_none() && c.event.key == key);
            open.for_each(|conflict| conflict.settled = Some(stamp.key));
        }
    }
}

/// A case kind.
pub trait Case {
    /// Its number in OPEN entries.
    const KIND: CaseKind;
    /// Version of [`Case::Row`]; raised with every change of meaning, so that stores rebuild their rows.
    const ROW_VERSION: u32;
    /// What can happen.
    type Event: Debug + Clone + PartialEq;
    /// What is so after it happened.
    type State: Debug + Clone + PartialEq + Default + Serialize + DeserializeOwned;
    /// What lists, searches and reports show.
    type Row: Debug + Clone + PartialEq + Serialize + DeserializeOwned;

    /// Reads an event, old shapes included.
    fn decode(raw: &RawEvent) -> Decoded<Self::Event>;

    /// The newest shape of an event: version, type name, data.
    fn encode(event: &Self::Event) -> (u16, &'static str, serde_json::Value);

    /// Applies an event. Never fails; what is not allowed changes nothing and is returned.
    fn apply(state: &mut Self::State, stamp: &Stamp, event: &Self::Event) -> Vec<Clash>;

    /// Told of an event that does not count. A printed paper stays visible although its event is refused.
    fn switched_off(state: &mut Self::State, stamp: &Stamp, event: &Self::Event, why: Off);

    /// Greek title of an event, for timelines.
    fn title(event: &Self::Event) -> &'static str;

    /// The event whose conflicts this event settles, if it does that.
    fn settles(event: &Self::Event) -> Option<EventKey>;

    /// May this event be added now? The first reason why not.
    fn check(state: &Self::State, event: &Self::Event, facts: &Facts<'_>) -> Result<(), Finding>;

    /// What a person should confirm with a tick before the event is added.
    fn warnings(state: &Self::State, event: &Self::Event, facts: &Facts<'_>) -> Vec<Finding>;

    /// The row of the case.
    fn row(folded: &Folded<Self::State>) -> Self::Row;
}

/// Folds all events of a document (in any order) to its state.
pub fn fold<C: Case>(events: &[RawEvent], effects: &Effects) -> Folded<C::State> {
    let mut ordered: Vec<&RawEvent> = events.iter().collect();
    ordered.sort_by_key(|event| event.order());
    let mut folded = Folded::default();
    for event in ordered {
        folded.add::<C>(event, effects);
    }
    folded
}

/// One line of a case's timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment<E> {
    /// Who, when, where.
    pub stamp: Stamp,
    /// What happened, as far as this program understands it.
    pub event: Decoded<E>,
    /// Why it does not count, if so.
    pub off: Option<Off>,
}

/// Every event of a document in folding order, those that do not count too.
pub fn timeline<C: Case>(events: &[RawEvent], effects: &Effects) -> Vec<Moment<C::Event>> {
    let mut ordered: Vec<&RawEvent> = events.iter().collect();
    ordered.sort_by_key(|event| event.order());
    let moment = |raw: &RawEvent| Moment {
        stamp: raw.stamp(),
        event: C::decode(raw),
        off: effects.off(raw.key),
    };
    ordered.into_iter().map(moment).collect()
}

/// The check of a command: the case takes commands at all, and its kind allows this event.
///
/// Errors: [`cases::NEWER`] or [`cases::UNREADABLE`] when the case is only shown, [`cases::CONFLICT_UNKNOWN`] when there
/// is nothing to settle, else what [`Case::check`] says.
pub fn check<C: Case>(
    folded: &Folded<C::State>,
    event: &C::Event,
    facts: &Facts<'_>,
) -> Result<(), Finding> {
    if folded.newer {
        return Err(Finding::new(cases::NEWER));
    }
    if !folded.unreadable.is_empty() {
        return Err(Finding::new(cases::UNREADABLE));
    }
    if let Some(key) = C::settles(event) {
        folded
            .open_conflicts()
            .find(|conflict| conflict.event.key == key)
            .ok_or_else(|| Finding::new(cases::CONFLICT_UNKNOWN))?;
    }
    C::check(&folded.state, event, facts)
}

/// The event in the form that [`crate::document::CaseDoc::append`] writes.
pub fn new_event<C: Case>(event: &C::Event, at: Timestamp, by: UserId) -> NewEvent {
    let (v, t, d) = C::encode(event);
    NewEvent {
        v,
        t: t.to_owned(),
        at,
        by,
        d,
    }
}
