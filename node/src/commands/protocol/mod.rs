//! Commands of the protocol: register, charge, answer, put right, cancel; the papers of a village (πρωτόκολλο).
//!
//! An entry is written by its own command, or beside the event of another case in one transaction: that command asks
//! [`Session::protocol_entry`] for an [`Entering`] before it composes its event, and writes it with [`Entering::write`]. So the
//! number stands in both or in neither.
//!
//! After a rollback the first entry of the new life also says which numbers the former one had shown and lost.

mod entering;
mod typed;

pub use entering::{Draft, Entering};
pub(super) use entering::{Loss, write_lost};
pub use typed::{ProtocolAnswer, ProtocolCancel, ProtocolRegister, ProtocolRoute, RegisteredEntry};

use super::input::{Form, Which};
use super::work::given;
use super::{Done, Once, judge};
use crate::error::{NodeError, Result};
use crate::session::Session;
use loggia_cases::CaseKind;
use loggia_cases::protocol::{
    Answered, Cancelled, Countered, Event, Named, Protocol, ProtocolNumber, Routed,
};
use loggia_cases::records::Desk;
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Finding, numbers, protocol as messages};
use loggia_schema::text::normalise_input;
use typed::read_draft;

impl Session<'_> {
    /// Registers a document, or issues a paper of a village under a number of its book.
    ///
    /// # Errors
    /// The user's: findings by field, the rules of the protocol. The disk's.
    pub fn protocol_register(
        &mut self,
        key: &str,
        input: &ProtocolRegister,
    ) -> Result<RegisteredEntry> {
        self.once(key, "protocol register", input, |session, once| {
            session.register(once, input)
        })
    }

    /// Charges an entry to a unit (χρέωση).
    ///
    /// # Errors
    /// The user's: no unit, no such entry, not in this stage. The disk's.
    pub fn protocol_route(&mut self, key: &str, input: &ProtocolRoute) -> Result<Done> {
        self.once(key, "protocol route", input, |session, once| {
            let event = Event::Routed(Routed {
                unit: normalise_input(&input.unit),
                action: input.action,
            });
            session.act(once, &input.which, &event)
        })
    }

    /// Answers or files an entry (διεκπεραίωση).
    ///
    /// # Errors
    /// The user's: neither number nor note, no such entry, not in this stage. The disk's.
    pub fn protocol_answer(&mut self, key: &str, input: &ProtocolAnswer) -> Result<Done> {
        self.once(key, "protocol answer", input, |session, once| {
            let by = session.named_entry("by", &input.by)?;
            let event = Event::Answered(Answered {
                by,
                note: normalise_input(&input.note),
            });
            session.act(once, &input.which, &event)
        })
    }

    /// Cancels an entry; the number stays (ακύρωση).
    ///
    /// # Errors
    /// The user's: no reason, cancelled already, a closed year. The disk's.
    pub fn protocol_cancel(&mut self, key: &str, input: &ProtocolCancel) -> Result<Done> {
        self.once(key, "protocol cancel", input, |session, once| {
            let event = Event::Cancelled(Cancelled {
                reason: normalise_input(&input.reason),
            });
            session.act(once, &input.which, &event)
        })
    }

    fn act(&mut self, once: &Once<'_>, which: &Which, event: &Event) -> Result<Done> {
        let (mut document, mut folded, names) = self.case::<Protocol>(which)?;
        self.in_scope(&document.scope)?;
        let (moment, reference) = (self.moment()?, self.reference(&document.scope)?);
        judge::<Protocol>(&folded, event, &self.facts(&moment, &reference), &[])?;
        let doc = document.doc;
        self.write(document.scope, moment.device, |writer| {
            let written = writer.add::<Protocol>(&mut document, &mut folded, event, &names)?;
            let answer = Done::of::<Protocol>(doc, written, &folded);
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    fn register(&mut self, once: &Once<'_>, input: &ProtocolRegister) -> Result<RegisteredEntry> {
        let scope = self.protocol_scope(input.scope)?;
        let (moment, reference) = (self.moment()?, self.reference(&scope)?);
        let mut form = Form::default();
        if !input.number.trim().is_empty() {
            form.add(Finding::new(messages::NUMBER_BY_HAND).on("number"));
        }
        let related = form
            .take("related", self.named_any(&input.related))
            .flatten();
        let counters = self.named_entry("counters", &input.counters);
        let counters = match counters {
            Ok(counters) => counters,
            Err(NodeError::Refused(findings)) => {
                findings.into_iter().for_each(|finding| form.add(finding));
                None
            }
            Err(error) => return Err(error),
        };
        let draft = read_draft(&mut form, input, &reference, &moment, (related, counters));
        form.finish()?;
        let draft = draft.ok_or(NodeError::Us("a form without findings that did not parse"))?;
        let countered = match &draft.counters {
            None => None,
            Some(old) => Some(self.case::<Protocol>(&Which::Doc(old.doc))?),
        };
        let mut entering = self.protocol_entry(&scope, &moment, draft)?;
        entering.routed =
            given(&input.unit).map(|unit| Event::Routed(Routed { unit, action: true }));
        let put_right = Event::Countered(Countered {
            by: entering.named(),
            reason: normalise_input(&input.counter_reason),
        });
        let countered = match countered {
            None => None,
            Some((document, folded, names)) => {
                self.in_scope(&document.scope)?;
                let facts = self.facts(&moment, &reference);
                judge::<Protocol>(&folded, &put_right, &facts, &[])?;
                Some((document, folded, names))
            }
        };
        self.write(scope, moment.device, |writer| {
            let written = entering.write(writer)?;
            if let Some((mut document, mut folded, names)) = countered {
                writer.add::<Protocol>(&mut document, &mut folded, &put_right, &names)?;
            }
            let answer = RegisteredEntry {
                doc: entering.doc,
                number: entering.number().to_string(),
                tag: written.tag.to_string(),
                due: entering.due,
            };
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// The desk whose protocol is meant: the counter if there is one, else the only desk the user has.
    ///
    /// # Errors
    /// The user's: the device or the user has no desk.
    pub fn protocol_scope(&mut self, wanted: Option<ScopeId>) -> Result<ScopeId> {
        match self.scope_for(Desk::Counter, wanted) {
            Ok(scope) => Ok(scope),
            Err(error) => {
                let desks = self.desks()?;
                let fits = |scope: &ScopeId| wanted.is_none_or(|wanted| wanted == *scope);
                desks.iter().map(|desk| desk.id).find(fits).ok_or(error)
            }
        }
    }

    /// An entry of the protocol by the number somebody typed; nothing typed is none.
    fn named_entry(&mut self, field: &'static str, typed: &str) -> Result<Option<Named>> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let number = ProtocolNumber::parse(typed).map_err(|finding| finding.on(field))?;
        let which = Which::Number(number.to_string());
        let doc = which.doc(self.open()?.store.conn(), CaseKind::PROTOCOL)?;
        let doc = doc.ok_or_else(|| match which.missing() {
            NodeError::Refused(findings) => findings
                .into_iter()
                .map(|finding| finding.on(field))
                .collect::<Vec<_>>()
                .into(),
            other => other,
        })?;
        Ok(Some(Named {
            doc,
            number: number.to_string(),
        }))
    }

    /// A case of any kind by its number; a number that is not here is named without a document of this store.
    fn named_any(&mut self, typed: &str) -> Result<Option<Named>, Finding> {
        let Some(number) = given(typed) else {
            return Ok(None);
        };
        let which = Which::Number(number.clone());
        let missing = || Finding::new(numbers::NUMBER_NOT_FOUND).with("number", &number);
        let conn = self.open().map_err(|_| missing())?.store.conn();
        let doc = which.any(conn).map_err(|_| missing())?;
        let doc = doc.ok_or_else(missing)?;
        Ok(Some(Named { doc, number }))
    }
}
