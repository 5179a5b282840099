//! Numbers after a restore: the register gets back what it has forgotten, and steps over what nobody can tell it.
//!
//! A store put back from a copy does not know the blocks it granted after the copy was made; their numbers may stand
//! on papers already. So nothing is granted until people end the waiting. Meanwhile laptops hand the centre's own old
//! words back and [`recover`] writes each block into the register again. At the end [`margin`] writes off every number that
//! still has no block, and a stretch above the last one: some laptop may have been given it and may never come.
//!
//! A margin is a block of nobody's, written off whole. When its laptop does come, [`recover`] cuts the laptop's block out of it.

use super::{Fate, LEASE_COLUMNS, Lease, LeaseState, end, insert, lease, read_lease};
use crate::ctx::Ctx;
use crate::db::{DbResult, Tx};
use crate::fail::Outcome;
use crate::params;
use loggia_schema::ids::{DeviceKey, Incarnation, LeaseId, ScopeId};
use loggia_schema::message::{Finding, numbers};

/// Who holds a margin: nobody.
const NOBODY: (DeviceKey, Incarnation) = (DeviceKey([0; 32]), Incarnation([0; 10]));
/// Why its numbers are written off; stands in the gap register.
const WHY: &str = "Περιθώριο μετά από επαναφορά αντιγράφου";

/// Writes a block that was granted before the store was put back; false if the register knows it.
///
/// # Errors
/// [`numbers::LEASE_NOT_SOUND`] if another device's block holds one of its numbers; the store's.
pub fn recover(tx: &mut Tx<'_>, ctx: &Ctx, back: &Lease) -> Outcome<bool> {
    if lease(tx, back.id)?.is_some() {
        return Ok(false);
    }
    for held in under(tx, back)? {
        if held.incarnation != NOBODY.1 {
            return Err(Finding::new(numbers::LEASE_NOT_SOUND).into());
        }
        cut(tx, ctx, &held, back)?;
    }
    insert(tx, back)?;
    tx.exec(
        "UPDATE core_lease_plan SET next_no = $1 WHERE municipality_id = $2 AND scope_id = $3 AND series = $4 \
         AND year = $5 AND next_no < $1",
        &params![back.last + 1, tx.municipality(), back.scope, &back.series, back.year],
    )?;
    Ok(true)
}

/// Writes off the numbers of this year's and later plans that no block holds, and `blocks` blocks above the last one,
/// where a desk has so many devices; the numbers written off.
///
/// # Errors
/// The store's.
pub fn margin(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    mut devices: impl FnMut(&mut Tx<'_>, ScopeId) -> DbResult<i64>,
) -> DbResult<i64> {
    let mut written_off = 0;
    for plan in plans(tx, ctx)? {
        let above = plan.next - 1 + plan.block * devices(tx, plan.face.scope)?.max(1);
        let end_at = above.min(plan.last);
        for (first, last) in holes(tx, &plan, end_at)? {
            written_off += write_off(tx, ctx, &plan.face, (first, last))?;
        }
        tx.exec(
            "UPDATE core_lease_plan SET next_no = $1 WHERE municipality_id = $2 AND scope_id = $3 AND series = $4 \
             AND year = $5",
            &params![end_at + 1, tx.municipality(), plan.face.scope, &plan.face.series, plan.face.year],
        )?;
    }
    Ok(written_off)
}

/// A plan that may have given numbers since the copy, as the block its numbers would make.
struct Open {
    face: Lease,
    next: i64,
    last: i64,
    block: i64,
}

fn plans(tx: &mut Tx<'_>, ctx: &Ctx) -> DbResult<Vec<Open>> {
    let rows = tx.rows(
        "SELECT scope_id, series, year, prefix, rf_stem, first_no, last_no, next_no, block FROM core_lease_plan \
         WHERE municipality_id = $1 AND year >= $2 ORDER BY scope_id, series, year",
        &params![tx.municipality(), ctx.today.year()],
    )?;
    let read = rows.iter().map(|row| {
        let (first, last): (i64, i64) = (row.get("first_no")?, row.get("last_no")?);
        let face = Lease {
            id: LeaseId([0; 16]),
            scope: row.get("scope_id")?,
            series: row.get("series")?,
            year: row.get("year")?,
            prefix: row.get("prefix")?,
            rf_stem: row.get("rf_stem")?,
            first,
            last,
            device: NOBODY.0,
            incarnation: NOBODY.1,
            granted: ctx.today,
            state: LeaseState::Revoked,
        };
        let (next, block) = (row.get("next_no")?, row.get("block")?);
        Ok(Open {
            face,
            next,
            last,
            block,
        })
    });
    read.collect()
}

/// The runs up to `end_at` that no block holds.
fn holes(tx: &mut Tx<'_>, plan: &Open, end_at: i64) -> DbResult<Vec<(i64, i64)>> {
    let mut runs = Vec::new();
    let mut next = plan.face.first;
    for held in under(tx, &plan.face)? {
        if held.first > next {
            runs.push((next, held.first - 1));
        }
        next = next.max(held.last + 1);
    }
    if next <= end_at {
        runs.push((next, end_at));
    }
    Ok(runs)
}

/// The blocks that hold a number of this one, rising.
fn under(tx: &mut Tx<'_>, of: &Lease) -> DbResult<Vec<Lease>> {
    let rows = tx.rows(
        &format!(
            "SELECT {LEASE_COLUMNS} FROM core_lease WHERE municipality_id = $1 AND series = $2 AND prefix = $3 \
             AND year = $4 AND first_no <= $5 AND last_no >= $6 ORDER BY first_no"
        ),
        &params![tx.municipality(), &of.series, &of.prefix, of.year, of.last, of.first],
    )?;
    rows.iter().map(read_lease).collect()
}

/// Takes the numbers of `back` out of a margin; what lies beside them stays written off.
fn cut(tx: &mut Tx<'_>, ctx: &Ctx, held: &Lease, back: &Lease) -> DbResult<()> {
    let of_it = params![tx.municipality(), held.id];
    tx.exec(
        "DELETE FROM core_number WHERE municipality_id = $1 AND lease_id = $2",
        &of_it,
    )?;
    tx.exec(
        "DELETE FROM core_lease WHERE municipality_id = $1 AND lease_id = $2",
        &of_it,
    )?;
    let beside = [(held.first, back.first - 1), (back.last + 1, held.last)];
    for run in beside.into_iter().filter(|(first, last)| first <= last) {
        write_off(tx, ctx, held, run)?;
    }
    Ok(())
}

fn write_off(tx: &mut Tx<'_>, ctx: &Ctx, face: &Lease, (first, last): (i64, i64)) -> DbResult<i64> {
    let place = super::place_of(face.scope, (&face.series, face.year), first);
    let nobodys = Lease {
        id: LeaseId(ctx.id("margin", place)),
        first,
        last,
        ..face.clone()
    };
    insert(tx, &nobodys)?;
    end(tx, ctx, &nobodys, Fate::Lost, WHY)
}
