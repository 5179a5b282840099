//! The store: one SQLCipher file, one writer, every command one transaction (αποθήκη).
//!
//! [`Store::write`] is the only way to change anything: it begins a transaction, runs the closure, commits with
//! `synchronous = FULL` in WAL mode, and only then returns. If the closure or the disk refuses, everything of it is
//! rolled back. Reads take the [`Connection`] itself. Statements are prepared once and kept.
//!
//! The file's key is raw (32 random bytes, see [`crate::keys`]), so opening costs no key derivation. Migrations are
//! numbered scripts, applied in order, each in a transaction of its own; a store made by a newer program is refused.
//! Every write asks [`Faults`] first, which is how tests kill the node at its n-th storage call.

mod migrations;

use crate::env::{Faults, Outcome, StorageCall};
use crate::keys::StoreKey;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, Row};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Name of the store's file in its folder.
pub const FILE: &str = "store.db";
/// Changed rows that are told one by one.
const CHANGED: usize = 20_000;
/// How many prepared statements are kept.
const STATEMENTS: usize = 192;

/// What can go wrong below the rules.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room: nothing of the command was kept.
    #[error("the disk is full")]
    Full,
    /// The key does not fit, or the file is damaged.
    #[error("not a store, or not with this key")]
    NotAStore,
    /// Made by a newer program.
    #[error("the store has schema {found}, this program knows {known}")]
    Newer {
        /// Schema of the file.
        found: i64,
        /// Newest schema of this program.
        known: i64,
    },
    /// Any other answer of the engine or the disk.
    #[error("store: {0}")]
    Engine(rusqlite::Error),
    /// A value in the store is not what this program writes there.
    #[error("store holds a damaged {0}")]
    Damaged(&'static str),
    /// The fault hook ended the process here.
    #[error("stopped by the fault hook")]
    Killed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::NotADatabase) => StoreError::NotAStore,
            _ => StoreError::Engine(error),
        }
    }
}

/// Result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The open store.
pub struct Store {
    conn: Connection,
    dead: bool,
    changed: Arc<Mutex<Changed>>,
}

/// Documents that were written since somebody asked, by number; one of a broken transaction may be among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Changed {
    /// Nobody asked yet, or too many to tell.
    #[default]
    All,
    /// These.
    Some(BTreeSet<i64>),
}

impl Changed {
    fn note(&mut self, no: i64) {
        if let Changed::Some(changed) = self {
            changed.insert(no);
            if changed.len() > CHANGED {
                *self = Changed::All;
            }
        }
    }
}

impl Store {
    /// Opens the file in `folder` with its key, making it if `create`, and brings its schema up to date.
    pub fn open(folder: &Path, key: &StoreKey, create: bool) -> Result<Store> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let mut conn = Connection::open_with_flags(folder.join(FILE), flags)?;
        let hex = zeroize::Zeroizing::new(data_encoding::HEXLOWER.encode(&key[..]));
        conn.execute_batch(&zeroize::Zeroizing::new(format!(
            "PRAGMA key = \"x'{}'\";",
            *hex
        )))?;
        // SHA-256 has instructions of its own on every machine of the last years; SHA-512, the default, has not.
        conn.execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256;")?;
        // The first read is where a wrong key shows.
        conn.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -8000;
             PRAGMA wal_autocheckpoint = 4000;
             PRAGMA secure_delete = ON;",
        )?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        migrations::run(&conn)?;
        let changed = Arc::new(Mutex::new(Changed::All));
        let notes = Arc::clone(&changed);
        conn.update_hook(Some(move |_, _: &str, table: &str, no| {
            if table == "document" {
                notes
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .note(no);
            }
        }))?;
        Ok(Store {
            conn,
            dead: false,
            changed,
        })
    }

    /// The documents that were written since the last call.
    pub fn changed(&self) -> Changed {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut changed, Changed::Some(BTreeSet::new()))
    }

    /// What was told to have changed could not be read: the next call tells all.
    pub fn forget_changed(&self) {
        *self.changed.lock().unwrap_or_else(PoisonError::into_inner) = Changed::All;
    }

    /// For reading.
    pub fn conn(&self) -> &Connection {
        &self.conn
    }

    /// Runs `work` as one durable transaction: all of it or nothing.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        faults: &mut dyn Faults,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.dead {
            return Err(StoreError::Killed.into());
        }
        let mut tx = Tx {
            conn: &self.conn,
            faults,
            killed: false,
        };
        let outcome = tx.run(work);
        self.dead |= tx.killed;
        if !self.conn.is_autocommit() {
            // An error inside: what was done so far is taken back; if even that fails, SQLite does it at the next opening.
            if let Err(error) = self.conn.execute_batch("ROLLBACK") {
                tracing::error!(%error, "rollback failed; the store is closed for writing");
                self.dead = true;
            }
        }
        outcome
    }

    /// A fault hook outside the transactions killed the process: nothing is written from here on.
    pub fn die(&mut self) {
        self.dead = true;
    }

    /// Sets the greatest number of pages of the file, to play a full disk.
    #[doc(hidden)]
    pub fn limit_pages(&self, pages: u32) -> Result<()> {
        Ok(self.conn.pragma_update(None, "max_page_count", pages)?)
    }

    /// Pages in the file now.
    pub fn pages(&self) -> Result<u32> {
        Ok(self
            .conn
            .pragma_query_value(None, "page_count", |row| row.get(0))?)
    }
}

/// An open write transaction.
pub struct Tx<'a> {
    conn: &'a Connection,
    faults: &'a mut dyn Faults,
    killed: bool,
}

impl Tx<'_> {
    /// For reading what this transaction sees.
    pub fn conn(&self) -> &Connection {
        self.conn
    }

    /// One writing statement; returns how many rows it changed.
    pub fn exec(&mut self, sql: &str, params: impl Params) -> Result<usize> {
        self.ask(StorageCall::Write)?;
        Ok(self.conn.prepare_cached(sql)?.execute(params)?)
    }

    /// One inserting statement; returns the new rowid.
    pub fn insert(&mut self, sql: &str, params: impl Params) -> Result<i64> {
        self.ask(StorageCall::Write)?;
        Ok(self.conn.prepare_cached(sql)?.insert(params)?)
    }

    fn run<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.ask(StorageCall::Begin)?;
        self.control("BEGIN IMMEDIATE")?;
        let value = work(self)?;
        self.ask(StorageCall::Commit)?;
        self.control("COMMIT")?;
        self.ask(StorageCall::Committed)?;
        Ok(value)
    }

    fn control(&self, sql: &str) -> Result<()> {
        self.conn.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn ask(&mut self, call: StorageCall) -> Result<()> {
        if self.killed {
            return Err(StoreError::Killed);
        }
        match self.faults.at(call) {
            Outcome::Go => Ok(()),
            // After the commit there is nothing left that could fail.
            Outcome::Fail if call == StorageCall::Committed => Ok(()),
            Outcome::Fail => Err(StoreError::Full),
            Outcome::Kill => {
                self.killed = true;
                Err(StoreError::Killed)
            }
        }
    }
}

/// One row or none.
pub fn opt<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params, read)
        .optional()?)
}

/// Exactly one row.
pub fn one<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<T> {
    Ok(conn.prepare_cached(sql)?.query_row(params, read)?)
}

/// All rows.
pub fn rows<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params, read)?;
    Ok(found.collect::<rusqlite::Result<Vec<T>>>()?)
}

/// A named value of the store itself.
pub fn meta(conn: &Connection, name: &str) -> Result<Option<Vec<u8>>> {
    opt(
        conn,
        "SELECT value FROM meta WHERE name = ?1",
        [name],
        |row| row.get(0),
    )
}

/// Sets a named value of the store itself.
pub fn set_meta(tx: &mut Tx<'_>, name: &str, value: &[u8]) -> Result<()> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.exec(sql, (name, value)).map(drop)
}

#[cfg(test)]
mod tests;
