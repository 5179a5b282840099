//! ΑΜΚΑ, the social security number. Stored only where a law needs it.

use super::define::{all_digits, bare, digits};
use crate::calendar::Date;
use crate::message::{Finding, input};
use serde::{Deserialize, Serialize};

identifier! {
    /// ΑΜΚΑ: birth date DDMMYY, four digits, a Luhn digit. The century is not in it.
    Amka, hidden
}

/// The sex that the tenth digit of an ΑΜΚΑ states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    /// Odd tenth digit (άρρεν).
    Male,
    /// Even tenth digit (θήλυ).
    Female,
}

impl Amka {
    /// Reads eleven digits, blanks allowed.
    ///
    /// Refusals: Σ-100 empty, Σ-130 characters, Σ-131 length, Σ-132 no such birth date in 19xx or 20xx, Σ-133 Luhn.
    pub fn parse(typed: &str) -> Result<Amka, Finding> {
        let text = bare(typed);
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if !all_digits(&text) {
            return Err(Finding::new(input::AMKA_CHARACTERS));
        }
        if text.len() != 11 {
            return Err(Finding::new(input::AMKA_LENGTH).with("n", text.len()));
        }
        if birth_dates(&text).next().is_none() {
            return Err(Finding::new(input::AMKA_DATE));
        }
        if !luhn(&text) {
            return Err(Finding::new(input::AMKA_CHECK_DIGIT));
        }
        Ok(Amka(text))
    }

    /// The birth dates it may mean, of 19xx and 20xx; another source decides. One or two.
    pub fn birth_candidates(&self) -> Vec<Date> {
        birth_dates(&self.0).collect()
    }

    /// The sex it states.
    pub fn sex(&self) -> Sex {
        match digits(&self.0).nth(9) {
            Some(tenth) if tenth % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }
}

fn birth_dates(eleven: &str) -> impl Iterator<Item = Date> + '_ {
    let two = |from: usize| eleven[from..from + 2].parse::<i8>().unwrap_or(-1);
    [1900i16, 2000]
        .into_iter()
        .filter_map(move |century| Date::new(century + i16::from(two(4)), two(2), two(0)).ok())
}

/// Every second digit from the right is doubled; the digits of the results add up to a multiple of ten.
fn luhn(text: &str) -> bool {
    let sum: u32 = digits(text)
        .rev()
        .enumerate()
        .map(|(i, d)| {
            if i % 2 == 0 {
                d
            } else {
                d * 2 / 10 + d * 2 % 10
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::define::tests::run_mixed_vectors;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        for case in vectors::cases("amka", "valid") {
            let amka = Amka::parse(vectors::text(&case, "typed")).unwrap();
            let sex = if vectors::text(&case, "sex") == "M" {
                Sex::Male
            } else {
                Sex::Female
            };
            assert_eq!(amka.sex(), sex, "{case}");
            let dates: Vec<Date> =
                serde_json::from_value(case["birth_candidates"].clone()).unwrap();
            assert_eq!(amka.birth_candidates(), dates, "{case}");
        }
        for case in vectors::cases("amka", "invalid") {
            let code = match vectors::text(&case, "why") {
                "check" => input::AMKA_CHECK_DIGIT,
                "date" => input::AMKA_DATE,
                "length" => input::AMKA_LENGTH,
                other => panic!("{other}"),
            };
            assert_eq!(
                Amka::parse(vectors::text(&case, "typed")).unwrap_err().code,
                code,
                "{case}"
            );
        }
        run_mixed_vectors::<Amka>("amka");
    }

    proptest! {
        #[test]
        fn two_neighbours_that_change_places_are_caught(serial in 0u32..10_000, at in 6usize..10) {
            let good = (0..10).find_map(|d| Amka::parse(&format!("150855{serial:04}{d}")).ok()).unwrap();
            let mut bytes = good.as_str().as_bytes().to_vec();
            bytes.swap(at, at + 1);
            let swapped = String::from_utf8(bytes).unwrap();
            // Luhn cannot see 09 and 90.
            if swapped != good.as_str() && !["09", "90"].contains(&&swapped[at..at + 2]) {
                prop_assert!(Amka::parse(&swapped).is_err());
            }
        }

        #[test]
        fn no_text_panics(typed in ".*") {
            let _ = Amka::parse(&typed);
        }
    }
}
