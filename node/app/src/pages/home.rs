//! «Οι εργασίες μου»: what waits for this person, the shortcuts of their desks, what to know before going out.

use super::tasks::task;
use super::{cash, menu};
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::number::Series;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::NodeError;
use loggia_schema::message::plural;
use loggia_ui::Notice;
use loggia_ui::tasks::{Home, Task};

/// Waiting longer than this is told first, in microseconds.
pub(super) const LATE: i64 = 24 * 3600 * 1_000_000;

/// The page.
pub async fn page(window: Window) -> Response {
    window.page(draw).await
}

fn draw(desk: &mut Desk<'_>) -> Result<Answer, NodeError> {
    let mut tasks: Vec<Task> = desk.session.tasks()?.iter().map(task).collect();
    tasks.extend(late(desk)?);
    for counter in desk.session.desks()? {
        if counter.desk == DeskKind::Counter {
            tasks.extend(cash::open_tasks(desk, &counter.id)?);
        }
    }
    let mut home = Home::new(tasks);
    let desks = desk.session.desks()?;
    let kinds = desks.iter().map(|desk| desk.desk).collect();
    for line in menu::shortcuts(&kinds, &desk.session) {
        home = home.shortcut(line.title, line.href);
    }
    for series in &desk.stored.numbers {
        let words = loggia_ui::words::numbers_left(series.left);
        let frozen = if series.frozen {
            ". Ένα μπλοκ έχει παγώσει"
        } else {
            ""
        };
        home = home.note(format!(
            "{}, σειρά {} {}. {words}{frozen}.",
            of_series(series.series),
            series.prefix,
            series.year
        ));
    }
    let mut page = desk.titled("Οι εργασίες μου");
    if desk.stored.revoked {
        page = page.notice(Notice::error(&loggia_schema::message::Finding::new(
            loggia_schema::message::access::DEVICE_REVOKED,
        )));
    }
    if let Some(finding) = desk.session.moment()?.clock_behind() {
        page = page.notice(Notice::warning(finding.greek()));
    }
    Ok(Answer::Page(page.body(&home).render()))
}

/// What has not reached the centre for more than a day.
fn late(desk: &mut Desk<'_>) -> Result<Option<Task>, NodeError> {
    let Some(oldest) = desk.session.oldest_waiting()? else {
        return Ok(None);
    };
    if desk.now.timestamp().as_microsecond() - oldest < LATE {
        return Ok(None);
    }
    let waiting = plural(
        desk.stored.waiting_for_centre,
        "εγγραφή περιμένει",
        "εγγραφές περιμένουν",
    );
    Ok(Some(Task {
        kind: "Σύνδεση".to_owned(),
        what: format!("{waiting} πάνω από 24 ώρες"),
        href: "/outbox".to_owned(),
        due: None,
        why: "Συνδέστε τη συσκευή στο δίκτυο για να σταλούν στο Κέντρο.".to_owned(),
    }))
}

/// «Αριθμοί κλήσεων», «Αριθμοί διπλοτύπων».
pub(super) const fn of_series(series: Series) -> &'static str {
    match series {
        Series::Fine => "Αριθμοί κλήσεων",
        Series::Receipt => "Αριθμοί διπλοτύπων",
    }
}
