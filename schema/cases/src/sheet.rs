//! A sheet of a paper block: the letters printed on the block and the number of the sheet (φύλλο χάρτινου μπλοκ).
//!
//! Sheets are written by hand where there is no laptop, and typed in later. A sheet is typed once: whoever types it a second
//! time is told under which number it stands already.

use loggia_schema::message::{Finding, cash};
use loggia_schema::text::normalise_input;
use std::fmt;

/// Letters of a series.
const MAX_SERIES: usize = 8;
/// Digits of a number.
const MAX_DIGITS: usize = 6;

/// One sheet, printed as `ΧΑ-000123`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sheet {
    series: String,
    no: u32,
}

impl Sheet {
    /// A sheet from its parts; the series is 1–8 capital letters or digits and ends in a letter.
    ///
    /// Errors: [`cash::SHEET_FORM`].
    pub fn new(series: &str, no: u32) -> Result<Sheet, Finding> {
        let bad = || {
            Finding::new(cash::SHEET_FORM)
                .on("paper")
                .with("value", format!("{series}-{no}"))
        };
        let letters = series.chars().count();
        let clean = series
            .chars()
            .all(|c| c.is_ascii_digit() || (c.is_alphabetic() && c.is_uppercase()));
        let ends = series.chars().last().is_some_and(char::is_alphabetic);
        if (1..=MAX_SERIES).contains(&letters) && clean && ends && (1..1_000_000).contains(&no) {
            Ok(Sheet {
                series: series.to_owned(),
                no,
            })
        } else {
            Err(bad())
        }
    }

    /// Reads `ΧΑ-000123`, `χα 123`, `ΧΑ123`.
    ///
    /// Errors: [`cash::SHEET_FORM`].
    pub fn parse(typed: &str) -> Result<Sheet, Finding> {
        let text = normalise_input(typed).to_uppercase();
        let bad = || {
            Finding::new(cash::SHEET_FORM)
                .on("paper")
                .with("value", text.as_str())
        };
        let bare: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let digits = bare.chars().rev().take_while(char::is_ascii_digit).count();
        if digits == 0 || digits > MAX_DIGITS {
            return Err(bad());
        }
        // The digits are ASCII, so their number is their length in bytes.
        let (series, number) = bare.split_at(bare.len() - digits);
        let no = number.parse().map_err(|_| bad())?;
        Sheet::new(series, no).map_err(|_| bad())
    }

    /// The letters of its block.
    pub fn series(&self) -> &str {
        &self.series
    }

    /// Its number.
    pub fn no(&self) -> u32 {
        self.no
    }

    /// The sheet behind it in the same block.
    pub fn next(&self) -> Sheet {
        Sheet {
            series: self.series.clone(),
            no: self.no + 1,
        }
    }
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:06}", self.series, self.no)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_as_people_write_it() {
        for typed in ["ΧΑ-000123", "χα 123", " ΧΑ123 ", "ΧΑ - 0123"] {
            assert_eq!(
                Sheet::parse(typed).unwrap().to_string(),
                "ΧΑ-000123",
                "{typed}"
            );
        }
        assert_eq!(Sheet::parse("Α1Β7").unwrap().series(), "Α1Β");
        assert_eq!(
            Sheet::parse("ΧΑ-9").unwrap().next().to_string(),
            "ΧΑ-000010"
        );
    }

    #[test]
    fn what_is_no_sheet_is_refused() {
        for typed in [
            "",
            "ΧΑ",
            "123",
            "ΧΑ-0",
            "ΧΑ-1234567",
            "ΧΑ-12α",
            "ΠΑΡΑΠΟΛΥΜ-1",
            "Χ.Α-1",
            "ΧΑ-1-2-",
        ] {
            let refused = Sheet::parse(typed);
            if typed == "ΧΑ-1-2-" {
                // Dashes are only signs between: twelve.
                assert_eq!(refused.unwrap().no(), 12);
            } else {
                assert_eq!(refused.unwrap_err().code, cash::SHEET_FORM, "{typed}");
            }
        }
    }
}
