//! The state that every page and command of one central process shares.
//!
//! Built once by the server from its [`Parts`]; cheap to clone. Handlers are async, the database is not:
//! [`App::write`] and [`App::read`] carry the closure to a blocking thread. Server-wide things that the core does not
//! know (a paper maker, the hub of sync sessions) are hung on with [`Parts::with`] and fetched with [`App::part`].

use crate::access::PasswordCost;
use crate::clock::{Clock, athens_day};
use crate::ctx::{Actor, Ctx};
use crate::db::{Db, DbError, Tx};
use crate::entropy::{Entropy, NoEntropy};
use crate::rights::{CORE_RIGHTS, Right};
use crate::subsystem::Subsystem;
use crate::web::{Denied, plain_denial};
use crate::{Fail, migrations};
use axum::response::Response;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

/// Shared state; axum's `State<App>`.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
}

/// What an [`App`] is made of.
pub struct Parts {
    db: Db,
    clock: Clock,
    entropy: Entropy,
    password_cost: PasswordCost,
    subsystems: &'static [&'static Subsystem],
    secure_cookies: bool,
    denial: fn(&App, &Denied) -> Response,
    more: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl Parts {
    /// The necessary parts; cookies are marked Secure and refusals are plain pages unless changed below.
    pub fn new(
        db: Db,
        clock: Clock,
        entropy: Entropy,
        password_cost: PasswordCost,
        subsystems: &'static [&'static Subsystem],
    ) -> Self {
        Self {
            db,
            clock,
            entropy,
            password_cost,
            subsystems,
            secure_cookies: true,
            denial: plain_denial,
            more: HashMap::new(),
        }
    }

    /// Cookies without the Secure mark: only for a server on loopback without TLS.
    #[must_use]
    pub fn on_loopback(mut self) -> Self {
        self.secure_cookies = false;
        self
    }

    /// The page shown when a request is refused.
    #[must_use]
    pub fn denial(mut self, page: fn(&App, &Denied) -> Response) -> Self {
        self.denial = page;
        self
    }

    /// Hangs on a thing that handlers of the server ask for by its type.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, part: T) -> Self {
        self.more.insert(TypeId::of::<T>(), Arc::new(part));
        self
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
        }
    }

    /// Brings the tables of core and of all subsystems up to date; returns how many migrations ran.
    ///
    /// # Errors
    /// As [`migrations::run`].
    pub fn migrate(&self) -> Result<usize, DbError> {
        let now = self.clock().now();
        let mut ran = migrations::run(self.db(), "core", crate::MIGRATIONS, now)?;
        for subsystem in self.subsystems() {
            ran += migrations::run(self.db(), subsystem.name, subsystem.migrations, now)?;
        }
        Ok(ran)
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.parts.db
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.parts.clock
    }

    /// The source of randomness.
    pub fn entropy(&self) -> &Entropy {
        &self.parts.entropy
    }

    /// The cost of a password hash.
    pub fn password_cost(&self) -> PasswordCost {
        self.parts.password_cost
    }

    /// All subsystems, in the order of the menu.
    pub fn subsystems(&self) -> &'static [&'static Subsystem] {
        self.parts.subsystems
    }

    /// All rights of core and of the subsystems.
    pub fn rights(&self) -> Vec<Right> {
        let of_subsystems = self
            .subsystems()
            .iter()
            .flat_map(|subsystem| subsystem.rights);
        CORE_RIGHTS.iter().chain(of_subsystems).copied().collect()
    }

    /// True if cookies travel only over TLS.
    pub fn secure_cookies(&self) -> bool {
        self.parts.secure_cookies
    }

    /// The page of a refusal.
    pub fn deny(&self, denied: &Denied) -> Response {
        (self.parts.denial)(self, denied)
    }

    /// A part of the server by its type.
    pub fn part<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.parts
            .more
            .get(&TypeId::of::<T>())
            .and_then(|part| Arc::clone(part).downcast().ok())
    }

    /// The circumstances of a command that begins now. Made outside the transaction.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn ctx(&self, actor: Actor) -> Result<Ctx, NoEntropy> {
        let now = self.clock().now();
        Ok(Ctx {
            municipality: self.db().municipality(),
            now,
            today: athens_day(now),
            actor,
            training: self.clock().is_training(),
            nonce: self.entropy().bytes()?,
        })
    }

    /// [`Db::write`] from async code.
    ///
    /// # Errors
    /// The closure's, or the store's.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Fail>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Fail> + Send + 'static,
    {
        let db = self.db().clone();
        self.blocking(move || db.write(work)).await
    }

    /// [`Db::read`] from async code.
    ///
    /// # Errors
    /// The closure's, or the store's.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Fail>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Fail> + Send + 'static,
    {
        let db = self.db().clone();
        self.blocking(move || db.read(work)).await
    }

    /// Runs blocking work (database, password hashing) on a blocking thread.
    ///
    /// # Errors
    /// The work's; a panic inside it is [`DbError::Bug`].
    pub async fn blocking<T, F>(&self, work: F) -> Result<T, Fail>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Fail> + Send + 'static,
    {
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|error| {
                Err(Fail::Store(DbError::Bug(format!(
                    "a blocking task ended badly: {error}"
                ))))
            })
    }
}
