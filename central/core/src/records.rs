//! Reference records: what the centre alone writes and every office reads (δεδομένα αναφοράς).
//!
//! A record is (table, key) with a JSON value or a tombstone, and the number of the commit that last changed it.
//! Only the newest version is kept: superseded ones never travel. A transaction that changes records takes one
//! commit number; the series' row is the lock, so commits become visible in their order and a laptop that asks
//! "since commit v" misses nothing. Writing a value that is already there is no change and takes no number.

use crate::db::{DbResult, Tx};
use crate::{numbering, params};
use loggia_schema::ids::Commit;

/// One record as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// Table, e.g. `tariff`.
    pub table: String,
    /// Key inside the table.
    pub key: String,
    /// The commit that wrote it.
    pub version: Commit,
    /// JSON text; `None` is a tombstone.
    pub value: Option<String>,
}

/// One record to be written: table, key, JSON text or tombstone.
pub type Change = (&'static str, String, Option<String>);

/// Writes what differs, under one commit number; `None` when nothing did.
///
/// # Errors
/// The store's.
pub fn publish(tx: &mut Tx<'_>, changes: &[Change]) -> DbResult<Option<Commit>> {
    let mut fresh = Vec::new();
    for change in changes {
        if differs(tx, change)? {
            fresh.push(change);
        }
    }
    if fresh.is_empty() {
        return Ok(None);
    }
    let version = Commit(u64::try_from(numbering::next(tx, "record-commit", 0)?).unwrap_or(0));
    for (table, key, value) in fresh {
        tx.records_changed(table);
        tx.exec(
            "INSERT INTO core_record (municipality_id, record_table, record_key, version, value) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (municipality_id, record_table, record_key) \
             DO UPDATE SET version = excluded.version, value = excluded.value",
            &params![tx.municipality(), *table, key, version, value.clone()],
        )?;
    }
    Ok(Some(version))
}

/// A tombstone for something that was never there is no change either.
fn differs(tx: &mut Tx<'_>, (table, key, value): &Change) -> DbResult<bool> {
    let row = tx.opt(
        "SELECT value FROM core_record WHERE municipality_id = $1 AND record_table = $2 AND record_key = $3",
        &params![tx.municipality(), *table, key],
    )?;
    match row {
        Some(row) => Ok(row.get::<Option<String>>("value")? != *value),
        None => Ok(value.is_some()),
    }
}

/// The last commit; 0 before the first.
///
/// # Errors
/// The store's.
pub fn last_commit(tx: &mut Tx<'_>) -> DbResult<Commit> {
    Ok(Commit(
        u64::try_from(numbering::last(tx, "record-commit", 0)?).unwrap_or(0),
    ))
}

/// Leaves out numbers of commits: those a store put back from a copy has told and forgotten.
///
/// # Errors
/// The store's.
pub fn skip(tx: &mut Tx<'_>, commits: u32) -> DbResult<()> {
    numbering::skip(tx, "record-commit", 0, commits)
}

/// Everything written in (`after`, `until`], by commit, then table and key.
///
/// # Errors
/// The store's.
pub fn between(tx: &mut Tx<'_>, after: Commit, until: Commit) -> DbResult<Vec<StoredRecord>> {
    let rows = tx.rows(
        "SELECT record_table, record_key, version, value FROM core_record \
         WHERE municipality_id = $1 AND version > $2 AND version <= $3 ORDER BY version, record_table, record_key",
        &params![tx.municipality(), after, until],
    )?;
    rows.iter().map(read).collect()
}

/// The living records of a table, by key.
///
/// # Errors
/// The store's.
pub fn of_table(tx: &mut Tx<'_>, table: &str) -> DbResult<Vec<StoredRecord>> {
    let rows = tx.rows(
        "SELECT record_table, record_key, version, value FROM core_record \
         WHERE municipality_id = $1 AND record_table = $2 AND value IS NOT NULL ORDER BY record_key",
        &params![tx.municipality(), table],
    )?;
    rows.iter().map(read).collect()
}

/// The living record of a key.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, table: &str, key: &str) -> DbResult<Option<StoredRecord>> {
    let row = tx.opt(
        "SELECT record_table, record_key, version, value FROM core_record \
         WHERE municipality_id = $1 AND record_table = $2 AND record_key = $3 AND value IS NOT NULL",
        &params![tx.municipality(), table, key],
    )?;
    row.as_ref().map(read).transpose()
}

fn read(row: &crate::db::Row) -> DbResult<StoredRecord> {
    Ok(StoredRecord {
        table: row.get("record_table")?,
        key: row.get("record_key")?,
        version: row.get("version")?,
        value: row.get("value")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::DbError;
    use crate::testing::with_tables;

    fn put(key: &str, value: Option<&str>) -> Change {
        ("place", key.to_owned(), value.map(str::to_owned))
    }

    #[test]
    fn what_was_made_of_records_is_made_again_when_they_change_and_when_the_change_is_taken_back() {
        let places = |tx: &mut Tx<'_>| -> DbResult<usize> {
            let made = tx.made_once(&["place"], |tx| of_table(tx, "place"))?;
            Ok(made.len())
        };
        with_tables(&[], |app| {
            app.db()
                .write(|tx| {
                    publish(tx, &[put("01", Some("{}"))])?;
                    assert_eq!(places(tx)?, 1);
                    let other = ("tariff", "a".to_owned(), Some("{}".to_owned()));
                    publish(tx, &[other])?;
                    tx.exec("DELETE FROM core_record WHERE municipality_id = $1 AND record_table = 'place'", &params![tx.municipality()])?;
                    assert_eq!(places(tx)?, 1, "another table: it is not read again");
                    let taken_back = tx.nested(|tx| {
                        publish(tx, &[put("02", Some("{}"))])?;
                        assert_eq!(places(tx)?, 1);
                        Err::<(), _>(DbError::bug("taken back"))
                    });
                    assert!(taken_back.is_err());
                    assert_eq!(places(tx)?, 0);
                    Ok::<_, DbError>(())
                })
                .unwrap();
        });
    }

    #[test]
    fn only_what_differs_takes_a_commit_and_only_the_newest_version_travels() {
        with_tables(&[], |app| {
            let db = app.db();
            let write = |changes: Vec<Change>| db.write(|tx| publish(tx, &changes)).unwrap();
            assert_eq!(
                write(vec![put("01", Some("{}")), put("02", Some("{}"))]),
                Some(Commit(1))
            );
            assert_eq!(write(vec![put("01", Some("{}"))]), None);
            assert_eq!(
                write(vec![put("03", None)]),
                None,
                "a tombstone of nothing is nothing"
            );
            assert_eq!(
                write(vec![put("01", None), put("02", Some("{}"))]),
                Some(Commit(2))
            );
            let since = db.read(|tx| between(tx, Commit(0), Commit(9))).unwrap();
            let told: Vec<_> = since
                .iter()
                .map(|r| (r.key.as_str(), r.version.0, r.value.is_some()))
                .collect();
            assert_eq!(told, [("02", 1, true), ("01", 2, false)]);
            assert_eq!(db.read(|tx| of_table(tx, "place")).unwrap().len(), 1);
            assert_eq!(db.read(last_commit).unwrap(), Commit(2));
        });
    }
}
