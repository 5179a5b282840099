//! Carried debts on both engines: what enters the books, what does not, and what may still be corrected.

use super::*;
use crate::model::{Money, Pays};
use crate::{SUBSYSTEM, card, payments, persons, surcharge};
use jiff::civil::Date;
use loggia_core::app::App;
use loggia_core::conflicts;
use loggia_core::settings::{self, Setting};
use loggia_core::subsystem::Subsystem;
use loggia_core::{Fail, records, testing};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{PersonId, ScopeId};

static ALL: &[&Subsystem] = &[
    &loggia_books::SUBSYSTEM,
    &SUBSYSTEM,
    &crate::receipts::SUBSYSTEM,
];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn with_books(test: impl Fn(&App)) {
    testing::with_tables(ALL, |app| {
        let write = |tx: &mut Tx<'_>| -> Result<(), Fail> {
            let ctx = testing::ctx(250);
            loggia_books::chart_data::load(tx, &ctx)?;
            loggia_books::periods::open_year(tx, &ctx, 2026)?;
            for (name, from, value) in [
                (surcharge::METHOD, "2001-01-01", "started_months"),
                (surcharge::RATE, "2001-01-01", "1,00"),
                (surcharge::RATE, "2014-01-01", "0,73"),
            ] {
                let setting = Setting {
                    valid_from: day(from),
                    value: value.into(),
                    basis: "ΚΕΔΕ".into(),
                };
                settings::put(tx, &ctx, name, &setting)?;
            }
            let person = persons::Person {
                id: PersonId([1; 16]),
                code: Some("Ε-1".into()),
                afm: None,
                surname: "Δοκιμάκης".into(),
                first_name: "Νίκος".into(),
                father: String::new(),
                address: String::new(),
                postcode: None,
                place: None,
                phone: None,
            };
            persons::put(tx, &person)?;
            Ok(())
        };
        app.db().write(write).unwrap();
        test(app);
    });
}

fn debt(n: u8, class: Class, cents: i64) -> Debt {
    Debt {
        doc: DocId([n; 16]),
        number: format!("Ο-{n}"),
        title: "Τέλη".into(),
        person: PersonId([1; 16]),
        debtor_name: "Δοκιμάκης Νίκος".into(),
        scope: ScopeId([1; 16]),
        code: "1499001001".into(),
        born_year: 2013,
        class,
        basis: "Μεταφορά".into(),
        list_no: "12/2013".into(),
        certified_on: day("2013-09-10"),
        due_on: day("2013-10-31"),
        principal: Cents(cents),
        old_surcharge: Cents(1_000),
    }
}

fn take_in(app: &App, debts: &[Debt]) {
    app.db()
        .write(|tx| take(tx, &testing::ctx(2), debts))
        .unwrap();
}

fn balances(app: &App) -> [i64; 2] {
    [loggia_books::RECEIVABLES, loggia_books::CARRIED_DEBTS].map(|role| {
        let read = |tx: &mut Tx<'_>| -> Result<i64, Fail> {
            let account = loggia_books::accounts::resolve(tx, &role, day("2026-11-23"))?;
            let trial = loggia_books::trial_balance(tx, account.ledger, day("2026-12-31"), false)?;
            Ok(trial.balance_of(&account.code).get())
        };
        app.db().read(read).unwrap()
    })
}

#[test]
fn a_list_enters_the_books_and_the_desks_and_what_is_struck_off_does_not() {
    with_books(|app| {
        take_in(
            app,
            &[
                debt(1, Class::ToCheck, 25_000),
                debt(2, Class::ToCheck, 500),
            ],
        );
        take_in(app, &[debt(3, Class::StruckOff, 70_000)]);
        assert_eq!(balances(app), [25_500, -25_500]);
        let payables = app
            .db()
            .read(|tx| records::of_table(tx, "payable"))
            .unwrap();
        assert_eq!(payables.len(), 2);
        let lists = app.db().read(|tx| lists::all(tx, 9)).unwrap();
        assert_eq!(lists.len(), 1);
        assert_eq!((lists[0].lines, lists[0].total.0), (2, 25_500));
        assert!(lists[0].seal.is_some() && lists[0].entry.is_some());
        let sums = app.db().read(sums).unwrap();
        let told: Vec<_> = sums
            .iter()
            .map(|s| (s.class.as_str(), s.count, s.principal.0))
            .collect();
        assert_eq!(told, [("struck_off", 1, 70_000), ("to_check", 2, 25_500)]);
        let card = app
            .db()
            .read(|tx| card::card(tx, PersonId([1; 16]), day("2014-03-10")))
            .unwrap();
        // 2 months at 1 % and 3 at 0,73 % on 250,00 are 10,48; on 5,00 they are 0,21.
        assert_eq!(card.owed.value, Cents(25_000 + 1_048 + 500 + 21));
        assert!(app.db().read(loggia_books::verify).unwrap().is_clean());
    });
}

#[test]
fn the_old_program_may_correct_until_money_is_moved_here() {
    with_books(|app| {
        take_in(app, &[debt(1, Class::ToCheck, 25_000)]);
        let correct = |n: u8, debt: &Debt| app.db().write(|tx| correct(tx, &testing::ctx(n), debt));
        correct(3, &debt(1, Class::ToCheck, 20_000)).unwrap();
        assert_eq!(balances(app), [20_000, -20_000]);
        correct(4, &debt(1, Class::ToCheck, 0)).unwrap();
        assert_eq!(balances(app), [0, 0]);
        correct(5, &debt(1, Class::ToCheck, 20_000)).unwrap();
        let line = app
            .db()
            .read(|tx| lines::find(tx, DocId([1; 16])))
            .unwrap()
            .unwrap();
        assert_eq!(line.state, LineState::Certified);
        let money = Money {
            doc: DocId([9; 16]),
            line_no: 0,
            number: "ΑΠ-1".into(),
            pays: Pays::Rf(line.claim.rf.clone()),
            text: "Έναντι".into(),
            card: false,
            amount: Cents(5_000),
            paid_on: day("2026-11-20"),
            scope: ScopeId([1; 16]),
        };
        app.db()
            .write(|tx| payments::take(tx, &testing::ctx(6), &money))
            .unwrap();
        let refused = correct(7, &debt(1, Class::ToCheck, 1_000)).unwrap_err();
        assert_eq!(refused.finding().code, import::CARRIED_MOVED);
        assert!(app.db().read(loggia_books::verify).unwrap().is_clean());
    });
}

#[test]
fn money_for_what_the_law_struck_off_waits_for_a_decision() {
    with_books(|app| {
        take_in(app, &[debt(3, Class::StruckOff, 70_000)]);
        let line = app
            .db()
            .read(|tx| lines::find(tx, DocId([3; 16])))
            .unwrap()
            .unwrap();
        let money = Money {
            doc: DocId([9; 16]),
            line_no: 0,
            number: "ΑΠ-1".into(),
            pays: Pays::Rf(line.claim.rf),
            text: "Παλιά οφειλή".into(),
            card: false,
            amount: Cents(5_000),
            paid_on: day("2026-11-20"),
            scope: ScopeId([1; 16]),
        };
        let write = |tx: &mut Tx<'_>| payments::take(tx, &testing::ctx(6), &money);
        app.db().write(write).unwrap();
        let open = app
            .db()
            .read(|tx| loggia_core::tasks::list_open(tx, 9))
            .unwrap();
        let task = open.iter().find(|task| task.kind == strikes::TASK).unwrap();
        let dispute = app
            .db()
            .read(|tx| (strikes::KIND.draw)(tx, &testing::ctx(7), task))
            .unwrap();
        assert_eq!(dispute.differences[0].left, "Διαγραφή από τον νόμο");
        let chosen = (Some(Stands::Left), "το ζήτησε", "");
        let decided = app
            .db()
            .write(|tx| conflicts::decide(tx, &testing::ctx(8), &strikes::KIND, task.id, chosen))
            .unwrap();
        assert!(decided.done.contains("επιστροφής"), "{}", decided.done);
        assert!(app.db().read(loggia_books::verify).unwrap().is_clean());
    });
}

#[test]
fn a_debt_with_co_debtors_is_one_debt() {
    with_books(|app| {
        take_in(app, &[debt(1, Class::Collectible, 1_000)]);
        let add = || {
            app.db()
                .write(|tx| add_co_debtor(tx, DocId([1; 16]), PersonId([1; 16]), "Ο-9"))
                .unwrap()
        };
        assert_eq!((add(), add()), (true, false));
        assert_eq!(balances(app), [1_000, -1_000]);
    });
}

#[test]
fn years_find_their_rule_or_none() {
    let rule = |from, until, class| rules::Limitation {
        from,
        until,
        class,
        basis: "ν.".into(),
        verified: false,
    };
    let rows = [
        rule(None, Some(2012), Class::StruckOff),
        rule(Some(2018), None, Class::Collectible),
    ];
    let class = |year| rules::of_year(&rows, year).map(|row| row.class);
    assert_eq!(
        (class(1999), class(2012)),
        (Some(Class::StruckOff), Some(Class::StruckOff))
    );
    assert_eq!((class(2015), class(2018)), (None, Some(Class::Collectible)));
}
