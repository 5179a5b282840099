//! Random months of bookkeeping against a model that shares no code with the books.
//!
//! The model is a list of accepted (account, day, cents) triples kept in plain vectors; the books must agree with it on
//! every account and any day, and their own check must find nothing.

use super::*;
use crate::{reverse, trial_balance};
use loggia_core::testing::ctx;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum Step {
    /// Post a certified (true) or collected (false) amount under a key, on a day of the year.
    Post {
        assess: bool,
        key: u8,
        cents: i64,
        month: i8,
        day: i8,
    },
    /// The same, off by a cent on one line.
    Crooked { key: u8, cents: i64 },
    /// Reverse the n-th entry so far.
    Reverse { nth: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let post = (
        any::<bool>(),
        0..12_u8,
        1..5_000_000_i64,
        1..=11_i8,
        1..=23_i8,
    )
        .prop_map(|(assess, key, cents, month, day)| Step::Post {
            assess,
            key,
            cents,
            month,
            day,
        });
    let crooked =
        (0..12_u8, 2..5_000_000_i64).prop_map(|(key, cents)| Step::Crooked { key, cents });
    let reverse = (0..20_u8).prop_map(|nth| Step::Reverse { nth });
    prop_oneof![6 => post, 1 => crooked, 2 => reverse]
}

/// What the model knows of one accepted entry: day, and (account, debit less credit).
struct Known {
    source: (bool, u8),
    day: Date,
    moves: Vec<(&'static str, i64)>,
    reversible: bool,
}

fn moves(assess: bool, cents: i64) -> Vec<(&'static str, i64)> {
    match assess {
        true => vec![
            ("4899001001", cents),
            ("1599001001", -cents),
            ("R22", cents),
            ("R21", -cents),
        ],
        false => vec![
            ("4299001001", cents),
            ("4899001001", -cents),
            ("R23", cents),
            ("R22", -cents),
        ],
    }
}

fn play(db: &Db, steps: &[Step]) {
    let mut model: Vec<Known> = Vec::new();
    for step in steps {
        match *step {
            Step::Post {
                assess,
                key,
                cents,
                month,
                day,
            } => {
                let date = Date::new(2026, month, day).unwrap();
                let name = format!("k{key}");
                let mut request = if assess {
                    certified(&name, cents)
                } else {
                    collected(&name, cents)
                };
                request.accounting_date = date;
                let known = model.iter().position(|known| known.source == (assess, key));
                match (try_post(db, &request), known) {
                    (Ok(posted), Some(at)) => {
                        assert!(!posted.fresh && posted.id.no == at as u64 + 1);
                        assert_eq!(
                            (model[at].day, &model[at].moves),
                            (date, &moves(assess, cents))
                        );
                    }
                    (Ok(posted), None) => {
                        assert!(posted.fresh && posted.id.no == model.len() as u64 + 1);
                        model.push(Known {
                            source: (assess, key),
                            day: date,
                            moves: moves(assess, cents),
                            reversible: true,
                        });
                    }
                    (Err(_), Some(at)) => {
                        assert!(model[at].day != date || model[at].moves != moves(assess, cents))
                    }
                    (Err(fail), None) => panic!("refused: {fail}"),
                }
            }
            Step::Crooked { key, cents } => {
                let mut request = certified(&format!("x{key}"), cents);
                request.lines[usize::from(key % 4)].amount = Cents(cents - 1);
                assert!(try_post(db, &request).is_err());
            }
            Step::Reverse { nth } => {
                let id = EntryId {
                    year: 2026,
                    section: 1,
                    no: u64::from(nth) + 1,
                };
                let result = db.write(|tx| reverse(tx, &ctx(1), id, day("2026-11-23"), "δοκιμή"));
                let known = model
                    .get_mut(usize::from(nth))
                    .filter(|known| known.reversible);
                assert_eq!(result.is_ok(), known.is_some());
                if let Some(known) = known {
                    known.reversible = false;
                    let moves = known
                        .moves
                        .iter()
                        .map(|(account, cents)| (*account, -cents))
                        .collect();
                    model.push(Known {
                        source: (false, 255),
                        day: day("2026-11-23"),
                        moves,
                        reversible: false,
                    });
                }
            }
        }
    }
    compare(db, &model);
}

fn compare(db: &Db, model: &[Known]) {
    for as_of in [
        "2026-01-15",
        "2026-03-31",
        "2026-07-01",
        "2026-11-22",
        "2026-11-23",
        "2026-11-30",
    ]
    .map(day)
    {
        let mut expected: BTreeMap<&str, i64> = BTreeMap::new();
        for known in model.iter().filter(|known| known.day <= as_of) {
            for (account, cents) in &known.moves {
                *expected.entry(account).or_default() += cents;
            }
        }
        for ledger in Ledger::ALL {
            let trial = db
                .read(|tx| trial_balance(tx, ledger, as_of, false))
                .unwrap();
            assert_eq!(trial.difference(), Cents(0));
            let of_ledger = |account: &str| account.starts_with('R') == (ledger == Ledger::Budget);
            let wanted: Vec<_> = expected
                .iter()
                .filter(|(a, _)| of_ledger(a))
                .map(|(a, c)| ((*a).to_owned(), *c))
                .collect();
            let found: Vec<_> = trial
                .rows
                .iter()
                .map(|row| (row.account.clone(), row.balance().get()))
                .collect();
            assert_eq!(found, wanted, "{ledger:?} at {as_of}");
        }
    }
    assert_clean(db);
}

fn fresh(db: Db) -> Db {
    testing::app(db.clone(), BOOKS).migrate().unwrap();
    prepare(&db);
    db
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn random_bookkeeping_agrees_with_the_model(steps in prop::collection::vec(step(), 1..40)) {
        play(&fresh(Db::memory(testing::MUNICIPALITY).unwrap()), &steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn random_bookkeeping_agrees_with_the_model_on_postgresql(steps in prop::collection::vec(step(), 10..40)) {
        play(&fresh(testing::Postgres::get().database()), &steps);
    }
}
