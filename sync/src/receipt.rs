//! A receipt: the centre's word that it holds what it was given, and how much of that is backed up.
//!
//! Only a stored receipt lets the app say «στο Κέντρο». The receipt names for each feed of a scope the
//! tip the centre holds, and the tip that is also in its last backup: a node keeps signed bundles above
//! the backed-up tip, so that a centre restored from that backup can be given back the rest. The
//! [`Epoch`] rises whenever the centre was restored; receipts of an older epoch promise nothing above
//! what their backup held. The time in a receipt is the latest time that a node can prove.
//!
//! [`CheckedReceipt`] has private fields and comes only out of [`Receipt::verify`]. Bytes: docs/formats/receipt.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::{FeedId, Tip};
use crate::frontier::{Frontier, FrontierDigest, read_tips, write_tips};
use crate::limits::WIRE_VERSION;
use crate::sign::{BadSignature, Context, Domain, KeyPair, Signature};
use loggia_schema::ids::{DeviceKey, Height, MunicipalityId, ScopeId};

/// A life of the centre's database: rises at every restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Epoch(pub u32);

/// Milliseconds since 1970-01-01T00:00Z. A claim of whoever writes it; never decides what is correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub u64);

/// The digest of what a receipt vouches for, without its time: two receipts of one state say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptState(pub [u8; 32]);

/// What the centre says before it signs, and what a node reads before it checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// The life of the centre's database.
    pub epoch: Epoch,
    /// The scope it speaks of.
    pub scope: ScopeId,
    /// The centre's clock when it signed.
    pub at: Millis,
    /// The digest of the feeds that were sealed and folded away; of the empty frontier if none were.
    pub checkpoint: FrontierDigest,
    /// Every other feed and how far the centre holds it.
    pub held: Frontier,
    /// How far the last backup holds them.
    pub backed_up: Frontier,
}

impl Receipt {
    /// The digest of everything but the time.
    pub fn state(&self) -> ReceiptState {
        let timeless = Receipt {
            at: Millis(0),
            ..self.clone()
        };
        ReceiptState(Context::ReceiptState.hash(&[timeless.write().as_slice()]))
    }

    /// The signed receipt as it travels and is stored.
    pub fn sign(&self, keys: &KeyPair) -> Vec<u8> {
        let mut writer = self.write();
        let signature = keys.sign(Domain::Receipt, writer.as_slice());
        writer.raw(&signature.0);
        writer.finish()
    }

    /// Reads a signed receipt and checks that `centre` signed it for this municipality.
    pub fn verify(
        bytes: &[u8],
        municipality: MunicipalityId,
        centre: &DeviceKey,
    ) -> Result<CheckedReceipt, ReceiptError> {
        let (receipt, signature) = Reader::whole(bytes, |r| {
            Ok((Self::read(r)?, Signature(r.array("signature")?)))
        })?;
        if receipt.municipality != municipality {
            return Err(ReceiptError::Municipality(receipt.municipality));
        }
        Domain::Receipt.verify(centre, receipt.write().as_slice(), &signature)?;
        Ok(CheckedReceipt {
            receipt,
            signer: *centre,
            bytes: bytes.to_vec(),
        })
    }

    fn write(&self) -> Writer {
        let mut writer = Writer::new();
        writer
            .u16(WIRE_VERSION)
            .municipality(self.municipality)
            .u32(self.epoch.0)
            .scope(&self.scope);
        writer.u64(self.at.0).raw(&self.checkpoint.0);
        let tips = |frontier: &Frontier| {
            frontier
                .iter()
                .map(|(feed, tip)| (*feed, *tip))
                .collect::<Vec<_>>()
        };
        write_tips(&mut writer, &tips(&self.held));
        write_tips(&mut writer, &tips(&self.backed_up));
        writer
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u16("wire version")? {
            WIRE_VERSION => {}
            value => {
                return Err(DecodeError::Unknown {
                    field: "wire version",
                    value: value.into(),
                });
            }
        }
        let receipt = Receipt {
            municipality: reader.municipality()?,
            epoch: Epoch(reader.u32("epoch")?),
            scope: reader.scope()?,
            at: Millis(reader.u64("time")?),
            checkpoint: FrontierDigest(reader.array("checkpoint")?),
            held: read_tips(reader)?.into_iter().collect(),
            backed_up: read_tips(reader)?.into_iter().collect(),
        };
        let foreign =
            |frontier: &Frontier| frontier.iter().any(|(feed, _)| feed.scope != receipt.scope);
        if foreign(&receipt.held) || foreign(&receipt.backed_up) {
            return Err(DecodeError::Malformed("scope of a feed"));
        }
        let above = |(feed, tip): (&FeedId, &Tip)| tip.height > receipt.held.height(feed);
        if receipt.backed_up.iter().any(above) {
            return Err(DecodeError::Malformed("backed-up height"));
        }
        Ok(receipt)
    }
}

/// Why bytes are not a receipt. Always the fault of whoever sent them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The bytes are not a receipt.
    #[error("not a receipt: {0}")]
    Decode(#[from] DecodeError),
    /// Another municipality's receipt.
    #[error("of municipality {}", .0.0)]
    Municipality(MunicipalityId),
    /// Not signed by the expected key.
    #[error(transparent)]
    Signature(#[from] BadSignature),
}

/// A receipt whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedReceipt {
    receipt: Receipt,
    signer: DeviceKey,
    bytes: Vec<u8>,
}

impl CheckedReceipt {
    /// What it says.
    pub const fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// Who signed it.
    pub const fn signer(&self) -> &DeviceKey {
        &self.signer
    }

    /// The signed bytes, as they are stored.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the signer holds this entry: «στο Κέντρο».
    pub fn covers(&self, feed: &FeedId, height: Height) -> bool {
        height <= self.receipt.held.height(feed)
    }

    /// Whether this entry is also in the signer's last backup.
    pub fn backed_up(&self, feed: &FeedId, height: Height) -> bool {
        height <= self.receipt.backed_up.height(feed)
    }
}
