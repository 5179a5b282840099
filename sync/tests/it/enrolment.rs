//! A new device and its municipality: right codes, used ones, foreign ones, and where the store key goes.

use crate::town::{DIMOS, POLICE, Talk, Town, refused, talk};
use loggia_schema::ids::Incarnation;
use loggia_schema::message::sync as says;
use loggia_sync::enrol::{EnrolCode, EnrolRequest};
use loggia_sync::identity::RootTrust;
use loggia_sync::memory::MemoryStore;
use loggia_sync::seal::{Purpose, SealSecret, open};
use loggia_sync::session::{Ending, EnrolTask, NodeSide, Output, Party, Session, Task};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::{Registration, SyncStore as _};
use zeroize::Zeroizing;

fn enrol(town: &mut Town, code: EnrolCode, seed: u8) -> (Talk, KeyPair) {
    let keys = KeyPair::from_seed(&[seed; 32]);
    let task = EnrolTask {
        code: code.clone(),
        name: "Φορητός Δημοτικής Αστυνομίας 9".into(),
        incarnation: Incarnation([seed; 10]),
        seal_to: SealSecret::from_bytes([seed; 32]).public(),
        store_key: Zeroizing::new([0x5a; 32]),
    };
    let side = NodeSide {
        keys: keys.clone(),
        trust: RootTrust::Fingerprint(code.root()),
        task: Task::Enrol(task),
    };
    let node = Session::node(side, town.settings.clone(), &mut town.centre.rng);
    let (_, centre) = town.sessions(0);
    let mut empty = MemoryStore::new(DIMOS, keys.public(), Incarnation([seed; 10]), keys.public());
    let talk = talk(
        node,
        centre,
        &mut empty,
        &mut town.centre.store,
        (None, None),
        None,
    );
    (talk, keys)
}

#[test]
fn a_new_device_enrols_with_a_code_once() {
    let mut town = Town::new(1);
    let code = EnrolCode::generate(&town.root.public(), &mut town.centre.rng);
    town.centre.store.open_code(&code, vec![POLICE]);
    let typed = EnrolCode::parse(&code.text().to_lowercase()).unwrap();
    let (talk, keys) = enrol(&mut town, typed.clone(), 9);
    let granted = talk.node.iter().find_map(|output| match output {
        Output::Enrolled {
            enrolled,
            certificate,
        } => Some((enrolled.scopes.clone(), certificate.root)),
        _ => None,
    });
    assert_eq!(granted, Some((vec![POLICE], town.root.public())));
    assert_eq!(
        town.centre.store.registration(&keys.public()),
        Ok(Registration::Active(vec![POLICE]))
    );
    // the same device may ask again (its answer was lost); another may not
    assert!(matches!(
        enrol(&mut town, typed.clone(), 9).0.node_ending(),
        Ending::Done(_)
    ));
    let (again, _) = enrol(&mut town, typed, 10);
    assert_eq!(
        again.node_ending(),
        refused(Party::Peer, says::CODE_REFUSED)
    );
}

#[test]
fn the_store_key_reaches_the_municipality_and_nobody_else() {
    let mut town = Town::new(1);
    let code = EnrolCode::generate(&town.root.public(), &mut town.centre.rng);
    town.centre.store.open_code(&code, vec![POLICE]);
    let (_, keys) = enrol(&mut town, code, 9);
    let sealed = town
        .centre
        .store
        .sealed_store_key(&keys.public())
        .unwrap()
        .to_vec();
    let context = EnrolRequest::seal_context(DIMOS, &keys.public());
    let opened = open(&town.recovery, Purpose::StoreKey, &context, &sealed).unwrap();
    assert_eq!(opened.as_slice(), [0x5a; 32]);
    assert!(open(&town.recovery, Purpose::Parcel, &context, &sealed).is_err());
    assert!(
        open(
            &SealSecret::from_bytes([1; 32]),
            Purpose::StoreKey,
            &context,
            &sealed
        )
        .is_err()
    );
}

#[test]
fn a_wrong_or_foreign_code_enrols_nobody() {
    let mut town = Town::new(1);
    let unknown = EnrolCode::generate(&town.root.public(), &mut town.centre.rng);
    assert_eq!(
        enrol(&mut town, unknown, 9).0.node_ending(),
        refused(Party::Peer, says::CODE_REFUSED)
    );
    let elsewhere =
        EnrolCode::generate(&KeyPair::from_seed(&[1; 32]).public(), &mut town.centre.rng);
    town.centre.store.open_code(&elsewhere, vec![POLICE]);
    assert_eq!(
        enrol(&mut town, elsewhere, 9).0.node_ending(),
        refused(Party::Us, says::WRONG_CENTRE)
    );
}
