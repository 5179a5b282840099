//! The audit trail: who did what, when. Append-only, in the transaction of the deed itself.
//!
//! Every writing route and command leaves a line in its own transaction, so a deed without its line cannot exist.
//! Lines carry ids, never names or other personal text. Triggers refuse UPDATE and DELETE on both engines.

use crate::ctx::Ctx;
use crate::db::{DbResult, Tx};
use crate::params;
use jiff::Timestamp;

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Position, gapless from 1.
    pub no: i64,
    /// When, UTC.
    pub at: Timestamp,
    /// Who: `user:…`, `device:…` or `system:…`.
    pub actor: String,
    /// What, e.g. `period.lock`.
    pub what: String,
    /// On which thing.
    pub subject: String,
    /// Details, without personal text.
    pub detail: String,
}

/// Leaves a line. `what` is a verb phrase of the program (`user.lock`), `subject` an id.
///
/// # Errors
/// The store's.
pub fn record(tx: &mut Tx<'_>, ctx: &Ctx, what: &str, subject: &str, detail: &str) -> DbResult<()> {
    let no = crate::numbering::next(tx, "audit", 0)?;
    tx.exec(
        "INSERT INTO core_audit (municipality_id, no, recorded_at, actor, what, subject, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &params![
            tx.municipality(),
            no,
            ctx.now,
            ctx.actor.to_string(),
            what,
            subject,
            detail
        ],
    )?;
    Ok(())
}

/// The newest lines first, at most `limit`, older than line `before` if given.
///
/// # Errors
/// The store's.
pub fn newest(tx: &mut Tx<'_>, before: Option<i64>, limit: u32) -> DbResult<Vec<AuditLine>> {
    let rows = tx.rows(
        "SELECT no, recorded_at, actor, what, subject, detail FROM core_audit \
         WHERE municipality_id = $1 AND no < $2 ORDER BY no DESC LIMIT $3",
        &params![tx.municipality(), before.unwrap_or(i64::MAX), limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(AuditLine {
                no: row.get("no")?,
                at: row.get("recorded_at")?,
                actor: row.get("actor")?,
                what: row.get("what")?,
                subject: row.get("subject")?,
                detail: row.get("detail")?,
            })
        })
        .collect()
}
