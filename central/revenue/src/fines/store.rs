//! Rows of fines in and out.

use super::model::ListedFine;
use crate::persons::escaped;
use jiff::civil::Date;
use loggia_cases::fine::{FineRow, ROW_VERSION};
use loggia_core::Outcome;
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::params;
use loggia_core::subsystem::{Accepted, Found};
use loggia_schema::ids::DocId;
use loggia_schema::money::Cents;
use loggia_schema::text::fold;

/// Writes the row of a fine.
pub(super) fn put(tx: &mut Tx<'_>, accepted: &Accepted, row: &FineRow) -> DbResult<()> {
    let body = serde_json::to_string(row).map_err(|error| DbError::Bug(error.to_string()))?;
    tx.exec(
        "INSERT INTO fines_row (municipality_id, doc_id, scope_id, row_version, number, stage, offence_on, paper, body, \
         search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (municipality_id, doc_id) DO UPDATE SET \
         row_version = excluded.row_version, number = excluded.number, stage = excluded.stage, \
         offence_on = excluded.offence_on, paper = excluded.paper, body = excluded.body, search = excluded.search",
        &params![
            tx.municipality(), accepted.doc, accepted.scope, ROW_VERSION, &row.number, row.stage.name(), row.offence_on,
            &row.paper, body, &row.search
        ],
    )?;
    Ok(())
}

/// The number of another fine that was typed from a sheet.
pub(super) fn of_sheet(tx: &mut Tx<'_>, paper: &str, doc: DocId) -> DbResult<Option<String>> {
    let row = tx.opt(
        "SELECT number FROM fines_row WHERE municipality_id = $1 AND paper = $2 AND doc_id <> $3 LIMIT 1",
        &params![tx.municipality(), paper, doc],
    )?;
    row.map(|row| row.get("number")).transpose()
}

/// The row of a fine.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<ListedFine>> {
    let row = tx.opt(
        &format!("SELECT {SELECT} WHERE f.municipality_id = $1 AND f.doc_id = $2"),
        &params![tx.municipality(), doc],
    )?;
    row.as_ref().map(read).transpose()
}

/// What a list of fines asks for. Empty fields do not filter.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words that must all be found.
    pub typed: String,
    /// Code name of the stage.
    pub stage: Option<String>,
    /// First and last day of the offence.
    pub days: (Option<Date>, Option<Date>),
    /// Column to order by, and whether downwards; newest offence first otherwise.
    pub order: Option<(Order, bool)>,
    /// Rows of a page; 0 for the most that is given at once.
    pub limit: u64,
    /// Rows before the page.
    pub offset: u64,
}

/// What fines may be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Number on the paper.
    Number,
    /// Day of the offence.
    Offence,
    /// Stage.
    Stage,
}

impl Order {
    /// The column of a list by its name.
    pub fn named(name: &str) -> Option<Order> {
        match name {
            "number" => Some(Order::Number),
            "offence_on" => Some(Order::Offence),
            "stage" => Some(Order::Stage),
            _ => None,
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Order::Number => "f.number",
            Order::Offence => "f.offence_on",
            Order::Stage => "f.stage",
        }
    }
}

/// Most rows that are given at once.
const MOST: u64 = 500;

/// The fines of a list, and how many there are in all.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, wanted: &Wanted) -> DbResult<(Vec<ListedFine>, u64)> {
    let mut values = params![tx.municipality()].to_vec();
    let mut condition = String::from("f.municipality_id = $1");
    let mut and = |text: &str, value: Value| {
        values.push(value);
        condition.push_str(&format!(" AND f.{text}").replace('?', &format!("${}", values.len())));
    };
    for word in fold(&wanted.typed).split_whitespace().take(5) {
        and("search LIKE ? ESCAPE '!'", escaped(word).into());
    }
    if let Some(stage) = &wanted.stage {
        and("stage = ?", stage.into());
    }
    if let Some(from) = wanted.days.0 {
        and("offence_on >= ?", from.into());
    }
    if let Some(to) = wanted.days.1 {
        and("offence_on <= ?", to.into());
    }
    let found = tx
        .one(
            &format!("SELECT COUNT(*) AS n FROM fines_row f WHERE {condition}"),
            &values,
        )?
        .get("n")?;
    let order = match wanted.order {
        Some((order, down)) => format!(
            "{} {}, f.number",
            order.column(),
            if down { "DESC" } else { "ASC" }
        ),
        None => "f.offence_on DESC, f.number DESC".to_owned(),
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
            "SELECT {SELECT} WHERE {condition} ORDER BY {order} LIMIT ${} OFFSET ${}",
            values.len() - 1,
            values.len()
        ),
        &values,
    )?;
    Ok((rows.iter().map(read).collect::<DbResult<_>>()?, found))
}

/// Fines for the command palette.
///
/// # Errors
/// The store's.
pub(super) fn found(tx: &mut Tx<'_>, words: &str, most: u32) -> Outcome<Vec<Found>> {
    let wanted = Wanted {
        typed: words.to_owned(),
        limit: u64::from(most),
        ..Wanted::default()
    };
    let (fines, _) = search(tx, &wanted)?;
    let shown = fines.into_iter().map(|fine| Found {
        detail: format!("κλήση · {} · {}", fine.row.plate, fine.row.stage.greek()),
        title: fine.row.number,
        path: format!("/cases/{}", fine.doc),
    });
    Ok(shown.collect())
}

/// The row as the document tells it, and what the machine collected for it.
const SELECT: &str = "f.doc_id AS doc_id, f.scope_id AS scope_id, f.body AS body, l.collected AS collected FROM fines_row f \
                      LEFT JOIN revenue_line l ON l.municipality_id = f.municipality_id AND l.doc_id = f.doc_id";

fn read(row: &Row) -> DbResult<ListedFine> {
    let body: String = row.get("body")?;
    let parsed = serde_json::from_str(&body)
        .map_err(|error| DbError::Corrupt(format!("the row of a fine: {error}")))?;
    let collected = row.get::<Option<Cents>>("collected")?.unwrap_or_default();
    Ok(ListedFine {
        doc: row.get("doc_id")?,
        scope: row.get("scope_id")?,
        row: parsed,
        collected,
    })
}
