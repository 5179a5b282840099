//! A screen of a subsystem, before the back office puts its frame around it.
//!
//! A subsystem draws the inside of a page with the page kit and knows neither menu nor header; the server hangs a
//! [`Layout`] on the [`App`] that adds them, with what the caller may see. Forms inside a screen need not carry the
//! CSRF token: the layout stamps it into every form that posts.

use super::Caller;
use crate::app::App;
use axum::http::{Extensions, StatusCode, header};
use axum::response::{IntoResponse, Response};
use loggia_schema::message::Finding;

/// The inside of a page.
#[derive(Debug, Clone, Default)]
pub struct Screen {
    /// Its heading, which is also the title of the window.
    pub title: String,
    /// The way here: name and address, from the outside in.
    pub crumbs: Vec<(String, String)>,
    /// Rendered blocks, in order.
    pub body: String,
    /// What was done, above the content.
    pub done: Option<String>,
    /// What was refused and belongs to no field, above the content.
    pub refused: Option<Finding>,
    /// True when something on it was refused: status 422.
    pub failed: bool,
    /// Address of this screen, to mark where we are in the menu.
    pub path: String,
    /// What is answered instead of the page to whoever asked from inside: a page of a list, for its file.
    part: Option<Extensions>,
}

impl Screen {
    /// A screen with its heading, at its place in the menu.
    pub fn new(title: impl Into<String>, path: impl Into<String>) -> Screen {
        Screen {
            title: title.into(),
            path: path.into(),
            ..Screen::default()
        }
    }

    /// One step of the way here.
    #[must_use]
    pub fn crumb(mut self, title: impl Into<String>, href: impl Into<String>) -> Screen {
        self.crumbs.push((title.into(), href.into()));
        self
    }

    /// The next block, rendered.
    #[must_use]
    pub fn body(mut self, html: impl Into<String>) -> Screen {
        self.body.push_str(&html.into());
        self
    }

    /// The next block is a list: its rows on the page, or as the part of a file when the address asked for that. The page
    /// kit knows what a part is; here it is only handed on.
    #[must_use]
    pub fn list<P>(mut self, asked: Option<P>, html: impl Into<String>) -> Screen
    where
        P: Clone + Send + Sync + 'static,
    {
        if let Some(part) = asked {
            self.part.get_or_insert_default().insert(part);
        }
        self.body(html)
    }

    /// Says what was just done.
    #[must_use]
    pub fn done(mut self, text: impl Into<String>) -> Screen {
        self.done = Some(text.into());
        self
    }

    /// Says what was refused, above the content.
    #[must_use]
    pub fn refused(mut self, finding: Option<Finding>) -> Screen {
        self.failed |= finding.is_some();
        self.refused = finding;
        self
    }

    /// A form on it was refused, and says so itself.
    #[must_use]
    pub fn failed(self) -> Screen {
        self.failed_if(true)
    }

    /// Something on it may have been refused, such as a filter that nobody can read; it says so itself.
    #[must_use]
    pub fn failed_if(mut self, refused: bool) -> Screen {
        self.failed |= refused;
        self
    }

    /// The answer, with the frame of the server around it.
    pub fn answer(self, app: &App, caller: &Caller) -> Response {
        if let Some(part) = self.part {
            let mut response = StatusCode::NO_CONTENT.into_response();
            response.extensions_mut().extend(part);
            return response;
        }
        let status = if self.failed {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        let html = match app.part::<Layout>() {
            Some(layout) => (layout.0)(app, caller, self),
            None => self.body,
        };
        (
            status,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            html,
        )
            .into_response()
    }
}

/// How the server frames a screen.
pub struct Layout(pub fn(&App, &Caller, Screen) -> String);
