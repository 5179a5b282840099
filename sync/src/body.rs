//! Bodies: what an entry says, hashed so that the hash tells nothing once the body is gone.
//!
//! The header of an entry is kept for ever, so the hash in it must not let anyone guess an erased body.
//! Every body is hashed under a key that only its holder can derive:
//!
//! ```text
//! body_hash = BLAKE3-keyed( KDF("loggia body key v1", secret ‖ feed ‖ height), body )
//! ```
//!
//! The secret of OPEN and CHANGE entries belongs to (document, feed): 32 random bytes at the front of
//! the feed's first entry in the document ([`OpenBody`]). It so precedes its use in the feed's order,
//! two devices may open the same derived document at once, and it vanishes with the document. Every
//! other known kind carries a salt of its own at the front of its body. Bytes: docs/formats/entry.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::{BodyHash, Chain, Entry, FeedId, Header, Kind};
use crate::limits::MAX_BODY;
use crate::sign::Context;
use loggia_schema::ids::{DocId, Height, PartId};
use rand::CryptoRng;
use std::fmt;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroize as _;

/// The secret of a document in a feed, or the salt of one body. Wiped when dropped, never shown.
#[derive(Clone)]
pub struct BodySecret([u8; 32]);

impl BodySecret {
    /// Length in bytes.
    pub const LEN: usize = 32;

    /// A new secret from the caller's randomness.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; Self::LEN];
        rng.fill_bytes(&mut bytes);
        BodySecret(bytes)
    }

    /// A secret out of a store or a body.
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        BodySecret(bytes)
    }

    /// The bytes, for the store.
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }

    /// The hash of a body at its place in its feed.
    pub fn hash(&self, feed: &FeedId, height: Height, body: &[u8]) -> BodyHash {
        let mut key = Context::BodyKey.hash(&[&self.0, &feed.to_bytes(), &height.0.to_be_bytes()]);
        let hash = *blake3::keyed_hash(&key, body).as_bytes();
        key.zeroize();
        BodyHash(hash)
    }
}

impl Drop for BodySecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl PartialEq for BodySecret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}
impl Eq for BodySecret {}

impl fmt::Debug for BodySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodySecret(…)")
    }
}

/// What a case is: the number that opens its document (είδος υπόθεσης). Known numbers live in the case kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseKind(pub u16);

/// The body of OPEN: the feed's secret for this document, the case kind and the first change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBody {
    /// The secret of (document, feed).
    pub secret: BodySecret,
    /// What the case is.
    pub case_kind: CaseKind,
    /// One Automerge change; its actor is the feed's incarnation.
    pub change: Vec<u8>,
}

impl OpenBody {
    /// The bytes of the body.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .raw(self.secret.as_bytes())
            .u16(self.case_kind.0)
            .raw(&self.change);
        writer.finish()
    }

    /// Reads a body; the change itself is read by the change inspector.
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        Reader::whole(body, |r| {
            let secret = BodySecret(r.array("secret")?);
            Ok(OpenBody {
                secret,
                case_kind: CaseKind(r.u16("case kind")?),
                change: r.rest().to_vec(),
            })
        })
    }
}

/// The body of PRIVATE: a part of a case that may have to go before the case does.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateBody {
    /// The salt of this body.
    pub salt: BodySecret,
    /// The part, as the case's events name it.
    pub part: PartId,
    /// Its content; its form belongs to the case kind.
    pub bytes: Vec<u8>,
}

impl PrivateBody {
    /// The bytes of the body.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .raw(self.salt.as_bytes())
            .part(&self.part)
            .raw(&self.bytes);
        writer.finish()
    }

    /// Reads a body.
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        Reader::whole(body, |r| {
            Ok(PrivateBody {
                salt: BodySecret(r.array("salt")?),
                part: r.part()?,
                bytes: r.rest().to_vec(),
            })
        })
    }
}

impl fmt::Debug for PrivateBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateBody({}, {} bytes)", self.part, self.bytes.len())
    }
}

/// The salt at the front of a body of a salted kind.
pub fn salt_of(body: &[u8]) -> Result<BodySecret, DecodeError> {
    Reader::new(body).array("salt").map(BodySecret)
}

/// An entry that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The body is longer than a body may be. The caller's form allowed too much text.
    #[error("the body has {0} bytes, the limit is {MAX_BODY}")]
    BodyTooLong(usize),
    /// The feed has reached the last height there is.
    #[error("the feed is full")]
    Full,
}

/// Writes the next entry of one's own feed and moves the chain over it.
///
/// `secret` is the document's secret in this feed for OPEN and CHANGE, the salt at the front of the body
/// for every other kind. The chain moves only on success.
pub fn write_entry(
    chain: &mut Chain,
    feed: &FeedId,
    kind: Kind,
    doc: DocId,
    secret: &BodySecret,
    body: Vec<u8>,
) -> Result<Entry, WriteError> {
    let body_len = match u32::try_from(body.len()) {
        Ok(len) if body.len() <= MAX_BODY => len,
        _ => return Err(WriteError::BodyTooLong(body.len())),
    };
    let height = chain.next_height();
    let header = Header {
        height,
        kind,
        doc,
        body_hash: secret.hash(feed, height, &body),
        body_len,
    };
    chain.push(&header).map_err(|_| WriteError::Full)?;
    Ok(Entry {
        header,
        body: Some(body),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{Link, Tip};
    use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};

    fn feed() -> FeedId {
        FeedId {
            device: DeviceKey([1; 32]),
            incarnation: Incarnation([2; 10]),
            scope: ScopeId([3; 16]),
        }
    }

    #[test]
    fn the_same_text_hashes_differently_at_every_place() {
        let secret = BodySecret([7; 32]);
        let here = secret.hash(&feed(), Height(1), b"text");
        assert_ne!(here, secret.hash(&feed(), Height(2), b"text"));
        assert_ne!(here, BodySecret([8; 32]).hash(&feed(), Height(1), b"text"));
        let elsewhere = FeedId {
            scope: ScopeId([4; 16]),
            ..feed()
        };
        assert_ne!(here, secret.hash(&elsewhere, Height(1), b"text"));
    }

    #[test]
    fn bodies_survive_their_bytes() {
        let open = OpenBody {
            secret: BodySecret([7; 32]),
            case_kind: CaseKind(1),
            change: vec![1, 2, 3],
        };
        assert_eq!(OpenBody::decode(&open.encode()), Ok(open));
        assert!(OpenBody::decode(&[0; 33]).is_err());
        let private = PrivateBody {
            salt: BodySecret([6; 32]),
            part: PartId([5; 16]),
            bytes: b"x".to_vec(),
        };
        assert_eq!(salt_of(&private.encode()), Ok(private.salt.clone()));
        assert_eq!(PrivateBody::decode(&private.encode()), Ok(private));
    }

    #[test]
    fn a_body_too_long_moves_nothing() {
        let mut chain = Chain::resume(Tip {
            height: Height(4),
            link: Link([0; 32]),
        });
        let before = chain;
        let long = vec![0; MAX_BODY + 1];
        let entry = write_entry(
            &mut chain,
            &feed(),
            Kind::CHANGE,
            DocId([1; 16]),
            &BodySecret([7; 32]),
            long,
        );
        assert_eq!(entry, Err(WriteError::BodyTooLong(MAX_BODY + 1)));
        assert_eq!(chain, before);
    }

    #[test]
    fn debug_shows_neither_secrets_nor_private_text() {
        let private = PrivateBody {
            salt: BodySecret([0xab; 32]),
            part: PartId([5; 16]),
            bytes: b"name".to_vec(),
        };
        let shown = format!("{private:?} {:?}", private.salt);
        assert!(!shown.contains("name") && !shown.contains("abab") && !shown.contains("171"));
    }
}
