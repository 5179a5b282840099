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

/// Size of a file as people read it: «312 KB», «1,4 MB».
pub fn bytes(count: u64) -> String {
    const MB: u64 = 1 << 20;
    if count < MB {
        return format!("{} KB", count.div_ceil(1 << 10));
    }
    let tenths = count.saturating_mul(10) / MB;
    format!("{},{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn a_size_is_short_and_never_nothing() {
        assert_eq!(bytes(1), "1 KB");
        assert_eq!(bytes(312 << 10), "312 KB");
        assert_eq!(bytes((1 << 20) + (400 << 10)), "1,3 MB");
        assert_eq!(bytes(16 << 20), "16,0 MB");
    }

    #[test]
    fn a_moment_of_another_day_carries_its_date() {
        let at = civil::date(2026, 1, 5).at(4, 5, 59, 0);
        assert_eq!(moment(at, civil::date(2026, 1, 5)), "04:05");
        assert_eq!(moment(at, civil::date(2026, 1, 6)), "05/01/2026 04:05");
    }
}
