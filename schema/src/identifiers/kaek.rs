//! ΚΑΕΚ, the cadastre's parcel number.

use super::define::{all_digits, bare};
use crate::message::{Finding, input};

identifier! {
    /// ΚΑΕΚ: 2 prefecture, 3 municipality, 2 sector, 2 section, 3 parcel, then `/vertical/horizontal`.
    /// It has no check digit. Canonical: `170010203004/0/12`, `/0/0` for the parcel itself.
    Kaek, open
}

/// The last code of the list of prefectures.
const LAST_PREFECTURE: u8 = 54;

impl Kaek {
    /// Reads twelve digits, with `/vertical/horizontal` if any, or the form of sixteen digits.
    ///
    /// Refusals: Σ-100 empty, Σ-150 shape, Σ-151 prefecture, Σ-152 parcel 000.
    pub fn parse(typed: &str) -> Result<Kaek, Finding> {
        let text = bare(typed);
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        let (parcel, units) = parts(&text).ok_or_else(|| Finding::new(input::KAEK_FORM))?;
        let prefecture = &parcel[..2];
        if !prefecture
            .parse::<u8>()
            .is_ok_and(|p| (1..=LAST_PREFECTURE).contains(&p))
        {
            return Err(Finding::new(input::KAEK_PREFECTURE).with("value", prefecture));
        }
        if parcel.ends_with("000") {
            return Err(Finding::new(input::KAEK_PARCEL));
        }
        Ok(Kaek(format!("{parcel}/{}/{}", units[0], units[1])))
    }

    /// As [`Kaek::parse`], and the warning Σ-153 when the split of sixteen digits is only our reading.
    pub fn parse_with_warning(typed: &str) -> Result<(Kaek, Option<Finding>), Finding> {
        let kaek = Kaek::parse(typed)?;
        let guessed = bare(typed).len() == 16 && all_digits(&bare(typed));
        let warning = guessed.then(|| Finding::new(input::KAEK_SIXTEEN).with("value", &kaek));
        Ok((kaek, warning))
    }

    /// Prefecture, municipality, sector, section, parcel, vertical and horizontal property.
    pub fn parts(&self) -> [&str; 7] {
        let (parcel, units) = self.0.split_at(12);
        let (vertical, horizontal) = units[1..].split_once('/').unwrap_or(("0", "0"));
        [
            &parcel[..2],
            &parcel[2..5],
            &parcel[5..7],
            &parcel[7..9],
            &parcel[9..],
            vertical,
            horizontal,
        ]
    }

    /// The twelve digits of the parcel alone.
    pub fn parcel(&self) -> &str {
        &self.0[..12]
    }
}

/// The twelve digits and the two unit numbers.
fn parts(text: &str) -> Option<(&str, [u32; 2])> {
    if text.len() == 16 && all_digits(text) {
        let (parcel, units) = text.split_at(12);
        return Some((parcel, [unit(&units[..2])?, unit(&units[2..])?]));
    }
    let pieces: Vec<&str> = text.split('/').collect();
    let (parcel, units) = match pieces[..] {
        [parcel] => (parcel, [0, 0]),
        [parcel, vertical, horizontal] => (parcel, [unit(vertical)?, unit(horizontal)?]),
        _ => return None,
    };
    (parcel.len() == 12 && all_digits(parcel)).then_some((parcel, units))
}

/// A unit number of up to four digits; leading zeros do not matter.
fn unit(text: &str) -> Option<u32> {
    (text.len() <= 4 && all_digits(text))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::define::tests::run_vectors;
    use crate::vectors;
    use proptest::prelude::*;

    #[test]
    fn vectors() {
        run_vectors::<Kaek>("kaek", Kaek::as_str);
        for case in vectors::cases("kaek", "valid") {
            let kaek = Kaek::parse(vectors::text(&case, "typed")).unwrap();
            let parts: Vec<String> = serde_json::from_value(case["parts"].clone()).unwrap();
            assert_eq!(kaek.parts().to_vec(), parts, "{case}");
        }
    }

    #[test]
    fn sixteen_digits_ask_for_confirmation() {
        let (kaek, warning) = Kaek::parse_with_warning("1700102030040003").unwrap();
        assert_eq!(kaek.as_str(), "170010203004/0/3");
        assert!(warning.unwrap().is_warning());
        assert_eq!(
            Kaek::parse_with_warning("170010203004/0/3").unwrap(),
            (kaek, None)
        );
    }

    #[test]
    fn each_refusal_says_what_is_wrong() {
        let code = |typed| Kaek::parse(typed).unwrap_err().code;
        assert_eq!(code("550010203004"), input::KAEK_PREFECTURE);
        assert_eq!(code("170010203000"), input::KAEK_PARCEL);
        for typed in [
            "170010203004/1",
            "170010203004//1",
            "170010203004/1/2/3",
            "170010203004/1/22222",
            "17001020300é4",
        ] {
            assert_eq!(code(typed), input::KAEK_FORM, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_read_back(parcel in "(0[1-9]|[1-4][0-9]|5[0-4])[0-9]{7}[1-9][0-9]{2}", v in 0u32..10_000, h in 0u32..10_000) {
            let kaek = Kaek::parse(&format!("{parcel}/{v}/{h}")).unwrap();
            prop_assert_eq!(Kaek::parse(kaek.as_str()), Ok(kaek));
        }

        #[test]
        fn no_text_panics(typed in ".*") {
            let _ = Kaek::parse_with_warning(&typed);
        }
    }
}
