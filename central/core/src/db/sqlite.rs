//! SQLite with SQLCipher: one writer at a time, group commit, readers beside it.
//!
//! A durable COMMIT costs one fdatasync; sixty-four clerks must not pay it sixty-four times. Threads that want to
//! write queue at one mutex. The holder opens the transaction if nobody has, runs its closure inside a savepoint and,
//! if others wait, leaves the transaction open for the next; the last one (or the sixty-fourth) commits for all.
//! Everybody is answered after that COMMIT. There is no writer thread, so closures may borrow from their caller and
//! a single-threaded simulator runs the very same code: with nobody waiting each closure commits at once.
//!
//! ```text
//! thread A   lock ─ BEGIN ─ SAVEPOINT a … RELEASE ─ unlock ─────────────── wait ─ answer
//! thread B   ········· lock ─ SAVEPOINT b … ROLLBACK TO ─ unlock ───────── answer (refused)
//! thread C   ·················· lock ─ SAVEPOINT c … RELEASE ─ COMMIT ─ unlock ─ answer
//! ```
//!
//! Some failures (full disk, I/O) make SQLite take the whole transaction back. `is_autocommit()` tells; the innocent
//! members of the group then run again by themselves. If BEGIN fails nobody's closure runs. A panic in a closure takes
//! back that closure alone and continues in its own thread.

use super::error::{DbError, DbResult};
use super::faults::{Faults, StorageCall};
use super::pool::Pool;
use super::tx::{Conn, Tx};
use super::{Hook, Once};
use loggia_schema::ids::MunicipalityId;
use rusqlite::{Connection, OpenFlags};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Closures that share one COMMIT at most; bounds how long the first of them waits.
const GROUP: usize = 64;
/// Prepared statements kept per connection.
const STATEMENTS: usize = 256;

/// The raw key of an encrypted store: 32 random bytes, kept outside the data folder.
#[derive(Clone)]
pub struct StoreKey(Zeroizing<[u8; 32]>);

impl StoreKey {
    /// Takes the key's bytes; they are wiped when the last copy goes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads the key from its 64 hex digits (white space around them is allowed).
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(
            data_encoding::HEXLOWER_PERMISSIVE
                .decode(text.trim().as_bytes())
                .ok()?,
        );
        bytes.as_slice().try_into().ok().map(Self::new)
    }

    /// The 64 hex digits, for the key file.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::HEXLOWER.encode(self.0.as_slice()))
    }
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey(…)")
    }
}

/// How a SQLite store is opened.
pub struct SqliteOptions {
    /// The file.
    pub path: PathBuf,
    /// Its key.
    pub key: StoreKey,
    /// Connections for reading; 0 reads through the writer (single-threaded simulator).
    pub readers: usize,
    /// `synchronous=FULL`: what was acknowledged survives a power cut. Off only where the disk is simulated.
    pub durable: bool,
    /// The simulator's hook.
    pub faults: Option<Arc<dyn Faults>>,
}

impl SqliteOptions {
    /// The options of production: durable, eight readers, no faults.
    pub fn new(path: &Path, key: StoreKey) -> Self {
        Self {
            path: path.to_owned(),
            key,
            readers: 8,
            durable: true,
            faults: None,
        }
    }
}

pub(crate) struct SqliteStore {
    file: Option<(PathBuf, StoreKey)>,
    durable: bool,
    writer: Mutex<Writer>,
    waiting: AtomicUsize,
    readers: Option<Pool<Connection>>,
}

struct Writer {
    conn: Connection,
    /// The open transaction's group; `None` when no transaction is open.
    group: Option<Arc<Group>>,
    members: usize,
}

/// Those who wait for one COMMIT.
#[derive(Default)]
struct Group {
    outcome: Mutex<Option<DbResult<()>>>,
    told: Condvar,
}

impl Group {
    fn tell(&self, outcome: DbResult<()>) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        self.told.notify_all();
    }

    fn wait(&self) -> DbResult<()> {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(outcome) = &*outcome {
                return outcome.clone();
            }
            outcome = self
                .told
                .wait(outcome)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl SqliteStore {
    pub(crate) fn open(options: SqliteOptions) -> DbResult<Self> {
        let conn = open_file(&options.path, &options.key, options.durable)?;
        Ok(Self {
            writer: Mutex::new(Writer {
                conn,
                group: None,
                members: 0,
            }),
            waiting: AtomicUsize::new(0),
            readers: (options.readers > 0).then(|| Pool::new(options.readers)),
            durable: options.durable,
            file: Some((options.path, options.key)),
        })
    }

    pub(crate) fn memory() -> DbResult<Self> {
        let conn = Connection::open_in_memory()?;
        set_up(&conn)?;
        Ok(Self {
            writer: Mutex::new(Writer {
                conn,
                group: None,
                members: 0,
            }),
            waiting: AtomicUsize::new(0),
            readers: None,
            durable: false,
            file: None,
        })
    }

    /// The file and its key; `None` for a store in memory.
    pub(crate) fn file(&self) -> Option<&(PathBuf, StoreKey)> {
        self.file.as_ref()
    }

    pub(crate) fn write_once<T, E: From<DbError>>(
        &self,
        municipality: MunicipalityId,
        hook: &Hook,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Once<T, E> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::SeqCst);

        let group = match writer.join(hook) {
            Ok(group) => group,
            Err(error) => return Once::Done(Err(error.into())),
        };
        let ran = writer.run(municipality, hook, work);
        let last = self.waiting.load(Ordering::SeqCst) == 0 || writer.members >= GROUP;
        writer.leave(hook, last, ran.failed.as_ref());
        drop(writer);

        let result = match ran.result {
            Ok(result) => result,
            Err(panic) => resume_unwind(panic),
        };
        match (result, ran.failed) {
            (_, Some(error)) if error.repeatable() => Once::Again(error),
            (Ok(_), Some(error)) => Once::Done(Err(error.into())),
            (Err(refusal), _) => Once::Done(Err(refusal)),
            (Ok(value), None) => match group.wait() {
                Ok(()) => Once::Done(Ok(value)),
                Err(error) if error.repeatable() => Once::Again(error),
                Err(error) => Once::Done(Err(error.into())),
            },
        }
    }

    pub(crate) fn read_once<T, E: From<DbError>>(
        &self,
        municipality: MunicipalityId,
        hook: &Hook,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Once<T, E> {
        let (Some(pool), Some((path, key))) = (&self.readers, &self.file) else {
            let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            return Once::Done(read(&writer.conn, municipality, hook, work));
        };
        let conn = match pool.take(|| open_file(path, key, self.durable)) {
            Ok(conn) => conn,
            Err(error) => return Once::Done(Err(error.into())),
        };
        let result = catch_unwind(AssertUnwindSafe(|| read(&conn, municipality, hook, work)));
        if result.is_ok() && conn.is_autocommit() {
            pool.put(conn);
        } else {
            pool.discard();
        }
        match result {
            Ok(result) => Once::Done(result),
            Err(panic) => resume_unwind(panic),
        }
    }
}

/// What a closure's run left behind.
struct Ran<T, E> {
    result: std::thread::Result<Result<T, E>>,
    failed: Option<DbError>,
}

impl Writer {
    /// The group of the open transaction; opens one if there is none.
    fn join(&mut self, hook: &Hook) -> DbResult<Arc<Group>> {
        if let Some(group) = &self.group {
            return Ok(Arc::clone(group));
        }
        hook.at(StorageCall::Begin)?;
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        let group = Arc::new(Group::default());
        self.group = Some(Arc::clone(&group));
        self.members = 0;
        Ok(group)
    }

    /// Runs one closure inside its savepoint; takes the savepoint back unless all went well.
    fn run<T, E>(
        &mut self,
        municipality: MunicipalityId,
        hook: &Hook,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Ran<T, E>
    where
        E: From<DbError>,
    {
        self.members += 1;
        if let Err(error) = self
            .conn
            .execute_batch("SAVEPOINT w")
            .map_err(DbError::from)
        {
            return Ran {
                result: Ok(Err(error.clone().into())),
                failed: Some(error),
            };
        }
        let mut tx = Tx::new(Conn::Sqlite(&self.conn), municipality, hook);
        let result = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let mut failed = tx.failed.take();
        if !self.conn.is_autocommit() {
            let keep = matches!(result, Ok(Ok(_))) && failed.is_none();
            let end = if keep {
                "RELEASE w"
            } else {
                "ROLLBACK TO w; RELEASE w"
            };
            if let Err(error) = self.conn.execute_batch(end) {
                failed.get_or_insert(error.into());
            }
        }
        Ran { result, failed }
    }

    /// Ends this member's part: hands the transaction on, commits it, or tells the group that it was lost.
    fn leave(&mut self, hook: &Hook, last: bool, failed: Option<&DbError>) {
        if self.conn.is_autocommit() {
            // SQLite itself took everything back; the others did nothing wrong and run again.
            self.end(Err(DbError::RolledBack));
        } else if failed == Some(&DbError::Killed) {
            let _ = self.conn.execute_batch("ROLLBACK");
            self.end(Err(DbError::Killed));
        } else if last {
            let outcome = self.commit(hook);
            self.end(outcome);
        }
    }

    fn commit(&mut self, hook: &Hook) -> DbResult<()> {
        let done = hook
            .at(StorageCall::Commit)
            .and_then(|()| self.conn.execute_batch("COMMIT").map_err(DbError::from));
        if done.is_err() && !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
        done?;
        hook.at(StorageCall::Committed)
            .map_err(|fault| match fault {
                DbError::Killed => DbError::Killed,
                // The data is safe; only the answer could not be given.
                other => DbError::CommitUnknown(other.to_string()),
            })
    }

    fn end(&mut self, outcome: DbResult<()>) {
        self.members = 0;
        if let Some(group) = self.group.take() {
            group.tell(outcome);
        }
    }
}

fn read<T, E: From<DbError>>(
    conn: &Connection,
    municipality: MunicipalityId,
    hook: &Hook,
    work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    hook.at(StorageCall::Begin)?;
    conn.execute_batch("PRAGMA query_only = ON; BEGIN")
        .map_err(DbError::from)?;
    let mut tx = Tx::new(Conn::Sqlite(conn), municipality, hook);
    let result = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
    let failed = tx.failed.take();
    if !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK").map_err(DbError::from)?;
    }
    conn.execute_batch("PRAGMA query_only = OFF")
        .map_err(DbError::from)?;
    match (result, failed) {
        (Err(panic), _) => resume_unwind(panic),
        (Ok(Ok(_)), Some(error)) => Err(error.into()),
        (Ok(result), _) => result,
    }
}

/// A connection of its own for backup, outside writer and pool; a copy being written keeps no WAL beside it.
pub(crate) fn open_for_backup(path: &Path, key: &StoreKey, existing: bool) -> DbResult<Connection> {
    let conn = open_keyed(path, key, existing)?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    Ok(conn)
}

fn open_file(path: &Path, key: &StoreKey, durable: bool) -> DbResult<Connection> {
    let conn = open_keyed(path, key, false)?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    conn.execute_batch(if durable {
        "PRAGMA synchronous = FULL"
    } else {
        "PRAGMA synchronous = OFF"
    })?;
    set_up(&conn)?;
    Ok(conn)
}

/// Opens the file with its key and proves that the key fits.
fn open_keyed(path: &Path, key: &StoreKey, existing: bool) -> DbResult<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, !existing);
    let conn = Connection::open_with_flags(path, flags)?;
    let hex = key.to_hex();
    // SHA-256 has instructions of its own on every machine of the last years; SHA-512, the default, has not.
    conn.execute_batch(&Zeroizing::new(format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA cipher_log_level = NONE",
        hex.as_str()
    )))?;
    conn.query_row("SELECT COUNT(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(conn)
}

fn set_up(conn: &Connection) -> DbResult<()> {
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA case_sensitive_like = ON; \
         PRAGMA trusted_schema = OFF",
    )?;
    Ok(())
}
