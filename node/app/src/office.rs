//! The running office: one node behind a lock, and who sits at the window.
//!
//! The node is synchronous and touches the disk, so each piece of work runs on a blocking thread with the node to
//! itself. The *seat* is the person who unlocked the window; commands of the command line bring their own person and
//! leave the seat as it was. When nobody sits there the store is shut again after each of them: locked means locked.

use loggia_node::{Actor, Node, NodeError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One node that pages, command line and line share. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    inner: Arc<Inner>,
}

struct Inner {
    node: Mutex<Node>,
    seat: Mutex<Option<Actor>>,
}

/// The program is stopping and the work was not done.
#[derive(Debug, thiserror::Error)]
#[error("the program is stopping")]
pub struct Stopping;

impl Office {
    /// An office around a node, with whoever already unlocked it.
    pub fn new(node: Node, seat: Option<Actor>) -> Office {
        Office { inner: Arc::new(Inner { node: Mutex::new(node), seat: Mutex::new(seat) }) }
    }

    /// Runs `work` with the node to itself, on a thread that may wait for the disk.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Node) -> T + Send + 'static,
    ) -> Result<T, Stopping> {
        let office = self.clone();
        tokio::task::spawn_blocking(move || office.with(work)).await.map_err(|_| Stopping)
    }

    /// Runs `work` with the node to itself on this thread. Not from async code.
    pub fn with<T>(&self, work: impl FnOnce(&mut Node) -> T) -> T {
        work(&mut unpoisoned(self.inner.node.lock()))
    }

    /// Who sits at the window.
    pub fn seat(&self) -> Option<Actor> {
        unpoisoned(self.inner.seat.lock()).clone()
    }

    /// Unlocks the window for a person; the colleague who sat there before is gone.
    pub fn sit(&self, login: &str, password: &str) -> Result<Actor, NodeError> {
        let actor = self.with(|node| node.unlock(login, password))?;
        *unpoisoned(self.inner.seat.lock()) = Some(actor.clone());
        Ok(actor)
    }

    /// Locks the window and shuts the store.
    pub fn leave(&self) {
        let mut seat = unpoisoned(self.inner.seat.lock());
        self.with(Node::lock);
        *seat = None;
    }

    /// Runs `work` for a person who proves a password now, without taking the window.
    pub fn as_person<T>(
        &self,
        login: &str,
        password: &str,
        work: impl FnOnce(&mut Node, Actor) -> Result<T, NodeError>,
    ) -> Result<T, NodeError> {
        let seat = unpoisoned(self.inner.seat.lock());
        self.with(|node| {
            let answer = node.unlock(login, password).and_then(|actor| work(node, actor));
            if seat.is_none() {
                node.lock();
            }
            answer
        })
    }
}

/// A panic in another thread does not take the office with it: the node keeps its promises in transactions.
fn unpoisoned<T>(guard: Result<MutexGuard<'_, T>, PoisonError<MutexGuard<'_, T>>>) -> MutexGuard<'_, T> {
    guard.unwrap_or_else(PoisonError::into_inner)
}
