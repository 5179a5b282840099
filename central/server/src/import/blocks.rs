//! Paper blocks that were given out: who holds which numbered sheets, against which what is typed from paper is held.
//!
//! A sheet belongs to one block of the whole municipality, whatever is written on it: two blocks with the same letters never
//! share a number.

use super::law::bare;
use super::people::{UserRow, known};
use super::sheet::{RowError, Sheet, parse_date};
use jiff::civil::Date;
use loggia_cases::number::Series;
use loggia_cases::records::PaperBlockRecord;
use loggia_core::db::Tx;
use loggia_core::{Outcome, access};
use loggia_schema::message::{Finding, import};
use std::collections::BTreeSet;
use std::path::Path;

/// The highest number a sheet may bear.
const MAX_SHEET: u32 = 999_999;

/// A block as the file names it; the holder's id comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRow {
    /// Letters before the number.
    pub series: String,
    /// What is written on its sheets.
    pub of: Series,
    /// First and last sheet.
    pub sheets: (u32, u32),
    /// Login name of the holder.
    pub holder: String,
    /// Given out.
    pub given_on: Date,
    /// Taken back.
    pub returned_on: Option<Date>,
}

const BLOCKS: &[&str] = &[
    "Σειρά",
    "Είδος",
    "Από φύλλο",
    "Έως φύλλο",
    "Κάτοχος",
    "Παραδόθηκε",
    "Επιστράφηκε",
];

pub(super) fn blocks(
    folder: &Path,
    users: &[UserRow],
    errors: &mut Vec<RowError>,
) -> Vec<BlockRow> {
    let logins: BTreeSet<String> = users.iter().map(|user| user.login.clone()).collect();
    let mut sheet = Sheet::read(folder, "blocks.csv", BLOCKS);
    let rows = sheet.map(|line| {
        let of = line.choice(
            "Είδος",
            &[("ΚΛΗΣΗ", Series::Fine), ("ΑΠΟΔΕΙΞΗ", Series::Receipt)],
        )?;
        let first = line.number("Από φύλλο", 1, MAX_SHEET)?;
        Some(BlockRow {
            series: line.parsed("Σειρά", |text| {
                loggia_cases::sheet::Sheet::new(text, first).map(|sheet| sheet.series().to_owned())
            })?,
            of,
            sheets: (first, line.number("Έως φύλλο", first, MAX_SHEET)?),
            holder: known(line, "Κάτοχος", "users.csv", &logins)?,
            given_on: line.date("Παραδόθηκε")?,
            returned_on: line.parsed_or_none("Επιστράφηκε", parse_date)?,
        })
    });
    refuse_shared_sheets(&mut sheet, &rows);
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn refuse_shared_sheets(sheet: &mut Sheet, rows: &[(u64, BlockRow)]) {
    for (at, (line, row)) in rows.iter().enumerate() {
        let shares = |other: &BlockRow| {
            other.series == row.series
                && other.sheets.0 <= row.sheets.1
                && row.sheets.0 <= other.sheets.1
        };
        let mut earlier = rows.iter().take(at);
        if let Some((first, _)) = earlier.find(|(_, other)| shares(other)) {
            let finding = Finding::new(import::NUMBERS_OVERLAP).with("line", first);
            sheet.refuse(*line, "Από φύλλο", &finding);
        }
    }
}

/// The record of a block; `None` while its holder is nobody the centre knows.
pub(super) fn record(tx: &mut Tx<'_>, row: &BlockRow) -> Outcome<Option<PaperBlockRecord>> {
    let holder = access::user_by_login(tx, &row.holder)?;
    Ok(holder.map(|holder| PaperBlockRecord {
        series: row.series.clone(),
        of: row.of,
        first: row.sheets.0,
        last: row.sheets.1,
        holder: holder.id,
        given_on: row.given_on,
        returned_on: row.returned_on,
    }))
}
