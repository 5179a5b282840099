//! The engine: a sealed world for typst that holds the templates, one paper's data, one QR and three fonts.
//!
//! Nothing else can be reached from a template: no other file, no package, no system font, and no clock.

use crate::PaperError;
use jiff::civil::DateTime;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// One of the layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    Notice,
    Receipt,
    Letter,
    Slip,
    Book,
    Binder,
    Sheet,
}

impl Template {
    /// Its code name: of its file, and in the identifier of its papers.
    pub const fn name(self) -> &'static str {
        match self {
            Template::Notice => "notice",
            Template::Receipt => "receipt",
            Template::Letter => "letter",
            Template::Slip => "slip",
            Template::Book => "book",
            Template::Binder => "binder",
            Template::Sheet => "sheet",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Template::Notice => include_str!("../templates/notice.typ"),
            Template::Receipt => include_str!("../templates/receipt.typ"),
            Template::Letter => include_str!("../templates/letter.typ"),
            Template::Slip => include_str!("../templates/slip.typ"),
            Template::Book => include_str!("../templates/book.typ"),
            Template::Binder => include_str!("../templates/binder.typ"),
            Template::Sheet => include_str!("../templates/sheet.typ"),
        }
    }
}

/// What goes into one paper.
pub(crate) struct Job {
    pub template: Template,
    /// The data of the template.
    pub data: serde_json::Value,
    /// The QR as SVG.
    pub qr: String,
    /// Stable name of the paper, from which its PDF identifier is made.
    pub ident: String,
    /// The date of issue, which is also the date of the file.
    pub issued_at: DateTime,
}

/// Lays out one paper and forgets everything about it.
pub(crate) fn render(job: Job) -> Result<Vec<u8>, PaperError> {
    render_with(job, Vec::new())
}

/// As [`render`], with files that the template may place, by their names.
pub(crate) fn render_with(job: Job, files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, PaperError> {
    let options = options(&job)?;
    let desk = Desk::new(job, files)?;
    let result = typst::compile::<PagedDocument>(&desk)
        .output
        .and_then(|document| typst_pdf::pdf(&document, &options))
        .map_err(|errors| layout(&errors));
    comemo::evict(0);
    result
}

/// PDF/UA-1 and PDF/A-2a; no promise for a binder, which holds what others made. The time zone is left at UTC: the paper itself prints the local time of issue.
fn options(job: &Job) -> Result<PdfOptions, PaperError> {
    let at = job.issued_at;
    let year = i32::from(at.year());
    let part = |value: i8| value.unsigned_abs();
    let stamp = Datetime::from_ymd_hms(
        year,
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    let promised: &[PdfStandard] = match job.template {
        Template::Binder => &[],
        _ => &[PdfStandard::A_2a, PdfStandard::Ua_1],
    };
    let standards =
        PdfStandards::new(promised).map_err(|e| PaperError::Layout(e.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(job.ident.clone()),
        creator: Smart::Custom(Some("Loggia".to_owned())),
        timestamp: stamp.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

/// The first complaint of the engine: it speaks of our templates, never of values.
fn layout(errors: &[SourceDiagnostic]) -> PaperError {
    PaperError::Layout(
        errors
            .first()
            .map_or_else(String::new, |error| error.message.to_string()),
    )
}

const COMMON: &str = include_str!("../templates/common.typ");

/// The world of one job.
struct Desk {
    main: Source,
    common: Source,
    data: (FileId, Bytes),
    qr: (FileId, Bytes),
    files: Vec<(FileId, Bytes)>,
}

impl Desk {
    fn new(mut job: Job, files: Vec<(String, Vec<u8>)>) -> Result<Desk, PaperError> {
        make_printable(&mut job.data);
        let name = format!("{}.typ", job.template.name());
        let beside = files
            .into_iter()
            .map(|(name, bytes)| Ok((file(&name)?, Bytes::new(bytes))));
        Ok(Desk {
            main: Source::new(file(&name)?, job.template.text().to_owned()),
            common: Source::new(file("common.typ")?, COMMON.to_owned()),
            data: (file("data.json")?, Bytes::from_string(job.data.to_string())),
            qr: (file("qr.svg")?, Bytes::from_string(job.qr)),
            files: beside.collect::<Result<_, PaperError>>()?,
        })
    }
}

/// The id of a file at the root of our small world; there are a few names in all.
fn file(name: &str) -> Result<FileId, PaperError> {
    let path =
        VirtualPath::new(name).map_err(|_| PaperError::Layout(format!("bad name {name}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: LazyLock<LazyHash<Library>> =
            LazyLock::new(|| LazyHash::new(Library::default()));
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        static BOOK: LazyLock<LazyHash<FontBook>> =
            LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.common]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        [&self.data, &self.qr]
            .into_iter()
            .chain(&self.files)
            .find(|(known, _)| *known == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Leaves in every text only what the fonts can write: PDF/A refuses a page with a missing glyph, and a number
/// that was taken must reach its paper whatever somebody typed. Spaces become spaces, invisible signs go, the rest
/// becomes a square.
fn make_printable(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => *text = text.chars().filter_map(printable).collect(),
        serde_json::Value::Array(items) => items.iter_mut().for_each(make_printable),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(make_printable),
        _ => {}
    }
}

fn printable(letter: char) -> Option<char> {
    let known = |letter: char| {
        FONTS
            .iter()
            .all(|font| font.info().coverage.contains(u32::from(letter)))
    };
    match letter {
        ' ' | '\u{a0}' => Some(letter),
        _ if letter.is_whitespace() => Some(' '),
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => None,
        _ if letter.is_control() => None,
        _ if known(letter) => Some(letter),
        _ => Some('□'),
    }
}

/// Libertinus Serif, regular, bold and italic: it has the whole of modern Greek and the euro sign.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let wanted = [
        "LibertinusSerif-Regular",
        "LibertinusSerif-Bold",
        "LibertinusSerif-Italic",
    ];
    typst_assets::fonts()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .filter(|font| {
            font.post_script_name()
                .is_some_and(|name| wanted.contains(&name.as_str()))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_fonts_are_there_and_write_greek() {
        assert_eq!(FONTS.len(), 3);
        for font in FONTS.iter() {
            let coverage = &font.info().coverage;
            assert!(
                "ΑΩαωάΐΰς€«»—·"
                    .chars()
                    .all(|c| coverage.contains(u32::from(c)))
            );
        }
    }

    #[test]
    fn a_template_reaches_no_other_file_and_no_clock() {
        let job = Job {
            template: Template::Notice,
            data: serde_json::Value::Null,
            qr: String::new(),
            ident: String::new(),
            issued_at: jiff::civil::date(2026, 11, 23).at(0, 0, 0, 0),
        };
        let desk = Desk::new(job, Vec::new()).unwrap();
        assert!(
            desk.source(file("../Cargo.toml").unwrap_or(desk.data.0))
                .is_err()
        );
        assert!(desk.file(file("etc/passwd").unwrap()).is_err());
        assert_eq!(desk.today(None), None);
    }
}
