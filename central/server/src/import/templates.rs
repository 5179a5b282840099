//! `templates.csv`: the texts of papers (πρότυπα εγγράφων). A stroke «|» in the text begins a new paragraph.

use super::law::{bare, refuse_overlaps};
use super::sheet::{Line, RowError, Sheet};
use loggia_cases::protocol::Register;
use loggia_cases::records::TemplateRecord;
use loggia_schema::message::{Finding, import};
use std::path::Path;

const TEMPLATES: &[&str] = &[
    "Κωδικός",
    "Έντυπο",
    "Τίτλος",
    "Κείμενο",
    "Ισχύει από",
    "Ισχύει έως",
    "Νομική βάση",
    "Επιβεβαιωμένο",
];

/// Kinds of papers beside the registers: the letter of an answer, the slip.
const PAPERS: &[&str] = &["letter", "slip"];

/// Reads the file; what is wrong goes to `errors`.
pub(super) fn templates(folder: &Path, errors: &mut Vec<RowError>) -> Vec<TemplateRecord> {
    let mut sheet = Sheet::read(folder, "templates.csv", TEMPLATES);
    let rows = sheet.map(template);
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        (row.code.clone(), row.valid_from, row.valid_to)
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

fn template(line: &mut Line<'_>) -> Option<TemplateRecord> {
    let (valid_from, valid_to) = line.period("Ισχύει από", "Ισχύει έως")?;
    let paper = line.required("Έντυπο")?;
    if Register::parse(&paper).is_none() && !PAPERS.contains(&paper.as_str()) {
        let finding = Finding::new(import::UNKNOWN_REFERENCE)
            .with("value", &paper)
            .with("file", "templates.csv");
        line.refuse("Έντυπο", &finding);
        return None;
    }
    Some(TemplateRecord {
        code: line.required("Κωδικός")?,
        paper,
        title: line.required("Τίτλος")?,
        body: line.required("Κείμενο")?.replace('|', "\n"),
        valid_from,
        valid_to,
        legal_basis: line.required("Νομική βάση")?,
        verified: line.yes("Επιβεβαιωμένο")?,
    })
}
