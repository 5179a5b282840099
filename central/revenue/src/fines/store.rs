//! Rows of fines in and out.

use super::model::ListedFine;
use crate::persons::escaped;
use loggia_cases::fine::{FineRow, ROW_VERSION};
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::params;
use loggia_core::subsystem::Accepted;
use loggia_schema::ids::DocId;
use loggia_schema::text::fold;

/// Writes the row of a fine.
pub(super) fn put(tx: &mut Tx<'_>, accepted: &Accepted, row: &FineRow) -> DbResult<()> {
    let body = serde_json::to_string(row).map_err(|error| DbError::Bug(error.to_string()))?;
    tx.exec(
        "INSERT INTO fines_row (municipality_id, doc_id, scope_id, row_version, number, stage, offence_on, body, search) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (municipality_id, doc_id) DO UPDATE SET \
         row_version = excluded.row_version, number = excluded.number, stage = excluded.stage, \
         offence_on = excluded.offence_on, body = excluded.body, search = excluded.search",
        &params![
            tx.municipality(), accepted.doc, accepted.scope, ROW_VERSION, &row.number, row.stage.name(), row.offence_on,
            body, &row.search
        ],
    )?;
    Ok(())
}

/// The row of a fine.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<ListedFine>> {
    let row = tx.opt(
        "SELECT doc_id, scope_id, body FROM fines_row WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    row.as_ref().map(read).transpose()
}

/// Fines in which every typed word is found, newest offence first; with how many there are in all.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, typed: &str, stage: Option<&str>, (limit, offset): (u64, u64)) -> DbResult<(Vec<ListedFine>, u64)> {
    let mut values = params![tx.municipality()].to_vec();
    let mut condition = String::from("municipality_id = $1");
    for word in fold(typed).split_whitespace().take(5) {
        values.push(Value::from(escaped(word)));
        condition.push_str(&format!(" AND search LIKE ${} ESCAPE '!'", values.len()));
    }
    if let Some(stage) = stage {
        values.push(Value::from(stage));
        condition.push_str(&format!(" AND stage = ${}", values.len()));
    }
    let found = tx.one(&format!("SELECT COUNT(*) AS n FROM fines_row WHERE {condition}"), &values)?.get("n")?;
    for bound in [limit, offset] {
        values.push(Value::Int(i64::try_from(bound).unwrap_or(i64::MAX)));
    }
    let rows = tx.rows(
        &format!(
            "SELECT doc_id, scope_id, body FROM fines_row WHERE {condition} ORDER BY offence_on DESC, number DESC \
             LIMIT ${} OFFSET ${}",
            values.len() - 1,
            values.len()
        ),
        &values,
    )?;
    Ok((rows.iter().map(read).collect::<DbResult<_>>()?, found))
}

fn read(row: &Row) -> DbResult<ListedFine> {
    let body: String = row.get("body")?;
    let parsed = serde_json::from_str(&body).map_err(|error| DbError::Corrupt(format!("the row of a fine: {error}")))?;
    Ok(ListedFine { doc: row.get("doc_id")?, scope: row.get("scope_id")?, row: parsed })
}
