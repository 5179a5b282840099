//! «Εργασίες»: how far long work is, what came out of it, its file.

use crate::server::answer::{Answer, File};
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use loggia_node::NodeError;
use loggia_node::jobs::Job;
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::{Finding, web};
use loggia_ui::result::Progress;
use loggia_ui::{Action, Cell, Column, JobResult, List, Row};

/// The address of a job.
pub(super) fn href(no: i64) -> String {
    format!("/jobs/{no}")
}

/// All of them, newest first.
pub async fn list(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let jobs = desk.session.jobs()?;
            let mut list = List::new("Εργασίες", "/jobs", &query)
                .file("ergasies")
                .column(Column::text("title", "Εργασία"))
                .column(Column::text("at", "Ξεκίνησε"))
                .column(Column::text("state", "Κατάσταση"))
                .empty("Εδώ φαίνονται οι εξαγωγές, οι συγχρονισμοί και οι μαζικές εκτυπώσεις που ζητήσατε.");
            for job in &jobs {
                let row = Row::new(job.title.as_str(), href(job.no));
                let at = Timestamp::from_microsecond(job.at).unwrap_or(Timestamp::UNIX_EPOCH);
                list = list.row(row.cell(local_date_time(at)).cell(Cell::tag(state(desk, job))));
            }
            let page = desk.titled("Εργασίες").crumb("Οι εργασίες μου", "/");
            Ok(Answer::list(page, &list))
        })
        .await
}

/// One of them.
pub async fn show(Path(no): Path<i64>, window: Window) -> Response {
    window
        .page(move |desk| {
            let job = desk.session.job(no)?.ok_or_else(missing)?;
            let result = drawn(desk, &job);
            let page = desk.titled(job.title).crumb("Εργασίες", "/jobs");
            Ok(Answer::Page(page.body(&result).render()))
        })
        .await
}

/// Asks one of them to end at its next step.
pub async fn stop(Path(no): Path<i64>, window: Window) -> Response {
    window
        .page(move |desk| {
            let job = desk.session.job(no)?.ok_or_else(missing)?;
            desk.app.jobs().stop(job.no);
            Ok(Answer::See(href(no)))
        })
        .await
}

/// The file of one of them.
pub async fn file(Path(no): Path<i64>, window: Window) -> Response {
    window
        .page(move |desk| {
            let file = desk.session.job_file(no)?.ok_or_else(missing)?;
            let known = loggia_ui::export::Format::ALL.map(loggia_ui::export::Format::content_type);
            let kind = known.into_iter().find(|kind| *kind == file.content_type);
            Ok(Answer::File(File {
                bytes: file.bytes,
                content_type: kind.unwrap_or("application/octet-stream"),
                name: file.name,
                inline: false,
            }))
        })
        .await
}

fn missing() -> NodeError {
    Finding::new(web::PAGE_MISSING).into()
}

fn state(desk: &Desk<'_>, job: &Job) -> &'static str {
    match (job.ended, desk.app.jobs().running(job.no)) {
        (None, Some(_)) => "σε εξέλιξη",
        (None, None) => "διακόπηκε",
        (Some(_), _) if job.outcome.failures.is_empty() => "ολοκληρώθηκε",
        (Some(_), _) if job.outcome.was_stopped() => "διακόπηκε",
        (Some(_), _) => "ολοκληρώθηκε με παρατηρήσεις",
    }
}

fn drawn(desk: &Desk<'_>, job: &Job) -> JobResult {
    let mut result = JobResult::new(format!("{}: {}", job.title, state(desk, job)));
    if job.ended.is_none() {
        return match desk.app.jobs().running(job.no) {
            Some(running) => result.running(Progress {
                step: (1, 1),
                items: running.items,
                left: running.left(),
                refresh: href(job.no),
                stop: running.may_stop.then(|| format!("{}/stop", href(job.no))),
            }),
            None => result.failure("Εργασία", Finding::new(web::JOB_BROKEN)),
        };
    }
    for (what, how_much) in &job.outcome.lines {
        result = result.line(what, how_much.as_str());
    }
    for (what, why) in &job.outcome.failures {
        result = result.failure(what, why.clone());
    }
    if let Some(name) = &job.file {
        let words = format!("Λήψη {name}");
        result = result.action(Action::link(words, format!("{}/file", href(job.no))).primary());
    }
    if let Some((words, to)) = &job.outcome.next {
        result = result.action(Action::link(words, to));
    }
    result
}
