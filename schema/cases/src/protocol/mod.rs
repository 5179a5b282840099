//! The protocol of a desk: what came in and what went out, each under its own number (πρωτόκολλο).
//!
//! An entry is a fact: a letter lies on the desk and its slip is in somebody's hands. What it says about people (subject,
//! sender, text) lies in one private part; the entry itself holds number, direction, dates, channel and folder. It is never
//! changed: a mistake is put right by a **counter-entry** under the next number, or the entry is cancelled with a reason and
//! its number stays. The papers of a village (attestations, certified signatures and copies, proofs of posting) are entries of
//! their own books.
//!
//! * [`ProtocolNumber`]: a gapless series that each node counts for itself.
//! * [`event`]: registered, routed, answered, countered, cancelled; and numbers whose entries a store has lost.
//! * [`state`]: stages and their table. * `check`: what is refused. * [`row`]: the row.

mod check;
mod codec;
mod dispute;
pub mod event;
mod number;
pub mod row;
pub mod state;

pub use event::{
    Answered, Cancelled, Channel, Countered, Direction, Entry, Event, Lost, Named, Posted, Routed,
    Settled, Their,
};
pub use number::{DeskCode, MARK, MAX_DESK, MAX_NO, ProtocolNumber, Register, SeriesMark};
pub use row::{ProtocolRow, ROW_VERSION};
pub use state::{ProtocolState, Stage};

use crate::case::{Case, CaseKind, Clash, Decoded, Facts, Folded, Off};
use crate::document::{EventKey, RawEvent, Stamp};
use loggia_schema::message::Finding;

/// Letters of a subject.
pub const MAX_SUBJECT: usize = 500;
/// Days in which a request is answered where no record says otherwise (άρθ. 4 ν. 2690/1999).
pub const ANSWER_DAYS: u16 = 50;
/// Name of the setting with the last year whose protocol is closed.
pub const CLOSED_YEAR: &str = "protocol.closed_year";

/// The case kind «protocol entry».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protocol;

impl Case for Protocol {
    const KIND: CaseKind = CaseKind::PROTOCOL;
    const ROW_VERSION: u32 = row::ROW_VERSION;
    type Event = Event;
    type State = ProtocolState;
    type Row = ProtocolRow;

    fn decode(raw: &RawEvent) -> Decoded<Event> {
        codec::decode(raw)
    }

    fn encode(event: &Event) -> (u16, &'static str, serde_json::Value) {
        codec::encode(event)
    }

    fn apply(state: &mut ProtocolState, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        state.apply(stamp, event)
    }

    fn switched_off(state: &mut ProtocolState, _: &Stamp, event: &Event, _: Off) {
        if let Event::Registered(entry) = event {
            state.rejected = Some(entry.clone());
        }
    }

    fn title(event: &Event) -> &'static str {
        event.greek()
    }

    fn settles(event: &Event) -> Option<EventKey> {
        match event {
            Event::Settled(settled) => Some(settled.conflict),
            _ => None,
        }
    }

    fn check(state: &ProtocolState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
        check::check(state, event, facts)
    }

    fn warnings(_: &ProtocolState, _: &Event, _: &Facts<'_>) -> Vec<Finding> {
        Vec::new()
    }

    fn row(folded: &Folded<ProtocolState>) -> ProtocolRow {
        ProtocolRow::of(folded)
    }
}

#[cfg(test)]
mod tests;
