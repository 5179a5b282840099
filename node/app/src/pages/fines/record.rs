//! One fine: what is owed today and why, what happened, what may still be done.

use crate::pages::files::section::{attached, with_files};
use crate::pages::shown::Held;
use crate::pages::{conflicts, print};
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::fine::stage::next;
use loggia_cases::fine::{EventKind, Fine, FineState, Stage};
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
            if shown.kind != CaseKind::FINE {
                return Err(NodeError::refuse(storage::DOCUMENT_MISSING));
            }
            let held = Held::of(desk, &shown)?;
            let record = held.record::<Fine>(desk, &shown, cases::fine::record)?;
            let record = with_actions(desk, &shown, record)?;
            let record = with_files(desk, &shown, record, may_attach(desk, &shown))?;
            let mut page = desk
                .titled(format!("Κλήση {}", shown.number))
                .crumb("Κλήσεις", "/fines");
            page = page.notices(attached(desk));
            if desk.query.filter("new").is_some() {
                page = page.notices(issued(desk, &shown));
            }
            Ok(Answer::Page(page.body(&record).render()))
        })
        .await
}

fn may_attach(desk: &Desk<'_>, shown: &Shown) -> bool {
    let open = shown.takes_commands && !desk.stored.revoked;
    open && desk.session.may(rights::FINE_ISSUE) && shown.state != Stage::Draft.name()
}

/// What follows from the stage, the rights and the version of the program.
fn with_actions(desk: &mut Desk<'_>, shown: &Shown, record: Record) -> Result<Record, NodeError> {
    let state = crate::papers::state::<FineState>(&shown.folded)?;
    let doc = shown.doc;
    let mut record = record;
    if state.ticket.is_some() {
        for action in print::actions(desk, CaseKind::FINE, &doc)? {
            record = record.action(action);
        }
    }
    if !shown.takes_commands || desk.stored.revoked {
        return Ok(record);
    }
    record = conflicts::actions(record, shown);
    let may = |event: EventKind| next(state.stage, event).is_some();
    let (issue, replace) = (
        desk.session.may(rights::FINE_ISSUE),
        desk.session.may(rights::FINE_REPLACE),
    );
    if issue && may(EventKind::Served) {
        record = record.action(Action::link("Επίδοση", format!("/fines/{doc}/serve")));
    }
    if replace && may(EventKind::Replaced) {
        record = record.action(Action::link(
            "Αντικατάσταση",
            format!("/fines/{doc}/replace"),
        ));
    }
    if issue && may(EventKind::Spoiled) && state.notice.is_none() {
        record = record.action(Action::link("Αχρήστευση", format!("/fines/{doc}/spoil")));
    }
    if issue && state.stage != Stage::Draft {
        record = record.action(Action::link("Σημείωση", format!("/fines/{doc}/note")));
    }
    Ok(record)
}

fn issued(desk: &Desk<'_>, shown: &Shown) -> Vec<Notice> {
    let mut notices = vec![
        Notice::success(format!(
            "Η κλήση {} εκδόθηκε και είναι αποθηκευμένη.",
            shown.number
        ))
        .link("Νέα κλήση", "/fines/new"),
    ];
    for series in desk
        .stored
        .numbers
        .iter()
        .filter(|series| series.low && series.scope == shown.scope)
    {
        notices.push(Notice::warning(format!(
            "{}. Συνδεθείτε με το Κέντρο για νέο μπλοκ.",
            loggia_ui::words::numbers_left(series.left)
        )));
    }
    notices
}
