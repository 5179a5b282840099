//! The JSON of a receipt's events: shapes, versions, upcasters.

use super::event::Event;
use crate::case::Decoded;
use crate::codec::{self, Shape, Upcast, read, write};
use crate::document::RawEvent;
use serde_json::Value;

const SHAPES: &[Shape<Event>] = &[
    Shape {
        t: "issued",
        v: 1,
        read: |d| read(d).map(Event::Issued),
    },
    Shape {
        t: "spoiled",
        v: 1,
        read: |d| read(d).map(Event::Spoiled),
    },
    Shape {
        t: "cancelled",
        v: 1,
        read: |d| read(d).map(Event::Cancelled),
    },
    Shape {
        t: "settled",
        v: 2,
        read: |d| read(d).map(Event::Settled),
    },
];

/// A decision said which side stands only from version 2 on.
const UPCASTS: &[Upcast] = &[codec::SETTLED_SAYS_WHAT_STANDS];

/// Reads an event.
pub(super) fn decode(raw: &RawEvent) -> Decoded<Event> {
    codec::decode(raw, SHAPES, UPCASTS)
}

/// Writes an event in its newest shape.
pub(super) fn encode(event: &Event) -> (u16, &'static str, Value) {
    let (t, d) = match event {
        Event::Issued(d) => ("issued", write(d)),
        Event::Spoiled(d) => ("spoiled", write(d)),
        Event::Cancelled(d) => ("cancelled", write(d)),
        Event::Settled(d) => ("settled", write(d)),
    };
    (codec::newest(SHAPES, t), t, d)
}
