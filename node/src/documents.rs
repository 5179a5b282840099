//! Documents in the store: their ends, their events, what switches events off (έγγραφα).
//!
//! A document is not stored a second time: its changes are the bodies of its entries. Beside them stand the *tips* (heads,
//! Lamport time, events by author), from which a local command composes its change and a received change in line is
//! placed without loading anything, the row ([`crate::rows`]), and the *folded* state, to which one later event is added;
//! where there are few events, it is folded from them instead ([`crate::kinds::YOUNG`]). Only a change made beside others needs
//! the whole document; [`load`] then builds it from the entries.

use crate::feeds::{self, EntryId, Stored};
use crate::store::{Result, StoreError, Tx, opt, rows};
use loggia_cases::CaseKind;
use loggia_cases::case::{Effects, Off};
use loggia_cases::document::{CaseDoc, DocumentError, RawEvent, Tips, inspect_change};
use loggia_schema::ids::{DocId, Height, ScopeId};
use loggia_sync::body::OpenBody;
use loggia_sync::feed::{Kind, Link};
use rusqlite::{Connection, Row};
use std::collections::BTreeMap;

/// A document as far as it is applied.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its number in this store; also the rowid of its row and of its search words. 0: not in the store yet.
    pub no: i64,
    /// Its id.
    pub doc: DocId,
    /// What the case is.
    pub kind: CaseKind,
    /// The scope it lives in for life.
    pub scope: ScopeId,
    /// Its ends.
    pub tips: Tips,
    /// The state after the last fold, JSON; `None`: fold the events.
    pub folded: Option<String>,
}

/// The document, if anything of it is applied.
pub fn find(conn: &Connection, doc: &DocId) -> Result<Option<Document>> {
    let sql = "SELECT no, doc, kind, scope, tips, folded FROM document WHERE doc = ?1";
    match opt(conn, sql, [doc.as_bytes()], read)? {
        Some((document, tips)) => Ok(Some(Document {
            tips: read_tips(&tips)?,
            ..document
        })),
        None => Ok(None),
    }
}

/// A document that is not in the store yet: it has no number, and no events.
pub fn new(doc: DocId, kind: CaseKind, scope: ScopeId) -> Document {
    Document {
        no: 0,
        doc,
        kind,
        scope,
        tips: Tips::default(),
        folded: None,
    }
}

/// Moves the ends of a document; its row and its folded state stand for something older, and it must be folded anew. One
/// that was not in the store is put there, which gives it its number.
pub fn advance(tx: &mut Tx<'_>, document: &mut Document, tips: Tips) -> Result<()> {
    let ends = write_tips(&tips)?;
    if document.no == 0 {
        let sql = "INSERT INTO document (doc, kind, scope, tips) VALUES (?1, ?2, ?3, ?4)";
        let (doc, scope) = (document.doc.as_bytes(), document.scope.as_bytes());
        document.no = tx.insert(sql, (doc, document.kind.0, scope, ends))?;
    } else {
        let sql = "UPDATE document SET tips = ?2, folded = NULL WHERE no = ?1";
        tx.exec(sql, (document.no, ends))?;
    }
    (document.tips, document.folded) = (tips, None);
    Ok(())
}

/// The kind's row of a document, for lists; null if it has none yet.
pub fn row(conn: &Connection, no: i64) -> Result<serde_json::Value> {
    let sql = "SELECT row FROM document WHERE no = ?1";
    let text: Option<Option<String>> = opt(conn, sql, [no], |row| row.get(0))?;
    let text = text.flatten().unwrap_or_else(|| "null".to_owned());
    serde_json::from_str(&text).map_err(|_| StoreError::Damaged("row"))
}

/// Every document's id, in the order they were made.
pub fn ids(conn: &Connection) -> Result<Vec<DocId>> {
    rows(conn, "SELECT doc FROM document ORDER BY no", [], |row| {
        Ok(DocId(row.get(0)?))
    })
}

/// An applied event with the entry that carried it.
#[derive(Debug, Clone)]
pub struct Carried {
    /// The event.
    pub event: RawEvent,
    /// The entry.
    pub entry: EntryId,
    /// The entry's link: its tag is printed on papers.
    pub link: Link,
}

/// The applied events of a document, in no particular order. Erased bodies have none.
pub fn events(conn: &Connection, doc: &DocId) -> Result<Vec<Carried>> {
    let applied = feeds::of_document(conn, doc)?
        .into_iter()
        .filter(|stored| stored.applied);
    applied
        .filter_map(|stored| carried(&stored).transpose())
        .collect()
}

/// The whole document, built from the entries that are applied.
pub fn load(conn: &Connection, doc: &DocId) -> Result<CaseDoc> {
    let entries = feeds::of_document(conn, doc)?;
    let changes = entries
        .iter()
        .filter(|stored| stored.applied)
        .filter_map(change_of);
    CaseDoc::load(None, changes).map_err(|error: DocumentError| {
        tracing::error!(%doc, %error, "the applied changes of a document do not load");
        StoreError::Damaged("document")
    })
}

/// The change inside an entry's body, if the entry is of a kind that has one and was not erased.
pub fn change_of(stored: &Stored) -> Option<&[u8]> {
    let body = stored.entry.body.as_deref()?;
    match stored.entry.header.kind {
        // secret 32 ‖ case kind 2 ‖ change
        Kind::OPEN => body.get(34..),
        Kind::CHANGE => Some(body),
        _ => None,
    }
}

/// The case kind in the body of an OPEN entry.
pub fn kind_of(stored: &Stored) -> Option<CaseKind> {
    let body = stored
        .entry
        .body
        .as_deref()
        .filter(|_| stored.entry.header.kind == Kind::OPEN)?;
    Some(CaseKind(OpenBody::decode(body).ok()?.case_kind.0))
}

/// Which of these events verdicts and closures switch off.
pub fn effects(conn: &Connection, events: &[Carried]) -> Result<Effects> {
    let mut effects = BTreeMap::new();
    for carried in events {
        if let Some(off) = off(conn, carried.entry)? {
            effects.insert(carried.event.key, off);
        }
    }
    Ok(Effects(effects))
}

/// Why the events of an entry do not count, if they do not: a closure of its feed below it, else the last verdict.
pub fn off(conn: &Connection, entry: EntryId) -> Result<Option<Off>> {
    let (feed, height) = (entry.feed(), feeds::number(entry.height())?);
    let closed = opt(
        conn,
        "SELECT height, link FROM closure WHERE feed = ?1",
        [feed],
        |row| {
            Ok((
                Height(row.get::<_, i64>(0)?.unsigned_abs()),
                Link(row.get(1)?),
            ))
        },
    )?;
    if let Some((last, link)) = closed {
        let other_branch = feeds::link_at(conn, feed, last)?.is_some_and(|held| held != link);
        if entry.height() > last || other_branch {
            return Ok(Some(Off::Closed));
        }
    }
    let sql = "SELECT outcome FROM verdict WHERE feed = ?1 AND first <= ?2 AND last >= ?2 ORDER BY id DESC LIMIT 1";
    let outcome: Option<i64> = opt(conn, sql, (feed, height), |row| row.get(0))?;
    Ok(match outcome {
        Some(1) => Some(Off::Refused),
        Some(2) => Some(Off::Quarantined),
        _ => None,
    })
}

fn carried(stored: &Stored) -> Result<Option<Carried>> {
    let Some(change) = change_of(stored) else {
        return Ok(None);
    };
    let facts = inspect_change(change).map_err(|_| StoreError::Damaged("change"))?;
    Ok(Some(Carried {
        event: facts.event,
        entry: stored.id,
        link: stored.link,
    }))
}

fn read(row: &Row<'_>) -> rusqlite::Result<(Document, String)> {
    let document = Document {
        no: row.get(0)?,
        doc: DocId(row.get(1)?),
        kind: CaseKind(row.get(2)?),
        scope: ScopeId(row.get(3)?),
        tips: Tips::default(),
        folded: row.get(5)?,
    };
    Ok((document, row.get(4)?))
}

fn read_tips(text: &str) -> Result<Tips> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged("tips of a document"))
}

/// The ends as they are stored.
pub fn write_tips(tips: &Tips) -> Result<String> {
    serde_json::to_string(tips).map_err(|_| StoreError::Damaged("tips of a document"))
}
