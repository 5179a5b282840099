//! The check beside a field while it is typed. The value travels in the body, never in an address.

use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::Window;
use axum::extract::Path;
use axum::response::Response;
use loggia_schema::message::{Finding, web};

/// `POST /check/{kind}`.
pub async fn check(Path(kind): Path<String>, window: Window, Typed(values): Typed) -> Response {
    let checked = move |_: &mut crate::server::window::Desk<'_>| {
        let value = values.pairs().next().map_or("", |(_, value)| value);
        let answer = loggia_ui::check::answer(&kind, value);
        answer
            .map(Answer::Fragment)
            .ok_or_else(|| Finding::new(web::PAGE_MISSING).into())
    };
    window.page(checked).await
}
