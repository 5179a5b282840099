//! What is refused when an event is added to a cash day.

use super::event::{Closed, Event, Handed, Opened, Returned, Taken};
use super::state::{self, CashDayState};
use crate::case::Facts;
use crate::rights;
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, cases, cash, input};
use loggia_schema::money::Cents;

/// Letters of a reason or of a slip's number.
pub const MAX_TEXT: usize = 500;

/// The first reason why the event may not be added.
pub(super) fn check(state: &CashDayState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
    if !facts.may(rights::RECEIPT_ISSUE) {
        return Err(
            Finding::new(cases::NO_RIGHT).with("right", rights::greek(rights::RECEIPT_ISSUE))
        );
    }
    if state::next(state.stage, event).is_none() {
        return Err(Finding::new(cases::NOT_IN_THIS_STATE)
            .with("event", event.greek())
            .with("state", state.stage.greek()));
    }
    match event {
        Event::Opened(opened) => open(opened, facts),
        Event::Handed(handed) => {
            holder(state, event, facts)?;
            hand(handed, facts)
        }
        Event::Taken(taken) => take(state, taken, facts),
        Event::Returned(returned) => give_back(state, event, returned, facts),
        Event::Closed(closed) => {
            holder(state, event, facts)?;
            close(state, closed)
        }
        Event::Settled(settled) => reason(&settled.reason),
    }
}

fn open(opened: &Opened, facts: &Facts<'_>) -> Result<(), Finding> {
    if opened.cashier != facts.user {
        return Err(Finding::new(cases::WRONG_USER));
    }
    if facts.device.is_some_and(|device| device != opened.device) {
        return Err(Finding::new(cases::WRONG_DEVICE));
    }
    if opened.day != opened.at.date() || opened.shift == 0 {
        return Err(Finding::new(cash::SUMS_DIFFER));
    }
    if !facts.is_day_of_event(opened.day) {
        return Err(Finding::new(cases::IN_THE_FUTURE)
            .on("day")
            .with("date", greek_date(opened.day)));
    }
    if opened.float.is_negative() {
        return Err(Finding::new(input::AMOUNT_NEGATIVE).on("float"));
    }
    Ok(())
}

fn hand(handed: &Handed, facts: &Facts<'_>) -> Result<(), Finding> {
    if handed.to == facts.user {
        return Err(Finding::new(cash::HANDOVER_TO_SELF).on("to"));
    }
    if handed.counted.is_negative() {
        return Err(Finding::new(input::AMOUNT_NEGATIVE).on("counted"));
    }
    difference(
        handed.counted,
        handed.expected,
        handed.difference,
        &handed.reason,
    )
}

fn take(state: &CashDayState, taken: &Taken, facts: &Facts<'_>) -> Result<(), Finding> {
    let Some((_, handed)) = &state.offered else {
        return Err(Finding::new(cash::NOT_THE_RECEIVER));
    };
    if handed.to != facts.user {
        return Err(Finding::new(cash::NOT_THE_RECEIVER));
    }
    if handed.counted == taken.counted {
        Ok(())
    } else {
        Err(Finding::new(cash::SUMS_DIFFER))
    }
}

/// The giver or the receiver may say no.
fn give_back(
    state: &CashDayState,
    event: &Event,
    returned: &Returned,
    facts: &Facts<'_>,
) -> Result<(), Finding> {
    let to = state.offered.as_ref().map(|(_, handed)| handed.to);
    if to != Some(facts.user) {
        holder(state, event, facts)?;
    }
    reason(&returned.reason)
}

fn close(state: &CashDayState, closed: &Closed) -> Result<(), Finding> {
    let sums = || Finding::new(cash::SUMS_DIFFER);
    if !closed.summary.adds_up() || state.expected(closed.summary.cash)? != closed.expected {
        return Err(sums());
    }
    if closed.count.total()? != closed.counted {
        return Err(sums());
    }
    difference(
        closed.counted,
        closed.expected,
        closed.difference,
        &closed.reason,
    )?;
    if closed.deposit.is_negative() {
        return Err(Finding::new(input::AMOUNT_NEGATIVE).on("deposit"));
    }
    if closed.deposit > closed.counted {
        return Err(Finding::new(cash::DEPOSIT_ABOVE_COUNT)
            .on("deposit")
            .with("deposit", closed.deposit)
            .with("counted", closed.counted));
    }
    if closed.counted.minus(closed.deposit)? != closed.left {
        return Err(sums());
    }
    short(&closed.slip)
}

/// A count that differs needs its reason, shortage or surplus alike.
fn difference(counted: Cents, expected: Cents, said: Cents, reason: &str) -> Result<(), Finding> {
    if counted.minus(expected)? != said {
        return Err(Finding::new(cash::SUMS_DIFFER));
    }
    if !said.is_zero() && reason.trim().is_empty() {
        return Err(Finding::new(cash::DIFFERENCE_WITHOUT_REASON)
            .on("reason")
            .with("difference", said));
    }
    short(reason)
}

fn holder(state: &CashDayState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
    if state.holder == Some(facts.user) {
        Ok(())
    } else {
        Err(Finding::new(cash::NOT_THE_HOLDER).with("event", event.greek()))
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
