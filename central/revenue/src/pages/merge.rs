//! Two entries of one person: find the other one, see what moves, merge, take apart again; and the names he is known by.

use crate::aliases::{self, AliasKind};
use crate::duplicates;
use crate::merges::{self, Figures};
use crate::persons::{self, Person};
use crate::{PERSONS_MERGE, READ};
use axum::Form as Posted;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Finding, books, conflicts};
use loggia_ui::conflict::{Decide, REASON, STANDS};
use loggia_ui::form::{Choice, Field, Form, Values};
use loggia_ui::{Column, List, Query, Record, Render as _, Row, Section};
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/debtors/{id}/merge", PERSONS_MERGE, choose)
        .get("/debtors/{id}/merge/{other}", PERSONS_MERGE, preview)
        .post("/debtors/{id}/merge/{other}", PERSONS_MERGE, merge)
        .get("/debtors/{id}/unmerge/{other}", PERSONS_MERGE, ask_apart)
        .post("/debtors/{id}/unmerge/{other}", PERSONS_MERGE, apart)
        .get("/debtors/{id}/names", READ, names)
        .post("/debtors/{id}/names", PERSONS_MERGE, add_name)
        .post("/debtors/{id}/names/{no}/drop", PERSONS_MERGE, drop_name)
        .post("/persons/duplicates", PERSONS_MERGE, find_duplicates)
}

fn person_id(text: &str) -> Result<PersonId, Finding> {
    text.parse()
        .map_err(|_| Finding::new(books::PERSON_UNKNOWN))
}

async fn person(app: &App, id: &str) -> Outcome<Person> {
    let id = person_id(id)?;
    let found = app.read(move |tx| Ok(persons::find(tx, id)?)).await?;
    Ok(found.ok_or_else(|| Finding::new(books::PERSON_UNKNOWN))?)
}

fn screen(title: &str, person: &Person) -> Screen {
    Screen::new(format!("{title}: {}", person.name()), "/debtors")
        .crumb("Οφειλέτες", "/debtors")
        .crumb(person.name(), format!("/debtors/{}", person.id))
}

/// Who is the other entry?
async fn choose(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let this = person(&app, &id).await?;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let typed = query.filter("q").map_or_else(|| this.name(), str::to_owned);
    let found = app
        .read(move |tx| Ok(persons::search(tx, &typed, 50)?))
        .await?;
    let path = format!("/debtors/{id}/merge");
    let mut table = List::new("Η άλλη εγγραφή", &path, &query)
        .filter(Field::text("q", "ΑΦΜ, όνομα, τηλέφωνο, διεύθυνση ή παλιός κωδικός").focused())
        .column(Column::text("name", "Ονοματεπώνυμο"))
        .column(Column::text("afm", "ΑΦΜ"))
        .column(Column::text("father", "Πατρώνυμο"))
        .column(Column::text("address", "Διεύθυνση"))
        .column(Column::text("code", "Παλιός κωδικός"))
        .empty("Δεν βρέθηκε άλλη εγγραφή με αυτά τα στοιχεία.");
    for other in found.iter().filter(|other| other.id != this.id) {
        table = table.row(
            Row::new(other.name(), format!("{path}/{}", other.id))
                .cell(other.afm.as_ref().map(|afm| afm.as_str().to_owned()))
                .cell(other.father.as_str())
                .cell(other.address.as_str())
                .cell(other.code.clone()),
        );
    }
    Ok(screen("Συγχώνευση", &this)
        .body(table.render().into_string())
        .answer(&app, &caller))
}

async fn preview(
    State(app): State<App>,
    caller: Caller,
    Path((id, other)): Path<(String, String)>,
) -> Outcome<Response> {
    compare(&app, &caller, (&id, &other), &Values::default(), &[]).await
}

/// Both entries, what moves, and the figures before and after.
async fn compare(
    app: &App,
    caller: &Caller,
    (id, other): (&str, &str),
    values: &Values,
    findings: &[Finding],
) -> Outcome<Response> {
    let this = person(app, id).await?;
    let (a, b) = (person_id(id)?, person_id(other)?);
    let (dispute, each) = app
        .read(move |tx| {
            let mut each = Vec::new();
            for id in [a, b] {
                let group = merges::group(tx, id)?;
                each.push(merges::figures(tx, &group)?);
            }
            // A pair that cannot be merged says why, before anybody chooses.
            if merges::may_merge(tx, a, b).is_err() {
                merges::may_merge(tx, b, a)?;
            }
            Ok((duplicates::dispute(tx, a, b)?, each))
        })
        .await?;
    let mut screen = screen("Συγχώνευση", &this);
    if !findings.is_empty() {
        screen = screen.failed();
    }
    let action = format!("/debtors/{id}/merge/{other}");
    let decide = Decide::new(&dispute, action, values, findings)
        .back("Επιστροφή στην καρτέλα", format!("/debtors/{id}"));
    let body = decide.render().into_string() + &moves(&each).into_string();
    Ok(screen.body(body).answer(app, caller))
}

/// What moves, column by column: left, right, together.
fn moves(each: &[Figures]) -> loggia_ui::Markup {
    let query = Query::default();
    let mut table = List::new("Πριν και μετά τη συγχώνευση", "", &query)
        .column(Column::text("what", "Τι"))
        .column(Column::text("left", "Αριστερά"))
        .column(Column::text("right", "Δεξιά"))
        .column(Column::text("both", "Μαζί, μετά"));
    let count = |what: &'static str, of: fn(&Figures) -> i64| {
        let n: Vec<i64> = each.iter().map(of).collect();
        let text = |at: usize| n.get(at).copied().unwrap_or_default().to_string();
        Row::plain(what)
            .cell(text(0))
            .cell(text(1))
            .cell(n.iter().sum::<i64>().to_string())
    };
    let sum = |what: &'static str, of: fn(&Figures) -> i64| {
        let n: Vec<i64> = each.iter().map(of).collect();
        let text = |n: i64| loggia_schema::money::Cents(n).greek();
        let at = |at: usize| text(n.get(at).copied().unwrap_or_default());
        Row::plain(what)
            .cell(at(0))
            .cell(at(1))
            .cell(text(n.iter().sum()))
    };
    for row in [
        count("Οφειλές και πρόστιμα", |figures| {
            figures.lines
        }),
        count("Πληρωμές", |figures| figures.payments),
        sum("Απαιτούμενα", |figures| figures.principal.get()),
        sum("Εισπραχθέντα", |figures| {
            figures.collected.get()
        }),
        sum("Πιστώσεις", |figures| figures.credit.get()),
        sum(
            "Πιστώσεις που χρησιμοποιήθηκαν",
            |figures| figures.used.get(),
        ),
    ] {
        table = table.row(row);
    }
    table.render()
}

#[derive(Deserialize)]
struct Decided {
    #[serde(default)]
    stands: String,
    #[serde(default)]
    reason: String,
}

async fn merge(
    State(app): State<App>,
    caller: Caller,
    Path((id, other)): Path<(String, String)>,
    Posted(typed): Posted<Decided>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let (a, b) = (person_id(&id)?, person_id(&other)?);
    let values = Values::default()
        .with(STANDS, typed.stands.as_str())
        .with(REASON, typed.reason.as_str());
    let pair = match Stands::parse(&typed.stands) {
        Some(Stands::Left) => Ok((a, b)),
        Some(Stands::Right) => Ok((b, a)),
        Some(Stands::Third) | None => Err(Finding::new(conflicts::SIDE_MISSING).on("stands")),
    };
    let merged = match pair {
        Ok(pair) => {
            let reason = typed.reason;
            let merged = app
                .write(move |tx| merges::merge(tx, &ctx, pair, &reason))
                .await;
            merged.map(|_| pair.0)
        }
        Err(finding) => Err(finding.into()),
    };
    match merged {
        Ok(kept) => Ok(Redirect::to(&format!("/debtors/{kept}")).into_response()),
        Err(Fail::Refused(finding)) => {
            compare(&app, &caller, (&id, &other), &values, &[finding]).await
        }
        Err(error) => Err(error),
    }
}

async fn ask_apart(
    State(app): State<App>,
    caller: Caller,
    Path((id, other)): Path<(String, String)>,
) -> Outcome<Response> {
    apart_page(&app, &caller, (&id, &other), "", &[]).await
}

async fn apart_page(
    app: &App,
    caller: &Caller,
    (id, other): (&str, &str),
    reason: &str,
    findings: &[Finding],
) -> Outcome<Response> {
    let (this, apart) = (person(app, id).await?, person(app, other).await?);
    let form = Form::new(format!("/debtors/{id}/unmerge/{other}"), "Αναίρεση συγχώνευσης")
        .note(format!(
            "Η εγγραφή «{}» ξαναγίνεται χωριστό πρόσωπο με ακριβώς όσες οφειλές και πληρωμές είχε. Ο λόγος μένει στο ιστορικό.",
            apart.name()
        ))
        .field(Field::textarea(REASON, "Αιτιολογία").required().focused())
        .values(&Values::default().with(REASON, reason))
        .findings(findings)
        .back("Επιστροφή στην καρτέλα", format!("/debtors/{id}"));
    let mut screen = screen("Αναίρεση συγχώνευσης", &this);
    if !findings.is_empty() {
        screen = screen.failed();
    }
    Ok(screen.body(form.render().into_string()).answer(app, caller))
}

async fn apart(
    State(app): State<App>,
    caller: Caller,
    Path((id, other)): Path<(String, String)>,
    Posted(typed): Posted<Decided>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let (apart, reason) = (person_id(&other)?, typed.reason.clone());
    match app
        .write(move |tx| merges::unmerge(tx, &ctx, apart, &reason))
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/debtors/{other}")).into_response()),
        Err(Fail::Refused(finding)) => {
            apart_page(&app, &caller, (&id, &other), &typed.reason, &[finding]).await
        }
        Err(error) => Err(error),
    }
}

async fn names(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Outcome<Response> {
    names_page(&app, &caller, &id, &Values::default(), &[]).await
}

async fn names_page(
    app: &App,
    caller: &Caller,
    id: &str,
    values: &Values,
    findings: &[Finding],
) -> Outcome<Response> {
    let this = person(app, id).await?;
    let at = this.id;
    let held = app.read(move |tx| Ok(aliases::of(tx, at)?)).await?;
    let mut section = Section::new("Άλλα ονόματα");
    for alias in &held {
        section = section.line_block(
            alias.kind.greek(),
            loggia_ui::html! {
                (alias.shown()) " "
                @if caller.may(PERSONS_MERGE) {
                    form method="post" action={ "/debtors/" (id) "/names/" (alias.no) "/drop" } {
                        button.govgr-btn.govgr-btn-secondary {
                            "Αφαίρεση" span.govgr-visually-hidden { ": " (alias.shown()) }
                        }
                    }
                }
            },
        );
    }
    let mut record = Record::new().section(section);
    if caller.may(PERSONS_MERGE) {
        let kinds = AliasKind::ALL.map(|kind| Choice::new(kind.code(), kind.greek()));
        let form = Form::new(format!("/debtors/{id}/names"), "Προσθήκη ονόματος")
            .field(Field::radios("kind", "Είδος", kinds.to_vec()).required())
            .field(Field::text("name", "Όνομα").required())
            .values(values)
            .findings(findings)
            .back("Επιστροφή στην καρτέλα", format!("/debtors/{id}"));
        record = record.form("Νέο όνομα", &form);
    }
    let mut screen = screen("Ονόματα", &this);
    if !findings.is_empty() {
        screen = screen.failed();
    }
    Ok(screen
        .body(record.render().into_string())
        .answer(app, caller))
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
}

async fn add_name(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Posted(typed): Posted<Named>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let person = person_id(&id)?;
    let values = Values::default()
        .with("kind", typed.kind.as_str())
        .with("name", typed.name.as_str());
    let added = match AliasKind::from_code(&typed.kind) {
        Some(kind) => {
            app.write(move |tx| aliases::add(tx, &ctx, person, (kind, &typed.name)))
                .await
        }
        None => Err(Finding::new(conflicts::ALIAS_KIND).on("kind").into()),
    };
    match added {
        Ok(()) => Ok(Redirect::to(&format!("/debtors/{id}/names")).into_response()),
        Err(Fail::Refused(finding)) => names_page(&app, &caller, &id, &values, &[finding]).await,
        Err(error) => Err(error),
    }
}

async fn drop_name(
    State(app): State<App>,
    caller: Caller,
    Path((id, no)): Path<(String, i64)>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let person = person_id(&id)?;
    app.write(move |tx| aliases::drop(tx, &ctx, person, no))
        .await?;
    Ok(Redirect::to(&format!("/debtors/{id}/names")).into_response())
}

/// Compares the whole registry and leads to the work it found.
async fn find_duplicates(State(app): State<App>, caller: Caller) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    app.write(move |tx| {
        persons::index_all(tx)?;
        duplicates::propose(tx, &ctx)
    })
    .await?;
    Ok(Redirect::to("/").into_response())
}
