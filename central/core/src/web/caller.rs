//! The user behind a request, as the door found him.

use super::door::Denied;
use crate::app::App;
use crate::ctx::{Actor, Ctx};
use crate::entropy::NoEntropy;
use crate::rights::{Right, RightSet};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use loggia_schema::ids::UserId;

/// Who calls: an extractor of handlers. Present on every route that is not public.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user.
    pub user: UserId,
    /// His login name, for the header of the page.
    pub login: String,
    /// His display name.
    pub name: String,
    /// What he may do.
    pub rights: RightSet,
    /// The token that his forms carry.
    pub csrf: String,
}

impl Caller {
    /// True if he holds the right: decides which buttons a page shows.
    pub fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }

    /// The circumstances of the command he gives now.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn ctx(&self, app: &App) -> Result<Ctx, NoEntropy> {
        app.ctx(Actor::User(self.user))
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        parts
            .extensions
            .get::<Caller>()
            .cloned()
            .ok_or_else(|| app.deny(&Denied::login(parts)))
    }
}
