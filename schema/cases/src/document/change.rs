//! The bytes of one change: write them, and read foreign ones without trusting anything in them.
//!
//! A change of ours is the narrowest that Automerge knows: uncompressed, no message, time 0, no foreign
//! actors, one operation that puts a string under a new root key. [`inspect_change`] therefore needs no
//! general decoder. It reads the few numbers in front, takes the value, and lets Automerge **write** a
//! change with these facts; if the bytes differ, the change is refused. So no foreign byte ever reaches a decoder
//! that was not written for enemies, and a change has exactly one spelling.
//!
//! ```text
//! 85 6f 4a 83 | checksum 4 | 01 | leb length | leb deps, 32 each, ascending | 0a actor 10 | leb seq | leb start op
//! | time 00 | message 00 | other actors 00 | leb columns, (leb spec, leb length) each | column data
//! ```

use super::event::{EventKey, MAX_EVENT, RawEvent};
use automerge::{Change, ExpandedChange, ScalarValue, legacy};
use loggia_schema::ids::Incarnation;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU64;

/// Bytes of one change, header included.
pub const MAX_CHANGE: usize = MAX_EVENT + 4 * 1024;
/// Changes one change may stand on: as many devices as could write beside each other.
pub const MAX_DEPS: usize = 64;
/// Highest operation counter; Automerge keeps counters in 32 bits.
pub const MAX_COUNTER: u64 = u32::MAX as u64 - 1;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_CHANGE: u8 = 1;
/// Column specification of raw values: column 5, type "value".
const COLUMN_VALUE: u64 = 5 << 4 | 7;
const MAX_COLUMNS: u64 = 16;

/// Hash of a change: SHA-256 over its chunk, as Automerge computes it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChangeHash(pub [u8; 32]);

impl fmt::Display for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangeHash({self})")
    }
}

impl From<ChangeHash> for String {
    fn from(hash: ChangeHash) -> String {
        hash.to_string()
    }
}

impl TryFrom<String> for ChangeHash {
    type Error = automerge::ParseChangeHashError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse::<automerge::ChangeHash>()
            .map(|hash| ChangeHash(hash.0))
    }
}

/// Why bytes are not an admissible change. Always the peer's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Over a limit.
    #[error("the {what} is larger than {limit}")]
    TooLarge {
        /// What was measured.
        what: &'static str,
        /// The limit, in bytes or pieces.
        limit: usize,
    },
    /// The bytes end before the change does.
    #[error("the bytes end early")]
    Short,
    /// Not an uncompressed change chunk.
    #[error("not a change chunk")]
    NotAChange,
    /// The actor is not an incarnation of ten bytes.
    #[error("the actor is not an incarnation")]
    Actor,
    /// A counter outside its range.
    #[error("a counter is out of range")]
    Counter,
    /// The event's JSON is not an envelope, or its Lamport time is not the operation's.
    #[error("the event's envelope is wrong")]
    Envelope,
    /// Anything else than one string put under the author's own next key.
    #[error("the change is not one event under its author's own key")]
    Spelling,
}

/// What a change says about itself, read from its bytes alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeFacts {
    /// Hash of the change.
    pub hash: ChangeHash,
    /// What it stands on, ascending.
    pub deps: Vec<ChangeHash>,
    /// The one event it writes; its incarnation is the actor, its `n` the sequence number.
    pub key: EventKey,
    /// The event itself.
    pub event: RawEvent,
    /// The event's JSON exactly as written.
    pub json: String,
}

impl ChangeFacts {
    /// The actor: must equal the incarnation of the feed that carries the change.
    pub fn actor(&self) -> Incarnation {
        self.key.incarnation
    }

    /// The change's number among its actor's in this document, from 1.
    pub fn seq(&self) -> u64 {
        self.key.n
    }
}

/// Reads a foreign change with strict limits. Never panics; see the module's head for how it trusts nothing.
///
/// Errors: [`Refused`], always the peer's fault.
pub fn inspect_change(bytes: &[u8]) -> Result<ChangeFacts, Refused> {
    let Front {
        deps,
        key,
        lamport,
        value,
    } = read_front(bytes)?;
    let json = std::str::from_utf8(value)
        .map_err(|_| Refused::Envelope)?
        .to_owned();
    let event = RawEvent::read(key, &json)?;
    if event.l != lamport {
        return Err(Refused::Envelope);
    }
    let mut facts = ChangeFacts {
        hash: ChangeHash([0; 32]),
        deps,
        key,
        event,
        json,
    };
    let again = rebuild(&facts)?;
    if again.raw_bytes() != bytes {
        return Err(Refused::Spelling);
    }
    facts.hash = ChangeHash(again.hash().0);
    Ok(facts)
}

/// Writes the change of one event. The bytes are `Change::raw_bytes`.
pub(super) fn compose(
    deps: Vec<ChangeHash>,
    event: RawEvent,
) -> Result<(ChangeFacts, Vec<u8>), Refused> {
    let json = event.write()?;
    let mut facts = ChangeFacts {
        hash: ChangeHash([0; 32]),
        deps,
        key: event.key,
        event,
        json,
    };
    let change = rebuild(&facts)?;
    facts.hash = ChangeHash(change.hash().0);
    Ok((facts, change.raw_bytes().to_vec()))
}

/// The Automerge change with these facts: the one spelling.
pub(super) fn rebuild(facts: &ChangeFacts) -> Result<Change, Refused> {
    if facts.deps.len() > MAX_DEPS {
        return Err(Refused::TooLarge {
            what: "list of dependencies",
            limit: MAX_DEPS,
        });
    }
    if facts.key.n > MAX_COUNTER || facts.event.l > MAX_COUNTER {
        return Err(Refused::Counter);
    }
    let start_op = NonZeroU64::new(facts.event.l).ok_or(Refused::Counter)?;
    let put = legacy::Op {
        action: legacy::OpType::Put(ScalarValue::Str(facts.json.as_str().into())),
        obj: legacy::ObjectId::Root,
        key: legacy::Key::Map(facts.key.to_string().into()),
        pred: legacy::SortedVec::new(),
        insert: false,
    };
    Ok(Change::from(ExpandedChange {
        operations: vec![put],
        actor_id: automerge::ActorId::from(facts.key.incarnation.as_bytes()),
        hash: None,
        seq: facts.key.n,
        start_op,
        time: 0,
        message: None,
        deps: facts
            .deps
            .iter()
            .map(|dep| automerge::ChangeHash(dep.0))
            .collect(),
        extra_bytes: Vec::new(),
        author: None,
    }))
}

struct Front<'a> {
    deps: Vec<ChangeHash>,
    key: EventKey,
    lamport: u64,
    value: &'a [u8],
}

/// The numbers in front of a change and the bytes of its value column; everything else is proved by rewriting.
fn read_front(bytes: &[u8]) -> Result<Front<'_>, Refused> {
    if bytes.len() > MAX_CHANGE {
        return Err(Refused::TooLarge {
            what: "change",
            limit: MAX_CHANGE,
        });
    }
    let mut at = Cursor(bytes);
    if at.take(4)? != MAGIC {
        return Err(Refused::NotAChange);
    }
    at.take(4)?;
    if at.take(1)? != [CHUNK_CHANGE] {
        return Err(Refused::NotAChange);
    }
    at.leb()?;
    let count = at.leb()?;
    if count > MAX_DEPS as u64 {
        return Err(Refused::TooLarge {
            what: "list of dependencies",
            limit: MAX_DEPS,
        });
    }
    let deps = (0..count)
        .map(|_| at.hash())
        .collect::<Result<Vec<_>, _>>()?;
    if !deps.is_sorted_by(|before, after| before < after) {
        return Err(Refused::Spelling);
    }
    let actor_len = at.len()?;
    let incarnation = Incarnation::from_slice(at.take(actor_len)?).map_err(|_| Refused::Actor)?;
    let (n, lamport) = (at.leb()?, at.leb()?);
    if n == 0 || n > MAX_COUNTER || lamport == 0 || lamport > MAX_COUNTER {
        return Err(Refused::Counter);
    }
    if at.take(3)? != [0, 0, 0] {
        return Err(Refused::Spelling);
    }
    Ok(Front {
        deps,
        key: EventKey { incarnation, n },
        lamport,
        value: value_column(at)?,
    })
}

/// Finds the raw value column by the table of columns.
fn value_column(mut at: Cursor<'_>) -> Result<&[u8], Refused> {
    let columns = at.leb()?;
    if columns > MAX_COLUMNS {
        return Err(Refused::Spelling);
    }
    let (mut before, mut found) = (0usize, None);
    for _ in 0..columns {
        let (spec, len) = (at.leb()?, at.len()?);
        if spec == COLUMN_VALUE {
            found = Some((before, len));
        }
        before = before.checked_add(len).ok_or(Refused::Short)?;
    }
    let (skip, len) = found.ok_or(Refused::Spelling)?;
    at.take(skip)?;
    at.take(len)
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Refused> {
        let (head, tail) = self.0.split_at_checked(count).ok_or(Refused::Short)?;
        self.0 = tail;
        Ok(head)
    }

    fn hash(&mut self) -> Result<ChangeHash, Refused> {
        self.take(32)?
            .try_into()
            .map(ChangeHash)
            .map_err(|_| Refused::Short)
    }

    /// An unsigned LEB128 number of at most nine bytes (63 bits).
    fn leb(&mut self) -> Result<u64, Refused> {
        let mut value = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1)?.first().copied().ok_or(Refused::Short)?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Refused::Counter)
    }

    fn len(&mut self) -> Result<usize, Refused> {
        usize::try_from(self.leb()?).map_err(|_| Refused::Short)
    }
}
