//! What can happen to a receipt, and the data each event keeps.

use crate::document::EventKey;
use crate::number::DocNumber;
use jiff::Zoned;
use loggia_schema::dispute::Stands;
use loggia_schema::identifiers::Rf;
use loggia_schema::ids::{DeviceKey, DocId, PartId, UserId};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Money was taken and the receipt printed.
    Issued(Box<Issued>),
    /// The number was taken and never became a receipt.
    Spoiled(Spoiled),
    /// The receipt was cancelled and the money given back.
    Cancelled(Cancelled),
    /// A person settled a conflict.
    Settled(Settled),
}

impl Event {
    /// Greek name for timelines and refusals.
    pub const fn greek(&self) -> &'static str {
        match self {
            Event::Issued(_) => "είσπραξη",
            Event::Spoiled(_) => "αχρήστευση",
            Event::Cancelled(_) => "ακύρωση",
            Event::Settled(_) => "τακτοποίηση διαφοράς",
        }
    }
}

/// The receipt as printed (διπλότυπο). Never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// Legal number from the device's block.
    pub number: DocNumber,
    /// Local time of the payment with its zone.
    pub at: Zoned,
    /// Who took the money.
    pub cashier: UserId,
    /// Where.
    pub device: DeviceKey,
    /// Code of the place of the desk.
    #[serde(default)]
    pub place: String,
    /// The cash day whose box took the money (ταμειακή ημέρα).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<DocId>,
    /// Sheet of the handwritten receipt it was typed from, as [`crate::sheet::Sheet`] writes it (χάρτινο μπλοκ).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The private part with [`crate::private::Payer`], if he gave a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<PartId>,
    /// What was paid; at least one line.
    pub lines: Vec<Line>,
    /// Sum of the lines.
    pub total: Cents,
    /// Cash or card.
    pub means: Means,
}

/// One line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What was paid for.
    pub subject: Subject,
    /// As printed.
    pub text: String,
    /// Amount, above zero.
    pub amount: Cents,
    /// True if it is the reduced price of a fine.
    #[serde(default)]
    pub reduced: bool,
    /// How many units of a fee that is charged by unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
}

/// What a line was paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Subject {
    /// A fine or a debt, by its payment code.
    Rf {
        /// The code.
        rf: Rf,
        /// Number of the fine or debt, as printed on its paper, if known.
        #[serde(default)]
        number: String,
        /// Budget revenue code of the debt, as the desk knows it; empty: not known here.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        budget_code: String,
    },
    /// A fine whose paper shows only its number.
    FineNumber {
        /// The number.
        number: DocNumber,
    },
    /// A fee without a debt behind it (οίκοθεν έσοδο).
    Fee {
        /// Code of the fee catalogue.
        code: String,
        /// Budget revenue code on that day (ΚΑ εσόδου).
        budget_code: String,
    },
}

impl Subject {
    /// What it is called in a refusal: number, code.
    pub fn name(&self) -> String {
        match self {
            Subject::Rf { rf, number, .. } if number.is_empty() => rf.as_str().to_owned(),
            Subject::Rf { number, .. } => number.clone(),
            Subject::FineNumber { number } => number.to_string(),
            Subject::Fee { code, .. } => code.clone(),
        }
    }

    /// Budget revenue code, as far as the desk knows it; empty: to be matched at the centre.
    pub fn budget_code(&self) -> &str {
        match self {
            Subject::Rf { budget_code, .. } | Subject::Fee { budget_code, .. } => budget_code,
            Subject::FineNumber { .. } => "",
        }
    }
}

/// How it was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Means {
    /// Cash (μετρητά).
    Cash,
    /// Card, on the terminal's own line.
    Card {
        /// Approval code of the terminal's slip.
        approval: String,
        /// Last four digits of the card.
        last4: String,
    },
}

impl Means {
    /// Code name.
    pub const fn name(&self) -> &'static str {
        match self {
            Means::Cash => "cash",
            Means::Card { .. } => "card",
        }
    }

    /// Greek name.
    pub const fn greek(&self) -> &'static str {
        match self {
            Means::Cash => "μετρητά",
            Means::Card { .. } => "κάρτα",
        }
    }
}

impl Issued {
    /// The sum of the lines. Refusal: Σ-113.
    pub fn sum(&self) -> Result<Cents, Finding> {
        Cents::sum(self.lines.iter().map(|line| line.amount))
    }
}

/// A spoiled number (άχρηστος αριθμός).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoiled {
    /// The number, which stays consumed.
    pub number: DocNumber,
    /// Why; goes to the gap register.
    pub reason: String,
    /// The spoiled sheet of a paper block that it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
}

/// Cancellation (ακύρωση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// Why.
    pub reason: String,
}

/// A person settled a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The event that met the conflict.
    pub conflict: EventKey,
    /// Which side stands; in version 1 it was always what came later.
    pub stands: Stands,
    /// Why.
    pub reason: String,
}
