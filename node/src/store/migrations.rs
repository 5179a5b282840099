//! Schema versions: scripts applied in order, each with its number in one transaction; never edited once released.

use super::{Result, StoreError};
use rusqlite::Connection;

/// In order; the version of a store is how many it has run.
const SCRIPTS: &[&str] = &[include_str!("schema.sql")];

/// Brings the store to this program's schema.
pub fn run(conn: &Connection) -> Result<()> {
    let known = i64::try_from(SCRIPTS.len()).unwrap_or(i64::MAX);
    let found: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let done = usize::try_from(found).map_err(|_| StoreError::Damaged("schema version"))?;
    for (at, script) in SCRIPTS.iter().enumerate().skip(done) {
        let version = at + 1;
        let step = format!("BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {version};\nCOMMIT;");
        if let Err(error) = conn.execute_batch(&step) {
            if !conn.is_autocommit() {
                conn.execute_batch("ROLLBACK")?;
            }
            return Err(error.into());
        }
    }
    Ok(())
}
