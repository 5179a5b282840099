//! Rows of receipts in and out.

use crate::persons::escaped;
use loggia_cases::receipt::{ROW_VERSION, ReceiptRow};
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::params;
use loggia_core::subsystem::Accepted;
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::text::fold;

/// A receipt in a list of the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedReceipt {
    /// Its document.
    pub doc: DocId,
    /// Its desk.
    pub scope: ScopeId,
    /// Its row.
    pub row: ReceiptRow,
}

/// Writes the row of a receipt.
pub(super) fn put(tx: &mut Tx<'_>, accepted: &Accepted, row: &ReceiptRow) -> DbResult<()> {
    let body = serde_json::to_string(row).map_err(|error| DbError::Bug(error.to_string()))?;
    tx.exec(
        "INSERT INTO receipts_row (municipality_id, doc_id, scope_id, row_version, number, body, search) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (municipality_id, doc_id) DO UPDATE SET \
         row_version = excluded.row_version, number = excluded.number, body = excluded.body, search = excluded.search",
        &params![tx.municipality(), accepted.doc, accepted.scope, ROW_VERSION, &row.number, body, &row.search],
    )?;
    Ok(())
}

/// The receipt of a document.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<ListedReceipt>> {
    let row = tx.opt(
        "SELECT doc_id, scope_id, body FROM receipts_row WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    row.as_ref().map(read).transpose()
}

/// Receipts in which every typed word is found, highest number first.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, typed: &str, limit: u32) -> DbResult<Vec<ListedReceipt>> {
    let mut values = params![tx.municipality()].to_vec();
    let mut condition = String::from("municipality_id = $1");
    for word in fold(typed).split_whitespace().take(5) {
        values.push(Value::from(escaped(word)));
        condition.push_str(&format!(" AND search LIKE ${} ESCAPE '!'", values.len()));
    }
    values.push(limit.into());
    let rows = tx.rows(
        &format!(
            "SELECT doc_id, scope_id, body FROM receipts_row WHERE {condition} ORDER BY number DESC LIMIT ${}",
            values.len()
        ),
        &values,
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> DbResult<ListedReceipt> {
    let body: String = row.get("body")?;
    let parsed = serde_json::from_str(&body)
        .map_err(|error| DbError::Corrupt(format!("the row of a receipt: {error}")))?;
    Ok(ListedReceipt {
        doc: row.get("doc_id")?,
        scope: row.get("scope_id")?,
        row: parsed,
    })
}
