//! Books, readings, bills and production in and out.

use super::model::{Draft, Hold, ListedBook, MadeBill, NetworkWater, Point, SeasonWater};
use crate::persons::escaped;
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_cases::Folded;
use loggia_cases::document::EventKey;
use loggia_cases::irrigation::{BookRow, BookState, ROW_VERSION, Review};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::params;
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::irrigation::Volume;
use loggia_schema::money::Cents;
use loggia_schema::text::fold;
use std::collections::BTreeMap;

/// Most rows that are given at once.
const MOST: u64 = 500;

fn whole(volume: Volume) -> i64 {
    i64::try_from(volume.0).unwrap_or(i64::MAX)
}

fn volume(row: &Row, column: &str) -> DbResult<Volume> {
    let litres: i64 = row.get(column)?;
    Ok(Volume(u64::try_from(litres).unwrap_or(0)))
}

/// Writes a book and its readings as reviewed. `arrived`: when a reading that is new here came.
pub(super) fn put(
    tx: &mut Tx<'_>,
    (doc, scope): (DocId, ScopeId),
    (row, folded): (&BookRow, &Folded<BookState>),
    review: &Review<'_>,
    arrived: &BTreeMap<EventKey, Timestamp>,
) -> DbResult<()> {
    let body = serde_json::to_string(row).map_err(DbError::bug)?;
    let folded = serde_json::to_string(folded).map_err(DbError::bug)?;
    let held = i64::try_from(review.held()).unwrap_or(i64::MAX);
    tx.exec(
        "INSERT INTO irrigation_book (municipality_id, doc_id, scope_id, row_version, number, meter, season, connection, \
         network, stage, litres, held, estimated, body, folded, search) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
         ON CONFLICT (municipality_id, doc_id) DO UPDATE SET row_version = excluded.row_version, \
         number = excluded.number, meter = excluded.meter, season = excluded.season, \
         connection = excluded.connection, network = excluded.network, stage = excluded.stage, \
         litres = excluded.litres, held = excluded.held, estimated = excluded.estimated, body = excluded.body, \
         folded = excluded.folded, search = excluded.search",
        &params![
            tx.municipality(), doc, scope, ROW_VERSION, &row.number, &row.meter, &row.season, &row.connection,
            &row.network, row.stage.name(), whole(review.season), held, review.estimated, body, folded, &row.search
        ],
    )?;
    tx.exec(
        "DELETE FROM irrigation_reading WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    for line in &review.lines {
        let reading = &line.taken.reading;
        let key = line.taken.stamp.key;
        let why: Vec<String> = line.doubts.iter().map(|doubt| doubt.greek()).collect();
        let at = reading.taken_at.datetime();
        tx.exec(
            "INSERT INTO irrigation_reading (municipality_id, doc_id, reading, meter, network, season, taken_on, taken_at, \
             arrived, keeper, value, litres, standing, why) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            &params![
                tx.municipality(), doc, key.to_string(), &row.meter, &reading.network, &row.season, at.date(),
                at.strftime("%Y-%m-%dT%H:%M").to_string(),
                arrived.get(&key).copied().unwrap_or(line.taken.stamp.at), reading.keeper,
                reading.dial.shown(line.taken.value()), whole(line.volume), line.standing.name(), why.join(", ")
            ],
        )?;
    }
    Ok(())
}

/// The state of a book as its entries give it, and its desk.
pub(super) fn folded(
    tx: &mut Tx<'_>,
    doc: DocId,
) -> DbResult<Option<(Folded<BookState>, ScopeId)>> {
    let row = tx.opt(
        "SELECT folded, scope_id FROM irrigation_book WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    let Some(row) = row else { return Ok(None) };
    let text: String = row.get("folded")?;
    let folded = serde_json::from_str(&text)
        .map_err(|error| DbError::Corrupt(format!("the state of a reading book: {error}")))?;
    Ok(Some((folded, row.get("scope_id")?)))
}

/// When the readings of a book came.
pub(super) fn arrivals(tx: &mut Tx<'_>, doc: DocId) -> DbResult<BTreeMap<EventKey, Timestamp>> {
    let rows = tx.rows(
        "SELECT reading, arrived FROM irrigation_reading WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    let read =
        |row: &Row| -> DbResult<(EventKey, Timestamp)> { Ok((key(row)?, row.get("arrived")?)) };
    rows.iter().map(read).collect()
}

fn key(row: &Row) -> DbResult<EventKey> {
    let text: String = row.get("reading")?;
    text.parse()
        .map_err(|_| DbError::Corrupt("the key of a reading".to_owned()))
}

/// What a list of books asks for. Empty fields do not filter.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words that must all be found.
    pub typed: String,
    /// Code name of the stage.
    pub stage: Option<String>,
    /// Season.
    pub season: Option<String>,
    /// Network.
    pub network: Option<String>,
    /// Rows of a page; 0 for the most that is given at once.
    pub limit: u64,
    /// Rows before the page.
    pub offset: u64,
}

/// The books of a list, and how many there are in all.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, wanted: &Wanted) -> DbResult<(Vec<ListedBook>, u64)> {
    let mut values = params![tx.municipality()].to_vec();
    let mut condition = String::from("municipality_id = $1");
    let mut and = |text: &str, value: Value| {
        values.push(value);
        condition.push_str(&format!(" AND {text}").replace('?', &format!("${}", values.len())));
    };
    for word in fold(&wanted.typed).split_whitespace().take(5) {
        and("search LIKE ? ESCAPE '!'", escaped(word).into());
    }
    for (column, value) in [
        ("stage", &wanted.stage),
        ("season", &wanted.season),
        ("network", &wanted.network),
    ] {
        if let Some(value) = value {
            and(&format!("{column} = ?"), value.into());
        }
    }
    let count = format!("SELECT COUNT(*) AS n FROM irrigation_book WHERE {condition}");
    let found = tx.one(&count, &values)?.get("n")?;
    let limit = match wanted.limit {
        0 => MOST,
        limit => limit.min(MOST),
    };
    for bound in [limit, wanted.offset] {
        values.push(Value::Int(i64::try_from(bound).unwrap_or(i64::MAX)));
    }
    let sql = format!(
        "SELECT doc_id, scope_id, body FROM irrigation_book WHERE {condition} ORDER BY season DESC, number \
         LIMIT ${} OFFSET ${}",
        values.len() - 1,
        values.len()
    );
    let rows = tx.rows(&sql, &values)?;
    Ok((rows.iter().map(listed).collect::<DbResult<_>>()?, found))
}

fn listed(row: &Row) -> DbResult<ListedBook> {
    let body: String = row.get("body")?;
    Ok(ListedBook {
        doc: row.get("doc_id")?,
        scope: row.get("scope_id")?,
        row: serde_json::from_str(&body)
            .map_err(|error| DbError::Corrupt(format!("the row of a reading book: {error}")))?,
    })
}

/// The readings that wait, oldest first; of one network if one is named.
///
/// # Errors
/// The store's.
pub fn holds(tx: &mut Tx<'_>, network: Option<&str>, limit: u32) -> DbResult<Vec<Hold>> {
    let mut values = params![tx.municipality()].to_vec();
    let mut of = String::new();
    if let Some(network) = network {
        values.push(network.into());
        of = " AND network = $2".to_owned();
    }
    values.push(limit.into());
    let sql = format!(
        "SELECT doc_id, reading, meter, network, season, taken_at, keeper, value, why FROM irrigation_reading \
         WHERE municipality_id = $1{of} AND standing = 'held' ORDER BY taken_at, meter, reading LIMIT ${}",
        values.len()
    );
    tx.rows(&sql, &values)?.iter().map(hold).collect()
}

/// A reading, if it waits.
///
/// # Errors
/// The store's.
pub fn hold_of(tx: &mut Tx<'_>, doc: DocId, reading: EventKey) -> DbResult<Option<Hold>> {
    let row = tx.opt(
        "SELECT doc_id, reading, meter, network, season, taken_at, keeper, value, why FROM irrigation_reading \
         WHERE municipality_id = $1 AND doc_id = $2 AND reading = $3 AND standing = 'held'",
        &params![tx.municipality(), doc, reading.to_string()],
    )?;
    row.as_ref().map(hold).transpose()
}

/// The readings of a book that wait and were taken on a day, in the order in which they were taken.
///
/// # Errors
/// The store's.
pub(super) fn holds_on(tx: &mut Tx<'_>, doc: DocId, day: Date) -> DbResult<Vec<Hold>> {
    let rows = tx.rows(
        "SELECT doc_id, reading, meter, network, season, taken_at, keeper, value, why FROM irrigation_reading \
         WHERE municipality_id = $1 AND doc_id = $2 AND taken_at LIKE $3 AND standing = 'held' ORDER BY taken_at, reading",
        &params![tx.municipality(), doc, format!("{day}%")],
    )?;
    rows.iter().map(hold).collect()
}

fn hold(row: &Row) -> DbResult<Hold> {
    Ok(Hold {
        doc: row.get("doc_id")?,
        reading: key(row)?,
        meter: row.get("meter")?,
        network: row.get("network")?,
        season: row.get("season")?,
        taken_at: row.get("taken_at")?,
        keeper: row.get("keeper")?,
        value: row.get("value")?,
        why: row.get("why")?,
    })
}

/// What the books say of a connection's season.
///
/// # Errors
/// The store's.
pub fn season_water(tx: &mut Tx<'_>, connection: &str, season: &str) -> DbResult<SeasonWater> {
    let rows = tx.rows(
        "SELECT litres, held, estimated FROM irrigation_book \
         WHERE municipality_id = $1 AND season = $2 AND connection = $3",
        &params![tx.municipality(), season, connection],
    )?;
    let mut water = SeasonWater::default();
    for row in &rows {
        water.volume = water.volume.plus(volume(row, "litres")?);
        water.held += row.get::<u64>("held")?;
        water.estimated |= row.get::<bool>("estimated")?;
        water.books += 1;
    }
    Ok(water)
}

/// The water of a connection's season day by day, as its readings grew it.
///
/// # Errors
/// The store's.
pub fn points(tx: &mut Tx<'_>, connection: &str, season: &str) -> DbResult<Vec<Point>> {
    let rows = tx.rows(
        "SELECT r.taken_on AS taken_on, r.litres AS litres FROM irrigation_reading r \
         JOIN irrigation_book b ON b.municipality_id = r.municipality_id AND b.doc_id = r.doc_id \
         WHERE r.municipality_id = $1 AND b.season = $2 AND b.connection = $3 AND r.standing IN ('valid', 'accepted') \
         ORDER BY r.taken_at, r.reading",
        &params![tx.municipality(), season, connection],
    )?;
    let mut sum = Volume::ZERO;
    let mut points = Vec::with_capacity(rows.len());
    for row in &rows {
        sum = sum.plus(volume(row, "litres")?);
        points.push((row.get("taken_on")?, sum));
    }
    Ok(points)
}

/// The bills of a connection's season, in their order.
///
/// # Errors
/// The store's.
pub fn bills_of(tx: &mut Tx<'_>, connection: &str, season: &str) -> DbResult<Vec<MadeBill>> {
    let rows = tx.rows(
        &format!("{BILLS} AND season = $2 AND connection = $3 ORDER BY part"),
        &params![tx.municipality(), season, connection],
    )?;
    rows.iter().map(made).collect()
}

/// The bills of a season, by connection.
///
/// # Errors
/// The store's.
pub fn bills(tx: &mut Tx<'_>, season: &str, limit: u32) -> DbResult<Vec<MadeBill>> {
    let rows = tx.rows(
        &format!("{BILLS} AND season = $2 ORDER BY connection, part LIMIT $3"),
        &params![tx.municipality(), season, limit],
    )?;
    rows.iter().map(made).collect()
}

const BILLS: &str = "SELECT connection, season, part, doc_id, number, litres, due, explained, made_at \
                     FROM irrigation_bill WHERE municipality_id = $1";

fn made(row: &Row) -> DbResult<MadeBill> {
    let explained: String = row.get("explained")?;
    Ok(MadeBill {
        connection: row.get("connection")?,
        season: row.get("season")?,
        part: row.get("part")?,
        doc: row.get("doc_id")?,
        number: row.get("number")?,
        volume: volume(row, "litres")?,
        due: row.get("due")?,
        explained: serde_json::from_str(&explained)
            .map_err(|error| DbError::Corrupt(format!("the reasons of a bill: {error}")))?,
        made_at: row.get("made_at")?,
    })
}

/// Keeps a bill that was made.
pub(super) fn put_bill(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    draft: &Draft,
    (doc, number): (DocId, &str),
) -> DbResult<()> {
    let explained = serde_json::to_string(&draft.due).map_err(DbError::bug)?;
    let (season_total, due): (Cents, Cents) = (draft.bill.total.value, draft.due.value);
    tx.exec(
        "INSERT INTO irrigation_bill (municipality_id, connection, season, part, doc_id, number, litres, season_total, \
         due, explained, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &params![
            tx.municipality(), &draft.connection, &draft.season, draft.part, doc, number,
            whole(draft.water.volume), season_total, due, explained, ctx.now, ctx.actor.to_string()
        ],
    )?;
    Ok(())
}

/// Writes what a network produced; true if it is new or different.
///
/// # Errors
/// The store's.
pub fn put_production(
    tx: &mut Tx<'_>,
    network: &str,
    season: &str,
    produced: Volume,
    source: &str,
) -> DbResult<bool> {
    let known = tx.opt(
        "SELECT litres, source FROM irrigation_production WHERE municipality_id = $1 AND season = $2 AND network = $3",
        &params![tx.municipality(), season, network],
    )?;
    if let Some(row) = known
        && volume(&row, "litres")? == produced
        && row.get::<String>("source")? == source
    {
        return Ok(false);
    }
    tx.exec(
        "INSERT INTO irrigation_production (municipality_id, season, network, litres, source) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (municipality_id, season, network) \
         DO UPDATE SET litres = excluded.litres, source = excluded.source",
        &params![tx.municipality(), season, network, whole(produced), source],
    )?;
    Ok(true)
}

/// Water of each network in a season: what reports and the plot of m³ per network show.
///
/// # Errors
/// The store's.
pub fn per_network(tx: &mut Tx<'_>, season: &str) -> DbResult<Vec<NetworkWater>> {
    let measured = tx.rows(
        "SELECT network, COUNT(*) AS n, CAST(SUM(litres) AS BIGINT) AS litres FROM irrigation_book \
         WHERE municipality_id = $1 AND season = $2 AND network <> '' GROUP BY network",
        &params![tx.municipality(), season],
    )?;
    let produced = tx.rows(
        "SELECT network, litres FROM irrigation_production WHERE municipality_id = $1 AND season = $2",
        &params![tx.municipality(), season],
    )?;
    let mut all: BTreeMap<String, NetworkWater> = BTreeMap::new();
    let empty = |network: String| NetworkWater {
        network,
        meters: 0,
        measured: Volume::ZERO,
        produced: None,
    };
    for row in &measured {
        let network: String = row.get("network")?;
        let water = all.entry(network.clone()).or_insert_with(|| empty(network));
        (water.meters, water.measured) = (row.get("n")?, volume(row, "litres")?);
    }
    for row in &produced {
        let network: String = row.get("network")?;
        let water = all.entry(network.clone()).or_insert_with(|| empty(network));
        water.produced = Some(volume(row, "litres")?);
    }
    Ok(all.into_values().collect())
}
