//! What revenue counts for the page of plots: collections per day.

use crate::READ;
use jiff::civil::Date;
use loggia_core::Outcome;
use loggia_core::db::Tx;
use loggia_core::params;
use loggia_core::subsystem::{Figures, PlotOf, PlotUnit};
use loggia_schema::calendar::greek_date;
use std::collections::BTreeMap;

/// Collections per day and means of payment; cancelled receipts do not count.
pub const COLLECTIONS: PlotOf = PlotOf {
    name: "collections",
    title: "Εισπράξεις ανά ημέρα",
    axis: "Ημέρα",
    unit: PlotUnit::Euro,
    over_time: true,
    right: READ,
    run: collections,
};

fn collections(tx: &mut Tx<'_>, from: Date, to: Date) -> Outcome<Figures> {
    let rows = tx.rows(
        "SELECT paid_on, means, CAST(SUM(amount) AS BIGINT) AS amount FROM revenue_payment \
         WHERE municipality_id = $1 AND paid_on >= $2 AND paid_on <= $3 AND NOT cancelled GROUP BY paid_on, means",
        &params![tx.municipality(), from, to],
    )?;
    let mut sums: BTreeMap<(Date, bool), i64> = BTreeMap::new();
    for row in &rows {
        let card = row.get::<String>("means")? == "card";
        *sums.entry((row.get("paid_on")?, card)).or_default() += row.get::<i64>("amount")?;
    }
    let days: Vec<Date> = from
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= to)
        .collect();
    let of = |card| -> Vec<i64> {
        let sum = |day: &Date| sums.get(&(*day, card)).copied().unwrap_or(0);
        days.iter().map(sum).collect()
    };
    Ok(Figures {
        labels: days.iter().map(|day| greek_date(*day)).collect(),
        series: vec![
            ("Μετρητά".to_owned(), of(false)),
            ("Κάρτα".to_owned(), of(true)),
        ],
    })
}
