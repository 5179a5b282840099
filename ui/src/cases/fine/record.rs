//! The fine as a record: what is owed today and why, what was violated, what happened.

use crate::cases::{View, conflicts, locked, timeline};
use crate::format;
use crate::record::{Record, Section};
use loggia_cases::fine::{Answer, Decided, Event, Fine, FineState, Ticket, calculator};
use maud::{Markup, html};

use crate::cases::Names;

/// The record of a fine, with its timeline and without actions.
pub fn record(view: &View<'_, Fine>) -> Record {
    let state = &view.folded.state;
    let mut record = Record::new()
        .state(state.stage.greek())
        .as_of(view.today)
        .line("Τι σημαίνει", state.stage.sentence());
    if let Some(badge) = view.badge {
        record = record.badge(badge);
    }
    if let Some(why) = locked(view.folded) {
        record = record.no_actions(why);
    }
    record = head(record, view);
    if let Some(ticket) = &state.ticket {
        record = record
            .section(violations(ticket))
            .section(circumstances(ticket, &view.names));
    }
    for section in [
        conflicts(view.folded),
        terms(state),
        payments(state),
        objection(state, &view.names),
        collection(state),
    ]
    .into_iter()
    .flatten()
    {
        record = record.section(section);
    }
    if !state.notes.is_empty() {
        let notes = state.notes.iter().fold(
            Section::new("Σημειώσεις"),
            |section, (stamp, part)| {
                section.line(view.names.of_user(stamp.by), view.names.of_text(*part))
            },
        );
        record = record.section(notes);
    }
    record.timeline(timeline::<Fine>(view, tell))
}

/// The lines above the sections: amount first, then whose it is.
fn head(mut record: Record, view: &View<'_, Fine>) -> Record {
    let state = &view.folded.state;
    if state.stage.is_open() {
        record = match calculator::due(state, view.today) {
            Ok(due) => record.line_block("Πληρωτέο σήμερα", crate::explained(&due)),
            Err(finding) => record.line("Πληρωτέο σήμερα", finding.greek()),
        };
    }
    if let Some(ticket) = &state.ticket {
        record = record.line("Κωδικός πληρωμής", ticket.rf.grouped());
        if let Some(vehicle) = &ticket.vehicle {
            let words = [vehicle.plate.greek(), vehicle.description.clone()];
            record = record.line("Όχημα", joined(&words));
        }
        if let Some(old) = &ticket.replaces {
            record = record.line("Αντικαθιστά την", old.number.to_string());
        }
    }
    if let Some(liable) = &state.liable {
        record = record.line("Υπεύθυνος", view.names.of_person(liable.part));
    }
    if let Some(spoiled) = &state.spoiled {
        record = record.line("Αιτία αχρήστευσης", spoiled.reason.as_str());
    }
    if let Some(replaced) = &state.replaced {
        record = record
            .line("Αντικαταστάθηκε από", replaced.number.to_string())
            .line("Αιτία", replaced.reason.as_str());
    }
    record
}

fn violations(ticket: &Ticket) -> Section {
    Section::new("Παραβάσεις").block(violation_table(ticket))
}

fn violation_table(ticket: &Ticket) -> Markup {
    let total = calculator::whole(&ticket.violations)
        .map(|amount| amount.greek())
        .unwrap_or_default();
    html! {
        div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label="Παραβάσεις" {
            table.govgr-table.govgr-table--dense {
                caption.govgr-visually-hidden { "Παραβάσεις" }
                thead.govgr-table__head {
                    tr.govgr-table__row {
                        th.govgr-table__header scope="col" { "Κωδικός" }
                        th.govgr-table__header scope="col" { "Παράβαση" }
                        th.govgr-table__header scope="col" { "Μέτρα" }
                        th.govgr-table__header.govgr-table__header--numeric scope="col" { "Ποσό" }
                    }
                }
                tbody.govgr-table__body {
                    @for violation in &ticket.violations {
                        tr.govgr-table__row {
                            th.govgr-table__cell.lg-first scope="row" { (violation.code) }
                            td.govgr-table__cell { (violation.text) br; (violation.article) }
                            td.govgr-table__cell { (joined(&measures(violation))) }
                            td.govgr-table__cell.govgr-table__cell--numeric { (violation.amount.greek()) }
                        }
                    }
                }
                tfoot.lg-foot {
                    tr.govgr-table__row {
                        th.govgr-table__cell scope="row" colspan="3" { "Σύνολο" }
                        td.govgr-table__cell.govgr-table__cell--numeric { (total) }
                    }
                }
            }
        }
    }
}

/// The measures of a violation besides its fine, in words.
fn measures(violation: &loggia_cases::fine::Violation) -> Vec<String> {
    let days = |n: u16, what: &str| (n > 0).then(|| format!("{what} {n} ημέρες"));
    [
        days(violation.plates_days, "πινακίδες"),
        days(violation.licence_days, "άδεια οδήγησης"),
        (violation.points > 0).then(|| format!("{} βαθμοί", violation.points)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn circumstances(ticket: &Ticket, names: &Names<'_>) -> Section {
    let mut section = Section::new("Τόπος και χρόνος")
        .line("Παράβαση", ticket.offence_at.datetime())
        .line(
            "Τόπος",
            joined(&[ticket.place.line(), ticket.place.community_name.clone()]),
        )
        .line(
            "Όργανο",
            format!("{} ({})", names.of_user(ticket.officer), ticket.officer_no),
        );
    if let Some(paper) = &ticket.paper {
        section = section.line("Από χάρτινο μπλοκ", paper.as_str());
    }
    if let Some(reason) = &ticket.late_reason {
        section = section.line("Αιτία καθυστέρησης", reason.as_str());
    }
    section
}

fn terms(state: &FineState) -> Option<Section> {
    let ticket = state.ticket.as_ref()?;
    let mut section = Section::new("Επίδοση και προθεσμίες");
    section = match &state.service {
        Some(served) => section
            .line(
                "Επίδοση",
                format!("{} {}", format::date(served.on), served.kind.greek()),
            )
            .line("Αντιρρήσεις έως", served.objection_until),
        None => section.line("Επίδοση", "δεν έχει επιδοθεί"),
    };
    section = match calculator::reduced_term(state) {
        calculator::ReducedTerm::Until(until) => section.line("Μειωμένο ποσό έως", until),
        calculator::ReducedTerm::Never => section.line("Μειωμένο ποσό", "δεν προβλέπεται"),
        calculator::ReducedTerm::NotStarted => {
            section.line("Μειωμένο ποσό", "η προθεσμία δεν άρχισε")
        }
        calculator::ReducedTerm::Stopped => {
            section.line("Μειωμένο ποσό", "η προθεσμία έχει σταματήσει")
        }
    };
    Some(
        section
            .line("Βεβαιώνεται από", state.certify_from())
            .line("Νομική βάση", ticket.terms.legal_basis.as_str()),
    )
}

fn payments(state: &FineState) -> Option<Section> {
    let mut section = Section::new("Πληρωμές");
    for payment in &state.payments {
        let paid = &payment.paid;
        let kind = if paid.reduced {
            "μειωμένο"
        } else {
            "ολόκληρο"
        };
        let voided = if payment.voided {
            ", ακυρώθηκε"
        } else {
            ""
        };
        section = section.line(
            format::date(paid.on),
            format!("{} ({kind}{voided})", paid.amount),
        );
    }
    (!state.payments.is_empty()).then_some(section)
}

fn objection(state: &FineState, names: &Names<'_>) -> Option<Section> {
    let filed = state.objection.as_ref()?;
    let section = Section::new("Αντιρρήσεις")
        .line("Πρωτόκολλο", filed.protocol_no.as_str())
        .line("Υποβλήθηκαν", filed.on);
    Some(match &state.decision {
        Some(decided) => decision(section, decided, names),
        None => section.line("Απόφαση", "εκκρεμεί"),
    })
}

fn decision(section: Section, decided: &Decided, names: &Names<'_>) -> Section {
    let section = section.line(
        "Απόφαση",
        format!("{} της {}", decided.decision_no, format::date(decided.on)),
    );
    match decided.part {
        Some(part) => section.line("Αιτιολογία", names.of_text(part)),
        None => section,
    }
}

fn collection(state: &FineState) -> Option<Section> {
    if state.certified.is_none() && state.asked.is_none() && state.struck_off.is_none() {
        return None;
    }
    let mut section = Section::new("Βεβαίωση");
    if let Some(asked) = &state.asked {
        section = section.line("Αναζήτηση ιδιοκτήτη", asked.ground.as_str());
    }
    if let Some(answered) = &state.answered {
        let words = match answered.answer {
            Answer::Found { has_afm: true, .. } => "βρέθηκε",
            Answer::Found { has_afm: false, .. } => "βρέθηκε, χωρίς ΑΦΜ",
            _ => "δεν βρέθηκε",
        };
        section = section.line("Απάντηση μητρώου", words);
    }
    if let Some(certified) = &state.certified {
        section = section.line("Χρηματικός κατάλογος", certified.list.as_str());
    }
    if let Some(struck) = &state.struck_off {
        section = section.line("Διαγραφή με απόφαση", struck.decision_no.as_str());
    }
    Some(section)
}

/// Title and lines of one event of the timeline.
fn tell(event: &Event, names: &Names<'_>) -> (String, Vec<String>) {
    let what = super::sentence_case(event.kind().greek());
    let lines = match event {
        Event::Issued(ticket) => vec![format!("Αριθμός {}", ticket.number)],
        Event::Spoiled(spoiled) => vec![
            format!("Αριθμός {}", spoiled.number),
            spoiled.reason.clone(),
        ],
        Event::Served(served) => vec![format!(
            "{} {}",
            format::date(served.on),
            served.kind.greek()
        )],
        Event::Liable(liable) => vec![names.of_person(liable.part)],
        Event::Noted(noted) => vec![names.of_text(noted.part)],
        Event::Replaced(replaced) => vec![
            format!("Νέα κλήση {}", replaced.number),
            replaced.reason.clone(),
        ],
        Event::Paid(paid) => vec![format!("{} στις {}", paid.amount, format::date(paid.on))],
        Event::ObjectionFiled(filed) => vec![format!("Πρωτόκολλο {}", filed.protocol_no)],
        Event::ObjectionAccepted(decided) | Event::ObjectionRejected(decided) => {
            vec![format!("Απόφαση {}", decided.decision_no)]
        }
        Event::Settled(settled) => vec![settled.reason.clone()],
        Event::Attached(file) => vec![names.of_attachment(file)],
        _ => Vec::new(),
    };
    (what, lines)
}

fn joined(words: &[String]) -> String {
    words
        .iter()
        .filter(|word| !word.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}
