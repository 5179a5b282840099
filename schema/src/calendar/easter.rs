//! Orthodox Easter: Meeus' Julian computus, moved to the Gregorian calendar.

use super::Date;
use jiff::ToSpan;

/// Easter Sunday of the Orthodox Church as a civil date (Κυριακή του Πάσχα).
///
/// `None` outside 1583–4099, where one of the two calendars is not what the formula thinks.
pub fn orthodox_easter(year: i16) -> Option<Date> {
    if !(1583..=4099).contains(&year) {
        return None;
    }
    let (a, b, c) = (year % 4, year % 7, year % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let month = i8::try_from((d + e + 114) / 31).ok()?;
    let day = i8::try_from((d + e + 114) % 31 + 1).ok()?;
    let calendars_apart = year / 100 - year / 400 - 2; // 13 days from 1900 to 2099
    Date::new(year, month, day)
        .ok()?
        .checked_add(i64::from(calendars_apart).days())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Holidays;
    use crate::vectors;
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    #[test]
    fn easter_and_its_movable_days_of_the_vectors() {
        let holidays = Holidays::of_greece();
        for case in vectors::cases("easter", "years") {
            let easter = vectors::date(&case, "easter");
            assert_eq!(orthodox_easter(easter.year()), Some(easter));
            for (key, offset) in [
                ("clean_monday", -48),
                ("good_friday", -2),
                ("easter_monday", 1),
                ("ascension", 39),
                ("whit_monday", 50),
            ] {
                let day = vectors::date(&case, key);
                assert_eq!(easter.checked_add(offset.days()).unwrap(), day, "{key}");
                assert_eq!(
                    holidays.name(day).is_some(),
                    key != "ascension",
                    "{key} {day}"
                );
            }
        }
    }

    #[test]
    fn outside_the_calendars_there_is_no_answer() {
        assert_eq!(orthodox_easter(1582), None);
        assert_eq!(orthodox_easter(4100), None);
        assert_eq!(orthodox_easter(-1), None);
        assert_eq!(orthodox_easter(i16::MAX), None);
    }

    #[test]
    fn gauss_agrees_for_two_centuries() {
        for year in 1900i16..=2099 {
            let (a, b, c) = (year % 4, year % 7, year % 19);
            let d = (19 * c + 15) % 30;
            let e = (2 * a + 4 * b + 6 * d + 6) % 7;
            let gauss = date(year, 3, 22)
                .checked_add(i64::from(d + e + 13).days())
                .unwrap();
            assert_eq!(orthodox_easter(year), Some(gauss));
        }
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_of_spring(year in 1900i16..=2099) {
            let easter = orthodox_easter(year).unwrap();
            prop_assert_eq!(easter.weekday(), Weekday::Sunday);
            prop_assert!(date(year, 4, 3) <= easter && easter <= date(year, 5, 10), "{}", easter);
        }
    }
}
