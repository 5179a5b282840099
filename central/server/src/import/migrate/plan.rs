//! The part of a folder that comes from old programs: profiles, time limits, printed totals. Read before anything is.

use super::super::sheet::{RowError, Sheet};
use super::report::{Totals, total};
use loggia_cases::records::{Desk, Record as _, ScopeRecord};
use loggia_core::db::{DbError, Tx};
use loggia_core::{Outcome, records};
use loggia_foreign::Profile;
use loggia_foreign::steps::Step;
use loggia_revenue::carried::Class;
use loggia_revenue::carried::rules::Limitation;
use loggia_schema::calendar::Holidays;
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Finding, import};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folder of the profiles inside an import folder.
pub const PROFILES: &str = "profiles";

/// What the targets of a folder need to know.
#[derive(Debug, Clone)]
pub struct Rules {
    /// `limitation.csv`.
    pub limitation: Vec<Limitation>,
    /// The cash desk of each community.
    pub desks: BTreeMap<String, ScopeId>,
    /// Working days.
    pub holidays: Holidays,
}

impl Rules {
    /// The folder's time limits with what the store knows.
    ///
    /// # Errors
    /// The store's.
    pub fn read(tx: &mut Tx<'_>, plan: &Plan) -> Outcome<Rules> {
        let mut desks = BTreeMap::new();
        for stored in records::of_table(tx, ScopeRecord::TABLE)? {
            let value = serde_json::from_str(stored.value.as_deref().unwrap_or("null"));
            let scope = ScopeRecord::from_value(&value.map_err(DbError::bug)?)?;
            if scope.desk == Desk::Counter {
                desks.entry(scope.place.clone()).or_insert(scope.id);
            }
        }
        Ok(Rules {
            limitation: plan.limitation.clone(),
            desks,
            holidays: loggia_revenue::cases::reference(tx)?.holidays(),
        })
    }
}

/// Profiles in the order of their names, with the tables beside them.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder.
    pub folder: PathBuf,
    /// By the name of the profile.
    pub profiles: Vec<(String, Profile)>,
    /// `limitation.csv`; empty without one.
    pub limitation: Vec<Limitation>,
    /// `totals.csv`, if the old program printed some.
    pub printed: Option<Totals>,
}

impl Plan {
    /// Whether a folder brings files of old programs.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(PROFILES).is_dir()
    }

    /// Reads profiles and tables; every error of all of them.
    ///
    /// # Errors
    /// What is wrong, in the order of the files.
    pub fn read(folder: &Path) -> Result<Plan, Vec<RowError>> {
        let mut errors = Vec::new();
        let profiles = profiles(folder, &mut errors);
        let plan = Plan {
            folder: folder.to_owned(),
            limitation: limitation(folder, &mut errors),
            printed: printed(folder, &mut errors),
            // Those that stand for a file of the reference data are read by its sheet.
            profiles: profiles
                .into_iter()
                .filter(|(_, profile)| !profile.target.ends_with(".csv"))
                .collect(),
        };
        let rules = Rules {
            limitation: Vec::new(),
            desks: BTreeMap::new(),
            holidays: Holidays::default(),
        };
        for (name, profile) in &plan.profiles {
            let Some(target) = super::by_name(&profile.target, &rules) else {
                errors.push(wrong(name, profile, "-"));
                continue;
            };
            let filled = |field: &str| {
                let name_steps = profile
                    .columns
                    .iter()
                    .filter(|c| c.steps.contains(&Step::OneFieldName));
                let by_name = name_steps.count() > 0 && matches!(field, "first_name" | "father");
                profile
                    .columns
                    .iter()
                    .filter(|column| column.to == field)
                    .count()
                    + usize::from(by_name)
            };
            for field in target.fields() {
                if filled(field.name) > 1 || field.required && filled(field.name) == 0 {
                    errors.push(wrong(name, profile, field.name));
                }
            }
            let known = |to: &str| target.fields().iter().any(|field| field.name == to);
            for column in profile.columns.iter().filter(|column| !known(&column.to)) {
                errors.push(wrong(name, profile, &column.to));
            }
        }
        if errors.is_empty() {
            Ok(plan)
        } else {
            Err(errors)
        }
    }
}

/// Every profile of a folder, by name; none if it has none.
pub fn profiles(folder: &Path, errors: &mut Vec<RowError>) -> Vec<(String, Profile)> {
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder.join(PROFILES))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    names.sort();
    let mut profiles = Vec::new();
    for path in names {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let read = std::fs::read_to_string(&path)
            .map_err(|_| Finding::new(import::FILE_UNREADABLE).with("file", &name))
            .and_then(|json| Profile::read(&name, &json));
        match read {
            Ok(profile) => profiles.push((name, profile)),
            Err(finding) => errors.push(RowError::of_file(&name, 0, &finding)),
        }
    }
    profiles
}

fn wrong(name: &str, profile: &Profile, field: &str) -> RowError {
    let finding = Finding::new(import::PROFILE_FIELD)
        .with("file", name)
        .with("field", field)
        .with("target", &profile.target);
    RowError::of_file(name, 0, &finding)
}

fn limitation(folder: &Path, errors: &mut Vec<RowError>) -> Vec<Limitation> {
    const FILE: &str = "limitation.csv";
    if !folder.join(FILE).exists() {
        return Vec::new();
    }
    let headings = &[
        "Γέννηση από",
        "Γέννηση έως",
        "Κλάση",
        "Νομική βάση",
        "Επιβεβαιωμένο",
    ];
    let mut sheet = Sheet::read(folder, FILE, headings);
    let classes = Class::ALL.map(|class| (class.greek(), class));
    let rows = sheet.map(|line| {
        let year = |year: Option<u32>| year.and_then(|year| i16::try_from(year).ok());
        Some(Limitation {
            from: year(line.number_or_none("Γέννηση από", 1950, 2099)?),
            until: year(line.number_or_none("Γέννηση έως", 1950, 2099)?),
            class: line.choice("Κλάση", &classes)?,
            basis: line.required("Νομική βάση")?,
            verified: line.yes("Επιβεβαιωμένο")?,
        })
    });
    for (n, (line, row)) in rows.iter().enumerate() {
        let overlaps = |other: &Limitation| {
            row.from.unwrap_or(i16::MIN) <= other.until.unwrap_or(i16::MAX)
                && other.from.unwrap_or(i16::MIN) <= row.until.unwrap_or(i16::MAX)
        };
        if let Some((first, _)) = rows[..n].iter().find(|(_, other)| overlaps(other)) {
            let finding = Finding::new(import::PERIODS_OVERLAP).with("line", first);
            sheet.refuse(*line, "Γέννηση από", &finding);
        }
    }
    errors.extend(sheet.into_errors());
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The control totals that the old program printed.
fn printed(folder: &Path, errors: &mut Vec<RowError>) -> Option<Totals> {
    const FILE: &str = "totals.csv";
    if !folder.join(FILE).exists() {
        return None;
    }
    let headings = &[
        "Κωδικός εσόδου",
        "Έτος γέννησης",
        "Κατάσταση",
        "Πλήθος",
        "Κεφάλαιο",
        "Προσαύξηση",
    ];
    let mut sheet = Sheet::read(folder, FILE, headings);
    let rows = sheet.map(|line| {
        let year = line.number("Έτος γέννησης", 1950, 2099)?;
        let key = (
            line.required("Κωδικός εσόδου")?,
            i16::try_from(year).ok()?,
            line.required("Κατάσταση")?,
        );
        let count = line.number("Πλήθος", 0, u32::MAX)?;
        let sum = total(
            count.into(),
            line.cents("Κεφάλαιο")?,
            line.cents("Προσαύξηση")?,
        );
        Some((key, sum))
    });
    sheet.refuse_twins(&rows, "Κωδικός εσόδου", |(key, _)| {
        format!("{key:?}")
    });
    errors.extend(sheet.into_errors());
    Some(rows.into_iter().map(|(_, row)| row).collect())
}
