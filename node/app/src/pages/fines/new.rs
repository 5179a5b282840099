//! «Νέα κλήση», and the new fine in place of one with a mistake: one form, keyboard only, nothing typed is ever lost.

use super::amounts;
use crate::pages::drafts;
use crate::pages::refusal::attempt;
use crate::papers;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::fine::calculator::Pick;
use loggia_cases::fine::{FineState, LiableRole, ServiceKind};
use loggia_cases::number::Series;
use loggia_cases::records::{Desk as DeskKind, PlaceKind, Reference};
use loggia_cases::rights;
use loggia_node::NodeError;
use loggia_node::commands::{FineIssue, FineReplace, PersonInput, PickInput, ServiceInput, Which};
use loggia_schema::calendar::{Date, greek_date, greek_time, parse_greek_date};
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Code, Finding, access, numbers};
use loggia_ui::cases::fine::{self, Catalogue};
use loggia_ui::{Choice, Field, Form, Values};

const DRAFT: &str = "fine";
/// The selects of violations on the form.
const VIOLATIONS: [&str; 3] = ["violation", "violation-2", "violation-3"];
/// Steps of repetition the catalogue may have.
const STEPS: u8 = 5;

/// The empty form, or the draft that was left.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let kept = drafts::kept(desk, DRAFT)?;
            let (values, drafted) = match kept {
                Some(values) => (values, true),
                None => (beginning(desk)?, false),
            };
            let form = form(desk, "/fines", &values, &[])?.draft(format!("/draft/{DRAFT}"));
            let mut page = desk.titled("Νέα κλήση").crumb("Κλήσεις", "/fines");
            if drafted {
                page = page
                    .notice(drafts::notice())
                    .body(drafts::drop_button(DRAFT));
            }
            Ok(Answer::Page(page.body(&form).render()))
        })
        .await
}

/// Issues the fine; refused, the page comes back with everything on it.
pub async fn issue(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let key = values.get("key").to_owned();
            let input = read(&values);
            let done = attempt(&values, rename, |confirmed| {
                desk.session.fine_issue(
                    &key,
                    &FineIssue {
                        confirmed,
                        ..input.clone()
                    },
                )
            })?;
            match done {
                Ok(issued) => {
                    desk.session.keep_draft(DRAFT, "")?;
                    Ok(Answer::See(format!("/fines/{}?new=1", issued.doc)))
                }
                Err(findings) => {
                    let form =
                        form(desk, "/fines", &values, &findings)?.draft(format!("/draft/{DRAFT}"));
                    let page = desk
                        .titled("Νέα κλήση")
                        .crumb("Κλήσεις", "/fines")
                        .failed(true);
                    Ok(Answer::Refused(page.body(&form).render()))
                }
            }
        })
        .await
}

/// The form of a replacement, with the values of the old fine.
pub async fn replace_page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let shown = desk.session.show(&Which::parse(&doc))?;
            let state = papers::state::<FineState>(&shown.folded)?;
            let ticket = state.ticket.as_deref();
            let mut values = desk.keyed(ticket.map(fine::values_of).unwrap_or_default())?;
            if let Some(person) = state
                .liable
                .and_then(|liable| liable_of(&shown, liable.part))
            {
                values = values
                    .with("liable", person.name)
                    .with("address", person.address);
                values = values.with(
                    "afm",
                    person
                        .afm
                        .map(|afm| afm.as_str().to_owned())
                        .unwrap_or_default(),
                );
            }
            let form = replacement(desk, &doc, &values, &[])?;
            let page = desk
                .titled(format!("Αντικατάσταση κλήσης {}", shown.number))
                .crumb("Κλήσεις", "/fines");
            Ok(Answer::Page(
                page.crumb(shown.number, format!("/fines/{doc}"))
                    .body(&form)
                    .render(),
            ))
        })
        .await
}

/// Replaces the fine.
pub async fn replace(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let key = values.get("key").to_owned();
            let (which, reason, input) = (
                Which::parse(&doc),
                values.get("reason").to_owned(),
                read(&values),
            );
            let command = |confirmed| {
                let new = FineIssue {
                    confirmed,
                    ..input.clone()
                };
                let replace = FineReplace {
                    which: which.clone(),
                    reason: reason.clone(),
                    new,
                };
                desk.session.fine_replace(&key, &replace)
            };
            match attempt(&values, rename, command)? {
                Ok(issued) => Ok(Answer::See(format!("/fines/{}?new=1", issued.doc))),
                Err(findings) => {
                    let form = replacement(desk, &doc, &values, &findings)?;
                    let page = desk
                        .titled("Αντικατάσταση κλήσης")
                        .crumb("Κλήσεις", "/fines")
                        .failed(true);
                    Ok(Answer::Refused(page.body(&form).render()))
                }
            }
        })
        .await
}

/// The form of issue with what it needs around it.
fn form(
    desk: &mut Desk<'_>,
    action: &str,
    values: &Values,
    findings: &[Finding],
) -> Result<Form, NodeError> {
    let catalogue = catalogue(desk, values)?;
    let amounts = amounts::block(desk, values)?;
    let mut form = fine::issue(action, &catalogue, values, findings).block(amounts);
    let desks: Vec<Choice> = police(desk)?;
    if desks.len() > 1 {
        form = form.field(Field::select("scope", "Γραφείο έκδοσης", desks));
    }
    Ok(form
        .hidden("key", values.get("key"))
        .back("Ακύρωση", "/fines"))
}

fn replacement(
    desk: &mut Desk<'_>,
    doc: &str,
    values: &Values,
    findings: &[Finding],
) -> Result<Form, NodeError> {
    let form = form(desk, &format!("/fines/{doc}/replace"), values, findings)?;
    Ok(form
        .group("Αντικατάσταση")
        .field(
            Field::textarea("reason", "Τι ήταν λάθος")
                .hint("Γράφεται στο ιστορικό και των δύο κλήσεων")
                .required(),
        )
        .values(values)
        .findings(findings))
}

/// What the officer begins with: now, and a key that makes a second press harmless.
fn beginning(desk: &mut Desk<'_>) -> Result<Values, NodeError> {
    let now = desk.now.datetime();
    let place = desk.session.user().place.clone().unwrap_or_default();
    Ok(desk
        .fresh()?
        .with("offence_at", greek_date(now.date()))
        .with("offence_time", greek_time(now.time()))
        .with("community", place))
}

fn police(desk: &mut Desk<'_>) -> Result<Vec<Choice>, NodeError> {
    let desks = desk
        .session
        .desks()?
        .into_iter()
        .filter(|desk| desk.desk == DeskKind::Police);
    Ok(desks
        .map(|desk| Choice::new(desk.id.to_string(), desk.title))
        .collect())
}

/// The violations of the day of the offence, the communities, the numbers left, and what stands in the way.
fn catalogue(desk: &mut Desk<'_>, values: &Values) -> Result<Catalogue, NodeError> {
    let scope = desk.session.scope_for(DeskKind::Police, scope(values))?;
    let reference = desk.session.reference(&scope)?;
    let day =
        parse_greek_date(values.get("offence_at"), desk.today()).unwrap_or_else(|_| desk.today());
    let communities = reference
        .places()
        .filter(|place| place.active && place.kind != PlaceKind::Office);
    let year = desk.now.year();
    let left = desk.stored.numbers.iter().filter(|series| {
        series.series == Series::Fine
            && series.scope == scope
            && i16::try_from(series.year) == Ok(year)
    });
    let left: u64 = left.map(|series| series.left).sum();
    Ok(Catalogue {
        violations: violations(&reference, day),
        communities: communities
            .map(|place| Choice::new(place.code.as_str(), place.name.as_str()))
            .collect(),
        numbers_left: left,
        obstacle: obstacle(desk, left, year),
    })
}

fn violations(reference: &Reference, day: Date) -> Vec<Choice> {
    let mut choices = Vec::new();
    for violation in reference.violations_on(day) {
        for step in 1..=STEPS {
            let Ok(tariff) = reference.tariff(&violation.code, day, step) else {
                break;
            };
            choices.push(Catalogue::violation(
                &violation.code,
                step,
                &violation.text,
                tariff.amount,
            ));
        }
    }
    choices
}

fn obstacle(desk: &Desk<'_>, left: u64, year: i16) -> Option<Finding> {
    if desk.stored.revoked {
        return Some(Finding::new(access::DEVICE_REVOKED));
    }
    if !desk.session.may(rights::FINE_ISSUE) {
        return Some(
            Finding::new(access::NO_RIGHT).with("right", rights::greek(rights::FINE_ISSUE)),
        );
    }
    let code = if desk.stored.numbers.is_empty() {
        numbers::NO_LEASE
    } else {
        numbers::NUMBERS_EXHAUSTED
    };
    (left == 0).then(|| {
        Finding::new(code)
            .with("series", Series::Fine.greek())
            .with("year", year)
    })
}

/// The scope that was chosen, if there is a choice.
pub(super) fn scope(values: &Values) -> Option<ScopeId> {
    values.filled("scope").and_then(|text| text.parse().ok())
}

/// The violations that are chosen now; what is no choice of ours is left out.
pub(super) fn picks(values: &Values) -> Vec<Pick> {
    picked(values)
        .map(|PickInput { code, step }| Pick { code, step })
        .collect()
}

fn picked(values: &Values) -> impl Iterator<Item = PickInput> {
    let chosen = VIOLATIONS
        .into_iter()
        .filter_map(|name| values.filled(name));
    chosen.map(|value| {
        let (code, step) = value.rsplit_once('/').unwrap_or((value, "1"));
        PickInput {
            code: code.to_owned(),
            step: step.parse().unwrap_or(1),
        }
    })
}

/// The form as the node's command takes it: texts as typed, read and judged there.
fn read(values: &Values) -> FineIssue {
    let text = |name: &str| values.get(name).to_owned();
    let named = values
        .filled("liable")
        .or(values.filled("afm"))
        .or(values.filled("address"));
    let role = if values.filled("plate").is_some() {
        LiableRole::Driver
    } else {
        LiableRole::Person
    };
    FineIssue {
        scope: scope(values),
        date: text("offence_at"),
        time: text("offence_time"),
        plate: text("plate"),
        country: text("country"),
        special_plate: false,
        vehicle: text("vehicle"),
        street: text("street"),
        street_no: text("street_no"),
        community: text("community"),
        violations: picked(values).collect(),
        person: named.map(|_| PersonInput {
            role,
            name: text("liable"),
            afm: text("afm"),
            address: text("address"),
            postcode: String::new(),
            phone: String::new(),
            id_document: String::new(),
        }),
        late_reason: text("late_reason"),
        paper: text("paper"),
        service: ServiceKind::parse(values.get("service")).map(|kind| ServiceInput {
            kind,
            date: String::new(),
            proof: String::new(),
        }),
        confirmed: Vec::<Code>::new(),
    }
}

/// The node's names of fields, as the form calls them.
fn rename(finding: Finding) -> Finding {
    let field = match finding.field.as_deref() {
        Some("date") => "offence_at",
        Some("time") => "offence_time",
        Some("name") => "liable",
        Some("served_on") => "service",
        _ => return finding,
    };
    finding.on(field)
}

fn liable_of(
    shown: &loggia_node::queries::Shown,
    part: loggia_schema::ids::PartId,
) -> Option<loggia_cases::private::LiablePerson> {
    match shown.parts.iter().find(|(id, _)| *id == part) {
        Some((_, loggia_cases::private::PrivatePart::LiablePerson(person))) => Some(person.clone()),
        _ => None,
    }
}
