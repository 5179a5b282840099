//! The centre's word that it holds a blob, whole and checked. Only its presence lets anybody say that a photo arrived.

use super::BlobKey;
use crate::codec::{DecodeError, Reader, Writer};
use crate::limits::WIRE_VERSION;
use crate::receipt::{Epoch, Millis};
use crate::sign::{BadSignature, Domain, KeyPair, Signature};
use loggia_schema::ids::{DeviceKey, MunicipalityId, ScopeId};

/// What the centre says of one blob (απόδειξη παραλαβής αρχείου).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobReceipt {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// The life of the centre's database: after a restore an older one proves nothing.
    pub epoch: Epoch,
    /// The scope of the document.
    pub scope: ScopeId,
    /// The blob.
    pub key: BlobKey,
    /// The centre's clock.
    pub at: Millis,
}

impl BlobReceipt {
    /// The signed receipt as it travels and is stored.
    pub fn sign(&self, keys: &KeyPair) -> Vec<u8> {
        let mut writer = self.write();
        let signature = keys.sign(Domain::BlobReceipt, writer.as_slice());
        writer.raw(&signature.0);
        writer.finish()
    }

    /// Reads a signed receipt and checks that `centre` signed it for this municipality.
    pub fn verify(
        bytes: &[u8],
        municipality: MunicipalityId,
        centre: &DeviceKey,
    ) -> Result<CheckedBlobReceipt, BlobReceiptError> {
        let (receipt, signature) = Reader::whole(bytes, |r| {
            Ok((Self::read(r)?, Signature(r.array("signature")?)))
        })?;
        if receipt.municipality != municipality {
            return Err(BlobReceiptError::Municipality(receipt.municipality));
        }
        Domain::BlobReceipt.verify(centre, receipt.write().as_slice(), &signature)?;
        Ok(CheckedBlobReceipt {
            receipt,
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
        self.key.write(&mut writer);
        writer.u64(self.at.0);
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
        Ok(BlobReceipt {
            municipality: reader.municipality()?,
            epoch: Epoch(reader.u32("epoch")?),
            scope: reader.scope()?,
            key: BlobKey::read(reader)?,
            at: Millis(reader.u64("time")?),
        })
    }
}

/// Why bytes are not a receipt of a blob. Always the fault of whoever sent them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobReceiptError {
    /// The bytes are not a receipt.
    #[error("not a receipt of a blob: {0}")]
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
pub struct CheckedBlobReceipt {
    receipt: BlobReceipt,
    bytes: Vec<u8>,
}

impl CheckedBlobReceipt {
    /// The signed bytes, as they are stored and can be shown to anyone.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the signer said.
    pub const fn receipt(&self) -> &BlobReceipt {
        &self.receipt
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_schema::ids::{BlobId, DocId};

    #[test]
    fn a_receipt_of_another_centre_or_another_blob_proves_nothing() {
        let (centre, other) = (KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[2; 32]));
        let receipt = BlobReceipt {
            municipality: MunicipalityId(7),
            epoch: Epoch(1),
            scope: ScopeId([3; 16]),
            key: BlobKey {
                doc: DocId([4; 16]),
                blob: BlobId([5; 32]),
            },
            at: Millis(6),
        };
        let bytes = receipt.sign(&centre);
        let read = |bytes: &[u8], town, key: &KeyPair| {
            BlobReceipt::verify(bytes, MunicipalityId(town), &key.public())
        };
        assert_eq!(*read(&bytes, 7, &centre).unwrap().receipt(), receipt);
        assert_eq!(
            read(&bytes, 7, &other),
            Err(BlobReceiptError::Signature(BadSignature))
        );
        assert_eq!(
            read(&bytes, 8, &centre),
            Err(BlobReceiptError::Municipality(MunicipalityId(7)))
        );
        for at in 0..bytes.len() {
            let mut harmed = bytes.clone();
            harmed[at] ^= 1;
            assert!(read(&harmed, 7, &centre).is_err(), "byte {at}");
        }
    }
}
