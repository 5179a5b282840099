//! Protocol series: no gap, no number twice, whatever happens to the store, to the mark outside and to the calendar.

use super::town::*;
use crate::env::{HighWater, Outcome};
use crate::protocol::{self, Count};
use crate::{NodeError, Result};
use loggia_cases::protocol::{ProtocolNumber, Register};
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{access, protocol as messages, storage};
use std::collections::BTreeSet;

/// Takes a number as a command does.
fn take(office: &mut Office, key: &str, register: Register) -> Result<ProtocolNumber> {
    take_at(office, key, COUNTER, register)
}

fn take_at(
    office: &mut Office,
    key: &str,
    scope: ScopeId,
    register: Register,
) -> Result<ProtocolNumber> {
    office.session().once(key, "test", &(), |session, once| {
        let moment = session.moment()?;
        let next = session.next_protocol(&scope, register, &moment)?;
        session.write(scope, moment.device, |writer| {
            protocol::take(writer.tx(), &next)?;
            once.answer(writer.tx(), &next.number, moment.device)?;
            Ok(next.number)
        })
    })
}

fn counts(office: &mut Office) -> Vec<Count> {
    let life = office.node().incarnation().unwrap();
    protocol::of_life(office.node().unlocked().unwrap().store.conn(), life).unwrap()
}

#[test]
fn every_book_of_a_desk_counts_without_gaps_and_january_begins_at_one() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    for no in 1..=3 {
        let given = take(&mut office, &format!("p{no}"), Register::Protocol).unwrap();
        assert_eq!((given.no(), given.year()), (no, 2026));
        assert_eq!(given.desk().as_str(), "ΤΑ02");
        assert!(given.is_of(office.node().incarnation().unwrap()));
    }
    assert_eq!(take(&mut office, "p3", Register::Protocol).unwrap().no(), 3);
    let signature = take(&mut office, "s1", Register::Signature).unwrap();
    let police = take_at(&mut office, "d1", POLICE, Register::Protocol).unwrap();
    assert_eq!((signature.no(), police.no()), (1, 1));
    // Half past one in the night of the new year in Crete; in UTC it is still the old one.
    office.clock.set("2026-12-31T23:30:00Z".parse().unwrap());
    let first = take(&mut office, "n1", Register::Protocol).unwrap();
    assert_eq!((first.no(), first.year()), (1, 2027));
    office.restart().unwrap();
    assert_eq!(take(&mut office, "n2", Register::Protocol).unwrap().no(), 2);
    let status = office.node().status().unwrap().protocol;
    let last: Vec<u32> = status.iter().map(|series| series.last.no()).collect();
    assert_eq!(last, [1, 3, 1, 2], "{status:?}");
}

#[test]
fn two_laptops_of_one_desk_never_give_the_same_number() {
    let mut town = Town::new();
    let (mut one, mut two) = (town.office_with("ena", 0), town.office_with("dyo", 0));
    let mut given = BTreeSet::new();
    for n in 0..5 {
        for office in [&mut one, &mut two] {
            let number = take(office, &format!("k{n}"), Register::Protocol).unwrap();
            assert!(given.insert(number.to_string()), "{number}");
        }
    }
}

#[test]
fn killed_at_any_storage_call_the_series_has_no_gap_and_no_number_comes_twice() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let (mut told, mut done) = (BTreeSet::new(), false);
    for n in 1..=60 {
        let key = format!("k{n}");
        office.faults.arm(n, Outcome::Kill);
        match take(&mut office, &key, Register::Protocol) {
            Ok(number) => {
                assert!(told.insert(number));
                done = true;
                break;
            }
            Err(error) => assert!(error.is_killed(), "call {n}: {error:?}"),
        }
        office.restart().unwrap();
        let number = take(&mut office, &key, Register::Protocol).unwrap();
        assert!(told.insert(number.clone()), "call {n}: {number} twice");
    }
    assert!(done, "the last run goes through every call");
    let numbers: Vec<u32> = told.iter().map(ProtocolNumber::no).collect();
    let expected: Vec<u32> = (1..=u32::try_from(told.len()).unwrap()).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn a_store_from_a_copy_begins_a_new_series_and_remembers_how_far_the_old_one_was_shown() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    take(&mut office, "k1", Register::Protocol).unwrap();
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let old = office.node().incarnation().unwrap();
    let mut shown = BTreeSet::new();
    for n in 2..=4 {
        shown.insert(take(&mut office, &format!("k{n}"), Register::Protocol).unwrap());
    }
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    assert_ne!(office.node().incarnation().unwrap(), old);
    let first = take(&mut office, "k5", Register::Protocol).unwrap();
    assert_eq!(first.no(), 1);
    assert!(!shown.contains(&first));
    let conn = office.node().unlocked().unwrap().store.conn();
    let former = protocol::of_life(conn, old).unwrap();
    assert_eq!((former[0].used, former[0].shown), (1, 4));
    let tasks = office.session().tasks().unwrap();
    assert!(
        tasks
            .iter()
            .any(|task| task.finding.code == storage::STORE_ROLLED_BACK)
    );
    office.clean();
}

#[test]
fn a_copy_that_forgot_the_whole_series_meets_its_mark_before_the_first_number() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let old = office.node().incarnation().unwrap();
    let shown = take(&mut office, "k1", Register::Protocol).unwrap();
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    let next = take(&mut office, "k2", Register::Protocol).unwrap();
    assert_ne!(next, shown);
    assert_ne!(office.node().incarnation().unwrap(), old);
    assert!(next.is_of(office.node().incarnation().unwrap()));
    // The new life is entered once, not at every number.
    let life = office.node().incarnation().unwrap();
    assert_eq!(take(&mut office, "k3", Register::Protocol).unwrap().no(), 2);
    office.restart().unwrap();
    assert_eq!(office.node().incarnation().unwrap(), life);
}

#[test]
fn a_mark_that_went_back_or_is_gone_begins_a_new_series() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    for n in 1..=3 {
        take(&mut office, &format!("k{n}"), Register::Protocol).unwrap();
    }
    let series = counts(&mut office)[0].mark_id();
    office.marks.write(series, 1).unwrap();
    office.restart().unwrap();
    let next = take(&mut office, "k4", Register::Protocol).unwrap();
    assert_eq!(next.no(), 1);
    // On another machine there are no marks at all; one number is the mark's own delay, two are not.
    take(&mut office, "k5", Register::Protocol).unwrap();
    let before = office.node().incarnation().unwrap();
    office.marks = crate::env::MemoryHighWater::default();
    office.restart().unwrap();
    assert_ne!(office.node().incarnation().unwrap(), before);
}

#[test]
fn a_desk_that_is_not_here_and_a_series_at_its_end_give_no_number() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let refused = take_at(&mut office, "k", ScopeId([9; 16]), Register::Protocol);
    assert_eq!(refused.unwrap_err().code(), access::SCOPE_FOREIGN);
    take(&mut office, "k1", Register::Protocol).unwrap();
    let series = counts(&mut office)[0].clone();
    let (env, open) = {
        let node = office.node();
        (&mut node.env, node.open.as_mut().unwrap())
    };
    open.store
        .write::<_, NodeError>(&mut *env.faults, |tx| {
            let sql = "UPDATE protocol_series SET used = 999999 WHERE incarnation = ?1";
            Ok(tx.exec(sql, [series.incarnation.as_bytes()]).map(drop)?)
        })
        .unwrap();
    let refused = take(&mut office, "k2", Register::Protocol);
    assert_eq!(refused.unwrap_err().code(), messages::SERIES_FULL);
}
