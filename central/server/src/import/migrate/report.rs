//! What an import says afterwards: per file and reason, the control totals, and every row that needs a person.
//!
//! Rows that need somebody are written as they are found, to a `;`-separated file for a spreadsheet and to one JSON line
//! each; only counts stay in memory. Cells of that file are never formulas.

use super::super::sheet::RowError;
use super::target::Weight;
use loggia_foreign::neutral::cell;
use loggia_schema::message::{Weight as Gravity, find};
use loggia_schema::money::Cents;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// How many errors the answer itself shows; all of them stand in the files.
const SHOWN: usize = 50;

/// State of a row that only repeats a debt.
pub(super) const fn state_of_copy() -> &'static str {
    "ΔΙΠΛΗ ΕΓΓΡΑΦΗ"
}

/// What became of the rows of one file. `read = new + changed + same + merged + rejected`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: String,
    /// What its rows become.
    pub target: String,
    /// Rows, without totals and empty lines.
    pub read: u64,
    /// Lines of totals and empty ones.
    pub left_out: u64,
    /// Loaded for the first time.
    pub new: u64,
    /// Here before, different now.
    pub changed: u64,
    /// Here as they are.
    pub same: u64,
    /// Part of something else.
    pub merged: u64,
    /// Not loaded.
    pub rejected: u64,
    /// Why the file was not loaded at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl FileReport {
    /// Rows that changed something here.
    pub fn written(&self) -> u64 {
        self.new + self.changed
    }
}

/// One control total.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Total {
    /// How many.
    pub count: u64,
    /// Principal in cents.
    pub principal: i64,
    /// Surcharge of the old program in cents.
    pub surcharge: i64,
}

/// Budget code, year of birth, state.
pub type TotalKey = (String, i16, String);

/// Control totals.
pub type Totals = BTreeMap<TotalKey, Total>;

/// A control total that is not what the old program printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which.
    pub key: TotalKey,
    /// What the totals file says.
    pub printed: Total,
    /// What was read here.
    pub here: Total,
}

/// The whole report.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// By file, in the order of the profiles.
    pub files: Vec<FileReport>,
    /// By code: how many rows need somebody for it, rejected and remarked.
    pub reasons: BTreeMap<String, u64>,
    /// The first of them.
    pub errors: Vec<RowError>,
    /// Keys that were here and are not in the files any more, by target; the first of each.
    pub vanished: BTreeMap<String, Vec<String>>,
    /// How many control totals there are.
    pub totals: usize,
    /// Those that differ; absent without a totals file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<Difference>>,
    /// The totals themselves.
    #[serde(skip)]
    pub sums: Totals,
}

impl Report {
    /// Rows written in all files.
    pub fn written(&self) -> u64 {
        self.files.iter().map(FileReport::written).sum()
    }

    /// Rows rejected in all files.
    pub fn rejected(&self) -> u64 {
        self.files.iter().map(|file| file.rejected).sum()
    }

    pub(super) fn weigh(&mut self, weight: &Weight) {
        let key = (weight.code.clone(), weight.year, weight.state.to_owned());
        let total = self.sums.entry(key).or_default();
        total.count += 1;
        total.principal = total.principal.saturating_add(weight.principal.0);
        total.surcharge = total.surcharge.saturating_add(weight.surcharge.0);
    }

    /// Every total that one side has and the other has not, or has otherwise.
    pub(super) fn compare(&mut self, printed: &Totals) {
        let keys: std::collections::BTreeSet<&TotalKey> =
            printed.keys().chain(self.sums.keys()).collect();
        let of = |totals: &Totals, key| totals.get(key).cloned().unwrap_or_default();
        let differences = keys.into_iter().filter_map(|key| {
            let (printed, here) = (of(printed, key), of(&self.sums, key));
            (printed != here).then(|| Difference {
                key: key.clone(),
                printed,
                here,
            })
        });
        self.differences = Some(differences.collect());
    }

    pub(super) fn tell(&mut self, error: RowError, listing: &mut Listing) -> io::Result<()> {
        *self.reasons.entry(error.code.to_string()).or_default() += 1;
        listing.write(&error)?;
        if self.errors.len() < SHOWN {
            self.errors.push(error);
        }
        Ok(())
    }
}

/// The two files with every row that needs somebody.
#[derive(Debug)]
pub struct Listing {
    paths: [PathBuf; 2],
    files: Option<[BufWriter<File>; 2]>,
}

impl Listing {
    /// Writes to these two files: `;`-separated, and JSON lines.
    pub fn new(csv: PathBuf, json: PathBuf) -> Listing {
        Listing {
            paths: [csv, json],
            files: None,
        }
    }

    /// Begins anew.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        let mut csv = BufWriter::new(File::create(&self.paths[0])?);
        // With its mark in front a spreadsheet reads it as UTF-8.
        writeln!(
            csv,
            "\u{feff}Αρχείο;Γραμμή;Πεδίο;Κωδικός;Βαρύτητα;Λόγος;Υπεύθυνος"
        )?;
        self.files = Some([csv, BufWriter::new(File::create(&self.paths[1])?)]);
        Ok(())
    }

    fn write(&mut self, error: &RowError) -> io::Result<()> {
        let Some([csv, json]) = &mut self.files else {
            return Ok(());
        };
        let warning = find(error.code).is_some_and(|row| row.weight == Gravity::Warning);
        let line = error.line.to_string();
        let code = error.code.to_string();
        let cells = [
            error.file.as_str(),
            &line,
            error.field.as_deref().unwrap_or_default(),
            &code,
            if warning {
                "ΠΑΡΑΤΗΡΗΣΗ"
            } else {
                "ΑΠΟΡΡΙΨΗ"
            },
            &error.reason,
            error.owner.as_deref().unwrap_or_default(),
        ];
        writeln!(csv, "{}", cells.map(cell).join(";"))?;
        serde_json::to_writer(&mut *json, error)?;
        writeln!(json)
    }

    pub(super) fn end(&mut self) -> io::Result<()> {
        for file in self.files.iter_mut().flatten() {
            file.flush()?;
        }
        self.files = None;
        Ok(())
    }
}

/// Cents of a total.
pub(super) fn total(count: u64, principal: Cents, surcharge: Cents) -> Total {
    Total {
        count,
        principal: principal.0,
        surcharge: surcharge.0,
    }
}
