//! The memory of an import: every row by its key in the old program, with a hash of what it said.

use loggia_core::db::{DbResult, Tx};
use loggia_core::params;
use loggia_foreign::Record;

/// A row that was brought in before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Hash of what it said.
    pub hash: [u8; 16],
    /// What it became.
    pub id: [u8; 16],
    /// Why it became part of something else, if it did.
    pub merged: Option<String>,
}

/// The row with a key, if it was brought in before.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, target: &str, code: &str) -> DbResult<Option<Known>> {
    let row = tx.opt(
        "SELECT hash, id, merged FROM import_key WHERE municipality_id = $1 AND target = $2 AND code = $3",
        &params![tx.municipality(), target, code],
    )?;
    row.map(|row| {
        Ok(Known {
            hash: row.get("hash")?,
            id: row.get("id")?,
            merged: row.get("merged")?,
        })
    })
    .transpose()
}

/// Remembers a row.
///
/// # Errors
/// The store's.
pub fn put(tx: &mut Tx<'_>, target: &str, code: &str, known: &Known) -> DbResult<()> {
    tx.exec(
        "INSERT INTO import_key (municipality_id, target, code, hash, id, merged) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (municipality_id, target, code) \
         DO UPDATE SET hash = excluded.hash, id = excluded.id, merged = excluded.merged",
        &params![
            tx.municipality(),
            target,
            code,
            known.hash,
            known.id,
            known.merged.clone()
        ],
    )?;
    Ok(())
}

/// Keys of a target after `code`, at most `limit`: to look for those that vanished from a file.
///
/// # Errors
/// The store's.
pub fn after(tx: &mut Tx<'_>, target: &str, code: &str, limit: u32) -> DbResult<Vec<String>> {
    tx.rows(
        "SELECT code FROM import_key WHERE municipality_id = $1 AND target = $2 AND code > $3 ORDER BY code LIMIT $4",
        &params![tx.municipality(), target, code, limit],
    )?
    .iter()
    .map(|row| row.get("code"))
    .collect()
}

/// Hash of everything a row says, under the names of the fields.
pub fn hash(record: &Record) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("loggia import row v1");
    for (name, value) in record.fields() {
        for part in [name, value] {
            hasher.update(&u64::try_from(part.len()).unwrap_or(0).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    cut(&hasher)
}

/// The id of what a key becomes: the same in every run and after every crash.
pub fn id(target: &str, code: &str) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("loggia import id v1");
    hasher
        .update(target.as_bytes())
        .update(&[0])
        .update(code.as_bytes());
    let mut id = cut(&hasher);
    id[6] = (id[6] & 0x0f) | 0x80;
    id[8] = (id[8] & 0x3f) | 0x80;
    id
}

/// Hash of a sign by which something is known again.
pub fn sign(kind: &str, parts: &[&str]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("loggia import sign v1");
    hasher.update(kind.as_bytes());
    for part in parts {
        hasher.update(&[0]).update(part.as_bytes());
    }
    cut(&hasher)
}

fn cut(hasher: &blake3::Hasher) -> [u8; 16] {
    let mut cut = [0; 16];
    cut.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    cut
}
