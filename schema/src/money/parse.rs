//! Reading the amounts that people type.
//!
//! Accepted: `1234,5` · `1234,50` · `1.234,50` · `1234` · `1.234` (groups of exactly three are thousands) ·
//! `12.5` and `12.50` (a lone dot with one or two digits after it is the decimal key of the number pad).
//! A sign in front and `€` at the end are allowed. Everything else is refused rather than guessed.

use super::Cents;
use crate::message::{Finding, input};
use crate::text::normalise_input;

/// Ten thousand billion euros: more digits are a slip of the keyboard.
const MAX_EURO_DIGITS: usize = 13;

impl Cents {
    /// Reads an amount as a Greek clerk types it.
    ///
    /// Refusals: Σ-110 empty, Σ-111 not readable with certainty, Σ-112 too large.
    pub fn parse_greek(typed: &str) -> Result<Cents, Finding> {
        let text = normalise_input(typed);
        if text.is_empty() {
            return Err(Finding::new(input::AMOUNT_EMPTY));
        }
        let unreadable = || Finding::new(input::AMOUNT_FORM).with("value", &text);
        let (negative, size) = unsigned(&text);
        let (euros, cents) = split(size).ok_or_else(unreadable)?;
        if euros.len() > MAX_EURO_DIGITS {
            return Err(Finding::new(input::AMOUNT_TOO_LARGE));
        }
        let euros: i64 = euros.parse().map_err(|_| unreadable())?;
        let size = Cents(euros).times(100)?.plus(Cents(cents))?;
        if negative { size.negated() } else { Ok(size) }
    }

    /// As [`Cents::parse_greek`], for amounts that must be above zero (payments, fines). Refuses also Σ-117.
    pub fn parse_positive(typed: &str) -> Result<Cents, Finding> {
        let amount = Cents::parse_greek(typed)?;
        if amount > Cents::ZERO {
            Ok(amount)
        } else {
            Err(Finding::new(input::AMOUNT_NOT_POSITIVE))
        }
    }

    /// Reads the text of machines and data files, the inverse of [`Cents::decimal_text`]: `1234.50`, always with a
    /// dot and two digits. Refusals: Σ-111, Σ-112.
    pub fn parse_decimal(text: &str) -> Result<Cents, Finding> {
        let unreadable = || Finding::new(input::AMOUNT_FORM).with("value", text);
        let size = text.strip_prefix('-').unwrap_or(text);
        let (euros, cents) = size
            .split_once('.')
            .filter(|(_, cents)| cents.len() == 2)
            .ok_or_else(unreadable)?;
        let digits = plain_digits(euros)
            .zip(plain_digits(cents))
            .ok_or_else(unreadable)?;
        let sign = if text.len() == size.len() { "" } else { "-" };
        let whole = format!("{sign}{}{}", digits.0, digits.1);
        whole
            .parse()
            .map(Cents)
            .map_err(|_| Finding::new(input::AMOUNT_TOO_LARGE))
    }
}

/// Takes the sign and the currency away.
fn unsigned(text: &str) -> (bool, &str) {
    let text = text.strip_suffix('€').unwrap_or(text).trim_end();
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

/// Digits of the euros without separators, and the cents.
fn split(text: &str) -> Option<(String, i64)> {
    if let Some((whole, decimals)) = text.split_once(',') {
        return Some((whole_digits(whole)?, cents_of(decimals)?));
    }
    if let Some((whole, decimals)) = text.split_once('.')
        && matches!(decimals.len(), 1 | 2)
    {
        return Some((plain_digits(whole)?, cents_of(decimals)?));
    }
    Some((whole_digits(text)?, 0))
}

/// `1234` or `1.234.567`; a leading group of zero (`0.500`) could also be meant as a decimal and is refused.
fn whole_digits(text: &str) -> Option<String> {
    if !text.contains('.') {
        return plain_digits(text);
    }
    let mut groups = text.split('.');
    let first = groups.next()?;
    let leading = (1..=3).contains(&first.len()) && !first.starts_with('0');
    if !leading || !groups.all(|group| group.len() == 3) {
        return None;
    }
    plain_digits(&text.replace('.', ""))
}

fn plain_digits(text: &str) -> Option<String> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned())
}

fn cents_of(decimals: &str) -> Option<i64> {
    let digits = plain_digits(decimals)?;
    match digits.len() {
        1 => digits.parse::<i64>().ok().map(|tenths| tenths * 10),
        2 => digits.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_they_are_typed() {
        for (typed, cents) in [
            ("1234,5", 123_450),
            ("1.234,50", 123_450),
            ("1234", 123_400),
            ("1.234", 123_400),
            ("1.234.567", 123_456_700),
            ("12.5", 1_250),
            ("12.50", 1_250),
            ("0.05", 5),
            ("0,05", 5),
            (" 30 € ", 3_000),
            ("30,00\u{a0}€", 3_000),
            ("-5,00", -500),
            ("\u{2212}5", -500),
            ("００12,5", 1_250),
        ] {
            assert_eq!(Cents::parse_greek(typed), Ok(Cents(cents)), "{typed}");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for typed in [
            "1234.567", "1,234", "1,234.50", "1.23.456", "1.2345", "12,", ",50", ".50", "0.500",
            "1..234", "1.234.5", "1 234,50", "12,5,0", "ένα", "1e5", "--5", "+5", "€", "12,3a",
            "٣",
        ] {
            assert_eq!(
                Cents::parse_greek(typed).unwrap_err().code,
                input::AMOUNT_FORM,
                "{typed}"
            );
        }
        assert_eq!(
            Cents::parse_greek("  ").unwrap_err().code,
            input::AMOUNT_EMPTY
        );
        assert_eq!(
            Cents::parse_greek("99999999999999").unwrap_err().code,
            input::AMOUNT_TOO_LARGE
        );
        assert_eq!(
            Cents::parse_greek(&"9".repeat(400)).unwrap_err().code,
            input::AMOUNT_TOO_LARGE
        );
    }

    #[test]
    fn a_payment_is_more_than_nothing() {
        assert_eq!(Cents::parse_positive("0,01"), Ok(Cents(1)));
        assert_eq!(
            Cents::parse_positive("0").unwrap_err().code,
            input::AMOUNT_NOT_POSITIVE
        );
        assert_eq!(
            Cents::parse_positive("-5").unwrap_err().code,
            input::AMOUNT_NOT_POSITIVE
        );
        assert_eq!(
            Cents::parse_positive("").unwrap_err().code,
            input::AMOUNT_EMPTY
        );
    }

    #[test]
    fn machines_write_one_form_only() {
        for text in [
            "1234.5", "1234", "1.234.50", ".50", "1234,50", " 1.00", "+1.00", "--1.00", "1.0٣", "",
        ] {
            assert_eq!(
                Cents::parse_decimal(text).unwrap_err().code,
                input::AMOUNT_FORM,
                "{text}"
            );
        }
        assert_eq!(
            Cents::parse_decimal("92233720368547758.08")
                .unwrap_err()
                .code,
            input::AMOUNT_TOO_LARGE
        );
    }

    proptest! {
        #[test]
        fn machines_read_back_every_amount(cents in any::<i64>()) {
            prop_assert_eq!(Cents::parse_decimal(&Cents(cents).decimal_text()), Ok(Cents(cents)));
        }

        #[test]
        fn no_text_panics(typed in ".*") {
            let _ = Cents::parse_greek(&typed);
            let _ = Cents::parse_decimal(&typed);
        }

        #[test]
        fn whatever_is_read_is_read_again_the_same(typed in "[0-9.,]{1,9}") {
            if let Ok(amount) = Cents::parse_greek(&typed) {
                prop_assert_eq!(Cents::parse_greek(&amount.greek()), Ok(amount));
            }
        }
    }
}
