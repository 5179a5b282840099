//! From a case to its paper: the same words on the laptop that prints it and in the town hall that prints it again.
//!
//! Everything legal comes from the snapshots inside the case; what the paper needs besides (head, QR, names that
//! live in private parts) comes along in [`Print`].

use crate::{
    Cancelled, FineNotice, Issuer, Method, ReceiptLine, ReceiptPaper, Reduced, Served, Term,
    VehicleLine, ViolationLine,
};
use loggia_cases::fine::calculator::{self, ReducedTerm};
use loggia_cases::fine::{FineState, Ticket, Violation};
use loggia_cases::number::EntryTag;
use loggia_cases::receipt::{Means, ReceiptState, Subject};
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::{Finding, cases};

/// What a paper needs besides its case.
#[derive(Debug, Clone)]
pub struct Print {
    /// Head of the paper.
    pub issuer: Issuer,
    /// The person liable or paying, as printed, when the private part is held.
    pub person: Option<String>,
    /// The officer or cashier, as printed.
    pub by: String,
    /// Where and how a fine is paid, or the legal basis of a receipt, in sentences (a setting of the municipality).
    pub text: String,
    /// Where objections are filed: «στη Δημοτική Αστυνομία».
    pub objections_at: String,
    /// Tag of the entry that issued it.
    pub tag: EntryTag,
    /// The signed stub.
    pub stub: String,
    /// A training copy.
    pub training: bool,
    /// A second print.
    pub copy: bool,
}

impl FineNotice {
    /// The notice of a fine. Refusal: [`cases::NO_VIOLATION`] when there is no ticket, Σ-113 on overflow.
    pub fn of(state: &FineState, print: Print) -> Result<FineNotice, Finding> {
        let ticket = state
            .ticket
            .as_deref()
            .ok_or_else(|| Finding::new(cases::NO_VIOLATION))?;
        Ok(FineNotice {
            issuer: print.issuer,
            number: ticket.number.to_string(),
            replaces: ticket.replaces.as_ref().map(|old| old.number.to_string()),
            issued_at: local_date_time(ticket.recorded_at),
            offence_at: ticket.offence_at.datetime(),
            place: place(ticket),
            vehicle: ticket.vehicle.as_ref().map(|vehicle| VehicleLine {
                plate: vehicle.plate.greek(),
                country: Some(vehicle.plate.country())
                    .filter(|code| *code != "GR")
                    .map(str::to_owned),
                description: vehicle.description.clone(),
            }),
            liable: print.person,
            violations: ticket.violations.iter().map(violation).collect(),
            measures: ticket.violations.iter().flat_map(measures).collect(),
            amount: calculator::whole(&ticket.violations)?,
            reduced: reduced(state, ticket)?,
            served: state
                .service
                .as_ref()
                .or(state.notice.as_ref())
                .map(|served| Served {
                    how: served.kind.greek().to_owned(),
                    on: served.on,
                }),
            rf: ticket.rf.grouped(),
            payment: print.text,
            objection: objection(ticket.terms.objection_days, &print.objections_at),
            regime: format!(
                "Κανόνες {}, έκδοση {}.",
                ticket.terms.regime, ticket.terms.rule_version
            ),
            legal_basis: ticket.terms.legal_basis.clone(),
            officer: format!("{} ({})", print.by, ticket.officer_no),
            entry_tag: print.tag.to_string(),
            stub: print.stub,
            training: print.training,
            copy: print.copy,
        })
    }
}

fn place(ticket: &Ticket) -> String {
    let parts = [ticket.place.line(), ticket.place.community_name.clone()];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

fn violation(violation: &Violation) -> ViolationLine {
    ViolationLine {
        code: violation.code.clone(),
        article: violation.article.clone(),
        text: violation.text.clone(),
        amount: violation.amount,
    }
}

fn measures(violation: &Violation) -> Vec<String> {
    let days =
        |n: u16, what: &str| (n > 0).then(|| format!("{what} για {n} ημέρες ({})", violation.code));
    [
        days(violation.plates_days, "Αφαίρεση πινακίδων"),
        days(violation.licence_days, "Αφαίρεση άδειας οδήγησης"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn reduced(state: &FineState, ticket: &Ticket) -> Result<Option<Reduced>, Finding> {
    let term = match calculator::reduced_term(state) {
        ReducedTerm::Never => return Ok(None),
        ReducedTerm::Until(until) => Term::Until(until),
        ReducedTerm::NotStarted | ReducedTerm::Stopped => {
            Term::DaysFromService(ticket.terms.reduced_days)
        }
    };
    Ok(calculator::reduced(&ticket.violations)?.map(|amount| Reduced { amount, term }))
}

fn objection(days: u16, at: &str) -> String {
    let days = if days == 1 {
        "1 ημέρας".to_owned()
    } else {
        format!("{days} ημερών")
    };
    format!("Αντιρρήσεις υποβάλλονται εντός {days} από την επομένη της επίδοσης, {at}.")
}

impl ReceiptPaper {
    /// The paper of a receipt. Refusal: [`cases::RECEIPT_EMPTY`] when it was never issued.
    pub fn of(state: &ReceiptState, print: Print) -> Result<ReceiptPaper, Finding> {
        let receipt = state
            .receipt
            .as_deref()
            .ok_or_else(|| Finding::new(cases::RECEIPT_EMPTY))?;
        let lines = receipt.lines.iter().map(|line| ReceiptLine {
            what: line.text.clone(),
            reference: match &line.subject {
                Subject::Rf { rf, .. } => rf.grouped(),
                other => other.name(),
            },
            amount: line.amount,
        });
        Ok(ReceiptPaper {
            issuer: print.issuer,
            number: receipt.number.to_string(),
            issued_at: receipt.at.datetime(),
            payer: print.person,
            lines: lines.collect(),
            total: receipt.total,
            method: match &receipt.means {
                Means::Cash => Method::Cash,
                Means::Card { approval, last4 } => Method::Card {
                    approval: approval.clone(),
                    last4: last4.clone(),
                },
            },
            cashier: print.by,
            legal_basis: print.text,
            cancelled: state
                .cancelled
                .as_ref()
                .map(|(stamp, cancelled)| Cancelled {
                    at: local_date_time(stamp.at),
                    reason: cancelled.reason.clone(),
                }),
            entry_tag: print.tag.to_string(),
            stub: print.stub,
            training: print.training,
            copy: print.copy,
        })
    }
}
