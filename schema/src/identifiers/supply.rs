//! Αριθμός παροχής, the number of an electricity supply.

use super::define::{all_digits, bare};
use crate::message::{Finding, input};

identifier! {
    /// Supply number, printed `D DDDDDDDD-DD D`: nine digits name the place, two the succession of consumers, one
    /// trails with unknown meaning. Canonical: its digits, 9, 11 or 12 of them.
    SupplyNumber, open
}

impl SupplyNumber {
    /// Reads 9, 11 or 12 digits; blanks and hyphens between groups are allowed.
    ///
    /// Refusals: Σ-100 empty, Σ-155 length, Σ-156 eight digits (the meter's plate: ask for the region), Σ-157 characters.
    pub fn parse(typed: &str) -> Result<SupplyNumber, Finding> {
        let text = bare(typed).replace('-', "");
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if !all_digits(&text) {
            return Err(Finding::new(input::SUPPLY_CHARACTERS));
        }
        match text.len() {
            9 | 11 | 12 => Ok(SupplyNumber(text)),
            8 => Err(Finding::new(input::SUPPLY_EIGHT_DIGITS)),
            n => Err(Finding::new(input::SUPPLY_LENGTH).with("n", n)),
        }
    }

    /// The nine digits that name the place; two numbers with the same place are one supply.
    pub fn place(&self) -> &str {
        &self.0[..9]
    }

    /// The two digits of the consumer's succession.
    pub fn succession(&self) -> Option<&str> {
        self.0.get(9..11)
    }

    /// The last digit of twelve.
    pub fn trailing(&self) -> Option<&str> {
        self.0.get(11..12)
    }

    /// As the bill prints it: `1 23456789-02 5`.
    pub fn printed(&self) -> String {
        let mut out = format!("{} {}", &self.0[..1], &self.0[1..9]);
        if let Some(succession) = self.succession() {
            out = format!("{out}-{succession}");
        }
        if let Some(trailing) = self.trailing() {
            out = format!("{out} {trailing}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        for case in vectors::cases("supply_number", "valid") {
            let supply = SupplyNumber::parse(vectors::text(&case, "typed")).unwrap();
            assert_eq!(supply.place(), vectors::text(&case, "place"));
            assert_eq!(supply.succession(), case["succession"].as_str());
            assert_eq!(supply.trailing(), case["trailing"].as_str());
        }
        for case in vectors::cases("supply_number", "invalid") {
            assert!(
                SupplyNumber::parse(vectors::text(&case, "typed")).is_err(),
                "{case}"
            );
        }
    }

    #[test]
    fn the_meter_plate_is_asked_about() {
        assert_eq!(
            SupplyNumber::parse("12345678").unwrap_err().code,
            input::SUPPLY_EIGHT_DIGITS
        );
        assert_eq!(
            SupplyNumber::parse("1234567890").unwrap_err().code,
            input::SUPPLY_LENGTH
        );
        assert_eq!(
            SupplyNumber::parse("1 2345678X-02 5").unwrap_err().code,
            input::SUPPLY_CHARACTERS
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(digits in "[0-9]{9}([0-9]{2}[0-9]?)?") {
            let supply = SupplyNumber::parse(&digits).unwrap();
            prop_assert_eq!(SupplyNumber::parse(&supply.printed()), Ok(supply));
        }
    }
}
