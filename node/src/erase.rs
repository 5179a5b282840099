//! Erasure: the centre's order to forget is carried out here, and over whatever arrives later (διαγραφή δεδομένων).
//!
//! Bodies with their secrets, private parts, blobs, papers, row and search words go; headers and links stay, because the chain must hold. What was
//! ordered is remembered, so that a body which a slow peer hands over later is not stored. `secure_delete` overwrites the
//! pages.

use crate::blobs;
use crate::feeds::{self, EntryId, EntryState};
use crate::rows;
use crate::search;
use crate::store::{Result, Tx, opt, rows as all};
use loggia_schema::ids::{DocId, Height, PartId};
use loggia_sync::entries::{Erased, Erasure};
use loggia_sync::feed::FeedId;
use rusqlite::Connection;

/// Carries out one order.
pub fn carry_out(tx: &mut Tx<'_>, erasure: &Erasure) -> Result<()> {
    match &erasure.what {
        Erased::Document(doc) => document(tx, doc),
        Erased::Part { doc, part, entries } => private_part(tx, doc, part, entries),
    }
}

/// Whether the document was erased.
pub fn is_document_erased(conn: &Connection, doc: &DocId) -> Result<bool> {
    let found = opt(
        conn,
        "SELECT 1 FROM erased_doc WHERE doc = ?1",
        [doc.as_bytes()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Whether an order takes the body of this entry.
pub fn is_entry_erased(
    conn: &Connection,
    feed: &FeedId,
    height: Height,
    doc: &DocId,
) -> Result<bool> {
    if is_document_erased(conn, doc)? {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM erased_entry WHERE feed = ?1 AND height = ?2";
    Ok(
        opt(conn, sql, (feed.to_bytes(), feeds::number(height)?), |_| {
            Ok(())
        })?
        .is_some(),
    )
}

fn document(tx: &mut Tx<'_>, doc: &DocId) -> Result<()> {
    let key = doc.as_bytes();
    tx.exec(
        "INSERT INTO erased_doc (doc) VALUES (?1) ON CONFLICT (doc) DO NOTHING",
        [key],
    )?;
    tx.exec(
        "UPDATE entry SET body = NULL, change = NULL, state = 3 WHERE doc = ?1",
        [key],
    )?;
    let no: Option<i64> = opt(
        tx.conn(),
        "SELECT no FROM document WHERE doc = ?1",
        [key],
        |row| row.get(0),
    )?;
    if let Some(no) = no {
        search::forget(tx, no)?;
    }
    blobs::forget_document(tx, doc)?;
    for table in [
        "part",
        "paper",
        "print_queue",
        "dirty",
        "waiting",
        "document",
    ] {
        tx.exec(&format!("DELETE FROM {table} WHERE doc = ?1"), [key])?;
    }
    // A list that was exported may name whoever is forgotten.
    tx.exec(
        "UPDATE job SET file = NULL, name = NULL WHERE file IS NOT NULL",
        [],
    )?;
    // A task keeps that something was to be done, not about whom.
    tx.exec(
        "UPDATE task SET params = '[]', doc = NULL WHERE doc = ?1",
        [key],
    )
    .map(drop)
}

fn private_part(
    tx: &mut Tx<'_>,
    doc: &DocId,
    part: &PartId,
    entries: &[(FeedId, Height)],
) -> Result<()> {
    for (feed, height) in entries {
        let sql = "INSERT INTO erased_entry (feed, height) VALUES (?1, ?2) ON CONFLICT (feed, height) DO NOTHING";
        tx.exec(sql, (feed.to_bytes(), feeds::number(*height)?))?;
        if let Some(held) = feeds::find(tx.conn(), feed)? {
            let id = EntryId::new(held.no, *height)?;
            // Only private parts of this document: an order cannot empty the case itself by naming its entries.
            tx.exec(
                "UPDATE entry SET body = NULL WHERE id = ?1 AND doc = ?2 AND kind = 3",
                (id.0, doc.as_bytes()),
            )?;
            feeds::set_state(tx, id, EntryState::Kept)?;
        }
    }
    tx.exec(
        "DELETE FROM part WHERE part = ?1 AND doc = ?2",
        (part.as_bytes(), doc.as_bytes()),
    )?;
    blobs::forget_part(tx, doc, part)?;
    // Whoever was named on it is named no more.
    tx.exec("DELETE FROM paper WHERE doc = ?1", [doc.as_bytes()])?;
    tx.exec("DELETE FROM print_queue WHERE doc = ?1", [doc.as_bytes()])?;
    let known = all(
        tx.conn(),
        "SELECT 1 FROM document WHERE doc = ?1",
        [doc.as_bytes()],
        |_| Ok(()),
    )?;
    if known.is_empty() {
        Ok(())
    } else {
        rows::mark_dirty(tx, doc)
    }
}
