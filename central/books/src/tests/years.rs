//! Years: opening, locking, closing, carrying forward.

use super::*;
use crate::opening::{carried_lines, post_opening};
use crate::periods::{
    ADJUSTMENTS, CLOSING, PeriodState, begin_section, grant_exception, list, open_year, set_state,
};
use crate::{reverse, trial_balance};
use loggia_core::app::App;
use loggia_core::ctx::{Actor, Ctx};
use loggia_core::testing::ctx;
use loggia_schema::message::books;
use std::time::Duration;

fn set(app: &App, period: u8, state: PeriodState) -> Outcome<()> {
    app.db()
        .write(|tx| set_state(tx, &ctx(1), 2026, period, state))
}

#[test]
fn a_locked_period_takes_entries_only_under_a_named_exception_that_has_not_expired() {
    with_books(|app| {
        let db = app.db();
        set(app, 11, PeriodState::Locked).unwrap();
        assert_eq!(
            code_of(try_post(db, &certified("a", 100))),
            books::PERIOD_LOCKED
        );
        let mine = ctx(1).actor.to_string();
        let grant = |who: &str, seconds: i64, reason: &str| {
            let until = ctx(1).now + jiff::SignedDuration::from_secs(seconds);
            db.write(|tx| grant_exception(tx, &ctx(2), (2026, 11), who, until, reason))
        };
        for (seconds, reason) in [
            (0, "λόγος"),
            (-5, "λόγος"),
            (32 * 86_400, "λόγος"),
            (60, " "),
        ] {
            assert_eq!(
                code_of(grant(&mine, seconds, reason)),
                books::EXCEPTION_SHAPE
            );
        }
        grant("system:other", 3_600, "λόγος").unwrap();
        assert_eq!(
            code_of(try_post(db, &certified("a", 100))),
            books::PERIOD_LOCKED,
            "somebody else's"
        );
        grant(&mine, 60, "λόγος").unwrap();
        must_post(db, &certified("a", 100));
        let late = Ctx {
            now: ctx(1).now + Duration::from_secs(61),
            ..ctx(1)
        };
        let refused = db.write(|tx| post(tx, &late, &certified("b", 100)));
        assert_eq!(code_of(refused), books::PERIOD_LOCKED, "it expired");
        let foreign = Ctx {
            actor: Actor::System("third"),
            ..ctx(1)
        };
        assert_eq!(
            code_of(db.write(|tx| post(tx, &foreign, &certified("c", 100)))),
            books::PERIOD_LOCKED
        );
        set(app, 11, PeriodState::Open).unwrap();
        must_post(db, &certified("d", 100));
    });
}

#[test]
fn a_closed_period_never_opens_again_and_closes_after_those_before_it() {
    with_books(|app| {
        let db = app.db();
        let id = must_post(db, &certified("a", 100));
        assert_eq!(
            code_of(set(app, 11, PeriodState::Closed)),
            books::EARLIER_PERIOD_OPEN
        );
        for period in 0..=11 {
            set(app, period, PeriodState::Closed).unwrap();
        }
        for state in [PeriodState::Open, PeriodState::Locked] {
            assert_eq!(code_of(set(app, 11, state)), books::LOCK_GOES_BACK);
        }
        assert_eq!(
            set(app, 11, PeriodState::Closed),
            Ok(()),
            "closing twice changes nothing"
        );
        assert_eq!(
            code_of(try_post(db, &certified("b", 100))),
            books::PERIOD_CLOSED
        );
        let until = ctx(1).now + Duration::from_secs(60);
        let exception =
            db.write(|tx| grant_exception(tx, &ctx(1), (2026, 11), "system:test", until, "λόγος"));
        assert_eq!(code_of(exception), books::PERIOD_CLOSED);
        let reversal = db.write(|tx| reverse(tx, &ctx(1), id, day("2026-11-23"), "αργά"));
        assert_eq!(code_of(reversal), books::PERIOD_CLOSED);
        // What was posted before is still found: the answer to a repeated event does not depend on the lock.
        assert!(!try_post(db, &certified("a", 100)).unwrap().fresh);
        assert_eq!(
            code_of(set(app, 15, PeriodState::Closed)),
            books::YEAR_NOT_OPEN
        );
        let states = db.read(|tx| list(tx, 2026)).unwrap();
        assert_eq!(
            states
                .iter()
                .filter(|(_, state)| *state == PeriodState::Closed)
                .count(),
            12
        );
    });
}

fn account(code: &str, side: Side, cents: i64) -> PostingLine {
    PostingLine::new(
        Target::Account(Ledger::General, code.into()),
        side,
        Cents(cents),
    )
}

#[test]
fn a_year_has_one_opening_without_revenue_or_expense() {
    with_books(|app| {
        let db = app.db();
        let lines = || {
            vec![
                account("4299002001", Side::Debit, 454_900_123),
                account("4899001001", Side::Debit, 1_000).party(person(1)),
                account("6199001001", Side::Credit, 454_901_123),
            ]
        };
        let open = |lines| {
            db.write(|tx| {
                post_opening(
                    tx,
                    &ctx(1),
                    2026,
                    "Έναρξη από π.δ. 315/1999",
                    Vec::clone(&lines),
                )
            })
        };
        let mut wrong = lines();
        wrong[0] = account("1599001001", Side::Debit, 454_900_123);
        assert_eq!(code_of(open(wrong)), books::OPENING_CLASS);
        let mut crooked = lines();
        crooked[0].amount = Cents(1);
        assert_eq!(code_of(open(crooked)), books::UNBALANCED);
        let mut nobody = lines();
        nobody[1].party = None;
        assert_eq!(code_of(open(nobody)), books::DIMENSION_MISSING);
        let first = open(lines()).unwrap();
        assert!(!open(lines()).unwrap().fresh);
        assert_eq!(code_of(open(lines()[..0].to_vec())), books::ENTRY_SHAPE);
        let trial = db
            .read(|tx| trial_balance(tx, Ledger::General, day("2026-01-01"), false))
            .unwrap();
        assert_eq!(trial.rows[0].opening, (Cents(454_900_123), Cents(0)));
        let parties = db
            .read(|tx| crate::journal::by_party(tx, Ledger::General, "4899001001"))
            .unwrap();
        assert_eq!(
            parties,
            [(person(1), Cents(1_000))],
            "the first opening counts"
        );
        assert_eq!((trial.difference(), first.id.no), (Cents(0), 1));
        let mut other = lines();
        other[0].document = Some("x".into());
        assert_eq!(code_of(open(other)), books::SOURCE_CONFLICT);
    });
}

#[test]
fn closing_empties_the_flows_and_the_next_year_opens_with_what_is_left() {
    with_books(|app| {
        let db = app.db();
        let new_year = Ctx {
            today: day("2027-01-02"),
            ..ctx(7)
        };
        must_post(db, &certified("a", 4_000));
        must_post(db, &collected("a", 1_500));
        let mut second = certified("b", 700);
        second.lines[0].party = Some(person(2));
        must_post(db, &second);
        db.write(|tx| open_year(tx, &new_year, 2027)).unwrap();
        assert_eq!(
            code_of(db.read(|tx| carried_lines(tx, 2026))),
            books::OPENING_CLASS,
            "not closed yet"
        );
        let closing =
            PostingRequest::new(("closing", "2026"), day("2026-12-31"), day("2026-12-31"))
                .explained("closing-1", "Κλείσιμο χρήσης 2026")
                .in_period(CLOSING)
                .line(account("1599001001", Side::Debit, 4_700))
                .line(account("6199002001", Side::Credit, 4_700));
        db.write(|tx| post(tx, &new_year, &closing)).unwrap();
        let at = |closed| {
            db.read(|tx| trial_balance(tx, Ledger::General, day("2026-12-31"), closed))
                .unwrap()
        };
        assert_eq!(
            (
                at(false).balance_of("1599001001"),
                at(true).balance_of("1599001001")
            ),
            (Cents(-4_700), Cents(0))
        );
        let lines = db.read(|tx| carried_lines(tx, 2026)).unwrap();
        let shown: Vec<_> = lines
            .iter()
            .map(|line| (line.side, line.amount.get(), line.party))
            .collect();
        assert_eq!(
            shown,
            [
                (Side::Debit, 1_500, None),
                (Side::Debit, 2_500, Some(person(1))),
                (Side::Debit, 700, Some(person(2))),
                (Side::Credit, 4_700, None),
            ]
        );
        let opened = db
            .write(|tx| post_opening(tx, &new_year, 2027, "Έναρξη 2027", lines.clone()))
            .unwrap();
        assert_eq!(
            opened.id.to_string(),
            "2027/1",
            "each year numbers from one"
        );
        let next = db
            .read(|tx| trial_balance(tx, Ledger::General, day("2027-01-31"), false))
            .unwrap();
        for account in ["4299001001", "4899001001", "6199002001"] {
            assert_eq!(
                next.balance_of(account),
                at(true).balance_of(account),
                "{account}"
            );
        }
        assert_eq!(
            db.read(|tx| crate::journal::by_party(tx, Ledger::General, "4899001001"))
                .unwrap(),
            [(person(1), Cents(2_500)), (person(2), Cents(700))]
        );
    });
}

#[test]
fn adjustments_stand_on_the_last_day_and_in_its_trial_balance_only() {
    with_books(|app| {
        let db = app.db();
        let new_year = Ctx {
            today: day("2027-02-01"),
            ..ctx(7)
        };
        let mut late = certified("a", 100);
        late.accounting_date = day("2026-12-31");
        late.period = Some(ADJUSTMENTS);
        db.write(|tx| post(tx, &new_year, &late)).unwrap();
        let at = |date: &str| {
            db.read(|tx| trial_balance(tx, Ledger::General, day(date), false))
                .unwrap()
        };
        assert_eq!(at("2026-12-30").rows.len(), 0);
        assert_eq!(at("2026-12-31").balance_of("4899001001"), Cents(100));
    });
}

#[test]
fn after_a_restore_the_year_goes_on_in_a_new_section_and_an_event_still_posts_once() {
    with_books(|app| {
        let db = app.db();
        let before = must_post(db, &certified("a", 100));
        db.write(|tx| begin_section(tx, &ctx(2))).unwrap();
        assert_eq!(
            must_post(db, &certified("a", 100)),
            before,
            "what the copy holds is not posted again"
        );
        let after = must_post(db, &certified("b", 200));
        assert_eq!((before.section, after.section), (1, 2));
        assert_eq!((before.no, after.no), (1, 1));
        assert_eq!(after.to_string(), "2026/2-1");
    });
}
