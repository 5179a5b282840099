//! How dates, times and counts are written on a screen: the functions of the schema, and one for moments.

use jiff::civil::{Date, DateTime};
pub use loggia_schema::calendar::{
    greek_date as date, greek_date_time as date_time, greek_time as time,
};
pub use loggia_schema::text::group_thousands as count;

/// Only the time when it was today, otherwise the date as well.
pub fn moment(at: DateTime, today: Date) -> String {
    if at.date() == today {
        time(at.time())
    } else {
        date_time(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn a_moment_of_another_day_carries_its_date() {
        let at = civil::date(2026, 1, 5).at(4, 5, 59, 0);
        assert_eq!(moment(at, civil::date(2026, 1, 5)), "04:05");
        assert_eq!(moment(at, civil::date(2026, 1, 6)), "05/01/2026 04:05");
    }
}
