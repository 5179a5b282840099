//! Debtors: search, the queue of unknown ones, and the card with every figure explained to a day.

use crate::card::{self, Card, CardLine};
use crate::model::{Line, LineState};
use crate::{PERSONS_MERGE, READ, SETTLE, STRIKE_OFF, aliases, claims, persons, store};
use axum::Form as Posted;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::app::App;
use loggia_core::conflicts::{self, Decided};
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Fail, Outcome, access};
use loggia_schema::calendar::{greek_date, local_date_time};
use loggia_schema::identifiers::Afm;
use loggia_schema::ids::{DocId, PersonId};
use loggia_schema::message::{Finding, books};
use loggia_ui::conflict;
use loggia_ui::form::{Field, Form, Values};
use loggia_ui::record::Action;
use loggia_ui::timeline::{Moment, Timeline};
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
    let mut screen = Screen::new("Οφειλέτες", "/debtors");
    if caller.may(PERSONS_MERGE) {
        let find = Action::button("Εύρεση διπλών εγγραφών", "/persons/duplicates");
        screen = screen.body(find.render().into_string());
    }
    Ok(screen
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
    let ids = card.person.id.to_string();
    let (decided, users) = app
        .read(move |tx| Ok((conflicts::about(tx, &ids)?, access::users(tx)?)))
        .await?;
    let names = |by: &str| {
        let user = users.iter().find(|user| format!("user:{}", user.id) == by);
        user.map_or_else(|| "Κέντρο".to_owned(), |user| user.name.clone())
    };
    let mut record = draw(&card).timeline(history(&card, &decided, &names));
    if caller.may(PERSONS_MERGE) {
        record = with_actions(record, &card);
    }
    Ok(screen
        .body(record.render().into_string())
        .answer(&app, &caller))
}

/// What may be done with the entry of a person.
fn with_actions(mut record: Record, card: &Card) -> Record {
    let id = card.person.id;
    record = record
        .action(Action::link(
            "Συγχώνευση με άλλη εγγραφή",
            format!("/debtors/{id}/merge"),
        ))
        .action(Action::link("Άλλα ονόματα", format!("/debtors/{id}/names")));
    for other in &card.merged {
        let words = format!(
            "Αναίρεση συγχώνευσης: {}",
            other.code.clone().unwrap_or_else(|| other.name())
        );
        record = record.action(Action::link(
            words,
            format!("/debtors/{id}/unmerge/{}", other.id),
        ));
    }
    record
}

/// Merges, names and decided conflicts, in the order in which they happened.
fn history(card: &Card, decided: &[Decided], names: &dyn Fn(&str) -> String) -> Timeline {
    let mut all: Vec<(jiff::Timestamp, Moment)> = Vec::new();
    for event in &card.events {
        let what = match event.kind.as_str() {
            "merge" => "Συγχώνευση εγγραφών",
            "unmerge" => "Αναίρεση συγχώνευσης",
            "alias" => "Νέο όνομα",
            _ => "Αφαίρεση ονόματος",
        };
        let mut changes = Vec::new();
        if event.other != event.person {
            changes.push(format!(
                "Έμεινε η εγγραφή {}, η άλλη ήταν η {}",
                event.person, event.other
            ));
        }
        if !event.reason.is_empty() {
            changes.push(format!("Αιτιολογία: {}", event.reason));
        }
        let moment = Moment {
            what: what.to_owned(),
            at: local_date_time(event.at),
            by: names(&event.by),
            device: None,
            changes,
            standing: None,
        };
        all.push((event.at, moment));
    }
    for one in decided {
        let when = (local_date_time(one.at), names(&one.by));
        let mut moment = conflict::told(&one.dispute, one.stands, &one.reason, when);
        moment.changes.push(one.done.clone());
        all.push((one.at, moment));
    }
    all.sort_by_key(|(at, _)| *at);
    Timeline::new(all.into_iter().map(|(_, moment)| moment).collect())
}

fn draw(card: &Card) -> Record {
    let mut record = Record::new()
        .as_of(card.day)
        .line(
            "ΑΦΜ",
            card.person.afm.as_ref().map(|afm| afm.as_str().to_owned()),
        )
        .line("Κωδικός παλιού συστήματος", card.person.code.clone())
        .line("Διεύθυνση", card.person.address.as_str())
        .section(Section::new("Οφείλει").block(explained(&card.owed)))
        .section(Section::new("Πιστώσεις").block(explained(&card.credit)));
    if !card.names.is_empty() {
        let names: Vec<String> = card.names.iter().map(aliases::Alias::shown).collect();
        record = record.line("Άλλα ονόματα", names.join(", "));
    }
    if !card.merged.is_empty() {
        let mut section = Section::new("Άλλες εγγραφές του ίδιου προσώπου");
        for other in &card.merged {
            let words = format!(
                "{}, κωδικός {}",
                other.address,
                other.code.as_deref().unwrap_or("–")
            );
            section = section.line(other.name(), words);
        }
        record = record.section(section);
    }
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
    if caller.may(STRIKE_OFF) && card.line.state == LineState::Certified {
        record = record.action(Action::link("Διαγραφή", format!("/lines/{doc}/strike")));
    }
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
