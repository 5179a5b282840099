//! The paper that tells the citizen how his request ended, from the template of its type, as an outgoing entry of the
//! desk's protocol in the transaction that closes the request (έγγραφο απάντησης).
//!
//! A paper needs somebody it is addressed to, a text in force and a number. Where one of them is missing the request is
//! closed without a paper: nobody waits for an answer because a template is late.

use crate::commands::protocol::{Draft, Entering};
use crate::error::{NodeError, Result};
use crate::rows;
use crate::session::{Moment, Session};
use loggia_cases::private::{Applicant, Letter, PrivatePart};
use loggia_cases::protocol::{Direction, Named};
use loggia_cases::records::Reference;
use loggia_cases::request::{Event, Registered, RequestState};
use loggia_schema::calendar::greek_date;
use loggia_schema::ids::{DocId, PartId, ScopeId};

/// Setting that names the template of a refusal.
const REFUSAL: &str = "requests.refusal_template";

impl Session<'_> {
    /// Adds the paper to the event that closes a request, if there can be one; it is written beside the event.
    pub(super) fn outcome_paper(
        &mut self,
        (doc, scope): (DocId, ScopeId),
        state: &RequestState,
        event: &mut Event,
        parts: &[(PartId, PrivatePart)],
        (reference, moment): (&Reference, &Moment),
    ) -> Result<Option<Entering>> {
        let Some(request) = &state.request else {
            return Ok(None);
        };
        let (code, said, law) = match event {
            Event::Completed(done) => (request.terms.template.as_str(), done.text, ""),
            Event::Rejected(no) => (
                reference.setting(REFUSAL).unwrap_or_default(),
                no.text,
                no.law.as_str(),
            ),
            _ => return Ok(None),
        };
        let Some(person) = self.applicant(doc, request)? else {
            return Ok(None);
        };
        let Ok(template) = reference.template(code, moment.now.date()) else {
            return Ok(None);
        };
        let case = state.number().map(ToString::to_string).unwrap_or_default();
        let said = parts.iter().find_map(|(id, part)| match part {
            PrivatePart::Text { text } if *id == said => Some(text.trim_end_matches('.')),
            _ => None,
        });
        let value = |place: &str| match place {
            "όνομα" => Some(person.name.clone()),
            "υπόθεση" => Some(case.clone()),
            "ημερομηνία" => Some(greek_date(request.at.date())),
            "θέμα" => Some(request.terms.title.clone()),
            "απάντηση" | "λόγος" => said.map(str::to_owned),
            "διάταξη" => Some(law.to_owned()),
            "δήμος" => reference.setting("municipality.name").map(str::to_owned),
            _ => None,
        };
        let Ok(text) = template.fill(value) else {
            return Ok(None);
        };
        let letter = Letter {
            subject: format!("{}: {}", template.title, request.terms.title),
            name: person.name.clone(),
            afm: person.afm.clone(),
            address: person.address.clone(),
            phone: person.phone.clone(),
            title: template.title.clone(),
            text,
            ..Letter::default()
        };
        let related = Named { doc, number: case };
        let mut draft = Draft::of_case(Direction::Out, letter, related, moment.now.date());
        draft.template.clone_from(&template.code);
        let entering = match self.protocol_entry(&scope, moment, draft) {
            Ok(entering) => entering,
            Err(NodeError::Refused(findings)) => {
                let code = findings.first().map(|finding| finding.code);
                tracing::warn!(?code, "a request is closed without its paper");
                return Ok(None);
            }
            Err(other) => return Err(other),
        };
        match event {
            Event::Completed(done) => done.letter = Some(entering.named()),
            Event::Rejected(no) => no.letter = Some(entering.named()),
            _ => {}
        }
        Ok(Some(entering))
    }

    /// Whoever made a request, while that is still known here.
    fn applicant(&mut self, doc: DocId, request: &Registered) -> Result<Option<Applicant>> {
        let Some(wanted) = request.applicant else {
            return Ok(None);
        };
        let parts = rows::parts(self.open()?.store.conn(), &doc)?;
        Ok(parts.into_iter().find_map(|(id, part)| match part {
            PrivatePart::Applicant(person) if id == wanted => Some(person),
            _ => None,
        }))
    }
}
