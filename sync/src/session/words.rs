//! The larger words of a session: who speaks, what it holds, how that compares.

use crate::codec::{DecodeError, Reader, Writer};
use crate::frontier::FrontierDigest;
use crate::identity::SignedCertificate;
use crate::limits::MAX_SHORT_TEXT;
use crate::receipt::ReceiptState;
use loggia_schema::ids::{Commit, DeviceKey, MunicipalityId, ScopeId};

const MAX_NEXT_KEY: usize = 256;

/// What the initiator wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// To sync.
    Sync,
    /// To enrol a new device.
    Enrol,
}

/// The initiator's first word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// The lowest wire version it speaks.
    pub wire_min: u16,
    /// The highest wire version it speaks.
    pub wire_max: u16,
    /// What it can ([`super::message::CAN_ZSTD`]); unknown bits are ignored.
    pub can: u32,
    /// Its municipality; `None` while it enrols.
    pub municipality: Option<MunicipalityId>,
    /// Its key, proven by PROOF.
    pub device: DeviceKey,
    /// Fresh random bytes.
    pub nonce: [u8; 32],
    /// What it wants.
    pub want: Want,
    /// Name and version of the program, for logs.
    pub program: String,
}

/// The responder's first word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The wire version both will speak.
    pub wire: u16,
    /// What both can.
    pub can: u32,
    /// Fresh random bytes.
    pub nonce: [u8; 32],
    /// The root's word for the centre's key.
    pub certificate: SignedCertificate,
    /// The centre's word for its next key, if there is one.
    pub next_key: Option<Vec<u8>>,
    /// Name and version of the program, for logs.
    pub program: String,
}

/// What the initiator holds of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeSummary {
    /// The scope.
    pub scope: ScopeId,
    /// The digest of its frontier.
    pub frontier: FrontierDigest,
    /// The newest checkpoint from which it can take a difference.
    pub checkpoint: Option<FrontierDigest>,
    /// The commit its records are at.
    pub records: Commit,
    /// The state its stored receipt speaks of.
    pub receipt: Option<ReceiptState>,
}

/// How the responder stands to a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeState {
    /// The frontiers are equal: no entries will be exchanged unless the centre's own grow now.
    Same,
    /// They differ: FRONTIER follows.
    Differs,
    /// The device may not sync this scope.
    Foreign,
    /// The device is revoked: it may hand in its own entries; FRONTIER follows.
    HandIn,
}

impl Hello {
    pub(super) fn write(&self, w: &mut Writer) {
        w.u16(self.wire_min).u16(self.wire_max).u32(self.can);
        w.option(self.municipality.as_ref(), |w, id| {
            w.municipality(*id);
        });
        w.device(&self.device).raw(&self.nonce);
        w.u8(match self.want {
            Want::Sync => 1,
            Want::Enrol => 2,
        });
        w.text(&self.program);
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Hello {
            wire_min: r.u16("lowest wire version")?,
            wire_max: r.u16("highest wire version")?,
            can: r.u32("capabilities")?,
            municipality: r.option("municipality", Reader::municipality)?,
            device: r.device()?,
            nonce: r.array("nonce")?,
            want: match r.u8("want")? {
                1 => Want::Sync,
                2 => Want::Enrol,
                value => {
                    return Err(DecodeError::Unknown {
                        field: "want",
                        value: value.into(),
                    });
                }
            },
            program: r.text(MAX_SHORT_TEXT, "program")?,
        })
    }
}

impl Welcome {
    pub(super) fn write(&self, w: &mut Writer) {
        w.u16(self.wire).u32(self.can).raw(&self.nonce);
        self.certificate.write(w);
        w.option(self.next_key.as_ref(), |w, bytes| {
            w.bytes(bytes);
        });
        w.text(&self.program);
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Welcome {
            wire: r.u16("wire version")?,
            can: r.u32("capabilities")?,
            nonce: r.array("nonce")?,
            certificate: SignedCertificate::read(r)?,
            next_key: r.option("next key", |r| {
                Ok(r.bytes(MAX_NEXT_KEY, "next key")?.to_vec())
            })?,
            program: r.text(MAX_SHORT_TEXT, "program")?,
        })
    }
}

impl ScopeSummary {
    pub(super) fn write(&self, w: &mut Writer) {
        w.scope(&self.scope).raw(&self.frontier.0);
        w.option(self.checkpoint.as_ref(), |w, digest| {
            w.raw(&digest.0);
        });
        w.commit(self.records);
        w.option(self.receipt.as_ref(), |w, state| {
            w.raw(&state.0);
        });
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(ScopeSummary {
            scope: r.scope()?,
            frontier: FrontierDigest(r.array("frontier")?),
            checkpoint: r.option("checkpoint", |r| r.array("checkpoint").map(FrontierDigest))?,
            records: r.commit()?,
            receipt: r.option("receipt", |r| r.array("receipt").map(ReceiptState))?,
        })
    }
}

impl ScopeState {
    pub(super) const fn to_byte(self) -> u8 {
        match self {
            ScopeState::Same => 1,
            ScopeState::Differs => 2,
            ScopeState::Foreign => 3,
            ScopeState::HandIn => 4,
        }
    }

    pub(super) fn from_byte(byte: u8) -> Result<Self, DecodeError> {
        Ok(match byte {
            1 => ScopeState::Same,
            2 => ScopeState::Differs,
            3 => ScopeState::Foreign,
            4 => ScopeState::HandIn,
            value => {
                return Err(DecodeError::Unknown {
                    field: "state",
                    value: value.into(),
                });
            }
        })
    }
}
