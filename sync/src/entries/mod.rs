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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::FeedId;
    use loggia_schema::ids::{DeviceKey, Height, Incarnation, LeaseId, ScopeId};

    fn salt() -> BodySecret {
        BodySecret::from_bytes([7; 32])
    }

    fn range(from: u64, to: u64) -> VerdictRange {
        let scope = ScopeId([3; 16]);
        VerdictRange {
            feed: FeedId {
                device: DeviceKey([1; 32]),
                incarnation: Incarnation([2; 10]),
                scope,
            },
            from: Height(from),
            to: Height(to),
            outcome: Outcome::Accepted,
            reason: ReasonCode(0),
            journal_from: 0,
            journal_to: 0,
        }
    }

    fn verdict(ranges: &[VerdictRange]) -> Result<Spoken, DecodeError> {
        let spoken = Spoken::Verdict(Verdict {
            batch: 1,
            ranges: ranges.to_vec(),
        });
        Spoken::decode(Kind::VERDICT, &spoken.encode(&salt()))
    }

    #[test]
    fn ranges_that_overlap_stand_still_or_run_backwards_are_refused() {
        assert!(verdict(&[range(1, 3), range(4, 4)]).is_ok());
        assert_eq!(
            verdict(&[range(1, 3), range(3, 4)]),
            Err(DecodeError::Order("ranges"))
        );
        assert_eq!(
            verdict(&[range(4, 4), range(1, 3)]),
            Err(DecodeError::Order("ranges"))
        );
        assert_eq!(verdict(&[range(3, 2)]), Err(DecodeError::Order("heights")));
        assert_eq!(verdict(&[range(0, 2)]), Err(DecodeError::Order("heights")));
        let backwards = VerdictRange {
            journal_from: 9,
            journal_to: 8,
            ..range(1, 1)
        };
        assert_eq!(
            verdict(&[backwards]),
            Err(DecodeError::Order("journal numbers"))
        );
    }

    #[test]
    fn a_block_without_numbers_is_no_block() {
        let back = |first, last| {
            let back = LeaseReturn {
                lease: LeaseId([5; 16]),
                first,
                last,
                reason: ReturnReason::GivenUp,
            };
            Spoken::decode(
                Kind::LEASE_RETURN,
                &Spoken::LeaseReturn(back).encode(&salt()),
            )
        };
        assert!(back(5, 5).is_ok());
        assert_eq!(back(6, 5), Err(DecodeError::Order("numbers")));
        assert_eq!(back(0, 5), Err(DecodeError::Order("numbers")));
    }

    #[test]
    fn what_a_newer_program_says_is_kept_for_later() {
        let mut body = Spoken::Verdict(Verdict {
            batch: 1,
            ranges: Vec::new(),
        })
        .encode(&salt());
        assert_eq!(Spoken::decode(Kind(99), &body), Ok(Spoken::Later));
        body[BodySecret::LEN] = BODY_VERSION + 1;
        assert_eq!(Spoken::decode(Kind::VERDICT, &body), Ok(Spoken::Later));
        assert!(
            Spoken::decode(Kind::VERDICT, &body[..20]).is_err(),
            "a salt there must be"
        );
        assert!(Spoken::Later.encode(&salt()).is_empty() && Spoken::Later.kind().is_none());
    }
}
