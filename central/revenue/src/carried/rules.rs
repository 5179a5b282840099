//! The time limits of old debts, by their year of birth (παραγραφή).

use super::model::Class;

/// One row of `limitation.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limitation {
    /// First year of birth; `None` reaches back without end.
    pub from: Option<i16>,
    /// Last year of birth; `None` has no end.
    pub until: Option<i16>,
    /// What becomes of these debts.
    pub class: Class,
    /// The law.
    pub basis: String,
    /// Whether somebody confirmed it.
    pub verified: bool,
}

/// The row for a year of birth. Rows do not overlap: who reads them sees to that.
pub fn of_year(rows: &[Limitation], year: i16) -> Option<&Limitation> {
    rows.iter().find(|row| {
        row.from.is_none_or(|from| from <= year) && row.until.is_none_or(|until| year <= until)
    })
}
