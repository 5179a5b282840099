//! Speaking out of turn: every message in every phase of both sides, from one table.
//!
//! The table says which messages a phase takes. Everything else must end the session with WRONG_MOMENT,
//! change nothing in the store, and be answered with REFUSED.

use crate::town::{DIMOS, NOW, POLICE, Town};
use loggia_schema::ids::{BlobId, Commit, DocId, Incarnation};
use loggia_schema::message::{files, sync as says};
use loggia_sync::blob::{BlobKey, BlobList, BlobReceipt};
use loggia_sync::enrol::{EnrolRequest, Enrolled};
use loggia_sync::feed::{SignedTip, Tip};
use loggia_sync::frontier::{Frontier, FrontierDiff};
use loggia_sync::receipt::{Millis, Receipt};
use loggia_sync::records::RecordBatch;
use loggia_sync::seal::SealSecret;
use loggia_sync::session::message::{Hello, Message, NAMES, ScopeState, Want, Welcome};
use loggia_sync::session::{
    Ending, EnrolTask, Event, NodeSide, Output, Party, Refusal, Session, Task,
};
use loggia_sync::sign::Signature;
use loggia_sync::store::SyncStore as _;
use zeroize::Zeroizing;

/// (phase, the messages it takes)
const NODE: &[(&str, &[&str])] = &[
    ("silent", &[]),
    ("greeting", &["WELCOME", "BUSY", "REFUSED"]),
    ("doubting", &["PROOF", "REFUSED"]),
    ("asking", &["ANSWER", "REFUSED"]),
    ("comparing", &["FRONTIER", "REFUSED"]),
    (
        "exchanging",
        &[
            "BUNDLE",
            "BUNDLE_REFUSED",
            "FORK",
            "RECORDS",
            "RECEIPT",
            "REFUSED",
            "DONE",
        ],
    ),
    // BLOB_CHUNK only once the BLOB_LIST of its blob came, which here it has not
    (
        "carrying blobs",
        &[
            "REFUSED",
            "BLOB_WANT",
            "BLOB_LIST",
            "BLOB_RECEIPT",
            "BLOB_REFUSED",
        ],
    ),
    ("handing in", &["BUNDLE_REFUSED", "FORK", "REFUSED"]),
    ("enrolling", &["REFUSED", "ENROLLED"]),
];
const CENTRE: &[(&str, &[&str])] = &[
    ("listening", &["HELLO", "REFUSED"]),
    ("doubting", &["PROOF", "REFUSED"]),
    ("asked", &["SUMMARY", "REFUSED"]),
    // SENT only once the FRONTIER of its scope came, which here it has not
    (
        "receiving",
        &["FRONTIER", "BUNDLE", "BUNDLE_REFUSED", "FORK", "REFUSED"],
    ),
    (
        "taking in from a revoked device",
        &["BUNDLE", "FORK", "SENT", "REFUSED"],
    ),
    // chunks and lists only of blobs that were asked for, and here none was
    (
        "sending",
        &["BUNDLE_REFUSED", "FORK", "REFUSED", "DONE", "BLOBS"],
    ),
    ("enrolling", &["REFUSED", "ENROL"]),
];

/// What the office of these tests has to offer, and what it asks for.
fn offered() -> (BlobKey, BlobKey, BlobList) {
    let doc = DocId([1; 16]);
    let (list, other) = (
        BlobList::of(b"a photo").unwrap(),
        BlobList::of(b"a scan").unwrap(),
    );
    let key = |blob: BlobId| BlobKey { doc, blob };
    (key(list.id()), key(other.id()), other)
}

/// One of each message, true to its form. Answers one for every name.
fn messages(town: &Town) -> Vec<Message> {
    let office = &town.offices[0];
    let feed = office.feed(POLICE);
    let run = office
        .store
        .run_after(&feed, loggia_schema::ids::Height(0), 1)
        .unwrap()
        .unwrap();
    let run = run.into_signed(DIMOS, &office.keys).unwrap();
    let tip: Tip = run.signed().tip;
    let keys = &town.centre.keys;
    let receipt = Receipt {
        municipality: DIMOS,
        epoch: Default::default(),
        scope: POLICE,
        at: NOW,
        checkpoint: Frontier::new().digest(),
        held: Frontier::new(),
        backed_up: Frontier::new(),
    };
    let batch = RecordBatch {
        municipality: DIMOS,
        scope: POLICE,
        from: Commit(0),
        to: Commit(1),
        rows: Vec::new(),
    };
    let request = EnrolRequest {
        code: loggia_sync::enrol::CodeId([1; 8]),
        device: office.keys.public(),
        incarnation: Incarnation([1; 10]),
        name: "x".into(),
        seal_to: SealSecret::from_bytes([1; 32]).public(),
        store_key: vec![1],
    };
    let (held, wanted, list) = offered();
    let blob_receipt = BlobReceipt {
        municipality: DIMOS,
        epoch: Default::default(),
        scope: POLICE,
        key: held,
        at: NOW,
    };
    vec![
        Message::Hello(Hello {
            wire_min: 1,
            wire_max: 1,
            can: 0,
            municipality: Some(DIMOS),
            device: office.keys.public(),
            nonce: [1; 32],
            want: Want::Sync,
            program: "test".into(),
        }),
        Message::Welcome(Welcome {
            wire: 1,
            can: 0,
            nonce: [1; 32],
            certificate: town.certificate,
            next_key: None,
            program: "test".into(),
        }),
        Message::Proof(Signature([1; 64])),
        Message::Summary(Vec::new()),
        Message::Answer {
            states: vec![(POLICE, ScopeState::Same)],
            granted: Vec::new(),
            at: NOW,
        },
        Message::Frontier {
            scope: POLICE,
            diff: Frontier::new().since(&Frontier::new()),
        },
        Message::Bundle(run.to_bundle().encode()),
        Message::BundleRefused {
            feed,
            code: says::GAP,
        },
        Message::Fork {
            feed,
            tip: SignedTip::sign(&office.keys, DIMOS, &feed, tip),
        },
        Message::Sent {
            scope: POLICE,
            more: false,
        },
        Message::Records(batch.sign(keys)),
        Message::Receipt(receipt.sign(keys)),
        Message::Busy(Millis(1)),
        Message::Refused(says::BUSY),
        Message::Done {
            digests: Vec::new(),
            more: false,
        },
        Message::Enrol {
            request,
            proof: [1; 32],
        },
        Message::Enrolled(Enrolled {
            scopes: Vec::new(),
            training: false,
            at: NOW,
        }),
        Message::Blobs {
            held: vec![(held, 7)],
            wanted: Vec::new(),
        },
        Message::BlobWant { key: held, from: 0 },
        Message::BlobList { key: wanted, list },
        Message::BlobChunk {
            key: wanted,
            index: 0,
            bytes: b"a scan".to_vec(),
        },
        Message::BlobReceipt(blob_receipt.sign(keys)),
        Message::BlobRefused {
            key: held,
            code: files::BLOB_WRONG,
        },
    ]
}

/// Brings a pair of sessions to a phase of one side and hands that side to the test.
fn reach(node_side: bool, phase: &str) -> (Town, Session) {
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 2);
    let (_, wanted, list) = offered();
    let office = &mut town.offices[0].store;
    office.attach(DocId([1; 16]), b"a photo").unwrap();
    office.name_blob(wanted, list.bytes(), true);
    let device = town.offices[0].keys.public();
    if phase.contains("hand") || phase.contains("revoked") {
        let scopes = vec![POLICE, crate::town::COUNTER];
        town.centre
            .store
            .register(device, loggia_sync::store::Registration::Revoked(scopes));
    }
    let (mut node, mut centre) = town.sessions(0);
    if phase == "enrolling" {
        let code =
            loggia_sync::enrol::EnrolCode::generate(&town.root.public(), &mut town.centre.rng);
        let task = EnrolTask {
            code,
            name: "x".into(),
            incarnation: Incarnation([1; 10]),
            seal_to: SealSecret::from_bytes([1; 32]).public(),
            store_key: Zeroizing::new([1; 32]),
        };
        let (keys, trust) = (town.offices[0].keys.clone(), town.trust());
        node = Session::node(
            NodeSide {
                keys,
                trust,
                task: Task::Enrol(task),
            },
            town.settings.clone(),
            &mut town.centre.rng,
        );
    }
    let mut queue = std::collections::VecDeque::new();
    let here =
        |node: &Session, centre: &Session| (if node_side { node } else { centre }).phase() == phase;
    if phase == "silent" {
        return (town, node);
    }
    let up = || Event::Connected {
        binding: [7; 32],
        peer: None,
    };
    for output in centre.handle(up(), NOW, &mut town.centre.store) {
        queue.push_back((false, output));
    }
    for output in node.handle(up(), NOW, &mut town.offices[0].store) {
        queue.push_back((true, output));
    }
    while !here(&node, &centre) {
        let Some((from_node, output)) = queue.pop_front() else {
            panic!("{phase} is never reached")
        };
        let event = match output {
            Output::Send(frame) => Event::Frame(frame),
            _ => continue,
        };
        let outputs = match from_node {
            true => centre.handle(event, NOW, &mut town.centre.store),
            false => node.handle(event, NOW, &mut town.offices[0].store),
        };
        queue.extend(outputs.into_iter().map(|output| (!from_node, output)));
    }
    (town, if node_side { node } else { centre })
}

fn speak_out_of_turn(node_side: bool, table: &[(&str, &[&str])]) {
    for (phase, takes) in table {
        for (at, name) in NAMES.iter().enumerate() {
            let (mut town, mut session) = reach(node_side, phase);
            let message = messages(&town).swap_remove(at);
            assert_eq!(message.name(), *name);
            let store = if node_side {
                &mut town.offices[0].store
            } else {
                &mut town.centre.store
            };
            let before = format!("{store:?}");
            let outputs = session.handle(Event::Frame(message.to_frame(false)), NOW, store);
            let by_us = Ending::Refused {
                by: Party::Us,
                why: Refusal {
                    code: says::WRONG_MOMENT,
                },
            };
            let refused = outputs.last() == Some(&Output::Close(by_us));
            // a FRONTIER, SENT or HELLO of the right phase may still be wrong in content; never in moment
            assert_eq!(
                refused,
                !takes.contains(name),
                "{name} while {phase}: {outputs:?}"
            );
            if refused {
                assert_eq!(
                    before,
                    format!("{store:?}"),
                    "{name} while {phase} changed the store"
                );
                let answer = Output::Send(Message::Refused(says::WRONG_MOMENT).to_frame(false));
                assert_eq!(outputs.first(), Some(&answer), "{name} while {phase}");
                assert!(
                    session.handle(Event::Lost, NOW, store).is_empty(),
                    "nothing follows a close"
                );
            }
        }
    }
}

#[test]
fn a_node_refuses_every_message_at_a_wrong_moment() {
    speak_out_of_turn(true, NODE);
}

#[test]
fn the_centre_refuses_every_message_at_a_wrong_moment() {
    speak_out_of_turn(false, CENTRE);
}

#[test]
fn a_second_connect_and_an_oversized_frame_end_a_session() {
    let (mut town, mut session) = reach(false, "listening");
    let up = Event::Connected {
        binding: [7; 32],
        peer: None,
    };
    assert!(matches!(
        session.handle(up, NOW, &mut town.centre.store).last(),
        Some(Output::Close(_))
    ));
    let (mut town, mut session) = reach(false, "listening");
    let long = vec![0; session.frame_limit() + 1];
    let outputs = session.handle(Event::Frame(long), NOW, &mut town.centre.store);
    let why = Refusal {
        code: says::MALFORMED,
    };
    assert_eq!(
        outputs.last(),
        Some(&Output::Close(Ending::Refused { by: Party::Us, why }))
    );
}

#[test]
fn a_frontier_of_a_foreign_scope_or_said_twice_is_refused() {
    let (mut town, mut session) = reach(false, "receiving");
    let diff = FrontierDiff {
        base: Frontier::new().digest(),
        changed: Vec::new(),
    };
    let frontier = Message::Frontier {
        scope: POLICE,
        diff,
    }
    .to_frame(false);
    let store = &mut town.centre.store;
    let first = session.handle(Event::Frame(frontier.clone()), NOW, store);
    assert!(!matches!(first.last(), Some(Output::Close(_))), "{first:?}");
    assert!(matches!(
        session.handle(Event::Frame(frontier), NOW, store).last(),
        Some(Output::Close(_))
    ));
}
