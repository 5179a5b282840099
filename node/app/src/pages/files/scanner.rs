//! «Σαρωτής»: the folder of this device in which scanned files arrive, and a small picture of the newest.

use crate::pages::refusal::attempt;
use crate::scanner;
use crate::server::answer::{Answer, File};
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::attachment::Media;
use loggia_node::NodeError;
use loggia_schema::message::{Finding, files};
use loggia_ui::{Field, Form, Notice, Values};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let folder = scanner::folder(&mut desk.session)?;
            let typed = folder.map(|folder| folder.display().to_string());
            let values = Values::default().with("folder", typed.unwrap_or_default());
            draw(desk, &values, &[])
        })
        .await
}

/// Keeps the folder.
pub async fn save(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| {
            let done = attempt(
                &values,
                |finding| finding,
                |_| scanner::set_folder(&mut desk.session, values.get("folder")),
            )?;
            match done {
                Ok(()) => Ok(Answer::See("/scanner?saved=1".to_owned())),
                Err(findings) => draw(desk, &values, &findings),
            }
        })
        .await
}

fn draw(desk: &Desk<'_>, values: &Values, findings: &[Finding]) -> Result<Answer, NodeError> {
    let form = Form::new("/scanner", "Αποθήκευση")
        .field(
            Field::text("folder", "Φάκελος σαρωτή")
                .hint("Ολόκληρη η διαδρομή του φακέλου όπου ο σαρωτής ή το κινητό αφήνει τα αρχεία. Κενό: κανένας.")
                .focused(),
        )
        .back("Κατάσταση συσκευής", "/status")
        .values(values)
        .findings(findings);
    let mut page = desk
        .titled("Φάκελος σαρωτή")
        .crumb("Κατάσταση συσκευής", "/status");
    if desk.query.filter("saved").is_some() {
        page = page.notice(Notice::success("Ο φάκελος του σαρωτή αποθηκεύτηκε."));
    }
    Ok(Answer::form(page.body(&form), findings))
}

/// `GET /scanner/newest`: the newest file of the folder, small, as JPEG.
pub async fn preview(window: Window) -> Response {
    let found = window
        .value(|session| {
            let folder = scanner::folder(session)?;
            let folder = folder.ok_or_else(|| NodeError::refuse(files::FOLDER_NOT_SET))?;
            let found = scanner::newest(&folder)?;
            found.ok_or_else(|| NodeError::refuse(files::FOLDER_EMPTY))
        })
        .await;
    let found = match found {
        Ok(found) => found,
        Err(response) => return response,
    };
    let small = tokio::task::spawn_blocking(move || loggia_papers::preview(&found.read()?)).await;
    super::attach::answer(match small {
        Ok(Ok(Some(bytes))) => Ok(Answer::Foreign(File {
            bytes,
            content_type: Media::Jpeg.name(),
            name: "preview.jpg".to_owned(),
            inline: true,
        })),
        Ok(Ok(None)) => Err(NodeError::refuse(files::FOLDER_EMPTY)),
        Ok(Err(finding)) => Err(finding.into()),
        Err(_) => Err(NodeError::Us("the preview panicked")),
    })
}
