//! Conflicts of a fine from the clash to the decision: which value stands, on every store that knows the same.

use super::folding::{issued, serve};
use crate::case::{Case, Clash, Decoded};
use crate::dispute::{Disputed, Shown};
use crate::document::{EventKey, RawEvent};
use crate::fine::*;
use crate::sample::{Paper, date, inc};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{PartId, UserId};
use serde_json::{Value, json};

fn decide(conflict: EventKey, stands: Stands) -> Event {
    Fine::settled(conflict, stands, "κατά το αποδεικτικό".into())
}

/// Two officers serve the same fine without a line.
#[test]
fn a_field_conflict_is_kept_until_somebody_settles_it() {
    let mut first = Paper::<Fine>::new();
    let opening = first.add(1, &issued(1));
    let mut second = Paper::<Fine>::new();
    second.doc.apply_change(&opening.change).unwrap();
    let mine = first.add(1, &serve("2026-06-03", None));
    let yours = second.add(2, &serve("2026-06-04", None));
    first.doc.apply_change(&yours.change).unwrap();
    second.doc.apply_change(&mine.change).unwrap();
    let folded = first.folded();
    assert_eq!(folded, second.folded());
    let Some(Clash::Field {
        field,
        saw,
        found,
        wrote,
    }) = folded.open_conflicts().map(|c| c.clash.clone()).next()
    else {
        panic!("no field conflict in {folded:?}")
    };
    assert_eq!((field.as_str(), saw.as_str()), ("service", ""));
    assert_eq!(
        (found.as_str(), wrote.as_str()),
        ("2026-06-03", "2026-06-04")
    );
    let conflict = folded.conflicts[0].event.key;
    let decided = first.add(
        1,
        &Event::Settled(Settled {
            conflict,
            stands: Stands::Right,
            reason: "ισχύει η 4η".into(),
        }),
    );
    assert_eq!(first.folded().open_conflicts().count(), 0);
    assert_eq!(first.folded().conflicts.len(), 1);
    assert_eq!(first.state().service.unwrap().on, date("2026-06-04"));

    // The other office decided the other way before it heard: the first decision in the order of folding counts.
    second.add(
        2,
        &Event::Settled(Settled {
            conflict,
            stands: Stands::Left,
            reason: "ισχύει η 3η".into(),
        }),
    );
    assert_eq!(second.state().service.unwrap().on, date("2026-06-03"));
    second.doc.apply_change(&decided.change).unwrap();
    assert_eq!(second.state().service.unwrap().on, date("2026-06-04"));
    assert_eq!(second.folded().open_conflicts().count(), 0);
}

#[test]
fn the_left_side_brings_the_earlier_value_back_unless_something_newer_was_written() {
    let clash = || {
        let mut paper = Paper::<Fine>::new();
        paper.add(1, &issued(1));
        paper.add(1, &serve("2026-06-03", None));
        let before = paper.state().service;
        let key = paper.add(2, &serve("2026-06-05", None)).key;
        (paper, key, before)
    };
    let (mut paper, key, before) = clash();
    paper.add(1, &decide(key, Stands::Left));
    assert_eq!(paper.state().service, before, "with its terms");

    let (mut paper, key, _) = clash();
    paper.add(1, &serve("2026-06-08", Some("2026-06-05")));
    paper.add(1, &decide(key, Stands::Left));
    assert_eq!(paper.state().service.unwrap().on, date("2026-06-08"));
    assert_eq!(paper.folded().open_conflicts().count(), 0);
}

#[test]
fn the_liable_person_comes_back_too() {
    let named = |n, saw| {
        Event::Liable(Liable {
            part: PartId([n; 16]),
            role: LiableRole::Driver,
            has_afm: true,
            saw,
        })
    };
    let mut paper = Paper::<Fine>::new();
    paper.add(1, &issued(1));
    let there = paper.state().liable.map(|liable| liable.part);
    paper.add(1, &named(1, there));
    let late = named(2, there);
    let key = paper.add(2, &late).key;
    let clash = paper.folded().conflicts[0].clash.clone();
    assert!(Fine::made(&named(1, there), &clash) && !Fine::made(&late, &clash));
    paper.add(2, &decide(key, Stands::Left));
    assert_eq!(paper.state().liable.unwrap().part, PartId([1; 16]));
}

#[test]
fn a_decision_of_the_first_version_let_the_later_side_stand() {
    let key = EventKey {
        incarnation: inc(1),
        n: 1,
    };
    let raw = |v, d: Value| RawEvent {
        key,
        v,
        t: "settled".into(),
        at: jiff::Timestamp::UNIX_EPOCH,
        by: UserId([1; 16]),
        l: 1,
        d,
    };
    let old = json!({ "conflict": key.to_string(), "reason": "παλιά" });
    let Decoded::Event(Event::Settled(settled)) = Fine::decode(&raw(1, old.clone())) else {
        panic!("version 1 is not read")
    };
    assert_eq!(settled.stands, Stands::Right);
    assert_eq!(Fine::decode(&raw(2, old)), Decoded::Unreadable);
    assert_eq!(Fine::encode(&Event::Settled(settled)).0, 2);
}

#[test]
fn every_field_that_clashes_has_a_name_and_a_value_for_people() {
    assert_eq!(Fine::field("service"), "Ημερομηνία επίδοσης");
    assert_eq!(
        Fine::shown("service", "2026-06-03"),
        Shown::Text("03/06/2026".into())
    );
    let part = PartId([7; 16]);
    assert_eq!(
        Fine::shown("liable", &part.to_string()),
        Shown::Person(part)
    );
    let clash = Clash::Field {
        field: "service".into(),
        saw: String::new(),
        found: "2026-06-03".into(),
        wrote: "2026-06-04".into(),
    };
    assert!(Fine::made(&serve("2026-06-03", None), &clash));
    assert!(!Fine::made(&serve("2026-06-04", None), &clash));
    assert_eq!(Fine::offers(&clash).len(), 2);
}
