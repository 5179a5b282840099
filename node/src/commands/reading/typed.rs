//! From what was typed to the reading's event: digits, estimates, an impatient finger.

use super::{Place, ReadingTake};
use crate::commands::input::Form;
use crate::session::Moment;
use jiff::Zoned;
use loggia_cases::irrigation::{BookState, Captured, Event, NoteCode, ReadingKind, Taken};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{DeviceKey, UserId};
use loggia_schema::irrigation::Volume;

/// A reading read from its form, before it becomes an event.
pub(super) struct Typed {
    pub value: u64,
    pub kind: ReadingKind,
    pub taken_at: Zoned,
    pub keeper: UserId,
    pub paper: Option<String>,
    pub estimate: Option<Volume>,
}

/// Digits and estimate. Where the dial tells nothing its last reading stands and the water is estimated.
pub(super) fn read(
    form: &mut Form,
    input: &ReadingTake,
    place: &Place,
    day: Date,
) -> Option<(u64, Option<Volume>)> {
    let typed_m3 = form.maybe("estimate", Some(&input.estimate), Volume::parse_m3);
    let blind = input.note.is_some_and(NoteCode::is_blind)
        || input.kind == Some(ReadingKind::Estimated)
        || typed_m3.is_some();
    if !input.value.trim().is_empty() || !blind {
        let value = form.take("value", place.meter.dial.read(&input.value))?;
        return Some((value, None));
    }
    let estimate = typed_m3.unwrap_or_else(|| usual(place, day));
    Some((place.newest(Some(day)).value, Some(estimate)))
}

/// What the season usually takes, less what was read: last season's water, else the norm of the crops.
fn usual(place: &Place, day: Date) -> Volume {
    let water = place.reference.water();
    let of_season = place.connection.as_ref().and_then(|connection| {
        connection
            .last_season
            .or_else(|| water.norm(connection, day))
    });
    let read = place.state.review(&place.ground(day)).season;
    of_season.unwrap_or_default().less(read)
}

pub(super) fn kind(input: &ReadingTake, estimate: Option<Volume>) -> ReadingKind {
    match (input.kind, estimate) {
        (_, Some(_)) => ReadingKind::Estimated,
        (Some(kind), None) => kind,
        (None, None) => ReadingKind::Actual,
    }
}

/// The same keeper, the same digits, the same minute: an impatient finger, not a second reading.
pub(super) fn repeated<'a>(state: &'a BookState, typed: &Typed) -> Option<&'a Taken> {
    let minute = |at: &Zoned| at.timestamp().as_second().div_euclid(60);
    state.readings.iter().find(|taken| {
        taken.reading.keeper == typed.keeper
            && taken.reading.value == typed.value
            && minute(&taken.reading.taken_at) == minute(&typed.taken_at)
    })
}

/// The event of a reading. A day that was typed is compared with what was known up to that day, now with everything.
pub(super) fn captured(
    place: &Place,
    typed: Typed,
    input: &ReadingTake,
    moment: &Moment,
    device: DeviceKey,
) -> Event {
    let day = typed.taken_at.date();
    let from_paper = typed.paper.is_some();
    let dated = !input.date.trim().is_empty();
    Event::Captured(Box::new(Captured {
        book: place.book.clone(),
        connection: place.connection_no(),
        network: place.meter.network.clone(),
        dial: place.meter.dial,
        start: place.meter.start,
        saw: place.newest(from_paper.then_some(day)),
        limits: place.limits(day),
        value: typed.value,
        kind: typed.kind,
        taken_at: typed.taken_at,
        keeper: typed.keeper,
        device,
        note: input.note,
        estimate: typed.estimate,
        paper: typed.paper,
        clock_doubt: !dated && moment.clock_behind().is_some(),
    }))
}
