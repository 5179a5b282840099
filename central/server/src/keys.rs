//! The key file: everything that must not lie beside the data.
//!
//! It holds the key of the store, the seed of the centre's identity, the certificate that the root gave it, and the
//! key that opens what laptops sealed to the municipality. The root's own seed is in it only until an administrator
//! takes it offline (`root_seed` may be removed; the centre does not need it to work). Whoever has this file and a
//! backup has everything: mode 0600, never in the data folder, never in a backup.

use data_encoding::HEXLOWER;
use loggia_core::db::StoreKey;
use loggia_core::entropy::{Entropy, NoEntropy};
use loggia_schema::ids::{DeviceKey, MunicipalityId};
use loggia_sync::identity::{Certificate, RootFingerprint, RootTrust, SignedCertificate};
use loggia_sync::seal::SealSecret;
use loggia_sync::sign::KeyPair;
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// What is wrong with a key file.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The disk said no.
    #[error("key file: {0}")]
    Disk(#[from] io::Error),
    /// One is there already.
    #[error("there is a key file already: {0}")]
    Exists(PathBuf),
    /// It is not a key file.
    #[error("this is not a key file of loggia-central")]
    Form,
    /// Others may read it.
    #[error("the key file may be read by others; set its mode to 0600")]
    Open,
    /// No randomness to make keys with.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
}

/// The file as JSON, all values hex.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    version: u32,
    municipality: u32,
    store_key: String,
    centre_seed: String,
    recovery_seed: String,
    certificate: String,
    root: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root_seed: Option<String>,
}

/// The keys of a town hall.
pub struct Keys {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Opens the store.
    pub store: StoreKey,
    /// The centre's identity.
    pub centre: KeyPair,
    /// The root's word for it.
    pub certificate: SignedCertificate,
    /// The root's public key.
    pub root: DeviceKey,
    /// Opens the store keys that laptops sealed to the municipality.
    pub recovery: SealSecret,
}

impl Keys {
    /// Makes all keys of a new municipality and writes the file; refuses to overwrite one.
    ///
    /// # Errors
    /// [`KeyFileError::Exists`], [`KeyFileError::Disk`] if it cannot be written, [`KeyFileError::Entropy`].
    pub fn create(
        path: &Path,
        municipality: MunicipalityId,
        entropy: &Entropy,
    ) -> Result<Keys, KeyFileError> {
        let (store, root, centre, recovery): ([u8; 32], [u8; 32], [u8; 32], [u8; 32]) = (
            entropy.bytes()?,
            entropy.bytes()?,
            entropy.bytes()?,
            entropy.bytes()?,
        );
        let root_pair = KeyPair::from_seed(&root);
        let certificate = Certificate {
            municipality,
            serial: 1,
            root: root_pair.public(),
            centre: KeyPair::from_seed(&centre).public(),
            recovery: SealSecret::from_bytes(recovery).public(),
        };
        let file = KeyFile {
            version: 1,
            municipality: municipality.0,
            store_key: HEXLOWER.encode(&store),
            centre_seed: HEXLOWER.encode(&centre),
            recovery_seed: HEXLOWER.encode(&recovery),
            certificate: HEXLOWER.encode(&certificate.sign(&root_pair).encode()),
            root: HEXLOWER.encode(&root_pair.public().0),
            root_seed: Some(HEXLOWER.encode(&root)),
        };
        let text = serde_json::to_string_pretty(&file).map_err(|_| KeyFileError::Form)?;
        let mut out = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
                _ => error.into(),
            })?;
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        file.into_keys()
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read(path: &Path) -> Result<Keys, KeyFileError> {
        if std::fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            return Err(KeyFileError::Open);
        }
        let text = std::fs::read_to_string(path)?;
        serde_json::from_str::<KeyFile>(&text)
            .map_err(|_| KeyFileError::Form)?
            .into_keys()
    }

    /// The fingerprint that every enrolment code carries.
    pub fn root_fingerprint(&self) -> String {
        HEXLOWER.encode(&RootFingerprint::of(&self.root).0)
    }
}

impl KeyFile {
    fn into_keys(self) -> Result<Keys, KeyFileError> {
        let certificate = HEXLOWER
            .decode(self.certificate.as_bytes())
            .map_err(|_| KeyFileError::Form)?;
        let certificate =
            SignedCertificate::decode(&certificate).map_err(|_| KeyFileError::Form)?;
        let (municipality, root) = (
            MunicipalityId(self.municipality),
            DeviceKey(seed(&self.root)?),
        );
        let centre = KeyPair::from_seed(&seed(&self.centre_seed)?);
        let word = certificate.verify(&RootTrust::Pinned {
            municipality,
            root,
            serial: 0,
        });
        if !word.is_ok_and(|word| word.centre == centre.public()) {
            return Err(KeyFileError::Form);
        }
        Ok(Keys {
            municipality,
            store: StoreKey::new(seed(&self.store_key)?),
            centre,
            root,
            certificate,
            recovery: SealSecret::from_bytes(seed(&self.recovery_seed)?),
        })
    }
}

fn seed(text: &str) -> Result<[u8; 32], KeyFileError> {
    let bytes = HEXLOWER
        .decode(text.as_bytes())
        .map_err(|_| KeyFileError::Form)?;
    bytes.try_into().map_err(|_| KeyFileError::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_private_made_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let made = Keys::create(&path, MunicipalityId(7), &Entropy::seeded(3)).unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(matches!(
            Keys::create(&path, MunicipalityId(7), &Entropy::seeded(4)),
            Err(KeyFileError::Exists(_))
        ));
        let read = Keys::read(&path).unwrap();
        assert_eq!(read.centre.public(), made.centre.public());
        assert_eq!(read.root_fingerprint(), made.root_fingerprint());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keys::read(&path), Err(KeyFileError::Open)));
    }

    #[test]
    fn something_else_is_not_a_key_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        std::fs::write(&path, "{}").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(Keys::read(&path), Err(KeyFileError::Form)));
    }
}
