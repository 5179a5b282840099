//! Settling a conflict of a case of any kind (τακτοποίηση διένεξης).
//!
//! What the fold found clashing is decided by a person, here or in another office; the decision is one more event of the case,
//! with its reason. It is refused if nobody is waiting for it any more.

use super::{Done, Once, Which, judge};
use crate::apply;
use crate::documents;
use crate::error::{NodeError, Result};
use crate::kinds::{self, Listed};
use crate::session::Session;
use crate::tasks;
use loggia_cases::dispute::Disputed;
use loggia_cases::document::EventKey;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, conflicts, storage};
use loggia_schema::text::normalise_input;
use serde::{Deserialize, Serialize};

/// A decision about one conflict of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConflictSettle {
    /// The case.
    pub doc: DocId,
    /// The event that met the conflict.
    pub conflict: EventKey,
    /// Which side stands; `None`: nobody chose.
    pub stands: Option<Stands>,
    /// Why.
    pub reason: String,
}

impl Session<'_> {
    /// Settles a conflict.
    ///
    /// # Errors
    /// The user's: no side, no reason where one is asked, no such conflict any more, no right. The disk's.
    pub fn conflict_settle(&mut self, key: &str, input: &ConflictSettle) -> Result<Done> {
        self.once(key, "conflict settle", input, |session, once| {
            let found = documents::find(session.open()?.store.conn(), &input.doc)?;
            let kind = found.map(|document| document.kind);
            let kind = kind.ok_or_else(|| NodeError::refuse(storage::DOCUMENT_MISSING))?;
            kinds::settle(session, once, kind, input)
        })
    }

    /// The same for a case whose kind is known.
    pub(crate) fn settle_one<C: Listed + Disputed>(
        &mut self,
        once: &Once<'_>,
        input: &ConflictSettle,
    ) -> Result<Done> {
        let (mut document, mut folded, names) = self.case::<C>(&Which::Doc(input.doc))?;
        self.in_scope(&document.scope)?;
        let (moment, reference) = (self.moment()?, self.reference(&document.scope)?);
        let open = folded
            .open_conflicts()
            .find(|c| c.event.key == input.conflict);
        let open = open.ok_or_else(|| NodeError::refuse(conflicts::DECIDED_ALREADY))?;
        let offered = |stands: &Stands| C::offers(&open.clash).iter().any(|o| o.stands == *stands);
        let stands = input.stands.filter(offered);
        let stands = stands.ok_or_else(|| Finding::new(conflicts::SIDE_MISSING).on("stands"))?;
        let reason = normalise_input(&input.reason);
        if C::reason(&open.clash).is_some() && reason.is_empty() {
            return Err(Finding::new(conflicts::REASON_ASKED).on("reason").into());
        }
        let event = C::settled(input.conflict, stands, reason);
        judge::<C>(&folded, &event, &self.facts(&moment, &reference), &[])?;
        self.write(document.scope, moment.device, |writer| {
            let written = writer.add::<C>(&mut document, &mut folded, &event, &names)?;
            let about = apply::conflict(&input.doc, &input.conflict.to_string());
            tasks::settle(writer.tx(), &about, moment.device.as_microsecond())?;
            let answer = Done::of::<C>(input.doc, written, &folded);
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }
}
