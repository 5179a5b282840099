//! What can go wrong between a closure and its COMMIT, said so that the caller knows what to do next.
//!
//! * **Theirs to repeat**: [`DbError::Busy`], [`DbError::Disconnected`]: nothing was written.
//! * **Not to repeat blindly**: [`DbError::CommitUnknown`]: the line broke while COMMIT was on its way. Whatever has a
//!   natural unique key (a source event, a number) tells on the next attempt whether it is there.
//! * **The disk's**: [`DbError::Full`], [`DbError::Corrupt`], [`DbError::WrongKey`], [`DbError::Disk`].
//! * **Ours**: everything else. A constraint that speaks is a rule somebody forgot to check beforehand.

use std::fmt;

/// Result of anything that touches the database.
pub type DbResult<T> = Result<T, DbError>;

/// A failure of the store. Cloneable, because one failed COMMIT answers a whole group of writers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// Another process holds the store, or too many retries of a conflicting transaction. Nothing was written.
    #[error("the store is busy: {0}")]
    Busy(String),
    /// A conflict that the engine asks us to repeat (40001, 40P01). Seen only when every retry was used up.
    #[error("the transaction conflicted with another one: {0}")]
    Conflict(String),
    /// No space left. Nothing was written.
    #[error("the disk is full")]
    Full,
    /// The file is damaged.
    #[error("the store is damaged: {0}")]
    Corrupt(String),
    /// The file is not a store, or the key is not its key.
    #[error("the key does not open this store, or the file is not a store")]
    WrongKey,
    /// Reading, writing or opening failed.
    #[error("the disk or the database server refused: {0}")]
    Disk(String),
    /// The connection to the database server was lost before COMMIT. Nothing was written.
    #[error("the database server is out of reach: {0}")]
    Disconnected(String),
    /// The connection was lost during COMMIT: it may have been written or not.
    #[error("the line broke during COMMIT; look up the result before repeating: {0}")]
    CommitUnknown(String),
    /// The engine took the whole group back because of somebody else's failure. The adapter repeats by itself.
    #[error("the transaction was rolled back together with its group")]
    RolledBack,
    /// A uniqueness rule of the tables spoke: the thing is already there.
    #[error("already there: {0}")]
    Unique(String),
    /// Any other rule of the tables spoke (CHECK, NOT NULL, foreign key, append-only trigger).
    #[error("a rule of the tables was broken: {0}")]
    Constraint(String),
    /// A column does not hold what the program expects.
    #[error("column {column}: expected {wanted}, found {found}")]
    Column {
        /// Name of the column asked for.
        column: String,
        /// Type asked for.
        wanted: &'static str,
        /// What the row holds.
        found: String,
    },
    /// A query that must find one row found none.
    #[error("no row where there must be one: {0}")]
    NoRow(String),
    /// A write inside `read`.
    #[error("a reading transaction was asked to write")]
    ReadOnly,
    /// The tables were changed by something that is not this program, or by a newer one.
    #[error("migrations: {0}")]
    Migration(String),
    /// A statement that the engine does not understand, or a use of the adapter that is wrong: our bug.
    #[error("a defect of the program in its use of the store: {0}")]
    Bug(String),
    /// The simulator killed this store; every later call answers the same.
    #[error("killed by the simulator")]
    Killed,
}

/// Whose fault a failure is; decides whether it is logged, repeated, or shown with advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// Passing: trying again is right.
    Passing,
    /// The disk, the file or the database server.
    Disk,
    /// The program.
    Us,
}

impl DbError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Busy(_) | Self::Conflict(_) | Self::Disconnected(_) | Self::RolledBack => {
                Blame::Passing
            }
            Self::Full
            | Self::Corrupt(_)
            | Self::WrongKey
            | Self::Disk(_)
            | Self::CommitUnknown(_) => Blame::Disk,
            Self::Unique(_)
            | Self::Constraint(_)
            | Self::Column { .. }
            | Self::NoRow(_)
            | Self::ReadOnly
            | Self::Migration(_)
            | Self::Bug(_)
            | Self::Killed => Blame::Us,
        }
    }

    /// True when the same closure may simply be run again in a new transaction.
    pub(crate) fn repeatable(&self) -> bool {
        matches!(
            self,
            Self::Conflict(_) | Self::Disconnected(_) | Self::RolledBack
        )
    }

    /// True when a part of a transaction may fail with this and the rest go on: a rule of the tables spoke. A full disk
    /// or a conflict is never the part's own affair, whatever the closure makes of it.
    pub(crate) fn stays_in_its_part(&self) -> bool {
        self.blame() == Blame::Us && *self != Self::Killed
    }

    /// A use of the adapter that cannot be right.
    pub fn bug(text: impl fmt::Display) -> Self {
        Self::Bug(text.to_string())
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        let text = error.to_string();
        let Some(code) = error.sqlite_error_code() else {
            return Self::Bug(text);
        };
        match code {
            C::DatabaseBusy | C::DatabaseLocked => Self::Busy(text),
            C::DiskFull => Self::Full,
            C::DatabaseCorrupt => Self::Corrupt(text),
            C::NotADatabase => Self::WrongKey,
            C::ReadOnly => Self::ReadOnly,
            C::ConstraintViolation => match error.sqlite_error().map(|e| e.extended_code) {
                Some(
                    rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                    | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                    | rusqlite::ffi::SQLITE_CONSTRAINT_ROWID,
                ) => Self::Unique(text),
                _ => Self::Constraint(text),
            },
            C::SystemIoFailure
            | C::CannotOpen
            | C::PermissionDenied
            | C::OutOfMemory
            | C::FileLockingProtocolFailed => Self::Disk(text),
            _ => Self::Bug(text),
        }
    }
}

impl From<postgres::Error> for DbError {
    fn from(error: postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            // Without an answer of the server the only certain thing is that the line is gone, unless we
            // handed over values that do not fit the statement.
            return if error.is_closed()
                || std::error::Error::source(&error).is_some_and(|s| s.is::<std::io::Error>())
            {
                Self::Disconnected(error.to_string())
            } else {
                let cause = std::error::Error::source(&error)
                    .map(ToString::to_string)
                    .unwrap_or_default();
                Self::Bug(format!("{error}: {cause}"))
            };
        };
        let text = format!("{} ({})", db.message(), db.code().code());
        match db.code().code() {
            "40001" | "40P01" => Self::Conflict(text),
            "23505" => Self::Unique(text),
            "25006" => Self::ReadOnly,
            "53100" => Self::Full,
            "55P03" | "53300" => Self::Busy(text),
            "57P01" | "57P02" | "57P03" => Self::Disconnected(text),
            "P0001" => Self::Constraint(text),
            code if code.starts_with("23") => Self::Constraint(text),
            code if code.starts_with("08") => Self::Disconnected(text),
            code if code.starts_with("53") || code.starts_with("58") || code.starts_with("28") => {
                Self::Disk(text)
            }
            code if code.starts_with("XX") => Self::Corrupt(text),
            _ => Self::Bug(text),
        }
    }
}
