//! The reading book (βιβλίο ενδείξεων): one document for a meter and a season, written by whoever stands before the meter.
//!
//! Its id is **derived** from meter and season, so two keepers who open it offline write in one document. A reading is a fact
//! and is never refused for what it says: what looks wrong is **held** until a person decides, and both values stay in the
//! history. `taken_at` orders readings as business data; which reading counts never depends on who synchronised first.
//!
//! * [`event`]: captured, corrected, accepted, rejected, meter replaced, holder transferred, no water, turn asked, note.
//! * [`state`]: what was said; [`review`]: which readings stand, which wait and why, and the water of the season.
//! * `check`: what is refused. * [`row`]: the row.
//!
//! A reading that comes late is inserted where it was taken, and everything after it is reviewed anew, because the
//! review is a pure function of what was said and of the ground it starts from.

mod check;
mod codec;
mod dispute;
pub mod event;
pub mod review;
pub mod row;
pub mod state;

pub use event::{
    Book, Captured, Corrected, Decided, Event, MeterReplaced, NoWater, NoteCode, Noted,
    ReadingKind, Settled, Transferred, TurnAsked,
};
pub use review::{Doubt, Ground, Review, Reviewed, Standing};
pub use row::{BookRow, ROW_VERSION};
pub use state::{BookState, Stage, Taken};

use crate::case::{Case, CaseKind, Clash, Decoded, Facts, Folded, Off};
use crate::document::{EventKey, RawEvent, Stamp};
use loggia_schema::message::Finding;

/// The case kind «reading book».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingBook;

impl Case for ReadingBook {
    const KIND: CaseKind = CaseKind::IRRIGATION_BOOK;
    const ROW_VERSION: u32 = row::ROW_VERSION;
    type Event = Event;
    type State = BookState;
    type Row = BookRow;

    fn decode(raw: &RawEvent) -> Decoded<Event> {
        codec::decode(raw)
    }

    fn encode(event: &Event) -> (u16, &'static str, serde_json::Value) {
        codec::encode(event)
    }

    fn apply(state: &mut BookState, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        state.apply(stamp, event)
    }

    fn switched_off(state: &mut BookState, _: &Stamp, event: &Event, _: Off) {
        // The book of a reading that was refused keeps its name, so that its row still says which meter it is.
        state.book = state.book.take().or_else(|| event.book().cloned());
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

    fn check(state: &BookState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
        check::check(state, event, facts)
    }

    fn warnings(_: &BookState, _: &Event, _: &Facts<'_>) -> Vec<Finding> {
        // Nothing may stop the typing of readings: what looks wrong is held and shown beside.
        Vec::new()
    }

    fn row(folded: &Folded<BookState>) -> BookRow {
        BookRow::of(folded)
    }
}

#[cfg(test)]
mod tests;
