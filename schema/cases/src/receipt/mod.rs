//! The cash receipt (διπλότυπο είσπραξης): money taken at a desk, with or without a line.
//!
//! A receipt is a fact. It names what was paid by payment code or number, or the code of a fee that has no debt behind it; the
//! centre matches it and posts it. It may name a fine this store has never seen (from its paper): such a line waits at the centre
//! until the fine comes. Before certification a fine is paid whole or at its reduced price, never in parts.
//! A receipt is cancelled only on its day, with a reason; its number stays consumed.
//!
//! * [`event`]: issued, cancelled, and the number that never became a receipt.
//! * [`state`]: stages and their table.
//! * `check`: what is refused, what asks for a tick.
//! * [`fees`]: what a fee of the catalogue costs.
//! * [`row`]: the row.

mod check;
mod codec;
mod dispute;
pub mod event;
pub mod fees;
pub mod row;
pub mod state;

pub use event::{Cancelled, Event, Issued, Line, Means, Settled, Spoiled, Subject};
pub use row::{ROW_VERSION, ReceiptRow};
pub use state::{ReceiptState, Stage};

use crate::case::{Case, CaseKind, Clash, Decoded, Facts, Folded, Off};
use crate::document::{EventKey, RawEvent, Stamp};
use loggia_schema::message::Finding;

/// The case kind «cash receipt».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt;

impl Case for Receipt {
    const KIND: CaseKind = CaseKind::RECEIPT;
    const ROW_VERSION: u32 = row::ROW_VERSION;
    type Event = Event;
    type State = ReceiptState;
    type Row = ReceiptRow;

    fn decode(raw: &RawEvent) -> Decoded<Event> {
        codec::decode(raw)
    }

    fn encode(event: &Event) -> (u16, &'static str, serde_json::Value) {
        codec::encode(event)
    }

    fn apply(state: &mut ReceiptState, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        state.apply(stamp, event)
    }

    fn switched_off(state: &mut ReceiptState, _: &Stamp, event: &Event, _: Off) {
        if let Event::Issued(issued) = event {
            state.rejected = Some(issued.clone());
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

    fn check(state: &ReceiptState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
        check::check(state, event, facts)
    }

    fn warnings(_: &ReceiptState, event: &Event, facts: &Facts<'_>) -> Vec<Finding> {
        check::warnings(event, facts)
    }

    fn row(folded: &Folded<ReceiptState>) -> ReceiptRow {
        ReceiptRow::of(folded)
    }
}

#[cfg(test)]
mod tests;
