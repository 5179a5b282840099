//! Files of a case in the back office: which there are, which have arrived, and their content.
//!
//! A file is given for (case, hash) to whoever may read the case; each look leaves a line in the audit trail. It leaves
//! under a sandbox policy, with the type its content has, and a PDF goes to the downloads.

use super::cases::Read;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use loggia_cases::attachment;
use loggia_cases::private::PrivatePart;
use loggia_core::app::App;
use loggia_core::web::Caller;
use loggia_core::{Fail, Outcome, audit};
use loggia_intake::blobs::{self, BlobRow};
use loggia_schema::calendar::local_date_time;
use loggia_schema::ids::{BlobId, DocId};
use loggia_schema::message::{Finding, web};
use loggia_sync::blob::BlobKey;
use loggia_ui::Section;
use loggia_ui::files::{Files, Item, Stand};
use loggia_ui::headers;

/// The files of a case as a section of its record; `None` if it names none.
pub(super) fn section(read: &Read) -> Option<Section> {
    let mut items = Vec::new();
    for judged in &read.events {
        for file in attachment::files_of(&judged.event) {
            let blob = read.blobs.iter().find(|blob| blob.key.blob == file.blob);
            let name = match read.parts.get(&file.part) {
                Some(PrivatePart::File { name }) => Some(name.clone()),
                _ => None,
            };
            let by = read.users.get(&judged.event.by);
            items.push(Item {
                file,
                name,
                at: local_date_time(judged.event.at),
                by: by.map_or("άγνωστος χρήστης", String::as_str).to_owned(),
                stand: stand(blob),
                href: format!("/cases/{}/files/{}", read.row.id, file.blob),
                picture: false,
                ask: None,
            });
        }
    }
    let some = !items.is_empty();
    some.then(|| Section::new("Συνημμένα").block(Files(items)))
}

fn stand(blob: Option<&BlobRow>) -> Stand {
    match blob {
        Some(blob) if blob.erased => Stand::Gone,
        Some(blob) if blob.is_whole() => Stand::Here(None, None),
        Some(_) => Stand::Expected,
        None => Stand::Gone,
    }
}

/// `GET /cases/{doc}/files/{blob}`.
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path((doc, blob)): Path<(String, String)>,
) -> Outcome<Response> {
    let missing = |_| Finding::new(web::PAGE_MISSING);
    let doc: DocId = doc.parse().map_err(missing)?;
    let blob: BlobId = blob.parse().map_err(missing)?;
    let ctx = caller.ctx(&app)?;
    let look = move |tx: &mut loggia_core::db::Tx<'_>| -> Result<_, Fail> {
        let found = blobs::content(tx, &BlobKey { doc, blob })?;
        audit::record(
            tx,
            &ctx,
            "case.file.read",
            &doc.to_string(),
            &blob.to_string(),
        )?;
        Ok(found)
    };
    let (row, bytes) = app.write(look).await?;
    let way = if row.media.is_picture() {
        "inline"
    } else {
        "attachment"
    };
    let name = format!("{}.{}", &blob.to_string()[..12], row.media.extension());
    let disposition = format!("{way}; filename=\"{name}\"");
    let mut response = bytes.into_response();
    let to = response.headers_mut();
    to.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(row.media.name()),
    );
    for (name, value) in headers::FOREIGN {
        to.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        to.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
