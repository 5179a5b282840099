//! The request as a record: what was asked, where it stands and until when, what is missing, what was said.

use super::list::joined;
use crate::cases::fine::sentence_case;
use crate::cases::{Names, View, conflicts, locked, timeline};
use crate::format;
use crate::record::{Record, Section};
use loggia_cases::private::PrivatePart;
use loggia_cases::request::{Event, Registered, Request, RequestState, Stage};
use loggia_schema::ids::PartId;

/// The record of a request, with its timeline and without actions.
pub fn record(view: &View<'_, Request>) -> Record {
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
    if let Some(request) = state.shown() {
        record = record.section(asked(request, &view.names));
    }
    let sections = [
        papers(state),
        outcome(state, &view.names),
        said(state, &view.names),
        conflicts(view.folded),
    ];
    for section in sections.into_iter().flatten() {
        record = record.section(section);
    }
    record.timeline(timeline::<Request>(view, tell))
}

/// The lines above the sections: who holds it and until when.
fn head(mut record: Record, view: &View<'_, Request>) -> Record {
    let state = &view.folded.state;
    let officer = state.officer.map(|id| view.names.of_user(id));
    record = record.line(
        "Χειριστής",
        joined(&[&state.office_name, officer.as_deref().unwrap_or_default()]),
    );
    if let Some(request) = state.shown() {
        record = record
            .line("Προθεσμία", promised(request))
            .line("Λήξη προθεσμίας", due(state, view.today));
    }
    match state.request.is_some() && state.number.is_none() {
        true => record.line("Αριθμός πρωτοκόλλου", "δεν έχει δοθεί ακόμη"),
        false => record,
    }
}

fn promised(request: &Registered) -> String {
    let terms = &request.terms;
    format!(
        "{} από {} ({})",
        terms.term.greek(),
        format::date(request.at.date()),
        terms.legal_basis
    )
}

fn due(state: &RequestState, today: jiff::civil::Date) -> String {
    if let Some(since) = state.stopped_on.filter(|_| state.stage.is_open()) {
        return format!("σε αναστολή από {}", format::date(since));
    }
    match state.due {
        Some(due) if state.stage.is_open() && due < today => {
            format!("{} – εκπρόθεσμο", format::date(due))
        }
        Some(due) => format::date(due),
        None => String::new(),
    }
}

fn asked(request: &Registered, names: &Names<'_>) -> Section {
    let mut section = Section::new("Αίτημα")
        .line("Είδος", request.terms.title.as_str())
        .line("Τρόπος", request.channel.greek())
        .line("Τόπος", joined(&[&request.community_name, &request.spot]));
    if let Some(part) = request.applicant {
        section = section.line("Αιτών", names.of_person(part));
        if let Some(phone) = phone_of(names, part) {
            section = section.line("Τηλέφωνο αιτούντος", phone);
        }
    }
    if let Some(behalf) = &request.behalf {
        let mandate = &behalf.mandate;
        section = section
            .line("Για λογαριασμό", names.of_person(behalf.person))
            .line(
                "Εξουσιοδότηση",
                joined(&[mandate.kind.greek(), &mandate.proof]),
            );
    }
    if let Some(part) = request.text {
        section = section.line("Περιγραφή", names.of_text(part));
    }
    if let Some(part) = request.details
        && let Some(PrivatePart::Details { values }) = (names.part)(part)
    {
        for detail in values {
            section = section.line(detail.label, detail.value);
        }
    }
    section
}

fn phone_of(names: &Names<'_>, part: PartId) -> Option<String> {
    match (names.part)(part) {
        Some(PrivatePart::Applicant(person)) => {
            person.phone.map(|phone| phone.national().to_owned())
        }
        _ => None,
    }
}

fn papers(state: &RequestState) -> Option<Section> {
    (!state.papers.is_empty()).then(|| {
        state.papers.iter().fold(
            Section::new("Δικαιολογητικά"),
            |section, paper| {
                let word = match (paper.brought, paper.required) {
                    (true, _) => "προσκομίστηκε",
                    (false, true) => "λείπει",
                    (false, false) => "προαιρετικό",
                };
                section.line(paper.title.as_str(), word)
            },
        )
    })
}

fn outcome(state: &RequestState, names: &Names<'_>) -> Option<Section> {
    let closed = state.closed.as_ref()?;
    let mut section = Section::new("Έκβαση").line("Ημερομηνία", closed.on);
    if let Some(part) = closed.text {
        section = section.line("Απάντηση", names.of_text(part));
    }
    let note = match state.stage {
        Stage::Rejected => "Διάταξη",
        Stage::Forwarded => "Φορέας",
        _ => "Απόφαση",
    };
    if !closed.note.is_empty() {
        section = section.line(note, closed.note.as_str());
    }
    if let Some(letter) = &closed.letter {
        section = section.line("Έγγραφο προς τον πολίτη", letter.number.as_str());
    }
    Some(section)
}

fn said(state: &RequestState, names: &Names<'_>) -> Option<Section> {
    (!state.comments.is_empty()).then(|| {
        state
            .comments
            .iter()
            .fold(Section::new("Σχόλια"), |section, (stamp, part)| {
                section.line(names.of_user(stamp.by), names.of_text(*part))
            })
    })
}

fn tell(event: &Event, names: &Names<'_>) -> (String, Vec<String>) {
    let due = |day| format!("Νέα λήξη προθεσμίας: {}", format::date(day));
    let lines = match event {
        Event::Registered(registered) => {
            let number = registered.number.as_ref().map(ToString::to_string);
            let missing: Vec<&str> = registered.missing().map(|p| p.title.as_str()).collect();
            let missing = (!missing.is_empty()).then(|| format!("Λείπουν: {}", missing.join(", ")));
            number
                .into_iter()
                .chain(std::iter::once(format!(
                    "Λήξη προθεσμίας: {}",
                    format::date(registered.due)
                )))
                .chain(missing)
                .collect()
        }
        Event::Numbered(numbered) => vec![numbered.number.to_string()],
        Event::Assigned(assigned) => {
            let officer = assigned.officer.map(|id| names.of_user(id));
            vec![joined(&[
                &assigned.office_name,
                officer.as_deref().unwrap_or_default(),
            ])]
        }
        Event::CitizenAsked(asked) => asked
            .papers
            .iter()
            .map(|paper| paper.title.clone())
            .chain(asked.text.map(|part| names.of_text(part)))
            .collect(),
        Event::PapersBrought(brought) => brought.due.map(due).into_iter().collect(),
        Event::OfficeAsked(asked) => {
            vec![asked.office_name.clone(), names.of_text(asked.text)]
        }
        Event::Commented(loggia_cases::request::Commented { text })
        | Event::OfficeAnswered(loggia_cases::request::OfficeAnswered { text }) => {
            vec![names.of_text(*text)]
        }
        Event::Completed(done) => done
            .decision
            .iter()
            .cloned()
            .chain(std::iter::once(names.of_text(done.text)))
            .collect(),
        Event::Rejected(rejected) => vec![rejected.law.clone(), names.of_text(rejected.text)],
        Event::ForwardedOut(out) => vec![out.authority.clone()],
        Event::Reopened(reopened) => vec![names.of_text(reopened.text), due(reopened.due)],
        Event::Archived(archived) => vec![archived.folder.clone()],
        Event::Settled(settled) => vec![settled.reason.clone()],
        Event::Attached(file) => vec![names.of_attachment(file)],
        Event::TakenUp(_) | Event::Withdrawn(_) | Event::Tacit(_) => Vec::new(),
    };
    (sentence_case(event.kind().greek()), lines)
}
