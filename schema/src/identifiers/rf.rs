//! RF, the creditor reference of ISO 11649 (κωδικός πληρωμής).

use super::define::bare;
use super::mod97;
use crate::message::{Finding, input};

identifier! {
    /// RF code: `RF`, two check digits, a reference of 1–21 Latin letters or digits.
    Rf, open
}

impl Rf {
    /// Reads a code, blanks and lower case allowed.
    ///
    /// Refusals: Σ-100 empty, Σ-145 shape, Σ-146 Greek letters, Σ-147 check digits.
    pub fn parse(typed: &str) -> Result<Rf, Finding> {
        let text = bare(typed).to_uppercase();
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if text.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
            return Err(Finding::new(input::RF_GREEK_LETTERS));
        }
        let reference = text
            .strip_prefix("RF")
            .and_then(|rest| rest.get(2..))
            .unwrap_or_default();
        if !is_reference(reference) || !text.as_bytes()[2..4].iter().all(u8::is_ascii_digit) {
            return Err(Finding::new(input::RF_FORM));
        }
        // 98 − remainder lies in 02..=98, so 00, 01 and 99 leave the right remainder and are still wrong.
        if !mod97::checks(&text) || matches!(&text[2..4], "00" | "01" | "99") {
            return Err(Finding::new(input::RF_CHECK_DIGITS));
        }
        Ok(Rf(text))
    }

    /// Makes the code of a reference: 1–21 characters 0–9, A–Z. Refusal: Σ-145.
    pub fn generate(reference: &str) -> Result<Rf, Finding> {
        let refuse = || Finding::new(input::RF_FORM);
        if !is_reference(reference) {
            return Err(refuse());
        }
        let check = 98 - mod97::remainder([reference, "RF00"]).ok_or_else(refuse)?;
        Ok(Rf(format!("RF{check:02}{reference}")))
    }

    /// What stands after the check digits.
    pub fn reference(&self) -> &str {
        &self.0[4..]
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

fn is_reference(text: &str) -> bool {
    (1..=21).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::define::tests::run_vectors;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        run_vectors::<Rf>("rf", Rf::as_str);
        for case in vectors::cases("rf", "generate") {
            let rf = Rf::generate(vectors::text(&case, "reference")).unwrap();
            assert_eq!(rf.as_str(), vectors::text(&case, "rf"));
        }
    }

    #[test]
    fn check_digits_that_never_occur_are_refused() {
        // Find references whose true check digits are 97 or 98 and write the congruent 00 or 01 instead.
        let mut seen = 0;
        for n in 0..500 {
            let rf = Rf::generate(&n.to_string()).unwrap();
            let twin = match &rf.as_str()[2..4] {
                "97" => "00",
                "98" => "01",
                "02" => "99",
                _ => continue,
            };
            seen += 1;
            let wrong = format!("RF{twin}{n}");
            assert!(mod97::checks(&wrong));
            assert_eq!(Rf::parse(&wrong).unwrap_err().code, input::RF_CHECK_DIGITS);
        }
        assert!(seen > 3);
    }

    #[test]
    fn wrong_references_make_no_code() {
        for reference in ["", "1234567890123456789012", "a", "12-3", "Α"] {
            assert_eq!(
                Rf::generate(reference).unwrap_err().code,
                input::RF_FORM,
                "{reference}"
            );
        }
        for typed in ["RF", "RF1", "R", "RFé", "RF1Α"] {
            assert!(Rf::parse(typed).is_err(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_made_is_read(reference in "[0-9A-Z]{1,21}") {
            let rf = Rf::generate(&reference).unwrap();
            prop_assert_eq!(rf.reference(), reference.as_str());
            prop_assert_eq!(Rf::parse(&rf.grouped().to_lowercase()), Ok(rf));
        }

        #[test]
        fn one_wrong_character_is_caught(reference in "[0-9]{3,21}", at in 0usize..3, by in 1u8..10) {
            let rf = Rf::generate(&reference).unwrap();
            let mut bytes = rf.as_str().as_bytes().to_vec();
            bytes[4 + at] = b'0' + (bytes[4 + at] - b'0' + by) % 10;
            prop_assert!(Rf::parse(&String::from_utf8(bytes).unwrap()).is_err());
        }

        #[test]
        fn no_text_panics(typed in ".*") {
            let _ = Rf::parse(&typed);
        }
    }
}
