//! Hashes and signatures: every domain of the project's cryptography stands in this file.
//!
//! A hash or a signature made for one purpose must never be taken for another, so each purpose has its
//! own tag: hashes are BLAKE3 in derive-key mode under a [`Context`], signatures are Ed25519 over
//! `tag ‖ 0 ‖ message` under a [`Domain`]. Verification is strict (small-order keys and mauled
//! signatures are refused): two programs must agree on what is valid, always.

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use loggia_schema::ids::DeviceKey;
use rand::CryptoRng;
use std::fmt;
use zeroize::Zeroizing;

/// What a hash is for. The text is hashed with the data and is part of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The first link of a feed.
    Feed,
    /// Each further link.
    Link,
    /// The key of a body's hash.
    BodyKey,
    /// The digest of a frontier.
    Frontier,
    /// What a receipt vouches for, without its time.
    ReceiptState,
    /// The short tag printed on a paper.
    EntryTag,
    /// The fingerprint of the municipality's root key.
    RootFingerprint,
    /// The transcript that both sides of a session sign.
    Transcript,
    /// The name under which the centre finds a one-time code.
    EnrolId,
    /// The key with which knowledge of a one-time code is proven.
    EnrolKey,
    /// The check symbols of an enrolment code.
    EnrolCheck,
    /// The short name of a device's key on papers.
    KeyId,
    /// The name of a blob.
    Blob,
    /// One chunk of a blob.
    BlobChunk,
}

impl Context {
    const fn text(self) -> &'static str {
        match self {
            Context::Feed => "loggia feed v1",
            Context::Link => "loggia link v1",
            Context::BodyKey => "loggia body key v1",
            Context::Frontier => "loggia frontier v1",
            Context::ReceiptState => "loggia receipt state v1",
            Context::EntryTag => "loggia entry tag v1",
            Context::RootFingerprint => "loggia root fingerprint v1",
            Context::Transcript => "loggia transcript v1",
            Context::EnrolId => "loggia enrolment id v1",
            Context::EnrolKey => "loggia enrolment key v1",
            Context::EnrolCheck => "loggia enrolment check v1",
            Context::KeyId => "loggia key id v1",
            Context::Blob => "loggia blob v1",
            Context::BlobChunk => "loggia blob chunk v1",
        }
    }

    /// BLAKE3 of the parts, one after the other, under this context. Parts are of fixed size or carry
    /// their length; the caller sees to it.
    pub fn hash(self, parts: &[&[u8]]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key(self.text());
        for part in parts {
            hasher.update(part);
        }
        *hasher.finalize().as_bytes()
    }
}

/// What a signature is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// The tip of a feed: all entries up to it.
    Tip,
    /// A receipt of the centre or of a relay.
    Receipt,
    /// A batch of records.
    Records,
    /// The initiator's proof in a session.
    ProofInitiator,
    /// The responder's proof in a session.
    ProofResponder,
    /// The root's word for the centre's key.
    Certificate,
    /// The centre's word for its next key.
    NextKey,
    /// The stub in the QR of a paper.
    Stub,
    /// A sealed parcel.
    Parcel,
    /// The centre's word that it holds a blob.
    BlobReceipt,
}

impl Domain {
    const fn tag(self) -> &'static [u8] {
        match self {
            Domain::Tip => b"loggia tip v1\0",
            Domain::Receipt => b"loggia receipt v1\0",
            Domain::Records => b"loggia records v1\0",
            Domain::ProofInitiator => b"loggia proof initiator v1\0",
            Domain::ProofResponder => b"loggia proof responder v1\0",
            Domain::Certificate => b"loggia certificate v1\0",
            Domain::NextKey => b"loggia next key v1\0",
            Domain::Stub => b"loggia stub v1\0",
            Domain::Parcel => b"loggia parcel v1\0",
            Domain::BlobReceipt => b"loggia blob receipt v1\0",
        }
    }

    fn message(self, message: &[u8]) -> Vec<u8> {
        [self.tag(), message].concat()
    }

    /// Checks a signature. The only error is that it does not hold.
    pub fn verify(
        self,
        key: &DeviceKey,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        let key = VerifyingKey::from_bytes(key.as_bytes()).map_err(|_| BadSignature)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&self.message(message), &signature)
            .map_err(|_| BadSignature)
    }
}

/// The signature does not hold: the bytes were changed, or another key made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not hold")]
pub struct BadSignature;

/// An Ed25519 signature, 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Signature({}…)",
            data_encoding::HEXLOWER.encode(&self.0[..4])
        )
    }
}

/// A key pair: a device's, the centre's or the root's. The secret is wiped when it is dropped.
#[derive(Clone)]
pub struct KeyPair {
    key: SigningKey,
}

impl KeyPair {
    /// A new pair from the caller's randomness.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::from_seed(&seed)
    }

    /// The pair of a stored seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        KeyPair {
            key: SigningKey::from_bytes(seed),
        }
    }

    /// The seed, for the store to keep encrypted.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> DeviceKey {
        DeviceKey(self.key.verifying_key().to_bytes())
    }

    /// Signs for one purpose.
    pub fn sign(&self, domain: Domain, message: &[u8]) -> Signature {
        Signature(self.key.sign(&domain.message(message)).to_bytes())
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({})", self.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_purpose_key_and_message_only() {
        let (one, two) = (KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[2; 32]));
        let signature = one.sign(Domain::Tip, b"x");
        assert_eq!(Domain::Tip.verify(&one.public(), b"x", &signature), Ok(()));
        assert_eq!(
            Domain::Receipt.verify(&one.public(), b"x", &signature),
            Err(BadSignature)
        );
        assert_eq!(
            Domain::Tip.verify(&two.public(), b"x", &signature),
            Err(BadSignature)
        );
        assert_eq!(
            Domain::Tip.verify(&one.public(), b"y", &signature),
            Err(BadSignature)
        );
    }

    #[test]
    fn a_small_order_key_signs_nothing() {
        let weak = DeviceKey([0; 32]);
        assert_eq!(
            Domain::Tip.verify(&weak, b"x", &Signature([0; 64])),
            Err(BadSignature)
        );
    }

    #[test]
    fn debug_shows_no_secret() {
        let pair = KeyPair::from_seed(&[7; 32]);
        assert!(!format!("{pair:?}").contains("0707"));
    }
}
