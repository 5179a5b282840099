//! The fine (κλήση, πρόστιμο): from the street to certification, and every way out before it.
//!
//! An officer without a network issues a fine with a leased number, prints it and serves it. From then on offence time,
//! place, plate, violations and officer never change; an error is mended by a new fine that **replaces** the old. Within the
//! term of its regime the reduced price may be paid; an objection may cancel it; unpaid it is certified at the centre and becomes a debt.
//!
//! * [`event`]: what can happen, with the data each event keeps for ever; [`ticket`]: what is signed on the street.
//! * [`stage`]: the states, a sentence each, and **the transition table**.
//! * [`state`]: what is known of a fine; applying an event.
//! * `dispute`: the conflicts it can have and what a decision does.
//! * `check`, `warn`: what is refused and what asks for a tick.
//! * [`calculator`]: amounts and terms by the regime of the **offence** date, explained line by line.
//! * [`row`]: the row that lists and searches show.
//!
//! The ticket keeps snapshots (texts, amounts, terms) of the rules it was written under, so a fine can be shown,
//! paid and explained anywhere, without the catalogue of its day.

pub mod calculator;
mod check;
mod codec;
mod dispute;
pub mod event;
pub mod row;
pub mod stage;
pub mod state;
pub mod ticket;
mod warn;

pub use event::{
    Answer, Certified, Decided, Event, EventKind, Noted, ObjectionFiled, OwnerAnswered, OwnerAsked,
    Paid, PaymentVoided, Replaced, Served, ServiceKind, Settled, Spoiled, StruckOff, TermOver,
};
pub use row::{FineRow, ROW_VERSION};
pub use stage::Stage;
pub use state::FineState;
pub use ticket::{Liable, LiableRole, Place, Predecessor, Terms, Ticket, Vehicle, Violation};

use crate::case::{Case, CaseKind, Clash, Decoded, Facts, Folded, Off};
use crate::document::{EventKey, RawEvent, Stamp};
use loggia_schema::message::Finding;

/// The case kind «fine».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fine;

impl Case for Fine {
    const KIND: CaseKind = CaseKind::FINE;
    const ROW_VERSION: u32 = row::ROW_VERSION;
    type Event = Event;
    type State = FineState;
    type Row = FineRow;

    fn decode(raw: &RawEvent) -> Decoded<Event> {
        codec::decode(raw)
    }

    fn encode(event: &Event) -> (u16, &'static str, serde_json::Value) {
        codec::encode(event)
    }

    fn apply(state: &mut FineState, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        state.apply(stamp, event)
    }

    fn switched_off(state: &mut FineState, _: &Stamp, event: &Event, _: Off) {
        if let Event::Issued(ticket) = event {
            state.rejected = Some(ticket.clone());
        }
    }

    fn title(event: &Event) -> &'static str {
        event.kind().greek()
    }

    fn settles(event: &Event) -> Option<EventKey> {
        match event {
            Event::Settled(settled) => Some(settled.conflict),
            _ => None,
        }
    }

    fn check(state: &FineState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
        check::check(state, event, facts)
    }

    fn warnings(state: &FineState, event: &Event, facts: &Facts<'_>) -> Vec<Finding> {
        warn::warnings(state, event, facts)
    }

    fn row(folded: &Folded<FineState>) -> FineRow {
        FineRow::of(folded)
    }
}

#[cfg(test)]
mod tests;
