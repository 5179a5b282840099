//! Drafts: what was typed and not sent, kept at every field exit, offered again, dropped when the paper exists.

use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::Path;
use axum::response::Response;
use loggia_node::NodeError;
use loggia_schema::message::{Finding, web};
use loggia_ui::{Notice, Values};

/// Forms that keep drafts, with the page they belong to.
const FORMS: &[(&str, &str)] = &[
    ("fine", "/fines/new"),
    ("receipt", "/receipts/new"),
    ("request", "/requests/new"),
];

/// Fields that are not worth keeping, or must not be.
const NOT_KEPT: &[&str] = &["confirm", "draft"];

/// Keeps what stands in a form now.
pub async fn keep(Path(form): Path<String>, window: Window, Typed(values): Typed) -> Response {
    let kept = move |desk: &mut Desk<'_>| {
        let (form, _) = known(&form)?;
        let body = serde_json::to_string(&pairs(&values))
            .map_err(|_| NodeError::Us("a draft that is not JSON"))?;
        desk.session.keep_draft(form, &body)?;
        Ok(Answer::Nothing)
    };
    window.page(kept).await
}

/// Drops a draft and shows the empty form.
pub async fn drop_it(Path(form): Path<String>, window: Window) -> Response {
    let dropped = move |desk: &mut Desk<'_>| {
        let (form, page) = known(&form)?;
        desk.session.keep_draft(form, "")?;
        Ok(Answer::See(page.to_owned()))
    };
    window.page(dropped).await
}

/// The draft of a form, if there is one.
pub(super) fn kept(desk: &mut Desk<'_>, form: &str) -> Result<Option<Values>, NodeError> {
    let body = desk.session.kept_draft(form)?;
    let pairs: Option<Vec<(String, String)>> =
        body.and_then(|body| serde_json::from_str(&body).ok());
    Ok(pairs.map(Values::from_pairs))
}

/// What stands above a form that goes on from a draft.
pub(super) fn notice() -> Notice {
    Notice::warning(
        "Συνεχίζετε ένα πρόχειρο που δεν υποβλήθηκε. Για κενή φόρμα χρησιμοποιήστε «Διαγραφή προχείρου».",
    )
}

/// The button that drops a draft.
pub(super) fn drop_button(form: &str) -> loggia_ui::Markup {
    loggia_ui::html! {
        form method="post" action={ "/draft/" (form) "/drop" } {
            button.govgr-btn.govgr-btn-secondary { "Διαγραφή προχείρου" }
        }
    }
}

fn known(form: &str) -> Result<(&'static str, &'static str), NodeError> {
    let found = FORMS.iter().find(|(name, _)| *name == form);
    found
        .copied()
        .ok_or_else(|| Finding::new(web::PAGE_MISSING).into())
}

fn pairs(values: &Values) -> Vec<(&str, &str)> {
    values
        .pairs()
        .filter(|(name, _)| !NOT_KEPT.contains(name))
        .collect()
}
