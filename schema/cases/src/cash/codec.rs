//! The JSON of a cash day's events: shapes, versions, upcasters.

use super::event::Event;
use crate::case::Decoded;
use crate::codec::{self, Shape, Upcast, read, write};
use crate::document::RawEvent;
use serde_json::Value;

const SHAPES: &[Shape<Event>] = &[
    Shape {
        t: "opened",
        v: 1,
        read: |d| read(d).map(Event::Opened),
    },
    Shape {
        t: "handed",
        v: 1,
        read: |d| read(d).map(Event::Handed),
    },
    Shape {
        t: "taken",
        v: 1,
        read: |d| read(d).map(Event::Taken),
    },
    Shape {
        t: "returned",
        v: 1,
        read: |d| read(d).map(Event::Returned),
    },
    Shape {
        t: "closed",
        v: 1,
        read: |d| read(d).map(Event::Closed),
    },
    Shape {
        t: "settled",
        v: 1,
        read: |d| read(d).map(Event::Settled),
    },
];

/// Every shape is still its first.
const UPCASTS: &[Upcast] = &[];

/// Reads an event.
pub(super) fn decode(raw: &RawEvent) -> Decoded<Event> {
    codec::decode(raw, SHAPES, UPCASTS)
}

/// Writes an event in its newest shape.
pub(super) fn encode(event: &Event) -> (u16, &'static str, Value) {
    let (t, d) = match event {
        Event::Opened(d) => ("opened", write(d)),
        Event::Handed(d) => ("handed", write(d)),
        Event::Taken(d) => ("taken", write(d)),
        Event::Returned(d) => ("returned", write(d)),
        Event::Closed(d) => ("closed", write(d)),
        Event::Settled(d) => ("settled", write(d)),
    };
    (1, t, d)
}
