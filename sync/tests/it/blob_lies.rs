//! Peers that lie about blobs, and programs of before that know none: nothing wrong is kept, and nobody else pays for it.

use crate::blobs::{assert_arrived, attach, content, photos};
use crate::town::{DIMOS, NOW, POLICE, Talk, Town, refused};
use loggia_schema::ids::{BlobId, DocId};
use loggia_schema::message::{Code, files, sync as says};
use loggia_sync::blob::{BlobKey, BlobList, BlobReceipt};
use loggia_sync::limits::{BLOB_CHUNK, MAX_BLOBS_NAMED};
use loggia_sync::receipt::Epoch;
use loggia_sync::session::message::Message;
use loggia_sync::session::{Ending, Event, Output, Party, Session};
use std::collections::VecDeque;

const DOC: DocId = DocId([1; 16]);

#[test]
fn a_changed_chunk_is_not_kept_and_costs_only_its_file() {
    let mut town = Town::new(1);
    let keys = attach(&mut town, 0, 1, &photos());
    town.offices[0].store.harm_blob(&keys[2], 1);
    let (node, _) = town.sync(0);
    assert_eq!((node.blob_receipts, node.blobs_refused), (2, 1));
    assert_eq!(
        town.centre.store.blob_chunks(&keys[2]),
        1,
        "the first was right"
    );
    assert_eq!(town.centre.store.blob(&keys[2]), None);
    let office = &mut town.offices[0].store;
    assert_eq!(office.blob_refusal(&keys[2]), Some(files::BLOB_WRONG));
    office.harm_blob(&keys[2], 1); // back to what it was
    town.sync(0);
    assert_arrived(&town, &keys, &photos());
}

#[test]
fn a_list_of_another_file_and_another_length_are_refused() {
    let mut town = Town::new(1);
    let keys = attach(&mut town, 0, 1, &photos()[2..]);
    let other = BlobList::of(&content(8, 3 * BLOB_CHUNK + 17)).unwrap();
    let talk = altered(&mut town, 0, |to_centre, message| match message {
        Message::BlobList { key, .. } if to_centre => vec![Message::BlobList {
            key,
            list: other.clone(),
        }],
        message => vec![message],
    });
    assert_eq!(refusals(&talk.centre), [files::BLOB_WRONG]);
    assert_eq!(town.centre.store.blob_chunks(&keys[0]), 0);
    let talk = altered(&mut town, 0, |_, message| match message {
        Message::Blobs { held, wanted } => vec![Message::Blobs {
            held: held.iter().map(|(key, _)| (*key, 12)).collect(),
            wanted,
        }],
        message => vec![message],
    });
    assert_eq!(refusals(&talk.centre), [files::BLOB_WRONG]);
    town.sync(0);
    assert_arrived(&town, &keys, &photos()[2..]);
}

#[test]
fn chunks_without_end_out_of_order_or_unasked_for_end_the_session() {
    type Lie = fn(Message) -> Vec<Message>;
    let lies: [(&str, Lie); 5] = [
        ("the same chunk for ever", |message| match message {
            Message::BlobChunk { .. } => vec![message; 400],
            message => vec![message],
        }),
        ("a chunk beyond the last", |message| match message {
            Message::BlobChunk { key, bytes, .. } => vec![Message::BlobChunk {
                key,
                index: 4_000_000,
                bytes,
            }],
            message => vec![message],
        }),
        ("the list twice", |message| match message {
            Message::BlobList { .. } => vec![message; 2],
            message => vec![message],
        }),
        ("a file nobody asked for", |message| match message {
            Message::BlobList { mut key, list } => {
                key.blob = BlobId([9; 32]);
                vec![Message::BlobList { key, list }]
            }
            message => vec![message],
        }),
        ("named twice", |message| match message {
            Message::Blobs { .. } => vec![message; 2],
            message => vec![message],
        }),
    ];
    for (what, lie) in lies {
        let mut town = Town::new(1);
        let keys = attach(&mut town, 0, 1, &photos()[1..2]);
        let talk = altered(&mut town, 0, |to_centre, message| {
            if to_centre {
                lie(message)
            } else {
                vec![message]
            }
        });
        let by_us = refused(Party::Us, says::WRONG_MOMENT);
        assert_eq!(talk.centre_ending(), by_us, "{what}");
        town.sync(0);
        assert_arrived(&town, &keys, &photos()[1..2]);
    }
}

#[test]
fn chunks_of_a_file_that_was_given_up_are_borne_as_long_as_they_can_be_under_way() {
    let wrong = |times: usize| {
        let mut town = Town::new(1);
        attach(&mut town, 0, 1, &photos()[2..]);
        altered(&mut town, 0, move |to_centre, message| match message {
            Message::BlobChunk { key, index, .. } if to_centre => {
                let bytes = vec![0; 10];
                vec![Message::BlobChunk { key, index, bytes }; times]
            }
            message => vec![message],
        })
    };
    assert!(matches!(wrong(1).centre_ending(), Ending::Done(_)));
    assert_eq!(
        wrong(9).centre_ending(),
        refused(Party::Us, says::WRONG_MOMENT)
    );
}

#[test]
fn a_receipt_of_a_stranger_and_a_receipt_of_something_else_are_refused() {
    let start = || {
        let mut town = Town::new(1);
        let keys = attach(&mut town, 0, 1, &photos()[..1]);
        (town, keys)
    };
    let (mut town, keys) = start();
    let receipt = BlobReceipt {
        municipality: DIMOS,
        epoch: Epoch(1),
        scope: POLICE,
        key: keys[0],
        at: NOW,
    };
    let forged = receipt.sign(&town.offices[0].keys);
    let talk = altered(&mut town, 0, |_, message| match message {
        Message::BlobReceipt(_) => vec![Message::BlobReceipt(forged.clone())],
        message => vec![message],
    });
    assert_eq!(talk.node_ending(), refused(Party::Us, says::BAD_RECEIPT));
    assert_eq!(town.offices[0].store.blob_receipt(&keys[0]), None);
    let (mut town, keys) = start();
    let mut other = receipt;
    other.key.blob = BlobId([3; 32]);
    let other = other.sign(&town.centre.keys);
    let talk = altered(&mut town, 0, |_, message| match message {
        Message::BlobReceipt(_) => vec![Message::BlobReceipt(other.clone())],
        message => vec![message],
    });
    assert_eq!(talk.node_ending(), refused(Party::Us, says::WRONG_MOMENT));
    assert_eq!(town.offices[0].store.blob_receipt(&keys[0]), None);
}

#[test]
fn too_many_names_and_names_out_of_order_are_malformed() {
    let key = |n: u8| BlobKey {
        doc: DOC,
        blob: BlobId([n; 32]),
    };
    let named = |held: Vec<(BlobKey, u64)>| {
        let message = Message::Blobs {
            held,
            wanted: Vec::new(),
        };
        Message::decode(&message.encode())
    };
    let most = u8::try_from(MAX_BLOBS_NAMED).unwrap();
    assert!(named((0..most).map(|n| (key(n), 1)).collect()).is_ok());
    assert!(named((0..=most).map(|n| (key(n), 1)).collect()).is_err());
    assert!(named(vec![(key(2), 1), (key(1), 1)]).is_err());
    assert!(named(vec![(key(1), 1), (key(1), 1)]).is_err());
    let long = Message::BlobChunk {
        key: key(1),
        index: 0,
        bytes: vec![0; BLOB_CHUNK + 1],
    };
    assert!(Message::decode(&long.encode()).is_err());
}

// --- a line with somebody on it ------------------------------------------------------------------

pub fn refusals(outputs: &[Output]) -> Vec<Code> {
    let refused = outputs.iter().filter_map(|output| match output {
        Output::BlobRefused { code, .. } => Some(*code),
        _ => None,
    });
    refused.collect()
}

/// One session in which every message passes through `hand`; it is told whether the message goes to the centre.
pub fn altered(
    town: &mut Town,
    office: usize,
    hand: impl Fn(bool, Message) -> Vec<Message>,
) -> Talk {
    let (mut node, mut centre) = town.sessions(office);
    let stores = (&mut town.offices[office].store, &mut town.centre.store);
    let (mut logs, mut queue) = ((Vec::new(), Vec::new()), VecDeque::new());
    let up = || Event::Connected {
        binding: [7; 32],
        peer: None,
    };
    step(&mut centre, up(), stores.1, &mut logs.1);
    for frame in step(&mut node, up(), stores.0, &mut logs.0) {
        queue.push_back((true, frame));
    }
    while let Some((to_centre, frame)) = queue.pop_front() {
        let message = Message::from_frame(&frame, true).unwrap();
        for message in hand(to_centre, message) {
            let event = Event::Frame(message.to_frame(false));
            let answers = if to_centre {
                step(&mut centre, event, stores.1, &mut logs.1)
            } else {
                step(&mut node, event, stores.0, &mut logs.0)
            };
            queue.extend(answers.into_iter().map(|frame| (!to_centre, frame)));
        }
    }
    step(&mut node, Event::Lost, stores.0, &mut logs.0);
    step(&mut centre, Event::Lost, stores.1, &mut logs.1);
    Talk {
        node: logs.0,
        centre: logs.1,
        trace: Vec::new(),
    }
}

fn step(
    session: &mut Session,
    event: Event,
    store: &mut loggia_sync::memory::MemoryStore,
    log: &mut Vec<Output>,
) -> Vec<Vec<u8>> {
    let (mut frames, mut next) = (Vec::new(), Some(event));
    while let Some(event) = next.take() {
        for output in session.handle(event, NOW, store) {
            match output {
                Output::Send(frame) => frames.push(frame),
                Output::MoreToSend => next = Some(Event::Drained),
                other => log.push(other),
            }
        }
    }
    frames
}
