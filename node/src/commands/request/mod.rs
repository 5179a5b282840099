//! Commands of the citizen request: take it in, and everything that is done with it (αιτήματα πολιτών).
//!
//! Taking in is one transaction: the request, its charge to the office that the catalogue names, private parts, row, search
//! words, answer. Nothing that is missing stops it: what was not brought or not answered is waited for.

mod draft;
mod input;
mod outcome;
mod twins;

pub use input::{Act, RegisteredRequest, RequestAct, RequestRegister};

use super::protocol::{Entering, Loss, write_lost};
use super::{Done, Once, judge};
use crate::documents::Document;
use crate::error::{NodeError, Result};
use crate::protocol;
use crate::session::{Moment, Session};
use crate::writer::Composed;
use draft::{Draft, optional};
use loggia_cases::Folded;
use loggia_cases::private::PrivatePart;
use loggia_cases::protocol::Register;
use loggia_cases::records::{Desk, Reference};
use loggia_cases::request::{
    Archived, Assigned, CitizenAsked, Commented, Completed, Event, ForwardedOut, Numbered,
    OfficeAnswered, OfficeAsked, Paper, PapersBrought, Rejected, Reopened, Request, RequestState,
    Tacit, TakenUp, Withdrawn, term,
};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::{Code, Finding, cases, input as typed, requests};
use loggia_schema::text::{normalise_input, normalise_lines};

/// What an act writes beside its event.
#[derive(Default)]
struct Beside {
    lost: Vec<Loss>,
    number: Option<protocol::Next>,
    parts: Vec<(PartId, PrivatePart)>,
    paper: Option<Entering>,
}

impl Session<'_> {
    /// Takes a request in (καταχώριση αιτήματος).
    ///
    /// # Errors
    /// The user's: findings by field, a request for another without a mandate, warnings not ticked. The disk's.
    pub fn request_register(
        &mut self,
        key: &str,
        input: &RequestRegister,
    ) -> Result<RegisteredRequest> {
        self.once(key, "request register", input, |session, once| {
            let scope = session.scope_for(Desk::Counter, input.scope)?;
            let (moment, reference) = (session.moment()?, session.reference(&scope)?);
            let next = session.protocol_or_none(&scope, &moment)?;
            let number = next.as_ref().map(|next| next.number.clone());
            let draft = session.request_draft(input, &reference, &moment, number)?;
            session.not_twice(&draft, &reference, &input.confirmed)?;
            session.write_request(once, scope, draft, next, &reference, &moment)
        })
    }

    /// Does something with a request (ενέργεια).
    ///
    /// # Errors
    /// The user's: no such request here, not in this state, something not written, no right. The disk's.
    pub fn request_act(&mut self, key: &str, input: &RequestAct) -> Result<Done> {
        self.once(key, "request act", input, |session, once| {
            let (document, folded, names) = session.case::<Request>(&input.which)?;
            session.in_scope(&document.scope)?;
            let (moment, reference) = (session.moment()?, session.reference(&document.scope)?);
            let mut beside = Beside::default();
            let mut event = session.event(
                &input.act,
                (&document.scope, &folded.state),
                &reference,
                &moment,
                &mut beside,
            )?;
            judge::<Request>(&folded, &event, &session.facts(&moment, &reference), &[])?;
            beside.paper = session.outcome_paper(
                (document.doc, document.scope),
                &folded.state,
                &mut event,
                &beside.parts,
                (&reference, &moment),
            )?;
            session.write_act(once, document, folded, &names, &event, beside, &moment)
        })
    }

    /// The desk's next protocol number. Where the series can give none the request is taken in all the same, and only its
    /// slip waits for the number.
    fn protocol_or_none(
        &mut self,
        scope: &ScopeId,
        moment: &Moment,
    ) -> Result<Option<protocol::Next>> {
        match self.next_protocol(scope, Register::Protocol, moment) {
            Ok(next) => Ok(Some(next)),
            Err(NodeError::Refused(findings)) => {
                let code = findings.first().map(|finding| finding.code);
                tracing::warn!(?code, "a request is taken in without a number");
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// What should be looked at before the request is taken in: answers that are missing, another that is the same.
    fn not_twice(
        &mut self,
        draft: &Draft,
        reference: &Reference,
        confirmed: &[Code],
    ) -> Result<()> {
        let registered = &draft.registered;
        let kind = reference.request_type(&registered.terms.code, registered.at.date())?;
        let twin = self.twin(kind.twins, registered, draft.applicant.as_ref())?;
        let open: Vec<Finding> = draft
            .warnings
            .iter()
            .cloned()
            .chain(twin)
            .filter(|warning| !confirmed.contains(&warning.code))
            .collect();
        if open.is_empty() {
            Ok(())
        } else {
            Err(open.into())
        }
    }

    fn write_request(
        &mut self,
        once: &Once<'_>,
        scope: ScopeId,
        draft: Draft,
        next: Option<protocol::Next>,
        reference: &Reference,
        moment: &Moment,
    ) -> Result<RegisteredRequest> {
        let Draft {
            registered, parts, ..
        } = draft;
        let due = registered.due;
        let terms = &registered.terms;
        let charge = Event::Assigned(Assigned {
            office: terms.office.clone(),
            office_name: terms.office_name.clone(),
            officer: None,
            saw_office: terms.office.clone(),
            saw_officer: None,
        });
        let office = terms.office_name.clone();
        let missing = registered.missing().map(|p| p.title.clone()).collect();
        let first = Event::Registered(Box::new(registered));
        let facts = self.facts(moment, reference);
        judge::<Request>(&Folded::default(), &first, &facts, &[])?;
        // Who may only take in leaves the charge to others; the office is the catalogue's all the same.
        let charge = facts
            .may(loggia_cases::rights::REQUEST_HANDLE)
            .then_some(charge);
        let lost = match next {
            Some(_) => self.lost_before(&scope, moment)?,
            None => Vec::new(),
        };
        let composed = Composed::<Request>::first(&first, self.hand(moment))?;
        let doc = DocId(self.new_id(moment));
        let words: Vec<String> = parts.iter().map(|(_, part)| part.search_words()).collect();
        let mut state = composed.folded().state.stage.name().to_owned();
        if charge.is_some() && state == "registered" {
            "assigned".clone_into(&mut state);
        }
        self.write(scope, moment.device, |writer| {
            write_lost(writer, &lost)?;
            let (mut request, written) = writer.begin(doc, composed)?;
            for (part, content) in &parts {
                writer.part(doc, *part, content)?;
            }
            if let Some(charge) = &charge {
                writer.follow(&mut request, charge)?;
            }
            if let Some(next) = &next {
                protocol::take(writer.tx(), next)?;
            }
            writer.end(request, &words)?;
            let answer = RegisteredRequest {
                doc,
                number: next
                    .as_ref()
                    .map(|next| next.number.to_string())
                    .unwrap_or_default(),
                tag: written.tag.to_string(),
                state,
                due,
                office,
                missing,
            };
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// The first number of a new life says which numbers the former one had shown and lost.
    fn lost_before(&mut self, scope: &ScopeId, moment: &Moment) -> Result<Vec<Loss>> {
        if self.may(loggia_cases::rights::PROTOCOL_WRITE) {
            self.lost_numbers(scope, moment)
        } else {
            Ok(Vec::new())
        }
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "what was looked up before the transaction begins"
    )]
    fn write_act(
        &mut self,
        once: &Once<'_>,
        mut document: Document,
        mut folded: Folded<RequestState>,
        names: &[String],
        event: &Event,
        beside: Beside,
        moment: &Moment,
    ) -> Result<Done> {
        let doc = document.doc;
        self.write(document.scope, moment.device, |writer| {
            write_lost(writer, &beside.lost)?;
            let written = writer.add::<Request>(&mut document, &mut folded, event, names)?;
            if let Some(next) = &beside.number {
                protocol::take(writer.tx(), next)?;
            }
            for (part, content) in &beside.parts {
                writer.part(doc, *part, content)?;
            }
            if let Some(paper) = &beside.paper {
                paper.write(writer)?;
            }
            let answer = Done::of::<Request>(doc, written, &folded);
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// The event of an act; its texts go to `beside`, and the number that it takes.
    fn event(
        &mut self,
        act: &Act,
        (scope, state): (&ScopeId, &RequestState),
        reference: &Reference,
        moment: &Moment,
        beside: &mut Beside,
    ) -> Result<Event> {
        let on = moment.now.date();
        let mut text = |session: &mut Self, typed: &str, empty: Code| -> Result<PartId> {
            let text = normalise_lines(typed);
            if text.is_empty() {
                return Err(Finding::new(empty).on("text").into());
            }
            let part = PartId(session.new_id(moment));
            beside.parts.push((part, PrivatePart::Text { text }));
            Ok(part)
        };
        Ok(match act {
            Act::Assign { office, officer } => Event::Assigned(Assigned {
                office_name: office_name(reference, office)?,
                office: normalise_input(office),
                officer: *officer,
                saw_office: state.office.clone(),
                saw_officer: state.officer,
            }),
            Act::Number => {
                let next = self.next_protocol(scope, Register::Protocol, moment)?;
                let number = next.number.clone();
                beside.lost = self.lost_before(scope, moment)?;
                beside.number = Some(next);
                Event::Numbered(Numbered { number })
            }
            Act::TakeUp => Event::TakenUp(TakenUp {
                officer: self.user.id,
                saw_officer: state.officer,
            }),
            Act::Comment { text: typed_text } => Event::Commented(Commented {
                text: text(self, typed_text, typed::EMPTY)?,
            }),
            Act::AskCitizen {
                text: words,
                papers,
                paper,
            } => {
                let words = optional(words)
                    .map(|words| text(self, &words, typed::EMPTY))
                    .transpose()?;
                Event::CitizenAsked(CitizenAsked {
                    on,
                    papers: asked_papers(state, papers, paper),
                    text: words,
                })
            }
            Act::Bring { papers, answered } => brought(state, papers, *answered, reference, on)?,
            Act::AskOffice {
                office,
                text: words,
            } => Event::OfficeAsked(OfficeAsked {
                office_name: office_name(reference, office)?,
                office: normalise_input(office),
                text: text(self, words, typed::EMPTY)?,
            }),
            Act::AnswerOffice { text: words } => Event::OfficeAnswered(OfficeAnswered {
                text: text(self, words, typed::EMPTY)?,
            }),
            Act::Complete {
                text: words,
                decision,
            } => Event::Completed(Completed {
                on,
                text: text(self, words, requests::OUTCOME_MISSING)?,
                decision: optional(decision),
                letter: None,
            }),
            Act::Reject { text: words, law } => Event::Rejected(Rejected {
                on,
                text: text(self, words, cases::REASON_MISSING)?,
                law: normalise_input(law),
                letter: None,
            }),
            Act::Forward { authority } => Event::ForwardedOut(ForwardedOut {
                on,
                authority: normalise_input(authority),
            }),
            Act::Withdraw => Event::Withdrawn(Withdrawn { on }),
            Act::Tacit => Event::Tacit(Tacit { on }),
            Act::Reopen { text: words } => Event::Reopened(Reopened {
                on,
                text: text(self, words, cases::REASON_MISSING)?,
                due: due(state, on, &[], reference, on)?,
            }),
            Act::Archive { folder } => Event::Archived(Archived {
                folder: normalise_input(folder),
            }),
        })
    }
}

/// The name of an office of the catalogue.
fn office_name(reference: &Reference, code: &str) -> Result<String> {
    let code = normalise_input(code);
    let office = reference.offices().find(|office| office.code == code);
    office
        .map(|office| office.name.clone())
        .ok_or_else(|| Finding::new(requests::OFFICE_MISSING).on("office").into())
}

/// Known papers that are asked for again, and one that is new.
fn asked_papers(state: &RequestState, codes: &[String], title: &str) -> Vec<Paper> {
    let known = state
        .papers
        .iter()
        .filter(|paper| codes.contains(&paper.code))
        .map(|paper| Paper {
            required: true,
            brought: false,
            ..paper.clone()
        });
    let new = optional(title).map(|title| Paper {
        code: format!("more_{}", state.papers.len() + 1),
        title,
        required: true,
        brought: false,
    });
    known.chain(new).collect()
}

/// Papers that came. With the last of them, or with the words that were asked for, the clock runs again.
fn brought(
    state: &RequestState,
    papers: &[String],
    answered: bool,
    reference: &Reference,
    on: Date,
) -> Result<Event> {
    let still = state.missing().any(|paper| !papers.contains(&paper.code));
    let complete = !still && (answered || !papers.is_empty());
    let stop = state.stopped_on.filter(|_| complete);
    let due = stop
        .map(|from| {
            let now = term::Stop { from, to: on };
            let stops: Vec<term::Stop> = state.stops.iter().copied().chain([now]).collect();
            let start = state.request.as_ref().map_or(on, |r| r.at.date());
            due(state, start, &stops, reference, on)
        })
        .transpose()?;
    Ok(Event::PapersBrought(PapersBrought {
        on,
        papers: papers.to_vec(),
        complete,
        due,
    }))
}

fn due(
    state: &RequestState,
    start: Date,
    stops: &[term::Stop],
    reference: &Reference,
    today: Date,
) -> Result<Date> {
    let Some(request) = &state.request else {
        return Ok(today);
    };
    Ok(term::due(request.terms.term, start, stops, &reference.holidays())?.date)
}
