//! The counter: sheets of paper blocks, fees by unit, debts with today's surcharge.

use super::cash::{buy, code, days, desk};
use super::town::*;
use crate::commands::{LineInput, ReceiptIssue, ReceiptSpoil};
use loggia_cases::number::Series;
use loggia_cases::records::{
    PaperBlockRecord, PayableKind, PayableRecord, SurchargeRate, SurchargeRecord,
};
use loggia_schema::identifiers::Rf;
use loggia_schema::ids::UserId;
use loggia_schema::message::{cases, cash, input};
use loggia_schema::money::{Cents, Rate};
use loggia_schema::surcharge::Method;

#[test]
fn a_sheet_is_typed_once_and_only_from_a_registered_block() {
    let (mut town, mut office, _) = desk();
    let paper = |paper: &str| ReceiptIssue {
        paper: paper.into(),
        date: "20/11/2026".into(),
        time: "10:00".into(),
        ..buy("ΑΙΘ", "", "")
    };
    let first = office
        .session()
        .receipt_issue("p1", &paper("χα 7"))
        .unwrap();
    assert_eq!(
        code(office.session().receipt_issue("p2", &paper("χά7!"))),
        cash::SHEET_FORM
    );
    let twice = office
        .session()
        .receipt_issue("p2", &paper("ΧΑ-000007"))
        .unwrap_err();
    assert_eq!(twice.code(), cash::SHEET_TYPED);
    assert!(
        twice.findings()[0].greek().contains(&first.number),
        "the earlier entry is named"
    );
    let block = PaperBlockRecord {
        series: "ΧΑ".into(),
        of: Series::Receipt,
        first: 1,
        last: 10,
        holder: UserId([1; 16]),
        given_on: "2026-11-01".parse().unwrap(),
        returned_on: None,
    };
    town.records(COUNTER, &[block]);
    town.sync(&mut office);
    let mut s = office.session();
    assert_eq!(
        code(s.receipt_issue("p3", &paper("ΧΑ-11"))),
        cash::SHEET_OUTSIDE
    );
    assert_eq!(
        code(s.receipt_issue("p3", &paper("ΧΒ-1"))),
        cash::SHEET_OUTSIDE
    );
    s.receipt_issue("p3", &paper("ΧΑ-1")).unwrap();
    let spoil = ReceiptSpoil {
        scope: None,
        reason: "Μουτζουρώθηκε".into(),
        paper: "ΧΑ-2".into(),
    };
    s.receipt_spoil("s1", &spoil).unwrap();
    assert_eq!(
        code(s.receipt_issue("p4", &paper("ΧΑ-2"))),
        cash::SHEET_TYPED
    );
    let control = s.paper_blocks(&COUNTER, Series::Receipt).unwrap().remove(0);
    assert_eq!((control.typed(), control.spoiled()), (2, 1));
    assert_eq!(control.missing(), [(3, 6), (8, 10)]);
    assert_eq!(control.gaps(), [(3, 6)], "what was passed over");
    assert_eq!(control.coming().collect::<Vec<_>>(), [8, 9, 10]);
    office.clean();
}

#[test]
fn fees_are_bought_by_unit_and_amounts_that_cannot_be_are_refused() {
    let (_town, mut office, _) = desk();
    let mut s = office.session();
    for (typed, expected) in [
        (buy("ΦΩΤ", "", ""), cash::QUANTITY_MISSING),
        (buy("ΦΩΤ", "0", ""), cash::QUANTITY_FORM),
        (buy("ΦΩΤ", "1,5", ""), cash::QUANTITY_FORM),
        (buy("ΦΩΤ", "-2", ""), cash::QUANTITY_FORM),
        (buy("ΑΙΘ", "2", ""), cash::QUANTITY_FORM),
        (buy("ΔΙΑΦ", "", ""), input::AMOUNT_EMPTY),
        (buy("ΦΩΤ", "5", "2,00"), cases::FEE_AMOUNT),
        (ReceiptIssue::default(), cases::RECEIPT_EMPTY),
    ] {
        assert_eq!(code(s.receipt_issue("x", &typed)), expected, "{typed:?}");
    }
    for amount in ["0", "-5", "0,00"] {
        assert!(
            s.receipt_issue("x", &buy("ΔΙΑΦ", "", amount)).is_err(),
            "{amount}"
        );
    }
    assert!(days(&mut s).is_empty(), "a refusal opens no day");
    assert_eq!(
        s.receipt_issue("y", &buy("ΔΙΑΦ", "", "7,30"))
            .unwrap()
            .total,
        Cents(730)
    );
    office.clean();
}

#[test]
fn a_certified_debt_is_due_with_todays_surcharge_and_may_be_paid_in_parts() {
    let (mut town, mut office, _) = desk();
    let rf = |n: u32| Rf::generate(&format!("9042612{n:06}")).unwrap();
    let debt = |n: u32, certified: &str| PayableRecord {
        kind: PayableKind::Debt,
        plate: None,
        amount: Cents(10_000),
        reduced: None,
        reduced_until: None,
        balance: Cents(10_050),
        principal: Some(Cents(10_000)),
        certified_on: Some(certified.parse().unwrap()),
        due_on: Some("2026-09-30".parse().unwrap()),
        ..payable(
            rf(n).as_str(),
            &format!("Κ12-2026-{n:06}"),
            "ΗΚΡ-4521",
            "Ελευθέριος Παραδείγματος",
        )
    };
    let rule = SurchargeRecord {
        name: "Προσαύξηση δοκιμής".into(),
        method: Method::StartedMonths,
        rates: vec![SurchargeRate {
            from: "2014-01-01".parse().unwrap(),
            rate: Rate::parse("0.0073").unwrap(),
            legal_basis: "ν. δοκιμής".into(),
        }],
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        legal_basis: "ν. δοκιμής".into(),
    };
    town.records(COUNTER, &[debt(1, "2026-08-01"), debt(2, "2025-08-01")]);
    town.records(COUNTER, &[rule]);
    town.sync(&mut office);
    let mut s = office.session();
    let found = s.payables("ελευ").unwrap();
    assert_eq!(found.len(), 2, "all debts of the person");
    let of = |n: u32| {
        let number = format!("Κ12-2026-{n:06}");
        let mut known = found.iter();
        &known
            .find(|debt| debt.record.number == number)
            .unwrap()
            .today
    };
    let (here, there) = (of(1), of(2));
    // Two started months of delay on 23/11: 1,46 %.
    assert_eq!(
        (here.surcharge, here.value, here.to_the_day),
        (Cents(146), Cents(10_146), true)
    );
    let why = here.why.greek().join("\n");
    assert!(
        why.contains("2 αρχόμενοι μήνες") && why.contains("ν. δοκιμής"),
        "{why}"
    );
    assert_eq!(
        (there.surcharge, there.value, there.to_the_day),
        (Cents(50), Cents(10_050), false),
        "no rule here for its certification: the centre's figure, with its date"
    );
    let pay = |n: u32, amount: &str| LineInput {
        code: rf(n).as_str().to_owned(),
        amount: amount.into(),
        ..LineInput::default()
    };
    let lines = |lines: Vec<LineInput>| ReceiptIssue {
        lines,
        ..ReceiptIssue::default()
    };
    let above = s
        .receipt_issue("x", &lines(vec![pay(1, "101,47")]))
        .unwrap_err();
    assert_eq!(above.code(), cases::ABOVE_BALANCE);
    assert_eq!(
        code(s.receipt_issue("x", &lines(vec![pay(1, "1"), pay(1, "1")]))),
        cases::SAME_DEBT_TWICE
    );
    let both = s
        .receipt_issue("r1", &lines(vec![pay(1, "50,00"), pay(2, "")]))
        .unwrap();
    assert_eq!(
        both.total,
        Cents(15_050),
        "part of one, the whole of the other, one receipt"
    );

    // Struck off or withdrawn at the centre: the desk that does not know yet takes the money, the one that knows asks.
    town.store
        .put_records(COUNTER, &[("payable", rf(1).as_str(), None)]);
    let before = s
        .receipt_issue("r2", &lines(vec![pay(1, "10,00")]))
        .unwrap();
    assert_eq!(before.total, Cents(1_000));
    town.sync(&mut office);
    let gone = office
        .session()
        .receipt_issue("r3", &lines(vec![pay(1, "10,00")]));
    assert_eq!(code(gone), cases::PAYABLE_UNKNOWN);
    office.clean();
}
