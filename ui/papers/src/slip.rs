//! The slip of the protocol (απόδειξη υποβολής): what somebody takes home after leaving a document at a desk.

use crate::engine::Template;
use crate::frame::{self, Head, Sheet};
use crate::{Issuer, PaperError};
use jiff::civil::{Date, DateTime};
use loggia_schema::calendar::{greek_date, greek_date_time, greek_weekday};
use serde::Serialize;

/// Everything a slip says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipPaper {
    /// Head of the paper.
    pub issuer: Issuer,
    /// Protocol number.
    pub number: String,
    /// When it was registered, local time.
    pub registered_at: DateTime,
    /// The day it came, where that is another one.
    pub received_on: Option<Date>,
    /// «εισερχόμενο», «εξερχόμενο».
    pub direction: String,
    /// Who left it or receives it, when the name is held here.
    pub party: Option<String>,
    /// What it is about, when held here.
    pub subject: Option<String>,
    /// Number and date that the sender gave it.
    pub their: Option<String>,
    /// Number of the case it belongs to.
    pub case: Option<String>,
    /// Last day for the answer.
    pub due: Option<Date>,
    /// The unit it was charged to.
    pub unit: Option<String>,
    /// It was cancelled: when and why.
    pub cancelled: Option<String>,
    /// Rights of the person, in sentences: the answer's term, compensation, where to ask.
    pub legal_text: String,
    /// Who registered it.
    pub clerk: String,
    /// Short tag of the entry in the device's log.
    pub entry_tag: String,
    /// The signed stub, for the QR.
    pub stub: String,
    /// A training copy.
    pub training: bool,
    /// Marks a second print with «ΑΝΤΙΓΡΑΦΟ».
    pub copy: bool,
}

impl SlipPaper {
    /// The paper as PDF.
    ///
    /// # Errors
    /// [`PaperError`]; the text cannot cause one.
    pub fn pdf(&self, sheet: Sheet) -> Result<Vec<u8>, PaperError> {
        let head = Head {
            template: Template::Slip,
            issuer: &self.issuer,
            title: format!("Απόδειξη υποβολής {}", self.number),
            number: &self.number,
            issued_at: self.registered_at,
            entry_tag: &self.entry_tag,
            stub: &self.stub,
            training: self.training,
            copy: self.copy,
        };
        let body = Body {
            facts: self.facts(sheet),
            legal_text: sheet.text(&self.legal_text),
            cancelled: self
                .cancelled
                .as_ref()
                .map(|why| format!("ΑΚΥΡΩΘΗΚΕ: {}", sheet.text(why))),
        };
        frame::pdf(head, sheet, body)
    }

    fn facts(&self, sheet: Sheet) -> Vec<(&'static str, String)> {
        let mut facts = vec![("Ημερομηνία", greek_date_time(self.registered_at))];
        let mut add = |what, text: Option<String>| {
            facts.extend(
                text.filter(|t| !t.is_empty())
                    .map(|t| (what, sheet.text(&t))),
            );
        };
        add("Παραλαβή", self.received_on.map(greek_date));
        add("Έγγραφο", Some(self.direction.clone()));
        add("Από / προς", self.party.clone());
        add("Θέμα", self.subject.clone());
        add("Αριθμός εγγράφου", self.their.clone());
        add("Υπόθεση", self.case.clone());
        let due = |day| format!("έως {} {}", greek_weekday(day), greek_date(day));
        add("Απάντηση", self.due.map(due));
        add("Υπηρεσία", self.unit.clone());
        add("Υπάλληλος", Some(self.clerk.clone()));
        facts
    }
}

#[derive(Serialize)]
struct Body {
    facts: Vec<(&'static str, String)>,
    legal_text: String,
    cancelled: Option<String>,
}
