//! Pages: routes that carry their right, the caller behind a request, and what is refused at the door.
//!
//! A route is registered with [`Routes`] and names its [`Access`] in the same line, so none can exist without one; a
//! test of the server walks them all. The door ([`door`]) finds the session behind the cookie, checks the right and,
//! for requests that change something, the CSRF token and the origin; the handler gets a [`Caller`].

mod caller;
mod door;
mod routes;
mod screen;
#[cfg(test)]
mod tests;

pub use caller::Caller;
pub use door::{COOKIE, CSRF_FIELD, CSRF_HEADER, Denied, OnBehalf, plain_denial};
pub use routes::{Access, RouteInfo, Routes};
pub use screen::{Layout, Screen};

use crate::Fail;
use axum::Extension;
use axum::response::{IntoResponse, Response};
use loggia_schema::message::web::PAGE_MISSING;

impl IntoResponse for Fail {
    /// A refusal is 422 with its sentence, a page that is not there 404; a failure of the store is 503 or 500 and leaves a line in the log.
    fn into_response(self) -> Response {
        let status = match &self {
            Fail::Refused(finding) if finding.code == PAGE_MISSING => {
                axum::http::StatusCode::NOT_FOUND
            }
            Fail::Refused(_) => axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            Fail::Store(error) => {
                tracing::error!(%error, "a request failed in the store");
                match error.blame() {
                    crate::db::Blame::Us => axum::http::StatusCode::INTERNAL_SERVER_ERROR,
                    _ => axum::http::StatusCode::SERVICE_UNAVAILABLE,
                }
            }
        };
        let finding = self.finding();
        let words = finding.greek();
        // The finding goes along, so that whoever frames pages can frame this one.
        (status, Extension(finding), words).into_response()
    }
}
