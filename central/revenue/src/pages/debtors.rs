//! Debtors: search, the queue of unknown ones, and the card with every figure explained to a day.

use crate::card::{self, Card, CardLine};
use crate::model::Line;
use crate::{READ, SETTLE, claims, persons, store};
use axum::Form as Posted;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::greek_date;
use loggia_schema::identifiers::Afm;
use loggia_schema::ids::{DocId, PersonId};
use loggia_schema::message::{Finding, books};
use loggia_ui::form::{Field, Form, Values};
use loggia_ui::{Cell, Column, List, Query, Record, Render as _, Row, Section, explained};
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/debtors", READ, search)
        .get("/debtors/{id}", READ, show)
        .get("/lines/{doc}", READ, line)
        .post("/lines/{doc}/debtor", SETTLE, assign)
}

const LIMIT: u32 = 50;

async fn search(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let typed = query.filter("q").unwrap_or_default().to_owned();
    let limit = query.limit(LIMIT);
    let long_enough = typed.chars().count() >= 2;
    let (people, unknown) = app
        .read(move |tx| {
            let people = if long_enough {
                persons::search(tx, &typed, limit)?
            } else {
                Vec::new()
            };
            Ok((people, store::unknown_debtors(tx, limit)?))
        })
        .await?;
    let mut table = List::new("Οφειλέτες", "/debtors", &query)
        .file("ofeiletes")
        .filter(Field::text("q", "ΑΦΜ, όνομα, τηλέφωνο ή διεύθυνση").focused())
        .column(Column::text("name", "Ονοματεπώνυμο"))
        .column(Column::text("afm", "ΑΦΜ"))
        .column(Column::text("father", "Πατρώνυμο"))
        .column(Column::text("address", "Διεύθυνση"))
        .empty("Πληκτρολογήστε τουλάχιστον δύο χαρακτήρες.");
    for person in &people {
        table = table.row(
            Row::new(person.name(), format!("/debtors/{}", person.id))
                .cell(person.afm.as_ref().map(|afm| afm.as_str().to_owned()))
                .cell(person.father.as_str())
                .cell(person.address.as_str()),
        );
    }
    let queue = queue(&unknown, &query);
    Ok(Screen::new("Οφειλέτες", "/debtors")
        .list(table.asked(), table.render().into_string())
        .list(queue.asked(), queue.render().into_string())
        .answer(&app, &caller))
}

/// The «άγνωστος οφειλέτης» queue.
fn queue<'a>(unknown: &[Line], query: &'a Query) -> List<'a> {
    let mut table = List::new("Άγνωστος οφειλέτης", "/debtors", query)
        .file("agnostoi")
        .column(Column::text("number", "Παραστατικό"))
        .column(Column::text("object", "Όχημα"))
        .column(Column::text("event", "Ημερομηνία"))
        .column(Column::amount("amount", "Ποσό"))
        .empty("Όλες οι ανοικτές εγγραφές έχουν οφειλέτη.");
    for line in unknown {
        let claim = &line.claim;
        table = table.row(
            Row::new(claim.number.as_str(), format!("/lines/{}", claim.doc))
                .cell(claim.object.clone())
                .cell(claim.event_on)
                .cell(claim.principal),
        );
    }
    table
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let today = caller.ctx(&app)?.today;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(today);
    let day = typed.day("day").unwrap_or(today);
    if let Some(finding) = typed.findings().into_iter().next() {
        return Err(finding.into());
    }
    let id: PersonId = id
        .parse()
        .map_err(|_| Finding::new(books::PERSON_UNKNOWN))?;
    let card = app.read(move |tx| card::card(tx, id, day)).await?;
    let screen = Screen::new(card.person.name(), "/debtors").crumb("Οφειλέτες", "/debtors");
    Ok(screen
        .body(draw(&card).render().into_string())
        .answer(&app, &caller))
}

fn draw(card: &Card) -> Record {
    let mut record = Record::new()
        .as_of(card.day)
        .line(
            "ΑΦΜ",
            card.person.afm.as_ref().map(|afm| afm.as_str().to_owned()),
        )
        .line("Διεύθυνση", card.person.address.as_str())
        .section(Section::new("Οφείλει").block(explained(&card.owed)))
        .section(Section::new("Πιστώσεις").block(explained(&card.credit)));
    for line in &card.lines {
        record = record.section(section(line));
    }
    if card.lines.is_empty() {
        record.no_actions("Δεν υπάρχουν οφειλές στο όνομά του.")
    } else {
        record
    }
}

fn section(card: &CardLine) -> Section {
    let claim = &card.line.claim;
    let mut section = Section::new(format!("{} · {}", claim.number, claim.title))
        .line(
            "Υπόθεση",
            Cell::link(claim.number.as_str(), format!("/cases/{}", claim.doc)),
        )
        .line("Κατάσταση", Cell::tag(card.line.state.greek()))
        .line("Ποσό", claim.principal)
        .line("Λήξη προθεσμίας", card.line.due_on);
    for payment in &card.payments {
        let what = if payment.cancelled {
            "Ακυρωμένη είσπραξη"
        } else {
            payment.outcome.greek()
        };
        let text = format!(
            "{} · {} · {}",
            payment.money.number,
            greek_date(payment.money.paid_on),
            payment.money.amount
        );
        section = section.line(what, text);
    }
    if let Some(surcharge) = &card.surcharge {
        section = section.line_block("Προσαύξηση", explained(surcharge));
    }
    section.line_block("Οφειλόμενο", explained(&card.balance))
}

async fn line(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Outcome<Response> {
    line_page(&app, &caller, &doc, "", &[]).await
}

async fn line_page(
    app: &App,
    caller: &Caller,
    doc: &str,
    typed: &str,
    findings: &[Finding],
) -> Outcome<Response> {
    let missing = || Finding::new(books::LINE_UNKNOWN).with("number", doc);
    let id: DocId = doc.parse().map_err(|_| missing())?;
    let today = caller.ctx(app)?.today;
    let found = app
        .read(move |tx| {
            let Some(line) = store::find(tx, id)? else {
                return Ok(None);
            };
            card::card_line(tx, line, today).map(Some)
        })
        .await?;
    let card = found.ok_or_else(missing)?;
    let number = card.line.claim.number.clone();
    let mut record = Record::new()
        .as_of(today)
        .state(card.line.state.greek())
        .section(section(&card));
    if caller.may(SETTLE) && !card.line.state.is_certified() {
        let values = Values::default().with("afm", typed);
        let form = Form::new(format!("/lines/{doc}/debtor"), "Ορισμός οφειλέτη")
            .field(Field::afm("afm", "ΑΦΜ του οφειλέτη").required())
            .values(&values)
            .findings(findings);
        record = record.form("Οφειλέτης", &form);
    }
    let mut screen =
        Screen::new(format!("Εγγραφή {number}"), "/debtors").crumb("Οφειλέτες", "/debtors");
    if !findings.is_empty() {
        screen = screen.failed();
    }
    Ok(screen
        .body(record.render().into_string())
        .answer(app, caller))
}

#[derive(Deserialize)]
struct Debtor {
    #[serde(default)]
    afm: String,
}

async fn assign(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
    Posted(typed): Posted<Debtor>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let named = match (Afm::parse(&typed.afm), doc.parse::<DocId>()) {
        (Ok(afm), Ok(id)) => {
            app.write(move |tx| {
                let person = persons::by_afm(tx, &afm)?
                    .ok_or_else(|| Finding::new(books::PERSON_UNKNOWN).on("afm"))?;
                let unknown = || Finding::new(books::LINE_UNKNOWN).with("number", "–");
                let line = store::find(tx, id)?.ok_or_else(unknown)?;
                claims::assign(tx, &ctx, &line.claim.number, person.id)?;
                Ok(person.id)
            })
            .await
        }
        (Err(finding), _) => Err(Fail::Refused(finding.on("afm"))),
        (_, Err(_)) => Err(Finding::new(books::LINE_UNKNOWN)
            .with("number", doc.as_str())
            .into()),
    };
    match named {
        Ok(person) => Ok(Redirect::to(&format!("/debtors/{person}")).into_response()),
        Err(Fail::Refused(finding)) => line_page(&app, &caller, &doc, &typed.afm, &[finding]).await,
        Err(error) => Err(error),
    }
}
