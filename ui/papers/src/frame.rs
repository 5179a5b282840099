//! The frame of every paper: sheet, head, marks, QR, foot; a paper adds its title and its body (πλαίσιο εγγράφου).
//!
//! One paper looks the same on A4, A5 and the 80 mm roll of a counter: the roll is set in one column and capitals, its
//! QR stands at the end. What a paper says is data of its own; it is set between what is the same for all.

use crate::engine::{self, Job, Template};
use crate::{Issuer, PaperError, qr};
use jiff::civil::DateTime;
use loggia_schema::text::upper;
use serde::Serialize;

/// On what a paper is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// A4, with a margin for filing.
    A4,
    /// A5, upright.
    A5,
    /// A thermal roll of 80 mm, in capitals.
    Roll,
}

impl Sheet {
    /// Its code name, as in templates and stores.
    pub const fn name(self) -> &'static str {
        match self {
            Sheet::A4 => "a4",
            Sheet::A5 => "a5",
            Sheet::Roll => "roll",
        }
    }

    /// A text as this sheet prints it: in capitals on the roll, whose small letters a worn head blurs.
    pub(crate) fn text(self, text: &str) -> String {
        if self == Sheet::Roll {
            upper(text)
        } else {
            text.to_owned()
        }
    }
}

/// Across every page of a training copy.
const TRAINING: &str = "ΕΚΠΑΙΔΕΥΣΗ — δεν παράγει έννομα αποτελέσματα";

/// What the frame prints.
pub(crate) struct Head<'a> {
    pub template: Template,
    pub issuer: &'a Issuer,
    /// Title of the file: «Βεβαίωση παράβασης Κ12-2026-000123».
    pub title: String,
    pub number: &'a str,
    pub issued_at: DateTime,
    pub entry_tag: &'a str,
    pub stub: &'a str,
    pub training: bool,
    pub copy: bool,
}

#[derive(Serialize)]
struct Data<'a, B> {
    sheet: &'static str,
    roll: bool,
    training: Option<&'static str>,
    copy: bool,
    issuer: &'a Issuer,
    municipality: String,
    unit: String,
    title: &'a str,
    number: &'a str,
    entry_tag: &'a str,
    #[serde(flatten)]
    body: B,
}

/// Lays out a paper: the frame with what its body says.
pub(crate) fn pdf(
    head: Head<'_>,
    sheet: Sheet,
    body: impl Serialize,
) -> Result<Vec<u8>, PaperError> {
    let data = Data {
        sheet: sheet.name(),
        roll: sheet == Sheet::Roll,
        training: head.training.then_some(TRAINING),
        copy: head.copy,
        issuer: head.issuer,
        municipality: upper(&head.issuer.municipality),
        unit: upper(&head.issuer.unit),
        title: &head.title,
        number: head.number,
        entry_tag: head.entry_tag,
        body,
    };
    engine::render(Job {
        template: head.template,
        data: serde_json::to_value(data).map_err(|e| PaperError::Layout(e.to_string()))?,
        qr: qr::svg(head.stub)?,
        ident: format!(
            "loggia {} {} {}",
            head.template.name(),
            head.number,
            head.entry_tag
        ),
        issued_at: head.issued_at,
    })
}
