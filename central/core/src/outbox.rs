//! Messages to authorities and banks, written in the transaction of the posting that causes them.
//!
//! What must leave cannot be forgotten (it commits with its posting) and cannot leave twice by our own doing (one
//! message per channel and key). A gateway takes what is due, tries, and reports: sent, try later, or refused. Every
//! request and answer is kept as evidence. The oldest waiting message of each channel is what the status page shows.

use crate::ctx::Ctx;
use crate::db::{DbResult, Tx};
use crate::{numbering, params};
use jiff::{SignedDuration, Timestamp};

/// The longest pause between two attempts.
const LONGEST_PAUSE: i64 = 6 * 3600;

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number, gapless.
    pub no: i64,
    /// Which gateway takes it.
    pub channel: String,
    /// Its natural key: the same message is never queued twice.
    pub key: String,
    /// What the gateway needs, JSON.
    pub payload: String,
    /// Attempts so far.
    pub attempts: i64,
    /// Waiting since.
    pub created_at: Timestamp,
}

/// How an attempt went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// The authority took it.
    Sent,
    /// Nobody answered, or "later": try again after a growing pause.
    Later,
    /// The authority refused it: a person must look (the gateway opens the task).
    Refused,
}

/// Age of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ageing {
    /// The channel.
    pub channel: String,
    /// How many wait.
    pub waiting: i64,
    /// Since when the oldest waits.
    pub oldest: Timestamp,
}

/// Queues a message; false if one with this key was queued before.
///
/// # Errors
/// The store's.
pub fn put(tx: &mut Tx<'_>, ctx: &Ctx, channel: &str, key: &str, payload: &str) -> DbResult<bool> {
    let known = tx.opt(
        "SELECT no FROM core_outbox WHERE municipality_id = $1 AND channel = $2 AND message_key = $3",
        &params![tx.municipality(), channel, key],
    )?;
    if known.is_some() {
        return Ok(false);
    }
    let no = numbering::next(tx, "outbox", 0)?;
    tx.exec(
        "INSERT INTO core_outbox (municipality_id, no, channel, message_key, payload, state, attempts, created_at, \
         next_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $7)",
        &params![tx.municipality(), no, channel, key, payload, "waiting", ctx.now],
    )?;
    Ok(true)
}

/// What is due on a channel, oldest first.
///
/// # Errors
/// The store's.
pub fn due(tx: &mut Tx<'_>, channel: &str, now: Timestamp, limit: u32) -> DbResult<Vec<Message>> {
    tx.rows(
        "SELECT no, channel, message_key, payload, attempts, created_at FROM core_outbox \
         WHERE municipality_id = $1 AND channel = $2 AND state = $3 AND next_at <= $4 ORDER BY no LIMIT $5",
        &params![tx.municipality(), channel, "waiting", now, limit],
    )?
    .iter()
    .map(|row| {
        Ok(Message {
            no: row.get("no")?,
            channel: row.get("channel")?,
            key: row.get("message_key")?,
            payload: row.get("payload")?,
            attempts: row.get("attempts")?,
            created_at: row.get("created_at")?,
        })
    })
    .collect()
}

/// Records an attempt with its evidence and decides when the next one is due.
///
/// # Errors
/// The store's.
pub fn report(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    no: i64,
    attempt: Attempt,
    request: &str,
    answer: &str,
) -> DbResult<()> {
    let attempts: i64 = tx
        .one(
            "UPDATE core_outbox SET attempts = attempts + 1 WHERE municipality_id = $1 AND no = $2 RETURNING attempts",
            &params![tx.municipality(), no],
        )?
        .get("attempts")?;
    tx.exec(
        "INSERT INTO core_outbox_evidence (municipality_id, no, attempt, recorded_at, request, answer) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        &params![tx.municipality(), no, attempts, ctx.now, request, answer],
    )?;
    let (state, next_at, ended) = match attempt {
        Attempt::Sent => ("sent", ctx.now, Some(ctx.now)),
        Attempt::Refused => ("refused", ctx.now, Some(ctx.now)),
        Attempt::Later => ("waiting", ctx.now + pause(attempts), None),
    };
    tx.exec(
        "UPDATE core_outbox SET state = $1, next_at = $2, ended_at = $3 WHERE municipality_id = $4 AND no = $5",
        &params![state, next_at, ended, tx.municipality(), no],
    )?;
    Ok(())
}

/// What waits, per channel.
///
/// # Errors
/// The store's.
pub fn ageing(tx: &mut Tx<'_>) -> DbResult<Vec<Ageing>> {
    tx.rows(
        "SELECT channel, CAST(COUNT(*) AS BIGINT) AS waiting, MIN(created_at) AS oldest FROM core_outbox \
         WHERE municipality_id = $1 AND state = $2 GROUP BY channel ORDER BY channel",
        &params![tx.municipality(), "waiting"],
    )?
    .iter()
    .map(|row| Ok(Ageing { channel: row.get("channel")?, waiting: row.get("waiting")?, oldest: row.get("oldest")? }))
    .collect()
}

/// One minute, doubling, six hours at most.
fn pause(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(12);
    SignedDuration::from_secs((60_i64 << doublings).min(LONGEST_PAUSE))
}
