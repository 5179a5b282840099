//! The process dies, or the disk fails, at any storage call of any posting.

use super::*;
use crate::journal;
use loggia_core::db::{Fault, Faults, SqliteOptions, StorageCall, StoreKey};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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

fn open(path: &Path, faults: Option<Arc<dyn Faults>>) -> Db {
    let mut options = SqliteOptions::new(path, StoreKey::new([1; 32]));
    options.readers = 0;
    options.durable = false;
    options.faults = faults;
    Db::sqlite_with(options, testing::MUNICIPALITY).unwrap()
}

#[test]
fn whatever_breaks_the_journal_stays_whole_and_what_was_told_stays_posted() {
    let dir = tempfile::tempdir().unwrap();
    let fresh = dir.path().join("fresh.db");
    {
        let db = open(&fresh, None);
        testing::app(db.clone(), BOOKS).migrate().unwrap();
        prepare(&db);
    }
    let requests: Vec<_> = (0..3_i64)
        .map(|n| certified(&format!("k{n}"), 100 + n))
        .collect();
    let (mut at, mut calls) = (0, u64::MAX);
    while at < calls {
        let fault = [Fault::Kill, Fault::Full, Fault::Io][usize::try_from(at % 3).unwrap()];
        let path = dir.path().join("run.db");
        for leftover in ["run.db", "run.db-wal", "run.db-shm"] {
            let _ = std::fs::remove_file(dir.path().join(leftover));
        }
        std::fs::copy(&fresh, &path).unwrap();
        let faults = Arc::new(BreakAt {
            at,
            calls: AtomicU64::new(0),
            fault,
        });
        let db = open(&path, Some(Arc::clone(&faults) as Arc<dyn Faults>));
        let told: Vec<_> = requests
            .iter()
            .filter(|request| try_post(&db, request).is_ok())
            .collect();
        if fault != Fault::Kill {
            calls = faults.calls.load(Ordering::SeqCst).max(at + 1);
        }
        drop(db);

        let db = open(&path, None);
        assert_clean(&db);
        for request in told {
            assert!(
                !try_post(&db, request).unwrap().fresh,
                "told and lost at call {at} ({fault:?})"
            );
        }
        // Whoever was not told simply asks again.
        for request in &requests {
            try_post(&db, request).unwrap();
        }
        let list = db
            .read(|tx| journal::list(tx, &Default::default()))
            .unwrap();
        assert_eq!(
            list.iter().map(|entry| entry.id.no).collect::<Vec<_>>(),
            [1, 2, 3]
        );
        assert_clean(&db);
        at += 1;
    }
    assert!(at > 50, "every call was visited ({at})");
}
