//! «Οι εργασίες μου»: what waits for a decision of this person.

use super::conflicts;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::app::App;
use loggia_core::rights::TASKS_WRITE;
use loggia_core::web::{Access, Caller, Routes, Screen};
use loggia_core::{Outcome, tasks};
use loggia_intake::CASES_READ;
use loggia_schema::calendar::local_date;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, conflicts as messages, web};
use loggia_ui::tasks::{Home, Task};
use loggia_ui::{Action, Record, Render as _};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/", Access::SignedIn, home)
        .get("/tasks/{id}", Access::SignedIn, show)
        .post("/tasks/{id}/close", TASKS_WRITE, close)
}

const LIMIT: u32 = 200;

async fn home(State(app): State<App>, caller: Caller) -> Outcome<Response> {
    let open = app.read(|tx| Ok(tasks::list_open(tx, LIMIT)?)).await?;
    let mine = open
        .into_iter()
        .filter(|task| caller.rights.codes().any(|code| code == task.right_code));
    let list = mine
        .map(|task| Task {
            kind: match loggia_core::conflicts::of(app.subsystems(), &task.kind) {
                Some(_) => "Διένεξη".to_owned(),
                None => kind(&task.kind).to_owned(),
            },
            what: match loggia_core::conflicts::of(app.subsystems(), &task.kind) {
                Some(kind) => match task.finding.param("number") {
                    Some(number) => format!("{}: {number}", kind.title),
                    None => kind.title.to_owned(),
                },
                None => what(&task),
            },
            href: match loggia_core::conflicts::of(app.subsystems(), &task.kind) {
                Some(_) => conflicts::address(&task.id),
                None => format!("/tasks/{}", data_encoding::HEXLOWER.encode(&task.id)),
            },
            due: None,
            why: task.finding.greek(),
        })
        .collect();
    let mut home = Home::new(list);
    for subsystem in app.subsystems() {
        for item in subsystem
            .menu
            .iter()
            .filter(|item| caller.may(item.right))
            .take(1)
        {
            home = home.shortcut(item.title, item.path);
        }
    }
    Ok(Screen::new("Οι εργασίες μου", "/")
        .body(home.render().into_string())
        .answer(&app, &caller))
}

/// The kind of a task in words.
fn kind(code: &str) -> &'static str {
    match code {
        "intake.judgement" => "Απόρριψη ή καραντίνα",
        "revenue.unmatched" => "Είσπραξη υπό τακτοποίηση",
        "revenue.paid-twice" | "revenue.credit" => "Πίστωση οφειλέτη",
        "revenue.part-paid" => "Μερική πληρωμή",
        "revenue.certified-changed" => "Αλλαγή μετά τη βεβαίωση",
        "numbers.dry" => "Τέλος αριθμών",
        _ => "Εκκρεμότητα",
    }
}

/// What a task is about: the paper its finding names. The subject itself is a key that says nothing to people.
fn what(task: &tasks::Task) -> String {
    let named = ["number", "receipt", "series"]
        .into_iter()
        .find_map(|name| task.finding.param(name));
    named.map_or_else(|| kind(&task.kind).to_owned(), str::to_owned)
}

/// The case behind a task, when its subject begins with one.
fn case_of(task: &tasks::Task) -> Option<DocId> {
    task.subject.split('/').next()?.parse().ok()
}

async fn show(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Outcome<Response> {
    let open = app.read(|tx| Ok(tasks::list_open(tx, 10_000)?)).await?;
    let found = open
        .into_iter()
        .find(|task| data_encoding::HEXLOWER.encode(&task.id) == id);
    let held = |code: &str| caller.rights.codes().any(|known| known == code);
    let Some(task) = found.filter(|task| held(&task.right_code)) else {
        return Err(Finding::new(web::PAGE_MISSING).into());
    };
    let mut record = Record::new()
        .line("Αφορά", what(&task))
        .line("Τι συνέβη", task.finding.greek())
        .line("Από", local_date(task.opened_at));
    if let Some(case) = case_of(&task).filter(|_| caller.may(CASES_READ)) {
        record = record.action(Action::link("Άνοιγμα υπόθεσης", format!("/cases/{case}")));
    }
    if caller.may(TASKS_WRITE) {
        record = record.action(Action::button(
            "Διεκπεραιώθηκε",
            format!("/tasks/{id}/close"),
        ));
    }
    let screen = Screen::new(kind(&task.kind), "/").crumb("Οι εργασίες μου", "/");
    Ok(screen
        .body(record.render().into_string())
        .answer(&app, &caller))
}

async fn close(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let bytes = data_encoding::HEXLOWER
        .decode(id.as_bytes())
        .ok()
        .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    let Some(id) = bytes else {
        return Err(Finding::new(web::PAGE_MISSING).into());
    };
    let subsystems = app.subsystems();
    app.write(move |tx| {
        let task = tasks::find(tx, id)?;
        if task.is_some_and(|task| loggia_core::conflicts::of(subsystems, &task.kind).is_some()) {
            return Err(Finding::new(messages::NEEDS_DECISION).into());
        }
        Ok(tasks::close(tx, &ctx, id, "")?)
    })
    .await?;
    Ok(Redirect::to("/").into_response())
}
