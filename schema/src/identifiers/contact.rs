//! Telephones and postal codes.

use super::define::{all_digits, bare};
use crate::message::{Finding, input};
use serde::{Deserialize, Serialize};

identifier! {
    /// Telephone in international form: `+302810000000`.
    Phone, hidden
}

identifier! {
    /// Postal code of five digits (ΤΚ).
    Postcode, open
}

/// What a telephone number reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// Σταθερό: begins with 2.
    Landline,
    /// Κινητό: begins with 69. Takes text messages.
    Mobile,
    /// Of another country.
    Foreign,
}

impl Phone {
    /// Reads ten digits with or without `+30`/`0030`, or another country with `+`. Blanks, hyphens, dots, slashes
    /// and brackets are allowed. Refusals: Σ-100 empty, Σ-171 shape.
    pub fn parse(typed: &str) -> Result<Phone, Finding> {
        let text: String = bare(typed)
            .chars()
            .filter(|c| !"-./()".contains(*c))
            .collect();
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        let refuse = || Finding::new(input::PHONE_FORM);
        let international = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
        let full = match international {
            Some(digits) => digits.to_owned(),
            None => format!("30{text}"),
        };
        if !all_digits(&full) {
            return Err(refuse());
        }
        let fits = match full.strip_prefix("30") {
            Some(national) => {
                national.len() == 10 && (national.starts_with('2') || national.starts_with("69"))
            }
            None => (8..=15).contains(&full.len()) && !full.starts_with('0'),
        };
        if fits {
            Ok(Phone(format!("+{full}")))
        } else {
            Err(refuse())
        }
    }

    /// What it reaches.
    pub fn kind(&self) -> PhoneKind {
        match self.0.get(..4) {
            Some("+302") => PhoneKind::Landline,
            Some("+306") => PhoneKind::Mobile,
            _ => PhoneKind::Foreign,
        }
    }

    /// As people dial it here: ten digits, or with + for another country.
    pub fn national(&self) -> &str {
        self.0.strip_prefix("+30").unwrap_or(&self.0)
    }
}

impl Postcode {
    /// Reads five digits, blanks allowed. Refusals: Σ-100 empty, Σ-170 shape.
    pub fn parse(typed: &str) -> Result<Postcode, Finding> {
        let text = bare(typed);
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if text.len() != 5 || !all_digits(&text) || text.starts_with('0') {
            return Err(Finding::new(input::POSTCODE_FORM));
        }
        Ok(Postcode(text))
    }

    /// As envelopes print it: `712 02`.
    pub fn printed(&self) -> String {
        format!("{} {}", &self.0[..3], &self.0[3..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        for case in vectors::cases("contacts", "postcodes") {
            let postcode = Postcode::parse(vectors::text(&case, "typed")).unwrap();
            assert_eq!(postcode.as_str(), vectors::text(&case, "canonical"));
        }
        for typed in vectors::cases("contacts", "wrong_postcodes") {
            assert!(Postcode::parse(typed.as_str().unwrap()).is_err(), "{typed}");
        }
        for case in vectors::cases("contacts", "phones") {
            let phone = Phone::parse(vectors::text(&case, "typed")).unwrap();
            assert_eq!(phone.as_str(), vectors::text(&case, "canonical"));
            assert_eq!(
                serde_json::to_value(phone.kind()).unwrap(),
                case["kind"],
                "{case}"
            );
        }
        for typed in vectors::cases("contacts", "wrong_phones") {
            assert!(Phone::parse(typed.as_str().unwrap()).is_err(), "{typed}");
        }
    }

    #[test]
    fn other_countries_need_their_code() {
        let phone = Phone::parse("+49 (30) 000000").unwrap();
        assert_eq!(
            (phone.as_str(), phone.kind()),
            ("+4930000000", PhoneKind::Foreign)
        );
        assert_eq!(
            Phone::parse("2810-000.123").unwrap().national(),
            "2810000123"
        );
        for typed in [
            "+",
            "00",
            "+0123456789",
            "2810000000ext5",
            "+1234567890123456",
            "２８１００００００１",
        ] {
            assert_eq!(
                Phone::parse(typed).unwrap_err().code,
                input::PHONE_FORM,
                "{typed}"
            );
        }
        assert_eq!(Postcode::parse("71202").unwrap().printed(), "712 02");
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_read_back(typed in "(\\+|00)?[0-9 ]{5,16}") {
            if let Ok(phone) = Phone::parse(&typed) {
                prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
                prop_assert_eq!(Phone::parse(phone.national()), Ok(phone));
            }
        }
    }
}
