//! Reading and writing the data of events, with versions.
//!
//! Each kind lists its shapes: type name, newest version, reader. Older versions go through [`Upcast`] steps, one
//! version at a time, before the newest reader sees them; stored events are never rewritten. A name or a version
//! nobody knows is [`Decoded::Newer`].

use crate::case::Decoded;
use crate::document::RawEvent;
use loggia_schema::dispute::Stands;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The newest shape of one event type.
pub(crate) struct Shape<E> {
    /// Type name in the envelope.
    pub t: &'static str,
    /// Newest version this program writes.
    pub v: u16,
    /// Reads the newest version.
    pub read: fn(&Value) -> Option<E>,
}

/// One step from version `from` of an event's data to `from + 1`.
pub(crate) struct Upcast {
    /// Type name in the envelope.
    pub t: &'static str,
    /// The version it reads.
    pub from: u16,
    /// The step; `None` if the data does not fit its version.
    pub step: fn(Value) -> Option<Value>,
}

/// Reads an event by its shapes.
pub(crate) fn decode<E>(raw: &RawEvent, shapes: &[Shape<E>], upcasts: &[Upcast]) -> Decoded<E> {
    let Some(shape) = shapes.iter().find(|shape| shape.t == raw.t) else {
        return Decoded::Newer;
    };
    if raw.v > shape.v {
        return Decoded::Newer;
    }
    if raw.v == shape.v {
        return (shape.read)(&raw.d).map_or(Decoded::Unreadable, Decoded::Event);
    }
    let newest = (raw.v..shape.v).try_fold(raw.d.clone(), |data, from| {
        upcasts
            .iter()
            .find(|upcast| upcast.t == raw.t && upcast.from == from)
            .and_then(|upcast| (upcast.step)(data))
    });
    newest
        .and_then(|data| (shape.read)(&data))
        .map_or(Decoded::Unreadable, Decoded::Event)
}

/// The version this program writes of a type.
pub(crate) fn newest<E>(shapes: &[Shape<E>], t: &str) -> u16 {
    shapes
        .iter()
        .find(|shape| shape.t == t)
        .map_or(1, |shape| shape.v)
}

/// The decision of a conflict: its first version closed it and let what came later stand.
pub(crate) const SETTLED_SAYS_WHAT_STANDS: Upcast = Upcast {
    t: "settled",
    from: 1,
    step: |mut data| {
        let stands = serde_json::to_value(Stands::Right).ok()?;
        data.as_object_mut()?.insert("stands".to_owned(), stands);
        Some(data)
    },
};

/// Reads a struct of the newest shape.
pub(crate) fn read<T: DeserializeOwned>(data: &Value) -> Option<T> {
    T::deserialize(data).ok()
}

/// Writes a struct of the newest shape. Our event structs have only string keys and no floats, so this cannot fail;
/// a `null` would be refused by the envelope anyway.
pub(crate) fn write<T: Serialize>(data: &T) -> Value {
    serde_json::to_value(data).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::EventKey;
    use loggia_schema::ids::{Incarnation, UserId};
    use serde_json::json;

    const SHAPES: &[Shape<(String, u64)>] = &[Shape {
        t: "moved",
        v: 3,
        read: |d| Some((d["to"].as_str()?.to_owned(), d["floor"].as_u64()?)),
    }];
    const UPCASTS: &[Upcast] = &[
        Upcast {
            t: "moved",
            from: 1,
            step: |d| Some(json!({ "to": d.get("place")? })),
        },
        Upcast {
            t: "moved",
            from: 2,
            step: |mut d| {
                d.as_object_mut()?.insert("floor".into(), json!(0));
                Some(d)
            },
        },
    ];

    fn event(t: &str, v: u16, d: Value) -> Decoded<(String, u64)> {
        let key = EventKey {
            incarnation: Incarnation([1; 10]),
            n: 1,
        };
        let raw = RawEvent {
            key,
            v,
            t: t.into(),
            at: "2026-11-23T08:00:00Z".parse().unwrap(),
            by: UserId([1; 16]),
            l: 1,
            d,
        };
        decode(&raw, SHAPES, UPCASTS)
    }

    #[test]
    fn old_shapes_climb_one_version_at_a_time() {
        assert_eq!(
            event("moved", 1, json!({ "place": "α" })),
            Decoded::Event(("α".into(), 0))
        );
        assert_eq!(
            event("moved", 2, json!({ "to": "β" })),
            Decoded::Event(("β".into(), 0))
        );
        assert_eq!(
            event("moved", 3, json!({ "to": "γ", "floor": 2 })),
            Decoded::Event(("γ".into(), 2))
        );
    }

    #[test]
    fn newer_is_not_unreadable() {
        assert_eq!(event("moved", 4, json!({})), Decoded::Newer);
        assert_eq!(event("flown", 1, json!({})), Decoded::Newer);
        assert_eq!(event("moved", 1, json!({})), Decoded::Unreadable);
        assert_eq!(event("moved", 3, json!({ "to": 7 })), Decoded::Unreadable);
        assert_eq!(event("moved", 0, json!({})), Decoded::Unreadable);
    }
}
