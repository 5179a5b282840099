//! «Εξερχόμενα»: what the centre has not signed for yet, how often it was tried, what the last answer was.

use super::home::LATE;
use super::jobs::href;
use super::shown::word;
use super::tasks::case;
use crate::jobs::{self, Ended, Run};
use crate::line::Line;
use crate::server::answer::{self, Answer};
use crate::server::window::{Desk, Window};
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::DateTime;
use loggia_node::NodeError;
use loggia_node::jobs::Outcome;
use loggia_node::queries::{OutboxFile, OutboxLine};
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::{Code, Finding, files};
use loggia_ui::Notice;
use loggia_ui::outbox::{Item, Outbox};

/// The page.
pub async fn page(window: Window) -> Response {
    window.page(draw).await
}

/// Meets the centre now, as a job: whether there is a line or not, no page waits for it.
pub async fn retry(window: Window) -> Response {
    let line = window.app.line().clone();
    let work = move |_run: Run| met(line);
    let title = "Συγχρονισμός με το Κέντρο".to_owned();
    match jobs::start(&window.app, &window.actor, title, work).await {
        Ok(no) => answer::see_other(&href(no)),
        Err(error) => window.page(|_| Err(error)).await,
    }
}

async fn met(line: Line) -> Result<Ended, NodeError> {
    let moved = line.meet().await?;
    let figure = |what: &str, n: u32| (what.to_owned(), n.to_string());
    let outcome = Outcome {
        lines: vec![
            figure("Στάλθηκαν", moved.sent),
            figure("Ελήφθησαν", moved.received),
            figure("Αποδείξεις του Κέντρου", moved.receipts),
        ],
        failures: Vec::new(),
        next: Some(("Εξερχόμενα".to_owned(), "/outbox".to_owned())),
    };
    Ok((outcome, None))
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
    let file = |file: OutboxFile| Item {
        what: format!("Αρχείο {}", file.number),
        href: case(&file.doc),
        badge: match file.refused {
            Some(_) => loggia_ui::Badge::Refused,
            None => loggia_ui::Badge::Queued,
        },
        since: local(file.at),
        late: now - file.at > LATE,
        attempts: u64::from(view.failures),
        answer: match file.refused {
            Some(code) => Some(Finding::new(Code::new(code)).greek()),
            None => answer.clone(),
        },
        next: view.next.map(local_date_time),
        retry: Some("/outbox/retry".to_owned()),
        mend: None,
    };
    let files = outbox.files.into_iter().map(file);
    let items = outbox.lines.into_iter().map(item).chain(files).collect();
    let body = Outbox::new(items).retry_all("/outbox/retry");
    let mut page = desk.titled("Εξερχόμενα").crumb("Οι εργασίες μου", "/");
    if desk.stored.files_waiting > 0 {
        let waiting =
            Finding::new(files::FILES_NOT_AT_CENTRE).with("files", desk.stored.files_waiting);
        page = page.notice(Notice::warning(waiting.greek()));
    }
    Ok(Answer::Page(page.body(&body).render()))
}

fn local(micros: i64) -> DateTime {
    local_date_time(Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH))
}
