//! «Εγγραφή συσκευής»: the one-time code of the centre, typed once in the life of a device.

use super::frame;
use crate::server::answer::{self, Answer};
use crate::server::typed::Typed;
use crate::server::window::Window;
use axum::response::{IntoResponse as _, Response};
use loggia_node::NodeError;
use loggia_schema::message::{Fault, Finding, input, web};
use loggia_schema::text::normalise_input;
use loggia_ui::{Field, Form, Markup, Page, Values};
use std::net::SocketAddr;

/// The page.
pub async fn page(window: Window) -> Response {
    draw(&window, &Values::default(), &[])
        .await
        .map_or_else(failed, |page| Answer::Page(page).into_response())
}

/// Enrols, then meets the centre once; what does not come now comes with the next meeting.
pub async fn enrol(window: Window, Typed(values): Typed) -> Response {
    let findings = match read(&values) {
        Err(findings) => findings,
        Ok((centre, code, name)) => match window.app.line().enrol(centre, &code, &name).await {
            Ok(()) => {
                if let Err(error) = window.app.line().meet().await {
                    tracing::warn!(%error, "enrolled, but the first meeting failed");
                }
                return answer::see_other("/");
            }
            Err(error) if error.fault() != Fault::Us => error.findings(),
            Err(error) => return failed(error),
        },
    };
    draw(&window, &values, &findings)
        .await
        .map_or_else(failed, |page| Answer::Refused(page).into_response())
}

fn failed(error: NodeError) -> Response {
    answer::error_page(&frame::bare(), &error)
}

fn read(values: &Values) -> Result<(SocketAddr, String, String), Vec<Finding>> {
    let mut findings = Vec::new();
    for field in ["centre", "code", "name"] {
        if values.filled(field).is_none() {
            findings.push(Finding::new(input::EMPTY).on(field));
        }
    }
    let typed = values.get("centre").trim();
    let centre: Option<SocketAddr> = typed.parse().ok();
    if centre.is_none() && !typed.is_empty() {
        findings.push(
            Finding::new(web::ADDRESS_FORM)
                .on("centre")
                .with("value", typed),
        );
    }
    match centre {
        Some(centre) if findings.is_empty() => Ok((
            centre,
            values.get("code").trim().to_owned(),
            normalise_input(values.get("name")),
        )),
        _ => Err(findings),
    }
}

async fn draw(window: &Window, values: &Values, findings: &[Finding]) -> Result<Markup, NodeError> {
    let (actor, path, line) = (
        window.actor.clone(),
        window.path.clone(),
        window.app.line().view(),
    );
    let frame = window
        .app
        .office()
        .run(move |node| Ok(frame::signed_in(node, &actor, &line, &path)))
        .await?;
    let form = Form::new("/enrol", "Εγγραφή συσκευής")
        .note("Η συσκευή δεν ανήκει ακόμη σε δήμο. Ζητήστε από το Κέντρο διεύθυνση και κωδικό μιας χρήσης.")
        .field(Field::text("centre", "Διεύθυνση του Κέντρου").hint("Για παράδειγμα 10.0.0.1:4433").required().focused())
        .field(Field::text("code", "Κωδικός εγγραφής").hint("14 ομάδες των 4 συμβόλων").required())
        .field(Field::text("name", "Όνομα συσκευής").hint("Όπως το λέτε μεταξύ σας, για παράδειγμα «Φορητός 3»").required())
        .values(values)
        .findings(findings);
    Ok(Page::new(&frame, "Εγγραφή συσκευής")
        .narrow()
        .failed(!findings.is_empty())
        .body(&form)
        .render())
}
