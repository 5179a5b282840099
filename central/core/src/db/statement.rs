//! One statement on a SQLite connection: parameters by name, values without floats, rows with their column names.

use super::error::{DbError, DbResult};
use super::value::{Row, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};
use std::sync::Arc;

pub(super) fn exec(conn: &Connection, sql: &str, params: &[Value]) -> DbResult<u64> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, params)?;
    Ok(statement.raw_execute()? as u64)
}

pub(super) fn rows(conn: &Connection, sql: &str, params: &[Value]) -> DbResult<Vec<Row>> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, params)?;
    let columns: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
    let mut answer = Vec::new();
    let mut cursor = statement.raw_query();
    while let Some(row) = cursor.next()? {
        let values = (0..columns.len())
            .map(|at| take(row.get_ref(at)?, &columns[at]))
            .collect::<DbResult<_>>()?;
        answer.push(Row::new(Arc::clone(&columns), values));
    }
    Ok(answer)
}

/// Binds `$n` to the n-th value, in whatever order the text names them.
fn bind(statement: &mut CachedStatement<'_>, params: &[Value]) -> DbResult<()> {
    let mut highest = 0;
    for index in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let number = number.ok_or_else(|| DbError::bug("parameters are written $1, $2, …"))?;
        let value = number.checked_sub(1).and_then(|at| params.get(at));
        let value = value.ok_or_else(|| DbError::bug(format!("no value for ${number}")))?;
        highest = highest.max(number);
        statement.raw_bind_parameter(index, give(value))?;
    }
    if highest != params.len() {
        return Err(DbError::bug(format!(
            "{} values for {highest} parameters",
            params.len()
        )));
    }
    Ok(())
}

fn give(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        Value::Null => ValueRef::Null,
        Value::Int(n) => ValueRef::Integer(*n),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Bytes(bytes) => ValueRef::Blob(bytes),
        Value::Bool(truth) => ValueRef::Integer((*truth).into()),
    })
}

fn take(value: ValueRef<'_>, column: &str) -> DbResult<Value> {
    let wrong = |found: &str| DbError::Column {
        column: column.to_owned(),
        wanted: "integer, text or bytes",
        found: found.to_owned(),
    };
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Text(bytes) => Value::Text(
            std::str::from_utf8(bytes)
                .map_err(|_| wrong("text that is not UTF-8"))?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => return Err(wrong("a floating-point number")),
    })
}
