//! The handle that a closure works with: statements in, rows out, the same on both engines.

use super::error::{DbError, DbResult};
use super::faults::StorageCall;
use super::postgres::PgConn;
use super::value::{Row, Value};
use super::{Engine, Hook, statement};
use loggia_schema::ids::MunicipalityId;
use std::any::Any;
use std::sync::Arc;

/// Rows of one multi-row INSERT; smaller groups are powers of two, so that few texts fill the statement cache.
const ROWS_PER_INSERT: usize = 64;

/// An open transaction. Lives only inside the closure of [`super::Db::write`] or [`super::Db::read`].
pub struct Tx<'c> {
    pub(super) conn: Conn<'c>,
    municipality: MunicipalityId,
    hook: &'c Hook,
    /// The first statement that failed and was not taken back by a `nested`: the transaction cannot commit.
    pub(super) failed: Option<DbError>,
    depth: u32,
    made: Vec<Made>,
}

/// What was made of some tables of records.
struct Made {
    tables: &'static [&'static str],
    value: Arc<dyn Any + Send + Sync>,
}

pub(super) enum Conn<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut PgConn),
}

impl<'c> Tx<'c> {
    pub(super) fn new(conn: Conn<'c>, municipality: MunicipalityId, hook: &'c Hook) -> Self {
        Self {
            conn,
            municipality,
            hook,
            failed: None,
            depth: 0,
            made: Vec::new(),
        }
    }

    /// The municipality of this database handle: the first column of every key.
    pub fn municipality(&self) -> MunicipalityId {
        self.municipality
    }

    /// The engine underneath.
    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement that returns no rows; the answer is how many rows it changed.
    ///
    /// # Errors
    /// [`DbError`]; the transaction is then poisoned unless it happened inside [`Tx::nested`].
    pub fn exec(&mut self, sql: &str, params: &[Value]) -> DbResult<u64> {
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => statement::exec(conn, sql, params),
            Conn::Postgres(conn) => conn.exec(sql, params),
        })
    }

    /// Runs a query (or an INSERT/UPDATE … RETURNING) and returns all its rows.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub fn rows(&mut self, sql: &str, params: &[Value]) -> DbResult<Vec<Row>> {
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => statement::rows(conn, sql, params),
            Conn::Postgres(conn) => conn.rows(sql, params),
        })
    }

    /// As [`Tx::rows`] for a question whose answer is one row or none.
    ///
    /// # Errors
    /// As [`Tx::exec`]; two rows are our bug.
    pub fn opt(&mut self, sql: &str, params: &[Value]) -> DbResult<Option<Row>> {
        let mut rows = self.rows(sql, params)?;
        if rows.len() > 1 {
            return Err(DbError::bug(format!(
                "{} rows where at most one is meant: {sql}",
                rows.len()
            )));
        }
        Ok(rows.pop())
    }

    /// As [`Tx::opt`] for a row that must be there.
    ///
    /// # Errors
    /// [`DbError::NoRow`] if it is not.
    pub fn one(&mut self, sql: &str, params: &[Value]) -> DbResult<Row> {
        self.opt(sql, params)?
            .ok_or_else(|| DbError::NoRow(sql.to_owned()))
    }

    /// Inserts many rows with few statements. `table` and `columns` are program text, never input.
    ///
    /// # Errors
    /// As [`Tx::exec`]; a row with another number of values than `columns` is our bug.
    pub fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> DbResult<u64> {
        if let Some(bad) = rows.iter().find(|row| row.len() != columns.len()) {
            return Err(DbError::bug(format!(
                "{table}: {} values for {} columns",
                bad.len(),
                columns.len()
            )));
        }
        let mut rest = rows;
        let mut done = 0;
        while !rest.is_empty() {
            let take = if rest.len() >= ROWS_PER_INSERT {
                ROWS_PER_INSERT
            } else {
                1 << rest.len().ilog2()
            };
            let (now, later) = rest.split_at(take);
            done += self.exec(&insert_text(table, columns, take), &now.concat())?;
            rest = later;
        }
        Ok(done)
    }

    /// Runs a part that may fail alone: on `Err` only this part is taken back and the transaction goes on. A conflict
    /// or a failing disk inside the part still ends the whole transaction, even if the closure swallows it.
    ///
    /// # Errors
    /// The part's own, or the store's.
    pub fn nested<T, E>(&mut self, part: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DbError>,
    {
        let name = format!("n{}", self.depth);
        self.simple(&format!("SAVEPOINT {name}"))?;
        self.depth += 1;
        let before = self.failed.take();
        let result = part(self);
        self.depth -= 1;
        let failed = std::mem::replace(&mut self.failed, before);
        if let Some(error) = failed.as_ref().filter(|error| !error.stays_in_its_part()) {
            self.failed.get_or_insert_with(|| error.clone());
        }
        let result = match (result, failed) {
            (Ok(_), Some(error)) => Err(error.into()),
            (result, _) => result,
        };
        if result.is_err() {
            self.made.clear();
            self.simple(&format!("ROLLBACK TO SAVEPOINT {name}"))?;
        }
        self.simple(&format!("RELEASE SAVEPOINT {name}"))?;
        result
    }

    /// What `make` makes of these tables of records: once in a transaction, and again when one of them changed.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn made_once<T: Any + Send + Sync, E>(
        &mut self,
        tables: &'static [&'static str],
        make: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let mut known = self.made.iter().filter(|made| made.tables == tables);
        if let Some(known) = known.find_map(|made| Arc::clone(&made.value).downcast().ok()) {
            return Ok(known);
        }
        let made = Arc::new(make(self)?);
        let value = Arc::<T>::clone(&made);
        self.made.push(Made { tables, value });
        Ok(made)
    }

    /// A table of records changed.
    pub(crate) fn records_changed(&mut self, table: &str) {
        self.made.retain(|made| !made.tables.contains(&table));
    }

    /// Prepares a statement without running it: how a test proves that a text is understood by both engines.
    ///
    /// # Errors
    /// [`DbError::Bug`] with the engine's words.
    pub fn prepare(&mut self, sql: &str) -> DbResult<()> {
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => conn.prepare(sql).map(drop).map_err(DbError::from),
            Conn::Postgres(conn) => conn.prepare(sql),
        })
    }

    /// Runs a text of several statements without parameters: migrations only.
    pub(crate) fn batch(&mut self, sql: &str) -> DbResult<()> {
        self.simple(sql)
    }

    fn simple(&mut self, sql: &str) -> DbResult<()> {
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => conn.execute_batch(sql).map_err(DbError::from),
            Conn::Postgres(conn) => conn.batch(sql),
        })
    }

    /// Asks the fault hook, runs the call, remembers the first failure.
    fn guarded<T>(&mut self, call: impl FnOnce(&mut Conn<'c>) -> DbResult<T>) -> DbResult<T> {
        let result = self
            .hook
            .at(StorageCall::Statement)
            .and_then(|()| call(&mut self.conn));
        if let Err(error) = &result {
            self.failed.get_or_insert_with(|| error.clone());
        }
        result
    }
}

fn insert_text(table: &str, columns: &[&str], rows: usize) -> String {
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            let comma = if column == 0 { "" } else { ", " };
            sql.push_str(&format!("{comma}${}", row * columns.len() + column + 1));
        }
        sql.push(')');
    }
    sql
}
