//! Bad weather on order: the simulator and the tests stop the node at the n-th storage call.
//!
//! Every call that could leave something behind asks first. [`Outcome::Fail`] is what a full or dying disk does: the
//! call returns an error and the node lives on. [`Outcome::Kill`] is kill -9 or a power cut: from then on the store
//! refuses everything, the open transaction is rolled back when the node is dropped, and only what was committed before
//! is there at the next opening.

/// A point where the node touches something lasting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StorageCall {
    /// A write transaction begins.
    Begin,
    /// A statement that writes, inside the transaction.
    Write,
    /// The transaction is about to become durable.
    Commit,
    /// It is durable, and nobody has been told yet.
    Committed,
    /// The mark outside the store is about to move.
    Mark,
    /// The mark has moved, and nobody has been told yet.
    Marked,
    /// The file of key slots is about to be replaced.
    Keys,
}

/// What happens at a storage call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing special.
    Go,
    /// This call fails as a full disk would make it fail.
    Fail,
    /// The process dies here.
    Kill,
}

/// Decides the weather of every storage call.
pub trait Faults: Send {
    /// Asked before (or, for the «…ed» calls, after) the call.
    fn at(&mut self, call: StorageCall) -> Outcome;
}

/// Always fine.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFaults;

impl Faults for NoFaults {
    fn at(&mut self, _: StorageCall) -> Outcome {
        Outcome::Go
    }
}

/// Counts storage calls and strikes at one of them; the counter is shared, so a test can read how far it came.
#[derive(Debug, Clone)]
pub struct StopAt {
    state: std::sync::Arc<std::sync::Mutex<(u64, Option<u64>, Outcome)>>,
}

impl StopAt {
    /// No strike yet, only counting.
    pub fn never() -> StopAt {
        StopAt {
            state: std::sync::Arc::new(std::sync::Mutex::new((0, None, Outcome::Go))),
        }
    }

    /// Strikes at the `n`-th call from now (1 = the next one) with `outcome`.
    pub fn arm(&self, n: u64, outcome: Outcome) {
        let mut state = self.lock();
        *state = (0, Some(n), outcome);
    }

    /// No strike any more; counting goes on.
    pub fn disarm(&self) {
        self.lock().1 = None;
    }

    /// Storage calls counted since the start or the last [`StopAt::arm`].
    pub fn seen(&self) -> u64 {
        self.lock().0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, Option<u64>, Outcome)> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Faults for StopAt {
    fn at(&mut self, _: StorageCall) -> Outcome {
        let mut state = self.lock();
        state.0 += 1;
        if Some(state.0) == state.1 {
            state.2
        } else {
            Outcome::Go
        }
    }
}
