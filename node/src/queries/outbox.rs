//! Where an entry stands on its way to the centre, and what is still on the way (εξερχόμενα).

use crate::blobs;
use crate::error::Result;
use crate::feeds::{self, EntryId, Feed};
use crate::session::Session;
use crate::store::{self, one, rows};
use loggia_schema::ids::{DocId, ScopeId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Lines of the outbox that are shown; the counts are always whole.
const SHOWN: i64 = 200;

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
        let device = self.me.device;
        let conn = self.open()?.store.conn();
        let mut outbox = Outbox {
            waiting: 0,
            sent: 0,
            oldest: None,
            lines: Vec::new(),
            files: files(conn)?,
        };
        for feed in feeds::all(conn)?
            .into_iter()
            .filter(|feed| feed.id.device == device)
        {
            let waiting = feed.tip.height.0.saturating_sub(feed.received.0);
            if waiting == 0 {
                continue;
            }
            outbox.waiting += waiting;
            outbox.sent += feed
                .sent
                .0
                .min(feed.tip.height.0)
                .saturating_sub(feed.received.0);
            let first = EntryId::new(feed.no, loggia_schema::ids::Height(feed.received.0 + 1))?;
            let oldest: i64 = one(
                conn,
                "SELECT at FROM entry WHERE id = ?1",
                [first.0],
                |row| row.get(0),
            )?;
            outbox.oldest = Some(outbox.oldest.map_or(oldest, |old: i64| old.min(oldest)));
            outbox.lines.extend(lines(conn, &feed)?);
        }
        outbox.lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        Ok(outbox)
    }
}

fn files(conn: &Connection) -> store::Result<Vec<OutboxFile>> {
    let sql = "SELECT b.doc, coalesce(r.number, ''), b.bytes, b.refused, b.at
               FROM blob b LEFT JOIN document d ON d.doc = b.doc LEFT JOIN case_row r ON r.no = d.no
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

fn lines(conn: &Connection, feed: &Feed) -> store::Result<Vec<OutboxLine>> {
    let received = EntryId::new(feed.no, feed.received)?;
    let sent = EntryId::new(feed.no, feed.sent)?;
    let last = EntryId::new(feed.no, feed.tip.height)?;
    let sql = "SELECT e.doc, coalesce(r.number, ''), count(*), max(e.id), max(e.at)
               FROM entry e LEFT JOIN document d ON d.doc = e.doc LEFT JOIN case_row r ON r.no = d.no
               WHERE e.id > ?1 AND e.id <= ?2 GROUP BY e.doc ORDER BY max(e.id) DESC LIMIT ?3";
    rows(conn, sql, (received.0, last.0, SHOWN), |row| {
        let newest: i64 = row.get(3)?;
        Ok(OutboxLine {
            doc: DocId(row.get(0)?),
            number: row.get(1)?,
            scope: feed.id.scope,
            entries: row.get::<_, i64>(2)?.unsigned_abs(),
            badge: if newest <= sent.0 {
                Badge::Sent
            } else {
                Badge::Queued
            },
            at: row.get(4)?,
        })
    })
}
