//! A sealed parcel: bundles and other payloads that somebody else carries without reading them.
//!
//! A LAN relay or a USB stick brings what a device packed for one receiver: the content is sealed to the
//! receiver's key (HPKE) and the whole is signed by the sender, over the sealed bytes, so a carrier can
//! check who sent it and for whom, and nothing more. Opening gives the frames that the session would
//! have said; each still goes through its own gate. Bytes: docs/formats/parcel.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::limits::{MAX_FRAME, WIRE_VERSION};
use crate::seal::{Purpose, SealError, SealPublic, SealSecret, open, seal};
use crate::sign::{BadSignature, Domain, KeyPair, Signature};
use loggia_schema::ids::{DeviceKey, MunicipalityId};
use rand::CryptoRng;

const MAGIC: [u8; 4] = *b"LGP1";
/// Most payloads in one parcel.
const MAX_PAYLOADS: usize = 1_024;

/// The outside of a parcel, which every carrier may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Who packed and signed it.
    pub from: DeviceKey,
    /// The key that opens it.
    pub to: SealPublic,
}

/// Why a parcel is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParcelError {
    /// The bytes are not a parcel.
    #[error("not a parcel: {0}")]
    Decode(#[from] DecodeError),
    /// Its sender did not sign it.
    #[error(transparent)]
    Signature(#[from] BadSignature),
    /// It cannot be opened or closed with these keys.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Packs payloads for one receiver.
pub fn pack(
    municipality: MunicipalityId,
    from: &KeyPair,
    to: &SealPublic,
    payloads: &[Vec<u8>],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, ParcelError> {
    let mut inner = Writer::new();
    inner.list(payloads, |w, payload| {
        w.bytes(payload);
    });
    let label = Label {
        municipality,
        from: from.public(),
        to: *to,
    };
    let mut writer = label.write();
    let sealed = seal(
        to,
        Purpose::Parcel,
        writer.as_slice(),
        inner.as_slice(),
        rng,
    )?;
    writer.bytes(&sealed);
    let signature = from.sign(Domain::Parcel, writer.as_slice());
    writer.raw(&signature.0);
    let bytes = writer.finish();
    if bytes.len() > MAX_FRAME {
        let (value, limit) = (bytes.len() as u64, MAX_FRAME as u64);
        return Err(DecodeError::TooLong {
            field: "parcel",
            value,
            limit,
        }
        .into());
    }
    Ok(bytes)
}

/// What a carrier can check: form, sender's signature, receiver.
pub fn inspect(bytes: &[u8]) -> Result<Label, ParcelError> {
    Ok(read(bytes)?.0)
}

/// Opens a parcel that is for us.
pub fn unpack(bytes: &[u8], with: &SealSecret) -> Result<(Label, Vec<Vec<u8>>), ParcelError> {
    let (label, sealed) = read(bytes)?;
    let inner = open(with, Purpose::Parcel, label.write().as_slice(), sealed)?;
    let payloads = Reader::whole(&inner, |r| {
        r.list(MAX_PAYLOADS, 4, "payloads", |r| {
            Ok(r.bytes(MAX_FRAME, "payload")?.to_vec())
        })
    })?;
    Ok((label, payloads))
}

fn read(bytes: &[u8]) -> Result<(Label, &[u8]), ParcelError> {
    let (label, sealed, signature) = Reader::whole(bytes, |r| {
        let label = Label::read(r)?;
        Ok((
            label,
            r.bytes(MAX_FRAME, "sealed")?,
            Signature(r.array("signature")?),
        ))
    })?;
    let signed = bytes.len().saturating_sub(signature.0.len());
    Domain::Parcel.verify(&label.from, &bytes[..signed], &signature)?;
    Ok((label, sealed))
}

impl Label {
    fn write(&self) -> Writer {
        let mut writer = Writer::new();
        writer
            .raw(&MAGIC)
            .u16(WIRE_VERSION)
            .municipality(self.municipality);
        writer.device(&self.from).raw(&self.to.0);
        writer
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
        Ok(Label {
            municipality: reader.municipality()?,
            from: reader.device()?,
            to: SealPublic(reader.array("receiver")?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    #[test]
    fn only_the_receiver_opens_and_every_carrier_can_check() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let from = KeyPair::generate(&mut rng);
        let (to, other) = (
            SealSecret::generate(&mut rng),
            SealSecret::generate(&mut rng),
        );
        let payloads = vec![b"one".to_vec(), Vec::new()];
        let parcel = pack(MunicipalityId(7), &from, &to.public(), &payloads, &mut rng).unwrap();
        assert_eq!(inspect(&parcel).unwrap().from, from.public());
        assert_eq!(unpack(&parcel, &to).unwrap().1, payloads);
        assert_eq!(
            unpack(&parcel, &other),
            Err(ParcelError::Seal(SealError::Closed))
        );
        assert!(!parcel.windows(3).any(|window| window == b"one"));
        for at in 0..parcel.len() {
            let mut changed = parcel.clone();
            changed[at] ^= 1;
            assert!(inspect(&changed).is_err(), "byte {at}");
        }
    }
}
