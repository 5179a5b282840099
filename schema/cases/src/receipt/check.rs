//! What is refused when an event is added to a receipt, and what only asks for a tick.

use super::event::{Event, Issued, Line, Means, Spoiled, Subject};
use super::fees;
use super::state::{self, ReceiptState};
use crate::case::Facts;
use crate::number::Series;
use crate::records::{PayableKind, PayableRecord};
use crate::rights;
use loggia_schema::calendar::{Date, greek_date};
use loggia_schema::message::{Finding, cases};
use std::collections::BTreeSet;

/// Lines one receipt may hold.
pub const MAX_LINES: usize = 30;
/// Letters of a reason or a line's text.
pub const MAX_TEXT: usize = 500;

/// The first reason why the event may not be added.
pub(super) fn check(state: &ReceiptState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
    let right = match event {
        Event::Issued(_) | Event::Spoiled(_) => rights::RECEIPT_ISSUE,
        Event::Cancelled(_) | Event::Settled(_) => rights::RECEIPT_CANCEL,
    };
    if !facts.may(right) {
        return Err(Finding::new(cases::NO_RIGHT).with("right", rights::greek(right)));
    }
    if state::next(state.stage, event).is_none() {
        return Err(Finding::new(cases::NOT_IN_THIS_STATE)
            .with("event", event.greek())
            .with("state", state.stage.greek()));
    }
    match event {
        Event::Issued(issued) => issue(issued, facts),
        Event::Spoiled(spoiled) => spoil(spoiled, facts),
        Event::Cancelled(cancelled) => {
            reason(&cancelled.reason)?;
            same_day(state, facts)
        }
        Event::Settled(settled) => reason(&settled.reason),
    }
}

/// What a person should confirm: money for something this store does not know.
pub(super) fn warnings(event: &Event, facts: &Facts<'_>) -> Vec<Finding> {
    let Event::Issued(issued) = event else {
        return Vec::new();
    };
    let unknown = issued.lines.iter().filter(|line| match &line.subject {
        Subject::Fee { .. } => false,
        subject => payable(subject, facts).is_none(),
    });
    unknown
        .map(|line| Finding::new(cases::PAYABLE_UNKNOWN).with("number", line.subject.name()))
        .collect()
}

fn issue(issued: &Issued, facts: &Facts<'_>) -> Result<(), Finding> {
    // A clerk types another cashier's handwritten receipt.
    if issued.paper.is_none() && issued.cashier != facts.user {
        return Err(Finding::new(cases::WRONG_USER));
    }
    if facts.device.is_some_and(|device| device != issued.device) {
        return Err(Finding::new(cases::WRONG_DEVICE));
    }
    let outside = facts
        .block
        .is_some_and(|block| !block.holds(Series::Receipt, &issued.number));
    if outside {
        return Err(Finding::new(cases::OUTSIDE_BLOCK).with("number", &issued.number));
    }
    if issued.paper.is_none() && !facts.is_day_of_event(issued.at.date()) {
        return Err(Finding::new(cases::FOREIGN_DATE).on("at"));
    }
    means(&issued.means)?;
    lines(issued, facts)?;
    if issued.sum()? != issued.total {
        return Err(Finding::new(cases::TOTAL_DIFFERS).on("total"));
    }
    Ok(())
}

fn lines(issued: &Issued, facts: &Facts<'_>) -> Result<(), Finding> {
    if issued.lines.is_empty() {
        return Err(Finding::new(cases::RECEIPT_EMPTY).on("lines"));
    }
    if issued.lines.len() > MAX_LINES {
        return Err(Finding::new(cases::RECEIPT_TOO_LONG)
            .on("lines")
            .with("n", MAX_LINES));
    }
    let mut seen = BTreeSet::new();
    for line in &issued.lines {
        if line.amount.get() <= 0 {
            return Err(Finding::new(cases::AMOUNT_NOT_POSITIVE).on("amount"));
        }
        short(&line.text)?;
        let day = issued.at.date();
        match &line.subject {
            Subject::Fee { code, budget_code } => fee(line, code, budget_code, day, facts)?,
            subject => {
                if !seen.insert(identity(subject, facts)) {
                    return Err(Finding::new(cases::SAME_DEBT_TWICE).on("lines"));
                }
                if let Some(payable) = payable(subject, facts) {
                    known(line, payable, day, facts)?;
                }
            }
        }
    }
    Ok(())
}

/// One debt may be named by code in one line and by number in another.
fn identity(subject: &Subject, facts: &Facts<'_>) -> String {
    match (payable(subject, facts), subject) {
        (Some(payable), _) => payable.rf.as_str().to_owned(),
        (None, Subject::Rf { rf, .. }) => rf.as_str().to_owned(),
        (None, other) => other.name(),
    }
}

fn payable<'a>(subject: &Subject, facts: &Facts<'a>) -> Option<&'a PayableRecord> {
    match subject {
        Subject::Rf { rf, .. } => facts.payables.iter().find(|payable| payable.rf == *rf),
        Subject::FineNumber { number } => {
            let number = number.to_string();
            facts
                .payables
                .iter()
                .find(|payable| payable.number == number)
        }
        Subject::Fee { .. } => None,
    }
}

/// A payable this store knows: a fine whole or reduced, a debt up to its balance.
fn known(
    line: &Line,
    payable: &PayableRecord,
    day: Date,
    facts: &Facts<'_>,
) -> Result<(), Finding> {
    if payable.balance.get() <= 0 {
        return Err(Finding::new(cases::NOTHING_OWED).with("number", &payable.number));
    }
    if payable.kind == PayableKind::Debt {
        let due = payable.due(day, facts.reference)?.value;
        if line.reduced {
            return Err(Finding::new(cases::REDUCED_NOT_ALLOWED)
                .on("amount")
                .with("due", due));
        }
        return match line.amount <= due {
            true => Ok(()),
            false => Err(Finding::new(cases::ABOVE_BALANCE)
                .on("amount")
                .with("paid", line.amount)
                .with("due", due)),
        };
    }
    if line.reduced {
        return reduced(line, payable, day);
    }
    match line.amount == payable.balance {
        true => Ok(()),
        false => Err(Finding::new(cases::WHOLE_OR_HALF)
            .on("amount")
            .with("due", payable.due_on(day))),
    }
}

fn reduced(line: &Line, payable: &PayableRecord, day: Date) -> Result<(), Finding> {
    let Some(reduced) = payable.reduced else {
        return Err(Finding::new(cases::REDUCED_NOT_ALLOWED)
            .on("amount")
            .with("due", payable.balance));
    };
    if let Some(until) = payable.reduced_until.filter(|until| day > *until) {
        return Err(Finding::new(cases::REDUCED_AFTER_TERM)
            .on("amount")
            .with("until", greek_date(until))
            .with("due", payable.balance));
    }
    match line.amount == reduced {
        true => Ok(()),
        false => Err(Finding::new(cases::AMOUNT_DIFFERS)
            .on("amount")
            .with("paid", line.amount)
            .with("due", reduced)),
    }
}

fn fee(
    line: &Line,
    code: &str,
    budget_code: &str,
    day: Date,
    facts: &Facts<'_>,
) -> Result<(), Finding> {
    let unknown = || {
        Finding::new(cases::FEE_UNKNOWN)
            .on("fee")
            .with("code", code)
    };
    let fee = facts.reference.fee(code, day).map_err(|_| unknown())?;
    if fee.budget_code != budget_code || line.reduced {
        return Err(unknown());
    }
    let Some(due) = fees::due(fee, line.quantity)? else {
        return Ok(());
    };
    if due.value == line.amount {
        Ok(())
    } else {
        Err(Finding::new(cases::FEE_AMOUNT)
            .on("amount")
            .with("code", code)
            .with("due", due.value))
    }
}

fn means(means: &Means) -> Result<(), Finding> {
    let Means::Card { approval, last4 } = means else {
        return Ok(());
    };
    let digits = last4.len() == 4 && last4.bytes().all(|b| b.is_ascii_digit());
    let code =
        (1..=12).contains(&approval.len()) && approval.bytes().all(|b| b.is_ascii_alphanumeric());
    if digits && code {
        Ok(())
    } else {
        Err(Finding::new(cases::CARD_DETAILS).on("card"))
    }
}

fn spoil(spoiled: &Spoiled, facts: &Facts<'_>) -> Result<(), Finding> {
    reason(&spoiled.reason)?;
    let outside = facts
        .block
        .is_some_and(|block| !block.holds(Series::Receipt, &spoiled.number));
    if outside {
        Err(Finding::new(cases::OUTSIDE_BLOCK).with("number", &spoiled.number))
    } else {
        Ok(())
    }
}

/// The desk cancels on the same day.
fn same_day(state: &ReceiptState, facts: &Facts<'_>) -> Result<(), Finding> {
    let issued_on = state.receipt.as_ref().map(|receipt| receipt.at.date());
    if issued_on.is_some_and(|day| facts.is_day_of_event(day)) {
        Ok(())
    } else {
        Err(Finding::new(cases::CANCEL_OTHER_DAY))
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
