//! The check beside a field while it is typed. The value travels in the body, never in an address.

use axum::Form;
use axum::extract::Path;
use axum::response::{Html, IntoResponse as _, Response};
use loggia_core::Outcome;
use loggia_core::web::{Access, Routes};
use loggia_schema::message::{Finding, web};
use loggia_ui::check;

pub(super) fn routes() -> Routes {
    Routes::new().post("/check/{kind}", Access::SignedIn, answer)
}

/// The one field of the body, whatever its name, read as `kind`.
async fn answer(
    Path(kind): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Outcome<Response> {
    let value = typed.first().map_or("", |(_, value)| value);
    match check::answer(&kind, value) {
        Some(shown) => Ok(Html(shown.into_string()).into_response()),
        None => Err(Finding::new(web::PAGE_MISSING).into()),
    }
}
