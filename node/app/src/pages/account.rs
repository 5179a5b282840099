//! «Αλλαγή κωδικού»: one's own password; obligatory when a colleague chose the first one.

use super::frame;
use crate::line::View;
use crate::server::answer::{self, Answer};
use crate::server::typed::Typed;
use crate::server::window::Window;
use axum::response::{IntoResponse as _, Response};
use loggia_node::{Actor, Node, NodeError};
use loggia_schema::message::{Fault, Finding, web};
use loggia_ui::{Field, Form, Frame, Markup, Notice, Page, Values};

/// The page.
pub async fn page(window: Window) -> Response {
    draw(&window, &[])
        .await
        .map_or_else(failed, |page| Answer::Page(page).into_response())
}

/// Changes the password and goes to work.
pub async fn change(window: Window, Typed(values): Typed) -> Response {
    let (old, new) = (
        values.get("password").to_owned(),
        values.get("new").to_owned(),
    );
    let findings = if new == values.get("again") {
        let actor = window.actor.clone();
        let changed = window
            .app
            .office()
            .blocking(move |office| office.change_password(&actor, &old, &new))
            .await;
        match changed {
            Ok(()) => return answer::see_other("/"),
            Err(error) if matches!(error.fault(), Fault::User | Fault::Disk) => error.findings(),
            Err(error) => return failed(error),
        }
    } else {
        vec![Finding::new(web::PASSWORDS_DIFFER).on("again")]
    };
    draw(&window, &findings)
        .await
        .map_or_else(failed, |page| Answer::Refused(page).into_response())
}

fn failed(error: NodeError) -> Response {
    answer::error_page(&frame::bare(), &error)
}

/// The whole frame; a bare one for a person who must choose a password before there is a desk.
fn frame_of(node: &mut Node, actor: &Actor, line: &View, path: &str) -> Frame {
    let bare = frame::signed_in(node, actor, line, path);
    let whole = node.status().and_then(|stored| {
        let mut session = node.session(actor)?;
        frame::of(&mut session, bare.clone(), &stored, line)
    });
    whole.unwrap_or(bare)
}

async fn draw(window: &Window, findings: &[Finding]) -> Result<Markup, NodeError> {
    let (actor, path, line) = (
        window.actor.clone(),
        window.path.clone(),
        window.app.line().view(),
    );
    let frame = window
        .app
        .office()
        .run(move |node| Ok(frame_of(node, &actor, &line, &path)))
        .await?;
    let form = Form::new("/password", "Αλλαγή κωδικού")
        .field(
            Field::password("password", "Σημερινός κωδικός")
                .autocomplete("current-password")
                .required()
                .focused(),
        )
        .field(
            Field::password("new", "Νέος κωδικός")
                .autocomplete("new-password")
                .hint("Μια φράση που θυμάστε μόνο εσείς, τουλάχιστον 10 χαρακτήρες")
                .required(),
        )
        .field(
            Field::password("again", "Νέος κωδικός, ξανά")
                .autocomplete("new-password")
                .required(),
        )
        .values(&Values::default())
        .findings(findings);
    let mut page = Page::new(&frame, "Αλλαγή κωδικού").failed(!findings.is_empty());
    if window.actor.must_change_password() {
        page = page.notice(Notice::warning(
            "Τον κωδικό σας τον όρισε συνάδελφος. Ορίστε δικό σας για να συνεχίσετε.",
        ));
    }
    Ok(page.body(&form).render())
}
