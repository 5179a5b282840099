//! The citizen request (αίτημα πολίτη): from the counter of a village to its answer.
//!
//! A request is never refused registration: a paper that is missing makes it wait for the citizen, and its clock stands
//! still. What was promised at the counter (type, term, last day, office) is kept in the first event, so that a catalogue of
//! another day changes nothing of it. Several offices write on one request; each says what it saw, so that two who
//! charge it to different people at once meet in a task and not in silence.
//!
//! * [`event`]: what can happen. * [`stage`]: the states and **the transition table**.
//! * [`state`]: what is known; applying an event. * `check`: what is refused, and to whom it is said.
//! * [`term`]: the last day, with the days in which the clock stood still, explained line by line.
//! * [`twin`]: when two requests are probably the same one. * [`row`]: the row that lists and searches show.
//!
//! Applicant, represented person, texts and the typed answers are private parts.

mod check;
mod codec;
mod dispute;
pub mod event;
mod kind;
pub mod row;
pub mod stage;
pub mod state;
pub mod term;
pub mod twin;

pub use event::{
    Archived, Assigned, Behalf, Channel, CitizenAsked, Commented, Completed, Event, ForwardedOut,
    Mandate, MandateKind, Numbered, OfficeAnswered, OfficeAsked, Paper, PapersBrought, Registered,
    Rejected, Reopened, Settled, Tacit, TakenUp, TypeTerms, Withdrawn,
};
pub use kind::EventKind;
pub use row::{ROW_VERSION, RequestRow};
pub use stage::Stage;
pub use state::RequestState;

use crate::case::{Case, CaseKind, Clash, Decoded, Facts, Folded, Off};
use crate::document::{EventKey, RawEvent, Stamp};
use loggia_schema::message::Finding;

/// The case kind «citizen request».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request;

impl Case for Request {
    const KIND: CaseKind = CaseKind::REQUEST;
    const ROW_VERSION: u32 = row::ROW_VERSION;
    type Event = Event;
    type State = RequestState;
    type Row = RequestRow;

    fn decode(raw: &RawEvent) -> Decoded<Event> {
        codec::decode(raw)
    }

    fn encode(event: &Event) -> (u16, &'static str, serde_json::Value) {
        codec::encode(event)
    }

    fn apply(state: &mut RequestState, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        state.apply(stamp, event)
    }

    fn switched_off(state: &mut RequestState, _: &Stamp, event: &Event, _: Off) {
        if let Event::Registered(registered) = event {
            state.refused = Some(registered.clone());
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

    fn check(state: &RequestState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
        check::check(state, event, facts)
    }

    /// What else the store holds is no fact of the case: the desk looks for twins itself, see [`twin`].
    fn warnings(_: &RequestState, _: &Event, _: &Facts<'_>) -> Vec<Finding> {
        Vec::new()
    }

    fn row(folded: &Folded<RequestState>) -> RequestRow {
        RequestRow::of(folded)
    }
}

#[cfg(test)]
mod tests;
