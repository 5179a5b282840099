//! `persons.csv`: the citizens. An ΑΦΜ may be missing, but one that is written must be right.

use super::people::{bare, known};
use super::sheet::{RowError, Sheet};
use loggia_schema::identifiers::{Afm, Phone, Postcode};
use std::collections::BTreeSet;
use std::path::Path;

/// A person of the registry (πρόσωπο).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Code in the old system.
    pub code: String,
    /// ΑΦΜ, if known.
    pub afm: Option<Afm>,
    /// Surname.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// Father's name.
    pub father: String,
    /// Street and number.
    pub address: String,
    /// Postcode.
    pub postcode: Option<String>,
    /// Code of the community.
    pub place: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}

const PERSONS: &[&str] = &[
    "Κωδικός",
    "ΑΦΜ",
    "Επώνυμο",
    "Όνομα",
    "Πατρώνυμο",
    "Διεύθυνση",
    "ΤΚ",
    "Κοινότητα",
    "Τηλέφωνο",
];

pub(super) fn persons(
    folder: &Path,
    communities: &BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Vec<PersonRow> {
    let mut sheet = Sheet::read(folder, "persons.csv", PERSONS);
    let rows = sheet.map(|line| {
        let place = if line.text("Κοινότητα").is_empty() {
            None
        } else {
            Some(known(line, "Κοινότητα", "places.csv", communities)?)
        };
        Some(PersonRow {
            code: line.required("Κωδικός")?,
            afm: line.parsed_or_none("ΑΦΜ", Afm::parse)?,
            surname: line.required("Επώνυμο")?,
            first_name: line.text("Όνομα"),
            father: line.text("Πατρώνυμο"),
            address: line.text("Διεύθυνση"),
            postcode: line.parsed_or_none("ΤΚ", |text| {
                Postcode::parse(text).map(|p| p.as_str().to_owned())
            })?,
            place,
            phone: line.parsed_or_none("Τηλέφωνο", |text| {
                Phone::parse(text).map(|p| p.as_str().to_owned())
            })?,
        })
    });
    sheet.refuse_twins(&rows, "Κωδικός", |row| row.code.clone());
    let with_afm: Vec<_> = rows
        .iter()
        .filter(|(_, row)| row.afm.is_some())
        .cloned()
        .collect();
    sheet.refuse_twins(&with_afm, "ΑΦΜ", |row| {
        row.afm
            .as_ref()
            .map(|afm| afm.as_str().to_owned())
            .unwrap_or_default()
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}
