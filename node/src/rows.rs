//! Rows: what lists and searches show, one per case, always what folding its document gives (γραμμές).
//!
//! A row is written in the same transaction as the local event that changes it. For received entries a durable list of dirty
//! documents is written first and the rows follow ([`refold`]); a list shown in between says so. A row carries the version of
//! the code that made it: a program with a newer one marks every older row dirty when it opens the store.

use crate::documents::{self, Carried, Document};
use crate::feeds::{self, EntryId};
use crate::kinds::{self, Folding};
use crate::search;
use crate::store::{Result, Tx, meta, one, opt, rows, set_meta};
use loggia_cases::case::{Effects, fold};
use loggia_cases::document::{RawEvent, Tips};
use loggia_cases::private::PrivatePart;
use loggia_cases::{Case, CaseKind, Folded};
use loggia_schema::ids::{DocId, PartId};
use loggia_sync::body::PrivateBody;
use rusqlite::Connection;

/// Versions of the rows, as the program that opened the store last knew them.
const VERSIONS: &str = "row_versions";

/// Writes what follows from a fold: ends, row, state and search words. A document that was not in the store is put there,
/// which gives it its number.
pub fn put(
    tx: &mut Tx<'_>,
    document: &mut Document,
    tips: Tips,
    folding: &Folding,
    names: &[String],
) -> Result<()> {
    let listing = &folding.listing;
    let words = listing.words.iter().chain(names).map(String::as_str);
    let words = search::folded(&words.collect::<Vec<_>>());
    let held = match document.no {
        0 => None,
        no => search::words_of(tx.conn(), no)?,
    };
    let values = rusqlite::params![
        Some(document.no).filter(|no| *no > 0),
        document.doc.as_bytes(),
        document.kind.0,
        document.scope.as_bytes(),
        folding.row_version,
        listing.number,
        listing.state,
        listing.at,
        listing.amount.0,
        listing.rf,
        listing.plate,
        listing.due.map(|due| due.to_string()),
        listing.place,
        listing.office,
        folding.flags,
        words,
        folding.row,
        documents::write_tips(&tips)?,
        folding.folded,
    ];
    let no = tx.insert(
        "INSERT INTO document (no, doc, kind, scope, row_version, number, state, at, amount, rf, plate, due,
             place, office, flags, words, row, tips, folded)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
         ON CONFLICT (no) DO UPDATE SET row_version = ?5, number = ?6, state = ?7, at = ?8, amount = ?9, rf = ?10,
             plate = ?11, due = ?12, place = ?13, office = ?14, flags = ?15, words = ?16, row = ?17, tips = ?18,
             folded = ?19",
        values,
    )?;
    if document.no == 0 {
        document.no = no;
    }
    (document.tips, document.folded) = (tips, folding.folded.clone());
    if held.is_some_and(|held| held == words) {
        return Ok(());
    }
    search::words_changed(tx, document.no)
}

/// Folds a document from its entries; `None` if this program does not know its kind.
pub fn fold_whole(conn: &Connection, document: &Document) -> Result<Option<Folding>> {
    fold_events(conn, document, documents::events(conn, &document.doc)?)
}

/// Folds these events of a document; `None` if this program does not know its kind.
pub fn fold_events(
    conn: &Connection,
    document: &Document,
    events: Vec<Carried>,
) -> Result<Option<Folding>> {
    let (events, effects) = with_effects(conn, events)?;
    kinds::whole(
        document.kind,
        &events,
        &effects,
        events.len() > kinds::YOUNG,
    )
}

/// The present state of a document of this kind.
pub fn folded<C: Case>(conn: &Connection, document: &Document) -> Result<Folded<C::State>> {
    if let Some(folded) = &document.folded {
        return kinds::read_folded::<C>(folded);
    }
    let (events, effects) = with_effects(conn, documents::events(conn, &document.doc)?)?;
    Ok(fold::<C>(&events, &effects))
}

fn with_effects(conn: &Connection, events: Vec<Carried>) -> Result<(Vec<RawEvent>, Effects)> {
    let effects = documents::effects(conn, &events)?;
    let events = events.into_iter().map(|carried| carried.event).collect();
    Ok((events, effects))
}

/// Folds a document anew, writes its row and takes it off the dirty list. Returns the folding, if the kind is known.
pub fn refold(tx: &mut Tx<'_>, doc: &DocId) -> Result<Option<Folding>> {
    tx.exec("DELETE FROM dirty WHERE doc = ?1", [doc.as_bytes()])?;
    let Some(mut document) = documents::find(tx.conn(), doc)? else {
        return Ok(None);
    };
    if document.tips.events() == 0 {
        return Ok(None);
    }
    let Some(folding) = fold_whole(tx.conn(), &document)? else {
        return Ok(None);
    };
    let tips = document.tips.clone();
    let names = names(tx.conn(), doc)?;
    put(tx, &mut document, tips, &folding, &names)?;
    Ok(Some(folding))
}

/// Notes that a document's row is older than what was admitted; its folded state is not built upon any more.
pub fn mark_dirty(tx: &mut Tx<'_>, doc: &DocId) -> Result<()> {
    tx.exec(
        "UPDATE document SET folded = NULL WHERE doc = ?1 AND folded IS NOT NULL",
        [doc.as_bytes()],
    )?;
    tx.exec(
        "INSERT INTO dirty (doc) VALUES (?1) ON CONFLICT (doc) DO NOTHING",
        [doc.as_bytes()],
    )
    .map(drop)
}

/// Notes every document whose row was made by older code; returns how many. All rows are looked at only when the store was
/// last opened by a program of other versions.
pub fn mark_old_versions(tx: &mut Tx<'_>) -> Result<usize> {
    let known = kinds::KNOWN.into_iter();
    let known: Vec<(CaseKind, u32)> = known
        .filter_map(|kind| Some((kind, kinds::row_version(kind)?)))
        .collect();
    let bytes = |(kind, version): &(CaseKind, u32)| [kind.0.into(), *version];
    let versions: Vec<u8> = known
        .iter()
        .flat_map(bytes)
        .flat_map(u32::to_be_bytes)
        .collect();
    if meta(tx.conn(), VERSIONS)?.is_some_and(|held| held == versions) {
        return Ok(0);
    }
    let mut marked = 0;
    for (kind, version) in known {
        marked += tx.exec(
            "INSERT INTO dirty (doc) SELECT doc FROM document WHERE kind = ?1 AND row_version <> ?2
             ON CONFLICT (doc) DO NOTHING",
            (kind.0, version),
        )?;
    }
    set_meta(tx, VERSIONS, &versions)?;
    Ok(marked)
}

/// Documents on the dirty list, at most `most`.
pub fn dirty(conn: &Connection, most: usize) -> Result<Vec<DocId>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    rows(conn, "SELECT doc FROM dirty LIMIT ?1", [most], |row| {
        Ok(DocId(row.get(0)?))
    })
}

/// How many documents are on the dirty list.
pub fn dirty_count(conn: &Connection) -> Result<u64> {
    one(conn, "SELECT count(*) FROM dirty", [], |row| {
        Ok(row.get::<_, i64>(0)?.unsigned_abs())
    })
}

/// The private parts of a document that are still here, oldest first.
pub fn parts(conn: &Connection, doc: &DocId) -> Result<Vec<(PartId, PrivatePart)>> {
    let sql = "SELECT part, entry FROM part WHERE doc = ?1 ORDER BY entry";
    let held = rows(conn, sql, [doc.as_bytes()], |row| {
        Ok((PartId(row.get(0)?), EntryId(row.get(1)?)))
    })?;
    let mut parts = Vec::with_capacity(held.len());
    for (part, entry) in held {
        let body = feeds::entry(conn, entry)?.and_then(|stored| stored.entry.body);
        let read =
            body.and_then(|body| PrivatePart::read(&PrivateBody::decode(&body).ok()?.bytes).ok());
        parts.extend(read.map(|content| (part, content)));
    }
    Ok(parts)
}

/// The words that the private parts of a document add to its search.
pub fn names(conn: &Connection, doc: &DocId) -> Result<Vec<String>> {
    Ok(parts(conn, doc)?
        .iter()
        .map(|(_, part)| part.search_words())
        .filter(|words| !words.is_empty())
        .collect())
}

/// Keeps where a private part lies.
pub fn keep_part(tx: &mut Tx<'_>, part: &PartId, doc: &DocId, entry: EntryId) -> Result<()> {
    let sql =
        "INSERT INTO part (part, doc, entry) VALUES (?1, ?2, ?3) ON CONFLICT (part) DO NOTHING";
    tx.exec(sql, (part.as_bytes(), doc.as_bytes(), entry.0))
        .map(drop)
}

/// The columns and JSON of a row as they are stored: what `rebuild` compares.
pub fn stored(conn: &Connection, doc: &DocId) -> Result<Option<StoredRow>> {
    let sql =
        "SELECT row_version, number, state, at, amount, rf, plate, due, place, office, flags, row
        FROM document WHERE doc = ?1 AND row_version IS NOT NULL";
    opt(conn, sql, [doc.as_bytes()], |row| {
        Ok(StoredRow {
            row_version: row.get(0)?,
            columns: (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?),
            codes: (row.get(5)?, row.get(6)?),
            whose: (row.get(7)?, row.get(8)?, row.get(9)?),
            flags: row.get(10)?,
            row: row.get::<_, Option<String>>(11)?.unwrap_or_default(),
        })
    })
}

/// A row as it lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    row_version: u32,
    columns: (String, String, String, i64),
    codes: (Option<String>, Option<String>),
    whose: (Option<String>, Option<String>, Option<String>),
    flags: i64,
    row: String,
}

impl StoredRow {
    /// What a folding would be stored as.
    pub fn of(folding: &Folding) -> StoredRow {
        let listing = folding.listing.clone();
        StoredRow {
            row_version: folding.row_version,
            columns: (listing.number, listing.state, listing.at, listing.amount.0),
            codes: (listing.rf, listing.plate),
            whose: (
                listing.due.map(|due| due.to_string()),
                listing.place,
                listing.office,
            ),
            flags: folding.flags,
            row: folding.row.clone(),
        }
    }
}
