//! The JSON of a request's events: shapes, versions, upcasters.

use super::event::Event;
use crate::case::Decoded;
use crate::codec::{self, Shape, Upcast, read, write};
use crate::document::RawEvent;
use serde_json::Value;

macro_rules! shapes {
    ($($t:literal $v:literal $variant:ident),+ $(,)?) => {
        const SHAPES: &[Shape<Event>] = &[
            $(Shape { t: $t, v: $v, read: |d| read(d).map(Event::$variant) },)+
        ];

        /// Writes an event in its newest shape.
        pub(super) fn encode(event: &Event) -> (u16, &'static str, Value) {
            match event {
                $(Event::$variant(d) => ($v, $t, write(d)),)+
            }
        }
    };
}

shapes! {
    "registered" 1 Registered,
    "numbered" 1 Numbered,
    "assigned" 1 Assigned,
    "taken_up" 1 TakenUp,
    "commented" 1 Commented,
    "citizen_asked" 1 CitizenAsked,
    "papers_brought" 1 PapersBrought,
    "office_asked" 1 OfficeAsked,
    "office_answered" 1 OfficeAnswered,
    "completed" 1 Completed,
    "rejected" 1 Rejected,
    "forwarded_out" 1 ForwardedOut,
    "withdrawn" 1 Withdrawn,
    "tacit" 1 Tacit,
    "reopened" 1 Reopened,
    "archived" 1 Archived,
    "settled" 2 Settled,
    "attached" 1 Attached,
}

/// A decision said which side stands only from version 2 on.
const UPCASTS: &[Upcast] = &[codec::SETTLED_SAYS_WHAT_STANDS];

/// Reads an event.
pub(super) fn decode(raw: &RawEvent) -> Decoded<Event> {
    codec::decode(raw, SHAPES, UPCASTS)
}
