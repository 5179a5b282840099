//! Debts struck off, and the receipt that comes all the same (διαγραφή και πληρωμή μετά από αυτή).
//!
//! Striking off takes a certified debt out of the books, with the number and day of the decision and the class of the
//! limitation it stands under. A cashier without a line cannot know of it: the money he took is a fact, waits among the
//! unallocated, and a person decides by law whether it stays, goes back, or pays another debt of the same debtor.

use super::credits::{self, Purpose};
use super::limits;
use super::model::{Line, LineState, Money, Payment};
use super::rules::Outcome as Understood;
use super::{SETTLE, carried, payables, payments, postings, store, twice};
use jiff::civil::Date;
use loggia_books::EntryId;
use loggia_core::conflicts::{ConflictKind, Decision, Done};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbResult, Tx};
use loggia_core::tasks::Task;
use loggia_core::{Outcome, audit, params, tasks};
use loggia_schema::calendar::greek_date;
use loggia_schema::dispute::{Dispute, Offer, Side, Stands};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, books, conflicts};
use loggia_schema::money::Cents;

/// Kind of the tasks for money that came after.
pub(crate) const TASK: &str = "revenue.after-strike";

/// The conflict.
pub(crate) const KIND: ConflictKind = ConflictKind {
    task: TASK,
    title: "Πληρωμή διαγραμμένης οφειλής",
    right: SETTLE,
    draw,
    decide,
};

/// A debt struck off (διαγραφή).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strike {
    /// The debt.
    pub doc: DocId,
    /// Number of the decision.
    pub decision_no: String,
    /// Its day.
    pub on: Date,
    /// The limitation it stood under, in words.
    pub class: String,
    /// True if the law keeps what was paid.
    pub kept: bool,
    /// The law.
    pub basis: String,
    /// Principal that stood open.
    pub amount: Cents,
}

/// Strikes a certified debt off.
///
/// # Errors
/// [`books::LINE_UNKNOWN`], [`conflicts::STRIKE_STATE`], [`conflicts::STRIKE_DECISION`], [`conflicts::STRIKE_EARLY`],
/// and what [`limits::class`] refuses; what the books refuse; the store's.
pub fn strike_off(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    number: &str,
    (decision_no, on): (&str, Date),
) -> Outcome<Strike> {
    let unknown = || Finding::new(books::LINE_UNKNOWN).with("number", number);
    let mut line = store::by_number(tx, number)?.ok_or_else(unknown)?;
    let decision_no = decision_no.trim();
    if decision_no.is_empty() {
        return Err(Finding::new(conflicts::STRIKE_DECISION)
            .on("decision")
            .into());
    }
    if line.state != LineState::Certified {
        return Err(Finding::new(conflicts::STRIKE_STATE)
            .with("number", number)
            .with("state", line.state.greek())
            .into());
    }
    if on > ctx.today || line.certified_on.is_some_and(|certified| on < certified) {
        return Err(Finding::new(conflicts::STRIKE_EARLY)
            .on("decided_on")
            .into());
    }
    let born = born(tx, &line)?;
    let class = limits::class(tx, born, on)?;
    let strike = Strike {
        doc: line.claim.doc,
        decision_no: decision_no.to_owned(),
        on,
        class: class.greek(born, on),
        kept: class.kept,
        basis: class.basis.clone(),
        amount: line.open_principal(),
    };
    postings::struck_off(tx, ctx, &line, strike.amount)?;
    line.state = LineState::StruckOff;
    store::put(tx, &line)?;
    payables::publish(tx, ctx, &line)?;
    put(tx, ctx, &strike)?;
    audit::record(
        tx,
        ctx,
        "debt.strike-off",
        &line.claim.doc.to_string(),
        decision_no,
    )?;
    Ok(strike)
}

/// The year of a debt's birth: of its event, or what the old program said of a debt that was carried over.
fn born(tx: &mut Tx<'_>, line: &Line) -> DbResult<i16> {
    let carried = carried::born(tx, line.claim.doc)?;
    Ok(carried.unwrap_or_else(|| line.claim.event_on.year()))
}

/// A debt that was carried over as struck off: the law did it, and there is no decision of ours.
fn by_law(line: &Line) -> Strike {
    Strike {
        doc: line.claim.doc,
        decision_no: String::new(),
        on: line.certified_on.unwrap_or(line.claim.event_on),
        class: "Είχε διαγραφεί από τον νόμο πριν από τη μεταφορά της".to_owned(),
        kept: true,
        basis: line.claim.basis.clone(),
        amount: line.open_principal(),
    }
}

fn put(tx: &mut Tx<'_>, ctx: &Ctx, strike: &Strike) -> DbResult<()> {
    tx.exec(
        "INSERT INTO revenue_strike (municipality_id, doc_id, decision_no, decided_on, class, kept, basis, amount, recorded_at, \
         actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &params![
            tx.municipality(), strike.doc, &strike.decision_no, strike.on, &strike.class, strike.kept, &strike.basis,
            strike.amount, ctx.now, ctx.actor.to_string()
        ],
    )?;
    Ok(())
}

/// The decision that struck a debt off.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<Strike>> {
    let row = tx.opt(
        "SELECT doc_id, decision_no, decided_on, class, kept, basis, amount FROM revenue_strike \
         WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    row.map(|row| {
        Ok(Strike {
            doc: row.get("doc_id")?,
            decision_no: row.get("decision_no")?,
            on: row.get("decided_on")?,
            class: row.get("class")?,
            kept: row.get("kept")?,
            basis: row.get("basis")?,
            amount: row.get("amount")?,
        })
    })
    .transpose()
}

/// Money for a debt that was struck off: taken as a fact, unallocated, and a conflict for a person.
///
/// # Errors
/// What the books refuse; the store's.
pub(crate) fn take(tx: &mut Tx<'_>, ctx: &Ctx, money: &Money, line: &Line) -> Outcome<EntryId> {
    let entry = postings::unmatched(tx, ctx, money)?;
    let payment = Payment {
        paid: Some(line.claim.doc),
        state_before: Some(line.state),
        ..payments::unmatched_payment(money, Understood::AfterStrike)
    };
    payments::put(tx, &payment)?;
    let finding = Finding::new(conflicts::PAID_AFTER_STRIKE)
        .with("number", &line.claim.number)
        .with("receipt", &money.number)
        .with("amount", money.amount);
    tasks::open(tx, ctx, TASK, &money.key(), &finding, SETTLE)?;
    Ok(entry)
}

struct Found {
    payment: Payment,
    line: Line,
    strike: Strike,
}

fn found(tx: &mut Tx<'_>, task: &Task) -> Outcome<Found> {
    let gone = || Finding::new(conflicts::DECIDED_ALREADY);
    let payment = twice::payment_of(tx, task)?;
    let doc = payment.paid.ok_or_else(gone)?;
    let line = store::find(tx, doc)?.ok_or_else(gone)?;
    let strike = match find(tx, doc)? {
        Some(strike) => strike,
        None if line.state == LineState::StruckOff => by_law(&line),
        None => return Err(gone().into()),
    };
    Ok(Found {
        payment,
        line,
        strike,
    })
}

/// The law keeps what was paid before the decision; what came after it a person may give back.
fn may_go_back(found: &Found) -> bool {
    !found.strike.kept || found.payment.money.paid_on > found.strike.on
}

fn draw(tx: &mut Tx<'_>, _: &Ctx, task: &Task) -> Outcome<Dispute> {
    let found = found(tx, task)?;
    let Found {
        payment,
        line,
        strike,
    } = &found;
    let by_law = strike.decision_no.is_empty();
    let before = payment.money.paid_on <= strike.on;
    let mut offers = Vec::new();
    if may_go_back(&found) {
        let label =
            "Ισχύει η διαγραφή: τα χρήματα επιστρέφονται στον οφειλέτη με αίτημα επιστροφής.";
        offers.push(Offer::new(Stands::Left, label));
    }
    let keep = if before {
        "Ισχύει η πληρωμή: έγινε πριν από τη διαγραφή και μένει έσοδο του δήμου."
    } else {
        "Ισχύει η πληρωμή: καταβλήθηκε οικειοθελώς και μένει έσοδο του δήμου."
    };
    offers.push(Offer::new(Stands::Right, keep));
    let dispute = Dispute {
        question: format!(
            "Για την οφειλή {} εισπράχθηκαν {}, ενώ είχε διαγραφεί. {}. Τι γίνεται με τα χρήματα;",
            line.claim.number, payment.money.amount, strike.class
        ),
        left: Side {
            title: "Διαγραφή".to_owned(),
            at: (!by_law).then(|| strike.on.at(0, 0, 0, 0)),
            ..Side::default()
        },
        right: twice::side(tx, "Είσπραξη", &payment.money)?,
        offers,
        reason: Some(twice::MONEY.to_owned()),
        ..Dispute::default()
    }
    .differ(
        "Παραστατικό",
        if by_law {
            "Διαγραφή από τον νόμο".to_owned()
        } else {
            format!("Απόφαση {}", strike.decision_no)
        },
        &payment.money.number,
    )
    .differ(
        "Ημέρα",
        if by_law {
            String::new()
        } else {
            greek_date(strike.on)
        },
        greek_date(payment.money.paid_on),
    )
    .differ("Ποσό", strike.amount.greek(), payment.money.amount.greek())
    .differ("Νόμος", &strike.basis, "");
    if !may_go_back(&found) {
        return Ok(dispute);
    }
    let credited = Payment {
        credit: payment.money.amount,
        ..payment.clone()
    };
    twice::offer_set_off(tx, dispute, &credited)
}

fn decide(tx: &mut Tx<'_>, ctx: &Ctx, task: &Task, decision: &Decision) -> Outcome<Done> {
    let Found {
        payment,
        mut line,
        strike,
    } = found(tx, task)?;
    let amount = payment.money.amount;
    let mut about = vec![line.claim.doc.to_string()];
    let text = match decision.stands {
        Stands::Right => {
            let kept = Cents(amount.get().min(strike.amount.get()));
            let credit = amount.minus(kept)?;
            postings::kept_after_strike(tx, ctx, &payment.money, &line, (kept, credit))?;
            line.collected = line.collected.plus(kept)?;
            store::put(tx, &line)?;
            let principal = kept;
            payments::put(
                tx,
                &Payment {
                    principal,
                    credit,
                    ..payment
                },
            )?;
            format!("Έμειναν έσοδο {kept}, πίστωση {credit}")
        }
        Stands::Left | Stands::Third => {
            let credit = amount;
            postings::kept_after_strike(tx, ctx, &payment.money, &line, (Cents::ZERO, credit))?;
            let payment = Payment { credit, ..payment };
            payments::put(tx, &payment)?;
            if decision.stands == Stands::Left {
                credits::set_aside(tx, ctx, &payment, Purpose::Refund)?;
                format!("Αίτημα επιστροφής {credit}")
            } else {
                let number = decision.pick.as_deref().unwrap_or_default();
                if number.is_empty() {
                    return Err(Finding::new(conflicts::PICK_MISSING).on("pick").into());
                }
                let (other, taken) = credits::set_off(tx, ctx, &payment, number)?;
                about.push(other.claim.doc.to_string());
                format!("Συμψηφίστηκαν {taken} με την οφειλή {number}")
            }
        }
    };
    Ok(Done { text, about })
}
