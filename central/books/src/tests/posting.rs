//! What posting does: numbers, once per source, balances, reversal, roles by date.

use super::*;
use crate::accounts::{self, Binding};
use crate::{BANK, journal, reverse, trial_balance};
use loggia_core::db::DbError;
use loggia_core::testing::ctx;
use loggia_schema::message::books;
use std::sync::Mutex;

fn trial(db: &Db, ledger: Ledger, as_of: &str) -> crate::TrialBalance {
    db.read(|tx| trial_balance(tx, ledger, day(as_of), false))
        .unwrap()
}

#[test]
fn a_fine_certified_and_paid_stands_in_both_ledgers_to_the_cent() {
    with_books(|app| {
        let db = app.db();
        assert_eq!(must_post(db, &certified("Κ12-2026-000123", 4_000)).no, 1);
        assert_eq!(must_post(db, &certified("Κ12-2026-000124", 8_000)).no, 2);
        assert_eq!(
            must_post(db, &collected("Κ12-2026-000123", 4_000)).to_string(),
            "2026/3"
        );
        let general = trial(db, Ledger::General, "2026-11-23");
        assert_eq!(general.balance_of("4899001001"), Cents(8_000));
        assert_eq!(general.balance_of("1599001001"), Cents(-12_000));
        assert_eq!(general.balance_of("4299001001"), Cents(4_000));
        assert_eq!(general.totals(), (Cents(16_000), Cents(16_000)));
        let budget = trial(db, Ledger::Budget, "2026-11-23");
        let figures = ["R21", "R22", "R23"].map(|account| budget.balance_of(account).get());
        assert_eq!(figures, [-12_000, 8_000, 4_000]);
        assert_eq!(budget.difference(), Cents(0));
        assert_eq!(general.rows[0].name, "Πρόστιμα και προσαυξήσεις");
    });
}

#[test]
fn the_same_event_posts_once_and_another_content_is_refused() {
    with_books(|app| {
        let db = app.db();
        let first = try_post(db, &certified("a", 4_000)).unwrap();
        let again = try_post(db, &certified("a", 4_000)).unwrap();
        assert_eq!(
            (first.fresh, again.fresh, again.id),
            (true, false, first.id)
        );
        assert_eq!(
            code_of(try_post(db, &certified("a", 4_001))),
            books::SOURCE_CONFLICT
        );
        // Two kinds may use one key.
        assert_eq!(must_post(db, &collected("a", 4_000)).no, 2);
        // In one transaction as well.
        let pair = db.write(|tx| -> Outcome<_> {
            Ok((
                post(tx, &ctx(1), &certified("b", 1))?,
                post(tx, &ctx(1), &certified("b", 1))?,
            ))
        });
        let (one, two) = pair.unwrap();
        assert_eq!((one.id, one.fresh, two.fresh), (two.id, true, false));
    });
}

#[test]
fn a_refusal_inside_a_larger_transaction_costs_no_number() {
    with_books(|app| {
        app.db()
            .write(|tx| -> Outcome<()> {
                assert_eq!(post(tx, &ctx(1), &certified("a", 100))?.id.no, 1);
                let mut crooked = certified("b", 100);
                crooked.lines[1].amount = Cents(99);
                assert_eq!(code_of(post(tx, &ctx(1), &crooked)), books::UNBALANCED);
                assert_eq!(post(tx, &ctx(1), &certified("c", 100))?.id.no, 2);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn an_entry_is_reversed_once_and_leaves_nothing_behind() {
    with_books(|app| {
        let db = app.db();
        let id = must_post(db, &certified("a", 4_000));
        let turn =
            |id, n| db.write(|tx| reverse(tx, &ctx(n), id, day("2026-11-23"), "λάθος πρόσωπο"));
        let counter = turn(id, 1).unwrap().id;
        assert_eq!(code_of(turn(id, 2)), books::ALREADY_REVERSED);
        assert_eq!(code_of(turn(counter, 3)), books::ALREADY_REVERSED);
        assert_eq!(
            code_of(turn(EntryId { no: 99, ..id }, 4)),
            books::ENTRY_UNKNOWN
        );
        let entry = db.read(|tx| journal::find(tx, counter)).unwrap().unwrap();
        assert_eq!(entry.reverses, Some(id));
        assert!(entry.text.contains("2026/1") && entry.text.contains("λάθος πρόσωπο"));
        let original = db.read(|tx| journal::find(tx, id)).unwrap().unwrap();
        assert_eq!(
            db.read(|tx| journal::reversal_of(tx, id)),
            Ok(Some(counter))
        );
        for (line, counter) in original.lines.iter().zip(&entry.lines) {
            assert_eq!(
                (&line.account, line.amount, line.party),
                (&counter.account, counter.amount, counter.party)
            );
            assert_eq!(line.side.other(), counter.side);
        }
        for ledger in Ledger::ALL {
            assert!(
                trial(db, ledger, "2026-11-23")
                    .rows
                    .iter()
                    .all(|row| row.balance() == Cents(0))
            );
        }
        // The event itself may not come again under its old key: what is told is told.
        assert!(!try_post(db, &certified("a", 4_000)).unwrap().fresh);
    });
}

#[test]
fn a_role_goes_where_it_was_bound_on_the_accounting_date() {
    with_books(|app| {
        let db = app.db();
        let bind = |from: &str, account: &str| {
            let binding = Binding {
                role: CASH_DESK,
                valid_from: day(from),
                ledger: Ledger::General,
                account: account.into(),
                basis: "απόφαση".into(),
                verified: "working".into(),
            };
            db.write(|tx| accounts::bind(tx, &ctx(9), &binding))
        };
        bind("2026-11-23", "4299003001").unwrap();
        must_post(db, &collected("before", 100));
        let mut later = collected("after", 100);
        later.accounting_date = day("2026-11-23");
        must_post(db, &later);
        let general = trial(db, Ledger::General, "2026-11-30");
        assert_eq!(
            (
                general.balance_of("4299001001"),
                general.balance_of("4299003001")
            ),
            (Cents(100), Cents(100))
        );
        assert_eq!(code_of(bind("2026-11-23", "4299")), books::ACCOUNT_UNKNOWN);
        assert_eq!(
            code_of(bind("2026-11-23", "429")),
            books::ACCOUNT_NOT_POSTING
        );
        // Asking for the old event again finds it, although its role now means another account.
        bind("2026-01-01", "4299003001").unwrap();
        assert!(!try_post(db, &collected("before", 100)).unwrap().fresh);
    });
}

#[test]
fn accounts_need_their_parents_and_inactive_ones_take_nothing() {
    with_books(|app| {
        let db = app.db();
        let mut account = db
            .read(|tx| accounts::find(tx, Ledger::General, "4299001001"))
            .unwrap()
            .unwrap();
        for code in ["4288001001", "429900100", "42990010AB", "4299001001x", ""] {
            account.code = code.into();
            assert_eq!(
                code_of(db.write(|tx| accounts::put(tx, &account))),
                books::ACCOUNT_SHAPE,
                "{code}"
            );
        }
        account.code = "4299001001".into();
        account.active = false;
        db.write(|tx| accounts::put(tx, &account)).unwrap();
        assert_eq!(
            code_of(try_post(db, &collected("a", 100))),
            books::ACCOUNT_NOT_POSTING
        );
        account.active = true;
        db.write(|tx| accounts::put(tx, &account)).unwrap();
        assert!(
            db.read(|tx| accounts::resolve(tx, &BANK, day("2026-01-01")))
                .is_ok()
        );
        let loaded_again = db.write(|tx| chart_data::load(tx, &ctx(8)));
        assert_eq!(loaded_again, Ok(()));
    });
}

#[test]
fn old_budget_codes_map_to_accounts_on_a_day() {
    with_books(|app| {
        let mapped = |chart: &str, code: &str, on: &str| {
            let found = app
                .db()
                .read(|tx| accounts::mapped(tx, chart, code, day(on)))
                .unwrap();
            found
                .into_iter()
                .map(|mapping| (mapping.account, mapping.kind))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            mapped("ka", "0311", "2026-06-01"),
            [("1499001001".to_owned(), "one".to_owned())]
        );
        assert_eq!(mapped("kae", "1511", "2026-06-01").len(), 5);
        assert_eq!(mapped("ka", "0311", "2025-12-31"), []);
        assert_eq!(mapped("ka", "9999", "2026-06-01"), []);
    });
}

#[test]
fn entries_and_lines_cannot_be_changed_or_deleted() {
    with_books(|app| {
        must_post(app.db(), &certified("a", 4_000));
        app.db()
            .write(|tx| crate::publication::publish(tx, &ctx(1), "test"))
            .unwrap();
        for table in ["books_entry", "books_line", "books_published"] {
            for deed in [
                format!("UPDATE {table} SET no = 7"),
                format!("DELETE FROM {table}"),
            ] {
                let refused = app.db().write(|tx| tx.exec(&deed, &[]));
                assert!(
                    matches!(refused, Err(DbError::Constraint(_))),
                    "{deed}: {refused:?}"
                );
            }
        }
    });
}

#[test]
fn writers_beside_each_other_keep_the_numbers_gapless() {
    let file = tempfile::tempdir().unwrap();
    let key = loggia_core::db::StoreKey::new([1; 32]);
    let on_disk = Db::sqlite(&file.path().join("s.db"), key, testing::MUNICIPALITY).unwrap();
    testing::app(on_disk.clone(), BOOKS).migrate().unwrap();
    prepare(&on_disk);
    let hammer = |db: &Db| {
        let taken = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for worker in 0..8_i64 {
                let taken = &taken;
                scope.spawn(move || {
                    for turn in 0..10_i64 {
                        // Some are refused, some come a second time from another thread.
                        let mut request =
                            certified(&format!("{}", (worker / 2) * 100 + turn), 100 + turn);
                        if turn % 4 == 3 {
                            request.lines[0].amount = Cents(1);
                        }
                        if let Ok(posted) = try_post(db, &request) {
                            taken.lock().unwrap().push((posted.id.no, posted.fresh));
                        }
                    }
                });
            }
        });
        let taken = taken.into_inner().unwrap();
        let mut fresh: Vec<u64> = taken
            .iter()
            .filter(|(_, fresh)| *fresh)
            .map(|(no, _)| *no)
            .collect();
        fresh.sort_unstable();
        assert_eq!(taken.len(), 64, "eight workers, eight good requests each");
        assert_eq!(
            fresh,
            (1..=32).collect::<Vec<u64>>(),
            "each event once, no gap"
        );
        assert_clean(db);
    };
    hammer(&on_disk);
    with_books(|app| hammer(app.db()));
}
