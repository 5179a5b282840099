//! The cash desk: payables, receipts, unknown debts, cancellation.

use super::town::*;
use crate::commands::{ReceiptCancel, ReceiptSpoil, Which};
use loggia_schema::message::{cases, input};
use loggia_schema::money::Cents;

fn desk() -> (Town, Office, String) {
    let mut town = Town::new();
    let mut office = town.office("tameio");
    let rf = loggia_schema::identifiers::Rf::generate("9042612000123")
        .unwrap()
        .as_str()
        .to_owned();
    town.records(
        COUNTER,
        &[payable(
            &rf,
            "Κ12-2026-000123",
            "ΗΚΡ-4521",
            "Ελευθέριος Παραδείγματος",
        )],
    );
    town.sync(&mut office);
    (town, office, rf)
}

#[test]
fn a_debt_is_found_by_code_number_plate_and_name() {
    let (_town, mut office, rf) = desk();
    for typed in [
        rf.as_str(),
        "κ12-2026-123",
        "ηκρ 4521",
        "HKP-4521",
        "ελευθεριος",
        "παραδειγμ ελευθ",
    ] {
        let found = office.session().payables(typed).unwrap();
        assert_eq!(found.len(), 1, "{typed}");
        assert_eq!(found[0].due, Cents(1500));
    }
    assert!(office.session().payables("κανένας").unwrap().is_empty());
}

#[test]
fn money_is_taken_once_and_shown_beside_the_balance() {
    let (_town, mut office, rf) = desk();
    let typed = receipt(&rf, "");
    let issued = office.session().receipt_issue("r1", &typed).unwrap();
    assert_eq!(
        (issued.number.as_str(), issued.total),
        ("Δ7-2026-001000", Cents(1500))
    );
    assert_eq!(
        office.session().receipt_issue("r1", &typed).unwrap(),
        issued
    );
    let found = office.session().payables(&rf).unwrap();
    assert_eq!(found[0].taken_here, vec![issued.number.clone()]);
    assert_eq!(
        office
            .session()
            .receipt_issue("r2", &receipt(&rf, "10,00"))
            .unwrap_err()
            .code(),
        cases::WHOLE_OR_HALF
    );
    office.clean();
}

#[test]
fn an_unknown_debt_needs_its_amount_and_a_tick() {
    let (_town, mut office, _) = desk();
    let rf = loggia_schema::identifiers::Rf::generate("9042612000999").unwrap();
    let refused = office
        .session()
        .receipt_issue("r1", &receipt(rf.as_str(), ""))
        .unwrap_err();
    assert_eq!(
        (refused.code(), refused.findings()[0].field.as_deref()),
        (input::AMOUNT_EMPTY, Some("lines.0.amount"))
    );
    let mut typed = receipt(rf.as_str(), "30,00");
    assert_eq!(
        office
            .session()
            .receipt_issue("r1", &typed)
            .unwrap_err()
            .code(),
        cases::PAYABLE_UNKNOWN
    );
    typed.confirmed = vec![cases::PAYABLE_UNKNOWN];
    assert_eq!(
        office.session().receipt_issue("r1", &typed).unwrap().total,
        Cents(3000)
    );
    let wrong = receipt("RF00 9042612000999", "30");
    assert_eq!(
        office
            .session()
            .receipt_issue("r2", &wrong)
            .unwrap_err()
            .code(),
        input::RF_CHECK_DIGITS
    );
}

#[test]
fn a_receipt_is_cancelled_on_its_day_only() {
    let (_town, mut office, rf) = desk();
    let first = office
        .session()
        .receipt_issue("r1", &receipt(&rf, ""))
        .unwrap();
    let cancel = |number: &str| ReceiptCancel {
        which: Which::Number(number.to_owned()),
        reason: "λάθος ποσό".to_owned(),
    };
    assert_eq!(
        office
            .session()
            .receipt_cancel("c1", &cancel(&first.number))
            .unwrap()
            .state,
        "cancelled"
    );
    let second = office
        .session()
        .receipt_issue("r2", &receipt(&rf, ""))
        .unwrap();
    office.clock.pass_seconds(86_400);
    let refused = office
        .session()
        .receipt_cancel("c2", &cancel(&second.number))
        .unwrap_err();
    assert_eq!(refused.code(), cases::CANCEL_OTHER_DAY);
    let spoil = ReceiptSpoil {
        scope: None,
        reason: "μπλόκαρε το χαρτί".to_owned(),
        paper: String::new(),
    };
    assert_eq!(
        office.session().receipt_spoil("s1", &spoil).unwrap().state,
        "spoiled"
    );
    office.clean();
}
