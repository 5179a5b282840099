//! A feed: what one life of one store wrote in one scope, in the order in which it was written.
//!
//! A feed has one writer and only grows. Each entry is a [`Header`] of 62 bytes and a body; the headers
//! are chained into a [`Link`], the bodies are not, so that a body can be erased and the chain still
//! holds. One signature over the link of a height vouches for every entry up to it ([`SignedTip`]).
//!
//! ```text
//! link_0 = H("loggia feed v1", municipality ‖ feed)
//! link_n = H("loggia link v1", link_{n-1} ‖ header_n)
//! ```
//!
//! [`Chain`] walks a feed; it is the only place that computes links, for the writer and for the checker.
//! Bytes are drawn in docs/formats/feed.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::limits::MAX_BODY;
use crate::sign::{BadSignature, Context, Domain, KeyPair, Signature};
use loggia_schema::ids::{DeviceKey, DocId, Height, Incarnation, MunicipalityId, ScopeId};
use std::fmt;

/// The name of a feed: who writes, in which life of the store, in which scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedId {
    /// The device whose key signs.
    pub device: DeviceKey,
    /// The life of its store; also the Automerge actor of its changes.
    pub incarnation: Incarnation,
    /// The confidentiality border the entries live in.
    pub scope: ScopeId,
}

impl FeedId {
    /// Length in bytes.
    pub const LEN: usize = DeviceKey::LEN + Incarnation::LEN + ScopeId::LEN;

    /// The 58 bytes of the formats; also a good key in a store.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..32].copy_from_slice(self.device.as_bytes());
        bytes[32..42].copy_from_slice(self.incarnation.as_bytes());
        bytes[42..].copy_from_slice(self.scope.as_bytes());
        bytes
    }

    /// Reads exactly 58 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, DecodeError> {
        Reader::whole(bytes, Self::read)
    }

    /// Reads a feed id from a longer format.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(FeedId {
            device: reader.device()?,
            incarnation: reader.incarnation()?,
            scope: reader.scope()?,
        })
    }

    /// Writes the 58 bytes into a longer format.
    pub fn write(&self, writer: &mut Writer) {
        writer
            .device(&self.device)
            .incarnation(&self.incarnation)
            .scope(&self.scope);
    }
}

impl fmt::Display for FeedId {
    /// Short, for logs and traces: the first bytes of each part.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(&bytes[..4]);
        write!(
            f,
            "{}·{}·{}",
            hex(&self.device.0),
            hex(&self.incarnation.0),
            hex(&self.scope.0)
        )
    }
}

/// What an entry is. Unknown kinds are stored, counted and relayed, and never applied: a newer program wrote them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

impl Kind {
    /// The feed's first entry in a document: its secret for that document, the case kind, a change.
    pub const OPEN: Kind = Kind(1);
    /// A further change of the same feed in the document.
    pub const CHANGE: Kind = Kind(2);
    /// A private part: identity or free text that can be erased before its case.
    pub const PRIVATE: Kind = Kind(3);
    /// The centre's judgement over ranges of entries.
    pub const VERDICT: Kind = Kind(16);
    /// A block of legal numbers.
    pub const LEASE: Kind = Kind(17);
    /// The end of a feed, and where.
    pub const CLOSURE: Kind = Kind(18);
    /// The order to forget a document or a private part.
    pub const ERASURE: Kind = Kind(19);
    /// A device gives numbers back.
    pub const LEASE_RETURN: Kind = Kind(20);

    /// Whether only the centre may write it.
    pub const fn of_the_centre(self) -> bool {
        matches!(
            self,
            Kind::VERDICT | Kind::LEASE | Kind::CLOSURE | Kind::ERASURE
        )
    }

    /// Whether its body is hashed under the document's secret (true) or under a salt of its own.
    pub const fn under_document_secret(self) -> bool {
        matches!(self, Kind::OPEN | Kind::CHANGE)
    }

    /// Whether it belongs to a document; the others carry [`DocId::NONE`]. None for kinds we do not know.
    pub const fn in_document(self) -> Option<bool> {
        match self {
            Kind::OPEN | Kind::CHANGE | Kind::PRIVATE => Some(true),
            Kind::VERDICT | Kind::LEASE | Kind::CLOSURE | Kind::ERASURE | Kind::LEASE_RETURN => {
                Some(false)
            }
            _ => None,
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Kind::OPEN => "OPEN",
            Kind::CHANGE => "CHANGE",
            Kind::PRIVATE => "PRIVATE",
            Kind::VERDICT => "VERDICT",
            Kind::LEASE => "LEASE",
            Kind::CLOSURE => "CLOSURE",
            Kind::ERASURE => "ERASURE",
            Kind::LEASE_RETURN => "LEASE_RETURN",
            Kind(other) => return write!(f, "kind {other}"),
        };
        f.write_str(name)
    }
}

/// The salted hash of a body (`body::BodySecret::hash`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BodyHash(pub [u8; 32]);

/// The hash of a feed up to a height.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link(pub [u8; 32]);

macro_rules! short_hex {
    ($($type:ident),*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({}…)", stringify!($type), data_encoding::HEXLOWER.encode(&self.0[..4]))
            }
        }
    )*};
}
short_hex!(BodyHash, Link);

/// The part of an entry that is chained, signed and kept for ever: 62 bytes, no personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Position in the feed, from 1 without gaps.
    pub height: Height,
    /// What the entry is.
    pub kind: Kind,
    /// The document, or [`DocId::NONE`].
    pub doc: DocId,
    /// The salted hash of the body.
    pub body_hash: BodyHash,
    /// Length of the body in bytes.
    pub body_len: u32,
}

impl Header {
    /// Length in bytes.
    pub const LEN: usize = 62;

    /// Reads a header from a longer format.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let header = Header {
            height: reader.height()?,
            kind: Kind(reader.u16("kind")?),
            doc: reader.doc()?,
            body_hash: BodyHash(reader.array("body hash")?),
            body_len: reader.u32("body length")?,
        };
        if header.body_len as usize > MAX_BODY {
            let (value, limit) = (header.body_len.into(), MAX_BODY as u64);
            return Err(DecodeError::TooLong {
                field: "body length",
                value,
                limit,
            });
        }
        Ok(header)
    }

    /// Writes the header into a longer format.
    pub fn write(&self, writer: &mut Writer) {
        writer
            .height(self.height)
            .u16(self.kind.0)
            .doc(&self.doc)
            .raw(&self.body_hash.0)
            .u32(self.body_len);
    }

    /// Reads exactly 62 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, DecodeError> {
        Reader::whole(bytes, Self::read)
    }

    /// The 62 bytes.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..8].copy_from_slice(&self.height.0.to_be_bytes());
        bytes[8..10].copy_from_slice(&self.kind.0.to_be_bytes());
        bytes[10..26].copy_from_slice(self.doc.as_bytes());
        bytes[26..58].copy_from_slice(&self.body_hash.0);
        bytes[58..].copy_from_slice(&self.body_len.to_be_bytes());
        bytes
    }
}

/// An entry: its header and, unless it was erased, its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is chained and signed.
    pub header: Header,
    /// The body; `None` once it was erased.
    pub body: Option<Vec<u8>>,
}

/// A place in a feed, with the proof that whoever names it has what lies below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// The height; 0 before the first entry.
    pub height: Height,
    /// The link of that height.
    pub link: Link,
}

impl Tip {
    /// Length in bytes.
    pub const LEN: usize = 40;

    /// Reads a tip from a longer format.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Tip {
            height: reader.height()?,
            link: Link(reader.array("link")?),
        })
    }

    /// Writes the 40 bytes into a longer format.
    pub fn write(&self, writer: &mut Writer) {
        writer.height(self.height).raw(&self.link.0);
    }
}

/// A tip under the writer's signature: it vouches for every entry up to its height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedTip {
    /// The place.
    pub tip: Tip,
    /// The signature of the feed's device over municipality, feed, height and link.
    pub signature: Signature,
}

impl SignedTip {
    /// Signs the tip of one's own feed.
    pub fn sign(keys: &KeyPair, municipality: MunicipalityId, feed: &FeedId, tip: Tip) -> Self {
        SignedTip {
            tip,
            signature: keys.sign(Domain::Tip, &Self::message(municipality, feed, tip)),
        }
    }

    /// Checks that the feed's own device signed this tip for this municipality.
    pub fn verify(&self, municipality: MunicipalityId, feed: &FeedId) -> Result<(), BadSignature> {
        Domain::Tip.verify(
            &feed.device,
            &Self::message(municipality, feed, self.tip),
            &self.signature,
        )
    }

    fn message(municipality: MunicipalityId, feed: &FeedId, tip: Tip) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.municipality(municipality);
        feed.write(&mut writer);
        tip.write(&mut writer);
        writer.finish()
    }
}

/// The next header does not stand on the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("height {found:?} where {expected:?} must follow")]
pub struct NotNext {
    /// The height that must follow.
    pub expected: Height,
    /// The height of the header.
    pub found: Height,
}

/// Walks a feed and keeps its tip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    tip: Tip,
}

impl Chain {
    /// Before the first entry of a feed.
    pub fn start(municipality: MunicipalityId, feed: &FeedId) -> Self {
        let link = Link(Context::Feed.hash(&[&municipality.0.to_be_bytes(), &feed.to_bytes()]));
        Chain {
            tip: Tip {
                height: Height(0),
                link,
            },
        }
    }

    /// At a tip that was reached earlier.
    pub const fn resume(tip: Tip) -> Self {
        Chain { tip }
    }

    /// Where the walk stands.
    pub const fn tip(&self) -> Tip {
        self.tip
    }

    /// The height the next header must have.
    pub const fn next_height(&self) -> Height {
        Height(self.tip.height.0.saturating_add(1))
    }

    /// Steps over one header.
    pub fn push(&mut self, header: &Header) -> Result<Tip, NotNext> {
        let expected = self.next_height();
        if header.height != expected || self.tip.height.0 == u64::MAX {
            return Err(NotNext {
                expected,
                found: header.height,
            });
        }
        let link = Link(Context::Link.hash(&[&self.tip.link.0, &header.to_bytes()]));
        self.tip = Tip {
            height: header.height,
            link,
        };
        Ok(self.tip)
    }
}

/// The short tag a paper prints, so that a paper and an entry can be laid side by side (σήμα εγγραφής).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryTag(pub [u8; 5]);

impl EntryTag {
    /// The tag of the entry at a tip.
    pub fn of(link: &Link) -> Self {
        let [a, b, c, d, e, ..] = Context::EntryTag.hash(&[&link.0]);
        EntryTag([a, b, c, d, e])
    }
}

impl fmt::Display for EntryTag {
    /// Eight symbols of Crockford's base 32 in two groups: `7KQ2-M0XA`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = crate::base32::encode(&self.0);
        let (left, right) = text.split_at(4);
        write!(f, "{left}-{right}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> FeedId {
        FeedId {
            device: DeviceKey([1; 32]),
            incarnation: Incarnation([2; 10]),
            scope: ScopeId([3; 16]),
        }
    }

    fn header(height: u64) -> Header {
        let body_hash = BodyHash([9; 32]);
        Header {
            height: Height(height),
            kind: Kind::OPEN,
            doc: DocId([4; 16]),
            body_hash,
            body_len: 5,
        }
    }

    #[test]
    fn ids_and_headers_survive_their_bytes() {
        assert_eq!(FeedId::from_slice(&feed().to_bytes()), Ok(feed()));
        assert_eq!(
            FeedId::from_slice(&feed().to_bytes()[1..]),
            Err(DecodeError::Short("scope"))
        );
        let header = header(7);
        assert_eq!(Header::from_slice(&header.to_bytes()), Ok(header));
        let mut writer = Writer::new();
        header.write(&mut writer);
        assert_eq!(writer.as_slice(), header.to_bytes());
    }

    #[test]
    fn a_feed_starts_elsewhere_in_another_municipality() {
        let one = Chain::start(MunicipalityId(1), &feed());
        assert_ne!(one.tip(), Chain::start(MunicipalityId(2), &feed()).tip());
        assert_eq!(one.tip().height, Height(0));
    }

    #[test]
    fn heights_have_no_gaps_and_no_repeats() {
        let mut chain = Chain::start(MunicipalityId(1), &feed());
        assert!(chain.push(&header(2)).is_err());
        assert!(chain.push(&header(1)).is_ok());
        assert_eq!(
            chain.push(&header(1)),
            Err(NotNext {
                expected: Height(2),
                found: Height(1)
            })
        );
        let mut last = Chain::resume(Tip {
            height: Height(u64::MAX),
            link: Link([0; 32]),
        });
        assert!(last.push(&header(u64::MAX)).is_err());
    }

    #[test]
    fn every_byte_of_a_header_moves_the_link() {
        let start = Chain::start(MunicipalityId(1), &feed());
        let link = |header: &Header| start.clone().push(header).map(|tip| tip.link);
        let good = link(&header(1)).unwrap();
        for at in 8..Header::LEN {
            let mut bytes = header(1).to_bytes();
            bytes[at] ^= 1;
            if let Ok(changed) = Header::from_slice(&bytes) {
                assert_ne!(link(&changed).unwrap(), good, "byte {at}");
            }
        }
    }

    #[test]
    fn a_tip_is_signed_for_one_feed_of_one_municipality() {
        let keys = KeyPair::from_seed(&[5; 32]);
        let feed = FeedId {
            device: keys.public(),
            ..feed()
        };
        let tip = Chain::start(MunicipalityId(1), &feed).tip();
        let signed = SignedTip::sign(&keys, MunicipalityId(1), &feed, tip);
        assert_eq!(signed.verify(MunicipalityId(1), &feed), Ok(()));
        assert_eq!(signed.verify(MunicipalityId(2), &feed), Err(BadSignature));
        let elsewhere = FeedId {
            scope: ScopeId([8; 16]),
            ..feed
        };
        assert_eq!(
            signed.verify(MunicipalityId(1), &elsewhere),
            Err(BadSignature)
        );
    }

    #[test]
    fn a_tag_is_eight_symbols_in_two_groups() {
        let text = EntryTag::of(&Link([0; 32])).to_string();
        assert_eq!((text.len(), text.as_bytes()[4]), (9, b'-'));
    }
}
