//! Holidays and working days, as data.

use super::{Date, orthodox_easter};
use jiff::ToSpan;
use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a holiday finds its day in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Feast {
    /// The same day every year (σταθερή).
    Fixed {
        /// 1–12.
        month: i8,
        /// 1–31.
        day: i8,
    },
    /// So many days after Orthodox Easter Sunday; before it when negative (κινητή).
    Easter {
        /// −48 is Clean Monday.
        offset: i16,
    },
}

/// One holiday of the table, with the years it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayRule {
    /// Greek name, shown when a date is refused or moved.
    pub name: String,
    /// Its day.
    pub feast: Feast,
    /// First day the rule holds; `None` is «always so far».
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day the rule holds; `None` is «still».
    #[serde(default)]
    pub to: Option<Date>,
}

/// A decision about one single day, stronger than every rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The day.
    pub date: Date,
    /// True: offices close (storm, moved feast). False: they work although a rule says feast.
    pub closed: bool,
    /// Why, in Greek.
    pub name: String,
}

/// The days on which an office does not work (αργίες).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Holidays {
    rules: Vec<HolidayRule>,
    overrides: BTreeMap<Date, Override>,
}

impl Holidays {
    /// From the records of the centre.
    pub fn new(rules: Vec<HolidayRule>, overrides: impl IntoIterator<Item = Override>) -> Holidays {
        Holidays {
            rules,
            overrides: overrides.into_iter().map(|o| (o.date, o)).collect(),
        }
    }

    /// The national holidays of public services, to start a municipality from; local ones are added.
    pub fn of_greece() -> Holidays {
        let fixed = [
            (1, 1, "Πρωτοχρονιά"),
            (1, 6, "Θεοφάνια"),
            (3, 25, "Ευαγγελισμός της Θεοτόκου"),
            (5, 1, "Εργατική Πρωτομαγιά"),
            (8, 15, "Κοίμηση της Θεοτόκου"),
            (10, 28, "Εθνική εορτή 28ης Οκτωβρίου"),
            (12, 25, "Χριστούγεννα"),
            (12, 26, "Σύναξη της Θεοτόκου"),
        ];
        let movable = [
            (-48, "Καθαρά Δευτέρα"),
            (-2, "Μεγάλη Παρασκευή"),
            (0, "Κυριακή του Πάσχα"),
            (1, "Δευτέρα του Πάσχα"),
            (50, "Δευτέρα του Αγίου Πνεύματος"),
        ];
        let fixed =
            fixed.map(|(month, day, name)| HolidayRule::always(name, Feast::Fixed { month, day }));
        let movable =
            movable.map(|(offset, name)| HolidayRule::always(name, Feast::Easter { offset }));
        Holidays::new(fixed.into_iter().chain(movable).collect(), [])
    }

    /// The same with a local holiday on a fixed day (τοπική αργία): 11 November in Heraklion.
    #[must_use]
    pub fn with_local(mut self, month: i8, day: i8, name: &str) -> Holidays {
        self.rules
            .push(HolidayRule::always(name, Feast::Fixed { month, day }));
        self
    }

    /// The same with a decision about one day.
    #[must_use]
    pub fn with_override(mut self, decision: Override) -> Holidays {
        self.overrides.insert(decision.date, decision);
        self
    }

    /// The holiday that falls on the date, if any. Saturdays and Sundays are not holidays by themselves.
    pub fn name(&self, date: Date) -> Option<&str> {
        match self.overrides.get(&date) {
            Some(decision) => decision.closed.then_some(decision.name.as_str()),
            None => self
                .rules
                .iter()
                .find(|rule| rule.falls_on(date))
                .map(|rule| rule.name.as_str()),
        }
    }

    /// Monday to Friday and not a holiday (εργάσιμη). A decision to work counts on weekends too.
    pub fn is_working_day(&self, date: Date) -> bool {
        match self.overrides.get(&date) {
            Some(decision) => !decision.closed,
            None => !is_weekend(date) && self.name(date).is_none(),
        }
    }

    /// The date itself if it is a working day, otherwise the next one; `None` at the end of the calendar.
    pub fn on_or_after(&self, date: Date) -> Option<Date> {
        std::iter::successors(Some(date), |d| d.tomorrow().ok())
            .take(MAX_CLOSED_DAYS)
            .find(|d| self.is_working_day(*d))
    }

    /// The date itself if it is a working day, otherwise the one before; `None` at the start of the calendar.
    pub fn on_or_before(&self, date: Date) -> Option<Date> {
        std::iter::successors(Some(date), |d| d.yesterday().ok())
            .take(MAX_CLOSED_DAYS)
            .find(|d| self.is_working_day(*d))
    }

    /// The last working day of the month after the date's month: the due date of a debt that names none.
    pub fn last_working_day_of_next_month(&self, date: Date) -> Option<Date> {
        let next = date.first_of_month().checked_add(1.month()).ok()?;
        self.on_or_before(next.last_of_month())
    }

    /// The rules, for the screen that shows them.
    pub fn rules(&self) -> &[HolidayRule] {
        &self.rules
    }

    /// The decisions about single days, in order.
    pub fn overrides(&self) -> impl Iterator<Item = &Override> {
        self.overrides.values()
    }
}

/// No office closes for a year; a table that says so is wrong and the search stops.
const MAX_CLOSED_DAYS: usize = 366;

impl HolidayRule {
    /// A rule without limits.
    pub fn always(name: &str, feast: Feast) -> HolidayRule {
        HolidayRule {
            name: name.to_owned(),
            feast,
            from: None,
            to: None,
        }
    }

    fn falls_on(&self, date: Date) -> bool {
        let holds =
            self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to);
        holds
            && match self.feast {
                Feast::Fixed { month, day } => date.month() == month && date.day() == day,
                Feast::Easter { offset } => {
                    orthodox_easter(date.year())
                        .and_then(|easter| easter.checked_add(i64::from(offset).days()).ok())
                        == Some(date)
                }
            }
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_decision_is_stronger_than_the_rules() {
        let closed = |date, closed, name: &str| Override {
            date,
            closed,
            name: name.into(),
        };
        let holidays = Holidays::of_greece()
            .with_override(closed(date(2026, 5, 1), false, "Μετάθεση Πρωτομαγιάς"))
            .with_override(closed(date(2026, 5, 4), true, "Πρωτομαγιά (μετάθεση)"))
            .with_override(closed(date(2026, 11, 21), false, "Έκτακτη λειτουργία"));
        assert!(holidays.is_working_day(date(2026, 5, 1)));
        assert_eq!(holidays.name(date(2026, 5, 1)), None);
        assert!(!holidays.is_working_day(date(2026, 5, 4)));
        assert_eq!(
            holidays.name(date(2026, 5, 4)),
            Some("Πρωτομαγιά (μετάθεση)")
        );
        assert!(
            holidays.is_working_day(date(2026, 11, 21)),
            "a Saturday by decision"
        );
    }

    #[test]
    fn a_rule_holds_in_its_years_only() {
        let rule = HolidayRule {
            name: "Δοκιμαστική αργία".into(),
            feast: Feast::Fixed { month: 3, day: 10 },
            from: Some(date(2026, 1, 1)),
            to: Some(date(2026, 12, 31)),
        };
        let holidays = Holidays::new(vec![rule], []);
        assert!(!holidays.is_working_day(date(2026, 3, 10)));
        assert!(holidays.is_working_day(date(2025, 3, 10)));
        assert!(holidays.is_working_day(date(2027, 3, 10)));
    }

    #[test]
    fn working_days_near_a_date() {
        let holidays = Holidays::of_greece().with_local(11, 11, "Άγιος Μηνάς");
        assert_eq!(
            holidays.on_or_after(date(2026, 11, 11)),
            Some(date(2026, 11, 12))
        );
        assert_eq!(
            holidays.on_or_before(date(2026, 4, 13)),
            Some(date(2026, 4, 9))
        );
        assert_eq!(
            holidays.last_working_day_of_next_month(date(2026, 12, 31)),
            Some(date(2027, 1, 29))
        );
        assert_eq!(holidays.on_or_after(Date::MAX), Some(Date::MAX));
    }

    #[test]
    fn a_table_that_closes_for_ever_gives_no_day() {
        let all = (1..=12).flat_map(|month| (1..=31).map(move |day| Feast::Fixed { month, day }));
        let holidays = Holidays::new(
            all.map(|feast| HolidayRule::always("κλειστά", feast))
                .collect(),
            [],
        );
        assert_eq!(holidays.on_or_after(date(2026, 1, 1)), None);
    }

    #[test]
    fn holidays_survive_storage() {
        let holidays = Holidays::of_greece().with_override(Override {
            date: date(2026, 1, 30),
            closed: true,
            name: "Κακοκαιρία".into(),
        });
        let json = serde_json::to_string(&holidays).unwrap();
        assert_eq!(serde_json::from_str::<Holidays>(&json).unwrap(), holidays);
    }
}
