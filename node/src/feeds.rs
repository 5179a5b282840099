//! Feeds in the store: the only place that appends entries (ροές).
//!
//! An entry's id is `feed number × 2^40 + height`, so the table is one tree that grows at the end of each feed. The tip
//! of a feed is its last entry. What is written here is never
//! changed, except that an erasure empties a body; headers and links stay for ever.

use crate::store::{Result, StoreError, Tx, one, opt, rows};
use loggia_schema::ids::{DeviceKey, DocId, Height, Incarnation, ScopeId};
use loggia_sync::body::BodySecret;
use loggia_sync::feed::{BodyHash, Entry, FeedId, Header, Kind, Link, Tip};
use rusqlite::{Connection, Row};

const HEIGHT_BITS: u32 = 40;
const HEIGHT_MASK: i64 = (1 << HEIGHT_BITS) - 1;

/// Where an entry stands in this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub i64);

impl EntryId {
    /// The id of a place in a feed.
    pub fn new(feed: i64, height: Height) -> Result<EntryId> {
        let height = i64::try_from(height.0).ok().filter(|h| *h <= HEIGHT_MASK);
        height
            .map(|height| EntryId((feed << HEIGHT_BITS) | height))
            .ok_or(StoreError::Damaged("height"))
    }

    /// Number of the feed in this store.
    pub const fn feed(self) -> i64 {
        self.0 >> HEIGHT_BITS
    }

    /// Height in the feed.
    pub const fn height(self) -> Height {
        Height((self.0 & HEIGHT_MASK).unsigned_abs())
    }
}

/// What has been done with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// Admitted; its turn has not come.
    ToApply = 0,
    /// Part of its document, or carried out.
    Applied = 1,
    /// Waits for a change that has not arrived.
    Waiting = 2,
    /// Kept and relayed only: erased, of a newer program, or evidence of a fault.
    Kept = 3,
}

/// A feed as this store keeps it.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Its number in this store.
    pub no: i64,
    /// Its name.
    pub id: FeedId,
    /// The last entry held.
    pub tip: Tip,
    /// Handed to a carrier up to here.
    pub sent: Height,
    /// Signed for by the centre up to here: «στο Κέντρο».
    pub received: Height,
    /// In a backup of the centre up to here.
    pub backed_up: Height,
}

/// A feed with its last entry, if it has any.
const FEED: &str = "SELECT f.no, f.device, f.incarnation, f.scope, f.start, e.id, e.link, f.sent, f.received, f.backed_up
    FROM feed f LEFT JOIN entry e ON e.id = (SELECT max(id) FROM entry WHERE id > f.no << 40 AND id < (f.no + 1) << 40)";

/// The feed with this name, if the store knows it.
pub fn find(conn: &Connection, id: &FeedId) -> Result<Option<Feed>> {
    let sql = format!("{FEED} WHERE f.device = ?1 AND f.incarnation = ?2 AND f.scope = ?3");
    let name = (
        id.device.as_bytes(),
        id.incarnation.as_bytes(),
        id.scope.as_bytes(),
    );
    opt(conn, &sql, name, read_feed)
}

/// The feed with this number.
pub fn by_no(conn: &Connection, no: i64) -> Result<Feed> {
    one(conn, &format!("{FEED} WHERE f.no = ?1"), [no], read_feed)
}

/// The feeds of a scope.
pub fn of_scope(conn: &Connection, scope: &ScopeId) -> Result<Vec<Feed>> {
    rows(
        conn,
        &format!("{FEED} WHERE f.scope = ?1 ORDER BY f.no"),
        [scope.as_bytes()],
        read_feed,
    )
}

/// Every feed.
pub fn all(conn: &Connection) -> Result<Vec<Feed>> {
    rows(conn, &format!("{FEED} ORDER BY f.no"), [], read_feed)
}

/// How many entries this life of this device has written, over all its feeds.
pub fn written(conn: &Connection, device: &DeviceKey, life: Incarnation) -> Result<u64> {
    let all = all(conn)?.into_iter();
    let own = all.filter(|feed| (feed.id.device, feed.id.incarnation) == (*device, life));
    Ok(own.map(|feed| feed.tip.height.0).sum())
}

/// The feed with this name, made at `start` (its link of height 0) if nothing of it is held.
pub fn find_or_make(tx: &mut Tx<'_>, id: &FeedId, start: Tip) -> Result<Feed> {
    if let Some(feed) = find(tx.conn(), id)? {
        return Ok(feed);
    }
    let sql = "INSERT INTO feed (device, incarnation, scope, start) VALUES (?1, ?2, ?3, ?4)";
    let name = (
        id.device.as_bytes(),
        id.incarnation.as_bytes(),
        id.scope.as_bytes(),
        &start.link.0,
    );
    let no = tx.insert(sql, name)?;
    let zero = Height(0);
    Ok(Feed {
        no,
        id: *id,
        tip: start,
        sent: zero,
        received: zero,
        backed_up: zero,
    })
}

/// What is stored beside an entry's header and body.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// When it was written or arrived, device time in microseconds.
    pub at: i64,
    /// What has been done with it.
    pub state: EntryState,
    /// Number of its event among its author's in the document; 0 if it carries none.
    pub n: u64,
    /// Hash of its change.
    pub change: Option<&'a [u8; 32]>,
}

/// Appends one entry whose link was already computed and moves the feed's tip to it.
pub fn append(
    tx: &mut Tx<'_>,
    feed: &mut Feed,
    entry: &Entry,
    link: Link,
    beside: Beside<'_>,
) -> Result<EntryId> {
    if entry.header.height.0 != feed.tip.height.0 + 1 {
        return Err(StoreError::Damaged("height of a feed"));
    }
    let id = EntryId::new(feed.no, entry.header.height)?;
    let n = i64::try_from(beside.n).map_err(|_| StoreError::Damaged("event number"))?;
    let header = &entry.header;
    let values = rusqlite::params![
        id.0,
        header.kind.0,
        header.doc.as_bytes(),
        header.body_hash.0,
        header.body_len,
        link.0,
        beside.at,
        beside.state as i64,
        n,
        beside.change,
        entry.body,
    ];
    tx.exec(
        "INSERT INTO entry (id, kind, doc, body_hash, body_len, link, at, state, n, change, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        values,
    )?;
    feed.tip = Tip {
        height: header.height,
        link,
    };
    Ok(id)
}

/// An entry with what the store knows about it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Where it stands.
    pub id: EntryId,
    /// Header and body.
    pub entry: Entry,
    /// Its link.
    pub link: Link,
    /// Whether its change is part of the document.
    pub applied: bool,
}

const ENTRY: &str = "SELECT id, kind, doc, body_hash, body_len, link, state, body FROM entry";

/// One entry.
pub fn entry(conn: &Connection, id: EntryId) -> Result<Option<Stored>> {
    opt(
        conn,
        "SELECT id, kind, doc, body_hash, body_len, link, state, body FROM entry WHERE id = ?1",
        [id.0],
        read_entry,
    )
}

/// The entries of a document in the order they came into this store's feeds.
pub fn of_document(conn: &Connection, doc: &DocId) -> Result<Vec<Stored>> {
    rows(
        conn,
        &format!("{ENTRY} WHERE doc = ?1 ORDER BY id"),
        [doc.as_bytes()],
        read_entry,
    )
}

/// Entries of a feed above `after`, at most `most`.
pub fn above(conn: &Connection, feed: i64, after: Height, most: usize) -> Result<Vec<Stored>> {
    let from = EntryId::new(feed, after)?;
    let to = (feed + 1) << HEIGHT_BITS;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    rows(
        conn,
        &format!("{ENTRY} WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3"),
        (from.0, to, most),
        read_entry,
    )
}

/// Admitted entries whose turn has not come, oldest arrival first within each feed.
pub fn to_apply(conn: &Connection, most: usize) -> Result<Vec<Stored>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    rows(
        conn,
        &format!("{ENTRY} WHERE state = 0 ORDER BY id LIMIT ?1"),
        [most],
        read_entry,
    )
}

/// Notes what was done with an entry.
pub fn set_state(tx: &mut Tx<'_>, id: EntryId, state: EntryState) -> Result<()> {
    tx.exec(
        "UPDATE entry SET state = ?2 WHERE id = ?1",
        (id.0, state as i64),
    )
    .map(drop)
}

/// The link held at a height.
pub fn link_at(conn: &Connection, feed: i64, height: Height) -> Result<Option<Link>> {
    let id = EntryId::new(feed, height)?;
    opt(
        conn,
        "SELECT link FROM entry WHERE id = ?1",
        [id.0],
        |row| Ok(Link(row.get(0)?)),
    )
}

/// The secret of a document in a feed: it stands at the front of the feed's OPEN there, and goes with its body.
pub fn secret(conn: &Connection, doc: &DocId, feed: i64) -> Result<Option<BodySecret>> {
    let sql = "SELECT substr(body, 1, 32) FROM entry
               WHERE doc = ?1 AND kind = 1 AND body IS NOT NULL AND id > ?2 << 40 AND id < (?2 + 1) << 40 LIMIT 1";
    opt(conn, sql, (doc.as_bytes(), feed), |row| {
        Ok(BodySecret::from_bytes(row.get(0)?))
    })
}

/// A height as the store writes it.
pub(crate) fn number(height: Height) -> Result<i64> {
    i64::try_from(height.0).map_err(|_| StoreError::Damaged("height"))
}

fn read_feed(row: &Row<'_>) -> rusqlite::Result<Feed> {
    let height = |at| Ok::<_, rusqlite::Error>(Height(row.get::<_, i64>(at)?.unsigned_abs()));
    let tip = match row.get::<_, Option<i64>>(5)? {
        Some(last) => Tip {
            height: EntryId(last).height(),
            link: Link(row.get(6)?),
        },
        None => Tip {
            height: Height(0),
            link: Link(row.get(4)?),
        },
    };
    Ok(Feed {
        no: row.get(0)?,
        id: FeedId {
            device: DeviceKey(row.get(1)?),
            incarnation: Incarnation(row.get(2)?),
            scope: ScopeId(row.get(3)?),
        },
        tip,
        sent: height(7)?,
        received: height(8)?,
        backed_up: height(9)?,
    })
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let id = EntryId(row.get(0)?);
    let header = Header {
        height: id.height(),
        kind: Kind(row.get(1)?),
        doc: DocId(row.get(2)?),
        body_hash: BodyHash(row.get(3)?),
        body_len: row.get(4)?,
    };
    Ok(Stored {
        id,
        entry: Entry {
            header,
            body: row.get(7)?,
        },
        link: Link(row.get(5)?),
        applied: row.get::<_, i64>(6)? == EntryState::Applied as i64,
    })
}
