//! The fine notice (βεβαίωση παράβασης, «κλήση»): A4 for the post, 80 mm roll for the windscreen.

use crate::engine::Template;
use crate::frame::{self, Head, Sheet};
use crate::{Issuer, PaperError, words};
use jiff::civil::{Date, DateTime};
use loggia_schema::calendar::{greek_date, greek_date_time, greek_weekday};
use loggia_schema::money::Cents;
use serde::Serialize;

/// The vehicle of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VehicleLine {
    /// The plate as shown: «ΗΚΑ-1234».
    pub plate: String,
    /// Country of a foreign plate.
    pub country: Option<String>,
    /// Kind, make, colour.
    pub description: String,
}

/// One violation, as it stood in the catalogue on the day of the offence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ViolationLine {
    /// Its code.
    pub code: String,
    /// Its article.
    pub article: String,
    /// Its words.
    pub text: String,
    /// Its fine.
    pub amount: Cents,
}

/// The reduced amount and its term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduced {
    /// What is paid in time.
    pub amount: Cents,
    /// How long.
    pub term: Term,
}

/// How long the reduced amount may be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// Until this day, included.
    Until(Date),
    /// So many days from a service that has not happened yet.
    DaysFromService(u16),
}

/// How and when the notice was served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// «στο όχημα», «επί χείρας».
    pub how: String,
    /// The day.
    pub on: Date,
}

/// Everything a fine notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FineNotice {
    /// Head of the paper.
    pub issuer: Issuer,
    /// Legal number: «Κ12-2026-000123».
    pub number: String,
    /// The notice this one replaces.
    pub replaces: Option<String>,
    /// When it was issued, local time.
    pub issued_at: DateTime,
    /// When the offence was seen, local time.
    pub offence_at: DateTime,
    /// Where.
    pub place: String,
    /// The vehicle, if there is one.
    pub vehicle: Option<VehicleLine>,
    /// The person liable, when known on the spot.
    pub liable: Option<String>,
    /// The violations.
    pub violations: Vec<ViolationLine>,
    /// Measures besides the fine: «Αφαίρεση πινακίδων για 60 ημέρες».
    pub measures: Vec<String>,
    /// The whole fine.
    pub amount: Cents,
    /// The reduced fine, where the law allows one.
    pub reduced: Option<Reduced>,
    /// Service, when it happened on the spot.
    pub served: Option<Served>,
    /// Structured payment code, as shown.
    pub rf: String,
    /// Where and how it is paid, in sentences.
    pub payment: String,
    /// Term and place of objections, in a sentence.
    pub objection: String,
    /// The regime in force on the day of the offence.
    pub regime: String,
    /// Legal basis of the act.
    pub legal_basis: String,
    /// Number or name of the officer.
    pub officer: String,
    /// Short tag of the entry in the device's log.
    pub entry_tag: String,
    /// The signed stub, for the QR.
    pub stub: String,
    /// A training copy.
    pub training: bool,
    /// Marks a second print with «ΑΝΤΙΓΡΑΦΟ».
    pub copy: bool,
}

impl FineNotice {
    /// The paper as PDF.
    pub fn pdf(&self, sheet: Sheet) -> Result<Vec<u8>, PaperError> {
        let head = Head {
            template: Template::Notice,
            issuer: &self.issuer,
            title: format!("Βεβαίωση παράβασης {}", self.number),
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
        Body {
            replaces: self.replaces.clone(),
            facts: self.facts(&capitals),
            violations: self
                .violations
                .iter()
                .map(|v| violation(v, &capitals))
                .collect(),
            measures: self.measures.iter().map(|text| capitals(text)).collect(),
            amount: self.amount.greek(),
            amount_words: capitals(&words::euros(self.amount)),
            reduced: self
                .reduced
                .as_ref()
                .map(|reduced| reduced_data(reduced, &capitals)),
            rf: self.rf.clone(),
            payment: capitals(&self.payment),
            objection: capitals(&self.objection),
            regime: capitals(&self.regime),
            legal_basis: capitals(&self.legal_basis),
        }
    }

    /// The facts in two columns: what, and what it is.
    fn facts(&self, capitals: &dyn Fn(&str) -> String) -> Vec<(&'static str, String)> {
        let offence = format!(
            "{} {}",
            greek_weekday(self.offence_at.date()),
            greek_date_time(self.offence_at)
        );
        let mut facts = vec![
            ("Παράβαση", capitals(&offence)),
            ("Τόπος", capitals(&self.place)),
        ];
        if let Some(vehicle) = &self.vehicle {
            let country = vehicle
                .country
                .as_ref()
                .map(|country| format!(" ({country})"))
                .unwrap_or_default();
            facts.push(("Όχημα", format!("{}{country}", vehicle.plate)));
            if !vehicle.description.is_empty() {
                facts.push(("Στοιχεία οχήματος", capitals(&vehicle.description)));
            }
        }
        if let Some(liable) = &self.liable {
            facts.push(("Υπαίτιος", capitals(liable)));
        }
        facts.push(("Έκδοση", greek_date_time(self.issued_at)));
        if let Some(served) = &self.served {
            facts.push((
                "Επίδοση",
                format!("{} {}", capitals(&served.how), greek_date(served.on)),
            ));
        }
        facts.push(("Όργανο", capitals(&self.officer)));
        facts
    }
}

fn violation(line: &ViolationLine, capitals: &dyn Fn(&str) -> String) -> ViolationData {
    ViolationData {
        code: line.code.clone(),
        article: capitals(&line.article),
        text: capitals(&line.text),
        amount: line.amount.greek(),
    }
}

/// The two sentences that say until when which amount is paid.
fn reduced_data(reduced: &Reduced, capitals: &dyn Fn(&str) -> String) -> ReducedData {
    let (first, then) = match reduced.term {
        Term::Until(until) => {
            let next = until.tomorrow().unwrap_or(until);
            (
                format!("Πληρωτέο έως και {}", greek_date(until)),
                format!("Πληρωτέο από {}", greek_date(next)),
            )
        }
        Term::DaysFromService(days) => (
            format!("Πληρωτέο εντός {days} ημερών από την επίδοση"),
            "Πληρωτέο μετά".to_owned(),
        ),
    };
    ReducedData {
        amount: reduced.amount.greek(),
        words: capitals(&words::euros(reduced.amount)),
        first,
        then,
    }
}

/// What the template reads: words only, ready to be set.
#[derive(Serialize)]
struct Body {
    replaces: Option<String>,
    facts: Vec<(&'static str, String)>,
    violations: Vec<ViolationData>,
    measures: Vec<String>,
    amount: String,
    amount_words: String,
    reduced: Option<ReducedData>,
    rf: String,
    payment: String,
    objection: String,
    regime: String,
    legal_basis: String,
}

#[derive(Serialize)]
struct ViolationData {
    code: String,
    article: String,
    text: String,
    amount: String,
}

#[derive(Serialize)]
struct ReducedData {
    amount: String,
    words: String,
    first: String,
    then: String,
}
