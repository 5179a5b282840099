//! ELOT 743 / ISO 843 type 2: Greek names in Latin letters, as identity documents write them.
//!
//! The spelling on a person's own passport wins over the rule; this is the proposal.

use super::fold;
use unicode_normalization::UnicodeNormalization;

/// The transcription of a text, word by word; what is not Greek stays as it is.
///
/// Accents are dropped. αυ, ευ, ηυ become av/af, ev/ef, iv/if by the sound that follows; an accent on the first
/// vowel or a dialytika breaks a pair («Άυλος» → Aylos). μπ is b at either end of a word. A word in capitals
/// comes out in capitals. **Capitals without accents cannot show a broken pair**: transcribe the small letters.
pub fn elot743(text: &str) -> String {
    let text: String = text.nfc().collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_greek) {
        out.push_str(&rest[..start]);
        let word = &rest[start..];
        let end = word.find(|c| !is_greek(c)).unwrap_or(word.len());
        transcribe_word(&word[..end], &mut out);
        rest = &word[end..];
    }
    out.push_str(rest);
    out
}

/// One letter of the word: its plain small form and the marks that matter.
struct Letter {
    base: char,
    accent: bool,
    dialytika: bool,
    capital: bool,
}

fn transcribe_word(word: &str, out: &mut String) {
    let letters: Vec<Letter> = word.chars().map(letter).collect();
    let all_capitals = letters.iter().all(|l| l.capital);
    let mut i = 0;
    while i < letters.len() {
        let (latin, taken) = transcribe_at(&letters, i);
        push_cased(latin, letters[i].capital, all_capitals, out);
        i += taken;
    }
}

/// The Latin letters at a place and how many Greek ones they stand for.
fn transcribe_at(letters: &[Letter], i: usize) -> (&'static str, usize) {
    let next = letters.get(i + 1);
    let pair = next.map(|n| (letters[i].base, n.base));
    let joined = !letters[i].accent && !letters[i].dialytika && next.is_some_and(|n| !n.dialytika);
    match pair {
        Some(('α', 'υ')) if joined => (if voiced_after(letters, i) { "av" } else { "af" }, 2),
        Some(('ε', 'υ')) if joined => (if voiced_after(letters, i) { "ev" } else { "ef" }, 2),
        Some(('η', 'υ')) if joined => (if voiced_after(letters, i) { "iv" } else { "if" }, 2),
        Some(('ο', 'υ')) if joined => ("ou", 2),
        Some(('γ', 'γ')) => ("ng", 2),
        Some(('γ', 'ξ')) => ("nx", 2),
        Some(('γ', 'χ')) => ("nch", 2),
        Some(('μ', 'π')) if i == 0 || i + 2 == letters.len() => ("b", 2),
        _ => (single(letters[i].base), 1),
    }
}

/// What follows the pair at `i` is a vowel or one of β γ δ ζ λ μ ν ρ.
fn voiced_after(letters: &[Letter], i: usize) -> bool {
    letters
        .get(i + 2)
        .is_some_and(|l| "αεηιουωβγδζλμνρ".contains(l.base))
}

fn push_cased(latin: &str, capital: bool, all_capitals: bool, out: &mut String) {
    if all_capitals {
        out.push_str(&latin.to_ascii_uppercase());
    } else if capital && let Some(first) = latin.chars().next() {
        out.push(first.to_ascii_uppercase());
        out.push_str(&latin[first.len_utf8()..]);
    } else {
        out.push_str(latin);
    }
}

fn letter(c: char) -> Letter {
    let marks: Vec<char> = std::iter::once(c).nfd().skip(1).collect();
    let base = fold(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c);
    Letter {
        base,
        accent: marks
            .iter()
            .any(|m| matches!(m, '\u{300}' | '\u{301}' | '\u{342}')),
        dialytika: marks.contains(&'\u{308}'),
        capital: c.is_uppercase(),
    }
}

fn is_greek(c: char) -> bool {
    let base = fold(c.encode_utf8(&mut [0; 4]));
    base.chars()
        .next()
        .is_some_and(|b| ('α'..='ω').contains(&b))
}

const fn single(base: char) -> &'static str {
    match base {
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' | 'ι' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ω' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'τ' => "t",
        'υ' => "y",
        'φ' => "f",
        'χ' => "ch",
        'ψ' => "ps",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn names_of_the_vectors() {
        for case in vectors::cases("elot743", "names") {
            assert_eq!(
                elot743(vectors::text(&case, "greek")),
                vectors::text(&case, "latin")
            );
        }
    }

    #[test]
    fn broken_pairs_ends_of_words_and_mixed_text() {
        assert_eq!(elot743("Άυλος"), "Aylos");
        assert_eq!(elot743("Ευτυχία Μπάμπη"), "Eftychia Bampi");
        assert_eq!(elot743("Κουμπ"), "Koub");
        assert_eq!(elot743("προϋπηρεσία"), "proypiresia");
        assert_eq!(
            elot743("Οδός 25ης Αυγούστου 3Α, Café"),
            "Odos 25is Avgoustou 3A, Café"
        );
        assert_eq!(elot743("Η\u{301}ρα-ΧΡΗΣΤΟΣ"), "Ira-CHRISTOS");
    }

    proptest! {
        #[test]
        fn no_greek_letter_remains(text in "[\u{370}-\u{3ff} ]*") {
            let latin = elot743(&text);
            let greek = |c: char| c.is_alphabetic() && (('α'..='ω').contains(&c) || ('Α'..='Ω').contains(&c));
            prop_assert!(!latin.chars().any(greek), "{}", latin);
        }
    }
}
