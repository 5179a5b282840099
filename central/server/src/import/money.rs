//! Accounts, the roles they play, and who issues which numbers.
//!
//! No account code stands in program text: a posting names a role, and `roles.csv` says which account plays it
//! from which day. A municipality that changes its chart adds a line; it never edits one.

use super::people::ScopeRow;
use super::sheet::{RowError, Sheet};
use jiff::civil::Date;
use loggia_cases::number::{MAX_NO, Series};
use loggia_cases::records::Desk;
use loggia_schema::message::{Finding, import};
use std::collections::BTreeMap;
use std::path::Path;

/// Which ledger an account belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// General ledger, double entry (γενική λογιστική).
    General,
    /// Budget ledger, stages of the year (προϋπολογισμός).
    Budget,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Code.
    pub code: String,
    /// Greek name.
    pub name: String,
    /// Ledger.
    pub side: Side,
    /// True if it normally stands in debit.
    pub debit: bool,
    /// True if the code is the official one.
    pub verified: bool,
}

/// One binding of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// Role code, «CASH_DESK».
    pub role: String,
    /// Account code.
    pub account: String,
    /// Its ledger.
    pub side: Side,
    /// First day.
    pub from: Date,
    /// Decision or law.
    pub basis: String,
}

/// The numbers one desk may issue in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasePlanRow {
    /// Code of the desk.
    pub scope: String,
    /// What is numbered.
    pub series: Series,
    /// Prefix on papers.
    pub prefix: String,
    /// Year.
    pub year: u16,
    /// First and last number of the plan.
    pub numbers: (u32, u32),
    /// Front part of the RF codes.
    pub rf_stem: String,
    /// Numbers of one block: enough for two months.
    pub block: u32,
}

/// The money part of the folder.
#[derive(Debug, Default)]
pub struct Money {
    /// `accounts.csv`
    pub accounts: Vec<AccountRow>,
    /// `roles.csv`
    pub roles: Vec<RoleRow>,
    /// `leases.csv`
    pub leases: Vec<LeasePlanRow>,
}

impl Money {
    /// Reads the three files; `known_roles` are the roles the program posts with.
    pub fn read(
        folder: &Path,
        scopes: &[ScopeRow],
        known_roles: &[&str],
        errors: &mut Vec<RowError>,
    ) -> Money {
        let accounts = accounts(folder, errors);
        Money {
            roles: roles(folder, &accounts, known_roles, errors),
            accounts,
            leases: leases(folder, scopes, errors),
        }
    }
}

fn bare<T>(rows: Vec<(u64, T)>) -> Vec<T> {
    rows.into_iter().map(|(_, row)| row).collect()
}

const ACCOUNTS: &[&str] = &[
    "Κωδικός",
    "Ονομασία",
    "Λογιστική",
    "Κανονικό υπόλοιπο",
    "Επιβεβαιωμένο",
    "Σημείωση",
];

fn accounts(folder: &Path, errors: &mut Vec<RowError>) -> Vec<AccountRow> {
    let mut sheet = Sheet::read(folder, "accounts.csv", ACCOUNTS);
    let rows = sheet.map(|line| {
        Some(AccountRow {
            code: line.required("Κωδικός")?,
            name: line.required("Ονομασία")?,
            side: line.choice(
                "Λογιστική",
                &[("ΓΕΝΙΚΗ", Side::General), ("ΠΡΟΫΠΟΛΟΓΙΣΜΟΥ", Side::Budget)],
            )?,
            debit: line.choice(
                "Κανονικό υπόλοιπο",
                &[("ΧΡΕΩΣΤΙΚΟ", true), ("ΠΙΣΤΩΤΙΚΟ", false)],
            )?,
            verified: line.yes("Επιβεβαιωμένο")?,
        })
    });
    sheet.refuse_twins(&rows, "Κωδικός", |row| row.code.clone());
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn roles(
    folder: &Path,
    accounts: &[AccountRow],
    known_roles: &[&str],
    errors: &mut Vec<RowError>,
) -> Vec<RoleRow> {
    let mut sheet = Sheet::read(
        folder,
        "roles.csv",
        &["Ρόλος", "Λογαριασμός", "Ισχύει από", "Νομική βάση"],
    );
    let rows = sheet.map(|line| {
        let (role, account) = (line.required("Ρόλος")?, line.required("Λογαριασμός")?);
        if !known_roles.contains(&role.as_str()) {
            let finding = Finding::new(import::NOT_A_CHOICE).with("value", role);
            line.refuse("Ρόλος", &finding.with("choices", known_roles.join(", ")));
            return None;
        }
        let Some(side) = accounts
            .iter()
            .find(|known| known.code == account)
            .map(|known| known.side)
        else {
            let finding = Finding::new(import::UNKNOWN_REFERENCE).with("value", account);
            line.refuse("Λογαριασμός", &finding.with("file", "accounts.csv"));
            return None;
        };
        Some(RoleRow {
            role,
            account,
            side,
            from: line.date("Ισχύει από")?,
            basis: line.required("Νομική βάση")?,
        })
    });
    sheet.refuse_twins(&rows, "Ρόλος", |row| {
        format!("{}/{}", row.role, row.from)
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

const LEASES: &[&str] = &[
    "Γραφείο",
    "Σειρά",
    "Πρόθεμα",
    "Έτος",
    "Από αριθμό",
    "Έως αριθμό",
    "Στέλεχος RF",
    "Μέγεθος μπλοκ",
];

fn leases(folder: &Path, scopes: &[ScopeRow], errors: &mut Vec<RowError>) -> Vec<LeasePlanRow> {
    let mut sheet = Sheet::read(folder, "leases.csv", LEASES);
    let rows = sheet.map(|line| {
        let series = line.choice(
            "Σειρά",
            &[("ΚΛΗΣΗ", Series::Fine), ("ΑΠΟΔΕΙΞΗ", Series::Receipt)],
        )?;
        let scope = line.required("Γραφείο")?;
        let desk = scopes
            .iter()
            .find(|known| known.code == scope)
            .map(|known| known.desk);
        let Some(desk) = desk else {
            let finding = Finding::new(import::UNKNOWN_REFERENCE)
                .with("value", scope)
                .with("file", "scopes.csv");
            line.refuse("Γραφείο", &finding);
            return None;
        };
        if desk != issuer(series) {
            line.refuse(
                "Γραφείο",
                &Finding::new(import::DESK_OF_OTHER_SERIES).with("value", scope),
            );
            return None;
        }
        let first = line.number("Από αριθμό", 1, MAX_NO)?;
        let year = u16::try_from(line.number("Έτος", 2000, 2999)?).ok()?;
        Some(LeasePlanRow {
            scope,
            series,
            prefix: line.parsed("Πρόθεμα", |text| {
                loggia_cases::number::DocNumber::new(text, year, 1)
                    .map(|number| number.prefix().to_owned())
            })?,
            year,
            numbers: (first, line.number("Έως αριθμό", first, MAX_NO)?),
            rf_stem: line.parsed("Στέλεχος RF", rf_stem)?,
            block: line.number("Μέγεθος μπλοκ", 1, 50_000)?,
        })
    });
    sheet.refuse_twins(&rows, "Γραφείο", |row| {
        format!("{}/{}/{}", row.scope, row.series.name(), row.year)
    });
    refuse_shared_numbers(&mut sheet, &rows);
    errors.extend(sheet.into_errors());
    bare(rows)
}

/// Which desk issues a series.
fn issuer(series: Series) -> Desk {
    match series {
        Series::Fine => Desk::Police,
        Series::Receipt => Desk::Counter,
    }
}

fn rf_stem(text: &str) -> Result<String, Finding> {
    if (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(Finding::new(import::RF_STEM_FORM).with("value", text))
}

/// A printed number and a payment code must name one paper in the whole municipality.
fn refuse_shared_numbers(sheet: &mut Sheet, rows: &[(u64, LeasePlanRow)]) {
    let mut prefixes: BTreeMap<String, u64> = BTreeMap::new();
    let mut stems: BTreeMap<String, u64> = BTreeMap::new();
    for (line, row) in rows {
        let taken = [
            (
                prefixes.insert(format!("{}-{}", row.prefix, row.year), *line),
                "Πρόθεμα",
            ),
            (stems.insert(row.rf_stem.clone(), *line), "Στέλεχος RF"),
        ];
        for (first, field) in taken {
            if let Some(first) = first {
                sheet.refuse(
                    *line,
                    field,
                    &Finding::new(import::NUMBERS_OVERLAP).with("line", first),
                );
            }
        }
    }
}
