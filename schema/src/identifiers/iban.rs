//! IBAN of Greek accounts.

use super::define::bare;
use super::mod97;
use crate::message::{Finding, input};

identifier! {
    /// Greek IBAN: `GR`, two check digits, three of the bank, four of the branch, sixteen of the account.
    Iban, hidden
}

impl Iban {
    /// Reads 27 characters, blanks and lower case allowed.
    ///
    /// Refusals: Σ-100 empty, Σ-140 shape, Σ-141 another country, Σ-142 Greek letters, Σ-143 check digits.
    pub fn parse(typed: &str) -> Result<Iban, Finding> {
        let text = bare(typed).to_uppercase();
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if text.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
            return Err(Finding::new(input::IBAN_GREEK_LETTERS));
        }
        if let Some(country) = text.get(..2)
            && country.bytes().all(|b| b.is_ascii_uppercase())
            && country != "GR"
        {
            return Err(Finding::new(input::IBAN_COUNTRY).with("country", country));
        }
        if !has_shape(text.as_bytes()) {
            return Err(Finding::new(input::IBAN_FORM));
        }
        if !mod97::checks(&text) {
            return Err(Finding::new(input::IBAN_CHECK_DIGITS));
        }
        Ok(Iban(text))
    }

    /// The three digits of the bank.
    pub fn bank(&self) -> &str {
        &self.0[4..7]
    }

    /// In groups of four, as papers print it.
    pub fn grouped(&self) -> String {
        self.0
            .as_bytes()
            .chunks(4)
            .map(String::from_utf8_lossy)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn has_shape(text: &[u8]) -> bool {
    text.len() == 27
        && text.starts_with(b"GR")
        && text[2..11].iter().all(u8::is_ascii_digit)
        && text[11..]
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::define::tests::{run_mixed_vectors, run_vectors};
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        run_vectors::<Iban>("iban_gr", Iban::as_str);
        run_mixed_vectors::<Iban>("iban");
    }

    #[test]
    fn each_refusal_says_what_is_wrong() {
        let code = |typed| Iban::parse(typed).unwrap_err().code;
        assert_eq!(code("CY8699900010000000000000001"), input::IBAN_COUNTRY);
        assert_eq!(
            code("ΓΡ8699900010000000000000001"),
            input::IBAN_GREEK_LETTERS
        );
        assert_eq!(
            code("GR8799900010000000000000001"),
            input::IBAN_CHECK_DIGITS
        );
        assert_eq!(code("GR86"), input::IBAN_FORM);
        assert_eq!(code("GR86999000100000000000000!1"), input::IBAN_FORM);
        assert_eq!(code(""), input::EMPTY);
    }

    #[test]
    fn papers_print_groups() {
        let iban = Iban::parse("GR8699900010000000000000001").unwrap();
        assert_eq!(iban.grouped(), "GR86 9990 0010 0000 0000 0000 001");
        assert_eq!(iban.bank(), "999");
        assert_eq!(Iban::parse(&iban.grouped()), Ok(iban));
    }

    proptest! {
        #[test]
        fn two_digits_that_change_places_are_caught(at in 4usize..26) {
            let good = "GR1601101250000000012300695";
            let mut bytes = good.as_bytes().to_vec();
            bytes.swap(at, at + 1);
            let swapped = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(Iban::parse(&swapped).is_ok(), swapped == good);
        }

        #[test]
        fn no_text_panics(typed in ".*") {
            let _ = Iban::parse(&typed);
        }
    }
}
