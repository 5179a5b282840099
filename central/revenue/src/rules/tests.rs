//! Every case of a payment stands in one table; no cent is lost.

use super::*;
use crate::model::Claim;
use loggia_schema::ids::{DocId, PersonId, ScopeId};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn line(principal: i64, reduced: Option<(i64, &str)>) -> Line {
    Line {
        claim: Claim {
            source: "fines".into(),
            doc: DocId([1; 16]),
            scope: ScopeId([2; 16]),
            number: "Κ1-2026-000001".into(),
            rf: "RF".into(),
            title: "Ρ-69".into(),
            object: Some("ΗΚΑ1234".into()),
            person: Some(PersonId([3; 16])),
            debtor_name: "Δοκιμή Παραδείγματος".into(),
            event_on: day("2026-06-02"),
            principal: Cents(principal),
            vat: Cents::ZERO,
            third_party: Cents::ZERO,
            reduced: reduced.map(|(amount, until)| Reduced {
                amount: Cents(amount),
                until: Some(day(until)),
            }),
            certify_from: Some(day("2026-08-02")),
            budget_code: "1599001001".into(),
            basis: "ν. 5209/2025".into(),
            stands: true,
        },
        state: LineState::Open,
        collected: Cents::ZERO,
        assessed: Cents::ZERO,
        list: None,
        certified_on: None,
        due_on: None,
    }
}

#[test]
fn before_certification_whole_or_half_closes_and_the_rest_is_an_exception() {
    let fine = line(8_000, Some((4_000, "2026-06-12")));
    let table = [
        // paid, on, outcome, principal, credit, state
        (
            4_000,
            "2026-06-12",
            Outcome::Reduced,
            4_000,
            0,
            LineState::Settled,
        ),
        (
            4_000,
            "2026-06-13",
            Outcome::Part,
            4_000,
            0,
            LineState::Open,
        ),
        (
            8_000,
            "2026-06-13",
            Outcome::Whole,
            8_000,
            0,
            LineState::Settled,
        ),
        (
            8_000,
            "2026-06-02",
            Outcome::Whole,
            8_000,
            0,
            LineState::Settled,
        ),
        (
            9_000,
            "2026-06-13",
            Outcome::Whole,
            8_000,
            1_000,
            LineState::Settled,
        ),
        (
            5_000,
            "2026-06-10",
            Outcome::Reduced,
            4_000,
            1_000,
            LineState::Settled,
        ),
        (
            1_000,
            "2026-06-10",
            Outcome::Part,
            1_000,
            0,
            LineState::Open,
        ),
    ];
    for (paid, on, outcome, principal, credit, state) in table {
        let s = settle(&fine, Cents(paid), day(on), None).unwrap();
        assert_eq!(
            (s.outcome, s.principal.0, s.credit.0, s.state),
            (outcome, principal, credit, state),
            "{paid} {on}"
        );
        assert_eq!(s.assessed, s.principal, "assessed and collected at once");
    }
}

#[test]
fn a_second_half_after_a_late_half_closes_without_becoming_a_reduction() {
    let mut fine = line(8_000, Some((4_000, "2026-06-12")));
    fine.collected = Cents(4_000);
    let s = settle(&fine, Cents(4_000), day("2026-06-12"), None).unwrap();
    assert_eq!(
        (s.outcome, s.principal, s.state),
        (Outcome::Whole, Cents(4_000), LineState::Settled)
    );
}

#[test]
fn a_term_that_has_not_begun_still_allows_the_reduced_sum() {
    let mut fine = line(3_000, Some((1_500, "2026-01-01")));
    fine.claim.reduced = Some(Reduced {
        amount: Cents(1_500),
        until: None,
    });
    let s = settle(&fine, Cents(1_500), day("2026-12-01"), None).unwrap();
    assert_eq!(s.outcome, Outcome::Reduced);
}

#[test]
fn paid_twice_or_paid_after_it_was_taken_back_is_the_debtors_money() {
    for state in [
        LineState::Settled,
        LineState::Paid,
        LineState::Void,
        LineState::StruckOff,
    ] {
        let fine = Line {
            state,
            ..line(8_000, None)
        };
        let s = settle(&fine, Cents(8_000), day("2026-06-12"), None).unwrap();
        assert_eq!(
            (s.outcome, s.credit, s.principal, s.state),
            (Outcome::NothingOwed, Cents(8_000), Cents::ZERO, state)
        );
    }
}

#[test]
fn after_certification_each_euro_carries_its_surcharge() {
    let debt = Line {
        state: LineState::Certified,
        ..line(54_000, None)
    };
    let owed = owed(54_000, 33);
    assert_eq!(owed.surcharge, Cents(13_009));
    let s = settle(&debt, Cents(20_000), day("2026-11-23"), Some(&owed)).unwrap();
    assert_eq!(
        (s.principal, s.surcharge, s.state),
        (Cents(16_117), Cents(3_883), LineState::Certified)
    );
    let s = settle(&debt, Cents(67_009), day("2026-11-23"), Some(&owed)).unwrap();
    assert_eq!(
        (s.principal, s.surcharge, s.credit, s.state),
        (Cents(54_000), Cents(13_009), Cents::ZERO, LineState::Paid)
    );
    assert_eq!(s.assessed, Cents::ZERO, "certification assessed it already");
}

/// What is owed after so many started months at 0,73 %.
fn owed(principal: i64, months: i64) -> Owed {
    let factor = loggia_schema::money::Rate::parse(&format!(
        "{}.{:04}",
        73 * months / 10_000,
        73 * months % 10_000
    ))
    .unwrap();
    let surcharge = Cents(principal)
        .at_rate(factor, loggia_schema::money::Rounding::HalfUp)
        .unwrap();
    Owed {
        principal: Cents(principal),
        factor,
        surcharge,
    }
}

#[test]
fn a_list_takes_only_what_is_ripe_named_and_untouched() {
    let ripe = line(8_000, None);
    assert_eq!(listable(&ripe, day("2026-08-02")), Ok(()));
    assert_eq!(listable(&ripe, day("2026-08-01")), Err(Exception::TermRuns));
    let mut unserved = ripe.clone();
    unserved.claim.certify_from = None;
    assert_eq!(
        listable(&unserved, day("2030-01-01")),
        Err(Exception::TermRuns)
    );
    let mut unknown = ripe.clone();
    unknown.claim.person = None;
    assert_eq!(
        listable(&unknown, day("2026-08-02")),
        Err(Exception::UnknownPerson)
    );
    let part = Line {
        collected: Cents(1),
        ..ripe
    };
    assert_eq!(listable(&part, day("2026-08-02")), Err(Exception::PartPaid));
}

#[test]
fn every_state_and_outcome_is_read_back_by_its_name() {
    for state in LineState::ALL {
        assert_eq!(LineState::from_code(state.code()), Some(*state));
    }
    assert_eq!(LineState::from_code("melted"), None);
    assert_eq!(
        Outcome::from_code("nothing_owed"),
        Some(Outcome::NothingOwed)
    );
}

proptest! {
    #[test]
    fn no_cent_is_lost_and_nothing_below_zero(
        principal in 1i64..10_000_000, amount in 1i64..20_000_000, months in 0i64..60,
        state in 0usize..LineState::ALL.len(), collected in 0i64..10_000_000, late in any::<bool>(),
    ) {
        let mut it = line(principal, Some((principal / 2 + principal % 2, "2026-06-12")));
        it.state = LineState::ALL[state];
        it.collected = Cents(collected.min(principal));
        let owed = owed(it.open_principal().0, months);
        let on = day(if late { "2026-06-13" } else { "2026-06-12" });
        let s = settle(&it, Cents(amount), on, Some(&owed)).unwrap();
        prop_assert_eq!(s.principal.0 + s.surcharge.0 + s.credit.0, amount);
        prop_assert!(s.principal.0 >= 0 && s.surcharge.0 >= 0 && s.credit.0 >= 0);
        prop_assert!(s.principal <= it.open_principal());
        prop_assert!(s.surcharge <= owed.surcharge);
    }
}
