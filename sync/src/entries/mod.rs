//! Entries without a document: what the centre decides, and the numbers a device gives back.
//!
//! The centre speaks through its own feed of each scope: a [`Verdict`] judges ranges of entries, a
//! [`Lease`] gives a block of legal numbers to one incarnation, a [`Closure`] ends a feed at a height,
//! an [`Erasure`] orders a document or a private part forgotten. A device answers with a [`LeaseReturn`].
//!
//! Every body is `salt 32 ‖ version u8 ‖ fields`. A version newer than ours is no error: like an unknown
//! kind it is kept, relayed and applied after an upgrade ([`Spoken::Later`]). Bytes: docs/formats/entry.md.

mod closure;
mod erasure;
mod lease;
mod verdict;

pub use closure::{Closure, ClosureReason};
pub use erasure::{Erased, Erasure};
pub use lease::{Lease, LeaseReturn, ReturnReason, Series};
pub use verdict::{Outcome, ReasonCode, Verdict, VerdictRange};

use crate::body::BodySecret;
use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::Kind;

/// The version of the bodies this program writes.
pub const BODY_VERSION: u8 = 1;

/// The body of an entry without a document, as far as this program understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoken {
    /// The centre judged.
    Verdict(Verdict),
    /// The centre granted numbers.
    Lease(Lease),
    /// The centre ended a feed.
    Closure(Closure),
    /// The centre orders something forgotten.
    Erasure(Erasure),
    /// A device gave numbers back.
    LeaseReturn(LeaseReturn),
    /// A newer program wrote it: keep it, relay it, apply it after an upgrade.
    Later,
}

impl Spoken {
    /// Reads the body of an entry of this kind. Bytes of a known kind and version that do not fit are an error.
    pub fn decode(kind: Kind, body: &[u8]) -> Result<Spoken, DecodeError> {
        let mut reader = Reader::new(body);
        let known = matches!(
            kind,
            Kind::VERDICT | Kind::LEASE | Kind::CLOSURE | Kind::ERASURE | Kind::LEASE_RETURN
        );
        if !known {
            return Ok(Spoken::Later);
        }
        reader.take(BodySecret::LEN, "salt")?;
        if reader.u8("version")? != BODY_VERSION {
            return Ok(Spoken::Later);
        }
        let spoken = match kind {
            Kind::VERDICT => Verdict::read(&mut reader).map(Spoken::Verdict),
            Kind::LEASE => Lease::read(&mut reader).map(Spoken::Lease),
            Kind::CLOSURE => Closure::read(&mut reader).map(Spoken::Closure),
            Kind::ERASURE => Erasure::read(&mut reader).map(Spoken::Erasure),
            _ => LeaseReturn::read(&mut reader).map(Spoken::LeaseReturn),
        }?;
        reader.finish()?;
        Ok(spoken)
    }

    /// The kind of the entry; `None` for what only a newer program can write.
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Spoken::Verdict(_) => Some(Kind::VERDICT),
            Spoken::Lease(_) => Some(Kind::LEASE),
            Spoken::Closure(_) => Some(Kind::CLOSURE),
            Spoken::Erasure(_) => Some(Kind::ERASURE),
            Spoken::LeaseReturn(_) => Some(Kind::LEASE_RETURN),
            Spoken::Later => None,
        }
    }

    /// The bytes of the body under a fresh salt; empty for [`Spoken::Later`], which we cannot write.
    pub fn encode(&self, salt: &BodySecret) -> Vec<u8> {
        let mut writer = Writer::new();
        if *self != Spoken::Later {
            writer.raw(salt.as_bytes()).u8(BODY_VERSION);
        }
        match self {
            Spoken::Verdict(verdict) => verdict.write(&mut writer),
            Spoken::Lease(lease) => lease.write(&mut writer),
            Spoken::Closure(closure) => closure.write(&mut writer),
            Spoken::Erasure(erasure) => erasure.write(&mut writer),
            Spoken::LeaseReturn(back) => back.write(&mut writer),
            Spoken::Later => {}
        }
        writer.finish()
    }
}
