//! Amounts and terms of a fine, by the regime of the **offence** date, explained line by line in Greek.
//!
//! ```text
//! reduced_until = start + days of the regime        (the first day is not counted; rolls if the regime says so)
//! due(day)      = Σ half_up(amount / 2) where the class allows it, if day ≤ reduced_until; else Σ amount
//! certify_from  = service + months of the regime    (31-12 → 28-2)
//! ```
//!
//! The half is taken and rounded per violation, then summed, because each violation is an amount of its own on paper.
//! [`write`] and [`serve`] make the snapshots that go into events; [`due`] needs nothing but the state of the fine.

use super::event::{Served, ServiceKind};
use super::state::FineState;
use super::ticket::{Terms, Ticket, Violation};
use crate::records::{Reference, RegimeRecord, SpaceRule, Start};
use jiff::Zoned;
use loggia_schema::calendar::{Date, Deadline, Holidays, Unit, greek_date};
use loggia_schema::explain::{Explained, Explanation};
use loggia_schema::message::{Finding, cases};
use loggia_schema::money::{Cents, Rate, Rounding};

/// A violation the officer picked: code of the catalogue and step of repetition (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// Code.
    pub code: String,
    /// Step.
    pub step: u8,
}

/// The terms and violations of a new fine, as snapshots of the rules on the offence date.
///
/// Refusals: [`cases::NO_VIOLATION`], [`cases::VIOLATION_UNKNOWN`], [`cases::CLASS_NOT_IN_REGIME`], [`cases::MIXED_REGIMES`];
/// Σ-125 when catalogue, tariff or regime has no row for the date.
pub fn write(
    reference: &Reference,
    offence: Date,
    picks: &[Pick],
) -> Result<(Terms, Vec<Violation>), Finding> {
    let mut regime: Option<&RegimeRecord> = None;
    let mut violations = Vec::with_capacity(picks.len());
    for pick in picks {
        let entry = reference.violation(&pick.code, offence)?;
        let own = reference.regime_of(entry, offence)?;
        if regime.is_some_and(|first| first.code != own.code) {
            return Err(Finding::new(cases::MIXED_REGIMES).on("violation"));
        }
        regime = Some(own);
        let tariff = reference.tariff(&pick.code, offence, pick.step)?;
        violations.push(Violation {
            code: entry.code.clone(),
            article: entry.article.clone(),
            text: entry.text.clone(),
            class: entry.class.clone(),
            step: pick.step,
            amount: tariff.amount,
            reduced_allowed: tariff.reduced_allowed,
            plates_days: tariff.plates_days,
            licence_days: tariff.licence_days,
            points: tariff.points,
        });
    }
    let regime = regime.ok_or_else(|| Finding::new(cases::NO_VIOLATION).on("violation"))?;
    Ok((terms(regime, offence, &reference.holidays())?, violations))
}

/// The terms of a regime for an offence.
fn terms(regime: &RegimeRecord, offence: Date, holidays: &Holidays) -> Result<Terms, Finding> {
    let from_offence = regime.reduced_days > 0 && regime.reduced_from == Start::Offence;
    let reduced_until = match from_offence {
        true => Some(reduced_until(
            offence,
            regime.reduced_days,
            regime.roll,
            holidays,
        )?),
        false => None,
    };
    Ok(Terms {
        regime: regime.code.clone(),
        rule_version: regime.rule_version.clone(),
        reduced_days: regime.reduced_days,
        reduced_from: regime.reduced_from,
        reduced_until,
        roll: regime.roll,
        objection_days: regime.objection_days,
        objection_stops_clock: regime.objection_stops_clock,
        certify_months: regime.certify_months,
        windscreen_serves: regime.windscreen_serves,
        legal_basis: regime.legal_basis.clone(),
    })
}

/// Service of a fine: which terms it starts. `saw` is the date of service shown to the author, if there was one.
///
/// Refusals: Σ-128 when a term leaves the calendar.
pub fn serve(
    ticket: &Ticket,
    kind: ServiceKind,
    on: Date,
    holidays: &Holidays,
    saw: Option<Date>,
) -> Result<Served, Finding> {
    let terms = &ticket.terms;
    let effective = kind != ServiceKind::Windscreen || terms.windscreen_serves;
    let reduced_until = match terms.reduced_from {
        _ if terms.reduced_days == 0 => None,
        Start::Offence => terms.reduced_until,
        Start::Service => Some(reduced_until(on, terms.reduced_days, terms.roll, holidays)?),
    };
    Ok(Served {
        kind,
        on,
        effective,
        reduced_until,
        objection_until: days(on, terms.objection_days, terms.roll, holidays)?,
        certify_from: certify_from(on, terms.certify_months, holidays)?,
        proof: None,
        saw,
    })
}

/// Last day of the reduced price.
pub fn reduced_until(
    start: Date,
    days_allowed: u16,
    roll: bool,
    holidays: &Holidays,
) -> Result<Date, Finding> {
    days(start, days_allowed, roll, holidays)
}

/// First day of certification: whole months after service, the month's last day where the day is missing.
pub fn certify_from(served: Date, months: u16, holidays: &Holidays) -> Result<Date, Finding> {
    Deadline {
        n: u32::from(months),
        unit: Unit::Months,
        roll: false,
    }
    .until(served, holidays)
}

fn days(start: Date, n: u16, roll: bool, holidays: &Holidays) -> Result<Date, Finding> {
    Deadline {
        n: u32::from(n),
        unit: Unit::CalendarDays,
        roll,
    }
    .until(start, holidays)
}

/// The whole amount of the violations.
pub fn whole(violations: &[Violation]) -> Result<Cents, Finding> {
    Cents::sum(violations.iter().map(|violation| violation.amount))
}

/// The reduced amount of the violations; `None` if no violation allows one.
pub fn reduced(violations: &[Violation]) -> Result<Option<Cents>, Finding> {
    if !violations.iter().any(|violation| violation.reduced_allowed) {
        return Ok(None);
    }
    Cents::sum(violations.iter().map(reduced_part)).map(Some)
}

fn reduced_part(violation: &Violation) -> Cents {
    if violation.reduced_allowed {
        violation.amount.half()
    } else {
        violation.amount
    }
}

/// Whether the reduced price may still be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReducedTerm {
    /// No violation of the fine, or not its regime, allows a reduced price.
    Never,
    /// The clock has not started: the fine is not served yet.
    NotStarted,
    /// The clock stands still while an objection waits.
    Stopped,
    /// Until this day, included.
    Until(Date),
}

impl ReducedTerm {
    /// True if the reduced price may be paid on the day.
    pub fn allows(self, day: Date) -> bool {
        match self {
            ReducedTerm::Never => false,
            ReducedTerm::NotStarted | ReducedTerm::Stopped => true,
            ReducedTerm::Until(until) => day <= until,
        }
    }
}

/// The term of the reduced price of a fine as it stands.
pub fn reduced_term(state: &FineState) -> ReducedTerm {
    let Some(ticket) = &state.ticket else {
        return ReducedTerm::Never;
    };
    if ticket.terms.reduced_days == 0
        || !ticket
            .violations
            .iter()
            .any(|violation| violation.reduced_allowed)
    {
        return ReducedTerm::Never;
    }
    let started = ticket.terms.reduced_until.or_else(|| {
        state
            .service
            .as_ref()
            .and_then(|served| served.reduced_until)
    });
    let Some(until) = started else {
        return ReducedTerm::NotStarted;
    };
    let stopped = state
        .objection
        .as_ref()
        .filter(|filed| ticket.terms.objection_stops_clock && filed.on <= until);
    let Some(filed) = stopped else {
        return ReducedTerm::Until(until);
    };
    let Some(decided) = &state.decision else {
        return ReducedTerm::Stopped;
    };
    // The days between objection and decision are given back.
    let extended = filed
        .on
        .until(decided.on)
        .ok()
        .and_then(|waited| until.checked_add(waited).ok());
    ReducedTerm::Until(extended.map_or(until, |day| day.max(until)))
}

/// What a fine costs if it is paid on a day, before certification, with its reasons.
///
/// Refusals: Σ-113 when the sum does not fit; [`cases::NO_VIOLATION`] for a fine without ticket.
pub fn due(state: &FineState, day: Date) -> Result<Explained, Finding> {
    let ticket = state
        .ticket
        .as_ref()
        .ok_or_else(|| Finding::new(cases::NO_VIOLATION))?;
    let mut explanation = Explanation::of(format!(
        "{} ({})",
        ticket.terms.legal_basis, ticket.terms.rule_version
    ))
    .input("Ημερομηνία παράβασης", greek_date(ticket.offence_at.date()))
    .input("Ημερομηνία πληρωμής", greek_date(day));
    if let Some(service) = &state.service {
        explanation = explanation.input(
            "Επίδοση",
            format!("{} {}", greek_date(service.on), service.kind.greek()),
        );
    }
    let term = reduced_term(state);
    let half = term.allows(day);
    explanation = explanation.line(term_line(term, &ticket.terms, day));
    let mut parts = Vec::with_capacity(ticket.violations.len());
    for violation in &ticket.violations {
        let part = if half {
            reduced_part(violation)
        } else {
            violation.amount
        };
        explanation = explanation.amount(violation_line(violation, half), part);
        parts.push(part);
    }
    let total = Cents::sum(parts)?;
    Ok(explanation.amount("Οφειλόμενο ποσό", total).give(total))
}

fn term_line(term: ReducedTerm, terms: &Terms, day: Date) -> String {
    match term {
        ReducedTerm::Never => "Δεν προβλέπεται μειωμένο ποσό".to_owned(),
        ReducedTerm::NotStarted => {
            "Δεν έχει επιδοθεί: η προθεσμία του μειωμένου ποσού δεν άρχισε".to_owned()
        }
        ReducedTerm::Stopped => {
            "Εκκρεμούν αντιρρήσεις: η προθεσμία του μειωμένου ποσού έχει σταματήσει".to_owned()
        }
        ReducedTerm::Until(until) => {
            let start = match terms.reduced_from {
                Start::Offence => "την παράβαση",
                Start::Service => "την επίδοση",
            };
            let roll = if terms.roll {
                ", με μετάθεση σε εργάσιμη"
            } else {
                ""
            };
            let verdict = if day <= until {
                "τηρήθηκε"
            } else {
                "έληξε"
            };
            let until = greek_date(until);
            format!(
                "Μειωμένο ποσό έως {until} ({} ημέρες από {start}{roll}): {verdict}",
                terms.reduced_days
            )
        }
    }
}

fn violation_line(violation: &Violation, half: bool) -> String {
    let Violation {
        code,
        class,
        step,
        amount,
        reduced_allowed,
        ..
    } = violation;
    let tail = match (half, reduced_allowed) {
        (true, true) => format!("το μισό των {amount}, μισό λεπτό προς τα πάνω"),
        (true, false) => "χωρίς δικαίωμα μειωμένου ποσού".to_owned(),
        (false, _) => "ολόκληρο".to_owned(),
    };
    format!("{code} (κατηγορία {class}, βαθμίδα {step}): {tail}")
}

/// True if two offences of one plate at one place are the same offence: no more than the gap apart.
pub fn same_offence(first: &Zoned, second: &Zoned, gap_minutes: u16) -> bool {
    let apart = first
        .timestamp()
        .as_second()
        .abs_diff(second.timestamp().as_second());
    apart <= u64::from(gap_minutes) * 60
}

/// Use of public space without licence: fee and fine (τέλος και πρόστιμο).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceCharge {
    /// The fee that was not paid; zero where a licence can never be given.
    pub fee: Cents,
    /// The fine.
    pub fine: Cents,
    /// Both, with their reasons.
    pub total: Explained,
}

/// What unlicensed use of `square_metres` costs at a yearly `rate` per m².
///
/// For a place that can never be permitted, `rate` is the municipality's highest and `forbidden` is true.
/// Refusals: [`cases::SPACE_RULE_MISSING`] when the regime has no such rule, Σ-113.
pub fn public_space(
    regime: &RegimeRecord,
    square_metres: Rate,
    rate: Cents,
    forbidden: bool,
) -> Result<SpaceCharge, Finding> {
    let SpaceRule {
        fee_multiple,
        forbidden_multiple,
    } = regime.space.ok_or_else(|| {
        Finding::new(cases::SPACE_RULE_MISSING).with("date", greek_date(regime.valid_from))
    })?;
    let by_area = square_metres.of(rate, Rounding::HalfUp)?;
    let explanation = Explanation::of(format!("{} ({})", regime.legal_basis, regime.rule_version))
        .input("Τετραγωνικά μέτρα", square_metres)
        .input("Τιμή ανά m²", rate);
    let (fee, fine, explanation) = if forbidden {
        let fine = by_area.times(i64::from(forbidden_multiple))?;
        let line = format!(
            "Θέση που δεν αδειοδοτείται: {forbidden_multiple} φορές η υψηλότερη τιμή, χωρίς τέλος"
        );
        (Cents::ZERO, fine, explanation.amount(line, fine))
    } else {
        let fine = by_area.times(i64::from(fee_multiple))?;
        let line = format!("Πρόστιμο: {fee_multiple} × το τέλος");
        (
            by_area,
            fine,
            explanation.amount("Τέλος", by_area).amount(line, fine),
        )
    };
    let total = fee.plus(fine)?;
    Ok(SpaceCharge {
        fee,
        fine,
        total: explanation.amount("Σύνολο", total).give(total),
    })
}
