//! The debtors once more: what everybody owes, in plain integers, from the ledger alone.
//!
//! The law is written down here a second time and shares no code with the calculators, the rules or the books: whole or
//! half before certification, half only inside ten days of the service, any part afterwards, 0,73 % for every started
//! month of delay, and what is above what is owed belongs to the debtor. From the town hall the model takes only which
//! acknowledged things were let in, and the order in which the money of one fine was counted.

use crate::ledger::{Fact, Fine, Ledger, Told, half_until};
use jiff::Span;
use jiff::civil::Date;
use loggia_schema::ids::DocId;
use std::collections::{BTreeMap, BTreeSet};

/// What the town hall decided that the model cannot know by itself.
#[derive(Debug, Default)]
pub struct Decided {
    /// Places in the ledger of what was let in.
    pub counted: BTreeSet<usize>,
    /// Document of a receipt → place in the order in which money was counted.
    pub order: BTreeMap<DocId, u64>,
    /// Number of a fine → day of its certification.
    pub certified: BTreeMap<String, Date>,
}

/// The account of one fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// It was not taken back.
    pub stands: bool,
    /// Day of certification.
    pub certified: Option<Date>,
    /// Whole amount.
    pub whole: i64,
    /// Principal taken.
    pub collected: i64,
    /// Money above what was owed.
    pub credit: i64,
    /// Nothing more is expected.
    pub settled: bool,
    /// Half amount and its last day, while both are known.
    half: Option<(i64, Option<Date>)>,
}

impl Account {
    /// What is owed on a day.
    pub fn owed(&self, day: Date) -> i64 {
        if self.settled || (!self.stands && self.certified.is_none()) {
            return 0;
        }
        let rest = self.whole - self.collected;
        match (self.certified, self.half) {
            (Some(on), _) => rest + surcharge(rest, last_working_day_after(on), day),
            (None, Some((half, Some(until)))) if self.collected == 0 && day <= until => half,
            _ => rest,
        }
    }
}

/// 0,73 % of the rest for every started month after the due day, half a cent up.
fn surcharge(rest: i64, due: Date, day: Date) -> i64 {
    let mut months = 0;
    while plus_months(due, months) < day {
        months += 1;
    }
    (rest * 73 * i64::from(months) + 5_000) / 10_000
}

fn plus_months(day: Date, months: i32) -> Date {
    day.checked_add(Span::new().months(months))
        .expect("a day of the calendar")
}

/// The last working day of the month after this one. No holiday of the year 2026 ends a month in which lists fall due.
fn last_working_day_after(day: Date) -> Date {
    let mut last = plus_months(day.first_of_month(), 1).last_of_month();
    while matches!(
        last.weekday(),
        jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
    ) {
        last = last.yesterday().expect("a day before");
    }
    last
}

/// The accounts that a fine may have: one, or one for each service if two laptops served it on different days, and
/// (see [`account`]) for what was counted before a service was known.
pub fn accounts(ledger: &Ledger, decided: &Decided, told: &Told, fine: &Fine) -> Vec<Account> {
    let counted = |at: &usize| decided.counted.contains(at);
    let facts: Vec<&Told> = (0..ledger.told.len())
        .filter(counted)
        .map(|at| &ledger.told[at])
        .collect();
    let own = facts.iter().filter(|other| other.doc == told.doc);
    let stands = !own
        .clone()
        .any(|other| matches!(other.fact, Fact::Spoiled | Fact::Replaced(_)));
    let mut services: Vec<Option<Date>> = own
        .filter_map(|other| match &other.fact {
            Fact::Served(on) => Some(Some(*on)),
            _ => None,
        })
        .collect();
    if services.is_empty() {
        services.push(None);
    }
    let mut money: Vec<(u64, i64, Date)> = facts
        .iter()
        .filter_map(|other| match &other.fact {
            Fact::Paid { fine, amount, on } if *fine == told.number => {
                let place = decided.order.get(&other.doc).copied();
                Some((place.unwrap_or(u64::MAX), *amount, *on))
            }
            _ => None,
        })
        .collect();
    money.sort_unstable();
    let certified = decided.certified.get(&told.number).copied();
    let mut possible = Vec::new();
    for service in services {
        for blind in 0..=money.len() {
            possible.push(account(fine, (stands, certified), service, &money, blind));
        }
    }
    possible
}

/// `blind`: after a half that came too late, so many payments more were counted before the service was known and the
/// half turned out to close nothing. They are the debtor's, and a person settles both.
fn account(
    fine: &Fine,
    (stands, certified): (bool, Option<Date>),
    service: Option<Date>,
    money: &[(u64, i64, Date)],
    mut blind: usize,
) -> Account {
    let until = service.map(half_until);
    let mut account = Account {
        stands,
        certified,
        whole: fine.whole,
        collected: 0,
        credit: 0,
        settled: false,
        half: fine.half.map(|half| (half, until)),
    };
    let mut closed = false;
    for (_, amount, on) in money {
        let rest = account.whole - account.collected;
        let half = fine
            .half
            .filter(|half| certified.is_none() && account.collected == 0 && amount >= half);
        let in_time = until.is_none_or(|until| *on <= until);
        if account.settled || (!stands && certified.is_none()) {
            account.credit += amount;
        } else if closed && blind > 0 {
            account.credit += amount;
            blind -= 1;
        } else if *amount >= rest {
            account.collected += rest;
            account.credit += amount - rest;
            account.settled = true;
        } else if let Some(half) = half {
            account.collected += half;
            account.credit += amount - half;
            (account.settled, closed) = (in_time, !in_time);
        } else {
            account.collected += amount;
        }
    }
    account
}
