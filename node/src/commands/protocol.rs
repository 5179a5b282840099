//! Commands of the protocol: register, charge, answer, put right, cancel; the papers of a village (πρωτόκολλο).
//!
//! An entry is written by its own command, or beside the event of another case in one transaction: that command asks
//! [`Session::protocol_entry`] for an [`Entering`] before it composes its event, and writes it with [`Entering::write`]. So the
//! number stands in both or in neither.
//!
//! After a rollback the first entry of the new life also says which numbers the former one had shown and lost.

use super::input::{Form, Which};
use super::work::given;
use super::{Done, Once, judge};
use crate::error::{NodeError, Result};
use crate::kinds;
use crate::protocol::{self, Count, Next};
use crate::session::{Moment, Session};
use crate::store::StoreError;
use crate::writer::{Writer, Written};
use loggia_cases::private::{Letter, PrivatePart};
use loggia_cases::protocol::{
    ANSWER_DAYS, Answered, Cancelled, Channel, Countered, Direction, Entry, Event, Lost, Named,
    Posted, Protocol, ProtocolNumber, Register, Routed, SeriesMark, Their,
};
use loggia_cases::records::{Desk, Reference};
use loggia_cases::{Case, CaseKind, Folded};
use loggia_schema::calendar::{Date, Deadline, Unit, greek_date};
use loggia_schema::identifiers::{Afm, Phone};
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::{Finding, protocol as messages};
use loggia_schema::text::normalise_input;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a clerk types for an entry. Empty texts mean «not given»; an empty day means today.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProtocolRegister {
    /// The scope, if the clerk has several.
    pub scope: Option<ScopeId>,
    /// The book.
    pub register: Register,
    /// Must stay empty: numbers come from the series.
    pub number: String,
    /// In, out, internal.
    pub direction: Direction,
    /// The day it came or left.
    pub on: String,
    /// How it came or left.
    pub channel: Channel,
    /// What it is about; empty: the title of the template.
    pub subject: String,
    /// Sender or receiver.
    pub name: String,
    /// ΑΦΜ.
    pub afm: String,
    /// Street and number, town.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Identity document as shown.
    pub id_document: String,
    /// The sender's own number.
    pub their_number: String,
    /// Its date.
    pub their_date: String,
    /// Folder of the archive plan.
    pub folder: String,
    /// Number of the case it belongs to.
    pub related: String,
    /// Number of the entry that this one puts right.
    pub counters: String,
    /// What was wrong there.
    pub counter_reason: String,
    /// The unit it is charged to at once.
    pub unit: String,
    /// Code of a template whose text is made.
    pub template: String,
    /// Values of its places.
    pub fields: BTreeMap<String, String>,
    /// How many copies were certified.
    pub copies: String,
    /// First day on the board.
    pub posted_from: String,
    /// Last day on the board.
    pub posted_to: String,
}

/// Charged to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolRoute {
    /// Which entry.
    pub which: Which,
    /// The unit or post.
    pub unit: String,
    /// For action, not only for information.
    pub action: bool,
}

/// Answered or filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolAnswer {
    /// Which entry.
    pub which: Which,
    /// Number of the outgoing entry that answers it.
    #[serde(default)]
    pub by: String,
    /// How it ended, where nothing went out.
    #[serde(default)]
    pub note: String,
}

/// Cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolCancel {
    /// Which entry.
    pub which: Which,
    /// Why.
    pub reason: String,
}

/// An entry that now stands in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredEntry {
    /// The case.
    pub doc: DocId,
    /// Its number.
    pub number: String,
    /// The short tag of its entry.
    pub tag: String,
    /// Last day for the answer.
    pub due: Option<Date>,
}

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
    doc: DocId,
    event: Event,
    part: (PartId, PrivatePart),
    lost: Vec<(DocId, Count, Event)>,
    routed: Option<Event>,
    /// Last day for the answer.
    pub due: Option<Date>,
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
        for (doc, count, event) in &self.lost {
            writer.open::<Protocol>(*doc, event, &[])?;
            protocol::told(writer.tx(), count)?;
        }
        let words = self.part.1.search_words();
        let words = Some(words).filter(|words| !words.is_empty());
        let first = crate::writer::Composed::first(&self.event, writer.hand())?;
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
        let (mut document, folded, names) = self.case::<Protocol>(which)?;
        self.in_scope(&document.scope)?;
        let (moment, reference) = (self.moment()?, self.reference(&document.scope)?);
        judge::<Protocol>(&folded, event, &self.facts(&moment, &reference), &[])?;
        let doc = document.doc;
        self.write(document.scope, moment.device, |writer| {
            let written = writer.add::<Protocol>(&mut document, folded, event, &names)?;
            let folded = document
                .folded
                .as_deref()
                .ok_or(StoreError::Damaged("folded state"))?;
            let row = Protocol::row(&kinds::read_folded::<Protocol>(folded)?);
            let answer = Done {
                doc,
                number: row.number,
                tag: written.tag.to_string(),
                state: row.stage.name().to_owned(),
            };
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
            if let Some((mut document, folded, names)) = countered {
                writer.add::<Protocol>(&mut document, folded, &put_right, &names)?;
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
    fn lost_numbers(
        &mut self,
        scope: &ScopeId,
        moment: &Moment,
    ) -> Result<Vec<(DocId, Count, Event)>> {
        let life = self.me.incarnation;
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
        let missing = || {
            Finding::new(loggia_schema::message::numbers::NUMBER_NOT_FOUND).with("number", &number)
        };
        let conn = self.open().map_err(|_| missing())?.store.conn();
        let doc = which.any(conn).map_err(|_| missing())?;
        let doc = doc.ok_or_else(missing)?;
        Ok(Some(Named { doc, number }))
    }
}

fn read_draft(
    form: &mut Form,
    input: &ProtocolRegister,
    reference: &Reference,
    moment: &Moment,
    (related, counters): (Option<Named>, Option<Named>),
) -> Option<Draft> {
    let today = moment.now.date();
    let on = form.date("on", &input.on, today);
    let afm = form.maybe("afm", Some(&input.afm), Afm::parse);
    let phone = form.maybe("phone", Some(&input.phone), Phone::parse);
    let their_date = match input.their_date.trim() {
        "" => None,
        typed => form.date("their_date", typed, today),
    };
    let template = match given(&input.template) {
        None => None,
        Some(code) => Some(form.take("template", reference.template(&code, today))?),
    };
    let usual = template
        .map(|template| template.title.clone())
        .unwrap_or_default();
    let subject = given(&input.subject).unwrap_or(usual);
    if subject.is_empty() {
        form.add(Finding::new(messages::SUBJECT_MISSING).on("subject"));
    }
    let name = normalise_input(&input.name);
    if name.is_empty() && input.register != Register::Posting {
        form.add(Finding::new(messages::NAME_MISSING).on("name"));
    }
    let posted = posted(form, input, today);
    let copies = copies(form, input);
    let mut letter = Letter {
        subject,
        name,
        afm,
        address: normalise_input(&input.address),
        phone,
        id_document: normalise_input(&input.id_document),
        title: template
            .map(|template| template.title.clone())
            .unwrap_or_default(),
        ..Letter::default()
    };
    if let Some(template) = template {
        let filled = template.fill(|place| value(place, input, &letter, posted, reference, today));
        letter.text = form.take("fields", filled)?;
    }
    let on = on?;
    let due = (input.direction == Direction::In && input.register == Register::Protocol)
        .then(|| form.take("on", due(on, reference)))
        .flatten();
    Some(Draft {
        register: input.register,
        direction: input.direction,
        on,
        channel: input.channel,
        letter,
        their: given(&input.their_number).map(|number| Their {
            number,
            date: their_date,
        }),
        folder: normalise_input(&input.folder),
        related,
        counters,
        due,
        template: template
            .map(|template| template.code.clone())
            .unwrap_or_default(),
        copies,
        posted,
    })
}

/// The last day for an answer: so many calendar days from the day it came, moved off holidays.
fn due(on: Date, reference: &Reference) -> Result<Date, Finding> {
    let days = reference.setting("protocol.answer_days");
    let days = days.and_then(|text| text.trim().parse().ok());
    let term = Deadline {
        n: u32::from(days.unwrap_or(ANSWER_DAYS)),
        unit: Unit::CalendarDays,
        roll: true,
    };
    term.until(on, &reference.holidays())
}

fn posted(form: &mut Form, input: &ProtocolRegister, today: Date) -> Option<Posted> {
    if input.posted_from.trim().is_empty() && input.posted_to.trim().is_empty() {
        return None;
    }
    let from = form.date("posted_from", &input.posted_from, today);
    let to = form.date("posted_to", &input.posted_to, today);
    Some(Posted {
        from: from?,
        to: to?,
    })
}

/// Copies of a certified copy: one, when nobody says otherwise.
fn copies(form: &mut Form, input: &ProtocolRegister) -> u16 {
    let usual = u16::from(input.register == Register::Copy);
    let bad = |_| Finding::new(messages::COPIES);
    let read = |text: &str| text.parse::<u16>().map_err(bad);
    form.maybe("copies", Some(&input.copies), read)
        .unwrap_or(usual)
}

/// What a place of a template says: what programs know, else what was typed for it.
fn value(
    place: &str,
    input: &ProtocolRegister,
    letter: &Letter,
    posted: Option<Posted>,
    reference: &Reference,
    today: Date,
) -> Option<String> {
    let known = match place {
        "όνομα" => Some(letter.name.clone()),
        "ΑΦΜ" => letter.afm.as_ref().map(|afm| afm.as_str().to_owned()),
        "διεύθυνση" => Some(letter.address.clone()),
        "ταυτότητα" => Some(letter.id_document.clone()),
        "θέμα" => Some(letter.subject.clone()),
        "ημερομηνία" => Some(greek_date(today)),
        "δήμος" => reference.setting("municipality.name").map(str::to_owned),
        "αντίτυπα" => Some(input.copies.trim().to_owned())
            .filter(|typed| !typed.is_empty())
            .or_else(|| Some("1".to_owned())),
        "ανάρτηση από" => posted.map(|posted| greek_date(posted.from)),
        "ανάρτηση έως" => posted.map(|posted| greek_date(posted.to)),
        "υπόθεση" => Some(normalise_input(&input.related)),
        _ => None,
    };
    known
        .filter(|text| !text.is_empty())
        .or_else(|| input.fields.get(place).map(|text| normalise_input(text)))
}
