//! «Ξεκλείδωμα»: who sits at the window.

use super::frame;
use crate::server::App;
use crate::server::answer::{self, Answer};
use crate::server::typed::Typed;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use loggia_node::NodeError;
use loggia_schema::message::{Fault, Finding, input};
use loggia_ui::query::encode;
use loggia_ui::unlock::Unlock;
use loggia_ui::{Choice, Frame, Markup, Query, Values};

/// The page.
pub async fn page(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let next = next_of(query.as_deref());
    if app.office().seat().is_some() {
        return answer::see_other(&next);
    }
    draw(&app, Values::default(), &[], &next)
        .await
        .map_or_else(failed, |page| Answer::Page(page).into_response())
}

/// Proves the password and goes where the person wanted to go.
pub async fn unlock(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    Typed(values): Typed,
) -> Response {
    let next = next_of(query.as_deref());
    let mut findings = Vec::new();
    for field in ["user", "password"] {
        if values.get(field).is_empty() {
            findings.push(Finding::new(input::EMPTY).on(field));
        }
    }
    if findings.is_empty() {
        let (user, password) = (
            values.get("user").trim().to_owned(),
            values.get("password").to_owned(),
        );
        match app
            .office()
            .blocking(move |office| office.sit(&user, &password))
            .await
        {
            Ok(_) => {
                app.line().wake();
                return answer::see_other(&next);
            }
            Err(error) if error.fault() == Fault::User => findings = error.findings(),
            Err(error) => return failed(error),
        }
    }
    draw(&app, values, &findings, &next)
        .await
        .map_or_else(failed, |page| Answer::Refused(page).into_response())
}

/// Comes back with a PIN.
pub async fn resume(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    Typed(values): Typed,
) -> Response {
    let next = next_of(query.as_deref());
    let (user, pin) = (
        values.get("user").trim().to_owned(),
        values.get("pin").to_owned(),
    );
    let back = app
        .office()
        .blocking(move |office| office.resume(&user, &pin))
        .await;
    match back {
        Ok(()) => answer::see_other(&next),
        Err(error) if error.fault() == Fault::User => {
            let page = draw(&app, values, &error.findings(), &next).await;
            page.map_or_else(failed, |page| Answer::Refused(page).into_response())
        }
        Err(error) => failed(error),
    }
}

/// Locks the window: nothing is shown and nothing is synchronised until somebody unlocks.
pub async fn lock(State(app): State<App>) -> Response {
    let left = app
        .office()
        .blocking(|office| {
            office.leave();
            Ok(())
        })
        .await;
    left.map_or_else(failed, |()| answer::see_other("/unlock"))
}

/// Where the person wanted to go.
fn next_of(query: Option<&str>) -> String {
    Query::parse(query.unwrap_or_default())
        .filter("next")
        .unwrap_or("/")
        .to_owned()
}

fn failed(error: NodeError) -> Response {
    answer::error_page(&frame::bare(), &error)
}

async fn draw(
    app: &App,
    values: Values,
    findings: &[Finding],
    next: &str,
) -> Result<Markup, NodeError> {
    let (logins, training) = app
        .office()
        .run(|node| Ok((node.logins(), node.training())))
        .await?;
    let users: Vec<Choice> = logins
        .into_iter()
        .map(|login| Choice::new(login.as_str(), login.as_str()))
        .collect();
    // One user: chosen already, and the focus waits in the password.
    let values = match (users.as_slice(), values.filled("user")) {
        ([only], None) => values.with("user", only.value.as_str()),
        _ => values,
    };
    let frame = Frame {
        training,
        ..frame::bare()
    };
    let action = format!("/unlock?next={}", encode(&answer::own_path(next)));
    let benched: Vec<Choice> = app
        .office()
        .benched()
        .into_iter()
        .map(|login| Choice::new(login.as_str(), login.as_str()))
        .collect();
    let pin = format!("/unlock/pin?next={}", encode(&answer::own_path(next)));
    Ok(Unlock::device(action, users, &values)
        .pin(pin, benched)
        .note("Όσο η συσκευή είναι κλειδωμένη δεν ανοίγει υπόθεση και δεν γίνεται συγχρονισμός.")
        .findings(findings)
        .render(&frame))
}
