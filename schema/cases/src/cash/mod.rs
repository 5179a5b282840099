//! The cash day: one box from the first coin of the float to the deposit slip (ταμειακή ημέρα).
//!
//! A box has one holder at a time. It is opened with a float, may be handed over within the day (the giver counts, the
//! receiver confirms), and is closed once with counted notes and coins. A count that differs from what the receipts say needs
//! its reason: shortage and surplus stay in the day for ever and are posted at the centre. Receipts name their day; a box
//! that is closed, or between two hands, takes no money.
//!
//! * [`event`]: opened, handed over, taken over, given back, closed. * [`state`]: stages and their table.
//! * `check`: what is refused. * [`count`]: notes and coins. * [`summary`]: what the receipts of a day add up to. * [`row`]: the row.

mod check;
mod codec;
pub mod count;
mod dispute;
pub mod event;
pub mod row;
pub mod state;
pub mod summary;

pub use check::MAX_TEXT;
pub use count::{Count, PIECES, Pile};
pub use event::{Closed, Event, Handed, Opened, Returned, Settled, Taken};
pub use row::{CashDayRow, ROW_VERSION};
pub use state::{CashDayState, Handover, Stage};
pub use summary::{CodeSum, Summary};

use crate::case::{Case, CaseKind, Clash, Decoded, Facts, Folded, Off};
use crate::document::{EventKey, RawEvent, Stamp};
use loggia_schema::message::Finding;

/// The case kind «cash day».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CashDay;

impl Case for CashDay {
    const KIND: CaseKind = CaseKind::CASH_DAY;
    const ROW_VERSION: u32 = row::ROW_VERSION;
    type Event = Event;
    type State = CashDayState;
    type Row = CashDayRow;

    fn decode(raw: &RawEvent) -> Decoded<Event> {
        codec::decode(raw)
    }

    fn encode(event: &Event) -> (u16, &'static str, serde_json::Value) {
        codec::encode(event)
    }

    fn apply(state: &mut CashDayState, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        state.apply(stamp, event)
    }

    /// Nothing of a cash day was given to anybody as a paper that must stay visible.
    fn switched_off(_: &mut CashDayState, _: &Stamp, _: &Event, _: Off) {}

    fn title(event: &Event) -> &'static str {
        event.greek()
    }

    fn settles(event: &Event) -> Option<EventKey> {
        match event {
            Event::Settled(settled) => Some(settled.conflict),
            _ => None,
        }
    }

    fn check(state: &CashDayState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
        check::check(state, event, facts)
    }

    fn warnings(_: &CashDayState, _: &Event, _: &Facts<'_>) -> Vec<Finding> {
        Vec::new()
    }

    fn row(folded: &Folded<CashDayState>) -> CashDayRow {
        CashDayRow::of(folded)
    }
}

#[cfg(test)]
mod tests;
