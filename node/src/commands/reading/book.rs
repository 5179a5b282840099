//! Writing in a book: the rules before each event, entry, row and private parts in the caller's transaction.

use crate::commands::judge;
use crate::documents::Document;
use crate::error::Result;
use crate::session::{Moment, Session};
use crate::writer::{Composed, Hand, Writer};
use loggia_cases::Folded;
use loggia_cases::facts::Facts;
use loggia_cases::irrigation::{BookState, Event, ReadingBook};
use loggia_cases::private::PrivatePart;
use loggia_cases::records::Reference;
use loggia_schema::ids::{DeviceKey, DocId, PartId, ScopeId, UserId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A book about to be written in.
pub(super) struct Writing {
    /// The scope.
    pub scope: ScopeId,
    /// Reference data of the scope.
    pub reference: Arc<Reference>,
    /// The book's id.
    pub doc: DocId,
    /// Its document, if it exists.
    pub document: Option<Document>,
    /// Its state as its entries give it.
    pub folded: Folded<BookState>,
    /// Words of its private parts.
    pub names: Vec<String>,
}

/// What was written.
pub(super) struct Put {
    /// The state after it.
    pub after: Folded<BookState>,
    /// The short tag of the last entry.
    pub tag: String,
}

/// The facts of the rules, held apart from the session so that a transaction can ask them.
pub(super) struct Known {
    moment: Moment,
    user: UserId,
    rights: BTreeSet<String>,
    device: DeviceKey,
    reference: Arc<Reference>,
}

impl Known {
    fn facts(&self) -> Facts<'_> {
        Facts {
            now: &self.moment.now,
            claimed: self.moment.device,
            proven: self.moment.proven,
            user: self.user,
            rights: &self.rights,
            device: Some(self.device),
            at_centre: false,
            reference: &self.reference,
            block: None,
            same_plate: &[],
            payables: &[],
        }
    }
}

impl Session<'_> {
    /// What the rules of a book ask for.
    pub(super) fn known(&self, moment: &Moment, reference: &Arc<Reference>) -> Known {
        Known {
            moment: moment.clone(),
            user: self.user.id,
            rights: self.user.rights.clone(),
            device: self.me.device,
            reference: Arc::clone(reference),
        }
    }
}

impl Writing {
    /// Writes events that belong together; each is judged in the state the one before it left.
    pub fn put(
        self,
        writer: &mut Writer<'_, '_>,
        (events, parts): (&[Event], &[(PartId, PrivatePart)]),
        known: &Known,
        hand: Hand,
    ) -> Result<Put> {
        let Writing {
            doc,
            mut document,
            mut folded,
            mut names,
            ..
        } = self;
        names.extend(parts.iter().map(|(_, part)| part.search_words()));
        let mut tag = String::new();
        for event in events {
            judge::<ReadingBook>(&folded, event, &known.facts(), &[])?;
            let written = match &mut document {
                Some(document) => {
                    writer.add::<ReadingBook>(document, &mut folded, event, &names)?
                }
                None => {
                    let first = Composed::<ReadingBook>::first(event, hand)?;
                    let (growing, written) = writer.begin(doc, first)?;
                    let (made, after) = writer.end(growing, &names)?;
                    (document, folded) = (Some(made), after);
                    written
                }
            };
            tag = written.tag.to_string();
        }
        for (part, content) in parts {
            writer.part(doc, *part, content)?;
        }
        Ok(Put { after: folded, tag })
    }
}
