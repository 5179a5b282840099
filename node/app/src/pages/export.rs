//! «Εξαγωγή»: a list of the office as a file, written from the pages of its own screen; a long one as a job.

use super::jobs::href;
use crate::jobs::{self, Ended, Run};
use crate::server::answer::{self, File};
use crate::server::typed::Typed;
use crate::server::window::Window;
use crate::server::{App, inside};
use axum::response::{IntoResponse as _, Response};
use loggia_node::jobs::{JobFile, Outcome};
use loggia_node::{Actor, NodeError};
use loggia_ui::export::Export;
use loggia_ui::format::count;

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
        export.at_once()?;
    }
    Ok(export.finish()?.into())
}

/// The file, as a job.
pub async fn later(window: Window, Typed(values): Typed) -> Response {
    let name = values.get("file");
    let started = match Export::new(values.get("list"), name, values.get("as")) {
        Ok(export) => {
            let title = format!("Εξαγωγή {name}.{}", values.get("as"));
            let (app, actor) = (window.app.clone(), window.actor.clone());
            let work = move |run| exported(app, actor, export, run);
            jobs::start(&window.app, &window.actor, title, work).await
        }
        Err(finding) => Err(finding.into()),
    };
    match started {
        Ok(no) => answer::see_other(&href(no)),
        Err(error) => window.page(|_| Err(error)).await,
    }
}

async fn exported(
    app: App,
    actor: Actor,
    mut export: Export,
    run: Run,
) -> Result<Ended, NodeError> {
    while let Some(address) = export.next() {
        let part = inside::part(&app, &actor, &address).await?;
        export.take(&part)?;
        run.step(export.progress())?;
    }
    let (rows, _) = export.progress();
    let file = export.finish()?;
    let outcome = Outcome {
        lines: vec![("Γραμμές".to_owned(), count(rows))],
        ..Outcome::default()
    };
    let file = JobFile {
        name: file.name,
        content_type: file.content_type.to_owned(),
        bytes: file.bytes,
    };
    Ok((outcome, Some(file)))
}
