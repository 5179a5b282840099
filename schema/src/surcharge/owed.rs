//! What is owed at one moment.

use crate::explain::{Explained, Explanation};
use crate::message::{Finding, input};
use crate::money::{Cents, Rate, Rounding};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Principal and surcharge of one debt part on one day. Each part of a debt ages and is rounded by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// What the surcharge is computed on (κεφάλαιο).
    pub principal: Cents,
    /// Surcharge as a share of the principal, unrounded where the rule allows it.
    pub factor: Rate,
    /// The surcharge, rounded half up to the cent (προσαύξηση).
    pub surcharge: Cents,
}

impl Owed {
    /// Surcharge = half up (principal × weight ÷ divisor); the division comes last, so nothing is lost before it.
    ///
    /// Refusals: Σ-116 negative principal (a credit has no surcharge), Σ-113.
    pub(super) fn of(principal: Cents, weight: Rate, divisor: u32) -> Result<Owed, Finding> {
        if principal.is_negative() {
            return Err(Finding::new(input::AMOUNT_NEGATIVE));
        }
        let overflow = || Finding::new(input::AMOUNT_OVERFLOW);
        let divisor = Decimal::from(divisor);
        let exact = Decimal::from(principal.get())
            .checked_mul(weight.0)
            .and_then(|x| x.checked_div(divisor));
        let surcharge = Rounding::HalfUp.to_cents(exact.ok_or_else(overflow)?)?;
        let factor = Rate(weight.0.checked_div(divisor).ok_or_else(overflow)?);
        Ok(Owed {
            principal,
            factor,
            surcharge,
        })
    }

    /// Principal and surcharge together, or Σ-113.
    pub fn total(&self) -> Result<Cents, Finding> {
        self.principal.plus(self.surcharge)
    }
}

/// What a settlement leaves of a surcharge (απαλλαγή προσαυξήσεων): half up (surcharge × (1 − relief)).
///
/// `rule` quotes the law with its version. Refusals: Σ-116 negative surcharge, Σ-114 a relief outside 0–100 %, Σ-113.
pub fn relief(surcharge: Cents, relief: Rate, rule: &str) -> Result<Explained, Finding> {
    if surcharge.is_negative() {
        return Err(Finding::new(input::AMOUNT_NEGATIVE));
    }
    if relief < Rate::ZERO || relief > Rate::ONE {
        return Err(Finding::new(input::RATE_FORM).with("value", relief));
    }
    let left = surcharge.at_rate(relief.rest()?, Rounding::HalfUp)?;
    Ok(Explanation::of(rule)
        .input("Προσαύξηση", surcharge)
        .input("Απαλλαγή", relief)
        .amount("Προσαύξηση που μένει", left)
        .give(left))
}
