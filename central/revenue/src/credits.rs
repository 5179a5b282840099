//! What becomes of money above what was owed: kept, asked back, or laid on another debt (πιστώσεις οφειλετών).
//!
//! The entry of the receipt is right and stays: the money came in and nothing was owed. Setting it off is an event of its
//! own, out of the debtor's credits into the other debt; it is undone by reversal when the receipt is cancelled. A
//! refund stays among the credits until a payment order pays it.

use super::model::{Line, LineState, Payment};
use super::{merges, payments, postings, rules, store, surcharge};
use jiff::civil::Date;
use loggia_books::{EntryId, journal, reverse};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::{Outcome, params};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, books, conflicts};
use loggia_schema::money::Cents;

/// What a credit is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It stays the debtor's, for a debt to come.
    Kept,
    /// It is to be paid back (αίτημα επιστροφής).
    Refund,
    /// It paid another debt (συμψηφισμός).
    SetOff,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 3] = [Purpose::Kept, Purpose::Refund, Purpose::SetOff];

    /// Name in the tables.
    pub const fn code(self) -> &'static str {
        match self {
            Purpose::Kept => "kept",
            Purpose::Refund => "refund",
            Purpose::SetOff => "set_off",
        }
    }

    /// Reads the name back.
    pub fn from_code(code: &str) -> Option<Purpose> {
        Purpose::ALL
            .into_iter()
            .find(|purpose| purpose.code() == code)
    }

    /// On screens.
    pub const fn greek(self) -> &'static str {
        match self {
            Purpose::Kept => "Μένει πίστωση",
            Purpose::Refund => "Προς επιστροφή",
            Purpose::SetOff => "Συμψηφίστηκε",
        }
    }
}

/// The use of one credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The receipt and its line that hold the credit.
    pub payment: (DocId, u32),
    /// What for.
    pub purpose: Purpose,
    /// How much of it.
    pub amount: Cents,
    /// The line it paid, if it was set off.
    pub to: Option<DocId>,
    /// Against the principal there.
    pub principal: Cents,
    /// Surcharge taken there.
    pub surcharge: Cents,
    /// Principal that became assessed there.
    pub assessed: Cents,
    /// State of that line before.
    pub state_before: Option<LineState>,
    /// When it was decided.
    pub on: Date,
    /// True once its receipt was cancelled.
    pub undone: bool,
}

/// The credit stays the debtor's, or is to be paid back. Returns how much it is.
///
/// # Errors
/// [`conflicts::CREDIT_USED`]; the store's.
pub fn set_aside(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    payment: &Payment,
    purpose: Purpose,
) -> Outcome<Cents> {
    let amount = unused(tx, payment)?;
    let nothing = Cents::ZERO;
    put(
        tx,
        ctx,
        &Use {
            payment: (payment.money.doc, payment.money.line_no),
            purpose,
            amount,
            to: None,
            principal: nothing,
            surcharge: nothing,
            assessed: nothing,
            state_before: None,
            on: ctx.today,
            undone: false,
        },
    )?;
    Ok(amount)
}

/// The credit pays another line of the same debtor; what is above that line stays a credit. Returns what was taken.
///
/// # Errors
/// [`conflicts::CREDIT_USED`], [`conflicts::NOT_HIS_DEBT`]; what the books refuse; the store's.
pub fn set_off(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    payment: &Payment,
    number: &str,
) -> Outcome<(Line, Cents)> {
    let credit = unused(tx, payment)?;
    let holder = source(tx, payment)?;
    let open = targets(tx, payment)?;
    let foreign = || {
        Finding::new(conflicts::NOT_HIS_DEBT)
            .on("pick")
            .with("number", number)
    };
    let mut line = open
        .into_iter()
        .find(|line| line.claim.number == number)
        .ok_or_else(foreign)?;
    let owed = surcharge::owed(tx, &line, ctx.today)?;
    let parts = rules::settle(&line, credit, ctx.today, owed.as_ref().map(|s| &s.owed))?;
    postings::set_off(tx, ctx, (&payment.money, holder.party()), &line, &parts)?;
    let taken = parts.principal.plus(parts.surcharge)?;
    let state_before = Some(line.state);
    payments::lay(tx, ctx, &mut line, &parts)?;
    put(
        tx,
        ctx,
        &Use {
            payment: (payment.money.doc, payment.money.line_no),
            purpose: Purpose::SetOff,
            amount: taken,
            to: Some(line.claim.doc),
            principal: parts.principal,
            surcharge: parts.surcharge,
            assessed: parts.assessed,
            state_before,
            on: ctx.today,
            undone: false,
        },
    )?;
    Ok((line, taken))
}

/// The lines that a credit may pay: owed by the same debtor, and before certification only whole or reduced.
///
/// # Errors
/// The store's.
pub fn targets(tx: &mut Tx<'_>, payment: &Payment) -> Outcome<Vec<Line>> {
    let Some(person) = source(tx, payment)?.claim.person else {
        return Ok(Vec::new());
    };
    let enough = |line: &Line| {
        line.state.is_certified()
            || payment.credit >= line.open_principal()
            || line.collected.is_zero()
                && line.claim.reduced.is_some_and(|reduced| {
                    rules::in_time(reduced, payment.money.paid_on)
                        && payment.credit >= reduced.amount
                })
    };
    let root = merges::root(tx, person)?;
    let group = merges::group(tx, root)?;
    let mut lines = store::of_persons(tx, &group)?;
    lines.retain(|line| {
        line.state.is_owed() && Some(line.claim.doc) != payment.paid && enough(line)
    });
    Ok(lines)
}

/// The line whose payment left the credit.
fn source(tx: &mut Tx<'_>, payment: &Payment) -> Outcome<Line> {
    let line = payment.paid.map(|doc| store::find(tx, doc)).transpose()?;
    line.flatten().ok_or_else(|| {
        Finding::new(books::LINE_UNKNOWN)
            .with("number", &payment.money.number)
            .into()
    })
}

fn unused(tx: &mut Tx<'_>, payment: &Payment) -> Outcome<Cents> {
    let used = of_payment(tx, payment)?.is_some();
    if used || payment.cancelled || payment.credit.is_zero() {
        return Err(Finding::new(conflicts::CREDIT_USED)
            .with("receipt", &payment.money.number)
            .into());
    }
    Ok(payment.credit)
}

/// The receipt of a credit was cancelled: its use is taken back.
///
/// # Errors
/// What the books refuse; the store's.
pub(crate) fn undo(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    payment: &Payment,
    reason: &str,
) -> Outcome<Option<EntryId>> {
    let Some(used) = of_payment(tx, payment)?.filter(|used| !used.undone) else {
        return Ok(None);
    };
    tx.exec(
        "UPDATE revenue_credit_use SET undone = $1 WHERE municipality_id = $2 AND doc_id = $3 AND line_no = $4",
        &params![true, tx.municipality(), used.payment.0, used.payment.1],
    )?;
    if used.purpose != Purpose::SetOff {
        return Ok(None);
    }
    let key = payment.money.key();
    let Some(entry) = journal::by_source(tx, postings::SET_OFF, &key)? else {
        return Err(DbError::Corrupt(format!("the set-off {key} has no entry")).into());
    };
    let reversed = reverse(tx, ctx, entry.id, ctx.today, reason)?;
    let laid = Payment {
        paid: used.to,
        principal: used.principal,
        surcharge: used.surcharge,
        assessed: used.assessed,
        state_before: used.state_before,
        ..payment.clone()
    };
    payments::give_back(tx, ctx, &laid)?;
    Ok(Some(reversed.id))
}

const COLUMNS: &str = "u.doc_id AS doc_id, u.line_no AS line_no, u.purpose AS purpose, u.amount AS amount, \
                       u.to_doc_id AS to_doc_id, u.principal AS principal, u.surcharge AS surcharge, \
                       u.assessed AS assessed, u.state_before AS state_before, u.decided_on AS decided_on, \
                       u.undone AS undone";

/// What a payment's credit was used for.
///
/// # Errors
/// The store's.
pub fn of_payment(tx: &mut Tx<'_>, payment: &Payment) -> DbResult<Option<Use>> {
    let values = params![payment.money.doc, payment.money.line_no].to_vec();
    Ok(select(tx, "u.doc_id = $2 AND u.line_no = $3", values)?.pop())
}

/// The credits that paid a line and still do.
///
/// # Errors
/// The store's.
pub fn of_line(tx: &mut Tx<'_>, line: DocId) -> DbResult<Vec<Use>> {
    let condition = "u.to_doc_id = $2 AND NOT u.undone ORDER BY u.decided_on, u.doc_id, u.line_no";
    select(tx, condition, params![line].to_vec())
}

/// Uses of a purpose (or of all), newest first: so many, after leaving so many out.
///
/// # Errors
/// The store's.
pub fn newest(
    tx: &mut Tx<'_>,
    purpose: Option<Purpose>,
    (limit, skip): (u64, u64),
) -> DbResult<Vec<Use>> {
    let bound = |n: u64| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let rest = "ORDER BY u.decided_on DESC, u.doc_id, u.line_no LIMIT $3 OFFSET $4";
    let condition = format!("($2 = '' OR u.purpose = $2) {rest}");
    let values = vec![code(purpose).into(), bound(limit), bound(skip)];
    select(tx, &condition, values)
}

/// How many there are of [`newest`], on all pages.
///
/// # Errors
/// The store's.
pub fn count(tx: &mut Tx<'_>, purpose: Option<Purpose>) -> DbResult<u64> {
    tx.one(
        "SELECT COUNT(*) AS n FROM revenue_credit_use WHERE municipality_id = $1 AND ($2 = '' OR purpose = $2)",
        &params![tx.municipality(), code(purpose)],
    )?
    .get("n")
}

/// The purpose a list asks for; empty for all.
fn code(purpose: Option<Purpose>) -> &'static str {
    purpose.map_or("", Purpose::code)
}

fn select(tx: &mut Tx<'_>, condition: &str, values: Vec<Value>) -> DbResult<Vec<Use>> {
    let mut all = params![tx.municipality()].to_vec();
    all.extend(values);
    let rows = tx.rows(
        &format!("SELECT {COLUMNS} FROM revenue_credit_use u WHERE u.municipality_id = $1 AND {condition}"),
        &all,
    )?;
    rows.iter().map(read).collect()
}

fn put(tx: &mut Tx<'_>, ctx: &Ctx, used: &Use) -> DbResult<()> {
    tx.exec(
        "INSERT INTO revenue_credit_use (municipality_id, doc_id, line_no, purpose, amount, to_doc_id, principal, surcharge, \
         assessed, state_before, decided_on, decided_by, undone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &params![
            tx.municipality(), used.payment.0, used.payment.1, used.purpose.code(), used.amount, used.to, used.principal,
            used.surcharge, used.assessed, used.state_before.map(LineState::code), used.on, ctx.actor.to_string(), used.undone
        ],
    )?;
    Ok(())
}

fn read(row: &Row) -> DbResult<Use> {
    let purpose: String = row.get("purpose")?;
    let before: Option<String> = row.get("state_before")?;
    Ok(Use {
        payment: (row.get("doc_id")?, row.get("line_no")?),
        purpose: Purpose::from_code(&purpose)
            .ok_or_else(|| DbError::Corrupt(format!("purpose {purpose}")))?,
        amount: row.get("amount")?,
        to: row.get("to_doc_id")?,
        principal: row.get("principal")?,
        surcharge: row.get("surcharge")?,
        assessed: row.get("assessed")?,
        state_before: before.as_deref().and_then(LineState::from_code),
        on: row.get("decided_on")?,
        undone: row.get("undone")?,
    })
}
