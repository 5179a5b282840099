//! Conflicts of the fine: served twice with two dates, two liable persons, two deeds beside each other.

use super::Fine;
use super::event::{Answer, Event, EventKind, Served, Settled};
use super::state::FineState;
use super::ticket::Liable;
use crate::case::Clash;
use crate::dispute::{Disputed, Shown};
use crate::document::EventKey;
use loggia_schema::calendar::{Date, greek_date};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::PartId;
use serde::{Deserialize, Serialize};

/// Code names of the fields that can clash.
pub(super) const SERVICE: &str = "service";
pub(super) const LIABLE: &str = "liable";

/// A value whose place was taken by an event that had not seen it, and what that event wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Displaced {
    /// The service that was there, and the date written.
    Service(Option<Box<Served>>, Date),
    /// The liable person who was there, and the part written.
    Liable(Option<Liable>, PartId),
}

impl FineState {
    /// A decision: the value of the left side comes back, unless something newer has been written meanwhile.
    pub(super) fn settle(&mut self, settled: &Settled) {
        let Some(displaced) = self.displaced.remove(&settled.conflict) else {
            return;
        };
        if settled.stands != Stands::Left {
            return;
        }
        match displaced {
            Displaced::Service(before, wrote) => {
                if self.service.as_ref().is_some_and(|now| now.on == wrote) {
                    self.service = before.map(|service| *service);
                }
            }
            Displaced::Liable(before, wrote) => {
                if self.liable.is_some_and(|now| now.part == wrote) {
                    self.liable = before;
                }
            }
        }
    }
}

impl Disputed for Fine {
    fn field(name: &str) -> &'static str {
        match name {
            SERVICE => "Ημερομηνία επίδοσης",
            LIABLE => "Υπεύθυνος",
            _ => "Τιμή",
        }
    }

    fn shown(field: &str, value: &str) -> Shown {
        let text = || Shown::Text(value.to_owned());
        match field {
            SERVICE => value
                .parse()
                .map_or_else(|_| text(), |day: Date| Shown::Text(greek_date(day))),
            LIABLE => value.parse().map_or_else(|_| text(), Shown::Person),
            _ => text(),
        }
    }

    fn made(event: &Event, clash: &Clash) -> bool {
        match clash {
            Clash::Transition { .. } => !matches!(
                event.kind(),
                EventKind::Noted | EventKind::Settled | EventKind::Liable
            ),
            Clash::Field { field, found, .. } => match event {
                Event::Served(served) if field == SERVICE => {
                    served.effective && served.on.to_string() == *found
                }
                Event::Liable(liable) if field == LIABLE => liable.part.to_string() == *found,
                Event::Issued(ticket) if field == LIABLE => ticket
                    .liable
                    .is_some_and(|liable| liable.part.to_string() == *found),
                Event::OwnerAnswered(answered) if field == LIABLE => {
                    matches!(answered.answer, Answer::Found { part, .. } if part.to_string() == *found)
                }
                _ => false,
            },
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
