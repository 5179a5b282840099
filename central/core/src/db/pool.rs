//! A few connections shared by many threads: take one, use it, give it back if it is still good.

use super::error::DbResult;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Connections of one kind, at most `limit` at a time; threads beyond that wait.
pub(crate) struct Pool<C> {
    state: Mutex<State<C>>,
    returned: Condvar,
    limit: usize,
}

struct State<C> {
    idle: Vec<C>,
    alive: usize,
}

impl<C> Pool<C> {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State {
                idle: Vec::new(),
                alive: 0,
            }),
            returned: Condvar::new(),
            limit: limit.max(1),
        }
    }

    /// An idle connection, or a new one, or (at the limit) the next that is given back.
    pub(crate) fn take(&self, make: impl FnOnce() -> DbResult<C>) -> DbResult<C> {
        let mut state = self.lock();
        while state.idle.is_empty() && state.alive >= self.limit {
            state = self
                .returned
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if let Some(connection) = state.idle.pop() {
            return Ok(connection);
        }
        state.alive += 1;
        drop(state);
        make().inspect_err(|_| self.discard())
    }

    /// Gives a good connection back.
    pub(crate) fn put(&self, connection: C) {
        self.lock().idle.push(connection);
        self.returned.notify_one();
    }

    /// Tells that a taken connection will not come back.
    pub(crate) fn discard(&self) {
        let mut state = self.lock();
        state.alive = state.alive.saturating_sub(1);
        self.returned.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
