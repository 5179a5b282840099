//! The reference data of one book: its meter and connection, and the short tables of the whole municipality.
//!
//! The thousands of other meters and connections are not read.

use loggia_cases::irrigation::{Book, BookState, Ground};
use loggia_cases::records::{
    ConnectionRecord, CropNormRecord, KeeperRecord, MeterRecord, Record, Reference, SeasonRecord,
    WaterRuleRecord, WaterTariffRecord,
};
use loggia_core::db::{DbError, Tx};
use loggia_core::records::{self, StoredRecord};
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::Date;
use loggia_schema::irrigation::Limits;
use std::collections::{BTreeMap, BTreeSet};

/// Tables that are read whole.
const SHORT: [&str; 5] = [
    SeasonRecord::TABLE,
    KeeperRecord::TABLE,
    WaterTariffRecord::TABLE,
    CropNormRecord::TABLE,
    WaterRuleRecord::TABLE,
];

/// The reference data that rules and reviews of a book ask for.
///
/// # Errors
/// What a record that cannot be read says; the store's.
pub(super) fn reference(tx: &mut Tx<'_>, state: &BookState, book: &Book) -> Outcome<Reference> {
    let mut reference = short(tx)?;
    let replaced = state.replaced.as_ref().map(|(_, r)| r.new_meter.as_str());
    let mut connections: BTreeSet<String> = state
        .turns
        .iter()
        .map(|(_, turn)| turn.connection.clone())
        .chain(
            state
                .no_water
                .iter()
                .map(|(_, report)| report.connection.clone()),
        )
        .chain(state.transfers.iter().map(|(_, t)| t.connection.clone()))
        .chain(
            state
                .readings
                .iter()
                .map(|taken| taken.reading.connection.clone()),
        )
        .collect();
    for meter in std::iter::once(book.meter.as_str()).chain(replaced) {
        if let Some(meter) = find::<MeterRecord>(tx, meter)? {
            connections.extend(meter.connection.clone());
            reference.water_mut().add_meter(meter);
        }
    }
    for no in connections {
        if let Some(connection) = find::<ConnectionRecord>(tx, &no)? {
            reference.water_mut().add_connection(connection);
        }
    }
    Ok(reference)
}

/// The short tables alone: what a bill asks for.
///
/// # Errors
/// As [`reference`].
pub(super) fn short(tx: &mut Tx<'_>) -> Outcome<Reference> {
    let mut reference = Reference::default();
    for table in SHORT {
        for stored in records::of_table(tx, table)? {
            reference.add(table, &value(&stored)?)?;
        }
    }
    Ok(reference)
}

/// A record of irrigation by its key.
///
/// # Errors
/// As [`reference`].
pub(super) fn find<R: Record>(tx: &mut Tx<'_>, key: &str) -> Outcome<Option<R>> {
    let Some(stored) = records::find(tx, R::TABLE, key)? else {
        return Ok(None);
    };
    Ok(Some(R::from_value(&value(&stored)?)?))
}

/// Every record of a table.
///
/// # Errors
/// As [`reference`].
pub(super) fn all<R: Record>(tx: &mut Tx<'_>) -> Outcome<Vec<R>> {
    let mut found = Vec::new();
    for stored in records::of_table(tx, R::TABLE)? {
        found.push(R::from_value(&value(&stored)?)?);
    }
    Ok(found)
}

/// Publishes a record.
///
/// # Errors
/// The store's.
pub(super) fn publish<R: Record>(tx: &mut Tx<'_>, record: &R) -> Outcome<()> {
    let value = record.to_value()?.to_string();
    records::publish(tx, &[(R::TABLE, record.key(), Some(value))])?;
    Ok(())
}

fn value(stored: &StoredRecord) -> Outcome<serde_json::Value> {
    serde_json::from_str(stored.value.as_deref().unwrap_or("null")).map_err(|_| {
        Fail::Store(DbError::Corrupt(format!(
            "record {} {}",
            stored.table, stored.key
        )))
    })
}

/// What the centre's review of a book starts from: the records where they are known, the readings' own words elsewhere.
pub(super) fn ground(reference: &Reference, state: &BookState, book: &Book) -> Option<Ground> {
    let own = state.ground()?;
    let water = reference.water();
    let day: Date = state.newest()?.reading.taken_at.date();
    let meter = water.meter(&book.meter).ok();
    let connection = state
        .newest()
        .and_then(|taken| water.connection(&taken.reading.connection).ok());
    let limits: Option<Limits> = connection.and_then(|c| water.limits(c, day).ok());
    Some(Ground {
        start: meter.map_or(own.start, |meter| meter.start),
        limits: limits.unwrap_or(own.limits),
        doubts: BTreeMap::new(),
    })
}
