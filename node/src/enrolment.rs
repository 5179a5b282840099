//! Enrolment: what the device keeps of the municipality, for ever (εγγραφή συσκευής).
//!
//! The session machine does the talking. Before it, [`Node::enrol_request`] makes a recovery slot and hands out the secret
//! that is sealed to the municipality; after it, [`Node::keep_enrolment`] pins the root, the centre's key, the scopes and the
//! training flag in the store. A training store enrols only with a training centre, and a real one only with a real one.

use crate::error::{NodeError, Result};
use crate::node::Node;
use crate::store::{self, Store, StoreError, Tx, meta, set_meta};
use loggia_schema::ids::{DeviceKey, MunicipalityId, ScopeId};
use loggia_schema::message::{access, storage};
use loggia_sync::enrol::Enrolled;
use loggia_sync::identity::{Certificate, NextKey, RootTrust};
use loggia_sync::seal::SealSecret;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const NAME: &str = "enrolment";

/// What a device keeps of its municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// The root key, pinned.
    pub root: DeviceKey,
    /// The highest certificate serial seen.
    pub serial: u32,
    /// The centre's key.
    pub centre: DeviceKey,
    /// The centre's announced next key.
    pub next: Option<DeviceKey>,
    /// Keys the centre had before: their feeds stay the centre's.
    #[serde(default)]
    pub former: Vec<DeviceKey>,
    /// The scopes granted at enrolment, in rising order.
    pub scopes: Vec<ScopeId>,
}

impl Enrolment {
    /// What a session must trust.
    pub fn trust(&self) -> RootTrust {
        RootTrust::Pinned {
            municipality: self.municipality,
            root: self.root,
            serial: self.serial,
        }
    }

    /// Whether a key is, was or will be the centre's.
    pub fn is_centre(&self, key: &DeviceKey) -> bool {
        self.centre == *key || self.next.as_ref() == Some(key) || self.former.contains(key)
    }
}

impl Node {
    /// The enrolment, if the device has one.
    ///
    /// # Errors
    /// Locked.
    pub fn enrolment(&self) -> Result<Option<&Enrolment>> {
        Ok(self.unlocked()?.enrolment.as_ref())
    }

    /// The key that opens parcels for this device.
    ///
    /// # Errors
    /// Locked.
    pub fn seal_key(&self) -> Result<&SealSecret> {
        Ok(&self.unlocked()?.seal)
    }

    /// Makes a new recovery slot and returns its secret, which the session seals to the municipality's recovery key.
    /// Called before every attempt to enrol; the slot of an attempt that failed is replaced by the next one's.
    ///
    /// # Errors
    /// The user's: locked, enrolled already. The disk's.
    pub fn recovery_secret(&mut self) -> Result<Zeroizing<[u8; 32]>> {
        let open = self
            .open
            .as_ref()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        if open.enrolment.is_some() {
            return Err(NodeError::refuse(access::ALREADY_ENROLLED));
        }
        let mut keys = self.keys.clone();
        let secret = keys.make_recovery(&mut self.env, &open.key)?;
        self.save_keys(keys)?;
        Ok(secret)
    }

    /// Keeps what an enrolment session brought.
    ///
    /// # Errors
    /// The user's: locked, enrolled already with somebody else, training and real mixed. The disk's.
    pub fn keep_enrolment(&mut self, enrolled: &Enrolled, certificate: &Certificate) -> Result<()> {
        if enrolled.training != self.training() {
            return Err(NodeError::refuse(storage::TRAINING_MIXED));
        }
        let new = Enrolment {
            municipality: certificate.municipality,
            root: certificate.root,
            serial: certificate.serial,
            centre: certificate.centre,
            next: None,
            former: Vec::new(),
            scopes: enrolled.scopes.clone(),
        };
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        if open
            .enrolment
            .as_ref()
            .is_some_and(|old| old.root != new.root || old.municipality != new.municipality)
        {
            return Err(NodeError::refuse(access::ALREADY_ENROLLED));
        }
        let at = enrolled.at.0;
        open.store
            .write::<_, StoreError>(&mut *self.env.faults, |tx| {
                save(tx, &new)?;
                prove_time(tx, at)
            })?;
        open.enrolment = Some(new);
        Ok(())
    }

    /// A session has seen this certificate of the centre: a later one replaces the centre's key.
    ///
    /// # Errors
    /// Not enrolled, locked. The disk's.
    pub fn keep_certificate(&mut self, certificate: &Certificate) -> Result<()> {
        self.change_enrolment(|enrolment| {
            if certificate.root != enrolment.root || certificate.serial < enrolment.serial {
                return;
            }
            if certificate.centre != enrolment.centre {
                let old = std::mem::replace(&mut enrolment.centre, certificate.centre);
                enrolment.former.push(old);
                enrolment.next = None;
            }
            enrolment.serial = certificate.serial;
        })
    }

    /// The centre grants other scopes than those held: from now on these are held.
    ///
    /// # Errors
    /// Not enrolled, locked. The disk's.
    pub fn keep_scopes(&mut self, scopes: &[ScopeId]) -> Result<()> {
        self.change_enrolment(|enrolment| enrolment.scopes = scopes.to_vec())
    }

    pub(crate) fn keep_next_key(&mut self, next: &NextKey) -> Result<()> {
        self.change_enrolment(|enrolment| {
            if next.present == enrolment.centre {
                enrolment.next = Some(next.next);
            }
        })
    }

    fn change_enrolment(&mut self, change: impl FnOnce(&mut Enrolment)) -> Result<()> {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        let old = open
            .enrolment
            .as_ref()
            .ok_or_else(|| NodeError::refuse(access::NOT_ENROLLED))?;
        let mut new = old.clone();
        change(&mut new);
        if new != *old {
            open.store
                .write::<_, StoreError>(&mut *self.env.faults, |tx| save(tx, &new))?;
            open.enrolment = Some(new);
        }
        Ok(())
    }
}

/// The enrolment in a store.
pub(crate) fn load(store: &Store) -> store::Result<Option<Enrolment>> {
    let Some(bytes) = meta(store.conn(), NAME)? else {
        return Ok(None);
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|_| StoreError::Damaged("enrolment"))
}

fn save(tx: &mut Tx<'_>, enrolment: &Enrolment) -> store::Result<()> {
    let bytes = serde_json::to_vec(enrolment).map_err(|_| StoreError::Damaged("enrolment"))?;
    set_meta(tx, NAME, &bytes)
}

/// The last time the centre proved, in milliseconds; 0 before the first proof.
pub(crate) fn proven_time(conn: &Connection) -> store::Result<u64> {
    let bytes = meta(conn, "proven")?.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    Ok(bytes.map_or(0, u64::from_be_bytes))
}

/// Notes a time the centre proved; an earlier one changes nothing.
pub(crate) fn prove_time(tx: &mut Tx<'_>, millis: u64) -> store::Result<()> {
    if millis > proven_time(tx.conn())? {
        set_meta(tx, "proven", &millis.to_be_bytes())
    } else {
        Ok(())
    }
}
