//! The same debt paid at two desks: the second money is the debtor's until a person decides (διπλή πληρωμή).

use super::credits::{self, Purpose};
use super::model::{Line, Money, Payment};
use super::{SETTLE, payments, receipts, store};
use loggia_cases::records::{Record as _, ScopeRecord};
use loggia_core::conflicts::{ConflictKind, Decision, Done};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::tasks::Task;
use loggia_core::{Outcome, access, records};
use loggia_schema::calendar::greek_date;
use loggia_schema::dispute::{Dispute, Offer, Pick, Side, Stands};
use loggia_schema::message::{Finding, conflicts};

/// Kind of its tasks.
pub(crate) const TASK: &str = "revenue.paid-twice";

/// The conflict.
pub(crate) const KIND: ConflictKind = ConflictKind {
    task: TASK,
    title: "Διπλή πληρωμή της ίδιας οφειλής",
    right: SETTLE,
    draw,
    decide,
};

/// Why a reason is asked.
pub(crate) const MONEY: &str = "Αφορά χρήματα του οφειλέτη. Ο λόγος μένει με την απόφαση.";

/// The payment a task is about; gone once its receipt was cancelled.
pub(crate) fn payment_of(tx: &mut Tx<'_>, task: &Task) -> Outcome<Payment> {
    let gone = || Finding::new(conflicts::DECIDED_ALREADY);
    let (doc, line) = task.subject.split_once('/').ok_or_else(gone)?;
    let (doc, line) = (
        doc.parse().map_err(|_| gone())?,
        line.parse().map_err(|_| gone())?,
    );
    let payment = payments::find(tx, doc, line)?.filter(|payment| !payment.cancelled);
    Ok(payment.ok_or_else(gone)?)
}

/// Who took the money of a receipt, when and where.
pub(crate) fn side(tx: &mut Tx<'_>, title: &str, money: &Money) -> Outcome<Side> {
    let receipt = receipts::find(tx, money.doc)?;
    let row = receipt.map(|receipt| receipt.row);
    let cashier = row.as_ref().and_then(|row| row.cashier);
    let users = access::users(tx)?;
    let who = users.into_iter().find(|user| Some(user.id) == cashier);
    let scope = records::find(tx, ScopeRecord::TABLE, &money.scope.to_string())?;
    let scope = scope.and_then(|stored| serde_json::from_str(stored.value.as_deref()?).ok());
    let scope = scope.and_then(|value| ScopeRecord::from_value(&value).ok());
    Ok(Side {
        title: title.to_owned(),
        who: who.map(|user| user.name).unwrap_or_default(),
        at: row.and_then(|row| row.issued_at.parse().ok()),
        place: scope.map(|scope| scope.title).unwrap_or_default(),
    })
}

fn draw(tx: &mut Tx<'_>, _: &Ctx, task: &Task) -> Outcome<Dispute> {
    let second = payment_of(tx, task)?;
    let line = second
        .paid
        .map(|doc| store::find(tx, doc))
        .transpose()?
        .flatten();
    let line = line.ok_or_else(|| Finding::new(conflicts::DECIDED_ALREADY))?;
    let others = payments::of_line(tx, line.claim.doc)?;
    let first = others.into_iter().rev().find(|other| {
        !other.cancelled && !other.principal.is_zero() && other.money.key() != second.money.key()
    });
    let dispute = Dispute {
        question: format!(
            "Για την οφειλή {} εισπράχθηκαν {} χωρίς να οφείλεται τίποτα. Τι γίνεται με τα χρήματα;",
            line.claim.number, second.credit
        ),
        left: match &first {
            Some(first) => side(tx, "Πρώτη είσπραξη", &first.money)?,
            None => Side {
                title: "Η οφειλή".to_owned(),
                ..Side::default()
            },
        },
        right: side(tx, "Δεύτερη είσπραξη", &second.money)?,
        offers: vec![
            Offer::new(
                Stands::Left,
                "Μένουν πίστωση υπέρ του οφειλέτη για επόμενη οφειλή του.",
            ),
            Offer::new(
                Stands::Right,
                "Επιστρέφονται στον οφειλέτη: ανοίγει αίτημα επιστροφής.",
            ),
        ],
        reason: Some(MONEY.to_owned()),
        ..Dispute::default()
    };
    let dispute = offer_set_off(tx, dispute, &second)?;
    Ok(match &first {
        Some(first) => differ(dispute, &first.money, &second.money),
        None => dispute.differ(
            "Κατάσταση",
            line.state.greek(),
            format!("Εισπράχθηκαν {}", second.money.amount),
        ),
    })
}

/// The third choice, if the debtor owes something that the money can pay.
pub(crate) fn offer_set_off(
    tx: &mut Tx<'_>,
    dispute: Dispute,
    second: &Payment,
) -> Outcome<Dispute> {
    let targets = credits::targets(tx, second)?;
    if targets.is_empty() {
        return Ok(dispute);
    }
    let label = |line: &Line| {
        let claim = &line.claim;
        (
            claim.number.clone(),
            format!(
                "{} · {} · {}",
                claim.number,
                claim.title,
                line.open_principal()
            ),
        )
    };
    let mut dispute = dispute;
    dispute.offers.push(Offer::new(
        Stands::Third,
        "Συμψηφίζονται με άλλη οφειλή του.",
    ));
    dispute.pick = Some(Pick {
        stands: Stands::Third,
        label: "Οφειλή που πληρώνεται".to_owned(),
        choices: targets.iter().map(label).collect(),
    });
    Ok(dispute)
}

fn differ(dispute: Dispute, first: &Money, second: &Money) -> Dispute {
    let means = |money: &Money| {
        if money.card {
            "κάρτα"
        } else {
            "μετρητά"
        }
    };
    dispute
        .differ("Διπλότυπο", &first.number, &second.number)
        .differ(
            "Ημέρα",
            greek_date(first.paid_on),
            greek_date(second.paid_on),
        )
        .differ("Ποσό", first.amount.greek(), second.amount.greek())
        .differ("Τρόπος", means(first), means(second))
}

fn decide(tx: &mut Tx<'_>, ctx: &Ctx, task: &Task, decision: &Decision) -> Outcome<Done> {
    let payment = payment_of(tx, task)?;
    let mut about: Vec<String> = payment.paid.iter().map(ToString::to_string).collect();
    let text = match decision.stands {
        Stands::Left => {
            let amount = credits::set_aside(tx, ctx, &payment, Purpose::Kept)?;
            format!("Πίστωση {amount} υπέρ του οφειλέτη")
        }
        Stands::Right => {
            let amount = credits::set_aside(tx, ctx, &payment, Purpose::Refund)?;
            format!("Αίτημα επιστροφής {amount}")
        }
        Stands::Third => {
            let number = decision.pick.as_deref().unwrap_or_default();
            if number.is_empty() {
                return Err(Finding::new(conflicts::PICK_MISSING).on("pick").into());
            }
            let (line, taken) = credits::set_off(tx, ctx, &payment, number)?;
            about.push(line.claim.doc.to_string());
            format!("Συμψηφίστηκαν {taken} με την οφειλή {number}")
        }
    };
    Ok(Done { text, about })
}
