//! The list of routes: method, path, door and handler in one line, never without the door.
//!
//! The list is a value: the router is made from it, and a test walks it and knocks at every route without what its door
//! asks for. Paths are axum's; the door is one of three.

use super::App;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

/// What a request must bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Nothing but the right host; the text says why that is right.
    Open(&'static str),
    /// The cookie that the one-time login gave out: the store may be locked.
    Cookie,
    /// The cookie, and a person at the window.
    Seat,
    /// The secret of the command line, from `serve.json`.
    Secret,
}

/// What is known of a route without calling it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// GET or POST.
    pub method: Method,
    /// axum's pattern: `/fines/{doc}`.
    pub path: &'static str,
    /// What a request must bring.
    pub door: Door,
}

/// Routes of the server.
#[derive(Default)]
pub struct Routes {
    entries: Vec<(RouteInfo, MethodRouter<App>)>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Routes {
        Routes::default()
    }

    /// A page or fragment to read.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, door: Door, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.push(Method::GET, path, door, on(MethodFilter::GET, handler))
    }

    /// A form or command that changes something.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, door: Door, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.push(Method::POST, path, door, on(MethodFilter::POST, handler))
    }

    fn push(
        mut self,
        method: Method,
        path: &'static str,
        door: Door,
        handler: MethodRouter<App>,
    ) -> Routes {
        self.entries
            .push((RouteInfo { method, path, door }, handler));
        self
    }

    /// All routes, for the test that walks them.
    pub fn list(&self) -> impl Iterator<Item = &RouteInfo> {
        self.entries.iter().map(|(info, _)| info)
    }

    /// The router, with its door in front of every route.
    pub(super) fn into_router(self, app: &App) -> Router<App> {
        let mut router = Router::new();
        for (info, handler) in self.entries {
            let door = from_fn_with_state((app.clone(), info.door), super::door::pass);
            router = router.route(info.path, handler.layer(door));
        }
        router
    }
}
