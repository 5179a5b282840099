//! The two ways a command of the town hall ends badly: it was refused, or the store failed.
//!
//! A refusal is a [`Finding`]: it has a code, a Greek sentence and a fault, and goes to the screen as it is. A
//! [`DbError`] goes to the log in full and to the screen as one of a few sentences about the disk or about us.

use crate::db::{Blame, DbError};
use loggia_schema::message::{Finding, storage, us};

/// Result of a command of the town hall.
pub type Outcome<T> = Result<T, Fail>;

/// Why a command ended badly.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fail {
    /// A rule said no; nothing was written.
    #[error("{0}")]
    Refused(#[from] Finding),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] DbError),
}

impl Fail {
    /// The sentence for the person, with its code.
    pub fn finding(&self) -> Finding {
        match self {
            Self::Refused(finding) => finding.clone(),
            Self::Store(DbError::Full) => Finding::new(storage::DISK_FULL),
            Self::Store(error) => match error.blame() {
                Blame::Disk | Blame::Passing => Finding::new(storage::DISK_FAILED),
                Blame::Us => Finding::new(us::UNEXPECTED),
            },
        }
    }
}
