//! Cash days come in; cancellations are countersigned; deposits are confirmed (ταμειακές ημέρες στο Κέντρο).

use super::{COUNTERSIGN, DEPOSIT, postings, rules, store};
use crate::cases::{self, Looked};
use loggia_cases::case::Case;
use loggia_cases::cash::{CashDay, CashDayRow, Stage, Summary};
use loggia_cases::records::Reference;
use loggia_core::ctx::{Actor, Ctx};
use loggia_core::db::Tx;
use loggia_core::subsystem::{Accepted, Verdict};
use loggia_core::{Fail, Outcome, audit, tasks};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, cash};

/// Takes in what a laptop wrote about one cash day. Runs again with the same result.
///
/// # Errors
/// What the books refuse; the store's.
pub fn take(tx: &mut Tx<'_>, accepted: &Accepted, ctx: &Ctx) -> Outcome<Verdict> {
    let looked: Looked<CashDay> = cases::look(accepted)?;
    // Its rules ask nothing of the reference data: a box is counted, not priced.
    match looked.check_by(tx, accepted, &Reference::default(), None) {
        Ok(()) => {}
        Err(Fail::Refused(finding)) => return Ok(Verdict::Refused(finding)),
        Err(error) => return Err(error),
    }
    let row = CashDayRow {
        off: accepted.off,
        ..CashDay::row(&looked.folded)
    };
    store::put_day(tx, accepted, &row)?;
    let (Some(day), Some((_, closed))) = (row.day, &looked.folded.state.closed) else {
        return Ok(cases::accepted(&[]));
    };
    let receipts = store::of_day(tx, accepted.doc)?;
    let found = Summary::of(receipts.iter().map(|receipt| &receipt.row))?;
    let found = [rules::differs(&row, closed, &found), rules::short(&row)];
    for finding in found.into_iter().flatten() {
        let kind = format!("receipts.day-{}", finding.code.number());
        let subject = accepted.doc.to_string();
        tasks::open(tx, ctx, &kind, &subject, &finding, COUNTERSIGN)?;
    }
    let entry = postings::closed(tx, ctx, (accepted.doc, day), &row)?;
    Ok(cases::accepted(&entry.into_iter().collect::<Vec<_>>()))
}

/// Somebody at the centre looked at a cancellation of a desk and agrees (προσυπογραφή).
///
/// # Errors
/// [`cash::NOTHING_TO_COUNTERSIGN`], [`cash::COUNTERSIGN_OWN`]; the store's.
pub fn countersign(tx: &mut Tx<'_>, ctx: &Ctx, doc: DocId) -> Outcome<()> {
    let nothing = || Finding::new(cash::NOTHING_TO_COUNTERSIGN);
    let cancelled = store::cancellation(tx, doc)?.ok_or_else(nothing)?;
    let Actor::User(me) = ctx.actor else {
        return Err(nothing().into());
    };
    if cancelled.by == me {
        return Err(Finding::new(cash::COUNTERSIGN_OWN).into());
    }
    if !store::sign(tx, doc, me, ctx.now)? {
        return Err(nothing().into());
    }
    Ok(audit::record(
        tx,
        ctx,
        "receipt.countersign",
        &doc.to_string(),
        &cancelled.number,
    )?)
}

/// The deposit of a closed day is on the bank's statement.
///
/// # Errors
/// [`cash::DAY_UNKNOWN`], [`cash::DEPOSIT_CONFIRMED`], what the books refuse; the store's.
pub fn confirm_deposit(tx: &mut Tx<'_>, ctx: &Ctx, doc: DocId) -> Outcome<()> {
    let closed = store::day(tx, doc)?.filter(|day| day.row.stage == Stage::Closed);
    let day = closed.ok_or_else(|| Finding::new(cash::DAY_UNKNOWN))?;
    let Actor::User(me) = ctx.actor else {
        return Err(Finding::new(cash::DAY_UNKNOWN).into());
    };
    if day.row.deposit.is_zero() || !store::deposited(tx, doc, me, ctx.now)? {
        return Err(Finding::new(cash::DEPOSIT_CONFIRMED).into());
    }
    postings::deposited(tx, ctx, doc, &day.row)?;
    Ok(audit::record(
        tx,
        ctx,
        "cash.deposited",
        &doc.to_string(),
        DEPOSIT.code,
    )?)
}
