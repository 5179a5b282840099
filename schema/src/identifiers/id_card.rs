//! Δελτίο ταυτότητας, old and new.

use super::define::{all_digits, bare};
use crate::message::{Finding, input};
use crate::text::{code_letters, greek_lookalikes, upper};

identifier! {
    /// Identity card number: old cards one or two Greek letters and six digits; new cards (from 9-2023) as printed.
    IdCard, hidden
}

impl IdCard {
    /// Reads `ΑΒ 123456`, `Λ123456`, or the Latin number of a new card (shape not published: 6–12 characters).
    ///
    /// Canonical letters are the Latin look-alikes where they exist, so ΑΒ and AB are one card.
    /// Refusals: Σ-100 empty, Σ-136 shape.
    pub fn parse(typed: &str) -> Result<IdCard, Finding> {
        let text = code_letters(&bare(typed).replace('-', ""));
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if is_old(&text) || is_new(&text) {
            return Ok(IdCard(text));
        }
        Err(Finding::new(input::ID_CARD_FORM).with("value", upper(typed.trim())))
    }

    /// As an old card prints it: «ΑΒ 123456»; a new card as it is.
    pub fn greek(&self) -> String {
        if !is_old(&self.0) {
            return self.0.clone();
        }
        let letters = greek_lookalikes(&self.0);
        let split = letters
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(letters.len());
        format!("{} {}", &letters[..split], &letters[split..])
    }
}

/// One letter, or two that both alphabets have, then six digits.
fn is_old(text: &str) -> bool {
    let split = text
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(text.len());
    let (letters, number) = text.split_at(split);
    let common = |c: char| "ABEZHIKMNOPTYX".contains(c);
    let letters: Vec<char> = letters.chars().collect();
    let fitting = match letters[..] {
        [one] => common(one) || ('Α'..='Ω').contains(&one),
        [a, b] => common(a) && common(b),
        _ => false,
    };
    fitting && number.len() == 6 && all_digits(number)
}

fn is_new(text: &str) -> bool {
    (6..=12).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_uppercase())
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_are_one_card() {
        assert_eq!(IdCard::parse("αβ 123456"), IdCard::parse("AB-123456"));
        assert_eq!(IdCard::parse("ΑΒ123456").unwrap().greek(), "ΑΒ 123456");
        assert_eq!(IdCard::parse("Λ123456").unwrap().as_str(), "Λ123456");
        assert_eq!(IdCard::parse("a12345678").unwrap().greek(), "A12345678");
    }

    #[test]
    fn other_shapes_are_refused() {
        for typed in [
            "123456",
            "ΛΔ123456",
            "ΑΒ12345Γ",
            "ΑΒΓ123456",
            "A",
            "ABCDEFGH",
            "ΑΒ１23456",
            "A123456789012",
        ] {
            assert_eq!(
                IdCard::parse(typed).unwrap_err().code,
                input::ID_CARD_FORM,
                "{typed}"
            );
        }
    }
}
