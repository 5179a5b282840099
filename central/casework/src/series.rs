//! Series of protocol numbers as the town hall sees them: whose they are, how far they came, what is missing (σειρές).
//!
//! Entries of the protocol and requests take their numbers from the same series of a desk, so both put them in here. What
//! does not fit is registered; it becomes a task where somebody is named who looks after it.

use loggia_cases::protocol::{DeskCode, Lost, ProtocolNumber};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbResult, Row, Tx, Value};
use loggia_core::rights::Right;
use loggia_core::subsystem::Accepted;
use loggia_core::{Outcome, cases, params, tasks};
use loggia_schema::ids::{DeviceKey, DocId, Incarnation};
use loggia_schema::message::{Finding, protocol as messages};

/// A run of numbers without an entry (κενό).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// First number.
    pub first: i64,
    /// Last number.
    pub last: i64,
    /// Why, as far as it is known.
    pub reason: String,
}

/// A number beside what is known of its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The next one.
    Next,
    /// Numbers are missing before it: first and last.
    Jump(i64, i64),
    /// It lies below the last one: an entry that came late, or a number that stands on two entries.
    Below,
}

/// Where a number stands after the last one of its series; 0 when there was none.
const fn step(last: i64, no: i64) -> Step {
    if no == last + 1 {
        Step::Next
    } else if no > last {
        Step::Jump(last + 1, no - 1)
    } else {
        Step::Below
    }
}

/// What is left of a gap once a number in it is explained.
fn without((first, last): (i64, i64), no: i64) -> Vec<(i64, i64)> {
    let below = (first, no - 1);
    let above = (no + 1, last);
    [below, above]
        .into_iter()
        .filter(|(first, last)| first <= last)
        .collect()
}

/// Puts a number into its series; the finding when it is not the author's to give.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    accepted: &Accepted,
    number: &ProtocolNumber,
    who: Option<Right>,
) -> Outcome<Option<Finding>> {
    let desk = cases::scope(tx, accepted.scope)?.and_then(|s| DeskCode::parse(&s.code).ok());
    let known = series_of(tx, number)?;
    let stranger = known.is_some_and(|(life, _)| life != accepted.incarnation);
    if !number.is_of(accepted.incarnation)
        || desk.is_some_and(|desk| desk != *number.desk())
        || stranger
    {
        let finding = Finding::new(messages::FOREIGN_SERIES).with("number", number);
        task(tx, ctx, (who, "protocol-series"), number, &finding)?;
        return Ok(Some(finding));
    }
    let no = i64::from(number.no());
    match step(known.map_or(0, |(_, last)| last), no) {
        Step::Next => advance(tx, ctx, accepted, number)?,
        Step::Jump(first, last) => {
            note_gap(tx, ctx, number, (first, last), "")?;
            advance(tx, ctx, accepted, number)?;
            let finding = Finding::new(messages::PROTOCOL_GAP)
                .with("series", format!("{}-{}", number.desk(), number.mark()))
                .with("year", number.year())
                .with("from", first - 1)
                .with("to", no);
            task(tx, ctx, (who, "protocol-gap"), number, &finding)?;
        }
        Step::Below => below(tx, ctx, accepted, (number, who))?,
    }
    Ok(None)
}

/// A number below the last one closes its gap; one that stands on another entry is a task, and both stay.
fn below(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    accepted: &Accepted,
    (number, who): (&ProtocolNumber, Option<Right>),
) -> Outcome<()> {
    if let Some(gap) = gap_with(tx, number)? {
        drop_gap(tx, number, gap.first)?;
        for rest in without((gap.first, gap.last), number.no().into()) {
            note_gap(tx, ctx, number, rest, &gap.reason)?;
        }
    }
    if other(tx, accepted.doc, number)?.is_some() {
        let finding = Finding::new(messages::PROTOCOL_NUMBER_USED).with("number", number);
        task(tx, ctx, (who, "protocol-twice"), number, &finding)?;
    }
    Ok(())
}

/// Numbers that a store had shown before it was put back from a copy: their entries will not come.
pub(crate) fn note_lost(tx: &mut Tx<'_>, ctx: &Ctx, lost: &Lost) -> Outcome<()> {
    let (first, last) = (i64::from(lost.first.no()), i64::from(lost.last));
    let known = series_of(tx, &lost.first)?.map_or(0, |(_, last)| last);
    // What came before the store was lost is no gap.
    let from = first.max(known + 1);
    if from <= last {
        let reason =
            "Η αποθήκη επανήλθε από αντίγραφο: οι εγγραφές χάθηκαν πριν φτάσουν στο Κέντρο";
        note_gap(tx, ctx, &lost.first, (from, last), reason)?;
    }
    Ok(())
}

fn task(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (who, kind): (Option<Right>, &str),
    number: &ProtocolNumber,
    finding: &Finding,
) -> Outcome<()> {
    if let Some(who) = who {
        tasks::open(tx, ctx, kind, &number.to_string(), finding, who)?;
    }
    Ok(())
}

/// What is known of the series of a number: whose it is, and its last number.
fn series_of(tx: &mut Tx<'_>, number: &ProtocolNumber) -> DbResult<Option<(Incarnation, i64)>> {
    let row = tx.opt(
        "SELECT incarnation, last_no FROM protocol_series WHERE municipality_id = $1 AND desk = $2 AND mark = $3 \
         AND register = $4 AND year = $5",
        &key(tx, number),
    )?;
    row.map(|row| Ok((row.get("incarnation")?, row.get("last_no")?)))
        .transpose()
}

/// Moves the last number of a series; the first one begins it.
fn advance(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    accepted: &Accepted,
    number: &ProtocolNumber,
) -> DbResult<()> {
    let device: DeviceKey = accepted.device;
    tx.exec(
        "INSERT INTO protocol_series (municipality_id, desk, mark, register, year, scope_id, device_key, incarnation, \
         last_no, begun_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (municipality_id, desk, mark, register, year) DO UPDATE SET last_no = excluded.last_no",
        &params![
            tx.municipality(), number.desk().as_str(), number.mark().to_string(), number.register().name(),
            i64::from(number.year()), accepted.scope, device, accepted.incarnation, i64::from(number.no()), ctx.now
        ],
    )?;
    Ok(())
}

/// Another document that bears the number.
fn other(tx: &mut Tx<'_>, doc: DocId, number: &ProtocolNumber) -> DbResult<Option<DocId>> {
    let mut values = key(tx, number);
    values.extend(params![i64::from(number.no()), doc].to_vec());
    let row = tx.opt(
        "SELECT doc_id FROM protocol_row WHERE municipality_id = $1 AND desk = $2 AND mark = $3 AND register = $4 \
         AND year = $5 AND no = $6 AND doc_id <> $7 AND stage <> 'lost' LIMIT 1",
        &values,
    )?;
    row.map(|row| row.get("doc_id")).transpose()
}

/// Notes numbers without an entry; what is noted already keeps its first day and takes the new reason.
fn note_gap(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    number: &ProtocolNumber,
    (first, last): (i64, i64),
    reason: &str,
) -> DbResult<()> {
    let mut values = key(tx, number);
    values.extend(params![first, last, reason, ctx.now].to_vec());
    tx.exec(
        "INSERT INTO protocol_gap (municipality_id, desk, mark, register, year, first_no, last_no, reason, noted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (municipality_id, desk, mark, register, year, first_no) DO UPDATE SET \
         last_no = excluded.last_no, reason = excluded.reason",
        &values,
    )?;
    Ok(())
}

/// The gap that holds a number.
fn gap_with(tx: &mut Tx<'_>, number: &ProtocolNumber) -> DbResult<Option<Gap>> {
    let mut values = key(tx, number);
    values.extend(params![i64::from(number.no())].to_vec());
    let row = tx.opt(
        "SELECT first_no, last_no, reason FROM protocol_gap WHERE municipality_id = $1 AND desk = $2 AND mark = $3 \
         AND register = $4 AND year = $5 AND first_no <= $6 AND last_no >= $6",
        &values,
    )?;
    row.as_ref().map(read_gap).transpose()
}

/// Forgets a gap by its first number.
fn drop_gap(tx: &mut Tx<'_>, number: &ProtocolNumber, first: i64) -> DbResult<()> {
    let mut values = key(tx, number);
    values.extend(params![first].to_vec());
    tx.exec(
        "DELETE FROM protocol_gap WHERE municipality_id = $1 AND desk = $2 AND mark = $3 AND register = $4 \
         AND year = $5 AND first_no = $6",
        &values,
    )?;
    Ok(())
}

fn key(tx: &Tx<'_>, number: &ProtocolNumber) -> Vec<Value> {
    params![
        tx.municipality(),
        number.desk().as_str(),
        number.mark().to_string(),
        number.register().name(),
        i64::from(number.year())
    ]
    .to_vec()
}

pub(crate) fn read_gap(row: &Row) -> DbResult<Gap> {
    Ok(Gap {
        first: row.get("first_no")?,
        last: row.get("last_no")?,
        reason: row.get("reason")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_goes_on_jumps_or_looks_back() {
        assert_eq!(step(0, 1), Step::Next);
        assert_eq!(step(4, 5), Step::Next);
        assert_eq!(step(0, 3), Step::Jump(1, 2));
        assert_eq!(step(4, 6), Step::Jump(5, 5));
        assert_eq!(step(4, 4), Step::Below);
        assert_eq!(step(4, 1), Step::Below);
    }

    #[test]
    fn a_gap_closes_from_either_end_and_splits_in_the_middle() {
        assert_eq!(without((3, 3), 3), []);
        assert_eq!(without((3, 5), 3), [(4, 5)]);
        assert_eq!(without((3, 5), 5), [(3, 4)]);
        assert_eq!(without((3, 5), 4), [(3, 3), (5, 5)]);
    }
}
