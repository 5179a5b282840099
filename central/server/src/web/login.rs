//! Login and logout.

use super::frame;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::access::{self, sessions};
use loggia_core::app::App;
use loggia_core::web::{Access, COOKIE, Routes};
use loggia_core::{Fail, Outcome};
use loggia_schema::message::Finding;
use loggia_ui::form::Values;
use loggia_ui::unlock::Unlock;
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(
            "/login",
            Access::Public("people who are not signed in must reach it"),
            show,
        )
        .post(
            "/login",
            Access::Public("takes login and password; counts attempts"),
            enter,
        )
        .post("/logout", Access::SignedIn, leave)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    user: String,
    #[serde(default)]
    password: String,
}

async fn show(State(app): State<App>) -> Response {
    page(&app, "", &[], StatusCode::OK)
}

fn page(app: &App, login: &str, findings: &[Finding], status: StatusCode) -> Response {
    let values = Values::default().with("user", login);
    let page = Unlock::office("/login", &values)
        .findings(findings)
        .render(&frame::of(app, None, "/login"));
    (
        status,
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        page.into_string(),
    )
        .into_response()
}

async fn enter(State(app): State<App>, Form(typed): Form<Typed>) -> Response {
    let login = typed.user.trim().to_lowercase();
    let (worker, name) = (app.clone(), login.clone());
    let opened = app
        .blocking(move || access::login(&worker, &name, &typed.password))
        .await;
    match opened {
        Ok(session) => (
            [(header::SET_COOKIE, session.cookie(app.secure_cookies()))],
            Redirect::to("/"),
        )
            .into_response(),
        Err(Fail::Refused(finding)) => page(
            &app,
            &login,
            &[finding.on("password")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(fail) => fail.into_response(),
    }
}

async fn leave(State(app): State<App>, headers: HeaderMap) -> Outcome<Response> {
    if let Some(token) = cookie(&headers) {
        app.write(move |tx| Ok(sessions::end(tx, &token)?)).await?;
    }
    Ok((
        [(header::SET_COOKIE, sessions::no_cookie())],
        Redirect::to("/login"),
    )
        .into_response())
}

/// The session's token out of our cookie.
fn cookie(headers: &HeaderMap) -> Option<String> {
    let values = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let pairs = values
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .into_iter()
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}
