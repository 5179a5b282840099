//! The machine without laptops: claims, lists, payments and debts on both engines.

use crate::model::{Claim, LineState, ListState, Money, Pays, Reduced};
use crate::rules::{Exception, Outcome as Understood};
use crate::{SUBSYSTEM, card, claims, lists, payments, persons, store, surcharge};
use jiff::civil::Date;
use loggia_books::{RECEIVABLES, verify};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::settings::{self, Setting};
use loggia_core::subsystem::Subsystem;
use loggia_core::{Fail, testing};
use loggia_schema::ids::{DocId, PersonId, ScopeId};
use loggia_schema::message::{Code, books, input};
use loggia_schema::money::Cents;

pub(crate) static ALL: &[&Subsystem] = &[
    &loggia_books::SUBSYSTEM,
    &SUBSYSTEM,
    &crate::receipts::SUBSYSTEM,
];

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Circumstances on a day.
pub(crate) fn on(text: &str, n: u8) -> Ctx {
    let today = day(text);
    let now = today
        .at(10, 0, 0, 0)
        .to_zoned(loggia_schema::calendar::athens())
        .unwrap()
        .timestamp();
    Ctx {
        today,
        now,
        ..testing::ctx(n)
    }
}

/// Accounts, periods and the surcharge's rule.
pub(crate) fn open_books(app: &App) {
    app.db()
        .write(|tx| -> Result<(), Fail> {
            let ctx = testing::ctx(250);
            loggia_books::chart_data::load(tx, &ctx)?;
            loggia_books::periods::open_year(tx, &ctx, 2026)?;
            loggia_books::periods::open_year(tx, &ctx, 2027)?;
            for (name, value) in [
                (surcharge::METHOD, "started_months"),
                (surcharge::RATE, "0,73"),
            ] {
                let setting = Setting {
                    valid_from: day("2014-01-01"),
                    value: value.into(),
                    basis: "ν. 4978/2022".into(),
                };
                settings::put(tx, &ctx, name, &setting)?;
            }
            Ok(())
        })
        .unwrap();
}

pub(crate) fn with_machine(test: impl Fn(&App)) {
    testing::with_tables(ALL, |app| {
        open_books(app);
        test(app);
    });
}

pub(crate) fn person(app: &App, n: u8) -> PersonId {
    let person = persons::Person {
        id: PersonId([n; 16]),
        code: Some(format!("Π-{n}")),
        afm: None,
        surname: "Δοκιμάκης".into(),
        first_name: "Νίκος".into(),
        father: String::new(),
        address: "Οδός Δοκιμής 1".into(),
        postcode: None,
        place: None,
        phone: Some("2810000123".into()),
    };
    app.db().write(|tx| persons::put(tx, &person)).unwrap();
    person.id
}

pub(crate) fn claim(n: u8, person: Option<PersonId>) -> Claim {
    Claim {
        source: "fines".into(),
        doc: DocId([n; 16]),
        scope: ScopeId([1; 16]),
        number: format!("Κ1-2026-{n:06}"),
        rf: format!("RF{n}"),
        title: "Πρόστιμο".into(),
        object: None,
        person,
        debtor_name: String::new(),
        event_on: day("2026-06-02"),
        principal: Cents(54_000),
        vat: Cents::ZERO,
        third_party: Cents::ZERO,
        reduced: Some(Reduced {
            amount: Cents(27_000),
            until: Some(day("2026-06-12")),
        }),
        certify_from: Some(day("2026-08-02")),
        budget_code: "1599001001".into(),
        basis: "ν. 5209/2025".into(),
        stands: true,
    }
}

pub(crate) fn money(n: u8, pays: &str, amount: i64, paid_on: &str) -> Money {
    Money {
        doc: DocId([100 + n; 16]),
        line_no: 0,
        number: format!("Α01-2026-{n:06}"),
        pays: Pays::Rf(pays.into()),
        text: String::new(),
        card: false,
        amount: Cents(amount),
        paid_on: day(paid_on),
        scope: ScopeId([2; 16]),
    }
}

pub(crate) fn put(app: &App, claim: &Claim) {
    app.db()
        .write(|tx| claims::claim(tx, &on("2026-06-02", 1), claim))
        .unwrap();
}

pub(crate) fn take(app: &App, money: &Money) {
    app.db()
        .write(|tx| payments::take(tx, &on(&money.paid_on.to_string(), 2), money))
        .unwrap();
}

pub(crate) fn line(app: &App, n: u8) -> crate::model::Line {
    app.db()
        .read(|tx| store::find(tx, DocId([n; 16])))
        .unwrap()
        .unwrap()
}

pub(crate) fn code(result: loggia_core::Outcome<impl std::fmt::Debug>) -> Code {
    result.unwrap_err().finding().code
}

pub(crate) fn certify(app: &App, at: &str) -> lists::MoneyList {
    let draft = app
        .db()
        .write(|tx| lists::draft(tx, &on(at, 3), "fines"))
        .unwrap();
    app.db()
        .write(|tx| lists::approve(tx, &on(at, 4), draft.id))
        .unwrap()
}

#[test]
fn a_preview_shows_total_and_every_exception_with_its_reason() {
    with_machine(|app| {
        let known = person(app, 7);
        put(app, &claim(1, Some(known)));
        put(app, &claim(2, None));
        put(
            app,
            &Claim {
                certify_from: Some(day("2026-12-01")),
                ..claim(3, Some(known))
            },
        );
        put(app, &claim(4, Some(known)));
        take(app, &money(1, "RF4", 100, "2026-07-01"));
        let preview = app
            .db()
            .read(|tx| lists::preview(tx, "fines", day("2026-09-01")))
            .unwrap();
        assert_eq!((preview.lines.len(), preview.total), (1, Cents(54_000)));
        let why: Vec<_> = preview
            .exceptions
            .iter()
            .map(|(line, why)| (line.claim.doc.0[0], *why))
            .collect();
        assert_eq!(
            why,
            [
                (2, Exception::UnknownPerson),
                (3, Exception::TermRuns),
                (4, Exception::PartPaid)
            ]
        );
        let none = app
            .db()
            .write(|tx| lists::draft(tx, &on("2026-06-02", 9), "leases"));
        assert_eq!(code(none), books::LIST_EMPTY);
    });
}

#[test]
fn a_payment_takes_its_line_out_of_a_draft_and_a_discarded_draft_gives_its_lines_back() {
    with_machine(|app| {
        let known = person(app, 7);
        put(app, &claim(1, Some(known)));
        put(app, &claim(2, Some(known)));
        let draft = app
            .db()
            .write(|tx| lists::draft(tx, &on("2026-09-01", 3), "fines"))
            .unwrap();
        take(app, &money(1, "RF1", 54_000, "2026-09-02"));
        let now = app
            .db()
            .read(|tx| lists::find(tx, draft.id))
            .unwrap()
            .unwrap();
        assert_eq!((now.lines, now.total), (1, Cents(54_000)));
        assert_eq!(line(app, 1).state, LineState::Settled);
        app.db()
            .write(|tx| lists::discard(tx, &on("2026-09-03", 4), draft.id))
            .unwrap();
        assert_eq!(
            (line(app, 2).state, line(app, 2).list),
            (LineState::Open, None)
        );
        let approved = app
            .db()
            .write(|tx| lists::approve(tx, &on("2026-09-03", 5), draft.id));
        assert_eq!(code(approved), books::LIST_DISCARDED);
        assert_eq!(
            code(
                app.db()
                    .write(|tx| lists::approve(tx, &on("2026-09-03", 6), 99))
            ),
            books::LIST_UNKNOWN
        );
    });
}

#[test]
fn an_approved_list_is_never_taken_back_and_its_lines_no_longer_change() {
    with_machine(|app| {
        let known = person(app, 7);
        put(app, &claim(1, Some(known)));
        let list = certify(app, "2026-09-01");
        assert_eq!(
            (list.state, list.total, list.seal.is_some()),
            (ListState::Approved, Cents(54_000), true)
        );
        assert_eq!(
            code(
                app.db()
                    .write(|tx| lists::discard(tx, &on("2026-09-02", 5), list.id))
            ),
            books::LIST_APPROVED
        );
        put(
            app,
            &Claim {
                principal: Cents(1),
                ..claim(1, Some(known))
            },
        );
        assert_eq!(line(app, 1).claim.principal, Cents(54_000));
        let other = person(app, 8);
        let named = app
            .db()
            .write(|tx| claims::assign(tx, &on("2026-09-02", 6), "Κ1-2026-000001", other));
        assert_eq!(code(named), books::LINE_CERTIFIED);
    });
}

#[test]
fn a_debt_is_paid_in_parts_with_the_surcharge_of_the_day() {
    with_machine(|app| {
        let known = person(app, 7);
        put(app, &claim(1, Some(known)));
        certify(app, "2026-09-01");
        assert_eq!(
            line(app, 1).due_on,
            Some(day("2026-10-30")),
            "last working day of the next month"
        );
        let card = |at: &str| app.db().read(|tx| card::card(tx, known, day(at))).unwrap();
        assert_eq!(card("2026-10-30").owed.value, Cents(54_000));
        // Two started months at 0,73 %: 7,88 €.
        assert_eq!(card("2026-12-15").owed.value, Cents(54_788));
        take(app, &money(1, "RF1", 20_000, "2026-12-15"));
        let paid = app
            .db()
            .read(|tx| payments::of_line(tx, DocId([1; 16])))
            .unwrap();
        assert_eq!(
            (paid[0].principal, paid[0].surcharge),
            (Cents(19_712), Cents(288))
        );
        // What is left ages by itself: 342,88 € and 1,46 % of it, rounded anew.
        assert_eq!(card("2026-12-15").owed.value, Cents(34_789));
        take(app, &money(2, "RF1", 34_789, "2026-12-15"));
        assert_eq!(
            (line(app, 1).state, card("2027-12-15").owed.value),
            (LineState::Paid, Cents(0))
        );
        let why = card("2026-12-15").lines[0].balance.greek().join("\n");
        assert!(why.contains("Α01-2026-000001"), "{why}");
        let trial = app.db().read(|tx| -> Result<_, Fail> {
            let account = loggia_books::accounts::resolve(tx, &RECEIVABLES, day("2026-12-15"))?;
            Ok(
                loggia_books::trial_balance(tx, account.ledger, day("2026-12-31"), false)?
                    .balance_of(&account.code),
            )
        });
        assert_eq!(trial.unwrap(), Cents(0));
        assert!(app.db().read(verify).unwrap().is_clean());
    });
}

#[test]
fn without_a_rule_for_the_day_a_surcharge_is_refused_and_not_guessed() {
    testing::with_tables(ALL, |app| {
        let mut certified = crate::model::Line {
            claim: claim(1, None),
            state: LineState::Certified,
            collected: Cents(0),
            assessed: Cents(54_000),
            list: None,
            certified_on: Some(day("2026-09-01")),
            due_on: Some(day("2026-10-30")),
        };
        let refused = app
            .db()
            .read(|tx| surcharge::owed(tx, &certified, day("2026-12-15")));
        assert_eq!(code(refused), input::NO_ROW_FOR_DATE);
        certified.certified_on = None;
        assert_eq!(
            app.db()
                .read(|tx| surcharge::owed(tx, &certified, day("2026-12-15")))
                .unwrap(),
            None
        );
    });
}

#[test]
fn a_claim_taken_back_after_payment_makes_the_money_the_debtors() {
    with_machine(|app| {
        let known = person(app, 7);
        put(app, &claim(1, Some(known)));
        take(app, &money(1, "RF1", 27_000, "2026-06-10"));
        assert_eq!(line(app, 1).state, LineState::Settled);
        put(
            app,
            &Claim {
                stands: false,
                ..claim(1, Some(known))
            },
        );
        assert_eq!(
            (line(app, 1).state, line(app, 1).collected),
            (LineState::Void, Cents(0))
        );
        let late = money(2, "RF1", 54_000, "2026-06-20");
        take(app, &late);
        let paid = app
            .db()
            .read(|tx| payments::find(tx, late.doc, 0))
            .unwrap()
            .unwrap();
        assert_eq!(
            (paid.outcome, paid.credit),
            (Understood::NothingOwed, Cents(54_000))
        );
        assert!(app.db().read(verify).unwrap().is_clean());
    });
}

#[test]
fn a_fee_of_the_desk_needs_no_debt_and_a_cancelled_unmatched_receipt_leaves_nothing() {
    with_machine(|app| {
        let fee = Money {
            pays: Pays::Fee("1499003001".into()),
            ..money(1, "", 6_000, "2026-06-10")
        };
        take(app, &fee);
        take(app, &fee);
        let lost = money(2, "RF-ΑΓΝΩΣΤΟ", 500, "2026-06-10");
        take(app, &lost);
        assert_eq!(
            app.db()
                .read(|tx| payments::newest(tx, true, (10, 0)))
                .unwrap()
                .len(),
            1
        );
        let cancelled = app
            .db()
            .write(|tx| payments::cancel(tx, &on("2026-06-10", 5), lost.doc, "λάθος"));
        assert_eq!(cancelled.unwrap().len(), 1);
        assert!(
            app.db()
                .read(|tx| payments::newest(tx, true, (10, 0)))
                .unwrap()
                .is_empty()
        );
        let again = app
            .db()
            .write(|tx| payments::cancel(tx, &on("2026-06-10", 6), lost.doc, "λάθος"));
        assert!(again.unwrap().is_empty(), "cancelled once");
        assert!(app.db().read(verify).unwrap().is_clean());
    });
}

#[test]
fn persons_are_found_without_accents_and_a_percent_sign_means_itself() {
    with_machine(|app| {
        person(app, 7);
        let found = |typed: &str| {
            app.db()
                .read(|tx| persons::search(tx, typed, 10))
                .unwrap()
                .len()
        };
        assert_eq!(
            (
                found("δοκιμακης"),
                found("ΝΙΚΟΣ δοκ"),
                found("2810000123"),
                found("%"),
                found("_")
            ),
            (1, 1, 1, 0, 0)
        );
    });
}
