//! Dates and times as Greek papers and screens write them.

use super::Date;
use jiff::civil::{DateTime, Time, Weekday};

const MONTHS: [&str; 12] = [
    "Ιανουαρίου",
    "Φεβρουαρίου",
    "Μαρτίου",
    "Απριλίου",
    "Μαΐου",
    "Ιουνίου",
    "Ιουλίου",
    "Αυγούστου",
    "Σεπτεμβρίου",
    "Οκτωβρίου",
    "Νοεμβρίου",
    "Δεκεμβρίου",
];

/// `05/01/2026`.
pub fn greek_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `5 Ιανουαρίου 2026`.
pub fn greek_date_long(date: Date) -> String {
    format!(
        "{} {} {}",
        date.day(),
        greek_month_genitive(date),
        date.year()
    )
}

/// `14:05`.
pub fn greek_time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `05/01/2026 14:05`.
pub fn greek_date_time(at: DateTime) -> String {
    format!("{} {}", greek_date(at.date()), greek_time(at.time()))
}

/// The month in the genitive: «Ιανουαρίου».
pub fn greek_month_genitive(date: Date) -> &'static str {
    let index = date.month().unsigned_abs() as usize;
    MONTHS
        .get(index.wrapping_sub(1))
        .copied()
        .unwrap_or_default()
}

/// The day of the week: «Δευτέρα».
pub fn greek_weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Δευτέρα",
        Weekday::Tuesday => "Τρίτη",
        Weekday::Wednesday => "Τετάρτη",
        Weekday::Thursday => "Πέμπτη",
        Weekday::Friday => "Παρασκευή",
        Weekday::Saturday => "Σάββατο",
        Weekday::Sunday => "Κυριακή",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_keep_their_zeros() {
        let day = date(2026, 1, 5);
        assert_eq!(greek_date(day), "05/01/2026");
        assert_eq!(greek_date_long(day), "5 Ιανουαρίου 2026");
        assert_eq!(greek_date_time(day.at(14, 5, 59, 0)), "05/01/2026 14:05");
        assert_eq!(greek_weekday(day), "Δευτέρα");
    }

    #[test]
    fn every_month_has_its_genitive() {
        let names: std::collections::HashSet<_> = (1..=12)
            .map(|m| greek_month_genitive(date(2026, m, 1)))
            .collect();
        assert_eq!(names.len(), 12);
        assert!(names.iter().all(|name| name.ends_with("ου")));
    }
}
