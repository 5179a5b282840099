//! «Εξαγωγή»: a list of the office as a file, written from the pages of its own screen.

use crate::server::answer::File;
use crate::server::inside;
use crate::server::window::Window;
use axum::response::{IntoResponse as _, Response};
use loggia_node::NodeError;
use loggia_ui::export::Export;

/// The file, at once.
pub async fn now(window: Window) -> Response {
    match written(&window).await {
        Ok(file) => file.into_response(),
        Err(error) => window.page(|_| Err(error)).await,
    }
}

async fn written(window: &Window) -> Result<File, NodeError> {
    let field = |name: &str| window.query.filter(name).unwrap_or_default();
    let name = window.query.file().unwrap_or_default();
    let mut export = Export::new(field("list"), name, field("as"))?;
    while let Some(address) = export.next() {
        let part = inside::part(&window.app, &window.actor, &address).await?;
        export.take(&part)?;
    }
    Ok(export.finish()?.into())
}
