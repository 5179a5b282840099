//! The program asks itself: the pages of a list, for its file.
//!
//! The request goes through the same routes and handlers as a person's, so a file never holds more than its screen. It
//! passes the doors that face outside, because it carries the person it is made for; nothing that comes over the wire can
//! carry that.

use super::App;
use axum::body::Body;
use axum::http::Request;
use loggia_node::{Actor, NodeError};
use loggia_schema::message::{Finding, web};
use loggia_ui::export::Part;
use tower::ServiceExt as _;

/// The person a request of our own is made for.
#[derive(Clone)]
pub struct Inside(pub Actor);

/// The page of a list at an address of [`loggia_ui::export::Export`].
///
/// # Errors
/// The user's: there is no such list; whatever its screen refuses.
pub async fn part(app: &App, actor: &Actor, address: &str) -> Result<Part, NodeError> {
    let request = Request::get(address)
        .extension(Inside(actor.clone()))
        .body(Body::empty());
    let request = request.map_err(|_| Finding::new(web::EXPORT_ADDRESS))?;
    let router = super::routes().into_router(app).with_state(app.clone());
    // The router cannot fail; what it answers is a response.
    let mut response = router
        .oneshot(request)
        .await
        .unwrap_or_else(|never| match never {});
    if let Some(part) = response.extensions_mut().remove::<Part>() {
        return Ok(part);
    }
    let said = response.extensions_mut().remove::<Finding>();
    Err(said
        .unwrap_or_else(|| Finding::new(web::EXPORT_ADDRESS))
        .into())
}
