//! What people were told: the simulator's own book of every acknowledged command, in plain values.
//!
//! A command is in here the moment it returned `Ok`, and never before. Observers ask this book what must exist; it shares
//! nothing with the program but the numbers and ids that the program printed.

use jiff::civil::Date;
use loggia_schema::ids::{DocId, Incarnation};

/// A violation of the demonstration with the municipality's tariff in cents, typed in again here on purpose.
#[derive(Debug, Clone, Copy)]
pub struct Violation {
    /// Code of the catalogue.
    pub code: &'static str,
    /// Whole amount.
    pub whole: i64,
    /// Half inside ten days of the service, where the law knows a half.
    pub half: Option<i64>,
    /// A notice on the windscreen serves it.
    pub windscreen: bool,
}

/// The violations that simulated officers see.
pub const VIOLATIONS: &[Violation] = &[
    violation("Ρ-69", 3_000, Some(1_500), true),
    violation("ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ", 8_000, Some(4_000), true),
    violation("ΠΕΖΟΔΡΟΜΙΟ", 15_000, Some(7_500), true),
    violation("ΕΜΠΟΔΙΑ", 35_000, Some(17_500), true),
    violation("ΑΠΟΡΡΙΜΜΑΤΑ", 10_000, Some(5_000), false),
    violation("ΤΡΑΠΕΖΙΑ", 162_000, None, false),
];

const fn violation(
    code: &'static str,
    whole: i64,
    half: Option<i64>,
    windscreen: bool,
) -> Violation {
    Violation {
        code,
        whole,
        half,
        windscreen,
    }
}

/// A thing that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A fine was issued.
    Fined(Fine),
    /// A fine was served on a day, at once or later.
    Served(Date),
    /// A fine, or a number that never became one, was spoiled.
    Spoiled,
    /// A fine was replaced by the fine with this number.
    Replaced(String),
    /// A photo was attached to a fine: its bytes.
    Attached(Vec<u8>),
    /// Money was taken for the fine with this number.
    Paid {
        /// Number of the fine.
        fine: String,
        /// Cents.
        amount: i64,
        /// Day on the receipt.
        on: Date,
    },
    /// A request was taken in: its place or its person.
    Requested(String),
    /// Something was done with a request: the event it left.
    Acted(&'static str),
    /// An entry of the protocol was written, by itself or as the answer to the request of this document.
    Entered(Option<DocId>),
    /// A meter was read.
    Read(Reading),
}

/// A reading as the keeper saw it, in whole cubic metres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Where the meter's season starts.
    pub start: u64,
    /// The digits.
    pub value: u64,
    /// Local time, as written.
    pub at: String,
    /// When, for order.
    pub instant: jiff::Timestamp,
}

/// A fine as its paper says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fine {
    /// Payment code.
    pub rf: String,
    /// Whole amount in cents.
    pub whole: i64,
    /// Half amount.
    pub half: Option<i64>,
    /// Day of a service on the spot, as the paper says.
    pub served: Option<Date>,
    /// The debtor, as a place among the persons.
    pub debtor: Option<usize>,
}

/// One acknowledged thing. A command that writes in two papers (replace) is told as two of these.
#[derive(Debug, Clone)]
pub struct Told {
    /// Key of the command.
    pub key: String,
    /// The laptop.
    pub office: usize,
    /// The life of its store.
    pub life: Incarnation,
    /// The paper's document.
    pub doc: DocId,
    /// The event's number in this life.
    pub n: u64,
    /// Its number.
    pub number: String,
    /// What.
    pub fact: Fact,
    /// How far the device's clock was from the true time, in milliseconds.
    pub skew: i64,
    /// The store was put back from an older copy before the centre had signed for this: it may be gone.
    pub at_risk: bool,
}

impl Told {
    /// Name of the event this leaves in its document.
    pub fn event(&self) -> &'static str {
        match &self.fact {
            Fact::Fined(_) | Fact::Paid { .. } => "issued",
            Fact::Served(_) => "served",
            Fact::Spoiled => "spoiled",
            Fact::Replaced(_) => "replaced",
            Fact::Attached(_) => "attached",
            Fact::Requested(_) | Fact::Entered(_) => "registered",
            Fact::Acted(event) => event,
            Fact::Read(_) => "captured",
        }
    }

    /// True if it took a number of a block.
    pub fn takes_number(&self, ledger: &Ledger) -> bool {
        match self.fact {
            Fact::Fined(_) | Fact::Paid { .. } => true,
            Fact::Spoiled => !ledger
                .told
                .iter()
                .any(|other| other.doc == self.doc && matches!(other.fact, Fact::Fined(_))),
            Fact::Served(_) | Fact::Replaced(_) | Fact::Attached(_) => false,
            // of the protocol's own series, or none
            Fact::Requested(_) | Fact::Acted(_) | Fact::Entered(_) | Fact::Read(_) => false,
        }
    }
}

/// The book.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Everything told, in the order in which it was told.
    pub told: Vec<Told>,
}

impl Ledger {
    /// All fines.
    pub fn fines(&self) -> impl Iterator<Item = (&Told, &Fine)> {
        self.told.iter().filter_map(|told| match &told.fact {
            Fact::Fined(fine) => Some((told, fine)),
            _ => None,
        })
    }

    /// What else was told about a paper.
    pub fn of(&self, doc: DocId) -> impl Iterator<Item = &Told> {
        self.told.iter().filter(move |told| told.doc == doc)
    }

    /// True when every copy of the thing may be gone.
    pub fn mark_at_risk(&mut self, office: usize, docs: &[DocId]) {
        for told in &mut self.told {
            if told.office == office && docs.contains(&told.doc) {
                told.at_risk = true;
            }
        }
    }
}

/// The last day of the half amount: ten days after the service, typed in again here on purpose.
pub fn half_until(served: Date) -> Date {
    served
        .checked_add(jiff::Span::new().days(10))
        .expect("a day of the calendar")
}

/// The first day of certification: two months after the service.
pub fn certify_from(served: Date) -> Date {
    served
        .checked_add(jiff::Span::new().months(2))
        .expect("a day of the calendar")
}
