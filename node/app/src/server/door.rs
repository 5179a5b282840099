//! The two doors in front of every page: where a request comes from, and what it brings.
//!
//! The first stands before everything, also before pages that do not exist: wrong host 421, foreign origin 403. The
//! second stands before each route and asks for what the route's [`Door`] names. A page asked for without a person at the
//! window leads to the unlocking page and back; nothing that was typed is lost, because forms keep drafts.

use super::App;
use super::answer::{self, refuse};
use super::guard::Refusal;
use super::inside::Inside;
use super::routes::Door;
use super::window::Window;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use loggia_schema::message::{Finding, web};

/// Wrong host, foreign origin: turned away whatever the address is.
pub async fn source(State(app): State<App>, request: Request, next: Next) -> Response {
    match app
        .guard()
        .check_source(request.method(), request.headers())
    {
        Ok(()) => next.run(request).await,
        Err(refusal) => turned_away(refusal),
    }
}

/// The door of one route.
pub async fn pass(
    State((app, door)): State<(App, Door)>,
    request: Request,
    next: Next,
) -> Response {
    if request.extensions().get::<Inside>().is_some() {
        return next.run(request).await;
    }
    let entered = match door {
        Door::Open(_) => Ok(()),
        Door::Cookie | Door::Seat => app.guard().check_cookie(request.headers()),
        Door::Secret => check_secret(&app, request.headers()),
    };
    if let Err(refusal) = entered {
        return turned_away(refusal);
    }
    if door == Door::Seat && app.office().seat().is_none() {
        return to_unlock(&request);
    }
    next.run(request).await
}

fn check_secret(app: &App, headers: &HeaderMap) -> Result<(), Refusal> {
    let sent = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Bearer "));
    match sent {
        Some(sent) if app.is_secret(sent) => Ok(()),
        _ => Err(Refusal::NoCookie),
    }
}

fn turned_away(refusal: Refusal) -> Response {
    let code = match refusal {
        Refusal::WrongHost => web::WRONG_HOST,
        Refusal::ForeignOrigin => web::REQUEST_FOREIGN,
        Refusal::NoCookie => web::NO_COOKIE,
    };
    refuse(refusal.status(), &Finding::new(code))
}

/// The unlocking page, which leads back to the page that was asked for. A fragment makes the whole page go there.
fn to_unlock(request: &Request) -> Response {
    let fragment = request.headers().contains_key("hx-request");
    if fragment {
        return answer::redirect_whole_page("/unlock");
    }
    if request.method() != Method::GET {
        return answer::see_other("/unlock");
    }
    let back = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    answer::see_other(&format!("/unlock?next={}", loggia_ui::query::encode(back)))
}

/// An address that is not in the list of routes: said in the frame of whoever sits at the window.
pub async fn missing(State(app): State<App>, request: Request) -> Response {
    if let Err(refusal) = app.guard().check_cookie(request.headers()) {
        return turned_away(refusal);
    }
    let finding = Finding::new(web::PAGE_MISSING);
    let (mut parts, _) = request.into_parts();
    match Window::from_request_parts(&mut parts, &app).await {
        Ok(window) => window.page(|_| Err(finding.into())).await,
        Err(_) => refuse(StatusCode::NOT_FOUND, &finding),
    }
}
