//! A profile: one file of an old system, described as data by whoever knows that system.
//!
//! ```json
//! { "file": "ofeiletes.csv", "target": "persons", "owner": "Τμήμα Εσόδων",
//!   "format": { "separated": { "separator": ";" } }, "encoding": "windows-1253", "repair": true,
//!   "totals": { "column": "ΕΠΩΝΥΜΟ", "begins": ["ΣΥΝΟΛΟ"] },
//!   "columns": [ { "from": "ΑΦΜ", "to": "afm", "steps": ["no_dummies", "restore_zero"], "owner": "Μητρώο" }, … ] }
//! ```
//!
//! [`Reading`] turns the rows of the file into [`Record`]s: fields by name, with a remark for everything that was put
//! right, or [`Refused`] with the reason and the office that has to look at it. Lines of totals and empty lines are
//! counted and left out.

mod reading;

pub use reading::{Reading, Row};

use crate::delimited::Separator;
use crate::encoding::Encoding;
use crate::steps::Step;
use loggia_schema::message::{Finding, import};
use serde::Deserialize;
use std::sync::Arc;

/// One file and how it is read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// File name inside the folder.
    pub file: String,
    /// What its rows become: `persons`, `debts` …
    pub target: String,
    /// Office that is asked about errors, if the column names none.
    pub owner: String,
    /// Shape of the file.
    pub format: Format,
    /// How its letters are written.
    #[serde(default)]
    pub encoding: Encoding,
    /// Whether text that was converted twice is put right.
    #[serde(default)]
    pub repair: bool,
    /// Lines of totals inside the data.
    #[serde(default)]
    pub totals: Option<Totals>,
    /// How many rows the sender says there are, totals not counted.
    #[serde(default)]
    pub rows: Option<u64>,
    /// Columns and constants.
    pub columns: Vec<Column>,
}

/// Shape of a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Format {
    /// Cells with a sign between them.
    Separated {
        /// `";"`, `","`, a tab, or absent: whichever the headings use.
        #[serde(default = "of_headings", deserialize_with = "sign")]
        separator: Separator,
        /// Line of the headings.
        #[serde(default = "first_line")]
        headings: u32,
    },
    /// Columns at fixed places, no headings.
    Fixed,
    /// A spreadsheet.
    Xlsx {
        /// Name of the sheet; absent: the first.
        #[serde(default)]
        sheet: Option<String>,
        /// Row of the headings.
        #[serde(default = "first_line")]
        headings: u32,
    },
}

const fn of_headings() -> Separator {
    Separator::OfHeadings
}

const fn first_line() -> u32 {
    1
}

fn sign<'d, D: serde::Deserializer<'d>>(from: D) -> Result<Separator, D::Error> {
    Ok(Separator::Sign(char::deserialize(from)?))
}

/// Lines to be left out: those whose cell in `column` begins with one of the words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Heading, or the field's name in a file without headings.
    pub column: String,
    /// Words, compared without accents and case.
    pub begins: Vec<String>,
}

/// One field of the target and where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Heading in the file.
    #[serde(default)]
    pub from: Option<String>,
    /// First place and width, in letters, from 1.
    #[serde(default)]
    pub at: Option<(usize, usize)>,
    /// A value for every row, without a column.
    #[serde(default)]
    pub value: Option<String>,
    /// Field of the target.
    pub to: String,
    /// What is done to the text, in this order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// Whether a value that cannot be read leaves the field empty, with a remark, instead of refusing the row.
    #[serde(default)]
    pub lenient: bool,
    /// Office that is asked about errors of this column.
    #[serde(default)]
    pub owner: Option<String>,
}

impl Profile {
    /// Reads a profile; `name` is its file for messages.
    ///
    /// # Errors
    /// [`import::PROFILE_FORM`] with what is wrong.
    pub fn read(name: &str, json: &str) -> Result<Profile, Finding> {
        let wrong = |why: String| {
            Finding::new(import::PROFILE_FORM)
                .with("file", name)
                .with("why", why)
        };
        let profile: Profile =
            serde_json::from_str(json).map_err(|error| wrong(error.to_string()))?;
        for column in &profile.columns {
            let places = (
                column.from.is_some(),
                column.at.is_some(),
                column.value.is_some(),
            );
            let fits = match profile.format {
                Format::Fixed => matches!(places, (false, true, false) | (false, false, true)),
                _ => matches!(places, (true, false, false) | (false, false, true)),
            };
            if !fits
                || column
                    .at
                    .is_some_and(|(first, width)| first == 0 || width == 0)
            {
                return Err(wrong(format!("{}: from, at, value", column.to)));
            }
        }
        if profile.file.contains(['/', '\\']) || profile.file.contains("..") {
            return Err(wrong(format!("file: {}", profile.file)));
        }
        Ok(profile)
    }

    /// A profile of a separated file without columns: for the reader's own tests and tools.
    pub fn plain(file: &str) -> Profile {
        Profile {
            file: file.to_owned(),
            target: String::new(),
            owner: String::new(),
            format: Format::Separated {
                separator: Separator::OfHeadings,
                headings: 1,
            },
            encoding: Encoding::Utf8,
            repair: false,
            totals: None,
            rows: None,
            columns: Vec::new(),
        }
    }

    /// Office to be asked about a field.
    pub fn owner_of(&self, field: Option<&str>) -> &str {
        let column = field.and_then(|field| self.columns.iter().find(|column| column.to == field));
        column
            .and_then(|column| column.owner.as_deref())
            .unwrap_or(&self.owner)
    }

    /// What the owner of the file calls a field.
    pub fn heading_of<'p>(&'p self, field: &'p str) -> &'p str {
        let column = self.columns.iter().find(|column| column.to == field);
        column
            .and_then(|column| column.from.as_deref())
            .unwrap_or(field)
    }
}

/// Something that was put right, or is wrong, in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// Field of the target, if it is one field.
    pub field: Option<String>,
    /// What.
    pub finding: Finding,
}

/// The fields of one row, by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Line of the file.
    pub line: u64,
    names: Arc<[String]>,
    values: Vec<String>,
    /// What was put right.
    pub remarks: Vec<Remark>,
}

impl Record {
    /// A field; empty if the profile does not fill it.
    pub fn get(&self, field: &str) -> &str {
        let at = self.names.iter().position(|name| name == field);
        at.and_then(|at| self.values.get(at))
            .map_or("", String::as_str)
    }

    /// A field, or `None` if it is empty.
    pub fn some(&self, field: &str) -> Option<&str> {
        Some(self.get(field)).filter(|text| !text.is_empty())
    }

    /// Every field with its name, in the profile's order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.names.iter().map(String::as_str);
        names.zip(self.values.iter().map(String::as_str))
    }

    /// Adds a remark about a field.
    pub fn remark(&mut self, field: &str, finding: Finding) {
        self.remarks.push(Remark {
            field: Some(field.to_owned()),
            finding,
        });
    }

    /// Overwrites a field that the profile fills, or adds it to this row alone.
    pub(crate) fn set(&mut self, field: &str, value: String) {
        match self.names.iter().position(|name| name == field) {
            Some(at) => self.values[at] = value,
            None => {
                let mut names = self.names.to_vec();
                names.push(field.to_owned());
                self.names = names.into();
                self.values.push(value);
            }
        }
    }
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Line of the file.
    pub line: u64,
    /// Why; at least one.
    pub reasons: Vec<Remark>,
}

#[cfg(test)]
mod tests;
