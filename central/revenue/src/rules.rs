//! What a payment does to a line: pure, so that every case stands in one table of tests.
//!
//! Before certification the law knows only "whole or half": the sum that is due closes the line, anything
//! else is still money and is never refused by the centre (the cashier has already taken it) but becomes an
//! exception for a person. After certification any part may be paid; each euro of principal then carries its
//! share of the surcharge of that day. What is paid above what is owed is the debtor's credit.

use super::model::{Line, LineState, Reduced};
use jiff::civil::Date;
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use loggia_schema::surcharge::{Owed, Split};
use serde::{Deserialize, Serialize};

/// How a payment was understood (τακτοποίηση πληρωμής).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The whole sum.
    Whole,
    /// The reduced sum, in time.
    Reduced,
    /// Less than what closes the line; the rest stays owed.
    Part,
    /// Nothing was owed any more: paid twice or cancelled.
    NothingOwed,
    /// No line is known for its payment code yet.
    Unmatched,
    /// The debt had been struck off: a person decides.
    AfterStrike,
}

impl Outcome {
    /// Name in the tables.
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Whole => "whole",
            Outcome::Reduced => "reduced",
            Outcome::Part => "part",
            Outcome::NothingOwed => "nothing_owed",
            Outcome::Unmatched => "unmatched",
            Outcome::AfterStrike => "after_strike",
        }
    }

    /// Reads the name back.
    pub fn from_code(code: &str) -> Option<Outcome> {
        [
            Outcome::Whole,
            Outcome::Reduced,
            Outcome::Part,
            Outcome::NothingOwed,
            Outcome::Unmatched,
            Outcome::AfterStrike,
        ]
        .into_iter()
        .find(|outcome| outcome.code() == code)
    }

    /// On screens.
    pub const fn greek(self) -> &'static str {
        match self {
            Outcome::Whole => "Εξόφληση",
            Outcome::Reduced => "Εξόφληση με το μειωμένο ποσό",
            Outcome::Part => "Μερική πληρωμή",
            Outcome::NothingOwed => "Δεν υπήρχε οφειλή· πίστωση υπέρ του οφειλέτη",
            Outcome::Unmatched => "Σε αναμονή της βεβαίωσης που πληρώνει",
            Outcome::AfterStrike => "Η οφειλή είχε διαγραφεί· αποφασίζει ο νόμος",
        }
    }
}

/// Where every cent of a payment goes. `principal + surcharge + credit` is always the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// How it was understood.
    pub outcome: Outcome,
    /// Against the principal.
    pub principal: Cents,
    /// Surcharge taken with it (only after certification).
    pub surcharge: Cents,
    /// Above what was owed: the debtor's.
    pub credit: Cents,
    /// Principal that becomes assessed by this payment (only before certification).
    pub assessed: Cents,
    /// The state of the line afterwards.
    pub state: LineState,
}

/// Distributes `amount`, paid on `paid_on`, over a line. `owed` is the debt on that day, once certified.
///
/// # Errors
/// Σ-113 when the sums pass the largest amount.
pub fn settle(
    line: &Line,
    amount: Cents,
    paid_on: Date,
    owed: Option<&Owed>,
) -> Result<Settlement, Finding> {
    match owed {
        _ if !line.state.is_owed() => Ok(all_credit(line.state, amount)),
        Some(owed) if line.state.is_certified() => settle_debt(amount, owed),
        _ => settle_early(line, amount, paid_on),
    }
}

fn all_credit(state: LineState, amount: Cents) -> Settlement {
    Settlement {
        outcome: Outcome::NothingOwed,
        principal: Cents::ZERO,
        surcharge: Cents::ZERO,
        credit: amount,
        assessed: Cents::ZERO,
        state,
    }
}

/// Before certification: whole, or reduced in time, or an exception.
fn settle_early(line: &Line, amount: Cents, paid_on: Date) -> Result<Settlement, Finding> {
    let open = line.open_principal();
    let early = |outcome, principal: Cents, state| -> Result<Settlement, Finding> {
        let (surcharge, credit) = (Cents::ZERO, amount.minus(principal)?);
        Ok(Settlement {
            outcome,
            principal,
            surcharge,
            credit,
            assessed: principal,
            state,
        })
    };
    if amount >= open {
        return early(Outcome::Whole, open, LineState::Settled);
    }
    let reduced = line
        .claim
        .reduced
        .filter(|r| in_time(*r, paid_on) && amount >= r.amount);
    if let Some(reduced) = reduced.filter(|_| line.collected.is_zero()) {
        return early(Outcome::Reduced, reduced.amount, LineState::Settled);
    }
    early(Outcome::Part, amount, line.state)
}

/// The day after the last one is too late; a term that has not begun cannot have ended.
pub(crate) fn in_time(reduced: Reduced, paid_on: Date) -> bool {
    reduced.until.is_none_or(|until| paid_on <= until)
}

/// After certification any part may be paid; the split is the schema's.
fn settle_debt(amount: Cents, owed: &Owed) -> Result<Settlement, Finding> {
    let parts = owed.allocate(amount, Split::ProRata)?;
    let closes = parts.remaining_principal.is_zero() && parts.to_surcharge == owed.surcharge;
    Ok(Settlement {
        outcome: if closes {
            Outcome::Whole
        } else {
            Outcome::Part
        },
        principal: parts.to_principal,
        surcharge: parts.to_surcharge,
        credit: parts.to_credit,
        assessed: Cents::ZERO,
        state: if closes {
            LineState::Paid
        } else {
            LineState::Certified
        },
    })
}

/// The part of a whole's component that belongs to `amount` of it, after `before` of it was taken: the parts of all
/// amounts add up to the component, to the cent.
pub fn share(component: Cents, whole: Cents, before: Cents, amount: Cents) -> Cents {
    let of = |taken: i64| {
        let product = i128::from(component.0) * i128::from(taken);
        i64::try_from(product / i128::from(whole.0.max(1))).unwrap_or(component.0)
    };
    Cents(of(before.0.saturating_add(amount.0)).saturating_sub(of(before.0)))
}

/// Why a line cannot go into a list today (εξαίρεση καταλόγου).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exception {
    /// Nobody is named yet: the owner must be found first.
    UnknownPerson,
    /// Its term runs (or has not begun).
    TermRuns,
    /// Part of it was paid before certification: a person looks at it first.
    PartPaid,
}

impl Exception {
    /// On the preview of a list.
    pub const fn greek(self) -> &'static str {
        match self {
            Exception::UnknownPerson => "Άγνωστος οφειλέτης: χρειάζεται αναζήτηση ιδιοκτήτη",
            Exception::TermRuns => "Η προθεσμία δεν έχει λήξει",
            Exception::PartPaid => "Πληρώθηκε εν μέρει πριν από τη βεβαίωση",
        }
    }
}

/// May this line be certified on `today`? `Ok` or the reason why not, strictest first.
///
/// # Errors
/// The exception shown in the preview; it is not a failure.
pub fn listable(line: &Line, today: Date) -> Result<(), Exception> {
    if line.claim.certify_from.is_none_or(|from| today < from) {
        return Err(Exception::TermRuns);
    }
    if line.claim.person.is_none() {
        return Err(Exception::UnknownPerson);
    }
    if !line.collected.is_zero() {
        return Err(Exception::PartPaid);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
