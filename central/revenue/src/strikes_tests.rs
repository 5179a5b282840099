//! A debt struck off and the receipt that comes all the same: never refused, never lost, decided by law.

use crate::model::{Claim, LineState, Money};
use crate::rules::Outcome as Understood;
use crate::tests::{certify, claim, code, day, line, money, on, person, put, take, with_machine};
use crate::{card, credits, limits, payments, strikes};
use loggia_books::{DEBTOR_CREDITS, FINES_REVENUE, RECEIVABLES, Role, UNMATCHED_RECEIPTS, verify};
use loggia_core::app::App;
use loggia_core::conflicts::{self, Decided};
use loggia_core::settings::{self, Setting};
use loggia_core::{Fail, Outcome, tasks};
use loggia_schema::dispute::{Dispute, Stands};
use loggia_schema::message::{conflicts as messages, input};
use loggia_schema::money::Cents;

const NUMBER: &str = "Κ1-2026-000001";

fn law(app: &App, value: &str) {
    let setting = Setting {
        valid_from: day("2018-01-01"),
        value: value.into(),
        basis: "ν. 5027/2023".into(),
    };
    let name = "limitation.2018-9999";
    app.db()
        .write(|tx| Ok::<_, Fail>(settings::put(tx, &on("2026-06-02", 40), name, &setting)?))
        .unwrap();
}

/// A certified debt, and a second line of the same debtor that is still open.
fn debt(app: &App, law_says: &str) {
    law(app, law_says);
    let known = person(app, 7);
    put(app, &claim(1, Some(known)));
    certify(app, "2026-09-01");
    put(
        app,
        &Claim {
            certify_from: None,
            ..claim(2, Some(known))
        },
    );
}

fn strike(app: &App, decision: &str, at: &str) -> Outcome<strikes::Strike> {
    app.db()
        .write(|tx| strikes::strike_off(tx, &on("2026-10-05", 41), NUMBER, (decision, day(at))))
}

fn balance(app: &App, role: &Role) -> i64 {
    assert!(app.db().read(verify).unwrap().is_clean());
    let balance = app.db().read(|tx| -> Outcome<Cents> {
        let account = loggia_books::accounts::resolve(tx, role, day("2026-12-01"))?;
        let trial = loggia_books::trial_balance(tx, account.ledger, day("2026-12-31"), false)?;
        Ok(trial.balance_of(&account.code))
    });
    balance.unwrap().get()
}

fn books(app: &App) -> [i64; 4] {
    [
        &RECEIVABLES,
        &FINES_REVENUE,
        &UNMATCHED_RECEIPTS,
        &DEBTOR_CREDITS,
    ]
    .map(|role| balance(app, role))
}

fn task(app: &App) -> Option<tasks::Task> {
    let open = app
        .db()
        .read(|tx| Ok::<_, Fail>(tasks::list_open(tx, 10)?))
        .unwrap();
    open.into_iter().find(|task| task.kind == strikes::TASK)
}

fn dispute(app: &App) -> Dispute {
    let task = task(app).unwrap();
    app.db()
        .read(|tx| (strikes::KIND.draw)(tx, &on("2026-10-06", 42), &task))
        .unwrap()
}

fn decide(app: &App, stands: Stands, pick: &str) -> Outcome<Decided> {
    let id = task(app).unwrap().id;
    let chosen = (Some(stands), "κατά τον νόμο", pick);
    app.db()
        .write(|tx| conflicts::decide(tx, &on("2026-10-06", 43), &strikes::KIND, id, chosen))
}

fn late() -> Money {
    money(1, "RF1", 54_000, "2026-10-06")
}

#[test]
fn striking_off_takes_the_debt_out_of_the_books_and_of_the_card() {
    with_machine(|app| {
        debt(app, "years 5 kept");
        assert_eq!(books(app), [54_000, -54_000, 0, 0]);
        let struck = strike(app, "12/2026", "2026-10-01").unwrap();
        assert_eq!((struck.amount, struck.kept), (Cents(54_000), true));
        assert!(
            struck.class.contains("εισπράττεται έως 31/12/2031"),
            "{}",
            struck.class
        );
        assert_eq!(
            (line(app, 1).state, books(app)),
            (LineState::StruckOff, [0, 0, 0, 0])
        );
        let card = app
            .db()
            .read(|tx| card::card(tx, loggia_schema::ids::PersonId([7; 16]), day("2026-10-06")))
            .unwrap();
        let struck = card
            .lines
            .iter()
            .find(|of| of.line.claim.number == NUMBER)
            .unwrap();
        assert!(struck.balance.value.is_zero() && !card.owed.value.is_zero());
    });
}

#[test]
fn what_striking_off_is_refused_for() {
    with_machine(|app| {
        debt(app, "years 5 kept");
        assert_eq!(
            code(strike(app, " ", "2026-10-01")),
            messages::STRIKE_DECISION
        );
        assert_eq!(
            code(strike(app, "1", "2026-08-31")),
            messages::STRIKE_EARLY,
            "before certification"
        );
        assert_eq!(
            code(strike(app, "1", "2026-10-06")),
            messages::STRIKE_EARLY,
            "after today"
        );
        law(app, "five years");
        assert_eq!(code(strike(app, "1", "2026-10-01")), messages::LIMIT_FORM);
        law(app, "years 5 kept");
        let born = app
            .db()
            .read(|tx| limits::class(tx, 2010, day("2026-10-01")));
        assert_eq!(code(born), input::NO_ROW_FOR_DATE, "no class for 2010 here");
        strike(app, "1", "2026-10-01").unwrap();
        assert_eq!(code(strike(app, "1", "2026-10-01")), messages::STRIKE_STATE);
        assert_eq!(books(app), [0, 0, 0, 0]);
    });
}

#[test]
fn money_for_a_debt_struck_off_waits_unallocated_and_stays_if_a_person_says_so() {
    with_machine(|app| {
        debt(app, "years 5 kept");
        strike(app, "12/2026", "2026-10-01").unwrap();
        take(app, &late());
        take(app, &late());
        let taken = app
            .db()
            .read(|tx| payments::find(tx, late().doc, 0))
            .unwrap()
            .unwrap();
        assert_eq!(taken.outcome, Understood::AfterStrike);
        assert_eq!(books(app), [0, 0, -54_000, 0]);
        let drawn = dispute(app);
        assert_eq!(drawn.offers.len(), 3, "keep, refund, set off");
        assert!(
            drawn
                .differences
                .iter()
                .any(|d| d.left == "Απόφαση 12/2026")
        );
        decide(app, Stands::Right, "").unwrap();
        assert_eq!(books(app), [0, -54_000, 0, 0]);
        assert_eq!(
            (line(app, 1).state, line(app, 1).collected),
            (LineState::StruckOff, Cents(54_000))
        );
        let ctx = on("2026-10-06", 44);
        app.db()
            .write(|tx| payments::cancel(tx, &ctx, late().doc, "λάθος"))
            .unwrap();
        assert_eq!(
            (books(app), line(app, 1).collected),
            ([0, 0, 0, 0], Cents(0))
        );
    });
}

#[test]
fn what_came_before_the_decision_is_not_given_back_where_the_law_keeps_it() {
    with_machine(|app| {
        debt(app, "years 5 kept");
        strike(app, "12/2026", "2026-10-01").unwrap();
        // The desk was offline: its receipt is of the day before.
        take(app, &money(1, "RF1", 54_000, "2026-09-30"));
        let offers: Vec<Stands> = dispute(app)
            .offers
            .iter()
            .map(|offer| offer.stands)
            .collect();
        assert_eq!(offers, [Stands::Right]);
        assert_eq!(code(decide(app, Stands::Left, "")), messages::SIDE_MISSING);
        decide(app, Stands::Right, "").unwrap();
        assert_eq!(books(app), [0, -54_000, 0, 0]);
    });
}

#[test]
fn money_goes_back_or_pays_another_debt_and_what_is_above_the_debt_is_the_debtors() {
    with_machine(|app| {
        debt(app, "years 5 refund");
        strike(app, "12/2026", "2026-10-01").unwrap();
        take(app, &late());
        decide(app, Stands::Left, "").unwrap();
        assert_eq!(books(app), [0, 0, 0, -54_000]);
        let refunds = app
            .db()
            .read(|tx| credits::newest(tx, Some(credits::Purpose::Refund), (9, 0)))
            .unwrap();
        assert_eq!(refunds[0].amount, Cents(54_000));

        take(app, &money(2, "RF1", 54_000, "2026-10-06"));
        assert_eq!(code(decide(app, Stands::Third, "")), messages::PICK_MISSING);
        decide(app, Stands::Third, "Κ1-2026-000002").unwrap();
        assert_eq!(
            (line(app, 2).state, books(app)),
            (LineState::Settled, [0, -54_000, 0, -54_000])
        );

        take(app, &money(3, "RF1", 60_000, "2026-10-06"));
        decide(app, Stands::Right, "").unwrap();
        assert_eq!(
            books(app),
            [0, -108_000, 0, -60_000],
            "what is above the debt is his"
        );
    });
}

#[test]
fn a_receipt_that_is_cancelled_before_anybody_decided_takes_its_conflict_along() {
    with_machine(|app| {
        debt(app, "years 5 kept");
        strike(app, "12/2026", "2026-10-01").unwrap();
        take(app, &late());
        let ctx = on("2026-10-06", 44);
        app.db()
            .write(|tx| payments::cancel(tx, &ctx, late().doc, "λάθος"))
            .unwrap();
        assert_eq!((books(app), task(app)), ([0, 0, 0, 0], None));
    });
}
