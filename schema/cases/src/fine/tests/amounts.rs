//! Amounts and terms: the vectors, the regime of the offence date, and the explanation.

use crate::fine::calculator::{self, Pick, ReducedTerm};
use crate::fine::{Decided, Event, Fine, ObjectionFiled, ServiceKind, Ticket};
use crate::records::Start;
use crate::sample::{Paper, at, date, reference, ticket};
use loggia_schema::calendar::Holidays;
use loggia_schema::message::{cases, input};
use loggia_schema::money::{Cents, Rate};
use serde_json::Value;

/// The project's own copy of the values, shared with the calendar's tests.
fn vectors(key: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../vectors/fines.json"
    ))
    .unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let rows = whole[key].as_array().unwrap().clone();
    assert!(!rows.is_empty());
    rows
}

fn cents(case: &Value, key: &str) -> Cents {
    Cents::parse_decimal(case[key].as_str().unwrap()).unwrap()
}

fn day(case: &Value, key: &str) -> loggia_schema::calendar::Date {
    date(case[key].as_str().unwrap())
}

/// A served fine with one violation of this amount.
fn served(ticket: Ticket, on: &str) -> Paper<Fine> {
    let holidays = Holidays::of_greece();
    let served =
        calculator::serve(&ticket, ServiceKind::InHand, date(on), &holidays, None).unwrap();
    let mut paper = Paper::new();
    paper.add(1, &Event::Issued(Box::new(ticket)));
    paper.add(1, &Event::Served(served));
    paper
}

#[test]
fn the_reduced_price_of_the_vectors() {
    for case in vectors("reduced") {
        let mut ticket = ticket(1, "2025-06-01T09:00", &["Ρ-69"]);
        ticket.violations[0].amount = cents(&case, "amount");
        ticket.terms.roll = case["roll"].as_bool().unwrap();
        ticket.terms.reduced_days = u16::try_from(case["days"].as_u64().unwrap()).unwrap();
        let state = served(ticket, case["served"].as_str().unwrap()).state();
        assert_eq!(
            calculator::reduced_term(&state),
            ReducedTerm::Until(day(&case, "reduced_until")),
            "{case}"
        );
        let due = calculator::due(&state, day(&case, "paid")).unwrap();
        assert_eq!(due.value, cents(&case, "due"), "{case}");
    }
}

#[test]
fn the_certification_of_the_vectors() {
    for case in vectors("certification") {
        let state = served(
            ticket(1, "2025-06-01T09:00", &["Ρ-69"]),
            case["served"].as_str().unwrap(),
        )
        .state();
        assert_eq!(
            state.certify_from(),
            Some(day(&case, "certify_from")),
            "{case}"
        );
    }
}

#[test]
fn the_repetition_of_the_vectors() {
    for case in vectors("repeat_same_spot") {
        let time = |key: &str| at(case[key].as_str().unwrap());
        let same = calculator::same_offence(&time("first"), &time("second"), 180);
        assert_eq!(!same, case["new_offence"].as_bool().unwrap(), "{case}");
        assert_eq!(
            same,
            calculator::same_offence(&time("second"), &time("first"), 180)
        );
    }
}

#[test]
fn public_space_of_the_vectors() {
    let reference = reference();
    for case in vectors("public_space") {
        let forbidden = case["max_rate"].is_string();
        let rate = cents(&case, if forbidden { "max_rate" } else { "rate" });
        let after = !case["rule"].as_str().unwrap().starts_with("until");
        let regime = reference
            .regime(
                "public_space",
                date(if after { "2026-06-02" } else { "2024-06-02" }),
            )
            .unwrap();
        let area = Rate::parse(case["m2"].as_str().unwrap()).unwrap();
        let charge = calculator::public_space(regime, area, rate, forbidden).unwrap();
        assert_eq!(charge.fee, cents(&case, "fee"), "{case}");
        assert_eq!(charge.fine, cents(&case, "fine"), "{case}");
        assert_eq!(charge.total.value, cents(&case, "total"), "{case}");
    }
    let traffic = reference.regime("traffic", date("2026-06-02")).unwrap();
    let refusal = calculator::public_space(traffic, Rate::ONE, Cents(100), false).unwrap_err();
    assert_eq!(refusal.code, cases::SPACE_RULE_MISSING);
}

#[test]
fn half_a_cent_goes_up() {
    let mut ticket = ticket(1, "2026-06-02T09:00", &["Ρ-69"]);
    ticket.violations[0].amount = Cents(1_235);
    let state = served(ticket, "2026-06-02").state();
    assert_eq!(
        calculator::due(&state, date("2026-06-02")).unwrap().value,
        Cents(618)
    );
}

#[test]
fn without_roll_the_tenth_day_is_the_last_even_on_a_sunday() {
    let state = served(ticket(1, "2026-05-21T09:00", &["ΕΜΠ-1"]), "2026-05-21").state();
    assert_eq!(
        calculator::due(&state, date("2026-05-31")).unwrap().value,
        Cents(17_500)
    );
    assert_eq!(
        calculator::due(&state, date("2026-06-01")).unwrap().value,
        Cents(35_000)
    );
}

#[test]
fn the_regime_is_that_of_the_offence_date() {
    let amount = |offence: &str, code: &str| {
        let picks = [Pick {
            code: code.into(),
            step: 1,
        }];
        let (terms, violations) = calculator::write(&reference(), date(offence), &picks).unwrap();
        (terms.regime, violations[0].amount)
    };
    assert_eq!(
        amount("2025-09-12", "Ρ-69"),
        ("kok-2696".into(), Cents(1_000))
    );
    assert_eq!(
        amount("2025-09-13", "Ρ-69"),
        ("kok-5209".into(), Cents(3_000))
    );
    assert_eq!(
        amount("2025-09-12", "ΕΜΠ-1"),
        ("kok-2696".into(), Cents(20_000))
    );
    assert_eq!(
        amount("2026-01-01", "ΕΜΠ-1"),
        ("kok-5209".into(), Cents(35_000))
    );
}

#[test]
fn a_date_or_step_without_a_row_is_refused() {
    let refuse = |offence: &str, code: &str, step: u8| {
        calculator::write(
            &reference(),
            date(offence),
            &[Pick {
                code: code.into(),
                step,
            }],
        )
        .unwrap_err()
        .code
    };
    assert_eq!(refuse("1998-12-31", "Ρ-69", 1), input::NO_ROW_FOR_DATE);
    assert_eq!(refuse("2026-06-02", "Ρ-69", 3), input::NO_ROW_FOR_DATE);
    assert_eq!(refuse("2025-09-12", "Ρ-69", 2), input::NO_ROW_FOR_DATE);
    assert_eq!(refuse("2024-10-31", "ΤΡΑΠ-1", 1), input::NO_ROW_FOR_DATE);
    assert_eq!(
        refuse("2026-06-02", "ΔΕΝ-ΥΠΑΡΧΕΙ", 1),
        cases::VIOLATION_UNKNOWN
    );
    let none = calculator::write(&reference(), date("2026-06-02"), &[]).unwrap_err();
    assert_eq!(none.code, cases::NO_VIOLATION);
    let picks = ["Ρ-69", "ΤΡΑΠ-1"].map(|code| Pick {
        code: code.into(),
        step: 1,
    });
    assert_eq!(
        calculator::write(&reference(), date("2026-06-02"), &picks)
            .unwrap_err()
            .code,
        cases::MIXED_REGIMES
    );
}

#[test]
fn each_violation_is_halved_by_its_own_flag() {
    let state = served(
        ticket(1, "2026-06-02T09:00", &["Ρ-69", "ΡΑΜΠΑ"]),
        "2026-06-02",
    )
    .state();
    let due = calculator::due(&state, date("2026-06-12")).unwrap();
    assert_eq!(due.value, Cents(1_500 + 15_000));
    assert_eq!(
        calculator::due(&state, date("2026-06-13")).unwrap().value,
        Cents(18_000)
    );
    let ramp = served(ticket(1, "2026-06-02T09:00", &["ΡΑΜΠΑ"]), "2026-06-02").state();
    assert_eq!(calculator::reduced_term(&ramp), ReducedTerm::Never);
    assert_eq!(
        calculator::due(&ramp, date("2026-06-02")).unwrap().value,
        Cents(15_000)
    );
}

#[test]
fn the_term_may_run_from_the_offence() {
    let mut reference = crate::records::Reference::default();
    let regime = crate::sample::regime("k", "traffic", "2020-01-01", None);
    reference.add_regime(crate::records::RegimeRecord {
        reduced_from: Start::Offence,
        ..regime
    });
    let violation = crate::sample::violation("Α", "k", "Κ", "2020-01-01", None);
    reference.add_tariff(crate::sample::tariff(&violation, 1, 1_000, true));
    reference.add_violation(violation);
    let picks = [Pick {
        code: "Α".into(),
        step: 1,
    }];
    let (terms, _) = calculator::write(&reference, date("2026-06-02"), &picks).unwrap();
    assert_eq!(terms.reduced_until, Some(date("2026-06-12")));
    let mut late = ticket(1, "2026-06-02T09:00", &["Ρ-69"]);
    late.terms = terms;
    let state = served(late, "2026-06-20").state();
    assert_eq!(
        calculator::reduced_term(&state),
        ReducedTerm::Until(date("2026-06-12"))
    );
}

#[test]
fn before_service_the_clock_stands() {
    let mut paper = Paper::<Fine>::new();
    paper.add(
        1,
        &Event::Issued(Box::new(ticket(1, "2026-06-02T09:00", &["Ρ-69"]))),
    );
    assert_eq!(
        calculator::reduced_term(&paper.state()),
        ReducedTerm::NotStarted
    );
    assert_eq!(
        calculator::due(&paper.state(), date("2026-12-31"))
            .unwrap()
            .value,
        Cents(1_500)
    );
}

#[test]
fn an_objection_stops_the_clock_only_where_the_rule_says_so() {
    let object = |stops: bool| {
        let mut ticket = ticket(1, "2026-06-02T09:00", &["Ρ-69"]);
        ticket.terms.objection_stops_clock = stops;
        let mut paper = served(ticket, "2026-06-02");
        paper.add(
            1,
            &Event::ObjectionFiled(ObjectionFiled {
                protocol_no: "1/2026".into(),
                on: date("2026-06-04"),
                within_term: true,
                part: None,
            }),
        );
        paper
    };
    let running = object(false).state();
    assert_eq!(
        calculator::reduced_term(&running),
        ReducedTerm::Until(date("2026-06-12"))
    );
    let mut stopped = object(true);
    assert_eq!(
        calculator::reduced_term(&stopped.state()),
        ReducedTerm::Stopped
    );
    stopped.add(
        1,
        &Event::ObjectionRejected(Decided {
            decision_no: "2/2026".into(),
            on: date("2026-07-04"),
            approved_by: crate::sample::SECOND_JUDGE,
            part: None,
        }),
    );
    // Thirty days waited are given back.
    assert_eq!(
        calculator::reduced_term(&stopped.state()),
        ReducedTerm::Until(date("2026-07-12"))
    );
}

#[test]
fn the_amount_explains_itself() {
    let state = served(
        ticket(1, "2026-06-02T09:00", &["Ρ-69", "ΡΑΜΠΑ"]),
        "2026-06-02",
    )
    .state();
    let lines = calculator::due(&state, date("2026-06-12")).unwrap().greek();
    let text = lines.join("\n").replace('\u{a0}', " ");
    for part in [
        "ν. δοκιμής kok-5209 (kok-5209/1)",
        "Ημερομηνία παράβασης: 02/06/2026",
        "Επίδοση: 02/06/2026 επί χείρας",
        "Μειωμένο ποσό έως 12/06/2026 (10 ημέρες από την επίδοση): τηρήθηκε",
        "Ρ-69 (κατηγορία Ε1Α, βαθμίδα 1): το μισό των 30,00 €, μισό λεπτό προς τα πάνω: 15,00 €",
        "ΡΑΜΠΑ (κατηγορία Ε3, βαθμίδα 1): χωρίς δικαίωμα μειωμένου ποσού: 150,00 €",
        "Οφειλόμενο ποσό: 165,00 €",
    ] {
        assert!(text.contains(part), "{part}\nnot in\n{text}");
    }
}
