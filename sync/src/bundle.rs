//! A bundle: a run of one feed under its writer's signature; what actually crosses the line.
//!
//! Three types tell how far a bundle has come. [`Bundle`] is well-formed bytes and no more.
//! [`SignedRun`] has an unbroken chain of headers up to a link that the feed's own device signed; its
//! fields are private and [`Bundle::verify`] is the only way in. Whether the run fits what *this* store
//! holds, and whether its bodies are true, is asked by the gates (`gates::admit`).
//!
//! A relay may join runs and keep the last signature ([`SignedRun::join`]). Nothing above the last
//! signed link travels: the signed height is the last height of the bundle. Bytes: docs/formats/bundle.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::{Chain, Entry, FeedId, Header, Link, NotNext, SignedTip, Tip};
use crate::limits::{MAX_BUNDLE, MAX_BUNDLE_ENTRIES, WIRE_VERSION};
use crate::sign::{KeyPair, Signature};
use loggia_schema::ids::{Height, MunicipalityId};

const MAGIC: [u8; 4] = *b"LGB1";
/// Everything of a bundle but headers and bodies.
const FRAME: usize = 4 + 2 + 4 + FeedId::LEN + 8 + 4 + 32 + 8 + 64;

/// Well-formed bytes; nothing about them is believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The municipality it claims to be of.
    pub municipality: MunicipalityId,
    /// The feed.
    pub feed: FeedId,
    /// Where the run claims to begin: the height and link before its first entry.
    pub before: Tip,
    /// The entries, oldest first; at least one.
    pub entries: Vec<Entry>,
    /// The writer's signature over the last height.
    pub signature: Signature,
}

/// Why a bundle is not a signed run. Always the fault of whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The bytes are not a bundle.
    #[error("not a bundle: {0}")]
    Decode(#[from] DecodeError),
    /// Another municipality's bundle.
    #[error("of municipality {}", .0.0)]
    Municipality(MunicipalityId),
    /// Its heights have a gap.
    #[error("broken chain: {0}")]
    Chain(#[from] NotNext),
    /// The last link is not signed by the feed's device.
    #[error("bad signature")]
    Signature,
}

impl Bundle {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .raw(&MAGIC)
            .u16(WIRE_VERSION)
            .municipality(self.municipality);
        self.feed.write(&mut writer);
        writer
            .u64(self.before.height.0.saturating_add(1))
            .len(self.entries.len())
            .raw(&self.before.link.0);
        for entry in &self.entries {
            entry.header.write(&mut writer);
        }
        for entry in &self.entries {
            writer.option(entry.body.as_ref(), |w, body| {
                w.raw(body);
            });
        }
        let last = self
            .entries
            .last()
            .map_or(self.before.height, |entry| entry.header.height);
        writer.height(last).raw(&self.signature.0);
        writer.finish()
    }

    /// Reads bytes that travelled. Knows only form and limits; see [`Bundle::verify`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > MAX_BUNDLE {
            let (value, limit) = (bytes.len() as u64, MAX_BUNDLE as u64);
            return Err(DecodeError::TooLong {
                field: "bundle",
                value,
                limit,
            });
        }
        Reader::whole(bytes, Self::read)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if reader.array("magic")? != MAGIC {
            return Err(DecodeError::Malformed("magic"));
        }
        match reader.u16("wire version")? {
            WIRE_VERSION => {}
            value => {
                return Err(DecodeError::Unknown {
                    field: "wire version",
                    value: value.into(),
                });
            }
        }
        let municipality = reader.municipality()?;
        let feed = FeedId::read(reader)?;
        let first = reader.u64("first height")?;
        let before = first.checked_sub(1).ok_or(DecodeError::Unknown {
            field: "first height",
            value: 0,
        })?;
        let count = reader.len(MAX_BUNDLE_ENTRIES, "entries")?;
        if count == 0 {
            return Err(DecodeError::Unknown {
                field: "entries",
                value: 0,
            });
        }
        let before = Tip {
            height: Height(before),
            link: Link(reader.array("previous link")?),
        };
        let headers = (0..count)
            .map(|_| Header::read(reader))
            .collect::<Result<Vec<_>, _>>()?;
        let mut entries = Vec::with_capacity(headers.len());
        for header in headers {
            let body = reader.option("body", |r| {
                Ok(r.take(header.body_len as usize, "body")?.to_vec())
            })?;
            entries.push(Entry { header, body });
        }
        let signed = reader.height()?;
        if entries.last().map(|entry| entry.header.height) != Some(signed) {
            return Err(DecodeError::Unknown {
                field: "signed height",
                value: signed.0,
            });
        }
        Ok(Bundle {
            municipality,
            feed,
            before,
            entries,
            signature: Signature(reader.array("signature")?),
        })
    }

    /// Walks the chain and checks the signature of its last link.
    pub fn verify(self, municipality: MunicipalityId) -> Result<SignedRun, BundleError> {
        if self.municipality != municipality {
            return Err(BundleError::Municipality(self.municipality));
        }
        let links = walk(self.before, &self.entries)?;
        let (Some(entry), Some(link)) = (self.entries.last(), links.last()) else {
            return Err(DecodeError::Unknown {
                field: "entries",
                value: 0,
            }
            .into());
        };
        let tip = Tip {
            height: entry.header.height,
            link: *link,
        };
        let signed = SignedTip {
            tip,
            signature: self.signature,
        };
        signed
            .verify(municipality, &self.feed)
            .map_err(|_| BundleError::Signature)?;
        let Bundle {
            municipality,
            feed,
            before,
            entries,
            ..
        } = self;
        Ok(SignedRun {
            municipality,
            feed,
            before,
            entries,
            links,
            signed,
        })
    }
}

fn walk(before: Tip, entries: &[Entry]) -> Result<Vec<Link>, NotNext> {
    let mut chain = Chain::resume(before);
    entries
        .iter()
        .map(|entry| chain.push(&entry.header).map(|tip| tip.link))
        .collect()
}

/// A run as a store hands it out: entries that follow each other, with the signature it holds for the
/// last one, or none when the feed is the store's own and the session is to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRun {
    /// The feed.
    pub feed: FeedId,
    /// The tip before the first entry.
    pub before: Tip,
    /// The entries, oldest first; at least one, at most [`MAX_BUNDLE_ENTRIES`].
    pub entries: Vec<Entry>,
    /// The feed's signature over the last entry; `None` in one's own feed.
    pub signature: Option<Signature>,
}

/// A run that cannot be sent. A fault of ours: the store handed out what it must not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// No entries, or more than a bundle takes.
    #[error("{0} entries do not make a bundle")]
    Count(usize),
    /// The bytes would be over the limit of a bundle.
    #[error("a bundle of {0} bytes is over the limit")]
    Size(usize),
    /// The entries do not follow each other.
    #[error(transparent)]
    Chain(#[from] NotNext),
    /// A foreign feed without its signature, or with one that does not hold.
    #[error("the run does not end on a signed entry")]
    Unsigned,
}

impl EntryRun {
    /// Makes the run ready to travel; signs it if it is of the feed of `keys` and unsigned.
    pub fn into_signed(
        self,
        municipality: MunicipalityId,
        keys: &KeyPair,
    ) -> Result<SignedRun, RunError> {
        let EntryRun {
            feed,
            before,
            entries,
            signature,
        } = self;
        let links = walk(before, &entries)?;
        let (Some(entry), Some(link)) = (entries.last(), links.last()) else {
            return Err(RunError::Count(0));
        };
        let tip = Tip {
            height: entry.header.height,
            link: *link,
        };
        let signed = match signature {
            Some(signature) => SignedTip { tip, signature },
            None if feed.device == keys.public() => SignedTip::sign(keys, municipality, &feed, tip),
            None => return Err(RunError::Unsigned),
        };
        signed
            .verify(municipality, &feed)
            .map_err(|_| RunError::Unsigned)?;
        SignedRun {
            municipality,
            feed,
            before,
            entries,
            links,
            signed,
        }
        .within_limits()
    }
}

/// Entries of one feed whose chain holds up to a link that the feed's device signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRun {
    municipality: MunicipalityId,
    feed: FeedId,
    before: Tip,
    entries: Vec<Entry>,
    links: Vec<Link>,
    signed: SignedTip,
}

impl SignedRun {
    /// The municipality.
    pub const fn municipality(&self) -> MunicipalityId {
        self.municipality
    }

    /// The feed.
    pub const fn feed(&self) -> &FeedId {
        &self.feed
    }

    /// The tip before the first entry.
    pub const fn before(&self) -> Tip {
        self.before
    }

    /// The entries, oldest first, each with its link; at least one.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (&Entry, &Link)> + ExactSizeIterator {
        self.entries.iter().zip(&self.links)
    }

    /// The last height with its signature.
    pub const fn signed(&self) -> &SignedTip {
        &self.signed
    }

    /// The link the run proves for a height: of the tip before it, or of one of its entries.
    pub fn link_at(&self, height: Height) -> Option<&Link> {
        match height.0.checked_sub(self.before.height.0)? {
            0 => Some(&self.before.link),
            n => self.links.get(usize::try_from(n - 1).ok()?),
        }
    }

    /// The run without the entries up to `tip`, which the caller already holds. `None` if nothing is
    /// left or if the run does not lie over `tip` with the same link.
    pub fn after(mut self, tip: Tip) -> Option<SignedRun> {
        if self.link_at(tip.height) != Some(&tip.link) {
            return None;
        }
        let known = usize::try_from(tip.height.0 - self.before.height.0).ok()?;
        self.entries.drain(..known);
        self.links.drain(..known);
        self.before = tip;
        (!self.entries.is_empty()).then_some(self)
    }

    /// This run and the one that follows it as one, under the last signature. Gives both back if they
    /// are not neighbours or would be too long together.
    pub fn join(mut self, next: SignedRun) -> Result<SignedRun, Box<(SignedRun, SignedRun)>> {
        let neighbours = self.municipality == next.municipality
            && self.feed == next.feed
            && self.signed.tip == next.before;
        let entries = self.entries.len() + next.entries.len();
        if !neighbours || entries > MAX_BUNDLE_ENTRIES || self.size() + next.size() > MAX_BUNDLE {
            return Err(Box::new((self, next)));
        }
        self.entries.extend(next.entries);
        self.links.extend(next.links);
        self.signed = next.signed;
        Ok(self)
    }

    /// Drops a body, as an erasure orders; the chain still holds.
    pub fn erase(&mut self, height: Height) {
        if let Some(entry) = self
            .entries
            .iter_mut()
            .find(|entry| entry.header.height == height)
        {
            entry.body = None;
        }
    }

    /// The bundle that carries this run.
    pub fn to_bundle(&self) -> Bundle {
        Bundle {
            municipality: self.municipality,
            feed: self.feed,
            before: self.before,
            entries: self.entries.clone(),
            signature: self.signed.signature,
        }
    }

    /// Length of the bundle in bytes.
    pub fn size(&self) -> usize {
        let bodies = self
            .entries
            .iter()
            .map(|entry| entry.body.as_ref().map_or(0, Vec::len));
        FRAME + bodies.map(|len| Header::LEN + 1 + len).sum::<usize>()
    }

    fn within_limits(self) -> Result<Self, RunError> {
        match self.entries.len() {
            count if count == 0 || count > MAX_BUNDLE_ENTRIES => Err(RunError::Count(count)),
            _ if self.size() > MAX_BUNDLE => Err(RunError::Size(self.size())),
            _ => Ok(self),
        }
    }
}
