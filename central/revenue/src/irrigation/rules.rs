//! Readings and tariffs → parts of a bill, bill → claim. Pure: no store, no clock.

use super::model::{Draft, Point};
use crate::model::Claim;
use crate::rules::share;
use jiff::civil::Date;
use loggia_cases::number::DocNumber;
use loggia_cases::records::{Charging, ConnectionRecord, SeasonRecord, Water, WaterTariffRecord};
use loggia_schema::explain::Explained;
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::irrigation::charge::{bill, difference};
use loggia_schema::irrigation::{Bill, Part, Usage, Volume};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;

/// The tariffs of a season in the order of its days, each with its stretch. A day without one refuses.
///
/// # Errors
/// Σ-125, Σ-126.
pub fn stretches<'a>(
    water: &'a Water,
    connection: &ConnectionRecord,
    season: &SeasonRecord,
) -> Result<Vec<(&'a WaterTariffRecord, Date, Date)>, Finding> {
    let mut found = Vec::new();
    let mut from = season.from;
    while from <= season.to {
        let row = water.tariff(&connection.class, &connection.network, from)?;
        let to = row.valid_to.map_or(season.to, |to| to.min(season.to));
        found.push((row, from, to));
        match to.tomorrow() {
            Ok(next) => from = next,
            Err(_) => break,
        }
    }
    Ok(found)
}

/// The water by the end of a day, between two readings by the days that passed (παρεμβολή).
pub fn by_day(points: &[Point], start: Date, day: Date) -> Volume {
    let mut before = (start, Volume::ZERO);
    for point in points {
        if point.0 <= day {
            before = *point;
            continue;
        }
        let days = |from: Date, to: Date| {
            let apart = from.until(to).map_or(0, |span| span.get_days());
            u64::try_from(apart).unwrap_or(0)
        };
        let (passed, all) = (days(before.0, day), days(before.0, point.0).max(1));
        let between = point.1.less(before.1);
        let share = between.0.saturating_mul(passed) / all;
        return before.1.plus(Volume(share));
    }
    before.1
}

/// What a season costs for a connection.
///
/// # Errors
/// Σ-125, Σ-126 a gap or two rows of the tariff; what [`bill`] refuses.
pub fn season_bill(
    water: &Water,
    connection: &ConnectionRecord,
    season: &SeasonRecord,
    (points, minutes): (&[Point], u32),
) -> Result<Bill, Finding> {
    let stretches = stretches(water, connection, season)?;
    let mut told = Volume::ZERO;
    let mut parts = Vec::with_capacity(stretches.len());
    for (row, from, to) in &stretches {
        let usage = match connection.charging {
            Charging::Metered => {
                let until = match to == &season.to {
                    true => points.last().map(|point| point.1).unwrap_or_default(),
                    false => by_day(points, season.from, *to),
                };
                let volume = until.less(told);
                told = told.plus(volume);
                Usage::Volume(volume)
            }
            Charging::ByStremma => Usage::Area,
            // Time has no day of its own: the whole of it belongs to the last stretch.
            Charging::ByHour if to == &season.to => Usage::Minutes(minutes),
            Charging::ByHour | Charging::Flat => Usage::Flat,
        };
        parts.push(Part {
            tariff: &row.tariff,
            from: *from,
            to: *to,
            usage,
        });
    }
    let split = stretches
        .last()
        .map_or(loggia_schema::irrigation::TierSplit::ByDays, |row| {
            row.0.split
        });
    bill(&parts, connection.area_m2(), split)
}

/// What is left of a season after its earlier bills.
///
/// # Errors
/// Σ-113.
pub fn due(season: &Bill, billed: Cents) -> Result<Explained, Finding> {
    if billed.is_zero() {
        return Ok(season.total.clone());
    }
    difference(season, billed)
}

/// The document of a bill's line.
pub fn bill_doc(draft: &Draft) -> DocId {
    DocId::derived(
        "irrigation bill",
        &[&draft.connection, &draft.season, &draft.part.to_string()],
    )
}

/// What the machine may claim for a bill.
///
/// # Errors
/// Σ-113, what the payment code's stem refuses.
pub fn claim(
    draft: &Draft,
    connection: &ConnectionRecord,
    (scope, today): (ScopeId, Date),
    (number, rf_stem): (&DocNumber, &str),
    budget_code: String,
) -> Result<Claim, Finding> {
    let whole = draft.bill.total.value;
    let rest = |component: Cents| share(component, whole, draft.billed, draft.due.value);
    Ok(Claim {
        source: "irrigation".to_owned(),
        doc: bill_doc(draft),
        scope,
        number: number.to_string(),
        rf: number.rf(rf_stem)?.as_str().to_owned(),
        title: format!(
            "Άρδευση {}, σύνδεση {}, {}",
            draft.season, draft.connection, draft.water.volume
        ),
        object: Some(draft.connection.clone()),
        person: connection.person,
        debtor_name: connection.holder.clone(),
        event_on: today,
        principal: draft.due.value,
        vat: rest(draft.bill.vat),
        third_party: rest(draft.bill.environment),
        reduced: None,
        certify_from: Some(today),
        budget_code,
        basis: draft.bill.total.rule.clone(),
        stands: true,
    })
}
