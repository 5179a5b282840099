//! Who is who: the root, the centre's key under it, the centre's next key, the devices.
//!
//! An identity is a raw Ed25519 key and nothing about it expires by date: a month offline with a wrong
//! clock must not kill an office. The municipality's root key signs, offline, a [`Certificate`] for the
//! centre's key; a node pins the root and so follows the centre to a new key. Certificates carry a
//! serial: a node that has seen serial 3 refuses serial 2, so a centre key that was replaced because it
//! leaked opens nothing any more. The present key also announces the next one ([`NextKey`]), so that
//! carriers, which pin the centre's key before any session speaks, know both. Bytes: docs/formats/identity.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::limits::WIRE_VERSION;
use crate::seal::SealPublic;
use crate::sign::{Context, Domain, KeyPair, Signature};
use loggia_schema::ids::{DeviceKey, MunicipalityId};
use std::fmt;

/// The first sixteen bytes of the hash of the root key: what an enrolment code carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RootFingerprint(pub [u8; 16]);

impl RootFingerprint {
    /// The fingerprint of a root key.
    pub fn of(root: &DeviceKey) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Context::RootFingerprint.hash(&[root.as_bytes()])[..16]);
        RootFingerprint(bytes)
    }
}

/// The root's word for the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificate {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Rises with every certificate the root signs.
    pub serial: u32,
    /// The root that signs.
    pub root: DeviceKey,
    /// The centre's key.
    pub centre: DeviceKey,
    /// The key to which nodes seal what only the municipality may open again (store keys).
    pub recovery: SealPublic,
}

impl Certificate {
    /// Length of the signed certificate in bytes.
    pub const SIGNED_LEN: usize = 2 + 4 + 4 + 32 + 32 + 32 + 64;

    /// Signs with the root's keys.
    pub fn sign(self, root: &KeyPair) -> SignedCertificate {
        SignedCertificate {
            signature: root.sign(Domain::Certificate, &self.message()),
            certificate: self,
        }
    }

    fn message(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .u16(WIRE_VERSION)
            .municipality(self.municipality)
            .u32(self.serial);
        writer
            .device(&self.root)
            .device(&self.centre)
            .raw(&self.recovery.0);
        writer.finish()
    }
}

/// A certificate with its signature, as it travels; believed only after [`SignedCertificate::verify`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedCertificate {
    certificate: Certificate,
    signature: Signature,
}

impl SignedCertificate {
    /// The bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.finish()
    }

    /// Reads exactly the bytes of a certificate.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Reader::whole(bytes, Self::read)
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .raw(&self.certificate.message())
            .raw(&self.signature.0);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u16("wire version")? {
            WIRE_VERSION => {}
            value => {
                return Err(DecodeError::Unknown {
                    field: "wire version",
                    value: value.into(),
                });
            }
        }
        let certificate = Certificate {
            municipality: reader.municipality()?,
            serial: reader.u32("serial")?,
            root: reader.device()?,
            centre: reader.device()?,
            recovery: SealPublic(reader.array("recovery key")?),
        };
        Ok(SignedCertificate {
            certificate,
            signature: Signature(reader.array("signature")?),
        })
    }

    /// What it says, unchecked: for whoever holds it as its own.
    pub(crate) const fn unverified(&self) -> &Certificate {
        &self.certificate
    }

    /// What it says, if it stands under the root that is trusted and is not older than the last one seen.
    pub fn verify(&self, trust: &RootTrust) -> Result<&Certificate, CertificateError> {
        let certificate = &self.certificate;
        let (same_root, least) = match trust {
            RootTrust::Pinned {
                root,
                municipality,
                serial,
            } => {
                if *municipality != certificate.municipality {
                    return Err(CertificateError::Municipality(certificate.municipality));
                }
                (*root == certificate.root, *serial)
            }
            RootTrust::Fingerprint(fingerprint) => {
                (RootFingerprint::of(&certificate.root) == *fingerprint, 0)
            }
        };
        if !same_root {
            return Err(CertificateError::ForeignRoot);
        }
        Domain::Certificate
            .verify(&certificate.root, &certificate.message(), &self.signature)
            .map_err(|_| CertificateError::Signature)?;
        if certificate.serial < least {
            return Err(CertificateError::Replaced {
                found: certificate.serial,
                seen: least,
            });
        }
        Ok(certificate)
    }
}

/// What a node trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootTrust {
    /// After enrolment: the root itself.
    Pinned {
        /// The municipality it enrolled with.
        municipality: MunicipalityId,
        /// The root key.
        root: DeviceKey,
        /// The highest serial seen.
        serial: u32,
    },
    /// During enrolment: the fingerprint out of the code.
    Fingerprint(RootFingerprint),
}

/// Why a certificate is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Another municipality's.
    #[error("of municipality {}", .0.0)]
    Municipality(MunicipalityId),
    /// Another root signed it, or says so.
    #[error("under another root")]
    ForeignRoot,
    /// The signature does not hold.
    #[error("bad signature")]
    Signature,
    /// A later certificate was seen before: this key was replaced.
    #[error("serial {found}, but {seen} was seen")]
    Replaced {
        /// The serial it has.
        found: u32,
        /// The serial seen before.
        seen: u32,
    },
}

/// The present centre key's word for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextKey {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// The key that speaks.
    pub present: DeviceKey,
    /// The key that will follow it.
    pub next: DeviceKey,
}

impl NextKey {
    /// Signs with the present key: municipality, present, next, signature.
    pub fn sign(&self, present: &KeyPair) -> Vec<u8> {
        let mut writer = self.message();
        let signature = present.sign(Domain::NextKey, writer.as_slice());
        writer.raw(&signature.0);
        writer.finish()
    }

    /// Reads an announcement and checks that `present` made it.
    pub fn verify(
        bytes: &[u8],
        municipality: MunicipalityId,
        present: &DeviceKey,
    ) -> Result<NextKey, DecodeError> {
        let (next, signature) = Reader::whole(bytes, |r| {
            let next = NextKey {
                municipality: r.municipality()?,
                present: r.device()?,
                next: r.device()?,
            };
            Ok((next, Signature(r.array("signature")?)))
        })?;
        let holds = Domain::NextKey
            .verify(present, next.message().as_slice(), &signature)
            .is_ok();
        match holds && next.municipality == municipality && next.present == *present {
            true => Ok(next),
            false => Err(DecodeError::Malformed("next key")),
        }
    }

    fn message(&self) -> Writer {
        let mut writer = Writer::new();
        writer
            .municipality(self.municipality)
            .device(&self.present)
            .device(&self.next);
        writer
    }
}

/// The short name of a device's key on papers: eight bytes of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl KeyId {
    /// The short name of a key.
    pub fn of(key: &DeviceKey) -> Self {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&Context::KeyId.hash(&[key.as_bytes()])[..8]);
        KeyId(bytes)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(root: &KeyPair, serial: u32) -> SignedCertificate {
        let centre = KeyPair::from_seed(&[2; 32]).public();
        let (municipality, recovery) = (MunicipalityId(7), SealPublic([3; 32]));
        Certificate {
            municipality,
            serial,
            root: root.public(),
            centre,
            recovery,
        }
        .sign(root)
    }

    #[test]
    fn a_certificate_stands_under_its_root_only() {
        let (root, other) = (KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[9; 32]));
        let signed = SignedCertificate::decode(&certificate(&root, 2).encode()).unwrap();
        assert_eq!(signed.encode().len(), Certificate::SIGNED_LEN);
        let pinned = |root: &KeyPair, municipality, serial| RootTrust::Pinned {
            municipality: MunicipalityId(municipality),
            root: root.public(),
            serial,
        };
        assert!(signed.verify(&pinned(&root, 7, 2)).is_ok());
        assert!(
            signed
                .verify(&RootTrust::Fingerprint(RootFingerprint::of(&root.public())))
                .is_ok()
        );
        assert_eq!(
            signed.verify(&pinned(&other, 7, 0)),
            Err(CertificateError::ForeignRoot)
        );
        assert_eq!(
            signed.verify(&pinned(&root, 8, 0)),
            Err(CertificateError::Municipality(MunicipalityId(7)))
        );
    }

    #[test]
    fn a_replaced_centre_key_opens_nothing() {
        let root = KeyPair::from_seed(&[1; 32]);
        let trust = RootTrust::Pinned {
            municipality: MunicipalityId(7),
            root: root.public(),
            serial: 3,
        };
        let old = certificate(&root, 2);
        assert_eq!(
            old.verify(&trust),
            Err(CertificateError::Replaced { found: 2, seen: 3 })
        );
    }

    #[test]
    fn a_certificate_changed_anywhere_is_refused() {
        let root = KeyPair::from_seed(&[1; 32]);
        let trust = RootTrust::Pinned {
            municipality: MunicipalityId(7),
            root: root.public(),
            serial: 0,
        };
        let bytes = certificate(&root, 2).encode();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let verdict =
                SignedCertificate::decode(&changed).map(|signed| signed.verify(&trust).is_ok());
            assert!(!verdict.unwrap_or(false), "byte {at}");
        }
    }

    #[test]
    fn only_the_present_key_announces_the_next() {
        let (present, other) = (KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[9; 32]));
        let next = NextKey {
            municipality: MunicipalityId(7),
            present: present.public(),
            next: other.public(),
        };
        let municipality = MunicipalityId(7);
        assert_eq!(
            NextKey::verify(&next.sign(&present), municipality, &present.public()),
            Ok(next)
        );
        assert!(NextKey::verify(&next.sign(&other), municipality, &present.public()).is_err());
        assert!(
            NextKey::verify(&next.sign(&present), MunicipalityId(8), &present.public()).is_err()
        );
    }
}
