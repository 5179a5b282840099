//! Who is not who they should be: revoked and unknown devices, false town halls, other lines, keys that change.

use crate::town::{COUNTER, DIMOS, NOW, POLICE, Talk, Town, refused, talk};
use crate::weather::busy_town;
use loggia_schema::ids::Commit;
use loggia_schema::message::sync as says;
use loggia_sync::gates::AdmitView as _;
use loggia_sync::identity::NextKey;
use loggia_sync::session::message::Message;
use loggia_sync::session::{Ending, Event, Output, Party, Session};
use loggia_sync::sign::KeyPair;
use loggia_sync::store::{Registration, SyncStore as _};

#[test]
fn a_revoked_device_hands_in_to_quarantine_and_receives_nothing() {
    let mut town = busy_town();
    town.sync(1);
    let device = town.offices[0].keys.public();
    town.centre
        .store
        .register(device, Registration::Revoked(vec![POLICE, COUNTER]));
    let talk = town.sync_cut(0, None);
    assert_eq!(
        talk.node_ending(),
        refused(Party::Peer, says::DEVICE_REVOKED)
    );
    let feed = town.offices[0].feed(POLICE);
    assert_eq!(
        town.centre.store.tip(&feed),
        town.offices[0].store.tip(&feed)
    );
    let got = |output: &Output| {
        matches!(
            output,
            Output::Admitted { .. } | Output::RecordsApplied { .. } | Output::ReceiptStored { .. }
        )
    };
    assert!(!talk.node.iter().any(got), "{:?}", talk.node);
    let told = talk
        .trace
        .iter()
        .any(|line| line.contains("centre → node BUNDLE"));
    assert!(!told, "{}", talk.trace.join("\n"));
}

#[test]
fn a_device_nobody_registered_is_told_so() {
    let mut town = busy_town();
    town.centre
        .store
        .register(town.offices[0].keys.public(), Registration::Unknown);
    let talk = town.sync_cut(0, None);
    assert_eq!(
        talk.node_ending(),
        refused(Party::Peer, says::UNKNOWN_DEVICE)
    );
    assert_eq!(
        talk.centre_ending(),
        refused(Party::Us, says::UNKNOWN_DEVICE)
    );
}

#[test]
fn a_scope_the_device_may_not_hold_stays_shut_and_the_grant_is_told() {
    let mut town = busy_town();
    town.centre.store.register(
        town.offices[0].keys.public(),
        Registration::Active(vec![POLICE]),
    );
    let talk = town.sync_cut(0, None);
    assert!(matches!(talk.node_ending(), Ending::Done(_)));
    assert!(talk.node.contains(&Output::Granted(vec![POLICE])));
    let counter = town.offices[0].feed(COUNTER);
    assert_eq!(town.centre.store.tip(&counter), Ok(None));
    assert_eq!(town.offices[0].store.record_commit(&COUNTER), Ok(Commit(0)));
}

#[test]
fn a_false_town_hall_learns_nothing() {
    let mut town = busy_town();
    let mut other = Town::new(1);
    other.root = KeyPair::from_seed(&[0x99; 32]);
    let mut certificate = other.certificate.encode();
    // the false hall names the true root but cannot sign for it
    certificate[10] ^= 1;
    other.certificate = loggia_sync::identity::SignedCertificate::decode(&certificate).unwrap();
    let (node, _) = town.sessions(0);
    let (_, centre) = other.sessions(0);
    let talk = talk(
        node,
        centre,
        &mut town.offices[0].store,
        &mut other.centre.store,
        (None, None),
        None,
    );
    assert_eq!(talk.node_ending(), refused(Party::Us, says::WRONG_CENTRE));
    assert_eq!(talk.trace.len(), 4, "{}", talk.trace.join("\n")); // HELLO, WELCOME, PROOF, REFUSED
}

#[test]
fn a_proof_on_another_line_or_under_another_key_is_refused() {
    let mut town = busy_town();
    for (peers, code) in [
        (
            (Some(KeyPair::from_seed(&[5; 32]).public()), None),
            says::BAD_PROOF,
        ),
        (
            (None, Some(KeyPair::from_seed(&[5; 32]).public())),
            says::BAD_PROOF,
        ),
    ] {
        let (node, centre) = town.sessions(0);
        let talk = talk(
            node,
            centre,
            &mut town.offices[0].store,
            &mut town.centre.store,
            peers,
            None,
        );
        let by_us = [talk.node_ending(), talk.centre_ending()];
        assert!(by_us.contains(&refused(Party::Us, code)), "{by_us:?}");
        assert!(!talk.trace.iter().any(|line| line.contains("ANSWER")));
    }
}

#[test]
fn a_next_key_is_announced_by_the_present_one_only() {
    let mut town = Town::new(1);
    let next = KeyPair::from_seed(&[0x33; 32]);
    let announce = NextKey {
        municipality: DIMOS,
        present: town.centre.keys.public(),
        next: next.public(),
    };
    for (bytes, believed) in [
        (announce.sign(&town.centre.keys), true),
        (announce.sign(&next), false),
    ] {
        let (node, _) = town.sessions(0);
        let side = loggia_sync::session::CentreSide {
            keys: town.centre.keys.clone(),
            certificate: town.certificate,
            next_key: Some(bytes),
            busy: None,
        };
        let centre = Session::centre(side, town.settings.clone(), &mut town.centre.rng);
        let mut store = town.offices[0].store.clone();
        let talk = talk(
            node,
            centre,
            &mut store,
            &mut town.centre.store,
            (None, None),
            None,
        );
        assert_eq!(store.next_key().is_some(), believed);
        assert_eq!(matches!(talk.node_ending(), Ending::Done(_)), believed);
    }
}

#[test]
fn a_branch_is_not_shown_to_a_device_that_may_not_see_the_feed() {
    let mut town = Town::new(2);
    town.offices[1].write_case(COUNTER, 1, 2);
    town.sync(1);
    let feed = town.offices[1].feed(COUNTER);
    let tip = town.offices[1].store.tip(&feed).unwrap().unwrap();
    let tip = loggia_sync::feed::SignedTip::sign(&town.offices[1].keys, DIMOS, &feed, tip);
    town.centre.store.register(
        town.offices[0].keys.public(),
        Registration::Active(vec![POLICE]),
    );
    town.offices[0].write_case(POLICE, 2, 1);
    let (mut node, mut centre) = town.sessions(0);
    let up = Event::Connected {
        binding: [1; 32],
        peer: None,
    };
    let mut frames = node.handle(up.clone(), NOW, &mut town.offices[0].store);
    centre.handle(up, NOW, &mut town.centre.store);
    while centre.phase() != "receiving" {
        let mut answers = Vec::new();
        for output in frames.drain(..) {
            let Output::Send(frame) = output else {
                continue;
            };
            answers.extend(centre.handle(Event::Frame(frame), NOW, &mut town.centre.store));
        }
        for output in answers {
            let Output::Send(frame) = output else {
                continue;
            };
            frames.extend(node.handle(Event::Frame(frame), NOW, &mut town.offices[0].store));
        }
    }
    let fork = Message::Fork { feed, tip }.to_frame(false);
    let outputs = centre.handle(Event::Frame(fork), NOW, &mut town.centre.store);
    let shown = |output: &Output| matches!(output, Output::Send(frame) if frame[1] == 9);
    assert!(!outputs.iter().any(shown), "{outputs:?}");
    assert_eq!(
        outputs.last(),
        Some(&Output::Close(refused(Party::Us, says::FOREIGN_SCOPE)))
    );
}

#[test]
fn a_newer_certificate_is_told_until_it_is_pinned_and_then_the_older_is_refused() {
    let mut town = Town::new(1);
    let older = town.certificate;
    town.certify(2);
    for _ in 0..2 {
        let talk = town.sync_cut(0, None);
        let told = talk
            .node
            .iter()
            .any(|o| matches!(o, Output::NewCertificate(new) if new.serial == 2));
        assert!(told, "{:?}", talk.node);
    }
    town.pinned_serial = 2;
    let told = |talk: &Talk| {
        talk.node
            .iter()
            .any(|o| matches!(o, Output::NewCertificate(_)))
    };
    assert!(!told(&town.sync_cut(0, None)));
    town.certificate = older;
    let talk = town.sync_cut(0, None);
    assert_eq!(talk.node_ending(), refused(Party::Us, says::WRONG_CENTRE));
}
