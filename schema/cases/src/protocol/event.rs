//! What can happen to a protocol entry, and the data each event keeps.

use super::number::ProtocolNumber;
use crate::document::EventKey;
use jiff::Zoned;
use jiff::civil::Date;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DeviceKey, DocId, PartId, UserId};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The entry was written and got its number.
    Registered(Box<Entry>),
    /// It was charged to a unit.
    Routed(Routed),
    /// It was answered or filed.
    Answered(Answered),
    /// A counter-entry put it right.
    Countered(Countered),
    /// It was cancelled; the number stays.
    Cancelled(Cancelled),
    /// Numbers that were shown and whose entries are lost.
    Lost(Lost),
    /// A person settled a conflict.
    Settled(Settled),
}

impl Event {
    /// Greek name for timelines and refusals.
    pub const fn greek(&self) -> &'static str {
        match self {
            Event::Registered(_) => "πρωτοκόλληση",
            Event::Routed(_) => "χρέωση",
            Event::Answered(_) => "διεκπεραίωση",
            Event::Countered(_) => "διόρθωση με αντιεγγραφή",
            Event::Cancelled(_) => "ακύρωση",
            Event::Lost(_) => "δήλωση χαμένων αριθμών",
            Event::Settled(_) => "τακτοποίηση διαφοράς",
        }
    }
}

/// Which way a document goes (κατεύθυνση).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It came in (εισερχόμενο).
    #[default]
    In,
    /// It goes out (εξερχόμενο).
    Out,
    /// Between units (εσωτερικό).
    Internal,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Direction; 3] = [Direction::In, Direction::Out, Direction::Internal];

    /// Code name.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
            Direction::Internal => "internal",
        }
    }

    /// The direction of a code name.
    pub fn parse(name: &str) -> Option<Direction> {
        Direction::ALL.into_iter().find(|way| way.name() == name)
    }

    /// Greek name.
    pub const fn greek(self) -> &'static str {
        match self {
            Direction::In => "εισερχόμενο",
            Direction::Out => "εξερχόμενο",
            Direction::Internal => "εσωτερικό",
        }
    }
}

/// How it came or went (τρόπος).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// In person at the desk (αυτοπροσώπως).
    #[default]
    Counter,
    /// Post (ταχυδρομείο).
    Post,
    /// Courier (ταχυμεταφορά).
    Courier,
    /// E-mail (ηλεκτρονικό ταχυδρομείο).
    Email,
    /// Portal of the municipality (πύλη).
    Portal,
    /// Telephone (τηλέφωνο).
    Phone,
    /// By hand, between services (υπηρεσιακά).
    Service,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 7] = [
        Channel::Counter,
        Channel::Post,
        Channel::Courier,
        Channel::Email,
        Channel::Portal,
        Channel::Phone,
        Channel::Service,
    ];

    /// Code name.
    pub const fn name(self) -> &'static str {
        match self {
            Channel::Counter => "counter",
            Channel::Post => "post",
            Channel::Courier => "courier",
            Channel::Email => "email",
            Channel::Portal => "portal",
            Channel::Phone => "phone",
            Channel::Service => "service",
        }
    }

    /// The channel of a code name.
    pub fn parse(name: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|c| c.name() == name)
    }

    /// Greek name.
    pub const fn greek(self) -> &'static str {
        match self {
            Channel::Counter => "αυτοπροσώπως",
            Channel::Post => "ταχυδρομείο",
            Channel::Courier => "ταχυμεταφορά",
            Channel::Email => "ηλεκτρονικό ταχυδρομείο",
            Channel::Portal => "πύλη του Δήμου",
            Channel::Phone => "τηλέφωνο",
            Channel::Service => "υπηρεσιακά",
        }
    }
}

/// The entry as it stands in the book (εγγραφή). Never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub number: ProtocolNumber,
    /// Which way it goes.
    pub direction: Direction,
    /// Local time of the registration with its zone.
    pub at: Zoned,
    /// The day it came or left.
    pub on: Date,
    /// Who registered it.
    pub user: UserId,
    /// Where.
    pub device: DeviceKey,
    /// Code of the place of the desk.
    #[serde(default)]
    pub place: String,
    /// How it came or went.
    #[serde(default)]
    pub channel: Channel,
    /// The private part with [`crate::private::Letter`]: subject, sender or receiver, text.
    pub letter: PartId,
    /// The sender's own number and date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub their: Option<Their>,
    /// Folder of the archive plan.
    #[serde(default)]
    pub folder: String,
    /// The case it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related: Option<Named>,
    /// The entry that this one puts right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counters: Option<Named>,
    /// The last day for the answer, of an incoming document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Code of the template its text was made from.
    #[serde(default)]
    pub template: String,
    /// How many copies were certified.
    #[serde(default)]
    pub copies: u16,
    /// On the board from and to, of a proof of posting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posted: Option<Posted>,
}

/// Number and date that the sender gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Their {
    /// The number, as it stands on the paper.
    pub number: String,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

/// Another case, by its document and the number people know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its document.
    pub doc: DocId,
    /// Its number, as printed.
    pub number: String,
}

/// Days on the board, both included (ανάρτηση).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Charged to a unit (χρέωση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// The unit or post.
    pub unit: String,
    /// For action; otherwise for information (κοινοποίηση).
    pub action: bool,
}

/// Answered or filed (διεκπεραίωση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The outgoing entry that answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Named>,
    /// How it ended, where nothing went out («αρχείο»).
    #[serde(default)]
    pub note: String,
}

/// Put right by another entry (αντιεγγραφή).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countered {
    /// The counter-entry.
    pub by: Named,
    /// What was wrong.
    pub reason: String,
}

/// Cancellation (ακύρωση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// Why.
    pub reason: String,
}

/// Numbers of an earlier life of the store that were shown and whose entries it does not hold (χαμένοι αριθμοί).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// The first of them.
    pub first: ProtocolNumber,
    /// The last running number.
    pub last: u32,
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
