//! From the readings of a season to a bill, and from a bill to the machine (λογαριασμός).
//!
//! A bill is a draft until the machine's money list is approved; approving certifies and posts. A season that is billed again
//! (an estimate first, the actual reading later; a reading that came late) asks only the difference.

use super::model::{Draft, MadeBill};
use super::{ground, postings, rules, store};
use crate::claims;
use loggia_cases::number::DocNumber;
use loggia_cases::records::{ConnectionRecord, MeterRecord, NetworkRecord, SeasonRecord};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, Tx};
use loggia_core::{Fail, Outcome, audit, numbering, params};
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Finding, irrigation};
use loggia_schema::money::Cents;

/// Computes what a connection's season costs and what is left of it. `minutes`: of its turns, where time is charged.
///
/// # Errors
/// [`irrigation::CONNECTION_UNKNOWN`], [`irrigation::SEASON_UNKNOWN`], [`irrigation::BILL_HELD`] while readings wait, what the
/// tariff refuses; the store's.
pub fn draft(
    tx: &mut Tx<'_>,
    connection: &str,
    season: &str,
    minutes: u32,
) -> Outcome<(Draft, ConnectionRecord)> {
    let record = ground::find::<ConnectionRecord>(tx, connection)?.ok_or_else(|| {
        Finding::new(irrigation::CONNECTION_UNKNOWN)
            .on("connection")
            .with("connection", connection)
    })?;
    let of = ground::find::<SeasonRecord>(tx, season)?
        .ok_or_else(|| Finding::new(irrigation::SEASON_UNKNOWN).with("date", season))?;
    let water = store::season_water(tx, connection, season)?;
    if water.held > 0 {
        return Err(Finding::new(irrigation::BILL_HELD)
            .with("connection", connection)
            .with("n", water.held)
            .into());
    }
    let mut points = store::points(tx, connection, season)?;
    // Estimates fall away with an actual reading, so the books' own sum is the truth of the last day.
    if let Some(last) = points.last_mut() {
        last.1 = water.volume;
    }
    let reference = ground::short(tx)?;
    let bill = rules::season_bill(reference.water(), &record, &of, (&points, minutes))?;
    let made = store::bills_of(tx, connection, season)?;
    let billed = Cents::sum(made.iter().map(|bill| bill.due))?;
    let draft = Draft {
        connection: connection.to_owned(),
        season: season.to_owned(),
        water,
        due: rules::due(&bill, billed)?,
        bill,
        billed,
        part: i64::try_from(made.len())
            .unwrap_or(i64::MAX)
            .saturating_add(1),
    };
    Ok((draft, record))
}

/// Makes a bill: a claim of the machine that the next money list takes.
///
/// # Errors
/// As [`draft`]; [`irrigation::BILL_NOTHING`], [`irrigation::BILL_LOWER`] when nothing is left; what the books refuse.
pub fn make(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    connection: &str,
    season: &str,
    minutes: u32,
) -> Outcome<MadeBill> {
    let (draft, record) = draft(tx, connection, season, minutes)?;
    if draft.due.value.is_zero() {
        return Err(Finding::new(irrigation::BILL_NOTHING)
            .with("connection", connection)
            .with("season", season)
            .into());
    }
    if draft.due.value.is_negative() {
        return Err(Finding::new(irrigation::BILL_LOWER)
            .with("total", draft.bill.total.value)
            .with("billed", draft.billed)
            .into());
    }
    let year = ctx.today.year();
    let no = numbering::next(tx, "irrigation-bill", year)?;
    let number = DocNumber::new(
        postings::PREFIX,
        u16::try_from(year).unwrap_or(0),
        u32::try_from(no).unwrap_or(0),
    )?;
    let stem = postings::rf_stem(tx)?;
    let scope = desk_of(tx, &record)?;
    let budget_code = postings::budget_code(tx)?;
    let claim = rules::claim(
        &draft,
        &record,
        (scope, ctx.today),
        (&number, &stem),
        budget_code,
    )?;
    store::put_bill(tx, ctx, &draft, (claim.doc, &claim.number))?;
    claims::claim(tx, ctx, &claim)?;
    audit::record(tx, ctx, "irrigation.bill", connection, &claim.number)?;
    let made = store::bills_of(tx, connection, season)?;
    made.into_iter()
        .last()
        .ok_or_else(|| DbError::Bug("a bill vanished".to_owned()).into())
}

/// What a run over a whole season did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// Bills made.
    pub made: u64,
    /// What they ask together.
    pub total: Cents,
    /// Connections without a bill, each with its reason.
    pub left: Vec<(String, Finding)>,
}

/// Bills every active connection of a season, of one network if one is named. One that cannot be billed is left with its
/// reason and does not stop the others.
///
/// # Errors
/// The store's.
pub fn run(tx: &mut Tx<'_>, ctx: &Ctx, season: &str, network: Option<&str>) -> Outcome<Run> {
    let mut done = Run::default();
    let connections = ground::all::<ConnectionRecord>(tx)?;
    let wanted = connections
        .iter()
        .filter(|c| c.active && network.is_none_or(|network| c.network == network));
    for (connection, n) in wanted.zip(0_u64..) {
        // Ids that one command derives for each bill must differ.
        let ctx = Ctx {
            nonce: ctx.id("irrigation bill", n),
            ..ctx.clone()
        };
        match tx.nested(|tx| make(tx, &ctx, &connection.no, season, 0)) {
            Ok(bill) => {
                done.made += 1;
                done.total = done.total.plus(bill.due)?;
            }
            Err(Fail::Refused(finding)) => done.left.push((connection.no.clone(), finding)),
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// The desk whose books a connection's are in, or any water desk if nobody has read it yet.
fn desk_of(tx: &mut Tx<'_>, connection: &ConnectionRecord) -> Outcome<ScopeId> {
    let row = tx.opt(
        "SELECT scope_id FROM irrigation_book WHERE municipality_id = $1 AND (connection = $2 OR network = $3) LIMIT 1",
        &params![tx.municipality(), &connection.no, &connection.network],
    )?;
    match row {
        Some(row) => Ok(row.get("scope_id")?),
        None => Ok(ScopeId([0; 16])),
    }
}

/// The networks, by code: names for lists.
///
/// # Errors
/// The store's.
pub fn networks(tx: &mut Tx<'_>) -> Outcome<Vec<NetworkRecord>> {
    ground::all(tx)
}

/// The connections and their meters: what a list of bills shows.
///
/// # Errors
/// The store's.
pub fn connections(tx: &mut Tx<'_>) -> Outcome<Vec<ConnectionRecord>> {
    ground::all(tx)
}

/// Meters that are read, for figures.
///
/// # Errors
/// The store's.
pub fn meters(tx: &mut Tx<'_>) -> Outcome<u64> {
    let all: Vec<MeterRecord> = ground::all(tx)?;
    let used = all.iter().filter(|m| m.active && m.connection.is_some());
    Ok(used.count() as u64)
}
