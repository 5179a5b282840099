//! How long a payment is late.

use crate::calendar::Date;
use crate::message::{Finding, input};
use jiff::{Span, ToSpan, Unit};

/// Started months of delay (αρχόμενοι μήνες): 0 up to the due date, otherwise the smallest n with
/// due + n months ≥ paid. From 31-3: 30-4 is still in the first month, 1-5 starts the second.
///
/// Refusal Σ-128 at the end of the calendar.
pub fn started_months(due: Date, paid: Date) -> Result<u32, Finding> {
    if paid <= due {
        return Ok(0);
    }
    let index = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let whole = u32::try_from(index(paid) - index(due)).unwrap_or(0);
    // One month less would end in the month before the payment's, so `whole` or `whole + 1` is the smallest.
    if plus_months(due, whole)? >= paid {
        Ok(whole)
    } else {
        Ok(whole + 1)
    }
}

/// Days of delay: 0 up to the due date, the day after it is the first.
pub fn delay_days(due: Date, paid: Date) -> u32 {
    let days = due
        .until((Unit::Day, paid))
        .map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}

/// The first day of the k-th month of delay, k from 1: the day after due + (k − 1) months.
pub(super) fn first_day_of_month(due: Date, k: u32) -> Result<Date, Finding> {
    plus_days(plus_months(due, k.saturating_sub(1))?, 1)
}

pub(super) fn plus_days(date: Date, n: i64) -> Result<Date, Finding> {
    date.checked_add(n.days()).map_err(|_| outside(date))
}

fn plus_months(date: Date, n: u32) -> Result<Date, Finding> {
    let span = Span::new().try_months(n).map_err(|_| outside(date))?;
    date.checked_add(span).map_err(|_| outside(date))
}

fn outside(date: Date) -> Finding {
    Finding::new(input::DEADLINE_RANGE).with("date", crate::calendar::greek_date(date))
}
