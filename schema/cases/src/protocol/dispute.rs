//! Conflicts of a protocol entry: two deeds on one entry beside each other. The entry itself never changes, so no field can clash.

use super::Protocol;
use super::event::{Event, Settled};
use crate::case::Clash;
use crate::dispute::Disputed;
use crate::document::EventKey;
use loggia_schema::dispute::Stands;

impl Disputed for Protocol {
    fn field(_: &str) -> &'static str {
        "Τιμή"
    }

    fn made(event: &Event, _: &Clash) -> bool {
        !matches!(event, Event::Settled(_))
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
