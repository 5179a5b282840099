//! What the municipality itself sets: holidays, fees of the desk, settings.

use super::law::{Noted, bare, noted, positive, refuse_overlaps};
use super::sheet::{RowError, Sheet, parse_date};
use jiff::civil::Date;
use loggia_cases::records::{FeeRecord, HolidayRecord, Record, SettingRecord};
use loggia_schema::calendar::{Feast, HolidayRule, Override};
use loggia_schema::message::{Finding, import};
use std::path::Path;

/// One dated setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    /// Name and value, as offices read them.
    pub record: SettingRecord,
    /// First day.
    pub from: Date,
    /// Decision or law.
    pub basis: String,
}

/// What a line of `holidays.csv` speaks of.
#[derive(Clone, Copy)]
enum HolidayKind {
    Fixed,
    Movable,
    Day { closed: bool },
}

pub(super) fn holidays(folder: &Path, errors: &mut Vec<RowError>) -> Vec<HolidayRecord> {
    let headings = &["Ονομασία", "Είδος", "Ημέρα", "Ισχύει από", "Ισχύει έως"];
    let mut sheet = Sheet::read(folder, "holidays.csv", headings);
    let kinds = [
        ("ΣΤΑΘΕΡΗ", HolidayKind::Fixed),
        ("ΚΙΝΗΤΗ", HolidayKind::Movable),
        ("ΚΛΕΙΣΤΑ", HolidayKind::Day { closed: true }),
        ("ΑΝΟΙΚΤΑ", HolidayKind::Day { closed: false }),
    ];
    let rows = sheet.map(|line| {
        let (name, kind) = (line.required("Ονομασία")?, line.choice("Είδος", &kinds)?);
        let feast = match kind {
            HolidayKind::Day { closed } => {
                return Some(HolidayRecord::Day(Override {
                    date: line.date("Ημέρα")?,
                    closed,
                    name,
                }));
            }
            HolidayKind::Fixed => line.parsed("Ημέρα", fixed_day)?,
            HolidayKind::Movable => Feast::Easter {
                offset: line.parsed("Ημέρα", easter_offset)?,
            },
        };
        let (from, to) = (
            line.parsed_or_none("Ισχύει από", parse_date)?,
            line.parsed_or_none("Ισχύει έως", parse_date)?,
        );
        Some(HolidayRecord::Rule(HolidayRule {
            name,
            feast,
            from,
            to,
        }))
    });
    sheet.refuse_twins(&rows, "Ημέρα", Record::key);
    errors.extend(sheet.into_errors());
    bare(rows)
}

/// `25/3`
fn fixed_day(text: &str) -> Result<Feast, Finding> {
    let parts = text
        .split_once('/')
        .and_then(|(day, month)| Some((day.parse().ok()?, month.parse().ok()?)));
    let leap_year = parts.filter(|(day, month)| Date::new(2024, *month, *day).is_ok());
    let bad = || Finding::new(loggia_schema::message::input::DATE_FORM).with("value", text);
    leap_year
        .map(|(day, month)| Feast::Fixed { month, day })
        .ok_or_else(bad)
}

/// Days from Easter Sunday.
fn easter_offset(text: &str) -> Result<i16, Finding> {
    let known = text.parse().ok().filter(|days| (-100..=100).contains(days));
    known.ok_or_else(|| {
        Finding::new(import::NOT_A_NUMBER)
            .with("value", text)
            .with("min", -100)
            .with("max", 100)
    })
}

pub(super) fn settings(folder: &Path, errors: &mut Vec<RowError>) -> Vec<SettingRow> {
    let headings = &["Κλειδί", "Τιμή", "Ισχύει από", "Νομική βάση", "Περιγραφή"];
    let mut sheet = Sheet::read(folder, "settings.csv", headings);
    let rows = sheet.map(|line| {
        let record = SettingRecord {
            name: line.required("Κλειδί")?,
            value: line.required("Τιμή")?,
        };
        Some(SettingRow {
            record,
            from: line.date("Ισχύει από")?,
            basis: line.text("Νομική βάση"),
        })
    });
    sheet.refuse_twins(&rows, "Κλειδί", |row| {
        format!("{}/{}", row.record.name, row.from)
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

const FEES: &[&str] = &[
    "Κωδικός",
    "Ονομασία",
    "Κωδικός προϋπολογισμού",
    "Ποσό",
    "Μονάδα",
    "Ισχύει από",
    "Ισχύει έως",
    "Νομική βάση",
    "Επιβεβαιωμένο",
    "Σημείωση",
];

pub(super) fn fees(folder: &Path, errors: &mut Vec<RowError>) -> Vec<Noted<FeeRecord>> {
    let mut sheet = Sheet::read(folder, "fees.csv", FEES);
    let rows = sheet.map(|line| {
        let (valid_from, valid_to) = line.period("Ισχύει από", "Ισχύει έως")?;
        let amount = if line.text("Ποσό").is_empty() {
            None
        } else {
            Some(positive(line, "Ποσό")?)
        };
        let record = FeeRecord {
            code: line.required("Κωδικός")?,
            title: line.required("Ονομασία")?,
            budget_code: line.required("Κωδικός προϋπολογισμού")?,
            amount,
            unit: line.text("Μονάδα"),
            valid_from,
            valid_to,
            legal_basis: line.required("Νομική βάση")?,
        };
        noted(line, record)
    });
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        (
            row.record.code.clone(),
            row.record.valid_from,
            row.record.valid_to,
        )
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}
