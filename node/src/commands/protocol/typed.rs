//! What a clerk types for an entry, and how it is read: every finding of the form at once, each with its field.

use super::entering::Draft;
use crate::commands::input::{Form, Which};
use crate::commands::work::given;
use crate::session::Moment;
use loggia_cases::private::Letter;
use loggia_cases::protocol::{ANSWER_DAYS, Channel, Direction, Named, Posted, Register, Their};
use loggia_cases::records::Reference;
use loggia_schema::calendar::{Date, Deadline, Unit, greek_date};
use loggia_schema::identifiers::{Afm, Phone};
use loggia_schema::ids::{DocId, ScopeId};
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

/// The draft of an entry, as far as the form reads.
pub(super) fn read_draft(
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
