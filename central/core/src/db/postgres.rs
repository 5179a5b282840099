//! PostgreSQL over the blocking `postgres` client: each closure is a transaction of its own.
//!
//! Writers run READ COMMITTED (serial work takes its lock by `UPDATE … RETURNING` on a head row), readers REPEATABLE
//! READ READ ONLY so that a report sees one moment. A client that broke is thrown away; the next closure gets a new
//! one. If the line breaks during COMMIT nobody knows what happened: that is [`DbError::CommitUnknown`], never a retry.

use super::error::{DbError, DbResult};
use super::faults::StorageCall;
use super::pool::Pool;
use super::tx::{Conn, Tx};
use super::value::{Row, Value};
use super::{Hook, Once};
use loggia_schema::ids::MunicipalityId;
use postgres::config::{Host, SslMode};
use postgres::types::{ToSql, Type};
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

/// Connections of one process.
const CLIENTS: usize = 16;
/// Prepared statements kept per connection; beyond that the cache starts anew.
const STATEMENTS: usize = 512;

pub(crate) struct PgStore {
    config: Config,
    clients: Pool<PgConn>,
}

/// One connection with its prepared statements.
pub(super) struct PgConn {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl PgStore {
    pub(crate) fn open(url: &str) -> DbResult<Self> {
        let mut config: Config = url
            .parse()
            .map_err(|_| DbError::bug("the database address cannot be read"))?;
        refuse_open_network(&config)?;
        config
            .application_name("loggia-central")
            .connect_timeout(Duration::from_secs(10));
        let store = Self {
            config,
            clients: Pool::new(CLIENTS),
        };
        let mut conn = store.clients.take(|| store.connect())?;
        check_encoding(&mut conn)?;
        store.clients.put(conn);
        Ok(store)
    }

    fn connect(&self) -> DbResult<PgConn> {
        let mut client = self.config.connect(NoTls)?;
        client.batch_execute("SET client_min_messages = warning; SET lock_timeout = '30s'")?;
        Ok(PgConn {
            client,
            statements: HashMap::new(),
        })
    }

    pub(crate) fn once<T, E: From<DbError>>(
        &self,
        municipality: MunicipalityId,
        hook: &Hook,
        write: bool,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Once<T, E> {
        let mut conn = match self.clients.take(|| self.connect()) {
            Ok(conn) => conn,
            Err(error) => return Once::Done(Err(error.into())),
        };
        let once = catch_unwind(AssertUnwindSafe(|| {
            conn.transaction(municipality, hook, write, work)
        }));
        if once.is_ok() && conn.reusable() {
            self.clients.put(conn);
        } else {
            self.clients.discard();
        }
        once.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

impl PgConn {
    fn transaction<T, E: From<DbError>>(
        &mut self,
        municipality: MunicipalityId,
        hook: &Hook,
        write: bool,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Once<T, E> {
        let begin = if write {
            "BEGIN ISOLATION LEVEL READ COMMITTED"
        } else {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        };
        match hook.at(StorageCall::Begin).and_then(|()| self.batch(begin)) {
            Err(error) if error.repeatable() => return Once::Again(error),
            Err(error) => return Once::Done(Err(error.into())),
            Ok(()) => {}
        }
        let mut tx = Tx::new(Conn::Postgres(self), municipality, hook);
        let result = work(&mut tx);
        let failed = tx.failed.take();
        if result.is_err() || failed.is_some() {
            // A rollback that fails leaves a connection that `reusable` throws away.
            let _ = self.batch("ROLLBACK");
        }
        match (result, failed) {
            (_, Some(error)) if error.repeatable() => Once::Again(error),
            (Ok(_), Some(error)) => Once::Done(Err(error.into())),
            (Err(refusal), _) => Once::Done(Err(refusal)),
            (Ok(value), None) => match self.commit(hook) {
                Ok(()) => Once::Done(Ok(value)),
                Err(error) if error.repeatable() => Once::Again(error),
                Err(error) => Once::Done(Err(error.into())),
            },
        }
    }

    fn commit(&mut self, hook: &Hook) -> DbResult<()> {
        if let Err(fault) = hook.at(StorageCall::Commit) {
            let _ = self.batch("ROLLBACK");
            return Err(fault);
        }
        self.batch("COMMIT").map_err(|error| match error {
            DbError::Disconnected(text) => DbError::CommitUnknown(text),
            other => other,
        })?;
        hook.at(StorageCall::Committed)
    }

    fn reusable(&self) -> bool {
        !self.client.is_closed()
    }

    pub(super) fn batch(&mut self, sql: &str) -> DbResult<()> {
        Ok(self.client.batch_execute(sql)?)
    }

    pub(super) fn prepare(&mut self, sql: &str) -> DbResult<()> {
        self.client.prepare(sql)?;
        Ok(())
    }

    fn statement(&mut self, sql: &str) -> DbResult<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn exec(&mut self, sql: &str, params: &[Value]) -> DbResult<u64> {
        let statement = self.statement(sql)?;
        let given = give_all(params, statement.params())?;
        Ok(self.client.execute(&statement, &borrow(&given))?)
    }

    pub(super) fn rows(&mut self, sql: &str, params: &[Value]) -> DbResult<Vec<Row>> {
        let statement = self.statement(sql)?;
        let given = give_all(params, statement.params())?;
        let columns: Arc<[String]> = statement
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let rows = self.client.query(&statement, &borrow(&given))?;
        rows.iter()
            .map(|row| {
                let values = (0..columns.len())
                    .map(|at| take(row, at))
                    .collect::<DbResult<_>>()?;
                Ok(Row::new(Arc::clone(&columns), values))
            })
            .collect()
    }
}

type Given = Box<dyn ToSql + Sync>;

/// The values in the types that the prepared statement asks for; nothing is cast silently.
fn give_all(params: &[Value], types: &[Type]) -> DbResult<Vec<Given>> {
    if params.len() != types.len() {
        return Err(DbError::bug(format!(
            "{} values for {} parameters",
            params.len(),
            types.len()
        )));
    }
    params
        .iter()
        .zip(types)
        .map(|(value, ty)| give(value, ty))
        .collect()
}

fn give(value: &Value, ty: &Type) -> DbResult<Given> {
    let range = |_| DbError::bug(format!("an integer that does not fit {ty}"));
    Ok(match (value, ty) {
        (Value::Null, &Type::INT8) => Box::new(None::<i64>),
        (Value::Null, &Type::INT4) => Box::new(None::<i32>),
        (Value::Null, &Type::BYTEA) => Box::new(None::<Vec<u8>>),
        (Value::Null, &Type::BOOL) => Box::new(None::<bool>),
        (Value::Null, &(Type::TEXT | Type::VARCHAR)) => Box::new(None::<String>),
        (Value::Int(n), &Type::INT8) => Box::new(*n),
        (Value::Int(n), &Type::INT4) => Box::new(i32::try_from(*n).map_err(range)?),
        (Value::Int(n), &Type::INT2) => Box::new(i16::try_from(*n).map_err(range)?),
        (Value::Text(text), &(Type::TEXT | Type::VARCHAR)) => Box::new(text.clone()),
        (Value::Bytes(bytes), &Type::BYTEA) => Box::new(bytes.clone()),
        (Value::Bool(truth), &Type::BOOL) => Box::new(*truth),
        (value, ty) => {
            return Err(DbError::bug(format!(
                "a parameter of kind {} where the statement wants {ty}",
                value.kind()
            )));
        }
    })
}

fn borrow(given: &[Given]) -> Vec<&(dyn ToSql + Sync)> {
    given.iter().map(AsRef::as_ref).collect()
}

fn take(row: &postgres::Row, at: usize) -> DbResult<Value> {
    let column = &row.columns()[at];
    Ok(match *column.type_() {
        Type::INT8 => row
            .try_get::<_, Option<i64>>(at)?
            .map_or(Value::Null, Value::Int),
        Type::INT4 => row
            .try_get::<_, Option<i32>>(at)?
            .map_or(Value::Null, |n| Value::Int(n.into())),
        Type::INT2 => row
            .try_get::<_, Option<i16>>(at)?
            .map_or(Value::Null, |n| Value::Int(n.into())),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => row
            .try_get::<_, Option<String>>(at)?
            .map_or(Value::Null, Value::Text),
        Type::BYTEA => row
            .try_get::<_, Option<Vec<u8>>>(at)?
            .map_or(Value::Null, Value::Bytes),
        Type::BOOL => row
            .try_get::<_, Option<bool>>(at)?
            .map_or(Value::Null, Value::Bool),
        ref other => {
            return Err(DbError::Column {
                column: column.name().to_owned(),
                wanted: "bigint, text, bytea or boolean",
                found: other.name().to_owned(),
            });
        }
    })
}

/// Text order and case must be the program's: UTF8 and the C collation, or Greek lists differ between machines.
fn check_encoding(conn: &mut PgConn) -> DbResult<()> {
    let row = conn
        .rows(
            "SELECT pg_encoding_to_char(encoding)::text AS encoding, datcollate::text AS collation \
             FROM pg_database WHERE datname = current_database()",
            &[],
        )?
        .pop()
        .ok_or_else(|| DbError::NoRow("pg_database".to_owned()))?;
    let (encoding, collation): (String, String) = (row.get("encoding")?, row.get("collation")?);
    if encoding != "UTF8" || !matches!(collation.as_str(), "C" | "C.UTF-8" | "C.utf8" | "POSIX") {
        return Err(DbError::Disk(format!(
            "the database must be created with encoding UTF8 and locale C.UTF-8, it has {encoding} and {collation}"
        )));
    }
    Ok(())
}

fn refuse_open_network(config: &Config) -> DbResult<()> {
    let local = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
    };
    if config.get_hosts().iter().all(local) || config.get_ssl_mode() == SslMode::Disable {
        return Ok(());
    }
    Err(DbError::Disk(
        "the database server is on another machine and the connection is not encrypted by the program: protect the \
         network between them and say sslmode=disable in the address"
            .to_owned(),
    ))
}
