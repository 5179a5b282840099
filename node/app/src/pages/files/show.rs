//! A file of a case on the screen, all of them as one PDF, and the request for one that is elsewhere.
//!
//! Content from outside leaves with a policy of its own ([`Answer::Foreign`]): no script, no frame, no guessing of types.

use crate::pages::frame;
use crate::server::answer::{self, Answer, File};
use crate::server::window::Window;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use loggia_cases::attachment::Media;
use loggia_node::NodeError;
use loggia_node::commands::Which;
use loggia_papers::Bound;
use loggia_schema::ids::{BlobId, DocId};
use loggia_schema::message::{files, us, web};

/// `GET /cases/{doc}/files/{blob}`: a picture is shown, a PDF goes to the downloads.
pub async fn file(Path((doc, blob)): Path<(String, String)>, window: Window) -> Response {
    window
        .page(move |desk| {
            let (doc, blob) = ids(&doc, &blob)?;
            let found = desk.session.file(&doc, &blob)?;
            Ok(Answer::Foreign(File {
                bytes: found.bytes,
                content_type: found.media.name(),
                name: format!("{}.{}", &blob.to_string()[..12], found.media.extension()),
                inline: found.media.is_picture(),
            }))
        })
        .await
}

/// `POST /cases/{doc}/files/{blob}/want`: it comes with the next synchronisations.
pub async fn want(Path((doc, blob)): Path<(String, String)>, window: Window) -> Response {
    window
        .save(move |desk| {
            let (doc, blob) = ids(&doc, &blob)?;
            desk.session.file_want(&doc, &blob)?;
            Ok(Answer::See(format!("/cases/{doc}")))
        })
        .await
}

/// `GET /cases/{doc}/files.pdf`: every file that is here, a page a sheet.
pub async fn joined(Path(doc): Path<String>, window: Window) -> Response {
    match all(doc, window).await {
        Ok((bytes, name)) => Answer::Foreign(File {
            bytes,
            content_type: Media::Pdf.name(),
            name,
            inline: false,
        })
        .into_response(),
        Err(error) => answer::error_page(&frame::bare(), &error),
    }
}

async fn all(doc: String, window: Window) -> Result<(Vec<u8>, String), NodeError> {
    let actor = window.actor.clone();
    let collect = move |node: &mut loggia_node::Node| {
        let mut session = node.session(&actor)?;
        let shown = session.show(&Which::parse(&doc))?;
        let mut bound = Vec::new();
        for line in shown.files.iter().filter(|line| line.stand.is_here()) {
            let found = session.file(&shown.doc, &line.file.blob)?;
            bound.push(Bound {
                caption: found.name,
                media: found.media,
                pages: line.file.pages,
                content: found.bytes,
            });
        }
        Ok((shown, bound, session.moment()?.now.datetime()))
    };
    let office = window.app.office().clone();
    let (shown, bound, now) = office.run(collect).await?;
    if bound.is_empty() {
        return Err(NodeError::refuse(files::FILE_NOT_HERE));
    }
    let title = format!("Συνημμένα {}", shown.number);
    let made = tokio::task::spawn_blocking(move || loggia_papers::bind(&title, now, bound)).await;
    let made = made.map_err(|_| NodeError::Us("the binder panicked"))?;
    let bytes = made.map_err(|error| {
        tracing::error!(%error, "files could not be bound");
        NodeError::refuse(us::UNEXPECTED)
    })?;
    Ok((bytes, format!("{}.pdf", shown.doc)))
}

fn ids(doc: &str, blob: &str) -> Result<(DocId, BlobId), NodeError> {
    let missing = |_| NodeError::refuse(web::PAGE_MISSING);
    Ok((
        doc.parse().map_err(missing)?,
        blob.parse().map_err(missing)?,
    ))
}
