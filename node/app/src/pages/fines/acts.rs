//! The small forms of one fine: service, spoiling, a note; and the spoiling of a number that never became a fine.

use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::fine::ServiceKind;
use loggia_node::NodeError;
use loggia_node::commands::{FineNote, FineServe, FineSpoil, ServiceInput, Which};
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, input};
use loggia_ui::cases::fine;
use loggia_ui::{Field, Form, Values};

/// One of the small forms.
struct Act {
    title: &'static str,
    path: &'static str,
    form: fn(&str, &Values, &[Finding]) -> Form,
}

const SERVE: Act = Act {
    title: "Επίδοση κλήσης",
    path: "serve",
    form: fine::serve,
};
const SPOIL: Act = Act {
    title: "Αχρήστευση κλήσης",
    path: "spoil",
    form: fine::spoil,
};
const NOTE: Act = Act {
    title: "Σημείωση σε κλήση",
    path: "note",
    form: note_form,
};

/// The form of service; today is proposed.
pub async fn serve_page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let today = greek_date(desk.today());
            SERVE.page(desk, &doc, &desk.fresh()?.with("served_on", today), &[])
        })
        .await
}

/// Records the service.
pub async fn serve(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let Some(kind) = ServiceKind::parse(values.get("service")) else {
                return SERVE.page(
                    desk,
                    &doc,
                    &values,
                    &[Finding::new(input::EMPTY).on("service")],
                );
            };
            let service = ServiceInput {
                kind,
                date: values.get("served_on").to_owned(),
                proof: String::new(),
            };
            let command = FineServe {
                which: Which::parse(&doc),
                service,
            };
            let done = attempt(
                &values,
                |finding| finding,
                |_| desk.session.fine_serve(values.get("key"), &command),
            )?;
            SERVE.answer(desk, &doc, &values, done)
        })
        .await
}

/// The form of spoiling.
pub async fn spoil_page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| SPOIL.page(desk, &doc, &desk.fresh()?, &[]))
        .await
}

/// Spoils the fine.
pub async fn spoil(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let reason = values.get("reason").to_owned();
            let command = FineSpoil {
                which: Some(Which::parse(&doc)),
                scope: None,
                reason,
                paper: String::new(),
            };
            let done = attempt(
                &values,
                |finding| finding,
                |_| desk.session.fine_spoil(values.get("key"), &command),
            )?;
            SPOIL.answer(desk, &doc, &values, done)
        })
        .await
}

/// The form of a note.
pub async fn note_page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| NOTE.page(desk, &doc, &desk.fresh()?, &[]))
        .await
}

/// Writes the note.
pub async fn note(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let command = FineNote {
                which: Which::parse(&doc),
                text: values.get("text").to_owned(),
            };
            let done = attempt(
                &values,
                |finding| finding,
                |_| desk.session.fine_note(values.get("key"), &command),
            )?;
            NOTE.answer(desk, &doc, &values, done)
        })
        .await
}

/// The form that spoils the next number of the block.
pub async fn spoil_next_page(window: Window) -> Response {
    window
        .page(|desk| next_number(desk, &desk.fresh()?, &[]))
        .await
}

/// Spoils the next number of the block.
pub async fn spoil_next(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let command = FineSpoil {
                which: None,
                scope: None,
                reason: values.get("reason").to_owned(),
                paper: String::new(),
            };
            match attempt(
                &values,
                |finding| finding,
                |_| desk.session.fine_spoil(values.get("key"), &command),
            )? {
                Ok(done) => Ok(Answer::See(format!("/fines/{}", done.doc))),
                Err(findings) => next_number(desk, &values, &findings),
            }
        })
        .await
}

fn next_number(
    desk: &mut Desk<'_>,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let form = fine::spoil("/fines/spoil", values, findings)
        .hidden("key", values.get("key"))
        .back("Ακύρωση", "/numbers");
    let page = desk
        .titled("Αχρήστευση επόμενου αριθμού")
        .crumb("Αριθμοί", "/numbers");
    Ok(Answer::form(page.body(&form), findings))
}

impl Act {
    fn answer<T>(
        &self,
        desk: &mut Desk<'_>,
        doc: &str,
        values: &Values,
        done: Result<T, Vec<Finding>>,
    ) -> Result<Answer, NodeError> {
        match done {
            Ok(_) => Ok(Answer::See(format!("/fines/{doc}"))),
            Err(findings) => self.page(desk, doc, values, &findings),
        }
    }

    fn page(
        &self,
        desk: &mut Desk<'_>,
        doc: &str,
        values: &Values,
        findings: &[Finding],
    ) -> Result<Answer, NodeError> {
        let shown = desk.session.show(&Which::parse(doc))?;
        let back = format!("/fines/{}", shown.doc);
        let form = (self.form)(&format!("{back}/{}", self.path), values, findings);
        let form = form
            .hidden("key", values.get("key"))
            .back("Ακύρωση", &*back);
        let page = desk
            .titled(format!("{} {}", self.title, shown.number))
            .crumb("Κλήσεις", "/fines")
            .crumb(&*shown.number, &*back);
        Ok(Answer::form(page.body(&form), findings))
    }
}

fn note_form(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Καταχώριση σημείωσης")
        .field(Field::textarea("text", "Σημείωση").required().focused())
        .values(values)
        .findings(findings)
}
