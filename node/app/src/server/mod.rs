//! The loopback server: doors, routes, headers, limits, and the state that handlers share.
//!
//! ```text
//! request ─ headers ─ panic net ─ size limit ─ host and origin ─ door of the route ─ handler ─ answer
//! ```
//! The router knows nothing of sockets: tests and the Tauri window drive the same one. Pages live in [`crate::pages`].

pub mod answer;
mod assets;
pub(crate) mod door;
pub mod guard;
pub(crate) mod inside;
mod local;
pub mod routes;
#[cfg(test)]
mod tests;
pub mod typed;
pub mod window;

use crate::jobs::Jobs;
use crate::line::Line;
use crate::office::Office;
use crate::printing::Spooler;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use guard::Guard;
use loggia_schema::message::{Finding, web};
use routes::{Door, Routes};
use std::sync::Arc;
use std::time::Instant;
use subtle::ConstantTimeEq as _;
use tower_http::catch_panic::CatchPanicLayer;

/// Most bytes of a form or command.
pub const MAX_BODY: usize = 256 * 1024;

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    office: Office,
    line: Line,
    guard: Guard,
    secret: String,
    jobs: Jobs,
    spooler: Spooler,
}

impl App {
    /// The state of a server behind `guard`, with the secret of the command line; papers go to `spooler`.
    pub fn new(office: Office, line: Line, guard: Guard, secret: String, spooler: Spooler) -> App {
        App {
            inner: Arc::new(Inner {
                office,
                line,
                guard,
                secret,
                jobs: Jobs::default(),
                spooler,
            }),
        }
    }

    /// Long work beside the pages.
    pub fn jobs(&self) -> &Jobs {
        &self.inner.jobs
    }

    /// The printers.
    pub fn spooler(&self) -> &Spooler {
        &self.inner.spooler
    }

    /// The office.
    pub fn office(&self) -> &Office {
        &self.inner.office
    }

    /// The line to the centre.
    pub fn line(&self) -> &Line {
        &self.inner.line
    }

    /// The doors.
    pub fn guard(&self) -> &Guard {
        &self.inner.guard
    }

    /// Whether this is the secret of the command line.
    pub fn is_secret(&self, sent: &str) -> bool {
        bool::from(sent.as_bytes().ct_eq(self.inner.secret.as_bytes()))
    }

    /// An address that opens the pages once.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn login_url(&self) -> Result<String, getrandom::Error> {
        Ok(self.guard().login_url(random_hex()?, Instant::now()))
    }
}

/// Sixteen random bytes as hex: tokens, secrets, keys of forms.
///
/// # Errors
/// The system gives no random bytes.
pub fn random_hex() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}

/// Every route of the program.
pub fn routes() -> Routes {
    crate::pages::routes(Routes::new())
        .get(
            "/login",
            Door::Open("the token is the proof, and it works once"),
            login,
        )
        .get(
            "/assets/{*path}",
            Door::Open("the same files for everybody, in every copy of the program"),
            assets::file,
        )
        .post("/local", Door::Secret, local::command)
}

/// The router around an office.
pub fn router(app: &App) -> Router {
    routes()
        .into_router(app)
        .fallback(door::missing)
        .layer(from_fn_with_state(app.clone(), door::source))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| answer::panicked(),
        ))
        .layer(from_fn(plain_words))
        .with_state(app.clone())
}

/// Answers that the framework makes itself (a wrong method, a body too large) become pages with our headers.
async fn plain_words(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.headers().contains_key("x-content-type-options") {
        return response;
    }
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => answer::refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            &Finding::new(web::PAGE_MISSING),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => answer::refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            &Finding::new(web::REQUEST_TOO_LARGE),
        ),
        status if status.is_client_error() => {
            answer::refuse(status, &Finding::new(web::REQUEST_UNREADABLE))
        }
        _ => response,
    }
}

/// `/login?t=…`: the one-time token becomes the cookie.
async fn login(State(app): State<App>, request: Request) -> Response {
    let token = request
        .uri()
        .query()
        .and_then(|query| query.strip_prefix("t="))
        .unwrap_or_default();
    let Some(cookie) = app.guard().spend(token, Instant::now()) else {
        return answer::refuse(StatusCode::UNAUTHORIZED, &Finding::new(web::LINK_SPENT));
    };
    let mut response = answer::see_other("/");
    match cookie.parse() {
        Ok(cookie) => drop(
            response
                .headers_mut()
                .insert(axum::http::header::SET_COOKIE, cookie),
        ),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
    response
}
