//! One request: what was asked, who holds it until when, what was said, and what may be done now.

use super::acts::{self, ActForm};
use crate::pages::conflicts;
use crate::pages::files::section::{attached, with_files};
use crate::pages::shown::Held;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_cases::request::stage::next;
use loggia_cases::request::{EventKind, Request, RequestState};
use loggia_cases::{CaseKind, rights};
use loggia_node::NodeError;
use loggia_node::commands::Which;
use loggia_node::queries::Shown;
use loggia_schema::calendar::greek_date;
use loggia_schema::message::storage;
use loggia_ui::cases::request::label;
use loggia_ui::record::Action;
use loggia_ui::{Notice, Record, cases};

/// The page; `?new=1` says that it was just taken in.
pub async fn page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let (shown, state) = request_of(desk, &doc)?;
            let held = Held::of(desk, &shown)?;
            let record = held.record::<Request>(desk, &shown, cases::request::record)?;
            let record = with_actions(desk, &shown, &state, record);
            let may_attach = may_attach(desk, &shown, &state);
            let record = with_files(desk, &shown, record, may_attach)?;
            let mut page = desk
                .titled(format!("Αίτημα {}", label(&shown.number, shown.doc)))
                .crumb("Αιτήματα", "/requests");
            page = page.notices(attached(desk));
            if desk.query.filter("new").is_some() {
                page = page.notice(
                    Notice::success(taken_in(&shown, &state))
                        .link("Επόμενο αίτημα", "/requests/new"),
                );
            }
            Ok(Answer::Page(page.body(&record).render()))
        })
        .await
}

/// A request as it stands.
///
/// # Errors
/// The user's: not here, or no request. The disk's.
pub(super) fn request_of(
    desk: &mut Desk<'_>,
    doc: &str,
) -> Result<(Shown, RequestState), NodeError> {
    let shown = desk.session.show(&Which::parse(doc))?;
    if shown.kind != CaseKind::REQUEST {
        return Err(NodeError::refuse(storage::DOCUMENT_MISSING));
    }
    let state = crate::papers::state::<RequestState>(&shown.folded)?;
    Ok((shown, state))
}

fn taken_in(shown: &Shown, state: &RequestState) -> String {
    let number = label(&shown.number, shown.doc);
    let missing: Vec<&str> = state.missing().map(|paper| paper.title.as_str()).collect();
    let until = state.due.map(greek_date).unwrap_or_default();
    match missing.is_empty() {
        true => format!("Το αίτημα {number} καταχωρίστηκε. Απάντηση έως {until}."),
        false => format!(
            "Το αίτημα {number} καταχωρίστηκε και περιμένει από τον πολίτη: {}.",
            missing.join(", ")
        ),
    }
}

fn may_attach(desk: &Desk<'_>, shown: &Shown, state: &RequestState) -> bool {
    let open = shown.takes_commands && !desk.stored.revoked;
    open && desk.session.may(rights::REQUEST_REGISTER)
        && next(state.stage, EventKind::Attached).is_some()
}

/// What the stage and the person's rights allow, the usual next step first.
fn with_actions(desk: &Desk<'_>, shown: &Shown, state: &RequestState, record: Record) -> Record {
    if !shown.takes_commands || desk.stored.revoked {
        return record;
    }
    let record = conflicts::actions(record, shown);
    let offered = |act: &&ActForm| {
        desk.session.may(act.right)
            && act
                .kinds
                .iter()
                .any(|kind| next(state.stage, *kind).is_some())
            && !(act.path == "bring"
                && state.stopped_on.is_none()
                && state.missing().next().is_none())
            && !(act.path == "number" && state.number().is_some())
    };
    let mut record = record;
    let letter = state.closed.as_ref().and_then(|c| c.letter.as_ref());
    if let Some(letter) = letter {
        let href = format!("/cases/{}/print", letter.doc);
        record = record.action(Action::pdf("Εκτύπωση απάντησης", href).primary());
    }
    for (at, act) in acts::ACTS.iter().filter(offered).enumerate() {
        let href = format!("/requests/{}/act/{}", shown.doc, act.path);
        let action = if act.at_once {
            Action::button(act.words, href)
        } else {
            Action::link(act.words, href)
        };
        record = record.action(if at == 0 && letter.is_none() {
            action.primary()
        } else {
            action
        });
    }
    record
}
