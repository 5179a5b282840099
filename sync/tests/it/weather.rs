//! Conversations in good and bad weather: what two stores hold when the line comes and goes.

use crate::town::{COUNTER, NOW, POLICE, Talk, Town, refused, talk};
use loggia_schema::ids::{Commit, DocId, Height, Incarnation};
use loggia_schema::message::sync as says;
use loggia_sync::effect::Effect;
use loggia_sync::entries::Outcome;
use loggia_sync::gates::{AdmitView as _, Waiting};
use loggia_sync::receipt::{Epoch, Millis};
use loggia_sync::session::{Ending, Output, Party, Session};
use loggia_sync::store::{StoreError, SyncStore as _};

/// A town in which everything that can move has something to move.
pub fn busy_town() -> Town {
    let mut town = Town::new(2);
    for (office, doc) in [(0, 1), (1, 2)] {
        town.offices[office].write_case(POLICE, doc, 3);
        town.offices[office].write_case(COUNTER, doc + 10, 2);
    }
    for n in 0..4 {
        town.centre.store.put_records(
            POLICE,
            &[("tariff", &format!("t{n}"), Some("{\"cents\":8000}"))],
        );
    }
    town.centre.store.put_records(
        COUNTER,
        &[("payable", "rf1", Some("{}")), ("payable", "rf2", None)],
    );
    town
}

#[test]
fn two_offices_and_the_town_hall_converge() {
    let mut town = busy_town();
    let (first, _) = town.sync(0);
    assert_eq!((first.bundles_sent, first.receipts), (2, 2));
    town.sync(1);
    town.judge(0, POLICE, Outcome::Accepted);
    town.sync(0);
    town.sync(1);
    town.assert_equal();
    let feed = town.offices[0].feed(POLICE);
    let effect = town.offices[1]
        .store
        .effects(POLICE)
        .of(&feed, Height(2), |_| None);
    assert_eq!(
        effect,
        Effect::Accepted {
            journal_from: 901,
            journal_to: 918
        }
    );
    assert_eq!(
        town.offices[1].store.record(POLICE, "tariff", "t3"),
        Some("{\"cents\":8000}")
    );
    assert_eq!(town.offices[0].store.record_commit(&COUNTER), Ok(Commit(1)));
    assert_eq!(
        town.offices[0].store.record(COUNTER, "payable", "rf2"),
        None
    );
}

#[test]
fn a_second_sync_moves_nothing() {
    let mut town = busy_town();
    town.sync(0);
    let talk = town.sync_cut(0, None);
    let Ending::Done(summary) = talk.node_ending() else {
        panic!("{:?}", talk.node_ending())
    };
    assert_eq!(summary, Default::default(), "{}", talk.trace.join("\n"));
    // HELLO, WELCOME, PROOF, PROOF, SUMMARY, ANSWER, DONE, DONE
    assert_eq!(talk.trace.len(), 8, "{}", talk.trace.join("\n"));
}

#[test]
fn the_digest_costs_the_same_however_much_is_held() {
    let bytes = |changes| {
        let mut town = Town::new(1);
        town.offices[0].write_case(POLICE, 1, changes);
        town.sync(0);
        let talk = town.sync_cut(0, None);
        talk.trace
            .iter()
            .map(|line| {
                line.split_whitespace()
                    .rev()
                    .nth(1)
                    .unwrap()
                    .parse::<usize>()
                    .unwrap()
            })
            .sum::<usize>()
    };
    assert_eq!(bytes(1), bytes(400));
}

#[test]
fn a_line_cut_at_any_message_loses_nothing_and_the_next_session_goes_on() {
    let whole = busy_town().sync_cut(0, None).trace.len();
    assert!(whole > 12);
    for cut in 0..=whole {
        let mut town = busy_town();
        let talk = town.sync_cut(0, Some(cut));
        if cut < whole {
            assert!(
                matches!(talk.centre_ending(), Ending::Cut),
                "cut {cut}: {:?}",
                talk.centre_ending()
            );
        }
        // what the office was told is at the centre, is at the centre
        for output in &talk.node {
            if let Output::ReceiptStored { scope, .. } = output {
                let feed = town.offices[0].feed(*scope);
                assert_eq!(
                    town.centre.store.tip(&feed),
                    town.offices[0].store.tip(&feed),
                    "cut {cut}"
                );
            }
        }
        town.sync(0);
        town.sync(1);
        town.sync(0);
        town.assert_equal();
        let (again, _) = town.sync(0);
        assert_eq!(
            again.bundles_sent + again.bundles_admitted + again.record_batches,
            0,
            "cut {cut}"
        );
    }
}

#[test]
fn a_line_that_is_cut_again_and_again_still_gets_there() {
    let mut town = busy_town();
    town.settings.budget = 700; // a little at a time
    let mut sessions = 0;
    loop {
        sessions += 1;
        assert!(sessions < 60, "no progress");
        let talk = town.sync_cut(sessions % 2, Some(9 + sessions % 4));
        let over =
            |talk: &Talk| matches!(talk.node_ending(), Ending::Done(summary) if !summary.more);
        if over(&talk) && over(&town.sync_cut(0, None)) && over(&town.sync_cut(1, None)) {
            break;
        }
    }
    while town.sync(0).0.more || town.sync(1).0.more || town.sync(0).0.more {}
    town.assert_equal();
}

#[test]
fn a_budget_ends_a_session_early_and_says_so() {
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 3);
    town.offices[0].write_case(COUNTER, 2, 3);
    town.settings.budget = 1;
    let (first, _) = town.sync(0);
    assert_eq!((first.bundles_sent, first.more), (1, true));
    while town.sync(0).0.more {}
    town.assert_equal();
}

#[test]
fn a_receipt_is_not_sent_twice_but_a_backup_is_news() {
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 1);
    assert_eq!(town.sync(0).0.receipts, 2);
    assert_eq!(town.sync(0).0.receipts, 0);
    town.centre.store.back_up(POLICE);
    assert_eq!(town.sync(0).0.receipts, 1);
    let receipt = town.offices[0].store.receipt(POLICE).unwrap();
    assert_eq!(
        receipt.backed_up.height(&town.offices[0].feed(POLICE)),
        Height(2)
    );
}

#[test]
fn a_busy_centre_says_when_to_come_back() {
    let mut town = busy_town();
    let (node, _) = town.sessions(0);
    let side = loggia_sync::session::CentreSide {
        keys: town.centre.keys.clone(),
        certificate: town.certificate,
        next_key: None,
        busy: Some(Millis(4_000)),
    };
    let centre = Session::centre(side, town.settings.clone(), &mut town.centre.rng);
    let talk = talk(
        node,
        centre,
        &mut town.offices[0].store,
        &mut town.centre.store,
        (None, None),
        None,
    );
    assert_eq!(talk.node_ending(), Ending::Busy(Millis(4_000)));
}

#[test]
fn a_store_that_was_rolled_back_is_told_and_gets_its_entries_back() {
    let mut town = Town::new(1);
    town.offices[0].write_case(POLICE, 1, 2);
    town.sync(0);
    let backup = town.offices[0].store.clone();
    let tip = town.offices[0].write_case(POLICE, 2, 4);
    town.sync(0);
    town.offices[0].store = backup;
    let talk = town.sync_cut(0, None);
    let feed = town.offices[0].feed(POLICE);
    let rolled = talk
        .node
        .iter()
        .filter(|output| matches!(output, Output::RolledBack { .. }))
        .count();
    assert_eq!(rolled, 1, "{:?}", talk.node);
    assert_eq!(town.offices[0].store.tip(&feed), Ok(Some(tip)));
    assert_eq!(town.offices[0].store.rollbacks().len(), 1);
    // a new life of the store writes on, and nothing is told twice
    town.offices[0]
        .store
        .start_incarnation(Incarnation([0x51; 10]));
    town.offices[0].write_case(POLICE, 3, 1);
    let talk = town.sync_cut(0, None);
    assert!(
        !talk
            .node
            .iter()
            .any(|output| matches!(output, Output::RolledBack { .. }))
    );
    town.assert_equal();
}

#[test]
fn a_store_rolled_back_that_wrote_on_is_told_and_the_fork_is_proven() {
    let mut town = Town::new(2);
    town.offices[0].write_case(POLICE, 1, 2);
    town.sync(0);
    let backup = town.offices[0].store.clone();
    town.offices[0].write_case(POLICE, 2, 4);
    town.sync(0);
    let kept = town.centre.store.clone();
    for (wrote_more, changes) in [(false, 1), (true, 9)] {
        town.offices[0].store = backup.clone();
        town.centre.store = kept.clone();
        town.offices[0].write_case(POLICE, 3, changes);
        let talk = town.sync_cut(0, None);
        let trace = talk.trace.join("\n");
        let told = talk
            .node
            .iter()
            .any(|output| matches!(output, Output::RolledBack { .. }));
        assert!(told, "wrote more: {wrote_more}\n{trace}\n{:?}", talk.node);
        let feed = town.offices[0].feed(POLICE);
        assert_eq!(
            town.centre.store.tip(&feed),
            kept.tip(&feed),
            "the branch the centre held stays"
        );
        assert_eq!(
            town.centre.store.forks().len(),
            1,
            "wrote more: {wrote_more}\n{trace}"
        );
    }
}

#[test]
fn a_centre_restored_from_a_backup_takes_its_own_feed_back() {
    let mut town = Town::new(2);
    town.offices[0].write_case(POLICE, 1, 2);
    town.sync(0);
    let backup = town.centre.store.clone();
    town.judge(0, POLICE, Outcome::Accepted);
    town.offices[0].write_case(POLICE, 2, 2);
    town.sync(0);
    town.centre.store = backup;
    town.centre.store.epoch = Epoch(2);
    let talk = town.sync_cut(0, None);
    assert!(
        talk.centre
            .iter()
            .any(|output| matches!(output, Output::RolledBack { .. }))
    );
    assert!(talk.node.iter().any(|output| matches!(
        output,
        Output::ReceiptStored {
            epoch: Epoch(2),
            ..
        }
    )));
    town.sync(1);
    town.assert_equal();
}

#[test]
fn a_disk_that_fails_acknowledges_nothing() {
    let mut town = busy_town();
    town.centre.store.failing = Some(StoreError::Full);
    let talk = town.sync_cut(0, None);
    assert_eq!(talk.centre_ending(), Ending::Store(StoreError::Full));
    assert_eq!(talk.node_ending(), refused(Party::Peer, says::PEER_STORE));
    assert!(town.offices[0].store.receipt(POLICE).is_none());
    town.centre.store.failing = None;
    town.offices[0].store.failing = Some(StoreError::Full);
    assert_eq!(
        town.sync_cut(0, None).node_ending(),
        Ending::Store(StoreError::Full)
    );
    town.offices[0].store.failing = None;
    town.sync(0);
    town.sync(1);
    town.sync(0);
    town.assert_equal();
}

#[test]
fn differences_are_taken_from_the_last_agreed_frontier() {
    let mut town = Town::new(1);
    // many feeds: earlier lives of the office
    for life in 0..40 {
        town.offices[0]
            .store
            .start_incarnation(Incarnation([100 + life; 10]));
        town.offices[0].write_case(POLICE, life + 1, 0);
    }
    let size = |talk: &Talk| -> usize {
        let frontiers = talk.trace.iter().filter(|line| line.contains("FRONTIER"));
        frontiers
            .map(|line| {
                line.split_whitespace()
                    .rev()
                    .nth(1)
                    .unwrap()
                    .parse::<usize>()
                    .unwrap()
            })
            .sum()
    };
    let first = town.sync_cut(0, None);
    town.offices[0].write_case(POLICE, 200, 0);
    let second = town.sync_cut(0, None);
    assert!(size(&second) < 400, "{}", second.trace.join("\n"));
    assert!(
        size(&first) > 40 * 98 && size(&second) < 400,
        "{} then {}",
        size(&first),
        size(&second)
    );
    // a lost checkpoint costs bytes only
    town.centre.store.forget_checkpoints();
    town.offices[0].write_case(POLICE, 201, 0);
    town.sync(0);
    town.assert_equal();
}

#[test]
fn an_entry_of_a_newer_program_is_kept_and_relayed() {
    let mut town = Town::new(2);
    let secret = loggia_sync::body::BodySecret::from_bytes([3; 32]);
    let office = &mut town.offices[0];
    office
        .store
        .write(
            POLICE,
            loggia_sync::feed::Kind(900),
            DocId([4; 16]),
            &secret,
            vec![1, 2, 3],
        )
        .unwrap();
    town.sync(0);
    town.sync(1);
    town.assert_equal();
    let waits = town.offices[1]
        .store
        .waiting()
        .filter(|(_, _, waiting)| *waiting == Waiting::Upgrade)
        .count();
    assert_eq!(waits, 1);
}

#[test]
fn time_is_told_over_a_proven_line_and_progress_before_the_receipt() {
    let mut town = Town::new(1);
    let talk = town.sync_cut(0, None);
    assert!(talk.node.contains(&Output::CentreClock(NOW)));
    let (feed, tip) = (
        town.offices[0].feed(POLICE),
        town.offices[0].write_case(POLICE, 1, 2),
    );
    let talk = town.sync_cut(0, None);
    let handed = Output::HandedOver {
        feed,
        from: Height(1),
        to: tip.height,
    };
    let at = |found: &dyn Fn(&Output) -> bool| talk.node.iter().position(found);
    let receipt = at(&|output| matches!(output, Output::ReceiptStored { .. }));
    assert!(at(&|output| *output == handed).is_some_and(|handed| Some(handed) < receipt));
}
