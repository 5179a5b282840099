//! Refusals after issue: services, payments, objections, certification, replacement, conflicts.

use super::refusals::{NOW, after, decided, issued, objection, paid, served_on};
use crate::attachment::{Attachment, Media, What};
use crate::case::{self, Case};
use crate::fine::*;
use crate::sample::*;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{BlobId, DocId, PartId};
use loggia_schema::message::{cases, files};

#[test]
fn what_a_service_is_refused_for() {
    let world = World::street("2026-06-10T10:00");
    assert_eq!(after(&[issued()], &served_on("2026-06-02"), &world), Ok(()));
    assert_eq!(
        after(&[issued()], &served_on("2026-06-11"), &world),
        Err(cases::IN_THE_FUTURE)
    );
    assert_eq!(
        after(&[issued()], &served_on("2026-06-01"), &world),
        Err(cases::SERVED_BEFORE_OFFENCE)
    );
    let Event::Served(mut generous) = served_on("2026-06-02") else {
        unreachable!()
    };
    generous.reduced_until = Some(date("2027-01-01"));
    assert_eq!(
        after(&[issued()], &Event::Served(generous), &world),
        Err(cases::TERMS_DIFFER)
    );
    assert_eq!(
        after(&[], &served_on("2026-06-02"), &world),
        Err(cases::NOT_IN_THIS_STATE)
    );
}

#[test]
fn what_a_photo_is_refused_for() {
    let world = World::street("2026-06-10T10:00");
    let photo = |n: u8| {
        Event::Attached(Attachment {
            blob: BlobId([n; 32]),
            media: Media::Jpeg,
            bytes: 250_000,
            pages: 1,
            what: What::Photo,
            part: PartId([n; 16]),
        })
    };
    assert_eq!(after(&[issued()], &photo(1), &world), Ok(()));
    assert_eq!(after(&[issued(), photo(1)], &photo(2), &world), Ok(()));
    assert_eq!(
        after(&[issued(), photo(1)], &photo(1), &world),
        Err(files::ATTACHED_TWICE)
    );
    assert_eq!(after(&[], &photo(1), &world), Err(cases::NOT_IN_THIS_STATE));
    let mut stranger = World::desk("2026-06-10T10:00");
    stranger.rights.clear();
    assert_eq!(
        after(&[issued()], &photo(1), &stranger),
        Err(cases::NO_RIGHT)
    );
    let mut paper = Paper::<Fine>::new();
    paper.add(1, &issued());
    paper.add(1, &photo(1));
    paper.add(2, &photo(2));
    let files = paper.state().files;
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].file.blob, BlobId([1; 32]));
    assert_eq!(paper.state().stage, Stage::Issued);
}

#[test]
fn a_payment_is_whole_or_half_and_half_only_in_its_term() {
    let world = World::centre("2026-12-01T10:00");
    let before = [issued(), served_on("2026-06-02")];
    let pay = |cents, on, reduced| after(&before, &paid(cents, on, reduced), &world);
    assert_eq!(pay(1_500, "2026-06-12", true), Ok(()));
    assert_eq!(pay(3_000, "2026-06-12", false), Ok(()));
    assert_eq!(
        pay(1_500, "2026-06-13", true),
        Err(cases::REDUCED_AFTER_TERM)
    );
    assert_eq!(pay(1_500, "2026-06-12", false), Err(cases::WHOLE_OR_HALF));
    assert_eq!(pay(1_000, "2026-06-12", false), Err(cases::WHOLE_OR_HALF));
    assert_eq!(pay(1_499, "2026-06-12", true), Err(cases::AMOUNT_DIFFERS));
    assert_eq!(pay(3_000, "2027-06-12", false), Err(cases::IN_THE_FUTURE));
    // The news of a half paid in time comes after the term: it counts by its own date.
    let late = [
        &before[..],
        &[Event::TermOver(TermOver {
            on: date("2026-08-02"),
        })],
    ]
    .concat();
    assert_eq!(
        after(&late, &paid(1_500, "2026-06-12", true), &world),
        Ok(())
    );
    let ramp = Event::Issued(Box::new(ticket(1, "2026-06-02T09:30", &["ΡΑΜΠΑ"])));
    assert_eq!(
        after(&[ramp], &paid(7_500, "2026-06-03", true), &world),
        Err(cases::REDUCED_NOT_ALLOWED)
    );
}

#[test]
fn what_an_objection_and_its_decision_are_refused_for() {
    let mut world = World::centre("2026-06-21T10:00");
    let before = [issued(), served_on("2026-06-02"), objection("1/2026")];
    assert_eq!(after(&before[..2], &objection("1/2026"), &world), Ok(()));
    assert_eq!(
        after(&before[..2], &objection(" "), &world),
        Err(cases::OBJECTION_WITHOUT_PROTOCOL)
    );
    assert_eq!(
        after(&before[..1], &objection("1/2026"), &world),
        Err(cases::NOT_IN_THIS_STATE)
    );
    let accept = |change: fn(&mut Decided), world: &World| {
        let mut decided = decided();
        change(&mut decided);
        after(&before, &Event::ObjectionAccepted(decided), world)
    };
    assert_eq!(accept(|_| {}, &world), Ok(()));
    assert_eq!(
        accept(|d| d.part = None, &world),
        Err(cases::REASON_MISSING)
    );
    assert_eq!(
        accept(|d| d.decision_no.clear(), &world),
        Err(cases::DECISION_MISSING)
    );
    assert_eq!(
        accept(|d| d.approved_by = JUDGE, &world),
        Err(cases::FOUR_EYES)
    );
    assert_eq!(
        accept(|d| d.approved_by = OFFICER, &world),
        Err(cases::CANCEL_BY_ISSUER)
    );
    world.user = OFFICER;
    assert_eq!(accept(|_| {}, &world), Err(cases::CANCEL_BY_ISSUER));
}

#[test]
fn an_objection_after_its_term_asks() {
    let world = World::centre("2026-06-21T10:00");
    let mut paper = Paper::<Fine>::new();
    paper.add(1, &issued());
    paper.add(1, &served_on("2026-06-02"));
    let warn = |on: &str| {
        let Event::ObjectionFiled(mut filed) = objection("1/2026") else {
            unreachable!()
        };
        filed.on = date(on);
        Fine::warnings(
            &paper.state(),
            &Event::ObjectionFiled(filed),
            &world.facts(),
        )
        .len()
    };
    assert_eq!((warn("2026-06-05"), warn("2026-06-06")), (0, 1));
}

#[test]
fn the_way_to_certification_has_its_gates() {
    let world = World::centre("2026-09-10T10:00");
    let over = |on: &str| Event::TermOver(TermOver { on: date(on) });
    let mut steps = vec![issued(), served_on("2026-06-02")];
    assert_eq!(
        after(&steps, &over("2026-08-01"), &world),
        Err(cases::NOT_YET_DUE)
    );
    assert_eq!(after(&steps, &over("2026-08-02"), &world), Ok(()));
    steps.push(over("2026-08-02"));
    let certified = Event::Certified(Certified {
        list: "3/2026".into(),
        on: date("2026-09-10"),
    });
    assert_eq!(
        after(&steps, &certified, &world),
        Err(cases::DEBTOR_UNKNOWN)
    );
    let ask = |ground: &str| {
        Event::OwnerAsked(OwnerAsked {
            on: date("2026-08-03"),
            ground: ground.into(),
        })
    };
    assert_eq!(
        after(&steps, &ask(""), &world),
        Err(cases::LOOKUP_WITHOUT_GROUND)
    );
    steps.push(ask("βεβαίωση"));
    let found = |has_afm| {
        let answer = Answer::Found {
            part: PartId([3; 16]),
            has_afm,
        };
        Event::OwnerAnswered(OwnerAnswered {
            on: date("2026-08-10"),
            answer,
        })
    };
    assert_eq!(
        after(&steps, &found(false), &world),
        Err(cases::DEBTOR_UNKNOWN)
    );
    steps.push(found(true));
    assert_eq!(after(&steps, &certified, &world), Ok(()));
    steps.push(certified);
    let strike = |no: &str| {
        Event::StruckOff(StruckOff {
            decision_no: no.into(),
            on: date("2026-09-10"),
        })
    };
    assert_eq!(
        after(&steps, &strike(""), &world),
        Err(cases::DECISION_MISSING)
    );
    assert_eq!(after(&steps, &strike("9/2026"), &world), Ok(()));
    // A certified debt has left: no payment, no replacement here.
    assert_eq!(
        after(&steps, &paid(3_000, "2026-09-10", false), &world),
        Err(cases::NOT_IN_THIS_STATE)
    );
}

#[test]
fn a_replacement_has_a_reason_and_another_number() {
    let world = World::street(NOW);
    let replaced = |no: u32, reason: &str| {
        Event::Replaced(Replaced {
            doc: DocId([2; 16]),
            number: number(no),
            reason: reason.into(),
        })
    };
    assert_eq!(
        after(&[issued()], &replaced(2, "λάθος πινακίδα"), &world),
        Ok(())
    );
    assert_eq!(
        after(&[issued()], &replaced(2, ""), &world),
        Err(cases::REASON_MISSING)
    );
    assert_eq!(
        after(&[issued()], &replaced(1, "λάθος"), &world),
        Err(cases::NOT_THE_REPLACED_ONE)
    );
}

#[test]
fn after_issue_nothing_of_the_ticket_can_change() {
    let world = World::street(NOW);
    assert_eq!(
        after(&[issued()], &issued(), &world),
        Err(cases::NOT_IN_THIS_STATE)
    );
}

#[test]
fn a_voided_payment_must_be_there() {
    let world = World::centre("2026-09-10T10:00");
    let void = |receipt: &str, reason: &str| {
        Event::PaymentVoided(PaymentVoided {
            receipt: receipt.into(),
            reason: reason.into(),
        })
    };
    let before = [issued(), paid(3_000, "2026-06-03", false)];
    assert_eq!(
        after(&before, &void("Δ1", "ακυρώθηκε το διπλότυπο"), &world),
        Ok(())
    );
    assert_eq!(
        after(&before, &void("Δ2", "ακυρώθηκε"), &world),
        Err(cases::NO_PAYMENT)
    );
    assert_eq!(
        after(&before, &void("Δ1", ""), &world),
        Err(cases::REASON_MISSING)
    );
}

#[test]
fn only_an_open_conflict_is_settled() {
    let world = World::centre("2026-06-21T10:00");
    let mut paper = Paper::<Fine>::new();
    let key = paper.add(1, &issued()).key;
    let settle = |conflict| {
        Event::Settled(Settled {
            conflict,
            stands: Stands::Right,
            reason: "ελέγχθηκε".into(),
        })
    };
    let ask = |paper: &Paper<Fine>, key| {
        case::check::<Fine>(&paper.folded(), &settle(key), &world.facts())
            .map_err(|finding| finding.code)
    };
    assert_eq!(ask(&paper, key), Err(cases::CONFLICT_UNKNOWN));
    let twice = paper.add(1, &issued()).key;
    assert_eq!(ask(&paper, twice), Ok(()));
    paper.add(1, &settle(twice));
    assert_eq!(ask(&paper, twice), Err(cases::CONFLICT_UNKNOWN));
}
