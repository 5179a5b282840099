//! One entry: what it says, its slip or paper, and what may be done with it.

use crate::pages::conflicts;
use crate::pages::shown::Held;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::protocol::{Protocol, ProtocolState, Register, Stage};
use loggia_cases::{CaseKind, rights};
use loggia_node::NodeError;
use loggia_node::commands::Which;
use loggia_node::queries::Shown;
use loggia_schema::message::storage;
use loggia_ui::record::Action;
use loggia_ui::{Notice, Record, cases};

/// The page; `?new=1` says that it was just registered.
pub async fn page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let shown = desk.session.show(&Which::parse(&doc))?;
            if shown.kind != CaseKind::PROTOCOL {
                return Err(NodeError::refuse(storage::DOCUMENT_MISSING));
            }
            let state = crate::papers::state::<ProtocolState>(&shown.folded)?;
            let held = Held::of(desk, &shown)?;
            let record = held.record::<Protocol>(desk, &shown, cases::protocol::record)?;
            let record = with_actions(desk, &shown, &state, record);
            let mut page = desk
                .titled(format!("Εγγραφή {}", shown.number))
                .crumb("Βιβλίο πρωτοκόλλου", "/protocol");
            if desk.query.filter("new").is_some() {
                let done = format!("Η εγγραφή {} είναι αποθηκευμένη.", shown.number);
                let (words, href) = next(&shown, &state);
                page = page.notice(Notice::success(done).link(words, &href));
            }
            Ok(Answer::Page(page.body(&record).render()))
        })
        .await
}

/// What a queue does next: the same paper for the next person, or the next document.
fn next(shown: &Shown, state: &ProtocolState) -> (&'static str, String) {
    match state.entry.as_ref().map(|entry| entry.number.register()) {
        None | Some(Register::Protocol | Register::Confidential) => {
            ("Επόμενη εγγραφή", "/protocol/new".to_owned())
        }
        Some(_) => (
            "Επανάληψη για άλλο πρόσωπο",
            format!("/protocol/papers/new?repeat={}", shown.doc),
        ),
    }
}

fn with_actions(desk: &Desk<'_>, shown: &Shown, state: &ProtocolState, record: Record) -> Record {
    let doc = shown.doc;
    let mut record = record;
    if state.entry.is_some() {
        record = record
            .action(Action::pdf("Εκτύπωση", format!("/cases/{doc}/print")).primary())
            .action(Action::link(
                "Εκτύπωση σε ρολό 80 mm",
                format!("/cases/{doc}/print?sheet=roll"),
            ));
    }
    let may =
        shown.takes_commands && !desk.stored.revoked && desk.session.may(rights::PROTOCOL_WRITE);
    if may {
        record = conflicts::actions(record, shown);
    }
    let mut offer = |words: &'static str, href: String| {
        record = std::mem::take(&mut record).action(Action::link(words, href));
    };
    if may && state.stage == Stage::Registered {
        offer("Χρέωση", format!("/protocol/{doc}/route"));
        offer("Διεκπεραίωση", format!("/protocol/{doc}/answer"));
    }
    if may && matches!(state.stage, Stage::Registered | Stage::Answered) {
        let number = loggia_ui::query::encode(&shown.number);
        offer(
            "Διόρθωση με αντιεγγραφή",
            format!("/protocol/new?counters={number}"),
        );
        offer("Ακύρωση", format!("/protocol/{doc}/cancel"));
    }
    record
}
