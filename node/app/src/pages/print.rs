//! The official print of a case: the paper kept in the store, laid out at the first print.

use super::frame;
use crate::papers::{LaidOut, Prepared, Printed, Sheet, prepare};
use crate::server::answer::{self, Answer, File};
use crate::server::window::Window;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use loggia_node::NodeError;
use loggia_node::commands::Which;

/// `GET /cases/{doc}/print?sheet=roll`.
pub async fn print(Path(doc): Path<String>, window: Window) -> Response {
    let sheet = Sheet::named(window.query.filter("sheet").unwrap_or_default());
    match printed(window, doc, sheet).await {
        Ok(Printed { pdf, name }) => Answer::File(File {
            bytes: pdf,
            content_type: "application/pdf",
            name,
            inline: true,
        })
        .into_response(),
        Err(error) => answer::error_page(&frame::bare(), &error),
    }
}

async fn printed(window: Window, doc: String, sheet: Sheet) -> Result<Printed, NodeError> {
    let office = window.app.office().clone();
    let actor = window.actor.clone();
    let prepared = office
        .run(move |node| prepare(&mut node.session(&actor)?, &Which::parse(&doc), sheet))
        .await?;
    let layout = match prepared {
        Prepared::Kept(printed) => return Ok(printed),
        Prepared::New(layout) => layout,
    };
    let (doc, sheet) = (layout.doc, layout.sheet);
    let laid_out = tokio::task::spawn_blocking(move || layout.render()).await;
    let LaidOut {
        original,
        copy,
        name,
    } = laid_out.map_err(|_| NodeError::Us("the layout panicked"))??;
    let actor = window.actor.clone();
    let keep = move |node: &mut loggia_node::Node| {
        let mut session = node.session(&actor)?;
        session.keep_paper(&doc, sheet.name(), &original, &copy)?;
        // Two first prints at once: the one that was kept is the paper.
        let kept = session.kept_paper(&doc, sheet.name())?;
        Ok(kept.map_or(original, |kept| kept.original))
    };
    let pdf = office.run(keep).await?;
    Ok(Printed { pdf, name })
}
