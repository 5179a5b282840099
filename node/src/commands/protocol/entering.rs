//! An entry before it is written: with its number, checked by the rules, beside whatever else a command writes (εγγραφή).

use crate::commands::judge;
use crate::error::{NodeError, Result};
use crate::protocol::{self, Count, Next};
use crate::session::{Moment, Session};
use crate::writer::{Composed, Writer, Written};
use loggia_cases::Folded;
use loggia_cases::private::{Letter, PrivatePart};
use loggia_cases::protocol::{
    Channel, Direction, Entry, Event, Lost, Named, Posted, Protocol, ProtocolNumber, Register,
    SeriesMark, Their,
};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::{Finding, protocol as messages};

/// What an entry says, before it has a number; for commands of other cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The book.
    pub register: Register,
    /// Which way it goes.
    pub direction: Direction,
    /// The day it came or left.
    pub on: Date,
    /// How.
    pub channel: Channel,
    /// Subject, sender or receiver, text.
    pub letter: Letter,
    /// The sender's number and date.
    pub their: Option<Their>,
    /// Folder.
    pub folder: String,
    /// The case it belongs to.
    pub related: Option<Named>,
    /// The entry it puts right.
    pub counters: Option<Named>,
    /// Last day for the answer.
    pub due: Option<Date>,
    /// Code of the template of its text.
    pub template: String,
    /// Copies certified.
    pub copies: u16,
    /// Days on the board.
    pub posted: Option<Posted>,
}

impl Draft {
    /// A document that belongs to a case, of today; the rest is empty.
    pub fn of_case(direction: Direction, letter: Letter, related: Named, today: Date) -> Draft {
        Draft {
            register: Register::Protocol,
            direction,
            on: today,
            channel: Channel::Counter,
            letter,
            their: None,
            folder: String::new(),
            related: Some(related),
            counters: None,
            due: None,
            template: String::new(),
            copies: 0,
            posted: None,
        }
    }
}

/// An entry with its number, checked by the rules, ready to be written in the transaction of a command.
pub struct Entering {
    next: Next,
    pub(super) doc: DocId,
    event: Event,
    part: (PartId, PrivatePart),
    lost: Vec<Loss>,
    pub(super) routed: Option<Event>,
    /// Last day for the answer.
    pub due: Option<Date>,
}

/// A series of a former life whose last numbers are lost, as the entry that says so.
pub(in crate::commands) type Loss = (DocId, Count, Event);

/// Writes which numbers are lost, beside the first number that the new life gives.
///
/// # Errors
/// The disk's.
pub(in crate::commands) fn write_lost(writer: &mut Writer<'_, '_>, lost: &[Loss]) -> Result<()> {
    for (doc, count, event) in lost {
        writer.open::<Protocol>(*doc, event, &[])?;
        protocol::told(writer.tx(), count)?;
    }
    Ok(())
}

impl Entering {
    /// The number it will have.
    pub const fn number(&self) -> &ProtocolNumber {
        &self.next.number
    }

    /// How another case names it.
    pub fn named(&self) -> Named {
        Named {
            doc: self.doc,
            number: self.next.number.to_string(),
        }
    }

    /// Writes entry, private part and number.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn write(&self, writer: &mut Writer<'_, '_>) -> Result<Written> {
        write_lost(writer, &self.lost)?;
        let words = self.part.1.search_words();
        let words = Some(words).filter(|words| !words.is_empty());
        let first = Composed::first(&self.event, writer.hand())?;
        let (mut case, written) = writer.begin::<Protocol>(self.doc, first)?;
        if let Some(routed) = &self.routed {
            writer.follow(&mut case, routed)?;
        }
        writer.end(case, words.as_slice())?;
        writer.part(self.doc, self.part.0, &self.part.1)?;
        protocol::take(writer.tx(), &self.next)?;
        Ok(written)
    }
}

impl Session<'_> {
    /// An entry with the next number of its book. A store that was rolled back begins a new life here, so this is asked
    /// before any event of the same command is composed.
    ///
    /// # Errors
    /// The user's: what the rules of the protocol refuse, a desk without a code. The disk's.
    pub fn protocol_entry(
        &mut self,
        scope: &ScopeId,
        moment: &Moment,
        draft: Draft,
    ) -> Result<Entering> {
        if draft.letter.subject.is_empty() {
            return Err(Finding::new(messages::SUBJECT_MISSING).on("subject").into());
        }
        let reference = self.reference(scope)?;
        let next = self.next_protocol(scope, draft.register, moment)?;
        let (doc, part) = (DocId(self.new_id(moment)), PartId(self.new_id(moment)));
        let confidential = draft.register == Register::Confidential;
        let letter = PrivatePart::Letter(Letter {
            confidential,
            ..draft.letter
        });
        letter.write()?;
        let entry = Entry {
            number: next.number.clone(),
            direction: draft.direction,
            at: moment.now.clone(),
            on: draft.on,
            user: self.user.id,
            device: self.me.device,
            place: self.user.place.clone().unwrap_or_default(),
            channel: draft.channel,
            letter: part,
            their: draft.their,
            folder: draft.folder,
            related: draft.related,
            counters: draft.counters,
            due: draft.due,
            template: draft.template,
            copies: draft.copies,
            posted: draft.posted,
        };
        let event = Event::Registered(Box::new(entry));
        let facts = self.facts(moment, &reference);
        judge::<Protocol>(&Folded::default(), &event, &facts, &[])?;
        let lost = self.lost_numbers(scope, moment)?;
        Ok(Entering {
            next,
            doc,
            event,
            part: (part, letter),
            lost,
            routed: None,
            due: draft.due,
        })
    }

    /// What former lives of this store had shown in this scope and do not remember.
    pub(in crate::commands) fn lost_numbers(
        &mut self,
        scope: &ScopeId,
        moment: &Moment,
    ) -> Result<Vec<Loss>> {
        let (life, desk) = (self.me.incarnation, self.desk_code(scope)?);
        let year =
            u16::try_from(moment.now.year()).map_err(|_| NodeError::Us("a year before Christ"))?;
        self.node.witness_former_series(scope, &desk, year)?;
        let counts = protocol::untold(self.open()?.store.conn(), scope, life)?;
        let mut lost = Vec::with_capacity(counts.len());
        for count in counts {
            let mark = SeriesMark::of(count.incarnation);
            let desk = count.desk.clone();
            let first =
                ProtocolNumber::new(desk, mark, count.register, count.year, count.used + 1)?;
            let event = Event::Lost(Lost {
                first,
                last: count.shown,
            });
            lost.push((DocId(self.new_id(moment)), count, event));
        }
        Ok(lost)
    }
}
