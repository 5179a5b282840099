//! Blobs at the town hall: which files admitted events name, which of them are here, and their content (αρχεία υποθέσεων).
//!
//! A row is made when an event that names a file is applied, whatever its kind and its verdict: a refused ticket's photo is
//! evidence too. So the centre knows what to expect, takes only that, and can say what has not arrived. Content stands in
//! the database in chunks: one backup holds cases and files of the same moment, on both engines.
//!
//! Content is read by (document, blob), each chunk checked against the name. [`verify`] reads everything.

use jiff::Timestamp;
use loggia_cases::attachment::{self, Media};
use loggia_cases::document::RawEvent;
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx};
use loggia_core::{Outcome, numbering, params};
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::{Finding, files};
use loggia_sync::blob::{BlobKey, BlobList, count_of};
use serde_json::{Value, json};

/// A blob as far as it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// Its number in this database.
    pub no: i64,
    /// The document and the hash.
    pub key: BlobKey,
    /// The document's scope.
    pub scope: ScopeId,
    /// What it is, as its event says.
    pub media: Media,
    /// Its bytes.
    pub bytes: u64,
    /// Chunks held, from the first.
    pub chunks: u32,
    /// Erased for good.
    pub erased: bool,
    /// When its last chunk arrived.
    pub arrived: Option<Timestamp>,
}

impl BlobRow {
    /// All of it is here.
    pub fn is_whole(&self) -> bool {
        !self.erased && count_of(self.bytes) == Some(self.chunks)
    }
}

const COLUMNS: &str =
    "doc_id, blob_id, blob_no, scope_id, media, bytes, chunks, erased, arrived_at";

fn read(row: &Row) -> DbResult<BlobRow> {
    let media: String = row.get("media")?;
    Ok(BlobRow {
        no: row.get("blob_no")?,
        key: BlobKey {
            doc: row.get("doc_id")?,
            blob: row.get("blob_id")?,
        },
        scope: row.get("scope_id")?,
        media: Media::parse(&media)
            .ok_or_else(|| DbError::Corrupt(format!("media type {media}")))?,
        bytes: row.get("bytes")?,
        chunks: row.get("chunks")?,
        erased: row.get("erased")?,
        arrived: row.get("arrived_at")?,
    })
}

/// Notes the files that an applied event names. One that is erased already stays so.
pub(crate) fn name(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    doc: DocId,
    scope: ScopeId,
    event: &RawEvent,
) -> DbResult<()> {
    for file in attachment::files_of(event) {
        let key = BlobKey {
            doc,
            blob: file.blob,
        };
        let possible = count_of(file.bytes).is_some();
        if !possible || find(tx, &key)?.is_some() {
            continue;
        }
        let no = numbering::next(tx, "intake-blob", 0)?;
        let gone = tx.opt(
            "SELECT at FROM intake_erasure WHERE municipality_id = $1 AND doc_id = $2 AND part_id = $3",
            &params![tx.municipality(), doc, file.part],
        )?;
        let bytes = i64::try_from(file.bytes).map_err(DbError::bug)?;
        tx.exec(
            "INSERT INTO intake_blob (municipality_id, doc_id, blob_id, blob_no, scope_id, part_id, media, bytes, \
             chunks, erased, named_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &params![
                tx.municipality(),
                doc,
                file.blob,
                no,
                scope,
                file.part,
                file.media.name(),
                bytes,
                0,
                gone.is_some(),
                ctx.now
            ],
        )?;
    }
    Ok(())
}

/// A blob that some event names.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, key: &BlobKey) -> DbResult<Option<BlobRow>> {
    let row = tx.opt(
        &format!("SELECT {COLUMNS} FROM intake_blob WHERE municipality_id = $1 AND doc_id = $2 AND blob_id = $3"),
        &params![tx.municipality(), key.doc, key.blob],
    )?;
    row.as_ref().map(read).transpose()
}

/// Every blob of a document.
///
/// # Errors
/// The store's.
pub fn of_document(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Vec<BlobRow>> {
    let rows = tx.rows(
        &format!("SELECT {COLUMNS} FROM intake_blob WHERE municipality_id = $1 AND doc_id = $2 ORDER BY blob_no"),
        &params![tx.municipality(), doc],
    )?;
    rows.iter().map(read).collect()
}

/// Blobs in the order they were named, after a number; for whoever walks all of them.
///
/// # Errors
/// The store's.
pub fn after(tx: &mut Tx<'_>, no: i64, limit: u32) -> DbResult<Vec<BlobRow>> {
    let rows = tx.rows(
        &format!("SELECT {COLUMNS} FROM intake_blob WHERE municipality_id = $1 AND blob_no > $2 ORDER BY blob_no LIMIT $3"),
        &params![tx.municipality(), no, limit],
    )?;
    rows.iter().map(read).collect()
}

/// The list of a blob's chunks, once it was told.
pub(crate) fn list(tx: &mut Tx<'_>, no: i64) -> DbResult<Option<BlobList>> {
    let row = tx.one(
        "SELECT list FROM intake_blob WHERE municipality_id = $1 AND blob_no = $2",
        &params![tx.municipality(), no],
    )?;
    let read = |bytes: Vec<u8>| {
        BlobList::decode(&bytes).map_err(|_| DbError::Corrupt(format!("list of blob {no}")))
    };
    row.get::<Option<Vec<u8>>>("list")?.map(read).transpose()
}

/// The list of a blob that is about to come.
pub(crate) fn begin(tx: &mut Tx<'_>, no: i64, list: &BlobList) -> DbResult<()> {
    tx.exec(
        "UPDATE intake_blob SET list = $1 WHERE municipality_id = $2 AND blob_no = $3",
        &params![list.encode(), tx.municipality(), no],
    )?;
    Ok(())
}

/// A chunk, if it is held.
pub(crate) fn chunk(tx: &mut Tx<'_>, no: i64, index: u32) -> DbResult<Option<Vec<u8>>> {
    let row = tx.opt(
        "SELECT body FROM intake_blob_chunk WHERE municipality_id = $1 AND blob_no = $2 AND chunk_no = $3",
        &params![tx.municipality(), no, index],
    )?;
    row.map(|row| row.get("body")).transpose()
}

/// Keeps a chunk; false if it is not the next one. One that is held already (two laptops bring the same file at the same
/// time) is the same: its list said so.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    key: &BlobKey,
    index: u32,
    body: &[u8],
    now: Timestamp,
) -> DbResult<bool> {
    let Some(blob) = find(tx, key)?.filter(|blob| !blob.erased) else {
        return Ok(false);
    };
    if index != blob.chunks {
        return Ok(index < blob.chunks);
    }
    tx.exec(
        "INSERT INTO intake_blob_chunk (municipality_id, blob_no, chunk_no, body) VALUES ($1, $2, $3, $4)",
        &params![tx.municipality(), blob.no, index, body],
    )?;
    let held = index + 1;
    let arrived = (count_of(blob.bytes) == Some(held)).then_some(now);
    tx.exec(
        "UPDATE intake_blob SET chunks = $1, arrived_at = $2 WHERE municipality_id = $3 AND blob_no = $4",
        &params![held, arrived, tx.municipality(), blob.no],
    )?;
    Ok(true)
}

/// The content of a blob, each chunk checked.
///
/// # Errors
/// [`files::FILE_MISSING`] no event of this document names it; [`files::FILE_ERASED`]; [`files::BLOB_NOT_HERE`] it has
/// not arrived; [`files::FILE_DAMAGED`] it is not what its name says. The store's.
pub fn content(tx: &mut Tx<'_>, key: &BlobKey) -> Outcome<(BlobRow, Vec<u8>)> {
    let refuse = |code| Finding::new(code);
    let blob = find(tx, key)?.ok_or_else(|| refuse(files::FILE_MISSING))?;
    if blob.erased {
        return Err(refuse(files::FILE_ERASED).into());
    }
    if !blob.is_whole() {
        return Err(refuse(files::BLOB_NOT_HERE).into());
    }
    let bytes = checked(tx, &blob)?.ok_or_else(|| refuse(files::FILE_DAMAGED))?;
    Ok((blob, bytes))
}

fn checked(tx: &mut Tx<'_>, blob: &BlobRow) -> DbResult<Option<Vec<u8>>> {
    let Some(list) = list(tx, blob.no)?.filter(|list| list.id() == blob.key.blob) else {
        return Ok(None);
    };
    let mut bytes = Vec::with_capacity(usize::try_from(blob.bytes).unwrap_or(0));
    for index in 0..list.count() {
        match chunk(tx, blob.no, index)?.filter(|chunk| list.accepts(index, chunk)) {
            Some(chunk) => bytes.extend(chunk),
            None => return Ok(None),
        }
    }
    Ok(Some(bytes))
}

/// Forgets the content of the files that go with a private part, or with `None` of a whole document. That they were there
/// stays, so that nobody's copy is taken in again.
///
/// # Errors
/// The store's.
pub fn erase(tx: &mut Tx<'_>, doc: DocId, part: Option<PartId>) -> DbResult<()> {
    let rows = tx.rows(
        "SELECT blob_no, part_id FROM intake_blob WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    for row in rows {
        if part.is_some_and(|part| row.get("part_id") != Ok(part)) {
            continue;
        }
        let no: i64 = row.get("blob_no")?;
        tx.exec(
            "DELETE FROM intake_blob_chunk WHERE municipality_id = $1 AND blob_no = $2",
            &params![tx.municipality(), no],
        )?;
        tx.exec(
            "UPDATE intake_blob SET erased = $1, chunks = 0, list = NULL WHERE municipality_id = $2 AND blob_no = $3",
            &params![true, tx.municipality(), no],
        )?;
    }
    Ok(())
}

/// What a check of all files found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilesReport {
    /// Files that are here, whole.
    pub whole: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that events name and that have not arrived.
    pub expected: u64,
    /// Files that were erased.
    pub erased: u64,
    /// Files that are not what their names say.
    pub damaged: Vec<BlobKey>,
}

/// Reads every file and compares it with its name, a few per transaction.
///
/// # Errors
/// The store's.
pub fn verify(app: &App) -> Outcome<FilesReport> {
    let mut report = FilesReport::default();
    let mut from = 0;
    loop {
        let found = app.db().read(|tx| after(tx, from, 50))?;
        let Some(last) = found.last() else {
            return Ok(report);
        };
        from = last.no;
        for blob in &found {
            if blob.erased {
                report.erased += 1;
            } else if !blob.is_whole() {
                report.expected += 1;
            } else if app.db().read(|tx| checked(tx, blob))?.is_some() {
                report.whole += 1;
                report.bytes += blob.bytes;
            } else {
                report.damaged.push(blob.key);
            }
        }
    }
}

/// The check as a command of the command line.
pub(crate) fn verify_command(app: &App, _: &Ctx, _: &[String]) -> Outcome<Value> {
    let report = verify(app)?;
    let named = |key: &BlobKey| json!({ "doc": key.doc.to_string(), "blob": key.blob.to_string() });
    Ok(json!({
        "clean": report.damaged.is_empty(),
        "whole": report.whole,
        "bytes": report.bytes,
        "expected": report.expected,
        "erased": report.erased,
        "damaged": report.damaged.iter().map(named).collect::<Vec<_>>(),
    }))
}
