//! Accounts on this device: own password, a colleague's first slot, the telephone code (λογαριασμοί της συσκευής).

use super::{Actor, check_login, check_password};
use crate::error::{NodeError, Result};
use crate::keys::{KeyError, KeyFile};
use crate::node::Node;
use crate::session::Session;
use loggia_schema::message::{Finding, access};
use zeroize::Zeroizing;

/// The right to add and remove users of a device (κλειδούχος): given by the centre like every other right.
pub const DEVICE_USERS: &str = "device.users";

impl Node {
    /// Changes one's own password; ends a first login.
    ///
    /// # Errors
    /// The user's: the old one is wrong, the new one is weak or the same. The disk's: the old one stays.
    pub fn change_password(&mut self, actor: &Actor, old: &str, new: &str) -> Result<Actor> {
        self.unlocked()?;
        check_password(&actor.login, new)?;
        if old == new {
            return Err(Finding::new(access::PASSWORD_SAME).on("password").into());
        }
        let again = self.unlock(&actor.login, old)?;
        let key = self.unlocked()?.key.clone();
        self.replace_keys(|keys, env| keys.change(env, &again.login, new, &key))?;
        Ok(Actor {
            login: again.login,
            first_login: false,
        })
    }

    /// Opens the store with the code the municipality dictates and sets a new password for `login`, which must have
    /// a slot here. The code is used up: a new recovery slot is made, and its secret is returned to be sealed again.
    ///
    /// # Errors
    /// The user's: wrong code, no such user here, weak password. The disk's.
    pub fn recover(
        &mut self,
        code: &str,
        login: &str,
        password: &str,
    ) -> Result<(Actor, Zeroizing<[u8; 32]>)> {
        check_password(login, password)?;
        let now = self.env.clock.now();
        let wait = self.attempts.wait(RECOVERY, now);
        if wait > 0 {
            return Err(Finding::new(access::TOO_MANY_ATTEMPTS)
                .with("seconds", wait)
                .into());
        }
        let key = self
            .keys
            .open_with_code(code)
            .map_err(|error| match error {
                KeyError::Wrong => {
                    self.attempts.wrong(RECOVERY, now);
                    Finding::new(access::WRONG_CODE).on("code").into()
                }
                other => NodeError::from(other),
            })?;
        self.attempts.right(RECOVERY);
        let mut secret = Zeroizing::new([0; 32]);
        self.replace_keys(|keys, env| {
            keys.change(env, login, password, &key)?;
            secret = keys.make_recovery(env, &key)?;
            Ok(())
        })?;
        self.attempts.right(login);
        self.open_with(key)?;
        Ok((
            Actor {
                login: login.to_owned(),
                first_login: false,
            },
            secret,
        ))
    }

    /// Changes the key slots: written durably first, believed afterwards.
    fn replace_keys(
        &mut self,
        change: impl FnOnce(&mut KeyFile, &mut crate::Env) -> Result<(), KeyError>,
    ) -> Result<()> {
        let mut keys = self.keys.clone();
        change(&mut keys, &mut self.env)?;
        self.save_keys(keys)
    }

    /// Writes the slots durably, then believes them.
    pub(crate) fn save_keys(&mut self, keys: KeyFile) -> Result<()> {
        let saved = keys.save(&mut *self.env.faults);
        if let (Err(KeyError::Killed), Some(open)) = (&saved, &mut self.open) {
            open.store.die();
        }
        saved?;
        self.keys = keys;
        Ok(())
    }
}

/// Under this name wrong telephone codes are counted; no login can be it.
const RECOVERY: &str = "?";

impl Session<'_> {
    /// Lets a colleague log in on this device, with a first password that must be changed at once.
    ///
    /// # Errors
    /// The user's: no right, the centre knows no such user, a slot exists, weak password. The disk's.
    pub fn add_user(&mut self, login: &str, password: &str) -> Result<()> {
        self.keeper()?;
        check_login(login)?;
        check_password(login, password)?;
        let open = self.open()?;
        let users = open.cache.users(open.store.conn())?;
        if !users.iter().any(|user| user.login == login && user.active) {
            return Err(Finding::new(access::USER_UNKNOWN)
                .on("login")
                .with("login", login)
                .into());
        }
        let key = open.key.clone();
        self.node
            .replace_keys(|keys, env| keys.add(env, login, password, &key, true))
            .map_err(|error| match error {
                NodeError::Keys(KeyError::Exists) => Finding::new(access::SLOT_EXISTS)
                    .on("login")
                    .with("login", login)
                    .into(),
                other => other,
            })
    }

    /// Takes a user's way into this device away.
    ///
    /// # Errors
    /// The user's: no right, no such user here, the last one. The disk's.
    pub fn remove_user(&mut self, login: &str) -> Result<()> {
        self.keeper()?;
        self.node.replace_keys(|keys, _| keys.remove(login))
    }

    fn keeper(&self) -> Result<()> {
        if self.may(DEVICE_USERS) {
            Ok(())
        } else {
            Err(Finding::new(access::NO_RIGHT)
                .with("right", "Χρήστες συσκευής")
                .into())
        }
    }
}
