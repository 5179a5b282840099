//! Tasks: what a person of this office has to look at (εκκρεμότητες).
//!
//! The same thing never becomes two tasks: `about` names it. A task is closed by a person or by what caused it going away; a
//! closed one is not opened again by the same cause.

use crate::store::{Result, StoreError, Tx, rows};
use loggia_schema::ids::{DocId, ScopeId, UserId};
use loggia_schema::message::{Code, Finding};
use rusqlite::Connection;
use serde::Serialize;

/// An open task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Its number in this store.
    pub id: i64,
    /// What it is about: unique, stable.
    pub about: String,
    /// The scope it belongs to.
    pub scope: Option<ScopeId>,
    /// The case it belongs to.
    pub doc: Option<DocId>,
    /// What happened, as a message.
    pub finding: Finding,
    /// Since when, microseconds of the device's clock.
    pub at: i64,
}

impl Task {
    /// True if it is a conflict of a case: only a decision closes it.
    pub fn is_conflict(&self) -> bool {
        self.about.starts_with("conflict/")
    }
}

/// Opens a task unless the same thing already is, or was, one.
pub fn open(
    tx: &mut Tx<'_>,
    about: &str,
    scope: Option<&ScopeId>,
    doc: Option<&DocId>,
    finding: &Finding,
    at: i64,
) -> Result<()> {
    let params = serde_json::to_string(&finding.params).map_err(|_| StoreError::Damaged("task"))?;
    let (scope, doc) = (scope.map(ScopeId::as_bytes), doc.map(DocId::as_bytes));
    tx.exec(
        "INSERT INTO task (about, scope, doc, code, params, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (about) DO NOTHING",
        (
            about,
            scope,
            doc,
            finding.code.number().to_string(),
            params,
            at,
        ),
    )
    .map(drop)
}

/// Closes a task; `false` if it is not open.
pub fn close(tx: &mut Tx<'_>, id: i64, by: UserId, at: i64) -> Result<bool> {
    let sql = "UPDATE task SET done = ?2, done_by = ?3 WHERE id = ?1 AND done IS NULL";
    Ok(tx.exec(sql, (id, at, by.as_bytes()))? == 1)
}

/// Closes what `about` names because its cause went away.
pub fn settle(tx: &mut Tx<'_>, about: &str, at: i64) -> Result<()> {
    tx.exec(
        "UPDATE task SET done = ?2 WHERE about = ?1 AND done IS NULL",
        (about, at),
    )
    .map(drop)
}

/// What the open tasks are about whose subject begins with `prefix`.
pub fn open_about(conn: &Connection, prefix: &str) -> Result<Vec<String>> {
    let sql = "SELECT about FROM task WHERE done IS NULL AND substr(about, 1, length(?1)) = ?1";
    rows(conn, sql, [prefix], |row| row.get(0))
}

/// The open tasks, oldest first.
pub fn all_open(conn: &Connection) -> Result<Vec<Task>> {
    let sql = "SELECT id, about, scope, doc, code, params, at FROM task WHERE done IS NULL ORDER BY at, id LIMIT 500";
    let found = rows(conn, sql, [], |row| {
        let (code, params): (String, String) = (row.get(4)?, row.get(5)?);
        let (scope, doc): (Option<[u8; 16]>, Option<[u8; 16]>) = (row.get(2)?, row.get(3)?);
        let finding = Finding::new(Code::new(code.parse().unwrap_or(0)));
        let (scope, doc) = (scope.map(ScopeId), doc.map(DocId));
        Ok((
            Task {
                id: row.get(0)?,
                about: row.get(1)?,
                scope,
                doc,
                finding,
                at: row.get(6)?,
            },
            params,
        ))
    })?;
    found
        .into_iter()
        .map(|(mut task, params)| {
            task.finding.params =
                serde_json::from_str(&params).map_err(|_| StoreError::Damaged("task"))?;
            Ok(task)
        })
        .collect()
}
