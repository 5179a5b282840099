//! Cancelling a receipt on its day, and spoiling a number that never became one.

use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_node::NodeError;
use loggia_node::commands::{ReceiptCancel, ReceiptSpoil, Which};
use loggia_schema::message::Finding;
use loggia_ui::Values;
use loggia_ui::cases::{fine, receipt};

/// The form of cancelling.
pub async fn cancel_page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| cancelling(desk, &doc, &desk.fresh()?, &[]))
        .await
}

/// Cancels the receipt.
pub async fn cancel(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let command = ReceiptCancel {
                which: Which::parse(&doc),
                reason: values.get("reason").to_owned(),
            };
            match attempt(
                &values,
                |finding| finding,
                |_| desk.session.receipt_cancel(values.get("key"), &command),
            )? {
                Ok(done) => Ok(Answer::See(format!("/receipts/{}", done.doc))),
                Err(findings) => cancelling(desk, &doc, &values, &findings),
            }
        })
        .await
}

/// The form that spoils the next number of the block.
pub async fn spoil_page(window: Window) -> Response {
    window
        .page(|desk| spoiling(desk, &desk.fresh()?, &[]))
        .await
}

/// Spoils the next number of the block.
pub async fn spoil(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let command = ReceiptSpoil {
                scope: None,
                reason: values.get("reason").to_owned(),
                paper: String::new(),
            };
            match attempt(
                &values,
                |finding| finding,
                |_| desk.session.receipt_spoil(values.get("key"), &command),
            )? {
                Ok(done) => Ok(Answer::See(format!("/receipts/{}", done.doc))),
                Err(findings) => spoiling(desk, &values, &findings),
            }
        })
        .await
}

fn cancelling(
    desk: &mut Desk<'_>,
    doc: &str,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let shown = desk.session.show(&Which::parse(doc))?;
    let back = format!("/receipts/{}", shown.doc);
    let form = receipt::cancel(&format!("{back}/cancel"), values, findings);
    let form = form
        .hidden("key", values.get("key"))
        .back("Επιστροφή", &*back);
    let page = desk
        .titled(format!("Ακύρωση διπλοτύπου {}", shown.number))
        .crumb("Διπλότυπα", "/receipts");
    let page = page.crumb(&*shown.number, &*back);
    Ok(Answer::form(page.body(&form), findings))
}

fn spoiling(
    desk: &mut Desk<'_>,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let form = fine::spoil("/receipts/spoil", values, findings)
        .hidden("key", values.get("key"))
        .back("Επιστροφή", "/numbers");
    let page = desk
        .titled("Αχρήστευση επόμενου αριθμού διπλοτύπων")
        .crumb("Αριθμοί", "/numbers");
    Ok(Answer::form(page.body(&form), findings))
}
