//! A browser for tests: every request goes through the whole router, doors included, with the cookie and the origin of
//! a page of ours unless a test says otherwise.

use super::{LOGIN, PASSWORD, Town, new_store};
use crate::line::Line;
use crate::office::Office;
use crate::printing::Spooler;
use crate::server::guard::Guard;
use crate::server::{App, router};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use loggia_ui::query::encode;
use std::time::Instant;
use tower::ServiceExt as _;

const PORT: u16 = 4000;
/// The secret of the command line in tests.
pub const SECRET: &str = "5ec7e7";

/// An enrolled office behind its router.
pub struct Browser {
    /// The state behind the pages.
    pub app: App,
    /// The town hall.
    pub town: Town,
    router: Router,
    cookie: String,
    _folder: tempfile::TempDir,
}

/// An answer.
pub struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Page {
    /// Its text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a field or hidden value on the page.
    pub fn value(&self, name: &str) -> String {
        let text = self.text();
        let at = text
            .find(&format!("name=\"{name}\""))
            .unwrap_or_else(|| panic!("no field {name}"));
        let tag = &text[text[..at].rfind('<').unwrap()..];
        let tag = &tag[..tag.find('>').unwrap()];
        let value = tag
            .split_once(" value=\"")
            .map_or("", |(_, rest)| rest.split('"').next().unwrap());
        value.to_owned()
    }
}

impl Browser {
    /// An office with `count` numbers of each series; the window is unlocked.
    pub fn with_numbers(count: u64) -> Browser {
        let (folder, mut node) = new_store();
        let mut town = Town::new();
        town.enrol(&mut node, count);
        let nowhere = Spooler::at(folder.path());
        let browser = Browser::around(folder, node, town, nowhere);
        browser.app.office().sit(LOGIN, PASSWORD).unwrap();
        browser
    }

    /// An office with a locked window and no enrolment.
    pub fn locked() -> Browser {
        let (folder, mut node) = new_store();
        node.lock();
        let nowhere = Spooler::at(folder.path());
        Browser::around(folder, node, Town::new(), nowhere)
    }

    /// An office as [`Browser::with_numbers`] makes it, whose `lp` lies in a folder of the test.
    pub fn printing(count: u64, lp: &std::path::Path) -> Browser {
        let (folder, mut node) = new_store();
        let mut town = Town::new();
        town.enrol(&mut node, count);
        let browser = Browser::around(folder, node, town, Spooler::at(lp));
        browser.app.office().sit(LOGIN, PASSWORD).unwrap();
        browser
    }

    fn around(
        folder: tempfile::TempDir,
        node: loggia_node::Node,
        town: Town,
        spooler: Spooler,
    ) -> Browser {
        let guard = Guard::new(PORT, "c0ffee".into());
        guard.login_url("t0ken".into(), Instant::now());
        let office = Office::new(node, None);
        let line = Line::new(office.clone(), folder.path().join("store"));
        let app = App::new(office, line, guard, SECRET.into(), spooler);
        let cookie = format!("s{PORT}=c0ffee");
        Browser {
            router: router(&app),
            app,
            town,
            cookie,
            _folder: folder,
        }
    }

    /// Any request, with these headers and nothing else.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        headers: &[(header::HeaderName, &str)],
        body: impl Into<Body>,
    ) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body.into()).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Page {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Page {
        self.raw(
            Method::GET,
            path,
            &[host(), (header::COOKIE, &self.cookie)],
            Body::empty(),
        )
        .await
    }

    /// Sends a form as a page of ours would.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        self.post_body(path, pairs.join("&")).await
    }

    /// Sends a form with files, as a browser does.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!(
                "--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(head.into_bytes());
        }
        for (name, content) in files {
            let head = format!(
                "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--b--\r\n");
        let headers = [
            host(),
            origin(),
            (header::COOKIE, self.cookie.as_str()),
            (header::CONTENT_TYPE, "multipart/form-data; boundary=b"),
        ];
        self.raw(Method::POST, path, &headers, body).await
    }

    /// Sends a body as a form.
    pub async fn post_body(&self, path: &str, body: impl Into<Body>) -> Page {
        let headers = [
            host(),
            origin(),
            (header::COOKIE, self.cookie.as_str()),
            (header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
        ];
        self.raw(Method::POST, path, &headers, body).await
    }
}

/// The host of this server.
pub fn host() -> (header::HeaderName, &'static str) {
    (header::HOST, "127.0.0.1:4000")
}

/// The origin of our own pages.
pub fn origin() -> (header::HeaderName, &'static str) {
    (header::ORIGIN, "http://127.0.0.1:4000")
}
