//! The JSON of a fine's events: shapes, versions, upcasters.

use super::event::Event;
use crate::attachment::ATTACHED;
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
        t: "served",
        v: 1,
        read: |d| read(d).map(Event::Served),
    },
    Shape {
        t: "liable",
        v: 1,
        read: |d| read(d).map(Event::Liable),
    },
    Shape {
        t: "noted",
        v: 1,
        read: |d| read(d).map(Event::Noted),
    },
    Shape {
        t: "replaced",
        v: 1,
        read: |d| read(d).map(Event::Replaced),
    },
    Shape {
        t: "paid",
        v: 1,
        read: |d| read(d).map(Event::Paid),
    },
    Shape {
        t: "payment_voided",
        v: 1,
        read: |d| read(d).map(Event::PaymentVoided),
    },
    Shape {
        t: "objection_filed",
        v: 1,
        read: |d| read(d).map(Event::ObjectionFiled),
    },
    Shape {
        t: "objection_accepted",
        v: 1,
        read: |d| read(d).map(Event::ObjectionAccepted),
    },
    Shape {
        t: "objection_rejected",
        v: 1,
        read: |d| read(d).map(Event::ObjectionRejected),
    },
    Shape {
        t: "term_over",
        v: 1,
        read: |d| read(d).map(Event::TermOver),
    },
    Shape {
        t: "owner_asked",
        v: 1,
        read: |d| read(d).map(Event::OwnerAsked),
    },
    Shape {
        t: "owner_answered",
        v: 1,
        read: |d| read(d).map(Event::OwnerAnswered),
    },
    Shape {
        t: "certified",
        v: 1,
        read: |d| read(d).map(Event::Certified),
    },
    Shape {
        t: "struck_off",
        v: 1,
        read: |d| read(d).map(Event::StruckOff),
    },
    Shape {
        t: "settled",
        v: 2,
        read: |d| read(d).map(Event::Settled),
    },
    Shape {
        t: ATTACHED,
        v: 1,
        read: |d| read(d).map(Event::Attached),
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
        Event::Served(d) => ("served", write(d)),
        Event::Liable(d) => ("liable", write(d)),
        Event::Noted(d) => ("noted", write(d)),
        Event::Replaced(d) => ("replaced", write(d)),
        Event::Paid(d) => ("paid", write(d)),
        Event::PaymentVoided(d) => ("payment_voided", write(d)),
        Event::ObjectionFiled(d) => ("objection_filed", write(d)),
        Event::ObjectionAccepted(d) => ("objection_accepted", write(d)),
        Event::ObjectionRejected(d) => ("objection_rejected", write(d)),
        Event::TermOver(d) => ("term_over", write(d)),
        Event::OwnerAsked(d) => ("owner_asked", write(d)),
        Event::OwnerAnswered(d) => ("owner_answered", write(d)),
        Event::Certified(d) => ("certified", write(d)),
        Event::StruckOff(d) => ("struck_off", write(d)),
        Event::Settled(d) => ("settled", write(d)),
        Event::Attached(d) => (ATTACHED, write(d)),
    };
    (codec::newest(SHAPES, t), t, d)
}
