//! ΑΦΜ, the tax number.

use super::define::{all_digits, bare, digits};
use crate::message::{Finding, input};

identifier! {
    /// ΑΦΜ: nine digits, the last a check digit. It is an attribute of a person, never the person's key.
    Afm, hidden
}

impl Afm {
    /// Reads `000123454`, with blanks or with `EL`, `GR`, `ΕΛ` in front.
    ///
    /// Refusals: Σ-100 empty, Σ-101 check digit, Σ-102 length, Σ-103/104 eight digits (a lost leading zero is
    /// proposed when it would pass, never added silently), Σ-105 all zeros, Σ-106 other characters.
    pub fn parse(typed: &str) -> Result<Afm, Finding> {
        let text = bare(typed).to_uppercase();
        let text = ["EL", "GR", "ΕΛ"]
            .into_iter()
            .find_map(|p| text.strip_prefix(p))
            .unwrap_or(&text);
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if !all_digits(text) {
            return Err(Finding::new(input::AFM_CHARACTERS));
        }
        match text.len() {
            9 => {}
            8 => return Err(eight_digits(text)),
            n => return Err(Finding::new(input::AFM_LENGTH).with("n", n)),
        }
        if text.bytes().all(|b| b == b'0') {
            return Err(Finding::new(input::AFM_ZERO));
        }
        if !check_digit_fits(text) {
            return Err(Finding::new(input::AFM_CHECK_DIGIT).with("value", text));
        }
        Ok(Afm(text.to_owned()))
    }
}

/// Eight digits may be an ΑΦΜ that a spreadsheet robbed of its zero.
fn eight_digits(text: &str) -> Finding {
    let proposal = format!("0{text}");
    if check_digit_fits(&proposal) && proposal.bytes().any(|b| b != b'0') {
        Finding::new(input::AFM_LOST_ZERO).with("proposal", proposal)
    } else {
        Finding::new(input::AFM_EIGHT_DIGITS)
    }
}

/// Σ d₁..d₈ × 256, 128, …, 2, mod 11, mod 10 = d₉ (a remainder of ten gives the digit 0).
fn check_digit_fits(nine: &str) -> bool {
    let doubled = digits(nine).take(8).fold(0, |sum, d| sum * 2 + d) * 2;
    digits(nine).nth(8) == Some(doubled % 11 % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::define::tests::{run_mixed_vectors, run_vectors};
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        run_vectors::<Afm>("afm", Afm::as_str);
        run_mixed_vectors::<Afm>("afm");
    }

    #[test]
    fn each_refusal_says_what_is_wrong() {
        let code = |typed| Afm::parse(typed).unwrap_err().code;
        assert_eq!(code(" "), input::EMPTY);
        assert_eq!(code("EL"), input::EMPTY);
        assert_eq!(code("000000013"), input::AFM_CHECK_DIGIT);
        assert_eq!(code("5557770033"), input::AFM_LENGTH);
        assert_eq!(code("55577700"), input::AFM_EIGHT_DIGITS);
        assert_eq!(code("000000000"), input::AFM_ZERO);
        assert_eq!(code("00000000"), input::AFM_EIGHT_DIGITS);
        assert_eq!(code("12345678A"), input::AFM_CHARACTERS);
        assert_eq!(code("５５５７７７００３"), input::AFM_CHARACTERS);
    }

    #[test]
    fn a_lost_zero_is_proposed_and_not_added() {
        let refusal = Afm::parse("00123454").unwrap_err();
        assert_eq!(refusal.code, input::AFM_LOST_ZERO);
        assert!(refusal.greek().contains("000123454"));
    }

    proptest! {
        #[test]
        fn exactly_one_last_digit_fits(first_eight in 1u32..100_000_000) {
            let fitting = (0..10).filter(|d| Afm::parse(&format!("{first_eight:08}{d}")).is_ok()).count();
            prop_assert_eq!(fitting, 1);
        }

        #[test]
        fn a_single_wrong_digit_is_caught(first_eight in 1u32..100_000_000, at in 0usize..8, by in 1u8..10) {
            let good = (0..10).find_map(|d| Afm::parse(&format!("{first_eight:08}{d}")).ok()).unwrap();
            let mut bytes = good.as_str().as_bytes().to_vec();
            bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
            let slip = String::from_utf8(bytes).unwrap();
            // The remainder ten shares the digit zero: only there may a slip pass.
            if !good.as_str().ends_with('0') {
                prop_assert!(Afm::parse(&slip).is_err());
            }
        }

        #[test]
        fn no_text_panics_and_json_checks_again(typed in ".*") {
            if let Ok(afm) = Afm::parse(&typed) {
                prop_assert_eq!(Afm::parse(afm.as_str()), Ok(afm.clone()));
            }
            let json = serde_json::to_string(&typed).unwrap();
            prop_assert_eq!(serde_json::from_str::<Afm>(&json).is_ok(), Afm::parse(&typed).is_ok());
        }
    }
}
