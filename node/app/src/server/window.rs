//! A request of the person at the window: who, where, and the work done with the node to itself.

use super::App;
use super::answer::{self, Answer};
use super::inside::Inside;
use crate::pages::frame;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use loggia_node::commands::fresh_key;
use loggia_node::queries::Status;
use loggia_node::{Actor, Node, NodeError, Session};
use loggia_schema::message::access;
use loggia_ui::{Frame, Query, Values};

/// Who asks for what: an extractor of handlers behind [`super::routes::Door::Seat`].
pub struct Window {
    /// The shared state.
    pub app: App,
    /// The person at the window.
    pub actor: Actor,
    /// Path of the request.
    pub path: String,
    /// Query part of the address, read.
    pub query: Query,
    /// Query part of the address, as it came.
    pub raw_query: String,
    /// Asked for plainly, so a person's usual view of a list may take its place.
    plain: bool,
}

/// What a page function works with: the person's session and the frame around every page.
pub struct Desk<'n> {
    /// The session.
    pub session: Session<'n>,
    /// The frame.
    pub frame: Frame,
    /// The shared state.
    pub app: App,
    /// The view that the address asks for.
    pub query: Query,
    /// How the node stood when the request came.
    pub stored: Status,
    /// Now at this office.
    pub now: jiff::Zoned,
}

impl FromRequestParts<App> for Window {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Window, Response> {
        let inside = parts.extensions.get::<Inside>();
        let actor = inside
            .map(|inside| inside.0.clone())
            .or_else(|| app.office().seat())
            .ok_or_else(|| answer::see_other("/unlock"))?;
        let raw_query = parts.uri.query().unwrap_or_default().to_owned();
        Ok(Window {
            app: app.clone(),
            actor,
            path: parts.uri.path().to_owned(),
            query: Query::parse(&raw_query),
            plain: parts.method == Method::GET && raw_query.is_empty() && inside.is_none(),
            raw_query,
        })
    }
}

impl Window {
    /// Does the work of a page.
    pub async fn page(
        self,
        work: impl FnOnce(&mut Desk<'_>) -> Result<Answer, NodeError> + Send + 'static,
    ) -> Response {
        let office = self.app.office().clone();
        let done = office.run(move |node| Ok(self.work(node, work))).await;
        done.unwrap_or_else(|error| answer::error_page(&frame::bare(), &error))
    }

    /// Does the work of a page that saves something: the line is called at once.
    pub async fn save(
        self,
        work: impl FnOnce(&mut Desk<'_>) -> Result<Answer, NodeError> + Send + 'static,
    ) -> Response {
        let line = self.app.line().clone();
        let response = self.page(work).await;
        if response.status().is_redirection() {
            line.wake();
        }
        response
    }

    /// Does a piece of work that a page needs before it is one, or answers with the page of its error.
    ///
    /// # Errors
    /// The page.
    #[allow(clippy::result_large_err, reason = "the answer itself, on its way out")]
    pub async fn value<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, NodeError> + Send + 'static,
    ) -> Result<T, Response> {
        let (office, actor) = (self.app.office().clone(), self.actor.clone());
        let done = office
            .run(move |node| work(&mut node.session(&actor)?))
            .await;
        done.map_err(|error| answer::error_page(&frame::bare(), &error))
    }

    fn work(
        self,
        node: &mut Node,
        work: impl FnOnce(&mut Desk<'_>) -> Result<Answer, NodeError>,
    ) -> Response {
        let (plain, path) = (self.plain, self.path.clone());
        let mut desk = match self.desk(node) {
            Ok(desk) => desk,
            Err(response) => return *response,
        };
        // A list that was asked for plainly opens with the view its person usually wants.
        if plain
            && let Ok(Some(view)) = desk.session.usual_view(&path)
            && !view.is_empty()
        {
            return answer::see_other(&format!("{path}{view}"));
        }
        let done = work(&mut desk);
        let frame = desk.frame;
        done.map_or_else(
            |error| answer::error_page(&frame, &error),
            |answer| answer.into_response(),
        )
    }

    /// The desk of the person, or the page that says what is missing before there can be one.
    fn desk(self, node: &mut Node) -> Result<Desk<'_>, Box<Response>> {
        let line = self.app.line().view();
        let bare = frame::signed_in(node, &self.actor, &line, &self.path);
        let failed = |error: NodeError| Box::new(answer::error_page(&bare, &error));
        let stored = node.status().map_err(failed)?;
        let session = node.session(&self.actor);
        let mut session = session.map_err(|error| match error.code() {
            access::FIRST_LOGIN => Box::new(answer::see_other("/password")),
            access::NOT_ENROLLED => Box::new(answer::see_other("/enrol")),
            _ => failed(error),
        })?;
        let now = session.moment().map_err(failed)?.now;
        let frame = frame::of(&mut session, bare.clone(), &stored, &line).map_err(failed)?;
        Ok(Desk {
            session,
            frame,
            app: self.app,
            query: self.query,
            stored,
            now,
        })
    }
}

impl Desk<'_> {
    /// Values of an empty form, with a key that makes a second press harmless.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn fresh(&self) -> Result<Values, NodeError> {
        self.keyed(Values::default())
    }

    /// These values, with a key that makes a second press harmless.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn keyed(&self, values: Values) -> Result<Values, NodeError> {
        Ok(values.with("key", self.fresh_key()?))
    }

    /// A key for a command whose form had none.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn fresh_key(&self) -> Result<String, NodeError> {
        let mut random = [0; 10];
        getrandom::fill(&mut random).map_err(|_| NodeError::Us("no random bytes"))?;
        Ok(fresh_key(self.now.timestamp(), random))
    }

    /// Today at this office.
    pub fn today(&self) -> jiff::civil::Date {
        self.now.date()
    }
}
