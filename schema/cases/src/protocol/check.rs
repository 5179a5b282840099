//! What is refused when an event is added to a protocol entry.
//!
//! Subject and sender lie in a private part that rules do not see; the command that writes it refuses an empty subject.

use super::event::{Direction, Entry, Event};
use super::number::Register;
use super::state::{self, ProtocolState, Stage};
use super::{CLOSED_YEAR, MAX_SUBJECT};
use crate::case::Facts;
use crate::rights;
use loggia_schema::calendar::{Date, greek_date, local_date};
use loggia_schema::message::{Finding, cases, protocol};

/// Letters of a folder, of a unit and of another's number.
const MAX_WORDS: usize = 80;

/// The first reason why the event may not be added.
pub(super) fn check(
    state: &ProtocolState,
    event: &Event,
    facts: &Facts<'_>,
) -> Result<(), Finding> {
    has(facts, rights::PROTOCOL_WRITE)?;
    let entry = match event {
        Event::Registered(entry) => Some(entry.as_ref()),
        _ => state.shown(),
    };
    if entry.is_some_and(|entry| entry.number.register() == Register::Confidential) {
        has(facts, rights::PROTOCOL_CONFIDENTIAL)?;
    }
    if let (Stage::Cancelled, Event::Cancelled(_)) = (state.stage, event) {
        let number = state.number().map(ToString::to_string).unwrap_or_default();
        return Err(Finding::new(protocol::CANCELLED_TWICE).with("number", number));
    }
    if state::next(state.stage, event).is_none() {
        return Err(Finding::new(cases::NOT_IN_THIS_STATE)
            .with("event", event.greek())
            .with("state", state.stage.greek()));
    }
    match event {
        Event::Registered(entry) => register(entry, facts),
        Event::Routed(routed) => words(&routed.unit, "unit", MAX_WORDS).and_then(|()| {
            let missing = || Finding::new(protocol::UNIT_MISSING).on("unit");
            (!routed.unit.is_empty()).then_some(()).ok_or_else(missing)
        }),
        Event::Answered(answered) => match answered.by {
            Some(_) => words(&answered.note, "note", MAX_SUBJECT),
            None => reason(&answered.note, "note"),
        },
        Event::Countered(countered) => {
            reason(&countered.reason, "reason")?;
            open_year(state, facts)
        }
        Event::Cancelled(cancelled) => {
            reason(&cancelled.reason, "reason")?;
            open_year(state, facts)
        }
        Event::Lost(lost) if lost.last < lost.first.no() => {
            Err(Finding::new(protocol::BAD_PROTOCOL_NUMBER)
                .on("number")
                .with("value", &lost.first))
        }
        Event::Lost(_) => Ok(()),
        Event::Settled(settled) => reason(&settled.reason, "reason"),
    }
}

fn register(entry: &Entry, facts: &Facts<'_>) -> Result<(), Finding> {
    if entry.user != facts.user {
        return Err(Finding::new(cases::WRONG_USER));
    }
    if facts.device.is_some_and(|device| device != entry.device) {
        return Err(Finding::new(cases::WRONG_DEVICE));
    }
    let day = entry.at.date();
    if !is_day_of_event(day, facts) {
        return Err(Finding::new(cases::FOREIGN_DATE).on("at"));
    }
    if i32::from(entry.number.year()) != i32::from(day.year()) {
        return Err(Finding::new(protocol::YEAR_OF_NUMBER)
            .with("number", &entry.number)
            .with("date", greek_date(day)));
    }
    closed(entry.number.year(), facts)?;
    if entry.on > day {
        return Err(Finding::new(protocol::DATE_AHEAD)
            .on("on")
            .with("date", greek_date(entry.on)));
    }
    if entry.on < day && !facts.may(rights::PROTOCOL_BACKDATE) {
        return Err(Finding::new(protocol::DATE_BEFORE_TODAY)
            .on("on")
            .with("date", greek_date(entry.on)));
    }
    if let Some(their) = &entry.their {
        words(&their.number, "their_number", MAX_WORDS)?;
        if let Some(date) = their.date.filter(|date| *date > entry.on) {
            return Err(Finding::new(protocol::THEIR_DATE_LATER)
                .on("their_date")
                .with("their", greek_date(date))
                .with("ours", greek_date(entry.on)));
        }
    }
    words(&entry.folder, "folder", MAX_WORDS)?;
    // Only what comes in waits for an answer, and not since before it came.
    if entry
        .due
        .is_some_and(|due| due < entry.on || entry.direction != Direction::In)
    {
        return Err(Finding::new(protocol::DUE_NOT_SOUND).on("due"));
    }
    match entry.posted {
        Some(posted) if posted.to < posted.from => {
            Err(Finding::new(protocol::POSTED_BACKWARDS).on("posted_to"))
        }
        None if entry.number.register() == Register::Posting => {
            Err(Finding::new(protocol::POSTED_MISSING).on("posted_from"))
        }
        _ => Ok(()),
    }
}

/// Compared with the event's own claim, because at intake a month may have passed; see the receipt.
fn is_day_of_event(day: Date, facts: &Facts<'_>) -> bool {
    let claimed = local_date(facts.claimed);
    match facts.proven {
        Some(proven) => day == local_date(proven.max(facts.claimed)),
        None => day == claimed || (claimed < day && day <= facts.today()),
    }
}

/// What lies in a closed year is not touched any more.
fn open_year(state: &ProtocolState, facts: &Facts<'_>) -> Result<(), Finding> {
    let year = state.number().map(super::number::ProtocolNumber::year);
    year.map_or(Ok(()), |year| closed(year, facts))
}

fn closed(year: u16, facts: &Facts<'_>) -> Result<(), Finding> {
    let last = facts.reference.setting(CLOSED_YEAR);
    let last: Option<u16> = last.and_then(|text| text.trim().parse().ok());
    match last {
        Some(last) if year <= last => Err(Finding::new(protocol::YEAR_CLOSED).with("year", year)),
        _ => Ok(()),
    }
}

fn has(facts: &Facts<'_>, right: &'static str) -> Result<(), Finding> {
    if facts.may(right) {
        Ok(())
    } else {
        Err(Finding::new(cases::NO_RIGHT).with("right", rights::greek(right)))
    }
}

fn reason(text: &str, field: &'static str) -> Result<(), Finding> {
    if text.trim().is_empty() {
        Err(Finding::new(cases::REASON_MISSING).on(field))
    } else {
        words(text, field, MAX_SUBJECT)
    }
}

fn words(text: &str, field: &'static str, most: usize) -> Result<(), Finding> {
    if text.chars().count() <= most {
        Ok(())
    } else {
        Err(Finding::new(cases::TEXT_TOO_LONG).on(field).with("n", most))
    }
}
