//! Rows of any file: one at a time, with the line they stood on, within limits.

use crate::profile::{Format, Profile};
use crate::{delimited, fixed, xlsx};
use loggia_schema::message::{Finding, import};
use std::io::{BufReader, Read, Seek};

/// What a file may cost, whatever it says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one line (or of one quoted record over several lines).
    pub line: usize,
    /// Cells of one row.
    pub cells: usize,
    /// Rows of one file.
    pub rows: u64,
    /// Bytes that the parts of a packed file may take when unpacked, together.
    pub unpacked: u64,
    /// Bytes of the shared texts of a spreadsheet, which have to be kept.
    pub texts: usize,
}

impl Limits {
    /// For the files of a municipality: millions of short rows.
    pub const USUAL: Limits = Limits {
        line: 64 << 10,
        cells: 512,
        rows: 5_000_000,
        unpacked: 512 << 20,
        texts: 128 << 20,
    };
}

/// The cells of one row and the line (or row number) they stood on, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// Where the row begins.
    pub line: u64,
    /// Its cells as text, not yet trimmed; or what is wrong with this row alone.
    pub cells: Result<Vec<String>, Finding>,
}

/// A file being read. An error of the iterator ends the file; what is wrong with one row stands in its [`Cells`].
pub trait Rows: Iterator<Item = Result<Cells, Finding>> {}

impl<T: Iterator<Item = Result<Cells, Finding>>> Rows for T {}

/// Opens a file in the shape of its profile. The first row is the headings, where the shape has headings.
///
/// # Errors
/// [`import::ARCHIVE_BROKEN`] and [`import::ARCHIVE_TOO_LARGE`] for a spreadsheet that cannot be opened.
pub fn open<'r>(
    profile: &'r Profile,
    file: impl Read + Seek + 'r,
    limits: Limits,
) -> Result<Box<dyn Rows + 'r>, Finding> {
    let counted = |rows: Box<dyn Rows + 'r>| -> Box<dyn Rows + 'r> {
        Box::new(Counted {
            rows,
            left: limits.rows,
            file: &profile.file,
            max: limits.rows,
        })
    };
    Ok(counted(match &profile.format {
        Format::Separated {
            separator,
            headings,
        } => Box::new(delimited::Delimited::new(
            BufReader::with_capacity(1 << 16, file),
            profile,
            (*separator, *headings),
            limits,
        )),
        Format::Fixed => Box::new(fixed::Fixed::new(
            BufReader::with_capacity(1 << 16, file),
            profile,
            limits,
        )),
        Format::Xlsx { sheet, headings } => Box::new(xlsx::Sheet::open(
            file,
            &profile.file,
            (sheet.as_deref(), *headings),
            limits,
        )?),
    }))
}

/// Stops a file with more rows than anybody has.
struct Counted<'r> {
    rows: Box<dyn Rows + 'r>,
    left: u64,
    max: u64,
    file: &'r str,
}

impl Iterator for Counted<'_> {
    type Item = Result<Cells, Finding>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.rows.next()?;
        if self.left == 0 {
            return Some(Err(too_many(self.file, self.max)));
        }
        self.left -= 1;
        Some(row)
    }
}

pub(crate) fn too_many(file: &str, max: u64) -> Finding {
    Finding::new(import::TOO_MUCH)
        .with("file", file)
        .with("max", max)
}
