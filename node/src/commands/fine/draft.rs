//! From what was typed to a ticket with its snapshots; everything that does not fit is said at once.

use super::{FineIssue, PersonInput, ServiceInput};
use crate::commands::input::Form;
use crate::commands::work::given;
use crate::documents;
use crate::error::{NodeError, Result};
use crate::numbers::Next;
use crate::rows;
use crate::session::{Moment, Session};
use crate::store::opt;
use loggia_cases::CaseKind;
use loggia_cases::facts::EarlierFine;
use loggia_cases::fine::calculator::{self, Pick};
use loggia_cases::fine::{Fine, Liable, LiableRole, Place, Ticket, Vehicle};
use loggia_cases::number::Series;
use loggia_cases::private::{LiablePerson, PrivatePart};
use loggia_cases::records::Reference;
use loggia_schema::identifiers::{Afm, Phone, Plate, Postcode};
use loggia_schema::ids::{DocId, PartId, ScopeId};
use loggia_schema::message::{Finding, cases};
use loggia_schema::text::{fold, normalise_input};

/// Days before and after an offence in which the repetition rule looks for fines of the same plate.
const EARLIER_DAYS: i64 = 2;

/// A fine with everything parsed and nothing written.
pub(super) struct Draft {
    pub doc: DocId,
    pub next: Next,
    pub ticket: Ticket,
    pub parts: Vec<(PartId, PrivatePart)>,
    pub service: Option<ServiceInput>,
}

impl Session<'_> {
    /// Parses what was typed and takes snapshots of the rules; reports everything that does not fit at once.
    pub(super) fn draft(
        &mut self,
        input: &FineIssue,
        scope: &ScopeId,
        reference: &Reference,
        moment: &Moment,
    ) -> Result<Draft> {
        let mut form = Form::default();
        let offence_at = form.moment(["date", "time"], &input.date, &input.time, &moment.now);
        let vehicle = vehicle(&mut form, input);
        let person = input
            .person
            .as_ref()
            .and_then(|person| liable_person(&mut form, person));
        let picks: Vec<Pick> = input
            .violations
            .iter()
            .map(|pick| Pick {
                code: normalise_input(&pick.code),
                step: pick.step,
            })
            .collect();
        let rules = offence_at
            .as_ref()
            .and_then(|at| form.take("violation", calculator::write(reference, at.date(), &picks)));
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
            liable = Some(Liable {
                part,
                role,
                has_afm: person.afm.is_some(),
                saw: None,
            });
            parts.push((part, PrivatePart::LiablePerson(person)));
        }
        let paper = self.fine_paper(&input.paper, reference)?;
        let officer = self.writer_of(Series::Fine, paper.as_deref(), reference)?;
        let ticket = Ticket {
            number: next.number.clone(),
            rf,
            offence_at,
            recorded_at: moment.device,
            late_reason: given(&input.late_reason),
            paper,
            place: place(input, reference),
            officer: officer.id,
            officer_no: officer.service_no,
            device: self.me.device,
            terms,
            violations,
            vehicle,
            liable,
            replaces: None,
        };
        Ok(Draft {
            doc,
            next,
            ticket,
            parts,
            service: input.service.clone(),
        })
    }

    /// Earlier fines of the same plate that this store knows.
    pub(super) fn earlier(&mut self, ticket: &Ticket) -> Result<Vec<EarlierFine>> {
        let Some(vehicle) = &ticket.vehicle else {
            return Ok(Vec::new());
        };
        // The window is wider than any gap of a regime.
        let at = ticket.offence_at.datetime();
        let span = jiff::Span::new().days(EARLIER_DAYS);
        let day = |at: Result<jiff::civil::DateTime, jiff::Error>| {
            at.map_or_else(|_| String::new(), |at| at.to_string())
        };
        let (from, to) = (day(at.checked_sub(span)), day(at.checked_add(span)));
        let open = self.open()?;
        let plate = vehicle.plate.as_str();
        let mut earlier = Vec::new();
        for no in open.lines.up_to_date(&open.store)?.of_plate(plate) {
            let sql = "SELECT doc FROM document WHERE no = ?1 AND kind = ?2 AND at BETWEEN ?3 AND ?4 AND plate = ?5";
            let keys = (no, CaseKind::FINE.0, &from, &to, plate);
            let conn = open.store.conn();
            let Some(doc) = opt(conn, sql, keys, |row| Ok(DocId(row.get(0)?)))? else {
                continue;
            };
            let Some(document) = documents::find(conn, &doc)? else {
                continue;
            };
            let Some(old) = rows::folded::<Fine>(conn, &document)?.state.ticket else {
                continue;
            };
            if old
                .vehicle
                .as_ref()
                .is_some_and(|old| old.plate == vehicle.plate)
            {
                earlier.push(EarlierFine {
                    number: old.number.clone(),
                    offence_at: old.offence_at.clone(),
                    place: fold(&old.place.line()),
                    classes: old
                        .violations
                        .iter()
                        .map(|violation| violation.class.clone())
                        .collect(),
                });
            }
        }
        Ok(earlier)
    }
}

fn vehicle(form: &mut Form, input: &FineIssue) -> Option<Vehicle> {
    let plate = form.maybe("plate", Some(&input.plate), |typed| {
        match input.country.trim() {
            "" | "GR" if input.special_plate => Plate::special(typed),
            "" | "GR" => Plate::parse(typed),
            country => Plate::foreign(typed, country),
        }
    })?;
    Some(Vehicle {
        plate,
        plate_as_typed: input.plate.clone(),
        description: normalise_input(&input.vehicle),
    })
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
