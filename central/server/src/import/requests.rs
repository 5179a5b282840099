//! The catalogue of citizen requests and the offices that answer them.

use super::law::{Noted, bare, noted, refuse_overlaps};
use super::people::known;
use super::sheet::{Line, RowError, Sheet};
use loggia_cases::records::{
    FeeRecord, IssueAt, PlaceKind, PlaceRecord, RequestTypeRecord, TwinBy, TwinRule, parse_fields,
    parse_papers,
};
use loggia_schema::calendar::Unit;
use loggia_schema::identifiers::Phone;
use loggia_schema::message::{Finding, import};
use std::collections::BTreeSet;
use std::path::Path;

/// The requests part of the folder.
#[derive(Debug, Default)]
pub struct Requests {
    /// `offices.csv`
    pub offices: Vec<PlaceRecord>,
    /// `request_types.csv`
    pub types: Vec<Noted<RequestTypeRecord>>,
}

impl Requests {
    /// Reads the two files; what is wrong goes to `errors`. Types may cost a fee of `fees.csv`.
    pub fn read(folder: &Path, fees: &[Noted<FeeRecord>], errors: &mut Vec<RowError>) -> Requests {
        let offices = offices(folder, errors);
        let types = types(folder, &offices, fees, errors);
        Requests { offices, types }
    }
}

fn offices(folder: &Path, errors: &mut Vec<RowError>) -> Vec<PlaceRecord> {
    let headings = &["Κωδικός", "Υπηρεσία", "Τηλέφωνο", "Σημείωση"];
    let mut sheet = Sheet::read(folder, "offices.csv", headings);
    let rows = sheet.map(|line| {
        Some(PlaceRecord {
            code: line.required("Κωδικός")?,
            name: line.required("Υπηρεσία")?,
            kind: PlaceKind::Office,
            parent: None,
            phone: line.parsed_or_none("Τηλέφωνο", |text| {
                Phone::parse(text).map(|phone| phone.national().to_owned())
            })?,
            active: true,
        })
    });
    sheet.refuse_twins(&rows, "Κωδικός", |row| row.code.clone());
    errors.extend(sheet.into_errors());
    bare(rows)
}

const TYPES: &[&str] = &[
    "Κωδικός",
    "Τίτλος",
    "Ομάδα",
    "Στοιχεία",
    "Δικαιολογητικά",
    "Προθεσμία",
    "Μονάδα",
    "Μετάθεση σε εργάσιμη",
    "Υπηρεσία",
    "Βήματα",
    "Έκδοση",
    "Υπόδειγμα",
    "Τέλος",
    "Έτη τήρησης",
    "Επώνυμο",
    "Τόπος",
    "Ημέρες επανανοίγματος",
    "Όμοιο κατά",
    "Ημέρες ομοίων",
    "Ισχύει από",
    "Ισχύει έως",
    "Νομική βάση",
    "Επιβεβαιωμένο",
    "Σημείωση",
];

const UNITS: &[(&str, Unit)] = &[
    ("ΗΜΕΡΕΣ", Unit::CalendarDays),
    ("ΕΡΓΑΣΙΜΕΣ", Unit::WorkingDays),
    ("ΜΗΝΕΣ", Unit::Months),
];
const ISSUERS: &[(&str, IssueAt)] = &[
    ("ΚΑΝΕΝΑΣ", IssueAt::Nobody),
    ("ΓΡΑΦΕΙΟ", IssueAt::Desk),
    ("ΚΕΝΤΡΟ", IssueAt::Centre),
];
const TWINS: &[(&str, TwinBy)] = &[("ΤΟΠΟΣ", TwinBy::Place), ("ΑΙΤΩΝ", TwinBy::Person)];

fn types(
    folder: &Path,
    offices: &[PlaceRecord],
    fees: &[Noted<FeeRecord>],
    errors: &mut Vec<RowError>,
) -> Vec<Noted<RequestTypeRecord>> {
    let offices: BTreeSet<String> = offices.iter().map(|office| office.code.clone()).collect();
    let fees: BTreeSet<String> = fees.iter().map(|fee| fee.record.code.clone()).collect();
    let mut sheet = Sheet::read(folder, "request_types.csv", TYPES);
    let rows = sheet.map(|line| {
        let record = request_type(line, &offices, &fees)?;
        noted(line, record)
    });
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        let r = &row.record;
        (r.code.clone(), r.valid_from, r.valid_to)
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn request_type(
    line: &mut Line<'_>,
    offices: &BTreeSet<String>,
    fees: &BTreeSet<String>,
) -> Option<RequestTypeRecord> {
    let (valid_from, valid_to) = line.period("Ισχύει από", "Ισχύει έως")?;
    let days = |line: &mut Line<'_>, field| {
        u16::try_from(line.number_or_none(field, 0, 3_650)?.unwrap_or(0)).ok()
    };
    Some(RequestTypeRecord {
        code: line.required("Κωδικός")?,
        title: line.required("Τίτλος")?,
        group: line.required("Ομάδα")?,
        fields: line
            .parsed_or_none("Στοιχεία", parse_fields)?
            .unwrap_or_default(),
        papers: line
            .parsed_or_none("Δικαιολογητικά", parse_papers)?
            .unwrap_or_default(),
        term: line.number("Προθεσμία", 1, 3_650)?,
        unit: line.choice("Μονάδα", UNITS)?,
        roll: line.yes("Μετάθεση σε εργάσιμη")?,
        office: known(line, "Υπηρεσία", "offices.csv", offices)?,
        steps: line
            .text("Βήματα")
            .split('|')
            .map(|step| step.trim().to_owned())
            .filter(|step| !step.is_empty())
            .collect(),
        issue: line.choice("Έκδοση", ISSUERS)?,
        template: line.text("Υπόδειγμα"),
        fee: fee(line, fees)?,
        retention_years: u16::try_from(line.number("Έτη τήρησης", 1, 100)?).ok()?,
        named: line.yes("Επώνυμο")?,
        placed: line.yes("Τόπος")?,
        reopen_days: days(line, "Ημέρες επανανοίγματος")?,
        twins: TwinRule {
            by: line.choice("Όμοιο κατά", TWINS)?,
            days: days(line, "Ημέρες ομοίων")?,
        },
        valid_from,
        valid_to,
        legal_basis: line.required("Νομική βάση")?,
    })
}

/// The code of a fee that exists, or none.
#[allow(clippy::option_option)]
fn fee(line: &mut Line<'_>, fees: &BTreeSet<String>) -> Option<Option<String>> {
    let code = line.text("Τέλος");
    if code.is_empty() || fees.contains(&code) {
        return Some(Some(code).filter(|code| !code.is_empty()));
    }
    line.refuse(
        "Τέλος",
        &Finding::new(import::UNKNOWN_REFERENCE)
            .with("value", code)
            .with("file", "fees.csv"),
    );
    None
}
