//! Numbers of published acts: ΑΔΑ of Diavgeia, ΑΔΑΜ of the register of contracts.

use super::define::{all_digits, bare};
use crate::message::{Finding, input};

identifier! {
    /// ΑΔΑ: 5–10 Greek capitals or digits, a hyphen, 1–3 of the same. Opaque. Without it an ΑΑΥ is void.
    Ada, open
}

identifier! {
    /// ΑΔΑΜ: two digits of the year, the kind of act, nine digits.
    Adam, open
}

impl Ada {
    /// Reads an ΑΔΑ exactly as published; blanks around it are dropped. A Latin look-alike would never be found
    /// at Diavgeia, so it is refused and not mended. Refusals: Σ-100 empty, Σ-175 shape, Σ-176 Latin letter.
    pub fn parse(typed: &str) -> Result<Ada, Finding> {
        let text = bare(typed);
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if let Some(letter) = text.chars().find(char::is_ascii_alphabetic) {
            return Err(Finding::new(input::ADA_LATIN_LETTER).with("letter", letter));
        }
        let fits = text
            .split_once('-')
            .is_some_and(|(head, tail)| is_part(head, 5, 10) && is_part(tail, 1, 3));
        if fits {
            Ok(Ada(text))
        } else {
            Err(Finding::new(input::ADA_FORM))
        }
    }
}

impl Adam {
    /// Reads an ΑΔΑΜ exactly as published; blanks are dropped. Refusals: Σ-100 empty, Σ-177 shape.
    pub fn parse(typed: &str) -> Result<Adam, Finding> {
        let text = bare(typed);
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        let kind = |rest: &str| {
            ["REQ", "PROC", "AWRD", "SYMV", "PAY"]
                .into_iter()
                .find_map(|kind| rest.strip_prefix(kind))
                .is_some_and(|number| number.len() == 9 && all_digits(number))
        };
        let fits = text.get(..2).is_some_and(all_digits) && text.get(2..).is_some_and(kind);
        if fits {
            Ok(Adam(text))
        } else {
            Err(Finding::new(input::ADAM_FORM))
        }
    }
}

fn is_part(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.chars().count())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, 'Α'..='Ρ' | 'Σ'..='Ω'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::define::tests::run_mixed_vectors;
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        run_mixed_vectors::<Ada>("ada");
        run_mixed_vectors::<Adam>("adam");
    }

    #[test]
    fn a_latin_letter_is_named() {
        let refusal = Ada::parse("624ΙΩPΦ-ΥΕΨ").unwrap_err();
        assert_eq!(
            (refusal.code, refusal.param("letter")),
            (input::ADA_LATIN_LETTER, Some("P"))
        );
        for typed in [
            "624ιωρφ-υεψ",
            "624Ι-ΥΕΨ",
            "624ΙΩΡΦ",
            "624ΙΩΡΦ-ΥΕΨΩ",
            "624ΙΩΡΦ-Υ-Ψ",
            "624ΪΩΡΦ-ΥΕΨ",
        ] {
            assert_eq!(
                Ada::parse(typed).unwrap_err().code,
                input::ADA_FORM,
                "{typed}"
            );
        }
        assert_eq!(Adam::parse("26").unwrap_err().code, input::ADAM_FORM);
    }

    proptest! {
        #[test]
        fn no_text_panics(typed in ".*") {
            let _ = Ada::parse(&typed);
            let _ = Adam::parse(&typed);
        }
    }
}
