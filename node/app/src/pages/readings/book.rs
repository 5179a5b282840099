//! One book: every reading with where it stands, and the decision about one that waits.

use crate::pages::conflicts;
use crate::pages::files::section::{attached, with_files};
use crate::pages::refusal::attempt;
use crate::pages::shown::Held;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::document::EventKey;
use loggia_cases::irrigation::{ReadingBook, Standing};
use loggia_cases::{CaseKind, rights};
use loggia_node::NodeError;
use loggia_node::commands::{ReadingDecide, Which};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, input, irrigation as says, storage};
use loggia_ui::Values;
use loggia_ui::cases::irrigation;
use loggia_ui::query::encode;
use loggia_ui::record::Action;

/// The page.
pub async fn page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let shown = desk.session.show(&Which::parse(&doc))?;
            if shown.kind != CaseKind::IRRIGATION_BOOK {
                return Err(NodeError::refuse(storage::DOCUMENT_MISSING));
            }
            let (state, ground) = desk.session.reviewed(&shown.doc)?;
            let held = Held::of(desk, &shown)?;
            let mut record = held.record::<ReadingBook>(desk, &shown, |view| {
                irrigation::record(view, &state, ground.as_ref())
            })?;
            if let Some(book) = &state.book {
                let href = format!("/readings/new?meter={}", encode(&book.meter));
                record = record.action(Action::link("Νέα ένδειξη", href).primary());
            }
            let may = shown.takes_commands
                && !desk.stored.revoked
                && desk.session.may(rights::READING_DECIDE);
            if may {
                record = conflicts::actions(record, &shown);
            }
            if let Some(ground) = ground.filter(|_| may) {
                let review = state.review(&ground);
                let waiting = review.lines.iter().filter(|l| l.standing == Standing::Held);
                for line in waiting {
                    let value = line.taken.reading.dial.shown(line.taken.value());
                    let key = encode(&line.taken.stamp.key.to_string());
                    let href = format!("/readings/{}/decide?reading={key}", shown.doc);
                    record = record.action(Action::link(format!("Απόφαση για {value}"), href));
                }
            }
            let may_attach = shown.takes_commands
                && !desk.stored.revoked
                && desk.session.may(rights::READING_TAKE);
            let record = with_files(desk, &shown, record, may_attach)?;
            let page = desk
                .titled(format!("Βιβλίο {}", shown.number))
                .crumb("Βιβλία ενδείξεων", "/readings")
                .notices(attached(desk));
            Ok(Answer::Page(page.body(&record).render()))
        })
        .await
}

/// The form of a decision.
pub async fn decide_page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let reading = desk.query.filter("reading").unwrap_or_default().to_owned();
            let values = desk.fresh()?.with("reading", reading);
            deciding(desk, &doc, &values, &[])
        })
        .await
}

/// Decides.
pub async fn decide(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let input = match read(&doc, &values) {
                Ok(input) => input,
                Err(finding) => return deciding(desk, &doc, &values, &[finding]),
            };
            let key = values.get("key").to_owned();
            match attempt(
                &values,
                |finding| finding,
                |_| desk.session.reading_decide(&key, &input),
            )? {
                Ok(done) => Ok(Answer::See(format!("/readings/{}", done.doc))),
                Err(findings) => deciding(desk, &doc, &values, &findings),
            }
        })
        .await
}

fn read(doc: &str, values: &Values) -> Result<ReadingDecide, Finding> {
    let unknown = || Finding::new(says::READING_UNKNOWN);
    let book: DocId = doc.parse().map_err(|_| unknown())?;
    let reading: EventKey = values.get("reading").parse().map_err(|_| unknown())?;
    let value = values.filled("value").unwrap_or_default().to_owned();
    let accept = match values.get("outcome") {
        "accept" | "correct" => true,
        "reject" => false,
        _ => return Err(Finding::new(input::EMPTY).on("outcome")),
    };
    if values.get("outcome") == "correct" && value.is_empty() {
        return Err(Finding::new(input::EMPTY).on("value"));
    }
    Ok(ReadingDecide {
        book,
        reading,
        accept,
        value: match values.get("outcome") {
            "correct" => value,
            _ => String::new(),
        },
        reason: values.get("reason").to_owned(),
    })
}

fn deciding(
    desk: &mut Desk<'_>,
    doc: &str,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let shown = desk.session.show(&Which::parse(doc))?;
    let back = format!("/readings/{}", shown.doc);
    let form = irrigation::decide(&format!("{back}/decide"), values, findings)
        .hidden("key", values.get("key"))
        .hidden("reading", values.get("reading"))
        .back("Ακύρωση", &*back);
    let page = desk
        .titled(format!("Απόφαση για ένδειξη {}", shown.number))
        .crumb("Βιβλία ενδείξεων", "/readings")
        .crumb(&*shown.number, &*back);
    Ok(Answer::form(page.body(&form), findings))
}
