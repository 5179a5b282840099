//! What can happen to a fine, and the data each event keeps.
//!
//! These structs are the newest shape (version 1) of each event's `d`. A change of shape gets a new version and an upcaster in
//! `codec.rs`; nothing stored is ever rewritten. Names and free texts are private parts, referenced by id.

use super::ticket::{Liable, Ticket};
use crate::attachment::Attachment;
use crate::document::EventKey;
use crate::number::DocNumber;
use loggia_schema::calendar::Date;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DocId, PartId, UserId};
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Signed on the device: the fine exists and has its number.
    Issued(Box<Ticket>),
    /// A number was taken and will never be a fine, or the paper was destroyed before anybody had it.
    Spoiled(Spoiled),
    /// Handed over, left on the windscreen, posted…
    Served(Served),
    /// The liable person became known, or another one.
    Liable(Liable),
    /// A note was written.
    Noted(Noted),
    /// A new fine took this one's place because of a material error.
    Replaced(Replaced),
    /// The centre notes money that came in for the fine.
    Paid(Paid),
    /// The receipt behind a payment was cancelled.
    PaymentVoided(PaymentVoided),
    /// An objection was filed.
    ObjectionFiled(ObjectionFiled),
    /// The objection was accepted: the fine is cancelled.
    ObjectionAccepted(Decided),
    /// The objection was rejected: the fine stands.
    ObjectionRejected(Decided),
    /// The term is over and nothing was paid.
    TermOver(TermOver),
    /// The owner of the plate was asked for.
    OwnerAsked(OwnerAsked),
    /// The registry answered.
    OwnerAnswered(OwnerAnswered),
    /// A money list with this fine was approved; the debt is in the treasury.
    Certified(Certified),
    /// The treasury struck the debt off after a committee's decision.
    StruckOff(StruckOff),
    /// A person settled a conflict.
    Settled(Settled),
    /// A photo or a paper was attached.
    Attached(Attachment),
}

/// The type of an event: columns of the transition table. Payments count as two, by their price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// See [`Event::Issued`].
    Issued,
    /// See [`Event::Spoiled`].
    Spoiled,
    /// A service that starts the terms.
    Served,
    /// A notice left where the regime does not count it as service.
    NoticeLeft,
    /// See [`Event::Liable`].
    Liable,
    /// See [`Event::Noted`].
    Noted,
    /// See [`Event::Replaced`].
    Replaced,
    /// The reduced amount was paid.
    PaidReduced,
    /// The whole amount was paid.
    PaidWhole,
    /// See [`Event::PaymentVoided`].
    PaymentVoided,
    /// See [`Event::ObjectionFiled`].
    ObjectionFiled,
    /// See [`Event::ObjectionAccepted`].
    ObjectionAccepted,
    /// See [`Event::ObjectionRejected`].
    ObjectionRejected,
    /// See [`Event::TermOver`].
    TermOver,
    /// See [`Event::OwnerAsked`].
    OwnerAsked,
    /// The registry named an owner.
    OwnerFound,
    /// The registry named nobody, or a foreigner.
    OwnerUnknown,
    /// See [`Event::Certified`].
    Certified,
    /// See [`Event::StruckOff`].
    StruckOff,
    /// See [`Event::Settled`].
    Settled,
    /// See [`Event::Attached`].
    Attached,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [EventKind; 21] = [
        EventKind::Issued,
        EventKind::Spoiled,
        EventKind::Served,
        EventKind::NoticeLeft,
        EventKind::Liable,
        EventKind::Noted,
        EventKind::Replaced,
        EventKind::PaidReduced,
        EventKind::PaidWhole,
        EventKind::PaymentVoided,
        EventKind::ObjectionFiled,
        EventKind::ObjectionAccepted,
        EventKind::ObjectionRejected,
        EventKind::TermOver,
        EventKind::OwnerAsked,
        EventKind::OwnerFound,
        EventKind::OwnerUnknown,
        EventKind::Certified,
        EventKind::StruckOff,
        EventKind::Settled,
        EventKind::Attached,
    ];

    /// Greek name for timelines and refusals.
    pub const fn greek(self) -> &'static str {
        match self {
            EventKind::Issued => "έκδοση",
            EventKind::Spoiled => "αχρήστευση",
            EventKind::Served => "επίδοση",
            EventKind::NoticeLeft => "ειδοποίηση στο όχημα",
            EventKind::Liable => "ορισμός υπευθύνου",
            EventKind::Noted => "σημείωση",
            EventKind::Replaced => "αντικατάσταση",
            EventKind::PaidReduced => "πληρωμή μειωμένου ποσού",
            EventKind::PaidWhole => "πληρωμή",
            EventKind::PaymentVoided => "ακύρωση πληρωμής",
            EventKind::ObjectionFiled => "υποβολή αντιρρήσεων",
            EventKind::ObjectionAccepted => "αποδοχή αντιρρήσεων",
            EventKind::ObjectionRejected => "απόρριψη αντιρρήσεων",
            EventKind::TermOver => "λήξη προθεσμίας",
            EventKind::OwnerAsked => "αναζήτηση ιδιοκτήτη",
            EventKind::OwnerFound => "εύρεση ιδιοκτήτη",
            EventKind::OwnerUnknown => "άγνωστος ιδιοκτήτης",
            EventKind::Certified => "βεβαίωση",
            EventKind::StruckOff => "διαγραφή",
            EventKind::Settled => "τακτοποίηση διαφοράς",
            EventKind::Attached => "επισύναψη",
        }
    }
}

impl Event {
    /// The column of the transition table.
    pub fn kind(&self) -> EventKind {
        match self {
            Event::Issued(_) => EventKind::Issued,
            Event::Spoiled(_) => EventKind::Spoiled,
            Event::Served(served) if served.effective => EventKind::Served,
            Event::Served(_) => EventKind::NoticeLeft,
            Event::Liable(_) => EventKind::Liable,
            Event::Noted(_) => EventKind::Noted,
            Event::Replaced(_) => EventKind::Replaced,
            Event::Paid(paid) if paid.reduced => EventKind::PaidReduced,
            Event::Paid(_) => EventKind::PaidWhole,
            Event::PaymentVoided(_) => EventKind::PaymentVoided,
            Event::ObjectionFiled(_) => EventKind::ObjectionFiled,
            Event::ObjectionAccepted(_) => EventKind::ObjectionAccepted,
            Event::ObjectionRejected(_) => EventKind::ObjectionRejected,
            Event::TermOver(_) => EventKind::TermOver,
            Event::OwnerAsked(_) => EventKind::OwnerAsked,
            Event::OwnerAnswered(OwnerAnswered {
                answer: Answer::Found { .. },
                ..
            }) => EventKind::OwnerFound,
            Event::OwnerAnswered(_) => EventKind::OwnerUnknown,
            Event::Certified(_) => EventKind::Certified,
            Event::StruckOff(_) => EventKind::StruckOff,
            Event::Settled(_) => EventKind::Settled,
            Event::Attached(_) => EventKind::Attached,
        }
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

/// How a fine reached the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// Handed over (επί χείρας).
    InHand,
    /// Left on the windscreen (στο όχημα).
    Windscreen,
    /// Registered letter (συστημένη επιστολή).
    Post,
    /// Court server (δικαστικός επιμελητής).
    CourtServer,
    /// Digital box (ηλεκτρονική θυρίδα).
    DigitalBox,
    /// Refused and posted on the door (θυροκόλληση).
    RefusedPosted,
}

impl ServiceKind {
    /// Every kind.
    pub const ALL: [ServiceKind; 6] = [
        ServiceKind::InHand,
        ServiceKind::Windscreen,
        ServiceKind::Post,
        ServiceKind::CourtServer,
        ServiceKind::DigitalBox,
        ServiceKind::RefusedPosted,
    ];

    /// Greek name.
    pub const fn greek(self) -> &'static str {
        match self {
            ServiceKind::InHand => "επί χείρας",
            ServiceKind::Windscreen => "στο όχημα",
            ServiceKind::Post => "με συστημένη επιστολή",
            ServiceKind::CourtServer => "με δικαστικό επιμελητή",
            ServiceKind::DigitalBox => "στην ηλεκτρονική θυρίδα",
            ServiceKind::RefusedPosted => "θυροκόλληση μετά από άρνηση",
        }
    }

    /// Code name, as in JSON, forms and the command line.
    pub const fn name(self) -> &'static str {
        match self {
            ServiceKind::InHand => "in_hand",
            ServiceKind::Windscreen => "windscreen",
            ServiceKind::Post => "post",
            ServiceKind::CourtServer => "court_server",
            ServiceKind::DigitalBox => "digital_box",
            ServiceKind::RefusedPosted => "refused_posted",
        }
    }

    /// The kind of a code name.
    pub fn parse(name: &str) -> Option<ServiceKind> {
        ServiceKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// Service, with the terms it starts; made by [`super::calculator::serve`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// How.
    pub kind: ServiceKind,
    /// Local date.
    pub on: Date,
    /// True if the regime counts it as service.
    pub effective: bool,
    /// Last day of the reduced price, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduced_until: Option<Date>,
    /// Last day for objections.
    pub objection_until: Date,
    /// First day of certification.
    pub certify_from: Date,
    /// Number of the proof of service, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// The date of service its author saw before this one (a correction).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saw: Option<Date>,
}

/// A note: only the reference of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The private part with the text.
    pub part: PartId,
}

/// Replacement by a new fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The new fine's document.
    pub doc: DocId,
    /// The new fine's number.
    pub number: DocNumber,
    /// What was wrong.
    pub reason: String,
}

/// A payment, as the centre matched it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Amount.
    pub amount: Cents,
    /// Day of payment.
    pub on: Date,
    /// Where it came from: number of the receipt, or of the bank's line.
    pub receipt: String,
    /// `desk`, `bank`, `card`, …
    pub channel: String,
    /// True if it was the reduced price.
    pub reduced: bool,
}

/// A payment taken back because its receipt was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentVoided {
    /// The receipt of the payment.
    pub receipt: String,
    /// Why.
    pub reason: String,
}

/// An objection (αντιρρήσεις).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionFiled {
    /// Protocol number.
    pub protocol_no: String,
    /// Day of filing.
    pub on: Date,
    /// True if it came inside the term.
    pub within_term: bool,
    /// The private part with its text, if it was typed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
}

/// A decision on an objection; two persons sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Number of the decision.
    pub decision_no: String,
    /// Its day.
    pub on: Date,
    /// The second signature; the first is the event's author.
    pub approved_by: UserId,
    /// The private part with the reasons; mandatory when the objection is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
}

/// The term is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermOver {
    /// The day on which it was found.
    pub on: Date,
}

/// A question to the registry of vehicles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerAsked {
    /// Its day.
    pub on: Date,
    /// Legal ground of the question.
    pub ground: String,
}

/// What the registry answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The owner on the day of the offence.
    Found {
        /// The private part.
        part: PartId,
        /// True if it holds an ΑΦΜ.
        has_afm: bool,
    },
    /// A foreign plate.
    Foreign,
    /// Nobody.
    Nobody,
}

/// The registry's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerAnswered {
    /// Its day.
    pub on: Date,
    /// What it says.
    pub answer: Answer,
}

/// Certification by an approved money list (βεβαίωση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certified {
    /// Number of the list.
    pub list: String,
    /// Day of approval.
    pub on: Date,
}

/// Striking off (διαγραφή).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StruckOff {
    /// Number of the committee's decision.
    pub decision_no: String,
    /// Its day.
    pub on: Date,
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
