//! A list of the back office as a file, written from the pages of its own screen.
//!
//! The program asks its own routes for page after page, on behalf of whoever asked for the file: what a user may not see on
//! the screen never gets into a file.

use super::all_routes;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{Request, header};
use axum::response::{IntoResponse as _, Response};
use loggia_core::app::App;
use loggia_core::ctx::Actor;
use loggia_core::db::DbError;
use loggia_core::jobs::{self, JobFile, JobKind, JobRun};
use loggia_core::web::{Access, Caller, OnBehalf, Routes};
use loggia_core::{Fail, Outcome, access, rights};
use loggia_schema::message::{Finding, access as says, web};
use loggia_ui::Query;
use loggia_ui::export::{self, Export, File, Part};
use tower::ServiceExt as _;

pub(super) fn routes() -> Routes {
    Routes::new().get(export::PATH, Access::SignedIn, now)
}

/// A long list, as a job of whoever asked for it.
pub(super) const JOB: JobKind = JobKind {
    name: "office.export",
    title: "Εξαγωγή",
    daily: false,
    run: in_background,
};

fn in_background(app: &App, run: &JobRun<'_>) -> Outcome<serde_json::Value> {
    let arg = |name: &str| {
        run.job
            .args
            .get(name)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    };
    let mut export = Export::new(arg("list"), arg("file"), arg("as"))?;
    let caller = whoever_asked(app, &run.job.actor)?;
    // The work runs on a blocking thread of the server; its pages are async.
    let runtime = tokio::runtime::Handle::try_current()
        .map_err(|_| Fail::Store(DbError::Bug("an export outside the server".to_owned())))?;
    while let Some(address) = export.next() {
        let part = runtime.block_on(part(app, &caller, &address))?;
        export.take(&part)?;
        let (done, total) = export.progress();
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        run.progress(count(done), count(total))?;
    }
    let (rows, _) = export.progress();
    let file = export.finish()?;
    let kept = JobFile {
        name: file.name,
        content_type: file.content_type.to_owned(),
        body: file.bytes,
    };
    let (id, now) = (run.job.id, app.clock().now());
    app.db().write(|tx| jobs::keep_file(tx, id, &kept, now))?;
    Ok(serde_json::json!({ "rows": rows }))
}

/// The user of a job with the rights of this moment; somebody who may not work any more gets nothing.
fn whoever_asked(app: &App, actor: &str) -> Outcome<Caller> {
    let found = app.db().read(|tx| {
        let users = access::users(tx)?;
        let known = users
            .into_iter()
            .find(|user| user.active && Actor::User(user.id).to_string() == actor);
        let Some(user) = known else { return Ok(None) };
        let rights = rights::rights_of(tx, user.id)?;
        Ok::<_, DbError>(Some((user, rights)))
    })?;
    let (user, rights) =
        found.ok_or_else(|| Finding::new(says::USER_STOPPED).with("login", actor))?;
    Ok(Caller {
        user: user.id,
        login: user.login,
        name: user.name,
        rights,
        csrf: String::new(),
    })
}

async fn now(State(app): State<App>, caller: Caller, RawQuery(raw): RawQuery) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let field = |name: &str| query.filter(name).unwrap_or_default();
    let mut export = Export::new(field("list"), query.file().unwrap_or_default(), field("as"))?;
    while let Some(address) = export.next() {
        let part = part(&app, &caller, &address).await?;
        export.take(&part)?;
        export.at_once()?;
    }
    Ok(answer(export.finish()?))
}

/// A file that goes into the downloads.
fn answer(file: File) -> Response {
    let shown = format!("attachment; filename=\"{}\"", file.name);
    let headers = [
        (header::CONTENT_TYPE, file.content_type.to_owned()),
        (header::CONTENT_DISPOSITION, shown),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, file.bytes).into_response()
}

/// The page of a list at an address of [`Export`].
async fn part(app: &App, caller: &Caller, address: &str) -> Result<Part, Fail> {
    let request = Request::get(address)
        .extension(OnBehalf(caller.clone()))
        .body(Body::empty());
    let request = request.map_err(|_| Finding::new(web::EXPORT_ADDRESS))?;
    let router = all_routes(app).into_router(app);
    // The router cannot fail; what it answers is a response.
    let mut response = router
        .oneshot(request)
        .await
        .unwrap_or_else(|never| match never {});
    if let Some(part) = response.extensions_mut().remove::<Part>() {
        return Ok(part);
    }
    let said = response.extensions_mut().remove::<Finding>();
    Err(Fail::Refused(said.unwrap_or_else(|| {
        Finding::new(if response.status() == axum::http::StatusCode::FORBIDDEN {
            says::NO_RIGHT
        } else {
            web::EXPORT_ADDRESS
        })
    })))
}
