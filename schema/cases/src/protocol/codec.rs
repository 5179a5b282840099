//! The JSON of a protocol entry's events: shapes, versions, upcasters.

use super::event::Event;
use crate::case::Decoded;
use crate::codec::{self, Shape, Upcast, read, write};
use crate::document::RawEvent;
use serde_json::Value;

const SHAPES: &[Shape<Event>] = &[
    Shape {
        t: "registered",
        v: 1,
        read: |d| read(d).map(Event::Registered),
    },
    Shape {
        t: "routed",
        v: 1,
        read: |d| read(d).map(Event::Routed),
    },
    Shape {
        t: "answered",
        v: 1,
        read: |d| read(d).map(Event::Answered),
    },
    Shape {
        t: "countered",
        v: 1,
        read: |d| read(d).map(Event::Countered),
    },
    Shape {
        t: "cancelled",
        v: 1,
        read: |d| read(d).map(Event::Cancelled),
    },
    Shape {
        t: "lost",
        v: 1,
        read: |d| read(d).map(Event::Lost),
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
        Event::Registered(d) => ("registered", write(d)),
        Event::Routed(d) => ("routed", write(d)),
        Event::Answered(d) => ("answered", write(d)),
        Event::Countered(d) => ("countered", write(d)),
        Event::Cancelled(d) => ("cancelled", write(d)),
        Event::Lost(d) => ("lost", write(d)),
        Event::Settled(d) => ("settled", write(d)),
    };
    (codec::newest(SHAPES, t), t, d)
}
