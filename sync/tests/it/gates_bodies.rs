//! The admit gate looks into bodies: changes, private parts, closures, numbers given back, secrets.

use crate::gates::{bundle, entry_fault, take, town, verdict};
use crate::town::{POLICE, Town};
use loggia_schema::ids::{DocId, Height, Incarnation, PartId};
use loggia_sync::body::{BodySecret, CaseKind, PrivateBody};
use loggia_sync::entries::{
    Closure, ClosureReason, Erased, Erasure, LeaseReturn, ReturnReason, Spoken,
};
use loggia_sync::feed::{Kind, Tip};
use loggia_sync::gates::{AdmitError, Content, EntryFault, SecretState, admit};
use loggia_sync::memory::{inspect_toy, toy_change};

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
