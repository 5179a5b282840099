//! «Εξερχόμενα»: what the centre has not signed for yet, how often it was tried, what the last answer was.

use super::home::LATE;
use super::shown::word;
use super::tasks::case;
use crate::server::answer::{self, Answer};
use crate::server::window::{Desk, Window};
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::DateTime;
use loggia_node::NodeError;
use loggia_node::queries::OutboxLine;
use loggia_schema::calendar::local_date_time;
use loggia_ui::outbox::{Item, Outbox};
use std::time::Duration;

/// How long «Επανάληψη» waits for the centre before it shows the page again; the session goes on without it.
const PATIENCE: Duration = Duration::from_secs(15);

/// The page.
pub async fn page(window: Window) -> Response {
    window.page(draw).await
}

/// Meets the centre now.
pub async fn retry(window: Window) -> Response {
    let line = window.app.line().clone();
    let meeting = tokio::spawn(async move { line.meet().await });
    match tokio::time::timeout(PATIENCE, meeting).await {
        Ok(Ok(Err(error))) => tracing::info!(%error, "the centre was not met"),
        Ok(Err(error)) => tracing::error!(%error, "the meeting ended early"),
        Ok(Ok(Ok(_))) | Err(_) => {}
    }
    answer::see_other("/outbox")
}

fn draw(desk: &mut Desk<'_>) -> Result<Answer, NodeError> {
    let outbox = desk.session.outbox()?;
    let view = desk.app.line().view();
    let now = desk.now.timestamp().as_microsecond();
    let answer = view.answer.as_ref().map(|finding| finding.greek());
    let item = |line: OutboxLine| Item {
        what: if line.number.is_empty() {
            "Ενημέρωση της συσκευής".to_owned()
        } else {
            line.number.clone()
        },
        href: if line.number.is_empty() {
            "/status".to_owned()
        } else {
            case(&line.doc)
        },
        badge: word(line.badge),
        since: local(line.at),
        late: now - line.at > LATE,
        attempts: u64::from(view.failures),
        answer: answer.clone(),
        next: view.next.map(local_date_time),
        retry: Some("/outbox/retry".to_owned()),
        mend: None,
    };
    let items = outbox.lines.into_iter().map(item).collect();
    let body = Outbox::new(items).retry_all("/outbox/retry");
    let page = desk.titled("Εξερχόμενα").crumb("Οι εργασίες μου", "/");
    Ok(Answer::Page(page.body(&body).render()))
}

fn local(micros: i64) -> DateTime {
    local_date_time(Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH))
}
