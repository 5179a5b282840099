//! Who works where, and whom they serve: places, scopes, duties, users, test passwords, persons.
//!
//! Ids are not in the files: the centre gives them when a code is seen for the first time and keeps them
//! afterwards, so the structs here carry codes. An ΑΦΜ may be missing (a person without one is a person),
//! but one that is written must be right.

use super::persons::{PersonRow, persons};
use super::sheet::{Line, RowError, Sheet};
use jiff::civil::Date;
use loggia_cases::records::{Desk, PlaceKind, PlaceRecord};
use loggia_schema::identifiers::Phone;
use loggia_schema::message::{Finding, import};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A desk as the file names it; its id comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeRow {
    /// Code, «ΔΑ-1».
    pub code: String,
    /// Greek title.
    pub title: String,
    /// Code of the community.
    pub place: String,
    /// What is done there.
    pub desk: Desk,
    /// Telephone on papers.
    pub phone: Option<String>,
}

/// A duty: a named set of rights (καθήκον).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRow {
    /// Name, «ΤΑΜΙΑΣ».
    pub code: String,
    /// How a person with it is called, «ταμίας».
    pub title: String,
    /// Right codes.
    pub rights: BTreeSet<String>,
}

/// A user as the file names him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Login name.
    pub login: String,
    /// Name on papers.
    pub name: String,
    /// Service number (μητρώο).
    pub service_no: String,
    /// Duties, by code.
    pub duties: Vec<String>,
    /// Scopes he may open, by code.
    pub scopes: Vec<String>,
    /// First and last day.
    pub period: (Date, Option<Date>),
    /// Test password, in training folders only.
    pub password: Option<String>,
}

/// The people part of the folder.
#[derive(Debug, Default)]
pub struct People {
    /// Units and communities.
    pub places: Vec<PlaceRecord>,
    /// Desks.
    pub scopes: Vec<ScopeRow>,
    /// Sets of rights.
    pub duties: Vec<DutyRow>,
    /// Staff.
    pub users: Vec<UserRow>,
    /// Citizens.
    pub persons: Vec<PersonRow>,
}

impl People {
    /// Reads the files; `rights` are the codes the program knows.
    pub fn read(
        folder: &Path,
        training: bool,
        rights: &BTreeSet<&str>,
        errors: &mut Vec<RowError>,
    ) -> People {
        let places = places(folder, errors);
        let communities: BTreeSet<String> = places.iter().map(|place| place.code.clone()).collect();
        let scopes = scopes(folder, &communities, errors);
        let duties = duties(folder, rights, errors);
        let mut users = users(folder, &scopes, &duties, errors);
        passwords(folder, training, &mut users, errors);
        People {
            persons: persons(folder, &communities, errors),
            places,
            scopes,
            duties,
            users,
        }
    }
}

pub(super) fn bare<T>(rows: Vec<(u64, T)>) -> Vec<T> {
    rows.into_iter().map(|(_, row)| row).collect()
}

const PLACES: &[&str] = &[
    "Κωδικός",
    "Κοινότητα",
    "Ενότητα",
    "Ονομασία ενότητας",
    "Πληθυσμός 2011",
    "Έκταση τ.χλμ.",
    "Ομάδα τελών",
    "Επιβεβαιωμένο",
    "Σημείωση",
];

fn places(folder: &Path, errors: &mut Vec<RowError>) -> Vec<PlaceRecord> {
    let mut sheet = Sheet::read(folder, "places.csv", PLACES);
    let mut units = BTreeMap::new();
    let rows = sheet.map(|line| {
        let (unit, unit_name) = (
            line.required("Ενότητα")?,
            line.required("Ονομασία ενότητας")?,
        );
        line.yes("Επιβεβαιωμένο")?;
        line.number_or_none("Πληθυσμός 2011", 0, 10_000_000)?;
        units.insert(unit.clone(), unit_name);
        Some(place(
            line.required("Κωδικός")?,
            line.required("Κοινότητα")?,
            PlaceKind::Community,
            Some(unit),
        ))
    });
    sheet.refuse_twins(&rows, "Κωδικός", |row| row.code.clone());
    errors.extend(sheet.into_errors());
    let units = units
        .into_iter()
        .map(|(code, name)| place(code, name, PlaceKind::Unit, None));
    units.chain(bare(rows)).collect()
}

fn place(code: String, name: String, kind: PlaceKind, parent: Option<String>) -> PlaceRecord {
    PlaceRecord {
        code,
        name,
        kind,
        parent,
        phone: None,
        active: true,
    }
}

const DESKS: &[(&str, Desk)] = &[
    ("ΤΑΜΕΙΟ", Desk::Counter),
    ("ΑΣΤΥΝΟΜΙΑ", Desk::Police),
    ("ΥΔΡΟΝΟΜΕΙΣ", Desk::Water),
    ("ΚΟΙΜΗΤΗΡΙΟ", Desk::Cemetery),
    ("ΠΡΟΣΩΠΙΚΟ", Desk::Staff),
];

fn scopes(
    folder: &Path,
    communities: &BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Vec<ScopeRow> {
    let mut sheet = Sheet::read(
        folder,
        "scopes.csv",
        &[
            "Κωδικός",
            "Γραφείο",
            "Κοινότητα",
            "Είδος",
            "Τηλέφωνο",
            "Σημείωση",
        ],
    );
    let rows = sheet.map(|line| {
        Some(ScopeRow {
            code: line.required("Κωδικός")?,
            title: line.required("Γραφείο")?,
            place: known(line, "Κοινότητα", "places.csv", communities)?,
            desk: line.choice("Είδος", DESKS)?,
            phone: line.parsed_or_none("Τηλέφωνο", |text| {
                Phone::parse(text).map(|p| p.as_str().to_owned())
            })?,
        })
    });
    sheet.refuse_twins(&rows, "Κωδικός", |row| row.code.clone());
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn duties(folder: &Path, rights: &BTreeSet<&str>, errors: &mut Vec<RowError>) -> Vec<DutyRow> {
    let mut sheet = Sheet::read(folder, "duties.csv", &["Ρόλος", "Τίτλος", "Δικαιώματα"]);
    let rows = sheet.map(|line| {
        let codes = split(&line.text("Δικαιώματα"));
        if let Some(unknown) = codes.iter().find(|code| !rights.contains(code.as_str())) {
            let finding = Finding::new(import::NOT_A_CHOICE).with("value", unknown);
            let choices = rights.iter().copied().collect::<Vec<_>>().join(", ");
            line.refuse("Δικαιώματα", &finding.with("choices", choices));
            return None;
        }
        let (code, title) = (line.required("Ρόλος")?, line.required("Τίτλος")?);
        Some(DutyRow {
            code,
            title,
            rights: codes.into_iter().collect(),
        })
    });
    sheet.refuse_twins(&rows, "Ρόλος", |row| row.code.clone());
    errors.extend(sheet.into_errors());
    bare(rows)
}

const USERS: &[&str] = &[
    "Όνομα χρήστη",
    "Ονοματεπώνυμο",
    "Μητρώο",
    "Ρόλοι",
    "Γραφεία",
    "Ισχύει από",
    "Ισχύει έως",
];

fn users(
    folder: &Path,
    scopes: &[ScopeRow],
    duties: &[DutyRow],
    errors: &mut Vec<RowError>,
) -> Vec<UserRow> {
    let scope_codes: BTreeSet<String> = scopes.iter().map(|scope| scope.code.clone()).collect();
    let duty_codes: BTreeSet<String> = duties.iter().map(|duty| duty.code.clone()).collect();
    let mut sheet = Sheet::read(folder, "users.csv", USERS);
    let rows = sheet.map(|line| {
        Some(UserRow {
            login: line.parsed("Όνομα χρήστη", |text| Ok(text.to_lowercase()))?,
            name: line.required("Ονοματεπώνυμο")?,
            service_no: line.text("Μητρώο"),
            duties: all_known(line, "Ρόλοι", "duties.csv", &duty_codes)?,
            scopes: all_known(line, "Γραφεία", "scopes.csv", &scope_codes)?,
            period: line.period("Ισχύει από", "Ισχύει έως")?,
            password: None,
        })
    });
    sheet.refuse_twins(&rows, "Όνομα χρήστη", |row| row.login.clone());
    errors.extend(sheet.into_errors());
    bare(rows)
}

/// Test passwords: a file that a real installation refuses and a training one may leave out.
fn passwords(folder: &Path, training: bool, users: &mut [UserRow], errors: &mut Vec<RowError>) {
    const FILE: &str = "passwords.csv";
    if !folder.join(FILE).exists() {
        return;
    }
    if !training {
        let finding = Finding::new(import::PASSWORDS_ONLY_IN_TRAINING).with("file", FILE);
        errors.push(RowError::of_file(FILE, 0, &finding));
        return;
    }
    let mut sheet = Sheet::read(folder, FILE, &["Όνομα χρήστη", "Κωδικός"]);
    let logins: BTreeSet<String> = users.iter().map(|user| user.login.clone()).collect();
    let rows = sheet.map(|line| {
        Some((
            known(line, "Όνομα χρήστη", "users.csv", &logins)?,
            line.required("Κωδικός")?,
        ))
    });
    sheet.refuse_twins(&rows, "Όνομα χρήστη", |(login, _)| login.clone());
    errors.extend(sheet.into_errors());
    for (_, (login, password)) in rows {
        if let Some(user) = users.iter_mut().find(|user| user.login == login) {
            user.password = Some(password);
        }
    }
}

fn split(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A value that must exist in another file.
pub(super) fn known(
    line: &mut Line<'_>,
    field: &'static str,
    file: &'static str,
    there: &BTreeSet<String>,
) -> Option<String> {
    let value = line.required(field)?;
    if there.contains(&value) {
        return Some(value);
    }
    line.refuse(
        field,
        &Finding::new(import::UNKNOWN_REFERENCE)
            .with("value", value)
            .with("file", file),
    );
    None
}

/// A list of values, separated by commas, that must all exist in another file.
fn all_known(
    line: &mut Line<'_>,
    field: &'static str,
    file: &'static str,
    there: &BTreeSet<String>,
) -> Option<Vec<String>> {
    let values = split(&line.text(field));
    match values.iter().find(|value| !there.contains(*value)) {
        None => Some(values),
        Some(unknown) => {
            line.refuse(
                field,
                &Finding::new(import::UNKNOWN_REFERENCE)
                    .with("value", unknown)
                    .with("file", file),
            );
            None
        }
    }
}
