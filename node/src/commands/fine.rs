//! Commands of the fine: issue, serve, spoil, replace, note (κλήση: έκδοση, επίδοση, αχρήστευση, αντικατάσταση).
//!
//! An officer's save is one transaction of about ten statements: OPEN entry, private parts, document, row, search words,
//! number, answer. With service on the spot a second entry follows in the same transaction.

use super::input::{Form, Which};
use super::{Done, Once, judge};
use crate::apply::Me;
use crate::documents::Document;
use crate::error::{NodeError, Result};
use crate::kinds;
use crate::numbers::{self, Next};
use crate::session::{Moment, Session};
use crate::store::{StoreError, Tx, rows};
use crate::writer::{Written, Writer};
use loggia_cases::facts::{EarlierFine, Facts};
use loggia_cases::fine::calculator::{self, Pick};
use loggia_cases::fine::{
    Event, Fine, FineState, Liable, LiableRole, Noted, Place, Predecessor, Replaced, ServiceKind, Spoiled, Ticket,
    Vehicle,
};
use loggia_cases::number::Series;
use loggia_cases::private::{LiablePerson, PrivatePart};
use loggia_cases::records::{Desk, Reference};
use loggia_cases::case::Effects;
use loggia_cases::document::Tips;
use loggia_cases::document::event::MAX_EVENT;
use loggia_cases::{Case, CaseKind, Folded, new_event};
use loggia_schema::identifiers::{Afm, Phone, Plate, Postcode};
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::{Code, Finding, cases, numbers as messages};
use loggia_schema::money::Cents;
use loggia_schema::text::{fold, normalise_input, normalise_lines};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Earlier fines of a plate that the repetition rule looks at.
const EARLIER: i64 = 20;

/// What an officer types for a fine. Empty texts mean «not given»; empty date and time mean now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FineIssue {
    /// The scope, if the officer has several.
    pub scope: Option<ScopeId>,
    /// Date of the offence.
    pub date: String,
    /// Time of the offence.
    pub time: String,
    /// Plate as read off the vehicle.
    pub plate: String,
    /// Country of a foreign plate, two letters.
    pub country: String,
    /// The plate is of a special Greek series.
    pub special_plate: bool,
    /// Kind, make, colour.
    pub vehicle: String,
    /// Street, square or spot.
    pub street: String,
    /// Number or hint.
    pub street_no: String,
    /// Code of the community.
    pub community: String,
    /// Violations of the catalogue.
    pub violations: Vec<PickInput>,
    /// The person, if one was named on the spot.
    pub person: Option<PersonInput>,
    /// Why it is written more than a day later.
    pub late_reason: String,
    /// Number of the handwritten paper it is typed from.
    pub paper: String,
    /// Service on the spot.
    pub service: Option<ServiceInput>,
    /// Warnings that were ticked.
    pub confirmed: Vec<Code>,
}

/// A violation as picked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickInput {
    /// Code of the catalogue.
    pub code: String,
    /// Step of repetition, from 1.
    #[serde(default = "first_step")]
    pub step: u8,
}

const fn first_step() -> u8 {
    1
}

/// A person as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonInput {
    /// In which role.
    pub role: LiableRole,
    /// Name.
    pub name: String,
    /// ΑΦΜ, or empty.
    #[serde(default)]
    pub afm: String,
    /// Address.
    #[serde(default)]
    pub address: String,
    /// Postal code, or empty.
    #[serde(default)]
    pub postcode: String,
    /// Telephone, or empty.
    #[serde(default)]
    pub phone: String,
    /// Identity document.
    #[serde(default)]
    pub id_document: String,
}

/// How and when a fine was served; an empty date means today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceInput {
    /// How.
    pub kind: ServiceKind,
    /// Date.
    #[serde(default)]
    pub date: String,
    /// Number of the proof of service.
    #[serde(default)]
    pub proof: String,
}

/// Service of an existing fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FineServe {
    /// Which fine.
    pub which: Which,
    /// How and when.
    pub service: ServiceInput,
}

/// A number that never becomes a fine, or a fine whose paper nobody had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FineSpoil {
    /// Which fine; `None`: the next number of the block.
    #[serde(default)]
    pub which: Option<Which>,
    /// The scope, if the officer has several.
    #[serde(default)]
    pub scope: Option<ScopeId>,
    /// Why: goes to the gap register.
    pub reason: String,
}

/// A new fine in place of one with a material error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FineReplace {
    /// The old fine.
    pub which: Which,
    /// What was wrong.
    pub reason: String,
    /// The new one.
    pub new: FineIssue,
}

/// A note on a fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FineNote {
    /// Which fine.
    pub which: Which,
    /// The text.
    pub text: String,
}

/// A fine that now exists: what the officer's screen shows and the paper prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedFine {
    /// The case.
    pub doc: DocId,
    /// Its legal number.
    pub number: String,
    /// The short tag of its entry.
    pub tag: String,
    /// Payment code.
    pub rf: String,
    /// Whole amount.
    pub amount: Cents,
    /// Reduced amount, if there is one.
    pub reduced: Option<Cents>,
    /// Numbers left in the series.
    pub left: u64,
    /// What the officer should know (few numbers left).
    pub notes: Vec<Finding>,
}

/// A fine with everything parsed and nothing written.
struct Draft {
    doc: DocId,
    next: Next,
    ticket: Ticket,
    parts: Vec<(PartId, PrivatePart)>,
    service: Option<ServiceInput>,
}

impl Session<'_> {
    /// Issues a fine (έκδοση κλήσης).
    ///
    /// # Errors
    /// The user's: findings by field, rules of the fine, warnings not ticked, no numbers, no right. The disk's.
    pub fn fine_issue(&mut self, key: &str, input: &FineIssue) -> Result<IssuedFine> {
        self.once(key, "fine issue", input, |session, once| session.issue(once, input, None))
    }

    /// Replaces a fine that has a material error (αντικατάσταση): a new number, and the old fine points to it.
    ///
    /// # Errors
    /// As [`Session::fine_issue`]; and the old fine cannot be replaced any more.
    pub fn fine_replace(&mut self, key: &str, input: &FineReplace) -> Result<IssuedFine> {
        self.once(key, "fine replace", input, |session, once| session.issue(once, &input.new, Some(input)))
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
            let Some(which) = &input.which else { return session.spoil_number(once, input.scope, reason) };
            let (document, folded, names) = session.case::<Fine>(which)?;
            let number = folded.state.number().cloned().ok_or_else(|| which.missing())?;
            let moment = session.moment()?;
            let event = Event::Spoiled(Spoiled { number, reason });
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
            session.add_fine(once, document, folded, &names, &event, &moment, vec![(part, PrivatePart::Text { text })])
        })
    }

    fn issue(&mut self, once: &Once<'_>, input: &FineIssue, replaces: Option<&FineReplace>) -> Result<IssuedFine> {
        let old = replaces.map(|replace| self.case::<Fine>(&replace.which)).transpose()?;
        let wanted = old.as_ref().map(|(document, ..)| document.scope).or(input.scope);
        let scope = self.scope_for(Desk::Police, wanted)?;
        let (moment, reference) = (self.moment()?, self.reference(&scope)?);
        let mut draft = self.draft(input, &scope, &reference, &moment)?;
        let replaced = match (old, replaces) {
            (Some((document, folded, names)), Some(replace)) => {
                let number = folded.state.number().cloned().ok_or_else(|| replace.which.missing())?;
                draft.ticket.replaces = Some(Predecessor { doc: document.doc, number });
                let (doc, number) = (draft.doc, draft.ticket.number.clone());
                let event = Event::Replaced(Replaced { doc, number, reason: normalise_input(&replace.reason) });
                Some((document, folded, names, event))
            }
            _ => None,
        };
        if let Some((_, folded, _, event)) = &replaced {
            judge::<Fine>(folded, event, &self.facts(&moment, &reference), &input.confirmed)?;
        }
        let mut earlier = self.earlier(&draft.ticket)?;
        let predecessor = draft.ticket.replaces.as_ref().map(|old| old.number.clone());
        earlier.retain(|fine| predecessor.as_ref() != Some(&fine.number));
        let event = Event::Issued(Box::new(draft.ticket.clone()));
        let served = self.judge_issue(&event, &draft, &reference, &moment, &earlier, input)?;
        self.write_issue(once, scope, draft, &event, served, replaced, &moment)
    }

    /// The rules of the new fine and of its service on the spot; returns the event of the service.
    fn judge_issue(
        &self,
        event: &Event,
        draft: &Draft,
        reference: &Reference,
        moment: &Moment,
        earlier: &[EarlierFine],
        input: &FineIssue,
    ) -> Result<Option<Event>> {
        let facts = Facts {
            block: Some(&draft.next.block.numbers),
            same_plate: earlier,
            ..self.facts(moment, reference)
        };
        judge::<Fine>(&Folded::default(), event, &facts, &input.confirmed)?;
        let Some(service) = &draft.service else { return Ok(None) };
        let folded = self.preview(event, moment)?;
        let served = serve_event(&folded.state, service, reference, moment)?;
        judge::<Fine>(&folded, &served, &facts, &input.confirmed)?;
        Ok(Some(served))
    }

    /// The fine as it will stand once it is issued, for the rules of what follows in the same transaction.
    fn preview(&self, event: &Event, moment: &Moment) -> Result<Folded<FineState>> {
        let event = new_event::<Fine>(event, moment.device, self.user.id);
        let composed = Tips::default().compose(self.me.incarnation, &event);
        let (appended, _) = composed.map_err(|_| Finding::new(cases::TEXT_TOO_LONG).with("n", MAX_EVENT))?;
        let mut folded = Folded::default();
        folded.add::<Fine>(&appended.facts.event, &Effects::default());
        Ok(folded)
    }

    #[allow(clippy::too_many_arguments, reason = "everything was prepared before the transaction begins")]
    fn write_issue(
        &mut self,
        once: &Once<'_>,
        scope: ScopeId,
        draft: Draft,
        event: &Event,
        served: Option<Event>,
        replaced: Option<(Document, Folded<FineState>, Vec<String>, Event)>,
        moment: &Moment,
    ) -> Result<IssuedFine> {
        let amount = calculator::whole(&draft.ticket.violations)?;
        let reduced = calculator::reduced(&draft.ticket.violations)?;
        let notes = low_numbers(Series::Fine, draft.next.left);
        let (doc, number, rf) = (draft.doc, draft.ticket.number.to_string(), draft.ticket.rf.as_str().to_owned());
        let words: Vec<String> = draft.parts.iter().map(|(_, part)| part.search_words()).collect();
        let at = moment.device;
        self.write(scope, at, |writer| {
            let Written { entry, tag } = writer.open::<Fine>(doc, event, &words)?;
            for (part, content) in &draft.parts {
                writer.part(doc, *part, content)?;
            }
            numbers::take(writer.tx(), &draft.next, &doc, entry)?;
            if let Some(served) = &served {
                let (mut document, folded) = reread(writer.tx(), &doc)?;
                writer.add::<Fine>(&mut document, folded, served, &words)?;
            }
            if let Some((mut document, folded, names, event)) = replaced {
                writer.add::<Fine>(&mut document, folded, &event, &names)?;
            }
            let tag = tag.to_string();
            let left = draft.next.left;
            let answer = IssuedFine { doc, number, tag, rf, amount, reduced, left, notes };
            once.answer(writer.tx(), &answer, at)?;
            Ok(answer)
        })
    }

    fn spoil_number(&mut self, once: &Once<'_>, scope: Option<ScopeId>, reason: String) -> Result<Done> {
        let scope = self.scope_for(Desk::Police, scope)?;
        let (moment, reference) = (self.moment()?, self.reference(&scope)?);
        let next = self.next_number(&scope, Series::Fine, &moment)?;
        let number = next.number.clone();
        let event = Event::Spoiled(Spoiled { number: number.clone(), reason });
        let facts = Facts { block: Some(&next.block.numbers), ..self.facts(&moment, &reference) };
        judge::<Fine>(&Folded::default(), &event, &facts, &[])?;
        let doc = DocId(self.new_id(&moment));
        self.write(scope, moment.device, |writer| {
            let written = writer.open::<Fine>(doc, &event, &[])?;
            numbers::take(writer.tx(), &next, &doc, written.entry)?;
            let state = loggia_cases::fine::Stage::Spoiled.name().to_owned();
            let answer = Done { doc, number: number.to_string(), tag: written.tag.to_string(), state };
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// One more event on an existing fine.
    #[allow(clippy::too_many_arguments, reason = "what was looked up before the transaction begins")]
    fn add_fine(
        &mut self,
        once: &Once<'_>,
        mut document: Document,
        folded: Folded<FineState>,
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
            let written = writer.add::<Fine>(&mut document, folded, event, names)?;
            for (part, content) in &parts {
                writer.part(doc, *part, content)?;
            }
            let (_, folded) = reread(writer.tx(), &doc)?;
            let row = Fine::row(&folded);
            let state = row.stage.name().to_owned();
            let answer = Done { doc, number: row.number, tag: written.tag.to_string(), state };
            once.answer(writer.tx(), &answer, moment.device)?;
            Ok(answer)
        })
    }

    /// Parses what was typed and takes snapshots of the rules; reports everything that does not fit at once.
    fn draft(&mut self, input: &FineIssue, scope: &ScopeId, reference: &Arc<Reference>, moment: &Moment) -> Result<Draft> {
        let mut form = Form::default();
        let offence_at = form.moment(["date", "time"], &input.date, &input.time, &moment.now);
        let vehicle = vehicle(&mut form, input);
        let person = input.person.as_ref().and_then(|person| liable_person(&mut form, person));
        let picks: Vec<Pick> =
            input.violations.iter().map(|pick| Pick { code: normalise_input(&pick.code), step: pick.step }).collect();
        let rules = offence_at.as_ref().and_then(|at| form.take("violation", calculator::write(reference, at.date(), &picks)));
        form.finish()?;
        let (Some(offence_at), Some((terms, violations))) = (offence_at, rules) else {
            return Err(NodeError::Us("a form without findings that did not parse"));
        };
        let next = self.next_number(scope, Series::Fine, moment)?;
        let rf = next.number.rf(&next.block.numbers.rf_stem)?;
        let doc = DocId(self.new_id(moment));
        let mut parts = Vec::new();
        let mut liable = None;
        if let Some((role, person)) = person {
            let part = PartId(self.new_id(moment));
            liable = Some(Liable { part, role, has_afm: person.afm.is_some(), saw: None });
            parts.push((part, PrivatePart::LiablePerson(person)));
        }
        let ticket = Ticket {
            number: next.number.clone(),
            rf,
            offence_at,
            recorded_at: moment.device,
            late_reason: given(&input.late_reason),
            paper: given(&input.paper),
            place: place(input, reference),
            officer: self.user.id,
            officer_no: self.user.service_no.clone(),
            device: self.me.device,
            terms,
            violations,
            vehicle,
            liable,
            replaces: None,
        };
        Ok(Draft { doc, next, ticket, parts, service: input.service.clone() })
    }

    /// Earlier fines of the same plate that this store knows.
    fn earlier(&mut self, ticket: &Ticket) -> Result<Vec<EarlierFine>> {
        let Some(vehicle) = &ticket.vehicle else { return Ok(Vec::new()) };
        let sql = "SELECT d.folded FROM case_row r JOIN document d ON d.no = r.no
                   WHERE r.plate = ?1 AND r.kind = ?2 AND d.folded IS NOT NULL ORDER BY r.no DESC LIMIT ?3";
        let keys = (vehicle.plate.as_str(), CaseKind::FINE.0, EARLIER);
        let folded: Vec<String> = rows(self.open()?.store.conn(), sql, keys, |row| row.get(0))?;
        let mut earlier = Vec::new();
        for folded in folded {
            let Some(old) = kinds::read_folded::<Fine>(&folded)?.state.ticket else { continue };
            if old.vehicle.as_ref().is_some_and(|old| old.plate == vehicle.plate) {
                earlier.push(EarlierFine {
                    number: old.number.clone(),
                    offence_at: old.offence_at.clone(),
                    place: fold(&old.place.line()),
                    classes: old.violations.iter().map(|violation| violation.class.clone()).collect(),
                });
            }
        }
        Ok(earlier)
    }

    /// The facts every rule asks for.
    pub(super) fn facts<'a>(&'a self, moment: &'a Moment, reference: &'a Reference) -> Facts<'a> {
        Facts {
            now: &moment.now,
            claimed: moment.device,
            proven: moment.proven,
            user: self.user.id,
            rights: &self.user.rights,
            device: Some(self.me.device),
            at_centre: false,
            reference,
            block: None,
            same_plate: &[],
            payables: &[],
        }
    }

    /// The next number of a series in the year of the municipality's calendar.
    pub(super) fn next_number(&mut self, scope: &ScopeId, series: Series, moment: &Moment) -> Result<Next> {
        let year = u16::try_from(moment.now.year()).map_err(|_| NodeError::Us("a year before Christ"))?;
        let me = self.me.incarnation;
        numbers::next(self.open()?.store.conn(), scope, me, series, year)
    }

    /// A new id (UUIDv7): random, and in the order of the device's clock, which keeps the store's indexes compact.
    pub(super) fn new_id(&mut self, moment: &Moment) -> [u8; 16] {
        let millis = u64::try_from(moment.device.as_millisecond()).unwrap_or(0);
        let mut id: [u8; 16] = self.node.env.bytes();
        id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        id[6] = (id[6] & 0x0f) | 0x70;
        id[8] = (id[8] & 0x3f) | 0x80;
        id
    }

    /// One transaction of a command in a scope.
    pub(super) fn write<T>(
        &mut self,
        scope: ScopeId,
        at: jiff::Timestamp,
        work: impl FnOnce(&mut Writer<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let (me, user): (Me, _) = (self.me, self.user.id);
        let env = &mut self.node.env;
        let open = self.node.open.as_mut().ok_or_else(|| NodeError::refuse(loggia_schema::message::access::LOCKED))?;
        let rng = &mut *env.rng;
        open.store.write(&mut *env.faults, |tx| work(&mut Writer::new(tx, rng, me, scope, user, at)?))
    }
}

/// «Few numbers left», if so.
pub(super) fn low_numbers(series: Series, left: u64) -> Vec<Finding> {
    if left >= numbers::LOW {
        return Vec::new();
    }
    vec![Finding::new(messages::NUMBERS_LOW).with("series", series.greek()).with("left", left)]
}

fn serve_event(state: &FineState, input: &ServiceInput, reference: &Reference, moment: &Moment) -> Result<Event> {
    let mut form = Form::default();
    let on = form.date("served_on", &input.date, moment.now.date());
    form.finish()?;
    let (Some(on), Some(ticket)) = (on, state.ticket.as_deref()) else {
        return Err(Finding::new(cases::NOT_IN_THIS_STATE).with("event", "επίδοση").with("state", state.stage.greek()).into());
    };
    let saw = state.service.as_ref().map(|service| service.on);
    let mut served = calculator::serve(ticket, input.kind, on, &reference.holidays(), saw)?;
    served.proof = given(&input.proof);
    Ok(Event::Served(served))
}

fn reread(tx: &Tx<'_>, doc: &DocId) -> Result<(Document, Folded<FineState>)> {
    let document = crate::documents::find(tx.conn(), doc)?.ok_or(StoreError::Damaged("document"))?;
    let folded = document.folded.as_deref().ok_or(StoreError::Damaged("folded state"))?;
    let folded = kinds::read_folded::<Fine>(folded)?;
    Ok((document, folded))
}

fn vehicle(form: &mut Form, input: &FineIssue) -> Option<Vehicle> {
    let plate = form.maybe("plate", Some(&input.plate), |typed| match input.country.trim() {
        "" | "GR" if input.special_plate => Plate::special(typed),
        "" | "GR" => Plate::parse(typed),
        country => Plate::foreign(typed, country),
    })?;
    Some(Vehicle { plate, plate_as_typed: input.plate.clone(), description: normalise_input(&input.vehicle) })
}

fn liable_person(form: &mut Form, input: &PersonInput) -> Option<(LiableRole, LiablePerson)> {
    let name = normalise_input(&input.name);
    if name.is_empty() {
        form.add(Finding::new(cases::NOBODY_NAMED).on("name"));
    }
    let person = LiablePerson {
        name,
        afm: form.maybe("afm", Some(&input.afm), Afm::parse),
        address: normalise_input(&input.address),
        postcode: form.maybe("postcode", Some(&input.postcode), Postcode::parse),
        phone: form.maybe("phone", Some(&input.phone), Phone::parse),
        id_document: normalise_input(&input.id_document),
    };
    Some((input.role, person))
}

fn place(input: &FineIssue, reference: &Reference) -> Place {
    let community = normalise_input(&input.community);
    let name = reference.place(&community).map(|place| place.name.clone());
    Place {
        street: normalise_input(&input.street),
        street_no: normalise_input(&input.street_no),
        community_name: name.unwrap_or_default(),
        community,
    }
}

/// The text, if there is one.
pub(super) fn given(typed: &str) -> Option<String> {
    Some(normalise_input(typed)).filter(|text| !text.is_empty())
}
