//! Dates and times as people type them.

use super::Date;
use crate::message::{Finding, input};
use crate::text::normalise_input;
use jiff::civil::Time;

/// How far in the future a year of two digits may lie: in 2026, `46` is 2046 and `47` is 1947.
const FUTURE_YEARS: i16 = 20;

/// Reads a date: `5/1/26`, `05/01/2026`, `5.1.2026`, `5-1-26`, `05012026`, `050126`, `2026-01-05`, or `σ` for today.
///
/// Refusals: Σ-120 empty, Σ-121 not readable, Σ-122 no such day, Σ-123 outside 1900–2099.
pub fn parse_greek_date(typed: &str, today: Date) -> Result<Date, Finding> {
    let text = normalise_input(typed);
    if text.is_empty() {
        return Err(Finding::new(input::DATE_EMPTY));
    }
    if matches!(text.as_str(), "σ" | "ς" | "Σ" | "s" | "S") {
        return Ok(today);
    }
    let refuse = |code| Finding::new(code).with("value", &text);
    let (day, month, year) = parts(&text).ok_or_else(|| refuse(input::DATE_FORM))?;
    let year = match year.len() {
        2 => century(
            year.parse().map_err(|_| refuse(input::DATE_FORM))?,
            today.year(),
        ),
        _ => year.parse().map_err(|_| refuse(input::DATE_FORM))?,
    };
    let number = |digits: &str| digits.parse::<i8>().map_err(|_| refuse(input::DATE_FORM));
    let date = Date::new(year, number(month)?, number(day)?)
        .map_err(|_| refuse(input::DATE_IMPOSSIBLE))?;
    if !(1900..=2099).contains(&date.year()) {
        return Err(refuse(input::DATE_RANGE));
    }
    Ok(date)
}

/// Reads a time of day: `14:05`, `14.05`, `9:5`, `1405`, `0905`. Refusal: Σ-124.
pub fn parse_time(typed: &str) -> Result<Time, Finding> {
    let text = normalise_input(typed);
    let refuse = || Finding::new(input::TIME_FORM).with("value", &text);
    let (hour, minute) = match text.split_once([':', '.']) {
        Some(both) => both,
        None if text.is_ascii() && text.len() == 4 => text.split_at(2),
        None => return Err(refuse()),
    };
    let number = |digits: &str| {
        digits_up_to(digits, 2)
            .and_then(|d| d.parse::<i8>().ok())
            .ok_or_else(refuse)
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| refuse())
}

/// Day, month and year as digits; the year has two or four.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    if text.is_ascii() && text.bytes().all(|b| b.is_ascii_digit()) {
        return matches!(text.len(), 6 | 8).then(|| (&text[..2], &text[2..4], &text[4..]));
    }
    let separator = ['/', '.', '-'].into_iter().find(|s| text.contains(*s))?;
    let pieces: Vec<&str> = text.split(separator).map(str::trim).collect();
    let [first, month, last] = pieces[..] else {
        return None;
    };
    let iso = separator == '-' && first.len() == 4;
    let (day, year) = if iso { (last, first) } else { (first, last) };
    let year_is_whole = matches!(year.len(), 2 | 4);
    (year_is_whole && digits_up_to(year, 4).is_some()).then_some(())?;
    Some((digits_up_to(day, 2)?, digits_up_to(month, 2)?, year))
}

fn digits_up_to(text: &str, most: usize) -> Option<&str> {
    let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(text)
}

fn century(two_digits: i16, this_year: i16) -> i16 {
    let year = 2000 + two_digits;
    if year > this_year.saturating_add(FUTURE_YEARS) {
        year - 100
    } else {
        year
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::greek_date;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn dates_as_they_are_typed() {
        for typed in [
            "5/1/26",
            "05/01/2026",
            "5.1.2026",
            "5-1-26",
            "05012026",
            "050126",
            " 5 / 1 / 26 ",
            "2026-01-05",
        ] {
            assert_eq!(
                parse_greek_date(typed, TODAY),
                Ok(date(2026, 1, 5)),
                "{typed}"
            );
        }
        for typed in ["σ", "Σ", "s", " σ "] {
            assert_eq!(parse_greek_date(typed, TODAY), Ok(TODAY), "{typed}");
        }
        assert_eq!(parse_greek_date("1/1/46", TODAY), Ok(date(2046, 1, 1)));
        assert_eq!(parse_greek_date("1/1/47", TODAY), Ok(date(1947, 1, 1)));
        assert_eq!(parse_greek_date("29/2/24", TODAY), Ok(date(2024, 2, 29)));
    }

    #[test]
    fn each_wrong_date_says_what_is_wrong() {
        let code = |typed: &str| parse_greek_date(typed, TODAY).unwrap_err().code;
        assert_eq!(code(" "), input::DATE_EMPTY);
        for typed in [
            "5/1",
            "5/1/6",
            "5/1/026",
            "5/1/20266",
            "1/2/3/4",
            "5 Ιαν 2026",
            "5012026",
            "٥/1/26",
            "-1/1/26",
            "5/+1/26",
            "ααααααα",
            "26-1-5-",
        ] {
            assert_eq!(code(typed), input::DATE_FORM, "{typed}");
        }
        for typed in [
            "31/2/2026",
            "0/1/2026",
            "1/13/2026",
            "29/02/2025",
            "99/99/9999",
            "00000000",
            "01/31/2026",
            "512026",
        ] {
            assert_eq!(code(typed), input::DATE_IMPOSSIBLE, "{typed}");
        }
        for typed in [
            "1/1/1899",
            "1/1/2100",
            "0/0/0000".replace('0', "1").as_str(),
        ] {
            assert_eq!(code(typed), input::DATE_RANGE, "{typed}");
        }
    }

    #[test]
    fn times_as_they_are_typed() {
        for typed in ["14:05", "14.05", "14:5", "1405"] {
            assert_eq!(parse_time(typed), Ok(time(14, 5, 0, 0)), "{typed}");
        }
        for typed in [
            "", "24:00", "14:60", "14", "14:05:01", "-1:05", "αβγδ", "é4:0",
        ] {
            assert_eq!(
                parse_time(typed).unwrap_err().code,
                input::TIME_FORM,
                "{typed}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(year in 1900i16..=2099, month in 1i8..=12, day in 1i8..=28) {
            let date = date(year, month, day);
            prop_assert_eq!(parse_greek_date(&greek_date(date), TODAY), Ok(date));
            prop_assert_eq!(parse_greek_date(&date.to_string(), TODAY), Ok(date));
        }

        #[test]
        fn no_text_panics(typed in ".*") {
            let _ = parse_greek_date(&typed, TODAY);
            let _ = parse_time(&typed);
        }
    }
}
