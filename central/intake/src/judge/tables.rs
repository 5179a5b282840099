//! What judging writes: verdicts, the waiting list, forks; and how neighbouring judgements become one range.

use crate::registry;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, Tx};
use loggia_core::{Outcome, params};
use loggia_schema::ids::{DocId, Height};
use loggia_schema::message::Finding;
use loggia_sync::entries::{Outcome as Judgement, VerdictRange};
use loggia_sync::feed::FeedId;

pub(super) fn note_fork(tx: &mut Tx<'_>, feed_no: i64) -> Outcome<()> {
    tx.exec(
        "UPDATE intake_feed SET forked = $1 WHERE municipality_id = $2 AND feed_no = $3",
        &params![true, tx.municipality(), feed_no],
    )?;
    Ok(())
}

pub(super) fn writer_of(tx: &mut Tx<'_>, feed_no: i64) -> Outcome<(FeedId, bool)> {
    let row = tx.one(
        "SELECT feed FROM intake_feed WHERE municipality_id = $1 AND feed_no = $2",
        &params![tx.municipality(), feed_no],
    )?;
    let bytes: Vec<u8> = row.get("feed")?;
    let id =
        FeedId::from_slice(&bytes).map_err(|_| DbError::Corrupt("a feed's name".to_owned()))?;
    let revoked = registry::device(tx, id.device)?.is_none_or(|device| !device.is_active());
    Ok((id, revoked))
}

pub(super) fn wait(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    feed_no: i64,
    height: Height,
    doc: DocId,
    waits_for: &str,
) -> Outcome<()> {
    tx.exec(
        "INSERT INTO intake_waiting (municipality_id, feed_no, height, doc_id, waits_for, since) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (municipality_id, feed_no, height) \
         DO UPDATE SET waits_for = excluded.waits_for",
        &params![tx.municipality(), feed_no, height, doc, waits_for, ctx.now],
    )?;
    Ok(())
}

pub(super) fn write_verdict(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    batch: i64,
    (feed_no, height): (i64, Height),
    (judgement, finding): (Judgement, Option<&Finding>),
    journal: Option<(u64, u64)>,
) -> Outcome<()> {
    let outcome = match judgement {
        Judgement::Accepted => "accepted",
        Judgement::Refused => "refused",
        Judgement::Quarantined => "quarantined",
    };
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let (from, to) = journal.unwrap_or((0, 0));
    let text = finding
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| DbError::Bug(error.to_string()))?;
    tx.exec(
        "INSERT INTO intake_verdict (municipality_id, feed_no, height, batch, outcome, reason, finding, journal_from, \
         journal_to, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (municipality_id, feed_no, height) DO UPDATE SET batch = excluded.batch, \
         outcome = excluded.outcome, reason = excluded.reason, finding = excluded.finding, \
         journal_from = excluded.journal_from, journal_to = excluded.journal_to, at = excluded.at",
        &params![
            tx.municipality(), feed_no, height, batch, outcome, finding.map_or(0, |finding| finding.code.number()), text,
            whole(from), whole(to), ctx.now
        ],
    )?;
    Ok(())
}

/// Neighbouring entries with one judgement become one range; their journal numbers must follow each other too.
pub(super) fn merged(ranges: Vec<VerdictRange>) -> Vec<VerdictRange> {
    let mut out: Vec<VerdictRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if neighbours(last, &range) => {
                last.to = range.to;
                if range.journal_from != 0 {
                    last.journal_to = range.journal_to;
                    if last.journal_from == 0 {
                        last.journal_from = range.journal_from;
                    }
                }
            }
            _ => out.push(range),
        }
    }
    out
}

fn neighbours(last: &VerdictRange, next: &VerdictRange) -> bool {
    last.feed == next.feed
        && last.to.0 + 1 == next.from.0
        && last.outcome == next.outcome
        && last.reason == next.reason
        && (last.journal_to == 0
            || next.journal_from == 0
            || last.journal_to + 1 == next.journal_from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};
    use loggia_sync::entries::{Outcome, ReasonCode};

    #[test]
    fn neighbours_with_one_judgement_become_one_range() {
        let feed = FeedId {
            device: DeviceKey([1; 32]),
            incarnation: Incarnation([1; 10]),
            scope: ScopeId([9; 16]),
        };
        let one = |height, outcome, reason, journal: (u64, u64)| VerdictRange {
            feed,
            from: Height(height),
            to: Height(height),
            outcome,
            reason: ReasonCode(reason),
            journal_from: journal.0,
            journal_to: journal.1,
        };
        let ranges = merged(vec![
            one(40, Outcome::Accepted, 0, (901, 901)),
            one(41, Outcome::Accepted, 0, (0, 0)),
            one(42, Outcome::Accepted, 0, (902, 903)),
            one(43, Outcome::Refused, 304, (0, 0)),
            one(44, Outcome::Accepted, 0, (904, 904)),
            one(45, Outcome::Accepted, 0, (990, 990)),
            one(47, Outcome::Accepted, 0, (0, 0)),
        ]);
        let told: Vec<_> = ranges
            .iter()
            .map(|r| (r.from.0, r.to.0, r.journal_from, r.journal_to))
            .collect();
        assert_eq!(
            told,
            [
                (40, 42, 901, 903),
                (43, 43, 0, 0),
                (44, 44, 904, 904),
                (45, 45, 990, 990),
                (47, 47, 0, 0)
            ]
        );
    }
}
