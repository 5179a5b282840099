//! Kill the node at every storage call of a save; fill the disk; fail at every call.

use super::town::*;
use crate::env::Outcome;
use crate::queries::ListFilter;
use loggia_schema::message::{Fault, numbers, storage};
use std::collections::BTreeSet;

/// Numbers of all fines in the store.
fn held(office: &mut Office) -> BTreeSet<String> {
    let page = office
        .session()
        .list(&ListFilter {
            limit: 500,
            ..ListFilter::default()
        })
        .unwrap();
    page.rows.into_iter().map(|row| row.number).collect()
}

#[test]
fn killed_at_any_storage_call_nothing_acknowledged_is_lost_and_no_number_comes_twice() {
    killed_at_any_storage_call(false);
}

#[test]
fn a_power_cut_that_loses_the_mark_on_its_way_loses_no_number_and_freezes_no_series() {
    killed_at_any_storage_call(true);
}

fn killed_at_any_storage_call(power: bool) {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 200);
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut calls = 0;
    for n in 1..=200 {
        let (key, plate) = (format!("k{n}"), format!("ΗΚΡ-{}", 1000 + n));
        office.faults.arm(n, Outcome::Kill);
        let killed = match office.fine(&key, &plate) {
            Ok(issued) => {
                assert!(told.insert(issued.number), "call {n}");
                calls = office.faults.seen();
                break;
            }
            Err(error) => error,
        };
        assert!(killed.is_killed(), "call {n}: {killed:?}");
        if power {
            office.marks.power_cut();
        }
        assert!(
            office.fine("dead", "ΗΚΡ-1").unwrap_err().is_killed(),
            "a dead node does nothing more"
        );
        office.restart().unwrap();
        let before = held(&mut office);
        // The impatient finger: the same command again gives the one fine it is.
        let again = office.fine(&key, &plate).unwrap();
        assert!(
            told.insert(again.number.clone()),
            "call {n}: {} was told before",
            again.number
        );
        assert!(held(&mut office).len() <= before.len() + 1, "call {n}");
        office.clean();
    }
    assert!(
        calls > 8,
        "the last run went through all {calls} storage calls"
    );
    assert_eq!(
        held(&mut office),
        told,
        "every number belongs to exactly one fine that was told"
    );
}

#[test]
fn a_call_that_fails_stores_nothing_and_the_next_one_goes_on() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 100);
    let mut saves = 0;
    for n in 1..=60 {
        office.faults.arm(n, Outcome::Fail);
        let key = format!("k{n}");
        let plate = format!("ΗΚΡ-{}", 1000 + n);
        let outcome = office.fine(&key, &plate);
        office.faults.disarm();
        match outcome {
            Ok(_) => {
                saves += 1;
                break;
            }
            Err(error) => {
                assert_eq!(error.fault(), Fault::Disk, "call {n}");
                let code = error.code();
                assert!(
                    [storage::DISK_FULL, numbers::MARK_NOT_WRITTEN].contains(&code),
                    "call {n}: {code}"
                );
                office.fine(&key, &plate).unwrap();
                saves += 1;
            }
        }
    }
    assert_eq!(held(&mut office).len(), saves);
    office.clean();
}

#[test]
fn a_full_disk_loses_no_number_and_nothing_that_was_stored() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 100);
    office.fine("k0", "ΗΚΡ-1000").unwrap();
    {
        let store = &office.node().unlocked().unwrap().store;
        store.limit_pages(store.pages().unwrap()).unwrap();
    }
    let mut full = None;
    for n in 1..=60 {
        if let Err(error) = office.fine(&format!("k{n}"), &format!("ΗΚΡ-{}", 1000 + n)) {
            full = Some((n, error));
            break;
        }
    }
    let (n, error) = full.expect("the disk becomes full");
    assert_eq!(
        (error.code(), error.fault()),
        (storage::DISK_FULL, Fault::Disk)
    );
    assert_eq!(held(&mut office).len(), n, "everything before is there");
    office
        .node()
        .unlocked()
        .unwrap()
        .store
        .limit_pages(1_000_000)
        .unwrap();
    let next = office
        .fine(&format!("k{n}"), &format!("ΗΚΡ-{}", 1000 + n))
        .unwrap();
    assert_eq!(
        next.number,
        format!("Κ12-2026-{:06}", 1000 + n),
        "no number was lost"
    );
    office.clean();
}

#[test]
fn killed_while_a_bundle_comes_in_the_next_opening_goes_on() {
    let mut town = Town::new();
    let (mut writer, mut reader) = (town.office("grafeas"), town.office("anagnostis"));
    for n in 0..3 {
        writer
            .fine(&format!("k{n}"), &format!("ΗΚΡ-100{n}"))
            .unwrap();
    }
    town.sync(&mut writer);
    for n in 1.. {
        reader.faults.arm(n, Outcome::Kill);
        let ending = town.sync_ending_or_killed(&mut reader);
        if ending {
            break;
        }
        reader.restart().unwrap();
        reader.clean();
        assert!(n < 300, "the session ends one day");
    }
    reader.faults.disarm();
    town.sync(&mut reader);
    assert_eq!(held(&mut reader).len(), 3);
    reader.clean();
}

#[test]
fn what_a_failing_disk_left_lying_is_applied_at_the_next_meeting() {
    let mut town = Town::new();
    let (mut writer, mut reader) = (town.office_with("grafeas", 100), town.office("anagnostis"));
    for n in 1..=40 {
        writer
            .fine(&format!("k{n}"), &format!("ΗΚΡ-{}", 1000 + n))
            .unwrap();
        town.sync(&mut writer);
        reader.faults.arm(n, Outcome::Fail);
        town.sync_ending(&mut reader);
        reader.faults.disarm();
        town.sync(&mut reader);
        drop(reader.node().meeting().unwrap());
        assert_eq!(held(&mut reader).len() as u64, n, "call {n}");
        reader.clean();
    }
}
