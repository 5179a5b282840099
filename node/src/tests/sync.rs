//! Between offices, through the centre: receipts, verdicts, conflicts, erasure, early arrivals.

use super::town::*;
use crate::commands::{FineReplace, FineServe, ServiceInput, Which};
use crate::queries::{Badge, ListFilter};
use loggia_cases::fine::ServiceKind;
use loggia_schema::message::{access, cases, storage};
use loggia_sync::entries::{Erased, Erasure, Outcome, Spoken};
use loggia_sync::gates::AdmitView as _;
use loggia_sync::store::SyncStore as _;

fn badge(office: &mut Office, number: &str) -> Badge {
    office
        .session()
        .show(&Which::Number(number.to_owned()))
        .unwrap()
        .timeline[0]
        .badge
}

#[test]
fn only_a_signed_receipt_says_at_the_centre() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let issued = office.fine("k1", "ΗΚΡ-1000").unwrap();
    assert_eq!(badge(&mut office, &issued.number), Badge::Queued);
    let outbox = office.session().outbox().unwrap();
    assert_eq!(
        (outbox.waiting, outbox.sent, outbox.lines[0].number.as_str()),
        (1, 0, issued.number.as_str())
    );
    town.sync(&mut office);
    assert_eq!(badge(&mut office, &issued.number), Badge::Received);
    assert_eq!(office.session().outbox().unwrap().waiting, 0);
    town.store.back_up(POLICE);
    office.fine("k2", "ΗΚΡ-1001").unwrap();
    town.sync(&mut office);
    assert_eq!(badge(&mut office, &issued.number), Badge::BackedUp);
    let list = office.session().list(&ListFilter::default()).unwrap();
    assert_eq!(list.rows[0].badge, Some(Badge::Received));
}

#[test]
fn a_clock_behind_the_centre_is_told_and_blocks_nothing() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    town.sync(&mut office);
    assert!(office.session().moment().unwrap().clock_behind().is_none());
    office.clock.pass_seconds(-24 * 3600);
    let told = office.session().moment().unwrap().clock_behind().unwrap();
    assert_eq!(told.code, access::CLOCK_BEHIND);
    let said = told.greek();
    assert!(
        said.contains("22/11/2026") && said.contains("23/11/2026"),
        "{said}"
    );
    let mut typed = fine("ΗΚΡ-1000");
    let asked = office.session().fine_issue("k1", &typed).unwrap_err();
    assert_eq!(asked.code(), cases::CLOCK_OFF, "it asks");
    typed.confirmed = vec![cases::CLOCK_OFF];
    office.session().fine_issue("k1", &typed).unwrap();
}

#[test]
fn what_one_writes_the_other_reads_and_the_rows_are_the_same() {
    let mut town = Town::new();
    let (mut one, mut two) = (town.office("enas"), town.office("dyo"));
    let issued = one.fine("k1", "ΗΚΡ-1000").unwrap();
    town.sync(&mut one);
    town.sync(&mut two);
    let which = Which::Doc(issued.doc);
    let (left, right) = (
        one.session().show(&which).unwrap(),
        two.session().show(&which).unwrap(),
    );
    assert_eq!((left.row, left.folded), (right.row, right.folded));
    assert_eq!(right.timeline[0].badge, Badge::Received);
    let service = ServiceInput {
        kind: ServiceKind::InHand,
        date: String::new(),
        proof: String::new(),
    };
    two.session()
        .fine_serve(
            "s1",
            &FineServe {
                which: which.clone(),
                service,
            },
        )
        .unwrap();
    town.sync(&mut two);
    town.sync(&mut one);
    assert_eq!(one.session().show(&which).unwrap().state, "served");
    for office in [&mut one, &mut two] {
        office.clean();
        town.sync(office);
    }
    assert_eq!(
        one.node().frontier(&POLICE).unwrap().digest(),
        town.store.frontier(&POLICE).unwrap().digest()
    );
    assert_eq!(
        one.node().frontier(&POLICE).unwrap().digest(),
        two.node().frontier(&POLICE).unwrap().digest()
    );
}

#[test]
fn two_offices_act_on_one_fine_beside_each_other_and_a_person_must_look() {
    let mut town = Town::new();
    let (mut one, mut two) = (town.office("enas"), town.office("dyo"));
    let issued = one.fine("k1", "ΗΚΡ-1000").unwrap();
    town.sync(&mut one);
    town.sync(&mut two);
    let which = Which::Doc(issued.doc);
    let service = ServiceInput {
        kind: ServiceKind::InHand,
        date: String::new(),
        proof: String::new(),
    };
    one.session()
        .fine_serve(
            "s1",
            &FineServe {
                which: which.clone(),
                service,
            },
        )
        .unwrap();
    let mut new = fine("ΗΚΡ-1001");
    new.street_no = "14".to_owned();
    let replace = FineReplace {
        which: which.clone(),
        reason: "λάθος πινακίδα".to_owned(),
        new,
    };
    two.session().fine_replace("r1", &replace).unwrap();
    for _ in 0..2 {
        town.sync(&mut one);
        town.sync(&mut two);
    }
    let (left, right) = (
        one.session().show(&which).unwrap(),
        two.session().show(&which).unwrap(),
    );
    assert_eq!(
        (&left.row, &left.folded, left.timeline.len()),
        (&right.row, &right.folded, 3)
    );
    for office in [&mut one, &mut two] {
        office.clean();
        let conflicts = office.session().show(&which).unwrap().conflicts.len();
        let tasks = office.session().tasks().unwrap();
        let told = tasks
            .iter()
            .filter(|task| task.finding.code == storage::CONFLICT_OPEN)
            .count();
        assert_eq!(conflicts, told, "every open clash is a task");
    }
}

#[test]
fn a_refused_fine_keeps_its_number_and_becomes_a_task_an_accepted_one_shows_its_journal() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let (first, second) = (
        office.fine("k1", "ΗΚΡ-1000").unwrap(),
        office.fine("k2", "ΗΚΡ-1001").unwrap(),
    );
    town.sync(&mut office);
    let feed = office.feed(POLICE);
    town.judge(feed, (1, 1), Outcome::Accepted, 0);
    town.judge(feed, (2, 2), Outcome::Refused, 228);
    town.sync(&mut office);
    let shown = office.session().show(&Which::Doc(first.doc)).unwrap();
    assert_eq!(
        (shown.timeline[0].journal, shown.timeline[0].off),
        (Some((901, 918)), None)
    );
    let shown = office.session().show(&Which::Doc(second.doc)).unwrap();
    assert!(shown.timeline[0].off.is_some() && shown.timeline[0].reason.is_some());
    let tasks = office.session().tasks().unwrap();
    assert_eq!((tasks.len(), tasks[0].doc), (1, Some(second.doc)));
    office.clean();
    assert_eq!(
        office.fine("k3", "ΗΚΡ-1002").unwrap().number,
        "Κ12-2026-001002",
        "the number is not free again"
    );
    // The centre thinks again.
    town.judge(feed, (2, 2), Outcome::Accepted, 0);
    town.sync(&mut office);
    assert!(
        office
            .session()
            .show(&Which::Doc(second.doc))
            .unwrap()
            .timeline[0]
            .off
            .is_none()
    );
    office.clean();
}

#[test]
fn an_erased_case_leaves_no_word_behind_and_does_not_come_back() {
    let mut town = Town::new();
    let (mut one, mut two) = (town.office("enas"), town.office("dyo"));
    let mut typed = fine("ΗΚΡ-1000");
    typed.street = "Μοναδική Οδός".to_owned();
    let issued = one.session().fine_issue("k1", &typed).unwrap();
    town.sync(&mut one);
    let erasure = Spoken::Erasure(Erasure {
        what: Erased::Document(issued.doc),
    });
    town.store.speak(POLICE, erasure, &mut town.rng).unwrap();
    town.sync(&mut one);
    town.sync(&mut two);
    for office in [&mut one, &mut two] {
        assert!(office.session().search("μοναδικη").unwrap().rows.is_empty());
        assert!(office.session().show(&Which::Doc(issued.doc)).is_err());
        let conn = office.node().unlocked().unwrap().store.conn();
        let bodies: i64 = conn
            .query_row(
                "SELECT count(*) FROM entry WHERE doc = ?1 AND body IS NOT NULL",
                [issued.doc.as_bytes()],
                |r| r.get(0),
            )
            .unwrap();
        assert_eq!(bodies, 0);
        office.clean();
    }
    let feed = one.feed(POLICE);
    assert_eq!(
        two.node().tip(&feed).unwrap(),
        one.node().tip(&feed).unwrap(),
        "the chain holds without its bodies"
    );
}

#[test]
fn repair_makes_every_damaged_row_anew() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    for n in 0..3 {
        office
            .fine(&format!("k{n}"), &format!("ΗΚΡ-100{n}"))
            .unwrap();
    }
    {
        let conn = office.node().unlocked().unwrap().store.conn();
        conn.execute_batch(
            "UPDATE document SET amount = 1, words = NULL WHERE no = 1;
             UPDATE document SET row_version = NULL, row = NULL WHERE no = 2;
             UPDATE document SET tips = json_set(tips, '$.lamport', 9) WHERE no = 3;",
        )
        .unwrap();
    }
    let report = office.node().check_rows().unwrap();
    assert_eq!(
        (
            report.rows_differ.len(),
            report.ends_differ.len(),
            report.not_found.len()
        ),
        (2, 1, 1)
    );
    assert!(!report.repaired);
    office.node().repair_rows().unwrap();
    office.clean();
    assert_eq!(office.session().search("ηκρ-1000").unwrap().rows.len(), 1);
}

#[test]
fn rows_of_older_code_are_made_anew_at_the_opening() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k1", "ΗΚΡ-1000").unwrap();
    let conn = office.node().unlocked().unwrap().store.conn();
    // The program that opened it before knew other versions.
    conn.execute_batch(
        "UPDATE document SET row_version = 0, row = '{}';
         DELETE FROM meta WHERE name = 'row_versions'",
    )
    .unwrap();
    office.restart().unwrap();
    office.clean();
}
