//! What goes back: pages, fragments, redirections, files, and the page of a refusal.
//!
//! Every answer but a paper and an asset carries the headers of [`loggia_ui::headers`]; the built-in viewers of PDFs break
//! under that policy. A mutation is answered with 303, a form that was refused with 422.

use axum::Extension;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use loggia_node::NodeError;
use loggia_schema::message::{Fault, Finding, access, files, storage, us, web};
use loggia_ui::export::{self, Part};
use loggia_ui::{Frame, List, Markup, Notice, Page, html};

/// What a page function answers.
#[derive(Debug)]
pub enum Answer {
    /// A whole page.
    Page(Markup),
    /// A page whose form was refused: 422.
    Refused(Markup),
    /// A part of a page.
    Fragment(Markup),
    /// Done; look there: 303.
    See(String),
    /// Done, and nothing to show: 204.
    Nothing,
    /// A file.
    File(File),
    /// A page of a list, for its file: only the program itself asks for it.
    Part(Part),
    /// A file that came from outside: nothing in it may run.
    Foreign(File),
}

/// A file that leaves the program.
#[derive(Debug)]
pub struct File {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its type.
    pub content_type: &'static str,
    /// Its name, plain ASCII.
    pub name: String,
    /// Shown by the browser instead of being put into the downloads.
    pub inline: bool,
}

impl Answer {
    /// The page of a form: new, or with what it was refused for.
    pub fn form(page: Page<'_>, findings: &[Finding]) -> Answer {
        let page = page.failed(!findings.is_empty()).render();
        if findings.is_empty() {
            Answer::Page(page)
        } else {
            Answer::Refused(page)
        }
    }

    /// The page of a list, which may be asked for its file, or hold filters that nobody can read.
    pub fn list(page: Page<'_>, list: &List<'_>) -> Answer {
        if let Some(part) = list.asked() {
            return Answer::Part(part);
        }
        let refused = list.is_refused();
        let page = page.failed(refused).body(list).render();
        if refused {
            Answer::Refused(page)
        } else {
            Answer::Page(page)
        }
    }
}

impl From<export::File> for File {
    fn from(file: export::File) -> File {
        File {
            bytes: file.bytes,
            content_type: file.content_type,
            name: file.name,
            inline: false,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self {
            Answer::Page(markup) | Answer::Fragment(markup) => page(StatusCode::OK, markup),
            Answer::Refused(markup) => page(StatusCode::UNPROCESSABLE_ENTITY, markup),
            Answer::See(place) => see_other(&place),
            Answer::Nothing => with_headers(StatusCode::NO_CONTENT.into_response()),
            Answer::File(file) => file.into_response(),
            Answer::Part(part) => (Extension(part), Answer::Nothing).into_response(),
            Answer::Foreign(file) => {
                let mut response = file.into_response();
                for (name, value) in loggia_ui::headers::FOREIGN {
                    response.headers_mut().insert(
                        HeaderName::from_static(name),
                        HeaderValue::from_static(value),
                    );
                }
                response
            }
        }
    }
}

impl IntoResponse for File {
    fn into_response(self) -> Response {
        let way = if self.inline { "inline" } else { "attachment" };
        let disposition = format!("{way}; filename=\"{}\"", plain_name(&self.name));
        let mut response = Response::new(Body::from(self.bytes));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.content_type),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        response
    }
}

/// A page with its headers.
pub fn page(status: StatusCode, markup: Markup) -> Response {
    with_headers((status, markup.into_string()).into_response())
}

/// 303: done, look there. Only paths of our own are followed.
pub fn see_other(place: &str) -> Response {
    let mut response = with_headers(StatusCode::SEE_OTHER.into_response());
    let place = HeaderValue::from_str(&own_path(place)).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, place);
    response
}

/// The answer to a fragment that makes the whole page go elsewhere.
pub fn redirect_whole_page(place: &'static str) -> Response {
    let mut response = with_headers(StatusCode::OK.into_response());
    response.headers_mut().insert(
        HeaderName::from_static("hx-redirect"),
        HeaderValue::from_static(place),
    );
    response
}

/// A path inside this program; everything else becomes the home page.
pub fn own_path(place: &str) -> String {
    let plain =
        place.starts_with('/') && !place.starts_with("//") && !place.contains(['\\', '\r', '\n']);
    let ascii: String = place
        .chars()
        .map(|letter| {
            if letter.is_ascii_graphic() {
                letter.to_string()
            } else {
                loggia_ui::query::encode(&letter.to_string())
            }
        })
        .collect();
    if plain { ascii } else { "/".to_owned() }
}

/// The page of a refusal at the door, where nobody is known: no menu, one sentence.
pub fn refuse(status: StatusCode, finding: &Finding) -> Response {
    refusal_page(
        status,
        &Frame {
            municipality: "Loggia".to_owned(),
            ..Frame::default()
        },
        finding,
    )
}

/// The page of a refusal.
pub fn refusal_page(status: StatusCode, frame: &Frame, finding: &Finding) -> Response {
    let title = match status {
        StatusCode::NOT_FOUND => "Δεν βρέθηκε",
        _ if finding.fault() == Fault::Us => "Παρουσιάστηκε πρόβλημα",
        _ => "Δεν έγινε",
    };
    let way_back = html! { p { a.govgr-link href="/" { "Επιστροφή στις εργασίες μου" } } };
    let markup = Page::new(frame, title)
        .failed(true)
        .notice(Notice::error(finding))
        .body(&way_back)
        .render();
    // The finding goes along for whoever asked from inside.
    (Extension(finding.clone()), page(status, markup)).into_response()
}

/// The status that goes with an error of the node.
pub fn status_of(error: &NodeError) -> StatusCode {
    let code = error.code();
    if code == access::LOCKED {
        return StatusCode::UNAUTHORIZED;
    }
    if [
        storage::DOCUMENT_MISSING,
        web::PAGE_MISSING,
        files::FILE_MISSING,
    ]
    .contains(&code)
    {
        return StatusCode::NOT_FOUND;
    }
    if code == access::NO_RIGHT || code == access::SCOPE_FOREIGN {
        return StatusCode::FORBIDDEN;
    }
    match code.fault() {
        Fault::User => StatusCode::UNPROCESSABLE_ENTITY,
        Fault::Disk | Fault::Peer | Fault::Authority => StatusCode::SERVICE_UNAVAILABLE,
        Fault::Us => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The page of an error that no form can show.
pub fn error_page(frame: &Frame, error: &NodeError) -> Response {
    let finding = error
        .findings()
        .into_iter()
        .next()
        .unwrap_or_else(|| Finding::new(us::UNEXPECTED));
    if finding.fault() == Fault::Us {
        tracing::error!(%error, "a page failed");
    }
    if finding.code == access::LOCKED {
        return see_other("/unlock");
    }
    refusal_page(status_of(error), frame, &finding)
}

/// The page after a panic: the process lives on, and nothing half done was committed.
pub fn panicked() -> Response {
    refuse(
        StatusCode::INTERNAL_SERVER_ERROR,
        &Finding::new(us::UNEXPECTED),
    )
}

fn with_headers(mut response: Response) -> Response {
    for (name, value) in loggia_ui::headers::PAGE {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

/// A file name that needs no quoting anywhere.
fn plain_name(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_followed() {
        assert_eq!(own_path("/fines?q=α"), "/fines?q=%CE%B1");
        for foreign in [
            "http://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "fines",
            "/a\r\nset-cookie: x",
            "",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }

    #[test]
    fn every_page_carries_the_policy_and_a_paper_does_not() {
        let page = Answer::Page(html! { p { "x" } }).into_response();
        assert!(page.headers().contains_key("content-security-policy"));
        let file = File {
            bytes: vec![1],
            content_type: "application/pdf",
            name: "Κ\"12.pdf".into(),
            inline: true,
        };
        let paper = file.into_response();
        assert!(!paper.headers().contains_key("content-security-policy"));
        let photo = Answer::Foreign(File {
            bytes: vec![1],
            content_type: "image/jpeg",
            name: "x.jpg".into(),
            inline: true,
        });
        let photo = photo.into_response();
        assert_eq!(
            photo.headers()["content-security-policy"],
            "sandbox; default-src 'none'"
        );
        assert_eq!(photo.headers()["x-content-type-options"], "nosniff");
        assert_eq!(
            paper.headers()["content-disposition"],
            "inline; filename=\"__12.pdf\""
        );
    }
}
