//! The JSON of a reading book's events: shapes, versions, upcasters.

use super::event::Event;
use crate::attachment::ATTACHED;
use crate::case::Decoded;
use crate::codec::{self, Shape, Upcast, read, write};
use crate::document::RawEvent;
use serde_json::Value;

/// A first shape.
macro_rules! shape {
    ($t:expr, $event:ident) => {
        Shape {
            t: $t,
            v: 1,
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
    shape!("settled", Settled),
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
    (1, t, d)
}
