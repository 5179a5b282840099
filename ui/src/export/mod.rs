//! A list as a file: the same filters, all pages, typed cells (εξαγωγή).
//!
//! A program never draws a list twice. [`Export`] asks for the list's own address page by page, with `file=` in it; the
//! screen answers the page as a [`Part`] instead of drawing it, and the export writes it down. So a file holds whatever
//! the screen would have shown, only one page is in memory beside the file, and how far it is can be told.
//!
//! ```text
//! /fines?stage=issued&sort=-amount      the view
//! /export?list=…&file=kliseis&as=xlsx   its file, at once
//! /export (POST, the same fields)       its file as a job, where it is long
//! ```
//!
//! Pure: who asks for the next page, and where the bytes go, is decided outside.

mod csv;
mod xlsx;

use crate::list::Cell;
use crate::query::{Query, encode};
use loggia_schema::message::{Finding, web};

/// Where both programs answer with files.
pub const PATH: &str = "/export";
/// A longer list is written as a job.
pub const AT_ONCE: u64 = 10_000;

/// Kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a spreadsheet, with types.
    Xlsx,
    /// For other programs: `;`, UTF-8 with BOM, decimal comma.
    Csv,
}

impl Format {
    /// All of them, as they are offered.
    pub const ALL: [Format; 2] = [Format::Xlsx, Format::Csv];

    /// The format of a code name.
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its code name, which is also the ending of the file.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }

    /// The word on the link.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Xlsx => "XLSX",
            Format::Csv => "CSV",
        }
    }

    /// Its `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// One page of a list, for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Heads of the columns.
    pub heads: Vec<String>,
    /// The rows, one cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// How many rows all pages have; `None`: there is one page.
    pub found: Option<u64>,
}

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name: `kliseis.xlsx`.
    pub name: String,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file on its way.
pub struct Export {
    view: Query,
    path: String,
    name: String,
    format: Format,
    book: Book,
    rows: u64,
    found: Option<u64>,
    page: u64,
    ended: bool,
}

enum Book {
    Csv(csv::Writer),
    Xlsx(Box<xlsx::Writer>),
}

impl Export {
    /// A file of the list at `list` (path and query of a view), under a name of the list.
    ///
    /// # Errors
    /// The user's: an address that is none of ours, a name or format that no list has.
    pub fn new(list: &str, name: &str, format: &str) -> Result<Export, Finding> {
        let bad = || Finding::new(web::EXPORT_ADDRESS);
        let format = Format::named(format).ok_or_else(bad)?;
        let (path, query) = list.split_once('?').unwrap_or((list, ""));
        let own = path.starts_with('/')
            && !path.starts_with("//")
            && path
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let named = !name.is_empty()
            && name.len() <= 60
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !own || !named || path == PATH {
            return Err(bad());
        }
        let book = match format {
            Format::Csv => Book::Csv(csv::Writer::new()),
            Format::Xlsx => Book::Xlsx(Box::new(xlsx::Writer::new()?)),
        };
        Ok(Export {
            view: Query::parse(query),
            path: path.to_owned(),
            name: name.to_owned(),
            format,
            book,
            rows: 0,
            found: None,
            page: 1,
            ended: false,
        })
    }

    /// The address of the next page; `None` after the last one.
    pub fn next(&self) -> Option<String> {
        (!self.ended).then(|| {
            let view = self.view.at_page(self.page).href(&self.path);
            let mark = if view.contains('?') { '&' } else { '?' };
            format!("{view}{mark}file={}", self.name)
        })
    }

    /// Writes the page down.
    ///
    /// # Errors
    /// The user's: more rows than the format holds. Ours: the archive.
    pub fn take(&mut self, part: &Part) -> Result<(), Finding> {
        if self.page == 1 {
            match &mut self.book {
                Book::Csv(book) => book.row(&part.heads),
                Book::Xlsx(book) => book.head(part)?,
            }
        }
        for row in &part.rows {
            match &mut self.book {
                Book::Csv(book) => book.row(row.iter().map(Cell::plain)),
                Book::Xlsx(book) => book.row(row)?,
            }
        }
        let count = u64::try_from(part.rows.len()).unwrap_or(u64::MAX);
        self.rows = self.rows.saturating_add(count);
        self.found = part.found;
        self.page += 1;
        self.ended = count == 0 || self.found.is_none_or(|found| self.rows >= found);
        Ok(())
    }

    /// Rows written, and of how many.
    pub fn progress(&self) -> (u64, u64) {
        (self.rows, self.found.unwrap_or(self.rows))
    }

    /// Refuses a list that is too long to wait for.
    ///
    /// # Errors
    /// The user's: it is written as a job.
    pub fn at_once(&self) -> Result<(), Finding> {
        let (_, rows) = self.progress();
        if rows > AT_ONCE {
            return Err(Finding::new(web::EXPORT_BY_JOB).with("rows", rows));
        }
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// Ours: the archive.
    pub fn finish(self) -> Result<File, Finding> {
        let bytes = match self.book {
            Book::Csv(book) => book.finish(),
            Book::Xlsx(book) => book.finish()?,
        };
        Ok(File {
            name: format!("{}.{}", self.name, self.format.name()),
            content_type: self.format.content_type(),
            bytes,
        })
    }
}

/// The address of a view's file.
pub(crate) fn href(view: &str, name: &str, format: Format) -> String {
    format!(
        "{PATH}?list={}&file={}&as={}",
        encode(view),
        encode(name),
        format.name()
    )
}

/// Text that a spreadsheet would run as a formula: names and addresses come from outside.
fn dangerous(value: &str) -> bool {
    let number = |rest: &str| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || c == ',' || c == '.')
    };
    match value.chars().next() {
        Some('=' | '+' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        Some('-') => !number(&value[1..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(rows: u64, found: Option<u64>) -> Part {
        let cells = |at: u64| vec![Cell::Text(format!("Κ{at}"))];
        Part {
            heads: vec!["Αριθμός".to_owned()],
            rows: (0..rows).map(cells).collect(),
            found,
        }
    }

    #[test]
    fn every_page_of_the_view_is_asked_for_once() {
        let mut export =
            Export::new("/fines?q=%CE%91&sort=-amount&page=3", "kliseis", "csv").unwrap();
        assert_eq!(
            export.next().as_deref(),
            Some("/fines?q=%CE%91&sort=-amount&file=kliseis")
        );
        export.take(&part(500, Some(501))).unwrap();
        assert_eq!(
            export.next().as_deref(),
            Some("/fines?q=%CE%91&sort=-amount&page=2&file=kliseis")
        );
        assert_eq!(
            (export.progress(), export.at_once().is_ok()),
            ((500, 501), true)
        );
        export.take(&part(1, Some(501))).unwrap();
        assert_eq!(export.next(), None);
        let file = export.finish().unwrap();
        assert_eq!(file.name, "kliseis.csv");
        assert_eq!(String::from_utf8(file.bytes).unwrap().lines().count(), 502);
    }

    #[test]
    fn a_list_of_one_page_and_a_list_that_shrinks_come_to_an_end() {
        let mut one = Export::new("/users", "christes", "xlsx").unwrap();
        one.take(&part(3, None)).unwrap();
        assert_eq!(one.next(), None);
        let mut shrinks = Export::new("/users", "christes", "xlsx").unwrap();
        shrinks.take(&part(500, Some(20_000))).unwrap();
        let refused = shrinks.at_once().unwrap_err();
        assert_eq!(refused.code, web::EXPORT_BY_JOB);
        shrinks.take(&part(0, Some(600))).unwrap();
        assert_eq!(shrinks.next(), None);
    }

    #[test]
    fn only_lists_of_our_own_are_exported() {
        for (list, name, format) in [
            ("http://evil.example/", "x", "csv"),
            ("//evil.example", "x", "csv"),
            ("/a\\b", "x", "csv"),
            ("/export", "x", "csv"),
            ("/fines", "", "csv"),
            ("/fines", "../x", "csv"),
            ("/fines", "x", "exe"),
            ("", "x", "csv"),
        ] {
            let refused = Export::new(list, name, format).err().unwrap();
            assert_eq!(refused.code, web::EXPORT_ADDRESS, "{list} {name} {format}");
        }
    }

    #[test]
    fn text_that_would_run_is_known_and_numbers_are_not_touched() {
        for bad in ["=1+1", "+30", "@x", "-1+1", "\t=1", "\r=1", "＝1", "-"] {
            assert!(dangerous(bad), "{bad:?}");
        }
        for good in ["-12,50", "Κ1", "", "12", "α=β"] {
            assert!(!dangerous(good), "{good:?}");
        }
    }
}
