//! The encrypted store: opened with its key only, one transaction a write, nothing half done.

use super::*;
use crate::env::{NoFaults, StopAt};

fn store(folder: &Path) -> Store {
    Store::open(folder, &zeroize::Zeroizing::new([7; 32]), true).unwrap()
}

fn put(store: &mut Store, faults: &mut dyn Faults, name: &str) -> Result<()> {
    store.write(faults, |tx| set_meta(tx, name, b"x"))
}

#[test]
fn the_file_says_nothing_without_its_key() {
    let folder = tempfile::tempdir().unwrap();
    put(&mut store(folder.path()), &mut NoFaults, "secret name").unwrap();
    let wrong = Store::open(folder.path(), &zeroize::Zeroizing::new([8; 32]), false);
    assert!(matches!(wrong, Err(StoreError::NotAStore)));
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(11).any(|window| window == b"secret name"));
        assert!(!bytes.starts_with(b"SQLite format 3"));
    }
}

#[test]
fn a_failed_transaction_leaves_nothing_and_the_store_usable() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    let outcome: Result<()> = store.write(&mut NoFaults, |tx| {
        set_meta(tx, "half", b"x")?;
        Err(StoreError::Damaged("test"))
    });
    assert!(outcome.is_err());
    assert_eq!(meta(store.conn(), "half").unwrap(), None);
    put(&mut store, &mut NoFaults, "whole").unwrap();
    assert!(meta(store.conn(), "whole").unwrap().is_some());
}

#[test]
fn killed_before_the_commit_nothing_is_there_killed_after_it_everything_is() {
    for (call, kept) in [(1, false), (2, false), (3, false), (4, true)] {
        let folder = tempfile::tempdir().unwrap();
        let mut first = store(folder.path());
        let mut faults = StopAt::never();
        faults.arm(call, Outcome::Kill);
        assert!(matches!(
            put(&mut first, &mut faults, "name"),
            Err(StoreError::Killed)
        ));
        assert!(
            matches!(
                put(&mut first, &mut NoFaults, "other"),
                Err(StoreError::Killed)
            ),
            "the dead write nothing"
        );
        drop(first);
        assert_eq!(
            meta(store(folder.path()).conn(), "name").unwrap().is_some(),
            kept,
            "call {call}"
        );
    }
}

#[test]
fn a_full_disk_is_told_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store(folder.path());
    store.limit_pages(store.pages().unwrap() + 2).unwrap();
    let big = vec![1; 64 * 1024];
    let outcome: Result<()> = store.write(&mut NoFaults, |tx| set_meta(tx, "big", &big));
    assert!(matches!(outcome, Err(StoreError::Full)));
    store.limit_pages(1_000_000).unwrap();
    put(&mut store, &mut NoFaults, "small").unwrap();
}

#[test]
fn a_store_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path())
        .conn()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let opened = Store::open(folder.path(), &zeroize::Zeroizing::new([7; 32]), false);
    assert!(matches!(opened, Err(StoreError::Newer { found: 99, .. })));
}
