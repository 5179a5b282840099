//! From a clash that the fold kept to the two columns of the conflict screen, for every kind alike.

use crate::cases::View;
use loggia_cases::case::{Clash, Conflict, Decoded};
use loggia_cases::dispute::{Disputed, Shown};
use loggia_cases::document::{EventKey, RawEvent, Stamp};
use loggia_schema::calendar::local_date_time;
use loggia_schema::dispute::{Dispute, Side};

/// The dispute of one clash: who wrote what, what differs, what may be chosen.
pub fn dispute<C: Disputed>(view: &View<'_, C>, conflict: &Conflict) -> Dispute {
    let clash = &conflict.clash;
    let earlier = maker::<C>(view, conflict);
    let later = event_at(view, conflict.event.key);
    let title = |raw: Option<&RawEvent>| raw.and_then(title::<C>).unwrap_or_default();
    let dispute = Dispute {
        left: side(view, "Υπήρχε", earlier.map(RawEvent::stamp)),
        right: side(view, "Γράφτηκε μετά", Some(conflict.event)),
        offers: C::offers(clash),
        reason: C::reason(clash).map(str::to_owned),
        ..Dispute::default()
    };
    match clash {
        Clash::Field {
            field,
            saw,
            found,
            wrote,
        } => {
            let shown = |value: &str| shown::<C>(view, field, value);
            let name = C::field(field);
            Dispute {
                question: format!(
                    "«{name}»: όποιος έγραψε τη δεξιά τιμή είχε δει «{}» και όχι την αριστερή. Ποια ισχύει;",
                    or_empty(shown(saw))
                ),
                ..dispute
            }
            .differ(name, shown(found), shown(wrote))
        }
        Clash::Transition { .. } => Dispute {
            question: "Δύο συσκευές ενήργησαν χωρίς να γνωρίζει η μία την άλλη: η ενέργεια δεξιά δεν χωρούσε στην κατάσταση που βρήκε."
                .to_owned(),
            ..dispute
        }
        .differ("Ενέργεια", format!("{} (έγινε)", title(earlier)), format!("{} (δεν χωρούσε)", title(later))),
    }
}

/// What a settling event decided, with both values: the lines of its place in the timeline.
pub(super) fn lines<C: Disputed>(view: &View<'_, C>, raw: &RawEvent) -> Vec<String> {
    let Decoded::Event(event) = C::decode(raw) else {
        return Vec::new();
    };
    let Some(stands) = C::decided(&event) else {
        return Vec::new();
    };
    let settled = view.folded.conflicts.iter();
    settled
        .filter(|conflict| conflict.settled == Some(raw.key))
        .flat_map(|conflict| dispute::<C>(view, conflict).lines(stands))
        .collect()
}

/// The last event before the clash that made what it found.
fn maker<'v, C: Disputed>(view: &View<'v, C>, conflict: &Conflict) -> Option<&'v RawEvent> {
    view.events
        .iter()
        .filter(|raw| raw.order() < conflict.event.order())
        .filter(|raw| view.effects.off(raw.key).is_none())
        .filter(|raw| matches!(C::decode(raw), Decoded::Event(event) if C::made(&event, &conflict.clash)))
        .max_by_key(|raw| raw.order())
}

fn event_at<'v, C: Disputed>(view: &View<'v, C>, key: EventKey) -> Option<&'v RawEvent> {
    view.events.iter().find(|raw| raw.key == key)
}

fn title<C: Disputed>(raw: &RawEvent) -> Option<String> {
    match C::decode(raw) {
        Decoded::Event(event) => Some(C::title(&event).to_owned()),
        Decoded::Newer | Decoded::Unreadable => None,
    }
}

fn side<C: Disputed>(view: &View<'_, C>, title: &str, stamp: Option<Stamp>) -> Side {
    let Some(stamp) = stamp else {
        return Side {
            title: title.to_owned(),
            ..Side::default()
        };
    };
    Side {
        title: title.to_owned(),
        who: view.names.of_user(stamp.by),
        at: Some(local_date_time(stamp.at)),
        place: (view.names.device)(stamp.key.incarnation).unwrap_or_default(),
    }
}

fn shown<C: Disputed>(view: &View<'_, C>, field: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    match C::shown(field, value) {
        Shown::Text(text) => text,
        Shown::Person(part) => view.names.of_person(part),
        Shown::Note(part) => view.names.of_text(part),
        Shown::User(user) => view.names.of_user(user),
        Shown::Charge(office, officer) => {
            let name = office_name(view, &office).unwrap_or(office);
            officer.map_or_else(
                || name.clone(),
                |officer| format!("{name}, {}", view.names.of_user(officer)),
            )
        }
    }
}

/// The name of an office, as an event of the case knew it.
fn office_name<C: Disputed>(view: &View<'_, C>, code: &str) -> Option<String> {
    view.events.iter().find_map(|raw| match C::decode(raw) {
        Decoded::Event(event) => C::office(&event, code),
        Decoded::Newer | Decoded::Unreadable => None,
    })
}

fn or_empty(text: String) -> String {
    if text.is_empty() {
        "κενό".to_owned()
    } else {
        text
    }
}
