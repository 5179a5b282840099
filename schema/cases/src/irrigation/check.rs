//! What is refused when an event is added to a reading book.
//!
//! What a dial shows is never refused for being strange; refused is what cannot be a reading of this meter in this season
//! by this keeper.

use super::event::{
    Captured, Corrected, Decided, Event, MeterReplaced, ReadingKind, Transferred, TurnAsked,
};
use super::state::{BookState, Stage};
use crate::attachment;
use crate::case::Facts;
use crate::records::{ConnectionRecord, SeasonState};
use crate::rights;
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, cases, irrigation};

/// Minutes of the longest turn: a day.
pub const MAX_TURN: u32 = 1_440;
/// Letters of a reason.
pub const MAX_TEXT: usize = 500;

/// The first reason why the event may not be added.
pub(super) fn check(state: &BookState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
    let right = match event {
        Event::Accepted(_) | Event::Rejected(_) | Event::Settled(_) => rights::READING_DECIDE,
        _ => rights::READING_TAKE,
    };
    if !facts.may(right) {
        return Err(Finding::new(cases::NO_RIGHT).with("right", rights::greek(right)));
    }
    match (&state.book, event.book()) {
        (Some(own), Some(named)) if own != named => {
            return Err(Finding::new(irrigation::WRONG_BOOK));
        }
        (None, None) => {
            return Err(Finding::new(cases::NOT_IN_THIS_STATE)
                .with("event", event.greek())
                .with("state", Stage::Empty.greek()));
        }
        _ => {}
    }
    match event {
        Event::Captured(reading) => capture(state, reading, facts),
        Event::Corrected(corrected) => correct(state, corrected, facts),
        Event::Accepted(decided) | Event::Rejected(decided) => decide(state, decided),
        Event::MeterReplaced(replaced) => replace(state, replaced, facts),
        Event::Transferred(transferred) => transfer(state, transferred, facts),
        Event::TurnAsked(turn) => ask_turn(turn, facts),
        Event::NoWater(report) => connection(&report.connection, facts).map(drop),
        Event::Noted(_) => Ok(()),
        Event::Attached(file) => {
            attachment::check(file, state.files.iter().map(|attached| &attached.file))
        }
        Event::Settled(settled) => reason(&settled.reason),
    }
}

fn capture(state: &BookState, reading: &Captured, facts: &Facts<'_>) -> Result<(), Finding> {
    // A clerk types what a keeper wrote on paper.
    if reading.paper.is_none() && reading.keeper != facts.user {
        return Err(Finding::new(cases::WRONG_USER));
    }
    if facts.device.is_some_and(|device| device != reading.device) {
        return Err(Finding::new(cases::WRONG_DEVICE));
    }
    if state.replaced.is_some() {
        return Err(removed(&reading.book.meter));
    }
    if !reading.dial.is_sound() || reading.value >= reading.dial.span() {
        return Err(Finding::new(irrigation::READING_TOO_LONG)
            .on("value")
            .with("value", reading.value)
            .with("digits", reading.dial.digits));
    }
    let water = facts.reference.water();
    // The first reading of a meter that came out of the stock stands before its record.
    let network = match water.meter(&reading.book.meter) {
        Ok(meter) if !meter.active => return Err(removed(&meter.no)),
        Ok(meter) => meter.network.as_str(),
        Err(unknown) if reading.kind != ReadingKind::Initial => return Err(unknown),
        Err(_) => reading.network.as_str(),
    };
    let day = reading.taken_at.date();
    season(&reading.book.season, day, facts)?;
    if day < reading.saw.on {
        return Err(Finding::new(irrigation::READING_BEFORE_PREVIOUS)
            .on("date")
            .with("on", greek_date(reading.saw.on)));
    }
    let keeps = water.keeps(reading.keeper, network, day) || facts.may(rights::READING_DECIDE);
    if keeps && reading.network == network {
        Ok(())
    } else {
        Err(Finding::new(irrigation::NETWORK_FOREIGN)
            .with("network", &reading.network)
            .with("date", greek_date(day)))
    }
}

/// The season must contain the day and take readings.
fn season(
    code: &str,
    day: loggia_schema::calendar::Date,
    facts: &Facts<'_>,
) -> Result<(), Finding> {
    let season = facts.reference.water().season_on(day)?;
    if season.code != code || season.state == SeasonState::Planned {
        return Err(Finding::new(irrigation::SEASON_UNKNOWN)
            .on("date")
            .with("date", greek_date(day)));
    }
    if season.state.takes_readings() {
        Ok(())
    } else {
        Err(Finding::new(irrigation::SEASON_CLOSED)
            .on("date")
            .with("season", code))
    }
}

/// Whether it was sent before is the store's knowledge: the command asks that.
fn correct(state: &BookState, corrected: &Corrected, facts: &Facts<'_>) -> Result<(), Finding> {
    let unknown = || Finding::new(irrigation::READING_UNKNOWN);
    let taken = state.reading(corrected.reading).ok_or_else(unknown)?;
    if taken.stamp.by != facts.user {
        return Err(Finding::new(irrigation::CORRECTION_OF_OTHERS));
    }
    if taken.ruling.is_some() {
        return Err(Finding::new(irrigation::READING_DECIDED));
    }
    let dial = taken.reading.dial;
    if corrected.value < dial.span() {
        Ok(())
    } else {
        Err(Finding::new(irrigation::READING_TOO_LONG)
            .on("value")
            .with("value", corrected.value)
            .with("digits", dial.digits))
    }
}

fn decide(state: &BookState, decided: &Decided) -> Result<(), Finding> {
    reason(&decided.reason)?;
    let unknown = || Finding::new(irrigation::READING_UNKNOWN);
    let taken = state.reading(decided.reading).ok_or_else(unknown)?;
    if taken.ruling.is_some() {
        return Err(Finding::new(irrigation::READING_DECIDED));
    }
    let dial = taken.reading.dial;
    match decided.value.filter(|value| *value >= dial.span()) {
        None => Ok(()),
        Some(value) => Err(Finding::new(irrigation::READING_TOO_LONG)
            .on("value")
            .with("value", value)
            .with("digits", dial.digits)),
    }
}

fn replace(state: &BookState, replaced: &MeterReplaced, facts: &Facts<'_>) -> Result<(), Finding> {
    if state.replaced.is_some() {
        return Err(removed(&replaced.book.meter));
    }
    let last = state.newest().map(|taken| taken.reading.kind);
    let closed = match last {
        Some(ReadingKind::Final) => true,
        Some(ReadingKind::Estimated) => facts.may(rights::READING_DECIDE),
        _ => false,
    };
    if !closed {
        return Err(Finding::new(irrigation::FINAL_READING_MISSING).on("final"));
    }
    if !replaced.new_dial.is_sound() || replaced.new_start >= replaced.new_dial.span() {
        return Err(Finding::new(irrigation::READING_TOO_LONG)
            .on("start")
            .with("value", replaced.new_start)
            .with("digits", replaced.new_dial.digits));
    }
    let in_use = |other: &str| {
        Finding::new(irrigation::METER_IN_USE)
            .on("new_meter")
            .with("meter", &replaced.new_meter)
            .with("connection", other)
    };
    if replaced.new_meter == replaced.book.meter {
        return Err(in_use(&replaced.connection));
    }
    match facts.reference.water().meter(&replaced.new_meter) {
        Ok(known) => match known.connection.as_deref().filter(|_| known.active) {
            Some(other) => Err(in_use(other)),
            None => Ok(()),
        },
        Err(_) => Ok(()),
    }
}

fn transfer(
    state: &BookState,
    transferred: &Transferred,
    facts: &Facts<'_>,
) -> Result<(), Finding> {
    let shared = state.newest().filter(|taken| {
        taken.reading.taken_at.date() == transferred.on && taken.value() == transferred.shared
    });
    if shared.is_none() {
        return Err(Finding::new(irrigation::SHARED_READING_MISSING).on("value"));
    }
    without_debt(&transferred.connection, facts)
}

fn ask_turn(turn: &TurnAsked, facts: &Facts<'_>) -> Result<(), Finding> {
    if !(1..=MAX_TURN).contains(&turn.minutes) {
        return Err(Finding::new(irrigation::TURN_LENGTH)
            .on("minutes")
            .with("n", MAX_TURN));
    }
    without_debt(&turn.connection, facts)
}

fn connection<'a>(no: &str, facts: &Facts<'a>) -> Result<&'a ConnectionRecord, Finding> {
    facts.reference.water().connection(no)
}

/// Water is given only without overdue debt, or under a settlement that is honoured.
fn without_debt(no: &str, facts: &Facts<'_>) -> Result<(), Finding> {
    match connection(no, facts)?.debt.filter(|debt| debt.bars()) {
        None => Ok(()),
        Some(debt) => Err(Finding::new(irrigation::CONNECTION_IN_DEBT)
            .on("meter")
            .with("connection", no)
            .with("date", greek_date(debt.as_of))),
    }
}

fn removed(meter: &str) -> Finding {
    Finding::new(irrigation::METER_REMOVED)
        .on("meter")
        .with("meter", meter)
}

fn reason(text: &str) -> Result<(), Finding> {
    if text.trim().is_empty() {
        return Err(Finding::new(cases::REASON_MISSING).on("reason"));
    }
    match text.chars().count() <= MAX_TEXT {
        true => Ok(()),
        false => Err(Finding::new(cases::TEXT_TOO_LONG).with("n", MAX_TEXT)),
    }
}
