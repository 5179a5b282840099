//! Payments: money is taken as a fact, matched to what it pays, and never refused (εισπράξεις).

use super::model::{Line, LineState, Money, Payment, Pays};
use super::rules::{self, Outcome as Understood, Settlement};
use super::{SETTLE, credits, lists, payables, postings, store, strikes, surcharge, twice};
use loggia_books::{EntryId, journal, reverse};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::{Outcome, params, tasks};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, books};
use loggia_schema::money::Cents;

const COLUMNS: &str = "doc_id, line_no, number, rf, pays_number, budget_code, text, means, amount, paid_on, scope_id, \
                       outcome, paid_doc_id, principal, surcharge, credit, assessed, taken_back, state_before, \
                       cancelled";

/// Takes one line of a receipt; `None` if it had been taken before.
///
/// # Errors
/// What the books refuse; the store's.
pub fn take(tx: &mut Tx<'_>, ctx: &Ctx, money: &Money) -> Outcome<Option<EntryId>> {
    if find(tx, money.doc, money.line_no)?.is_some() {
        return Ok(None);
    }
    let line = match &money.pays {
        Pays::Rf(rf) => store::by_rf(tx, rf)?,
        Pays::Number(number) => store::by_number(tx, number)?,
        Pays::Fee(_) => {
            put(tx, &unmatched_payment(money, Understood::Whole))?;
            return postings::fee(tx, ctx, money).map(Some);
        }
    };
    match line {
        Some(line) if line.state == LineState::StruckOff => {
            strikes::take(tx, ctx, money, &line).map(Some)
        }
        Some(line) => settle(tx, ctx, postings::PAID, money, line).map(Some),
        None => {
            put(tx, &unmatched_payment(money, Understood::Unmatched))?;
            let finding = Finding::new(books::PAYMENT_UNMATCHED)
                .with("number", &money.number)
                .with("amount", money.amount);
            tasks::open(tx, ctx, "revenue.unmatched", &money.key(), &finding, SETTLE)?;
            postings::unmatched(tx, ctx, money).map(Some)
        }
    }
}

pub(crate) fn unmatched_payment(money: &Money, outcome: Understood) -> Payment {
    Payment {
        money: money.clone(),
        outcome,
        paid: None,
        principal: Cents::ZERO,
        surcharge: Cents::ZERO,
        credit: Cents::ZERO,
        assessed: Cents::ZERO,
        taken_back: Cents::ZERO,
        state_before: None,
        cancelled: false,
    }
}

/// Lays the money on the line, posts, and writes both.
fn settle(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &str,
    money: &Money,
    mut line: Line,
) -> Outcome<EntryId> {
    let owed = surcharge::owed(tx, &line, money.paid_on)?;
    let parts = rules::settle(
        &line,
        money.amount,
        money.paid_on,
        owed.as_ref().map(|s| &s.owed),
    )?;
    let entry = postings::paid(tx, ctx, (kind, money), &line, &parts)?;
    let state_before = line.state;
    put(tx, &payment(money, &line, &parts, state_before))?;
    lay(tx, ctx, &mut line, &parts)?;
    tell(tx, ctx, money, &line, &parts)?;
    Ok(entry)
}

/// Writes what a payment, or a credit that pays, did to its line.
pub(crate) fn lay(tx: &mut Tx<'_>, ctx: &Ctx, line: &mut Line, parts: &Settlement) -> Outcome<()> {
    if line.state == LineState::Listed {
        lists::take_out(tx, line)?;
    }
    line.collected = line.collected.plus(parts.principal)?;
    line.assessed = line.assessed.plus(parts.assessed)?;
    line.state = if parts.state == LineState::Listed {
        LineState::Open
    } else {
        parts.state
    };
    store::put(tx, line)?;
    payables::publish(tx, ctx, line)
}

fn payment(money: &Money, line: &Line, parts: &Settlement, state_before: LineState) -> Payment {
    Payment {
        money: money.clone(),
        outcome: parts.outcome,
        paid: Some(line.claim.doc),
        principal: parts.principal,
        surcharge: parts.surcharge,
        credit: parts.credit,
        assessed: parts.assessed,
        taken_back: Cents::ZERO,
        state_before: Some(state_before),
        cancelled: false,
    }
}

/// What a person must look at.
fn tell(tx: &mut Tx<'_>, ctx: &Ctx, money: &Money, line: &Line, parts: &Settlement) -> Outcome<()> {
    let (code, kind) = match parts.outcome {
        Understood::NothingOwed => (books::PAID_TWICE, twice::TASK),
        Understood::Part if !line.state.is_certified() => (books::PART_PAID, "revenue.part-paid"),
        _ if !parts.credit.is_zero() => (books::CREDIT_TO_DEBTOR, "revenue.credit"),
        _ => return Ok(()),
    };
    let finding = Finding::new(code)
        .with("number", &line.claim.number)
        .with("receipt", &money.number)
        .with("amount", money.amount);
    tasks::open(tx, ctx, kind, &money.key(), &finding, SETTLE)?;
    Ok(())
}

/// The line was taken back: what was collected for it is the debtor's, payment by payment, as his card says.
///
/// # Errors
/// Σ-113; the store's.
pub(crate) fn become_credit(tx: &mut Tx<'_>, line: &Line) -> Outcome<()> {
    for payment in of_line(tx, line.claim.doc)? {
        if payment.cancelled || payment.principal.is_zero() {
            continue;
        }
        let credit = payment.credit.plus(payment.principal)?;
        let outcome = Understood::NothingOwed;
        let nothing = Cents::ZERO;
        put(
            tx,
            &Payment {
                outcome,
                credit,
                taken_back: payment.principal,
                principal: nothing,
                assessed: nothing,
                ..payment
            },
        )?;
    }
    Ok(())
}

/// The term of the reduced sum became known after somebody had paid it: paid too late it closes nothing, and the rest is
/// owed. The money stays where it was posted, and a person is told. The caller writes the line.
///
/// # Errors
/// The store's.
pub(crate) fn review_reduced(tx: &mut Tx<'_>, ctx: &Ctx, line: &mut Line) -> Outcome<()> {
    let Some(reduced) = line.claim.reduced else {
        return Ok(());
    };
    let paid = of_line(tx, line.claim.doc)?;
    let late = paid.into_iter().find(|payment| {
        !payment.cancelled
            && payment.outcome == Understood::Reduced
            && !rules::in_time(reduced, payment.money.paid_on)
    });
    let Some(late) = late else { return Ok(()) };
    line.state = LineState::Open;
    let finding = Finding::new(books::PART_PAID)
        .with("number", &line.claim.number)
        .with("receipt", &late.money.number)
        .with("amount", late.money.amount);
    tasks::open(
        tx,
        ctx,
        "revenue.part-paid",
        &late.money.key(),
        &finding,
        SETTLE,
    )?;
    let outcome = Understood::Part;
    put(tx, &Payment { outcome, ..late })?;
    Ok(())
}

/// The money that waited for this line, in the order in which it was paid.
///
/// # Errors
/// What the books refuse; the store's.
pub fn match_waiting(tx: &mut Tx<'_>, ctx: &Ctx, line: &Line) -> Outcome<Vec<EntryId>> {
    let waiting = select(
        tx,
        "AND outcome = 'unmatched' AND NOT cancelled AND (rf = $2 OR pays_number = $3) ORDER BY paid_on, number, line_no",
        params![&line.claim.rf, &line.claim.number].to_vec(),
    )?;
    let mut entries = Vec::new();
    for payment in waiting {
        let Some(line) = store::find(tx, line.claim.doc)? else {
            break;
        };
        entries.push(settle(tx, ctx, postings::MATCHED, &payment.money, line)?);
        let key = payment.money.key();
        close_task(
            tx,
            ctx,
            "revenue.unmatched",
            (&key, "Τακτοποιήθηκε με την άφιξη της κλήσης"),
        )?;
    }
    Ok(entries)
}

fn close_task(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &str,
    (subject, note): (&str, &str),
) -> Outcome<()> {
    let open = tasks::list_open(tx, 10_000)?;
    for task in open
        .iter()
        .filter(|task| task.kind == kind && task.subject == subject)
    {
        tasks::close(tx, ctx, task.id, note)?;
    }
    Ok(())
}

/// A receipt was cancelled on its day and the money given back: every line of it is taken back.
///
/// # Errors
/// What the books refuse; the store's.
pub fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, receipt: DocId, reason: &str) -> Outcome<Vec<EntryId>> {
    let mut entries = Vec::new();
    for payment in of_receipt(tx, receipt)?
        .into_iter()
        .filter(|payment| !payment.cancelled)
    {
        entries.extend(credits::undo(tx, ctx, &payment, reason)?);
        let key = payment.money.key();
        for kind in [twice::TASK, strikes::TASK] {
            close_task(
                tx,
                ctx,
                kind,
                (&key, "Το διπλότυπο ακυρώθηκε και τα χρήματα επιστράφηκαν"),
            )?;
        }
        for kind in [
            postings::MATCHED,
            postings::PAID,
            postings::AFTER_STRIKE,
            postings::UNMATCHED,
        ] {
            if let Some(entry) = journal::by_source(tx, kind, &key)? {
                let day = postings::accounting_day(tx, ctx, payment.money.paid_on)?;
                entries.push(reverse(tx, ctx, entry.id, day, reason)?.id);
            }
        }
        entries.extend(untake(tx, ctx, &payment)?);
        give_back(tx, ctx, &payment)?;
        put(
            tx,
            &Payment {
                cancelled: true,
                ..payment
            },
        )?;
    }
    Ok(entries)
}

/// The money of a line that was taken back had become the debtor's; now that it is given back, it is his no more.
fn untake(tx: &mut Tx<'_>, ctx: &Ctx, payment: &Payment) -> Outcome<Option<EntryId>> {
    let Some(doc) = payment.paid.filter(|_| !payment.taken_back.is_zero()) else {
        return Ok(None);
    };
    let Some(line) = store::find(tx, doc)? else {
        return Ok(None);
    };
    postings::given_back(tx, ctx, &line, payment).map(Some)
}

/// The line stands as it did before the money; a later payment of it is looked at by a person.
pub(crate) fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, payment: &Payment) -> Outcome<()> {
    let Some(mut line) = payment
        .paid
        .map(|doc| store::find(tx, doc))
        .transpose()?
        .flatten()
    else {
        return Ok(());
    };
    line.collected = line.collected.minus(payment.principal)?;
    line.assessed = line.assessed.minus(payment.assessed)?;
    let before = payment
        .state_before
        .filter(|_| matches!(line.state, LineState::Settled | LineState::Paid));
    if let Some(before) = before.filter(|_| !payment.principal.is_zero()) {
        line.state = if before == LineState::Listed {
            LineState::Open
        } else {
            before
        };
    }
    store::put(tx, &line)?;
    payables::publish(tx, ctx, &line)?;
    let others = of_line(tx, line.claim.doc)?;
    let credited = others.iter().any(|p| {
        !p.cancelled && p.outcome == Understood::NothingOwed && p.money.doc != payment.money.doc
    });
    if credited {
        let finding = Finding::new(books::CREDIT_TO_DEBTOR)
            .with("number", &line.claim.number)
            .with("amount", payment.principal);
        tasks::open(
            tx,
            ctx,
            "revenue.credit",
            &line.claim.number,
            &finding,
            SETTLE,
        )?;
    }
    Ok(())
}

/// One payment.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, doc: DocId, line_no: u32) -> DbResult<Option<Payment>> {
    Ok(select(
        tx,
        "AND doc_id = $2 AND line_no = $3",
        params![doc, line_no].to_vec(),
    )?
    .pop())
}

/// The lines of a receipt.
///
/// # Errors
/// The store's.
pub fn of_receipt(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Vec<Payment>> {
    select(
        tx,
        "AND doc_id = $2 ORDER BY line_no",
        params![doc].to_vec(),
    )
}

/// The payments of a line, in the order in which they were made.
///
/// # Errors
/// The store's.
pub fn of_line(tx: &mut Tx<'_>, paid: DocId) -> DbResult<Vec<Payment>> {
    select(
        tx,
        "AND paid_doc_id = $2 ORDER BY paid_on, number, line_no",
        params![paid].to_vec(),
    )
}

/// The newest payments; with `waiting` only those without a line.
///
/// # Errors
/// The store's.
pub fn newest(tx: &mut Tx<'_>, waiting: bool, (limit, skip): (u64, u64)) -> DbResult<Vec<Payment>> {
    let condition = condition(waiting);
    let rest = format!("{condition}ORDER BY paid_on DESC, number DESC, line_no LIMIT $2 OFFSET $3");
    let bound = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    select(tx, &rest, params![bound(limit), bound(skip)].to_vec())
}

/// How many there are of [`newest`], on all pages.
///
/// # Errors
/// The store's.
pub fn count(tx: &mut Tx<'_>, waiting: bool) -> DbResult<u64> {
    let condition = condition(waiting);
    let sql =
        format!("SELECT COUNT(*) AS n FROM revenue_payment WHERE municipality_id = $1 {condition}");
    tx.one(&sql, &params![tx.municipality()])?.get("n")
}

const fn condition(waiting: bool) -> &'static str {
    if waiting {
        "AND outcome = 'unmatched' AND NOT cancelled "
    } else {
        ""
    }
}

fn select(tx: &mut Tx<'_>, rest: &str, values: Vec<Value>) -> DbResult<Vec<Payment>> {
    let mut all = params![tx.municipality()].to_vec();
    all.extend(values);
    let rows = tx.rows(
        &format!("SELECT {COLUMNS} FROM revenue_payment WHERE municipality_id = $1 {rest}"),
        &all,
    )?;
    rows.iter().map(read).collect()
}

pub(crate) fn put(tx: &mut Tx<'_>, payment: &Payment) -> DbResult<()> {
    let money = &payment.money;
    let (rf, number, code) = match &money.pays {
        Pays::Rf(rf) => (Some(rf.clone()), None, None),
        Pays::Number(number) => (None, Some(number.clone()), None),
        Pays::Fee(code) => (None, None, Some(code.clone())),
    };
    tx.exec(
        "INSERT INTO revenue_payment (municipality_id, doc_id, line_no, number, rf, pays_number, budget_code, text, means, \
         amount, paid_on, scope_id, outcome, paid_doc_id, principal, surcharge, credit, assessed, taken_back, state_before, \
         cancelled) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
         ON CONFLICT (municipality_id, doc_id, line_no) DO UPDATE SET outcome = excluded.outcome, \
         paid_doc_id = excluded.paid_doc_id, principal = excluded.principal, surcharge = excluded.surcharge, \
         credit = excluded.credit, assessed = excluded.assessed, taken_back = excluded.taken_back, state_before = excluded.state_before, \
         cancelled = excluded.cancelled",
        &params![
            tx.municipality(), money.doc, money.line_no, &money.number, rf, number, code, &money.text,
            if money.card { "card" } else { "cash" }, money.amount, money.paid_on, money.scope, payment.outcome.code(),
            payment.paid, payment.principal, payment.surcharge, payment.credit, payment.assessed, payment.taken_back,
            payment.state_before.map(LineState::code), payment.cancelled
        ],
    )?;
    Ok(())
}

fn read(row: &Row) -> DbResult<Payment> {
    let pays = match (
        row.get("rf")?,
        row.get("pays_number")?,
        row.get("budget_code")?,
    ) {
        (Some(rf), _, _) => Pays::Rf(rf),
        (None, Some(number), _) => Pays::Number(number),
        (None, None, code) => Pays::Fee(Option::<String>::unwrap_or_default(code)),
    };
    let outcome: String = row.get("outcome")?;
    let before: Option<String> = row.get("state_before")?;
    Ok(Payment {
        money: Money {
            doc: row.get("doc_id")?,
            line_no: row.get("line_no")?,
            number: row.get("number")?,
            pays,
            text: row.get("text")?,
            card: row.get::<String>("means")? == "card",
            amount: row.get("amount")?,
            paid_on: row.get("paid_on")?,
            scope: row.get("scope_id")?,
        },
        outcome: Understood::from_code(&outcome)
            .ok_or_else(|| DbError::Corrupt(format!("outcome {outcome}")))?,
        paid: row.get("paid_doc_id")?,
        principal: row.get("principal")?,
        surcharge: row.get("surcharge")?,
        credit: row.get("credit")?,
        assessed: row.get("assessed")?,
        taken_back: row.get("taken_back")?,
        state_before: before.as_deref().and_then(LineState::from_code),
        cancelled: row.get("cancelled")?,
    })
}
