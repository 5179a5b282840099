//! What can happen to a request, and the data each event keeps.
//!
//! These structs are the newest shape (version 1) of each event's `d`. Names, texts and typed answers are private parts.

use crate::attachment::Attachment;
use crate::document::EventKey;
use crate::protocol::{Named, ProtocolNumber};
use crate::records::IssueAt;
use jiff::Zoned;
use loggia_schema::calendar::{Date, Deadline};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DeviceKey, PartId, UserId};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Taken in at a counter, by telephone, by post.
    Registered(Box<Registered>),
    /// Its protocol number came later than the request.
    Numbered(Numbered),
    /// Charged to an office, and perhaps to one of its people.
    Assigned(Assigned),
    /// Somebody of the office works on it.
    TakenUp(TakenUp),
    /// A comment of any office that holds it.
    Commented(Commented),
    /// The citizen is asked for papers or words; the clock stands still.
    CitizenAsked(CitizenAsked),
    /// Papers came.
    PapersBrought(PapersBrought),
    /// Another office is asked for its opinion.
    OfficeAsked(OfficeAsked),
    /// The other office answered.
    OfficeAnswered(OfficeAnswered),
    /// Done, with an outcome.
    Completed(Completed),
    /// Refused, with reason, law and remedy.
    Rejected(Rejected),
    /// Sent to the authority that is competent.
    ForwardedOut(ForwardedOut),
    /// The citizen took it back.
    Withdrawn(Withdrawn),
    /// The term passed in silence.
    Tacit(Tacit),
    /// Opened once more after completion.
    Reopened(Reopened),
    /// Put into the archive.
    Archived(Archived),
    /// A person settled a conflict.
    Settled(Settled),
    /// A photo or a paper was attached.
    Attached(Attachment),
}

/// How a request came in (κανάλι).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The citizen stood at the counter.
    #[default]
    Counter,
    /// By telephone.
    Phone,
    /// By post.
    Post,
    /// By electronic mail.
    Mail,
    /// Through the portal.
    Portal,
    /// A person of the municipality saw it.
    Own,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 6] = [
        Channel::Counter,
        Channel::Phone,
        Channel::Post,
        Channel::Mail,
        Channel::Portal,
        Channel::Own,
    ];

    /// Code name, as in forms and rows.
    pub const fn name(self) -> &'static str {
        match self {
            Channel::Counter => "counter",
            Channel::Phone => "phone",
            Channel::Post => "post",
            Channel::Mail => "mail",
            Channel::Portal => "portal",
            Channel::Own => "own",
        }
    }

    /// Greek name for screens.
    pub const fn greek(self) -> &'static str {
        match self {
            Channel::Counter => "αυτοπροσώπως",
            Channel::Phone => "τηλέφωνο",
            Channel::Post => "ταχυδρομείο",
            Channel::Mail => "ηλεκτρονικό ταχυδρομείο",
            Channel::Portal => "διαδικτυακή πύλη",
            Channel::Own => "διαπίστωση υπαλλήλου",
        }
    }

    /// The channel of a code name.
    pub fn parse(name: &str) -> Option<Channel> {
        Channel::ALL
            .into_iter()
            .find(|channel| channel.name() == name)
    }
}

/// The request as it was taken in. Never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    /// Protocol number of the desk; none while the series could give none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<ProtocolNumber>,
    /// Local time with its zone.
    pub at: Zoned,
    /// Who took it in.
    pub clerk: UserId,
    /// Where.
    pub device: DeviceKey,
    /// How it came.
    pub channel: Channel,
    /// Type and promises, as the catalogue had them on that day.
    pub terms: TypeTerms,
    /// Code of the community it speaks of.
    #[serde(default)]
    pub community: String,
    /// Name of the community, as the catalogue had it.
    #[serde(default)]
    pub community_name: String,
    /// Street, number, spot.
    #[serde(default)]
    pub spot: String,
    /// The private part with [`crate::private::Applicant`]; a complaint may have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<PartId>,
    /// For whom, when it is for another person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behalf: Option<Behalf>,
    /// The private part with the words of the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<PartId>,
    /// The private part with the answers to the questions of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<PartId>,
    /// Papers the type asks for, and which of them are here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
    /// Last day of the term, as the slip says.
    pub due: Date,
}

impl Registered {
    /// Papers that must come and are not here.
    pub fn missing(&self) -> impl Iterator<Item = &Paper> {
        self.papers
            .iter()
            .filter(|paper| paper.required && !paper.brought)
    }
}

/// What the catalogue promised on the day of registration (τύπος αιτήματος).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeTerms {
    /// Code of the type.
    pub code: String,
    /// Greek title.
    pub title: String,
    /// The term.
    pub term: Deadline,
    /// Code of the office that answers.
    pub office: String,
    /// Greek name of that office.
    #[serde(default)]
    pub office_name: String,
    /// Whether an applicant must be named.
    #[serde(default)]
    pub named: bool,
    /// Whether it speaks of a place.
    #[serde(default)]
    pub placed: bool,
    /// Who may issue what it asks for.
    #[serde(default)]
    pub issue: IssueAt,
    /// Code of the template of the answer.
    #[serde(default)]
    pub template: String,
    /// Days after completion in which it may be opened once more.
    #[serde(default)]
    pub reopen_days: u16,
    /// Law or decision behind the term.
    pub legal_basis: String,
}

/// A paper the type asks for (δικαιολογητικό).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Code inside the type.
    pub code: String,
    /// Greek title.
    pub title: String,
    /// Whether the request waits for it.
    pub required: bool,
    /// Whether it is here.
    pub brought: bool,
}

/// For whom a request is made, and by what right (εκπροσώπηση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behalf {
    /// The private part of the represented person.
    pub person: PartId,
    /// The right.
    pub mandate: Mandate,
}

/// The right to act for another (εξουσιοδότηση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// Of what kind.
    pub kind: MandateKind,
    /// Number and authority of the document; no names.
    pub proof: String,
    /// Last day, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// What gives the right to act for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MandateKind {
    /// Certified or electronic authorisation.
    Authorisation,
    /// Notarial power of attorney.
    PowerOfAttorney,
    /// Parent or guardian.
    Guardian,
    /// Lawyer.
    Lawyer,
    /// Legal representative of a body.
    Representative,
}

impl MandateKind {
    /// Every kind.
    pub const ALL: [MandateKind; 5] = [
        MandateKind::Authorisation,
        MandateKind::PowerOfAttorney,
        MandateKind::Guardian,
        MandateKind::Lawyer,
        MandateKind::Representative,
    ];

    /// Code name, as in forms.
    pub const fn name(self) -> &'static str {
        match self {
            MandateKind::Authorisation => "authorisation",
            MandateKind::PowerOfAttorney => "power_of_attorney",
            MandateKind::Guardian => "guardian",
            MandateKind::Lawyer => "lawyer",
            MandateKind::Representative => "representative",
        }
    }

    /// Greek name for screens.
    pub const fn greek(self) -> &'static str {
        match self {
            MandateKind::Authorisation => "εξουσιοδότηση",
            MandateKind::PowerOfAttorney => "πληρεξούσιο",
            MandateKind::Guardian => "γονική μέριμνα ή επιτροπεία",
            MandateKind::Lawyer => "δικηγόρος",
            MandateKind::Representative => "νόμιμος εκπρόσωπος",
        }
    }

    /// The kind of a code name.
    pub fn parse(name: &str) -> Option<MandateKind> {
        MandateKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// See [`Event::Numbered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// The number.
    pub number: ProtocolNumber,
}

/// See [`Event::Assigned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Code of the office.
    pub office: String,
    /// Greek name of the office.
    #[serde(default)]
    pub office_name: String,
    /// A person of the office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<UserId>,
    /// The office its author saw.
    pub saw_office: String,
    /// The person its author saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saw_officer: Option<UserId>,
}

/// See [`Event::TakenUp`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenUp {
    /// Who works on it from now on.
    pub officer: UserId,
    /// The person its author saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saw_officer: Option<UserId>,
}

/// See [`Event::Commented`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commented {
    /// The private part with the text.
    pub text: PartId,
}

/// See [`Event::CitizenAsked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitizenAsked {
    /// Local date of the notice: from here the clock stands still.
    pub on: Date,
    /// Papers that are asked for, by code or in words of the type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
    /// The private part with the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<PartId>,
}

/// See [`Event::PapersBrought`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PapersBrought {
    /// Local date of arrival: from here the clock runs again, if nothing is missing.
    pub on: Date,
    /// Codes of the papers that came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<String>,
    /// True if nothing that was asked for is missing any more.
    pub complete: bool,
    /// The new last day, when the clock runs again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// See [`Event::OfficeAsked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeAsked {
    /// Code of the office that is asked.
    pub office: String,
    /// Greek name of the office.
    #[serde(default)]
    pub office_name: String,
    /// The private part with the question.
    pub text: PartId,
}

/// See [`Event::OfficeAnswered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeAnswered {
    /// The private part with the answer.
    pub text: PartId,
}

/// See [`Event::Completed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completed {
    /// Local date.
    pub on: Date,
    /// The private part with the words of the outcome.
    pub text: PartId,
    /// Number of a decision or certificate, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// The paper that tells the citizen, under its own number of the protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Named>,
}

/// See [`Event::Rejected`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Local date.
    pub on: Date,
    /// The private part with the reason.
    pub text: PartId,
    /// The provision it is refused by.
    pub law: String,
    /// The paper that tells the citizen, under its own number of the protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Named>,
}

/// See [`Event::ForwardedOut`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForwardedOut {
    /// Local date.
    pub on: Date,
    /// The authority that is competent.
    pub authority: String,
}

/// See [`Event::Withdrawn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Local date.
    pub on: Date,
}

/// See [`Event::Tacit`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tacit {
    /// Local date on which it was noted.
    pub on: Date,
}

/// See [`Event::Reopened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Local date.
    pub on: Date,
    /// The private part with the reason.
    pub text: PartId,
    /// The new last day.
    pub due: Date,
}

/// See [`Event::Archived`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// Folder of the archive plan.
    pub folder: String,
}

/// See [`Event::Settled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The event whose conflict is settled.
    pub conflict: EventKey,
    /// Which side stands.
    pub stands: Stands,
    /// Why so.
    pub reason: String,
}
