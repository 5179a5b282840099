//! What can happen to a reading book, and the data each event keeps.

use crate::attachment::Attachment;
use crate::document::EventKey;
use crate::records::Mark;
use jiff::{Timestamp, Zoned};
use loggia_schema::calendar::Date;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DeviceKey, DocId, PartId, UserId};
use loggia_schema::irrigation::{Dial, Limits, Volume};
use serde::{Deserialize, Serialize};

/// Which book: the natural thing its document id is derived from (μετρητής και περίοδος).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Book {
    /// Number of the meter.
    pub meter: String,
    /// Code of the season.
    pub season: String,
}

impl Book {
    /// The document of this book on every device.
    pub fn doc(&self) -> DocId {
        DocId::derived("irrigation book", &[&self.meter, &self.season])
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A reading was taken.
    Captured(Box<Captured>),
    /// Its author mended it before it was sent.
    Corrected(Corrected),
    /// A supervisor let a held reading count.
    Accepted(Decided),
    /// A supervisor threw a held reading out.
    Rejected(Decided),
    /// Another meter took this one's place.
    MeterReplaced(Box<MeterReplaced>),
    /// The holder changed, with a shared final reading.
    Transferred(Transferred),
    /// Somebody reported that no water comes.
    NoWater(NoWater),
    /// Somebody asked for a turn of water.
    TurnAsked(TurnAsked),
    /// A note.
    Noted(Noted),
    /// A photo or a paper was attached.
    Attached(Attachment),
    /// A person settled a conflict.
    Settled(Settled),
}

impl Event {
    /// Greek name for timelines and refusals.
    pub const fn greek(&self) -> &'static str {
        match self {
            Event::Captured(_) => "ένδειξη",
            Event::Corrected(_) => "διόρθωση ένδειξης",
            Event::Accepted(_) => "αποδοχή ένδειξης",
            Event::Rejected(_) => "απόρριψη ένδειξης",
            Event::MeterReplaced(_) => "αντικατάσταση μετρητή",
            Event::Transferred(_) => "μεταβίβαση",
            Event::NoWater(_) => "αναφορά έλλειψης νερού",
            Event::TurnAsked(_) => "αίτημα βάρδιας νερού",
            Event::Noted(_) => "σημείωση",
            Event::Attached(_) => "επισύναψη",
            Event::Settled(_) => "τακτοποίηση διαφοράς",
        }
    }

    /// The book it names; a file and a decision belong to the book they lie in.
    pub fn book(&self) -> Option<&Book> {
        Some(match self {
            Event::Captured(e) => &e.book,
            Event::Corrected(e) => &e.book,
            Event::Accepted(e) | Event::Rejected(e) => &e.book,
            Event::MeterReplaced(e) => &e.book,
            Event::Transferred(e) => &e.book,
            Event::NoWater(e) => &e.book,
            Event::TurnAsked(e) => &e.book,
            Event::Noted(e) => &e.book,
            Event::Settled(_) | Event::Attached(_) => return None,
        })
    }
}

/// How a reading came about (είδος ένδειξης).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingKind {
    /// The keeper read the dial.
    Actual,
    /// The dial could not be read: water is estimated.
    Estimated,
    /// The holder read it himself.
    #[serde(rename = "self")]
    SelfRead,
    /// Read from a photograph.
    Photo,
    /// The last one of a meter.
    Final,
    /// The first one of a meter.
    Initial,
}

impl ReadingKind {
    /// Every kind.
    pub const ALL: [ReadingKind; 6] = [
        ReadingKind::Actual,
        ReadingKind::Estimated,
        ReadingKind::SelfRead,
        ReadingKind::Photo,
        ReadingKind::Final,
        ReadingKind::Initial,
    ];

    /// Code name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            ReadingKind::Actual => "actual",
            ReadingKind::Estimated => "estimated",
            ReadingKind::SelfRead => "self",
            ReadingKind::Photo => "photo",
            ReadingKind::Final => "final",
            ReadingKind::Initial => "initial",
        }
    }

    /// The kind of a code name.
    pub fn parse(name: &str) -> Option<ReadingKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Greek name.
    pub const fn greek(self) -> &'static str {
        match self {
            ReadingKind::Actual => "πραγματική",
            ReadingKind::Estimated => "κατ' εκτίμηση",
            ReadingKind::SelfRead => "του δικαιούχου",
            ReadingKind::Photo => "από φωτογραφία",
            ReadingKind::Final => "τελική",
            ReadingKind::Initial => "αρχική",
        }
    }
}

/// What a keeper notes beside a reading (παρατήρηση).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteCode {
    /// The meter stands still.
    Stopped,
    /// The dial is broken or cannot be read.
    Broken,
    /// The meter runs backwards.
    Reversed,
    /// Water leaks.
    Leak,
    /// The seal is broken.
    Seal,
    /// Nobody can get there.
    NoAccess,
}

impl NoteCode {
    /// Every code.
    pub const ALL: [NoteCode; 6] = [
        NoteCode::Stopped,
        NoteCode::Broken,
        NoteCode::Reversed,
        NoteCode::Leak,
        NoteCode::Seal,
        NoteCode::NoAccess,
    ];

    /// Code name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            NoteCode::Stopped => "stopped",
            NoteCode::Broken => "broken",
            NoteCode::Reversed => "reversed",
            NoteCode::Leak => "leak",
            NoteCode::Seal => "seal",
            NoteCode::NoAccess => "no_access",
        }
    }

    /// The code of a name.
    pub fn parse(name: &str) -> Option<NoteCode> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// Greek words.
    pub const fn greek(self) -> &'static str {
        match self {
            NoteCode::Stopped => "σταματημένος",
            NoteCode::Broken => "χαλασμένος",
            NoteCode::Reversed => "γυρίζει ανάποδα",
            NoteCode::Leak => "διαρροή",
            NoteCode::Seal => "σπασμένη σφραγίδα",
            NoteCode::NoAccess => "χωρίς πρόσβαση",
        }
    }

    /// True if the dial tells nothing about the water.
    pub const fn is_blind(self) -> bool {
        matches!(
            self,
            NoteCode::Stopped | NoteCode::Broken | NoteCode::NoAccess
        )
    }
}

/// A reading as it was taken (ένδειξη). Never changes; it keeps the face and the limits it was judged by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Captured {
    /// The book.
    #[serde(flatten)]
    pub book: Book,
    /// Number of the connection.
    pub connection: String,
    /// Code of the network.
    pub network: String,
    /// The face that was read.
    pub dial: Dial,
    /// The reading the season starts from.
    pub start: Mark,
    /// The newest reading its author knew.
    pub saw: Mark,
    /// What its author's device held plausible.
    pub limits: Limits,
    /// Units of the dial.
    pub value: u64,
    /// How it came about.
    pub kind: ReadingKind,
    /// Local time at the meter; orders readings.
    pub taken_at: Zoned,
    /// Who read it.
    pub keeper: UserId,
    /// On which device it was written.
    pub device: DeviceKey,
    /// What he noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteCode>,
    /// Water since the last actual reading where the dial tells nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Volume>,
    /// Number of the paper page it was typed from (χάρτινο βιβλίο).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The device's clock was behind what the centre had proven.
    #[serde(default)]
    pub clock_doubt: bool,
}

/// Its author mends a reading that was not sent yet (διόρθωση πριν από τον συγχρονισμό).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// The book.
    #[serde(flatten)]
    pub book: Book,
    /// The reading.
    pub reading: EventKey,
    /// The value it should have had.
    pub value: u64,
    /// The value its author saw.
    pub saw: u64,
}

/// A decision about a reading, taken on a laptop (απόφαση προϊσταμένου).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The book.
    #[serde(flatten)]
    pub book: Book,
    /// The reading.
    pub reading: EventKey,
    /// Another value that counts instead, in dial units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<u64>,
    /// Why.
    pub reason: String,
}

/// Another meter takes the place of this one (αντικατάσταση). The final reading stands before it in the same book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeterReplaced {
    /// The book of the old meter.
    #[serde(flatten)]
    pub book: Book,
    /// The connection.
    pub connection: String,
    /// Local time.
    pub at: Zoned,
    /// Number of the new meter.
    pub new_meter: String,
    /// Its face.
    pub new_dial: Dial,
    /// Its reading at the start.
    pub new_start: u64,
    /// Number of the old seal.
    #[serde(default)]
    pub old_seal: String,
    /// Number of the new seal.
    #[serde(default)]
    pub new_seal: String,
}

/// The holder changes (μεταβίβαση). The shared reading stands before it in the same book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// The book.
    #[serde(flatten)]
    pub book: Book,
    /// The connection.
    pub connection: String,
    /// Day of the transfer.
    pub on: Date,
    /// The reading both share, in dial units.
    pub shared: u64,
    /// The private part with the new holder.
    pub to: PartId,
}

/// No water comes (έλλειψη νερού).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoWater {
    /// The book.
    #[serde(flatten)]
    pub book: Book,
    /// The connection.
    pub connection: String,
    /// Since when, as reported.
    pub since: Timestamp,
    /// The private part with what was said, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<PartId>,
}

/// A turn of water is asked for (βάρδια).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnAsked {
    /// The book.
    #[serde(flatten)]
    pub book: Book,
    /// The connection.
    pub connection: String,
    /// Wanted on this day.
    pub on: Date,
    /// For so many minutes.
    pub minutes: u32,
}

/// A note (σημείωση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The book.
    #[serde(flatten)]
    pub book: Book,
    /// The private part with its text.
    pub part: PartId,
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
