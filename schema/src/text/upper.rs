//! Greek capitals.

use icu_casemap::CaseMapper;
use icu_locale_core::langid;

/// Capitals as Greek writes them: accents dropped, dialytika kept or added where a dropped accent kept two
/// vowels apart («ρολόι» → «ΡΟΛΟΪ»), the lone word «ή» keeps its accent. The standard library keeps accents.
pub fn upper(text: &str) -> String {
    CaseMapper::new()
        .uppercase_to_string(text, &langid!("el"))
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn capitals_of_the_vectors() {
        for case in vectors::cases("greek_text", "upper") {
            let capitals: String = upper(vectors::text(&case, "typed")).nfc().collect();
            assert_eq!(capitals, vectors::text(&case, "capitals"));
        }
    }

    #[test]
    fn months_and_mixed_text() {
        assert_eq!(upper("Μάιος"), "ΜΑΪΟΣ");
        assert_eq!(
            upper("οδός 25ης Αυγούστου, IBAN gr"),
            "ΟΔΟΣ 25ΗΣ ΑΥΓΟΥΣΤΟΥ, IBAN GR"
        );
    }
}
