//! Users of the back office: accounts, passwords, login, sessions.
//!
//! A login counts the attempt **before** it looks at the password and forgives it afterwards, so parallel guesses
//! cannot outrun the counter. From the fifth failure on the account waits, twice as long each time, a quarter of an
//! hour at most; it never locks for ever, because that would let anybody lock out the treasurer. Hashing is slow by
//! design and happens outside the transaction. An unknown login costs the same time as a wrong password.

mod password;
pub mod sessions;
#[cfg(test)]
mod tests;

pub use password::PasswordCost;

use crate::app::App;
use crate::audit;
use crate::ctx::{Actor, Ctx};
use crate::db::{DbError, DbResult, Row, Tx};
use crate::{Fail, Outcome, params};
use jiff::{SignedDuration, Timestamp};
use loggia_schema::ids::UserId;
use loggia_schema::message::{Finding, access};
use sessions::NewSession;

/// Failures that cost nothing but the attempt.
const FREE_FAILURES: i64 = 5;
/// The first wait, in seconds; it doubles with each further failure.
const FIRST_WAIT: i64 = 30;
/// The longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;
/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 10;

/// An account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Login name: lower-case Latin letters, digits, dot, dash.
    pub login: String,
    /// Name for the header of pages and for papers.
    pub name: String,
    /// False: may not log in, keeps his history.
    pub active: bool,
    /// False: no password for the back office (his laptop has its own).
    pub has_password: bool,
}

impl User {
    fn from_row(row: &Row) -> DbResult<Self> {
        Ok(Self {
            id: row.get("user_id")?,
            login: row.get("login")?,
            name: row.get("name")?,
            active: row.get("active")?,
            has_password: row.get::<Option<String>>("password")?.is_some(),
        })
    }
}

/// Adds a user, or renames and (de)activates the one with that id. Deactivation ends his sessions at once.
///
/// # Errors
/// [`access::LOGIN_INVALID`]; a login held by somebody else is [`DbError::Unique`].
pub fn put_user(tx: &mut Tx<'_>, ctx: &Ctx, user: &User) -> Outcome<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
    if !(2..=40).contains(&user.login.len()) || !user.login.chars().all(fits) {
        return Err(Finding::new(access::LOGIN_INVALID).on("login").into());
    }
    tx.exec(
        "INSERT INTO core_user (municipality_id, user_id, login, name, active, failures, created_at) \
         VALUES ($1, $2, $3, $4, $5, 0, $6) ON CONFLICT (municipality_id, user_id) \
         DO UPDATE SET login = excluded.login, name = excluded.name, active = excluded.active",
        &params![tx.municipality(), user.id, &user.login, &user.name, user.active, ctx.now],
    )?;
    if !user.active {
        sessions::end_all(tx, user.id)?;
    }
    let state = if user.active { "active" } else { "inactive" };
    Ok(audit::record(
        tx,
        ctx,
        "user.put",
        &user.id.to_string(),
        state,
    )?)
}

/// All users by login.
///
/// # Errors
/// The store's.
pub fn users(tx: &mut Tx<'_>) -> DbResult<Vec<User>> {
    tx.rows(
        "SELECT user_id, login, name, active, password FROM core_user WHERE municipality_id = $1 ORDER BY login",
        &params![tx.municipality()],
    )?
    .iter()
    .map(User::from_row)
    .collect()
}

/// One user by login.
///
/// # Errors
/// The store's.
pub fn user_by_login(tx: &mut Tx<'_>, login: &str) -> DbResult<Option<User>> {
    tx.opt(
        "SELECT user_id, login, name, active, password FROM core_user WHERE municipality_id = $1 AND login = $2",
        &params![tx.municipality(), login],
    )?
    .as_ref()
    .map(User::from_row)
    .transpose()
}

/// Sets a user's password and ends his sessions. Slow; opens its own transaction.
///
/// # Errors
/// [`access::PASSWORD_SHORT`], [`access::PASSWORD_WEAK`]; the store's.
pub fn set_password(app: &App, ctx: &Ctx, user: &User, password: &str) -> Outcome<()> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Finding::new(access::PASSWORD_SHORT)
            .on("password")
            .with("min", PASSWORD_MIN)
            .into());
    }
    if password::is_weak(password, &user.login) {
        return Err(Finding::new(access::PASSWORD_WEAK).on("password").into());
    }
    let hash = password::hash(password, &app.entropy().bytes()?, app.password_cost())?;
    app.db().write(|tx| {
        let changed = tx.exec(
            "UPDATE core_user SET password = $1, failures = 0, wait_until = NULL \
             WHERE municipality_id = $2 AND user_id = $3",
            &params![&hash, tx.municipality(), user.id],
        )?;
        if changed != 1 {
            return Err(Fail::Store(DbError::NoRow("core_user".to_owned())));
        }
        sessions::end_all(tx, user.id)?;
        Ok(audit::record(
            tx,
            ctx,
            "user.password",
            &user.id.to_string(),
            "",
        )?)
    })
}

/// Checks login and password and opens a session. Slow; opens its own transactions.
///
/// # Errors
/// [`access::WRONG_PASSWORD`] (also for unknown and inactive users), [`access::TOO_MANY_ATTEMPTS`]; the store's.
pub fn login(app: &App, login: &str, password: &str) -> Outcome<NewSession> {
    let now = app.clock().now();
    let Some(counted) = app.db().write(|tx| count_attempt(tx, login, now))? else {
        password::waste_time(password, app.password_cost())?;
        return Err(Finding::new(access::WRONG_PASSWORD).into());
    };
    let right = match &counted.hash {
        Some(hash) => password::verify(password, hash)?,
        None => password::waste_time(password, app.password_cost()).map(|()| false)?,
    };
    let ctx = app.ctx(Actor::User(counted.user))?;
    if !right || !counted.active {
        app.db()
            .write(|tx| audit::record(tx, &ctx, "login.refused", &counted.user.to_string(), ""))?;
        return Err(Finding::new(access::WRONG_PASSWORD).into());
    }
    let session = NewSession::draw(app.entropy())?;
    app.db().write(|tx| -> Outcome<()> {
        tx.exec(
            "UPDATE core_user SET failures = 0, wait_until = NULL WHERE municipality_id = $1 AND user_id = $2",
            &params![tx.municipality(), counted.user],
        )?;
        sessions::open(tx, &session, counted.user, now)?;
        Ok(audit::record(tx, &ctx, "login", &counted.user.to_string(), "")?)
    })?;
    Ok(session)
}

/// An attempt that was counted as a failure until it proves otherwise.
struct Counted {
    user: UserId,
    hash: Option<String>,
    active: bool,
}

/// Counts the attempt; refuses while the account waits. `None` for an unknown login.
fn count_attempt(tx: &mut Tx<'_>, login: &str, now: Timestamp) -> Outcome<Option<Counted>> {
    let row = tx.opt(
        "UPDATE core_user SET failures = failures + 1 WHERE municipality_id = $1 AND login = $2 \
         RETURNING user_id, password, active, failures, wait_until",
        &params![tx.municipality(), login],
    )?;
    let Some(row) = row else { return Ok(None) };
    if let Some(until) = row.get::<Option<Timestamp>>("wait_until")?
        && until > now
    {
        // The refusal rolls the count back: waiting people do not push their own wait further.
        let seconds = (until - now).get_seconds().max(1);
        return Err(Finding::new(access::TOO_MANY_ATTEMPTS)
            .with("seconds", seconds)
            .into());
    }
    let user: UserId = row.get("user_id")?;
    let failures: i64 = row.get("failures")?;
    if let Some(wait) = wait_after(failures) {
        tx.exec(
            "UPDATE core_user SET wait_until = $1 WHERE municipality_id = $2 AND user_id = $3",
            &params![now + wait, tx.municipality(), user],
        )?;
    }
    Ok(Some(Counted {
        user,
        hash: row.get("password")?,
        active: row.get("active")?,
    }))
}

/// How long the account waits after its n-th failure in a row.
fn wait_after(failures: i64) -> Option<SignedDuration> {
    let beyond = failures - FREE_FAILURES;
    let doublings = (beyond >= 0).then_some(beyond.min(10))?;
    Some(SignedDuration::from_secs(
        (FIRST_WAIT << doublings).min(LONGEST_WAIT),
    ))
}
