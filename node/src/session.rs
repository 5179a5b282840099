//! A session: one user at work on an unlocked node (συνεδρία).
//!
//! [`Node::session`] looks the user up in the records of the centre, so a right that was taken away is gone with the next
//! synchronisation, and a user of whom no record has come acts on nothing. Commands live in [`crate::commands`], queries in
//! [`crate::queries`]; both are methods of [`Session`].

use crate::apply::Me;
use crate::enrolment;
use crate::error::{NodeError, Result};
use crate::login::Actor;
use crate::node::{Node, Open};
use crate::reference;
use jiff::{Timestamp, Zoned};
use loggia_cases::records::{Desk, DeviceState, Reference, ScopeRecord, UserRecord};
use loggia_schema::calendar::athens;
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Finding, access};
use std::sync::Arc;

/// One user at work.
pub struct Session<'n> {
    pub(crate) node: &'n mut Node,
    pub(crate) user: UserRecord,
    pub(crate) me: Me,
}

/// What the clocks say at one moment.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The later of the device's clock and the last proven time, local.
    pub now: Zoned,
    /// The device's clock.
    pub device: Timestamp,
    /// The last time the centre proved.
    pub proven: Option<Timestamp>,
}

impl Moment {
    /// A device's clock that is behind what the centre proved: people are told, nothing is blocked.
    pub fn clock_behind(&self) -> Option<Finding> {
        let shown = |at: Timestamp| at.to_zoned(athens()).strftime("%d/%m/%Y %H:%M").to_string();
        let proven = self.proven.filter(|proven| *proven > self.device)?;
        let finding = Finding::new(access::CLOCK_BEHIND);
        Some(
            finding
                .with("clock", shown(self.device))
                .with("proven", shown(proven)),
        )
    }
}

impl Node {
    /// Starts working as the user who proved a password.
    ///
    /// # Errors
    /// The user's: locked, the password must be changed first, not enrolled, no record of this user, switched off.
    pub fn session(&mut self, actor: &Actor) -> Result<Session<'_>> {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        if actor.must_change_password() {
            return Err(NodeError::refuse(access::FIRST_LOGIN));
        }
        let me = open
            .me()
            .ok_or_else(|| NodeError::refuse(access::NOT_ENROLLED))?;
        let users = open.cache.users(open.store.conn())?;
        let of_login = |code| Finding::new(code).with("login", actor.login());
        let user = users.iter().find(|user| user.login == actor.login());
        let user = user.ok_or_else(|| of_login(access::USER_UNKNOWN))?.clone();
        if !user.active {
            return Err(of_login(access::USER_STOPPED).into());
        }
        Ok(Session {
            node: self,
            user,
            me,
        })
    }

    /// What the clocks say.
    ///
    /// # Errors
    /// Locked. The disk's.
    pub fn moment(&self) -> Result<Moment> {
        let device = self.env.clock.now();
        let millis =
            i64::try_from(enrolment::proven_time(self.unlocked()?.store.conn())?).unwrap_or(0);
        let proven = Timestamp::from_millisecond(millis)
            .ok()
            .filter(|_| millis > 0);
        let now = proven
            .map_or(device, |proven| proven.max(device))
            .to_zoned(athens());
        Ok(Moment {
            now,
            device,
            proven,
        })
    }

    /// The device's clock in microseconds, as the store writes it.
    pub(crate) fn now_micros(&self) -> i64 {
        self.env.clock.now().as_microsecond()
    }

    /// The scopes this device holds, in rising order: as it was enrolled, or as the centre last granted.
    ///
    /// # Errors
    /// Locked.
    pub fn scopes(&self) -> Result<Vec<ScopeId>> {
        Ok(self
            .unlocked()?
            .enrolment
            .as_ref()
            .map(|enrolment| enrolment.scopes.clone())
            .unwrap_or_default())
    }

    /// Whether the centre revoked this device: it hands in what it has and issues nothing more.
    ///
    /// # Errors
    /// Locked. The disk's.
    pub fn is_revoked(&self) -> Result<bool> {
        let open = self.unlocked()?;
        if crate::sync_store::said_revoked(open.store.conn())? {
            return Ok(true);
        }
        let record = reference::device(open.store.conn(), &open.device.public().to_string())?;
        if record.is_some_and(|record| record.state == DeviceState::Revoked) {
            return Ok(true);
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM closure JOIN feed ON feed.no = closure.feed
                   WHERE feed.device = ?1 AND feed.incarnation = ?2 AND closure.reason IN (1, 4))";
        let (device, incarnation) = (open.device.public(), open.incarnation);
        let keys = (device.as_bytes(), incarnation.as_bytes());
        Ok(crate::store::one(open.store.conn(), sql, keys, |row| {
            row.get(0)
        })?)
    }
}

impl Session<'_> {
    /// The user.
    pub fn user(&self) -> &UserRecord {
        &self.user
    }

    /// Whether the user has a right (see [`loggia_cases::rights`]).
    pub fn may(&self, right: &str) -> bool {
        self.user.rights.contains(right)
    }

    /// What the clocks say.
    ///
    /// # Errors
    /// The disk's.
    pub fn moment(&self) -> Result<Moment> {
        self.node.moment()
    }

    /// The scopes this user may work in on this device, as the centre describes them.
    ///
    /// # Errors
    /// The disk's.
    pub fn desks(&mut self) -> Result<Vec<ScopeRecord>> {
        let held = self.node.scopes()?;
        let open = self.open()?;
        let known = open.cache.scopes(open.store.conn())?;
        let mine = known
            .iter()
            .filter(|scope| held.contains(&scope.id) && self.user.scopes.contains(&scope.id));
        Ok(mine.cloned().collect())
    }

    /// The scope for papers of a desk; `wanted` chooses among several.
    ///
    /// # Errors
    /// The user's: the device or the user has no such scope.
    pub fn scope_for(&mut self, desk: Desk, wanted: Option<ScopeId>) -> Result<ScopeId> {
        let of_desk = self
            .desks()?
            .into_iter()
            .filter(|scope| scope.desk == desk)
            .map(|scope| scope.id);
        let mut fitting = of_desk.filter(|scope| wanted.is_none_or(|wanted| wanted == *scope));
        fitting
            .next()
            .ok_or_else(|| NodeError::refuse(access::SCOPE_FOREIGN))
    }

    /// The dated reference data of a scope: what forms offer and calculations use.
    ///
    /// # Errors
    /// The disk's.
    pub fn reference(&mut self, scope: &ScopeId) -> Result<Arc<Reference>> {
        let open = self.open()?;
        Ok(open.cache.reference(open.store.conn(), scope)?)
    }

    /// One transaction that writes no entry: what the desk keeps for itself.
    pub(crate) fn keep<T>(
        &mut self,
        work: impl FnOnce(&mut crate::store::Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let env = &mut self.node.env;
        let open = self
            .node
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        open.store.write(&mut *env.faults, work)
    }

    /// The open store behind the session.
    pub(crate) fn open(&mut self) -> Result<&mut Open> {
        self.node
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))
    }
}
