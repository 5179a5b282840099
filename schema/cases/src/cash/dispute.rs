//! Conflicts of a cash day: two deeds on one box beside each other, such as closing it twice. What was counted never changes, so no
//! field can clash.

use super::CashDay;
use super::event::{Event, Settled};
use crate::case::Clash;
use crate::dispute::Disputed;
use crate::document::EventKey;
use loggia_schema::dispute::Stands;

impl Disputed for CashDay {
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
