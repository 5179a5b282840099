//! Exact rates and named roundings.

use super::Cents;
use super::cents::OVERFLOW;
use crate::message::{Finding, input};
use crate::text::{MINUS, NBSP, normalise_input};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An exact share of an amount (συντελεστής): 0,73 % is `0.0073`. In JSON it is decimal text, never a float.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Rate(pub Decimal);

/// How a computed amount becomes whole cents (στρογγυλοποίηση). The law names it, so the code does too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest cent, half a cent away from zero: surcharges, reduced fines, most fees.
    HalfUp,
    /// Any part of a cent becomes a cent, away from zero: instalments.
    Up,
    /// Parts of a cent are dropped, towards zero.
    Down,
}

impl Rate {
    /// Nothing.
    pub const ZERO: Rate = Rate(Decimal::ZERO);
    /// The whole.
    pub const ONE: Rate = Rate(Decimal::ONE);

    /// Reads a rate of the data files: decimal text with a dot, such as `0.0073`. Refusal: Σ-114.
    pub fn parse(text: &str) -> Result<Rate, Finding> {
        Decimal::from_str_exact(text)
            .map(|rate| Rate(rate.normalize()))
            .map_err(|_| Finding::new(input::RATE_FORM).with("value", text))
    }

    /// Reads a percentage as a clerk types it: `0,73`, `0,73 %`, `24%`. Refusal: Σ-114.
    pub fn parse_greek_percent(typed: &str) -> Result<Rate, Finding> {
        let text = normalise_input(typed);
        let bad = || Finding::new(input::RATE_FORM).with("value", &text);
        let number = text
            .strip_suffix('%')
            .unwrap_or(&text)
            .trim_end()
            .replace('\u{2212}', "-");
        if number.contains('.') {
            return Err(bad());
        }
        let percent = Decimal::from_str_exact(&number.replace(',', ".")).map_err(|_| bad())?;
        percent
            .checked_div(Decimal::ONE_HUNDRED)
            .map(|rate| Rate(rate.normalize()))
            .ok_or_else(bad)
    }

    /// The part of an amount that this rate takes. Refusal: Σ-113 when it does not fit.
    pub fn of(self, amount: Cents, rounding: Rounding) -> Result<Cents, Finding> {
        let exact = Decimal::from(amount.0)
            .checked_mul(self.0)
            .ok_or(OVERFLOW)?;
        rounding.to_cents(exact)
    }

    /// The rate taken a whole number of times (months, parts), or Σ-113.
    pub fn times(self, n: u32) -> Result<Rate, Finding> {
        self.0
            .checked_mul(Decimal::from(n))
            .map(Rate)
            .ok_or(OVERFLOW)
    }

    /// Both rates together, or Σ-113.
    pub fn plus(self, other: Rate) -> Result<Rate, Finding> {
        self.0.checked_add(other.0).map(Rate).ok_or(OVERFLOW)
    }

    /// What is left of the whole: 1 − rate, or Σ-113.
    pub fn rest(self) -> Result<Rate, Finding> {
        Decimal::ONE.checked_sub(self.0).map(Rate).ok_or(OVERFLOW)
    }

    /// For screens and papers: `0,73 %`, no-break space before the sign.
    pub fn greek_percent(self) -> String {
        let Some(percent) = self.0.checked_mul(Decimal::ONE_HUNDRED) else {
            return self.0.to_string();
        };
        let text = percent.normalize().abs().to_string().replace('.', ",");
        let sign = if percent.is_sign_negative() && !percent.is_zero() {
            MINUS
        } else {
            ""
        };
        format!("{sign}{text}{NBSP}%")
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.greek_percent())
    }
}

impl Rounding {
    /// An exact number of cents made whole; Σ-113 when it does not fit.
    pub fn to_cents(self, exact: Decimal) -> Result<Cents, Finding> {
        let strategy = match self {
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::Up => RoundingStrategy::AwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
        };
        exact
            .round_dp_with_strategy(0, strategy)
            .to_i64()
            .map(Cents)
            .ok_or(OVERFLOW)
    }

    /// Its name in explanations.
    pub const fn greek(self) -> &'static str {
        match self {
            Rounding::HalfUp => "στο πλησιέστερο λεπτό, το μισό προς τα πάνω",
            Rounding::Up => "στο επόμενο λεπτό",
            Rounding::Down => "χωρίς τα κλάσματα του λεπτού",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rate(text: &str) -> Rate {
        Rate::parse(text).unwrap()
    }

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        let half = rate("0.5");
        assert_eq!(half.of(Cents(25), Rounding::HalfUp), Ok(Cents(13)));
        assert_eq!(half.of(Cents(-25), Rounding::HalfUp), Ok(Cents(-13)));
        assert_eq!(rate("0.001").of(Cents(1), Rounding::Up), Ok(Cents(1)));
        assert_eq!(rate("0.999").of(Cents(1), Rounding::Down), Ok(Cents(0)));
    }

    #[test]
    fn rates_look_greek_and_are_read_back() {
        assert_eq!(rate("0.0073").greek_percent(), "0,73\u{a0}%");
        assert_eq!(rate("0.24").to_string(), "24\u{a0}%");
        assert_eq!(rate("-0.005").greek_percent(), "\u{2212}0,5\u{a0}%");
        for typed in ["0,73", "0,73 %", "0,73%", "0,73\u{a0}%"] {
            assert_eq!(
                Rate::parse_greek_percent(typed),
                Ok(rate("0.0073")),
                "{typed}"
            );
        }
        for typed in ["0.73", "", "%", "δύο", "1,2,3"] {
            assert_eq!(
                Rate::parse_greek_percent(typed).unwrap_err().code,
                input::RATE_FORM,
                "{typed}"
            );
        }
    }

    #[test]
    fn a_rate_is_text_in_json() {
        assert_eq!(
            serde_json::to_string(&rate("0.0073")).unwrap(),
            "\"0.0073\""
        );
        assert_eq!(
            serde_json::from_str::<Rate>("\"0.0876\"").unwrap(),
            rate("0.0876")
        );
    }

    #[test]
    fn an_amount_that_does_not_fit_is_refused() {
        assert!(rate("2").of(Cents(i64::MAX), Rounding::HalfUp).is_err());
        assert!(
            Rate(Decimal::MAX)
                .of(Cents(i64::MAX), Rounding::HalfUp)
                .is_err()
        );
    }

    proptest! {
        #[test]
        fn half_up_agrees_with_whole_number_arithmetic(cents in -1_000_000_000i64..1_000_000_000, ten_thousandths in 0i64..20_000) {
            let by_rate = Rate(Decimal::new(ten_thousandths, 4)).of(Cents(cents), Rounding::HalfUp).unwrap();
            let product = i128::from(cents) * i128::from(ten_thousandths);
            let rounded = (2 * product.abs() + 10_000) / 20_000 * product.signum();
            prop_assert_eq!(i128::from(by_rate.0), rounded);
        }
    }
}
