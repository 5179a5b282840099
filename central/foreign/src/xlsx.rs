//! XLSX: the rows of one sheet, as texts. Formulas are not looked at; what they gave the last time is.
//!
//! Numbers come as the shortest decimals that the spreadsheet means (`12.34`, never `12.339999999999999`), dates as the
//! serial numbers they are. Texts are kept by the file in one table; only that table stays in memory.

use crate::rows::{Cells, Limits, too_many};
use crate::xlsx_parts::{Part, Parts, broken, told, too_large};
use loggia_schema::message::{Finding, import};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, Read, Seek};

/// Rows of one sheet.
pub struct Sheet<R> {
    reader: Reader<Part<R>>,
    buffer: Vec<u8>,
    texts: Texts,
    name: String,
    limits: Limits,
    skip: u32,
    row: u64,
    over: bool,
}

impl<R: Read + Seek> Sheet<R> {
    /// Opens a sheet by name, or the first; `headings` is the row they stand in, from 1.
    ///
    /// # Errors
    /// [`import::ARCHIVE_BROKEN`], [`import::ARCHIVE_TOO_LARGE`], [`import::SHEET_UNKNOWN`].
    pub fn open(
        file: R,
        name: &str,
        (sheet, headings): (Option<&str>, u32),
        limits: Limits,
    ) -> Result<Self, Finding> {
        let mut parts = Parts::open(file, name, limits)?;
        let say = |error: &quick_xml::Error| told(name, limits, error);
        let id = parts.part("xl/workbook.xml", |part| {
            sheet_id(part, sheet).map_err(|error| say(&error))
        })?;
        let id = id.ok_or_else(|| broken(name))?.ok_or_else(|| {
            Finding::new(import::SHEET_UNKNOWN)
                .with("file", name)
                .with("sheet", sheet.unwrap_or("1"))
        })?;
        let target = parts.part("xl/_rels/workbook.xml.rels", |part| {
            target_of(part, &id).map_err(|error| say(&error))
        })?;
        let target = target.flatten().ok_or_else(|| broken(name))?;
        let texts = parts.part("xl/sharedStrings.xml", |part| {
            Texts::read(part, limits)
                .map_err(|error| say(&error))?
                .ok_or_else(|| too_large(name, limits))
        })?;
        let part = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        };
        Ok(Sheet {
            reader: Reader::from_reader(parts.into_part(&part)?),
            buffer: Vec::new(),
            texts: texts.unwrap_or_default(),
            name: name.to_owned(),
            limits,
            skip: headings.saturating_sub(1),
            row: 0,
            over: false,
        })
    }

    fn next_row(&mut self) -> Result<Option<Cells>, Finding> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            match event.map_err(|error| told(&self.name, self.limits, &error))? {
                Event::Eof => return Err(self.cut()),
                Event::End(end) if end.local_name().as_ref() == "sheetData" => return Ok(None),
                Event::Empty(start) if start.local_name().as_ref() == "sheetData" => {
                    return Ok(None);
                }
                Event::Start(start) if start.local_name().as_ref() == "row" => {
                    let at = attribute(&start, "r").and_then(|text| text.parse().ok());
                    self.row = at.filter(|at| *at > self.row).unwrap_or(self.row + 1);
                    let cells = self.cells()?;
                    if self.row > u64::from(self.skip) {
                        return Ok(Some(Cells {
                            line: self.row,
                            cells: Ok(cells),
                        }));
                    }
                }
                _ => {}
            }
        }
    }

    /// The cells up to the row's end.
    fn cells(&mut self) -> Result<Vec<String>, Finding> {
        let mut cells: Vec<String> = Vec::new();
        let mut cell: Option<(usize, Kind)> = None;
        let (mut text, mut inside) = (String::new(), false);
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            match event.map_err(|error| told(&self.name, self.limits, &error))? {
                Event::Eof => return Err(self.cut()),
                Event::Start(start) => match start.local_name().as_ref() {
                    "c" => {
                        cell = Some((column(&start).unwrap_or(cells.len()), Kind::of(&start)));
                        text.clear();
                    }
                    "v" | "t" => inside = cell.is_some(),
                    _ => {}
                },
                Event::Text(part) if inside => text.push_str(&part.xml10_content()),
                Event::GeneralRef(part) if inside => text.push(letter(&part).unwrap_or('\u{fffd}')),
                Event::End(end) => match end.local_name().as_ref() {
                    "row" => return Ok(cells),
                    "v" | "t" => inside = false,
                    "c" => {
                        let Some((at, kind)) = cell.take() else {
                            continue;
                        };
                        if at >= self.limits.cells {
                            let max = u64::try_from(self.limits.cells).unwrap_or(u64::MAX);
                            return Err(too_many(&self.name, max));
                        }
                        if cells.len() <= at {
                            cells.resize(at + 1, String::new());
                        }
                        cells[at] = kind
                            .value(&text, &self.texts)
                            .ok_or_else(|| broken(&self.name))?;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn cut(&self) -> Finding {
        Finding::new(import::FILE_CUT)
            .with("file", &self.name)
            .with("line", self.row)
    }
}

impl<R: Read + Seek> Iterator for Sheet<R> {
    type Item = Result<Cells, Finding>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let row = self.next_row().transpose();
        self.over = !matches!(row, Some(Ok(_)));
        row
    }
}

/// What the text of a cell is.
#[derive(Clone, Copy)]
enum Kind {
    Shared,
    Text,
    Number,
}

impl Kind {
    fn of(cell: &BytesStart<'_>) -> Kind {
        match attribute(cell, "t").as_deref() {
            Some("s") => Kind::Shared,
            None | Some("n") => Kind::Number,
            Some(_) => Kind::Text,
        }
    }

    fn value(self, text: &str, texts: &Texts) -> Option<String> {
        match self {
            Kind::Shared => texts.get(text.trim().parse().ok()?).map(str::to_owned),
            Kind::Text => Some(text.to_owned()),
            Kind::Number => Some(decimal(text.trim())),
        }
    }
}

/// The shared texts: one string and where each ends.
#[derive(Debug, Default)]
struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    /// `None` if they are too many to be kept.
    fn read(part: &mut impl BufRead, limits: Limits) -> Result<Option<Texts>, quick_xml::Error> {
        let mut reader = Reader::from_reader(part);
        let (mut texts, mut buffer) = (Texts::default(), Vec::new());
        // Readings aloud of a text (phonetic runs) stand in <rPh> and are no part of it.
        let (mut inside, mut aloud) = (false, false);
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer)? {
                Event::Eof => return Ok(Some(texts)),
                Event::Start(start) => match start.local_name().as_ref() {
                    "t" => inside = !aloud,
                    "rPh" => aloud = true,
                    _ => {}
                },
                Event::Text(part) if inside => texts.all.push_str(&part.xml10_content()),
                Event::GeneralRef(part) if inside => {
                    texts.all.push(letter(&part).unwrap_or('\u{fffd}'))
                }
                Event::Empty(empty) if empty.local_name().as_ref() == "si" => {
                    texts.ends.push(texts.all.len())
                }
                Event::End(end) => match end.local_name().as_ref() {
                    "t" => inside = false,
                    "rPh" => aloud = false,
                    "si" => texts.ends.push(texts.all.len()),
                    _ => {}
                },
                _ => {}
            }
            if texts.all.len() + texts.ends.len() * 8 > limits.texts {
                return Ok(None);
            }
        }
    }

    fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.all.get(start..end)
    }
}

/// The relation of the sheet with a name, or of the first one.
fn sheet_id(
    part: &mut impl BufRead,
    name: Option<&str>,
) -> Result<Option<String>, quick_xml::Error> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => return Ok(None),
            Event::Start(start) | Event::Empty(start)
                if start.local_name().as_ref() == "sheet"
                    && (name.is_none() || attribute(&start, "name").as_deref() == name) =>
            {
                return Ok(attribute(&start, "id"));
            }
            _ => {}
        }
    }
}

fn target_of(part: &mut impl BufRead, id: &str) -> Result<Option<String>, quick_xml::Error> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => return Ok(None),
            Event::Start(start) | Event::Empty(start)
                if attribute(&start, "Id").as_deref() == Some(id) =>
            {
                return Ok(attribute(&start, "Target"));
            }
            _ => {}
        }
    }
}

/// An attribute by its local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0);
    value.ok().map(std::borrow::Cow::into_owned)
}

/// `C5` is column 2.
fn column(cell: &BytesStart<'_>) -> Option<usize> {
    let reference = attribute(cell, "r")?;
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.take(4).fold(0_usize, |sum, letter| {
        sum * 26 + usize::from(letter - b'A') + 1
    });
    number.checked_sub(1)
}

/// `&amp;`, `&#937;`; nobody declares entities in a spreadsheet.
fn letter(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    match &*reference.xml10_content() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Places after the point that a spreadsheet's number means; the rest is how it is stored.
const PLACES: usize = 9;

/// `1.2339999999999999E1` → `12.34`. What is no number stays as it is.
fn decimal(text: &str) -> String {
    plain(text).unwrap_or_else(|| text.to_owned())
}

fn plain(text: &str) -> Option<String> {
    let (sign, size) = text
        .strip_prefix('-')
        .map_or(("", text), |size| ("-", size));
    let (mantissa, exponent) = match size.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => (mantissa, exponent.trim_start_matches('+').parse().ok()?),
        None => (size, 0_i32),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{part}");
    if digits.is_empty() || digits.len() > 40 || !digits.bytes().all(|digit| digit.is_ascii_digit())
    {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let shift = usize::try_from(point.clamp(0, 40)).ok()?;
    if !(-40..=40).contains(&point) {
        return None;
    }
    let before = "0".repeat(usize::try_from(-point.min(0)).ok()?);
    let all = format!("{before}{digits}");
    let padded = format!("{all:0<width$}", width = shift.max(all.len()));
    let (whole, part) = padded.split_at(shift);
    let kept: u128 = format!("{whole}{:0<PLACES$.PLACES$}", part).parse().ok()?;
    let round = u128::from(
        part.as_bytes()
            .get(PLACES)
            .is_some_and(|digit| *digit >= b'5'),
    );
    let all = format!("{:0>width$}", kept + round, width = PLACES + 1);
    let (whole, part) = all.split_at(all.len() - PLACES);
    let part = part.trim_end_matches('0');
    let number = if part.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{part}")
    };
    Some(if number == "0" {
        number
    } else {
        format!("{sign}{number}")
    })
}

#[cfg(test)]
mod tests;
