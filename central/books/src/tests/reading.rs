//! Lists, cards, heads, the job and the commands.

use super::*;
use crate::journal::{self, JournalFilter};
use crate::{balances, publication};
use loggia_core::jobs;
use loggia_core::testing::ctx;

fn filled(db: &Db) {
    for n in 0..5_i64 {
        must_post(db, &certified(&format!("f{n}"), 1_000 + n));
    }
    must_post(db, &collected("f0", 1_000));
    let mut other = certified("g", 50);
    other.lines[0].party = Some(person(2));
    other.accounting_date = day("2026-10-31");
    must_post(db, &other);
}

#[test]
fn the_journal_is_filtered_and_paged() {
    with_books(|app| {
        filled(app.db());
        let nos = |filter: JournalFilter| {
            let list = app.db().read(|tx| journal::list(tx, &filter)).unwrap();
            list.iter().map(|entry| entry.id.no).collect::<Vec<_>>()
        };
        assert_eq!(nos(JournalFilter::default()), [1, 2, 3, 4, 5, 6, 7]);
        let all = app
            .db()
            .read(|tx| journal::list(tx, &JournalFilter::default()))
            .unwrap();
        let amounts: Vec<i64> = all.iter().map(|entry| entry.amount.get()).collect();
        assert_eq!(amounts, [1_000, 1_001, 1_002, 1_003, 1_004, 1_000, 50]);
        assert_eq!(
            nos(JournalFilter {
                limit: 3,
                ..Default::default()
            }),
            [1, 2, 3]
        );
        let second = JournalFilter {
            skip: 3,
            limit: 3,
            ..Default::default()
        };
        assert_eq!(nos(second), [4, 5, 6]);
        let of_fines = JournalFilter {
            document: Some("f0".into()),
            limit: 1,
            ..Default::default()
        };
        let found = app.db().read(|tx| journal::count(tx, &of_fines)).unwrap();
        assert_eq!(found, 2, "all pages are counted, not the one shown");
        let after = Some(EntryId {
            year: 2026,
            section: 1,
            no: 3,
        });
        assert_eq!(
            nos(JournalFilter {
                after,
                limit: 3,
                ..Default::default()
            }),
            [4, 5, 6]
        );
        assert_eq!(
            nos(JournalFilter {
                to: Some(day("2026-10-31")),
                ..Default::default()
            }),
            [7]
        );
        assert_eq!(
            nos(JournalFilter {
                from: Some(day("2026-11-23")),
                ..Default::default()
            }),
            [1, 2, 3, 4, 5]
        );
        assert_eq!(
            nos(JournalFilter {
                account: Some("4299001001".into()),
                ..Default::default()
            }),
            [6]
        );
        assert_eq!(
            nos(JournalFilter {
                party: Some(person(2)),
                ..Default::default()
            }),
            [7]
        );
        assert_eq!(
            nos(JournalFilter {
                document: Some("f0".into()),
                ..Default::default()
            }),
            [1, 6]
        );
        assert_eq!(
            nos(JournalFilter {
                source_kind: Some("receipt".into()),
                ..Default::default()
            }),
            [6]
        );
        // Two filters must meet in one line.
        let both = JournalFilter {
            account: Some("1599001001".into()),
            party: Some(person(1)),
            ..Default::default()
        };
        assert_eq!(nos(both), Vec::<u64>::new());
        let found = app
            .db()
            .read(|tx| journal::by_source(tx, "receipt", "f0"))
            .unwrap()
            .unwrap();
        assert_eq!(
            (found.id.no, found.lines.len(), found.actor.as_str()),
            (6, 4, "system:test")
        );
        assert_eq!(
            app.db().read(|tx| journal::by_source(tx, "receipt", "f9")),
            Ok(None)
        );
    });
}

#[test]
fn a_card_runs_from_what_was_before() {
    with_books(|app| {
        filled(app.db());
        let card = |party, from: &str, to: &str| {
            let days = (day(from), day(to));
            app.db()
                .read(|tx| journal::card(tx, Ledger::General, "4899001001", party, days))
                .unwrap()
        };
        let all = card(None, "2026-01-01", "2026-12-31");
        assert_eq!(
            (all.before, all.rows.len(), all.balance()),
            (Cents(0), 7, Cents(50 + 5_010 - 1_000))
        );
        let november = card(None, "2026-11-01", "2026-11-22");
        assert_eq!(
            (november.before, november.rows.len(), november.balance()),
            (Cents(50), 1, Cents(-950))
        );
        let second = card(Some(person(2)), "2026-01-01", "2026-12-31");
        assert_eq!((second.rows.len(), second.balance()), (1, Cents(50)));
        assert_eq!(second.rows[0].text, "Βεβαίωση προστίμου");
        let parties = app
            .db()
            .read(|tx| journal::by_party(tx, Ledger::General, "4899001001"))
            .unwrap();
        assert_eq!(parties, [(person(1), Cents(4_010)), (person(2), Cents(50))]);
        let budget = app.db().read(|tx| balances::budget_rows(tx, 2026)).unwrap();
        let shown: Vec<_> = budget
            .iter()
            .map(|row| (row.account.as_str(), row.balance.get()))
            .collect();
        assert_eq!(shown, [("R21", -5_060), ("R22", 4_060), ("R23", 1_000)]);
        assert!(budget.iter().all(|row| row.budget_code == CODE));
    });
}

#[test]
fn a_head_is_published_once_and_printed_in_groups() {
    with_books(|app| {
        let publish = || {
            app.db()
                .write(|tx| publication::publish(tx, &ctx(1), "daily-paper"))
                .unwrap()
        };
        assert_eq!(publish(), [], "an empty journal has no head to publish");
        filled(app.db());
        let heads = publish();
        assert_eq!(heads, publish());
        let printed = heads[0].printed();
        assert_eq!((printed.len(), printed.split(' ').count()), (71, 8));
        let witnessed = app.db().read(publication::witnessed).unwrap();
        assert_eq!(witnessed["journal 2026/7"], printed);
    });
}

#[test]
fn the_check_runs_as_a_job_and_the_commands_answer_in_json() {
    with_books(|app| {
        filled(app.db());
        let id = app
            .db()
            .write(|tx| jobs::enqueue(tx, &ctx(1), "books.verify", &serde_json::Value::Null))
            .unwrap();
        assert_eq!(jobs::run_next(app), Ok(true));
        let result = app
            .db()
            .read(|tx| jobs::find(tx, id))
            .unwrap()
            .unwrap()
            .result
            .unwrap();
        assert_eq!(
            (&result["clean"], &result["entries"]),
            (&true.into(), &7.into())
        );
        let command = |name: &str, args: &[&str]| {
            let command = crate::SUBSYSTEM
                .cli
                .iter()
                .find(|command| command.name == name)
                .unwrap();
            let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
            (command.run)(app, &ctx(1), &args)
        };
        let trial = command("trial-balance", &["2026-11-23", "budget"]).unwrap();
        assert_eq!(
            (&trial["difference"], &trial["debit"]),
            (&0.into(), &6_060.into())
        );
        assert!(command("trial-balance", &["χθες"]).is_err());
        assert_eq!(
            command("heads", &[]).unwrap()["heads"][0]["entry"],
            "2026/7"
        );
        assert_eq!(command("verify", &[]).unwrap()["clean"], true);
    });
}
