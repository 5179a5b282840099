//! Commands of the fine: issue, serve, spoil, replace, note (κλήση: έκδοση, επίδοση, αχρήστευση, αντικατάσταση).
//!
//! An officer's save is one transaction of about ten statements: OPEN entry, private parts, document, row, search words,
//! number, answer. With service on the spot a second entry follows in the same transaction.

mod draft;
mod input;

pub use input::{
    FineIssue, FineNote, FineReplace, FineServe, FineSpoil, IssuedFine, PersonInput, PickInput,
    ServiceInput,
};

use super::input::Form;
use super::work::{given, low_numbers};
use super::{Done, Once, judge};
use crate::documents::Document;
use crate::error::Result;
use crate::numbers;
use crate::session::{Moment, Session};
use crate::writer::Composed;
use draft::Draft;
use loggia_cases::Folded;
use loggia_cases::facts::{EarlierFine, Facts};
use loggia_cases::fine::{
    Event, Fine, FineState, Noted, Predecessor, Replaced, Spoiled, Stage, calculator,
};
use loggia_cases::number::Series;
use loggia_cases::private::PrivatePart;
use loggia_cases::records::{Desk, Reference};
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::{Finding, cases};
use loggia_schema::text::{normalise_input, normalise_lines};

impl Session<'_> {
    /// Issues a fine (έκδοση κλήσης).
    ///
    /// # Errors
    /// The user's: findings by field, rules of the fine, warnings not ticked, no numbers, no right. The disk's.
    pub fn fine_issue(&mut self, key: &str, input: &FineIssue) -> Result<IssuedFine> {
        self.once(key, "fine issue", input, |session, once| {
            session.issue(once, input, None)
        })
    }

    /// Replaces a fine that has a material error (αντικατάσταση): a new number, and the old fine points to it.
    ///
    /// # Errors
    /// As [`Session::fine_issue`]; and the old fine cannot be replaced any more.
    pub fn fine_replace(&mut self, key: &str, input: &FineReplace) -> Result<IssuedFine> {
        self.once(key, "fine replace", input, |session, once| {
            session.issue(once, &input.new, Some(input))
        })
    }

    /// Serves a fine (επίδοση).
    ///
    /// # Errors
    /// The user's: no such fine here, not in this state, dates that cannot be. The disk's.
    pub fn fine_serve(&mut self, key: &str, input: &FineServe) -> Result<Done> {
        self.once(key, "fine serve", input, |session, once| {
            let (document, folded, names) = session.case::<Fine>(&input.which)?;
            let moment = session.moment()?;
            let reference = session.reference(&document.scope)?;
            let event = serve_event(&folded.state, &input.service, &reference, &moment)?;
            session.add_fine(once, document, folded, &names, &event, &moment, Vec::new())
        })
    }

    /// Spoils a number or an issued fine whose paper nobody had (αχρήστευση); the number is never issued again.
    ///
    /// # Errors
    /// The user's: no reason, no such fine, a notice was left already, no numbers. The disk's.
    pub fn fine_spoil(&mut self, key: &str, input: &FineSpoil) -> Result<Done> {
        self.once(key, "fine spoil", input, |session, once| {
            let reason = normalise_input(&input.reason);
            let Some(which) = &input.which else {
                return session.spoil_number(once, input, reason);
            };
            let (document, folded, names) = session.case::<Fine>(which)?;
            let number = folded
                .state
                .number()
                .cloned()
                .ok_or_else(|| which.missing())?;
            let moment = session.moment()?;
            let event = Event::Spoiled(Spoiled {
                number,
                reason,
                paper: None,
            });
            session.add_fine(once, document, folded, &names, &event, &moment, Vec::new())
        })
    }

    /// Writes a note on a fine (σημείωση); its text is a private part.
    ///
    /// # Errors
    /// The user's: empty or too long text, no such fine. The disk's.
    pub fn fine_note(&mut self, key: &str, input: &FineNote) -> Result<Done> {
        self.once(key, "fine note", input, |session, once| {
            let text = normalise_lines(&input.text);
            if text.is_empty() {
                return Err(Finding::new(cases::REASON_MISSING).on("text").into());
            }
            let (document, folded, names) = session.case::<Fine>(&input.which)?;
            let moment = session.moment()?;
            let part = PartId(session.new_id(&moment));
            let event = Event::Noted(Noted { part });
            session.add_fine(
                once,
                document,
                folded,
                &names,
                &event,
                &moment,
                vec![(part, PrivatePart::Text { text })],
            )
        })
    }

    fn issue(
        &mut self,
        once: &Once<'_>,
        input: &FineIssue,
        replaces: Option<&FineReplace>,
    ) -> Result<IssuedFine> {
        let old = replaces
            .map(|replace| self.case::<Fine>(&replace.which))
            .transpose()?;
        let wanted = old
            .as_ref()
            .map(|(document, ..)| document.scope)
            .or(input.scope);
        let scope = self.scope_for(Desk::Police, wanted)?;
        let (moment, reference) = (self.moment()?, self.reference(&scope)?);
        let mut draft = self.draft(input, &scope, &reference, &moment)?;
        let replaced = match (old, replaces) {
            (Some((document, folded, names)), Some(replace)) => {
                let number = folded
                    .state
                    .number()
                    .cloned()
                    .ok_or_else(|| replace.which.missing())?;
                draft.ticket.replaces = Some(Predecessor {
                    doc: document.doc,
                    number,
                });
                let (doc, number) = (draft.doc, draft.ticket.number.clone());
                let event = Event::Replaced(Replaced {
                    doc,
                    number,
                    reason: normalise_input(&replace.reason),
                });
                Some((document, folded, names, event))
            }
            _ => None,
        };
        if let Some((_, folded, _, event)) = &replaced {
            judge::<Fine>(
                folded,
                event,
                &self.facts(&moment, &reference),
                &input.confirmed,
            )?;
        }
        let mut earlier = self.earlier(&draft.ticket)?;
        let predecessor = draft.ticket.replaces.as_ref().map(|old| old.number.clone());
        earlier.retain(|fine| predecessor.as_ref() != Some(&fine.number));
        let (issued, served) = self.judge_issue(&draft, &reference, &moment, &earlier, input)?;
        self.write_issue(once, scope, draft, issued, served, replaced, &moment)
    }

    /// The rules of the new fine and of its service on the spot; returns the fine's first event, composed, and the event
    /// of the service.
    fn judge_issue(
        &self,
        draft: &Draft,
        reference: &Reference,
        moment: &Moment,
        earlier: &[EarlierFine],
        input: &FineIssue,
    ) -> Result<(Composed<Fine>, Option<Event>)> {
        let event = Event::Issued(Box::new(draft.ticket.clone()));
        let facts = Facts {
            block: Some(&draft.next.block.numbers),
            same_plate: earlier,
            ..self.facts(moment, reference)
        };
        judge::<Fine>(&Folded::default(), &event, &facts, &input.confirmed)?;
        let issued = Composed::first(&event, self.hand(moment))?;
        let Some(service) = &draft.service else {
            return Ok((issued, None));
        };
        let served = serve_event(&issued.folded().state, service, reference, moment)?;
        judge::<Fine>(issued.folded(), &served, &facts, &input.confirmed)?;
        Ok((issued, Some(served)))
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "everything was prepared before the transaction begins"
    )]
    fn write_issue(
        &mut self,
        once: &Once<'_>,
        scope: ScopeId,
        draft: Draft,
        issued: Composed<Fine>,
        served: Option<Event>,
        replaced: Option<(Document, Folded<FineState>, Vec<String>, Event)>,
        moment: &Moment,
    ) -> Result<IssuedFine> {
        let amount = calculator::whole(&draft.ticket.violations)?;
        let reduced = calculator::reduced(&draft.ticket.violations)?;
        let notes = low_numbers(Series::Fine, draft.next.left);
        let (doc, number, rf) = (
            draft.doc,
            draft.ticket.number.to_string(),
            draft.ticket.rf.as_str().to_owned(),
        );
        let words: Vec<String> = draft
            .parts
            .iter()
            .map(|(_, part)| part.search_words())
            .collect();
        let at = moment.device;
        self.write(scope, at, |writer| {
            let (mut fine, written) = writer.begin(doc, issued)?;
            for (part, content) in &draft.parts {
                writer.part(doc, *part, content)?;
            }
            numbers::take(writer.tx(), &draft.next)?;
            if let Some(served) = &served {
                writer.follow(&mut fine, served)?;
            }
            writer.end(fine, &words)?;
            if let Some((mut document, mut folded, names, event)) = replaced {
                writer.add::<Fine>(&mut document, &mut folded, &event, &names)?;
            }
            let tag = written.tag.to_string();
            let left = draft.next.left;
            let answer = IssuedFine {
                doc,
                number,
                tag,
                rf,
                amount,
                reduced,
                left,
                notes,
            };
            once.answer(writer.tx(), &answer, at)?;
            Ok(answer)
        })
    }

    fn spoil_number(&mut self, once: &Once<'_>, input: &FineSpoil, reason: String) -> Result<Done> {
        let scope = self.scope_for(Desk::Police, input.scope)?;
        let (moment, reference) = (self.moment()?, self.reference(&scope)?);
        let paper = self.fine_paper(&input.paper, &reference)?;
        let next = self.next_number(&scope, Series::Fine, &moment)?;
        let number = next.number.clone();
        let event = Event::Spoiled(Spoiled {
            number: number.clone(),
            reason,
            paper,
        });
        let facts = Facts {
            block: Some(&next.block.numbers),
            ..self.facts(&moment, &reference)
        };
        judge::<Fine>(&Folded::default(), &event, &facts, &[])?;
        let doc = DocId(self.new_id(&moment));
        self.write(scope, moment.device, |writer| {
            let written = writer.open::<Fine>(doc, &event, &[])?;
            numbers::take(writer.tx(), &next)?;
            let state = Stage::Spoiled.name().to_owned();
            let answer = Done {
                doc,
                number: number.to_string(),
                tag: written.tag.to_string(),
                state,
            };
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// The sheet a fine is typed from, if it is.
    fn fine_paper(&mut self, typed: &str, reference: &Reference) -> Result<Option<String>> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let sheet = self.sheet(Series::Fine, typed, reference)?;
        Ok(Some(sheet.map_err(|finding| finding.on("paper"))?))
    }

    /// One more event on an existing fine.
    #[allow(
        clippy::too_many_arguments,
        reason = "what was looked up before the transaction begins"
    )]
    fn add_fine(
        &mut self,
        once: &Once<'_>,
        mut document: Document,
        mut folded: Folded<FineState>,
        names: &[String],
        event: &Event,
        moment: &Moment,
        parts: Vec<(PartId, PrivatePart)>,
    ) -> Result<Done> {
        self.in_scope(&document.scope)?;
        let reference = self.reference(&document.scope)?;
        judge::<Fine>(&folded, event, &self.facts(moment, &reference), &[])?;
        let doc = document.doc;
        self.write(document.scope, moment.device, |writer| {
            let written = writer.add::<Fine>(&mut document, &mut folded, event, names)?;
            for (part, content) in &parts {
                writer.part(doc, *part, content)?;
            }
            let answer = Done::of::<Fine>(doc, written, &folded);
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }
}

fn serve_event(
    state: &FineState,
    input: &ServiceInput,
    reference: &Reference,
    moment: &Moment,
) -> Result<Event> {
    let mut form = Form::default();
    let on = form.date("served_on", &input.date, moment.now.date());
    form.finish()?;
    let (Some(on), Some(ticket)) = (on, state.ticket.as_deref()) else {
        return Err(Finding::new(cases::NOT_IN_THIS_STATE)
            .with("event", "επίδοση")
            .with("state", state.stage.greek())
            .into());
    };
    let saw = state.service.as_ref().map(|service| service.on);
    let mut served = calculator::serve(ticket, input.kind, on, &reference.holidays(), saw)?;
    served.proof = given(&input.proof);
    Ok(Event::Served(served))
}
