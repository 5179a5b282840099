//! Rows of receipts, cancellations and cash days in and out.

use super::model::{Cancellation, CollectedRow, DirectRevenue, ListedDay, ListedReceipt};
use crate::persons::escaped;
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_cases::cash::{self, CashDayRow};
use loggia_cases::receipt::{self, ROW_VERSION, ReceiptRow};
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::params;
use loggia_core::subsystem::Accepted;
use loggia_schema::ids::{DocId, UserId};
use loggia_schema::text::fold;

/// Most rows that are given at once.
const MOST: u64 = 500;

/// Writes the row of a receipt.
pub(super) fn put(tx: &mut Tx<'_>, accepted: &Accepted, row: &ReceiptRow) -> DbResult<()> {
    let body = serde_json::to_string(row).map_err(|error| DbError::Bug(error.to_string()))?;
    tx.exec(
        "INSERT INTO receipts_row (municipality_id, doc_id, scope_id, row_version, number, stage, issued_on, cashier, \
         day_doc_id, paper, body, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (municipality_id, doc_id) DO UPDATE SET row_version = excluded.row_version, \
         number = excluded.number, stage = excluded.stage, issued_on = excluded.issued_on, cashier = excluded.cashier, \
         day_doc_id = excluded.day_doc_id, paper = excluded.paper, body = excluded.body, search = excluded.search",
        &params![
            tx.municipality(), accepted.doc, accepted.scope, ROW_VERSION, &row.number, row.stage.name(), row.issued_on,
            row.cashier, row.day, &row.paper, body, &row.search
        ],
    )?;
    Ok(())
}

/// The receipt of a document.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<ListedReceipt>> {
    let row = tx.opt(
        "SELECT doc_id, scope_id, body FROM receipts_row WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    row.as_ref().map(read).transpose()
}

/// The number under which another receipt was typed from the same sheet.
pub(super) fn of_sheet(tx: &mut Tx<'_>, paper: &str, doc: DocId) -> DbResult<Option<String>> {
    let row = tx.opt(
        "SELECT number FROM receipts_row WHERE municipality_id = $1 AND paper = $2 AND doc_id <> $3 LIMIT 1",
        &params![tx.municipality(), paper, doc],
    )?;
    row.map(|row| row.get("number")).transpose()
}

/// What a list of receipts asks for. Empty fields do not filter.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words that must all be found.
    pub typed: String,
    /// The stage.
    pub stage: Option<receipt::Stage>,
    /// First and last day.
    pub days: (Option<Date>, Option<Date>),
    /// Who took the money.
    pub cashier: Option<UserId>,
    /// By number from the lowest on, as a register is kept; newest first otherwise.
    pub register: bool,
    /// Rows of a page; 0 for the most that is given at once.
    pub limit: u64,
    /// Rows before the page.
    pub offset: u64,
}

/// The receipts of a list, and how many there are in all.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, wanted: &Wanted) -> DbResult<(Vec<ListedReceipt>, u64)> {
    let mut values = params![tx.municipality()].to_vec();
    let mut condition = String::from("municipality_id = $1");
    let mut and = |text: &str, value: Value| {
        values.push(value);
        condition.push_str(&format!(" AND {text}").replace('?', &format!("${}", values.len())));
    };
    for word in fold(&wanted.typed).split_whitespace().take(5) {
        and("search LIKE ? ESCAPE '!'", escaped(word).into());
    }
    if let Some(stage) = wanted.stage {
        and("stage = ?", stage.name().into());
    }
    if let Some(from) = wanted.days.0 {
        and("issued_on >= ?", from.into());
    }
    if let Some(to) = wanted.days.1 {
        and("issued_on <= ?", to.into());
    }
    if let Some(cashier) = wanted.cashier {
        and("cashier = ?", cashier.into());
    }
    let found = tx
        .one(
            &format!("SELECT COUNT(*) AS n FROM receipts_row WHERE {condition}"),
            &values,
        )?
        .get("n")?;
    let order = match wanted.register {
        true => "number",
        false => "issued_on DESC, number DESC",
    };
    let limit = match wanted.limit {
        0 => MOST,
        limit => limit,
    };
    for bound in [limit, wanted.offset] {
        values.push(Value::Int(i64::try_from(bound).unwrap_or(i64::MAX)));
    }
    let rows = tx.rows(
        &format!(
            "SELECT doc_id, scope_id, body FROM receipts_row WHERE {condition} ORDER BY {order} LIMIT ${} OFFSET ${}",
            values.len() - 1,
            values.len()
        ),
        &values,
    )?;
    Ok((rows.iter().map(read).collect::<DbResult<_>>()?, found))
}

/// The receipts of a cash day, by number.
///
/// # Errors
/// The store's.
pub fn of_day(tx: &mut Tx<'_>, day: DocId) -> DbResult<Vec<ListedReceipt>> {
    let rows = tx.rows(
        "SELECT doc_id, scope_id, body FROM receipts_row WHERE municipality_id = $1 AND day_doc_id = $2 ORDER BY number",
        &params![tx.municipality(), day],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> DbResult<ListedReceipt> {
    let body: String = row.get("body")?;
    let parsed = serde_json::from_str(&body)
        .map_err(|error| DbError::Corrupt(format!("the row of a receipt: {error}")))?;
    Ok(ListedReceipt {
        doc: row.get("doc_id")?,
        scope: row.get("scope_id")?,
        row: parsed,
    })
}

/// Keeps that a receipt was cancelled and waits for a second signature; known already, it stays as it was.
pub(super) fn put_cancellation(tx: &mut Tx<'_>, cancelled: &Cancellation) -> DbResult<()> {
    tx.exec(
        "INSERT INTO receipts_cancelled (municipality_id, doc_id, number, cancelled_by, cancelled_at, reason) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (municipality_id, doc_id) DO NOTHING",
        &params![
            tx.municipality(),
            cancelled.doc,
            &cancelled.number,
            cancelled.by,
            cancelled.at,
            &cancelled.reason
        ],
    )?;
    Ok(())
}

const CANCELLED: &str = "SELECT doc_id, number, cancelled_by, cancelled_at, reason, signed_by, signed_at FROM receipts_cancelled";

/// One cancellation.
///
/// # Errors
/// The store's.
pub fn cancellation(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<Cancellation>> {
    let sql = format!("{CANCELLED} WHERE municipality_id = $1 AND doc_id = $2");
    let row = tx.opt(&sql, &params![tx.municipality(), doc])?;
    row.as_ref().map(read_cancellation).transpose()
}

/// Cancellations, those that wait for a signature first.
///
/// # Errors
/// The store's.
pub fn cancellations(tx: &mut Tx<'_>, limit: u32) -> DbResult<Vec<Cancellation>> {
    let sql = format!(
        "{CANCELLED} WHERE municipality_id = $1 \
         ORDER BY CASE WHEN signed_at IS NULL THEN 0 ELSE 1 END, cancelled_at DESC LIMIT $2"
    );
    let rows = tx.rows(&sql, &params![tx.municipality(), limit])?;
    rows.iter().map(read_cancellation).collect()
}

/// Signs a cancellation; false if somebody had.
pub(super) fn sign(tx: &mut Tx<'_>, doc: DocId, by: UserId, at: Timestamp) -> DbResult<bool> {
    let signed = tx.exec(
        "UPDATE receipts_cancelled SET signed_by = $1, signed_at = $2 \
         WHERE municipality_id = $3 AND doc_id = $4 AND signed_at IS NULL",
        &params![by, at, tx.municipality(), doc],
    )?;
    Ok(signed == 1)
}

fn read_cancellation(row: &Row) -> DbResult<Cancellation> {
    let (by, at): (Option<UserId>, Option<Timestamp>) =
        (row.get("signed_by")?, row.get("signed_at")?);
    Ok(Cancellation {
        doc: row.get("doc_id")?,
        number: row.get("number")?,
        by: row.get("cancelled_by")?,
        at: row.get("cancelled_at")?,
        reason: row.get("reason")?,
        signed: by.zip(at),
    })
}

/// Writes the row of a cash day.
pub(super) fn put_day(tx: &mut Tx<'_>, accepted: &Accepted, row: &CashDayRow) -> DbResult<()> {
    let body = serde_json::to_string(row).map_err(|error| DbError::Bug(error.to_string()))?;
    let day = row.day.map(|day| day.to_string()).unwrap_or_default();
    tx.exec(
        "INSERT INTO receipts_day (municipality_id, doc_id, scope_id, row_version, day, stage, holder, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (municipality_id, doc_id) DO UPDATE SET \
         row_version = excluded.row_version, day = excluded.day, stage = excluded.stage, holder = excluded.holder, \
         body = excluded.body",
        &params![
            tx.municipality(), accepted.doc, accepted.scope, cash::ROW_VERSION, day, row.stage.name(), row.holder, body
        ],
    )?;
    Ok(())
}

/// One cash day.
///
/// # Errors
/// The store's.
pub fn day(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<ListedDay>> {
    let row = tx.opt(
        "SELECT doc_id, scope_id, body, deposited_at FROM receipts_day WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    row.as_ref().map(read_day).transpose()
}

/// Cash days between two days, newest first; of one stage, if one is named.
///
/// # Errors
/// The store's.
pub fn days(
    tx: &mut Tx<'_>,
    (from, to): (Option<Date>, Option<Date>),
    stage: Option<cash::Stage>,
    limit: u32,
) -> DbResult<Vec<ListedDay>> {
    let first = from.map_or_else(|| "0000".to_owned(), |day| day.to_string());
    let last = to.map_or_else(|| "9999".to_owned(), |day| day.to_string());
    let rows = tx.rows(
        "SELECT doc_id, scope_id, body, deposited_at FROM receipts_day WHERE municipality_id = $1 \
         AND day >= $2 AND day <= $3 AND (stage = $4 OR $4 = '') ORDER BY day DESC, doc_id LIMIT $5",
        &params![tx.municipality(), first, last, stage.map(cash::Stage::name).unwrap_or_default(), limit],
    )?;
    rows.iter().map(read_day).collect()
}

/// Keeps that the deposit of a day arrived; false if that was known.
pub(super) fn deposited(tx: &mut Tx<'_>, doc: DocId, by: UserId, at: Timestamp) -> DbResult<bool> {
    let kept = tx.exec(
        "UPDATE receipts_day SET deposited_at = $1, deposited_by = $2 \
         WHERE municipality_id = $3 AND doc_id = $4 AND deposited_at IS NULL",
        &params![at, by, tx.municipality(), doc],
    )?;
    Ok(kept == 1)
}

fn read_day(row: &Row) -> DbResult<ListedDay> {
    let body: String = row.get("body")?;
    let parsed = serde_json::from_str(&body)
        .map_err(|error| DbError::Corrupt(format!("the row of a cash day: {error}")))?;
    Ok(ListedDay {
        doc: row.get("doc_id")?,
        scope: row.get("scope_id")?,
        row: parsed,
        deposited_at: row.get("deposited_at")?,
    })
}

/// What was collected between two days, by code, cashier and means; what was cancelled is left out.
///
/// # Errors
/// The store's.
pub fn collected(tx: &mut Tx<'_>, from: Date, to: Date) -> DbResult<Vec<CollectedRow>> {
    let rows = tx.rows(
        "SELECT COALESCE(p.budget_code, l.budget_code, '') AS code, r.cashier AS cashier, p.means AS means, \
         COUNT(*) AS n, CAST(SUM(p.amount) AS BIGINT) AS amount FROM revenue_payment p \
         JOIN receipts_row r ON r.municipality_id = p.municipality_id AND r.doc_id = p.doc_id \
         LEFT JOIN revenue_line l ON l.municipality_id = p.municipality_id AND l.doc_id = p.paid_doc_id \
         WHERE p.municipality_id = $1 AND p.paid_on >= $2 AND p.paid_on <= $3 AND NOT p.cancelled \
         GROUP BY COALESCE(p.budget_code, l.budget_code, ''), r.cashier, p.means ORDER BY 1, 2, 3",
        &params![tx.municipality(), from, to],
    )?;
    rows.iter()
        .map(|row| {
            Ok(CollectedRow {
                code: row.get("code")?,
                cashier: row.get("cashier")?,
                card: row.get::<String>("means")? == "card",
                lines: row.get("n")?,
                amount: row.get("amount")?,
            })
        })
        .collect()
}

/// The fees paid without a debt between two days, by code and number (οίκοθεν έσοδα).
///
/// # Errors
/// The store's.
pub fn direct(tx: &mut Tx<'_>, from: Date, to: Date, limit: u32) -> DbResult<Vec<DirectRevenue>> {
    let rows = tx.rows(
        "SELECT doc_id, number, paid_on, budget_code, text, amount FROM revenue_payment \
         WHERE municipality_id = $1 AND budget_code IS NOT NULL AND paid_on >= $2 AND paid_on <= $3 AND NOT cancelled \
         ORDER BY budget_code, paid_on, number, line_no LIMIT $4",
        &params![tx.municipality(), from, to, limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(DirectRevenue {
                doc: row.get("doc_id")?,
                number: row.get("number")?,
                paid_on: row.get("paid_on")?,
                code: row.get("budget_code")?,
                text: row.get("text")?,
                amount: row.get("amount")?,
            })
        })
        .collect()
}
