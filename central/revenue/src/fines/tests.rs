//! State of a fine → claim and fate of its number, stage by stage.

use super::rules::fate;
use loggia_cases::fine::{FineState, Replaced, Spoiled};
use loggia_cases::number::DocNumber;
use loggia_core::numbers::Fate;
use loggia_schema::ids::DocId;

fn number(no: u32) -> DocNumber {
    DocNumber::new("Κ1", 2026, no).unwrap()
}

/// A state in which only what is told differs from the beginning.
fn with(change: impl FnOnce(&mut FineState)) -> FineState {
    let mut state = FineState::default();
    change(&mut state);
    state
}

#[test]
fn a_number_is_issued_until_its_paper_is_spoiled_or_replaced() {
    assert_eq!(fate(&FineState::default()).0, Fate::Issued);
    let spoiled = Spoiled {
        number: number(1),
        reason: "σκίστηκε".into(),
        paper: None,
    };
    let state = with(|state| state.spoiled = Some(spoiled));
    assert_eq!(fate(&state), (Fate::Spoiled, "σκίστηκε".to_owned()));
    let replaced = Replaced {
        doc: DocId([1; 16]),
        number: number(2),
        reason: "λάθος οδός".into(),
    };
    let state = with(|state| state.replaced = Some(replaced));
    assert_eq!(
        fate(&state),
        (Fate::Replaced, "Κ1-2026-000002 · λάθος οδός".to_owned())
    );
}
