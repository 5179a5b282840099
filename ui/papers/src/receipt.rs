//! The cash receipt (διπλότυπο είσπραξης): A5, or 80 mm roll at the counter.

use crate::engine::Template;
use crate::frame::{self, Head, Sheet};
use crate::{Issuer, PaperError, words};
use jiff::civil::DateTime;
use loggia_schema::calendar::greek_date_time;
use loggia_schema::money::Cents;
use serde::Serialize;

/// One line: what was paid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceiptLine {
    /// «Πρόστιμο Κ12-2026-000123».
    pub what: String,
    /// Payment code or number it settles, as shown; empty for direct revenue.
    pub reference: String,
    /// How much.
    pub amount: Cents,
}

/// How it was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// Notes and coins.
    Cash,
    /// A card, through the bank's own terminal.
    Card {
        /// Approval code of the terminal.
        approval: String,
        /// Last four digits of the card.
        last4: String,
    },
}

/// A receipt that was cancelled, when it is printed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// When.
    pub at: DateTime,
    /// Why.
    pub reason: String,
}

/// Everything a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptPaper {
    /// Head of the paper.
    pub issuer: Issuer,
    /// Legal number: «Τ03-2026-000045».
    pub number: String,
    /// When the money was taken, local time.
    pub issued_at: DateTime,
    /// Who paid, when asked.
    pub payer: Option<String>,
    /// What was paid.
    pub lines: Vec<ReceiptLine>,
    /// The total; it must be the sum of the lines.
    pub total: Cents,
    /// How it was paid.
    pub method: Method,
    /// The desk and the cashier.
    pub cashier: String,
    /// Legal basis of cash receipts.
    pub legal_basis: String,
    /// It was cancelled.
    pub cancelled: Option<Cancelled>,
    /// Short tag of the entry in the device's log.
    pub entry_tag: String,
    /// The signed stub, for the QR.
    pub stub: String,
    /// A training copy.
    pub training: bool,
    /// Marks a second print with «ΑΝΤΙΓΡΑΦΟ».
    pub copy: bool,
}

impl ReceiptPaper {
    /// The paper as PDF.
    pub fn pdf(&self, sheet: Sheet) -> Result<Vec<u8>, PaperError> {
        if Cents::sum(self.lines.iter().map(|line| line.amount)).ok() != Some(self.total) {
            return Err(PaperError::TotalDiffers);
        }
        let head = Head {
            template: Template::Receipt,
            issuer: &self.issuer,
            title: format!("Διπλότυπο είσπραξης {}", self.number),
            number: &self.number,
            issued_at: self.issued_at,
            entry_tag: &self.entry_tag,
            stub: &self.stub,
            training: self.training,
            copy: self.copy,
        };
        frame::pdf(head, sheet, self.body(sheet))
    }

    fn body(&self, sheet: Sheet) -> Body {
        let capitals = |text: &str| sheet.text(text);
        let line = |line: &ReceiptLine| LineData {
            what: capitals(&line.what),
            reference: line.reference.clone(),
            amount: line.amount.greek(),
        };
        Body {
            facts: self.facts(&capitals),
            lines: self.lines.iter().map(line).collect(),
            total: self.total.greek(),
            total_words: capitals(&words::euros(self.total)),
            legal_basis: capitals(&self.legal_basis),
            cancelled: self.cancelled.as_ref().map(|cancelled| {
                format!(
                    "ΑΚΥΡΩΘΗΚΕ {}: {}",
                    greek_date_time(cancelled.at),
                    capitals(&cancelled.reason)
                )
            }),
        }
    }

    fn facts(&self, capitals: &dyn Fn(&str) -> String) -> Vec<(&'static str, String)> {
        let mut facts = vec![("Ημερομηνία", greek_date_time(self.issued_at))];
        if let Some(payer) = &self.payer {
            facts.push(("Καταβάλλων", capitals(payer)));
        }
        let method = match &self.method {
            Method::Cash => "μετρητά".to_owned(),
            Method::Card { approval, last4 } => format!("κάρτα …{last4}, έγκριση {approval}"),
        };
        facts.push(("Τρόπος", capitals(&method)));
        facts.push(("Ταμείο", capitals(&self.cashier)));
        facts
    }
}

/// What the template reads: words only, ready to be set.
#[derive(Serialize)]
struct Body {
    facts: Vec<(&'static str, String)>,
    lines: Vec<LineData>,
    total: String,
    total_words: String,
    legal_basis: String,
    cancelled: Option<String>,
}

#[derive(Serialize)]
struct LineData {
    what: String,
    reference: String,
    amount: String,
}
