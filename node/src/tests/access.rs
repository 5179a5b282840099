//! Passwords, colleagues, rights, the telephone code, a revoked device.

use super::town::*;
use crate::keys::write_code;
use crate::{Create, Env, Node};
use loggia_cases::records::{DeviceRecord, DeviceState, Record as _};
use loggia_cases::rights;
use loggia_schema::message::{access, cases, storage};
use loggia_sync::entries::{Closure, ClosureReason, Spoken};
use loggia_sync::gates::AdmitView as _;
use loggia_sync::session::Ending;
use loggia_sync::store::{Registration, StoreError, SyncStore as _};

#[test]
fn a_wrong_password_says_nothing_and_then_costs_time() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let clock = office.clock.clone();
    let node = office.node();
    node.lock();
    for _ in 0..5 {
        assert_eq!(
            node.unlock("dokimi", "λάθος κωδικός").unwrap_err().code(),
            access::WRONG_PASSWORD
        );
    }
    assert_eq!(
        node.unlock("dokimi", PASSWORD).unwrap_err().code(),
        access::TOO_MANY_ATTEMPTS
    );
    clock.pass_seconds(16);
    assert!(node.unlock("dokimi", PASSWORD).is_ok());
    assert_eq!(
        node.unlock("kanenas", PASSWORD).unwrap_err().code(),
        access::WRONG_PASSWORD
    );
}

#[test]
fn locked_means_no_reading_and_no_synchronising() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.node().lock();
    let actor = office.actor.clone();
    assert_eq!(
        office.node().session(&actor).err().unwrap().code(),
        access::LOCKED
    );
    assert_eq!(office.node().frontier(&POLICE), Err(StoreError::Busy));
    assert_eq!(
        office
            .node()
            .tip(&loggia_sync::feed::FeedId::from_slice(&[1; 58]).unwrap()),
        Err(StoreError::Busy)
    );
    assert!(office.node().status().is_err());
}

#[test]
fn a_colleague_opens_the_door_and_the_newcomer_takes_a_password_of_his_own() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let first = "ένα πρώτο κλειδί";
    assert_eq!(
        office.session().add_user("neos", first).unwrap_err().code(),
        access::USER_UNKNOWN
    );
    town.user("neos", &[rights::FINE_ISSUE]);
    town.sync(&mut office);
    office.session().add_user("neos", first).unwrap();
    assert_eq!(
        office.session().add_user("neos", first).unwrap_err().code(),
        access::SLOT_EXISTS
    );
    let actor = office.node().unlock("neos", first).unwrap();
    assert!(actor.must_change_password());
    assert_eq!(
        office.node().session(&actor).err().unwrap().code(),
        access::FIRST_LOGIN
    );
    assert_eq!(
        office
            .node()
            .change_password(&actor, first, "μικρός")
            .unwrap_err()
            .code(),
        access::PASSWORD_SHORT
    );
    let actor = office
        .node()
        .change_password(&actor, first, "δικό μου κλειδί")
        .unwrap();
    let mut session = office.node().session(&actor).unwrap();
    assert_eq!(session.user().login, "neos");
    assert_eq!(
        session.add_user("allos", first).unwrap_err().code(),
        access::NO_RIGHT
    );
    let cancelled = crate::commands::ReceiptSpoil {
        scope: None,
        reason: "δοκιμή".to_owned(),
        paper: String::new(),
    };
    assert_eq!(
        session.receipt_spoil("s1", &cancelled).unwrap_err().code(),
        cases::NO_RIGHT
    );
}

#[test]
fn a_user_the_centre_switched_off_is_out_with_the_next_synchronisation() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let mut gone = office.session().user().clone();
    gone.active = false;
    town.records(POLICE, std::slice::from_ref(&gone));
    town.sync(&mut office);
    let actor = office.actor.clone();
    assert_eq!(
        office.node().session(&actor).err().unwrap().code(),
        access::USER_STOPPED
    );
}

#[test]
fn a_lost_password_is_cured_by_a_code_that_works_once() {
    let mut town = Town::new();
    let folder = tempfile::tempdir().unwrap();
    let how = Create {
        training: true,
        login: "dokimi",
        password: PASSWORD,
    };
    let env = || Env::simulated(3, town.clock.clone());
    let (mut node, _) = Node::create(folder.path(), env(), how, "test").unwrap();
    let secret = node.recovery_secret().unwrap();
    drop(node);
    let mut node = Node::open(folder.path(), env(), "test").unwrap();
    let code = write_code(&secret);
    assert_eq!(
        node.recover("0000-0000", "dokimi", "νέο κλειδί 2026")
            .unwrap_err()
            .code(),
        access::WRONG_CODE
    );
    assert_eq!(
        node.recover(&code, "xenos", "νέο κλειδί 2026")
            .unwrap_err()
            .code(),
        access::WRONG_PASSWORD
    );
    let (actor, _) = node.recover(&code, "dokimi", "νέο κλειδί 2026").unwrap();
    assert!(node.is_unlocked() && !actor.must_change_password());
    assert_eq!(
        node.recover(&code, "dokimi", "άλλο κλειδί 2026")
            .unwrap_err()
            .code(),
        access::WRONG_CODE
    );
    assert!(node.unlock("dokimi", PASSWORD).is_err());
    let _ = &mut town;
}

#[test]
fn a_revoked_device_issues_nothing_and_still_shows_what_it_has() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k1", "ΗΚΡ-1000").unwrap();
    town.sync(&mut office);
    let key = office.node().device().unwrap();
    let value = town
        .store
        .record(POLICE, "device", &key.to_string())
        .unwrap();
    let mut record: DeviceRecord = serde_json::from_str(value).unwrap();
    record.state = DeviceState::Revoked;
    town.records(POLICE, std::slice::from_ref(&record));
    town.sync(&mut office);
    assert_eq!(
        office.fine("k2", "ΗΚΡ-1001").unwrap_err().code(),
        access::DEVICE_REVOKED
    );
    assert_eq!(office.session().search("ηκρ-1000").unwrap().rows.len(), 1);
    assert!(office.node().status().unwrap().revoked);
    assert_eq!(DeviceRecord::TABLE, "device");
}

#[test]
fn a_revoked_device_is_told_so_in_the_session_and_no_more_is_needed() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k1", "ΗΚΡ-1000").unwrap();
    town.sync(&mut office);
    let key = office.node().device().unwrap();
    let scopes = vec![POLICE];
    town.store
        .register(key, Registration::Revoked(scopes.clone()));
    let ending = town.sync_ending(&mut office);
    assert!(matches!(ending, Ending::Refused { .. }), "{ending:?}");
    assert_eq!(
        office.fine("k2", "ΗΚΡ-1001").unwrap_err().code(),
        access::DEVICE_REVOKED
    );
    town.store.register(key, Registration::Active(scopes));
    town.sync(&mut office);
    office.fine("k2", "ΗΚΡ-1001").unwrap();
}

#[test]
fn a_feed_the_centre_closed_takes_no_more_papers() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k1", "ΗΚΡ-1000").unwrap();
    town.sync(&mut office);
    let feed = office.feed(POLICE);
    let last = town.store.tip(&feed).unwrap().unwrap();
    let closure = Spoken::Closure(Closure {
        feed,
        last,
        reason: ClosureReason::Revoked,
    });
    town.store.speak(POLICE, closure, &mut town.rng).unwrap();
    town.sync(&mut office);
    assert_eq!(
        office.fine("k2", "ΗΚΡ-1001").unwrap_err().code(),
        access::DEVICE_REVOKED
    );
    office.clean();
}

#[test]
fn two_programs_do_not_share_a_store_and_no_store_is_made_over_another() {
    let mut town = Town::new();
    let office = town.office("dokimi");
    let env = || Env::simulated(5, town.clock.clone());
    let second = Node::open(office.folder.path(), env(), "second")
        .err()
        .unwrap();
    assert_eq!(second.code(), storage::STORE_HELD);
    assert!(second.findings()[0].greek().contains("test"));
    let Office { folder, node, .. } = office;
    drop(node);
    let how = Create {
        training: true,
        login: "allos",
        password: PASSWORD,
    };
    assert_eq!(
        Node::create(folder.path(), env(), how, "x")
            .err()
            .unwrap()
            .code(),
        storage::STORE_EXISTS
    );
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(
        Node::open(empty.path(), env(), "x").err().unwrap().code(),
        storage::STORE_MISSING
    );
    let _ = &mut town;
}

#[test]
fn training_and_real_do_not_mix() {
    let town = Town::new();
    let folder = tempfile::tempdir().unwrap();
    let how = Create {
        training: false,
        login: "dokimi",
        password: PASSWORD,
    };
    let (mut node, _) = Node::create(
        folder.path(),
        Env::simulated(5, town.clock.clone()),
        how,
        "test",
    )
    .unwrap();
    let enrolled = loggia_sync::enrol::Enrolled {
        scopes: vec![POLICE],
        training: true,
        at: loggia_sync::receipt::Millis(1),
    };
    assert_eq!(
        node.keep_enrolment(&enrolled, &town.certificate)
            .unwrap_err()
            .code(),
        storage::TRAINING_MIXED
    );
}
