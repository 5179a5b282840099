//! Rows of requests in and out.

use super::model::{ListedRequest, WeekCount};
use super::rules;
use jiff::civil::Date;
use loggia_cases::request::{ROW_VERSION, Stage};
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::params;
use loggia_schema::ids::DocId;
use loggia_schema::text::fold;

/// Most rows that are given at once.
const MOST: u64 = 500;

/// Writes the row of a request.
pub(super) fn put(tx: &mut Tx<'_>, listed: &ListedRequest) -> DbResult<()> {
    let row = &listed.row;
    let body = serde_json::to_string(row).map_err(DbError::bug)?;
    tx.exec(
        "INSERT INTO requests_row (municipality_id, doc_id, scope_id, row_version, number, stage, type_code, community, \
         office, registered_on, due, spot_key, person_key, body, search) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
         ON CONFLICT (municipality_id, doc_id) DO UPDATE SET row_version = excluded.row_version, \
         number = excluded.number, stage = excluded.stage, type_code = excluded.type_code, \
         community = excluded.community, office = excluded.office, registered_on = excluded.registered_on, \
         due = excluded.due, spot_key = excluded.spot_key, person_key = excluded.person_key, body = excluded.body, \
         search = excluded.search",
        &params![
            tx.municipality(), listed.doc, listed.scope, ROW_VERSION, &row.number, row.stage.name(), &row.type_code,
            &row.community, &row.office, row.registered_on, row.due, &listed.spot_key, &listed.person_key, body,
            &row.search
        ],
    )?;
    Ok(())
}

/// Requests of the same type within so many days of a day, others than this one.
pub(super) fn near(
    tx: &mut Tx<'_>,
    listed: &ListedRequest,
    day: Date,
    days: u16,
) -> DbResult<Vec<ListedRequest>> {
    let span = jiff::Span::new().days(i64::from(days));
    let (Ok(from), Ok(to)) = (day.checked_sub(span), day.checked_add(span)) else {
        return Ok(Vec::new());
    };
    let rows = tx.rows(
        "SELECT doc_id, scope_id, spot_key, person_key, body FROM requests_row \
         WHERE municipality_id = $1 AND type_code = $2 AND registered_on >= $3 AND registered_on <= $4 AND doc_id <> $5 \
         AND ((spot_key <> '' AND community = $6 AND spot_key = $7) OR (person_key <> '' AND person_key = $8)) \
         ORDER BY doc_id",
        &params![
            tx.municipality(), &listed.row.type_code, from, to, listed.doc, &listed.row.community, &listed.spot_key,
            &listed.person_key
        ],
    )?;
    rows.iter().map(read).collect()
}

/// The request of a document.
///
/// # Errors
/// The store's.
pub(super) fn find(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<ListedRequest>> {
    let row = tx.opt(
        "SELECT doc_id, scope_id, spot_key, person_key, body FROM requests_row WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    row.as_ref().map(read).transpose()
}

/// What a list of requests asks for. Empty fields do not filter.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words that must all be found.
    pub typed: String,
    /// Code name of the stage.
    pub stage: Option<String>,
    /// Code of the type.
    pub type_code: Option<String>,
    /// Code of the community.
    pub community: Option<String>,
    /// Code of the office.
    pub office: Option<String>,
    /// First and last day of registration.
    pub days: (Option<Date>, Option<Date>),
    /// Only those whose term ended before this day.
    pub late_on: Option<Date>,
    /// Column to order by, and whether downwards; newest first otherwise.
    pub order: Option<(Order, bool)>,
    /// Rows of a page; 0 for the most that is given at once.
    pub limit: u64,
    /// Rows before the page.
    pub offset: u64,
}

/// What requests may be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Protocol number.
    Number,
    /// Day of registration.
    Registered,
    /// Last day of the term; those without one at the end.
    Due,
    /// Office.
    Office,
    /// Stage.
    Stage,
}

impl Order {
    /// The column of a list by its name.
    pub fn named(name: &str) -> Option<Order> {
        match name {
            "number" => Some(Order::Number),
            "registered_on" => Some(Order::Registered),
            "due" => Some(Order::Due),
            "office" => Some(Order::Office),
            "stage" => Some(Order::Stage),
            _ => None,
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Order::Number => "number",
            Order::Registered => "registered_on",
            Order::Due => "CASE WHEN due IS NULL THEN 1 ELSE 0 END, due",
            Order::Office => "office",
            Order::Stage => "stage",
        }
    }
}

/// The requests of a list, and how many there are in all.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, wanted: &Wanted) -> DbResult<(Vec<ListedRequest>, u64)> {
    let (condition, mut values) = condition(tx, wanted);
    let found = tx
        .one(
            &format!("SELECT COUNT(*) AS n FROM requests_row WHERE {condition}"),
            &values,
        )?
        .get("n")?;
    let order = match wanted.order {
        Some((order, down)) => format!(
            "{} {}, doc_id",
            order.column(),
            if down { "DESC" } else { "ASC" }
        ),
        None => "registered_on DESC, doc_id DESC".to_owned(),
    };
    let limit = if wanted.limit == 0 {
        MOST
    } else {
        wanted.limit.min(MOST)
    };
    for bound in [limit, wanted.offset] {
        values.push(Value::Int(i64::try_from(bound).unwrap_or(i64::MAX)));
    }
    let rows = tx.rows(
        &format!(
            "SELECT doc_id, scope_id, spot_key, person_key, body FROM requests_row WHERE {condition} \
             ORDER BY {order} LIMIT ${} OFFSET ${}",
            values.len() - 1,
            values.len()
        ),
        &values,
    )?;
    Ok((rows.iter().map(read).collect::<DbResult<_>>()?, found))
}

fn condition(tx: &Tx<'_>, wanted: &Wanted) -> (String, Vec<Value>) {
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
        ("stage = ?", &wanted.stage),
        ("type_code = ?", &wanted.type_code),
        ("community = ?", &wanted.community),
        ("office = ?", &wanted.office),
    ] {
        if let Some(value) = value {
            and(column, value.into());
        }
    }
    if let Some(from) = wanted.days.0 {
        and("registered_on >= ?", from.into());
    }
    if let Some(to) = wanted.days.1 {
        and("registered_on <= ?", to.into());
    }
    if let Some(today) = wanted.late_on {
        and("due < ?", today.into());
    }
    (condition, values)
}

/// Late requests of each office: code, name, how many, the oldest last day.
///
/// # Errors
/// The store's.
pub fn late_by_office(tx: &mut Tx<'_>, today: Date) -> DbResult<Vec<(String, u64)>> {
    let rows = tx.rows(
        "SELECT office, COUNT(*) AS n FROM requests_row WHERE municipality_id = $1 AND due < $2 \
         GROUP BY office ORDER BY office",
        &params![tx.municipality(), today],
    )?;
    rows.iter()
        .map(|row| Ok((row.get("office")?, row.get("n")?)))
        .collect()
}

/// Requests per community and week, of those registered between two days: the data of a plot.
///
/// # Errors
/// The store's.
pub fn per_week(tx: &mut Tx<'_>, from: Date, to: Date) -> DbResult<Vec<WeekCount>> {
    let rows = tx.rows(
        "SELECT registered_on, community, COUNT(*) AS n FROM requests_row WHERE municipality_id = $1 \
         AND registered_on >= $2 AND registered_on <= $3 AND stage <> $4 GROUP BY registered_on, community \
         ORDER BY registered_on, community",
        &params![tx.municipality(), from, to, Stage::Draft.name()],
    )?;
    let mut days = Vec::new();
    for row in &rows {
        let (day, community, count): (Date, String, u64) = (
            row.get("registered_on")?,
            row.get("community")?,
            row.get("n")?,
        );
        days.extend((0..count).map(|_| (day, community.clone())));
    }
    Ok(rules::per_week(days))
}

fn escaped(word: &str) -> String {
    let word = word
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{word}%")
}

fn read(row: &Row) -> DbResult<ListedRequest> {
    let body: String = row.get("body")?;
    let parsed = serde_json::from_str(&body)
        .map_err(|error| DbError::Corrupt(format!("the row of a request: {error}")))?;
    Ok(ListedRequest {
        doc: row.get("doc_id")?,
        scope: row.get("scope_id")?,
        row: parsed,
        spot_key: row.get("spot_key")?,
        person_key: row.get("person_key")?,
    })
}
