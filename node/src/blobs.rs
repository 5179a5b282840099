//! Blobs in the store: pictures, scans and PDFs, in the same encrypted file and the same transaction as their event (αρχεία).
//!
//! A file beside the store would need a key, an order of syncs and a broom of its own, and could be there without its case
//! or the other way round (docs/decisions/0016). Here a case with its photo is saved or is not; erasure overwrites the
//! pages. A save without a file touches none of these tables.
//!
//! A blob counts as arrived only while its receipt is of the centre's **present** epoch: a centre that was restored may have
//! lost it, and every holder offers it again.

use crate::store::{Result, StoreError, Tx, one, opt, rows};
use loggia_cases::attachment::Attachment;
use loggia_schema::ids::{BlobId, DocId, PartId, ScopeId};
use loggia_schema::message::Code;
use loggia_sync::blob::{BlobKey, BlobList, CheckedBlobReceipt, count_of};
use loggia_sync::limits::BLOB_CHUNK;
use rusqlite::{Connection, Row};

/// Chunks that the ids of one blob make room for.
const ROOM: i64 = 1024;
/// A blob is whole when it holds as many chunks as its bytes make.
const WHOLE: &str = "erased = 0 AND chunks * 65536 >= bytes";

/// A blob as far as it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its number in this store.
    pub no: i64,
    /// The document and the hash.
    pub key: BlobKey,
    /// The document's scope.
    pub scope: ScopeId,
    /// Its bytes, as its event says.
    pub bytes: u64,
    /// Chunks held, from the first.
    pub chunks: u32,
    /// A person asked the centre for it.
    pub wanted: bool,
    /// Erased by order of the centre.
    pub erased: bool,
    /// Why it was last refused.
    pub refused: Option<Code>,
    /// Epoch of the centre's receipt; 0: none.
    pub epoch: u32,
}

impl Blob {
    /// All of it is here.
    pub fn is_whole(&self) -> bool {
        !self.erased && count_of(self.bytes) == Some(self.chunks)
    }

    /// The centre's word that it holds it stands.
    pub const fn is_at_centre(&self, present: u32) -> bool {
        self.epoch >= present
    }
}

const COLUMNS: &str = "no, doc, blob, scope, bytes, chunks, wanted, erased, refused, epoch";

fn read(row: &Row<'_>) -> rusqlite::Result<Blob> {
    Ok(Blob {
        no: row.get(0)?,
        key: BlobKey {
            doc: DocId(row.get(1)?),
            blob: BlobId(row.get(2)?),
        },
        scope: ScopeId(row.get(3)?),
        bytes: row.get::<_, i64>(4)?.unsigned_abs(),
        chunks: row.get(5)?,
        wanted: row.get(6)?,
        erased: row.get(7)?,
        refused: row.get::<_, Option<u16>>(8)?.map(Code::new),
        epoch: row.get(9)?,
    })
}

/// The blob, if anything of it is known.
pub fn find(conn: &Connection, key: &BlobKey) -> Result<Option<Blob>> {
    let sql = format!("SELECT {COLUMNS} FROM blob WHERE doc = ?1 AND blob = ?2");
    opt(conn, &sql, (key.doc.as_bytes(), key.blob.as_bytes()), read)
}

/// Every blob of the store, in the order they came.
pub fn all(conn: &Connection) -> Result<Vec<Blob>> {
    rows(
        conn,
        &format!("SELECT {COLUMNS} FROM blob ORDER BY no"),
        [],
        read,
    )
}

/// Keeps a whole blob beside the event that names it.
pub fn put(
    tx: &mut Tx<'_>,
    doc: &DocId,
    scope: &ScopeId,
    file: &Attachment,
    list: &BlobList,
    content: &[u8],
    at: i64,
) -> Result<()> {
    let sql = "INSERT INTO blob (doc, blob, scope, part, bytes, chunks, at, list) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = rusqlite::params![
        doc.as_bytes(),
        file.blob.as_bytes(),
        scope.as_bytes(),
        file.part.as_bytes(),
        number(file.bytes)?,
        list.count(),
        at,
        list.encode(),
    ];
    let no = tx.insert(sql, values)?;
    for (index, chunk) in (0_i64..).zip(content.chunks(BLOB_CHUNK)) {
        put_chunk(tx, no, index, chunk)?;
    }
    Ok(())
}

/// A person asks the centre for a blob that a case names.
pub fn want(
    tx: &mut Tx<'_>,
    doc: &DocId,
    scope: &ScopeId,
    file: &Attachment,
    at: i64,
) -> Result<()> {
    let sql = "INSERT INTO blob (doc, blob, scope, part, bytes, wanted, at) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)
               ON CONFLICT (doc, blob) DO UPDATE SET wanted = 1, refused = NULL, tried = 0 WHERE erased = 0";
    let values = rusqlite::params![
        doc.as_bytes(),
        file.blob.as_bytes(),
        scope.as_bytes(),
        file.part.as_bytes(),
        number(file.bytes)?,
        at,
    ];
    tx.exec(sql, values).map(drop)
}

/// Whole blobs whose receipt is missing or of an older epoch than `present`, at most `most`; those never refused first.
pub fn to_offer(conn: &Connection, present: u32, most: usize) -> Result<Vec<(Blob, bool)>> {
    let sql = format!(
        "SELECT {COLUMNS}, tried FROM blob WHERE epoch < ?1 AND {WHOLE} ORDER BY tried, no LIMIT ?2"
    );
    rows(conn, &sql, (present, limit(most)), tried)
}

/// Blobs a person asked for that are not whole, at most `most`; those never refused first.
pub fn to_fetch(conn: &Connection, most: usize) -> Result<Vec<(Blob, bool)>> {
    let sql = format!(
        "SELECT {COLUMNS}, tried FROM blob WHERE wanted = 1 AND erased = 0 AND NOT ({WHOLE}) ORDER BY tried, no LIMIT ?1"
    );
    rows(conn, &sql, [limit(most)], tried)
}

fn tried(row: &Row<'_>) -> rusqlite::Result<(Blob, bool)> {
    Ok((read(row)?, row.get::<_, i64>(10)? > 0))
}

/// Whole blobs the centre has not vouched for in its present epoch, and of these how many it refused.
pub fn waiting(conn: &Connection, present: u32) -> Result<(u64, u64)> {
    let sql = format!("SELECT count(*), count(refused) FROM blob WHERE epoch < ?1 AND {WHOLE}");
    one(conn, &sql, [present], |row| {
        let count = |at| Ok::<_, rusqlite::Error>(row.get::<_, i64>(at)?.unsigned_abs());
        Ok((count(0)?, count(1)?))
    })
}

/// Whether a file of a document is here and the centre has not vouched for it.
pub fn any_waits(conn: &Connection, doc: &DocId, present: u32) -> Result<bool> {
    let sql =
        format!("SELECT EXISTS (SELECT 1 FROM blob WHERE doc = ?1 AND epoch < ?2 AND {WHOLE})");
    one(conn, &sql, (doc.as_bytes(), present), |row| row.get(0))
}

/// The list of a blob's chunks, once known.
pub fn list(conn: &Connection, no: i64) -> Result<Option<BlobList>> {
    let bytes: Option<Vec<u8>> = one(conn, "SELECT list FROM blob WHERE no = ?1", [no], |row| {
        row.get(0)
    })?;
    let read = |bytes: Vec<u8>| {
        BlobList::decode(&bytes).map_err(|_| StoreError::Damaged("list of a blob"))
    };
    bytes.map(read).transpose()
}

/// A chunk, if it is held.
pub fn chunk(conn: &Connection, no: i64, index: u32) -> Result<Option<Vec<u8>>> {
    let id = no * ROOM + i64::from(index);
    opt(
        conn,
        "SELECT bytes FROM blob_chunk WHERE id = ?1",
        [id],
        |row| row.get(0),
    )
}

/// The whole content, each chunk checked; `None` if something is missing or is not what the name says.
pub fn content(conn: &Connection, blob: &Blob) -> Result<Option<Vec<u8>>> {
    let Some(list) = list(conn, blob.no)? else {
        return Ok(None);
    };
    if list.id() != blob.key.blob {
        return Ok(None);
    }
    let mut content = Vec::with_capacity(usize::try_from(blob.bytes).unwrap_or(0));
    for index in 0..list.count() {
        match chunk(conn, blob.no, index)?.filter(|chunk| list.accepts(index, chunk)) {
            Some(chunk) => content.extend(chunk),
            None => return Ok(None),
        }
    }
    Ok(Some(content))
}

/// The list of a blob that is about to come.
pub fn begin(tx: &mut Tx<'_>, no: i64, list: &BlobList) -> Result<()> {
    tx.exec(
        "UPDATE blob SET list = ?2 WHERE no = ?1 AND erased = 0",
        (no, list.encode()),
    )
    .map(drop)
}

/// The next chunk of a blob.
pub fn keep(tx: &mut Tx<'_>, no: i64, index: u32, bytes: &[u8]) -> Result<()> {
    put_chunk(tx, no, i64::from(index), bytes)?;
    tx.exec(
        "UPDATE blob SET chunks = ?2, refused = NULL, tried = 0 WHERE no = ?1",
        (no, index + 1),
    )
    .map(drop)
}

/// The centre's word for a blob. One of an older epoch changes nothing.
pub fn vouched(tx: &mut Tx<'_>, receipt: &CheckedBlobReceipt) -> Result<()> {
    let said = receipt.receipt();
    tx.exec(
        "UPDATE blob SET epoch = ?3, receipt = ?4, refused = NULL, tried = 0
         WHERE doc = ?1 AND blob = ?2 AND epoch <= ?3 AND erased = 0",
        (
            said.key.doc.as_bytes(),
            said.key.blob.as_bytes(),
            said.epoch.0,
            receipt.bytes(),
        ),
    )
    .map(drop)
}

/// Why a blob was refused.
pub fn refused(tx: &mut Tx<'_>, key: &BlobKey, why: Code) -> Result<()> {
    tx.exec(
        "UPDATE blob SET refused = ?3, tried = tried + 1 WHERE doc = ?1 AND blob = ?2",
        (key.doc.as_bytes(), key.blob.as_bytes(), why.number()),
    )
    .map(drop)
}

/// The newest epoch in which the centre has spoken; before it spoke, the first.
pub fn present_epoch(conn: &Connection) -> Result<u32> {
    let sql = "SELECT max(1, coalesce(max(epoch), 1)) FROM receipt";
    one(conn, sql, [], |row| row.get(0))
}

/// A blob that is not what it should be: what is left of it goes, and the centre is asked for it.
pub fn ask_again(tx: &mut Tx<'_>, no: i64) -> Result<()> {
    drop_chunks(tx, no)?;
    tx.exec(
        "UPDATE blob SET chunks = 0, list = NULL, wanted = 1, refused = NULL, tried = 0 WHERE no = ?1",
        [no],
    )
    .map(drop)
}

/// Everything of a document's blobs.
pub fn forget_document(tx: &mut Tx<'_>, doc: &DocId) -> Result<()> {
    let sql = "SELECT no FROM blob WHERE doc = ?1";
    for no in rows(tx.conn(), sql, [doc.as_bytes()], |row| row.get(0))? {
        drop_chunks(tx, no)?;
    }
    tx.exec("DELETE FROM blob WHERE doc = ?1", [doc.as_bytes()])
        .map(drop)
}

/// The blobs that go with a private part. That they were there is remembered, so that nobody asks for them again.
pub fn forget_part(tx: &mut Tx<'_>, doc: &DocId, part: &PartId) -> Result<()> {
    let sql = "SELECT no FROM blob WHERE doc = ?1 AND part = ?2";
    let keys = (doc.as_bytes(), part.as_bytes());
    for no in rows(tx.conn(), sql, keys, |row| row.get(0))? {
        drop_chunks(tx, no)?;
    }
    tx.exec(
        "UPDATE blob SET erased = 1, wanted = 0, chunks = 0, list = NULL, receipt = NULL WHERE doc = ?1 AND part = ?2",
        keys,
    )
    .map(drop)
}

fn drop_chunks(tx: &mut Tx<'_>, no: i64) -> Result<()> {
    tx.exec(
        "DELETE FROM blob_chunk WHERE id >= ?1 AND id < ?2",
        (no * ROOM, (no + 1) * ROOM),
    )
    .map(drop)
}

fn put_chunk(tx: &mut Tx<'_>, no: i64, index: i64, bytes: &[u8]) -> Result<()> {
    tx.exec(
        "INSERT INTO blob_chunk (id, bytes) VALUES (?1, ?2)",
        (no * ROOM + index, bytes),
    )
    .map(drop)
}

fn number(bytes: u64) -> Result<i64> {
    i64::try_from(bytes).map_err(|_| StoreError::Damaged("length of a blob"))
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
