//! Feeds and their entries as tables: the durable half of admit.

use crate::store::Centre;
use jiff::Timestamp;
use loggia_core::db::{DbError, DbResult, Row, Tx};
use loggia_core::{numbering, params};
use loggia_schema::ids::{DocId, Height, ScopeId};
use loggia_sync::feed::{Chain, Entry, FeedId, Header, Link, Tip};
use loggia_sync::sign::Signature;

/// A feed as the centre holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// Short number inside this database.
    pub no: i64,
    /// Its name.
    pub id: FeedId,
    /// True for the centre's own feed of a scope.
    pub own: bool,
    /// How far it is held.
    pub tip: Tip,
    /// The device's signature over the tip; none on the centre's own feeds, which sessions sign.
    pub signature: Option<Signature>,
    /// Up to where entries were looked at; some of them may wait.
    pub judged: Height,
    /// Up to where the last backup holds it.
    pub backed_up: Height,
    /// True when two branches were proven and no closure has named one yet.
    pub forked: bool,
}

const COLUMNS: &str = "feed_no, feed, own, height, link, signature, judged, backed_up, forked";

/// An entry as held.
pub(crate) struct HeldEntry {
    pub entry: Entry,
    pub signature: Option<Signature>,
    pub arrived: Timestamp,
}

/// The feed with this name.
pub(crate) fn find(tx: &mut Tx<'_>, feed: &FeedId) -> DbResult<Option<FeedRow>> {
    let row = tx.opt(
        &format!("SELECT {COLUMNS} FROM intake_feed WHERE municipality_id = $1 AND feed = $2"),
        &params![tx.municipality(), feed.to_bytes()],
    )?;
    row.as_ref().map(read).transpose()
}

/// The feeds of a scope, in rising order.
///
/// # Errors
/// The store's.
pub fn feeds_of(tx: &mut Tx<'_>, scope: ScopeId) -> DbResult<Vec<FeedRow>> {
    let rows = tx.rows(
        &format!("SELECT {COLUMNS} FROM intake_feed WHERE municipality_id = $1 AND scope_id = $2 ORDER BY feed"),
        &params![tx.municipality(), scope],
    )?;
    rows.iter().map(read).collect()
}

/// The feed with this name, begun if it is new.
pub(crate) fn open(tx: &mut Tx<'_>, centre: &Centre, feed: &FeedId) -> DbResult<FeedRow> {
    if let Some(row) = find(tx, feed)? {
        return Ok(row);
    }
    let tip = Chain::start(tx.municipality(), feed).tip();
    let own = feed.device == centre.device();
    let no = numbering::next(tx, "intake-feed", 0)?;
    tx.exec(
        "INSERT INTO intake_feed (municipality_id, feed_no, feed, scope_id, own, height, link, judged, backed_up, forked) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            tx.municipality(), no, feed.to_bytes(), feed.scope, own, tip.height, tip.link.0, tip.height, Height(0), false
        ],
    )?;
    Ok(FeedRow {
        no,
        id: *feed,
        own,
        tip,
        signature: None,
        judged: Height(0),
        backed_up: Height(0),
        forked: false,
    })
}

/// Moves a feed's tip over entries that were just stored.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    no: i64,
    tip: Tip,
    signature: Option<Signature>,
) -> DbResult<()> {
    tx.exec(
        "UPDATE intake_feed SET height = $1, link = $2, signature = $3 WHERE municipality_id = $4 AND feed_no = $5",
        &params![tip.height, tip.link.0, signature.map(|s| s.0.to_vec()), tx.municipality(), no],
    )?;
    Ok(())
}

/// Everything up to `height` was looked at.
pub(crate) fn set_judged(tx: &mut Tx<'_>, no: i64, height: Height) -> DbResult<()> {
    tx.exec(
        "UPDATE intake_feed SET judged = $1 WHERE municipality_id = $2 AND feed_no = $3",
        &params![height, tx.municipality(), no],
    )?;
    Ok(())
}

/// Stores one entry.
pub(crate) fn put_entry(
    tx: &mut Tx<'_>,
    no: i64,
    (header, body): (&Header, Option<&[u8]>),
    link: &Link,
    signature: Option<Signature>,
    arrived: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "INSERT INTO intake_entry (municipality_id, feed_no, height, header, link, body, signature, doc_id, arrived_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            tx.municipality(), no, header.height, header.to_bytes(), link.0, body, signature.map(|s| s.0.to_vec()),
            header.doc, arrived
        ],
    )?;
    Ok(())
}

/// Entries of a feed above `after`, oldest first, at most `limit`.
pub(crate) fn entries_after(
    tx: &mut Tx<'_>,
    no: i64,
    after: Height,
    limit: u32,
) -> DbResult<Vec<HeldEntry>> {
    let rows = tx.rows(
        "SELECT header, body, signature, arrived_at FROM intake_entry \
         WHERE municipality_id = $1 AND feed_no = $2 AND height > $3 ORDER BY height LIMIT $4",
        &params![tx.municipality(), no, after, limit],
    )?;
    rows.iter().map(read_entry).collect()
}

/// One entry.
pub(crate) fn entry(tx: &mut Tx<'_>, no: i64, height: Height) -> DbResult<Option<HeldEntry>> {
    let row = tx.opt(
        "SELECT header, body, signature, arrived_at FROM intake_entry \
         WHERE municipality_id = $1 AND feed_no = $2 AND height = $3",
        &params![tx.municipality(), no, height],
    )?;
    row.as_ref().map(read_entry).transpose()
}

/// The link at a height of a feed.
pub(crate) fn link_at(tx: &mut Tx<'_>, no: i64, height: Height) -> DbResult<Option<Link>> {
    let row = tx.opt(
        "SELECT link FROM intake_entry WHERE municipality_id = $1 AND feed_no = $2 AND height = $3",
        &params![tx.municipality(), no, height],
    )?;
    row.map(|row| row.get("link").map(Link)).transpose()
}

/// An entry that waits, for the page of devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingEntry {
    /// Short number of its feed.
    pub feed_no: i64,
    /// Its height.
    pub height: Height,
    /// Its document.
    pub doc: DocId,
    /// `change <hex>` or `upgrade`.
    pub waits_for: String,
    /// Since when.
    pub since: Timestamp,
}

/// What waits, oldest first; of one document if given.
///
/// # Errors
/// The store's.
pub fn waiting_entries(tx: &mut Tx<'_>, doc: Option<DocId>) -> DbResult<Vec<WaitingEntry>> {
    const SELECT: &str = "SELECT feed_no, height, doc_id, waits_for, since FROM intake_waiting WHERE municipality_id = $1";
    let rows = match doc {
        None => tx.rows(
            &format!("{SELECT} ORDER BY since, feed_no, height"),
            &params![tx.municipality()],
        )?,
        Some(doc) => tx.rows(
            &format!("{SELECT} AND doc_id = $2 ORDER BY feed_no, height"),
            &params![tx.municipality(), doc],
        )?,
    };
    rows.iter()
        .map(|row| {
            Ok(WaitingEntry {
                feed_no: row.get("feed_no")?,
                height: row.get("height")?,
                doc: row.get("doc_id")?,
                waits_for: row.get("waits_for")?,
                since: row.get("since")?,
            })
        })
        .collect()
}

/// How far every feed is held, to be remembered before a copy is begun: the copy holds at least this.
///
/// # Errors
/// The store's.
pub fn held(tx: &mut Tx<'_>) -> DbResult<Vec<(i64, Height)>> {
    let rows = tx.rows(
        "SELECT feed_no, height FROM intake_feed WHERE municipality_id = $1 ORDER BY feed_no",
        &params![tx.municipality()],
    )?;
    rows.iter()
        .map(|row| Ok((row.get("feed_no")?, row.get("height")?)))
        .collect()
}

/// A backup now holds what [`held`] answered before it: laptops may forget their second copies of that, and of no
/// entry that came while the copy was being made.
///
/// # Errors
/// The store's.
pub fn mark_backed_up(tx: &mut Tx<'_>, held: &[(i64, Height)]) -> DbResult<()> {
    for (feed, height) in held {
        tx.exec(
            "UPDATE intake_feed SET backed_up = $1 WHERE municipality_id = $2 AND feed_no = $3 AND backed_up < $1",
            &params![*height, tx.municipality(), *feed],
        )?;
    }
    Ok(())
}

fn read(row: &Row) -> DbResult<FeedRow> {
    let bytes: Vec<u8> = row.get("feed")?;
    let id =
        FeedId::from_slice(&bytes).map_err(|_| DbError::Corrupt("a feed's name".to_owned()))?;
    Ok(FeedRow {
        no: row.get("feed_no")?,
        id,
        own: row.get("own")?,
        tip: Tip {
            height: row.get("height")?,
            link: Link(row.get("link")?),
        },
        signature: row.get::<Option<[u8; 64]>>("signature")?.map(Signature),
        judged: row.get("judged")?,
        backed_up: row.get("backed_up")?,
        forked: row.get("forked")?,
    })
}

fn read_entry(row: &Row) -> DbResult<HeldEntry> {
    let header: Vec<u8> = row.get("header")?;
    let header = Header::from_slice(&header)
        .map_err(|_| DbError::Corrupt("an entry's header".to_owned()))?;
    Ok(HeldEntry {
        entry: Entry {
            header,
            body: row.get("body")?,
        },
        signature: row.get::<Option<[u8; 64]>>("signature")?.map(Signature),
        arrived: row.get("arrived_at")?,
    })
}
