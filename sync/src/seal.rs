//! Sealing: bytes that only the holder of one key can open (HPKE, RFC 9180).
//!
//! One suite, named in one byte so that another can follow: X25519, HKDF-SHA256, ChaCha20-Poly1305, base
//! mode. Used for a node's store key, sealed to the municipality's recovery key at enrolment, and for
//! [`crate::parcel`]s that others carry. The purpose and what is sealed for whom are bound in: bytes
//! sealed as a store key cannot be opened as a parcel. Bytes: docs/formats/seal.md.

use crate::codec::{DecodeError, Reader, Writer};
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use rand::CryptoRng;
use std::fmt;
use zeroize::Zeroizing;

type Aead = hpke::aead::ChaCha20Poly1305;
type Kdf = hpke::kdf::HkdfSha256;
type Kem = hpke::kem::X25519HkdfSha256;

const SUITE: u8 = 1;
const ENCAPPED: usize = 32;
const TAG: usize = 16;

/// What is sealed. Bound into the encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The key of a node's store, for the municipality to give back over the telephone.
    StoreKey,
    /// The content of a parcel.
    Parcel,
}

impl Purpose {
    const fn info(self) -> &'static [u8] {
        match self {
            Purpose::StoreKey => b"loggia sealed store key v1",
            Purpose::Parcel => b"loggia sealed parcel v1",
        }
    }
}

/// The public key to which something is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealPublic(pub [u8; 32]);

/// The key that opens. Its bytes are wiped when dropped.
#[derive(Clone)]
pub struct SealSecret(Zeroizing<[u8; 32]>);

impl SealSecret {
    /// A new key from the caller's randomness.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        SealSecret(seed)
    }

    /// A key out of a store.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        SealSecret(Zeroizing::new(bytes))
    }

    /// The bytes, for a store to keep encrypted.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public half.
    pub fn public(&self) -> SealPublic {
        let (_, public) = self.pair();
        SealPublic(public.to_bytes().into())
    }

    fn pair(
        &self,
    ) -> (
        <Kem as hpke::Kem>::PrivateKey,
        <Kem as hpke::Kem>::PublicKey,
    ) {
        Kem::derive_keypair(self.0.as_slice())
    }
}

impl fmt::Debug for SealSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealSecret({:?})", self.public())
    }
}

/// Why sealed bytes stay closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes are not sealed bytes.
    #[error("not sealed bytes: {0}")]
    Decode(#[from] DecodeError),
    /// The public key is not one, so nothing can be sealed to it.
    #[error("not a public key")]
    Key,
    /// Sealed to another key, for another purpose or context, or changed on the way.
    #[error("sealed for another, or changed on the way")]
    Closed,
}

/// Seals `plain` to `to`. `context` must be given again to open: who seals for whom.
pub fn seal(
    to: &SealPublic,
    purpose: Purpose,
    context: &[u8],
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let to = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0).map_err(|_| SealError::Key)?;
    let (encapped, sealed) = hpke::single_shot_seal_with_rng::<Aead, Kdf, Kem>(
        &OpModeS::Base,
        &to,
        purpose.info(),
        plain,
        context,
        rng,
    )
    .map_err(|_| SealError::Key)?;
    let mut writer = Writer::new();
    writer.u8(SUITE).raw(&encapped.to_bytes()).raw(&sealed);
    Ok(writer.finish())
}

/// Opens what was sealed for this key, purpose and context.
pub fn open(
    with: &SealSecret,
    purpose: Purpose,
    context: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut reader = Reader::new(sealed);
    match reader.u8("suite")? {
        SUITE => {}
        value => {
            return Err(DecodeError::Unknown {
                field: "suite",
                value: value.into(),
            }
            .into());
        }
    }
    let encapped = reader.take(ENCAPPED, "encapsulated key")?;
    if reader.remaining() < TAG {
        return Err(DecodeError::Short("sealed bytes").into());
    }
    let encapped =
        <Kem as hpke::Kem>::EncappedKey::from_bytes(encapped).map_err(|_| SealError::Closed)?;
    let (secret, _) = with.pair();
    hpke::single_shot_open::<Aead, Kdf, Kem>(
        &OpModeR::Base,
        &secret,
        &encapped,
        purpose.info(),
        reader.rest(),
        context,
    )
    .map(Zeroizing::new)
    .map_err(|_| SealError::Closed)
}
