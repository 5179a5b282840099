//! The JSON of a reading book's events: shapes, versions, upcasters.

use super::event::Event;
use crate::attachment::ATTACHED;
use crate::case::Decoded;
use crate::codec::{self, Shape, Upcast, read, write};
use crate::document::RawEvent;
use serde_json::Value;

/// A shape: its first unless a version is named.
macro_rules! shape {
    ($t:expr, $event:ident) => {
        shape!($t, $event, 1)
    };
    ($t:expr, $event:ident, $v:expr) => {
        Shape {
            t: $t,
            v: $v,
            read: |d| read(d).map(Event::$event),
        }
    };
}

const SHAPES: &[Shape<Event>] = &[
    shape!("captured", Captured),
    shape!("corrected", Corrected),
    shape!("accepted", Accepted),
    shape!("rejected", Rejected),
    shape!("meter_replaced", MeterReplaced),
    shape!("transferred", Transferred),
    shape!("no_water", NoWater),
    shape!("turn_asked", TurnAsked),
    shape!("noted", Noted),
    shape!(ATTACHED, Attached),
    shape!("settled", Settled, 2),
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
        Event::Captured(d) => ("captured", write(d)),
        Event::Corrected(d) => ("corrected", write(d)),
        Event::Accepted(d) => ("accepted", write(d)),
        Event::Rejected(d) => ("rejected", write(d)),
        Event::MeterReplaced(d) => ("meter_replaced", write(d)),
        Event::Transferred(d) => ("transferred", write(d)),
        Event::NoWater(d) => ("no_water", write(d)),
        Event::TurnAsked(d) => ("turn_asked", write(d)),
        Event::Noted(d) => ("noted", write(d)),
        Event::Attached(d) => (ATTACHED, write(d)),
        Event::Settled(d) => ("settled", write(d)),
    };
    (codec::newest(SHAPES, t), t, d)
}
