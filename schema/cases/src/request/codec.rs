//! The JSON of a request's events: shapes, versions, upcasters.

use super::event::Event;
use crate::case::Decoded;
use crate::codec::{self, Shape, Upcast, read, write};
use crate::document::RawEvent;
use serde_json::Value;

macro_rules! shapes {
    ($($t:literal $variant:ident),+ $(,)?) => {
        const SHAPES: &[Shape<Event>] = &[
            $(Shape { t: $t, v: 1, read: |d| read(d).map(Event::$variant) },)+
        ];

        /// Writes an event in its newest shape.
        pub(super) fn encode(event: &Event) -> (u16, &'static str, Value) {
            match event {
                $(Event::$variant(d) => (1, $t, write(d)),)+
            }
        }
    };
}

shapes! {
    "registered" Registered,
    "numbered" Numbered,
    "assigned" Assigned,
    "taken_up" TakenUp,
    "commented" Commented,
    "citizen_asked" CitizenAsked,
    "papers_brought" PapersBrought,
    "office_asked" OfficeAsked,
    "office_answered" OfficeAnswered,
    "completed" Completed,
    "rejected" Rejected,
    "forwarded_out" ForwardedOut,
    "withdrawn" Withdrawn,
    "tacit" Tacit,
    "reopened" Reopened,
    "archived" Archived,
    "settled" Settled,
    "attached" Attached,
}

/// Every shape is still its first.
const UPCASTS: &[Upcast] = &[];

/// Reads an event.
pub(super) fn decode(raw: &RawEvent) -> Decoded<Event> {
    codec::decode(raw, SHAPES, UPCASTS)
}
