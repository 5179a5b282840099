//! What counts after the fact: an erasure, a closure, an early change.

use crate::town::{POLICE, Town};
use loggia_schema::ids::{DocId, Height, Incarnation};
use loggia_sync::body::CaseKind;
use loggia_sync::effect::Effect;
use loggia_sync::entries::{Closure, ClosureReason, Erased, Erasure, Spoken};
use loggia_sync::gates::{AdmitView as _, Waiting};
use loggia_sync::memory::toy_change;

#[test]
fn an_early_change_waits_and_says_for_what() {
    let mut town = Town::new(2);
    let doc = DocId([9; 16]);
    let first = toy_change(&Incarnation([1; 10]), 1, &[], "first");
    let second = toy_change(&Incarnation([2; 10]), 1, &[first.0.hash], "second");
    let [one, two] = &mut town.offices[..] else {
        panic!("two offices")
    };
    one.store
        .open(POLICE, doc, CaseKind(1), first.clone(), &mut one.rng)
        .unwrap();
    two.store
        .open(POLICE, doc, CaseKind(1), second, &mut two.rng)
        .unwrap();
    town.sync(1);
    let waiting: Vec<_> = town.centre.store.waiting().copied().collect();
    assert_eq!(
        waiting,
        [(
            town.offices[1].feed(POLICE),
            Height(1),
            Waiting::Change(first.0.hash)
        )]
    );
    town.sync(0);
    assert_eq!(town.centre.store.waiting().count(), 0);
    town.sync(1);
    town.assert_equal();
}

#[test]
fn an_erased_document_leaves_its_headers_and_nothing_else() {
    let mut town = Town::new(2);
    town.offices[0].write_case(POLICE, 1, 2);
    town.offices[0].write_case(POLICE, 2, 1);
    town.sync(0);
    let erasure = Spoken::Erasure(Erasure {
        what: Erased::Document(DocId([1; 16])),
    });
    town.centre
        .store
        .speak(POLICE, erasure, &mut town.centre.rng)
        .unwrap();
    // an office that never had it gets headers without bodies, after the order to forget
    town.sync(1);
    town.sync(0);
    town.assert_equal();
    for office in &town.offices {
        let feed = town.offices[0].feed(POLICE);
        let bodies: Vec<_> = office
            .store
            .entries(&feed)
            .map(|entry| entry.body.is_some())
            .collect();
        assert_eq!(bodies, [false, false, false, true, true]);
    }
}

#[test]
fn a_closed_feed_counts_up_to_its_end() {
    let mut town = Town::new(2);
    town.offices[0].write_case(POLICE, 1, 3);
    town.sync(0);
    let feed = town.offices[0].feed(POLICE);
    let link = town
        .centre
        .store
        .link_at(&feed, Height(2))
        .unwrap()
        .unwrap();
    let last = loggia_sync::feed::Tip {
        height: Height(2),
        link,
    };
    let closure = Spoken::Closure(Closure {
        feed,
        last,
        reason: ClosureReason::Revoked,
    });
    town.centre
        .store
        .speak(POLICE, closure, &mut town.centre.rng)
        .unwrap();
    town.sync(1);
    let effects = town.offices[1].store.effects(POLICE);
    let link_at = |height| town.offices[1].store.link_at(&feed, height).unwrap();
    assert_eq!(effects.of(&feed, Height(2), link_at), Effect::Unjudged);
    assert_eq!(
        effects.of(&feed, Height(3), link_at),
        Effect::Closed(ClosureReason::Revoked)
    );
}
