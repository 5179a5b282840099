//! Login sessions: a random token in a cookie, its hash in the table, two ends.
//!
//! A session ends after half an hour without a request (idle) and after twelve hours in any case (absolute). The
//! table keeps only the BLAKE3 hash of the token, so a copy of the database opens no session. `seen_at` is written at
//! most once a minute: reading a page must not cost a COMMIT.

use crate::db::{DbResult, Tx};
use crate::entropy::{Entropy, NoEntropy};
use crate::params;
use jiff::{SignedDuration, Timestamp};
use loggia_schema::ids::UserId;

/// A session without requests ends after this.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends after this in any case.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// How often `seen_at` is brought up to date.
const TOUCH: SignedDuration = SignedDuration::from_secs(60);

/// The secrets of a new session: drawn before the transaction.
pub struct NewSession {
    /// Goes into the cookie, 64 hex digits.
    pub token: String,
    /// Goes into every form, 32 hex digits.
    pub csrf: String,
}

impl NewSession {
    /// Draws fresh secrets.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn draw(entropy: &Entropy) -> Result<Self, NoEntropy> {
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        Ok(Self {
            token: hex(&entropy.bytes::<32>()?),
            csrf: hex(&entropy.bytes::<16>()?),
        })
    }

    /// The `Set-Cookie` value; `secure` only if the site is reached over TLS.
    pub fn cookie(&self, secure: bool) -> String {
        let secure = if secure { "; Secure" } else { "" };
        format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict{secure}",
            crate::web::COOKIE,
            self.token
        )
    }
}

/// The `Set-Cookie` value that removes the cookie.
pub fn no_cookie() -> String {
    format!(
        "{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
        crate::web::COOKIE
    )
}

/// A living session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub user: UserId,
    /// His login.
    pub login: String,
    /// His name.
    pub name: String,
    /// The token of his forms.
    pub csrf: String,
    seen_at: Timestamp,
}

impl Session {
    /// True if [`touch`] is due.
    pub fn wants_touch(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen_at) >= TOUCH
    }
}

/// Opens a session and clears away this user's dead ones.
///
/// # Errors
/// The store's.
pub fn open(tx: &mut Tx<'_>, session: &NewSession, user: UserId, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "DELETE FROM core_session WHERE municipality_id = $1 AND user_id = $2 AND (idle_until <= $3 OR ends_at <= $3)",
        &params![tx.municipality(), user, now],
    )?;
    tx.exec(
        "INSERT INTO core_session (municipality_id, token_hash, user_id, csrf, created_at, seen_at, idle_until, \
         ends_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        &params![
            tx.municipality(),
            hash(&session.token),
            user,
            &session.csrf,
            now,
            now + IDLE,
            now + ABSOLUTE
        ],
    )?;
    Ok(())
}

/// The living session behind a token; `None` if it ended, never was, or its user is inactive.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> DbResult<Option<Session>> {
    let row = tx.opt(
        "SELECT s.user_id AS user_id, u.login AS login, u.name AS name, s.csrf AS csrf, s.seen_at AS seen_at \
         FROM core_session s JOIN core_user u ON u.municipality_id = s.municipality_id AND u.user_id = s.user_id \
         WHERE s.municipality_id = $1 AND s.token_hash = $2 AND s.idle_until > $3 AND s.ends_at > $3 AND u.active",
        &params![tx.municipality(), hash(token), now],
    )?;
    row.map(|row| {
        Ok(Session {
            user: row.get("user_id")?,
            login: row.get("login")?,
            name: row.get("name")?,
            csrf: row.get("csrf")?,
            seen_at: row.get("seen_at")?,
        })
    })
    .transpose()
}

/// Moves the idle end of a living session.
///
/// # Errors
/// The store's.
pub fn touch(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE core_session SET seen_at = $1, idle_until = $2 \
         WHERE municipality_id = $3 AND token_hash = $4 AND idle_until > $1 AND ends_at > $1",
        &params![now, now + IDLE, tx.municipality(), hash(token)],
    )?;
    Ok(())
}

/// Ends one session (logout).
///
/// # Errors
/// The store's.
pub fn end(tx: &mut Tx<'_>, token: &str) -> DbResult<()> {
    tx.exec(
        "DELETE FROM core_session WHERE municipality_id = $1 AND token_hash = $2",
        &params![tx.municipality(), hash(token)],
    )?;
    Ok(())
}

/// Ends all sessions of a user.
///
/// # Errors
/// The store's.
pub fn end_all(tx: &mut Tx<'_>, user: UserId) -> DbResult<()> {
    tx.exec(
        "DELETE FROM core_session WHERE municipality_id = $1 AND user_id = $2",
        &params![tx.municipality(), user],
    )?;
    Ok(())
}

fn hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}
