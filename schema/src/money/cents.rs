//! An amount of money.

use super::{Rate, Rounding};
use crate::message::{Finding, input};
use crate::text::{MINUS, NBSP, group_thousands};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in whole euro cents (ποσό). Negative amounts exist (reversals, credits).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Cents = Cents(0);

    /// Whole euros, for constants and tests; stops at the largest amount.
    pub const fn euros(euros: i64) -> Cents {
        Cents(euros.saturating_mul(100))
    }

    /// The number of cents, for stores and wires.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, or Σ-113.
    pub fn plus(self, other: Cents) -> Result<Cents, Finding> {
        self.0.checked_add(other.0).map(Cents).ok_or(OVERFLOW)
    }

    /// The difference, or Σ-113.
    pub fn minus(self, other: Cents) -> Result<Cents, Finding> {
        self.0.checked_sub(other.0).map(Cents).ok_or(OVERFLOW)
    }

    /// A whole multiple, or Σ-113.
    pub fn times(self, n: i64) -> Result<Cents, Finding> {
        self.0.checked_mul(n).map(Cents).ok_or(OVERFLOW)
    }

    /// The opposite amount, or Σ-113 (only the smallest `i64` has none).
    pub fn negated(self) -> Result<Cents, Finding> {
        self.0.checked_neg().map(Cents).ok_or(OVERFLOW)
    }

    /// The sum of many amounts, or Σ-113.
    pub fn sum(amounts: impl IntoIterator<Item = Cents>) -> Result<Cents, Finding> {
        amounts.into_iter().try_fold(Cents::ZERO, Cents::plus)
    }

    /// The part of the amount that a rate takes, rounded to the cent as the rule says.
    pub fn at_rate(self, rate: Rate, rounding: Rounding) -> Result<Cents, Finding> {
        rate.of(self, rounding)
    }

    /// Half of the amount, half a cent going up (μειωμένο ποσό προστίμου): 0,25 → 0,13.
    pub fn half(self) -> Cents {
        Cents(self.0 / 2 + self.0 % 2)
    }

    /// Equal instalments, each rounded up to the cent, the last one smaller (δόσεις).
    ///
    /// Refuses zero instalments, a negative total and so many instalments that the last would be
    /// empty or negative (0,05 € in 4): Σ-115, Σ-116.
    pub fn instalments(self, n: u32) -> Result<Vec<Cents>, Finding> {
        if self.is_negative() {
            return Err(Finding::new(input::AMOUNT_NEGATIVE));
        }
        let too_many = || {
            Finding::new(input::TOO_MANY_PARTS)
                .with("amount", self.greek())
                .with("n", n)
        };
        let count = i64::from(n);
        if count == 0 {
            return Err(too_many());
        }
        let part = self.0 / count + i64::from(self.0 % count != 0);
        let last = part
            .checked_mul(count - 1)
            .and_then(|others| self.0.checked_sub(others));
        let last = last
            .filter(|last| *last > 0 || self.0 == 0)
            .ok_or_else(too_many)?;
        let mut parts = vec![Cents(part); n as usize - 1];
        parts.push(Cents(last));
        Ok(parts)
    }

    /// True below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// True at zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// For screens and papers: `1.234,50 €`, no-break space before €, minus sign before the number.
    pub fn greek(self) -> String {
        format!("{}{NBSP}€", self.greek_plain())
    }

    /// Without the currency, for input fields and table cells: `1.234,50`.
    pub fn greek_plain(self) -> String {
        let size = self.0.unsigned_abs();
        let sign = if self.is_negative() { MINUS } else { "" };
        format!("{sign}{},{:02}", group_thousands(size / 100), size % 100)
    }

    /// For machines (CSV, XML of authorities): `1234.50`.
    pub fn decimal_text(self) -> String {
        let size = self.0.unsigned_abs();
        let sign = if self.is_negative() { "-" } else { "" };
        format!("{sign}{}.{:02}", size / 100, size % 100)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.greek())
    }
}

/// The answer to every overflow.
pub(super) const OVERFLOW: Finding = Finding::new(input::AMOUNT_OVERFLOW);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn amounts_look_greek() {
        assert_eq!(Cents(123_456_750).greek(), "1.234.567,50\u{a0}€");
        assert_eq!(Cents(99_999).to_string(), "999,99\u{a0}€");
        assert_eq!(Cents(-5).greek_plain(), "\u{2212}0,05");
        assert_eq!(Cents(-123_405).decimal_text(), "-1234.05");
        assert_eq!(
            Cents(i64::MIN).greek_plain(),
            "\u{2212}92.233.720.368.547.758,08"
        );
    }

    #[test]
    fn overflow_is_refused_and_never_wraps() {
        let top = Cents(i64::MAX);
        assert_eq!(top.plus(Cents(1)).unwrap_err().code, input::AMOUNT_OVERFLOW);
        assert_eq!(
            Cents(i64::MIN).minus(Cents(1)).unwrap_err().code,
            input::AMOUNT_OVERFLOW
        );
        assert_eq!(
            Cents(i64::MIN).negated().unwrap_err().code,
            input::AMOUNT_OVERFLOW
        );
        assert_eq!(top.times(2).unwrap_err().code, input::AMOUNT_OVERFLOW);
        assert!(Cents::sum([top, Cents(1), Cents(-1)]).is_err());
    }

    #[test]
    fn instalments_of_the_vectors() {
        for case in vectors::cases("debt_surcharges", "instalments") {
            let total = vectors::cents(&case, "total");
            let n = u32::try_from(vectors::number(&case, "n")).unwrap();
            let parts: Vec<_> = total
                .instalments(n)
                .unwrap()
                .into_iter()
                .map(Cents::decimal_text)
                .collect();
            let expected: Vec<_> = case["parts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|p| p.as_str().unwrap().to_owned())
                .collect();
            assert_eq!(parts, expected, "{case}");
        }
    }

    #[test]
    fn too_many_instalments_are_refused() {
        assert_eq!(
            Cents(5).instalments(4).unwrap_err().code,
            input::TOO_MANY_PARTS
        );
        assert_eq!(
            Cents(5).instalments(0).unwrap_err().code,
            input::TOO_MANY_PARTS
        );
        assert_eq!(
            Cents(-5).instalments(1).unwrap_err().code,
            input::AMOUNT_NEGATIVE
        );
        assert_eq!(Cents(0).instalments(2).unwrap(), [Cents(0), Cents(0)]);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(cents in -100_000_000_000_000i64..100_000_000_000_000) {
            let amount = Cents(cents);
            prop_assert_eq!(Cents::parse_greek(&amount.greek()), Ok(amount));
            prop_assert_eq!(Cents::parse_greek(&amount.greek_plain()), Ok(amount));
        }

        #[test]
        fn instalments_add_up_and_fall_only_at_the_end(total in 0i64..10_000_000, n in 1u32..60) {
            if let Ok(parts) = Cents(total).instalments(n) {
                prop_assert_eq!(Cents::sum(parts.iter().copied()), Ok(Cents(total)));
                prop_assert_eq!(parts.len(), n as usize);
                prop_assert!(parts.windows(2).all(|w| w[0] >= w[1]));
                prop_assert!(parts[..parts.len() - 1].windows(2).all(|w| w[0] == w[1]));
            }
        }

        #[test]
        fn two_halves_miss_at_most_a_cent(cents in any::<i64>()) {
            let half = i128::from(Cents(cents).half().0);
            prop_assert!((half * 2 - i128::from(cents)).abs() <= 1);
            prop_assert!(half.abs() * 2 >= i128::from(cents).abs());
        }
    }
}
