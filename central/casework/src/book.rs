//! The protocol book: a row for every number of every desk's series (βιβλίο πρωτοκόλλου).
//!
//! Entries of the protocol and requests take their numbers from the same series, so both stand in it; the index of the protocol
//! reads it.

use loggia_cases::protocol::{ProtocolNumber, ProtocolRow, ROW_VERSION};
use loggia_core::db::{DbError, DbResult, Tx};
use loggia_core::params;
use loggia_core::subsystem::Accepted;

/// Writes the row of an entry or of a request. `twin_key`: what another entry of the same letter has too; may be empty.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    accepted: &Accepted,
    (number, twin_key): (&ProtocolNumber, &str),
    row: &ProtocolRow,
) -> DbResult<()> {
    let body = serde_json::to_string(row).map_err(|error| DbError::Bug(error.to_string()))?;
    tx.exec(
        "INSERT INTO protocol_row (municipality_id, doc_id, scope_id, row_version, register, year, desk, mark, no, stage, \
         day, body, search, twin_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (municipality_id, doc_id) DO UPDATE SET row_version = excluded.row_version, \
         stage = excluded.stage, day = excluded.day, body = excluded.body, search = excluded.search, \
         twin_key = excluded.twin_key",
        &params![
            tx.municipality(), accepted.doc, accepted.scope, ROW_VERSION, number.register().name(),
            i64::from(number.year()), number.desk().as_str(), number.mark().to_string(), i64::from(number.no()),
            row.stage.name(), row.day, body, &row.search, twin_key
        ],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
