//! The same request at two counters: decided by a person on the conflict screen (διπλό αίτημα).
//!
//! Nothing is joined: both keep their numbers and their terms. The decision says which of them the office follows, or that they
//! are two, and then the pair is not asked about again.

use super::model::ListedRequest;
use super::{SETTLE, store};
use loggia_core::conflicts::{ConflictKind, Decision, Done};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::tasks::Task;
use loggia_core::{Outcome, cases};
use loggia_schema::calendar::greek_date;
use loggia_schema::dispute::{Dispute, Offer, Side, Stands};
use loggia_schema::message::{Finding, conflicts as messages};

/// Kind of its tasks.
pub(super) const TASK: &str = "requests.twins";

/// The conflict.
pub(super) const KIND: ConflictKind = ConflictKind {
    task: TASK,
    title: "Ίσως το ίδιο αίτημα δύο φορές",
    right: SETTLE,
    draw,
    decide,
};

fn pair(tx: &mut Tx<'_>, task: &Task) -> Outcome<(ListedRequest, ListedRequest)> {
    let gone = || Finding::new(messages::DECIDED_ALREADY);
    let (a, b) = task.subject.split_once('/').ok_or_else(gone)?;
    let (a, b) = (
        a.parse().map_err(|_| gone())?,
        b.parse().map_err(|_| gone())?,
    );
    let one = store::find(tx, a)?.ok_or_else(gone)?;
    let other = store::find(tx, b)?.ok_or_else(gone)?;
    // What was registered first stands on the left.
    Ok(if other.row.registered_at < one.row.registered_at {
        (other, one)
    } else {
        (one, other)
    })
}

fn side(tx: &mut Tx<'_>, title: &str, request: &ListedRequest) -> Outcome<Side> {
    Ok(Side {
        title: title.to_owned(),
        at: request.row.registered_at.parse().ok(),
        place: cases::scope(tx, request.scope)?
            .map(|scope| scope.title)
            .unwrap_or_default(),
        ..Side::default()
    })
}

fn draw(tx: &mut Tx<'_>, _: &Ctx, task: &Task) -> Outcome<Dispute> {
    let (one, two) = pair(tx, task)?;
    let day = |date: Option<jiff::civil::Date>| date.map(greek_date).unwrap_or_default();
    let follows = |stays: &ListedRequest, goes: &ListedRequest| {
        format!(
            "Είναι το ίδιο αίτημα: η υπηρεσία ακολουθεί το {} και το {} κλείνει με αναφορά σε αυτό.",
            stays.label(),
            goes.label()
        )
    };
    let dispute = Dispute {
        question: "Τα δύο αιτήματα μοιάζουν. Ποιο ακολουθεί η υπηρεσία;".to_owned(),
        left: side(tx, "Πρώτο αίτημα", &one)?,
        right: side(tx, "Δεύτερο αίτημα", &two)?,
        offers: vec![
            Offer::new(Stands::Left, follows(&one, &two)),
            Offer::new(Stands::Right, follows(&two, &one)),
            Offer::new(
                Stands::Third,
                "Είναι δύο διαφορετικά αιτήματα: μένουν και τα δύο και δεν θα ξαναρωτηθεί.",
            ),
        ],
        reason: Some(
            "Από αυτό κρίνεται η προθεσμία απέναντι στον πολίτη. Ο λόγος μένει και στα δύο."
                .to_owned(),
        ),
        ..Dispute::default()
    };
    let place = |r: &ListedRequest| r.row.community_name.clone();
    Ok(dispute
        .differ("Αριθμός", one.label(), two.label())
        .differ("Σημείο", &one.row.spot, &two.row.spot)
        .differ("Κοινότητα", place(&one), place(&two))
        .differ("Γραφείο", &one.row.office_name, &two.row.office_name)
        .differ("Προθεσμία", day(one.row.due), day(two.row.due))
        .differ("Στάδιο", one.row.stage.greek(), two.row.stage.greek()))
}

fn decide(tx: &mut Tx<'_>, _: &Ctx, task: &Task, decision: &Decision) -> Outcome<Done> {
    let (one, two) = pair(tx, task)?;
    let (left, right) = (one.label(), two.label());
    Ok(Done {
        text: match decision.stands {
            Stands::Left => format!("Ακολουθείται το {left}· το {right} είναι διπλό του"),
            Stands::Right => format!("Ακολουθείται το {right}· το {left} είναι διπλό του"),
            Stands::Third => format!("Τα {left} και {right} είναι δύο αιτήματα"),
        },
        about: vec![one.doc.to_string(), two.doc.to_string()],
    })
}
