//! From what was typed to the first event of a request and its private parts.

use super::input::RequestRegister;
use crate::commands::input::Form;
use crate::commands::work::given;
use crate::error::{NodeError, Result};
use crate::session::{Moment, Session};
use loggia_cases::private::{Applicant, Detail, PrivatePart};
use loggia_cases::protocol::ProtocolNumber;
use loggia_cases::records::{FieldDef, FieldKind, Reference, RequestTypeRecord};
use loggia_cases::request::{Behalf, Mandate, Paper, Registered, TypeTerms, term};
use loggia_schema::calendar::{Date, Deadline, greek_date, parse_greek_date};
use loggia_schema::identifiers::{Afm, Phone, SupplyNumber};
use loggia_schema::ids::PartId;
use loggia_schema::message::{Finding, requests};
use loggia_schema::money::Cents;
use loggia_schema::text::{normalise_input, normalise_lines};

/// Begins the code of a paper that stands for an answer nobody gave.
const ANSWER: &str = "answer_";

/// A request before its transaction.
pub(super) struct Draft {
    /// Its first event.
    pub registered: Registered,
    /// Its private parts.
    pub parts: Vec<(PartId, PrivatePart)>,
    /// Whoever makes it.
    pub applicant: Option<Applicant>,
    /// What should be ticked before it is taken in.
    pub warnings: Vec<Finding>,
}

/// What was typed, in types.
struct Read<'a> {
    kind: &'a RequestTypeRecord,
    community: String,
    community_name: String,
    applicant: Option<Applicant>,
    behalf: Option<(Applicant, Mandate)>,
    details: Vec<Detail>,
    unanswered: Vec<&'a FieldDef>,
}

impl Session<'_> {
    /// Everything wrong with the form at once, or the request it makes.
    pub(super) fn request_draft(
        &mut self,
        input: &RequestRegister,
        reference: &Reference,
        moment: &Moment,
        number: Option<ProtocolNumber>,
    ) -> Result<Draft> {
        let read = read(input, reference, moment.now.date())?;
        let warnings = read.unanswered.iter().map(|question| {
            Finding::new(requests::FIELD_MISSING)
                .on(format!("fields.{}", question.code))
                .with("label", &question.label)
        });
        let warnings = warnings.collect();
        let mut parts = Vec::new();
        let mut part = |session: &mut Self, content: PrivatePart| {
            let id = PartId(session.new_id(moment));
            parts.push((id, content));
            id
        };
        let applicant = read.applicant.clone();
        let who = read
            .applicant
            .map(|person| part(self, PrivatePart::Applicant(person)));
        let behalf = read.behalf.map(|(person, mandate)| Behalf {
            person: part(self, PrivatePart::Applicant(person)),
            mandate,
        });
        let text = Some(normalise_lines(&input.text)).filter(|text| !text.is_empty());
        let text = text.map(|text| part(self, PrivatePart::Text { text }));
        let details = (!read.details.is_empty()).then(|| {
            let values = read.details;
            part(self, PrivatePart::Details { values })
        });
        let kind = read.kind;
        let terms = terms(kind, reference);
        let day = moment.now.date();
        let due = term::due(terms.term, day, &[], &reference.holidays())?.date;
        let registered = Registered {
            number,
            at: moment.now.clone(),
            clerk: self.user.id,
            device: self.me.device,
            channel: input.channel,
            papers: papers(kind, &input.papers, &read.unanswered),
            terms,
            community: read.community,
            community_name: read.community_name,
            spot: normalise_input(&input.spot),
            applicant: who,
            behalf,
            text,
            details,
            due,
        };
        Ok(Draft {
            registered,
            parts,
            applicant,
            warnings,
        })
    }
}

fn read<'a>(input: &RequestRegister, reference: &'a Reference, today: Date) -> Result<Read<'a>> {
    let mut form = Form::default();
    let code = normalise_input(&input.kind);
    let kind = form.take("kind", reference.request_type(&code, today));
    let community = normalise_input(&input.community);
    let place = match community.is_empty() {
        true => None,
        false => form.take(
            "community",
            reference
                .place(&community)
                .ok_or_else(|| Finding::new(requests::COMMUNITY_MISSING)),
        ),
    };
    let applicant = applicant(&mut form, input, kind);
    let behalf = behalf(&mut form, input, kind, applicant.is_some(), today);
    let (mut details, mut unanswered) = (Vec::new(), Vec::new());
    for question in kind.into_iter().flat_map(|kind| &kind.fields) {
        let typed = input.fields.get(&question.code).map_or("", String::as_str);
        let name = format!("fields.{}", question.code);
        if normalise_input(typed).is_empty() {
            unanswered.extend(question.required.then_some(question));
        } else if let Some(value) = form.take(name, answer(question.kind, typed, today)) {
            details.push(Detail {
                code: question.code.clone(),
                label: question.label.clone(),
                value,
            });
        }
    }
    form.finish()?;
    Ok(Read {
        kind: kind.ok_or(NodeError::Us("a form without findings that did not parse"))?,
        community_name: place.map(|place| place.name.clone()).unwrap_or_default(),
        community,
        applicant,
        behalf,
        details,
        unanswered,
    })
}

/// Whoever makes the request, if somebody gave anything of himself.
fn applicant(
    form: &mut Form,
    input: &RequestRegister,
    kind: Option<&RequestTypeRecord>,
) -> Option<Applicant> {
    let name = normalise_input(&input.name);
    let afm = form.maybe("afm", Some(&input.afm), Afm::parse);
    let phone = form.maybe("phone", Some(&input.phone), Phone::parse);
    let address = normalise_input(&input.address);
    let typed = [&input.name, &input.afm, &input.phone, &input.address];
    let somebody = typed.iter().any(|text| !normalise_input(text).is_empty());
    let needed = kind.is_some_and(|kind| kind.named);
    if name.is_empty() && (somebody || needed) {
        form.add(nameless(kind));
    }
    (!name.is_empty()).then_some(Applicant {
        name,
        afm,
        phone,
        address,
    })
}

/// For whom it is, and by what right.
fn behalf(
    form: &mut Form,
    input: &RequestRegister,
    kind: Option<&RequestTypeRecord>,
    named: bool,
    today: Date,
) -> Option<(Applicant, Mandate)> {
    let name = normalise_input(&input.behalf);
    let proof = normalise_input(&input.mandate_proof);
    let until = form.maybe("mandate_until", Some(&input.mandate_until), |text| {
        parse_greek_date(text, today)
    });
    if name.is_empty() {
        return None;
    }
    if !named {
        form.add(nameless(kind));
    }
    let Some(right) = input.mandate.filter(|_| !proof.is_empty()) else {
        let field = if proof.is_empty() {
            "mandate_proof"
        } else {
            "mandate"
        };
        form.add(Finding::new(requests::MANDATE_MISSING).on(field));
        return None;
    };
    let person = Applicant {
        name,
        afm: None,
        phone: None,
        address: String::new(),
    };
    let mandate = Mandate {
        kind: right,
        proof,
        until,
    };
    Some((person, mandate))
}

fn nameless(kind: Option<&RequestTypeRecord>) -> Finding {
    Finding::new(requests::APPLICANT_MISSING)
        .on("name")
        .with("title", kind.map_or("", |kind| kind.title.as_str()))
}

/// An answer as people write it, once its kind has read it.
fn answer(kind: FieldKind, typed: &str, today: Date) -> Result<String, Finding> {
    Ok(match kind {
        FieldKind::Text => normalise_input(typed),
        FieldKind::Number => Cents::parse_positive(typed).map(|_| normalise_input(typed))?,
        FieldKind::Amount => Cents::parse_greek(typed)?.greek(),
        FieldKind::Date => greek_date(parse_greek_date(typed, today)?),
        FieldKind::Afm => Afm::parse(typed)?.as_str().to_owned(),
        FieldKind::Supply => SupplyNumber::parse(typed)?.as_str().to_owned(),
    })
}

fn terms(kind: &RequestTypeRecord, reference: &Reference) -> TypeTerms {
    let office_name = reference
        .place(&kind.office)
        .map_or_else(|| kind.office.clone(), |office| office.name.clone());
    TypeTerms {
        code: kind.code.clone(),
        title: kind.title.clone(),
        term: Deadline {
            n: kind.term,
            unit: kind.unit,
            roll: kind.roll,
        },
        office: kind.office.clone(),
        office_name,
        named: kind.named,
        placed: kind.placed,
        issue: kind.issue,
        template: kind.template.clone(),
        reopen_days: kind.reopen_days,
        legal_basis: kind.legal_basis.clone(),
    }
}

/// The checklist of the type; a question nobody answered is waited for like a paper.
fn papers(kind: &RequestTypeRecord, here: &[String], unanswered: &[&FieldDef]) -> Vec<Paper> {
    let of_type = kind.papers.iter().map(|paper| Paper {
        code: paper.code.clone(),
        title: paper.title.clone(),
        required: paper.required,
        brought: here.contains(&paper.code),
    });
    let of_questions = unanswered.iter().map(|question| Paper {
        code: format!("{ANSWER}{}", question.code),
        title: question.label.clone(),
        required: true,
        brought: false,
    });
    of_type.chain(of_questions).collect()
}

/// A short text, or none.
pub(super) fn optional(typed: &str) -> Option<String> {
    given(typed)
}
