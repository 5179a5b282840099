//! One database for the town hall, two engines underneath.
//!
//! A [`Db`] is a SQLite file (SQLCipher, the default) or a PostgreSQL server. All code above speaks one SQL text with
//! `$1` parameters and the five kinds of [`Value`]; a test prepares every statement on both engines.
//!
//! Work happens in closures: `db.write(|tx| …)` and `db.read(|tx| …)`. A closure is **re-runnable**: it may be run
//! again after a conflict, so it holds no clock, no randomness and no network; those come in from outside
//! ([`crate::ctx::Ctx`]). `write` returns after COMMIT, so what it returns may be told to people.
//!
//! * **SQLite**: one writer at a time, with group commit. The closures of waiting threads run one after the other,
//!   each inside its own savepoint, and the last of them commits for all; see [`sqlite`].
//! * **PostgreSQL**: each closure is its own transaction; conflicts (40001, 40P01) and lost connections are retried.
//!
//! A statement that failed poisons its transaction on both engines, even if the closure swallowed the error:
//! PostgreSQL would otherwise turn COMMIT into a silent ROLLBACK. A part that may fail on its own runs inside
//! [`Tx::nested`]. Calls block: from async code use [`crate::app::App::write`].

mod error;
mod faults;
mod pool;
mod postgres;
mod sqlite;
mod statement;
#[cfg(test)]
mod tests;
mod tx;
mod value;

pub use error::{Blame, DbError, DbResult};
pub use faults::{Fault, Faults, StorageCall};
pub(crate) use sqlite::open_for_backup;
pub use sqlite::{SqliteOptions, StoreKey};
pub use tx::Tx;
pub use value::{FromValue, Row, Value, stamp};

use loggia_schema::ids::MunicipalityId;
use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a closure is run again before the conflict is told to the caller.
const ATTEMPTS: u32 = 25;

/// The database of one municipality. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

/// Which engine stands underneath. Only migrations, backup and tests have a reason to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite with SQLCipher.
    Sqlite,
    /// PostgreSQL, or a server that speaks its protocol.
    Postgres,
}

struct Inner {
    municipality: MunicipalityId,
    hook: Hook,
    store: Store,
}

enum Store {
    Sqlite(sqlite::SqliteStore),
    Postgres(postgres::PgStore),
}

/// One run of a closure: finished, or to be run again.
pub(crate) enum Once<T, E> {
    Done(Result<T, E>),
    Again(DbError),
}

impl Db {
    /// Opens (or creates) an encrypted SQLite store.
    ///
    /// # Errors
    /// [`DbError::WrongKey`], [`DbError::Disk`], [`DbError::Corrupt`].
    pub fn sqlite(path: &Path, key: StoreKey, municipality: MunicipalityId) -> DbResult<Self> {
        Self::sqlite_with(SqliteOptions::new(path, key), municipality)
    }

    /// Opens an encrypted SQLite store with chosen options; the simulator hangs its faults here.
    ///
    /// # Errors
    /// As [`Db::sqlite`].
    pub fn sqlite_with(mut options: SqliteOptions, municipality: MunicipalityId) -> DbResult<Self> {
        let hook = Hook::new(options.faults.take());
        Ok(Self::build(
            municipality,
            hook,
            Store::Sqlite(sqlite::SqliteStore::open(options)?),
        ))
    }

    /// A store in memory, for tests and tools: everything is gone when the last clone is dropped.
    ///
    /// # Errors
    /// [`DbError::Disk`] if SQLite cannot start at all.
    pub fn memory(municipality: MunicipalityId) -> DbResult<Self> {
        Ok(Self::build(
            municipality,
            Hook::new(None),
            Store::Sqlite(sqlite::SqliteStore::memory()?),
        ))
    }

    /// Connects to PostgreSQL: `postgresql://user:password@/loggia?host=/run/postgresql` or key=value form.
    ///
    /// The connection itself is not encrypted by the program, so a server that is neither a socket of this machine
    /// nor loopback is refused unless the address says `sslmode=disable`, i.e. somebody decided that the network
    /// between them is protected by other means.
    ///
    /// # Errors
    /// [`DbError::Disconnected`], [`DbError::Disk`] (refused login), [`DbError::Bug`] (bad address).
    pub fn postgres(url: &str, municipality: MunicipalityId) -> DbResult<Self> {
        Ok(Self::build(
            municipality,
            Hook::new(None),
            Store::Postgres(postgres::PgStore::open(url)?),
        ))
    }

    fn build(municipality: MunicipalityId, hook: Hook, store: Store) -> Self {
        Self {
            inner: Arc::new(Inner {
                municipality,
                hook,
                store,
            }),
        }
    }

    /// The engine underneath.
    pub fn engine(&self) -> Engine {
        match self.inner.store {
            Store::Sqlite(_) => Engine::Sqlite,
            Store::Postgres(_) => Engine::Postgres,
        }
    }

    /// The municipality whose rows this handle reads and writes.
    pub fn municipality(&self) -> MunicipalityId {
        self.inner.municipality
    }

    /// Runs a closure in a transaction and commits it; returns after COMMIT. `Err` rolls everything back.
    ///
    /// The closure may run more than once and may hold no clock, randomness or network.
    ///
    /// # Errors
    /// The closure's own, or [`DbError`] through `E`.
    pub fn write<T, E>(&self, mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DbError>,
    {
        let _entered = Entered::enter()?;
        self.repeat(|| match &self.inner.store {
            Store::Sqlite(store) => {
                store.write_once(self.inner.municipality, &self.inner.hook, &mut work)
            }
            Store::Postgres(store) => {
                store.once(self.inner.municipality, &self.inner.hook, true, &mut work)
            }
        })
    }

    /// Runs a closure over one consistent picture of the data; a write inside is refused.
    ///
    /// # Errors
    /// The closure's own, or [`DbError`] through `E`.
    pub fn read<T, E>(&self, mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DbError>,
    {
        let _entered = Entered::enter()?;
        self.repeat(|| match &self.inner.store {
            Store::Sqlite(store) => {
                store.read_once(self.inner.municipality, &self.inner.hook, &mut work)
            }
            Store::Postgres(store) => {
                store.once(self.inner.municipality, &self.inner.hook, false, &mut work)
            }
        })
    }

    /// The SQLite store, for backup; `None` on PostgreSQL, whose own tools make copies.
    pub(crate) fn sqlite_store(&self) -> Option<&sqlite::SqliteStore> {
        match &self.inner.store {
            Store::Sqlite(store) => Some(store),
            Store::Postgres(_) => None,
        }
    }

    fn repeat<T, E: From<DbError>>(&self, mut once: impl FnMut() -> Once<T, E>) -> Result<T, E> {
        let mut last = DbError::bug("no attempt was made");
        for attempt in 0..ATTEMPTS {
            match once() {
                Once::Done(result) => return result,
                Once::Again(error) => {
                    tracing::debug!(attempt, %error, "transaction repeated");
                    if self.engine() == Engine::Postgres {
                        std::thread::sleep(Duration::from_millis(u64::from(attempt.min(10)) * 3));
                    }
                    last = error;
                }
            }
        }
        Err(last.into())
    }
}

/// The simulator's hook and the state "this store was killed".
pub(crate) struct Hook {
    faults: Option<Arc<dyn Faults>>,
    dead: AtomicBool,
}

impl Hook {
    fn new(faults: Option<Arc<dyn Faults>>) -> Self {
        Self {
            faults,
            dead: AtomicBool::new(false),
        }
    }

    /// Asks whether the storage breaks here.
    pub(crate) fn at(&self, call: StorageCall) -> DbResult<()> {
        if self.dead.load(Ordering::Acquire) {
            return Err(DbError::Killed);
        }
        let Some(fault) = self.faults.as_ref().and_then(|faults| faults.at(call)) else {
            return Ok(());
        };
        if fault == Fault::Kill {
            self.dead.store(true, Ordering::Release);
        }
        Err(fault.error())
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// A transaction inside a transaction of the same thread would wait for itself; this refuses it instead.
struct Entered;

impl Entered {
    fn enter() -> DbResult<Self> {
        if INSIDE.replace(true) {
            return Err(DbError::bug(
                "a transaction was opened inside another one; pass the `tx` down",
            ));
        }
        Ok(Self)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}
