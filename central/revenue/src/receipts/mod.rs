//! The cash desks: their receipts and their cash days come in (διπλότυπα είσπραξης, ταμειακές ημέρες).
//!
//! A receipt is a fact: the cashier has the money and the payer the paper. Each of its lines is taken by the machine,
//! which knows what it pays or lets it wait; a cancelled receipt takes its lines back. What the desk's own rules
//! refuse is refused here too, and becomes a task, because there is money behind it. A sheet of a paper block is money once:
//! a second receipt typed from it is refused. A closed cash day posts its difference and its deposit; a cancellation at a desk
//! with one clerk waits for a second signature.
//!
//! * `model.rs`, `rules.rs`: what the centre sees of a desk, and what a person must look at. * `store.rs`: rows.
//! * `days.rs`: cash days, countersigning, deposits. * `postings.rs`: how a day is posted. * `pages.rs`, `api.rs`.

pub mod api;
pub mod days;
pub mod model;
pub mod pages;
mod postings;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use store::find;

use crate::cases::{self, Looked};
use crate::model::{Money, Pays};
use crate::payments;
use loggia_cases::case::{Case, Decoded};
use loggia_cases::cash::CashDay;
use loggia_cases::number::Series;
use loggia_cases::receipt::{
    Event, Issued, Means, Receipt, ReceiptRow, ReceiptState, Stage, Subject,
};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::migrations::Migration;
use loggia_core::numbers::Fate;
use loggia_core::rights::Right;
use loggia_core::subsystem::{Accepted, MenuItem, Subsystem, Verdict};
use loggia_core::{Fail, Outcome, tasks};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, cash};
use model::Cancellation;

/// See receipts and cash days of every desk (διπλότυπα).
pub const READ: Right = Right::read("receipts.read", "Προβολή διπλοτύπων και ταμειακών ημερών");
/// Countersign cancellations of the desks (προσυπογραφή).
pub const COUNTERSIGN: Right =
    Right::write("receipts.countersign", "Προσυπογραφή ακυρώσεων διπλοτύπων");
/// Confirm that a deposit is on the bank's statement (καταθέσεις).
pub const DEPOSIT: Right = Right::write("receipts.deposit", "Επιβεβαίωση καταθέσεων ταμείων");

/// Receipts as a subsystem.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Ταμεία",
    migrations: &[Migration {
        name: "001-receipts",
        sql: include_str!("tables.sql"),
    }],
    intake: &[(Receipt::KIND.0, take), (CashDay::KIND.0, days::take)],
    routes: pages::routes,
    rights: &[READ, COUNTERSIGN, DEPOSIT],
    menu: &[
        MenuItem {
            title: "Διπλότυπα",
            path: "/receipts",
            right: READ,
        },
        MenuItem {
            title: "Μητρώο διπλοτύπων",
            path: "/receipts/register",
            right: READ,
        },
        MenuItem {
            title: "Εισπράχθηκαν",
            path: "/collected",
            right: READ,
        },
        MenuItem {
            title: "Οίκοθεν έσοδα",
            path: "/direct-revenue",
            right: READ,
        },
        MenuItem {
            title: "Ταμειακές ημέρες",
            path: "/cash-days",
            right: READ,
        },
        MenuItem {
            title: "Ακυρώσεις",
            path: "/cancellations",
            right: READ,
        },
    ],
    cli: api::COMMANDS,
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
    let checked = looked
        .check(tx, accepted, (Series::Receipt, &number))
        .and_then(|()| typed_once(tx, accepted.doc, state));
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
    after_close(tx, ctx, accepted, &row)?;
    let mut entries = Vec::new();
    match (state.stage, &state.receipt, &state.cancelled) {
        (Stage::Issued, Some(issued), _) => {
            for money in monies(accepted, issued) {
                entries.extend(payments::take(tx, ctx, &money)?);
            }
        }
        (Stage::Cancelled, Some(issued), Some((stamp, cancelled))) => {
            let waiting = Cancellation {
                doc: accepted.doc,
                number: number.to_string(),
                by: stamp.by,
                at: stamp.at,
                reason: cancelled.reason.clone(),
                signed: None,
            };
            store::put_cancellation(tx, &waiting)?;
            for money in monies(accepted, issued) {
                entries.extend(payments::take(tx, ctx, &money)?);
            }
            entries.extend(payments::cancel(tx, ctx, accepted.doc, &cancelled.reason)?);
        }
        _ => {}
    }
    Ok(cases::accepted(&entries))
}

/// A sheet of a paper block is typed once, at whichever desk.
fn typed_once(tx: &mut Tx<'_>, doc: DocId, state: &ReceiptState) -> Outcome<()> {
    let of_receipt = state
        .receipt
        .as_ref()
        .and_then(|receipt| receipt.paper.as_deref());
    let of_spoiled = state
        .spoiled
        .as_ref()
        .and_then(|spoiled| spoiled.paper.as_deref());
    let Some(paper) = of_receipt.or(of_spoiled) else {
        return Ok(());
    };
    match store::of_sheet(tx, paper, doc)? {
        Some(number) => Err(Finding::new(cash::SHEET_TYPED)
            .with("sheet", paper)
            .with("number", number)
            .into()),
        None => Ok(()),
    }
}

/// Money that came into a box after it was counted and closed: it is somewhere, and a person must find it.
fn after_close(tx: &mut Tx<'_>, ctx: &Ctx, accepted: &Accepted, row: &ReceiptRow) -> Outcome<()> {
    let Some(doc) = row.day.filter(|_| row.stage == Stage::Issued) else {
        return Ok(());
    };
    let day = store::day(tx, doc)?;
    if day.is_some_and(|day| day.row.stage == loggia_cases::cash::Stage::Closed) {
        let finding = Finding::new(cash::RECEIPT_AFTER_CLOSE).with("number", &row.number);
        let subject = accepted.doc.to_string();
        tasks::open(
            tx,
            ctx,
            "receipts.after-close",
            &subject,
            &finding,
            COUNTERSIGN,
        )?;
    }
    Ok(())
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
