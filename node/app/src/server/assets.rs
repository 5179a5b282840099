//! `/assets/…`: the files inside the program, kept by the browser for ever under the fingerprint of this build.

use super::answer;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use loggia_schema::message::{Finding, web};
use loggia_ui::assets;

/// One file.
pub(super) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = assets::get(&path) else {
        return answer::refuse(StatusCode::NOT_FOUND, &Finding::new(web::PAGE_MISSING));
    };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|sent| sent.as_bytes() == asset.etag.as_bytes());
    let mut response = match known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Response::new(Body::from(asset.bytes)),
    };
    for (name, value) in [
        (header::CONTENT_TYPE, asset.content_type),
        (header::ETAG, asset.etag),
        (header::CACHE_CONTROL, assets::CACHE_CONTROL),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            loggia_ui::headers::CONTENT_SECURITY_POLICY,
        ),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
