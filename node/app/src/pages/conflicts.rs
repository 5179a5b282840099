//! A conflict of a case: both sides beside each other, decided with one key and a reason. The same page for every kind.

use crate::pages::refusal::attempt;
use crate::pages::shown::Held;
use crate::server::answer::Answer;
use crate::server::routes::{Door, Routes};
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::case::Conflict;
use loggia_cases::cash::CashDay;
use loggia_cases::document::EventKey;
use loggia_cases::fine::Fine;
use loggia_cases::irrigation::ReadingBook;
use loggia_cases::protocol::Protocol;
use loggia_cases::receipt::Receipt;
use loggia_cases::request::Request;
use loggia_node::NodeError;
use loggia_node::commands::{ConflictSettle, Which};
use loggia_node::queries::Shown;
use loggia_schema::dispute::{Dispute, Stands};
use loggia_schema::message::{Finding, conflicts, storage};
use loggia_ui::conflict::{Decide, REASON, STANDS};
use loggia_ui::record::Action;
use loggia_ui::{Record, Values, cases};

/// The routes.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/cases/{doc}/conflicts/{life}/{n}", Door::Seat, page)
        .post("/cases/{doc}/conflicts/{life}/{n}", Door::Seat, settle)
}

/// The address of a conflict, from the case and the event that met it.
pub(super) fn address(doc: &str, event: &str) -> String {
    format!("/cases/{doc}/conflicts/{event}")
}

/// A record whose case has conflicts leads to the decision about each.
pub(super) fn actions(record: Record, shown: &Shown) -> Record {
    if !shown.takes_commands {
        return record;
    }
    let doc = shown.doc.to_string();
    shown.conflicts.iter().fold(record, |record, conflict| {
        let href = address(&doc, &conflict.event.key.to_string());
        record.action(Action::link("Απόφαση για τη διένεξη", href).primary())
    })
}

type Where = Path<(String, String, String)>;

/// Both sides.
pub async fn page(Path(at): Where, window: Window) -> Response {
    window
        .page(move |desk| draw(desk, &at, &desk.fresh()?, &[]))
        .await
}

/// The decision.
pub async fn settle(Path(at): Where, window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let command = ConflictSettle {
                doc: at
                    .0
                    .parse()
                    .map_err(|_| NodeError::refuse(storage::DOCUMENT_MISSING))?,
                conflict: event(&at)?,
                stands: Stands::parse(values.get(STANDS)),
                reason: values.get(REASON).to_owned(),
            };
            let key = values.get("key");
            match attempt(
                &values,
                |finding| finding,
                |_| desk.session.conflict_settle(key, &command),
            )? {
                Ok(done) => Ok(Answer::See(format!("/cases/{}", done.doc))),
                Err(findings) => draw(desk, &at, &values, &findings),
            }
        })
        .await
}

fn event(at: &(String, String, String)) -> Result<EventKey, NodeError> {
    let key = format!("{}/{}", at.1, at.2).parse();
    key.map_err(|_| NodeError::refuse(conflicts::DECIDED_ALREADY))
}

fn draw(
    desk: &mut Desk<'_>,
    at: &(String, String, String),
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let shown = desk.session.show(&Which::parse(&at.0))?;
    let key = event(at)?;
    let open = shown
        .conflicts
        .iter()
        .find(|conflict| conflict.event.key == key);
    let open = open.ok_or_else(|| NodeError::refuse(conflicts::DECIDED_ALREADY))?;
    let dispute = dispute(desk, &shown, open)?;
    let case = format!("/cases/{}", shown.doc);
    let action = address(&shown.doc.to_string(), &key.to_string());
    let decide = Decide::new(&dispute, action, values, findings)
        .hidden("key", values.get("key"))
        .back("Επιστροφή στην υπόθεση", &*case);
    let page = desk
        .titled(format!("Διένεξη στην υπόθεση {}", shown.number))
        .crumb("Εκκρεμότητες", "/tasks")
        .crumb(&*shown.number, case);
    Ok(Answer::form(page.body(&decide), findings))
}

/// The two columns, by the kind of the case.
fn dispute(desk: &mut Desk<'_>, shown: &Shown, open: &Conflict) -> Result<Dispute, NodeError> {
    let held = Held::of(desk, shown)?;
    match shown.kind {
        CaseKind::FINE => held.view::<Fine, _>(desk, shown, |view| cases::dispute(view, open)),
        CaseKind::RECEIPT => {
            held.view::<Receipt, _>(desk, shown, |view| cases::dispute(view, open))
        }
        CaseKind::REQUEST => {
            held.view::<Request, _>(desk, shown, |view| cases::dispute(view, open))
        }
        CaseKind::PROTOCOL => {
            held.view::<Protocol, _>(desk, shown, |view| cases::dispute(view, open))
        }
        CaseKind::IRRIGATION_BOOK => {
            held.view::<ReadingBook, _>(desk, shown, |view| cases::dispute(view, open))
        }
        CaseKind::CASH_DAY => {
            held.view::<CashDay, _>(desk, shown, |view| cases::dispute(view, open))
        }
        _ => Err(NodeError::refuse(storage::DOCUMENT_NEWER)),
    }
}
