//! Papers as they were printed: laid out once, kept in the encrypted store, handed out again as copies (τυπωμένα έγγραφα).
//!
//! The copy («ΑΝΤΙΓΡΑΦΟ») is made together with the original, from the same values, so that a later state of the case, another
//! address of the municipality or a newer program never changes what a person holds in hands. An erasure of the case or of
//! one of its private parts takes its papers away.

use crate::error::{NodeError, Result};
use crate::session::Session;
use crate::store::opt;
use jiff::Timestamp;
use loggia_schema::ids::DocId;
use loggia_schema::message::access;

/// A paper of the store.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptPaper {
    /// The first print.
    pub original: Vec<u8>,
    /// The same, marked as a copy.
    pub copy: Vec<u8>,
    /// When it was first printed, by the device's clock.
    pub at: Timestamp,
}

impl Session<'_> {
    /// A paper that was printed before.
    ///
    /// # Errors
    /// The disk's.
    pub fn kept_paper(&mut self, doc: &DocId, sheet: &str) -> Result<Option<KeptPaper>> {
        let sql = "SELECT original, copy, at FROM paper WHERE doc = ?1 AND sheet = ?2";
        let conn = self.open()?.store.conn();
        let read = |row: &rusqlite::Row<'_>| {
            let at = Timestamp::from_microsecond(row.get(2)?).unwrap_or(Timestamp::UNIX_EPOCH);
            Ok(KeptPaper {
                original: row.get(0)?,
                copy: row.get(1)?,
                at,
            })
        };
        Ok(opt(conn, sql, (doc.as_bytes(), sheet), read)?)
    }

    /// Keeps a paper at its first print; a paper that is kept already stays as it was.
    ///
    /// # Errors
    /// The disk's.
    pub fn keep_paper(
        &mut self,
        doc: &DocId,
        sheet: &str,
        original: &[u8],
        copy: &[u8],
    ) -> Result<()> {
        let now = self.node.now_micros();
        let env = &mut self.node.env;
        let open = self
            .node
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        open.store.write(&mut *env.faults, |tx| {
            let sql =
                "INSERT INTO paper (doc, sheet, original, copy, at) VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT (doc, sheet) DO NOTHING";
            Ok(tx
                .exec(sql, (doc.as_bytes(), sheet, original, copy, now))
                .map(drop)?)
        })
    }
}
