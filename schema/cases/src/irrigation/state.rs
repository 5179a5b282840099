//! What was said in a reading book, and how one event more changes it.

use super::dispute::{Displaced, RULING, VALUE};
use super::event::{
    Book, Captured, Corrected, Decided, Event, MeterReplaced, NoWater, Transferred, TurnAsked,
};
use crate::attachment::Attached;
use crate::case::Clash;
use crate::document::{EventKey, Stamp};
use crate::records::Ruling;
use loggia_schema::ids::PartId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a book stands (στάδιο).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// No reading stands in it yet.
    #[default]
    Empty,
    /// Readings are being taken.
    Running,
    /// A reading waits for a person.
    Held,
    /// The final reading of the season stands.
    Final,
    /// The meter was replaced.
    Replaced,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 5] = [
        Stage::Empty,
        Stage::Running,
        Stage::Held,
        Stage::Final,
        Stage::Replaced,
    ];

    /// Code name, as in rows and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Empty => "empty",
            Stage::Running => "running",
            Stage::Held => "held",
            Stage::Final => "final",
            Stage::Replaced => "replaced",
        }
    }

    /// The stage of a code name.
    pub fn parse(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Greek name for lists.
    pub const fn greek(self) -> &'static str {
        match self {
            Stage::Empty => "χωρίς ένδειξη",
            Stage::Running => "σε μέτρηση",
            Stage::Held => "σε έλεγχο",
            Stage::Final => "τελική ένδειξη",
            Stage::Replaced => "αντικαταστάθηκε",
        }
    }

    /// One Greek sentence for the person who opens the book.
    pub const fn sentence(self) -> &'static str {
        match self {
            Stage::Empty => "Δεν έχει καταχωριστεί ακόμη ένδειξη σε αυτή την περίοδο.",
            Stage::Running => "Οι ενδείξεις της περιόδου καταχωρίζονται κανονικά.",
            Stage::Held => "Μία ή περισσότερες ενδείξεις περιμένουν απόφαση και δεν μετρούν ακόμη.",
            Stage::Final => "Καταχωρίστηκε η τελική ένδειξη της περιόδου.",
            Stage::Replaced => "Ο μετρητής αντικαταστάθηκε· οι ενδείξεις συνεχίζονται στον νέο.",
        }
    }
}

/// A reading with what was said about it since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// Who wrote it and when.
    pub stamp: Stamp,
    /// As it was taken.
    pub reading: Box<Captured>,
    /// Its author's correction.
    #[serde(default)]
    pub corrected: Option<(Stamp, Corrected)>,
    /// A person's decision, with its reason.
    #[serde(default)]
    pub ruling: Option<(Ruling, String)>,
}

impl Taken {
    /// The value that counts, if it counts.
    pub fn value(&self) -> u64 {
        match (&self.ruling, &self.corrected) {
            (Some((Ruling::Corrected { value }, _)), _) => *value,
            (_, Some((_, corrected))) => corrected.value,
            _ => self.reading.value,
        }
    }
}

/// The state of a reading book (κατάσταση βιβλίου).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BookState {
    /// Which book it is.
    pub book: Option<Book>,
    /// Every reading, in the order of the document.
    pub readings: Vec<Taken>,
    /// The replacement, if the meter went.
    pub replaced: Option<(Stamp, Box<MeterReplaced>)>,
    /// Changes of the holder.
    pub transfers: Vec<(Stamp, Transferred)>,
    /// Reports that no water comes.
    pub no_water: Vec<(Stamp, NoWater)>,
    /// Turns asked for.
    pub turns: Vec<(Stamp, TurnAsked)>,
    /// Notes.
    pub notes: Vec<(Stamp, PartId)>,
    /// Photos and papers, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attached>,
    /// What was put aside unseen, by the event that did it; until somebody settles it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) displaced: BTreeMap<EventKey, Displaced>,
}

impl BookState {
    /// The reading of an event.
    pub fn reading(&self, key: EventKey) -> Option<&Taken> {
        self.readings.iter().find(|taken| taken.stamp.key == key)
    }

    /// The newest reading by the time it was taken, thrown-out ones aside.
    pub fn newest(&self) -> Option<&Taken> {
        self.readings
            .iter()
            .filter(|taken| !matches!(taken.ruling, Some((Ruling::Rejected, _))))
            .max_by_key(|taken| (taken.reading.taken_at.timestamp(), taken.stamp.order()))
    }

    /// Lets the centre's decision about a reading count as a supervisor's on a laptop would.
    pub fn rule(&mut self, key: EventKey, ruling: Ruling, reason: &str) {
        let taken = self.readings.iter_mut().find(|t| t.stamp.key == key);
        if let Some(taken) = taken {
            taken.ruling = Some((ruling, reason.to_owned()));
        }
    }

    /// Applies an event; what is not allowed changes nothing and comes back as a clash.
    pub(super) fn apply(&mut self, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        match (&self.book, event.book()) {
            (Some(own), Some(named)) if own == named => {}
            (Some(_), None) => {}
            (None, Some(named)) => self.book = Some(named.clone()),
            (Some(_), Some(_)) | (None, None) => return vec![self.misplaced(event)],
        }
        match event {
            Event::Captured(reading) => self.readings.push(Taken {
                stamp: *stamp,
                reading: reading.clone(),
                corrected: None,
                ruling: None,
            }),
            Event::Corrected(corrected) => return self.correct(stamp, event, corrected),
            Event::Accepted(decided) => {
                let ruling = match decided.value {
                    Some(value) => Ruling::Corrected { value },
                    None => Ruling::Accepted,
                };
                return self.decide(stamp, event, decided, ruling);
            }
            Event::Rejected(decided) => {
                return self.decide(stamp, event, decided, Ruling::Rejected);
            }
            Event::MeterReplaced(replaced) => {
                if self.replaced.is_some() {
                    return vec![self.misplaced(event)];
                }
                self.replaced = Some((*stamp, replaced.clone()));
            }
            Event::Transferred(transferred) => self.transfers.push((*stamp, transferred.clone())),
            Event::NoWater(report) => self.no_water.push((*stamp, report.clone())),
            Event::TurnAsked(turn) => self.turns.push((*stamp, turn.clone())),
            Event::Noted(noted) => self.notes.push((*stamp, noted.part)),
            Event::Attached(file) => self.files.push(Attached {
                by: *stamp,
                file: *file,
            }),
            Event::Settled(settled) => self.settle(settled),
        }
        Vec::new()
    }

    fn correct(&mut self, stamp: &Stamp, event: &Event, corrected: &Corrected) -> Vec<Clash> {
        let misplaced = self.misplaced(event);
        let own = stamp.key.incarnation == corrected.reading.incarnation;
        let taken = self
            .readings
            .iter_mut()
            .find(|taken| own && taken.stamp.key == corrected.reading);
        let Some(taken) = taken else {
            return vec![misplaced];
        };
        let found = taken.value();
        let before = taken.corrected.replace((*stamp, corrected.clone()));
        let clashes = field(VALUE, &corrected.saw, &found, &corrected.value);
        if !clashes.is_empty() {
            let displaced = Displaced::Value(corrected.reading, before);
            self.displaced.insert(stamp.key, displaced);
        }
        clashes
    }

    /// Two people may decide beside each other: the later decision stands and the clash is kept.
    fn decide(
        &mut self,
        stamp: &Stamp,
        event: &Event,
        decided: &Decided,
        ruling: Ruling,
    ) -> Vec<Clash> {
        let misplaced = self.misplaced(event);
        let taken = self
            .readings
            .iter_mut()
            .find(|taken| taken.stamp.key == decided.reading);
        let Some(taken) = taken else {
            return vec![misplaced];
        };
        let found = taken.ruling.replace((ruling, decided.reason.clone()));
        match found {
            Some(before) if before.0 != ruling => {
                let clashes = field(RULING, &"", &before.0.greek(), &ruling.greek());
                let displaced = Displaced::Ruling(decided.reading, before, ruling);
                self.displaced.insert(stamp.key, displaced);
                clashes
            }
            _ => Vec::new(),
        }
    }

    fn misplaced(&self, event: &Event) -> Clash {
        let (_, name, _) = super::codec::encode(event);
        let stage = match (&self.replaced, self.readings.is_empty()) {
            (Some(_), _) => Stage::Replaced,
            (None, true) => Stage::Empty,
            (None, false) => Stage::Running,
        };
        Clash::Transition {
            state: stage.name().to_owned(),
            event: name.to_owned(),
        }
    }
}

/// A clash if the author saw another value than the one that is there. Writing what is already there is none.
fn field<T: ToString + PartialEq>(name: &str, saw: &T, found: &T, wrote: &T) -> Vec<Clash> {
    if saw == found || found == wrote {
        return Vec::new();
    }
    vec![Clash::Field {
        field: name.to_owned(),
        saw: saw.to_string(),
        found: found.to_string(),
        wrote: wrote.to_string(),
    }]
}
