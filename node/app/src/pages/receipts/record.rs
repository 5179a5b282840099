//! One receipt: what was taken, from whom, and what may still be done today.

use crate::pages::shown::Held;
use crate::pages::{conflicts, print};
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::receipt::{Receipt, ReceiptState, Stage};
use loggia_cases::{CaseKind, rights};
use loggia_node::NodeError;
use loggia_node::commands::Which;
use loggia_node::queries::Shown;
use loggia_schema::message::storage;
use loggia_ui::record::Action;
use loggia_ui::{Notice, Record, cases};

/// The page; `?new=1` says that it was just issued.
pub async fn page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let shown = desk.session.show(&Which::parse(&doc))?;
            if shown.kind != CaseKind::RECEIPT {
                return Err(NodeError::refuse(storage::DOCUMENT_MISSING));
            }
            let held = Held::of(desk, &shown)?;
            let record = held.record::<Receipt>(desk, &shown, cases::receipt::record)?;
            let record = with_actions(desk, &shown, record)?;
            let mut page = desk
                .titled(format!("Διπλότυπο {}", shown.number))
                .crumb("Διπλότυπα", "/receipts");
            if desk.query.filter("new").is_some() {
                let done = format!(
                    "Το διπλότυπο {} εκδόθηκε και είναι αποθηκευμένο.",
                    shown.number
                );
                page = page.notice(Notice::success(done).link("Επόμενη είσπραξη", "/receipts/new"));
            }
            Ok(Answer::Page(page.body(&record).render()))
        })
        .await
}

fn with_actions(desk: &mut Desk<'_>, shown: &Shown, record: Record) -> Result<Record, NodeError> {
    let state = crate::papers::state::<ReceiptState>(&shown.folded)?;
    let doc = shown.doc;
    let mut record = record;
    if state.receipt.is_some() {
        for action in print::actions(desk, CaseKind::RECEIPT, &doc)? {
            record = record.action(action);
        }
    }
    record = conflicts::actions(record, shown);
    let today = state
        .receipt
        .as_ref()
        .is_some_and(|receipt| receipt.at.date() == desk.today());
    let may =
        shown.takes_commands && !desk.stored.revoked && desk.session.may(rights::RECEIPT_CANCEL);
    if may && today && state.stage == Stage::Issued {
        record = record.action(Action::link("Ακύρωση", format!("/receipts/{doc}/cancel")));
    }
    Ok(record)
}
