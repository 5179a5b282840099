//! Records of the centre in the store: kept by version, read as users, scopes and dated reference data (στοιχεία αναφοράς).
//!
//! A record is replaced only by a newer version of itself. What commands need at every turn (tariffs, users, scopes) is
//! parsed once and kept in memory until the next batch arrives; balances («έως …») go into a table of their own, where
//! they are found by payment code, number, plate and folded name.

use crate::search;
use crate::store::{Result, StoreError, Tx, one, opt, rows};
use loggia_cases::records::{
    DeviceRecord, PayableRecord, Record, Reference, ScopeRecord, UserRecord,
};
use loggia_schema::ids::{Commit, ScopeId};
use loggia_sync::records::RecordRow;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was parsed since the last batch of records.
#[derive(Default)]
pub struct Cache {
    users: Option<Arc<Vec<UserRecord>>>,
    scopes: Option<Arc<Vec<ScopeRecord>>>,
    reference: BTreeMap<ScopeId, Arc<Reference>>,
    /// Whether the centre revoked this device; asked by every command.
    pub(crate) revoked: Option<bool>,
}

impl Cache {
    /// Forgets everything: a batch has been applied.
    pub fn forget(&mut self) {
        *self = Cache::default();
    }

    /// The users this store knows, each once, whatever scope the record came in.
    pub fn users(&mut self, conn: &Connection) -> Result<Arc<Vec<UserRecord>>> {
        if let Some(users) = &self.users {
            return Ok(Arc::clone(users));
        }
        let users = Arc::new(newest::<UserRecord>(conn)?);
        self.users = Some(Arc::clone(&users));
        Ok(users)
    }

    /// The scopes this store knows.
    pub fn scopes(&mut self, conn: &Connection) -> Result<Arc<Vec<ScopeRecord>>> {
        if let Some(scopes) = &self.scopes {
            return Ok(Arc::clone(scopes));
        }
        let scopes = Arc::new(newest::<ScopeRecord>(conn)?);
        self.scopes = Some(Arc::clone(&scopes));
        Ok(scopes)
    }

    /// The dated reference data of a scope. A record this program cannot read is left out and logged, so that one bad
    /// row of the centre does not stop an office; what depends on it is then refused by date.
    pub fn reference(&mut self, conn: &Connection, scope: &ScopeId) -> Result<Arc<Reference>> {
        if let Some(reference) = self.reference.get(scope) {
            return Ok(Arc::clone(reference));
        }
        let mut reference = Reference::default();
        for (table, key, value) in of_scope(conn, scope)? {
            let value = serde_json::from_str(&value).map_err(|_| StoreError::Damaged("record"))?;
            if let Err(finding) = reference.add(&table, &value) {
                tracing::warn!(%table, %key, %finding, "a record cannot be read and is left out");
            }
        }
        let reference = Arc::new(reference);
        self.reference.insert(*scope, Arc::clone(&reference));
        Ok(reference)
    }
}

/// How a device stands in the records that have come.
pub fn device(conn: &Connection, key: &str) -> Result<Option<DeviceRecord>> {
    let sql = "SELECT value FROM record WHERE tbl = ?1 AND key = ?2 AND value IS NOT NULL ORDER BY version DESC LIMIT 1";
    let text: Option<String> = opt(conn, sql, (DeviceRecord::TABLE, key), |row| row.get(0))?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Every device whose record has come.
pub fn devices(conn: &Connection) -> Result<Vec<DeviceRecord>> {
    newest::<DeviceRecord>(conn)
}

/// The commit up to which a scope's records are held.
pub fn commit_of(conn: &Connection, scope: &ScopeId) -> Result<Commit> {
    let sql = "SELECT version FROM record_state WHERE scope = ?1";
    let version: Option<i64> = opt(conn, sql, [scope.as_bytes()], |row| row.get(0))?;
    Ok(Commit(version.unwrap_or(0).unsigned_abs()))
}

/// Applies the rows of one batch up to its commit.
pub fn apply(tx: &mut Tx<'_>, scope: &ScopeId, to: Commit, batch: &[RecordRow]) -> Result<()> {
    for row in batch {
        let version = number(row.version)?;
        tx.exec(
            "INSERT INTO record (tbl, scope, key, version, value) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (tbl, scope, key) DO UPDATE SET version = excluded.version, value = excluded.value
             WHERE excluded.version > record.version",
            (&row.table, scope.as_bytes(), &row.key, version, row.value.as_deref()),
        )?;
        if row.table == PayableRecord::TABLE {
            apply_payable(tx, scope, row)?;
        }
    }
    let sql = "INSERT INTO record_state (scope, version) VALUES (?1, ?2)
               ON CONFLICT (scope) DO UPDATE SET version = excluded.version";
    tx.exec(sql, (scope.as_bytes(), number(to)?)).map(drop)
}

fn apply_payable(tx: &mut Tx<'_>, scope: &ScopeId, row: &RecordRow) -> Result<()> {
    let find = "SELECT no FROM payable WHERE scope = ?1 AND key = ?2";
    let held: Option<i64> = opt(tx.conn(), find, (scope.as_bytes(), &row.key), |row| {
        row.get(0)
    })?;
    if let Some(no) = held {
        tx.exec("DELETE FROM payable WHERE no = ?1", [no])?;
        search::forget_payable(tx, no)?;
    }
    let Some(text) = &row.value else {
        return Ok(());
    };
    let Ok(payable) = serde_json::from_str::<PayableRecord>(text) else {
        tracing::warn!(key = %row.key, "a payable of the centre cannot be read and is left out");
        return Ok(());
    };
    let plate = payable
        .plate
        .as_ref()
        .map(|plate| plate.as_str().to_owned());
    let seen = payable
        .plate
        .as_ref()
        .map(loggia_schema::identifiers::Plate::greek);
    let values = (
        scope.as_bytes(),
        &row.key,
        payable.rf.as_str(),
        &payable.number,
        plate.as_deref(),
        text,
    );
    let sql =
        "INSERT INTO payable (scope, key, rf, number, plate, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let no = tx.insert(sql, values)?;
    let (plate, seen) = (
        plate.as_deref().unwrap_or(""),
        seen.as_deref().unwrap_or(""),
    );
    // As people begin to type a plate: without the sign between letters and digits.
    let begun: String = seen.chars().filter(|c| c.is_alphanumeric()).collect();
    let words = [
        payable.number.as_str(),
        payable.rf.as_str(),
        plate,
        seen,
        &begun,
        &payable.debtor,
    ];
    search::remember_payable(tx, no, &words)
}

/// Makes the payables of this store anew from the records; returns how many there are.
pub fn rebuild_payables(tx: &mut Tx<'_>) -> Result<usize> {
    let old = rows(tx.conn(), "SELECT no FROM payable", [], |row| {
        row.get::<_, i64>(0)
    })?;
    for no in old {
        search::forget_payable(tx, no)?;
    }
    tx.exec("DELETE FROM payable", [])?;
    let sql = "SELECT scope, key, version, value FROM record WHERE tbl = ?1 AND value IS NOT NULL";
    let held = rows(tx.conn(), sql, [PayableRecord::TABLE], |row| {
        let version = Commit(row.get::<_, i64>(2)?.unsigned_abs());
        let record = RecordRow {
            table: String::new(),
            key: row.get(1)?,
            version,
            value: row.get(3)?,
        };
        Ok((ScopeId(row.get(0)?), record))
    })?;
    for (scope, record) in &held {
        apply_payable(tx, scope, record)?;
    }
    one(tx.conn(), "SELECT count(*) FROM payable", [], |row| {
        row.get::<_, i64>(0)
    })
    .map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}

/// Newest version of each key of a table over all scopes; a tombstone in one scope does not hide it in another.
fn newest<R: Record>(conn: &Connection) -> Result<Vec<R>> {
    let sql = "SELECT value, max(version) FROM record WHERE tbl = ?1 AND value IS NOT NULL GROUP BY key ORDER BY key";
    let texts = rows(conn, sql, [R::TABLE], |row| row.get::<_, String>(0))?;
    Ok(texts
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect())
}

fn of_scope(conn: &Connection, scope: &ScopeId) -> Result<Vec<(String, String, String)>> {
    let sql = "SELECT tbl, key, value FROM record
               WHERE scope = ?1 AND value IS NOT NULL AND tbl NOT IN ('payable', 'user', 'device')";
    rows(conn, sql, [scope.as_bytes()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

fn number(commit: Commit) -> Result<i64> {
    i64::try_from(commit.0).map_err(|_| StoreError::Damaged("commit"))
}
