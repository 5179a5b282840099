//! Where the simulator may break the storage.
//!
//! Every call that would reach the disk asks the [`Faults`] hook first, and a COMMIT asks once more after it
//! happened but before anybody is told. Killing at the n-th call for every n therefore visits every state that a
//! power cut can leave: nothing written, half written (and so rolled back), written but unacknowledged.

use super::error::DbError;

/// A moment at which the storage may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageCall {
    /// A transaction is about to begin.
    Begin,
    /// A statement is about to run.
    Statement,
    /// COMMIT is about to run.
    Commit,
    /// COMMIT has happened; the answer has not left yet.
    Committed,
}

/// What the hook wants to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The process dies here: the transaction is lost, every later call fails with [`DbError::Killed`].
    Kill,
    /// The disk is full: this call fails, the store lives on.
    Full,
    /// The disk answers with an input/output error: this call fails, the store lives on.
    Io,
}

impl Fault {
    pub(crate) fn error(self) -> DbError {
        match self {
            Self::Kill => DbError::Killed,
            Self::Full => DbError::Full,
            Self::Io => DbError::Disk("injected input/output error".to_owned()),
        }
    }
}

/// The hook. Runs on the thread of the caller; must not touch the same store.
pub trait Faults: Send + Sync {
    /// Asked before (and for [`StorageCall::Committed`] after) each storage call.
    fn at(&self, call: StorageCall) -> Option<Fault>;
}
