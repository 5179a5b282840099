//! Cash receipts: the money of the desks comes in (διπλότυπα είσπραξης).
//!
//! A receipt is a fact: the cashier has the money and the payer the paper. Each of its lines is taken by the machine,
//! which knows what it pays or lets it wait; a cancelled receipt takes its lines back. What the desk's own rules
//! refuse is refused here too, and becomes a task, because there is money behind it.

mod store;
#[cfg(test)]
mod tests;

pub use store::{ListedReceipt, find, search};

use crate::cases::{self, Looked};
use crate::model::{Money, Pays};
use crate::payments;
use loggia_cases::case::{Case, Decoded};
use loggia_cases::number::Series;
use loggia_cases::receipt::{Event, Issued, Means, Receipt, ReceiptRow, Stage, Subject};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::migrations::Migration;
use loggia_core::numbers::Fate;
use loggia_core::subsystem::{Accepted, Subsystem, Verdict};
use loggia_core::{Fail, Outcome};

/// Receipts as a subsystem.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Διπλότυπα είσπραξης",
    migrations: &[Migration {
        name: "001-receipts",
        sql: include_str!("tables.sql"),
    }],
    intake: &[(Receipt::KIND.0, take)],
    ..Subsystem::new("receipts")
};

/// Takes in what a laptop wrote about one receipt. Runs again with the same result.
///
/// # Errors
/// What the books refuse; the store's.
pub fn take(tx: &mut Tx<'_>, accepted: &Accepted, ctx: &Ctx) -> Outcome<Verdict> {
    let looked: Looked<Receipt> = cases::look(accepted)?;
    let state = &looked.folded.state;
    let Some(number) = state.number().cloned() else {
        return Ok(cases::accepted(&[]));
    };
    let checked = looked.check(tx, accepted, (Series::Receipt, &number));
    let (fate, reason) = match (&checked, &state.spoiled) {
        (Err(fail), _) => (
            Fate::Issued,
            format!("Απορρίφθηκε στο Κέντρο ({})", fail.finding().code),
        ),
        (Ok(()), Some(spoiled)) => (Fate::Spoiled, spoiled.reason.clone()),
        (Ok(()), None) => (Fate::Issued, String::new()),
    };
    cases::explain_number(
        tx,
        ctx,
        (Series::Receipt, &number),
        accepted,
        (fate, &reason),
        looked.earlier().number().is_none() && takes_number(accepted),
    )?;
    match checked {
        Ok(()) => {}
        Err(Fail::Refused(finding)) => return Ok(Verdict::Refused(finding)),
        Err(error) => return Err(error),
    }
    let row = ReceiptRow {
        off: accepted.off,
        ..Receipt::row(&looked.folded)
    };
    store::put(tx, accepted, &row)?;
    let mut entries = Vec::new();
    match (state.stage, &state.receipt, &state.cancelled) {
        (Stage::Issued, Some(issued), _) => {
            for money in monies(accepted, issued) {
                entries.extend(payments::take(tx, ctx, &money)?);
            }
        }
        (Stage::Cancelled, Some(issued), Some((_, cancelled))) => {
            for money in monies(accepted, issued) {
                entries.extend(payments::take(tx, ctx, &money)?);
            }
            entries.extend(payments::cancel(tx, ctx, accepted.doc, &cancelled.reason)?);
        }
        _ => {}
    }
    Ok(cases::accepted(&entries))
}

/// True if the delivery holds the event that took the number: only then its writer must own the block.
fn takes_number(accepted: &Accepted) -> bool {
    accepted
        .fresh
        .iter()
        .filter_map(|event| cases::raw(event).ok())
        .any(|raw| {
            matches!(
                Receipt::decode(&raw),
                Decoded::Event(Event::Issued(_) | Event::Spoiled(_))
            )
        })
}

/// The lines of a receipt in the machine's words.
fn monies(accepted: &Accepted, issued: &Issued) -> Vec<Money> {
    let lines = issued.lines.iter().zip(0u32..);
    lines
        .map(|(line, line_no)| Money {
            doc: accepted.doc,
            line_no,
            number: issued.number.to_string(),
            pays: match &line.subject {
                Subject::Rf { rf, .. } => Pays::Rf(rf.as_str().to_owned()),
                Subject::FineNumber { number } => Pays::Number(number.to_string()),
                Subject::Fee { budget_code, .. } => Pays::Fee(budget_code.clone()),
            },
            text: line.text.clone(),
            card: matches!(issued.means, Means::Card { .. }),
            amount: line.amount,
            paid_on: issued.at.date(),
            scope: accepted.scope,
        })
        .collect()
}
