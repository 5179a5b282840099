//! Pages of a protocol book (βιβλίο πρωτοκόλλου): A4 across, numbered pages, a place for the signature on each.
//!
//! Page numbers belong to the book and not to the print: a page holds a fixed number of entries, so page 3 says the same
//! whether it is printed alone or after the first two.

use crate::engine::{self, Job, Template};
use crate::{Issuer, PaperError};
use jiff::civil::DateTime;
use loggia_schema::calendar::greek_date_time;
use loggia_schema::text::upper;
use serde::Serialize;

/// Entries of one page.
pub const BOOK_PAGE: usize = 18;

/// One entry of the book, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct BookLine {
    /// Its number.
    pub number: String,
    /// Day and direction.
    pub day: String,
    /// Sender or receiver.
    pub party: String,
    /// What it is about.
    pub subject: String,
    /// The sender's number.
    pub their: String,
    /// Unit it was charged to.
    pub unit: String,
    /// How it ended, or that it was cancelled and why.
    pub ending: String,
}

/// Pages of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookPaper {
    /// Head of the pages.
    pub issuer: Issuer,
    /// Name of the book, desk and year: «Πρωτόκολλο ΤΑ02, 2026».
    pub title: String,
    /// Number of the first page printed.
    pub first_page: u32,
    /// Pages of the whole book so far.
    pub pages: u32,
    /// Entries of these pages, [`BOOK_PAGE`] to a page.
    pub lines: Vec<BookLine>,
    /// When it was printed, local time.
    pub printed_at: DateTime,
    /// A training copy.
    pub training: bool,
}

impl BookPaper {
    /// The pages as PDF.
    ///
    /// # Errors
    /// [`PaperError`]; the text cannot cause one.
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        let data = Data {
            municipality: upper(&self.issuer.municipality),
            author: &self.issuer.municipality,
            title: &self.title,
            first: self.first_page,
            pages: self.pages,
            sheets: self.lines.chunks(BOOK_PAGE).collect(),
            printed: greek_date_time(self.printed_at),
            training: self.training,
        };
        engine::render(Job {
            template: Template::Book,
            data: serde_json::to_value(data).map_err(|e| PaperError::Layout(e.to_string()))?,
            qr: String::new(),
            ident: format!("loggia book {} {}", self.title, self.first_page),
            issued_at: self.printed_at,
        })
    }
}

#[derive(Serialize)]
struct Data<'a> {
    municipality: String,
    author: &'a str,
    title: &'a str,
    first: u32,
    pages: u32,
    sheets: Vec<&'a [BookLine]>,
    printed: String,
    training: bool,
}
