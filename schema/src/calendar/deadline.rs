//! Terms that the law counts in days, working days, months or years.

use super::{Date, Holidays, greek_date};
use crate::message::{Finding, input, plural};
use jiff::Span;
use serde::{Deserialize, Serialize};

/// A term (προθεσμία). Which one a case uses is data of its regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deadline {
    /// How many units.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
    /// Whether a last day on a Saturday, Sunday or holiday moves to the next working day.
    pub roll: bool,
}

/// What a term counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Every day (ημερολογιακές ημέρες).
    CalendarDays,
    /// Monday to Friday without holidays (εργάσιμες ημέρες).
    WorkingDays,
    /// The same day number, else the month's last day (μήνες).
    Months,
    /// Twelve months each (έτη).
    Years,
}

impl Deadline {
    /// The last day of the term; the day of the act, `start`, is not counted.
    ///
    /// Refusal Σ-128: the term leaves the calendar, or the holidays leave no working day.
    pub fn until(&self, start: Date, holidays: &Holidays) -> Result<Date, Finding> {
        self.count(start, holidays)
            .and_then(|end| {
                if self.roll {
                    holidays.on_or_after(end)
                } else {
                    Some(end)
                }
            })
            .ok_or_else(|| Finding::new(input::DEADLINE_RANGE).with("date", greek_date(start)))
    }

    /// The term in words: «10 ημερολογιακές ημέρες».
    pub fn greek(&self) -> String {
        let (one, many) = match self.unit {
            Unit::CalendarDays => ("ημερολογιακή ημέρα", "ημερολογιακές ημέρες"),
            Unit::WorkingDays => ("εργάσιμη ημέρα", "εργάσιμες ημέρες"),
            Unit::Months => ("μήνας", "μήνες"),
            Unit::Years => ("έτος", "έτη"),
        };
        plural(u64::from(self.n), one, many)
    }

    fn count(&self, start: Date, holidays: &Holidays) -> Option<Date> {
        let n = i64::from(self.n);
        match self.unit {
            Unit::CalendarDays => start.checked_add(Span::new().try_days(n).ok()?).ok(),
            Unit::Months => start.checked_add(Span::new().try_months(n).ok()?).ok(),
            Unit::Years => start.checked_add(Span::new().try_years(n).ok()?).ok(),
            Unit::WorkingDays => {
                (0..self.n).try_fold(start, |day, _| holidays.on_or_after(day.tomorrow().ok()?))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn heraklion() -> Holidays {
        Holidays::of_greece().with_local(11, 11, "Άγιος Μηνάς")
    }

    fn term(n: u32, unit: Unit, roll: bool) -> Deadline {
        Deadline { n, unit, roll }
    }

    #[test]
    fn the_rules_of_the_vectors() {
        for case in vectors::cases("deadline_rules", "cases") {
            let deadline: Deadline = serde_json::from_value(case.clone()).unwrap();
            assert_eq!(
                deadline.until(vectors::date(&case, "start"), &heraklion()),
                Ok(vectors::date(&case, "last_day")),
                "{case}"
            );
        }
    }

    #[test]
    fn the_holidays_of_the_vectors_are_those_of_the_table() {
        let holidays = heraklion();
        for key in ["fixed_holidays", "local_holidays"] {
            for day in vectors::cases("deadline_rules", key) {
                let date: Date = format!("2026-{}", day.as_str().unwrap()).parse().unwrap();
                assert!(holidays.name(date).is_some(), "{date}");
            }
        }
    }

    #[test]
    fn the_terms_of_the_accounting_vectors() {
        let holidays = heraklion();
        for case in vectors::cases("deadlines", "calendar_days") {
            let (n, start) = (
                u32::try_from(vectors::number(&case, "n")).unwrap(),
                vectors::date(&case, "start"),
            );
            let raw = term(n, Unit::CalendarDays, false).until(start, &holidays);
            assert_eq!(raw, Ok(vectors::date(&case, "counted")), "{case}");
            let rolled = term(n, Unit::CalendarDays, true).until(start, &holidays);
            assert_eq!(rolled, Ok(vectors::date(&case, "rolled")), "{case}");
        }
        for case in vectors::cases("deadlines", "working_days") {
            let (n, start) = (
                u32::try_from(vectors::number(&case, "n")).unwrap(),
                vectors::date(&case, "start"),
            );
            let end = term(n, Unit::WorkingDays, false).until(start, &holidays);
            assert_eq!(end, Ok(vectors::date(&case, "last_day")), "{case}");
        }
        for case in vectors::cases("deadlines", "feasts") {
            for key in ["easter", "clean_monday", "holy_spirit"] {
                assert!(
                    holidays.name(vectors::date(&case, key)).is_some(),
                    "{key} {case}"
                );
            }
        }
    }

    #[test]
    fn the_terms_of_a_fine() {
        let holidays = heraklion();
        for case in vectors::cases("fines", "reduced") {
            let n = u32::try_from(vectors::number(&case, "days")).unwrap();
            let until = term(n, Unit::CalendarDays, case["roll"].as_bool().unwrap())
                .until(vectors::date(&case, "served"), &holidays)
                .unwrap();
            assert_eq!(until, vectors::date(&case, "reduced_until"), "{case}");
            let amount = vectors::cents(&case, "amount");
            let due = if vectors::date(&case, "paid") <= until {
                amount.half()
            } else {
                amount
            };
            assert_eq!(due, vectors::cents(&case, "due"), "{case}");
        }
        for case in vectors::cases("fines", "certification") {
            let from =
                term(2, Unit::Months, false).until(vectors::date(&case, "served"), &holidays);
            assert_eq!(from, Ok(vectors::date(&case, "certify_from")), "{case}");
        }
    }

    #[test]
    fn a_term_that_leaves_the_calendar_is_refused() {
        for unit in [
            Unit::CalendarDays,
            Unit::WorkingDays,
            Unit::Months,
            Unit::Years,
        ] {
            let refusal = term(u32::MAX, unit, true)
                .until(Date::MAX, &heraklion())
                .unwrap_err();
            assert_eq!(refusal.code, input::DEADLINE_RANGE);
        }
    }

    #[test]
    fn terms_in_words() {
        assert_eq!(
            term(10, Unit::CalendarDays, false).greek(),
            "10 ημερολογιακές ημέρες"
        );
        assert_eq!(term(1, Unit::Months, false).greek(), "1 μήνας");
    }

    proptest! {
        #[test]
        fn a_rolled_end_is_a_working_day_and_never_earlier(offset in 0i64..60_000, n in 0u32..400) {
            let start = date(1950, 1, 1).checked_add(offset.days()).unwrap();
            let raw = term(n, Unit::CalendarDays, false).until(start, &heraklion()).unwrap();
            let rolled = term(n, Unit::CalendarDays, true).until(start, &heraklion()).unwrap();
            prop_assert!(heraklion().is_working_day(rolled));
            prop_assert!(raw <= rolled && rolled <= raw.checked_add(6.days()).unwrap());
        }

        #[test]
        fn working_days_are_counted_one_by_one(offset in 0i64..60_000, n in 0u32..30) {
            let holidays = heraklion();
            let start = date(1950, 1, 1).checked_add(offset.days()).unwrap();
            let end = term(n, Unit::WorkingDays, false).until(start, &holidays).unwrap();
            let worked = start.series(1.day()).skip(1).take_while(|d| *d <= end).filter(|d| holidays.is_working_day(*d)).count();
            prop_assert_eq!(worked, n as usize);
        }
    }
}
