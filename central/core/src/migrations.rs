//! Changes of the tables, in order, once, on both engines.
//!
//! A subsystem lists its [`Migration`]s; a migration that has run is never edited (its checksum is kept and compared)
//! and a database that holds one we do not know was touched by a newer program and is refused. The text is cut by
//! section lines: what follows `-- @all` runs everywhere, `-- @sqlite` and `-- @pg` on their engine only.
//!
//! ```text
//! -- @all
//! CREATE TABLE example (
//!     municipality_id BIGINT NOT NULL,
//!     …
//! );
//! -- @sqlite
//! CREATE TRIGGER … ;
//! -- @pg
//! CREATE FUNCTION … ;
//! ```
//!
//! SQLite takes any value into any column. So a column that stands on a line of its own gets a `CHECK (typeof(…))`
//! there, and both engines refuse text in a number. (What SQLite can turn into the column's kind, such as 7 into
//! «7», it still turns; the same tests on PostgreSQL catch those.)

use crate::db::{Db, DbError, DbResult, Engine, Tx};
use crate::params;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// One change of the tables.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Name, unique in its subsystem and sorted as it runs: `001-journal`.
    pub name: &'static str,
    /// The text with its sections.
    pub sql: &'static str,
}

/// Runs what has not run yet, one transaction per migration, and returns how many ran.
///
/// # Errors
/// [`DbError::Migration`] if a migration was edited after it ran or the database is newer than the program;
/// else the store's.
pub fn run(db: &Db, subsystem: &str, migrations: &[Migration], now: Timestamp) -> DbResult<usize> {
    db.write(ensure_table)?;
    let mut ran = 0;
    for (at, migration) in migrations.iter().enumerate() {
        if at > 0 && migrations[at - 1].name >= migration.name {
            return Err(DbError::bug(format!(
                "{subsystem}: migration {} is out of order",
                migration.name
            )));
        }
        ran += usize::from(db.write(|tx| run_one(tx, subsystem, migration, now))?);
    }
    db.read(|tx| refuse_unknown(tx, subsystem, migrations))?;
    Ok(ran)
}

fn ensure_table(tx: &mut Tx<'_>) -> DbResult<()> {
    if tx.engine() == Engine::Postgres {
        // Two processes that start together would both create the table.
        tx.batch("SELECT pg_advisory_xact_lock(4702111)")?;
    }
    tx.batch(
        "CREATE TABLE IF NOT EXISTS core_migration (subsystem TEXT NOT NULL, name TEXT NOT NULL, \
         checksum TEXT NOT NULL, applied_at TEXT NOT NULL, PRIMARY KEY (subsystem, name))",
    )
}

fn run_one(
    tx: &mut Tx<'_>,
    subsystem: &str,
    migration: &Migration,
    now: Timestamp,
) -> DbResult<bool> {
    if tx.engine() == Engine::Postgres {
        tx.batch("SELECT pg_advisory_xact_lock(4702111)")?;
    }
    let checksum = blake3::hash(migration.sql.as_bytes()).to_string();
    let known = tx.opt(
        "SELECT checksum FROM core_migration WHERE subsystem = $1 AND name = $2",
        &params![subsystem, migration.name],
    )?;
    if let Some(row) = known {
        if row.get::<String>("checksum")? != checksum {
            return Err(DbError::Migration(format!(
                "{subsystem}/{} was edited after it had run",
                migration.name
            )));
        }
        return Ok(false);
    }
    tx.batch(&section(migration.sql, tx.engine())?)?;
    tx.exec(
        "INSERT INTO core_migration (subsystem, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
        &params![subsystem, migration.name, checksum, now],
    )?;
    Ok(true)
}

fn refuse_unknown(tx: &mut Tx<'_>, subsystem: &str, migrations: &[Migration]) -> DbResult<()> {
    for row in tx.rows(
        "SELECT name FROM core_migration WHERE subsystem = $1",
        &params![subsystem],
    )? {
        let name: String = row.get("name")?;
        if !migrations.iter().any(|migration| migration.name == name) {
            return Err(DbError::Migration(format!(
                "{subsystem}/{name} is unknown here: the database was opened by a newer program"
            )));
        }
    }
    Ok(())
}

/// The names that have run, by subsystem: what a backup's manifest and the status page show.
///
/// # Errors
/// The store's.
pub fn applied(tx: &mut Tx<'_>) -> DbResult<BTreeMap<String, Vec<String>>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in tx.rows(
        "SELECT subsystem, name FROM core_migration ORDER BY subsystem, name",
        &[],
    )? {
        all.entry(row.get("subsystem")?)
            .or_default()
            .push(row.get("name")?);
    }
    Ok(all)
}

/// The part of a migration's text that this engine runs.
fn section(sql: &str, engine: Engine) -> DbResult<String> {
    let mut text = String::new();
    let mut mine = None;
    for line in sql.lines() {
        match line.trim() {
            "-- @all" => mine = Some(true),
            "-- @sqlite" => mine = Some(engine == Engine::Sqlite),
            "-- @pg" => mine = Some(engine == Engine::Postgres),
            other if other.starts_with("-- @") => {
                return Err(DbError::bug(format!("unknown migration section {other}")));
            }
            comment if comment.is_empty() || comment.starts_with("--") => {}
            _ => match mine {
                Some(true) => {
                    text += &if engine == Engine::Sqlite {
                        typed(line)
                    } else {
                        line.to_owned()
                    };
                    text.push('\n');
                }
                Some(false) => {}
                None => return Err(DbError::bug("a migration begins with a section line")),
            },
        }
    }
    Ok(text)
}

/// The line of a column with the check that SQLite itself does not make; other lines as they are.
fn typed(line: &str) -> String {
    let trimmed = line.trim();
    let Some((name, rest)) = trimmed.split_once(' ') else {
        return line.to_owned();
    };
    let stored = match rest.split([' ', ',']).next() {
        Some("BIGINT") => "integer",
        Some("TEXT") => "text",
        Some("BYTEA") => "blob",
        Some("BOOLEAN") => {
            return checked(
                name,
                rest,
                &format!("typeof({name}) = 'null' OR {name} IN (0, 1)"),
            );
        }
        _ => return line.to_owned(),
    };
    checked(
        name,
        rest,
        &format!("typeof({name}) IN ('{stored}', 'null')"),
    )
}

fn checked(name: &str, rest: &str, rule: &str) -> String {
    let (rest, comma) = rest
        .strip_suffix(',')
        .map_or((rest, ""), |rest| (rest, ","));
    format!("{name} {rest} CHECK ({rule}){comma}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_both;

    const ONE: Migration = Migration {
        name: "001-one",
        sql: "-- @all\nCREATE TABLE t (a BIGINT NOT NULL);\n-- @sqlite\nCREATE TABLE only_sqlite (a BIGINT);\n\
              -- @pg\nCREATE TABLE only_pg (a BIGINT);\n",
    };
    const TWO: Migration = Migration {
        name: "002-two",
        sql: "-- @all\nALTER TABLE t ADD COLUMN b TEXT;\n",
    };

    #[test]
    fn each_runs_once_and_an_edited_or_unknown_one_is_refused() {
        on_both(|db| {
            let now = Timestamp::UNIX_EPOCH;
            assert_eq!(run(db, "x", &[ONE], now), Ok(1));
            assert_eq!(run(db, "x", &[ONE, TWO], now), Ok(1));
            assert_eq!(run(db, "x", &[ONE, TWO], now), Ok(0));
            let edited = Migration {
                sql: "-- @all\nCREATE TABLE t (a BIGINT);\n",
                ..ONE
            };
            assert!(matches!(
                run(db, "x", &[edited, TWO], now),
                Err(DbError::Migration(_))
            ));
            assert!(
                matches!(run(db, "x", &[ONE], now), Err(DbError::Migration(_))),
                "the database is newer"
            );
            assert_eq!(
                run(db, "y", &[], now),
                Ok(0),
                "subsystems do not see each other's names"
            );
        });
    }

    #[test]
    fn a_migration_that_fails_half_way_leaves_nothing() {
        on_both(|db| {
            let bad = Migration {
                name: "001-bad",
                sql: "-- @all\nCREATE TABLE half (a BIGINT);\nCREATE NONSENSE;\n",
            };
            assert!(run(db, "x", &[bad], Timestamp::UNIX_EPOCH).is_err());
            assert!(db.read(|tx| tx.rows("SELECT a FROM half", &[])).is_err());
            let good = Migration {
                name: "001-bad",
                sql: "-- @all\nCREATE TABLE half (a BIGINT);\n",
            };
            assert_eq!(run(db, "x", &[good], Timestamp::UNIX_EPOCH), Ok(1));
        });
    }

    #[test]
    fn both_engines_refuse_a_value_of_another_kind() {
        on_both(|db| {
            let sql = "-- @all\nCREATE TABLE t (\n    n BIGINT NOT NULL,\n    flag BOOLEAN,\n    b BYTEA\n);\n";
            run(
                db,
                "x",
                &[Migration { name: "001", sql }],
                Timestamp::UNIX_EPOCH,
            )
            .unwrap();
            let put = |n: crate::db::Value, flag: crate::db::Value| {
                db.write(|tx| {
                    tx.exec(
                        "INSERT INTO t (n, flag) VALUES ($1, $2)",
                        &[n.clone(), flag.clone()],
                    )
                })
            };
            use crate::db::Value::{Bool, Int, Text};
            assert_eq!(put(Int(5), Bool(true)), Ok(1));
            assert!(put(Text("5x".into()), Bool(true)).is_err());
            assert!(put(Int(5), Int(7)).is_err());
        });
    }

    #[test]
    fn text_before_the_first_section_is_refused() {
        assert!(section("CREATE TABLE t (a BIGINT);", Engine::Sqlite).is_err());
        assert!(section("-- @mysql\n", Engine::Sqlite).is_err());
    }
}
