//! Charging an entry, answering or filing it, cancelling it.

use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_node::NodeError;
use loggia_node::commands::{Done, ProtocolAnswer, ProtocolCancel, ProtocolRoute, Which};
use loggia_schema::message::Finding;
use loggia_ui::cases::protocol;
use loggia_ui::{Form, Values};

/// A form of an act: its address, the values, what was found.
type Draw = fn(&str, &Values, &[Finding]) -> Form;

/// What makes one act differ from another.
#[derive(Clone, Copy)]
struct Act {
    path: &'static str,
    title: &'static str,
    form: Draw,
}

const ROUTE: Act = Act {
    path: "route",
    title: "Χρέωση",
    form: protocol::route,
};
const ANSWER: Act = Act {
    path: "answer",
    title: "Διεκπεραίωση",
    form: protocol::answer,
};
const CANCEL: Act = Act {
    path: "cancel",
    title: "Ακύρωση",
    form: protocol::cancel,
};

/// The form of charging.
pub async fn route_page(Path(doc): Path<String>, window: Window) -> Response {
    open(doc, window, ROUTE).await
}

/// Charges the entry.
pub async fn route(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    save(doc, window, values, ROUTE, |desk, which, values| {
        let command = ProtocolRoute {
            which,
            unit: values.get("unit").to_owned(),
            action: !values.has("info"),
        };
        desk.session.protocol_route(values.get("key"), &command)
    })
    .await
}

/// The form of answering.
pub async fn answer_page(Path(doc): Path<String>, window: Window) -> Response {
    open(doc, window, ANSWER).await
}

/// Answers or files the entry.
pub async fn answer(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    save(doc, window, values, ANSWER, |desk, which, values| {
        let command = ProtocolAnswer {
            which,
            by: values.get("by").to_owned(),
            note: values.get("note").to_owned(),
        };
        desk.session.protocol_answer(values.get("key"), &command)
    })
    .await
}

/// The form of cancelling.
pub async fn cancel_page(Path(doc): Path<String>, window: Window) -> Response {
    open(doc, window, CANCEL).await
}

/// Cancels the entry.
pub async fn cancel(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    save(doc, window, values, CANCEL, |desk, which, values| {
        let command = ProtocolCancel {
            which,
            reason: values.get("reason").to_owned(),
        };
        desk.session.protocol_cancel(values.get("key"), &command)
    })
    .await
}

async fn open(doc: String, window: Window, act: Act) -> Response {
    window
        .page(move |desk| draw(desk, &doc, act, &desk.fresh()?, &[]))
        .await
}

async fn save(
    doc: String,
    window: Window,
    values: Values,
    act: Act,
    command: impl Fn(&mut Desk<'_>, Which, &Values) -> Result<Done, NodeError> + Send + 'static,
) -> Response {
    window
        .save(move |desk| {
            let done = attempt(
                &values,
                |finding| finding,
                |_| command(desk, Which::parse(&doc), &values),
            )?;
            match done {
                Ok(done) => Ok(Answer::See(format!("/protocol/{}", done.doc))),
                Err(findings) => draw(desk, &doc, act, &values, &findings),
            }
        })
        .await
}

fn draw(
    desk: &mut Desk<'_>,
    doc: &str,
    act: Act,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let shown = desk.session.show(&Which::parse(doc))?;
    let back = format!("/protocol/{}", shown.doc);
    let form = (act.form)(&format!("{back}/{}", act.path), values, findings)
        .hidden("key", values.get("key"))
        .back("Επιστροφή", &*back);
    let page = desk
        .titled(format!("{} εγγραφής {}", act.title, shown.number))
        .crumb("Βιβλίο πρωτοκόλλου", "/protocol")
        .crumb(&*shown.number, &*back);
    Ok(Answer::form(page.body(&form), findings))
}
