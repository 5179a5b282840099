//! Whatever happens: writes, cuts, verdicts, erasures and lost caches in any order, then calm weather.

use crate::town::{COUNTER, POLICE, Town};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_sync::entries::{Erased, Erasure, Outcome, Spoken};
use loggia_sync::gates::AdmitView as _;
use loggia_sync::store::SyncStore as _;
use proptest::prelude::*;

/// What may happen in a town, in any order.
#[derive(Debug, Clone)]
enum Happening {
    Write {
        office: usize,
        scope: ScopeId,
        changes: usize,
    },
    Sync {
        office: usize,
        cut: Option<usize>,
    },
    Judge {
        office: usize,
        outcome: Outcome,
    },
    Records {
        scope: ScopeId,
    },
    Erase {
        doc: u8,
    },
    LoseCheckpoints {
        office: usize,
    },
    Crash {
        office: usize,
    },
}

fn happening() -> impl Strategy<Value = Happening> {
    let office = 0..3_usize;
    let scope = prop_oneof![Just(POLICE), Just(COUNTER)];
    let outcome = prop_oneof![
        Just(Outcome::Accepted),
        Just(Outcome::Refused),
        Just(Outcome::Quarantined)
    ];
    prop_oneof![
        4 => (office.clone(), scope.clone(), 0..4_usize)
            .prop_map(|(office, scope, changes)| Happening::Write { office, scope, changes }),
        6 => (office.clone(), proptest::option::of(0..25_usize))
            .prop_map(|(office, cut)| Happening::Sync { office, cut }),
        2 => (office.clone(), outcome).prop_map(|(office, outcome)| Happening::Judge { office, outcome }),
        1 => scope.prop_map(|scope| Happening::Records { scope }),
        1 => (1..9_u8).prop_map(|doc| Happening::Erase { doc }),
        1 => office.clone().prop_map(|office| Happening::LoseCheckpoints { office }),
        1 => office.prop_map(|office| Happening::Crash { office }),
    ]
}

fn happen(town: &mut Town, next_doc: &mut u8, happening: &Happening) {
    match happening {
        Happening::Write {
            office,
            scope,
            changes,
        } => {
            *next_doc += 1;
            town.offices[*office].write_case(*scope, *next_doc, *changes);
        }
        Happening::Sync { office, cut } => {
            town.sync_cut(*office, *cut);
        }
        Happening::Judge { office, outcome } => {
            let feed = town.offices[*office].feed(POLICE);
            if town.centre.store.tip(&feed).unwrap().is_some() {
                town.judge(*office, POLICE, *outcome);
            }
        }
        Happening::Records { scope } => {
            town.centre.store.put_records(
                *scope,
                &[("tariff", "one", Some("{}")), ("tariff", "two", None)],
            );
        }
        // a document may be erased before it has reached the town hall, but not before it exists
        Happening::Erase { doc } if *doc > *next_doc => {}
        Happening::Erase { doc } => {
            let what = Erased::Document(DocId([*doc; 16]));
            town.centre
                .store
                .speak(
                    POLICE,
                    Spoken::Erasure(Erasure { what }),
                    &mut town.centre.rng,
                )
                .unwrap();
        }
        Happening::LoseCheckpoints { office } => town.offices[*office].store.forget_checkpoints(),
        Happening::Crash { office } => {
            // what the store promised to be durable is all that is left; the session is gone
            let copy = town.offices[*office].store.clone();
            town.offices[*office].store = copy;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_three_offices_and_the_town_hall_end_equal(
        happenings in proptest::collection::vec(happening(), 1..40),
        budget in prop_oneof![Just(1_u64), Just(900), Just(1 << 20)],
    ) {
        let mut town = Town::new(3);
        town.settings.budget = budget;
        let mut next_doc = 0;
        for happening in &happenings {
            happen(&mut town, &mut next_doc, happening);
        }
        town.settings.budget = u64::MAX;
        for office in [0, 1, 2, 0, 1, 2] {
            town.sync(office);
        }
        town.assert_equal();
        for office in 0..3 {
            prop_assert_eq!(town.sync(office).0, Default::default());
            for scope in [POLICE, COUNTER] {
                let (ours, theirs) = (&town.offices[office].store, &town.centre.store);
                prop_assert_eq!(ours.effects(scope), theirs.effects(scope));
                prop_assert_eq!(ours.record_commit(&scope), theirs.record_commit(&scope));
                let covered = ours.receipt(scope).unwrap().held.clone();
                prop_assert_eq!(covered, ours.frontier(&scope).unwrap());
            }
        }
    }
}
