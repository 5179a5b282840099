//! Legal numbers that laptops issue without a line: plans, leased blocks, and what became of every number.
//!
//! A **plan** says which desk numbers which series in a year, under which prefix and payment-code stem. A **lease**
//! gives the next block of a plan to one incarnation of one device, enough for two months; when half of it is used the
//! next block follows. A block is never given twice, and numbers that come back are never issued again. The
//! **register** explains each number of each block: issued, spoiled, returned, lost; what no row explains yet is pending.

mod model;
mod recovered;

pub use model::{Explained, Fate, Lease, LeaseState, Number, Plan};
pub use recovered::{margin, recover};

use crate::ctx::Ctx;
use crate::db::{DbResult, Row, Tx};
use crate::fail::Outcome;
use crate::params;
use loggia_schema::ids::{DeviceKey, DocId, Incarnation, LeaseId, ScopeId};
use loggia_schema::message::{Finding, import, numbers};

/// Writes a plan; `false` when it was there, equal. What has been given out already cannot change.
///
/// # Errors
/// [`import::LEASE_PLAN_SHRINKS`], or the store's.
pub fn put_plan(tx: &mut Tx<'_>, plan: &Plan) -> Outcome<bool> {
    let row = tx.opt(
        "SELECT prefix, rf_stem, first_no, last_no, next_no, block FROM core_lease_plan \
         WHERE municipality_id = $1 AND scope_id = $2 AND series = $3 AND year = $4",
        &params![tx.municipality(), plan.scope, &plan.series, plan.year],
    )?;
    if let Some(row) = row {
        let (first, next): (i64, i64) = (row.get("first_no")?, row.get("next_no")?);
        let same_face = row.get::<String>("prefix")? == plan.prefix
            && row.get::<String>("rf_stem")? == plan.rf_stem;
        if next > first && !(same_face && first == plan.first && plan.last >= next - 1) {
            return Err(Finding::new(import::LEASE_PLAN_SHRINKS)
                .with("given", next - 1)
                .into());
        }
        if same_face
            && (first, row.get("last_no")?, row.get("block")?)
                == (plan.first, plan.last, plan.block)
        {
            return Ok(false);
        }
        tx.exec(
            "UPDATE core_lease_plan SET prefix = $1, rf_stem = $2, first_no = $3, last_no = $4, next_no = $5, block = $6 \
             WHERE municipality_id = $7 AND scope_id = $8 AND series = $9 AND year = $10",
            &params![
                &plan.prefix, &plan.rf_stem, plan.first, plan.last, next.max(plan.first), plan.block,
                tx.municipality(), plan.scope, &plan.series, plan.year
            ],
        )?;
        return Ok(true);
    }
    tx.exec(
        "INSERT INTO core_lease_plan (municipality_id, scope_id, series, year, prefix, rf_stem, first_no, last_no, \
         next_no, block) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            tx.municipality(), plan.scope, &plan.series, plan.year, &plan.prefix, &plan.rf_stem, plan.first, plan.last,
            plan.first, plan.block
        ],
    )?;
    Ok(true)
}

/// The series a desk numbers in a year.
///
/// # Errors
/// The store's.
pub fn planned_series(tx: &mut Tx<'_>, scope: ScopeId, year: i16) -> DbResult<Vec<String>> {
    let rows = tx.rows(
        "SELECT series FROM core_lease_plan WHERE municipality_id = $1 AND scope_id = $2 AND year = $3 ORDER BY series",
        &params![tx.municipality(), scope, year],
    )?;
    rows.iter().map(|row| row.get("series")).collect()
}

/// Grants the next block of a plan, shorter if the plan is nearly used up; `None` when there is no plan or no number left.
///
/// # Errors
/// The store's.
pub fn grant(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (scope, series, year): (ScopeId, &str, i16),
    (device, incarnation): (DeviceKey, Incarnation),
) -> DbResult<Option<Lease>> {
    let row = tx.opt(
        "UPDATE core_lease_plan SET next_no = CASE WHEN next_no + block > last_no THEN last_no + 1 ELSE next_no + block END \
         WHERE municipality_id = $1 AND scope_id = $2 AND series = $3 AND year = $4 AND next_no <= last_no \
         RETURNING prefix, rf_stem, next_no - 1 AS upto, block, last_no, first_no",
        &params![tx.municipality(), scope, series, year],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (prefix, rf_stem): (String, String) = (row.get("prefix")?, row.get("rf_stem")?);
    let last: i64 = row.get("upto")?;
    let first =
        last_given(tx, series, &prefix, year)?.map_or(row.get("first_no")?, |given| given + 1);
    let id = LeaseId(ctx.id("lease", place_of(scope, (series, year), first)));
    let lease = Lease {
        id,
        scope,
        series: series.to_owned(),
        year,
        prefix,
        rf_stem,
        first,
        last,
        device,
        incarnation,
        granted: ctx.today,
        state: LeaseState::Active,
    };
    insert(tx, &lease)?;
    Ok(Some(lease))
}

fn insert(tx: &mut Tx<'_>, lease: &Lease) -> DbResult<()> {
    tx.exec(
        "INSERT INTO core_lease (municipality_id, lease_id, scope_id, series, year, prefix, rf_stem, first_no, last_no, \
         device_key, incarnation, granted_on, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &params![
            tx.municipality(), lease.id, lease.scope, &lease.series, lease.year, &lease.prefix, &lease.rf_stem,
            lease.first, lease.last, lease.device, lease.incarnation, lease.granted, lease.state.code()
        ],
    )?;
    Ok(())
}

/// Highest number of a prefix and year that was ever leased.
fn last_given(tx: &mut Tx<'_>, series: &str, prefix: &str, year: i16) -> DbResult<Option<i64>> {
    tx.one(
        "SELECT MAX(last_no) AS last FROM core_lease \
         WHERE municipality_id = $1 AND series = $2 AND prefix = $3 AND year = $4",
        &params![tx.municipality(), series, prefix, year],
    )?
    .get("last")
}

/// Tells the blocks that one command grants apart; two years of a series begin with the same number.
fn place_of(scope: ScopeId, (series, year): (&str, i16), first: i64) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(&scope.0)
        .update(&year.to_be_bytes())
        .update(series.as_bytes())
        .update(&first.to_be_bytes());
    let mut low = [0; 8];
    low.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_be_bytes(low)
}

const LEASE_COLUMNS: &str = "lease_id, scope_id, series, year, prefix, rf_stem, first_no, last_no, device_key, \
                             incarnation, granted_on, state";

/// All blocks, by series, prefix, year and first number; of one device if given.
///
/// # Errors
/// The store's.
pub fn leases(tx: &mut Tx<'_>, device: Option<DeviceKey>) -> DbResult<Vec<Lease>> {
    let order = "ORDER BY series, prefix, year, first_no";
    let rows = match device {
        Some(device) => tx.rows(
            &format!("SELECT {LEASE_COLUMNS} FROM core_lease WHERE municipality_id = $1 AND device_key = $2 {order}"),
            &params![tx.municipality(), device],
        )?,
        None => tx.rows(
            &format!("SELECT {LEASE_COLUMNS} FROM core_lease WHERE municipality_id = $1 {order}"),
            &params![tx.municipality()],
        )?,
    };
    rows.iter().map(read_lease).collect()
}

/// A block by its id.
///
/// # Errors
/// The store's.
pub fn lease(tx: &mut Tx<'_>, id: LeaseId) -> DbResult<Option<Lease>> {
    let row = tx.opt(
        &format!(
            "SELECT {LEASE_COLUMNS} FROM core_lease WHERE municipality_id = $1 AND lease_id = $2"
        ),
        &params![tx.municipality(), id],
    )?;
    row.as_ref().map(read_lease).transpose()
}

/// The block that holds a number.
///
/// # Errors
/// The store's.
pub fn block_of(tx: &mut Tx<'_>, number: Number<'_>) -> DbResult<Option<Lease>> {
    let row = tx.opt(
        &format!(
            "SELECT {LEASE_COLUMNS} FROM core_lease WHERE municipality_id = $1 AND series = $2 AND prefix = $3 \
             AND year = $4 AND first_no <= $5 AND last_no >= $5"
        ),
        &params![tx.municipality(), number.series, number.prefix, number.year, number.no],
    )?;
    row.as_ref().map(read_lease).transpose()
}

fn read_lease(row: &Row) -> DbResult<Lease> {
    Ok(Lease {
        id: row.get("lease_id")?,
        scope: row.get("scope_id")?,
        series: row.get("series")?,
        year: row.get("year")?,
        prefix: row.get("prefix")?,
        rf_stem: row.get("rf_stem")?,
        first: row.get("first_no")?,
        last: row.get("last_no")?,
        device: row.get("device_key")?,
        incarnation: row.get("incarnation")?,
        granted: row.get("granted_on")?,
        state: LeaseState::read(&row.get::<String>("state")?),
    })
}

/// Writes what became of one number of a paper. A later word about the same paper (issued, then replaced) stands.
///
/// # Errors
/// [`numbers::NUMBER_OUTSIDE_LEASE`] when no block of the author holds it, [`numbers::NUMBER_USED`] when another
/// paper bears it or it was given back; or the store's.
pub fn explain(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    number: Number<'_>,
    author: Option<Incarnation>,
    (fate, doc, reason): (Fate, DocId, &str),
) -> Outcome<()> {
    let outside = || Finding::new(numbers::NUMBER_OUTSIDE_LEASE).with("number", number);
    let lease = block_of(tx, number)?.ok_or_else(outside)?;
    if author.is_some_and(|author| author != lease.incarnation) {
        return Err(outside().into());
    }
    // Runs of a series do not overlap: only the last one that begins at or before the number can hold it.
    let run = tx.opt(
        "SELECT doc_id, last_no FROM core_number WHERE municipality_id = $1 AND series = $2 AND prefix = $3 \
         AND year = $4 AND first_no <= $5 ORDER BY first_no DESC LIMIT 1",
        &params![tx.municipality(), number.series, number.prefix, number.year, number.no],
    )?;
    let row = match run {
        Some(row) if row.get::<i64>("last_no")? >= number.no => Some(row),
        _ => None,
    };
    match row {
        None => tx.exec(
            "INSERT INTO core_number (municipality_id, series, prefix, year, first_no, last_no, lease_id, fate, doc_id, \
             reason, noted_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)",
            &params![
                tx.municipality(), number.series, number.prefix, number.year, number.no, lease.id, fate.code(), doc,
                reason, ctx.now
            ],
        )?,
        Some(row) if row.get::<Option<DocId>>("doc_id")? == Some(doc) => tx.exec(
            "UPDATE core_number SET fate = $1, reason = $2, noted_at = $3 WHERE municipality_id = $4 AND lease_id = $5 \
             AND first_no = $6",
            &params![fate.code(), reason, ctx.now, tx.municipality(), lease.id, number.no],
        )?,
        Some(_) => return Err(Finding::new(numbers::NUMBER_USED).with("number", number).into()),
    };
    Ok(())
}

/// The unused rest of a block comes back or is written off; used numbers keep their fate.
///
/// # Errors
/// The store's.
pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, lease: &Lease, fate: Fate, reason: &str) -> DbResult<i64> {
    end_from(tx, ctx, lease, lease.first, (fate, reason))
}

/// As [`end`], from a number on: what lies below is in papers that are still to come.
///
/// # Errors
/// The store's.
pub fn end_from(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    lease: &Lease,
    from: i64,
    (fate, reason): (Fate, &str),
) -> DbResult<i64> {
    let mut ended = 0;
    for mut run in explained(tx, lease)?
        .into_iter()
        .filter(|run| run.fate.is_none() && run.last >= from)
    {
        run.first = run.first.max(from);
        tx.exec(
            "INSERT INTO core_number (municipality_id, series, prefix, year, first_no, last_no, lease_id, fate, doc_id, \
             reason, noted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &params![
                tx.municipality(), &lease.series, &lease.prefix, lease.year, run.first, run.last, lease.id, fate.code(),
                None::<DocId>, reason, ctx.now
            ],
        )?;
        ended += run.last - run.first + 1;
    }
    let state = if fate == Fate::Returned {
        LeaseState::Returned
    } else {
        LeaseState::Revoked
    };
    tx.exec(
        "UPDATE core_lease SET state = $1 WHERE municipality_id = $2 AND lease_id = $3",
        &params![state.code(), tx.municipality(), lease.id],
    )?;
    Ok(ended)
}

/// Every number of a block, as runs without gaps from its first to its last: the gap register of the block.
///
/// # Errors
/// The store's.
pub fn explained(tx: &mut Tx<'_>, lease: &Lease) -> DbResult<Vec<Explained>> {
    let rows = tx.rows(
        "SELECT first_no, last_no, fate, doc_id, reason FROM core_number \
         WHERE municipality_id = $1 AND lease_id = $2 ORDER BY first_no",
        &params![tx.municipality(), lease.id],
    )?;
    let mut runs = Vec::with_capacity(rows.len() + 1);
    let mut next = lease.first;
    for row in &rows {
        let (first, last): (i64, i64) = (row.get("first_no")?, row.get("last_no")?);
        if first > next {
            runs.push(pending(next, first - 1));
        }
        let fate = Fate::from_code(&row.get::<String>("fate")?);
        runs.push(Explained {
            first,
            last,
            fate,
            doc: row.get("doc_id")?,
            reason: row.get("reason")?,
        });
        next = last + 1;
    }
    if next <= lease.last {
        runs.push(pending(next, lease.last));
    }
    Ok(runs)
}

fn pending(first: i64, last: i64) -> Explained {
    Explained {
        first,
        last,
        fate: None,
        doc: None,
        reason: String::new(),
    }
}

/// How many numbers of the active blocks of an incarnation are not explained yet, and how many these blocks hold.
///
/// # Errors
/// The store's.
pub fn left(
    tx: &mut Tx<'_>,
    incarnation: Incarnation,
    scope: ScopeId,
    series: &str,
    year: i16,
) -> DbResult<(i64, i64)> {
    let row = tx.one(
        "SELECT CAST(COALESCE(SUM(last_no - first_no + 1), 0) AS BIGINT) AS held FROM core_lease \
         WHERE municipality_id = $1 AND incarnation = $2 AND scope_id = $3 AND series = $4 AND year = $5 \
         AND state = 'active'",
        &params![tx.municipality(), incarnation, scope, series, year],
    )?;
    let held: i64 = row.get("held")?;
    let row = tx.one(
        "SELECT CAST(COALESCE(SUM(n.last_no - n.first_no + 1), 0) AS BIGINT) AS used FROM core_number n \
         JOIN core_lease l ON l.municipality_id = n.municipality_id AND l.lease_id = n.lease_id \
         WHERE n.municipality_id = $1 AND l.incarnation = $2 AND l.scope_id = $3 AND l.series = $4 AND l.year = $5 \
         AND l.state = 'active'",
        &params![tx.municipality(), incarnation, scope, series, year],
    )?;
    Ok((held - row.get::<i64>("used")?, held))
}

#[cfg(test)]
mod tests;
