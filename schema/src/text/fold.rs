//! The form that searches compare.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The search form: NFD, marks dropped, lower case, ς→σ. Folding twice changes nothing.
///
/// Stored beside the text and indexed; the query is folded with the same function.
///
/// Nearly every text holds only letters whose form is known at sight; the tables of Unicode are asked for the others.
pub fn fold(text: &str) -> String {
    let known: Option<String> = text.chars().map(at_sight).collect();
    known.unwrap_or_else(|| by_the_tables(text))
}

/// The form of a letter that stands for itself: ASCII and modern Greek. A mark that follows belongs to others.
const fn at_sight(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        'ς' => 'σ',
        'α'..='ω' => c,
        'ά' | 'Ά' | 'Α' => 'α',
        'έ' | 'Έ' | 'Ε' => 'ε',
        'ή' | 'Ή' | 'Η' => 'η',
        'ί' | 'ϊ' | 'ΐ' | 'Ί' | 'Ϊ' | 'Ι' => 'ι',
        'ό' | 'Ό' | 'Ο' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' | 'Ύ' | 'Ϋ' | 'Υ' => 'υ',
        'ώ' | 'Ώ' | 'Ω' => 'ω',
        'Β' => 'β',
        'Γ' => 'γ',
        'Δ' => 'δ',
        'Ζ' => 'ζ',
        'Θ' => 'θ',
        'Κ' => 'κ',
        'Λ' => 'λ',
        'Μ' => 'μ',
        'Ν' => 'ν',
        'Ξ' => 'ξ',
        'Π' => 'π',
        'Ρ' => 'ρ',
        'Σ' => 'σ',
        'Τ' => 'τ',
        'Φ' => 'φ',
        'Χ' => 'χ',
        'Ψ' => 'ψ',
        _ => return None,
    })
}

fn by_the_tables(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .collect()
}

/// A second, looser key: letters that sound alike become one (ι η υ ει οι → ι, ο ω → ο, αι ε → ε) and double
/// consonants become single. For «μήπως εννοείτε», never for unique checks.
pub fn phonetic_key(text: &str) -> String {
    let folded: Vec<char> = fold(text).chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while let Some(&c) = folded.get(i) {
        let (sound, letters) = match (c, folded.get(i + 1)) {
            ('ε' | 'ο', Some('ι')) => ('ι', 2),
            ('α', Some('ι')) => ('ε', 2),
            ('η' | 'υ', _) if !follows_vowel_pair(&folded, i) => ('ι', 1),
            ('ω', _) => ('ο', 1),
            _ => (c, 1),
        };
        let doubled = out.ends_with(sound) && is_greek_consonant(sound);
        if !doubled {
            out.push(sound);
        }
        i += letters;
    }
    out
}

/// The υ of αυ, ευ, ου is not the sound ι.
fn follows_vowel_pair(letters: &[char], i: usize) -> bool {
    letters[i] == 'υ' && i > 0 && matches!(letters[i - 1], 'α' | 'ε' | 'ο')
}

fn is_greek_consonant(c: char) -> bool {
    matches!(c, 'β'..='ω') && !matches!(c, 'ε' | 'η' | 'ι' | 'ο' | 'υ' | 'ω')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn what_is_known_at_sight_is_what_the_tables_say() {
        let known = (0..=0x2fff).filter_map(char::from_u32);
        let mut seen = 0;
        for c in known {
            if let Some(form) = at_sight(c) {
                seen += 1;
                assert_eq!(form.to_string(), by_the_tables(&c.to_string()), "{c}");
            }
        }
        assert_eq!(
            seen,
            128 + 25 + 24 + 20,
            "ASCII, small, capital, with marks"
        );
    }

    #[test]
    fn folds_of_the_vectors() {
        for case in vectors::cases("greek_text", "fold") {
            assert_eq!(
                fold(vectors::text(&case, "typed")),
                vectors::text(&case, "folded")
            );
        }
        for case in vectors::cases("greek_text", "same_when_folded") {
            assert_eq!(
                fold(case[0].as_str().unwrap()),
                fold(case[1].as_str().unwrap()),
                "{case}"
            );
        }
        for case in vectors::cases("greek_text", "different_when_folded") {
            assert_ne!(
                fold(case[0].as_str().unwrap()),
                fold(case[1].as_str().unwrap()),
                "{case}"
            );
        }
    }

    #[test]
    fn names_that_sound_alike_meet() {
        for (a, b) in [
            ("Σύλλας", "Σίλας"),
            ("Παππάς", "ΠΑΠΑΣ"),
            ("Ειρήνη", "Ηρίνη"),
            ("Αικατερίνη", "Εκατερηνη"),
        ] {
            assert_eq!(phonetic_key(a), phonetic_key(b), "{a} {b}");
        }
        assert_ne!(phonetic_key("Σταύρος"), phonetic_key("Στάρος"));
        assert_ne!(phonetic_key("Μαρία"), phonetic_key("Μάριος"));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn capitals_do_not_matter(text in "[α-ωάέήίόύώϊϋΐΰ ]*") {
            prop_assert_eq!(fold(&crate::text::upper(&text)), fold(&text));
        }
    }
}
