//! What the counter asks, its reading understands.

use super::form::{Input, read};
use crate::form::Values;
use loggia_cases::receipt::{Means, Subject};
use loggia_schema::identifiers::Rf;
use loggia_schema::message::{cases, input};
use loggia_schema::money::Cents;

fn typed(subject: &str) -> Values {
    Values::default()
        .with("subject", subject)
        .with("amount", "15")
        .with("means", "cash")
}

#[test]
fn a_code_and_a_number_are_told_apart() {
    let rf = Rf::generate("9042612000123").unwrap();
    let Input {
        subject,
        amount,
        means,
        payer,
    } = read(&typed(&rf.grouped().to_lowercase())).unwrap();
    assert_eq!(
        subject,
        Subject::Rf {
            rf,
            number: String::new(),
            budget_code: String::new(),
        }
    );
    assert_eq!((amount, means, payer), (Cents(1_500), Means::Cash, None));
    let by_number = read(&typed("κ12-2026-123")).unwrap();
    assert_eq!(by_number.subject.name(), "Κ12-2026-000123");
}

#[test]
fn everything_wrong_is_told_at_once() {
    let found = read(
        &Values::default()
            .with("amount", "1.23.4")
            .with("subject", "κάτι"),
    )
    .unwrap_err();
    let told: Vec<_> = found
        .iter()
        .map(|f| (f.code, f.field.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            (cases::BAD_NUMBER, "subject"),
            (input::AMOUNT_FORM, "amount"),
            (input::EMPTY, "means")
        ]
    );
}
