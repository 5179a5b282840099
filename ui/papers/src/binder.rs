//! The binder: several pictures, scans and PDFs of one case as one PDF, a page a sheet (ένα PDF ανά υπόθεση).
//!
//! No legal paper: it holds what others made, as it is. So it promises no archive format; pictures stay the JPEG they are,
//! pages of PDFs are placed whole, each with its name above it as text.

use crate::PaperError;
use crate::engine::{self, Job, Template};
use jiff::civil::DateTime;
use loggia_cases::attachment::Media;

/// A file of the binder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// What stands above its pages.
    pub caption: String,
    /// What it is.
    pub media: Media,
    /// Its pages.
    pub pages: u32,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// One PDF of all files, in their order.
///
/// # Errors
/// [`PaperError::Layout`] when a file cannot be placed.
pub fn bind(title: &str, at: DateTime, files: Vec<Bound>) -> Result<Vec<u8>, PaperError> {
    let mut sheets = Vec::new();
    let mut beside = Vec::new();
    for (no, file) in files.into_iter().enumerate() {
        let name = format!("file-{no}.{}", file.media.extension());
        for page in 1..=file.pages.max(1) {
            let caption = match file.pages {
                0 | 1 => file.caption.clone(),
                of => format!("{}, σελίδα {page} από {of}", file.caption),
            };
            sheets.push(serde_json::json!({
                "caption": caption,
                "file": name,
                "page": page,
                "pdf": file.media == Media::Pdf,
            }));
        }
        beside.push((name, file.content));
    }
    let job = Job {
        template: Template::Binder,
        data: serde_json::json!({ "title": title, "sheets": sheets }),
        qr: String::new(),
        ident: format!("loggia binder {title}"),
        issued_at: at,
    };
    engine::render_with(job, beside)
}
