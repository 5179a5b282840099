//! Which readings stand, which wait for a person and why, and the water of the season.
//!
//! ```text
//! ground (start of the season, limits) + readings by taken_at ─▶ standing, reasons and water of each, and the sum
//! ```
//!
//! Two keepers at one meter on one day: **both** are held and nothing is thrown out by itself. A held reading neither
//! counts nor becomes the base of the next. An estimate counts until an actual reading comes; then the water is
//! taken from the last actual one, as if nobody had estimated.

use super::event::{Captured, ReadingKind};
use super::state::{BookState, Taken};
use crate::document::EventKey;
use crate::records::{Mark, Ruling};
use loggia_schema::ids::UserId;
use loggia_schema::irrigation::{Consumed, Dial, Limits, Suspicion, Volume, consumption};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why a reading waits for a person (λόγος ελέγχου).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Doubt {
    /// The dial went backwards, and a rollover would mean this.
    Backwards {
        /// What it would mean.
        would_be: Volume,
    },
    /// More water than is plausible.
    TooMuch {
        /// The most that is.
        most: Volume,
    },
    /// Another keeper read the same meter on the same day.
    SameDay,
    /// The clock of the device cannot be right.
    Clock,
    /// Its author changed it after it had been sent.
    LateCorrection,
}

impl Doubt {
    /// Code name, as in JSON and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Doubt::Backwards { .. } => "backwards",
            Doubt::TooMuch { .. } => "too_much",
            Doubt::SameDay => "same_day",
            Doubt::Clock => "clock",
            Doubt::LateCorrection => "late_correction",
        }
    }

    /// In Greek, for the person who decides.
    pub fn greek(self) -> String {
        match self {
            Doubt::Backwards { would_be } => {
                format!("μικρότερη από την προηγούμενη· με γύρισμα του μετρητή θα ήταν {would_be}")
            }
            Doubt::TooMuch { most } => format!("πάνω από το εύλογο της περιόδου ({most})"),
            Doubt::SameDay => "δύο υδρονόμοι την ίδια ημέρα".to_owned(),
            Doubt::Clock => "το ρολόι της συσκευής δεν ήταν σωστό".to_owned(),
            Doubt::LateCorrection => "διορθώθηκε αφού είχε σταλεί".to_owned(),
        }
    }
}

/// Where a reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing speaks against it.
    Valid,
    /// A person let it count.
    Accepted,
    /// It waits.
    Held,
    /// A person threw it out.
    Rejected,
}

impl Standing {
    /// Code name, as in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::Valid => "valid",
            Standing::Accepted => "accepted",
            Standing::Held => "held",
            Standing::Rejected => "rejected",
        }
    }

    /// Greek name.
    pub const fn greek(self) -> &'static str {
        match self {
            Standing::Valid => "έγκυρη",
            Standing::Accepted => "δεκτή",
            Standing::Held => "σε έλεγχο",
            Standing::Rejected => "απορρίφθηκε",
        }
    }

    /// True if its water counts.
    pub const fn counts(self) -> bool {
        matches!(self, Standing::Valid | Standing::Accepted)
    }
}

/// What a review starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The reading the season starts from.
    pub start: Mark,
    /// What is plausible.
    pub limits: Limits,
    /// What the centre alone knows against single readings.
    pub doubts: BTreeMap<EventKey, Doubt>,
}

/// A reading reviewed.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed<'a> {
    /// The reading.
    pub taken: &'a Taken,
    /// Where it stands.
    pub standing: Standing,
    /// What speaks against it, decided or not.
    pub doubts: Vec<Doubt>,
    /// Its water, if it counts.
    pub volume: Volume,
    /// Its dial went over the top.
    pub rolled: bool,
}

/// A book reviewed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review<'a> {
    /// The readings in the order in which they were taken.
    pub lines: Vec<Reviewed<'a>>,
    /// The water of the season.
    pub season: Volume,
    /// The last reading that counts and moved the base.
    pub last: Option<Mark>,
    /// True if the last water is an estimate.
    pub estimated: bool,
}

impl Review<'_> {
    /// How many readings wait.
    pub fn held(&self) -> usize {
        let held = |line: &&Reviewed<'_>| line.standing == Standing::Held;
        self.lines.iter().filter(held).count()
    }
}

impl BookState {
    /// The ground its own readings give, for a store that knows nothing better.
    pub fn ground(&self) -> Option<Ground> {
        let newest = self.readings.last()?;
        Some(Ground {
            start: self.readings.first()?.reading.start,
            limits: newest.reading.limits,
            doubts: BTreeMap::new(),
        })
    }

    /// Reviews every reading.
    pub fn review(&self, ground: &Ground) -> Review<'_> {
        let mut ordered: Vec<&Taken> = self.readings.iter().collect();
        ordered.sort_by_key(|taken| (taken.reading.taken_at.timestamp(), taken.stamp.order()));
        let crowded = crowded(&ordered);
        let mut walk = Walk {
            base: ground.start.value,
            season: Volume::ZERO,
            estimated: Volume::ZERO,
            last: None,
        };
        let lines = ordered
            .into_iter()
            .map(|taken| walk.step(taken, ground, crowded.contains(&taken.stamp.key)))
            .collect();
        Review {
            lines,
            season: walk.season,
            last: walk.last,
            estimated: walk.estimated > Volume::ZERO,
        }
    }
}

/// Readings of a day on which two keepers came.
fn crowded(readings: &[&Taken]) -> BTreeSet<EventKey> {
    let mut days: BTreeMap<jiff::civil::Date, BTreeSet<UserId>> = BTreeMap::new();
    for taken in readings {
        let reading = &taken.reading;
        days.entry(reading.taken_at.date())
            .or_default()
            .insert(reading.keeper);
    }
    readings
        .iter()
        .filter(|taken| days[&taken.reading.taken_at.date()].len() > 1)
        .map(|taken| taken.stamp.key)
        .collect()
}

struct Walk {
    base: u64,
    season: Volume,
    /// Water of estimates since the last actual reading.
    estimated: Volume,
    last: Option<Mark>,
}

/// What a reading would add.
enum Adds {
    /// Water of an estimate; the base stays.
    Estimate(Volume),
    /// Water from the base to this reading.
    Water(Consumed),
    /// The dial went backwards.
    Back(Suspicion),
    /// The first reading of a meter: a new base.
    Base,
}

impl Walk {
    fn step<'a>(&mut self, taken: &'a Taken, ground: &Ground, crowded: bool) -> Reviewed<'a> {
        let adds = self.adds(taken, ground.limits);
        let mut doubts = Vec::new();
        match &adds {
            Adds::Back(suspicion) => doubts.push(Doubt::Backwards {
                would_be: suspicion.would_be,
            }),
            Adds::Water(consumed) if consumed.above => doubts.extend(too_much(ground.limits)),
            Adds::Estimate(volume) => {
                let over = ground
                    .limits
                    .most
                    .is_some_and(|most| self.season.plus(*volume) > most);
                doubts.extend(too_much(ground.limits).filter(|_| over));
            }
            Adds::Water(_) | Adds::Base => {}
        }
        doubts.extend(crowded.then_some(Doubt::SameDay));
        doubts.extend(taken.reading.clock_doubt.then_some(Doubt::Clock));
        doubts.extend(ground.doubts.get(&taken.stamp.key).copied());
        let standing = match &taken.ruling {
            Some((Ruling::Rejected, _)) => Standing::Rejected,
            Some((Ruling::Accepted | Ruling::Corrected { .. }, _)) => Standing::Accepted,
            None if doubts.is_empty() => Standing::Valid,
            None => Standing::Held,
        };
        let (volume, rolled) = match standing.counts() {
            true => self.count(taken, adds),
            false => (Volume::ZERO, false),
        };
        Reviewed {
            taken,
            standing,
            doubts,
            volume,
            rolled,
        }
    }

    fn adds(&self, taken: &Taken, limits: Limits) -> Adds {
        let reading: &Captured = &taken.reading;
        if let Some(volume) = reading.estimate {
            return Adds::Estimate(volume);
        }
        if reading.kind == ReadingKind::Initial {
            return Adds::Base;
        }
        // What is plausible is a matter of the season, and estimates fall away with an actual reading.
        let so_far = self.season.less(self.estimated);
        let limits = Limits {
            most: limits.most.map(|most| most.less(so_far)),
            ..limits
        };
        match consumption(self.base, taken.value(), dial(reading), limits) {
            Ok(consumed) => Adds::Water(consumed),
            Err(suspicion) => Adds::Back(suspicion),
        }
    }

    /// Lets a reading count. One that went backwards and was accepted all the same brings no water and a new base.
    fn count(&mut self, taken: &Taken, adds: Adds) -> (Volume, bool) {
        let (volume, rolled) = match adds {
            Adds::Estimate(volume) => {
                self.season = self.season.plus(volume);
                self.estimated = self.estimated.plus(volume);
                return (volume, false);
            }
            Adds::Water(consumed) => (consumed.volume, consumed.rolled),
            Adds::Back(_) | Adds::Base => (Volume::ZERO, false),
        };
        self.season = self.season.less(self.estimated).plus(volume);
        self.estimated = Volume::ZERO;
        self.base = taken.value();
        self.last = Some(Mark {
            value: self.base,
            on: taken.reading.taken_at.date(),
        });
        (volume, rolled)
    }
}

fn too_much(limits: Limits) -> Option<Doubt> {
    limits.most.map(|most| Doubt::TooMuch { most })
}

/// A face that no meter has would make nonsense of every sum.
fn dial(reading: &Captured) -> Dial {
    match reading.dial.is_sound() {
        true => reading.dial,
        false => Dial {
            digits: 9,
            decimals: 0,
            multiplier: 1,
        },
    }
}
