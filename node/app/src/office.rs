//! The running office: one node behind a lock, and who sits at the window.
//!
//! The node is synchronous and touches the disk, so each piece of work runs on a blocking thread with the node to
//! itself. The *seat* is the person who unlocked the window; commands of the command line bring their own person and
//! leave the seat as it was. When nobody sits there the store is shut again after each of them: locked means locked.
//! A *hold* keeps the store open over several pieces of work, for a session with the centre that somebody asked for. The
//! *bench* ([`crate::bench`]) holds those who may take the seat again with a PIN, as long as the store stays open.
//!
//! Locks are taken in one order, seat before node.

use crate::bench::Bench;
use loggia_node::{Actor, Node, NodeError};
use loggia_schema::message::{Finding, access, web};
use std::sync::{Arc, LockResult, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// One node that pages, command line and line share. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    inner: Arc<Inner>,
}

struct Inner {
    node: Mutex<Node>,
    seat: Mutex<Seat>,
}

#[derive(Default)]
struct Seat {
    actor: Option<Actor>,
    holds: usize,
    bench: Bench,
}

/// Keeps the store open until dropped.
pub struct Hold {
    office: Office,
    actor: Actor,
}

impl Office {
    /// An office around a node, with whoever already unlocked it.
    pub fn new(node: Node, actor: Option<Actor>) -> Office {
        let seat = Seat {
            actor,
            ..Seat::default()
        };
        Office {
            inner: Arc::new(Inner {
                node: Mutex::new(node),
                seat: Mutex::new(seat),
            }),
        }
    }

    /// Runs `work` with the node to itself, on a thread that may wait for the disk.
    ///
    /// # Errors
    /// [`web::STOPPING`]: the program is closing and the work was not done, or the work panicked; what it had not
    /// committed is gone with its transaction.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Node) -> Result<T, NodeError> + Send + 'static,
    ) -> Result<T, NodeError> {
        self.blocking(move |office| office.with(work)).await
    }

    /// Runs `work`, which takes the office's locks itself, on a thread that may wait.
    ///
    /// # Errors
    /// As [`Office::run`].
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office) -> Result<T, NodeError> + Send + 'static,
    ) -> Result<T, NodeError> {
        let office = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&office)).await;
        done.map_err(|error| {
            if error.is_panic() {
                return NodeError::Us("a page panicked");
            }
            Finding::new(web::STOPPING).into()
        })?
    }

    /// Runs `work` with the node to itself on this thread. Not from async code.
    pub fn with<T>(&self, work: impl FnOnce(&mut Node) -> T) -> T {
        work(&mut unpoisoned(self.inner.node.lock()))
    }

    /// Who sits at the window.
    pub fn seat(&self) -> Option<Actor> {
        self.lock_seat().actor.clone()
    }

    /// Unlocks the window for a person; the colleague who sat there before is gone.
    ///
    /// # Errors
    /// The user's: wrong password, too many attempts. The disk's.
    pub fn sit(&self, login: &str, password: &str) -> Result<Actor, NodeError> {
        let mut seat = self.lock_seat();
        let actor = self.with(|node| node.unlock(login, password))?;
        seat.actor = Some(actor.clone());
        Ok(actor)
    }

    /// The person at the window chooses another password.
    ///
    /// # Errors
    /// The user's: nobody sits there, the old password is wrong, the new one does not do. The disk's.
    pub fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Result<(), NodeError> {
        let mut seat = self.lock_seat();
        let changed = self.with(|node| node.change_password(actor, old, new))?;
        if seat
            .actor
            .as_ref()
            .is_some_and(|sitting| sitting.login() == changed.login())
        {
            seat.actor = Some(changed);
        }
        Ok(())
    }

    /// Locks the window and shuts the store; every PIN is forgotten.
    pub fn leave(&self) {
        let mut seat = self.lock_seat();
        self.with(Node::lock);
        seat.actor = None;
        seat.bench.clear();
    }

    /// The person at the window sets the PIN that lets them come back while the program runs.
    ///
    /// # Errors
    /// The user's: nobody sits there, a PIN that is none.
    pub fn set_pin(&self, actor: &Actor, pin: &str) -> Result<(), NodeError> {
        let mut seat = self.lock_seat();
        let sits = seat
            .actor
            .as_ref()
            .is_some_and(|sitting| sitting.login() == actor.login());
        if !sits {
            return Err(NodeError::refuse(access::LOCKED));
        }
        seat.bench.put(actor, pin, Instant::now())
    }

    /// Who may come back with a PIN.
    pub fn benched(&self) -> Vec<String> {
        self.lock_seat().bench.logins(Instant::now())
    }

    /// Frees the window for the next person. The store stays open only while somebody may come back with a PIN.
    pub fn pause(&self) {
        let mut seat = self.lock_seat();
        seat.actor = None;
        if seat.bench.logins(Instant::now()).is_empty() && seat.holds == 0 {
            self.with(Node::lock);
        }
    }

    /// A person comes back with a PIN.
    ///
    /// # Errors
    /// The user's: a wrong PIN, or one that holds no longer; the store was locked meanwhile.
    pub fn resume(&self, login: &str, pin: &str) -> Result<(), NodeError> {
        let mut seat = self.lock_seat();
        if !self.with(|node| node.is_unlocked()) {
            seat.bench.clear();
        }
        let came = seat.bench.take(login, pin, Instant::now());
        if let Ok(actor) = &came {
            seat.actor = Some(actor.clone());
        }
        let nobody = seat.actor.is_none() && seat.bench.logins(Instant::now()).is_empty();
        if nobody && seat.holds == 0 {
            self.with(Node::lock);
        }
        came.map(drop)
    }

    /// Runs `work` for a person who proves a password now, without taking the window.
    ///
    /// # Errors
    /// The user's: wrong password; whatever `work` refuses.
    pub fn as_person<T>(
        &self,
        login: &str,
        password: &str,
        work: impl FnOnce(&mut Node, &Actor) -> Result<T, NodeError>,
    ) -> Result<T, NodeError> {
        let answer = self.with(|node| {
            let actor = node.unlock(login, password)?;
            work(node, &actor)
        });
        self.shut_if_empty();
        answer
    }

    /// Keeps the store open for a person who proves a password now.
    ///
    /// # Errors
    /// The user's: wrong password. The disk's.
    pub fn hold(&self, login: &str, password: &str) -> Result<Hold, NodeError> {
        let mut seat = self.lock_seat();
        let actor = self.with(|node| node.unlock(login, password))?;
        seat.holds += 1;
        drop(seat);
        Ok(Hold {
            office: self.clone(),
            actor,
        })
    }

    fn shut_if_empty(&self) {
        let seat = self.lock_seat();
        let benched = !seat.bench.logins(Instant::now()).is_empty();
        if seat.actor.is_none() && seat.holds == 0 && !benched {
            self.with(Node::lock);
        }
    }

    fn lock_seat(&self) -> MutexGuard<'_, Seat> {
        unpoisoned(self.inner.seat.lock())
    }
}

impl Hold {
    /// Who proved the password.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.office.lock_seat().holds -= 1;
        self.office.shut_if_empty();
    }
}

/// A panic in another thread does not take the office with it: the node keeps its promises in transactions.
fn unpoisoned<'g, T>(guard: LockResult<MutexGuard<'g, T>>) -> MutexGuard<'g, T> {
    guard.unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{LOGIN, PASSWORD, new_store};

    #[test]
    fn the_store_is_shut_when_nobody_is_left() {
        let (_folder, node) = new_store();
        let office = Office::new(node, None);
        office.with(Node::lock);
        let open = || office.with(|node| node.is_unlocked());
        assert!(
            office
                .as_person(LOGIN, PASSWORD, |node, _| Ok(node.is_unlocked()))
                .unwrap()
        );
        assert!(!open());
        let hold = office.hold(LOGIN, PASSWORD).unwrap();
        office.as_person(LOGIN, PASSWORD, |_, _| Ok(())).unwrap();
        assert!(open(), "a command shut the store under a session");
        drop(hold);
        assert!(!open());
    }

    #[test]
    fn a_pin_brings_back_whoever_sat_here_and_nobody_after_a_lock() {
        let (_folder, node) = new_store();
        let office = Office::new(node, None);
        let actor = office.sit(LOGIN, PASSWORD).unwrap();
        office.pause();
        assert!(
            !office.with(|node| node.is_unlocked()),
            "no PIN: a pause locks"
        );
        assert!(office.set_pin(&actor, "2580").is_err(), "nobody sits there");
        office.sit(LOGIN, PASSWORD).unwrap();
        office.set_pin(&actor, "2580").unwrap();
        office.pause();
        assert!(office.seat().is_none() && office.with(|node| node.is_unlocked()));
        assert!(office.resume(LOGIN, "2581").is_err() && office.seat().is_none());
        office.resume(LOGIN, "2580").unwrap();
        assert!(office.seat().is_some());
        office.leave();
        assert!(office.benched().is_empty());
        assert!(
            office.resume(LOGIN, "2580").is_err(),
            "a lock forgets every PIN"
        );
    }

    #[test]
    fn the_last_wrong_pin_locks_the_store() {
        let (_folder, node) = new_store();
        let office = Office::new(node, None);
        let actor = office.sit(LOGIN, PASSWORD).unwrap();
        office.set_pin(&actor, "2580").unwrap();
        office.pause();
        while !office.benched().is_empty() {
            assert!(office.resume(LOGIN, "0000").is_err());
        }
        assert!(!office.with(|node| node.is_unlocked()));
        assert!(office.resume(LOGIN, "2580").is_err());
    }

    #[test]
    fn a_wrong_password_neither_opens_nor_shuts() {
        let (_folder, node) = new_store();
        let office = Office::new(node, None);
        office.sit(LOGIN, PASSWORD).unwrap();
        assert!(
            office
                .as_person(LOGIN, "λάθος κωδικός", |_, _| Ok(()))
                .is_err()
        );
        assert!(office.seat().is_some() && office.with(|node| node.is_unlocked()));
        office.leave();
        assert!(office.seat().is_none() && !office.with(|node| node.is_unlocked()));
    }
}
