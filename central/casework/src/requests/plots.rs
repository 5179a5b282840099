//! What requests count for the page of plots: per week for the communities that ask most, and per community.

use super::model::WeekCount;
use super::{READ, rules, store};
use jiff::civil::Date;
use loggia_core::db::Tx;
use loggia_core::subsystem::{Figures, PlotOf, PlotUnit};
use loggia_core::{Outcome, cases};
use loggia_schema::calendar::greek_date;
use std::collections::BTreeMap;

/// Communities with a line of their own; the others are one line together.
const OWN_LINES: usize = 3;

/// Requests per week.
pub const WEEKLY: PlotOf = PlotOf {
    name: "requests-weekly",
    title: "Αιτήματα ανά εβδομάδα",
    axis: "Εβδομάδα από",
    unit: PlotUnit::Count,
    over_time: true,
    right: READ,
    run: weekly,
};

/// Requests per community.
pub const COMMUNITIES: PlotOf = PlotOf {
    name: "requests-communities",
    title: "Αιτήματα ανά κοινότητα",
    axis: "Κοινότητα",
    unit: PlotUnit::Count,
    over_time: false,
    right: READ,
    run: communities,
};

fn weekly(tx: &mut Tx<'_>, from: Date, to: Date) -> Outcome<Figures> {
    let counts = named(tx, from, to)?;
    if counts.is_empty() {
        return Ok(Figures::default());
    }
    let own: Vec<String> = totals(&counts)
        .into_iter()
        .take(OWN_LINES)
        .map(|(community, _)| community)
        .collect();
    let weeks: Vec<Date> = rules::monday(from)
        .series(jiff::Span::new().weeks(1))
        .take_while(|week| *week <= to)
        .collect();
    let line = |of: &dyn Fn(&str) -> bool| -> Vec<i64> {
        let sum = |week: &Date| {
            let counted = counts
                .iter()
                .filter(|c| c.week == *week && of(&c.community));
            whole(counted.map(|c| c.count).sum())
        };
        weeks.iter().map(sum).collect()
    };
    let mut series: Vec<(String, Vec<i64>)> = own
        .iter()
        .map(|community| (community.clone(), line(&|other| other == community)))
        .collect();
    if counts.iter().any(|count| !own.contains(&count.community)) {
        let others = line(&|community| !own.iter().any(|own| own == community));
        series.push(("Οι άλλες κοινότητες".to_owned(), others));
    }
    Ok(Figures {
        labels: weeks.iter().map(|week| greek_date(*week)).collect(),
        series,
    })
}

fn communities(tx: &mut Tx<'_>, from: Date, to: Date) -> Outcome<Figures> {
    let totals = totals(&named(tx, from, to)?);
    let (labels, values) = totals
        .into_iter()
        .map(|(community, n)| (community, whole(n)))
        .unzip();
    Ok(Figures {
        labels,
        series: vec![("Αιτήματα".to_owned(), values)],
    })
}

/// The counts, with names of communities in place of their codes.
fn named(tx: &mut Tx<'_>, from: Date, to: Date) -> Outcome<Vec<WeekCount>> {
    let counts = store::per_week(tx, from, to)?;
    let reference = cases::reference(tx)?;
    let name = |code: &str| match reference.place(code) {
        Some(place) => place.name.clone(),
        None if code.is_empty() => "Χωρίς κοινότητα".to_owned(),
        None => code.to_owned(),
    };
    let with_name = |count: WeekCount| WeekCount {
        community: name(&count.community),
        ..count
    };
    Ok(counts.into_iter().map(with_name).collect())
}

/// How many each community has, most first.
fn totals(counts: &[WeekCount]) -> Vec<(String, u64)> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for count in counts {
        *sums.entry(&count.community).or_default() += count.count;
    }
    let mut sums: Vec<(String, u64)> = sums
        .into_iter()
        .map(|(community, n)| (community.to_owned(), n))
        .collect();
    sums.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    sums
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
