//! Private parts of cases: identity and free text that must be able to go before the case does (ιδιωτικά τμήματα).
//!
//! Intake writes them, subsystems read them by the id that an event quotes, an erasure deletes them. Nothing else
//! in the store repeats their content except where the law wants a debtor named: lists and debts.

use crate::db::{DbResult, Tx};
use crate::params;
use loggia_schema::ids::{DocId, PartId};

/// Keeps a part. The same part arriving again changes nothing: its first content stands.
///
/// # Errors
/// The store's.
pub fn put(tx: &mut Tx<'_>, doc: DocId, part: PartId, body: &[u8]) -> DbResult<()> {
    tx.exec(
        "INSERT INTO core_private_part (municipality_id, doc_id, part_id, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (municipality_id, doc_id, part_id) DO NOTHING",
        &params![tx.municipality(), doc, part, body],
    )?;
    Ok(())
}

/// The content of a part; `None` if it has not arrived or was erased.
///
/// # Errors
/// The store's.
pub fn get(tx: &mut Tx<'_>, doc: DocId, part: PartId) -> DbResult<Option<Vec<u8>>> {
    let row = tx.opt(
        "SELECT body FROM core_private_part WHERE municipality_id = $1 AND doc_id = $2 AND part_id = $3",
        &params![tx.municipality(), doc, part],
    )?;
    row.map(|row| row.get("body")).transpose()
}

/// Every part of a document.
///
/// # Errors
/// The store's.
pub fn of_document(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Vec<(PartId, Vec<u8>)>> {
    let rows = tx.rows(
        "SELECT part_id, body FROM core_private_part WHERE municipality_id = $1 AND doc_id = $2 ORDER BY part_id",
        &params![tx.municipality(), doc],
    )?;
    rows.iter()
        .map(|row| Ok((row.get("part_id")?, row.get("body")?)))
        .collect()
}

/// Forgets one part, or with `None` every part of a document.
///
/// # Errors
/// The store's.
pub fn erase(tx: &mut Tx<'_>, doc: DocId, part: Option<PartId>) -> DbResult<()> {
    match part {
        Some(part) => tx.exec(
            "DELETE FROM core_private_part WHERE municipality_id = $1 AND doc_id = $2 AND part_id = $3",
            &params![tx.municipality(), doc, part],
        ),
        None => tx.exec(
            "DELETE FROM core_private_part WHERE municipality_id = $1 AND doc_id = $2",
            &params![tx.municipality(), doc],
        ),
    }?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::with_tables;

    #[test]
    fn a_part_is_kept_once_and_forgotten_for_good() {
        with_tables(&[], |app| {
            let db = app.db();
            let (doc, part) = (DocId([1; 16]), PartId([2; 16]));
            db.write(|tx| put(tx, doc, part, b"first")).unwrap();
            db.write(|tx| put(tx, doc, part, b"second")).unwrap();
            assert_eq!(
                db.read(|tx| get(tx, doc, part)).unwrap().as_deref(),
                Some(&b"first"[..])
            );
            db.write(|tx| erase(tx, doc, None)).unwrap();
            assert_eq!(db.read(|tx| get(tx, doc, part)).unwrap(), None);
        });
    }
}
