//! What a person confirms with a tick before an event is added to a fine: messages 250–254. Nothing here blocks, because
//! a flat battery must not stop an officer.

use super::calculator;
use super::check::CLOCK_TOLERANCE_MINUTES;
use super::event::Event;
use super::state::FineState;
use super::ticket::Ticket;
use crate::case::Facts;
use crate::facts::EarlierFine;
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, cases};
use loggia_schema::text::fold;

/// Days without contact after which the catalogue asks for a refresh.
pub const RULES_FRESH_DAYS: i64 = 30;

/// What a person should confirm before the event is added.
pub(super) fn warnings(state: &FineState, event: &Event, facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    match event {
        Event::Issued(ticket) => {
            found.extend(clock_off(facts));
            found.extend(rules_old(facts));
            found.extend(repeated(ticket, facts));
        }
        Event::ObjectionFiled(filed) => {
            let until = state.service.as_ref().map(|served| served.objection_until);
            if let Some(until) = until.filter(|until| filed.on > *until) {
                found.push(Finding::new(cases::OBJECTION_LATE).with("until", greek_date(until)));
            }
        }
        _ => {}
    }
    found
}

/// The device's clock against the last proven time. It may only be behind: after the proof, time goes on.
fn clock_off(facts: &Facts<'_>) -> Option<Finding> {
    let minutes = facts.proven?.duration_since(facts.claimed).as_mins();
    (minutes > CLOCK_TOLERANCE_MINUTES)
        .then(|| Finding::new(cases::CLOCK_OFF).with("minutes", minutes))
}

/// The catalogue is as old as the last contact with the centre.
fn rules_old(facts: &Facts<'_>) -> Option<Finding> {
    let days = facts
        .now
        .timestamp()
        .duration_since(facts.proven?)
        .as_hours()
        / 24;
    (days > RULES_FRESH_DAYS).then(|| Finding::new(cases::RULES_OLD).with("days", days))
}

/// Earlier fines of the same plate inside the repetition gap of the regime.
fn repeated(ticket: &Ticket, facts: &Facts<'_>) -> Vec<Finding> {
    let gap = gap_minutes(ticket, facts);
    let place = fold(&ticket.place.line());
    let near = facts
        .same_plate
        .iter()
        .filter(|earlier| earlier.number != ticket.number);
    near.filter(|earlier| calculator::same_offence(&earlier.offence_at, &ticket.offence_at, gap))
        .map(|earlier| {
            let code = if same_spot(ticket, earlier, &place) {
                cases::SAME_SPOT
            } else {
                cases::SAME_PLATE
            };
            Finding::new(code)
                .with("hours", gap / 60)
                .with("number", &earlier.number)
        })
        .collect()
}

fn same_spot(ticket: &Ticket, earlier: &EarlierFine, place: &str) -> bool {
    earlier.place == place
        && ticket
            .violations
            .iter()
            .any(|violation| earlier.classes.contains(&violation.class))
}

fn gap_minutes(ticket: &Ticket, facts: &Facts<'_>) -> u16 {
    let offence = ticket.offence_at.date();
    let first = ticket.violations.first();
    let regime = first
        .and_then(|violation| facts.reference.violation(&violation.code, offence).ok())
        .and_then(|entry| facts.reference.regime_of(entry, offence).ok());
    regime.map_or(0, |regime| regime.repeat_gap_minutes)
}
