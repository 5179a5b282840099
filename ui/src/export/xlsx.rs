//! The workbook: one sheet, written row by row into its archive, so that a long list never stands in memory as cells.
//!
//! Amounts are numbers with two decimals, days are days, counts are counts; everything else is text, also what looks like a
//! number (a payment code keeps its zeros). No cell is ever a formula, and text that would become one when it is typed again
//! carries the quote mark of the spreadsheet. Only what a list needs of the format (ECMA-376) is written.

use super::{Part, dangerous};
use crate::list::Cell;
use flate2::Compression;
use jiff::civil::{Date, DateTime, date};
use loggia_schema::message::{Finding, us, web};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Rows of a sheet, the head among them: what the format holds.
const MAX_ROWS: u64 = 1_048_576;
/// Letters of a cell: what the format holds.
const MAX_TEXT: usize = 32_767;
/// Widest and narrowest column, in letters.
const WIDTHS: (usize, usize) = (9, 60);

/// Numbers of the cell formats in `styles.xml`.
mod style {
    pub const HEAD: u8 = 1;
    pub const AMOUNT: u8 = 2;
    pub const COUNT: u8 = 3;
    pub const DAY: u8 = 4;
    pub const MOMENT: u8 = 5;
    pub const TEXT: u8 = 6;
    pub const QUOTED: u8 = 7;
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Κατάλογος" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#;

/// Writes rows one by one into the archive.
pub(super) struct Writer {
    archive: ZipWriter<Cursor<Vec<u8>>>,
    rows: u64,
    columns: usize,
    line: String,
}

impl Writer {
    /// A workbook whose sheet is still to come.
    pub fn new() -> Result<Writer, Finding> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
            ("xl/styles.xml", STYLES),
        ] {
            archive.start_file(name, options()).map_err(broken)?;
            archive.write_all(text.as_bytes()).map_err(broken)?;
        }
        Ok(Writer {
            archive,
            rows: 0,
            columns: 0,
            line: String::new(),
        })
    }

    /// Begins the sheet: widths after the first page, then the heads.
    pub fn head(&mut self, part: &Part) -> Result<(), Finding> {
        self.archive
            .start_file("xl/worksheets/sheet1.xml", options().large_file(true))
            .map_err(broken)?;
        self.columns = part.heads.len();
        self.line.push_str(SHEET);
        self.line.push_str("<cols>");
        for (at, head) in part.heads.iter().enumerate() {
            let cells = part.rows.iter().filter_map(|row| row.get(at));
            let letters = cells.map(|cell| cell.plain().chars().count());
            let widest = letters.chain([head.chars().count()]).max().unwrap_or(0);
            let (column, width) = (at + 1, widest.clamp(WIDTHS.0, WIDTHS.1) + 2);
            let _ = write!(
                self.line,
                "<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>"
            );
        }
        self.line.push_str("</cols><sheetData>");
        self.open();
        for (at, head) in part.heads.iter().enumerate() {
            self.text(at, head, style::HEAD);
        }
        self.close()
    }

    /// One row.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Finding> {
        if self.rows >= MAX_ROWS {
            return Err(Finding::new(web::EXPORT_TOO_LONG).with("rows", MAX_ROWS));
        }
        self.open();
        for (at, cell) in cells.iter().enumerate() {
            self.cell(at, cell);
        }
        self.close()
    }

    /// The bytes of the workbook.
    pub fn finish(mut self) -> Result<Vec<u8>, Finding> {
        self.line.push_str("</sheetData>");
        if self.columns > 0 && self.rows > 1 {
            let last = place(self.columns - 1, self.rows);
            let _ = write!(self.line, "<autoFilter ref=\"A1:{last}\"/>");
        }
        self.line.push_str("</worksheet>");
        self.flush()?;
        let bytes = self.archive.finish().map_err(broken)?;
        Ok(bytes.into_inner())
    }

    fn open(&mut self) {
        self.rows += 1;
        let _ = write!(self.line, "<row r=\"{}\">", self.rows);
    }

    fn close(&mut self) -> Result<(), Finding> {
        self.line.push_str("</row>");
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Finding> {
        self.archive
            .write_all(self.line.as_bytes())
            .map_err(broken)?;
        self.line.clear();
        Ok(())
    }

    fn cell(&mut self, at: usize, cell: &Cell) {
        match cell {
            Cell::Empty => {}
            Cell::Amount(amount) => self.number(at, &amount.decimal_text(), style::AMOUNT),
            Cell::Count(count) => self.number(at, &count.to_string(), style::COUNT),
            Cell::Date(day) => match serial(*day) {
                Some(days) => self.number(at, &days.to_string(), style::DAY),
                None => self.text(at, &cell.plain(), style::TEXT),
            },
            Cell::At(moment) => match serial(moment.date()) {
                Some(days) => self.number(at, &with_time(days, *moment), style::MOMENT),
                None => self.text(at, &cell.plain(), style::TEXT),
            },
            Cell::Text(_) | Cell::Code(_) | Cell::Tag(_) | Cell::Link { .. } | Cell::Badge(_) => {
                let text = cell.plain();
                let how = if dangerous(&text) {
                    style::QUOTED
                } else {
                    style::TEXT
                };
                self.text(at, &text, how);
            }
        }
    }

    fn number(&mut self, at: usize, digits: &str, style: u8) {
        let place = place(at, self.rows);
        let _ = write!(
            self.line,
            "<c r=\"{place}\" s=\"{style}\"><v>{digits}</v></c>"
        );
    }

    fn text(&mut self, at: usize, text: &str, style: u8) {
        if text.is_empty() {
            return;
        }
        let place = place(at, self.rows);
        let _ = write!(
            self.line,
            "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
        );
        for letter in text.chars().take(MAX_TEXT) {
            match letter {
                '&' => self.line.push_str("&amp;"),
                '<' => self.line.push_str("&lt;"),
                '>' => self.line.push_str("&gt;"),
                '\t' | '\n' => self.line.push(letter),
                // XML has no way to write these, and no reader wants them.
                control if control.is_control() => {}
                '\u{fffe}' | '\u{ffff}' => {}
                other => self.line.push(other),
            }
        }
        self.line.push_str("</t></is></c>");
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(i64::from(Compression::fast().level())))
}

fn broken<E: std::fmt::Display>(_: E) -> Finding {
    Finding::new(us::UNEXPECTED)
}

/// `A1`, `AB7`.
fn place(column: usize, row: u64) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{row}")
}

/// Days as a spreadsheet counts them; nothing before March 1900, where it counts a day that never was.
fn serial(day: Date) -> Option<i32> {
    let since = (day - date(1899, 12, 30)).get_days();
    (since > 60).then_some(since)
}

/// A day with its time as a fraction of it, nine digits.
fn with_time(days: i32, moment: DateTime) -> String {
    let second = i64::from(moment.hour()) * 3600
        + i64::from(moment.minute()) * 60
        + i64::from(moment.second());
    // Rounded, and never up to the next day: the last second is 0,999988426.
    let fraction = (second * 1_000_000_000 + 43_200) / 86_400;
    format!("{days}.{fraction:09}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader as _, Xlsx};
    use jiff::civil::datetime;
    use loggia_schema::money::Cents;

    fn read_back(heads: &[&str], rows: Vec<Vec<Cell>>) -> Vec<Vec<Data>> {
        let part = Part {
            heads: heads.iter().map(|head| (*head).to_owned()).collect(),
            rows,
            found: None,
        };
        let mut book = Writer::new().unwrap();
        book.head(&part).unwrap();
        for row in &part.rows {
            book.row(row).unwrap();
        }
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.finish().unwrap())).unwrap();
        let sheet = book.worksheet_range("Κατάλογος").unwrap();
        sheet.rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn what_is_written_is_read_back_with_its_type() {
        let moment = datetime(2026, 11, 25, 18, 0, 0, 0);
        let rows = read_back(
            &[
                "Αριθμός",
                "Ποσό",
                "Πλήθος",
                "Ημέρα",
                "Πότε",
                "Τίποτα",
                "Κωδικός",
            ],
            vec![vec![
                Cell::Code("000123".into()),
                Cell::Amount(Cents(-123_456)),
                Cell::Count(1_234),
                Cell::Date(date(2026, 11, 25)),
                Cell::At(moment),
                Cell::Empty,
                Cell::Text("007".into()),
            ]],
        );
        assert_eq!(rows[0][1], Data::String("Ποσό".into()));
        let row = &rows[1];
        assert_eq!(row[0], Data::String("000123".into()));
        assert_eq!(row[1].to_string(), "-1234.56");
        assert!(!matches!(row[1], Data::String(_)), "an amount is a number");
        assert_eq!(row[2].to_string(), "1234");
        let day = |cell: &Data| match cell {
            Data::DateTime(day) => day.to_string(),
            other => panic!("no date: {other:?}"),
        };
        // 25/11/2026 is day 46.351 of the spreadsheet's count.
        assert_eq!(day(&row[3]), "46351");
        assert_eq!(day(&row[4]), "46351.75");
        assert_eq!(row[5], Data::Empty);
        assert_eq!(
            row[6],
            Data::String("007".into()),
            "numbers as text stay text"
        );
    }

    #[test]
    fn hostile_text_stays_text() {
        let evil = [
            "=1+1",
            "@SUM(A1)",
            "<b>&\"'",
            "]]>",
            "a\u{0}b\u{b}c",
            "\u{ffff}",
            "γραμμή\nδεύτερη",
        ];
        let cells = evil
            .iter()
            .map(|text| Cell::Text((*text).to_owned()))
            .collect();
        let heads = vec!["<&>"; evil.len()];
        let rows = read_back(&heads, vec![cells]);
        let texts: Vec<String> = rows[1].iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "=1+1",
                "@SUM(A1)",
                "<b>&\"'",
                "]]>",
                "abc",
                "",
                "γραμμή\nδεύτερη"
            ]
        );
    }

    #[test]
    fn places_and_days_are_counted_as_a_spreadsheet_does() {
        let places = [
            (0, "A1"),
            (25, "Z1"),
            (26, "AA1"),
            (701, "ZZ1"),
            (702, "AAA1"),
        ];
        for (column, name) in places {
            assert_eq!(place(column, 1), name);
        }
        assert_eq!(serial(date(1900, 3, 1)), Some(61));
        assert_eq!(serial(date(1900, 2, 28)), None);
        assert_eq!(
            with_time(1, datetime(2026, 1, 1, 23, 59, 59, 0)),
            "1.999988426"
        );
        assert_eq!(
            with_time(1, datetime(2026, 1, 1, 0, 0, 0, 0)),
            "1.000000000"
        );
    }
}
