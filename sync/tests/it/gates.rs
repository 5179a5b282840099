//! The admit gate against an adversary who may change, forge, withhold and re-sign as it likes.

use crate::town::{COUNTER, DIMOS, POLICE, Town};
use loggia_schema::ids::{DocId, Height, Incarnation, MunicipalityId, PartId, ScopeId};
use loggia_sync::body::{BodySecret, CaseKind, OpenBody, PrivateBody};
use loggia_sync::bundle::{Bundle, BundleError, RunError};
use loggia_sync::entries::{
    Closure, ClosureReason, Erased, Erasure, LeaseReturn, ReturnReason, Spoken,
};
use loggia_sync::feed::{FeedId, Kind, Tip};
use loggia_sync::gates::{AdmitError, Content, EntryFault, SecretState, admit};
use loggia_sync::memory::{MemoryStore, inspect_toy, toy_change};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::{Registration, StoreError, SyncStore as _};

/// The office's own feed from a height, as a signed bundle.
fn bundle(town: &Town, scope: ScopeId, after: u64) -> Bundle {
    let office = &town.offices[0];
    let run = office
        .store
        .run_after(&office.feed(scope), Height(after), usize::MAX)
        .unwrap()
        .unwrap();
    run.into_signed(DIMOS, &office.keys).unwrap().to_bundle()
}

/// A town whose first office wrote a case of four entries, and the bundle of it.
fn town() -> (Town, Bundle) {
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 3);
    let bundle = bundle(&town, POLICE, 0);
    (town, bundle)
}

fn verdict(town: &Town, bundle: Bundle) -> Result<usize, AdmitError> {
    let checked = admit(bundle, &town.centre.store, inspect_toy)?;
    Ok(checked.map_or(0, |checked| checked.entries().len()))
}

fn take(town: &mut Town, bundle: Bundle) {
    let checked = admit(bundle, &town.centre.store, inspect_toy)
        .unwrap()
        .unwrap();
    town.centre.store.admit(&checked).unwrap();
}

/// What the gate says of an entry that the office writes as it likes, after a case of four.
fn entry_fault(write: impl FnOnce(&mut Town)) -> Option<EntryFault> {
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
fn a_change_that_is_no_change_is_refused() {
    let fault = entry_fault(|town| {
        let office = &mut town.offices[0];
        let (facts, mut bytes) = toy_change(&Incarnation([1; 10]), 9, &[], "x");
        bytes.push(0);
        office
            .store
            .change(POLICE, DocId([1; 16]), (facts, bytes))
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::NotAChange));
}

#[test]
fn a_change_in_a_document_the_feed_has_not_opened_is_refused() {
    let secret = BodySecret::from_bytes([1; 32]);
    let fault = entry_fault(|town| {
        let (_, bytes) = toy_change(&Incarnation([1; 10]), 9, &[], "x");
        town.offices[0]
            .store
            .write(POLICE, Kind::CHANGE, DocId([7; 16]), &secret, bytes)
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::NotOpened));
}

#[test]
fn a_document_opened_twice_in_one_feed_is_refused() {
    let fault = entry_fault(|town| {
        let office = &mut town.offices[0];
        let change = toy_change(&Incarnation([1; 10]), 9, &[], "x");
        office
            .store
            .open(POLICE, DocId([1; 16]), CaseKind(1), change, &mut office.rng)
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::OpenedTwice));
}

#[test]
fn a_body_that_is_not_the_signed_one_is_refused() {
    let (town, bundle) = town();
    for (at, entry) in bundle.entries.iter().enumerate() {
        let mut forged = bundle.clone();
        let mut body = entry.body.clone().unwrap();
        *body.last_mut().unwrap() ^= 1;
        forged.entries[at].body = Some(body);
        let why = EntryFault::BodyHash;
        let at = Height(at as u64 + 1);
        assert_eq!(verdict(&town, forged), Err(AdmitError::Entry { at, why }));
    }
}

#[test]
fn a_withheld_body_is_refused_and_an_erased_one_is_not() {
    let (mut town, bundle) = town();
    let mut withheld = bundle;
    withheld.entries[2].body = None;
    let why = EntryFault::Withheld;
    assert_eq!(
        verdict(&town, withheld.clone()),
        Err(AdmitError::Entry { at: Height(3), why })
    );
    let erasure = Erasure {
        what: Erased::Document(DocId([1; 16])),
    };
    town.centre
        .store
        .speak(POLICE, Spoken::Erasure(erasure), &mut town.centre.rng)
        .unwrap();
    let checked = admit(withheld, &town.centre.store, inspect_toy)
        .unwrap()
        .unwrap();
    // also the bodies that the peer still sent are not stored
    assert!(
        checked
            .entries()
            .iter()
            .all(|entry| entry.body().is_none() && *entry.content() == Content::Erased)
    );
}

#[test]
fn an_erased_private_part_goes_alone() {
    let mut town = Town::new(1);
    let office = &mut town.offices[0];
    office.write_case(POLICE, 1, 0);
    let (doc, part) = (DocId([1; 16]), PartId([6; 16]));
    office
        .store
        .private(POLICE, doc, part, b"Onoma", &mut office.rng)
        .unwrap();
    office
        .store
        .private(POLICE, doc, PartId([7; 16]), b"allo", &mut office.rng)
        .unwrap();
    let feed = office.feed(POLICE);
    let sent = bundle(&town, POLICE, 0);
    let checked = admit(sent.clone(), &town.centre.store, inspect_toy)
        .unwrap()
        .unwrap();
    let content = Content::Private {
        part,
        bytes: b"Onoma".to_vec(),
    };
    assert_eq!(*checked.entries()[1].content(), content);
    let erasure = Erasure {
        what: Erased::Part {
            doc,
            part,
            entries: vec![(feed, Height(2))],
        },
    };
    town.centre
        .store
        .speak(POLICE, Spoken::Erasure(erasure), &mut town.centre.rng)
        .unwrap();
    let checked = admit(sent, &town.centre.store, inspect_toy)
        .unwrap()
        .unwrap();
    let bodies: Vec<_> = checked
        .entries()
        .iter()
        .map(|entry| entry.body().is_some())
        .collect();
    assert_eq!(bodies, [true, false, true]);
}

#[test]
fn only_the_centre_closes_feeds() {
    let fault = entry_fault(|town| {
        let office = &mut town.offices[0];
        let feed = office.feed(POLICE);
        let last = Tip {
            height: Height(0),
            link: loggia_sync::feed::Link([0; 32]),
        };
        let closure = Spoken::Closure(Closure {
            feed,
            last,
            reason: ClosureReason::Lost,
        });
        office
            .store
            .speak(POLICE, closure, &mut office.rng)
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::NotTheCentre));
}

#[test]
fn a_device_gives_numbers_back() {
    let fault = entry_fault(|town| {
        let office = &mut town.offices[0];
        let lease = loggia_schema::ids::LeaseId([1; 16]);
        let back = LeaseReturn {
            lease,
            first: 120,
            last: 199,
            reason: ReturnReason::YearEnd,
        };
        office
            .store
            .speak(POLICE, Spoken::LeaseReturn(back), &mut office.rng)
            .unwrap();
    });
    assert_eq!(fault, None);
}

#[test]
fn a_document_id_where_none_belongs_is_refused_and_the_other_way_round() {
    let salt = BodySecret::from_bytes([1; 32]);
    let private = PrivateBody {
        salt: salt.clone(),
        part: PartId([1; 16]),
        bytes: Vec::new(),
    }
    .encode();
    let fault = entry_fault(|town| {
        town.offices[0]
            .store
            .write(POLICE, Kind::PRIVATE, DocId::NONE, &salt, private)
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::DocumentId));
    let fault = entry_fault(|town| {
        let body = vec![1; 40];
        town.offices[0]
            .store
            .write(POLICE, Kind::LEASE_RETURN, DocId([1; 16]), &salt, body)
            .unwrap();
    });
    assert_eq!(fault, Some(EntryFault::DocumentId));
}

#[test]
fn a_malformed_body_of_a_known_kind_is_refused_and_of_a_newer_version_waits() {
    let salt = BodySecret::from_bytes([1; 32]);
    let body = |version| [salt.as_bytes().as_slice(), &[version], &[0; 9]].concat();
    let fault = entry_fault(|town| {
        town.offices[0]
            .store
            .write(POLICE, Kind::LEASE_RETURN, DocId::NONE, &salt, body(1))
            .unwrap();
    });
    assert!(matches!(fault, Some(EntryFault::Form(_))));
    let fault = entry_fault(|town| {
        town.offices[0]
            .store
            .write(POLICE, Kind::LEASE_RETURN, DocId::NONE, &salt, body(9))
            .unwrap();
    });
    assert_eq!(fault, None);
}

#[test]
fn secrets_come_with_the_first_entry_and_go_with_the_document() {
    use loggia_sync::gates::AdmitView as _;
    let (mut town, first) = town();
    take(&mut town, first);
    let (feed, doc) = (town.offices[0].feed(POLICE), DocId([1; 16]));
    assert!(matches!(
        town.centre.store.secret(&feed, &doc),
        Ok(SecretState::Known(_))
    ));
    let erasure = Spoken::Erasure(Erasure {
        what: Erased::Document(doc),
    });
    town.centre
        .store
        .speak(POLICE, erasure, &mut town.centre.rng)
        .unwrap();
    assert_eq!(
        town.centre.store.secret(&feed, &doc),
        Ok(SecretState::Erased)
    );
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
