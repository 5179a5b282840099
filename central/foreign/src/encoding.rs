//! Bytes into text: the encodings of old Greek programs, and text that was converted once too often.
//!
//! Nothing is detected: a profile names the encoding, and bytes that it does not have are an error of their row. Text
//! that was read as Windows-1253 although it was CP737 or UTF-8 can be told by the signs it is full of, and [`repair`]
//! reads it the right way; a letter that was lost on the way («�», or «?» inside a word) cannot be brought back.

use encoding_rs::WINDOWS_1253;
use loggia_schema::message::{Finding, import};
use serde::Deserialize;

/// How letters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without its mark in front.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1253, Greek Windows.
    #[serde(rename = "windows-1253")]
    Windows1253,
    /// CP737, Greek DOS.
    #[serde(rename = "cp737")]
    Cp737,
}

impl Encoding {
    /// Reads the bytes of one line.
    ///
    /// # Errors
    /// [`import::WRONG_BYTES`] for bytes that no letter of this encoding has.
    pub fn read(self, bytes: &[u8]) -> Result<String, Finding> {
        let text = match self {
            Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Encoding::Windows1253 => WINDOWS_1253
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(std::borrow::Cow::into_owned),
            Encoding::Cp737 => Some(cp737(bytes)),
        };
        text.ok_or_else(|| Finding::new(import::WRONG_BYTES).with("encoding", self.name()))
    }

    /// As profiles write it.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1253 => "windows-1253",
            Encoding::Cp737 => "cp737",
        }
    }

    /// Writes text; `None` if the encoding lacks one of its letters. What the demonstration writes its old files with.
    pub fn write(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Encoding::Utf8 => Some(text.as_bytes().to_vec()),
            Encoding::Windows1253 => {
                let (bytes, _, lost) = WINDOWS_1253.encode(text);
                (!lost).then(|| bytes.into_owned())
            }
            Encoding::Cp737 => text.chars().map(cp737_byte).collect(),
        }
    }
}

/// The upper half of CP737.
const CP737: &str = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧\
                     ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{a0}";

fn cp737(bytes: &[u8]) -> String {
    let upper: Vec<char> = CP737.chars().collect();
    bytes
        .iter()
        .map(|byte| match byte {
            0..0x80 => char::from(*byte),
            _ => upper[usize::from(byte - 0x80)],
        })
        .collect()
}

fn cp737_byte(letter: char) -> Option<u8> {
    if letter.is_ascii() {
        return u8::try_from(letter).ok();
    }
    let at = CP737.chars().position(|known| known == letter)?;
    u8::try_from(at + 0x80).ok()
}

/// What became of a text that may have been converted twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repaired {
    /// It was right as it is.
    Right,
    /// It was wrong and this is what it said.
    Text(String),
    /// Letters are missing for good.
    Lost,
}

/// Puts right a text that was read in the wrong encoding and written down again.
pub fn repair(text: &str) -> Repaired {
    if text.is_ascii() {
        return Repaired::Right;
    }
    let (mut foreign, mut strange) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        foreign += 1;
        strange += usize::from(is_strange(c));
    }
    if let Some(bytes) = Encoding::Windows1253.write(text).filter(|_| strange > 0) {
        if let Some(right) = std::str::from_utf8(&bytes)
            .ok()
            .filter(|text| is_greek(text))
        {
            return Repaired::Text(right.to_owned());
        }
        let right = cp737(&bytes);
        if strange * 2 >= foreign && is_greek(&right) {
            return Repaired::Text(right);
        }
    }
    if text.contains('\u{fffd}') || question_in_word(text) {
        return Repaired::Lost;
    }
    Repaired::Right
}

/// Signs of Windows-1253 that no Greek word is made of, and that the letters of CP737 and UTF-8 turn into.
fn is_strange(c: char) -> bool {
    matches!(
        c,
        '\u{80}'
            ..='\u{a0}'
                | '€'
                | '‚'
                | 'ƒ'
                | '„'
                | '…'
                | '†'
                | '‡'
                | '‰'
                | '‹'
                | '•'
                | '™'
                | '›'
                | '¤'
                | '¦'
                | '¬'
    ) || matches!(
        c,
        '‘' | '’'
            | '“'
            | '”'
            | '–'
            | '—'
            | '―'
            | '£'
            | '¥'
            | '§'
            | '¨'
            | '©'
            | '«'
            | '®'
            | '΅'
            | '±'
            | '°'
    )
}

/// Only letters, digits and the signs of names and addresses, and some Greek letter among them.
fn is_greek(text: &str) -> bool {
    let greek = |c: char| matches!(c, 'Ά'..='ώ');
    text.chars().any(greek)
        && text.chars().all(|c| {
            c.is_ascii() && !c.is_ascii_control() || greek(c) || matches!(c, '\u{a0}' | '·' | '°')
        })
}

/// «?» with a letter right after it.
fn question_in_word(text: &str) -> bool {
    text.match_indices('?')
        .any(|(at, _)| text[at + 1..].starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "ΔΟΚΙΜΆΚΗΣ Γεώργιος, Οδός Ασκήσεως 12";

    #[test]
    fn each_encoding_reads_what_it_wrote() {
        for encoding in [Encoding::Utf8, Encoding::Windows1253, Encoding::Cp737] {
            let bytes = encoding.write(NAME).unwrap();
            assert_eq!(encoding.read(&bytes).unwrap(), NAME, "{encoding:?}");
        }
        assert_eq!(CP737.chars().count(), 128);
        assert_eq!(
            Encoding::Cp737.write("ΑΩ αω ψ ώ Ώ").unwrap(),
            [
                0x80, 0x97, 0x20, 0x98, 0xE0, 0x20, 0xAF, 0x20, 0xE9, 0x20, 0xF0
            ]
        );
        assert_eq!(Encoding::Cp737.write("漢"), None);
    }

    #[test]
    fn the_wrong_encoding_is_said() {
        let bytes = Encoding::Windows1253.write(NAME).unwrap();
        let finding = Encoding::Utf8.read(&bytes).unwrap_err();
        assert_eq!(finding.code, import::WRONG_BYTES);
        assert!(
            Encoding::Windows1253.read(&[0xD2]).is_err(),
            "no letter there"
        );
    }

    #[test]
    fn text_converted_twice_is_read_again() {
        let surname = "ΔΟΚΙΜΑΚΗΣ";
        for first in [Encoding::Cp737, Encoding::Utf8] {
            let bytes = first.write(surname).unwrap();
            let twice = Encoding::Windows1253.read(&bytes);
            let Ok(twice) = twice else { continue };
            assert_ne!(twice, surname);
            assert_eq!(
                repair(&twice),
                Repaired::Text(surname.to_owned()),
                "{first:?}"
            );
        }
    }

    #[test]
    fn right_text_stays_and_lost_letters_are_told() {
        for right in [
            NAME,
            "ΝΙΚΟΣ «ΣΙΑ» – Ο.Ε.",
            "plain",
            "50 € το μήνα",
            "Τι λείπει;",
        ] {
            assert_eq!(repair(right), Repaired::Right, "{right}");
        }
        for lost in ["\u{fffd}γιος", "?γιος Μύρων"] {
            assert_eq!(repair(lost), Repaired::Lost, "{lost}");
        }
    }
}
