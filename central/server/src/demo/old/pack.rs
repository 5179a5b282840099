//! A workbook, as small as one can be: one sheet, texts inside their cells, numbers as numbers.

use std::io::{self, Seek, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A cell.
pub enum Cell<'a> {
    Text(&'a str),
    Number(&'a str),
    Empty,
}

/// A workbook being written row by row.
pub struct Workbook<W: Write + Seek> {
    zip: ZipWriter<W>,
    row: u64,
}

impl<W: Write + Seek> Workbook<W> {
    /// With one sheet of this name.
    pub fn new(to: W, sheet: &str) -> io::Result<Self> {
        let mut zip = ZipWriter::new(to);
        let mut part = |name: &str, text: &str| -> io::Result<()> {
            zip.start_file(name, SimpleFileOptions::default())?;
            zip.write_all(text.as_bytes())
        };
        part("[Content_Types].xml", TYPES)?;
        part("_rels/.rels", ROOT)?;
        part("xl/workbook.xml", &BOOK.replace("SHEET", sheet))?;
        part("xl/_rels/workbook.xml.rels", RELATIONS)?;
        part("xl/worksheets/sheet1.xml", SHEET)?;
        Ok(Workbook { zip, row: 0 })
    }

    /// One more row.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.row += 1;
        write!(self.zip, "<row r=\"{}\">", self.row)?;
        for (cell, column) in cells.iter().zip('A'..='Z') {
            let at = format!("{column}{}", self.row);
            match cell {
                Cell::Text(text) => {
                    let text = text.replace('&', "&amp;").replace('<', "&lt;");
                    write!(
                        self.zip,
                        "<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"
                    )?;
                }
                Cell::Number(number) => write!(self.zip, "<c r=\"{at}\"><v>{number}</v></c>")?,
                Cell::Empty => {}
            }
        }
        write!(self.zip, "</row>")
    }

    /// Closes it.
    pub fn finish(mut self) -> io::Result<()> {
        write!(self.zip, "</sheetData></worksheet>")?;
        self.zip.finish()?.flush()
    }
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="SHEET" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;
