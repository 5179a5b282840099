//! What can happen to a cash box within its day, and the data each event keeps.

use super::count::Count;
use super::summary::Summary;
use crate::document::EventKey;
use jiff::Zoned;
use loggia_schema::calendar::Date;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DeviceKey, UserId};
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The box was opened with its float.
    Opened(Box<Opened>),
    /// The holder counted and handed it to somebody.
    Handed(Box<Handed>),
    /// That person confirmed the count and holds it now.
    Taken(Taken),
    /// It stays with the giver: the receiver did not agree, or the giver changed his mind.
    Returned(Returned),
    /// It was counted and closed.
    Closed(Box<Closed>),
    /// A person settled a conflict.
    Settled(Settled),
}

impl Event {
    /// Greek name for timelines and refusals.
    pub const fn greek(&self) -> &'static str {
        match self {
            Event::Opened(_) => "άνοιγμα ταμείου",
            Event::Handed(_) => "παράδοση ταμείου",
            Event::Taken(_) => "παραλαβή ταμείου",
            Event::Returned(_) => "επιστροφή της παράδοσης",
            Event::Closed(_) => "κλείσιμο ταμείου",
            Event::Settled(_) => "τακτοποίηση διαφοράς",
        }
    }
}

/// The box was opened (άνοιγμα). Never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Day of the municipality's calendar.
    pub day: Date,
    /// Shift of this box on that day, from 1 (βάρδια).
    pub shift: u16,
    /// Local time with its zone.
    pub at: Zoned,
    /// Who opened and holds it.
    pub cashier: UserId,
    /// Where.
    pub device: DeviceKey,
    /// Code of the place of the desk.
    #[serde(default)]
    pub place: String,
    /// Cash in the box before the first receipt (αρχικό ποσό).
    pub float: Cents,
    /// True if the first receipt opened it because nobody had.
    #[serde(default)]
    pub by_receipt: bool,
}

/// The holder counted the box and handed it over (παράδοση); it waits for the receiver's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Who shall take it.
    pub to: UserId,
    /// What the receipts say is inside.
    pub expected: Cents,
    /// What was counted.
    pub counted: Cents,
    /// Counted less expected: below zero is a shortage.
    pub difference: Cents,
    /// Why it differs.
    #[serde(default)]
    pub reason: String,
}

/// The receiver counted the same and holds the box (παραλαβή).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// What he confirms, the giver's count.
    pub counted: Cents,
}

/// The handover did not happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Why.
    pub reason: String,
}

/// The box was counted and closed (κλείσιμο). Never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// What the receipts of the day add up to.
    pub summary: Summary,
    /// Float and cash receipts together, with the differences of handovers.
    pub expected: Cents,
    /// Notes and coins.
    pub count: Count,
    /// Their sum.
    pub counted: Cents,
    /// Counted less expected: below zero is a shortage (έλλειμμα), above a surplus (πλεόνασμα).
    pub difference: Cents,
    /// Why it differs.
    #[serde(default)]
    pub reason: String,
    /// What goes to the bank or to the treasury (κατάθεση).
    pub deposit: Cents,
    /// Number of the bank's slip, once there is one.
    #[serde(default)]
    pub slip: String,
    /// What stays in the box as the next float.
    pub left: Cents,
}

/// A person settled a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The event that met the conflict.
    pub conflict: EventKey,
    /// Which side stands.
    pub stands: Stands,
    /// What was decided.
    pub reason: String,
}
