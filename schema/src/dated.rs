//! Tables whose rows hold from one day to another: rates, terms, code maps, tariffs.
//!
//! The law changes on a date, so nothing that the law sets is a constant. A [`DatedTable`] is built from rows
//! that may leave gaps but never overlap, and it **refuses a date without a row** (Σ-125): a calculation that
//! guesses yesterday's rate for tomorrow is worse than one that stops and names the missing row.

use crate::calendar::{Date, greek_date};
use crate::message::{Finding, input};
use serde::{Deserialize, Serialize};

/// One row: a value, the days it holds and the law it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedRow<T> {
    /// First day in force.
    pub from: Date,
    /// Last day in force; `None` while it is open.
    #[serde(default)]
    pub to: Option<Date>,
    /// Legal basis, as it is quoted to people (νομική βάση).
    pub basis: String,
    /// What holds.
    pub value: T,
}

impl<T> DatedRow<T> {
    /// True when the row is in force on the date.
    pub fn covers(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// Rows in order of their first day, none overlapping (πίνακας με ισχύ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked<T>")]
pub struct DatedTable<T> {
    name: String,
    rows: Vec<DatedRow<T>>,
}

impl<T> DatedTable<T> {
    /// Builds the table; `name` is Greek and appears in refusals.
    ///
    /// Refusals: Σ-126 two rows hold on one day, Σ-127 a row ends before it starts.
    pub fn new(
        name: impl Into<String>,
        mut rows: Vec<DatedRow<T>>,
    ) -> Result<DatedTable<T>, Finding> {
        let name = name.into();
        let refuse = |code, date| {
            Err(Finding::new(code)
                .with("table", &name)
                .with("date", greek_date(date)))
        };
        rows.sort_by_key(|row| row.from);
        if let Some(row) = rows
            .iter()
            .find(|row| row.to.is_some_and(|to| to < row.from))
        {
            return refuse(input::ROW_ENDS_BEFORE_START, row.from);
        }
        let overlap = rows.windows(2).find(|pair| pair[0].covers(pair[1].from));
        if let Some(pair) = overlap {
            return refuse(input::ROWS_OVERLAP, pair[1].from);
        }
        Ok(DatedTable { name, rows })
    }

    /// The row in force on a date, or Σ-125.
    pub fn at(&self, date: Date) -> Result<&DatedRow<T>, Finding> {
        let after = self.rows.partition_point(|row| row.from <= date);
        self.rows[..after]
            .last()
            .filter(|row| row.covers(date))
            .ok_or_else(|| {
                Finding::new(input::NO_ROW_FOR_DATE)
                    .with("table", &self.name)
                    .with("date", greek_date(date))
            })
    }

    /// The table's Greek name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All rows, oldest first.
    pub fn rows(&self) -> &[DatedRow<T>] {
        &self.rows
    }
}

#[derive(Deserialize)]
struct Unchecked<T> {
    name: String,
    rows: Vec<DatedRow<T>>,
}

impl<T> TryFrom<Unchecked<T>> for DatedTable<T> {
    type Error = Finding;
    fn try_from(table: Unchecked<T>) -> Result<DatedTable<T>, Finding> {
        DatedTable::new(table.name, table.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(from: Date, to: Option<Date>, value: u8) -> DatedRow<u8> {
        DatedRow {
            from,
            to,
            basis: "ν. δοκιμής".into(),
            value,
        }
    }

    fn table(rows: Vec<DatedRow<u8>>) -> Result<DatedTable<u8>, Finding> {
        DatedTable::new("δοκιμή", rows)
    }

    #[test]
    fn both_limits_belong_to_the_row() {
        let table = table(vec![
            row(date(2014, 1, 1), None, 2),
            row(date(2010, 1, 1), Some(date(2013, 12, 31)), 1),
        ])
        .unwrap();
        assert_eq!(table.at(date(2010, 1, 1)).unwrap().value, 1);
        assert_eq!(table.at(date(2013, 12, 31)).unwrap().value, 1);
        assert_eq!(table.at(date(2014, 1, 1)).unwrap().value, 2);
        assert_eq!(table.at(date(2090, 1, 1)).unwrap().value, 2);
    }

    #[test]
    fn a_date_without_a_row_is_refused() {
        let table = table(vec![
            row(date(2010, 1, 1), Some(date(2010, 6, 30)), 1),
            row(date(2010, 8, 1), Some(date(2010, 12, 31)), 2),
        ])
        .unwrap();
        for missing in [date(2009, 12, 31), date(2010, 7, 1), date(2011, 1, 1)] {
            let refusal = table.at(missing).unwrap_err();
            assert_eq!(refusal.code, input::NO_ROW_FOR_DATE);
            assert!(refusal.greek().contains("δοκιμή"));
        }
        assert!(
            DatedTable::<u8>::new("κενός", vec![])
                .unwrap()
                .at(date(2026, 1, 1))
                .is_err()
        );
    }

    #[test]
    fn rows_that_contradict_are_refused() {
        let open = row(date(2010, 1, 1), None, 1);
        let same_day = table(vec![open.clone(), open.clone()]).unwrap_err();
        assert_eq!(same_day.code, input::ROWS_OVERLAP);
        assert_eq!(
            table(vec![open, row(date(2014, 1, 1), None, 2)])
                .unwrap_err()
                .code,
            input::ROWS_OVERLAP
        );
        let touching = vec![
            row(date(2010, 1, 1), Some(date(2014, 1, 1)), 1),
            row(date(2014, 1, 1), None, 2),
        ];
        assert_eq!(table(touching).unwrap_err().code, input::ROWS_OVERLAP);
        let backwards = table(vec![row(date(2014, 1, 1), Some(date(2013, 1, 1)), 1)]).unwrap_err();
        assert_eq!(backwards.code, input::ROW_ENDS_BEFORE_START);
    }

    #[test]
    fn a_stored_table_is_checked_when_it_is_read() {
        let good = table(vec![row(date(2010, 1, 1), None, 1)]).unwrap();
        let json = serde_json::to_string(&good).unwrap();
        assert_eq!(serde_json::from_str::<DatedTable<u8>>(&json).unwrap(), good);
        let bad = json.replace("\"to\":null", "\"to\":\"2001-01-01\"");
        assert!(serde_json::from_str::<DatedTable<u8>>(&bad).is_err());
    }
}
