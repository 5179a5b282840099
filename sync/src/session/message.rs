//! Everything two sessions say to each other, one enum, one byte of tag each.
//!
//! A frame is `encoding u8 ‖ payload`: encoding 0 is a message as it is, 1 is zstd over it with its plain
//! length in front, used only for bundles and records and only if both sides said they know it. The
//! transcript that both sides sign is over plain HELLO and WELCOME, which are never compressed.
//! Bytes: docs/formats/session.md.

pub use super::words::{Hello, ScopeState, ScopeSummary, Want, Welcome};

use crate::blob::{BlobKey, BlobList};
use crate::codec::{DecodeError, Reader, Writer};
use crate::enrol::{EnrolRequest, Enrolled};
use crate::feed::{FeedId, SignedTip, Tip};
use crate::frontier::{FrontierDiff, FrontierDigest};
use crate::limits::{
    BLOB_CHUNK, MAX_BLOBS_NAMED, MAX_BUNDLE, MAX_FRAME, MAX_FRAME_UNPROVEN, MAX_RECORD_BATCH,
    MAX_SCOPES,
};
use crate::receipt::Millis;
use crate::sign::Signature;
use loggia_schema::ids::ScopeId;
use loggia_schema::message::Code;

/// The capability bit of zstd frames.
pub const CAN_ZSTD: u32 = 1;
/// The capability bit of blobs: messages 18 to 23.
pub const CAN_BLOBS: u32 = 2;
/// Longest receipt of a blob, in bytes.
const MAX_BLOB_RECEIPT: usize = 256;
/// Longest receipt, in bytes.
const MAX_RECEIPT: usize = 8 << 20;
const LEVEL: i32 = 3;
/// Shorter messages are not worth compressing.
const WORTH: usize = 512;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Initiator: who I am and what I want.
    Hello(Hello),
    /// Responder: who I am, under which root.
    Welcome(Welcome),
    /// Both: the signature over the transcript.
    Proof(Signature),
    /// Initiator: what I hold.
    Summary(Vec<ScopeSummary>),
    /// Responder: how that compares, which scopes the device may hold, and the time.
    Answer {
        /// For each scope of the summary.
        states: Vec<(ScopeId, ScopeState)>,
        /// Every scope the device may hold.
        granted: Vec<ScopeId>,
        /// The responder's clock.
        at: Millis,
    },
    /// Both: how far I hold the feeds of a scope.
    Frontier {
        /// The scope.
        scope: ScopeId,
        /// The frontier.
        diff: FrontierDiff,
    },
    /// Both: a bundle (`crate::bundle`).
    Bundle(Vec<u8>),
    /// Both: I refused a bundle of this feed and shall refuse what follows it.
    BundleRefused {
        /// The feed.
        feed: FeedId,
        /// Why.
        code: Code,
    },
    /// Both: of this feed I hold another branch, signed by its device.
    Fork {
        /// The feed.
        feed: FeedId,
        /// My branch.
        tip: SignedTip,
    },
    /// Initiator: everything of this scope is handed over.
    Sent {
        /// The scope.
        scope: ScopeId,
        /// There was more than the budget allowed.
        more: bool,
    },
    /// Responder: a batch of records (`crate::records`).
    Records(Vec<u8>),
    /// Responder: a receipt (`crate::receipt`).
    Receipt(Vec<u8>),
    /// Responder: come back after so many milliseconds.
    Busy(Millis),
    /// Both: I end this session.
    Refused(Code),
    /// Responder: everything is handed over, and the digests I now hold. Initiator: everything is
    /// durable, and the digests on which we agree.
    Done {
        /// The scopes and their digests.
        digests: Vec<(ScopeId, FrontierDigest)>,
        /// There was more than the budget allowed.
        more: bool,
    },
    /// Initiator: register me.
    Enrol {
        /// The request.
        request: EnrolRequest,
        /// The proof that I know the code.
        proof: [u8; 32],
    },
    /// Responder: you are registered.
    Enrolled(Enrolled),
    /// Initiator: blobs I hold whole, with their lengths, and blobs I want, from a chunk on.
    Blobs {
        /// What I hold and you may not.
        held: Vec<(BlobKey, u64)>,
        /// What I want.
        wanted: Vec<(BlobKey, u32)>,
    },
    /// Responder: send me this blob from this chunk on.
    BlobWant {
        /// The blob.
        key: BlobKey,
        /// The first chunk I lack.
        from: u32,
    },
    /// Both: the chunks of a blob you asked for.
    BlobList {
        /// The blob.
        key: BlobKey,
        /// Its list.
        list: BlobList,
    },
    /// Both: one chunk of it.
    BlobChunk {
        /// The blob.
        key: BlobKey,
        /// Which chunk, from 0.
        index: u32,
        /// The chunk.
        bytes: Vec<u8>,
    },
    /// Responder: a receipt of a blob (`crate::blob`).
    BlobReceipt(Vec<u8>),
    /// Both: I will not take, or not give, this blob.
    BlobRefused {
        /// The blob.
        key: BlobKey,
        /// Why.
        code: Code,
    },
}

/// The names of the messages, in the order of their tags from 1.
pub const NAMES: [&str; 23] = [
    "HELLO",
    "WELCOME",
    "PROOF",
    "SUMMARY",
    "ANSWER",
    "FRONTIER",
    "BUNDLE",
    "BUNDLE_REFUSED",
    "FORK",
    "SENT",
    "RECORDS",
    "RECEIPT",
    "BUSY",
    "REFUSED",
    "DONE",
    "ENROL",
    "ENROLLED",
    "BLOBS",
    "BLOB_WANT",
    "BLOB_LIST",
    "BLOB_CHUNK",
    "BLOB_RECEIPT",
    "BLOB_REFUSED",
];

impl Message {
    /// The first byte of the message.
    pub const fn tag(&self) -> u8 {
        match self {
            Message::Hello(_) => 1,
            Message::Welcome(_) => 2,
            Message::Proof(_) => 3,
            Message::Summary(_) => 4,
            Message::Answer { .. } => 5,
            Message::Frontier { .. } => 6,
            Message::Bundle(_) => 7,
            Message::BundleRefused { .. } => 8,
            Message::Fork { .. } => 9,
            Message::Sent { .. } => 10,
            Message::Records(_) => 11,
            Message::Receipt(_) => 12,
            Message::Busy(_) => 13,
            Message::Refused(_) => 14,
            Message::Done { .. } => 15,
            Message::Enrol { .. } => 16,
            Message::Enrolled(_) => 17,
            Message::Blobs { .. } => 18,
            Message::BlobWant { .. } => 19,
            Message::BlobList { .. } => 20,
            Message::BlobChunk { .. } => 21,
            Message::BlobReceipt(_) => 22,
            Message::BlobRefused { .. } => 23,
        }
    }

    /// The name in the drawing, for traces.
    pub fn name(&self) -> &'static str {
        NAMES
            .get(usize::from(self.tag()) - 1)
            .copied()
            .unwrap_or("?")
    }

    /// The plain bytes: the tag and the fields.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.u8(self.tag());
        match self {
            Message::Hello(hello) => hello.write(&mut w),
            Message::Welcome(welcome) => welcome.write(&mut w),
            Message::Proof(signature) => {
                w.raw(&signature.0);
            }
            Message::Summary(scopes) => {
                w.list(scopes, |w, scope| scope.write(w));
            }
            Message::Answer {
                states,
                granted,
                at,
            } => {
                w.list(states, |w, (scope, state)| {
                    w.scope(scope).u8(state.to_byte());
                });
                w.list(granted, |w, scope| {
                    w.scope(scope);
                });
                w.u64(at.0);
            }
            Message::Frontier { scope, diff } => diff.write(w.scope(scope)),
            Message::Bundle(bytes)
            | Message::Records(bytes)
            | Message::Receipt(bytes)
            | Message::BlobReceipt(bytes) => {
                w.raw(bytes);
            }
            Message::BundleRefused { feed, code } => {
                feed.write(&mut w);
                w.u16(code.number());
            }
            Message::Fork { feed, tip } => {
                feed.write(&mut w);
                tip.tip.write(&mut w);
                w.raw(&tip.signature.0);
            }
            Message::Sent { scope, more } => {
                w.scope(scope).bool(*more);
            }
            Message::Busy(retry) => {
                w.u64(retry.0);
            }
            Message::Refused(code) => {
                w.u16(code.number());
            }
            Message::Done { digests, more } => {
                w.list(digests, |w, (scope, digest)| {
                    w.scope(scope).raw(&digest.0);
                });
                w.bool(*more);
            }
            Message::Enrol { request, proof } => {
                w.raw(&request.encode()).raw(proof);
            }
            Message::Enrolled(enrolled) => enrolled.write(&mut w),
            Message::Blobs { held, wanted } => {
                w.list(held, |w, (key, bytes)| {
                    key.write(w);
                    w.u64(*bytes);
                });
                w.list(wanted, |w, (key, from)| {
                    key.write(w);
                    w.u32(*from);
                });
            }
            Message::BlobWant { key, from } => {
                key.write(&mut w);
                w.u32(*from);
            }
            Message::BlobList { key, list } => {
                key.write(&mut w);
                list.write(&mut w);
            }
            Message::BlobChunk { key, index, bytes } => {
                key.write(&mut w);
                w.u32(*index).raw(bytes);
            }
            Message::BlobRefused { key, code } => {
                key.write(&mut w);
                w.u16(code.number());
            }
        }
        w.finish()
    }

    /// Reads the plain bytes of a message.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Reader::whole(bytes, |r| {
            let tag = r.u8("tag")?;
            Self::read(tag, r)
        })
    }

    fn read(tag: u8, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match tag {
            1 => Message::Hello(Hello::read(r)?),
            2 => Message::Welcome(Welcome::read(r)?),
            3 => Message::Proof(Signature(r.array("signature")?)),
            4 => Message::Summary(rising(
                r.list(MAX_SCOPES, 58, "scopes", ScopeSummary::read)?,
                |s| s.scope,
            )?),
            5 => Message::Answer {
                states: rising(
                    r.list(MAX_SCOPES, 17, "states", |r| {
                        Ok((r.scope()?, ScopeState::from_byte(r.u8("state")?)?))
                    })?,
                    |state| state.0,
                )?,
                granted: rising(r.list(MAX_SCOPES, 16, "granted", |r| r.scope())?, |scope| {
                    *scope
                })?,
                at: Millis(r.u64("time")?),
            },
            6 => Message::Frontier {
                scope: r.scope()?,
                diff: FrontierDiff::read(r)?,
            },
            7 => Message::Bundle(blob(r, MAX_BUNDLE, "bundle")?),
            8 => Message::BundleRefused {
                feed: FeedId::read(r)?,
                code: Code::new(r.u16("code")?),
            },
            9 => Message::Fork {
                feed: FeedId::read(r)?,
                tip: SignedTip {
                    tip: Tip::read(r)?,
                    signature: Signature(r.array("signature")?),
                },
            },
            10 => Message::Sent {
                scope: r.scope()?,
                more: r.bool("more")?,
            },
            11 => Message::Records(blob(r, MAX_RECORD_BATCH, "records")?),
            12 => Message::Receipt(blob(r, MAX_RECEIPT, "receipt")?),
            13 => Message::Busy(Millis(r.u64("retry")?)),
            14 => Message::Refused(Code::new(r.u16("code")?)),
            15 => Message::Done {
                digests: rising(
                    r.list(MAX_SCOPES, 48, "digests", |r| {
                        Ok((r.scope()?, FrontierDigest(r.array("digest")?)))
                    })?,
                    |digest| digest.0,
                )?,
                more: r.bool("more")?,
            },
            16 => Message::Enrol {
                request: EnrolRequest::read(r)?,
                proof: r.array("proof")?,
            },
            17 => Message::Enrolled(Enrolled::read(r)?),
            18 => Message::Blobs {
                held: rising_blobs(r.list(MAX_BLOBS_NAMED, 56, "blobs", |r| {
                    Ok((BlobKey::read(r)?, r.u64("length of a blob")?))
                })?)?,
                wanted: rising_blobs(r.list(MAX_BLOBS_NAMED, 52, "blobs", |r| {
                    Ok((BlobKey::read(r)?, r.u32("chunk")?))
                })?)?,
            },
            19 => Message::BlobWant {
                key: BlobKey::read(r)?,
                from: r.u32("chunk")?,
            },
            20 => Message::BlobList {
                key: BlobKey::read(r)?,
                list: BlobList::read(r)?,
            },
            21 => Message::BlobChunk {
                key: BlobKey::read(r)?,
                index: r.u32("chunk")?,
                bytes: blob(r, BLOB_CHUNK, "chunk")?,
            },
            22 => Message::BlobReceipt(blob(r, MAX_BLOB_RECEIPT, "receipt")?),
            23 => Message::BlobRefused {
                key: BlobKey::read(r)?,
                code: Code::new(r.u16("code")?),
            },
            value => {
                return Err(DecodeError::Unknown {
                    field: "tag",
                    value: value.into(),
                });
            }
        })
    }

    /// The frame that carries the message; compressed if the peer can read that and it pays.
    pub fn to_frame(&self, zstd: bool) -> Vec<u8> {
        let plain = self.encode();
        let bulky =
            matches!(self, Message::Bundle(_) | Message::Records(_)) && plain.len() >= WORTH;
        if zstd
            && bulky
            && let Ok(packed) = zstd::bulk::compress(&plain, LEVEL)
            && packed.len() + 4 < plain.len()
        {
            let mut writer = Writer::new();
            writer.u8(1).len(plain.len()).raw(&packed);
            return writer.finish();
        }
        [&[0], plain.as_slice()].concat()
    }

    /// Reads a frame. Never unpacks more than a frame may hold.
    pub fn from_frame(frame: &[u8], zstd: bool) -> Result<Self, DecodeError> {
        if frame.len() > MAX_FRAME {
            let (value, limit) = (frame.len() as u64, MAX_FRAME as u64);
            return Err(DecodeError::TooLong {
                field: "frame",
                value,
                limit,
            });
        }
        let mut reader = Reader::new(frame);
        match reader.u8("encoding")? {
            0 => Self::decode(reader.rest()),
            1 if zstd => {
                let len = reader.len(MAX_FRAME, "plain length")?;
                let plain = zstd::bulk::decompress(reader.rest(), len)
                    .map_err(|_| DecodeError::Malformed("zstd"))?;
                match plain.len() == len {
                    true => Self::decode(&plain),
                    false => Err(DecodeError::Malformed("plain length")),
                }
            }
            value => Err(DecodeError::Unknown {
                field: "encoding",
                value: value.into(),
            }),
        }
    }
}

/// The longest frame a carrier should read: small until the peer has proven who it is.
pub const fn frame_limit(proven: bool) -> usize {
    if proven {
        MAX_FRAME
    } else {
        MAX_FRAME_UNPROVEN
    }
}

fn blob(
    reader: &mut Reader<'_>,
    limit: usize,
    field: &'static str,
) -> Result<Vec<u8>, DecodeError> {
    match reader.remaining() {
        len if len > limit => Err(DecodeError::TooLong {
            field,
            value: len as u64,
            limit: limit as u64,
        }),
        _ => Ok(reader.rest().to_vec()),
    }
}

fn rising_blobs<T>(items: Vec<(BlobKey, T)>) -> Result<Vec<(BlobKey, T)>, DecodeError> {
    match items.windows(2).all(|pair| pair[0].0 < pair[1].0) {
        true => Ok(items),
        false => Err(DecodeError::Order("blobs")),
    }
}

fn rising<T>(items: Vec<T>, scope: impl Fn(&T) -> ScopeId) -> Result<Vec<T>, DecodeError> {
    match items
        .windows(2)
        .all(|pair| scope(&pair[0]) < scope(&pair[1]))
    {
        true => Ok(items),
        false => Err(DecodeError::Order("scopes")),
    }
}
