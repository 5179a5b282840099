//! The adapter against both engines, and the ways in which it must not lie.

use super::*;
use crate::testing::{MUNICIPALITY, Postgres, on_both};
use crate::{numbering, params};
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

fn with_tables(test: impl Fn(&Db)) {
    on_both(|db| {
        crate::migrations::run(db, "core", crate::MIGRATIONS, crate::testing::now()).unwrap();
        let sql = "-- @all\nCREATE TABLE thing (\n id BIGINT NOT NULL,\n name TEXT,\n body BYTEA,\n ok BOOLEAN,\n \
                   PRIMARY KEY (id)\n);\n";
        let table = crate::migrations::Migration { name: "001", sql };
        crate::migrations::run(db, "test", &[table], crate::testing::now()).unwrap();
        test(db);
    });
}

fn put(tx: &mut Tx<'_>, id: i64) -> DbResult<u64> {
    tx.exec("INSERT INTO thing (id) VALUES ($1)", &params![id])
}

fn ids(db: &Db) -> Vec<i64> {
    let rows = db
        .read(|tx| tx.rows("SELECT id FROM thing ORDER BY id", &[]))
        .unwrap();
    rows.iter().map(|row| row.get("id").unwrap()).collect()
}

#[test]
fn every_kind_of_value_comes_back_as_it_went() {
    with_tables(|db| {
        let greek = "Ηράκλειο ʼΆνω Ασίτες";
        db.write(|tx| -> DbResult<()> {
            tx.exec(
                "INSERT INTO thing (id, name, body, ok) VALUES ($1, $2, $3, $4)",
                &params![i64::MIN, greek, vec![0_u8, 255], true],
            )?;
            tx.exec(
                "INSERT INTO thing (id, name) VALUES ($2, $1)",
                &params![None::<&str>, i64::MAX],
            )?;
            Ok(())
        })
        .unwrap();
        let rows = db
            .read(|tx| tx.rows("SELECT id, name, body, ok FROM thing ORDER BY id", &[]))
            .unwrap();
        assert_eq!(rows[0].get::<i64>("id"), Ok(i64::MIN));
        assert_eq!(rows[0].get::<String>("name").unwrap(), greek);
        assert_eq!(rows[0].get::<Vec<u8>>("body"), Ok(vec![0, 255]));
        assert_eq!(rows[0].get::<bool>("ok"), Ok(true));
        assert_eq!(rows[1].get::<Option<String>>("name"), Ok(None));
        assert_eq!(rows[1].get::<i64>("id"), Ok(i64::MAX));
    });
}

#[test]
fn a_value_of_the_wrong_kind_or_count_is_refused_by_both() {
    with_tables(|db| {
        let try_it = |sql: &str, values: &[Value]| db.write(|tx| tx.exec(sql, values)).is_err();
        assert!(try_it(
            "INSERT INTO thing (id) VALUES ($1)",
            &params!["seven"]
        ));
        assert!(try_it(
            "INSERT INTO thing (id, ok) VALUES ($1, $2)",
            &params![1_i64, 7_i64]
        ));
        assert!(try_it(
            "INSERT INTO thing (id, body) VALUES ($1, $2)",
            &params![1_i64, "text"]
        ));
        assert!(try_it(
            "INSERT INTO thing (id) VALUES ($1)",
            &params![1_i64, 2_i64]
        ));
        assert!(try_it("INSERT INTO thing (id) VALUES ($1)", &[]));
        assert!(try_it(
            "INSERT INTO nowhere (id) VALUES ($1)",
            &params![1_i64]
        ));
        assert_eq!(ids(db), Vec::<i64>::new());
    });
}

#[test]
fn broken_rules_are_told_apart() {
    with_tables(|db| {
        db.write(|tx| put(tx, 1)).unwrap();
        assert!(matches!(db.write(|tx| put(tx, 1)), Err(DbError::Unique(_))));
        let null =
            db.write(|tx| tx.exec("INSERT INTO thing (id) VALUES ($1)", &params![None::<i64>]));
        assert!(matches!(null, Err(DbError::Constraint(_))), "{null:?}");
        let audit =
            |tx: &mut Tx<'_>| crate::audit::record(tx, &crate::testing::ctx(1), "x", "y", "z");
        db.write(audit).unwrap();
        for deed in [
            "UPDATE core_audit SET what = $1",
            "DELETE FROM core_audit WHERE what = $1",
        ] {
            let refused = db.write(|tx| tx.exec(deed, &params!["x"]));
            assert!(
                matches!(refused, Err(DbError::Constraint(_))),
                "{deed}: {refused:?}"
            );
        }
    });
}

#[test]
fn an_error_that_the_closure_swallows_still_stops_the_commit() {
    with_tables(|db| {
        db.write(|tx| put(tx, 1)).unwrap();
        let result = db.write(|tx| -> DbResult<()> {
            put(tx, 2)?;
            let _ = put(tx, 1);
            Ok(())
        });
        assert!(matches!(result, Err(DbError::Unique(_))), "{result:?}");
        assert_eq!(ids(db), [1]);
    });
}

#[test]
fn a_nested_part_fails_alone() {
    with_tables(|db| {
        db.write(|tx| -> DbResult<()> {
            put(tx, 1)?;
            let part = tx.nested(|tx| {
                put(tx, 2)?;
                tx.nested(|tx| put(tx, 3))?;
                put(tx, 1)
            });
            assert!(matches!(part, Err(DbError::Unique(_))));
            // Swallowed inside: the part is taken back all the same.
            let part = tx.nested(|tx| -> DbResult<()> {
                put(tx, 4)?;
                let _ = put(tx, 1);
                Ok(())
            });
            assert!(part.is_err());
            let refusal: Result<(), crate::Fail> = tx.nested(|tx| {
                put(tx, 5)?;
                Err(
                    loggia_schema::message::Finding::new(loggia_schema::message::us::UNEXPECTED)
                        .into(),
                )
            });
            assert!(matches!(refusal, Err(crate::Fail::Refused(_))));
            tx.nested(|tx| put(tx, 6)).map(drop)
        })
        .unwrap();
        assert_eq!(ids(db), [1, 6]);
    });
}

#[test]
fn reading_cannot_write_and_transactions_do_not_nest_by_accident() {
    with_tables(|db| {
        assert!(matches!(db.read(|tx| put(tx, 1)), Err(DbError::ReadOnly)));
        let inner = db.write(|_| db.write(|tx| put(tx, 1)));
        assert!(matches!(inner, Err(DbError::Bug(_))), "{inner:?}");
        assert_eq!(ids(db), Vec::<i64>::new());
        db.write(|tx| put(tx, 2)).unwrap();
    });
}

#[test]
fn a_panic_takes_back_its_own_closure_and_nothing_else() {
    with_tables(|db| {
        let panicking = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            db.write(|tx| -> DbResult<()> {
                put(tx, 1)?;
                panic!("in the middle");
            })
        }));
        assert!(panicking.is_err());
        db.write(|tx| put(tx, 2)).unwrap();
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            db.read(|_| -> DbResult<()> { panic!("while reading") })
        }));
        assert_eq!(ids(db), [2]);
    });
}

#[test]
fn many_rows_go_in_with_few_statements() {
    with_tables(|db| {
        let mut next = 0_i64;
        for count in [0_usize, 1, 63, 64, 65, 200] {
            let rows: Vec<Vec<Value>> = (0..count)
                .map(|n| params![next + n as i64, "x"].to_vec())
                .collect();
            assert_eq!(
                db.write(|tx| tx.insert_many("thing", &["id", "name"], &rows)),
                Ok(count as u64)
            );
            next += count as i64;
        }
        assert_eq!(ids(db).len() as i64, next);
        let uneven = [params![1_i64, "x"].to_vec(), params![2_i64].to_vec()];
        assert!(
            db.write(|tx| tx.insert_many("thing", &["id", "name"], &uneven))
                .is_err()
        );
    });
}

#[test]
fn writers_beside_each_other_lose_nothing_and_leave_no_gap() {
    let file = tempfile::tempdir().unwrap();
    let on_disk = Db::sqlite(
        &file.path().join("s.db"),
        StoreKey::new([1; 32]),
        MUNICIPALITY,
    )
    .unwrap();
    crate::migrations::run(&on_disk, "core", crate::MIGRATIONS, crate::testing::now()).unwrap();
    let hammer = |db: &Db| {
        let taken = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for worker in 0..12_u32 {
                let taken = &taken;
                scope.spawn(move || {
                    for turn in 0..25_u32 {
                        let no = db.write(|tx| -> DbResult<Option<i64>> {
                            let no = numbering::next(tx, "s", 2026)?;
                            // Every third is refused and must give its number back.
                            if (worker + turn) % 3 == 0 {
                                return Err(DbError::NoRow("refused".to_owned()));
                            }
                            Ok(Some(no))
                        });
                        if let Ok(Some(no)) = no {
                            taken.lock().unwrap().push(no);
                        }
                    }
                });
            }
        });
        let mut taken = taken.into_inner().unwrap();
        taken.sort_unstable();
        assert_eq!(taken, (1..=200).collect::<Vec<i64>>());
    };
    hammer(&on_disk);
    with_tables(hammer);
}

#[test]
fn a_deadlock_between_two_writers_is_repeated_until_both_are_in() {
    with_tables(|db| {
        db.write(|tx| -> DbResult<()> {
            put(tx, 1)?;
            put(tx, 2).map(drop)
        })
        .unwrap();
        std::thread::scope(|scope| {
            for (first, second) in [(1_i64, 2_i64), (2, 1)] {
                scope.spawn(move || {
                    db.write(|tx| -> DbResult<()> {
                        for id in [first, second] {
                            tx.exec(
                                "UPDATE thing SET name = COALESCE(name, '') || 'x' WHERE id = $1",
                                &params![id],
                            )?;
                            std::thread::sleep(Duration::from_millis(60));
                        }
                        Ok(())
                    })
                    .unwrap();
                });
            }
        });
        let rows = db
            .read(|tx| tx.rows("SELECT name FROM thing", &[]))
            .unwrap();
        assert!(
            rows.iter()
                .all(|row| row.get::<String>("name").unwrap() == "xx")
        );
    });
}

#[test]
fn connections_that_died_meanwhile_are_replaced() {
    let url = Postgres::get().url();
    let db = Db::postgres(&url, MUNICIPALITY).unwrap();
    assert!(db.read(|tx| tx.one("SELECT 1 = 1 AS ok", &[])).is_ok());
    let mut other = ::postgres::Client::connect(&url, ::postgres::NoTls).unwrap();
    other
        .batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .unwrap();
    assert!(db.read(|tx| tx.one("SELECT 1 = 1 AS ok", &[])).is_ok());
}

#[test]
fn a_database_server_across_the_network_needs_a_decision() {
    let refused = Db::postgres("host=db.example.org user=x dbname=y", MUNICIPALITY);
    assert!(matches!(refused, Err(DbError::Disk(_))));
    assert!(matches!(
        Db::postgres("nonsense", MUNICIPALITY),
        Err(DbError::Bug(_))
    ));
}

#[test]
fn the_file_is_unreadable_without_its_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s.db");
    let key = StoreKey::new([3; 32]);
    {
        let db = Db::sqlite(&path, key.clone(), MUNICIPALITY).unwrap();
        crate::migrations::run(&db, "core", crate::MIGRATIONS, crate::testing::now()).unwrap();
    }
    assert!(matches!(
        Db::sqlite(&path, StoreKey::new([4; 32]), MUNICIPALITY),
        Err(DbError::WrongKey)
    ));
    assert!(Db::sqlite(&path, key.clone(), MUNICIPALITY).is_ok());
    let bytes = std::fs::read(&path).unwrap();
    assert!(
        !bytes.windows(6).any(|window| window == b"SQLite")
            && !bytes.windows(9).any(|w| w == b"core_user")
    );
    assert_eq!(format!("{key:?}"), "StoreKey(…)");
    assert_eq!(
        StoreKey::from_hex(&key.to_hex()).unwrap().to_hex(),
        key.to_hex()
    );
    assert!(StoreKey::from_hex("03").is_none());
}

/// Breaks the `at`-th storage call in one way.
struct BreakAt {
    at: u64,
    calls: AtomicU64,
    fault: Fault,
}

impl Faults for BreakAt {
    fn at(&self, _: StorageCall) -> Option<Fault> {
        (self.calls.fetch_add(1, Ordering::SeqCst) == self.at).then_some(self.fault)
    }
}

fn open_with(path: &Path, faults: Option<Arc<dyn Faults>>) -> Db {
    let mut options = SqliteOptions::new(path, StoreKey::new([1; 32]));
    options.readers = 0;
    options.durable = false;
    options.faults = faults;
    Db::sqlite_with(options, MUNICIPALITY).unwrap()
}

/// Runs ten commands; returns the numbers that were acknowledged and how many storage calls were made.
fn run_broken(path: &Path, at: u64, fault: Fault) -> (Vec<i64>, u64) {
    let faults = Arc::new(BreakAt {
        at,
        calls: AtomicU64::new(0),
        fault,
    });
    let db = open_with(path, Some(Arc::clone(&faults) as Arc<dyn Faults>));
    let told = (0..10)
        .filter_map(|_| {
            db.write(|tx| -> DbResult<i64> {
                let no = numbering::next(tx, "s", 0)?;
                crate::audit::record(tx, &crate::testing::ctx(1), "x", &no.to_string(), "")?;
                Ok(no)
            })
            .ok()
        })
        .collect();
    (told, faults.calls.load(Ordering::SeqCst))
}

#[test]
fn killed_at_any_call_the_store_keeps_what_was_acknowledged_and_no_half() {
    let dir = tempfile::tempdir().unwrap();
    let mut calls = u64::MAX;
    let mut at = 0;
    while at < calls {
        for fault in [Fault::Kill, Fault::Full, Fault::Io] {
            let path = dir.path().join(format!("{at}-{fault:?}.db"));
            crate::migrations::run(
                &open_with(&path, None),
                "core",
                crate::MIGRATIONS,
                crate::testing::now(),
            )
            .unwrap();
            let (told, made) = run_broken(&path, at, fault);
            if fault == Fault::Full {
                calls = made;
            }
            let (kept, lines) = open_with(&path, None)
                .read(|tx| {
                    Ok::<_, DbError>((
                        numbering::last(tx, "s", 0)?,
                        crate::audit::newest(tx, None, 99)?,
                    ))
                })
                .unwrap();
            let kept_nos: Vec<String> = lines
                .iter()
                .rev()
                .map(|line| line.subject.clone())
                .collect();
            assert_eq!(
                kept_nos,
                (1..=kept).map(|no| no.to_string()).collect::<Vec<_>>(),
                "half a command at {at}"
            );
            assert!(
                told.iter().all(|no| *no <= kept),
                "acknowledged and lost at {at} {fault:?}"
            );
            let unsure = kept - told.len() as i64;
            assert!(
                (0..=1).contains(&unsure),
                "at most the one broken command is in doubt ({at} {fault:?})"
            );
            if fault == Fault::Kill {
                assert!(told.len() < 10, "nothing is acknowledged after death");
            }
            std::fs::remove_file(&path).unwrap();
        }
        at += 1;
    }
    assert!(at > 40, "every call was visited ({at})");
}

#[test]
fn a_full_disk_inside_a_part_is_never_taken_for_a_refusal_of_that_part() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s.db");
    crate::migrations::run(
        &open_with(&path, None),
        "core",
        crate::MIGRATIONS,
        crate::testing::now(),
    )
    .unwrap();
    // Begin, statement of the series, savepoint, then the statement inside.
    let faults = Arc::new(BreakAt {
        at: 3,
        calls: AtomicU64::new(0),
        fault: Fault::Full,
    });
    let db = open_with(&path, Some(faults));
    let result = db.write(|tx| -> DbResult<i64> {
        let no = numbering::next(tx, "s", 0)?;
        let part = tx.nested(|tx| numbering::next(tx, "t", 0));
        assert_eq!(part, Err(DbError::Full));
        Ok(no)
    });
    assert_eq!(result, Err(DbError::Full));
    assert_eq!(db.read(|tx| numbering::last(tx, "s", 0)), Ok(0));
}

#[test]
fn a_conflict_inside_a_part_repeats_the_whole_closure() {
    let db = Postgres::get().database();
    crate::migrations::run(&db, "core", crate::MIGRATIONS, crate::testing::now()).unwrap();
    let runs = AtomicU64::new(0);
    let done = db.write(|tx| -> DbResult<u64> {
        let run = runs.fetch_add(1, Ordering::SeqCst);
        let _ = tx.nested(|tx| -> DbResult<()> {
            if run == 0 {
                tx.batch("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")?;
            }
            Ok(())
        });
        Ok(run)
    });
    assert_eq!(done, Ok(1));
}
