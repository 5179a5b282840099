//! At the door: one form of every text before anything looks at it.

use unicode_normalization::UnicodeNormalization;

/// One line of input: NFC, full-width Latin made plain, every kind of space one blank, invisible characters
/// and soft hyphens removed, trimmed. Applying it twice changes nothing.
pub fn normalise_input(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len());
    for c in typed.nfc().filter_map(plain) {
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.push(c);
    }
    if out.ends_with(' ') {
        out.pop();
    }
    // Dropping an invisible character may bring a letter and its accent together.
    out.nfc().collect()
}

/// Free text of several lines: each line as [`normalise_input`], empty lines at both ends removed.
pub fn normalise_lines(typed: &str) -> String {
    let lines: Vec<_> = typed.lines().map(normalise_input).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Characters that take no place on the screen: soft hyphens, zero-width blanks, marks of direction, byte order.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// The plain form of one character; `None` when it is invisible.
fn plain(c: char) -> Option<char> {
    match c {
        c if is_invisible(c) => None,
        '\u{b5}' => Some('μ'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_dirt_of_keyboards_and_copies_goes_away() {
        assert_eq!(
            normalise_input("  Άγιος\u{a0}\u{a0}Σύλ\u{ad}λας\t"),
            "Άγιος Σύλλας"
        );
        assert_eq!(normalise_input("Η\u{301}ρα"), "Ήρα");
        assert_eq!(normalise_input("\u{1f75}"), "ή");
        assert_eq!(normalise_input("１２３ ＡΒ"), "123 AΒ");
        assert_eq!(normalise_input("\u{feff}α\u{0}\u{200b}β"), "αβ");
        assert_eq!(normalise_lines("\n α \r\nβ\n\n"), "α\nβ");
    }

    proptest! {
        #[test]
        fn twice_is_once(typed in ".*") {
            let once = normalise_input(&typed);
            prop_assert_eq!(normalise_input(&once), once);
        }
    }
}
