//! The builder of routes: method, path, right and handler in one line, never without the right.

use super::door;
use crate::app::App;
use crate::rights::Right;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; the text says why that is right (login page, style sheet).
    Public(&'static str),
    /// Any user who is logged in (home page, logout).
    SignedIn,
    /// Users who hold the right.
    Holding(Right),
}

impl Access {
    /// The right, if one is needed.
    pub const fn right(&self) -> Option<Right> {
        match self {
            Self::Holding(right) => Some(*right),
            _ => None,
        }
    }
}

impl From<Right> for Access {
    fn from(right: Right) -> Self {
        Self::Holding(right)
    }
}

/// What is known of a route without calling it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// GET, POST, …
    pub method: Method,
    /// axum's pattern: `/journal/{year}/{no}`.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
}

/// Routes of a subsystem or of the server.
#[derive(Default)]
pub struct Routes {
    entries: Vec<(RouteInfo, MethodRouter<App>)>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page or fragment to read.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: impl Into<Access>, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.push(Method::GET, MethodFilter::GET, path, access.into(), handler)
    }

    /// A form or command that changes something.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: impl Into<Access>, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.push(
            Method::POST,
            MethodFilter::POST,
            path,
            access.into(),
            handler,
        )
    }

    fn push<H, T>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.entries.push((
            RouteInfo {
                method,
                path,
                access,
            },
            on(filter, handler),
        ));
        self
    }

    /// Adds the routes of another list.
    #[must_use]
    pub fn merge(mut self, other: Routes) -> Self {
        self.entries.extend(other.entries);
        self
    }

    /// All routes, for the tests that walk them and the page that shows them.
    pub fn list(&self) -> impl Iterator<Item = &RouteInfo> {
        self.entries.iter().map(|(info, _)| info)
    }

    /// The router, with the door in front of every route.
    pub fn into_router(self, app: &App) -> Router {
        let mut router = Router::new();
        for (info, handler) in self.entries {
            let door = from_fn_with_state((app.clone(), info.access), door::pass);
            router = router.route(info.path, handler.layer(door));
        }
        router.with_state(app.clone())
    }
}
