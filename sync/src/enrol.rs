//! Enrolment: how a new device and a municipality come to trust each other, over a telephone if need be.
//!
//! The centre shows a one-time code; a person types it into the new device. The code holds the
//! fingerprint of the root key, so the device knows that it speaks with its own municipality, and a
//! secret, so the centre knows that it speaks with the device it expects. The secret itself never
//! travels: the device proves it over the transcript of the session, which both keys have signed.
//! In the same message it hands over its store key, sealed to the recovery key that the root vouches
//! for: a lost password is then cured by telephone. Bytes: docs/formats/enrolment.md.

use crate::base32;
use crate::codec::{DecodeError, Reader, Writer};
use crate::identity::RootFingerprint;
use crate::limits::{MAX_SCOPES, MAX_SHORT_TEXT};
use crate::receipt::Millis;
use crate::seal::SealPublic;
use crate::sign::Context;
use loggia_schema::ids::{DeviceKey, Incarnation, MunicipalityId, ScopeId};
use rand::CryptoRng;
use std::fmt;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

const CHECK: usize = 3;
const MAX_SEALED_KEY: usize = 512;

/// A one-time code: 16 bytes of the root's fingerprint, 16 secret ones (κωδικός εγγραφής συσκευής).
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolCode {
    root: RootFingerprint,
    secret: Zeroizing<[u8; 16]>,
}

/// Why a typed code is not one. The user's fault, in the kindest sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCode {
    /// It has another number of symbols than 56, or a symbol that codes do not use.
    #[error("not of the form of a code")]
    Form,
    /// The check symbols do not fit: one of the symbols is mistyped.
    #[error("the check symbols do not fit")]
    Check,
}

impl EnrolCode {
    /// A new code of a municipality.
    pub fn generate(root: &DeviceKey, rng: &mut impl CryptoRng) -> Self {
        let mut secret = Zeroizing::new([0; 16]);
        rng.fill_bytes(secret.as_mut());
        EnrolCode {
            root: RootFingerprint::of(root),
            secret,
        }
    }

    /// The code as people see it: fourteen groups of four symbols.
    pub fn text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 + CHECK));
        bytes.extend_from_slice(&self.root.0);
        bytes.extend_from_slice(self.secret.as_ref());
        let check = Context::EnrolCheck.hash(&[&bytes]);
        bytes.extend_from_slice(&check[..CHECK]);
        let symbols = Zeroizing::new(base32::encode(&bytes));
        let mut text = Zeroizing::new(String::with_capacity(70));
        for (at, symbol) in symbols.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(symbol);
        }
        text
    }

    /// Reads a code as a person typed it: small letters, spaces, a keyboard left in Greek are understood.
    pub fn parse(text: &str) -> Result<Self, BadCode> {
        let bytes = Zeroizing::new(base32::decode(text.trim()).ok_or(BadCode::Form)?);
        let (code, check) = bytes.split_at_checked(32).ok_or(BadCode::Form)?;
        if check.len() != CHECK {
            return Err(BadCode::Form);
        }
        if Context::EnrolCheck.hash(&[code])[..CHECK] != *check {
            return Err(BadCode::Check);
        }
        let (mut root, mut secret) = ([0; 16], Zeroizing::new([0; 16]));
        root.copy_from_slice(&code[..16]);
        secret.copy_from_slice(&code[16..]);
        Ok(EnrolCode {
            root: RootFingerprint(root),
            secret,
        })
    }

    /// The fingerprint the centre's root must have.
    pub const fn root(&self) -> RootFingerprint {
        self.root
    }

    /// The name under which the centre keeps the code; tells nothing of the secret.
    pub fn id(&self) -> CodeId {
        let mut id = [0; 8];
        id.copy_from_slice(&Context::EnrolId.hash(&[self.secret.as_ref()])[..8]);
        CodeId(id)
    }

    /// The key that proves knowledge of the code; the centre keeps this and not the code.
    pub fn key(&self) -> EnrolKey {
        EnrolKey(Zeroizing::new(
            Context::EnrolKey.hash(&[self.secret.as_ref()]),
        ))
    }
}

impl fmt::Debug for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnrolCode({:?})", self.id())
    }
}

/// The public name of a one-time code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeId(pub [u8; 8]);

/// What the centre keeps of a one-time code.
#[derive(Clone)]
pub struct EnrolKey(Zeroizing<[u8; 32]>);

impl EnrolKey {
    /// A key out of the centre's database.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        EnrolKey(Zeroizing::new(bytes))
    }

    /// The bytes, for the centre's database.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The proof of knowledge for one session and one request.
    pub fn prove(&self, transcript: &[u8; 32], request: &EnrolRequest) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(transcript).update(&request.encode());
        *hasher.finalize().as_bytes()
    }

    /// Checks a proof in constant time.
    pub fn accepts(&self, proof: &[u8; 32], transcript: &[u8; 32], request: &EnrolRequest) -> bool {
        self.prove(transcript, request).ct_eq(proof).into()
    }
}

impl fmt::Debug for EnrolKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolKey(…)")
    }
}

/// What a new device asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The code it was given.
    pub code: CodeId,
    /// Its key, proven in the session.
    pub device: DeviceKey,
    /// The first life of its store.
    pub incarnation: Incarnation,
    /// What people call it («Φορητός Δημοτικής Αστυνομίας 2»).
    pub name: String,
    /// The key to which parcels for it are sealed.
    pub seal_to: SealPublic,
    /// Its store key, sealed to the municipality's recovery key.
    pub store_key: Vec<u8>,
}

impl EnrolRequest {
    /// The bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .raw(&self.code.0)
            .device(&self.device)
            .incarnation(&self.incarnation)
            .text(&self.name);
        writer.raw(&self.seal_to.0).bytes(&self.store_key);
        writer.finish()
    }

    /// What the sealed store key is bound to: the municipality and the device.
    pub fn seal_context(municipality: MunicipalityId, device: &DeviceKey) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.municipality(municipality).device(device);
        writer.finish()
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(EnrolRequest {
            code: CodeId(reader.array("code")?),
            device: reader.device()?,
            incarnation: reader.incarnation()?,
            name: reader.text(MAX_SHORT_TEXT, "name")?,
            seal_to: SealPublic(reader.array("seal key")?),
            store_key: reader.bytes(MAX_SEALED_KEY, "sealed store key")?.to_vec(),
        })
    }
}

/// What the centre answers. The certificate came in its HELLO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// The scopes the device holds from now on, in rising order.
    pub scopes: Vec<ScopeId>,
    /// Whether this is a training centre: every screen and paper then says so.
    pub training: bool,
    /// The centre's clock.
    pub at: Millis,
}

impl Enrolled {
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.list(&self.scopes, |w, scope| {
            w.scope(scope);
        });
        writer.bool(self.training).u64(self.at.0);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let scopes = reader.list(MAX_SCOPES, ScopeId::LEN, "scopes", |r| r.scope())?;
        if !scopes.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(DecodeError::Order("scopes"));
        }
        Ok(Enrolled {
            scopes,
            training: reader.bool("training")?,
            at: Millis(reader.u64("time")?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::KeyPair;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    fn code() -> EnrolCode {
        let root = KeyPair::from_seed(&[1; 32]).public();
        EnrolCode::generate(&root, &mut ChaCha20Rng::from_seed([2; 32]))
    }

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        let text = code().text();
        assert_eq!(text.len(), 14 * 4 + 13);
        for typed in [
            text.to_lowercase(),
            text.replace('-', " "),
            format!(" {} ", text.replace('0', "O")),
        ] {
            assert_eq!(EnrolCode::parse(&typed), Ok(code()));
        }
    }

    #[test]
    fn one_mistyped_symbol_is_noticed() {
        let text = code().text();
        for at in (0..text.len()).filter(|at| text.as_bytes()[*at] != b'-') {
            let mut wrong = text.as_bytes().to_vec();
            wrong[at] = if wrong[at] == b'7' { b'8' } else { b'7' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(EnrolCode::parse(&wrong), Err(BadCode::Check), "symbol {at}");
        }
        assert_eq!(EnrolCode::parse("7777"), Err(BadCode::Form));
        assert_eq!(EnrolCode::parse(""), Err(BadCode::Form));
    }

    #[test]
    fn a_proof_is_of_one_session_and_one_request() {
        let request = EnrolRequest {
            code: code().id(),
            device: KeyPair::from_seed(&[3; 32]).public(),
            incarnation: Incarnation([1; 10]),
            name: "x".into(),
            seal_to: SealPublic([4; 32]),
            store_key: vec![1, 2],
        };
        let proof = code().key().prove(&[9; 32], &request);
        assert!(code().key().accepts(&proof, &[9; 32], &request));
        assert!(!code().key().accepts(&proof, &[8; 32], &request));
        let other = EnrolRequest {
            name: "y".into(),
            ..request
        };
        assert!(!code().key().accepts(&proof, &[9; 32], &other));
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?} {:?}", code(), code().key());
        assert!(!shown.contains(&*code().text()) && !shown.contains("secret"));
    }
}
