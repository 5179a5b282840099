//! What a profile may do to the text of a cell. Each step either knows what it does or refuses; what it puts right it says.

use crate::profile::Record;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use loggia_schema::identifiers::Afm;
use loggia_schema::message::{Finding, import, input};
use loggia_schema::money::Cents;
use loggia_schema::text::{greek_lookalikes, upper};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// An empty cell repeats the one above it: what is left of merged cells.
    Repeat,
    /// These values mean nothing: `99`, `0/0/0000`, `1/1/1900`.
    None(Vec<String>),
    /// Words of the old system and what they are called here; others are refused.
    Map(BTreeMap<String, String>),
    /// `1.234,50` → `1234.50`.
    CommaAmount,
    /// `1,234.50` → `1234.50`.
    PointAmount,
    /// `123450` → `1234.50` with so many places.
    ImpliedPlaces(u8),
    /// `31/12/2026`, `31-12-2026`, `31.12.2026` or `2026-12-31` → `2026-12-31`.
    Date,
    /// The serial day of a spreadsheet, or a date as above.
    SerialDate,
    /// An ΑΦΜ of eight digits gets its zero back, if it then passes its check.
    RestoreZero,
    /// Nine equal digits are no ΑΦΜ.
    NoDummies,
    /// Zeros in front up to this many digits: supply numbers, codes.
    ZerosTo(usize),
    /// These letters in front: codes of several old programs side by side.
    Prefix(String),
    /// Only the digits.
    Digits,
    /// A whole number; `1.234` could be two and is refused.
    Whole,
    /// Latin letters that look Greek become Greek, in words that are meant to be.
    GreekLetters,
    /// Surname, first name and father's name stand here together.
    OneFieldName,
}

/// Runs the steps of a column. An empty text passes all of them.
///
/// # Errors
/// What a step cannot read.
pub(crate) fn apply(
    steps: &[Step],
    field: &str,
    typed: &str,
    record: &mut Record,
) -> Result<String, Finding> {
    let mut text = typed.to_owned();
    for step in steps {
        if text.is_empty() {
            break;
        }
        text = one(step, field, text, record)?;
    }
    Ok(text)
}

fn one(step: &Step, field: &str, text: String, record: &mut Record) -> Result<String, Finding> {
    Ok(match step {
        Step::Repeat => text,
        Step::None(values) if values.contains(&text) => String::new(),
        Step::None(_) => text,
        Step::Map(words) => words.get(&text).cloned().ok_or_else(|| {
            let choices: Vec<&str> = words.keys().map(String::as_str).collect();
            Finding::new(import::NOT_A_CHOICE)
                .with("value", &text)
                .with("choices", choices.join(", "))
        })?,
        Step::CommaAmount => amount(&text, &text)?,
        Step::PointAmount => {
            let swap = |c| match c {
                '.' => ',',
                ',' => '.',
                other => other,
            };
            amount(&text.chars().map(swap).collect::<String>(), &text)?
        }
        Step::ImpliedPlaces(places) => implied(&text, *places)?,
        Step::Date => day(&text)?.to_string(),
        Step::SerialDate => serial(&text)?.to_string(),
        Step::RestoreZero => restore_zero(field, text, record),
        Step::NoDummies => {
            let first = text.chars().next();
            let dummy = text.len() == 9
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && text.chars().all(|c| Some(c) == first);
            if dummy {
                record.remark(
                    field,
                    Finding::new(import::DUMMY_DROPPED).with("value", &text),
                );
                String::new()
            } else {
                text
            }
        }
        Step::ZerosTo(width) => format!("{text:0>width$}"),
        Step::Prefix(prefix) => format!("{prefix}{text}"),
        Step::Whole if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 9 => text,
        Step::Whole => {
            return Err(Finding::new(import::NOT_A_NUMBER)
                .with("value", &text)
                .with("min", 0)
                .with("max", 999_999_999));
        }
        Step::Digits => text.chars().filter(char::is_ascii_digit).collect(),
        Step::GreekLetters => {
            let right = greek_letters(&text);
            if right != text {
                record.remark(
                    field,
                    Finding::new(import::LATIN_LETTERS).with("value", &right),
                );
            }
            right
        }
        Step::OneFieldName => one_field(field, &text, record),
    })
}

/// Comma for the cents; a point only between groups of three digits.
fn amount(greek: &str, typed: &str) -> Result<String, Finding> {
    let unclear = !greek.contains(',')
        && greek
            .rsplit_once('.')
            .is_some_and(|(_, last)| last.len() != 3);
    if unclear {
        return Err(Finding::new(input::AMOUNT_FORM).with("value", typed));
    }
    Cents::parse_greek(greek).map(Cents::decimal_text)
}

fn implied(text: &str, places: u8) -> Result<String, Finding> {
    let size = text.strip_prefix('-').unwrap_or(text);
    let bad = || Finding::new(input::AMOUNT_FORM).with("value", text);
    if size.is_empty() || size.len() > 15 || !size.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad());
    }
    let places = usize::from(places);
    let padded = format!("{size:0>width$}", width = places + 1);
    let (whole, part) = padded.split_at(padded.len() - places);
    let whole = whole.trim_start_matches('0');
    let sign = if size.len() == text.len() { "" } else { "-" };
    Ok(format!(
        "{sign}{}.{part}",
        if whole.is_empty() { "0" } else { whole }
    ))
}

/// A day with its whole year; there is no century to guess.
pub fn day(text: &str) -> Result<Date, Finding> {
    let bad = |code| Finding::new(code).with("value", text);
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, month, last] = parts[..] else {
        return Err(bad(input::DATE_FORM));
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return Err(bad(input::DATE_FORM));
    }
    let number = |part: &str| part.parse().map_err(|_| bad(input::DATE_FORM));
    let year = year.parse().map_err(|_| bad(input::DATE_FORM))?;
    let found = Date::new(year, number(month)?, number(day)?);
    let found = found.map_err(|_| bad(input::DATE_IMPOSSIBLE))?;
    if (1900..=2099).contains(&found.year()) {
        Ok(found)
    } else {
        Err(bad(input::DATE_RANGE))
    }
}

/// Day 1 is 1-1-1900; the system counts a 29-2-1900 that never was as day 60.
fn serial(text: &str) -> Result<Date, Finding> {
    let Ok(number) = text.parse::<i32>() else {
        return day(text);
    };
    let bad = |code| Finding::new(code).with("value", text);
    if number == 60 {
        return Err(bad(input::DATE_IMPOSSIBLE));
    }
    let before = if number < 60 {
        date(1899, 12, 31)
    } else {
        date(1899, 12, 30)
    };
    if !(1..=73_050).contains(&number) {
        return Err(bad(input::DATE_RANGE));
    }
    before
        .checked_add(number.days())
        .map_err(|_| bad(input::DATE_RANGE))
}

fn restore_zero(field: &str, text: String, record: &mut Record) -> String {
    let whole = format!("0{text}");
    if text.len() == 8 && Afm::parse(&text).is_err_and(|f| f.code == input::AFM_LOST_ZERO) {
        record.remark(
            field,
            Finding::new(import::ZERO_RESTORED).with("value", &whole),
        );
        return whole;
    }
    text
}

/// Words with a Greek letter, or made of look-alikes alone in capitals, in Greek letters.
fn greek_letters(text: &str) -> String {
    let word = |word: &str| {
        let latin = word.chars().any(|c| c.is_ascii_alphabetic());
        let right = greek_lookalikes(&upper(word));
        let greek = right.chars().all(|c| !c.is_ascii_alphabetic());
        if latin && greek {
            right
        } else {
            word.to_owned()
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// «ΔΟΚΙΜΑΚΗΣ ΓΕΩΡ. ΕΜΜ.» in its three parts. Firms and heirs stay whole.
fn one_field(field: &str, text: &str, record: &mut Record) -> String {
    let capitals = upper(text).replace('.', "");
    let firm = capitals.contains('&')
        || capitals.split(|c: char| !c.is_alphabetic()).any(|word| {
            matches!(word, "ΣΙΑ" | "ΟΕ" | "ΑΕ" | "ΕΕ" | "ΙΚΕ" | "ΕΠΕ") || word.starts_with("ΚΛΗΡ")
        });
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    if words.len() < 2 || words.len() > 3 || firm {
        return text.to_owned();
    }
    record.set("first_name", words[1].to_owned());
    record.set(
        "father",
        words.get(2).copied().unwrap_or_default().to_owned(),
    );
    record.remark(field, Finding::new(import::ONE_FIELD_NAME));
    words[0].to_owned()
}

#[cfg(test)]
mod tests;
