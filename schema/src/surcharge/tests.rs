//! The vectors of surcharges, and properties that no vector shows.

use super::*;
use crate::calendar::Date;
use crate::dated::{DatedRow, DatedTable};
use crate::message::input;
use crate::money::{Cents, Rate};
use crate::vectors;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

fn row(from: Date, to: Option<Date>, value: &str) -> DatedRow<Rate> {
    DatedRow {
        from,
        to,
        basis: "ν. δοκιμής".into(),
        value: rate(value),
    }
}

/// One rate for ever.
fn rule(method: Method, value: &str) -> SurchargeRule {
    with_rates(method, vec![row(date(1950, 1, 1), None, value)])
}

fn with_rates(method: Method, rows: Vec<DatedRow<Rate>>) -> SurchargeRule {
    let rates = DatedTable::new("επιτόκια προσαύξησης", rows).unwrap();
    SurchargeRule {
        name: "Προσαύξηση δοκιμής".into(),
        method,
        rates,
    }
}

#[test]
fn started_months_of_the_vectors() {
    let both = [
        vectors::cases("debt_surcharges", "started_months"),
        vectors::cases("surcharge", "cases"),
    ]
    .concat();
    for case in both {
        let (due, paid) = (vectors::date(&case, "due"), vectors::date(&case, "paid"));
        assert_eq!(
            i64::from(started_months(due, paid).unwrap()),
            vectors::number(&case, "months"),
            "{case}"
        );
        let rule = rule(Method::StartedMonths, vectors::text(&case, "rate_month"));
        let surcharge = rule
            .surcharge(vectors::cents(&case, "principal"), due, paid)
            .unwrap();
        assert_eq!(
            surcharge.owed.surcharge,
            vectors::cents(&case, "surcharge"),
            "{case}"
        );
        assert_eq!(surcharge.explained.value, surcharge.owed.surcharge);
    }
}

#[test]
fn days_of_the_vectors() {
    for case in vectors::cases("debt_surcharges", "daily") {
        let (due, paid) = (vectors::date(&case, "due"), vectors::date(&case, "paid"));
        assert_eq!(
            i64::from(delay_days(due, paid)),
            vectors::number(&case, "days"),
            "{case}"
        );
        let rule = rule(Method::Daily, vectors::text(&case, "rate_year"));
        let surcharge = rule
            .surcharge(vectors::cents(&case, "principal"), due, paid)
            .unwrap();
        assert_eq!(
            surcharge.owed.surcharge,
            vectors::cents(&case, "surcharge"),
            "{case}"
        );
    }
}

#[test]
fn a_rate_that_changes_on_the_way() {
    for case in vectors::cases("debt_surcharges", "two_rates") {
        let segments = case["segments"].as_array().unwrap();
        let rule = with_rates(
            Method::StartedMonths,
            vec![
                row(
                    date(2001, 1, 1),
                    Some(date(2013, 12, 31)),
                    vectors::text(&segments[0], "rate_month"),
                ),
                row(
                    date(2014, 1, 1),
                    None,
                    vectors::text(&segments[1], "rate_month"),
                ),
            ],
        );
        let surcharge = rule.surcharge(
            vectors::cents(&case, "principal"),
            vectors::date(&case, "due"),
            vectors::date(&case, "paid"),
        );
        let surcharge = surcharge.unwrap();
        assert_eq!(surcharge.owed.surcharge, vectors::cents(&case, "surcharge"));
        let told = surcharge.explained.greek().join("\n");
        assert!(
            told.contains("2 αρχόμενοι μήνες × 1\u{a0}%")
                && told.contains("3 αρχόμενοι μήνες × 0,73\u{a0}%"),
            "{told}"
        );
    }
}

#[test]
fn a_daily_rate_that_changes_on_the_way() {
    let rule = with_rates(
        Method::Daily,
        vec![
            row(date(2020, 1, 1), Some(date(2025, 12, 31)), "0.0365"),
            row(date(2026, 1, 1), None, "0.073"),
        ],
    );
    // 31 December at 0,01 % a day, 1 and 2 January at 0,02 %.
    let surcharge = rule
        .surcharge(Cents::euros(1_000), date(2025, 12, 30), date(2026, 1, 2))
        .unwrap();
    assert_eq!(surcharge.owed.surcharge, Cents(50));
}

#[test]
fn allocations_of_the_vectors() {
    for (list, strategy) in [
        ("pro_rata", Split::ProRata),
        ("surcharge_first", Split::SurchargeFirst),
    ] {
        for case in vectors::cases("debt_surcharges", list) {
            let months = u32::try_from(vectors::number(&case, "months")).unwrap();
            let factor = rate(vectors::text(&case, "rate_month"))
                .times(months)
                .unwrap();
            let owed = Owed::of(vectors::cents(&case, "principal"), factor, 1).unwrap();
            if case["surcharge_total"].is_string() {
                assert_eq!(
                    owed.surcharge,
                    vectors::cents(&case, "surcharge_total"),
                    "{case}"
                );
            }
            let parts = owed
                .allocate(vectors::cents(&case, "payment"), strategy)
                .unwrap();
            assert_eq!(
                parts.to_principal,
                vectors::cents(&case, "to_principal"),
                "{case}"
            );
            assert_eq!(
                parts.to_surcharge,
                vectors::cents(&case, "to_surcharge"),
                "{case}"
            );
            assert_eq!(
                parts.remaining_principal,
                vectors::cents(&case, "remaining_principal"),
                "{case}"
            );
            assert_eq!(parts.to_credit, Cents::ZERO, "{case}");
        }
    }
}

#[test]
fn relief_of_the_vectors() {
    for case in vectors::cases("debt_surcharges", "relief") {
        let share = rate(vectors::text(&case, "relief"));
        let left = relief(vectors::cents(&case, "surcharge"), share, "ν.5143/2024")
            .unwrap()
            .value;
        assert_eq!(left, vectors::cents(&case, "surcharge_left"), "{case}");
        let total = vectors::cents(&case, "principal").plus(left).unwrap();
        assert_eq!(total, vectors::cents(&case, "total"), "{case}");
    }
    assert_eq!(
        relief(Cents(100), rate("1.01"), "").unwrap_err().code,
        input::RATE_FORM
    );
    assert_eq!(
        relief(Cents(-1), rate("0.5"), "").unwrap_err().code,
        input::AMOUNT_NEGATIVE
    );
}

#[test]
fn too_much_money_becomes_a_credit() {
    let owed = Owed::of(Cents::euros(100), rate("0.0146"), 1).unwrap();
    let parts = owed.allocate(Cents::euros(150), Split::ProRata).unwrap();
    assert_eq!(
        (parts.to_principal, parts.to_surcharge, parts.to_credit),
        (Cents(10_000), Cents(146), Cents(4_854))
    );
    assert_eq!(
        owed.allocate(Cents(-1), Split::ProRata).unwrap_err().code,
        input::AMOUNT_NEGATIVE
    );
}

#[test]
fn a_delay_without_a_rate_is_refused_and_none_is_asked_in_time() {
    for method in [Method::StartedMonths, Method::Daily] {
        let gap = with_rates(
            method,
            vec![row(date(2026, 1, 1), Some(date(2026, 3, 31)), "0.01")],
        );
        let late = gap
            .surcharge(Cents::euros(1), date(2026, 2, 15), date(2026, 4, 20))
            .unwrap_err();
        assert_eq!(late.code, input::NO_ROW_FOR_DATE);
        let in_time = gap
            .surcharge(Cents::euros(1), date(2030, 1, 1), date(2029, 1, 1))
            .unwrap();
        assert_eq!(in_time.owed.surcharge, Cents::ZERO);
    }
}

#[test]
fn a_credit_has_no_surcharge_and_the_largest_amount_does_not_wrap() {
    let rule = rule(Method::StartedMonths, "0.0073");
    let (due, paid) = (date(2026, 1, 31), date(2026, 3, 1));
    assert_eq!(
        rule.surcharge(Cents(-1), due, paid).unwrap_err().code,
        input::AMOUNT_NEGATIVE
    );
    let top = rule.surcharge(Cents(i64::MAX), due, paid).unwrap();
    assert_eq!(top.owed.total().unwrap_err().code, input::AMOUNT_OVERFLOW);
}

proptest! {
    #[test]
    fn started_months_are_the_smallest_that_reach_the_payment(offset in 0i64..30_000, delay in 1i64..4_000) {
        let due = date(1990, 1, 1).checked_add(offset.days()).unwrap();
        let paid = due.checked_add(delay.days()).unwrap();
        let n = i64::from(started_months(due, paid).unwrap());
        prop_assert!(due.checked_add(n.months()).unwrap() >= paid);
        prop_assert!(due.checked_add((n - 1).months()).unwrap() < paid);
    }

    #[test]
    fn waiting_never_makes_it_cheaper(principal in 0i64..100_000_000, first in 0i64..2_000, more in 0i64..400) {
        for rule in [rule(Method::StartedMonths, "0.0073"), rule(Method::Daily, "0.0876")] {
            let due = date(2020, 2, 29);
            let at = |days: i64| {
                let paid = due.checked_add(days.days()).unwrap();
                rule.surcharge(Cents(principal), due, paid).unwrap().owed.surcharge
            };
            prop_assert!(at(first) <= at(first + more));
        }
    }

    #[test]
    fn every_cent_of_a_payment_has_a_place(principal in 0i64..10_000_000, months in 0u32..120, payment in 0i64..20_000_000) {
        let owed = Owed::of(Cents(principal), rate("0.0073").times(months).unwrap(), 1).unwrap();
        for strategy in [Split::ProRata, Split::SurchargeFirst] {
            let parts = owed.allocate(Cents(payment), strategy).unwrap();
            let all = Cents::sum([parts.to_principal, parts.to_surcharge, parts.to_credit]).unwrap();
            prop_assert_eq!(all, Cents(payment));
            prop_assert!(Cents::ZERO <= parts.to_principal && parts.to_principal <= owed.principal);
            prop_assert!(Cents::ZERO <= parts.to_surcharge && parts.to_surcharge <= owed.surcharge);
            let everything = parts.remaining_principal.is_zero() && parts.to_surcharge == owed.surcharge;
            prop_assert!(parts.to_credit.is_zero() || everything);
        }
    }
}
