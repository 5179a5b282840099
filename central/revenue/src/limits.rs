//! How long a debt may be collected, by the year in which it was born (παραγραφή).
//!
//! The classes are settings, dated and with their law: `limitation.FROM-TO` holds `struck_off`, `until 2025-03-02` or
//! `years 5` (from the year after birth), followed by `kept` or `refund`: what happens to money that comes all the
//! same. A year without a class refuses instead of guessing. Nothing is struck off by this alone: a person decides.

use jiff::civil::Date;
use loggia_core::db::Tx;
use loggia_core::{Outcome, settings};
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, conflicts, input};

/// Beginning of the names of these settings.
pub const PREFIX: &str = "limitation.";

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The law itself struck these debts off.
    StruckOff,
    /// To a day that the law names.
    Until(Date),
    /// So many years from the year after birth.
    Years(i16),
}

/// A class of debts by their years of birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// First and last year of birth.
    pub years: (i16, i16),
    /// How long they may be collected.
    pub limit: Limit,
    /// True if the law keeps what was paid and gives nothing back.
    pub kept: bool,
    /// The law.
    pub basis: String,
}

impl Class {
    /// Reads a setting.
    ///
    /// # Errors
    /// [`conflicts::LIMIT_FORM`].
    pub fn read(name: &str, value: &str, basis: &str) -> Result<Class, Finding> {
        let wrong = || {
            Finding::new(conflicts::LIMIT_FORM)
                .with("name", name)
                .with("value", value)
        };
        let years = name
            .strip_prefix(PREFIX)
            .and_then(|years| years.split_once('-'));
        let (from, to) = years.ok_or_else(wrong)?;
        let year = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() == 4);
        let years = (year(from).ok_or_else(wrong)?, year(to).ok_or_else(wrong)?);
        let words: Vec<&str> = value.split_whitespace().collect();
        let (limit, after) = match words[..] {
            ["struck_off", after] => (Limit::StruckOff, after),
            ["until", day, after] => (Limit::Until(day.parse().map_err(|_| wrong())?), after),
            ["years", n, after] => {
                let n = n.parse().ok().filter(|n| (1..=30).contains(n));
                (Limit::Years(n.ok_or_else(wrong)?), after)
            }
            _ => return Err(wrong()),
        };
        let kept = match after {
            "kept" => true,
            "refund" => false,
            _ => return Err(wrong()),
        };
        if years.0 > years.1 {
            return Err(wrong());
        }
        Ok(Class {
            years,
            limit,
            kept,
            basis: basis.to_owned(),
        })
    }

    /// The last day on which a debt born in this year may be collected; `None` if the law struck it off.
    pub fn last_day(&self, born: i16) -> Option<Date> {
        match self.limit {
            Limit::StruckOff => None,
            Limit::Until(day) => Some(day),
            Limit::Years(years) => Date::new(born.saturating_add(years), 12, 31).ok(),
        }
    }

    /// True if a debt born in this year may still be collected on `day`.
    pub fn is_open(&self, born: i16, day: Date) -> bool {
        self.last_day(born).is_some_and(|last| day <= last)
    }

    /// One sentence for people.
    pub fn greek(&self, born: i16, day: Date) -> String {
        let basis = &self.basis;
        match self.last_day(born) {
            None => format!("Γεννήθηκε το {born}: διαγράφεται από τον νόμο ({basis})"),
            Some(last) if day <= last => {
                format!(
                    "Γεννήθηκε το {born}: εισπράττεται έως {} ({basis})",
                    greek_date(last)
                )
            }
            Some(last) => {
                format!(
                    "Γεννήθηκε το {born}: παραγράφηκε στις {} ({basis})",
                    greek_date(last)
                )
            }
        }
    }
}

/// The class of debts born in a year, as the law stands on a day.
///
/// # Errors
/// [`input::NO_ROW_FOR_DATE`] without a class, [`conflicts::LIMIT_FORM`]; the store's.
pub fn class(tx: &mut Tx<'_>, born: i16, day: Date) -> Outcome<Class> {
    for (name, setting) in settings::named(tx, PREFIX, day)? {
        let class = Class::read(&name, &setting.value, &setting.basis)?;
        if (class.years.0..=class.years.1).contains(&born) {
            return Ok(class);
        }
    }
    Err(Finding::new(input::NO_ROW_FOR_DATE)
        .with("table", "παραγραφή")
        .with("date", format!("{born}"))
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, value: &str) -> Result<Class, Finding> {
        Class::read(name, value, "ν. 5027/2023")
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_three_classes_of_the_law_end_on_their_days() {
        let old = read("limitation.0001-2012", "struck_off kept").unwrap();
        let middle = read("limitation.2013-2017", "until 2025-03-02 kept").unwrap();
        let new = read("limitation.2018-9999", "years 5 kept").unwrap();
        assert!(!old.is_open(2012, day("2012-12-31")));
        assert!(
            middle.is_open(2015, day("2025-03-02")) && !middle.is_open(2015, day("2025-03-03"))
        );
        assert!(new.is_open(2018, day("2023-12-31")) && !new.is_open(2018, day("2024-01-01")));
        assert!(new.is_open(2026, day("2031-12-31")));
        assert!(
            old.greek(2010, day("2026-01-01"))
                .contains("διαγράφεται από τον νόμο")
        );
        assert!(
            new.greek(2018, day("2026-01-01"))
                .contains("παραγράφηκε στις 31/12/2023")
        );
    }

    #[test]
    fn what_is_not_written_right_is_refused() {
        for (name, value) in [
            ("limitation.2018", "years 5 kept"),
            ("limitation.18-2020", "years 5 kept"),
            ("limitation.2020-2018", "years 5 kept"),
            ("limitation.2018-9999", "years 0 kept"),
            ("limitation.2018-9999", "years 5"),
            ("limitation.2018-9999", "years 5 perhaps"),
            ("limitation.2018-9999", "until 31/12/2025 kept"),
            ("limitation.2018-9999", ""),
        ] {
            let refused = read(name, value).unwrap_err();
            assert_eq!(refused.code, conflicts::LIMIT_FORM, "{name} {value}");
        }
    }
}
