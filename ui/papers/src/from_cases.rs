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
    /// Short tag of the entry that issued it, as the stub signs it.
    pub tag: String,
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
            entry_tag: print.tag,
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
            entry_tag: print.tag,
            stub: print.stub,
            training: print.training,
            copy: print.copy,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use loggia_cases::fine::{Place, Served as CaseServed, ServiceKind, Terms, Vehicle};
    use loggia_cases::number::DocNumber;
    use loggia_cases::records::Start;
    use loggia_schema::calendar::athens;
    use loggia_schema::identifiers::Plate;
    use loggia_schema::ids::{DeviceKey, UserId};
    use loggia_schema::money::Cents;

    fn print() -> Print {
        Print {
            issuer: Issuer::default(),
            person: None,
            by: "Δοκιμή Παραδείγματος".into(),
            text: "Σε κάθε ταμείο του Δήμου.".into(),
            objections_at: "στη Δημοτική Αστυνομία".into(),
            tag: "ZZZZ-ZZZZ".to_owned(),
            stub: "LGS1:".into(),
            training: false,
            copy: false,
        }
    }

    fn violation(amount: i64, reduced_allowed: bool, plates_days: u16) -> Violation {
        Violation {
            code: "Ρ-69".into(),
            article: "άρθρο 7".into(),
            text: "Στάθμευση".into(),
            class: "Ε1Α".into(),
            step: 1,
            amount: Cents(amount),
            reduced_allowed,
            plates_days,
            licence_days: 0,
            points: 0,
        }
    }

    fn fine(violations: Vec<Violation>) -> FineState {
        let number = DocNumber::new("Κ12", 2026, 123).unwrap();
        let mut state = FineState::default();
        state.ticket = Some(Box::new(Ticket {
            rf: number.rf("9042612").unwrap(),
            number,
            offence_at: date(2026, 11, 23)
                .at(10, 5, 0, 0)
                .to_zoned(athens().clone())
                .unwrap(),
            recorded_at: "2026-11-23T08:12:00Z".parse().unwrap(),
            late_reason: None,
            paper: None,
            place: Place {
                street: "Οδός Δοκιμής".into(),
                street_no: "3".into(),
                community: "01".into(),
                community_name: "Ηράκλειο".into(),
            },
            officer: UserId([1; 16]),
            officer_no: "0042".into(),
            device: DeviceKey([9; 32]),
            terms: Terms {
                regime: "kok-5209".into(),
                rule_version: "1".into(),
                reduced_days: 10,
                reduced_from: Start::Service,
                reduced_until: None,
                roll: false,
                objection_days: 3,
                objection_stops_clock: false,
                certify_months: 2,
                windscreen_serves: true,
                legal_basis: "ν. 5209/2025".into(),
            },
            violations,
            vehicle: Some(Vehicle {
                plate: Plate::parse("ΗΚΑ1234").unwrap(),
                plate_as_typed: "ηκα1234".into(),
                description: String::new(),
            }),
            liable: None,
            replaces: None,
        }));
        state
    }

    #[test]
    fn a_notice_says_both_amounts_by_its_own_terms() {
        let mut state = fine(vec![
            violation(3_000, true, 0),
            violation(35_000, false, 60),
        ]);
        let before = FineNotice::of(&state, print()).unwrap();
        assert_eq!(
            before.reduced,
            Some(Reduced {
                amount: Cents(36_500),
                term: Term::DaysFromService(10)
            })
        );
        state.service = Some(CaseServed {
            kind: ServiceKind::Windscreen,
            on: date(2026, 11, 23),
            effective: true,
            reduced_until: Some(date(2026, 12, 3)),
            objection_until: date(2026, 11, 26),
            certify_from: date(2027, 1, 23),
            proof: None,
            saw: None,
        });
        let notice = FineNotice::of(&state, print()).unwrap();
        assert_eq!(notice.amount, Cents(38_000));
        assert_eq!(
            notice.reduced,
            Some(Reduced {
                amount: Cents(36_500),
                term: Term::Until(date(2026, 12, 3))
            })
        );
        assert_eq!(notice.measures, ["Αφαίρεση πινακίδων για 60 ημέρες (Ρ-69)"]);
        assert_eq!(notice.issued_at, date(2026, 11, 23).at(10, 12, 0, 0));
        assert_eq!(
            (notice.place.as_str(), notice.entry_tag.as_str()),
            ("Οδός Δοκιμής 3, Ηράκλειο", "ZZZZ-ZZZZ")
        );
    }

    #[test]
    fn where_no_half_is_allowed_there_is_one_amount_and_a_draft_has_no_paper() {
        let notice = FineNotice::of(&fine(vec![violation(3_000, false, 0)]), print()).unwrap();
        assert_eq!(notice.reduced, None);
        assert!(FineNotice::of(&FineState::default(), print()).is_err());
        assert!(ReceiptPaper::of(&ReceiptState::default(), print()).is_err());
    }
}
