//! Gapless series: the number is taken in the transaction of the thing it numbers.
//!
//! `UPDATE … RETURNING` on the series' row is the lock on both engines, so two writers never get one number and a
//! rolled-back transaction gives its number back. Legal numbers of laptops come from leased blocks instead.

use crate::db::{DbResult, Tx};
use crate::params;

/// The next number of a series in a year (0 for a series that never restarts), from 1 without gaps.
///
/// # Errors
/// The store's.
pub fn next(tx: &mut Tx<'_>, series: &str, year: i16) -> DbResult<i64> {
    tx.one(
        "INSERT INTO core_series (municipality_id, series, year, last_no) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (municipality_id, series, year) DO UPDATE SET last_no = core_series.last_no + 1 \
         RETURNING last_no",
        &params![tx.municipality(), series, year],
    )?
    .get("last_no")
}

/// Leaves numbers of a series out, for ever: some of them may be known outside from before a restore.
///
/// # Errors
/// The store's.
pub fn skip(tx: &mut Tx<'_>, series: &str, year: i16, numbers: u32) -> DbResult<()> {
    tx.exec(
        "INSERT INTO core_series (municipality_id, series, year, last_no) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (municipality_id, series, year) DO UPDATE SET last_no = core_series.last_no + $4",
        &params![tx.municipality(), series, year, i64::from(numbers)],
    )?;
    Ok(())
}

/// The last number given, 0 if none.
///
/// # Errors
/// The store's.
pub fn last(tx: &mut Tx<'_>, series: &str, year: i16) -> DbResult<i64> {
    let row = tx.opt(
        "SELECT last_no FROM core_series WHERE municipality_id = $1 AND series = $2 AND year = $3",
        &params![tx.municipality(), series, year],
    )?;
    row.map_or(Ok(0), |row| row.get("last_no"))
}
