//! The letter (έγγραφο): an answer, an attestation, a certified signature: whatever is said in paragraphs over a signature.

use crate::engine::Template;
use crate::frame::{self, Head, Sheet};
use crate::{Issuer, PaperError};
use jiff::civil::DateTime;
use loggia_schema::calendar::greek_date;
use loggia_schema::text::upper;
use serde::Serialize;

/// In which capacity somebody signs (ιδιότητα υπογράφοντος).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capacity {
    /// The holder of the post.
    Own,
    /// By order of another: «με εντολή Δημάρχου».
    ByOrder {
        /// Of whom, in the genitive.
        of: String,
    },
    /// In the place of the holder: «α.α.».
    Acting {
        /// For whom: the post that is held by another.
        of: String,
    },
}

/// Who signs (υπογράφων).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The post: «Ο Πρόεδρος της Κοινότητας».
    pub title: String,
    /// The name.
    pub name: String,
    /// The capacity.
    pub capacity: Capacity,
}

/// Everything a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterPaper {
    /// Letterhead.
    pub issuer: Issuer,
    /// «ΒΕΒΑΙΩΣΗ», «ΑΠΑΝΤΗΣΗ ΣΕ ΑΙΤΗΜΑ».
    pub title: String,
    /// Protocol number.
    pub number: String,
    /// Name of the book of the number: «Πρωτόκολλο».
    pub book: String,
    /// Where it is signed: «Ηράκλειο».
    pub place: String,
    /// When it was issued, local time.
    pub issued_at: DateTime,
    /// To whom, line by line; none for an attestation.
    pub recipient: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// What it answers or refers to, line by line.
    pub references: Vec<String>,
    /// The text, paragraph by paragraph.
    pub body: Vec<String>,
    /// Who signs; a space for the signature stands above the name.
    pub signer: Signer,
    /// Remedies against it: «Κατά της απόφασης …»; empty where there are none.
    pub remedy: String,
    /// Legal basis; may be empty.
    pub legal_basis: String,
    /// Short tag of the entry in the device's log.
    pub entry_tag: String,
    /// The signed stub, for the QR.
    pub stub: String,
    /// A training copy.
    pub training: bool,
    /// Marks a second print with «ΑΝΤΙΓΡΑΦΟ».
    pub copy: bool,
}

impl LetterPaper {
    /// The paper as PDF.
    ///
    /// # Errors
    /// [`PaperError`]; the text cannot cause one.
    pub fn pdf(&self, sheet: Sheet) -> Result<Vec<u8>, PaperError> {
        let all = |lines: &[String]| lines.iter().map(|line| sheet.text(line)).collect();
        let signer = &self.signer;
        let body = Body {
            heading: upper(&self.title),
            book: sheet.text(&self.book),
            dated: format!("{}, {}", self.place, greek_date(self.issued_at.date())),
            recipient: all(&self.recipient),
            subject: sheet.text(&self.subject),
            references: all(&self.references),
            body: all(&self.body),
            signer: Sign {
                before: match &signer.capacity {
                    Capacity::Own => String::new(),
                    Capacity::ByOrder { of } => sheet.text(&format!("Με εντολή {of}")),
                    Capacity::Acting { of } => sheet.text(&format!("α.α. {of}")),
                },
                title: sheet.text(&signer.title),
                name: sheet.text(&signer.name),
            },
            remedy: sheet.text(&self.remedy),
            legal_basis: sheet.text(&self.legal_basis),
        };
        let head = Head {
            template: Template::Letter,
            issuer: &self.issuer,
            title: format!("{} {}", self.title, self.number),
            number: &self.number,
            issued_at: self.issued_at,
            entry_tag: &self.entry_tag,
            stub: &self.stub,
            training: self.training,
            copy: self.copy,
        };
        frame::pdf(head, sheet, body)
    }
}

#[derive(Serialize)]
struct Body {
    heading: String,
    book: String,
    dated: String,
    recipient: Vec<String>,
    subject: String,
    references: Vec<String>,
    body: Vec<String>,
    signer: Sign,
    remedy: String,
    legal_basis: String,
}

#[derive(Serialize)]
struct Sign {
    before: String,
    title: String,
    name: String,
}
