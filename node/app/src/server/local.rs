//! `POST /local`: a command handed over by the command line of the same user.
//!
//! The secret of `serve.json` opens the door; the person still proves a password for every command, and acts with their
//! own rights. The answer is the same JSON line that the command would have printed by itself.

use super::App;
use crate::work::{Handed, Outcome};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use loggia_schema::message::{Finding, web};

/// One command.
pub(super) async fn command(
    State(app): State<App>,
    body: Result<Json<Handed>, JsonRejection>,
) -> Json<Outcome> {
    let handed = match body {
        Ok(Json(handed)) => handed,
        Err(rejection) => {
            let finding = Finding::new(web::INPUT_NOT_JSON).with("why", rejection.status());
            return Json(Outcome::of(Err(finding.into())));
        }
    };
    Json(Outcome::of(handed.perform(app.office(), app.line()).await))
}
