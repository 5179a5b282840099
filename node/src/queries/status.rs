//! The status line: who, where, how far with the centre, how many numbers, what waits (κατάσταση).

use crate::apply;
use crate::blobs;
use crate::enrolment;
use crate::error::Result;
use crate::feeds;
use crate::node::Node;
use crate::numbers::{self, SeriesStatus};
use crate::protocol::{self, ProtocolStatus};
use crate::rows;
use crate::session::Session;
use crate::store::one;
use crate::sync_store::last_synced;
use crate::tasks::{self, Task};
use jiff::Timestamp;
use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};
use serde::Serialize;

/// How a node stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Made for training.
    pub training: bool,
    /// This device.
    pub device: DeviceKey,
    /// The present life of the store.
    pub incarnation: Incarnation,
    /// Enrolled with a municipality.
    pub enrolled: bool,
    /// Revoked by the centre.
    pub revoked: bool,
    /// Scopes held.
    pub scopes: Vec<ScopeId>,
    /// Entries of this device the centre has not signed for.
    pub waiting_for_centre: u64,
    /// Files on this device the centre has not signed for.
    pub files_waiting: u64,
    /// Of these, refused by the centre at the last try.
    pub files_refused: u64,
    /// Entries of others that wait for something missing.
    pub waiting_for_others: u64,
    /// Cases whose rows are being brought up to date.
    pub rows_behind: u64,
    /// The last time the centre proved.
    pub last_proof: Option<Timestamp>,
    /// When the last synchronisation ended well, by the device's clock.
    pub last_sync: Option<Timestamp>,
    /// How the series of numbers stand.
    pub numbers: Vec<SeriesStatus>,
    /// How far the series stand that this store counts for itself.
    pub protocol: Vec<ProtocolStatus>,
    /// Open tasks.
    pub tasks: u64,
}

impl Node {
    /// How the node stands.
    ///
    /// # Errors
    /// Locked. The disk's.
    pub fn status(&self) -> Result<Status> {
        let open = self.unlocked()?;
        let (conn, device) = (open.store.conn(), open.device.public());
        let own = feeds::all(conn)?
            .into_iter()
            .filter(|feed| feed.id.device == device);
        let waiting = own
            .map(|feed| feed.tip.height.0.saturating_sub(feed.received.0))
            .sum();
        let proven = i64::try_from(enrolment::proven_time(conn)?).unwrap_or(0);
        let synced = last_synced(conn)?;
        let (files_waiting, files_refused) = blobs::waiting(conn, blobs::present_epoch(conn)?)?;
        Ok(Status {
            training: self.training(),
            device,
            incarnation: open.incarnation,
            enrolled: open.enrolment.is_some(),
            revoked: self.is_revoked()?,
            scopes: self.scopes()?,
            waiting_for_centre: waiting,
            files_waiting,
            files_refused,
            waiting_for_others: apply::waiting_count(conn)?,
            rows_behind: rows::dirty_count(conn)?,
            last_proof: Timestamp::from_millisecond(proven)
                .ok()
                .filter(|_| proven > 0),
            last_sync: synced.and_then(|at| Timestamp::from_microsecond(at).ok()),
            numbers: numbers::status(conn, open.incarnation)?,
            protocol: protocol::status(conn, open.incarnation)?,
            tasks: one(
                conn,
                "SELECT count(*) FROM task WHERE done IS NULL",
                [],
                |row| row.get::<_, i64>(0),
            )?
            .unsigned_abs(),
        })
    }
}

impl Session<'_> {
    /// Open tasks of the user's scopes and of the device as a whole.
    ///
    /// # Errors
    /// The disk's.
    pub fn tasks(&mut self) -> Result<Vec<Task>> {
        let mine = self.user.scopes.clone();
        let open = tasks::all_open(self.open()?.store.conn())?;
        Ok(open
            .into_iter()
            .filter(|task| task.scope.is_none_or(|scope| mine.contains(&scope)))
            .collect())
    }

    /// Marks a task as done; `false` if it is not open any more.
    ///
    /// # Errors
    /// The disk's.
    pub fn close_task(&mut self, id: i64) -> Result<bool> {
        let open = tasks::all_open(self.open()?.store.conn())?;
        if open.iter().any(|task| task.id == id && task.is_conflict()) {
            return Err(crate::NodeError::refuse(
                loggia_schema::message::conflicts::NEEDS_DECISION,
            ));
        }
        let (now, user) = (self.node.now_micros(), self.user.id);
        let env = &mut self.node.env;
        let open = self
            .node
            .open
            .as_mut()
            .ok_or_else(|| crate::NodeError::refuse(loggia_schema::message::access::LOCKED))?;
        Ok(open
            .store
            .write(&mut *env.faults, |tx| tasks::close(tx, id, user, now))?)
    }
}
