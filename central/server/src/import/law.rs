//! What the law and the council set: regimes, violations, tariffs, fees, holidays, settings.
//!
//! Each file becomes records of the reference tables. Beside the fields every office uses, a record keeps
//! `verified` and `note` as they stand in the file: the catalogue page shows which sums somebody has yet to
//! confirm, and a laptop that does not know these two fields ignores them.

use super::calendar::{SettingRow, fees, holidays, settings};
use super::sheet::{Line, RowError, Sheet};
use super::templates::templates;
use jiff::civil::Date;
use loggia_cases::records::{
    FeeRecord, HolidayRecord, Record, RegimeRecord, SpaceRule, Start, TariffRecord, TemplateRecord,
    ViolationRecord,
};
use loggia_schema::message::{Finding, import};
use serde_json::Value;
use std::path::Path;

/// A record with the municipality's own remark about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted<T> {
    /// The record as every office reads it.
    pub record: T,
    /// True if somebody checked it against its source.
    pub verified: bool,
    /// Remark of the one who filled the file in.
    pub note: String,
}

impl<T: Record> Noted<T> {
    /// The travelling JSON with the two remarks.
    ///
    /// # Errors
    /// What [`Record::to_value`] says.
    pub fn to_value(&self) -> Result<Value, Finding> {
        let mut value = self.record.to_value()?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("verified".to_owned(), Value::Bool(self.verified));
            if !self.note.is_empty() {
                fields.insert("note".to_owned(), Value::String(self.note.clone()));
            }
        }
        Ok(value)
    }
}

/// The law part of the folder.
#[derive(Debug, Default)]
pub struct Law {
    /// `regimes.csv`
    pub regimes: Vec<Noted<RegimeRecord>>,
    /// `violations.csv`
    pub violations: Vec<Noted<ViolationRecord>>,
    /// `tariffs.csv`
    pub tariffs: Vec<Noted<TariffRecord>>,
    /// `fees.csv`
    pub fees: Vec<Noted<FeeRecord>>,
    /// `holidays.csv`
    pub holidays: Vec<HolidayRecord>,
    /// `settings.csv`: name, value, first day, basis.
    pub settings: Vec<SettingRow>,
    /// `templates.csv`
    pub templates: Vec<TemplateRecord>,
}

impl Law {
    /// Reads the files; what is wrong goes to `errors`.
    pub fn read(folder: &Path, errors: &mut Vec<RowError>) -> Law {
        let regimes = regimes(folder, errors);
        let violations = violations(folder, &regimes, errors);
        let tariffs = tariffs(folder, &violations, errors);
        Law {
            regimes: bare(regimes),
            violations: bare(violations),
            tariffs,
            fees: fees(folder, errors),
            holidays: holidays(folder, errors),
            settings: settings(folder, errors),
            templates: templates(folder, errors),
        }
    }
}

pub(super) fn bare<T>(rows: Vec<(u64, T)>) -> Vec<T> {
    rows.into_iter().map(|(_, row)| row).collect()
}

pub(super) fn noted<T>(line: &mut Line<'_>, record: T) -> Option<Noted<T>> {
    Some(Noted {
        record,
        verified: line.yes("Επιβεβαιωμένο")?,
        note: line.text("Σημείωση"),
    })
}

const REGIMES: &[&str] = &[
    "Κωδικός",
    "Οικογένεια",
    "Ονομασία",
    "Έκδοση κανόνων",
    "Παραβάσεις από",
    "Παραβάσεις έως",
    "Ημέρες μειωμένου",
    "Έναρξη μειωμένου",
    "Μετάθεση σε εργάσιμη",
    "Ημέρες αντιρρήσεων",
    "Αντιρρήσεις αναστέλλουν",
    "Μήνες για βεβαίωση",
    "Επίδοση στο όχημα",
    "Λεπτά επανάληψης",
    "Πολλαπλάσιο τέλους",
    "Πολλαπλάσιο απαγορευμένου",
    "Νομική βάση",
    "Επιβεβαιωμένο",
    "Σημείωση",
];

/// Families as rules know them, with the word of the file.
const FAMILIES: &[(&str, &str)] = &[
    ("ΟΔΙΚΗ ΚΥΚΛΟΦΟΡΙΑ", "traffic"),
    ("ΚΑΘΑΡΙΟΤΗΤΑ", "cleanliness"),
    ("ΚΟΙΝΟΧΡΗΣΤΟΙ ΧΩΡΟΙ", "public_space"),
    ("ΥΠΑΙΘΡΙΟ ΕΜΠΟΡΙΟ", "street_trade"),
    ("ΖΩΑ ΣΥΝΤΡΟΦΙΑΣ", "pets"),
    ("ΤΟΠΙΚΟΣ ΚΑΝΟΝΙΣΜΟΣ", "local"),
];

fn regimes(folder: &Path, errors: &mut Vec<RowError>) -> Vec<(u64, Noted<RegimeRecord>)> {
    let mut sheet = Sheet::read(folder, "regimes.csv", REGIMES);
    let rows = sheet.map(regime);
    sheet.refuse_twins(&rows, "Κωδικός", |row| row.record.code.clone());
    refuse_overlaps(&mut sheet, &rows, "Παραβάσεις από", |row| {
        (
            row.record.family.clone(),
            row.record.valid_from,
            row.record.valid_to,
        )
    });
    errors.extend(sheet.into_errors());
    rows
}

fn regime(line: &mut Line<'_>) -> Option<Noted<RegimeRecord>> {
    let (valid_from, valid_to) = line.period("Παραβάσεις από", "Παραβάσεις έως")?;
    let record = RegimeRecord {
        code: line.required("Κωδικός")?,
        family: line.choice("Οικογένεια", FAMILIES)?.to_owned(),
        title: line.required("Ονομασία")?,
        rule_version: line.required("Έκδοση κανόνων")?,
        reduced_days: small(line, "Ημέρες μειωμένου", 0, 365)?,
        reduced_from: line.choice(
            "Έναρξη μειωμένου",
            &[("ΕΠΙΔΟΣΗ", Start::Service), ("ΠΑΡΑΒΑΣΗ", Start::Offence)],
        )?,
        roll: line.yes("Μετάθεση σε εργάσιμη")?,
        objection_days: small(line, "Ημέρες αντιρρήσεων", 0, 365)?,
        objection_stops_clock: line.yes("Αντιρρήσεις αναστέλλουν")?,
        certify_months: small(line, "Μήνες για βεβαίωση", 0, 120)?,
        windscreen_serves: line.yes("Επίδοση στο όχημα")?,
        repeat_gap_minutes: small(line, "Λεπτά επανάληψης", 0, 10_080)?,
        space: space_rule(line)?,
        valid_from,
        valid_to,
        legal_basis: line.required("Νομική βάση")?,
    };
    noted(line, record)
}

#[allow(clippy::option_option)]
fn space_rule(line: &mut Line<'_>) -> Option<Option<SpaceRule>> {
    let fee = line.number_or_none("Πολλαπλάσιο τέλους", 1, 20)?;
    let forbidden = line.number_or_none("Πολλαπλάσιο απαγορευμένου", 1, 20)?;
    Some(match (fee, forbidden) {
        (Some(fee), Some(forbidden)) => Some(SpaceRule {
            fee_multiple: u8::try_from(fee).ok()?,
            forbidden_multiple: u8::try_from(forbidden).ok()?,
        }),
        _ => None,
    })
}

fn small(line: &mut Line<'_>, field: &'static str, min: u16, max: u16) -> Option<u16> {
    line.number(field, min.into(), max.into())
        .and_then(|n| u16::try_from(n).ok())
}

const VIOLATIONS: &[&str] = &[
    "Κωδικός",
    "Καθεστώς",
    "Κατηγορία",
    "Περιγραφή",
    "Άρθρο",
    "Ισχύει από",
    "Ισχύει έως",
    "Νομική βάση",
    "Επιβεβαιωμένο",
    "Σημείωση",
];

fn violations(
    folder: &Path,
    regimes: &[(u64, Noted<RegimeRecord>)],
    errors: &mut Vec<RowError>,
) -> Vec<(u64, Noted<ViolationRecord>)> {
    let mut sheet = Sheet::read(folder, "violations.csv", VIOLATIONS);
    let rows = sheet.map(|line| {
        let (valid_from, valid_to) = line.period("Ισχύει από", "Ισχύει έως")?;
        let regime = line.required("Καθεστώς")?;
        within(line, regimes, &regime, valid_from, valid_to)?;
        let record = ViolationRecord {
            code: line.required("Κωδικός")?,
            regime,
            article: line.text("Άρθρο"),
            text: line.required("Περιγραφή")?,
            class: line.required("Κατηγορία")?,
            valid_from,
            valid_to,
            legal_basis: line.required("Νομική βάση")?,
        };
        noted(line, record)
    });
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        let r = &row.record;
        (format!("{}/{}", r.regime, r.code), r.valid_from, r.valid_to)
    });
    errors.extend(sheet.into_errors());
    rows
}

/// The period must lie inside that of its regime.
fn within(
    line: &mut Line<'_>,
    regimes: &[(u64, Noted<RegimeRecord>)],
    code: &str,
    from: Date,
    until: Option<Date>,
) -> Option<()> {
    let Some(regime) = regimes
        .iter()
        .map(|(_, row)| &row.record)
        .find(|regime| regime.code == code)
    else {
        let finding = Finding::new(import::UNKNOWN_REFERENCE)
            .with("value", code)
            .with("file", "regimes.csv");
        line.refuse("Καθεστώς", &finding);
        return None;
    };
    let last = |day: Option<Date>| day.unwrap_or(Date::MAX);
    if from < regime.valid_from || last(until) > last(regime.valid_to) {
        let end = regime
            .valid_to
            .map_or_else(|| "σήμερα".to_owned(), |day| day.to_string());
        let finding = Finding::new(import::NOT_WITHIN_REGIME).with("regime", code);
        line.refuse(
            "Ισχύει από",
            &finding.with("from", regime.valid_from).with("until", end),
        );
        return None;
    }
    Some(())
}

const TARIFFS: &[&str] = &[
    "Κωδικός παράβασης",
    "Καθεστώς",
    "Βαθμίδα",
    "Ποσό",
    "Μειωμένο",
    "Ημέρες πινακίδων",
    "Ημέρες άδειας",
    "Βαθμοί",
    "Ισχύει από",
    "Ισχύει έως",
    "Νομική βάση",
    "Επιβεβαιωμένο",
    "Σημείωση",
];

fn tariffs(
    folder: &Path,
    violations: &[(u64, Noted<ViolationRecord>)],
    errors: &mut Vec<RowError>,
) -> Vec<Noted<TariffRecord>> {
    let mut sheet = Sheet::read(folder, "tariffs.csv", TARIFFS);
    let rows = sheet.map(|line| tariff(line, violations));
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        let r = &row.record;
        (
            format!("{}/{}/{}", r.regime, r.code, r.step),
            r.valid_from,
            r.valid_to,
        )
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn tariff(
    line: &mut Line<'_>,
    violations: &[(u64, Noted<ViolationRecord>)],
) -> Option<Noted<TariffRecord>> {
    let (code, regime) = (
        line.required("Κωδικός παράβασης")?,
        line.required("Καθεστώς")?,
    );
    let known = violations
        .iter()
        .map(|(_, row)| &row.record)
        .find(|v| v.code == code && v.regime == regime);
    let Some(class) = known.map(|violation| violation.class.clone()) else {
        let finding =
            Finding::new(import::UNKNOWN_REFERENCE).with("value", format!("{regime}/{code}"));
        line.refuse("Κωδικός παράβασης", &finding.with("file", "violations.csv"));
        return None;
    };
    let (valid_from, valid_to) = line.period("Ισχύει από", "Ισχύει έως")?;
    let days =
        |line: &mut Line<'_>, field| Some(line.number_or_none(field, 0, 3_650)?.unwrap_or(0));
    let record = TariffRecord {
        code,
        regime,
        class,
        step: u8::try_from(line.number("Βαθμίδα", 1, 20)?).ok()?,
        amount: positive(line, "Ποσό")?,
        reduced_allowed: line.yes("Μειωμένο")?,
        plates_days: u16::try_from(days(line, "Ημέρες πινακίδων")?).ok()?,
        licence_days: u16::try_from(days(line, "Ημέρες άδειας")?).ok()?,
        points: u16::try_from(days(line, "Βαθμοί")?).ok()?,
        valid_from,
        valid_to,
        legal_basis: line.required("Νομική βάση")?,
    };
    noted(line, record)
}

pub(super) fn positive(
    line: &mut Line<'_>,
    field: &'static str,
) -> Option<loggia_schema::money::Cents> {
    let amount = line.cents(field)?;
    if amount.0 <= 0 {
        line.refuse(
            field,
            &Finding::new(loggia_schema::message::input::AMOUNT_NEGATIVE),
        );
        return None;
    }
    Some(amount)
}

/// Two rows of one key may not hold on the same day.
pub(super) fn refuse_overlaps<T>(
    sheet: &mut Sheet,
    rows: &[(u64, T)],
    field: &'static str,
    period: impl Fn(&T) -> (String, Date, Option<Date>),
) {
    let mut by_key: Vec<(String, Date, Option<Date>, u64)> = rows
        .iter()
        .map(|(line, row)| {
            let (key, from, until) = period(row);
            (key, from, until, *line)
        })
        .collect();
    by_key.sort();
    for pair in by_key.windows(2) {
        let [(key, _, until, first), (next_key, from, _, line)] = pair else {
            continue;
        };
        if key == next_key && until.is_none_or(|until| until >= *from) {
            sheet.refuse(
                *line,
                field,
                &Finding::new(import::PERIODS_OVERLAP).with("line", first),
            );
        }
    }
}
