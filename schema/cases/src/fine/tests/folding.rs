//! Two devices, verdicts, conflicts: every store that knows the same shows the same.

use crate::case::{self, Case, Clash, Effects, Folded, Off};
use crate::document::{CaseDoc, inspect_change};
use crate::fine::*;
use crate::row::{Row, SqlValue};
use crate::sample::{JUDGE, Paper, SECOND_JUDGE, date, number, ticket};
use loggia_schema::calendar::Holidays;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DocId, PartId};
use loggia_schema::money::Cents;
use proptest::prelude::*;

pub(super) fn issued(no: u32) -> Event {
    Event::Issued(Box::new(ticket(no, "2026-06-02T09:00", &["Ρ-69"])))
}

pub(super) fn serve(on: &str, saw: Option<&str>) -> Event {
    let ticket = ticket(1, "2026-06-02T09:00", &["Ρ-69"]);
    let holidays = Holidays::of_greece();
    Event::Served(
        calculator::serve(
            &ticket,
            ServiceKind::InHand,
            date(on),
            &holidays,
            saw.map(date),
        )
        .unwrap(),
    )
}

fn paid(cents: i64, receipt: &str, reduced: bool) -> Event {
    Event::Paid(Paid {
        amount: Cents(cents),
        on: date("2026-06-05"),
        receipt: receipt.into(),
        channel: "desk".into(),
        reduced,
    })
}

fn decided() -> Decided {
    Decided {
        decision_no: "7/2026".into(),
        on: date("2026-06-20"),
        approved_by: SECOND_JUDGE,
        part: Some(PartId([9; 16])),
    }
}

/// One event of each type, in an order that walks far through the table.
fn all_events() -> Vec<Event> {
    vec![
        issued(1),
        serve("2026-06-02", None),
        Event::Liable(Liable {
            part: PartId([1; 16]),
            role: LiableRole::Driver,
            has_afm: false,
            saw: None,
        }),
        Event::Noted(Noted {
            part: PartId([2; 16]),
        }),
        paid(1_500, "Δ12-2026-000001", true),
        Event::PaymentVoided(PaymentVoided {
            receipt: "Δ12-2026-000001".into(),
            reason: "λάθος".into(),
        }),
        Event::ObjectionFiled(ObjectionFiled {
            protocol_no: "1/2026".into(),
            on: date("2026-06-04"),
            within_term: true,
            part: None,
        }),
        Event::ObjectionRejected(decided()),
        Event::TermOver(TermOver {
            on: date("2026-08-02"),
        }),
        Event::OwnerAsked(OwnerAsked {
            on: date("2026-08-03"),
            ground: "βεβαίωση".into(),
        }),
        Event::OwnerAnswered(OwnerAnswered {
            on: date("2026-08-10"),
            answer: Answer::Found {
                part: PartId([3; 16]),
                has_afm: true,
            },
        }),
        Event::Certified(Certified {
            list: "3/2026".into(),
            on: date("2026-09-01"),
        }),
        Event::StruckOff(StruckOff {
            decision_no: "9/2027".into(),
            on: date("2027-01-10"),
        }),
        Event::Spoiled(Spoiled {
            number: number(2),
            reason: "σκίστηκε".into(),
            paper: None,
        }),
        Event::Replaced(Replaced {
            doc: DocId([4; 16]),
            number: number(3),
            reason: "λάθος πινακίδα".into(),
        }),
        Event::ObjectionAccepted(decided()),
        Event::Settled(Settled {
            conflict: crate::document::EventKey {
                incarnation: crate::sample::inc(1),
                n: 1,
            },
            stands: Stands::Right,
            reason: "ελέγχθηκε".into(),
        }),
    ]
}

#[test]
fn every_event_reads_what_it_writes() {
    let mut paper = Paper::<Fine>::new();
    let events = all_events();
    events.iter().for_each(|event| {
        paper.add(1, event);
    });
    let read: Vec<_> = paper.doc.events().iter().map(Fine::decode).collect();
    let wanted: Vec<_> = events.into_iter().map(case::Decoded::Event).collect();
    assert_eq!(read, wanted);
}

#[test]
fn a_fine_walks_from_the_street_to_the_treasury() {
    let mut paper = Paper::<Fine>::new();
    let mut stages = Vec::new();
    for event in &all_events()[..13] {
        paper.add(1, event);
        stages.push(paper.state().stage);
    }
    use Stage as S;
    assert_eq!(
        stages,
        [
            S::Issued,
            S::Served,
            S::Served,
            S::Served,
            S::PaidReduced,
            S::Served,
            S::UnderObjection,
            S::Confirmed,
            S::DueForCertification,
            S::OwnerLookup,
            S::DueForCertification,
            S::Certified,
            S::StruckOff
        ]
    );
    let folded = paper.folded();
    assert!(folded.conflicts.is_empty());
    assert!(folded.state.liable.unwrap().has_afm);
    assert_eq!(folded.state.payments.len(), 1);
    assert_eq!(folded.state.payment(), None);
}

#[test]
fn paid_twice_keeps_the_first_and_becomes_a_task() {
    let mut paper = Paper::<Fine>::new();
    for event in [
        issued(1),
        serve("2026-06-02", None),
        paid(1_500, "Δ1", true),
        paid(3_000, "Δ2", false),
    ] {
        paper.add(1, &event);
    }
    let folded = paper.folded();
    assert_eq!(folded.state.payment().unwrap().receipt, "Δ1");
    let clash = Clash::Transition {
        state: "paid_reduced".into(),
        event: "paid".into(),
    };
    assert_eq!(
        folded
            .open_conflicts()
            .map(|c| &c.clash)
            .collect::<Vec<_>>(),
        [&clash]
    );
    assert!(Fine::row(&folded).conflict);
}

#[test]
fn a_void_of_another_receipt_changes_nothing() {
    let mut paper = Paper::<Fine>::new();
    let void = |receipt: &str| {
        Event::PaymentVoided(PaymentVoided {
            receipt: receipt.into(),
            reason: "λάθος".into(),
        })
    };
    for event in [issued(1), paid(1_500, "Δ1", true), void("Δ2")] {
        paper.add(1, &event);
    }
    assert_eq!(paper.state().stage, Stage::PaidReduced);
    assert_eq!(paper.folded().conflicts.len(), 1);
    paper.add(1, &void("Δ1"));
    assert_eq!(paper.state().stage, Stage::Issued);
}

#[test]
fn a_correction_that_saw_the_value_and_a_repetition_of_it_are_no_conflicts() {
    let mut paper = Paper::<Fine>::new();
    paper.add(1, &issued(1));
    paper.add(1, &serve("2026-06-03", None));
    paper.add(1, &serve("2026-06-04", Some("2026-06-03")));
    paper.add(1, &serve("2026-06-04", Some("2026-06-03")));
    assert!(paper.folded().conflicts.is_empty());
    assert_eq!(paper.state().service.unwrap().on, date("2026-06-04"));
}

#[test]
fn a_refused_issue_owes_nothing_and_still_shows_its_number() {
    let mut paper = Paper::<Fine>::new();
    let opening = paper.add(1, &issued(1));
    paper.add(1, &serve("2026-06-03", None));
    let mut effects = Effects::default();
    effects.0.insert(opening.key, Off::Refused);
    let folded = case::fold::<Fine>(&paper.doc.events(), &effects);
    let row = Fine::row(&folded);
    assert_eq!(
        (row.stage, row.off, row.number.as_str()),
        (Stage::Draft, true, "Κ12-2026-000001")
    );
    assert!(folded.state.ticket.is_none());
    assert!(calculator::due(&folded.state, date("2026-06-03")).is_err());
    // The verdict is taken back: everything counts again.
    assert_eq!(
        case::fold::<Fine>(&paper.doc.events(), &Effects::default())
            .state
            .stage,
        Stage::Served
    );
    let moments = case::timeline::<Fine>(&paper.doc.events(), &effects);
    assert_eq!(
        moments.iter().map(|m| m.off).collect::<Vec<_>>(),
        [Some(Off::Refused), None]
    );
}

#[test]
fn a_newer_event_locks_the_case_until_it_is_switched_off() {
    let mut paper = Paper::<Fine>::new();
    paper.add(1, &issued(1));
    let mut newer = case::new_event::<Fine>(
        &serve("2026-06-03", None),
        "2026-06-03T06:00:00Z".parse().unwrap(),
        JUDGE,
    );
    newer.t = "teleported".into();
    let key = paper.doc.append(crate::sample::inc(1), &newer).unwrap().key;
    let world = crate::sample::World::street("2026-06-03T10:00");
    let refused = case::check::<Fine>(&paper.folded(), &serve("2026-06-03", None), &world.facts())
        .unwrap_err();
    assert_eq!(refused.code, loggia_schema::message::cases::NEWER);
    assert!(Fine::row(&paper.folded()).locked);
    let effects = Effects([(key, Off::Quarantined)].into());
    let folded = case::fold::<Fine>(&paper.doc.events(), &effects);
    assert!(case::check::<Fine>(&folded, &serve("2026-06-03", None), &world.facts()).is_ok());
}

#[test]
fn an_event_whose_data_does_not_fit_is_not_a_newer_one() {
    let mut paper = Paper::<Fine>::new();
    let mut broken =
        case::new_event::<Fine>(&issued(1), "2026-06-03T06:00:00Z".parse().unwrap(), JUDGE);
    broken.d["violations"] = serde_json::json!("none");
    let key = paper
        .doc
        .append(crate::sample::inc(1), &broken)
        .unwrap()
        .key;
    assert_eq!(paper.folded().unreadable, [key]);
    assert!(!paper.folded().newer);
}

#[test]
fn the_row_tells_what_lists_need() {
    let mut paper = Paper::<Fine>::new();
    paper.add(1, &issued(1));
    paper.add(1, &serve("2026-06-02", None));
    let row = Fine::row(&paper.folded());
    assert_eq!(row.amount, Cents(3_000));
    assert_eq!(row.reduced, Some(Cents(1_500)));
    assert_eq!(row.reduced_until, Some(date("2026-06-12")));
    assert_eq!(row.certify_from, Some(date("2026-08-02")));
    assert_eq!(row.offence_at, "2026-06-02T09:00");
    // Greek and Latin spelling of the plate, with and without hyphen; street without accents.
    for word in [
        "hka-1000",
        "ηκα-1000",
        "hka1000",
        "ηκα1000",
        "λεωφοροσ δοκιμησ",
        "κ12-2026-000001",
        "k12-2026-000001",
        "δα-7",
        "ρ-69",
    ] {
        assert!(row.search.contains(word), "{word} not in {}", row.search);
    }
}

#[test]
fn columns_and_values_fit_together() {
    let row = Fine::row(&Folded::default());
    assert_eq!(FineRow::COLUMNS.len(), row.values().len());
    let json = serde_json::to_value(&row).unwrap();
    let object = json.as_object().unwrap();
    assert_eq!(object.len(), FineRow::COLUMNS.len());
    for (column, value) in FineRow::COLUMNS.iter().zip(row.values()) {
        assert!(object.contains_key(column.name), "{}", column.name);
        assert!(
            !column.sql_type().contains("NOT NULL") || value != SqlValue::Null,
            "{}",
            column.name
        );
    }
}

#[test]
fn a_stored_state_reads_back() {
    let mut paper = Paper::<Fine>::new();
    for event in all_events() {
        paper.add(1, &event);
    }
    let folded = paper.folded();
    let json = serde_json::to_string(&folded).unwrap();
    assert_eq!(
        serde_json::from_str::<Folded<FineState>>(&json).unwrap(),
        folded
    );
}

/// Three devices write events of any type, legal or not, sometimes having seen each other.
fn history(steps: &[(u8, bool, usize)]) -> Vec<Vec<u8>> {
    let events = all_events();
    let mut devices: Vec<Paper<Fine>> = (0..3).map(|_| Paper::new()).collect();
    let mut all: Vec<Vec<u8>> = Vec::new();
    for (who, meets, which) in steps {
        let device = &mut devices[usize::from(*who)];
        if *meets {
            device.doc =
                CaseDoc::load(Some(&device.doc.save()), all.iter().map(Vec::as_slice)).unwrap();
        }
        all.push(device.add(*who, &events[which % events.len()]).change);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Folding never depends on the order of arrival, nor on where verdicts fall.
    #[test]
    fn arrival_order_does_not_matter(
        steps in prop::collection::vec((0u8..3, any::<bool>(), 0usize..17), 1..14),
        order in any::<prop::sample::Index>(),
        refused in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let changes = history(&steps);
        let straight = CaseDoc::load(None, changes.iter().map(Vec::as_slice)).unwrap();
        let mut turned = changes.clone();
        turned.rotate_left(order.index(changes.len()));
        turned.reverse();
        let mixed = CaseDoc::load(None, turned.iter().map(Vec::as_slice)).unwrap();
        let events = straight.events();
        let effects = Effects(refused.iter().map(|i| (events[i.index(events.len())].key, Off::Refused)).collect());
        let (one, two) = (case::fold::<Fine>(&events, &effects), case::fold::<Fine>(&mixed.events(), &effects));
        prop_assert_eq!(&one, &two);
        prop_assert_eq!(Fine::row(&one), Fine::row(&two));
        let mut shuffled = events.clone();
        shuffled.reverse();
        prop_assert_eq!(case::fold::<Fine>(&shuffled, &effects), one);
    }

    /// A row that follows change by change (loading only when it must) is the row of the whole document.
    #[test]
    fn the_fast_path_gives_the_row_of_a_full_load(
        steps in prop::collection::vec((0u8..3, any::<bool>(), 0usize..17), 1..14),
    ) {
        let mut doc = CaseDoc::new();
        let (mut tips, mut folded) = (doc.tips().clone(), Folded::<FineState>::default());
        let effects = Effects::default();
        let mut fast = 0;
        for change in history(&steps) {
            let facts = inspect_change(&change).unwrap();
            doc.apply_change(&change).unwrap();
            match tips.follow(&facts) {
                Some(next) => {
                    fast += 1;
                    tips = next;
                    prop_assert!(folded.add::<Fine>(&facts.event, &effects));
                }
                None => {
                    tips = doc.tips().clone();
                    folded = case::fold::<Fine>(&doc.events(), &effects);
                }
            }
            let whole = case::fold::<Fine>(&doc.events(), &effects);
            prop_assert_eq!(&tips, doc.tips());
            prop_assert_eq!(&folded, &whole);
            prop_assert_eq!(Fine::row(&folded), Fine::row(&whole));
        }
        prop_assert!(fast > 0);
    }

    /// An event that is not later than the last folded one is never folded in passing.
    #[test]
    fn an_earlier_event_is_not_taken_in_passing(steps in prop::collection::vec((0u8..3, any::<bool>(), 0usize..17), 2..10)) {
        let changes = history(&steps);
        let doc = CaseDoc::load(None, changes.iter().map(Vec::as_slice)).unwrap();
        let mut folded = case::fold::<Fine>(&doc.events(), &Effects::default());
        let before = folded.clone();
        for event in doc.events() {
            prop_assert!(!folded.add::<Fine>(&event, &Effects::default()));
        }
        prop_assert_eq!(folded, before);
    }
}
