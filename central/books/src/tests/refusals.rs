//! Every way in which a request may be wrong, each with its code, and nothing written.

use super::*;
use crate::{journal, publication};
use loggia_core::testing::ctx;
use loggia_schema::message::{books, input};

type Spoil = fn(&mut PostingRequest);

/// What is wrong, how it is spoilt, and the code it is refused with.
const CASES: &[(&str, Spoil, Code)] = &[
    (
        "one cent",
        |r| r.lines[0].amount = Cents(3_999),
        books::UNBALANCED,
    ),
    (
        "balanced only across ledgers",
        |r| {
            r.lines.remove(3);
            r.lines.remove(0);
        },
        books::UNBALANCED,
    ),
    (
        "a ledger missing its half",
        |r| {
            r.lines.remove(3);
        },
        books::UNBALANCED,
    ),
    (
        "zero",
        |r| r.lines[0].amount = Cents(0),
        books::AMOUNT_NOT_POSITIVE,
    ),
    (
        "negative",
        |r| r.lines[0].amount = Cents(-4_000),
        books::AMOUNT_NOT_POSITIVE,
    ),
    (
        "the most negative",
        |r| r.lines[0].amount = Cents(i64::MIN),
        books::AMOUNT_NOT_POSITIVE,
    ),
    (
        "unknown role",
        |r| r.lines[0].target = Target::Role(Role::new("NOBODY")),
        books::ROLE_UNBOUND,
    ),
    (
        "unknown account",
        |r| r.lines[0].target = Target::Account(Ledger::General, "9".into()),
        books::ACCOUNT_UNKNOWN,
    ),
    (
        "summary account",
        |r| r.lines[0].target = Target::Account(Ledger::General, "48".into()),
        books::ACCOUNT_NOT_POSTING,
    ),
    (
        "no person",
        |r| r.lines[0].party = None,
        books::DIMENSION_MISSING,
    ),
    (
        "no budget code",
        |r| r.lines[2].budget_code = None,
        books::DIMENSION_MISSING,
    ),
    (
        "a code of the old scheme",
        |r| r.lines[2].budget_code = Some("20-6641.0001".into()),
        books::BUDGET_CODE_UNKNOWN,
    ),
    (
        "an invented code",
        |r| r.lines[2].budget_code = Some("055.9999999999".into()),
        books::BUDGET_CODE_UNKNOWN,
    ),
    (
        "tomorrow",
        |r| r.accounting_date = day("2026-11-24"),
        books::ACCOUNTING_DATE_FUTURE,
    ),
    (
        "a year that is not open",
        |r| r.accounting_date = day("2025-12-31"),
        books::YEAR_NOT_OPEN,
    ),
    (
        "opening in November",
        |r| r.period = Some(0),
        books::DATE_OUTSIDE_PERIOD,
    ),
    (
        "another month",
        |r| r.period = Some(10),
        books::DATE_OUTSIDE_PERIOD,
    ),
    (
        "adjustments before December",
        |r| r.period = Some(13),
        books::DATE_OUTSIDE_PERIOD,
    ),
    (
        "period fifteen",
        |r| r.period = Some(15),
        books::DATE_OUTSIDE_PERIOD,
    ),
    ("one line", |r| r.lines.truncate(1), books::ENTRY_SHAPE),
    ("no lines", |r| r.lines.clear(), books::ENTRY_SHAPE),
    ("no text", |r| r.text = " ".into(), books::ENTRY_SHAPE),
    ("no rule", |r| r.rule.clear(), books::ENTRY_SHAPE),
    ("no source", |r| r.source.key.clear(), books::ENTRY_SHAPE),
    (
        "endless text",
        |r| r.text = "α".repeat(5_000),
        books::ENTRY_SHAPE,
    ),
    ("a NUL", |r| r.text = "α\0".into(), books::ENTRY_SHAPE),
    (
        "too many lines",
        |r| r.lines = vec![r.lines[0].clone(); 5_001],
        books::ENTRY_SHAPE,
    ),
];

#[test]
fn every_wrong_request_is_refused_with_its_code_and_nothing_is_written() {
    with_books(|app| {
        for (what, spoil, code) in CASES {
            let mut request = certified("a", 4_000);
            spoil(&mut request);
            let refused = try_post(app.db(), &request).expect_err(what).finding();
            assert_eq!(refused.code, *code, "{what}: {refused}");
            assert!(
                !refused.greek().contains('–'),
                "{what} leaves a hole: {}",
                refused.greek()
            );
        }
        let heads = app.db().read(publication::heads).unwrap();
        assert_eq!((heads.len(), heads[0].id.no), (1, 0), "no number was used");
        assert_eq!(
            app.db()
                .read(|tx| journal::list(tx, &Default::default()))
                .unwrap(),
            []
        );
        assert_eq!(must_post(app.db(), &certified("a", 4_000)).no, 1);
    });
}

#[test]
fn a_sum_beyond_every_range_is_refused_and_not_wrapped() {
    with_books(|app| {
        let mut request = certified("a", i64::MAX);
        request.lines.extend(request.lines.clone());
        let refused = try_post(app.db(), &request).unwrap_err();
        assert!(
            matches!(refused, loggia_core::Fail::Refused(_)),
            "{refused:?}"
        );
    });
}

#[test]
fn a_date_before_the_role_was_bound_is_refused() {
    with_books(|app| {
        app.db()
            .write(|tx| periods::open_year(tx, &ctx(5), 2025))
            .unwrap();
        let mut request = certified("a", 100);
        request.accounting_date = day("2025-11-23");
        let refused = try_post(app.db(), &request).unwrap_err().finding();
        assert_eq!(refused.code, books::ROLE_UNBOUND);
        assert!(
            refused.greek().contains("RECEIVABLES"),
            "{}",
            refused.greek()
        );
        assert_ne!(refused.code, input::NO_ROW_FOR_DATE);
    });
}

#[test]
fn before_2026_the_budget_speaks_the_old_codes() {
    with_books(|app| {
        let check = |code: &str, on: &str| {
            app.db()
                .read(|tx| crate::accounts::check_budget_code(tx, code, day(on)))
                .is_ok()
        };
        for code in ["20-6641.0001", "00.6011", "6641", "0311", "15"] {
            assert!(check(code, "2025-12-31"), "{code}");
            assert!(!check(code, "2026-01-01"), "{code}");
        }
        for code in ["055.2120102001", "055.2120102.001", "1599001001"] {
            assert!(check(code, "2026-01-01"), "{code}");
            assert!(!check(code, "2025-12-31"), "{code}");
        }
        for code in ["", ".", "x", "99", "055.", "Ω"] {
            assert!(
                !check(code, "2026-01-01") && !check(code, "2025-01-01"),
                "{code}"
            );
        }
    });
}
