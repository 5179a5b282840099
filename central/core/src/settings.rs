//! Settings of the municipality that hold from a date: never overwritten, always with their legal basis.
//!
//! A date before the first row has no value, and whoever needs one refuses ([`require`]) instead of guessing.

use crate::audit;
use crate::ctx::Ctx;
use crate::db::{DbResult, Tx};
use crate::{Outcome, params};
use jiff::civil::Date;
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, input};

/// A value and the day from which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// First day.
    pub valid_from: Date,
    /// The value as text.
    pub value: String,
    /// The decision or law behind it.
    pub basis: String,
}

/// Sets a value from a date on; the same date again replaces it, with an audit line.
///
/// # Errors
/// The store's.
pub fn put(tx: &mut Tx<'_>, ctx: &Ctx, name: &str, setting: &Setting) -> DbResult<()> {
    tx.exec(
        "INSERT INTO core_setting (municipality_id, setting, valid_from, value, basis) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (municipality_id, setting, valid_from) \
         DO UPDATE SET value = excluded.value, basis = excluded.basis",
        &params![tx.municipality(), name, setting.valid_from, &setting.value, &setting.basis],
    )?;
    audit::record(
        tx,
        ctx,
        "setting.put",
        name,
        &format!("{} from {}", setting.value, setting.valid_from),
    )
}

/// Every value a setting ever had, oldest first.
///
/// # Errors
/// The store's.
pub fn history(tx: &mut Tx<'_>, name: &str) -> DbResult<Vec<Setting>> {
    tx.rows(
        "SELECT valid_from, value, basis FROM core_setting WHERE municipality_id = $1 AND setting = $2 \
         ORDER BY valid_from",
        &params![tx.municipality(), name],
    )?
    .iter()
    .map(|row| {
        Ok(Setting {
            valid_from: row.get("valid_from")?,
            value: row.get("value")?,
            basis: row.get("basis")?,
        })
    })
    .collect()
}

/// The setting in force on a day.
///
/// # Errors
/// The store's.
pub fn at(tx: &mut Tx<'_>, name: &str, day: Date) -> DbResult<Option<Setting>> {
    let row = tx.opt(
        "SELECT valid_from, value, basis FROM core_setting \
         WHERE municipality_id = $1 AND setting = $2 AND valid_from <= $3 ORDER BY valid_from DESC LIMIT 1",
        &params![tx.municipality(), name, day],
    )?;
    row.map(|row| {
        Ok(Setting {
            valid_from: row.get("valid_from")?,
            value: row.get("value")?,
            basis: row.get("basis")?,
        })
    })
    .transpose()
}

/// The settings in force on a day whose names begin with `prefix` (letters and dots), by name.
///
/// # Errors
/// The store's.
pub fn named(tx: &mut Tx<'_>, prefix: &str, day: Date) -> DbResult<Vec<(String, Setting)>> {
    let rows = tx.rows(
        "SELECT DISTINCT setting FROM core_setting WHERE municipality_id = $1 AND setting LIKE $2 \
         ORDER BY setting",
        &params![tx.municipality(), format!("{prefix}%")],
    )?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let name: String = row.get("setting")?;
        if let Some(setting) = at(tx, &name, day)? {
            found.push((name, setting));
        }
    }
    Ok(found)
}

/// As [`at`], for a setting without which the command cannot go on.
///
/// # Errors
/// [`input::NO_ROW_FOR_DATE`] if no row holds on that day; the store's.
pub fn require(tx: &mut Tx<'_>, name: &str, day: Date) -> Outcome<Setting> {
    at(tx, name, day)?.ok_or_else(|| {
        Finding::new(input::NO_ROW_FOR_DATE)
            .with("table", name)
            .with("date", greek_date(day))
            .into()
    })
}
