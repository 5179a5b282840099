//! The civil time of the municipality: Europe/Athens, with its nights of 23 and 25 hours.

use super::Date;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::sync::OnceLock;

/// The zone of the municipality, from the tables inside the program.
pub fn athens() -> TimeZone {
    static ATHENS: OnceLock<TimeZone> = OnceLock::new();
    // Holds always: the zone tables are compiled into the program (jiff's `tzdb-bundle-always`).
    ATHENS
        .get_or_init(|| TimeZone::get("Europe/Athens").expect("Athens is compiled in"))
        .clone()
}

/// The local date of an instant.
pub fn local_date(at: Timestamp) -> Date {
    local_date_time(at).date()
}

/// The local date and time of an instant, for showing. On the long night of October an hour comes twice:
/// store the instant, never this.
pub fn local_date_time(at: Timestamp) -> DateTime {
    at.to_zoned(athens()).datetime()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn summer_and_winter_and_the_date_line_of_midnight() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(
            local_date_time(at("2026-07-01T09:00:00Z")),
            date(2026, 7, 1).at(12, 0, 0, 0)
        );
        assert_eq!(
            local_date_time(at("2026-01-01T09:00:00Z")),
            date(2026, 1, 1).at(11, 0, 0, 0)
        );
        assert_eq!(local_date(at("2026-12-31T22:30:00Z")), date(2027, 1, 1));
    }

    #[test]
    fn the_hour_that_comes_twice() {
        let first = "2026-10-25T00:30:00Z".parse().unwrap();
        let second = "2026-10-25T01:30:00Z".parse().unwrap();
        assert_eq!(local_date_time(first), local_date_time(second));
    }
}
