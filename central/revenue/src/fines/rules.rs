//! State of a fine → claim and fate of its number. Pure: no store, no clock.

use crate::model::{Claim, Reduced};
use loggia_cases::fine::calculator::{self, ReducedTerm};
use loggia_cases::fine::{FineState, Stage, Ticket};
use loggia_core::numbers::Fate;
use loggia_schema::ids::{DocId, PersonId, ScopeId};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;

/// What the machine may claim for a fine.
///
/// # Errors
/// Σ-113 when the amounts pass the largest sum.
pub fn claim(
    (doc, scope): (DocId, ScopeId),
    state: &FineState,
    ticket: &Ticket,
    (person, debtor_name): (Option<PersonId>, String),
    budget_code: String,
) -> Result<Claim, Finding> {
    let codes: Vec<&str> = ticket
        .violations
        .iter()
        .map(|violation| violation.code.as_str())
        .collect();
    Ok(Claim {
        source: "fines".to_owned(),
        doc,
        scope,
        number: ticket.number.to_string(),
        rf: ticket.rf.as_str().to_owned(),
        title: format!("Πρόστιμο {}", codes.join(", ")),
        object: ticket
            .vehicle
            .as_ref()
            .map(|vehicle| vehicle.plate.as_str().to_owned()),
        person,
        debtor_name,
        event_on: ticket.offence_at.date(),
        principal: calculator::whole(&ticket.violations)?,
        vat: Cents::ZERO,
        third_party: Cents::ZERO,
        reduced: reduced(state, ticket)?,
        certify_from: state
            .certify_from()
            .filter(|_| may_be_certified(state.stage)),
        budget_code,
        basis: format!(
            "{} ({})",
            ticket.terms.legal_basis, ticket.terms.rule_version
        ),
        stands: stands(state.stage),
    })
}

fn reduced(state: &FineState, ticket: &Ticket) -> Result<Option<Reduced>, Finding> {
    let until = match calculator::reduced_term(state) {
        ReducedTerm::Never => return Ok(None),
        ReducedTerm::NotStarted | ReducedTerm::Stopped => None,
        ReducedTerm::Until(day) => Some(day),
    };
    Ok(calculator::reduced(&ticket.violations)?.map(|amount| Reduced { amount, until }))
}

/// While an objection waits nothing is certified.
const fn may_be_certified(stage: Stage) -> bool {
    !matches!(stage, Stage::UnderObjection)
}

/// False once the fine was taken back before certification.
const fn stands(stage: Stage) -> bool {
    !matches!(
        stage,
        Stage::Draft | Stage::Spoiled | Stage::Cancelled | Stage::Replaced
    )
}

/// What became of the fine's number, for the gap register.
pub fn fate(state: &FineState) -> (Fate, String) {
    match (&state.spoiled, &state.replaced) {
        (Some(spoiled), _) => (Fate::Spoiled, spoiled.reason.clone()),
        (None, Some(replaced)) => (
            Fate::Replaced,
            format!("{} · {}", replaced.number, replaced.reason),
        ),
        (None, None) => (Fate::Issued, String::new()),
    }
}
