//! The node's life: made, opened, unlocked, locked (κόμβος).
//!
//! `create` makes the folder with a device key, a first incarnation and one key slot. `open` takes the lock and reads the
//! slots; the store itself stays shut until somebody proves a password. Locked means locked: no reading and no
//! synchronising, because the key is not in memory.

use crate::enrolment::{self, Enrolment};
use crate::env::Env;
use crate::error::{NodeError, Result};
use crate::keys::{KeyError, KeyFile, StoreKey};
use crate::lock::StoreLock;
use crate::login::{Actor, Attempts, check_login, check_password};
use crate::numbers::Marks;
use crate::queries::lines::Lines;
use crate::reference::Cache;
use crate::store::{Store, StoreError, meta, set_meta};
use loggia_schema::ids::{DeviceKey, Height, Incarnation};
use loggia_schema::message::{Finding, access, storage};
use loggia_sync::seal::SealSecret;
use loggia_sync::sign::KeyPair;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a new store needs.
#[derive(Debug, Clone, Copy)]
pub struct Create<'a> {
    /// Made for training: papers without legal effect, and the only store that takes a set clock.
    pub training: bool,
    /// Login of the first user, as the centre knows it.
    pub login: &'a str,
    /// The password this user chose.
    pub password: &'a str,
}

/// One office: a folder with one store.
pub struct Node {
    pub(crate) folder: PathBuf,
    pub(crate) env: Env,
    pub(crate) keys: KeyFile,
    pub(crate) lock: StoreLock,
    pub(crate) attempts: Attempts,
    pub(crate) open: Option<Open>,
}

/// What is there only while unlocked.
pub(crate) struct Open {
    pub store: Store,
    pub key: StoreKey,
    pub device: KeyPair,
    pub seal: SealSecret,
    pub incarnation: Incarnation,
    pub enrolment: Option<Enrolment>,
    pub marks: Marks,
    /// A command may have taken a number whose mark has not moved yet.
    pub unmarked: bool,
    pub cache: Cache,
    /// What lists ask, since the first of them.
    pub lines: Lines,
    /// How far each own feed was handed to a carrier since the last note of it.
    pub handed: RefCell<BTreeMap<i64, Height>>,
}

impl Node {
    /// Makes a store in `folder` and leaves it unlocked for its first user.
    ///
    /// # Errors
    /// The user's: login or password do not fit, or there is a store already. The disk's.
    pub fn create(
        folder: &Path,
        mut env: Env,
        how: Create<'_>,
        holder: &str,
    ) -> Result<(Node, Actor)> {
        check_login(how.login)?;
        check_password(how.login, how.password)?;
        std::fs::create_dir_all(folder).map_err(|source| disk(folder, source))?;
        let lock = StoreLock::take(folder, holder)?;
        if KeyFile::exists(folder) {
            return Err(NodeError::refuse(storage::STORE_EXISTS));
        }
        let (keys, key) = KeyFile::create(folder, &mut env, how.training, how.login, how.password)?;
        // A store file without slots is one whose making was interrupted: nobody has its key.
        for leftover in ["store.db", "store.db-wal", "store.db-shm"] {
            match std::fs::remove_file(folder.join(leftover)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(disk(folder, error));
                }
                _ => {}
            }
        }
        let mut store = Store::open(folder, &key, true)?;
        let device = KeyPair::generate(&mut env.rng);
        let seal = SealSecret::generate(&mut env.rng);
        let incarnation = Incarnation(env.bytes());
        store.write::<_, StoreError>(&mut *env.faults, |tx| {
            set_meta(tx, "device", &device.seed()[..])?;
            set_meta(tx, "seal", seal.as_bytes())?;
            set_meta(tx, "incarnation", incarnation.as_bytes())?;
            set_meta(tx, "training", &[u8::from(how.training)])
        })?;
        keys.save(&mut *env.faults)?;
        let attempts = Attempts::load(folder);
        let (marks, cache) = (Marks::new(), Cache::default());
        let open = Some(Open {
            store,
            key,
            device,
            seal,
            incarnation,
            enrolment: None,
            marks,
            unmarked: true,
            cache,
            lines: Lines::default(),
            handed: RefCell::default(),
        });
        let node = Node {
            folder: folder.to_owned(),
            env,
            keys,
            lock,
            attempts,
            open,
        };
        Ok((
            node,
            Actor {
                login: how.login.to_owned(),
                first_login: false,
            },
        ))
    }

    /// Takes the lock of an existing store; it stays locked until [`Node::unlock`].
    ///
    /// # Errors
    /// The user's: no store here, or another process holds it (the finding says who). The disk's.
    pub fn open(folder: &Path, env: Env, holder: &str) -> Result<Node> {
        if !KeyFile::exists(folder) {
            return Err(NodeError::refuse(storage::STORE_MISSING));
        }
        let lock = StoreLock::take(folder, holder)?;
        let keys = KeyFile::load(folder)?;
        let attempts = Attempts::load(folder);
        Ok(Node {
            folder: folder.to_owned(),
            env,
            keys,
            lock,
            attempts,
            open: None,
        })
    }

    /// Proves a password; opens the store if it was shut. Wrong ones cost time (see [`crate::login`]).
    ///
    /// # Errors
    /// The user's: wrong name or password, too many attempts. The disk's.
    pub fn unlock(&mut self, login: &str, password: &str) -> Result<Actor> {
        let now = self.env.clock.now();
        let wait = self.attempts.wait(login, now);
        if wait > 0 {
            return Err(Finding::new(access::TOO_MANY_ATTEMPTS)
                .with("seconds", wait)
                .into());
        }
        let opened = match self.keys.open(&mut self.env, login, password) {
            Err(KeyError::Wrong) => {
                self.attempts.wrong(login, now);
                return Err(Finding::new(access::WRONG_PASSWORD).on("password").into());
            }
            other => other?,
        };
        self.attempts.right(login);
        self.open_with(opened.key)?;
        Ok(Actor {
            login: login.to_owned(),
            first_login: opened.first_login,
        })
    }

    /// Shuts the store and forgets its key. Nothing is read or synchronised until somebody unlocks.
    pub fn lock(&mut self) {
        self.open = None;
    }

    /// Whether the store is open.
    pub fn is_unlocked(&self) -> bool {
        self.open.is_some()
    }

    /// Made for training (εκπαίδευση): everything it shows and prints says so.
    pub fn training(&self) -> bool {
        self.keys.training()
    }

    /// Who can log in on this device.
    pub fn logins(&self) -> Vec<String> {
        self.keys.logins().map(str::to_owned).collect()
    }

    /// The public key of this device.
    ///
    /// # Errors
    /// Locked.
    pub fn device(&self) -> Result<DeviceKey> {
        Ok(self.unlocked()?.device.public())
    }

    /// The present life of this store.
    ///
    /// # Errors
    /// Locked.
    pub fn incarnation(&self) -> Result<Incarnation> {
        Ok(self.unlocked()?.incarnation)
    }

    /// Says in the lock file who this process is and where it can be reached.
    ///
    /// # Errors
    /// The disk's.
    pub fn describe(&mut self, holder: &str) -> Result<()> {
        self.lock
            .describe(holder)
            .map_err(|source| disk(&self.folder, source))
    }

    pub(crate) fn unlocked(&self) -> Result<&Open> {
        self.open
            .as_ref()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))
    }

    pub(crate) fn open_with(&mut self, key: StoreKey) -> Result<()> {
        if self.open.is_some() {
            return Ok(());
        }
        let store = Store::open(&self.folder, &key, false)?;
        let fixed = |name, what| meta(store.conn(), name)?.ok_or(StoreError::Damaged(what));
        let secret = |name, what| {
            <[u8; 32]>::try_from(fixed(name, what)?).map_err(|_| StoreError::Damaged(what))
        };
        let device = KeyPair::from_seed(&secret("device", "device key")?);
        let seal = SealSecret::from_bytes(secret("seal", "seal key")?);
        let incarnation = Incarnation::from_slice(&fixed("incarnation", "incarnation")?)
            .map_err(|_| StoreError::Damaged("incarnation"))?;
        if fixed("training", "training flag")? != [u8::from(self.keys.training())] {
            return Err(NodeError::refuse(storage::TRAINING_MIXED));
        }
        let enrolment = enrolment::load(&store)?;
        let (marks, cache) = (Marks::new(), Cache::default());
        self.open = Some(Open {
            store,
            key,
            device,
            seal,
            incarnation,
            enrolment,
            marks,
            unmarked: true,
            cache,
            lines: Lines::default(),
            handed: RefCell::default(),
        });
        // A store that cannot be settled (the disk is full) is not opened: it would write on a wrong footing.
        self.settle().inspect_err(|_| self.open = None)
    }
}

fn disk(path: &Path, source: std::io::Error) -> NodeError {
    NodeError::Lock(crate::lock::LockError::Disk {
        path: path.to_owned(),
        source,
    })
}
