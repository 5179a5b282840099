//! The same person created twice: found by likeness, decided by a person (διπλές εγγραφές προσώπων).
//!
//! Same ΑΦΜ is one person already, by the registry's own key; two different ΑΦΜ are two persons by law. Between these the
//! score counts: name in any order of its words, father, telephone, address. Above the threshold it is proposed as a
//! conflict: left stays, right stays, or they are two persons, and then it is never asked again.

use super::merges;
use super::persons::{self, Person};
use super::{PERSONS_MERGE, store};
use loggia_core::conflicts::{self, ConflictKind, Decision, Done};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::tasks::Task;
use loggia_core::{Outcome, tasks};
use loggia_schema::calendar::local_date_time;
use loggia_schema::dispute::{Dispute, Offer, Side, Stands};
use loggia_schema::identifiers::{Afm, Phone};
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Finding, conflicts as messages};
use loggia_schema::money::Cents;
use loggia_schema::text::fold;

/// Kind of its tasks.
pub(crate) const TASK: &str = "revenue.same-person";

/// The conflict.
pub(crate) const KIND: ConflictKind = ConflictKind {
    task: TASK,
    title: "Ίσως το ίδιο πρόσωπο δύο φορές",
    right: PERSONS_MERGE,
    draw,
    decide,
};

/// From here on two entries are proposed as one person.
pub const THRESHOLD: u8 = 75;
/// More persons of one name than this are not compared with each other: the name says too little.
const CROWD: usize = 40;

/// How alike two entries are, from 0 to 100, and why; `None` when they cannot be one person.
pub fn likeness(a: &Person, b: &Person) -> Option<(u8, Vec<&'static str>)> {
    if a.afm.is_some() && b.afm.is_some() && a.afm != b.afm {
        return None;
    }
    let (mine, his) = (persons::name_key(a), persons::name_key(b));
    if mine.is_empty() || mine != his {
        return None;
    }
    let mut score = 50;
    let mut why = vec!["ίδιο όνομα"];
    let (father, fathers) = (fold(&a.father), fold(&b.father));
    if !father.is_empty() && !fathers.is_empty() {
        if !abbreviates(&father, &fathers) {
            return None;
        }
        score += 25;
        why.push("ίδιο πατρώνυμο");
    }
    let digits = |person: &Person| -> String {
        let phone = person.phone.as_deref().unwrap_or_default();
        phone.chars().filter(char::is_ascii_digit).collect()
    };
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    if same(&digits(a), &digits(b)) {
        score += 25;
        why.push("ίδιο τηλέφωνο");
    }
    if same(&fold(&a.address), &fold(&b.address)) {
        score += 20;
        why.push("ίδια διεύθυνση");
    }
    if a.place.is_some() && a.place == b.place {
        score += 5;
        why.push("ίδια κοινότητα");
    }
    Some((score.min(100), why))
}

/// True if one is the other or its beginning: «ΓΕΩΡ.» and «ΓΕΩΡΓΙΟΣ».
fn abbreviates(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_end_matches('.'), b.trim_end_matches('.'));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || short.chars().count() >= 3 && long.starts_with(short)
}

/// Compares persons of the same name and proposes those that are alike; how many proposals are new.
///
/// # Errors
/// The store's.
pub fn propose(tx: &mut Tx<'_>, ctx: &Ctx) -> Outcome<u64> {
    let mut fresh = 0;
    for group in persons::namesakes(tx)? {
        if group.len() > CROWD {
            continue;
        }
        for (at, a) in group.iter().enumerate() {
            for b in group.iter().skip(at + 1) {
                fresh += u64::from(compare(tx, ctx, a, b)?);
            }
        }
    }
    Ok(fresh)
}

fn compare(tx: &mut Tx<'_>, ctx: &Ctx, a: &Person, b: &Person) -> Outcome<bool> {
    let Some((score, _)) = likeness(a, b).filter(|(score, _)| *score >= THRESHOLD) else {
        return Ok(false);
    };
    let subject = subject(a.id, b.id);
    let merged = merges::root(tx, a.id)? == merges::root(tx, b.id)?;
    if merged || conflicts::was_decided(tx, TASK, &subject)? {
        return Ok(false);
    }
    let finding = Finding::new(messages::SAME_PERSON).with("score", score);
    Ok(tasks::open(
        tx,
        ctx,
        TASK,
        &subject,
        &finding,
        PERSONS_MERGE,
    )?)
}

/// The two ids in one order, so that a pair is asked about once.
fn subject(a: PersonId, b: PersonId) -> String {
    let (first, second) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    format!("{first}/{second}")
}

fn pair(task: &Task) -> Result<(PersonId, PersonId), Finding> {
    let gone = || Finding::new(messages::DECIDED_ALREADY);
    let (a, b) = task.subject.split_once('/').ok_or_else(gone)?;
    Ok((
        a.parse().map_err(|_| gone())?,
        b.parse().map_err(|_| gone())?,
    ))
}

fn draw(tx: &mut Tx<'_>, _: &Ctx, task: &Task) -> Outcome<Dispute> {
    let (a, b) = pair(task)?;
    let mut dispute = dispute(tx, a, b)?;
    dispute.offers.push(Offer::new(
        Stands::Third,
        "Είναι δύο διαφορετικά πρόσωπα: μένουν χωριστά και δεν θα ξαναρωτηθεί.",
    ));
    Ok(dispute)
}

/// Two persons beside each other, with what each has; the choices of a merge.
///
/// # Errors
/// The store's.
pub fn dispute(tx: &mut Tx<'_>, a: PersonId, b: PersonId) -> Outcome<Dispute> {
    let mut sides = Vec::with_capacity(2);
    for id in [a, b] {
        let gone = || Finding::new(messages::DECIDED_ALREADY);
        let person = persons::find(tx, id)?.ok_or_else(gone)?;
        let group = merges::group(tx, id)?;
        let figures = merges::figures(tx, &group)?;
        let last = store::of_persons(tx, &group)?.into_iter().next_back();
        sides.push((person, figures, last));
    }
    let [(left, mine, last), (right, his, lasts)] = &sides[..] else {
        return Err(Finding::new(messages::DECIDED_ALREADY).into());
    };
    let afm = |person: &Person| {
        person
            .afm
            .as_ref()
            .map(|afm: &Afm| afm.as_str().to_owned())
            .unwrap_or_default()
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let phone = |person: &Person| {
        let kept = person.phone.as_deref().unwrap_or_default();
        Phone::parse(kept).map_or_else(|_| kept.to_owned(), |phone| phone.national().to_owned())
    };
    let sum = |amount: Cents| amount.greek();
    let offered = [
        (
            Stands::Left,
            a,
            b,
            "Είναι το ίδιο πρόσωπο: μένει η αριστερή εγγραφή και η δεξιά βρίσκεται μέσα της.",
        ),
        (
            Stands::Right,
            b,
            a,
            "Είναι το ίδιο πρόσωπο: μένει η δεξιά εγγραφή και η αριστερή βρίσκεται μέσα της.",
        ),
    ];
    let mut offers = Vec::new();
    for (stands, kept, other, label) in offered {
        if merges::may_merge(tx, kept, other).is_ok() {
            offers.push(Offer::new(stands, label));
        }
    }
    let side = |title: &str, last: &Option<crate::model::Line>| Side {
        title: title.to_owned(),
        place: last
            .as_ref()
            .map(|line| format!("τελευταία οφειλή {}", line.claim.number))
            .unwrap_or_default(),
        at: last.as_ref().map(|line| line.claim.event_on.at(0, 0, 0, 0)),
        ..Side::default()
    };
    let dispute = Dispute {
        question: "Είναι το ίδιο πρόσωπο; Με τη συγχώνευση φαίνονται μαζί οφειλές, πρόστιμα και πληρωμές· τίποτα δεν \
                   αλλάζει στα βιβλία και μπορεί να αναιρεθεί."
            .to_owned(),
        left: side("Πρώτη εγγραφή", last),
        right: side("Δεύτερη εγγραφή", lasts),
        offers,
        reason: Some("Η συγχώνευση αλλάζει την καρτέλα ενός πολίτη. Ο λόγος μένει στο ιστορικό της.".to_owned()),
        ..Dispute::default()
    };
    Ok(dispute
        .differ("Επώνυμο", &left.surname, &right.surname)
        .differ("Όνομα", &left.first_name, &right.first_name)
        .differ("Πατρώνυμο", &left.father, &right.father)
        .differ("ΑΦΜ", afm(left), afm(right))
        .differ("Διεύθυνση", &left.address, &right.address)
        .differ("Τηλέφωνο", phone(left), phone(right))
        .differ(
            "Κωδικός παλιού συστήματος",
            text(&left.code),
            text(&right.code),
        )
        .differ(
            "Εγγραφές οφειλών",
            mine.lines.to_string(),
            his.lines.to_string(),
        )
        .differ(
            "Πληρωμές",
            mine.payments.to_string(),
            his.payments.to_string(),
        )
        .differ(
            "Βεβαιωθέντα και απαιτούμενα",
            sum(mine.principal),
            sum(his.principal),
        )
        .differ("Εισπραχθέντα", sum(mine.collected), sum(his.collected))
        .differ("Πιστώσεις", sum(mine.credit), sum(his.credit)))
}

fn decide(tx: &mut Tx<'_>, ctx: &Ctx, task: &Task, decision: &Decision) -> Outcome<Done> {
    let (a, b) = pair(task)?;
    let about = vec![a.to_string(), b.to_string()];
    let (kept, other) = match decision.stands {
        Stands::Left => (a, b),
        Stands::Right => (b, a),
        Stands::Third => {
            let text = "Είναι δύο πρόσωπα: μένουν χωριστά".to_owned();
            return Ok(Done { text, about });
        }
    };
    let figures = merges::merge(tx, ctx, (kept, other), &decision.reason)?.unwrap_or_default();
    let text = format!(
        "Συγχωνεύτηκαν στις {}: {} εγγραφές, απαιτούμενα {}, εισπραχθέντα {}",
        loggia_schema::calendar::greek_date(local_date_time(ctx.now).date()),
        figures.lines,
        figures.principal,
        figures.collected
    );
    Ok(Done { text, about })
}
