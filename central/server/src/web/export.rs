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
use loggia_core::web::{Access, Caller, OnBehalf, Routes};
use loggia_core::{Fail, Outcome};
use loggia_schema::message::{Finding, access, web};
use loggia_ui::Query;
use loggia_ui::export::{self, Export, File, Part};
use tower::ServiceExt as _;

pub(super) fn routes() -> Routes {
    Routes::new().get(export::PATH, Access::SignedIn, now)
}

async fn now(State(app): State<App>, caller: Caller, RawQuery(raw): RawQuery) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let field = |name: &str| query.filter(name).unwrap_or_default();
    let mut export = Export::new(field("list"), query.file().unwrap_or_default(), field("as"))?;
    while let Some(address) = export.next() {
        let part = part(&app, &caller, &address).await?;
        export.take(&part)?;
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
            access::NO_RIGHT
        } else {
            web::EXPORT_ADDRESS
        })
    })))
}
