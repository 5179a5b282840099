//! Two keepers at one meter on one day: both readings wait, and a person decides about them as one conflict (δύο υδρονόμοι).
//!
//! The readings are the held ones of the queue and the decision is the queue's own, once for each of the two; there is no second
//! way. Whoever decides about one of them alone, in the queue or in the field, ends the conflict, and the other waits by itself.

use super::decide::{self, Wish};
use super::model::Hold;
use super::{DECIDE, store};
use jiff::civil::{Date, DateTime};
use loggia_cases::document::EventKey;
use loggia_cases::irrigation::{Book, Doubt, Review, Reviewed, Standing};
use loggia_core::conflicts::{ConflictKind, Decision, Done};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::tasks::{self, Task};
use loggia_core::{Outcome, access};
use loggia_schema::calendar::greek_date;
use loggia_schema::dispute::{Dispute, Offer, Side, Stands};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, conflicts};
use std::collections::{BTreeMap, BTreeSet};

/// Kind of its tasks.
pub const TASK: &str = "irrigation.two-keepers";

/// The conflict.
pub(super) const KIND: ConflictKind = ConflictKind {
    task: TASK,
    title: "Δύο υδρονόμοι στον ίδιο μετρητή",
    right: DECIDE,
    draw,
    decide: settle,
};

/// A conflict for each day with two keepers whose readings wait; which readings are told that way.
pub(super) fn propose(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    doc: DocId,
    (book, review): (&Book, &Review<'_>),
) -> Outcome<BTreeSet<EventKey>> {
    let mut days: BTreeMap<Date, Vec<&Reviewed<'_>>> = BTreeMap::new();
    let crowded = |line: &&Reviewed<'_>| line.doubts.contains(&Doubt::SameDay);
    for line in review.lines.iter().filter(crowded) {
        let waiting = days.entry(line.taken.reading.taken_at.date()).or_default();
        if line.standing == Standing::Held {
            waiting.push(line);
        }
    }
    let mut told = BTreeSet::new();
    for (day, waiting) in days {
        let subject = format!("{doc}/{day}");
        let keepers = waiting.iter().map(|line| line.taken.reading.keeper);
        if keepers.collect::<BTreeSet<_>>().len() < 2 {
            if let Some(id) = tasks::open_one(tx, TASK, &subject)? {
                tasks::close(tx, ctx, id, "Αποφασίστηκε για τη μία ένδειξη χωριστά")?;
            }
            continue;
        }
        let finding = Finding::new(conflicts::TWO_KEEPERS)
            .with("number", &book.meter)
            .with("date", greek_date(day));
        tasks::open(tx, ctx, TASK, &subject, &finding, DECIDE)?;
        told.extend(waiting.iter().map(|line| line.taken.stamp.key));
    }
    Ok(told)
}

/// The first two readings of the day that wait and are of two keepers.
fn pair(tx: &mut Tx<'_>, task: &Task) -> Outcome<(Hold, Hold)> {
    let gone = || Finding::new(conflicts::DECIDED_ALREADY);
    let (doc, day) = task.subject.split_once('/').ok_or_else(gone)?;
    let (doc, day) = (
        doc.parse().map_err(|_| gone())?,
        day.parse().map_err(|_| gone())?,
    );
    let mut waiting = store::holds_on(tx, doc, day)?.into_iter();
    let first = waiting.next().ok_or_else(gone)?;
    let second = waiting.find(|hold| hold.keeper != first.keeper);
    Ok((first, second.ok_or_else(gone)?))
}

fn draw(tx: &mut Tx<'_>, _: &Ctx, task: &Task) -> Outcome<Dispute> {
    let (one, two) = pair(tx, task)?;
    let users = access::users(tx)?;
    let side = |title: &str, hold: &Hold| Side {
        title: title.to_owned(),
        who: users
            .iter()
            .find(|user| user.id == hold.keeper)
            .map(|user| user.name.clone())
            .unwrap_or_default(),
        at: hold.taken_at.parse::<DateTime>().ok(),
        place: format!("δίκτυο {}", hold.network),
    };
    let only = |stays: &Hold, goes: &Hold| {
        format!(
            "Μετρά η ένδειξη {}. Η {} δεν μετρά και μένει στο βιβλίο.",
            stays.value, goes.value
        )
    };
    let dispute = Dispute {
        question: format!(
            "Δύο υδρονόμοι διάβασαν τον μετρητή {} την ίδια ημέρα. Ποια ένδειξη μετρά;",
            one.meter
        ),
        left: side("Πρώτη ένδειξη", &one),
        right: side("Δεύτερη ένδειξη", &two),
        offers: vec![
            Offer::new(Stands::Left, only(&one, &two)),
            Offer::new(Stands::Right, only(&two, &one)),
            Offer::new(
                Stands::Third,
                "Μετρούν και οι δύο: ο μετρητής διαβάστηκε πράγματι δύο φορές.",
            ),
        ],
        reason: Some(
            "Από την ένδειξη βγαίνει ο λογαριασμός. Ο λόγος μένει στο βιβλίο του μετρητή."
                .to_owned(),
        ),
        ..Dispute::default()
    };
    Ok(dispute.differ("Ένδειξη", &one.value, &two.value).differ(
        "Γιατί περιμένει",
        &one.why,
        &two.why,
    ))
}

fn settle(tx: &mut Tx<'_>, ctx: &Ctx, task: &Task, decision: &Decision) -> Outcome<Done> {
    let (one, two) = pair(tx, task)?;
    let (left, right) = match decision.stands {
        Stands::Left => (Wish::Accept, Wish::Reject),
        Stands::Right => (Wish::Reject, Wish::Accept),
        Stands::Third => (Wish::Accept, Wish::Accept),
    };
    let text = match decision.stands {
        Stands::Left => format!("Μετρά η {} και όχι η {}", one.value, two.value),
        Stands::Right => format!("Μετρά η {} και όχι η {}", two.value, one.value),
        Stands::Third => format!("Μετρούν και η {} και η {}", one.value, two.value),
    };
    for (hold, outcome) in [(&one, left), (&two, right)] {
        let decision = decide::Decision {
            book: hold.doc,
            reading: hold.reading,
            outcome,
            reason: decision.reason.clone(),
        };
        decide::decide(tx, ctx, &decision)?;
    }
    Ok(Done {
        text,
        about: vec![one.doc.to_string()],
    })
}
