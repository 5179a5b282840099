//! The states of a protocol entry, and how one event more changes it.

use super::event::{Answered, Cancelled, Countered, Entry, Event, Lost, Routed};
use super::number::ProtocolNumber;
use crate::case::Clash;
use crate::document::Stamp;
use serde::{Deserialize, Serialize};

/// Where an entry stands (στάδιο).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing was signed yet; the document is empty.
    #[default]
    Draft,
    /// In the book.
    Registered,
    /// Answered or filed.
    Answered,
    /// Put right by a counter-entry.
    Countered,
    /// Cancelled; the number stays.
    Cancelled,
    /// No entry: numbers whose entries are lost.
    Lost,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 6] = [
        Stage::Draft,
        Stage::Registered,
        Stage::Answered,
        Stage::Countered,
        Stage::Cancelled,
        Stage::Lost,
    ];

    /// Code name, as in rows and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Registered => "registered",
            Stage::Answered => "answered",
            Stage::Countered => "countered",
            Stage::Cancelled => "cancelled",
            Stage::Lost => "lost",
        }
    }

    /// The stage of a code name.
    pub fn parse(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Greek name for lists.
    pub const fn greek(self) -> &'static str {
        match self {
            Stage::Draft => "πρόχειρο",
            Stage::Registered => "σε εκκρεμότητα",
            Stage::Answered => "διεκπεραιώθηκε",
            Stage::Countered => "διορθώθηκε",
            Stage::Cancelled => "ακυρώθηκε",
            Stage::Lost => "χαμένοι αριθμοί",
        }
    }

    /// One Greek sentence for the person who opens the case.
    pub const fn sentence(self) -> &'static str {
        match self {
            Stage::Draft => "Δεν έχει πρωτοκολληθεί ακόμη.",
            Stage::Registered => "Πρωτοκολλήθηκε και δεν έχει διεκπεραιωθεί.",
            Stage::Answered => "Διεκπεραιώθηκε.",
            Stage::Countered => "Διορθώθηκε με αντιεγγραφή: ισχύει η νεότερη εγγραφή.",
            Stage::Cancelled => "Ακυρώθηκε. Ο αριθμός μένει στο βιβλίο.",
            Stage::Lost => {
                "Αριθμοί που δόθηκαν πριν χαθεί η αποθήκη· δεν υπάρχουν οι εγγραφές τους."
            }
        }
    }
}

/// What the event leads to in this stage; `None` if it is not allowed.
pub fn next(stage: Stage, event: &Event) -> Option<Stage> {
    match (stage, event) {
        (Stage::Draft, Event::Registered(_)) => Some(Stage::Registered),
        (Stage::Draft, Event::Lost(_)) => Some(Stage::Lost),
        (Stage::Registered, Event::Routed(_)) => Some(Stage::Registered),
        (Stage::Registered, Event::Answered(_)) => Some(Stage::Answered),
        (Stage::Registered | Stage::Answered, Event::Countered(_)) => Some(Stage::Countered),
        (Stage::Registered | Stage::Answered, Event::Cancelled(_)) => Some(Stage::Cancelled),
        (stage, Event::Settled(_)) if stage != Stage::Draft => Some(stage),
        _ => None,
    }
}

/// The state of a protocol entry (κατάσταση εγγραφής).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProtocolState {
    /// Where it stands.
    pub stage: Stage,
    /// The entry.
    pub entry: Option<Box<Entry>>,
    /// An entry that the centre refused: its slip is out there, so it stays visible.
    pub rejected: Option<Box<Entry>>,
    /// Where it was charged to, oldest first.
    pub routed: Vec<Routed>,
    /// How it ended.
    pub answered: Option<Answered>,
    /// What put it right.
    pub countered: Option<Countered>,
    /// Why it was cancelled, and by whom.
    pub cancelled: Option<(Stamp, Cancelled)>,
    /// Numbers without entries.
    pub lost: Option<Lost>,
}

impl ProtocolState {
    /// The entry to show: the one that counts, or the refused one.
    pub fn shown(&self) -> Option<&Entry> {
        self.entry.as_deref().or(self.rejected.as_deref())
    }

    /// Its number, also of a refused one; the first of lost ones.
    pub fn number(&self) -> Option<&ProtocolNumber> {
        let of_entry = self.shown().map(|entry| &entry.number);
        of_entry.or_else(|| self.lost.as_ref().map(|lost| &lost.first))
    }

    /// Applies an event; what its stage does not allow changes nothing and comes back as a clash.
    pub(super) fn apply(&mut self, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        let Some(next) = next(self.stage, event) else {
            let (_, name, _) = super::codec::encode(event);
            return vec![Clash::Transition {
                state: self.stage.name().to_owned(),
                event: name.to_owned(),
            }];
        };
        match event {
            Event::Registered(entry) => self.entry = Some(entry.clone()),
            Event::Routed(routed) => self.routed.push(routed.clone()),
            Event::Answered(answered) => self.answered = Some(answered.clone()),
            Event::Countered(countered) => self.countered = Some(countered.clone()),
            Event::Cancelled(cancelled) => self.cancelled = Some((*stamp, cancelled.clone())),
            Event::Lost(lost) => self.lost = Some(lost.clone()),
            Event::Settled(_) => {}
        }
        self.stage = next;
        Vec::new()
    }
}
