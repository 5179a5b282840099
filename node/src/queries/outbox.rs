//! Where an entry stands on its way to the centre, and what is still on the way (εξερχόμενα).

use crate::blobs;
use crate::error::Result;
use crate::feeds::{self, EntryId, Feed};
use crate::session::Session;
use crate::store::{self, one, opt, rows};
use loggia_schema::ids::{DocId, Height, ScopeId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Lines of the outbox that are shown; the counts are always whole.
const SHOWN: u32 = 200;

/// How far an entry has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// Stored on this device; nothing was handed over yet.
    Queued,
    /// Handed to a carrier; nobody has signed for it.
    Sent,
    /// The centre has signed that it holds it.
    Received,
    /// The centre has signed that it is also in a backup.
    BackedUp,
}

impl Badge {
    /// As screens say it.
    pub const fn greek(self) -> &'static str {
        match self {
            Badge::Queued => "σε ουρά",
            Badge::Sent => "στάλθηκε",
            Badge::Received => "στο Κέντρο",
            Badge::BackedUp => "στο Κέντρο, σε αντίγραφο",
        }
    }

    /// The badge of a place in a feed.
    pub fn of(feed: &Feed, entry: EntryId) -> Badge {
        let height = entry.height();
        match height {
            _ if height <= feed.backed_up => Badge::BackedUp,
            _ if height <= feed.received => Badge::Received,
            _ if height <= feed.sent => Badge::Sent,
            _ => Badge::Queued,
        }
    }
}

/// What is on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    /// Entries of this device the centre has not signed for.
    pub waiting: u64,
    /// Of these, handed to a carrier.
    pub sent: u64,
    /// Since when the oldest waits, microseconds of the device's clock.
    pub oldest: Option<i64>,
    /// The newest of them by case, newest first.
    pub lines: Vec<OutboxLine>,
    /// Files of cases that the centre has not signed for, the oldest first.
    pub files: Vec<OutboxFile>,
}

/// One file in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxFile {
    /// The case.
    pub doc: DocId,
    /// Its number, if it has a row.
    pub number: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// Message with which the centre refused it at the last try.
    pub refused: Option<u16>,
    /// When it came into this store, microseconds of the device's clock.
    pub at: i64,
}

/// One case in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxLine {
    /// The case.
    pub doc: DocId,
    /// Its number, if it has a row.
    pub number: String,
    /// Its scope.
    pub scope: ScopeId,
    /// Entries of it on the way.
    pub entries: u64,
    /// The least advanced of them.
    pub badge: Badge,
    /// When the newest of them was written, microseconds of the device's clock.
    pub at: i64,
}

impl Session<'_> {
    /// What this device wrote and the centre has not signed for.
    ///
    /// # Errors
    /// The disk's.
    pub fn outbox(&mut self) -> Result<Outbox> {
        let oldest = self.oldest_waiting()?;
        let own = self.own_feeds()?;
        let conn = self.open()?.store.conn();
        let mut outbox = Outbox {
            waiting: 0,
            sent: 0,
            oldest,
            lines: Vec::new(),
            files: files(conn)?,
        };
        for feed in own {
            let (received, tip) = (feed.received.0, feed.tip.height.0);
            outbox.waiting += tip.saturating_sub(received);
            outbox.sent += feed.sent.0.min(tip).saturating_sub(received);
            outbox.lines.extend(lines(conn, &feed)?);
        }
        outbox.lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        Ok(outbox)
    }

    /// When the oldest entry was written that the centre has not signed for, microseconds of the device's clock.
    ///
    /// # Errors
    /// The disk's.
    pub fn oldest_waiting(&mut self) -> Result<Option<i64>> {
        let own = self.own_feeds()?;
        let conn = self.open()?.store.conn();
        let mut oldest = None;
        for feed in own {
            let first = EntryId::new(feed.no, Height(feed.received.0 + 1))?;
            let sql = "SELECT at FROM entry WHERE id = ?1";
            let at: Option<i64> = opt(conn, sql, [first.0], |row| row.get(0))?;
            oldest = [oldest, at].into_iter().flatten().min();
        }
        Ok(oldest)
    }

    fn own_feeds(&mut self) -> Result<Vec<Feed>> {
        let device = self.me.device;
        let mut feeds = feeds::all(self.open()?.store.conn())?;
        feeds.retain(|feed| feed.id.device == device);
        Ok(feeds)
    }
}

fn files(conn: &Connection) -> store::Result<Vec<OutboxFile>> {
    let sql = "SELECT b.doc, coalesce(d.number, ''), b.bytes, b.refused, b.at
               FROM blob b LEFT JOIN document d ON d.doc = b.doc
               WHERE b.epoch < ?1 AND b.erased = 0 AND b.chunks * 65536 >= b.bytes ORDER BY b.no LIMIT ?2";
    let present = blobs::present_epoch(conn)?;
    rows(conn, sql, (present, SHOWN), |row| {
        Ok(OutboxFile {
            doc: DocId(row.get(0)?),
            number: row.get(1)?,
            bytes: row.get::<_, i64>(2)?.unsigned_abs(),
            refused: row.get(3)?,
            at: row.get(4)?,
        })
    })
}

/// The newest cases of a feed that wait. A month offline is a hundred thousand entries: only their newest are read.
fn lines(conn: &Connection, feed: &Feed) -> store::Result<Vec<OutboxLine>> {
    let received = EntryId::new(feed.no, feed.received)?;
    let sent = EntryId::new(feed.no, feed.sent)?;
    let last = EntryId::new(feed.no, feed.tip.height)?;
    let mut docs = Vec::new();
    let mut newest =
        conn.prepare_cached("SELECT doc FROM entry WHERE id > ?1 AND id <= ?2 ORDER BY id DESC")?;
    let mut newest = newest.query((received.0, last.0))?;
    let mut known = BTreeSet::new();
    while docs.len() < SHOWN as usize {
        let Some(row) = newest.next()? else { break };
        let doc = DocId(row.get(0)?);
        if known.insert(doc) {
            docs.push(doc);
        }
    }
    let sql = "SELECT (SELECT number FROM document WHERE doc = ?3), count(*), max(id), max(at)
               FROM entry WHERE doc = ?3 AND id > ?1 AND id <= ?2";
    let line = |doc: DocId| {
        one(conn, sql, (received.0, last.0, doc.as_bytes()), |row| {
            let newest: i64 = row.get(2)?;
            Ok(OutboxLine {
                doc,
                number: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
                scope: feed.id.scope,
                entries: row.get::<_, i64>(1)?.unsigned_abs(),
                badge: if newest <= sent.0 {
                    Badge::Sent
                } else {
                    Badge::Queued
                },
                at: row.get(3)?,
            })
        })
    };
    docs.into_iter().map(line).collect()
}
