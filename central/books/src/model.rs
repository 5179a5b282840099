//! What a posting is made of: ledgers, roles, sides, lines, requests.

use jiff::civil::Date;
use loggia_core::db::{DbError, DbResult};
use loggia_schema::ids::PersonId;
use loggia_schema::money::Cents;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// One of the two ledgers that run side by side; each balances by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ledger {
    /// Accrual, double entry (π.δ. 54/2018).
    General,
    /// The budget's stages (δημόσιο λογιστικό): voted, assessed, collected…
    Budget,
}

impl Ledger {
    /// Both, in the order of tables and reports.
    pub const ALL: [Self; 2] = [Self::General, Self::Budget];

    /// As it stands in the tables.
    pub const fn text(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Budget => "budget",
        }
    }

    /// On screens.
    pub const fn greek(self) -> &'static str {
        match self {
            Self::General => "Γενική λογιστική",
            Self::Budget => "Λογιστική προϋπολογισμού",
        }
    }

    /// Reads what [`Ledger::text`] wrote.
    ///
    /// # Errors
    /// [`DbError::Corrupt`].
    pub fn parse(text: &str) -> DbResult<Self> {
        let found = Self::ALL.into_iter().find(|ledger| ledger.text() == text);
        found.ok_or_else(|| DbError::Corrupt(format!("ledger {text}")))
    }
}

/// A side of a line (χρέωση, πίστωση).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Χρέωση.
    Debit,
    /// Πίστωση.
    Credit,
}

impl Side {
    /// The other side: what a reversal posts.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Debit => Self::Credit,
            Self::Credit => Self::Debit,
        }
    }
}

/// What an account is for. Rules name roles; dated data binds each to an account (ρόλος λογαριασμού).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Role(pub Cow<'static, str>);

impl Role {
    /// A role of the program.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Cash of the cash desks (ταμείο).
pub const CASH_DESK: Role = Role::new("CASH_DESK");
/// Bank accounts (καταθέσεις όψεως).
pub const BANK: Role = Role::new("BANK");
/// What debtors owe, certified (απαιτήσεις από βεβαιωθέντα). Control account: each line names a party.
pub const RECEIVABLES: Role = Role::new("RECEIVABLES");
/// Revenue of fines and surcharges (πρόστιμα και προσαυξήσεις).
pub const FINES_REVENUE: Role = Role::new("FINES_REVENUE");
/// Revenue of other fees and rights (λοιπά τέλη και δικαιώματα).
pub const FEES_REVENUE: Role = Role::new("FEES_REVENUE");
/// Revenue of irrigation water (έσοδα άρδευσης).
pub const IRRIGATION_REVENUE: Role = Role::new("IRRIGATION_REVENUE");
/// VAT of what the municipality sells (ΦΠΑ εκροών).
pub const VAT_COLLECTED: Role = Role::new("VAT_COLLECTED");
/// What is collected for somebody else (εισπράξεις υπέρ τρίτων).
pub const THIRD_PARTY_REVENUE: Role = Role::new("THIRD_PARTY_REVENUE");
/// What the municipality owes back to debtors (αχρεωστήτως εισπραχθέντα). Control account: each line names a party.
pub const DEBTOR_CREDITS: Role = Role::new("DEBTOR_CREDITS");
/// The sum of old debts until each stands on its debtor's account (μεταφερόμενες οφειλές υπό ανάλυση).
pub const CARRIED_DEBTS: Role = Role::new("CARRIED_DEBTS");
/// Money whose debt is not known yet (εισπράξεις υπό τακτοποίηση).
pub const UNMATCHED_RECEIPTS: Role = Role::new("UNMATCHED_RECEIPTS");
/// Cash that left a desk and is not on the bank's statement yet (χρήματα καθ' οδόν).
pub const CASH_IN_TRANSIT: Role = Role::new("CASH_IN_TRANSIT");
/// What counts of cash desks lacked, until somebody decides (ελλείμματα ταμείων).
pub const CASH_SHORTAGES: Role = Role::new("CASH_SHORTAGES");
/// What counts of cash desks had too much, until somebody decides (πλεονάσματα ταμείων).
pub const CASH_SURPLUSES: Role = Role::new("CASH_SURPLUSES");
/// Budget ledger R20: voted revenue (εκτιμώμενα έσοδα).
pub const BUDGET_AUTHORITY: Role = Role::new("BUDGET_AUTHORITY");
/// Budget ledger R21: to be assessed (προς βεβαίωση).
pub const BUDGET_TO_ASSESS: Role = Role::new("BUDGET_TO_ASSESS");
/// Budget ledger R22: assessed (βεβαιωθέντα).
pub const BUDGET_ASSESSED: Role = Role::new("BUDGET_ASSESSED");
/// Budget ledger R23: collected (εισπραχθέντα).
pub const BUDGET_COLLECTED: Role = Role::new("BUDGET_COLLECTED");

/// Where a line goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// The account that holds the role on the accounting date: what every rule says.
    Role(Role),
    /// An account by code: opening balances and manual entries of the accountant only.
    Account(Ledger, String),
}

/// One line of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostingLine {
    /// Where it goes.
    pub target: Target,
    /// Debit or credit.
    pub side: Side,
    /// Cents, above zero.
    pub amount: Cents,
    /// Budget code (κωδικός προϋπολογισμού); every line of the budget ledger has one.
    pub budget_code: Option<String>,
    /// The person, by id.
    pub party: Option<PersonId>,
    /// The paper, by its number: `Κ12-2026-000123`.
    pub document: Option<String>,
}

impl PostingLine {
    /// A debit (χρέωση).
    pub fn debit(role: Role, amount: Cents) -> Self {
        Self::new(Target::Role(role), Side::Debit, amount)
    }

    /// A credit (πίστωση).
    pub fn credit(role: Role, amount: Cents) -> Self {
        Self::new(Target::Role(role), Side::Credit, amount)
    }

    /// A line without dimensions.
    pub const fn new(target: Target, side: Side, amount: Cents) -> Self {
        Self {
            target,
            side,
            amount,
            budget_code: None,
            party: None,
            document: None,
        }
    }

    /// With a budget code.
    #[must_use]
    pub fn budget(mut self, code: impl Into<String>) -> Self {
        self.budget_code = Some(code.into());
        self
    }

    /// With a person.
    #[must_use]
    pub fn party(mut self, party: PersonId) -> Self {
        self.party = Some(party);
        self
    }

    /// With a paper.
    #[must_use]
    pub fn document(mut self, number: impl Into<String>) -> Self {
        self.document = Some(number.into());
        self
    }
}

/// The event behind an entry: nothing is posted twice for one (kind, key).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Kind, `fine.certified`.
    pub kind: String,
    /// Its key within the kind, e.g. the document's id.
    pub key: String,
}

/// A request to post one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostingRequest {
    /// The event behind it.
    pub source: Source,
    /// When it happened; a claim of a device, never checked against a clock.
    pub event_date: Date,
    /// When it counts.
    pub accounting_date: Date,
    /// 0 opening, 13 adjustments, 14 closing; `None` for the month of the accounting date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<u8>,
    /// Version of the rule that built it, `fines-2026`.
    pub rule: String,
    /// The entry's own explanation (αιτιολογία), in Greek, without personal data.
    pub text: String,
    /// Its lines.
    pub lines: Vec<PostingLine>,
}

impl PostingRequest {
    /// A request without lines yet.
    pub fn new(source: (&str, &str), event_date: Date, accounting_date: Date) -> Self {
        Self {
            source: Source {
                kind: source.0.to_owned(),
                key: source.1.to_owned(),
            },
            event_date,
            accounting_date,
            period: None,
            rule: String::new(),
            text: String::new(),
            lines: Vec::new(),
        }
    }

    /// With its rule and its text.
    #[must_use]
    pub fn explained(mut self, rule: impl Into<String>, text: impl Into<String>) -> Self {
        self.rule = rule.into();
        self.text = text.into();
        self
    }

    /// In one of the special periods.
    #[must_use]
    pub fn in_period(mut self, period: u8) -> Self {
        self.period = Some(period);
        self
    }

    /// With one more line.
    #[must_use]
    pub fn line(mut self, line: PostingLine) -> Self {
        self.lines.push(line);
        self
    }
}

/// The number of an entry (αριθμός εγγραφής): gapless within year and section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EntryId {
    /// Fiscal year.
    pub year: i16,
    /// Section of the journal: 1, and one more after each restore of the centre.
    pub section: u32,
    /// Number, from 1.
    pub no: u64,
}

impl fmt::Display for EntryId {
    /// `2026/17`, and `2026/2-17` outside the first section.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.section {
            1 => write!(f, "{}/{}", self.year, self.no),
            section => write!(f, "{}/{section}-{}", self.year, self.no),
        }
    }
}
