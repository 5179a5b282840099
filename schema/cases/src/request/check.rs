//! What is refused when an event is added to a request.
//!
//! Registration is refused only for what makes it no request: nobody named where somebody must be, a request for
//! another person without the right to make it. A paper that is missing is never a reason: see [`super::stage`].

use super::event::{Behalf, CitizenAsked, Event, PapersBrought, Registered, Reopened};
use super::stage;
use super::state::RequestState;
use crate::attachment;
use crate::case::Facts;
use crate::records::IssueAt;
use crate::rights;
use loggia_schema::calendar::{Date, greek_date, local_date};
use loggia_schema::message::{Finding, cases, requests};

/// Letters of a short text in an event: a spot, a provision, an authority.
pub const MAX_SHORT: usize = 200;

/// The first reason why the event may not be added.
pub(super) fn check(state: &RequestState, event: &Event, facts: &Facts<'_>) -> Result<(), Finding> {
    let right = right_of(event);
    if !facts.may(right) {
        return Err(Finding::new(cases::NO_RIGHT).with("right", rights::greek(right)));
    }
    if stage::next(state.stage, event.kind()).is_none() {
        return Err(Finding::new(cases::NOT_IN_THIS_STATE)
            .with("event", event.kind().greek())
            .with("state", state.stage.greek()));
    }
    match event {
        Event::Registered(registered) => register(registered, facts),
        Event::Numbered(_) if state.number.is_some() => Err(Finding::new(requests::NUMBER_STANDS)),
        Event::Assigned(assigned) => filled(
            &assigned.office,
            "office",
            Finding::new(requests::OFFICE_MISSING),
        ),
        Event::TakenUp(taken) if taken.officer != facts.user => {
            Err(Finding::new(cases::WRONG_USER))
        }
        Event::CitizenAsked(asked) => ask(asked),
        Event::PapersBrought(brought) => bring(state, brought),
        Event::OfficeAsked(asked) => filled(
            &asked.office,
            "office",
            Finding::new(requests::OFFICE_MISSING),
        ),
        Event::Completed(_) => complete(state, facts),
        Event::Rejected(rejected) => {
            filled(&rejected.law, "law", Finding::new(requests::LAW_MISSING))
        }
        Event::ForwardedOut(out) => filled(
            &out.authority,
            "authority",
            Finding::new(requests::AUTHORITY_MISSING),
        ),
        Event::Tacit(tacit) => silent(state, tacit.on),
        Event::Reopened(reopened) => reopen(state, reopened),
        Event::Archived(archived) => short(&archived.folder, "folder"),
        Event::Settled(settled) => filled(
            &settled.reason,
            "reason",
            Finding::new(cases::REASON_MISSING),
        ),
        Event::Attached(file) => {
            attachment::check(file, state.files.iter().map(|attached| &attached.file))
        }
        Event::Numbered(_)
        | Event::TakenUp(_)
        | Event::Commented(_)
        | Event::OfficeAnswered(_)
        | Event::Withdrawn(_) => Ok(()),
    }
}

const fn right_of(event: &Event) -> &'static str {
    match event {
        Event::Registered(_)
        | Event::Numbered(_)
        | Event::PapersBrought(_)
        | Event::Withdrawn(_)
        | Event::Attached(_)
        | Event::Commented(_) => rights::REQUEST_REGISTER,
        Event::Completed(_)
        | Event::Rejected(_)
        | Event::ForwardedOut(_)
        | Event::Tacit(_)
        | Event::Reopened(_)
        | Event::Archived(_) => rights::REQUEST_DECIDE,
        Event::Assigned(_)
        | Event::TakenUp(_)
        | Event::CitizenAsked(_)
        | Event::OfficeAsked(_)
        | Event::OfficeAnswered(_)
        | Event::Settled(_) => rights::REQUEST_HANDLE,
    }
}

fn register(registered: &Registered, facts: &Facts<'_>) -> Result<(), Finding> {
    if registered.clerk != facts.user {
        return Err(Finding::new(cases::WRONG_USER));
    }
    if facts
        .device
        .is_some_and(|device| device != registered.device)
    {
        return Err(Finding::new(cases::WRONG_DEVICE));
    }
    let day = registered.at.date();
    if !is_day_of_event(day, facts) {
        return Err(Finding::new(requests::OTHER_DAY).on("at"));
    }
    if registered.due < day {
        return Err(Finding::new(requests::DUE_BEFORE_START)
            .with("due", greek_date(registered.due))
            .with("start", greek_date(day)));
    }
    let terms = &registered.terms;
    if terms.named && registered.applicant.is_none() {
        return Err(Finding::new(requests::APPLICANT_MISSING)
            .on("name")
            .with("title", &terms.title));
    }
    if terms.placed && registered.community.is_empty() {
        return Err(Finding::new(requests::COMMUNITY_MISSING).on("community"));
    }
    short(&registered.spot, "spot")?;
    registered
        .behalf
        .as_ref()
        .map_or(Ok(()), |behalf| represented(behalf, day))
}

fn represented(behalf: &Behalf, day: Date) -> Result<(), Finding> {
    let mandate = &behalf.mandate;
    filled(
        &mandate.proof,
        "mandate_proof",
        Finding::new(requests::MANDATE_MISSING),
    )?;
    match mandate.until.filter(|until| *until < day) {
        Some(until) => Err(Finding::new(requests::MANDATE_OVER)
            .on("mandate_until")
            .with("until", greek_date(until))),
        None => Ok(()),
    }
}

fn ask(asked: &CitizenAsked) -> Result<(), Finding> {
    if asked.papers.is_empty() && asked.text.is_none() {
        return Err(Finding::new(requests::NOTHING_ASKED).on("text"));
    }
    asked
        .papers
        .iter()
        .try_for_each(|paper| short(&paper.title, "paper"))
}

fn bring(state: &RequestState, brought: &PapersBrought) -> Result<(), Finding> {
    if brought.papers.is_empty() && !brought.complete {
        return Err(Finding::new(requests::NOTHING_BROUGHT).on("papers"));
    }
    let unknown = brought
        .papers
        .iter()
        .find(|code| !state.papers.iter().any(|paper| paper.code == **code));
    if let Some(code) = unknown {
        return Err(Finding::new(requests::PAPER_UNKNOWN)
            .on("papers")
            .with("code", code));
    }
    let still = state
        .missing()
        .find(|paper| !brought.papers.contains(&paper.code));
    match still.filter(|_| brought.complete) {
        Some(paper) => Err(Finding::new(requests::STILL_MISSING)
            .on("papers")
            .with("paper", &paper.title)),
        None => Ok(()),
    }
}

/// A certificate needs data of today from every register, and no office without a line has them.
fn complete(state: &RequestState, facts: &Facts<'_>) -> Result<(), Finding> {
    let Some(request) = &state.request else {
        return Ok(());
    };
    if request.terms.issue == IssueAt::Centre && !facts.at_centre {
        return Err(
            Finding::new(requests::CERTIFICATE_AT_CENTRE).with("title", &request.terms.title)
        );
    }
    Ok(())
}

fn silent(state: &RequestState, on: Date) -> Result<(), Finding> {
    match state.due.filter(|due| on <= *due) {
        Some(due) => Err(Finding::new(requests::NOT_OVERDUE).with("due", greek_date(due))),
        None => Ok(()),
    }
}

fn reopen(state: &RequestState, reopened: &Reopened) -> Result<(), Finding> {
    if state.reopened_on.is_some() {
        return Err(Finding::new(requests::REOPENED_BEFORE));
    }
    let (Some(request), Some(closed)) = (&state.request, &state.closed) else {
        return Ok(());
    };
    let days = request.terms.reopen_days;
    let last = jiff::Span::new()
        .try_days(days)
        .ok()
        .and_then(|span| closed.on.checked_add(span).ok());
    match last.filter(|last| reopened.on > *last) {
        Some(last) => Err(Finding::new(requests::REOPEN_LATE)
            .with("days", days)
            .with("last", greek_date(last))),
        None => Ok(()),
    }
}

/// Compared with the event's own claim, as a receipt's day is: at intake a month may have passed.
fn is_day_of_event(day: Date, facts: &Facts<'_>) -> bool {
    let claimed = local_date(facts.claimed);
    match facts.proven {
        Some(proven) => day == local_date(proven.max(facts.claimed)),
        None => day == claimed || (claimed < day && day <= facts.today()),
    }
}

fn filled(text: &str, field: &'static str, empty: Finding) -> Result<(), Finding> {
    if text.trim().is_empty() {
        Err(empty.on(field))
    } else {
        short(text, field)
    }
}

fn short(text: &str, field: &'static str) -> Result<(), Finding> {
    if text.chars().count() <= MAX_SHORT {
        Ok(())
    } else {
        Err(Finding::new(cases::TEXT_TOO_LONG)
            .on(field)
            .with("n", MAX_SHORT))
    }
}
