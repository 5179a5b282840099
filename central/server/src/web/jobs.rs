//! «Εργασίες»: what a user asked to be done beside the pages: how far it is, what came out, its file.

use super::export;
use axum::Form as Posted;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use loggia_core::app::App;
use loggia_core::ctx::Actor;
use loggia_core::jobs::{self, Job, JobState};
use loggia_core::web::{Access, Caller, Routes, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::{Finding, web};
use loggia_ui::export::Export;
use loggia_ui::result::{Progress, left};
use loggia_ui::{Action, Cell, Column, JobResult, List, Query, Render as _, Row, Values};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/jobs", Access::SignedIn, list)
        .get("/jobs/{id}", Access::SignedIn, show)
        .get("/jobs/{id}/file", Access::SignedIn, file)
        .post("/jobs/{id}/stop", Access::SignedIn, stop)
        .post(loggia_ui::export::PATH, Access::SignedIn, export_later)
}

/// Most jobs that a page shows.
const LIMIT: u32 = 500;

async fn export_later(
    State(app): State<App>,
    caller: Caller,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Outcome<Response> {
    let values = Values::from_pairs(pairs);
    let (list, name, format) = (values.get("list"), values.get("file"), values.get("as"));
    // Refused now rather than in the background.
    Export::new(list, name, format)?;
    let args = serde_json::json!({ "list": list, "file": name, "as": format });
    let ctx = caller.ctx(&app)?;
    let id = app
        .write(move |tx| Ok(jobs::enqueue(tx, &ctx, export::JOB.name, &args)?))
        .await?;
    Ok(Redirect::to(&href(id)).into_response())
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let actor = Actor::User(caller.user).to_string();
    let limit = query.limit(LIMIT);
    let mine = app
        .read(move |tx| Ok(jobs::of_actor(tx, &actor, limit)?))
        .await?;
    let mut table = List::new("Εργασίες", "/jobs", &query)
        .file("ergasies")
        .column(Column::text("title", "Εργασία"))
        .column(Column::text("at", "Ζητήθηκε"))
        .column(Column::text("state", "Κατάσταση"))
        .empty("Εδώ φαίνονται οι μεγάλες εξαγωγές που ζητήσατε.");
    for job in &mine {
        let row = Row::new(title(&app, job), href(job.id));
        let row = row.cell(local_date_time(job.created_at));
        table = table.row(row.cell(Cell::tag(state(job.state))));
    }
    Ok(Screen::new("Εργασίες", "/jobs")
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

async fn show(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Outcome<Response> {
    let job = mine(&app, &caller, &id).await?;
    let title = title(&app, &job);
    let mut result = JobResult::new(format!("{title}: {}", state(job.state)));
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    match job.state {
        JobState::Waiting | JobState::Running | JobState::Stopping => {
            let items = (count(job.done), count(job.total));
            let so_far = app.clock().now().duration_since(job.created_at);
            let stop = format!("{}/stop", href(job.id));
            result = result.running(Progress {
                step: (1, 1),
                items,
                left: left(so_far.unsigned_abs(), items),
                refresh: href(job.id),
                stop: Some(stop).filter(|_| job.state != JobState::Stopping),
            });
        }
        JobState::Stopped => {
            result = result.failure(title.as_str(), Finding::new(web::JOB_STOPPED));
        }
        JobState::Done => {
            result = result.line("Γραμμές", count(job.done));
            let words = "Λήψη του αρχείου";
            result = result.action(Action::link(words, format!("{}/file", href(job.id))).primary());
        }
        JobState::Failed => {
            let said = job.result.as_ref().and_then(|result| result.get("error"));
            let said = said.and_then(serde_json::Value::as_str).unwrap_or_default();
            result = result
                .line("Τι συνέβη", said)
                .failure(title.as_str(), Finding::new(web::JOB_BROKEN));
        }
    }
    Ok(Screen::new(title, "/jobs")
        .crumb("Εργασίες", "/jobs")
        .body(result.render().into_string())
        .answer(&app, &caller))
}

async fn stop(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Outcome<Response> {
    let job = mine(&app, &caller, &id).await?;
    let now = app.clock().now();
    app.write(move |tx| Ok(jobs::stop(tx, job.id, now)?))
        .await?;
    Ok(Redirect::to(&href(job.id)).into_response())
}

async fn file(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Outcome<Response> {
    let job = mine(&app, &caller, &id).await?;
    let found = app.read(move |tx| Ok(jobs::file(tx, job.id)?)).await?;
    let file = found.ok_or_else(|| Finding::new(web::PAGE_MISSING))?;
    let shown = format!("attachment; filename=\"{}\"", file.name);
    let headers = [
        (header::CONTENT_TYPE, file.content_type),
        (header::CONTENT_DISPOSITION, shown),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file.body).into_response())
}

/// A job of the caller; another's is not there.
async fn mine(app: &App, caller: &Caller, id: &str) -> Result<Job, Fail> {
    let missing = || Fail::Refused(Finding::new(web::PAGE_MISSING));
    let bytes = data_encoding::HEXLOWER.decode(id.as_bytes()).ok();
    let id = bytes
        .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok())
        .ok_or_else(missing)?;
    let found = app.read(move |tx| Ok(jobs::find(tx, id)?)).await?;
    found
        .filter(|job| job.actor == Actor::User(caller.user).to_string())
        .ok_or_else(missing)
}

fn href(id: [u8; 16]) -> String {
    format!("/jobs/{}", data_encoding::HEXLOWER.encode(&id))
}

fn title(app: &App, job: &Job) -> String {
    let mut kinds = app.subsystems().iter().flat_map(|subsystem| subsystem.jobs);
    let kind = kinds.find(|kind| kind.name == job.kind);
    let kind = kind.map_or(job.kind.as_str(), |kind| kind.title);
    let file = job.args.get("file").and_then(serde_json::Value::as_str);
    file.map_or_else(|| kind.to_owned(), |file| format!("{kind} «{file}»"))
}

const fn state(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "περιμένει",
        JobState::Running => "σε εξέλιξη",
        JobState::Done => "ολοκληρώθηκε",
        JobState::Failed => "δεν ολοκληρώθηκε",
        JobState::Stopping => "σταματά",
        JobState::Stopped => "διακόπηκε",
    }
}
