//! What is refused when an event is added to a fine. What only asks for a tick is in `warn.rs`.
//!
//! The same function runs on the laptop before the save and at the centre at intake; there, `Facts` without a device or a number
//! block skip what only the device can know. Refusals are errors 202–248.

use super::calculator::{self, Pick};
use super::event::{
    Answer, Decided, Event, EventKind, ObjectionFiled, OwnerAnswered, Paid, Replaced, Served,
    Settled, Spoiled,
};
use super::stage;
use super::state::FineState;
use super::ticket::Ticket;
use crate::attachment;
use crate::case::Facts;
use crate::number::Series;
use crate::rights;
use loggia_schema::calendar::{Date, greek_date};
use loggia_schema::message::{Code, Finding, cases};
use std::collections::BTreeSet;

/// Violations one fine may hold: what fits on 80 mm paper.
pub const MAX_VIOLATIONS: usize = 8;
/// Letters of a reason or a place.
pub const MAX_TEXT: usize = 500;
/// Minutes a device's clock may be off before it asks.
pub const CLOCK_TOLERANCE_MINUTES: i64 = 5;

/// The first reason why the event may not be added.
pub(super) fn check(state: &FineState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
    let kind = event.kind();
    may(kind, facts)?;
    if stage::next(state.stage, kind).is_none() {
        return Err(Finding::new(cases::NOT_IN_THIS_STATE)
            .with("event", kind.greek())
            .with("state", state.stage.greek()));
    }
    match event {
        Event::Issued(ticket) => issue(ticket, facts),
        Event::Spoiled(spoiled) => spoil(state, spoiled, facts),
        Event::Served(served) => serve(state, served, facts),
        Event::Liable(_) | Event::Noted(_) => Ok(()),
        Event::Replaced(replaced) => replace(state, replaced),
        Event::Paid(paid) => pay(state, paid, facts),
        Event::PaymentVoided(voided) => {
            reason(&voided.reason)?;
            let same = state
                .payment()
                .is_some_and(|paid| paid.receipt == voided.receipt);
            if same {
                Ok(())
            } else {
                Err(Finding::new(cases::NO_PAYMENT))
            }
        }
        Event::ObjectionFiled(filed) => object(filed, facts),
        Event::ObjectionAccepted(decided) => decide(state, decided, true, facts),
        Event::ObjectionRejected(decided) => decide(state, decided, false, facts),
        Event::TermOver(over) => term_over(state, over.on, facts),
        Event::OwnerAsked(asked) if asked.ground.trim().is_empty() => {
            Err(Finding::new(cases::LOOKUP_WITHOUT_GROUND).on("ground"))
        }
        Event::OwnerAsked(asked) => not_future(asked.on, facts),
        Event::OwnerAnswered(answered) => owner(answered, facts),
        Event::Certified(certified) => {
            if !state.liable.is_some_and(|liable| liable.has_afm) {
                return Err(Finding::new(cases::DEBTOR_UNKNOWN));
            }
            not_future(certified.on, facts)
        }
        Event::StruckOff(struck) => {
            decision_no(&struck.decision_no)?;
            not_future(struck.on, facts)
        }
        Event::Settled(Settled { reason: text, .. }) => reason(text),
        Event::Attached(file) => {
            attachment::check(file, state.files.iter().map(|attached| &attached.file))
        }
    }
}

/// Right and place of the action.
fn may(kind: EventKind, facts: &Facts<'_>) -> Result<(), Finding> {
    use EventKind as E;
    let (right, centre) = match kind {
        E::Issued | E::Spoiled | E::Served | E::NoticeLeft | E::Liable | E::Noted | E::Attached => {
            (rights::FINE_ISSUE, false)
        }
        E::Replaced => (rights::FINE_REPLACE, false),
        E::ObjectionFiled | E::Settled => (rights::FINE_DECIDE, false),
        E::ObjectionAccepted | E::ObjectionRejected => (rights::FINE_DECIDE, true),
        E::PaidReduced | E::PaidWhole | E::PaymentVoided => (rights::FINE_CERTIFY, true),
        E::TermOver
        | E::OwnerAsked
        | E::OwnerFound
        | E::OwnerUnknown
        | E::Certified
        | E::StruckOff => (rights::FINE_CERTIFY, true),
    };
    if centre && !facts.at_centre {
        return Err(Finding::new(cases::ONLY_AT_CENTRE).with("event", kind.greek()));
    }
    if facts.may(right) {
        Ok(())
    } else {
        Err(Finding::new(cases::NO_RIGHT).with("right", rights::greek(right)))
    }
}

fn issue(ticket: &Ticket, facts: &Facts<'_>) -> Result<(), Finding> {
    // A clerk types another officer's handwritten ticket.
    if ticket.paper.is_none() && ticket.officer != facts.user {
        return Err(Finding::new(cases::WRONG_USER));
    }
    if facts.device.is_some_and(|device| device != ticket.device) {
        return Err(Finding::new(cases::WRONG_DEVICE));
    }
    number(ticket, facts)?;
    times(ticket, facts)?;
    if ticket.place.street.trim().is_empty() {
        return Err(Finding::new(cases::PLACE_MISSING).on("street"));
    }
    for text in [&ticket.place.street, &ticket.place.street_no] {
        short(text)?;
    }
    if ticket.vehicle.is_none() && ticket.liable.is_none() {
        return Err(Finding::new(cases::NOBODY_NAMED).on("plate"));
    }
    if ticket
        .replaces
        .as_ref()
        .is_some_and(|old| old.number == ticket.number)
    {
        return Err(Finding::new(cases::NOT_THE_REPLACED_ONE).on("replaces"));
    }
    violations(ticket, facts)
}

/// The number is of this device's block and the RF code is the number's.
fn number(ticket: &Ticket, facts: &Facts<'_>) -> Result<(), Finding> {
    let Some(block) = facts.block else {
        return Ok(());
    };
    if !block.holds(Series::Fine, &ticket.number) {
        return Err(Finding::new(cases::OUTSIDE_BLOCK).with("number", &ticket.number));
    }
    if ticket.number.rf(&block.rf_stem)? != ticket.rf {
        return Err(Finding::new(cases::WRONG_RF).with("number", &ticket.number));
    }
    Ok(())
}

/// Not in the future, and not a day late without a reason (a handwritten block is one). On a device a wrong clock only asks, so its own time of
/// recording counts too; the centre compares with the arrival, which nothing can precede.
fn times(ticket: &Ticket, facts: &Facts<'_>) -> Result<(), Finding> {
    let offence = ticket.offence_at.timestamp();
    let arrival = facts.now.timestamp();
    let now = if facts.at_centre {
        arrival
    } else {
        arrival.max(ticket.recorded_at)
    };
    if offence.duration_since(now).as_mins() > CLOCK_TOLERANCE_MINUTES {
        return Err(Finding::new(cases::OFFENCE_IN_FUTURE).on("offence_at"));
    }
    let late = ticket.recorded_at.duration_since(offence) > jiff::SignedDuration::from_hours(24);
    let reason = ticket.late_reason.as_deref().unwrap_or_default();
    short(reason)?;
    if late && ticket.paper.is_none() && reason.trim().is_empty() {
        return Err(Finding::new(cases::LATE_WITHOUT_REASON).on("late_reason"));
    }
    Ok(())
}

/// Violations, amounts and terms are those of the catalogue on the offence date.
fn violations(ticket: &Ticket, facts: &Facts<'_>) -> Result<(), Finding> {
    if ticket.violations.len() > MAX_VIOLATIONS {
        return Err(Finding::new(cases::TOO_MANY_VIOLATIONS)
            .on("violation")
            .with("n", MAX_VIOLATIONS));
    }
    let mut codes = BTreeSet::new();
    if let Some(twice) = ticket
        .violations
        .iter()
        .find(|violation| !codes.insert(violation.code.as_str()))
    {
        return Err(Finding::new(cases::SAME_VIOLATION_TWICE)
            .on("violation")
            .with("code", &twice.code));
    }
    let picks: Vec<Pick> = ticket
        .violations
        .iter()
        .map(|v| Pick {
            code: v.code.clone(),
            step: v.step,
        })
        .collect();
    let offence = ticket.offence_at.date();
    let (terms, right) = calculator::write(facts.reference, offence, &picks)?;
    let differs = right
        .iter()
        .zip(&ticket.violations)
        .find(|(right, written)| right != written);
    let refuse = |code: Code| {
        Finding::new(code)
            .on("violation")
            .with("date", greek_date(offence))
    };
    match differs {
        Some((right, _)) => Err(refuse(cases::AMOUNTS_DIFFER).with("code", &right.code)),
        None if terms != ticket.terms => Err(refuse(cases::TERMS_DIFFER)),
        None => Ok(()),
    }
}

fn spoil(state: &FineState, spoiled: &Spoiled, facts: &Facts<'_>) -> Result<(), Finding> {
    reason(&spoiled.reason)?;
    if state.notice.is_some() || state.service.is_some() {
        return Err(Finding::new(cases::ALREADY_SERVED_ON_PAPER));
    }
    let other = state
        .ticket
        .as_ref()
        .is_some_and(|ticket| ticket.number != spoiled.number);
    let outside = facts
        .block
        .is_some_and(|block| !block.holds(Series::Fine, &spoiled.number));
    if other || (state.ticket.is_none() && outside) {
        return Err(Finding::new(cases::OUTSIDE_BLOCK).with("number", &spoiled.number));
    }
    Ok(())
}

fn serve(state: &FineState, served: &Served, facts: &Facts<'_>) -> Result<(), Finding> {
    not_future(served.on, facts)?;
    let Some(ticket) = &state.ticket else {
        return Ok(());
    };
    if served.on < ticket.offence_at.date() {
        return Err(Finding::new(cases::SERVED_BEFORE_OFFENCE).on("served_on"));
    }
    let right = calculator::serve(
        ticket,
        served.kind,
        served.on,
        &facts.reference.holidays(),
        served.saw,
    )?;
    let same = (
        right.effective,
        right.reduced_until,
        right.objection_until,
        right.certify_from,
    ) == (
        served.effective,
        served.reduced_until,
        served.objection_until,
        served.certify_from,
    );
    if same {
        Ok(())
    } else {
        Err(Finding::new(cases::TERMS_DIFFER).with("date", greek_date(served.on)))
    }
}

fn replace(state: &FineState, replaced: &Replaced) -> Result<(), Finding> {
    reason(&replaced.reason)?;
    if state.number() == Some(&replaced.number) {
        return Err(Finding::new(cases::NOT_THE_REPLACED_ONE).on("number"));
    }
    Ok(())
}

/// Whole or half, never a part; half only inside its term.
fn pay(state: &FineState, paid: &Paid, facts: &Facts<'_>) -> Result<(), Finding> {
    not_future(paid.on, facts)?;
    let Some(ticket) = &state.ticket else {
        return Ok(());
    };
    let whole = calculator::whole(&ticket.violations)?;
    let due = calculator::due(state, paid.on)?.value;
    if paid.reduced {
        let term = calculator::reduced_term(state);
        let Some(reduced) = calculator::reduced(&ticket.violations)?
            .filter(|_| term != calculator::ReducedTerm::Never)
        else {
            return Err(Finding::new(cases::REDUCED_NOT_ALLOWED).with("due", whole));
        };
        if let calculator::ReducedTerm::Until(until) = term
            && paid.on > until
        {
            return Err(Finding::new(cases::REDUCED_AFTER_TERM)
                .with("until", greek_date(until))
                .with("due", whole));
        }
        return exact(paid, reduced);
    }
    if paid.amount == whole {
        Ok(())
    } else {
        Err(Finding::new(cases::WHOLE_OR_HALF)
            .on("amount")
            .with("due", due))
    }
}

fn exact(paid: &Paid, due: loggia_schema::money::Cents) -> Result<(), Finding> {
    if paid.amount == due {
        return Ok(());
    }
    Err(Finding::new(cases::AMOUNT_DIFFERS)
        .on("amount")
        .with("paid", paid.amount)
        .with("due", due))
}

fn object(filed: &ObjectionFiled, facts: &Facts<'_>) -> Result<(), Finding> {
    if filed.protocol_no.trim().is_empty() {
        return Err(Finding::new(cases::OBJECTION_WITHOUT_PROTOCOL).on("protocol_no"));
    }
    short(&filed.protocol_no)?;
    not_future(filed.on, facts)
}

/// Two persons sign, and neither is the officer of the fine.
fn decide(
    state: &FineState,
    decided: &Decided,
    accepted: bool,
    facts: &Facts<'_>,
) -> Result<(), Finding> {
    decision_no(&decided.decision_no)?;
    not_future(decided.on, facts)?;
    if accepted && decided.part.is_none() {
        return Err(Finding::new(cases::REASON_MISSING).on("reason"));
    }
    let officer = state.ticket.as_ref().map(|ticket| ticket.officer);
    if officer == Some(facts.user) || officer == Some(decided.approved_by) {
        return Err(Finding::new(cases::CANCEL_BY_ISSUER));
    }
    if decided.approved_by == facts.user {
        return Err(Finding::new(cases::FOUR_EYES).on("approved_by"));
    }
    Ok(())
}

fn term_over(state: &FineState, on: Date, facts: &Facts<'_>) -> Result<(), Finding> {
    not_future(on, facts)?;
    match state.certify_from() {
        Some(from) if on < from => {
            Err(Finding::new(cases::NOT_YET_DUE).with("date", greek_date(from)))
        }
        _ => Ok(()),
    }
}

fn owner(answered: &OwnerAnswered, facts: &Facts<'_>) -> Result<(), Finding> {
    if let Answer::Found { has_afm: false, .. } = answered.answer {
        return Err(Finding::new(cases::DEBTOR_UNKNOWN));
    }
    not_future(answered.on, facts)
}

fn not_future(day: Date, facts: &Facts<'_>) -> Result<(), Finding> {
    if day <= facts.today() {
        Ok(())
    } else {
        Err(Finding::new(cases::IN_THE_FUTURE).with("date", greek_date(day)))
    }
}

fn reason(text: &str) -> Result<(), Finding> {
    if text.trim().is_empty() {
        Err(Finding::new(cases::REASON_MISSING).on("reason"))
    } else {
        short(text)
    }
}

fn short(text: &str) -> Result<(), Finding> {
    if text.chars().count() <= MAX_TEXT {
        Ok(())
    } else {
        Err(Finding::new(cases::TEXT_TOO_LONG).with("n", MAX_TEXT))
    }
}

fn decision_no(text: &str) -> Result<(), Finding> {
    if text.trim().is_empty() {
        Err(Finding::new(cases::DECISION_MISSING).on("decision_no"))
    } else {
        short(text)
    }
}
