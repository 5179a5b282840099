//! The words of the machine: lines, lists, debts, receipts and the states they pass through.

use jiff::civil::Date;
use loggia_schema::ids::{DocId, PersonId, ScopeId};
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// Where an assessment line stands (κατάσταση εγγραφής βεβαίωσης). A sentence each:
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// The source says it is owed; nothing was certified and it is not fully paid.
    Open,
    /// It was paid, whole or reduced, before any list: assessed and collected at once.
    Settled,
    /// It stands in a draft list and waits for the approval of that list.
    Listed,
    /// An approved list certified it: it is a debt in the books.
    Certified,
    /// It was certified and its debt is paid.
    Paid,
    /// The source took it back before certification: cancelled, spoiled or replaced.
    Void,
    /// It was certified and then struck off by decision.
    StruckOff,
}

impl LineState {
    /// Name in the tables.
    pub const fn code(self) -> &'static str {
        match self {
            LineState::Open => "open",
            LineState::Settled => "settled",
            LineState::Listed => "listed",
            LineState::Certified => "certified",
            LineState::Paid => "paid",
            LineState::Void => "void",
            LineState::StruckOff => "struck_off",
        }
    }

    /// Reads the name back; `None` for a state of a newer program.
    pub fn from_code(code: &str) -> Option<LineState> {
        LineState::ALL
            .iter()
            .copied()
            .find(|state| state.code() == code)
    }

    /// On screens.
    pub const fn greek(self) -> &'static str {
        match self {
            LineState::Open => "Ανοικτή",
            LineState::Settled => "Εξοφλήθηκε πριν από τη βεβαίωση",
            LineState::Listed => "Σε σχέδιο καταλόγου",
            LineState::Certified => "Βεβαιωμένη",
            LineState::Paid => "Εξοφλημένη",
            LineState::Void => "Ακυρωμένη",
            LineState::StruckOff => "Διαγραμμένη",
        }
    }

    /// True once the books hold a debt for it.
    pub const fn is_certified(self) -> bool {
        matches!(
            self,
            LineState::Certified | LineState::Paid | LineState::StruckOff
        )
    }

    /// True while money is still expected.
    pub const fn is_owed(self) -> bool {
        matches!(
            self,
            LineState::Open | LineState::Listed | LineState::Certified
        )
    }

    /// Every state.
    pub const ALL: &'static [LineState] = &[
        LineState::Open,
        LineState::Settled,
        LineState::Listed,
        LineState::Certified,
        LineState::Paid,
        LineState::Void,
        LineState::StruckOff,
    ];
}

/// What a source says is owed (εγγραφή βεβαίωσης). The pair (source, source id) is unique: saying it twice
/// changes the same line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Which source speaks: `fines`, `irrigation`, later `leases` …
    pub source: String,
    /// The document that holds the facts; also the key of the line.
    pub doc: DocId,
    /// Desk where it was born.
    pub scope: ScopeId,
    /// Number on the paper, «Κ12-2026-000123».
    pub number: String,
    /// Payment code on the paper.
    pub rf: String,
    /// What it is, in Greek, for lists and cards.
    pub title: String,
    /// Plate or other thing it hangs on, if any.
    pub object: Option<String>,
    /// The debtor in the registry of persons; `None` puts the line in the «άγνωστος οφειλέτης» queue.
    pub person: Option<PersonId>,
    /// The debtor as the paper names him; empty when nobody was named.
    pub debtor_name: String,
    /// Day of the event (παράβαση).
    pub event_on: Date,
    /// The whole sum.
    pub principal: Cents,
    /// Of it, VAT.
    pub vat: Cents,
    /// Of it, what belongs to a third party.
    pub third_party: Cents,
    /// The reduced sum and the last day it is taken, while the law knows one.
    pub reduced: Option<Reduced>,
    /// First day it may be put in a list; `None` while a term has not begun (not yet served).
    pub certify_from: Option<Date>,
    /// Budget code its revenue belongs to (ΚΑ εσόδου).
    pub budget_code: String,
    /// Law and rule version, for the explanation of the sum.
    pub basis: String,
    /// False once the source took it back (cancelled, spoiled, replaced).
    pub stands: bool,
}

/// A reduced sum with its last day (μειωμένη πληρωμή).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduced {
    /// What closes the line until then.
    pub amount: Cents,
    /// Last day; `None` while its term has not begun.
    pub until: Option<Date>,
}

/// A line as stored: the claim, and what happened to it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What the source says.
    pub claim: Claim,
    /// Where it stands.
    pub state: LineState,
    /// Principal taken so far.
    pub collected: Cents,
    /// Principal posted as assessed so far (all of it once certified).
    pub assessed: Cents,
    /// The list it stands in, if any.
    pub list: Option<i64>,
    /// Day of certification.
    pub certified_on: Option<Date>,
    /// Last day without surcharge, once certified.
    pub due_on: Option<Date>,
}

impl Line {
    /// Whose account it is in the books: the debtor, or while nobody is named a stand-in that only this line has.
    pub fn party(&self) -> PersonId {
        self.claim.person.unwrap_or(PersonId(self.claim.doc.0))
    }

    /// Principal still owed, not below zero.
    pub fn open_principal(&self) -> Cents {
        if self.state.is_owed() {
            Cents((self.claim.principal.0.saturating_sub(self.collected.0)).max(0))
        } else {
            Cents::ZERO
        }
    }
}

/// Where a money list stands (χρηματικός κατάλογος).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListState {
    /// Lines may still be put in and taken out.
    Draft,
    /// Signed: certified and posted in the same act, never to be undone.
    Approved,
    /// Thrown away before approval; its lines went back.
    Discarded,
}

impl ListState {
    /// Name in the tables.
    pub const fn code(self) -> &'static str {
        match self {
            ListState::Draft => "draft",
            ListState::Approved => "approved",
            ListState::Discarded => "discarded",
        }
    }

    /// Reads the name back.
    pub fn from_code(code: &str) -> Option<ListState> {
        [ListState::Draft, ListState::Approved, ListState::Discarded]
            .into_iter()
            .find(|s| s.code() == code)
    }

    /// On screens.
    pub const fn greek(self) -> &'static str {
        match self {
            ListState::Draft => "Σχέδιο",
            ListState::Approved => "Εγκεκριμένος και βεβαιωμένος",
            ListState::Discarded => "Απορρίφθηκε",
        }
    }
}

/// What a line of a receipt was paid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pays {
    /// A fine or debt, by its payment code.
    Rf(String),
    /// A fine, by the number on its paper.
    Number(String),
    /// A fee without a debt behind it (οίκοθεν έσοδο), by its budget code.
    Fee(String),
}

/// One line of a cash receipt as the machine sees it (γραμμή διπλοτύπου).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// The receipt's document.
    pub doc: DocId,
    /// Line of the receipt, from 0.
    pub line_no: u32,
    /// Number on the paper.
    pub number: String,
    /// What was paid for.
    pub pays: Pays,
    /// As printed.
    pub text: String,
    /// True if it was paid by card and goes to the bank instead of the cash box.
    pub card: bool,
    /// The sum.
    pub amount: Cents,
    /// Day of payment, as the receipt says.
    pub paid_on: Date,
    /// The desk.
    pub scope: ScopeId,
}

impl Money {
    /// Key of its postings: nothing is posted twice for one line of one receipt.
    pub fn key(&self) -> String {
        format!("{}/{}", self.doc, self.line_no)
    }
}

/// A payment as stored: the money and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The money.
    pub money: Money,
    /// How it was understood.
    pub outcome: super::rules::Outcome,
    /// The document it paid, once matched.
    pub paid: Option<DocId>,
    /// Against the principal.
    pub principal: Cents,
    /// Surcharge taken with it.
    pub surcharge: Cents,
    /// The debtor's credit.
    pub credit: Cents,
    /// Principal that became assessed by it.
    pub assessed: Cents,
    /// Principal that became the debtor's when the source took the line back.
    pub taken_back: Cents,
    /// State of the line before it.
    pub state_before: Option<LineState>,
    /// True once its receipt was cancelled.
    pub cancelled: bool,
}
