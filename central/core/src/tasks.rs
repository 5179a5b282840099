//! Tasks (εκκρεμότητες): what the program could not decide and a person must.
//!
//! A conflict, a refusal of an authority, a double payment: nothing is dropped silently, it becomes a task with a
//! code and its Greek sentence. One thing has at most one open task of a kind, so repeating a batch opens nothing
//! twice. Tasks are closed with a note, never deleted.

use crate::audit;
use crate::ctx::Ctx;
use crate::db::{DbError, DbResult, Row, Tx};
use crate::params;
use crate::rights::Right;
use jiff::Timestamp;
use loggia_schema::message::Finding;

/// An open or closed task.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Its id.
    pub id: [u8; 16],
    /// Kind, e.g. `paid-twice`.
    pub kind: String,
    /// The thing it speaks of (an id or number).
    pub subject: String,
    /// What is wrong, as message.
    pub finding: Finding,
    /// Who may close it: holders of this right.
    pub right_code: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// False once closed.
    pub open: bool,
    /// What the person wrote when closing it.
    pub note: Option<String>,
}

/// Opens a task unless one of this kind is already open for the subject. True if it is new.
///
/// # Errors
/// The store's.
pub fn open(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &str,
    subject: &str,
    finding: &Finding,
    who: Right,
) -> DbResult<bool> {
    let id = ctx.id(&format!("task {kind} {subject}"), 0);
    let text = serde_json::to_string(finding).map_err(DbError::bug)?;
    let new = tx.exec(
        "INSERT INTO core_task (municipality_id, task_id, kind, subject, finding, right_code, opened_at, open) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        &params![tx.municipality(), id, kind, subject, text, who.code, ctx.now, true],
    )?;
    Ok(new == 1)
}

/// Closes a task with a note; false if it was closed already.
///
/// # Errors
/// The store's.
pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: [u8; 16], note: &str) -> DbResult<bool> {
    let closed = tx.exec(
        "UPDATE core_task SET open = $1, closed_at = $2, closed_by = $3, note = $4 \
         WHERE municipality_id = $5 AND task_id = $6 AND open",
        &params![
            false,
            ctx.now,
            ctx.actor.to_string(),
            note,
            tx.municipality(),
            id
        ],
    )?;
    if closed == 1 {
        audit::record(
            tx,
            ctx,
            "task.close",
            &data_encoding::HEXLOWER.encode(&id),
            "",
        )?;
    }
    Ok(closed == 1)
}

/// The open task of a kind about a subject, if there is one.
///
/// # Errors
/// The store's.
pub fn open_one(tx: &mut Tx<'_>, kind: &str, subject: &str) -> DbResult<Option<[u8; 16]>> {
    let row = tx.opt(
        "SELECT task_id FROM core_task WHERE municipality_id = $1 AND kind = $2 AND subject = $3 AND open",
        &params![tx.municipality(), kind, subject],
    )?;
    row.map(|row| row.get("task_id")).transpose()
}

/// The open tasks, oldest first.
///
/// # Errors
/// The store's.
pub fn list_open(tx: &mut Tx<'_>, limit: u32) -> DbResult<Vec<Task>> {
    tx.rows(
        "SELECT task_id, kind, subject, finding, right_code, opened_at, open, note FROM core_task \
         WHERE municipality_id = $1 AND open ORDER BY opened_at, task_id LIMIT $2",
        &params![tx.municipality(), limit],
    )?
    .iter()
    .map(from_row)
    .collect()
}

/// A task, open or closed.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, id: [u8; 16]) -> DbResult<Option<Task>> {
    let row = tx.opt(
        "SELECT task_id, kind, subject, finding, right_code, opened_at, open, note FROM core_task \
         WHERE municipality_id = $1 AND task_id = $2",
        &params![tx.municipality(), id],
    )?;
    row.as_ref().map(from_row).transpose()
}

fn from_row(row: &Row) -> DbResult<Task> {
    let finding: String = row.get("finding")?;
    Ok(Task {
        id: row.get("task_id")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        finding: serde_json::from_str(&finding)
            .map_err(|error| DbError::Corrupt(format!("a task: {error}")))?,
        right_code: row.get("right_code")?,
        opened_at: row.get("opened_at")?,
        open: row.get("open")?,
        note: row.get("note")?,
    })
}
