//! Leased numbers: outside the lease, none left, few left, marks that disagree, stores that went back in time.

use super::town::*;
use crate::env::{HighWater, MemoryHighWater};
use crate::queries::ListFilter;
use loggia_schema::ids::{Incarnation, LeaseId};
use loggia_schema::message::{numbers, storage};
use loggia_sync::entries::Series;
use loggia_sync::feed::Kind;
use std::io;

#[test]
fn without_a_lease_and_with_a_used_up_one_people_are_told_which() {
    let mut town = Town::new();
    let mut none = town.office_with("choris", 0);
    assert_eq!(
        none.fine("k1", "ΗΚΡ-1000").unwrap_err().code(),
        numbers::NO_LEASE
    );
    let mut two = town.office_with("dyo", 2);
    let first = two.fine("k1", "ΗΚΡ-1001").unwrap();
    assert_eq!(first.notes[0].code, numbers::NUMBERS_LOW);
    two.fine("k2", "ΗΚΡ-1002").unwrap();
    assert_eq!(
        two.fine("k3", "ΗΚΡ-1003").unwrap_err().code(),
        numbers::NUMBERS_EXHAUSTED
    );
    let status = &two.node().status().unwrap().numbers[0];
    assert!(status.low && status.refill && status.left == 0);
    let to = two.node().incarnation().unwrap();
    town.lease(to, POLICE, Series::FINE, 9000, 5);
    town.sync(&mut two);
    assert_eq!(
        two.fine("k3", "ΗΚΡ-1003").unwrap().number,
        "Κ12-2026-009000"
    );
}

#[test]
fn a_block_of_another_life_or_with_numbers_nobody_can_print_is_not_used() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    town.lease(Incarnation([0x77; 10]), POLICE, Series::FINE, 1, 5);
    let to = office.node().incarnation().unwrap();
    town.lease(to, POLICE, Series::FINE, 1_000_000, 5);
    town.sync(&mut office);
    assert_eq!(
        office.fine("k1", "ΗΚΡ-1000").unwrap_err().code(),
        numbers::NO_LEASE
    );
    let tasks = office.session().tasks().unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].finding.code, numbers::LEASE_NOT_SOUND);
}

/// A disk that takes marks and does not say that it has them.
struct Unsettled(MemoryHighWater);

impl HighWater for Unsettled {
    fn read(&mut self, lease: LeaseId) -> io::Result<Option<u64>> {
        self.0.read(lease)
    }

    fn write(&mut self, lease: LeaseId, used: u64) -> io::Result<()> {
        self.0.write(lease, used)
    }

    fn settle(&mut self) -> io::Result<()> {
        Err(io::Error::other("a dying disk"))
    }
}

#[test]
fn nothing_is_written_before_the_mark_of_the_command_before_is_on_the_disk() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k1", "ΗΚΡ-1001").unwrap();
    let marks = office.marks.clone();
    office.node().env.marks = Box::new(Unsettled(marks.clone()));
    let refused = office.fine("k2", "ΗΚΡ-1002").unwrap_err();
    assert_eq!(refused.code(), numbers::MARK_NOT_WRITTEN);
    let page = office.session().list(&ListFilter::default()).unwrap();
    assert_eq!(page.total, 1);
    office.node().env.marks = Box::new(marks);
    assert_eq!(
        office.fine("k2", "ΗΚΡ-1002").unwrap().number,
        "Κ12-2026-001001"
    );
    office.clean();
}

#[test]
fn a_mark_that_fell_behind_freezes_the_series_and_gives_the_rest_back() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    for n in 0..4 {
        office
            .fine(&format!("k{n}"), &format!("ΗΚΡ-100{n}"))
            .unwrap();
    }
    let lease =
        crate::numbers::all(office.node().unlocked().unwrap().store.conn()).unwrap()[0].lease;
    office.marks.write(lease, 1).unwrap();
    office.restart().unwrap();
    assert_eq!(
        office.fine("k9", "ΗΚΡ-1009").unwrap_err().code(),
        numbers::SERIES_FROZEN
    );
    assert!(
        office
            .node()
            .status()
            .unwrap()
            .numbers
            .iter()
            .any(|status| status.frozen)
    );
    town.sync(&mut office);
    let feed = office.feed(POLICE);
    let returns = town
        .store
        .entries(&feed)
        .filter(|entry| entry.header.kind == Kind::LEASE_RETURN)
        .count();
    assert_eq!(returns, 1, "the centre learns that the rest is doubtful");
    office.restart().unwrap();
    assert_eq!(
        office.session().tasks().unwrap().len(),
        1,
        "one task, not one per opening"
    );
}

#[test]
fn a_store_restored_from_a_copy_starts_a_new_life_and_prints_no_number_twice() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k1", "ΗΚΡ-1001").unwrap();
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let lost = office.fine("k2", "ΗΚΡ-1002").unwrap();
    let before = office.node().incarnation().unwrap();
    // The copy comes back; the marks outside remember the second number.
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    assert_ne!(office.node().incarnation().unwrap(), before);
    let codes: Vec<_> = office
        .session()
        .tasks()
        .unwrap()
        .into_iter()
        .map(|task| task.finding.code)
        .collect();
    assert!(codes.contains(&storage::STORE_ROLLED_BACK) && codes.contains(&numbers::SERIES_FROZEN));
    assert_eq!(
        office.fine("k3", "ΗΚΡ-1003").unwrap_err().code(),
        numbers::NO_LEASE
    );
    let to = office.node().incarnation().unwrap();
    town.lease(to, POLICE, Series::FINE, 5000, 5);
    town.sync(&mut office);
    let next = office.fine("k3", "ΗΚΡ-1003").unwrap();
    assert_ne!(next.number, lost.number);
    office.clean();
}

#[test]
fn a_copy_that_even_lost_its_lease_meets_its_old_mark_when_the_lease_comes_again() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let to = office.node().incarnation().unwrap();
    town.lease(to, POLICE, Series::FINE, 100, 9);
    town.sync(&mut office);
    let told = office.fine("k1", "ΗΚΡ-1001").unwrap();
    assert_eq!(told.number, "Κ12-2026-000100");
    // The fine never reached the centre; the copy comes back, and the lease with the next session.
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    town.sync(&mut office);
    assert_ne!(
        office.node().incarnation().unwrap(),
        to,
        "found out by the mark"
    );
    assert!(office.fine("k2", "ΗΚΡ-1002").is_err());
}

#[test]
fn a_store_the_centre_remembers_better_starts_a_new_life_and_gets_its_entries_back() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k1", "ΗΚΡ-1001").unwrap();
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    office.fine("k2", "ΗΚΡ-1002").unwrap();
    let before = office.node().incarnation().unwrap();
    town.sync(&mut office);
    // Store and marks are both restored: only the centre can tell.
    office.node = None;
    office.marks = crate::env::MemoryHighWater::default();
    copy_store(copy.path(), office.folder.path());
    let leases = [([1_u8; 16], 1_u64)];
    for (lease, used) in leases {
        office
            .marks
            .write(loggia_schema::ids::LeaseId(lease), used)
            .unwrap();
    }
    office.restart().unwrap();
    assert_eq!(office.node().incarnation().unwrap(), before);
    town.sync_ending(&mut office);
    town.sync(&mut office);
    assert_ne!(office.node().incarnation().unwrap(), before);
    assert_eq!(
        office.session().list(&ListFilter::default()).unwrap().total,
        2,
        "the lost fine is back"
    );
    office.clean();
}

#[test]
fn a_new_life_returns_the_blocks_of_the_old_one_itself_and_those_that_arrive_later() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k0", "ΗΚΡ-1000").unwrap();
    let old = office.feed(POLICE);
    let copy = tempfile::tempdir().unwrap();
    office.node = None;
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    office.fine("k1", "ΗΚΡ-1001").unwrap();
    office.fine("k2", "ΗΚΡ-1002").unwrap();
    town.sync(&mut office);
    let late = town.lease(old.incarnation, POLICE, Series::FINE, 9000, 5);
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    let new = office.feed(POLICE);
    assert_ne!(old.incarnation, new.incarnation);
    town.sync(&mut office);
    let blocks = crate::numbers::all(office.node().unlocked().unwrap().store.conn()).unwrap();
    let of_old: Vec<_> = blocks
        .iter()
        .filter(|block| block.incarnation == old.incarnation)
        .collect();
    assert!(
        of_old.iter().any(|block| block.lease == late),
        "it is known"
    );
    assert!(
        of_old
            .iter()
            .all(|block| block.state == crate::numbers::BlockState::Frozen)
    );
    town.sync(&mut office);
    use loggia_sync::store::SyncStore as _;
    let run = town
        .store
        .run_after(&new, loggia_schema::ids::Height(0), 100_000)
        .unwrap()
        .expect("the new life speaks");
    let returned = run
        .entries
        .iter()
        .filter(|entry| entry.header.kind == Kind::LEASE_RETURN)
        .count();
    let fines = of_old.iter().filter(|block| block.scope == POLICE).count();
    assert_eq!((returned, fines), (2, 2));
    assert_eq!(
        town.store.frontier(&POLICE).unwrap(),
        office.node().frontier(&POLICE).unwrap(),
        "the old life said nothing more, so nothing branched"
    );
}

#[test]
fn a_note_that_the_disk_refuses_says_so() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.faults.arm(1, crate::env::Outcome::Fail);
    let full = office.node().note_synced().unwrap_err();
    assert_eq!(full.code(), storage::DISK_FULL);
    office.faults.arm(1, crate::env::Outcome::Kill);
    assert!(office.node().note_synced().unwrap_err().is_killed());
}
