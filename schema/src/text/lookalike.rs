//! Letters that look alike in the two alphabets, for codes only: plates, identity cards.

/// Capital Greek letters and the Latin ones that look the same.
const PAIRS: [(char, char); 14] = [
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
];

/// The canonical form of a code: capitals without accents, Greek letters as their Latin look-alikes where one
/// exists («ηκρ» → `HKP`). Letters without a look-alike stay as they are. Never use it on names.
pub fn code_letters(text: &str) -> String {
    swap(&super::upper(text), |(greek, latin)| (greek, latin))
}

/// A canonical code in the letters people see on it: `HKP-45` → «ΗΚΡ-45».
pub fn greek_lookalikes(code: &str) -> String {
    swap(code, |(greek, latin)| (latin, greek))
}

fn swap(text: &str, direction: fn((char, char)) -> (char, char)) -> String {
    text.chars()
        .map(|c| {
            PAIRS
                .into_iter()
                .map(direction)
                .find(|(from, _)| *from == c)
                .map_or(c, |(_, to)| to)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rho_is_p_and_never_r() {
        assert_eq!(code_letters("ηκρ-45"), "HKP-45");
        assert_eq!(code_letters("ΛΓ hk"), "ΛΓ HK");
        assert_eq!(greek_lookalikes("HKP-45"), "ΗΚΡ-45");
    }
}
