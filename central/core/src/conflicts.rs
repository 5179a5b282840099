//! Conflicts at the centre: tasks that are closed by a decision and by nothing else (διενέξεις).
//!
//! A subsystem names the kinds of task that are conflicts ([`ConflictKind`]) and says for each how its two sides look
//! now and what each choice does. Showing, asking for the reason, keeping both sides with the decision and closing the
//! task are done here, in one transaction with the deed, so nothing is decided without a trace and nothing twice.

use crate::ctx::Ctx;
use crate::db::{DbError, DbResult, Row, Tx, Value};
use crate::rights::Right;
use crate::subsystem::Subsystem;
use crate::tasks::{self, Task};
use crate::{Outcome, audit, params};
use jiff::Timestamp;
use loggia_schema::dispute::{Dispute, Stands};
use loggia_schema::message::{Finding, conflicts as messages};
use std::collections::BTreeSet;

/// Longest reason, in characters.
const MAX_REASON: usize = 500;

/// A kind of task that is a conflict.
#[derive(Clone, Copy)]
pub struct ConflictKind {
    /// Kind of its tasks, e.g. `revenue.paid-twice`.
    pub task: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Who may decide.
    pub right: Right,
    /// Both sides as they stand now.
    pub draw: fn(&mut Tx<'_>, &Ctx, &Task) -> Outcome<Dispute>,
    /// Does what was decided. Runs in the transaction of the decision, and again if that is repeated.
    pub decide: fn(&mut Tx<'_>, &Ctx, &Task, &Decision) -> Outcome<Done>,
}

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which choice.
    pub stands: Stands,
    /// Why; may be empty where no reason is asked.
    pub reason: String,
    /// What the choice asked for.
    pub pick: Option<String>,
}

/// What was done about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// In one Greek sentence.
    pub text: String,
    /// Ids of the things it speaks of besides the subject: documents, persons.
    pub about: Vec<String>,
}

/// A decided conflict, with both of its sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The task that asked.
    pub task: [u8; 16],
    /// Kind of that task.
    pub kind: String,
    /// What it was about.
    pub subject: String,
    /// Both sides and the choices there were.
    pub dispute: Dispute,
    /// Which was chosen.
    pub stands: Stands,
    /// Why.
    pub reason: String,
    /// What was done.
    pub done: String,
    /// When.
    pub at: Timestamp,
    /// Who, as [`crate::ctx::Actor`] writes it.
    pub by: String,
}

/// The kind of conflict a task is, if it is one.
pub fn of(subsystems: &[&'static Subsystem], task: &str) -> Option<&'static ConflictKind> {
    subsystems
        .iter()
        .flat_map(|subsystem| subsystem.conflicts)
        .find(|kind| kind.task == task)
}

/// Decides a conflict: the deed, both sides, the closed task.
///
/// # Errors
/// [`messages::DECIDED_ALREADY`], [`messages::SIDE_MISSING`], [`messages::REASON_ASKED`], [`messages::REASON_LONG`];
/// what the deed refuses; the store's.
pub fn decide(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &ConflictKind,
    task: [u8; 16],
    (stands, reason, pick): (Option<Stands>, &str, &str),
) -> Outcome<Decided> {
    let task = tasks::find(tx, task)?
        .filter(|task| task.open && task.kind == kind.task)
        .ok_or_else(|| Finding::new(messages::DECIDED_ALREADY))?;
    let dispute = (kind.draw)(tx, ctx, &task)?;
    let stands = stands
        .filter(|stands| dispute.offer(*stands).is_some())
        .ok_or_else(|| Finding::new(messages::SIDE_MISSING).on("stands"))?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() && dispute.reason.is_some() {
        return Err(Finding::new(messages::REASON_ASKED).on("reason").into());
    }
    if reason.chars().count() > MAX_REASON {
        return Err(Finding::new(messages::REASON_LONG).on("reason").into());
    }
    let asked = dispute.pick.as_ref().filter(|ask| ask.stands == stands);
    let pick = asked.map(|_| pick.to_owned());
    let decision = Decision {
        stands,
        reason,
        pick,
    };
    // First the task: who closes it decides, and a second decision at the same moment finds it closed.
    if !tasks::close(tx, ctx, task.id, dispute.offer(stands).unwrap_or_default())? {
        return Err(Finding::new(messages::DECIDED_ALREADY).into());
    }
    let done = (kind.decide)(tx, ctx, &task, &decision)?;
    keep(tx, ctx, &task, &dispute, (&decision, &done))?;
    find(tx, task.id)?.ok_or_else(|| DbError::bug("a decision that was not kept").into())
}

fn keep(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    task: &Task,
    dispute: &Dispute,
    (decision, done): (&Decision, &Done),
) -> DbResult<()> {
    let text = serde_json::to_string(dispute).map_err(DbError::bug)?;
    let by = ctx.actor.to_string();
    tx.exec(
        "INSERT INTO core_decision (municipality_id, task_id, kind, subject, dispute, stands, reason, done, decided_at, \
         decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            tx.municipality(), task.id, &task.kind, &task.subject, text, decision.stands.name(), &decision.reason,
            &done.text, ctx.now, by
        ],
    )?;
    let mut about: BTreeSet<&str> = done.about.iter().map(String::as_str).collect();
    about.extend(task.subject.split('/').next());
    for about in about {
        tx.exec(
            "INSERT INTO core_decision_about (municipality_id, about, task_id) VALUES ($1, $2, $3)",
            &params![tx.municipality(), about, task.id],
        )?;
    }
    let subject = data_encoding::HEXLOWER.encode(&task.id);
    audit::record(tx, ctx, "conflict.decide", &subject, decision.stands.name())
}

const COLUMNS: &str = "d.task_id AS task_id, d.kind AS kind, d.subject AS subject, d.dispute AS dispute, \
                       d.stands AS stands, d.reason AS reason, d.done AS done, d.decided_at AS decided_at, \
                       d.decided_by AS decided_by";

/// A decision by the task that asked for it.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, task: [u8; 16]) -> DbResult<Option<Decided>> {
    Ok(select(tx, "", "d.task_id = $2", params![task].to_vec())?.pop())
}

/// True if a conflict of this kind about this subject was ever decided.
///
/// # Errors
/// The store's.
pub fn was_decided(tx: &mut Tx<'_>, kind: &str, subject: &str) -> DbResult<bool> {
    let found = select(
        tx,
        "",
        "d.kind = $2 AND d.subject = $3",
        params![kind, subject].to_vec(),
    )?;
    Ok(!found.is_empty())
}

/// The decisions that speak of a thing, oldest first.
///
/// # Errors
/// The store's.
pub fn about(tx: &mut Tx<'_>, thing: &str) -> DbResult<Vec<Decided>> {
    let join = " JOIN core_decision_about a ON a.municipality_id = d.municipality_id AND a.task_id = d.task_id";
    let condition = "a.about = $2 ORDER BY d.decided_at, d.task_id";
    select(tx, join, condition, params![thing].to_vec())
}

/// Decisions, newest first, and how many there are.
///
/// # Errors
/// The store's.
pub fn decided(tx: &mut Tx<'_>, limit: u64, offset: u64) -> DbResult<(Vec<Decided>, u64)> {
    let all = tx.one(
        "SELECT COUNT(*) AS n FROM core_decision WHERE municipality_id = $1",
        &params![tx.municipality()],
    )?;
    let bound = |n: u64| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let condition = "1 = 1 ORDER BY d.decided_at DESC, d.task_id LIMIT $2 OFFSET $3";
    let found = select(tx, "", condition, vec![bound(limit), bound(offset)])?;
    Ok((found, all.get("n")?))
}

fn select(
    tx: &mut Tx<'_>,
    join: &str,
    condition: &str,
    values: Vec<Value>,
) -> DbResult<Vec<Decided>> {
    let mut all = params![tx.municipality()].to_vec();
    all.extend(values);
    let rows = tx.rows(
        &format!("SELECT {COLUMNS} FROM core_decision d{join} WHERE d.municipality_id = $1 AND {condition}"),
        &all,
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> DbResult<Decided> {
    let (dispute, stands): (String, String) = (row.get("dispute")?, row.get("stands")?);
    Ok(Decided {
        task: row.get("task_id")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        dispute: serde_json::from_str(&dispute)
            .map_err(|error| DbError::Corrupt(format!("a decision: {error}")))?,
        stands: Stands::parse(&stands)
            .ok_or_else(|| DbError::Corrupt(format!("a decision for {stands}")))?,
        reason: row.get("reason")?,
        done: row.get("done")?,
        at: row.get("decided_at")?,
        by: row.get("decided_by")?,
    })
}
