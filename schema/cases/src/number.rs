//! Legal numbers of papers, and the payment code that goes with them.
//!
//! A number is printed as `Κ12-2026-000123`: the leased block's prefix, the year, six digits. Its RF code is the
//! block's stem followed by the same six digits, so the code needs no network.

use loggia_schema::identifiers::Rf;
use loggia_schema::message::{Finding, cases};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Highest running number of a block: six digits.
pub const MAX_NO: u32 = 999_999;
/// Letters of a block's prefix.
pub const MAX_PREFIX: usize = 8;

/// What is numbered (σειρά).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// Fines (κλήσεις).
    Fine,
    /// Cash receipts (διπλότυπα είσπραξης).
    Receipt,
}

impl Series {
    /// Every series.
    pub const ALL: [Series; 2] = [Series::Fine, Series::Receipt];

    /// Code name, as in leases and stores.
    pub const fn name(self) -> &'static str {
        match self {
            Series::Fine => "fine",
            Series::Receipt => "receipt",
        }
    }

    /// Greek name for screens.
    pub const fn greek(self) -> &'static str {
        match self {
            Series::Fine => "κλήσεις",
            Series::Receipt => "διπλότυπα είσπραξης",
        }
    }

    /// The series of a code name.
    pub fn parse(name: &str) -> Option<Series> {
        Series::ALL.into_iter().find(|series| series.name() == name)
    }
}

/// A legal number: prefix of the leased block, year, running number (αριθμός παραστατικού).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocNumber {
    prefix: String,
    year: u16,
    no: u32,
}

impl DocNumber {
    /// Builds a number.
    ///
    /// Errors: [`cases::BAD_NUMBER`] when the prefix is not 1–8 capital letters or digits, the year not of this age, or
    /// the running number not 1–999999.
    pub fn new(prefix: &str, year: u16, no: u32) -> Result<Self, Finding> {
        let letters = prefix.chars().count();
        let clean = prefix
            .chars()
            .all(|c| c.is_ascii_digit() || (c.is_alphabetic() && c.is_uppercase()));
        let right = (1..=MAX_PREFIX).contains(&letters)
            && clean
            && (1900..=2999).contains(&year)
            && (1..=MAX_NO).contains(&no);
        let number = Self {
            prefix: prefix.to_owned(),
            year,
            no,
        };
        if right {
            Ok(number)
        } else {
            Err(bad_number(&number.to_string()))
        }
    }

    /// Reads `Κ12-2026-000123`; missing leading zeros are accepted, as people dictate them.
    ///
    /// Errors: [`cases::BAD_NUMBER`].
    pub fn parse(text: &str) -> Result<Self, Finding> {
        let mut parts = text.trim().split('-');
        let (Some(prefix), Some(year), Some(no), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad_number(text));
        };
        let digits = |part: &str, most: usize| {
            part.len() <= most && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(no, 6) {
            return Err(bad_number(text));
        }
        let (Ok(year), Ok(no)) = (year.parse(), no.parse()) else {
            return Err(bad_number(text));
        };
        Self::new(&prefix.to_uppercase(), year, no)
    }

    /// Prefix of the block.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Year of the series.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// Running number in the series.
    pub fn no(&self) -> u32 {
        self.no
    }

    /// The RF payment code: the block's stem and the six digits of the number (κωδικός πληρωμής).
    ///
    /// Errors: what [`Rf::generate`] finds wrong with the stem.
    pub fn rf(&self, stem: &str) -> Result<Rf, Finding> {
        Rf::generate(&format!("{stem}{:06}", self.no))
    }
}

fn bad_number(text: &str) -> Finding {
    Finding::new(cases::BAD_NUMBER)
        .on("number")
        .with("value", text)
}

impl fmt::Display for DocNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:04}-{:06}", self.prefix, self.year, self.no)
    }
}

impl FromStr for DocNumber {
    type Err = Finding;
    fn from_str(text: &str) -> Result<Self, Finding> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DocNumber {
    type Error = Finding;
    fn try_from(text: String) -> Result<Self, Finding> {
        Self::parse(&text)
    }
}

impl From<DocNumber> for String {
    fn from(number: DocNumber) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_what_it_prints() {
        let number = DocNumber::new("Κ12", 2026, 123).unwrap();
        assert_eq!(number.to_string(), "Κ12-2026-000123");
        assert_eq!(DocNumber::parse(" κ12-2026-123 ").unwrap(), number);
        assert_eq!(
            serde_json::to_string(&number).unwrap(),
            "\"Κ12-2026-000123\""
        );
    }

    #[test]
    fn a_number_that_is_not_one_is_refused() {
        for bad in [
            "",
            "Κ12",
            "Κ12-2026",
            "Κ12-2026-0",
            "Κ12-2026-1000000",
            "Κ1 2-2026-1",
            "Κ12-2026-1-1",
            "Κ12--1",
            "-2026-1",
            "Κ12-+202-1",
            "Κ12-26-1",
            "ΠΑΡΑΠΟΛΥΜ-2026-1",
        ] {
            assert_eq!(
                DocNumber::parse(bad).unwrap_err().code,
                cases::BAD_NUMBER,
                "{bad}"
            );
        }
    }

    #[test]
    fn the_rf_code_follows_the_number() {
        let first = DocNumber::new("Κ12", 2026, 1)
            .unwrap()
            .rf("9042612")
            .unwrap();
        let second = DocNumber::new("Κ12", 2026, 2)
            .unwrap()
            .rf("9042612")
            .unwrap();
        assert_ne!(first, second);
        assert!(first.as_str().ends_with("9042612000001"));
        assert_eq!(Rf::parse(first.as_str()).unwrap(), first);
    }
}
