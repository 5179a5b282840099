//! Paid at two desks: what each choice does to books, card and the other debt, and how it is undone with the receipt.

use crate::model::{LineState, Money};
use crate::tests::{claim, code, day, line, money, on, person, put, take, with_machine};
use crate::{card, credits, payments, twice};
use loggia_books::{DEBTOR_CREDITS, verify};
use loggia_core::app::App;
use loggia_core::conflicts::{self, Decided};
use loggia_core::{Fail, Outcome, tasks};
use loggia_schema::dispute::{Dispute, Stands};
use loggia_schema::ids::{DocId, PersonId};
use loggia_schema::message::conflicts as messages;
use loggia_schema::money::Cents;

const WHY: &str = "ο οφειλέτης το ζήτησε";

/// A debtor with one line paid at two desks and another line that is still owed.
fn paid_twice(app: &App) -> (PersonId, Money) {
    let known = person(app, 7);
    put(app, &claim(1, Some(known)));
    put(app, &claim(2, Some(known)));
    take(app, &money(1, "RF1", 27_000, "2026-06-10"));
    let second = money(2, "RF1", 27_000, "2026-06-11");
    take(app, &second);
    (known, second)
}

fn task(app: &App) -> tasks::Task {
    let open = app
        .db()
        .read(|tx| Ok::<_, Fail>(tasks::list_open(tx, 10)?))
        .unwrap();
    open.into_iter()
        .find(|task| task.kind == twice::TASK)
        .unwrap()
}

fn dispute(app: &App) -> Dispute {
    let task = task(app);
    app.db()
        .read(|tx| (twice::KIND.draw)(tx, &on("2026-06-12", 7), &task))
        .unwrap()
}

fn decide(
    app: &App,
    id: [u8; 16],
    stands: Option<Stands>,
    reason: &str,
    pick: &str,
) -> Outcome<Decided> {
    let ctx = on("2026-06-12", 8);
    app.db()
        .write(|tx| conflicts::decide(tx, &ctx, &twice::KIND, id, (stands, reason, pick)))
}

fn credit_in_books(app: &App) -> i64 {
    let balance = app.db().read(|tx| -> Outcome<Cents> {
        let account = loggia_books::accounts::resolve(tx, &DEBTOR_CREDITS, day("2026-06-12"))?;
        let trial = loggia_books::trial_balance(tx, account.ledger, day("2026-12-31"), false)?;
        Ok(trial.balance_of(&account.code))
    });
    assert!(app.db().read(verify).unwrap().is_clean());
    -balance.unwrap().get()
}

fn card_of(app: &App, person: PersonId) -> (i64, i64) {
    let card = app
        .db()
        .read(|tx| card::card(tx, person, day("2026-06-12")))
        .unwrap();
    (card.owed.value.get(), card.credit.value.get())
}

#[test]
fn both_receipts_stand_beside_each_other_with_what_may_be_done() {
    with_machine(|app| {
        paid_twice(app);
        let dispute = dispute(app);
        let differs: Vec<_> = dispute
            .differences
            .iter()
            .map(|d| (d.left.as_str(), d.right.as_str()))
            .collect();
        assert_eq!(
            differs,
            [
                ("Α01-2026-000001", "Α01-2026-000002"),
                ("10/06/2026", "11/06/2026")
            ],
            "the equal amounts are not shown"
        );
        assert_eq!(dispute.offers.len(), 3);
        assert!(dispute.reason.is_some());
        assert_eq!(dispute.pick.unwrap().choices[0].0, "Κ1-2026-000002");
    });
}

#[test]
fn the_credit_stays_or_is_asked_back_and_the_books_hold_it_either_way() {
    with_machine(|app| {
        let (known, second) = paid_twice(app);
        let id = task(app).id;
        let decided = decide(app, id, Some(Stands::Right), WHY, "").unwrap();
        assert_eq!(
            (decided.stands, decided.reason.as_str()),
            (Stands::Right, WHY)
        );
        assert_eq!(decided.dispute.differences.len(), 2, "both values are kept");
        assert_eq!(
            (card_of(app, known).1, credit_in_books(app)),
            (27_000, 27_000)
        );
        let about = |thing: String| {
            app.db()
                .read(|tx| Ok::<_, Fail>(conflicts::about(tx, &thing)?))
                .unwrap()
        };
        assert_eq!(
            about(second.doc.to_string()),
            about(DocId([1; 16]).to_string())
        );
        assert_eq!(about(second.doc.to_string()).len(), 1);
        let again = decide(app, id, Some(Stands::Left), WHY, "");
        assert_eq!(code(again), messages::DECIDED_ALREADY);
        let refunds = app
            .db()
            .read(|tx| credits::newest(tx, Some(credits::Purpose::Refund), (9, 0)));
        assert_eq!(refunds.unwrap().len(), 1);
    });
}

#[test]
fn a_set_off_pays_the_other_debt_and_goes_back_with_its_receipt() {
    with_machine(|app| {
        let (known, second) = paid_twice(app);
        let before = card_of(app, known);
        let id = task(app).id;
        decide(app, id, Some(Stands::Third), WHY, "Κ1-2026-000002").unwrap();
        assert_eq!(line(app, 2).state, LineState::Settled);
        assert_eq!((card_of(app, known), credit_in_books(app)), ((0, 0), 0));
        let why = app
            .db()
            .read(|tx| card::card(tx, known, day("2026-06-12")))
            .unwrap();
        let told = why.lines[1].balance.greek().join("\n");
        assert!(told.contains("Συμψηφισμός"), "{told}");

        let ctx = on("2026-06-12", 9);
        let undone = app
            .db()
            .write(|tx| payments::cancel(tx, &ctx, second.doc, "λάθος"))
            .unwrap();
        assert_eq!(undone.len(), 2, "the set-off and the receipt");
        assert_eq!(
            (line(app, 2).state, line(app, 2).collected),
            (LineState::Open, Cents(0))
        );
        assert_eq!(
            (card_of(app, known), credit_in_books(app)),
            ((before.0, 0), 0)
        );
    });
}

#[test]
fn what_a_decision_about_money_is_refused_for() {
    with_machine(|app| {
        let (known, second) = paid_twice(app);
        let id = task(app).id;
        let wrong = [
            (None, WHY, "", messages::SIDE_MISSING),
            (Some(Stands::Left), "  ", "", messages::REASON_ASKED),
            (
                Some(Stands::Left),
                &*"α".repeat(501),
                "",
                messages::REASON_LONG,
            ),
            (Some(Stands::Third), WHY, "", messages::PICK_MISSING),
            (
                Some(Stands::Third),
                WHY,
                "Κ1-2026-000001",
                messages::NOT_HIS_DEBT,
            ),
            (
                Some(Stands::Third),
                WHY,
                "Κ9-2026-000009",
                messages::NOT_HIS_DEBT,
            ),
        ];
        for (stands, reason, pick, expected) in wrong {
            assert_eq!(code(decide(app, id, stands, reason, pick)), expected);
        }
        assert_eq!(
            (task(app).id, card_of(app, known).1),
            (id, 27_000),
            "nothing was decided"
        );
        let payment = app
            .db()
            .read(|tx| payments::find(tx, second.doc, 0))
            .unwrap()
            .unwrap();
        let ctx = on("2026-06-12", 9);
        let kept = |n: u8| {
            let ctx = on("2026-06-12", n);
            app.db()
                .write(|tx| credits::set_aside(tx, &ctx, &payment, credits::Purpose::Kept))
        };
        assert_eq!(kept(10).unwrap(), Cents(27_000));
        assert_eq!(code(kept(11)), messages::CREDIT_USED);
        app.db()
            .write(|tx| payments::cancel(tx, &ctx, second.doc, "λάθος"))
            .unwrap();
        let open = app
            .db()
            .read(|tx| Ok::<_, Fail>(tasks::list_open(tx, 10)?))
            .unwrap();
        assert!(
            open.iter().all(|task| task.kind != twice::TASK),
            "it closed with its receipt"
        );
        let gone = decide(app, id, Some(Stands::Left), WHY, "");
        assert_eq!(code(gone), messages::DECIDED_ALREADY);
    });
}

#[test]
fn before_certification_a_credit_that_is_too_small_pays_nothing() {
    with_machine(|app| {
        let known = person(app, 7);
        put(app, &claim(1, Some(known)));
        put(app, &claim(2, Some(known)));
        take(app, &money(1, "RF1", 54_000, "2026-06-20"));
        take(app, &money(2, "RF1", 100, "2026-06-21"));
        let dispute = dispute(app);
        assert_eq!((dispute.offers.len(), dispute.pick), (2, None));
    });
}
