//! Drafts: what a user typed and did not send; kept per user and form, through locking and restarts (πρόχειρα).

use crate::error::{NodeError, Result};
use crate::session::Session;
use crate::store::opt;
use loggia_schema::message::access;

/// Longest draft, in bytes.
pub const MAX_DRAFT: usize = 256 * 1024;

impl Session<'_> {
    /// Keeps what was typed into a form; an empty text takes the draft away.
    ///
    /// # Errors
    /// The disk's. A draft beyond [`MAX_DRAFT`] is cut by the caller: it is refused here as our own mistake.
    pub fn keep_draft(&mut self, form: &str, body: &str) -> Result<()> {
        if body.len() > MAX_DRAFT {
            return Err(NodeError::Us("a draft beyond its limit"));
        }
        let (now, user) = (self.node.now_micros(), self.user.id);
        let env = &mut self.node.env;
        let open = self
            .node
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        open.store.write(&mut *env.faults, |tx| {
            if body.is_empty() {
                return Ok(tx.exec("DELETE FROM draft WHERE user = ?1 AND form = ?2", (user.as_bytes(), form)).map(drop)?);
            }
            let sql = "INSERT INTO draft (user, form, body, at) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (user, form) DO UPDATE SET body = excluded.body, at = excluded.at";
            Ok(tx.exec(sql, (user.as_bytes(), form, body, now)).map(drop)?)
        })
    }

    /// What the user typed into a form and did not send.
    ///
    /// # Errors
    /// The disk's.
    pub fn kept_draft(&mut self, form: &str) -> Result<Option<String>> {
        let user = self.user.id;
        let sql = "SELECT body FROM draft WHERE user = ?1 AND form = ?2";
        Ok(opt(
            self.open()?.store.conn(),
            sql,
            (user.as_bytes(), form),
            |row| row.get(0),
        )?)
    }
}
