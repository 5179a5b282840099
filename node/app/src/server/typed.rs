//! What a form sent: its values, decoded, in their order, kept exactly as typed.

use super::answer;
use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use loggia_schema::message::{Finding, web};
use loggia_ui::Values;

/// The values of a form.
#[derive(Debug, Clone)]
pub struct Typed(pub Values);

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Typed, Response> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(pairs)) => Ok(Typed(Values::from_pairs(pairs))),
            Err(rejection) => {
                let rejection = rejection.into_response();
                Err(match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => answer::refuse(
                        StatusCode::PAYLOAD_TOO_LARGE,
                        &Finding::new(web::REQUEST_TOO_LARGE),
                    ),
                    _ => answer::refuse(
                        StatusCode::BAD_REQUEST,
                        &Finding::new(web::REQUEST_UNREADABLE),
                    ),
                })
            }
        }
    }
}
