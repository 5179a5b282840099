//! What every identifier type has in common.

use crate::text::is_invisible;

/// Declares an identifier around its canonical text. The type's own file adds `parse`.
///
/// `hidden` types show only their last two characters in `Debug`; `open` ones show everything.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $privacy:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The canonical text, as it is stored, compared and sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $crate::identifiers::Identifier for $name {
            fn parse(typed: &str) -> Result<$name, $crate::message::Finding> {
                $name::parse(typed)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), $crate::identifiers::define::$privacy(&self.0))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::message::Finding;
            fn from_str(text: &str) -> Result<$name, $crate::message::Finding> {
                $name::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::message::Finding;
            fn try_from(text: String) -> Result<$name, $crate::message::Finding> {
                $name::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

/// The debug text of a value that points at a person.
pub(super) fn hidden(text: &str) -> String {
    let shown: Vec<char> = text.chars().rev().take(2).collect();
    format!("…{}", shown.into_iter().rev().collect::<String>())
}

/// The debug text of a value that does not.
pub(super) fn open(text: &str) -> String {
    text.to_owned()
}

/// What was typed without the blanks between groups and without what nobody can see; every dash is a hyphen.
/// Nothing else: wrong characters must be seen and refused.
pub(super) fn bare(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| if is_dash(c) { '-' } else { c })
        .collect()
}

/// The dashes that word processors put in the place of a hyphen.
fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// True when the text is ASCII digits only (and there is one).
pub(super) fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The value of each ASCII digit; other characters are left out.
pub(super) fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> + '_ {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .map(|b| u32::from(b - b'0'))
}

#[cfg(test)]
pub(super) mod tests {
    use crate::identifiers::Identifier;
    use crate::vectors;

    /// Runs a vector file of the usual shape: `valid` rows with `typed` and `canonical`, `invalid` with `typed`.
    pub fn run_vectors<T: Identifier>(file: &str, canonical: fn(&T) -> &str) {
        for case in vectors::cases(file, "valid") {
            let typed = vectors::text(&case, "typed");
            let id = T::parse(typed).unwrap_or_else(|e| panic!("{typed} refused: {e}"));
            assert_eq!(canonical(&id), vectors::text(&case, "canonical"), "{typed}");
        }
        for case in vectors::cases(file, "invalid") {
            let typed = vectors::text(&case, "typed");
            assert!(
                T::parse(typed).is_err(),
                "{typed} was accepted, expected: {case}"
            );
        }
    }

    /// Runs the rows of `identifiers.json` that belong to one kind.
    pub fn run_mixed_vectors<T: Identifier>(kind: &str) {
        let cases = vectors::cases("identifiers", kind);
        for case in cases {
            let value = vectors::text(&case, "value");
            assert_eq!(
                T::parse(value).is_ok(),
                case["valid"].as_bool().unwrap(),
                "{case}"
            );
        }
    }

    #[test]
    fn what_a_copied_text_hides_does_not_matter() {
        use crate::identifiers::{Ada, Afm, Phone};
        assert_eq!(
            Afm::parse("\u{202a}000\u{a0}123\u{ad}454\u{feff}")
                .unwrap()
                .as_str(),
            "000123454"
        );
        assert_eq!(
            Ada::parse("Ψ68ΩΩΗ6\u{2011}3ΓΦ").unwrap().as_str(),
            "Ψ68ΩΩΗ6-3ΓΦ"
        );
        assert_eq!(
            Phone::parse("2810–000123").unwrap().as_str(),
            "+302810000123"
        );
    }

    #[test]
    fn debug_hides_persons() {
        let afm = crate::identifiers::Afm::parse("000123454").unwrap();
        assert_eq!(format!("{afm:?}"), "Afm(…54)");
    }
}
