//! Changes of a toy kind: what tests of sync use where the real thing uses Automerge.

use crate::codec::{DecodeError, Reader, Writer};
use crate::gates::{ChangeFacts, ChangeHash};
use loggia_schema::ids::Incarnation;

/// A change of the toy kind that tests use in place of Automerge: actor, number, dependencies, some text.
pub fn toy_change(
    actor: &Incarnation,
    seq: u64,
    deps: &[ChangeHash],
    text: &str,
) -> (ChangeFacts, Vec<u8>) {
    let mut writer = Writer::new();
    writer
        .raw(b"toy")
        .incarnation(actor)
        .u64(seq)
        .list(deps, |w, dep| {
            w.raw(&dep.0);
        });
    let bytes = writer.text(text).as_slice().to_vec();
    let hash = ChangeHash(*blake3::hash(&bytes).as_bytes());
    (
        ChangeFacts {
            hash,
            deps: deps.to_vec(),
            actor: actor.0.to_vec(),
            seq,
        },
        bytes,
    )
}

/// Reads what [`toy_change`] wrote.
pub fn inspect_toy(bytes: &[u8]) -> Option<ChangeFacts> {
    Reader::whole(bytes, |r| {
        if r.take(3, "toy")? != b"toy" {
            return Err(DecodeError::Malformed("toy"));
        }
        let (actor, seq) = (r.incarnation()?, r.u64("seq")?);
        let deps = r.list(64, 32, "deps", |r| r.array("dep").map(ChangeHash))?;
        r.text(usize::from(u16::MAX), "text")?;
        let hash = ChangeHash(*blake3::hash(bytes).as_bytes());
        Ok(ChangeFacts {
            hash,
            deps,
            actor: actor.0.to_vec(),
            seq,
        })
    })
    .ok()
}
