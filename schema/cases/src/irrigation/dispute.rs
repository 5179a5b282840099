//! Conflicts of a reading book: two people decided about one reading, or a value was mended that nobody had seen.

use super::ReadingBook;
use super::event::{Corrected, Event, Settled};
use super::state::BookState;
use crate::case::Clash;
use crate::dispute::Disputed;
use crate::document::{EventKey, Stamp};
use crate::records::Ruling;
use loggia_schema::dispute::Stands;
use serde::{Deserialize, Serialize};

/// Code names of the fields that can clash.
pub(super) const VALUE: &str = "value";
pub(super) const RULING: &str = "ruling";

/// What an event put aside without having seen it, and what that event wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Displaced {
    /// The correction that was there, if any, of this reading.
    Value(EventKey, Option<(Stamp, Corrected)>),
    /// The ruling that was there, of this reading, and the one written.
    Ruling(EventKey, (Ruling, String), Ruling),
}

impl BookState {
    /// A decision: what the left side said comes back, unless something newer has been said meanwhile.
    pub(super) fn settle(&mut self, settled: &Settled) {
        let displaced = self.displaced.remove(&settled.conflict);
        let (Some(displaced), Stands::Left) = (displaced, settled.stands) else {
            return;
        };
        let (Displaced::Value(reading, _) | Displaced::Ruling(reading, ..)) = displaced;
        let taken = self.readings.iter_mut();
        let Some(taken) = taken.into_iter().find(|t| t.stamp.key == reading) else {
            return;
        };
        match displaced {
            Displaced::Value(_, before) => {
                let corrected = taken.corrected.as_ref();
                if corrected.is_some_and(|(stamp, _)| stamp.key == settled.conflict) {
                    taken.corrected = before;
                }
            }
            Displaced::Ruling(_, before, wrote) => {
                if taken.ruling.as_ref().is_some_and(|(now, _)| *now == wrote) {
                    taken.ruling = Some(before);
                }
            }
        }
    }
}

impl Disputed for ReadingBook {
    fn field(name: &str) -> &'static str {
        match name {
            VALUE => "Ένδειξη",
            RULING => "Απόφαση για την ένδειξη",
            _ => "Τιμή",
        }
    }

    fn made(event: &Event, clash: &Clash) -> bool {
        match clash {
            Clash::Field { field, .. } if field == RULING => {
                matches!(event, Event::Accepted(_) | Event::Rejected(_))
            }
            Clash::Field { .. } => matches!(event, Event::Captured(_) | Event::Corrected(_)),
            Clash::Transition { .. } => !matches!(event, Event::Settled(_)),
        }
    }

    fn settled(conflict: EventKey, stands: Stands, reason: String) -> Event {
        Event::Settled(Settled {
            conflict,
            stands,
            reason,
        })
    }

    fn decided(event: &Event) -> Option<Stands> {
        match event {
            Event::Settled(settled) => Some(settled.stands),
            _ => None,
        }
    }
}
