//! A file through its profile: the columns are found once, then every row is cleaned, stepped through and judged.

use super::{Column, Format, Profile, Record, Refused, Remark};
use crate::encoding::{Repaired, repair};
use crate::neutral::is_formula;
use crate::rows::{Cells, Rows};
use crate::steps::{Step, apply};
use loggia_schema::message::{Finding, import};
use loggia_schema::text::{fold, normalise_input};
use std::sync::Arc;

/// What became of one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// Fields.
    Record(Record),
    /// Reasons.
    Refused(Refused),
    /// A line of totals, or an empty one.
    LeftOut,
}

/// A file being read through its profile.
pub struct Reading<'r> {
    profile: &'r Profile,
    rows: Box<dyn Rows + 'r>,
    names: Arc<[String]>,
    /// Cell of each column; `None` for a constant.
    places: Vec<Option<usize>>,
    width: Option<usize>,
    totals: Option<(usize, Vec<String>)>,
    above: Vec<String>,
    counted: u64,
}

impl<'r> Reading<'r> {
    /// Finds the columns in the headings.
    ///
    /// # Errors
    /// [`import::HEADING_MISSING`], [`import::HEADING_TWICE`] and what the file itself is refused with.
    pub fn new(profile: &'r Profile, mut rows: Box<dyn Rows + 'r>) -> Result<Self, Finding> {
        let names: Vec<String> = profile
            .columns
            .iter()
            .map(|column| column.to.clone())
            .collect();
        let (places, width, total_at) = if profile.format == Format::Fixed {
            let mut next = 0..;
            let places: Vec<_> = profile
                .columns
                .iter()
                .map(|column| column.at.and_then(|_| next.next()))
                .collect();
            let total = profile.totals.as_ref().and_then(|totals| {
                let at = names.iter().position(|name| *name == totals.column)?;
                places[at]
            });
            (places, None, total)
        } else {
            let headings = headings(profile, rows.next())?;
            let place = |heading: &str| place(&headings, heading);
            let mut places = Vec::new();
            for column in &profile.columns {
                places.push(column.from.as_deref().map(place).transpose()?);
            }
            let total = profile
                .totals
                .as_ref()
                .map(|t| place(&t.column))
                .transpose()?;
            (places, Some(headings.len()), total)
        };
        if profile.totals.is_some() && total_at.is_none() {
            let column = profile.totals.as_ref().map_or("", |totals| &totals.column);
            return Err(Finding::new(import::HEADING_MISSING).with("heading", column));
        }
        let words = profile.totals.iter().flat_map(|totals| &totals.begins);
        let words: Vec<String> = words.map(|word| fold(word)).collect();
        Ok(Reading {
            above: vec![String::new(); names.len()],
            names: names.into(),
            totals: total_at.map(|at| (at, words)),
            profile,
            rows,
            places,
            width,
            counted: 0,
        })
    }

    fn row(&mut self, row: Cells) -> Row {
        let line = row.line;
        let refused = |field: Option<&str>, finding| {
            let field = field.map(str::to_owned);
            Row::Refused(Refused {
                line,
                reasons: vec![Remark { field, finding }],
            })
        };
        let cells = match row.cells {
            Ok(cells) => cells,
            Err(finding) => {
                self.counted += 1;
                return refused(None, finding);
            }
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) || self.is_total(&cells) {
            return Row::LeftOut;
        }
        self.counted += 1;
        // A spreadsheet ends its rows at the last filled cell; in a separated file a missing cell is a mistake.
        let separated = matches!(self.profile.format, Format::Separated { .. });
        let odd = |width: usize| {
            cells.len() < width || cells[width..].iter().any(|cell| !cell.trim().is_empty())
        };
        if let Some(width) = self.width.filter(|width| separated && odd(*width)) {
            let finding = Finding::new(import::CELL_COUNT)
                .with("n", cells.len())
                .with("expected", width);
            return refused(None, finding);
        }
        self.fields(line, &cells)
    }

    fn fields(&mut self, line: u64, cells: &[String]) -> Row {
        let mut record = Record {
            line,
            names: Arc::clone(&self.names),
            values: vec![String::new(); self.names.len()],
            remarks: Vec::new(),
        };
        let mut reasons = Vec::new();
        for (at, column) in self.profile.columns.iter().enumerate() {
            let typed = match (&column.value, self.places[at]) {
                (Some(value), _) => value.clone(),
                (None, Some(place)) => {
                    let cell = cells.get(place).map_or("", String::as_str);
                    self.clean(cell, column, &mut record)
                }
                (None, None) => String::new(),
            };
            let repeats = column.steps.contains(&Step::Repeat);
            let typed = if repeats && typed.is_empty() {
                self.above[at].clone()
            } else {
                typed
            };
            if repeats {
                self.above[at].clone_from(&typed);
            }
            match apply(&column.steps, &column.to, &typed, &mut record) {
                Ok(value) => record.values[at] = value,
                Err(finding) if column.lenient => {
                    let dropped = Finding::new(import::FIELD_DROPPED)
                        .with("value", &typed)
                        .with("code", finding.code);
                    record.remark(&column.to, dropped);
                }
                Err(finding) => reasons.push(Remark {
                    field: Some(column.to.clone()),
                    finding,
                }),
            }
        }
        if reasons.is_empty() {
            Row::Record(record)
        } else {
            Row::Refused(Refused { line, reasons })
        }
    }

    /// The text of a cell at the door: one kind of blank, put right if it was converted twice, never a formula.
    fn clean(&self, cell: &str, column: &Column, record: &mut Record) -> String {
        let mut text = cell.trim().to_owned();
        if self.profile.repair {
            match repair(&text) {
                Repaired::Right => {}
                Repaired::Text(right) => text = right,
                Repaired::Lost => {
                    let finding = Finding::new(import::TEXT_DAMAGED).with("value", &text);
                    record.remark(&column.to, finding);
                }
            }
        }
        let text = normalise_input(&text).trim().to_owned();
        if is_formula(&text) {
            record.remark(
                &column.to,
                Finding::new(import::FORMULA).with("value", &text),
            );
        }
        text
    }

    fn is_total(&self, cells: &[String]) -> bool {
        self.totals.as_ref().is_some_and(|(at, words)| {
            let cell = fold(cells.get(*at).map_or("", |cell| cell.trim()));
            words.iter().any(|word| cell.starts_with(word.as_str()))
        })
    }
}

impl Iterator for Reading<'_> {
    type Item = Result<Row, Finding>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.rows.next() {
            Some(Ok(row)) => Some(Ok(self.row(row))),
            Some(Err(finding)) => Some(Err(finding)),
            None => {
                let short = self.profile.rows.filter(|rows| self.counted < *rows)?;
                self.counted = short;
                Some(Err(Finding::new(import::FILE_CUT)
                    .with("file", &self.profile.file)
                    .with("line", short)))
            }
        }
    }
}

fn headings(
    profile: &Profile,
    first: Option<Result<Cells, Finding>>,
) -> Result<Vec<String>, Finding> {
    let first = first.ok_or_else(|| {
        Finding::new(import::FILE_CUT)
            .with("file", &profile.file)
            .with("line", 1)
    })??;
    let cells = first.cells?;
    Ok(cells
        .iter()
        .map(|cell| match (profile.repair, repair(cell)) {
            (true, Repaired::Text(right)) => normalise_input(&right).trim().to_owned(),
            _ => normalise_input(cell).trim().to_owned(),
        })
        .collect())
}

/// Where a heading stands; in any case and with or without accents, but once.
fn place(headings: &[String], heading: &str) -> Result<usize, Finding> {
    let wanted = fold(heading);
    let mut found = headings
        .iter()
        .enumerate()
        .filter(|(_, known)| fold(known) == wanted);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => Err(Finding::new(import::HEADING_TWICE).with("heading", heading)),
        (None, _) => Err(Finding::new(import::HEADING_MISSING).with("heading", heading)),
    }
}
