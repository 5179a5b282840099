//! The admit gate against an adversary who may change, forge, withhold and re-sign as it likes.

use crate::town::{COUNTER, DIMOS, POLICE, Town};
use loggia_schema::ids::{DocId, Height, Incarnation, MunicipalityId, ScopeId};
use loggia_sync::body::{BodySecret, CaseKind, OpenBody};
use loggia_sync::bundle::{Bundle, BundleError, RunError};
use loggia_sync::feed::{FeedId, Kind};
use loggia_sync::gates::{AdmitError, EntryFault, admit};
use loggia_sync::memory::{MemoryStore, inspect_toy, toy_change};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::{Registration, StoreError, SyncStore as _};

/// The office's own feed from a height, as a signed bundle.
pub fn bundle(town: &Town, scope: ScopeId, after: u64) -> Bundle {
    let office = &town.offices[0];
    let run = office
        .store
        .run_after(&office.feed(scope), Height(after), usize::MAX)
        .unwrap()
        .unwrap();
    run.into_signed(DIMOS, &office.keys).unwrap().to_bundle()
}

/// A town whose first office wrote a case of four entries, and the bundle of it.
pub fn town() -> (Town, Bundle) {
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 3);
    let bundle = bundle(&town, POLICE, 0);
    (town, bundle)
}

pub fn verdict(town: &Town, bundle: Bundle) -> Result<usize, AdmitError> {
    let checked = admit(bundle, &town.centre.store, inspect_toy)?;
    Ok(checked.map_or(0, |checked| checked.entries().len()))
}

pub fn take(town: &mut Town, bundle: Bundle) {
    let checked = admit(bundle, &town.centre.store, inspect_toy)
        .unwrap()
        .unwrap();
    town.centre.store.admit(&checked).unwrap();
}

/// What the gate says of an entry that the office writes as it likes, after a case of four.
pub fn entry_fault(write: impl FnOnce(&mut Town)) -> Option<EntryFault> {
    let mut town = town().0;
    write(&mut town);
    match verdict(&town, bundle(&town, POLICE, 0)) {
        Ok(_) => None,
        Err(AdmitError::Entry { at: Height(5), why }) => Some(why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_true_bundle_is_taken_once() {
    let (mut town, bundle) = town();
    assert_eq!(verdict(&town, bundle.clone()), Ok(4));
    take(&mut town, bundle.clone());
    assert_eq!(verdict(&town, bundle), Ok(0));
}

#[test]
fn a_bundle_that_overlaps_what_is_held_brings_only_what_is_new() {
    let (mut town, first) = town();
    take(&mut town, first);
    town.offices[0].write_case(POLICE, 2, 1);
    let overlapping = bundle(&town, POLICE, 2);
    let checked = admit(overlapping, &town.centre.store, inspect_toy)
        .unwrap()
        .unwrap();
    assert_eq!(
        (checked.before().height, checked.entries().len()),
        (Height(4), 2)
    );
}

#[test]
fn a_broken_chain_is_refused() {
    let (town, mut bundle) = town();
    bundle.entries.remove(1);
    assert!(matches!(
        verdict(&town, bundle),
        Err(AdmitError::Bundle(BundleError::Chain(_)))
    ));
}

#[test]
fn a_header_changed_by_a_relay_is_refused() {
    let (town, mut bundle) = town();
    bundle.entries[1].header.doc = DocId([8; 16]);
    assert_eq!(verdict(&town, bundle), Err(BundleError::Signature.into()));
}

#[test]
fn a_bad_signature_is_refused() {
    let (town, mut bundle) = town();
    bundle.signature.0[10] ^= 1;
    assert_eq!(verdict(&town, bundle), Err(BundleError::Signature.into()));
}

#[test]
fn a_run_signed_by_another_device_is_refused() {
    let (town, bundle) = town();
    let office = &town.offices[0];
    let run = office
        .store
        .run_after(&office.feed(POLICE), Height(0), usize::MAX)
        .unwrap()
        .unwrap();
    let thief = KeyPair::from_seed(&[0x66; 32]);
    assert_eq!(
        run.into_signed(DIMOS, &thief).unwrap_err(),
        RunError::Unsigned
    );
    let mut stolen = bundle;
    stolen.feed = FeedId {
        device: thief.public(),
        ..stolen.feed
    };
    assert_eq!(verdict(&town, stolen), Err(BundleError::Signature.into()));
}

#[test]
fn a_tail_cut_off_is_refused_because_the_signature_is_over_the_end() {
    let (town, mut bundle) = town();
    bundle.entries.pop();
    assert_eq!(verdict(&town, bundle), Err(BundleError::Signature.into()));
}

#[test]
fn another_municipality_is_refused() {
    let (town, mut bundle) = town();
    bundle.municipality = MunicipalityId(72);
    assert_eq!(
        verdict(&town, bundle),
        Err(BundleError::Municipality(MunicipalityId(72)).into())
    );
}

#[test]
fn a_gap_is_refused() {
    let (town, _) = town();
    let later = bundle(&town, POLICE, 2);
    assert_eq!(
        verdict(&town, later),
        Err(AdmitError::Gap {
            held: Height(0),
            found: Height(2)
        })
    );
}

#[test]
fn a_feed_that_does_not_begin_as_it_must_is_refused() {
    let (mut town, _) = town();
    let office = &mut town.offices[0];
    let other = MemoryStore::new(
        MunicipalityId(9),
        office.keys.public(),
        Incarnation([1; 10]),
        office.keys.public(),
    );
    office.store = other;
    let secret = BodySecret::from_bytes([1; 32]);
    office
        .store
        .write(POLICE, Kind(900), DocId::NONE, &secret, vec![1])
        .unwrap();
    // the chain of another municipality, signed for ours
    assert_eq!(
        verdict(&town, bundle(&town, POLICE, 0)),
        Err(AdmitError::WrongStart)
    );
}

#[test]
fn two_branches_are_told_from_a_gap_and_from_a_lie() {
    let (mut town, first) = town();
    let backup = (
        town.offices[0].store.clone(),
        town.offices[0].write_case(POLICE, 2, 0),
    )
        .0;
    take(&mut town, first);
    let second = bundle(&town, POLICE, 4);
    take(&mut town, second);
    town.offices[0].store = backup;
    town.offices[0].write_case(POLICE, 3, 0);
    let branch = bundle(&town, POLICE, 4);
    assert!(
        matches!(verdict(&town, branch), Err(AdmitError::Fork(tip)) if tip.tip.height == Height(5))
    );
}

#[test]
fn a_foreign_scope_and_an_unknown_device_are_refused() {
    let (mut town, bundle) = town();
    let device = town.offices[0].keys.public();
    town.centre
        .store
        .register(device, Registration::Active(vec![COUNTER]));
    assert_eq!(
        verdict(&town, bundle.clone()),
        Err(AdmitError::ForeignScope)
    );
    town.centre.store.register(device, Registration::Unknown);
    assert_eq!(verdict(&town, bundle), Err(AdmitError::UnknownDevice));
}

#[test]
fn a_document_of_another_scope_is_refused() {
    let fault = entry_fault(|town| {
        let (office, centre) = (&mut town.offices[0], &mut town.centre);
        let (one, two) = (
            toy_change(&Incarnation([0xcc; 10]), 1, &[], "x"),
            toy_change(&Incarnation([1; 10]), 9, &[], "x"),
        );
        centre
            .store
            .open(COUNTER, DocId([7; 16]), CaseKind(1), one, &mut centre.rng)
            .unwrap();
        office
            .store
            .open(POLICE, DocId([7; 16]), CaseKind(1), two, &mut office.rng)
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::ForeignDocument));
}

#[test]
fn an_actor_that_is_not_of_the_feed_is_refused() {
    let fault = entry_fault(|town| {
        let office = &mut town.offices[0];
        let foreign = toy_change(&Incarnation([2; 10]), 1, &[], "x");
        office
            .store
            .open(
                POLICE,
                DocId([7; 16]),
                CaseKind(1),
                foreign,
                &mut office.rng,
            )
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::ForeignActor));
}

#[test]
fn a_dependency_in_another_document_is_refused() {
    let fault = entry_fault(|town| {
        let office = &mut town.offices[0];
        let first = office
            .store
            .entries(&office.feed(POLICE))
            .next()
            .unwrap()
            .body
            .clone()
            .unwrap();
        let elsewhere = inspect_toy(&OpenBody::decode(&first).unwrap().change)
            .unwrap()
            .hash;
        let change = toy_change(&Incarnation([1; 10]), 9, &[elsewhere], "x");
        office
            .store
            .open(POLICE, DocId([7; 16]), CaseKind(1), change, &mut office.rng)
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::ForeignDependency));
}

#[test]
fn relays_join_runs_and_keep_the_last_signature() {
    let (mut town, first) = town();
    town.offices[0].write_case(POLICE, 2, 1);
    let second = bundle(&town, POLICE, 4);
    let (one, two) = (first.verify(DIMOS).unwrap(), second.verify(DIMOS).unwrap());
    let Err(back) = two.clone().join(one.clone()) else {
        panic!("joined the wrong way round")
    };
    assert_eq!(*back, (two.clone(), one.clone()));
    let joined = one.join(two.clone()).unwrap();
    assert_eq!(joined.signed(), two.signed());
    assert_eq!(joined.to_bundle().encode().len(), joined.size());
    assert_eq!(verdict(&town, joined.to_bundle()), Ok(6));
    let mut erased = joined;
    erased.erase(Height(2));
    assert!(
        erased.to_bundle().verify(DIMOS).is_ok(),
        "bodies lie off the chain"
    );
}

#[test]
fn a_store_that_cannot_answer_is_not_the_peers_fault() {
    let (town, bundle) = town();
    let checked = admit(bundle, &town.centre.store, inspect_toy)
        .unwrap()
        .unwrap();
    let mut full = town.centre.store.clone();
    full.failing = Some(StoreError::Full);
    assert_eq!(full.admit(&checked), Err(StoreError::Full));
    // a checked bundle that no longer fits is a fault of ours
    let mut twice = town.centre.store.clone();
    twice.admit(&checked).unwrap();
    assert!(matches!(twice.admit(&checked), Err(StoreError::Ours(_))));
}
