//! Vehicle plates (πινακίδες κυκλοφορίας).

use super::define::bare;
use crate::message::{Finding, input};
use crate::text::{code_letters, greek_lookalikes, normalise_input};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A plate: canonical text and country. Two tickets speak of one vehicle when both are equal.
///
/// Greek plates use only the fourteen letters that both alphabets have; the canonical form is Latin: `HKA-1000`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Plate {
    canonical: String,
    country: String,
}

/// What the form of a plate says about the vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlateKind {
    /// LLL-NNNN: car, lorry, bus (αυτοκίνητο).
    Car,
    /// LLL-N to LLL-NNN: motorcycle over 50 cc (μοτοσυκλέτα).
    Motorcycle,
    /// ΤLL-NNNN from ΤΑ on (ταξί).
    Taxi,
    /// LL-NNNN of 1972–82.
    OldTwoLetter,
    /// L-NNNN: overseas resident, old taxi, lorry of 1972–82.
    SingleLetter,
    /// State, police, army, diplomats, farm machines, trailers, tests: free form.
    Special,
    /// Of another country: free form.
    Foreign,
}

/// The country code of Greek plates.
const GREECE: &str = "GR";

impl Plate {
    /// Reads a Greek plate: letters of either alphabet, any case, with or without blank and hyphen.
    ///
    /// Refusals: Σ-100 empty, Σ-160 no Greek form, Σ-161 a letter Greek plates do not use (Latin R and S too),
    /// Σ-162 leading zero.
    pub fn parse(typed: &str) -> Result<Plate, Finding> {
        let text = code_letters(&bare(&normalise_input(typed))).replace('-', "");
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        let refuse = |code| Err(Finding::new(code).with("value", normalise_input(typed)));
        let split = text
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(text.len());
        let (letters, number) = text.split_at(split);
        if let Some(letter) = letters
            .chars()
            .find(|c| c.is_alphabetic() && !LETTERS.contains(*c))
        {
            return Err(Finding::new(input::PLATE_LETTER).with("letter", letter));
        }
        if !number.bytes().all(|b| b.is_ascii_digit()) || kind(letters, number).is_none() {
            return refuse(input::PLATE_FORM);
        }
        if number.starts_with('0') {
            return refuse(input::PLATE_NUMBER);
        }
        Ok(Plate {
            canonical: format!("{letters}-{number}"),
            country: GREECE.to_owned(),
        })
    }

    /// A Greek plate of a special series (ΚΥ, ΕΑ, ΕΣ, ΔΣ, ΑΜ, Ρ-…): free form, look-alike letters made one.
    ///
    /// Refusals: Σ-100 empty, Σ-164 too long, no digit, or other signs.
    pub fn special(typed: &str) -> Result<Plate, Finding> {
        let canonical = free_form(&code_letters(&normalise_input(typed)))?;
        Ok(Plate {
            canonical,
            country: GREECE.to_owned(),
        })
    }

    /// A plate of another country: its two-letter code and the text as it stands on the vehicle.
    ///
    /// Refusals: Σ-163 country (GR has its own form), otherwise as [`Plate::special`].
    pub fn foreign(typed: &str, country: &str) -> Result<Plate, Finding> {
        let country = country.trim().to_ascii_uppercase();
        if country.len() != 2
            || !country.bytes().all(|b| b.is_ascii_uppercase())
            || country == GREECE
        {
            return Err(Finding::new(input::PLATE_COUNTRY).with("value", country));
        }
        let canonical = free_form(&normalise_input(typed).to_uppercase())?;
        Ok(Plate { canonical, country })
    }

    /// The canonical text: `HKA-1000`.
    pub fn as_str(&self) -> &str {
        &self.canonical
    }

    /// The country, two letters: `GR`, `DE`.
    pub fn country(&self) -> &str {
        &self.country
    }

    /// What its form says.
    pub fn kind(&self) -> PlateKind {
        if self.country != GREECE {
            return PlateKind::Foreign;
        }
        let parts = self
            .canonical
            .split_once('-')
            .filter(|(_, number)| !number.starts_with('0'));
        parts
            .and_then(|(letters, number)| kind(letters, number))
            .unwrap_or(PlateKind::Special)
    }

    /// As it stands on the vehicle: «ΗΚΑ-1000», a foreign one as it is with its country: `B-AB 1234 (DE)`.
    pub fn greek(&self) -> String {
        if self.country == GREECE {
            greek_lookalikes(&self.canonical)
        } else {
            format!("{} ({})", self.canonical, self.country)
        }
    }
}

/// The letters of Greek plates, Latin.
const LETTERS: &str = "ABEZHIKMNOPTYX";

fn kind(letters: &str, number: &str) -> Option<PlateKind> {
    let known = letters.bytes().all(|b| LETTERS.as_bytes().contains(&b))
        && number.bytes().all(|b| b.is_ascii_digit());
    match (letters.len(), number.len()) {
        _ if !known => None,
        (3, 4) if letters.starts_with("TA") => Some(PlateKind::Taxi),
        (3, 4) => Some(PlateKind::Car),
        (3, 1..=3) => Some(PlateKind::Motorcycle),
        (2, 4) => Some(PlateKind::OldTwoLetter),
        (1, 4) => Some(PlateKind::SingleLetter),
        _ => None,
    }
}

/// Up to fifteen letters, digits, blanks and hyphens, with a digit among them.
fn free_form(text: &str) -> Result<String, Finding> {
    if text.is_empty() {
        return Err(Finding::new(input::EMPTY));
    }
    let fits = text.chars().count() <= 15
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
        && text.bytes().any(|b| b.is_ascii_digit());
    if fits {
        Ok(text.to_owned())
    } else {
        Err(Finding::new(input::PLATE_FREE_TEXT))
    }
}

/// The stored form, checked again when it is read.
#[derive(Serialize, Deserialize)]
struct Stored {
    canonical: String,
    country: String,
}

impl TryFrom<Stored> for Plate {
    type Error = Finding;
    fn try_from(stored: Stored) -> Result<Plate, Finding> {
        if stored.country == GREECE {
            Plate::parse(&stored.canonical).or_else(|_| Plate::special(&stored.canonical))
        } else {
            Plate::foreign(&stored.canonical, &stored.country)
        }
    }
}

impl From<Plate> for Stored {
    fn from(plate: Plate) -> Stored {
        Stored {
            canonical: plate.canonical,
            country: plate.country,
        }
    }
}

impl super::Identifier for Plate {
    fn parse(typed: &str) -> Result<Plate, Finding> {
        Plate::parse(typed)
    }
}

impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.greek())
    }
}

/// Hides the number: a plate leads to a person.
impl fmt::Debug for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Plate({} {})",
            super::define::hidden(&self.canonical),
            self.country
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        for case in vectors::cases("plates", "valid") {
            let typed = vectors::text(&case, "typed");
            let plate = match case["country"].as_str() {
                Some(country) => Plate::foreign(typed, country).unwrap(),
                None => Plate::parse(typed).unwrap(),
            };
            assert_eq!(plate.as_str(), vectors::text(&case, "canonical"));
            assert_eq!(
                serde_json::to_value(plate.kind()).unwrap(),
                case["kind"],
                "{case}"
            );
        }
        for case in vectors::cases("plates", "invalid") {
            assert!(
                Plate::parse(vectors::text(&case, "typed")).is_err(),
                "{case}"
            );
        }
    }

    #[test]
    fn each_refusal_says_what_is_wrong() {
        let code = |typed| Plate::parse(typed).unwrap_err().code;
        assert_eq!(code("ΗΓΑ-1000"), input::PLATE_LETTER);
        assert_eq!(code("HKS-1000"), input::PLATE_LETTER);
        assert_eq!(code("HKR-1000"), input::PLATE_LETTER);
        assert_eq!(code("HKA-0999"), input::PLATE_NUMBER);
        assert_eq!(code("HKA-0"), input::PLATE_NUMBER);
        assert_eq!(code("HK0-1000"), input::PLATE_FORM);
        for typed in [
            "HKA",
            "1000",
            "HKAA-1000",
            "HKA-10000",
            "HKA.1000",
            "H-1",
            "HKA-1٣",
        ] {
            assert_eq!(code(typed), input::PLATE_FORM, "{typed}");
        }
    }

    #[test]
    fn the_letters_of_the_vectors_are_the_letters_of_plates() {
        let letters = vectors::cases("plates", "letters");
        let latin = |greek: &str| {
            let found = letters.iter().find(|pair| pair["greek"] == greek);
            found.map(|pair| vectors::text(pair, "latin").to_owned())
        };
        for greek in 'Α'..='Ω' {
            let typed = format!("{greek}{greek}{greek}-1000");
            let read = Plate::parse(&typed).map(|plate| plate.as_str().to_owned());
            let wanted =
                latin(&greek.to_string()).map(|letter| format!("{}-1000", letter.repeat(3)));
            assert_eq!(read.ok(), wanted, "{typed}");
        }
    }

    #[test]
    fn both_alphabets_are_one_vehicle_and_the_screen_shows_greek() {
        let greek = Plate::parse("ηκα 1000").unwrap();
        assert_eq!(greek, Plate::parse("HKA1000").unwrap());
        assert_eq!(greek.greek(), "ΗΚΑ-1000");
        assert_eq!(
            Plate::foreign("b-ab 1234", "de").unwrap().greek(),
            "B-AB 1234 (DE)"
        );
        assert_ne!(Plate::foreign("HKA-1000", "CY").unwrap(), greek);
    }

    #[test]
    fn special_and_foreign_plates_are_free_but_not_anything() {
        let special = Plate::special("εα 12345").unwrap();
        assert_eq!(
            (special.as_str(), special.kind()),
            ("EA 12345", PlateKind::Special)
        );
        assert_eq!(
            Plate::special("EA").unwrap_err().code,
            input::PLATE_FREE_TEXT
        );
        assert_eq!(
            Plate::foreign("1".repeat(16).as_str(), "DE")
                .unwrap_err()
                .code,
            input::PLATE_FREE_TEXT
        );
        assert_eq!(
            Plate::foreign("<b>1", "DE").unwrap_err().code,
            input::PLATE_FREE_TEXT
        );
        for country in ["GR", "D", "DEU", "ΓΡ", ""] {
            assert_eq!(
                Plate::foreign("B 1", country).unwrap_err().code,
                input::PLATE_COUNTRY,
                "{country}"
            );
        }
    }

    #[test]
    fn a_stored_plate_is_checked_when_it_is_read() {
        for plate in [
            Plate::parse("ΗΚΑ-1000").unwrap(),
            Plate::special("ΕΑ 12345").unwrap(),
            Plate::foreign("B-AB 1234", "DE").unwrap(),
        ] {
            let json = serde_json::to_string(&plate).unwrap();
            assert_eq!(serde_json::from_str::<Plate>(&json).unwrap(), plate);
        }
        assert!(serde_json::from_str::<Plate>(r#"{"canonical":"<1>","country":"GR"}"#).is_err());
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_read_back(letters in "[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]{3}", number in 1u16..10_000) {
            let plate = Plate::parse(&format!("{letters}{number}")).unwrap();
            prop_assert_eq!(Plate::parse(plate.as_str()), Ok(plate.clone()));
            prop_assert_eq!(Plate::parse(&plate.greek().to_lowercase()), Ok(plate));
        }

        #[test]
        fn no_text_panics(typed in ".*", country in ".*") {
            let _ = Plate::parse(&typed);
            let _ = Plate::special(&typed);
            let _ = Plate::foreign(&typed, &country);
        }
    }
}
