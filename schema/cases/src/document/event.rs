//! Keys and envelopes of events: what stands in one root key of a case document.
//!
//! The envelope is frozen with the wire version; only `d`, the event's own data, has versions:
//! `{"v":1,"t":"issued","at":"2026-11-23T08:00:00Z","by":"<user hex>","l":7,"d":{…}}`.

use super::change::Refused;
use jiff::Timestamp;
use loggia_schema::ids::{Incarnation, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Bytes of one event's JSON. Photos are blobs and free text is a private part, so this is plenty.
pub const MAX_EVENT: usize = 16 * 1024;
/// Letters of an event's type name.
pub const MAX_TYPE: usize = 40;

/// Name of an event inside its document: who wrote it and the how-manieth of his it is, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventKey {
    /// The author's incarnation.
    pub incarnation: Incarnation,
    /// The author's n-th event in this document, from 1 without gaps.
    pub n: u64,
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.incarnation, self.n)
    }
}

/// The text was not `<20 hex digits>/<n>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an event key")]
pub struct BadKey;

impl FromStr for EventKey {
    type Err = BadKey;
    fn from_str(text: &str) -> Result<Self, BadKey> {
        let (incarnation, n) = text.split_once('/').ok_or(BadKey)?;
        let key = EventKey {
            incarnation: incarnation.parse().map_err(|_| BadKey)?,
            n: n.parse().map_err(|_| BadKey)?,
        };
        // One spelling only: no leading zeros, no plus sign, no capitals.
        if key.n == 0 || key.to_string() != text {
            Err(BadKey)
        } else {
            Ok(key)
        }
    }
}

impl TryFrom<String> for EventKey {
    type Error = BadKey;
    fn try_from(text: String) -> Result<Self, BadKey> {
        text.parse()
    }
}

impl From<EventKey> for String {
    fn from(key: EventKey) -> String {
        key.to_string()
    }
}

/// An event about to be written; the document adds the Lamport time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Version of `d`'s shape, from 1.
    pub v: u16,
    /// Type name, such as `issued`.
    pub t: String,
    /// The device's claim about the time; orders nothing.
    pub at: Timestamp,
    /// The user who acted.
    pub by: UserId,
    /// The event's own data.
    pub d: serde_json::Value,
}

/// An event as it stands in a document: envelope read, data not yet understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEvent {
    /// Where it stands.
    pub key: EventKey,
    /// Version of the data's shape.
    pub v: u16,
    /// Type name.
    pub t: String,
    /// The device's claim about the time.
    pub at: Timestamp,
    /// The user who acted.
    pub by: UserId,
    /// Lamport time: one above everything the author had seen.
    pub l: u64,
    /// The event's own data.
    pub d: serde_json::Value,
}

/// Who, when and where of an event, without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Which event.
    pub key: EventKey,
    /// The device's claim about the time.
    pub at: Timestamp,
    /// The user who acted.
    pub by: UserId,
    /// Lamport time.
    pub l: u64,
}

impl Stamp {
    /// Sorting key: Lamport time, incarnation, n.
    pub fn order(&self) -> (u64, Incarnation, u64) {
        (self.l, self.key.incarnation, self.key.n)
    }
}

/// `T` and `D` are the name and the data: read as owned, written from where they stand.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<T, D> {
    v: u16,
    t: T,
    at: Timestamp,
    by: UserId,
    l: u64,
    d: D,
}

impl RawEvent {
    /// Sorting key: Lamport time, incarnation, n.
    pub fn order(&self) -> (u64, Incarnation, u64) {
        self.stamp().order()
    }

    /// Who, when and where.
    pub fn stamp(&self) -> Stamp {
        Stamp {
            key: self.key,
            at: self.at,
            by: self.by,
            l: self.l,
        }
    }

    /// The event at `key` with Lamport time `l`, from what a command wants to write.
    pub(super) fn place(key: EventKey, l: u64, event: NewEvent) -> Self {
        Self {
            key,
            v: event.v,
            t: event.t,
            at: event.at,
            by: event.by,
            l,
            d: event.d,
        }
    }

    /// The JSON that stands in the document.
    pub(super) fn write(&self) -> Result<String, Refused> {
        let envelope = Envelope {
            v: self.v,
            t: self.t.as_str(),
            at: self.at,
            by: self.by,
            l: self.l,
            d: &self.d,
        };
        let text = serde_json::to_string(&envelope).map_err(|_| Refused::Envelope)?;
        if text.len() > MAX_EVENT {
            Err(Refused::TooLarge {
                what: "event",
                limit: MAX_EVENT,
            })
        } else {
            Ok(text)
        }
    }

    /// Reads the JSON of one root key.
    pub(super) fn read(key: EventKey, text: &str) -> Result<Self, Refused> {
        if text.len() > MAX_EVENT {
            return Err(Refused::TooLarge {
                what: "event",
                limit: MAX_EVENT,
            });
        }
        let Envelope::<String, serde_json::Value> { v, t, at, by, l, d } =
            serde_json::from_str(text).map_err(|_| Refused::Envelope)?;
        let named = !t.is_empty()
            && t.len() <= MAX_TYPE
            && t.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if v == 0 || !named || !d.is_object() {
            return Err(Refused::Envelope);
        }
        Ok(Self {
            key,
            v,
            t,
            at,
            by,
            l,
            d,
        })
    }
}
