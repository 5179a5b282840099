//! «Εκκρεμότητες»: conflicts, refusals and warnings of this device that wait for a person.

use crate::pages::conflicts;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_node::{NodeError, Task as Stored};
use loggia_schema::calendar::local_date_time;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Code, storage};
use loggia_ui::html;
use loggia_ui::tasks::Task;

/// The page.
pub async fn page(window: Window) -> Response {
    window.page(draw).await
}

/// Marks a task as done.
pub async fn close(Path(id): Path<i64>, window: Window) -> Response {
    let closed = move |desk: &mut Desk<'_>| {
        desk.session.close_task(id)?;
        Ok(Answer::See("/tasks".to_owned()))
    };
    window.page(closed).await
}

fn draw(desk: &mut Desk<'_>) -> Result<Answer, NodeError> {
    let tasks = desk.session.tasks()?;
    let list = html! {
        @if tasks.is_empty() {
            div.lg-empty { p { "Δεν υπάρχει εκκρεμότητα σε αυτή τη συσκευή." } }
        } @else {
            ul.lg-tasks { @for stored in &tasks { (entry(stored)) } }
        }
    };
    Ok(Answer::Page(
        desk.titled("Εκκρεμότητες")
            .crumb("Οι εργασίες μου", "/")
            .body(&list)
            .render(),
    ))
}

fn entry(stored: &Stored) -> loggia_ui::Markup {
    let task = task(stored);
    html! {
        li.lg-task {
            span.lg-tag { (task.kind) } " "
            @if stored.doc.is_some() { a.govgr-link href=(task.href) { (task.what) } } @else { (task.what) }
            p { (task.why) " " span { "Από " (since(stored)) } }
            @if conflict(stored).is_none() {
                form method="post" action={ "/tasks/" (stored.id) "/close" } {
                    button.govgr-btn.govgr-btn-secondary {
                        "Τακτοποιήθηκε" span.govgr-visually-hidden { ": " (task.what) }
                    }
                }
            }
        }
    }
}

fn since(stored: &Stored) -> String {
    let at = jiff::Timestamp::from_microsecond(stored.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    loggia_ui::format::date_time(local_date_time(at))
}

/// A task as the home page shows it.
pub(super) fn task(stored: &Stored) -> Task {
    let kind = kind(stored.finding.code);
    Task {
        kind: kind.to_owned(),
        what: stored
            .finding
            .param("number")
            .map_or_else(|| kind.to_owned(), |number| format!("{kind}: {number}")),
        href: conflict(stored)
            .or_else(|| stored.doc.as_ref().map(case))
            .unwrap_or_else(|| "/tasks".to_owned()),
        due: None,
        why: stored.finding.greek(),
    }
}

/// The address of a case whose kind is not known yet.
pub(super) fn case(doc: &DocId) -> String {
    format!("/cases/{doc}")
}

/// The page that decides the conflict a task is about; such a task is closed by the decision alone.
fn conflict(stored: &Stored) -> Option<String> {
    let (doc, event) = stored.about.strip_prefix("conflict/")?.split_once('/')?;
    Some(conflicts::address(doc, event))
}

fn kind(code: Code) -> &'static str {
    match code {
        storage::EFFECT_REFUSED => "Απορρίφθηκε",
        storage::CONFLICT_OPEN | storage::BRANCH_FOUND => "Διένεξη",
        storage::STORE_ROLLED_BACK => "Αποθήκη",
        _ => "Προς έλεγχο",
    }
}
