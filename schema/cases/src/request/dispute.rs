//! Conflicts of a request: charged by two offices to two, taken up by two people, two deeds beside each other.

use super::Request;
use super::event::{Event, Settled};
use super::kind::EventKind;
use super::state::RequestState;
use crate::case::Clash;
use crate::dispute::{Disputed, Shown};
use crate::document::EventKey;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::UserId;
use serde::{Deserialize, Serialize};

/// Code names of the fields that can clash.
pub(super) const CHARGE: &str = "charge";
pub(super) const OFFICER: &str = "officer";

/// Whose a request is: office, its name, and one of its people.
pub(super) type Charge = (String, String, Option<UserId>);

/// Whose it was before an event that had not seen it, and whose that event made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Displaced {
    pub before: Charge,
    pub wrote: Charge,
}

impl RequestState {
    pub(super) fn charge(&self) -> Charge {
        (self.office.clone(), self.office_name.clone(), self.officer)
    }

    /// A decision: the left side has it again, unless somebody charged it anew meanwhile.
    pub(super) fn settle(&mut self, settled: &Settled) {
        let Some(displaced) = self.displaced.remove(&settled.conflict) else {
            return;
        };
        if settled.stands == Stands::Left && self.charge() == displaced.wrote {
            (self.office, self.office_name, self.officer) = displaced.before;
        }
    }
}

impl Disputed for Request {
    fn field(name: &str) -> &'static str {
        match name {
            CHARGE => "Χρέωση",
            OFFICER => "Υπάλληλος",
            _ => "Τιμή",
        }
    }

    fn shown(field: &str, value: &str) -> Shown {
        let text = || Shown::Text(value.to_owned());
        match field {
            OFFICER => value.parse().map_or_else(|_| text(), Shown::User),
            CHARGE => {
                let (office, officer) = value.split_once('/').unwrap_or((value, ""));
                Shown::Charge(office.to_owned(), officer.parse().ok())
            }
            _ => text(),
        }
    }

    fn office(event: &Event, code: &str) -> Option<String> {
        let (office, name) = match event {
            Event::Registered(registered) => {
                (&registered.terms.office, &registered.terms.office_name)
            }
            Event::Assigned(assigned) => (&assigned.office, &assigned.office_name),
            _ => return None,
        };
        Some(name.clone()).filter(|name| office == code && !name.is_empty())
    }

    fn made(event: &Event, clash: &Clash) -> bool {
        let kind = event.kind();
        match clash {
            Clash::Transition { .. } => !matches!(
                kind,
                EventKind::Commented | EventKind::Attached | EventKind::Settled
            ),
            Clash::Field { .. } => matches!(
                kind,
                EventKind::Registered | EventKind::Assigned | EventKind::TakenUp
            ),
        }
    }

    fn reason(_: &Clash) -> Option<&'static str> {
        Some("Ο λόγος μένει στο ιστορικό του αιτήματος, για όσους το είχαν.")
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
