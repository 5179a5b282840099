//! Protocol numbers: `ΤΑ02-3ΑΚ7Η/2026/000017`, from a gapless series that each node counts for itself (αριθμός πρωτοκόλλου).
//!
//! ```text
//! ΤΑ02 - 3ΑΚ7Η / ΓΥ / 2026 / 000017
//! desk   series  register (left out for the protocol)  year  running number
//! ```
//!
//! Nobody grants these numbers, so what keeps two laptops of one desk apart is the **series mark**. It is computed from the
//! incarnation, the random name of one life of one store: another device has another one, and so has the same device after
//! its store was put back from a copy. Whoever reads a number can prove from the entry that carries it whose series it is.

use loggia_schema::ids::Incarnation;
use loggia_schema::message::{Finding, protocol};
use loggia_schema::text::{greek_lookalikes, upper};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Highest running number of a series: six digits.
pub const MAX_NO: u32 = 999_999;
/// Letters of a desk code.
pub const MAX_DESK: usize = 8;
/// Letters of a series mark.
pub const MARK: usize = 5;

/// Digits and Greek capitals without Ι and Ο, which look like 1 and 0.
const LETTERS: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'Α', 'Β', 'Γ', 'Δ', 'Ε', 'Ζ', 'Η', 'Θ', 'Κ',
    'Λ', 'Μ', 'Ν', 'Ξ', 'Π', 'Ρ', 'Σ', 'Τ', 'Υ', 'Φ', 'Χ', 'Ψ', 'Ω',
];

/// Which book a number belongs to; each is a series of its own (βιβλίο).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// The protocol (πρωτόκολλο).
    #[default]
    Protocol,
    /// The confidential protocol, with restricted view (εμπιστευτικό πρωτόκολλο).
    Confidential,
    /// Attestations of the president (βεβαιώσεις προέδρου).
    Attestation,
    /// Certified signatures (γνήσιο υπογραφής).
    Signature,
    /// Certified copies (ακριβή αντίγραφα).
    Copy,
    /// Proofs of posting on the board (αποδεικτικά ανάρτησης).
    Posting,
}

impl Register {
    /// Every register.
    pub const ALL: [Register; 6] = [
        Register::Protocol,
        Register::Confidential,
        Register::Attestation,
        Register::Signature,
        Register::Copy,
        Register::Posting,
    ];

    /// Code name, as in stores.
    pub const fn name(self) -> &'static str {
        match self {
            Register::Protocol => "protocol",
            Register::Confidential => "confidential",
            Register::Attestation => "attestation",
            Register::Signature => "signature",
            Register::Copy => "copy",
            Register::Posting => "posting",
        }
    }

    /// The register of a code name.
    pub fn parse(name: &str) -> Option<Register> {
        Register::ALL
            .into_iter()
            .find(|register| register.name() == name)
    }

    /// The letters inside a number; none for the protocol.
    pub const fn letters(self) -> &'static str {
        match self {
            Register::Protocol => "",
            Register::Confidential => "ΕΜΠ",
            Register::Attestation => "ΒΕΒ",
            Register::Signature => "ΓΥ",
            Register::Copy => "ΑΝΤ",
            Register::Posting => "ΑΝΡ",
        }
    }

    /// Name of the book on screens and papers.
    pub const fn greek(self) -> &'static str {
        match self {
            Register::Protocol => "Πρωτόκολλο",
            Register::Confidential => "Εμπιστευτικό πρωτόκολλο",
            Register::Attestation => "Βιβλίο βεβαιώσεων",
            Register::Signature => "Βιβλίο γνησίου υπογραφής",
            Register::Copy => "Βιβλίο ακριβών αντιγράφων",
            Register::Posting => "Βιβλίο αποδεικτικών ανάρτησης",
        }
    }
}

/// The desk inside a number: capital Greek letters and digits, at most eight (κωδικός γραφείου).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeskCode(String);

impl DeskCode {
    /// Reads a desk's code as the municipality writes it («ΤΑ-02» → `ΤΑ02`).
    ///
    /// Errors: [`protocol::BAD_DESK_CODE`].
    pub fn parse(text: &str) -> Result<DeskCode, Finding> {
        let clean: String = greek_lookalikes(&upper(text))
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '_'))
            .collect();
        let letters = clean.chars().count();
        let sound = clean
            .chars()
            .all(|c| c.is_ascii_digit() || (c.is_alphabetic() && c.is_uppercase()));
        if (1..=MAX_DESK).contains(&letters) && sound {
            Ok(DeskCode(clean))
        } else {
            Err(Finding::new(protocol::BAD_DESK_CODE).with("code", text))
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DeskCode {
    type Error = Finding;
    fn try_from(text: String) -> Result<DeskCode, Finding> {
        DeskCode::parse(&text)
    }
}

impl From<DeskCode> for String {
    fn from(code: DeskCode) -> String {
        code.0
    }
}

/// Twenty-five bits of an incarnation in five letters: whose series it is (διακριτικό σειράς).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesMark([char; MARK]);

impl SeriesMark {
    /// The mark of one life of a store. Incarnations are random, so their first bits are.
    pub fn of(incarnation: Incarnation) -> SeriesMark {
        let [a, b, c, d, ..] = incarnation.0;
        let mut bits = u32::from_be_bytes([a, b, c, d]);
        SeriesMark(std::array::from_fn(|_| {
            let letter = LETTERS[(bits >> 27) as usize];
            bits <<= 5;
            letter
        }))
    }

    fn parse(text: &str) -> Option<SeriesMark> {
        let mut mark = ['0'; MARK];
        let mut letters = text.chars();
        for place in &mut mark {
            let letter = match letters.next()? {
                'Ο' => '0',
                'Ι' => '1',
                other => other,
            };
            *place = LETTERS.into_iter().find(|known| *known == letter)?;
        }
        letters.next().is_none().then_some(SeriesMark(mark))
    }
}

impl fmt::Display for SeriesMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{letter}"))
    }
}

/// A number of a register: desk, series, register, year, running number (αριθμός πρωτοκόλλου).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProtocolNumber {
    desk: DeskCode,
    mark: SeriesMark,
    register: Register,
    year: u16,
    no: u32,
}

impl ProtocolNumber {
    /// Builds a number.
    ///
    /// Errors: [`protocol::BAD_PROTOCOL_NUMBER`] when the year is not of this age or the running number not 1–999999.
    pub fn new(
        desk: DeskCode,
        mark: SeriesMark,
        register: Register,
        year: u16,
        no: u32,
    ) -> Result<ProtocolNumber, Finding> {
        let number = ProtocolNumber {
            desk,
            mark,
            register,
            year,
            no,
        };
        if (1900..=2999).contains(&year) && (1..=MAX_NO).contains(&no) {
            Ok(number)
        } else {
            Err(bad(&number.to_string()))
        }
    }

    /// Reads a number as people type it: small letters, Latin look-alikes, Ο for 0, without the leading zeros.
    ///
    /// Errors: [`protocol::BAD_PROTOCOL_NUMBER`].
    pub fn parse(text: &str) -> Result<ProtocolNumber, Finding> {
        Self::read(text).ok_or_else(|| bad(text))
    }

    fn read(text: &str) -> Option<ProtocolNumber> {
        let clean = greek_lookalikes(&upper(text.trim()));
        let parts: Vec<&str> = clean.split('/').map(str::trim).collect();
        let (series, register, year, no) = match parts.as_slice() {
            [series, year, no] => (*series, Register::Protocol, *year, *no),
            [series, letters, year, no] if !letters.is_empty() => {
                let register = Register::ALL
                    .into_iter()
                    .find(|r| r.letters() == *letters)?;
                (*series, register, *year, *no)
            }
            _ => return None,
        };
        let (desk, mark) = series.rsplit_once('-')?;
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(no, 6) {
            return None;
        }
        let (desk, mark) = (DeskCode::parse(desk).ok()?, SeriesMark::parse(mark.trim())?);
        Self::new(desk, mark, register, year.parse().ok()?, no.parse().ok()?).ok()
    }

    /// The desk.
    pub const fn desk(&self) -> &DeskCode {
        &self.desk
    }

    /// Whose series.
    pub const fn mark(&self) -> SeriesMark {
        self.mark
    }

    /// The book.
    pub const fn register(&self) -> Register {
        self.register
    }

    /// The year of the series.
    pub const fn year(&self) -> u16 {
        self.year
    }

    /// The running number.
    pub const fn no(&self) -> u32 {
        self.no
    }

    /// True if it belongs to the series of this life of a store.
    pub fn is_of(&self, incarnation: Incarnation) -> bool {
        self.mark == SeriesMark::of(incarnation)
    }
}

fn bad(text: &str) -> Finding {
    Finding::new(protocol::BAD_PROTOCOL_NUMBER)
        .on("number")
        .with("value", text)
}

impl fmt::Display for ProtocolNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}/", self.desk, self.mark)?;
        if self.register != Register::Protocol {
            write!(f, "{}/", self.register.letters())?;
        }
        write!(f, "{:04}/{:06}", self.year, self.no)
    }
}

impl FromStr for ProtocolNumber {
    type Err = Finding;
    fn from_str(text: &str) -> Result<ProtocolNumber, Finding> {
        ProtocolNumber::parse(text)
    }
}

impl TryFrom<String> for ProtocolNumber {
    type Error = Finding;
    fn try_from(text: String) -> Result<ProtocolNumber, Finding> {
        ProtocolNumber::parse(&text)
    }
}

impl From<ProtocolNumber> for String {
    fn from(number: ProtocolNumber) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(register: Register, bytes: [u8; 10], no: u32) -> ProtocolNumber {
        let desk = DeskCode::parse("ΤΑ-02").unwrap();
        ProtocolNumber::new(desk, SeriesMark::of(Incarnation(bytes)), register, 2026, no).unwrap()
    }

    #[test]
    fn a_number_is_printed_and_read_as_people_say_it() {
        let printed = number(Register::Protocol, [0xff; 10], 17).to_string();
        assert_eq!(printed, "ΤΑ02-ΩΩΩΩΩ/2026/000017");
        let signature = number(Register::Signature, [0; 10], 1).to_string();
        assert_eq!(signature, "ΤΑ02-00000/ΓΥ/2026/000001");
        let read = ProtocolNumber::parse(" ta-02-OOOO0 / γυ/2026/1 ").unwrap();
        assert_eq!(read.to_string(), signature);
        assert_eq!(
            serde_json::to_string(&read).unwrap(),
            format!("\"{signature}\"")
        );
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "",
            "17",
            "17/2026",
            "ΤΑ02/2026/17",
            "ΤΑ02-0000/2026/17",
            "ΤΑ02-000000/2026/17",
            "ΤΑ02-00000/2026/0",
            "ΤΑ02-00000/2026/1000000",
            "ΤΑ02-00000/26/17",
            "ΤΑ02-00000//2026/17",
            "ΤΑ02-00000/ΧΧ/2026/17",
            "ΤΑ02-0000;/2026/17",
            "-00000/2026/17",
            "ΠΟΛΥΜΑΚΡΥΣ-00000/2026/17",
            "ΤΑ02-00000/2026/+7",
        ] {
            let refused = ProtocolNumber::parse(text).unwrap_err();
            assert_eq!(refused.code, protocol::BAD_PROTOCOL_NUMBER, "{text}");
        }
        assert_eq!(
            DeskCode::parse("Τ/2").unwrap_err().code,
            protocol::BAD_DESK_CODE
        );
    }

    proptest! {
        #[test]
        fn every_number_is_read_back_and_names_its_life(
            bytes: [u8; 10], other: [u8; 10], no in 1..=MAX_NO, register in 0..Register::ALL.len()
        ) {
            let number = number(Register::ALL[register], bytes, no);
            let read = ProtocolNumber::parse(&number.to_string().to_lowercase()).unwrap();
            prop_assert_eq!(&read, &number);
            prop_assert!(read.is_of(Incarnation(bytes)));
            let same_bits = bytes[..3] == other[..3] && bytes[3] >> 7 == other[3] >> 7;
            prop_assert_eq!(read.is_of(Incarnation(other)), same_bits);
        }
    }
}
