//! A payment split between principal and surcharge.

use super::owed::Owed;
use crate::explain::{Explained, Explanation};
use crate::message::{Finding, input};
use crate::money::{Cents, Rate, Rounding};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a payment that does not cover everything is split. Which one holds is data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// In proportion: principal gets half up (payment ÷ (1 + factor)), the surcharge the rest.
    ProRata,
    /// The surcharge is covered first.
    SurchargeFirst,
}

/// Where each cent of a payment went. The three first always add up to the payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Reduces the principal.
    pub to_principal: Cents,
    /// Frozen as surcharge charged.
    pub to_surcharge: Cents,
    /// More than was owed: a credit of the debtor.
    pub to_credit: Cents,
    /// Principal that goes on ageing.
    pub remaining_principal: Cents,
    /// Why; its value is the payment.
    pub explained: Explained,
}

impl Owed {
    /// Splits a payment. A payment of everything, or more, covers principal and surcharge exactly.
    ///
    /// Refusals: Σ-116 negative payment, Σ-113.
    pub fn allocate(&self, payment: Cents, strategy: Split) -> Result<Allocation, Finding> {
        if payment.is_negative() {
            return Err(Finding::new(input::AMOUNT_NEGATIVE));
        }
        let total = self.total()?;
        let used = payment.min(total);
        let to_principal = if used == total {
            self.principal
        } else {
            match strategy {
                Split::ProRata => self.principal_share(used)?,
                Split::SurchargeFirst => used.minus(self.surcharge)?.max(Cents::ZERO),
            }
        };
        self.allocation(
            payment,
            to_principal,
            used.minus(to_principal)?,
            payment.minus(used)?,
        )
    }

    /// Rounding may ask for a cent more than either side owes; it stays within both.
    fn principal_share(&self, used: Cents) -> Result<Cents, Finding> {
        let whole = Rate::ONE.plus(self.factor)?;
        let exact = Decimal::from(used.get()).checked_div(whole.0);
        let share = Rounding::HalfUp
            .to_cents(exact.ok_or_else(|| Finding::new(input::AMOUNT_OVERFLOW))?)?;
        Ok(share
            .max(used.minus(self.surcharge)?)
            .min(self.principal)
            .min(used))
    }

    fn allocation(
        &self,
        payment: Cents,
        to_principal: Cents,
        to_surcharge: Cents,
        to_credit: Cents,
    ) -> Result<Allocation, Finding> {
        let remaining_principal = self.principal.minus(to_principal)?;
        let explained = Explanation::of("Κατανομή πληρωμής")
            .input("Πληρωμή", payment)
            .input("Κεφάλαιο", self.principal)
            .input("Προσαύξηση", self.surcharge)
            .amount("Στο κεφάλαιο", to_principal)
            .amount("Στην προσαύξηση", to_surcharge)
            .amount("Πίστωση του οφειλέτη", to_credit)
            .amount("Υπόλοιπο κεφαλαίου", remaining_principal)
            .give(payment);
        Ok(Allocation {
            to_principal,
            to_surcharge,
            to_credit,
            remaining_principal,
            explained,
        })
    }
}
