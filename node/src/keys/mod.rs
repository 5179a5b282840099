//! The key slots beside the store: who can open it with what (θυρίδες κλειδιού).
//!
//! The store's key is 32 random bytes that nobody knows. The file `keys.json` wraps it once per user of this device
//! and once for recovery:
//!
//! * a **user's slot**: Argon2id(password, salt) → key of XChaCha20-Poly1305 over the store key. The tag binds store,
//!   training flag and login, so a slot cannot be moved to another store or another name;
//! * the **recovery slot**: the same, under a random code of 256 bits. The code itself is sealed to the municipality
//!   (HPKE) and dictated over the telephone when a password is lost; using it makes a new code, so each works once.
//!
//! Passwords, their hashes and the store key never leave the device. A colleague who is logged in may add a slot; the
//! new user must then choose a password of their own at the first login. The file is replaced whole, flushed, and only
//! then renamed: a power cut leaves the old file or the new one.

mod code;

pub use code::{read_code, write_code};

use crate::env::{Env, Faults, KdfCost, Outcome, StorageCall};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const FILE: &str = "keys.json";
const FORMAT: u32 = 1;
/// The most a slot file may ask of Argon2id: a manipulated file must not stop the machine.
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_PASSES: u32 = 32;
const RECOVERY: &str = "\u{0}recovery";

/// The key of the store's file; wiped when dropped.
pub type StoreKey = Zeroizing<[u8; 32]>;

/// Why a slot did not give the key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No slot of this name, or the password is wrong: never said which.
    #[error("wrong user or password")]
    Wrong,
    /// There is a slot of this name already.
    #[error("a slot for this login exists")]
    Exists,
    /// The last slot cannot be removed.
    #[error("the last slot stays")]
    Last,
    /// The municipality's recovery slot was not made yet.
    #[error("no recovery slot")]
    NoRecovery,
    /// The file is not one of ours, or asks for absurd costs.
    #[error("key file {path}: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The disk.
    #[error("key file {path}: {source}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The fault hook ended the process here.
    #[error("stopped by the fault hook")]
    Killed,
}

/// A wrapped store key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Wrapped {
    cost: KdfCost,
    salt: String,
    nonce: String,
    key: String,
}

/// One user's slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    login: String,
    /// Made by a colleague: the user must choose a password at the first login.
    first_login: bool,
    wrapped: Wrapped,
}

/// The contents of `keys.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    format: u32,
    /// Random name of the store these slots belong to.
    store: String,
    training: bool,
    slots: Vec<Slot>,
    #[serde(default)]
    recovery: Option<Wrapped>,
    #[serde(skip)]
    path: PathBuf,
}

/// What opening a slot gives.
pub struct Opened {
    /// The store key.
    pub key: StoreKey,
    /// The password was set by a colleague and must be changed now.
    pub first_login: bool,
}

impl KeyFile {
    /// A new store's key file with one slot, and the new key; nothing is written yet.
    pub fn create(
        folder: &Path,
        env: &mut Env,
        training: bool,
        login: &str,
        password: &str,
    ) -> Result<(KeyFile, StoreKey), KeyError> {
        let key: StoreKey = Zeroizing::new(env.bytes());
        let mut file = KeyFile {
            format: FORMAT,
            store: HEXLOWER.encode(&env.bytes::<16>()),
            training,
            slots: Vec::new(),
            recovery: None,
            path: folder.join(FILE),
        };
        file.add(env, login, password, &key, false)?;
        Ok((file, key))
    }

    /// Reads the file of the store in `folder`.
    pub fn load(folder: &Path) -> Result<KeyFile, KeyError> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|source| KeyError::Disk {
            path: path.clone(),
            source,
        })?;
        let mut file: KeyFile = serde_json::from_str(&text).map_err(|error| KeyError::Damaged {
            path: path.clone(),
            why: error.to_string(),
        })?;
        if file.format != FORMAT {
            let why = format!("format {} is not known to this program", file.format);
            return Err(KeyError::Damaged { path, why });
        }
        file.path = path;
        Ok(file)
    }

    /// Whether `folder` holds a store at all.
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// Made for training: its papers have no legal effect (εκπαίδευση).
    pub fn training(&self) -> bool {
        self.training
    }

    /// The store's random name: what the marks outside are kept under.
    pub fn store(&self) -> &str {
        &self.store
    }

    /// The logins that can open this store, in the order they were added.
    pub fn logins(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().map(|slot| slot.login.as_str())
    }

    /// Opens the store key with a password. A missing slot costs as much time as a wrong password.
    pub fn open(&self, env: &mut Env, login: &str, password: &str) -> Result<Opened, KeyError> {
        let Some(slot) = self.slots.iter().find(|slot| slot.login == login) else {
            let salt = env.bytes::<16>();
            self.derive(env.kdf, &salt, password.as_bytes())?;
            return Err(KeyError::Wrong);
        };
        let key = self.unwrap(&slot.wrapped, login, password.as_bytes())?;
        Ok(Opened {
            key,
            first_login: slot.first_login,
        })
    }

    /// Adds a slot; `first_login` if somebody else chose the password.
    pub fn add(
        &mut self,
        env: &mut Env,
        login: &str,
        password: &str,
        key: &StoreKey,
        first_login: bool,
    ) -> Result<(), KeyError> {
        if self.logins().any(|have| have == login) {
            return Err(KeyError::Exists);
        }
        let wrapped = self.wrap(env, login, password.as_bytes(), key)?;
        self.slots.push(Slot {
            login: login.to_owned(),
            first_login,
            wrapped,
        });
        Ok(())
    }

    /// Replaces the password of a slot; the user chose it, so it is no first login any more.
    pub fn change(
        &mut self,
        env: &mut Env,
        login: &str,
        password: &str,
        key: &StoreKey,
    ) -> Result<(), KeyError> {
        let wrapped = self.wrap(env, login, password.as_bytes(), key)?;
        let slot = self
            .slots
            .iter_mut()
            .find(|slot| slot.login == login)
            .ok_or(KeyError::Wrong)?;
        (slot.wrapped, slot.first_login) = (wrapped, false);
        Ok(())
    }

    /// Takes a slot away; the last one stays.
    pub fn remove(&mut self, login: &str) -> Result<(), KeyError> {
        if !self.logins().any(|have| have == login) {
            return Err(KeyError::Wrong);
        }
        if self.slots.len() == 1 {
            return Err(KeyError::Last);
        }
        self.slots.retain(|slot| slot.login != login);
        Ok(())
    }

    /// Makes the recovery slot under a new code, whose bytes are returned to be sealed to the municipality.
    pub fn make_recovery(
        &mut self,
        env: &mut Env,
        key: &StoreKey,
    ) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let code = Zeroizing::new(env.bytes::<32>());
        self.recovery = Some(self.wrap(env, RECOVERY, &code[..], key)?);
        Ok(code)
    }

    /// Opens the store key with a code dictated over the telephone; spaces, dashes and case do not matter.
    pub fn open_with_code(&self, code: &str) -> Result<StoreKey, KeyError> {
        let recovery = self.recovery.as_ref().ok_or(KeyError::NoRecovery)?;
        let code = Zeroizing::new(read_code(code).ok_or(KeyError::Wrong)?);
        self.unwrap(recovery, RECOVERY, &code[..])
    }

    /// Writes the file durably in place of the old one.
    pub fn save(&self, faults: &mut dyn Faults) -> Result<(), KeyError> {
        let disk = |source| KeyError::Disk {
            path: self.path.clone(),
            source,
        };
        match faults.at(StorageCall::Keys) {
            Outcome::Go => {}
            Outcome::Fail => return Err(disk(io::ErrorKind::StorageFull.into())),
            Outcome::Kill => return Err(KeyError::Killed),
        }
        let text = serde_json::to_vec_pretty(self).map_err(|error| disk(error.into()))?;
        replace_durably(&self.path, &text).map_err(disk)
    }

    fn wrap(
        &self,
        env: &mut Env,
        name: &str,
        secret: &[u8],
        key: &StoreKey,
    ) -> Result<Wrapped, KeyError> {
        let (salt, nonce) = (env.bytes::<16>(), env.bytes::<24>());
        let cipher = self.derive(env.kdf, &salt, secret)?;
        let payload = Payload {
            msg: &key[..],
            aad: &self.bound_to(name),
        };
        let wrapped = cipher
            .encrypt(&nonce.into(), payload)
            .map_err(|_| self.damaged("the key could not be wrapped"))?;
        Ok(Wrapped {
            cost: env.kdf,
            salt: HEXLOWER.encode(&salt),
            nonce: HEXLOWER.encode(&nonce),
            key: HEXLOWER.encode(&wrapped),
        })
    }

    fn unwrap(&self, wrapped: &Wrapped, name: &str, secret: &[u8]) -> Result<StoreKey, KeyError> {
        let bytes = |hex: &str| {
            HEXLOWER
                .decode(hex.as_bytes())
                .map_err(|_| self.damaged("not hex"))
        };
        let (salt, nonce, sealed) = (
            bytes(&wrapped.salt)?,
            bytes(&wrapped.nonce)?,
            bytes(&wrapped.key)?,
        );
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| self.damaged("nonce length"))?;
        let cipher = self.derive(wrapped.cost, &salt, secret)?;
        let payload = Payload {
            msg: &sealed,
            aad: &self.bound_to(name),
        };
        let plain = Zeroizing::new(
            cipher
                .decrypt(&nonce.into(), payload)
                .map_err(|_| KeyError::Wrong)?,
        );
        let key: [u8; 32] = plain
            .as_slice()
            .try_into()
            .map_err(|_| self.damaged("key length"))?;
        Ok(Zeroizing::new(key))
    }

    fn derive(
        &self,
        cost: KdfCost,
        salt: &[u8],
        secret: &[u8],
    ) -> Result<XChaCha20Poly1305, KeyError> {
        if cost.memory_kib > MAX_MEMORY_KIB || cost.passes > MAX_PASSES {
            return Err(self.damaged("the slot asks for too much memory or time"));
        }
        let mut key = Zeroizing::new([0; 32]);
        argon2::Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
            .map(|params| {
                argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
            })
            .and_then(|argon| argon.hash_password_into(secret, salt, &mut key[..]))
            .map_err(|error| self.damaged(&error.to_string()))?;
        Ok(XChaCha20Poly1305::new((&*key).into()))
    }

    fn bound_to(&self, name: &str) -> Vec<u8> {
        let flag = if self.training { "training" } else { "real" };
        format!("loggia key slot v1\n{}\n{flag}\n{name}", self.store).into_bytes()
    }

    fn damaged(&self, why: &str) -> KeyError {
        KeyError::Damaged {
            path: self.path.clone(),
            why: why.to_owned(),
        }
    }
}

/// Replaces a small file so that a power cut leaves the old one or the new one.
pub(crate) fn replace_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = std::fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::{FrozenClock, NoFaults};

    fn env() -> Env {
        Env::simulated(1, FrozenClock::at("2026-11-23T10:00:00Z".parse().unwrap()))
    }

    fn made(env: &mut Env) -> (tempfile::TempDir, KeyFile, StoreKey) {
        let folder = tempfile::tempdir().unwrap();
        let (file, key) =
            KeyFile::create(folder.path(), env, true, "dokimi", "σωστός κωδικός").unwrap();
        file.save(&mut NoFaults).unwrap();
        (folder, file, key)
    }

    #[test]
    fn only_the_right_password_of_the_right_user_opens() {
        let mut env = env();
        let (folder, _, key) = made(&mut env);
        let file = KeyFile::load(folder.path()).unwrap();
        assert_eq!(
            *file.open(&mut env, "dokimi", "σωστός κωδικός").unwrap().key,
            *key
        );
        assert!(matches!(
            file.open(&mut env, "dokimi", "λάθος κωδικός"),
            Err(KeyError::Wrong)
        ));
        assert!(matches!(
            file.open(&mut env, "allos", "σωστός κωδικός"),
            Err(KeyError::Wrong)
        ));
    }

    #[test]
    fn a_slot_renamed_or_a_training_flag_flipped_in_the_file_opens_nothing() {
        let mut env = env();
        let (_folder, file, _) = made(&mut env);
        let mut renamed = file.clone();
        renamed.slots[0].login = "diefthyntis".to_owned();
        assert!(matches!(
            renamed.open(&mut env, "diefthyntis", "σωστός κωδικός"),
            Err(KeyError::Wrong)
        ));
        let mut real = file;
        real.training = false;
        assert!(matches!(
            real.open(&mut env, "dokimi", "σωστός κωδικός"),
            Err(KeyError::Wrong)
        ));
    }

    #[test]
    fn a_colleague_adds_a_slot_and_the_last_one_stays() {
        let mut env = env();
        let (folder, mut file, key) = made(&mut env);
        file.add(&mut env, "neos", "προσωρινός 1", &key, true)
            .unwrap();
        assert!(matches!(
            file.add(&mut env, "neos", "άλλος 12345", &key, true),
            Err(KeyError::Exists)
        ));
        file.save(&mut NoFaults).unwrap();
        let mut file = KeyFile::load(folder.path()).unwrap();
        assert!(
            file.open(&mut env, "neos", "προσωρινός 1")
                .unwrap()
                .first_login
        );
        file.change(&mut env, "neos", "δικός μου κωδικός", &key)
            .unwrap();
        assert!(
            !file
                .open(&mut env, "neos", "δικός μου κωδικός")
                .unwrap()
                .first_login
        );
        file.remove("dokimi").unwrap();
        assert!(matches!(file.remove("neos"), Err(KeyError::Last)));
    }

    #[test]
    fn the_telephone_code_opens_once() {
        let mut env = env();
        let (_folder, mut file, key) = made(&mut env);
        assert!(matches!(
            file.open_with_code("0000"),
            Err(KeyError::NoRecovery)
        ));
        let told = file.make_recovery(&mut env, &key).unwrap();
        let dictated = write_code(&told).to_lowercase().replace('-', " ");
        assert_eq!(*file.open_with_code(&dictated).unwrap(), *key);
        file.make_recovery(&mut env, &key).unwrap();
        assert!(matches!(
            file.open_with_code(&dictated),
            Err(KeyError::Wrong)
        ));
    }

    #[test]
    fn a_slot_that_asks_for_a_terabyte_is_damaged_not_obeyed() {
        let mut env = env();
        let (_folder, mut file, _) = made(&mut env);
        file.slots[0].wrapped.cost.memory_kib = u32::MAX;
        assert!(matches!(
            file.open(&mut env, "dokimi", "x"),
            Err(KeyError::Damaged { .. })
        ));
    }
}
