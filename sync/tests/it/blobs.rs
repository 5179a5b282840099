//! Blobs in good and bad weather: what arrives is exactly what was named, or nothing.

use crate::blob_lies::{altered, refusals};
use crate::town::{POLICE, Town, refused};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::message::{files, sync as says};
use loggia_sync::blob::{BlobKey, BlobStanding, BlobStore as _};
use loggia_sync::entries::{Erased, Erasure, Spoken};
use loggia_sync::limits::{BLOB_CHUNK, MAX_BLOBS_NAMED};
use loggia_sync::receipt::Epoch;
use loggia_sync::session::message::Message;
use loggia_sync::session::{Ending, Output, Party};
use loggia_sync::store::{Registration, StoreError};

const DOC: DocId = DocId([1; 16]);
const ELSEWHERE: ScopeId = ScopeId([0x99; 16]);

pub fn content(seed: u8, len: usize) -> Vec<u8> {
    (seed..=250).cycle().take(len).collect()
}

/// Three files of one case: a byte, a chunk to the byte, three chunks and a bit.
pub fn photos() -> [Vec<u8>; 3] {
    [
        content(1, 1),
        content(2, BLOB_CHUNK),
        content(3, 3 * BLOB_CHUNK + 17),
    ]
}

/// A case with files at the office; the centre expects them as soon as it holds the case, as intake does.
pub fn attach(town: &mut Town, office: usize, doc: u8, files: &[Vec<u8>]) -> Vec<BlobKey> {
    town.offices[office].write_case(POLICE, doc, 1);
    let attached = files.iter().map(|file| {
        let key = town.offices[office].store.attach(DocId([doc; 16]), file);
        let key = key.unwrap();
        town.centre.store.name_blob(key, file.len() as u64, false);
        key
    });
    attached.collect()
}

pub fn assert_arrived(town: &Town, keys: &[BlobKey], files: &[Vec<u8>]) {
    for (key, file) in keys.iter().zip(files) {
        assert_eq!(town.centre.store.blob(key).as_ref(), Some(file));
        assert!(town.offices[0].store.blob_receipt(key).is_some());
    }
}

#[test]
fn files_follow_their_case_and_only_a_receipt_says_that_they_arrived() {
    let mut town = Town::new(1);
    let keys = attach(&mut town, 0, 1, &photos());
    let (node, centre) = town.sync(0);
    assert_eq!((node.chunks_sent, centre.chunks_taken), (6, 6));
    assert_eq!((node.blob_receipts, centre.blob_receipts), (3, 3));
    assert!(!node.more);
    assert_arrived(&town, &keys, &photos());
    // and then nothing moves any more
    let again = town.sync_cut(0, None);
    assert_eq!(again.trace.len(), 8, "{}", again.trace.join("\n"));
}

#[test]
fn a_line_cut_at_any_message_wastes_one_chunk_and_promises_nothing_untrue() {
    let start = || {
        let mut town = Town::new(1);
        let keys = attach(&mut town, 0, 1, &photos());
        (town, keys)
    };
    let whole = start().0.sync_cut(0, None).trace.len();
    assert!(whole > 20);
    for cut in 0..=whole {
        let (mut town, keys) = start();
        let talk = town.sync_cut(0, Some(cut));
        for output in &talk.node {
            if let Output::BlobReceiptStored(key) = output {
                assert!(town.centre.store.blob(key).is_some(), "cut {cut}");
            }
        }
        let held: usize = keys
            .iter()
            .map(|key| town.centre.store.blob_chunks(key))
            .sum();
        let (node, centre) = town.sync(0);
        assert_eq!(
            centre.chunks_taken as usize,
            6 - held,
            "cut {cut}: what is held is not sent again"
        );
        assert_eq!(node.chunks_sent, centre.chunks_taken);
        assert_arrived(&town, &keys, &photos());
    }
}

#[test]
fn a_budget_lets_documents_overtake_pictures() {
    let mut town = Town::new(1);
    town.settings.blob_budget = 1;
    let keys = attach(&mut town, 0, 1, &photos());
    let (first, _) = town.sync(0);
    assert_eq!((first.chunks_sent, first.more), (1, true));
    town.offices[0].write_case(POLICE, 2, 1);
    let talk = town.sync_cut(0, None);
    let at = |name: &str| talk.trace.iter().position(|line| line.contains(name));
    assert!(at("BUNDLE") < at("BLOB_CHUNK"), "{}", talk.trace.join("\n"));
    let mut sessions = 2;
    while town.sync(0).0.more {
        sessions += 1;
        assert!(sessions < 20);
    }
    assert_arrived(&town, &keys, &photos());
}

#[test]
fn a_session_that_has_documents_left_leaves_the_pictures_to_the_next() {
    let mut town = Town::new(1);
    attach(&mut town, 0, 1, &photos());
    town.offices[0].write_case(crate::town::COUNTER, 9, 3);
    town.settings.budget = 1;
    let (first, _) = town.sync(0);
    assert_eq!(
        (first.bundles_sent, first.chunks_sent, first.more),
        (1, 0, true)
    );
}

#[test]
fn more_files_than_one_session_names_come_in_several() {
    let mut town = Town::new(1);
    let many: Vec<Vec<u8>> = (0..MAX_BLOBS_NAMED + 3)
        .map(|n| content(7, 10 + n))
        .collect();
    let keys = attach(&mut town, 0, 1, &many);
    let (first, _) = town.sync(0);
    assert_eq!(
        (first.blob_receipts as usize, first.more),
        (MAX_BLOBS_NAMED, true)
    );
    assert!(!town.sync(0).0.more);
    assert_arrived(&town, &keys, &many);
}

#[test]
fn another_office_gets_a_picture_when_a_person_asks_for_it() {
    let mut town = Town::new(2);
    let keys = attach(&mut town, 0, 1, &photos());
    town.sync(0);
    town.sync(1);
    let wanted = keys[2];
    assert_eq!(town.offices[1].store.blob(&wanted), None);
    let len = photos()[2].len() as u64;
    town.offices[1].store.name_blob(wanted, len, true);
    town.settings.blob_budget = 2 * BLOB_CHUNK as u64;
    let (first, _) = town.sync(1);
    assert_eq!((first.chunks_taken, first.more), (2, true));
    assert_eq!(town.offices[1].store.blob(&wanted), None);
    let (second, _) = town.sync(1);
    assert_eq!((second.chunks_taken, second.more), (2, false));
    assert_eq!(
        town.offices[1].store.blob(&wanted),
        Some(photos()[2].clone())
    );
    assert_eq!(town.offices[1].store.blob(&keys[0]), None);
}

#[test]
fn a_device_without_the_scope_gets_nothing_and_hands_in_nothing() {
    let mut town = Town::new(2);
    let keys = attach(&mut town, 0, 1, &photos());
    town.sync(0);
    // the second office held the desk once, and knows its cases and the names of their files
    town.sync(1);
    let device = town.offices[1].keys.public();
    let counter = Registration::Active(vec![crate::town::COUNTER]);
    town.centre.store.register(device, counter);
    town.offices[1]
        .store
        .name_blob(keys[1], BLOB_CHUNK as u64, true);
    town.offices[1].write_case(POLICE, 5, 0);
    let own = attach_foreign(&mut town, 1);
    town.sync(1);
    let store = &town.offices[1].store;
    assert_eq!(store.blob(&keys[1]), None);
    assert_eq!(store.blob_refusal(&keys[1]), Some(files::BLOB_FOREIGN));
    assert_eq!(store.blob_refusal(&own), Some(files::BLOB_FOREIGN));
    assert_eq!(town.centre.store.blob(&own), None);
}

/// A file of a case that never came to the centre.
fn attach_foreign(town: &mut Town, office: usize) -> BlobKey {
    let doc = DocId([5; 16]);
    let key = town.offices[office].store.attach(doc, b"never asked for");
    key.unwrap()
}

#[test]
fn a_file_whose_case_is_late_is_offered_again_and_holds_up_nobody() {
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 1);
    let key = town.offices[0].store.attach(DOC, b"photo").unwrap();
    let (first, _) = town.sync(0);
    assert_eq!(
        (first.blobs_refused, first.blob_receipts, first.more),
        (1, 0, false)
    );
    assert_eq!(
        town.offices[0].store.blob_refusal(&key),
        Some(files::BLOB_FOREIGN)
    );
    let other = attach(&mut town, 0, 2, &[content(9, 99)]);
    town.sync(0);
    assert!(town.centre.store.blob(&other[0]).is_some());
    town.centre.store.name_blob(key, 5, false);
    town.sync(0);
    assert_arrived(&town, &[key], &[b"photo".to_vec()]);
    assert_eq!(town.offices[0].store.blob_refusal(&key), None);
}

#[test]
fn a_restored_centre_is_given_its_pictures_again() {
    let mut town = Town::new(1);
    let keys = attach(&mut town, 0, 1, &photos());
    let backup = town.centre.store.clone();
    town.sync(0);
    town.centre.store = backup;
    town.centre.store.epoch = Epoch(2);
    town.sync(0);
    town.sync(0);
    assert_arrived(&town, &keys, &photos());
    let receipt = town.offices[0].store.blob_receipt(&keys[0]).unwrap();
    assert_eq!(receipt.epoch, Epoch(2));
}

#[test]
fn an_erased_case_takes_no_files_and_gives_none() {
    let mut town = Town::new(2);
    let keys = attach(&mut town, 0, 1, &photos());
    town.sync(0);
    let erased = Spoken::Erasure(Erasure {
        what: Erased::Document(DOC),
    });
    town.centre
        .store
        .speak(POLICE, erased, &mut town.centre.rng)
        .unwrap();
    town.sync(1);
    town.offices[1]
        .store
        .name_blob(keys[1], BLOB_CHUNK as u64, true);
    let centre = &town.centre.store;
    assert_eq!(centre.blob_standing(&keys[1]), Ok(BlobStanding::Erased));
    let talk = altered(&mut town, 0, |to_centre, message| match message {
        // an office that has not heard of it offers the files again
        Message::Done { .. } if to_centre => vec![
            Message::Blobs {
                held: vec![(keys.iter().copied().min().unwrap(), 1)],
                wanted: Vec::new(),
            },
            message,
        ],
        other => vec![other],
    });
    assert_eq!(refusals(&talk.centre), [files::BLOB_ERASED]);
}

#[test]
fn a_program_that_knows_no_blobs_is_spoken_to_as_before() {
    for old_node in [true, false] {
        let mut town = Town::new(1);
        let keys = attach(&mut town, 0, 1, &photos());
        let (young, old) = (town.settings.clone(), {
            let mut old = town.settings.clone();
            old.blob_budget = 0;
            old
        });
        town.settings = if old_node { old.clone() } else { young.clone() };
        let (node, _) = town.sessions(0);
        town.settings = if old_node { young } else { old };
        let (_, centre) = town.sessions(0);
        let office = &mut town.offices[0];
        let talk = crate::town::talk(
            node,
            centre,
            &mut office.store,
            &mut town.centre.store,
            (None, None),
            None,
        );
        assert!(matches!(talk.node_ending(), Ending::Done(_)));
        assert!(!talk.trace.iter().any(|line| line.contains("BLOB")));
        assert_eq!(office.store.blob_receipt(&keys[0]), None);
    }
}

#[test]
fn a_full_disk_ends_the_session_and_the_next_goes_on() {
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 1);
    town.sync(0);
    let file = content(4, 2 * BLOB_CHUNK);
    let key = town.offices[0].store.attach(DOC, &file).unwrap();
    town.centre.store.name_blob(key, file.len() as u64, false);
    town.centre.store.failing = Some(StoreError::Full);
    let talk = town.sync_cut(0, None);
    assert_eq!(talk.centre_ending(), Ending::Store(StoreError::Full));
    assert_eq!(talk.node_ending(), refused(Party::Peer, says::PEER_STORE));
    assert_eq!(town.offices[0].store.blob_receipt(&key), None);
    town.centre.store.failing = None;
    town.sync(0);
    assert_arrived(&town, &[key], &[file]);
}

#[test]
fn a_scope_is_no_part_of_a_name() {
    // the key is (document, hash): the same content in two cases is two blobs, each with its own door
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 0);
    town.offices[0].write_case(crate::town::COUNTER, 2, 0);
    let store = &mut town.offices[0].store;
    let (one, two) = (
        store.attach(DocId([1; 16]), b"the same").unwrap(),
        store.attach(DocId([2; 16]), b"the same").unwrap(),
    );
    assert_eq!(one.blob, two.blob);
    for key in [one, two] {
        town.centre.store.name_blob(key, 8, false);
    }
    town.sync(0);
    let scope = |key| match town.centre.store.blob_standing(&key).unwrap() {
        BlobStanding::Whole { scope, .. } => scope,
        other => panic!("{other:?}"),
    };
    assert_eq!((scope(one), scope(two)), (POLICE, crate::town::COUNTER));
    assert_ne!(scope(one), ELSEWHERE);
}
