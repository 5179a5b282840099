//! What every subsystem does with the cases that intake hands over: read the events, check them again, explain the number.

use crate::ctx::Ctx;
use crate::db::{DbError, Tx};
use crate::numbers::{self, Fate, Number};
use crate::subsystem::{Accepted, CaseEvent};
use crate::{Fail, Outcome, records};
use loggia_cases::case::{self, Case, Decoded, Effects, Facts, Folded};
use loggia_cases::document::{EventKey, RawEvent};
use loggia_cases::facts::NumberBlock;
use loggia_cases::number::{DocNumber, Series};
use loggia_cases::records::{
    FeeRecord, HolidayRecord, PaperBlockRecord, PlaceRecord, Record, Reference, RegimeRecord,
    RequestTypeRecord, ScopeRecord, SettingRecord, SurchargeRecord, TariffRecord, TemplateRecord,
    UserRecord, ViolationRecord,
};
use loggia_schema::calendar::athens;
use loggia_schema::ids::{ScopeId, UserId};
use loggia_schema::message::{Finding, cases};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The envelope of an event, as intake hands it over.
#[derive(Deserialize)]
struct Envelope {
    v: u16,
    t: String,
    at: jiff::Timestamp,
    by: UserId,
    l: u64,
    d: serde_json::Value,
}

/// An event out of its JSON.
///
/// # Errors
/// [`cases::UNREADABLE`].
pub fn raw(event: &CaseEvent) -> Result<RawEvent, Finding> {
    let envelope: Envelope =
        serde_json::from_str(&event.json).map_err(|_| Finding::new(cases::UNREADABLE))?;
    let Envelope { v, t, at, by, l, d } = envelope;
    Ok(RawEvent {
        key: EventKey {
            incarnation: event.incarnation,
            n: event.n,
        },
        v,
        t,
        at,
        by,
        l,
        d,
    })
}

/// A case before and after the events that just arrived.
pub struct Looked<C: Case> {
    /// The state with them.
    pub folded: Folded<C::State>,
    before: Folded<C::State>,
    fresh: Vec<RawEvent>,
}

/// Folds what intake handed over.
///
/// # Errors
/// [`cases::UNREADABLE`].
pub fn look<C: Case>(accepted: &Accepted) -> Result<Looked<C>, Finding> {
    let all: Vec<RawEvent> = accepted.all.iter().map(raw).collect::<Result<_, _>>()?;
    let fresh: Vec<RawEvent> = accepted.fresh.iter().map(raw).collect::<Result<_, _>>()?;
    let keys: BTreeSet<EventKey> = fresh.iter().map(|event| event.key).collect();
    let old: Vec<RawEvent> = all
        .iter()
        .filter(|event| !keys.contains(&event.key))
        .cloned()
        .collect();
    let effects = Effects::default();
    Ok(Looked {
        folded: case::fold::<C>(&all, &effects),
        before: case::fold::<C>(&old, &effects),
        fresh,
    })
}

impl<C: Case> Looked<C> {
    /// The state before the events that just arrived.
    pub fn earlier(&self) -> &C::State {
        &self.before.state
    }

    /// The events that just arrived.
    pub fn fresh(&self) -> &[RawEvent] {
        &self.fresh
    }

    /// The keys of the events that just arrived.
    pub fn fresh_keys(&self) -> impl Iterator<Item = EventKey> {
        self.fresh.iter().map(|event| event.key)
    }

    /// The laptop's check of a numbered paper once more, with the centre's own knowledge.
    ///
    /// # Errors
    /// What [`Case::check`] refuses; the store's.
    pub fn check(
        &self,
        tx: &mut Tx<'_>,
        accepted: &Accepted,
        (series, number): (Series, &DocNumber),
    ) -> Outcome<()> {
        let reference = reference(tx)?;
        let block = block(tx, series, number)?;
        self.check_by(tx, accepted, &reference, block.as_ref())
    }

    /// The same with the reference data and the block of numbers that a subsystem found itself.
    ///
    /// # Errors
    /// As [`Looked::check`].
    pub fn check_by(
        &self,
        tx: &mut Tx<'_>,
        accepted: &Accepted,
        reference: &Reference,
        block: Option<&NumberBlock>,
    ) -> Outcome<()> {
        let now = accepted.arrived.to_zoned(athens());
        for raw in &self.fresh {
            let event = match C::decode(raw) {
                Decoded::Event(event) => event,
                Decoded::Newer => return Err(Finding::new(cases::NEWER).into()),
                Decoded::Unreadable => return Err(Finding::new(cases::UNREADABLE).into()),
            };
            let rights = rights_of(tx, raw.by)?;
            let facts = Facts {
                now: &now,
                claimed: raw.at,
                proven: None,
                user: raw.by,
                rights: &rights,
                device: Some(accepted.device),
                at_centre: false,
                reference,
                block,
                same_plate: &[],
                payables: &[],
            };
            case::check::<C>(&self.before, &event, &facts)?;
        }
        Ok(())
    }
}

/// What the rules of the cases ask.
const TABLES: [&str; 11] = [
    RegimeRecord::TABLE,
    ViolationRecord::TABLE,
    TariffRecord::TABLE,
    FeeRecord::TABLE,
    SurchargeRecord::TABLE,
    PaperBlockRecord::TABLE,
    HolidayRecord::TABLE,
    SettingRecord::TABLE,
    PlaceRecord::TABLE,
    RequestTypeRecord::TABLE,
    TemplateRecord::TABLE,
];

/// The centre's own reference data, as the rules ask for it: read once in a transaction.
///
/// # Errors
/// [`cases::RECORD_UNREADABLE`]; the store's.
pub fn reference(tx: &mut Tx<'_>) -> Outcome<Arc<Reference>> {
    tx.made_once(&TABLES, |tx| {
        let mut reference = Reference::default();
        for table in TABLES {
            for stored in records::of_table(tx, table)? {
                reference.add(table, &value(&stored)?)?;
            }
        }
        Ok(reference)
    })
}

/// The record of a desk; `None` for one the centre does not know.
///
/// # Errors
/// [`cases::RECORD_UNREADABLE`]; the store's.
pub fn scope(tx: &mut Tx<'_>, scope: ScopeId) -> Outcome<Option<ScopeRecord>> {
    let Some(stored) = records::find(tx, ScopeRecord::TABLE, &scope.to_string())? else {
        return Ok(None);
    };
    Ok(Some(ScopeRecord::from_value(&value(&stored)?)?))
}

fn value(stored: &records::StoredRecord) -> Outcome<serde_json::Value> {
    serde_json::from_str(stored.value.as_deref().unwrap_or("null")).map_err(|_| {
        Fail::Store(DbError::Corrupt(format!(
            "record {} {}",
            stored.table, stored.key
        )))
    })
}

/// The rights a user's record gives; none for somebody the centre does not know.
fn rights_of(tx: &mut Tx<'_>, user: UserId) -> Outcome<BTreeSet<String>> {
    let Some(stored) = records::find(tx, UserRecord::TABLE, &user.to_string())? else {
        return Ok(BTreeSet::new());
    };
    Ok(UserRecord::from_value(&value(&stored)?)?.rights)
}

fn block(tx: &mut Tx<'_>, series: Series, number: &DocNumber) -> Outcome<Option<NumberBlock>> {
    let lease = numbers::block_of(tx, in_parts(series, number))?;
    let whole = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(lease.map(|lease| NumberBlock {
        series,
        prefix: lease.prefix.clone(),
        year: number.year(),
        first: whole(lease.first),
        last: whole(lease.last),
        rf_stem: lease.rf_stem,
    }))
}

fn in_parts(series: Series, number: &DocNumber) -> Number<'_> {
    Number {
        series: series.name(),
        prefix: number.prefix(),
        year: i16::try_from(number.year()).unwrap_or(0),
        no: number.no().into(),
    }
}

/// Writes what became of the case's number. A number that is printed stays used whatever happens to its paper.
///
/// # Errors
/// What [`numbers::explain`] refuses; the store's.
pub fn explain_number(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (series, number): (Series, &DocNumber),
    accepted: &Accepted,
    (fate, reason): (Fate, &str),
    by_author: bool,
) -> Outcome<()> {
    let author = by_author.then_some(accepted.incarnation);
    numbers::explain(
        tx,
        ctx,
        in_parts(series, number),
        author,
        (fate, accepted.doc, reason),
    )
}
