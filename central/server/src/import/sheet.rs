//! One CSV file of the import folder: headings checked, every cell reachable by its Greek name.
//!
//! A sheet never guesses. A file with a missing, unknown or doubled heading is refused whole; a line with
//! the wrong number of cells is one error at that line. Typed access (`date`, `cents`, `choice` …) records
//! what is wrong in the sheet's own error list and returns `None`, so that one pass over a file reports all
//! of its errors and not just the first.

use loggia_schema::calendar::{self, Date};
use loggia_schema::message::{Code, Finding, import, input};
use loggia_schema::money::Cents;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// One thing wrong with one cell (ή μία γραμμή, ή ένα αρχείο).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowError {
    /// File name inside the folder.
    pub file: String,
    /// Line of the file, 1 for the headings; 0 when the file itself is at fault.
    pub line: u64,
    /// Heading of the column, if one cell is at fault.
    pub field: Option<String>,
    /// «Σ-807».
    pub code: Code,
    /// The Greek sentence, filled.
    pub reason: String,
    /// Office that has to look at it, where a profile names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

impl RowError {
    /// An error of a whole file, or of one of its lines without a column.
    pub fn of_file(file: &str, line: u64, finding: &Finding) -> RowError {
        RowError {
            file: file.to_owned(),
            line,
            field: None,
            code: finding.code,
            reason: finding.greek(),
            owner: None,
        }
    }

    /// With the office that has to look at it.
    #[must_use]
    pub fn owned_by(mut self, owner: &str) -> RowError {
        self.owner = Some(owner.to_owned());
        self
    }
}

impl fmt::Display for RowError {
    /// Without the reason: it may hold personal data, and this goes to logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{} {} {}",
            self.file,
            self.line,
            self.field.as_deref().unwrap_or("-"),
            self.code
        )
    }
}

/// A file as read: its good lines, and what was wrong with the others.
#[derive(Debug)]
pub struct Sheet {
    pub(super) file: &'static str,
    pub(super) lines: Vec<(u64, BTreeMap<&'static str, String>)>,
    pub(super) errors: Vec<RowError>,
}

impl Sheet {
    /// Reads the bytes of one file.
    pub fn parse(file: &'static str, headings: &'static [&'static str], bytes: &[u8]) -> Sheet {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Sheet::broken(file, import::FILE_NOT_UTF8);
        };
        let mut sheet = Sheet {
            file,
            lines: Vec::new(),
            errors: Vec::new(),
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let first = match records.next() {
            Some(Ok(record)) => record,
            _ => csv::StringRecord::new(),
        };
        let Some(columns) = sheet.columns(&first, headings) else {
            return sheet;
        };
        for record in records {
            match record {
                Ok(record) => sheet.take_line(&columns, &record),
                Err(_) => sheet.errors.push(RowError::of_file(
                    file,
                    0,
                    &Finding::new(import::FILE_UNREADABLE).with("file", file),
                )),
            }
        }
        sheet
    }

    pub(super) fn broken(file: &'static str, code: Code) -> Sheet {
        let error = RowError::of_file(file, 0, &Finding::new(code).with("file", file));
        Sheet {
            file,
            lines: Vec::new(),
            errors: vec![error],
        }
    }

    /// Heading of each column; `None` (and errors) when the headings are not the agreed ones.
    fn columns(
        &mut self,
        first: &csv::StringRecord,
        headings: &'static [&'static str],
    ) -> Option<Vec<&'static str>> {
        let mut columns = Vec::new();
        for cell in first {
            let cell = loggia_schema::text::normalise_input(cell);
            match headings.iter().find(|heading| **heading == cell.trim()) {
                Some(known) if columns.contains(known) => {
                    self.heading_error(import::HEADING_TWICE, known)
                }
                Some(known) => columns.push(*known),
                None => self.heading_error(import::HEADING_UNKNOWN, cell.trim()),
            }
        }
        for heading in headings {
            if !columns.contains(heading) {
                self.heading_error(import::HEADING_MISSING, heading);
            }
        }
        self.errors.is_empty().then_some(columns)
    }

    pub(super) fn heading_error(&mut self, code: Code, heading: &str) {
        let finding = Finding::new(code).with("heading", heading);
        self.errors.push(RowError {
            field: Some(heading.to_owned()),
            ..RowError::of_file(self.file, 1, &finding)
        });
    }

    fn take_line(&mut self, columns: &[&'static str], record: &csv::StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != columns.len() {
            let finding = Finding::new(import::CELL_COUNT)
                .with("n", record.len())
                .with("expected", columns.len());
            self.errors
                .push(RowError::of_file(self.file, line, &finding));
            return;
        }
        let cells = columns.iter().zip(record).map(|(name, cell)| {
            (
                *name,
                loggia_schema::text::normalise_input(cell).trim().to_owned(),
            )
        });
        self.lines.push((line, cells.collect()));
    }

    /// Walks the lines; `each` returns what it made of a line, or `None` after recording errors.
    pub fn map<T>(&mut self, mut each: impl FnMut(&mut Line<'_>) -> Option<T>) -> Vec<(u64, T)> {
        let mut out = Vec::with_capacity(self.lines.len());
        for (number, cells) in &self.lines {
            let mut line = Line {
                file: self.file,
                number: *number,
                cells,
                errors: &mut self.errors,
            };
            if let Some(value) = each(&mut line) {
                out.push((*number, value));
            }
        }
        out
    }

    /// Records an error found later, when lines are compared with each other or with another file.
    pub fn refuse(&mut self, line: u64, field: &'static str, finding: &Finding) {
        self.errors.push(RowError {
            field: Some(field.to_owned()),
            ..RowError::of_file(self.file, line, finding)
        });
    }

    /// Records every later line of `rows` whose key was already used by an earlier one.
    pub fn refuse_twins<T>(
        &mut self,
        rows: &[(u64, T)],
        field: &'static str,
        key: impl Fn(&T) -> String,
    ) {
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        for (line, row) in rows {
            let key = key(row);
            if let Some(first) = seen.get(&key) {
                self.refuse(
                    *line,
                    field,
                    &Finding::new(import::KEY_TWICE)
                        .with("key", &key)
                        .with("line", first),
                );
            } else {
                seen.insert(key, *line);
            }
        }
    }

    /// Everything found so far.
    pub fn into_errors(self) -> Vec<RowError> {
        self.errors
    }
}

/// One line being read.
#[derive(Debug)]
pub struct Line<'a> {
    file: &'static str,
    number: u64,
    cells: &'a BTreeMap<&'static str, String>,
    errors: &'a mut Vec<RowError>,
}

impl Line<'_> {
    /// Text that may be empty.
    pub fn text(&self, field: &'static str) -> String {
        self.cells.get(field).cloned().unwrap_or_default()
    }

    /// Text that may not be empty.
    pub fn required(&mut self, field: &'static str) -> Option<String> {
        let text = self.text(field);
        if text.is_empty() {
            self.refuse(field, &Finding::new(input::EMPTY));
            return None;
        }
        Some(text)
    }

    /// A value through a `parse` function of the schema.
    pub fn parsed<T>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Finding>,
    ) -> Option<T> {
        let text = self.required(field)?;
        parse(&text)
            .map_err(|finding| self.refuse(field, &finding))
            .ok()
    }

    /// A value through a `parse` function, where an empty cell means "none".
    #[allow(clippy::option_option)]
    pub fn parsed_or_none<T>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Finding>,
    ) -> Option<Option<T>> {
        if self.text(field).is_empty() {
            return Some(None);
        }
        self.parsed(field, parse).map(Some)
    }

    /// A day, `31/12/2026` or `2026-12-31`.
    pub fn date(&mut self, field: &'static str) -> Option<Date> {
        self.parsed(field, parse_date)
    }

    /// A first day and a last day; an empty «έως» is an open end.
    pub fn period(
        &mut self,
        from: &'static str,
        until: &'static str,
    ) -> Option<(Date, Option<Date>)> {
        let start = self.date(from)?;
        let end = self.parsed_or_none(until, parse_date)?;
        if let Some(end) = end.filter(|end| *end < start) {
            let finding = Finding::new(import::ENDS_BEFORE_START)
                .with("from", start)
                .with("until", end);
            self.refuse(until, &finding);
            return None;
        }
        Some((start, end))
    }

    /// An amount in Greek form.
    pub fn cents(&mut self, field: &'static str) -> Option<Cents> {
        self.parsed(field, Cents::parse_greek)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(
        &mut self,
        field: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.required(field)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        self.refuse(
            field,
            &Finding::new(import::NOT_A_CHOICE)
                .with("value", text)
                .with("choices", words.join(", ")),
        );
        None
    }

    /// ΝΑΙ or ΟΧΙ.
    pub fn yes(&mut self, field: &'static str) -> Option<bool> {
        self.choice(field, &[("ΝΑΙ", true), ("ΟΧΙ", false)])
    }

    /// A whole number within limits, both included.
    pub fn number(&mut self, field: &'static str, min: u32, max: u32) -> Option<u32> {
        let text = self.required(field)?;
        if let Some(value) = text
            .parse()
            .ok()
            .filter(|value| (min..=max).contains(value))
        {
            return Some(value);
        }
        self.refuse(
            field,
            &Finding::new(import::NOT_A_NUMBER)
                .with("value", text)
                .with("min", min)
                .with("max", max),
        );
        None
    }

    /// A whole number within limits, or nothing.
    #[allow(clippy::option_option)]
    pub fn number_or_none(
        &mut self,
        field: &'static str,
        min: u32,
        max: u32,
    ) -> Option<Option<u32>> {
        if self.text(field).is_empty() {
            return Some(None);
        }
        self.number(field, min, max).map(Some)
    }

    /// Records an error of this line.
    pub fn refuse(&mut self, field: &'static str, finding: &Finding) {
        self.errors.push(RowError {
            field: Some(field.to_owned()),
            ..RowError::of_file(self.file, self.number, finding)
        });
    }
}

/// `2026-12-31`, or `31/12/2026` with the whole year: a file has no "today" and no century to guess from.
pub fn parse_date(text: &str) -> Result<Date, Finding> {
    let whole_year = text.len() >= 8
        && text
            .rsplit(['/', '-', '.'])
            .next()
            .is_some_and(|year| year.len() == 4);
    match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => Ok(date),
        _ if whole_year => calendar::parse_greek_date(text, Date::ZERO),
        _ => Err(Finding::new(input::DATE_FORM).with("value", text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const HEADS: &[&str] = &["Κωδικός", "Ποσό", "Από", "Έως"];

    fn sheet(text: &str) -> Sheet {
        Sheet::parse("x.csv", HEADS, text.as_bytes())
    }

    #[test]
    fn a_bom_and_another_order_of_columns_are_fine() {
        let mut sheet = sheet("\u{FEFF}Ποσό;Κωδικός;Έως;Από\n\"1.234,50\"; α ;;2026-01-05\n");
        let rows = sheet.map(|line| {
            Some((
                line.required("Κωδικός")?,
                line.cents("Ποσό")?,
                line.period("Από", "Έως")?,
            ))
        });
        let (number, (code, amount, (from, until))) = rows.first().cloned().unwrap();
        assert_eq!(
            (number, code.as_str(), amount.0, until),
            (2, "α", 123_450, None)
        );
        assert_eq!(from.to_string(), "2026-01-05");
        assert!(sheet.into_errors().is_empty());
    }

    #[test]
    fn wrong_headings_refuse_the_whole_file() {
        let errors = sheet("Κωδικός;Ποσό;Ποσό;Χρώμα\nα;1;2;3\n").into_errors();
        let codes: Vec<_> = errors.iter().map(|e| (e.code, e.line)).collect();
        assert_eq!(
            codes,
            [
                (import::HEADING_TWICE, 1),
                (import::HEADING_UNKNOWN, 1),
                (import::HEADING_MISSING, 1),
                (import::HEADING_MISSING, 1),
            ]
        );
    }

    #[test]
    fn an_error_names_file_line_field_and_reason() {
        let mut sheet =
            sheet("Κωδικός;Ποσό;Από;Έως\nα;1.2.3;31/02/2026;\nβ;1,00;2026-01-02;2026-01-01\nγ;1\n");
        let _ = sheet.map(|line| {
            let (amount, period) = (line.cents("Ποσό"), line.period("Από", "Έως"));
            Some((amount?, period?))
        });
        let errors = sheet.into_errors();
        let told: Vec<_> = errors
            .iter()
            .map(|e| (e.line, e.field.as_deref(), e.code))
            .collect();
        assert_eq!(told[0], (4, None, import::CELL_COUNT));
        assert_eq!(told[1], (2, Some("Ποσό"), input::AMOUNT_FORM));
        assert_eq!((told[2].0, told[2].1), (2, Some("Από")));
        assert_eq!(told[3], (3, Some("Έως"), import::ENDS_BEFORE_START));
        assert!(
            errors
                .iter()
                .all(|e| e.file == "x.csv" && e.reason.contains("(Σ-"))
        );
    }

    #[test]
    fn not_utf8_and_missing_are_said_so() {
        assert_eq!(
            Sheet::parse("x.csv", HEADS, &[0xCA, 0xF9]).into_errors()[0].code,
            import::FILE_NOT_UTF8
        );
        let missing = Sheet::read(Path::new("/nonexistent"), "x.csv", HEADS).into_errors();
        assert_eq!(
            (missing[0].line, missing[0].code),
            (0, import::FILE_MISSING)
        );
        assert_eq!(sheet("").into_errors().len(), HEADS.len());
    }

    #[test]
    fn the_log_line_holds_no_value() {
        let mut sheet = sheet("Κωδικός;Ποσό;Από;Έως\nα;ΜΥΣΤΙΚΟ;;\n");
        let _ = sheet.map(|line| line.cents("Ποσό"));
        assert!(!sheet.into_errors()[0].to_string().contains("ΜΥΣΤΙΚΟ"));
    }
}
