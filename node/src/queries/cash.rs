//! The cash desk of this device: who holds which box, what its receipts add up to, what is not at the centre yet, and what
//! came in from day to day (ταμείο).

use crate::error::Result;
use crate::queries::Badge;
use crate::queries::lines::{Line, moment};
use crate::queries::list::badge;
use crate::session::Session;
use crate::store::{self, StoreError, one, opt, rows};
use loggia_cases::CaseKind;
use loggia_cases::cash::{CashDayRow, Stage, Summary};
use loggia_cases::receipt::ReceiptRow;
use loggia_cases::records::UserRecord;
use loggia_cases::rights;
use loggia_schema::calendar::Date;
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::money::Cents;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A cash day with its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashBox {
    /// The case.
    pub doc: DocId,
    /// Its number in this store: its receipts came after it.
    #[serde(skip)]
    no: i64,
    /// Its row.
    pub row: CashDayRow,
}

/// What a cashier sees before anything is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashDesk {
    /// Boxes of this device that are not closed, oldest first.
    pub open: Vec<CashBox>,
    /// What was left in the box of this device at its last closing.
    pub left: Option<Cents>,
    /// Boxes of this device that were opened today.
    pub today: Vec<CashBox>,
}

/// A cash day with everything that is known of it here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashSheet {
    /// The day.
    pub held: CashBox,
    /// Its receipts, by number.
    pub receipts: Vec<SheetLine>,
    /// What they add up to now.
    pub summary: Summary,
    /// What must be in the box now.
    pub expected: Cents,
    /// Its receipts that the centre has not signed for.
    pub waiting: u64,
}

/// One receipt of a cash day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    /// The case.
    pub doc: DocId,
    /// Its row.
    pub row: ReceiptRow,
    /// How far it has come; `None` if another device wrote it.
    pub badge: Option<Badge>,
}

/// What came in on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// The day.
    pub day: Date,
    /// Receipts that hold.
    pub receipts: u64,
    /// Their sum.
    pub total: Cents,
}

impl Session<'_> {
    /// The boxes of this device in a scope.
    ///
    /// # Errors
    /// The disk's.
    pub fn cash_desk(&mut self, scope: &ScopeId) -> Result<CashDesk> {
        let today = self.moment()?.now.date();
        Ok(CashDesk {
            open: self.open_boxes(scope)?,
            left: self.last_left(scope)?,
            today: self.shifts(scope, today)?,
        })
    }

    /// A cash day with its receipts.
    ///
    /// # Errors
    /// The user's: not here. The disk's.
    pub fn cash_sheet(&mut self, doc: &DocId) -> Result<Option<CashSheet>> {
        let (device, mine) = (self.me.device, self.user.scopes.clone());
        let conn = self.open()?.store.conn();
        let sql =
            "SELECT no, row, scope FROM document WHERE doc = ?1 AND kind = ?2 AND row IS NOT NULL";
        let found = opt(conn, sql, (doc.as_bytes(), CaseKind::CASH_DAY.0), |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, ScopeId(row.get(2)?)))
        })?;
        let Some((no, body, _)) = found.filter(|(.., scope)| mine.contains(scope)) else {
            return Ok(None);
        };
        let held = CashBox {
            doc: *doc,
            no,
            row: read(&body)?,
        };
        let mut lines = Vec::new();
        for (doc, row) in receipts(conn, &held)? {
            let badge = badge(conn, &doc, &device)?;
            lines.push(SheetLine { doc, row, badge });
        }
        let summary = Summary::of(lines.iter().map(|line| &line.row))?;
        let waits = |line: &&SheetLine| line.badge.is_some_and(|badge| badge < Badge::Received);
        Ok(Some(CashSheet {
            expected: held.row.base.plus(summary.cash)?,
            waiting: u64::try_from(lines.iter().filter(waits).count()).unwrap_or(u64::MAX),
            receipts: lines,
            summary,
            held,
        }))
    }

    /// Colleagues who may take a box over.
    ///
    /// # Errors
    /// The disk's.
    pub fn cashiers(&mut self, scope: &ScopeId) -> Result<Vec<UserRecord>> {
        let me = self.user.id;
        let mut users = self.users()?;
        users.retain(|user| {
            user.id != me
                && user.active
                && user.scopes.contains(scope)
                && user.rights.contains(rights::RECEIPT_ISSUE)
        });
        Ok(users)
    }

    /// What the desks of this user took from day to day, both days included; cancelled receipts are left out.
    ///
    /// # Errors
    /// The disk's.
    pub fn collections(&mut self, from: Date, to: Date) -> Result<Vec<Collected>> {
        let mine = self.user.scopes.clone();
        let open = self.open()?;
        let lines = open.lines.up_to_date(&open.store)?;
        let after = to.tomorrow().unwrap_or(to);
        let (from, after) = (moment(&from.to_string()), moment(&after.to_string()));
        let mut days: BTreeMap<Date, (u64, Cents)> = BTreeMap::new();
        for line in lines.of_kind(CaseKind::RECEIPT) {
            let of_mine = |scope: &ScopeId| lines.fits(line, Some(scope), &["issued"], "");
            if (from..after).contains(&line.at) && mine.iter().any(of_mine) {
                let day = line.day().ok_or(StoreError::Damaged("day of a row"))?;
                let (receipts, total) = days.entry(day).or_default();
                *receipts += 1;
                *total = total.plus(Cents(line.amount))?;
            }
        }
        let collected = |(day, (receipts, total))| Collected {
            day,
            receipts,
            total,
        };
        Ok(days.into_iter().map(collected).collect())
    }

    /// Boxes of this device that are not closed, oldest first.
    pub(crate) fn open_boxes(&mut self, scope: &ScopeId) -> Result<Vec<CashBox>> {
        self.boxes(scope, &["open", "offered"], 0)
    }

    /// Boxes of this device that were opened on a day.
    pub(crate) fn shifts(&mut self, scope: &ScopeId, day: Date) -> Result<Vec<CashBox>> {
        let mut found = self.boxes(scope, &[], moment(&day.to_string()))?;
        found.retain(|held| held.row.day == Some(day));
        Ok(found)
    }

    /// What was left at the last closing of this device; `None` if there was none.
    pub(crate) fn last_left(&mut self, scope: &ScopeId) -> Result<Option<Cents>> {
        let closed = self.boxes(scope, &["closed"], 0)?;
        Ok(closed.last().map(|held| held.row.left))
    }

    fn boxes(&mut self, scope: &ScopeId, states: &[&str], from: u64) -> Result<Vec<CashBox>> {
        let device = self.me.device;
        let open = self.open()?;
        let lines = open.lines.up_to_date(&open.store)?;
        let here = |line: &&Line| line.at >= from && lines.fits(line, Some(scope), states, "");
        let days = lines.of_kind(CaseKind::CASH_DAY).iter().filter(here);
        let mut days: Vec<(u64, i64)> = days.map(|line| (line.at, line.no)).collect();
        days.sort_unstable();
        let mut boxes = Vec::with_capacity(days.len());
        for (_, no) in days {
            let sql = "SELECT doc, row FROM document WHERE no = ?1";
            let (doc, body) = one(open.store.conn(), sql, [no], |row| {
                Ok((DocId(row.get(0)?), row.get::<_, String>(1)?))
            })?;
            let row = read(&body)?;
            if row.device == Some(device) {
                boxes.push(CashBox { doc, no, row });
            }
        }
        Ok(boxes)
    }
}

impl CashBox {
    /// True if it takes money.
    pub fn is_open(&self) -> bool {
        self.row.stage == Stage::Open
    }
}

/// The row of a cash day, if this store has it.
pub(crate) fn row(conn: &Connection, doc: &DocId) -> store::Result<Option<CashDayRow>> {
    let sql = "SELECT row FROM document WHERE doc = ?1 AND kind = ?2 AND row IS NOT NULL";
    let body: Option<String> = opt(conn, sql, (doc.as_bytes(), CaseKind::CASH_DAY.0), |row| {
        row.get(0)
    })?;
    body.map(|body| read(&body)).transpose()
}

/// The receipts of a cash day, by number. A feed brings a day before its receipts, so they have higher numbers here.
pub(crate) fn receipts(
    conn: &Connection,
    held: &CashBox,
) -> store::Result<Vec<(DocId, ReceiptRow)>> {
    let sql = "SELECT doc, row FROM document
               WHERE no > ?1 AND kind = ?2 AND json_extract(row, '$.day') = ?3 ORDER BY number";
    let values = (held.no, CaseKind::RECEIPT.0, held.doc.to_string());
    let found = rows(conn, sql, values, |row| {
        Ok((DocId(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    let typed = |(doc, body): (DocId, String)| {
        let row = serde_json::from_str(&body).map_err(|_| StoreError::Damaged("row"))?;
        Ok((doc, row))
    };
    found.into_iter().map(typed).collect()
}

fn read(body: &str) -> store::Result<CashDayRow> {
    serde_json::from_str(body).map_err(|_| StoreError::Damaged("row"))
}
