//! Protocol series: no gap, no number twice, whatever happens to the store, to the mark outside and to the calendar.

use super::town::*;
use crate::commands::{
    ProtocolAnswer, ProtocolCancel, ProtocolRegister, ProtocolRoute, RegisteredEntry, Which,
};
use crate::env::{HighWater, Outcome};
use crate::protocol::{self, Count};
use crate::queries::ListFilter;
use crate::{NodeError, Result};
use loggia_cases::protocol::{Direction, ProtocolNumber, Register};
use loggia_cases::records::TemplateRecord;
use loggia_cases::rights;
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Code, access, cases, numbers, protocol as messages, storage};
use std::collections::BTreeSet;

/// Takes a number as a command does.
fn take(office: &mut Office, key: &str, register: Register) -> Result<ProtocolNumber> {
    take_at(office, key, COUNTER, register)
}

fn take_at(
    office: &mut Office,
    key: &str,
    scope: ScopeId,
    register: Register,
) -> Result<ProtocolNumber> {
    office.session().once(key, "test", &(), |session, once| {
        let moment = session.moment()?;
        let next = session.next_protocol(&scope, register, &moment)?;
        session.write(scope, moment.device, |writer| {
            protocol::take(writer.tx(), &next)?;
            once.answer(writer.tx(), &next.number, moment.device)?;
            Ok(next.number)
        })
    })
}

fn counts(office: &mut Office) -> Vec<Count> {
    let life = office.node().incarnation().unwrap();
    protocol::of_life(office.node().unlocked().unwrap().store.conn(), life).unwrap()
}

#[test]
fn every_book_of_a_desk_counts_without_gaps_and_january_begins_at_one() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    for no in 1..=3 {
        let given = take(&mut office, &format!("p{no}"), Register::Protocol).unwrap();
        assert_eq!((given.no(), given.year()), (no, 2026));
        assert_eq!(given.desk().as_str(), "ΤΑ02");
        assert!(given.is_of(office.node().incarnation().unwrap()));
    }
    assert_eq!(take(&mut office, "p3", Register::Protocol).unwrap().no(), 3);
    let signature = take(&mut office, "s1", Register::Signature).unwrap();
    let police = take_at(&mut office, "d1", POLICE, Register::Protocol).unwrap();
    assert_eq!((signature.no(), police.no()), (1, 1));
    // Half past one in the night of the new year in Crete; in UTC it is still the old one.
    office.clock.set("2026-12-31T23:30:00Z".parse().unwrap());
    let first = take(&mut office, "n1", Register::Protocol).unwrap();
    assert_eq!((first.no(), first.year()), (1, 2027));
    office.restart().unwrap();
    assert_eq!(take(&mut office, "n2", Register::Protocol).unwrap().no(), 2);
    let status = office.node().status().unwrap().protocol;
    let last: Vec<u32> = status.iter().map(|series| series.last.no()).collect();
    assert_eq!(last, [1, 3, 1, 2], "{status:?}");
}

#[test]
fn two_laptops_of_one_desk_never_give_the_same_number() {
    let mut town = Town::new();
    let (mut one, mut two) = (town.office_with("ena", 0), town.office_with("dyo", 0));
    let mut given = BTreeSet::new();
    for n in 0..5 {
        for office in [&mut one, &mut two] {
            let number = take(office, &format!("k{n}"), Register::Protocol).unwrap();
            assert!(given.insert(number.to_string()), "{number}");
        }
    }
}

#[test]
fn killed_at_any_storage_call_the_series_has_no_gap_and_no_number_comes_twice() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let (mut told, mut done) = (BTreeSet::new(), false);
    for n in 1..=60 {
        let key = format!("k{n}");
        office.faults.arm(n, Outcome::Kill);
        match take(&mut office, &key, Register::Protocol) {
            Ok(number) => {
                assert!(told.insert(number));
                done = true;
                break;
            }
            Err(error) => assert!(error.is_killed(), "call {n}: {error:?}"),
        }
        office.restart().unwrap();
        let number = take(&mut office, &key, Register::Protocol).unwrap();
        assert!(told.insert(number.clone()), "call {n}: {number} twice");
    }
    assert!(done, "the last run goes through every call");
    let numbers: Vec<u32> = told.iter().map(ProtocolNumber::no).collect();
    let expected: Vec<u32> = (1..=u32::try_from(told.len()).unwrap()).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn a_store_from_a_copy_begins_a_new_series_and_remembers_how_far_the_old_one_was_shown() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    take(&mut office, "k1", Register::Protocol).unwrap();
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let old = office.node().incarnation().unwrap();
    let mut shown = BTreeSet::new();
    for n in 2..=4 {
        shown.insert(take(&mut office, &format!("k{n}"), Register::Protocol).unwrap());
    }
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    assert_ne!(office.node().incarnation().unwrap(), old);
    let first = take(&mut office, "k5", Register::Protocol).unwrap();
    assert_eq!(first.no(), 1);
    assert!(!shown.contains(&first));
    let conn = office.node().unlocked().unwrap().store.conn();
    let former = protocol::of_life(conn, old).unwrap();
    assert_eq!((former[0].used, former[0].shown), (1, 4));
    let tasks = office.session().tasks().unwrap();
    assert!(
        tasks
            .iter()
            .any(|task| task.finding.code == storage::STORE_ROLLED_BACK)
    );
    office.clean();
}

#[test]
fn a_copy_that_forgot_the_whole_series_meets_its_mark_before_the_first_number() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let old = office.node().incarnation().unwrap();
    let shown = take(&mut office, "k1", Register::Protocol).unwrap();
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    let next = take(&mut office, "k2", Register::Protocol).unwrap();
    assert_ne!(next, shown);
    assert_ne!(office.node().incarnation().unwrap(), old);
    assert!(next.is_of(office.node().incarnation().unwrap()));
    // The new life is entered once, not at every number.
    let life = office.node().incarnation().unwrap();
    assert_eq!(take(&mut office, "k3", Register::Protocol).unwrap().no(), 2);
    office.restart().unwrap();
    assert_eq!(office.node().incarnation().unwrap(), life);
}

#[test]
fn a_mark_that_went_back_or_is_gone_begins_a_new_series() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    for n in 1..=3 {
        take(&mut office, &format!("k{n}"), Register::Protocol).unwrap();
    }
    let series = counts(&mut office)[0].mark_id();
    office.marks.write(series, 1).unwrap();
    office.restart().unwrap();
    let next = take(&mut office, "k4", Register::Protocol).unwrap();
    assert_eq!(next.no(), 1);
    // On another machine there are no marks at all; one number is the mark's own delay, two are not.
    take(&mut office, "k5", Register::Protocol).unwrap();
    let before = office.node().incarnation().unwrap();
    office.marks = crate::env::MemoryHighWater::default();
    office.restart().unwrap();
    assert_ne!(office.node().incarnation().unwrap(), before);
}

#[test]
fn a_desk_that_is_not_here_and_a_series_at_its_end_give_no_number() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let refused = take_at(&mut office, "k", ScopeId([9; 16]), Register::Protocol);
    assert_eq!(refused.unwrap_err().code(), access::SCOPE_FOREIGN);
    take(&mut office, "k1", Register::Protocol).unwrap();
    let series = counts(&mut office)[0].clone();
    let (env, open) = {
        let node = office.node();
        (&mut node.env, node.open.as_mut().unwrap())
    };
    open.store
        .write::<_, NodeError>(&mut *env.faults, |tx| {
            let sql = "UPDATE protocol_series SET used = 999999 WHERE incarnation = ?1";
            Ok(tx.exec(sql, [series.incarnation.as_bytes()]).map(drop)?)
        })
        .unwrap();
    let refused = take(&mut office, "k2", Register::Protocol);
    assert_eq!(refused.unwrap_err().code(), messages::SERIES_FULL);
}

/// A document as a clerk types it.
fn letter(subject: &str, name: &str) -> ProtocolRegister {
    ProtocolRegister {
        subject: subject.to_owned(),
        name: name.to_owned(),
        ..ProtocolRegister::default()
    }
}

fn code(refused: Result<RegisteredEntry>) -> Code {
    refused.unwrap_err().code()
}

#[test]
fn a_document_is_registered_found_by_any_of_its_words_and_keeps_its_number_when_cancelled() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let input = ProtocolRegister {
        their_number: "77/Β".to_owned(),
        their_date: "20/11/2026".to_owned(),
        unit: "Τεχνική Υπηρεσία".to_owned(),
        ..letter("Βλάβη φωτισμού", "Δοκιμή Παραδείγματος")
    };
    let entry = office.session().protocol_register("k1", &input).unwrap();
    assert!(entry.number.ends_with("/2026/000001"), "{}", entry.number);
    // Fifty days from 23-11-2026.
    assert_eq!(entry.due.unwrap().to_string(), "2027-01-12");
    let again = office.session().protocol_register("k1", &input).unwrap();
    assert_eq!(again, entry, "a second press registers nothing");
    for words in [
        "φωτισμου",
        "παραδειγ",
        "77",
        "1/2026",
        &entry.number.clone(),
    ] {
        let found = office.session().search(words).unwrap();
        assert_eq!(found.rows.len(), 1, "{words}");
    }
    let which = Which::Number(entry.number.to_lowercase());
    let cancel = |reason: &str| ProtocolCancel {
        which: which.clone(),
        reason: reason.to_owned(),
    };
    let mut session = office.session();
    let refused = session.protocol_cancel("c0", &cancel(" ")).unwrap_err();
    assert_eq!(refused.code(), cases::REASON_MISSING);
    let done = session
        .protocol_cancel("c1", &cancel("διπλή εγγραφή"))
        .unwrap();
    assert_eq!(
        (done.number.as_str(), done.state.as_str()),
        (entry.number.as_str(), "cancelled")
    );
    let refused = session.protocol_cancel("c2", &cancel("πάλι")).unwrap_err();
    assert_eq!(refused.code(), messages::CANCELLED_TWICE);
    let next = session
        .protocol_register("k2", &letter("Άλλο", "Άλλος"))
        .unwrap();
    assert!(
        next.number.ends_with("/000002"),
        "the number stays taken: {}",
        next.number
    );
    office.clean();
}

#[test]
fn every_refusal_stores_nothing_and_takes_no_number() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let ok = letter("Θέμα", "Όνομα");
    let cases: [(ProtocolRegister, Code); 7] = [
        (letter("  ", "Όνομα"), messages::SUBJECT_MISSING),
        (letter("Θέμα", ""), messages::NAME_MISSING),
        (
            ProtocolRegister {
                number: "ΤΑ02-00000/2026/17".to_owned(),
                ..ok.clone()
            },
            messages::NUMBER_BY_HAND,
        ),
        (
            ProtocolRegister {
                on: "24/11/2026".to_owned(),
                ..ok.clone()
            },
            messages::DATE_AHEAD,
        ),
        (
            ProtocolRegister {
                template: "ΔΕΝ ΥΠΑΡΧΕΙ".to_owned(),
                ..ok.clone()
            },
            messages::TEMPLATE_UNKNOWN,
        ),
        (
            ProtocolRegister {
                copies: "δύο".to_owned(),
                ..ok.clone()
            },
            messages::COPIES,
        ),
        (
            ProtocolRegister {
                related: "ΤΑ02-00000/2026/9".to_owned(),
                ..ok.clone()
            },
            numbers::NUMBER_NOT_FOUND,
        ),
    ];
    for (at, (input, expected)) in cases.into_iter().enumerate() {
        let refused = office
            .session()
            .protocol_register(&format!("r{at}"), &input);
        assert_eq!(code(refused), expected, "case {at}");
    }
    let first = office.session().protocol_register("k", &ok).unwrap();
    assert!(first.number.ends_with("/000001"), "{}", first.number);
}

#[test]
fn a_counter_entry_puts_an_entry_right_in_one_transaction() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let mut session = office.session();
    let wrong = session
        .protocol_register("k1", &letter("Αίτηση", "Λάθος Όνομα"))
        .unwrap();
    let right = ProtocolRegister {
        counters: wrong.number.clone(),
        counter_reason: String::new(),
        ..letter("Αίτηση", "Σωστό Όνομα")
    };
    let refused = session.protocol_register("k2", &right).unwrap_err();
    assert_eq!(refused.code(), cases::REASON_MISSING);
    let right = ProtocolRegister {
        counter_reason: "άλλος αποστολέας".to_owned(),
        ..right
    };
    let entry = session.protocol_register("k2", &right).unwrap();
    assert!(
        entry.number.ends_with("/000002"),
        "a refusal takes no number"
    );
    let old = session.show(&Which::Doc(wrong.doc)).unwrap();
    assert_eq!(old.state, "countered");
    assert_eq!(old.row["ending"], entry.number.as_str());
    let answered = ProtocolAnswer {
        which: Which::Doc(entry.doc),
        by: String::new(),
        note: "στο αρχείο".to_owned(),
    };
    let routed = ProtocolRoute {
        which: Which::Doc(entry.doc),
        unit: "Ληξιαρχείο".to_owned(),
        action: true,
    };
    assert_eq!(
        session.protocol_route("r1", &routed).unwrap().state,
        "registered"
    );
    assert_eq!(
        session.protocol_answer("a1", &answered).unwrap().state,
        "answered"
    );
    office.clean();
}

#[test]
fn senders_are_remembered_and_the_confidential_book_says_nothing_to_others() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let mut session = office.session();
    for (key, name) in [
        ("k1", "Δοκιμή Παραδείγματος"),
        ("k2", "Δοκιμή Παραδείγματος"),
        ("k3", "Άλλος"),
    ] {
        session
            .protocol_register(key, &letter("Δοκιμή αίτησης", name))
            .unwrap();
    }
    let found = session.recent_parties("παρ").unwrap();
    assert_eq!(
        found.len(),
        1,
        "each once, by the beginning of a word of the name"
    );
    assert_eq!(found[0].1.name, "Δοκιμή Παραδείγματος");
    assert!(
        session.recent_parties("αιτ").unwrap().is_empty(),
        "a subject is no sender"
    );
    let secret = ProtocolRegister {
        register: Register::Confidential,
        ..letter("Μυστικό θέμα", "Κρυφός")
    };
    let entry = session.protocol_register("k4", &secret).unwrap();
    assert!(
        entry.number.contains("/ΕΜΠ/2026/000001"),
        "{}",
        entry.number
    );
    assert!(
        session.search("μυστικο").unwrap().rows.is_empty(),
        "not found by its words"
    );
    assert!(session.letter(&entry.doc).unwrap().is_some());
    town.user("allos", &[rights::PROTOCOL_WRITE]);
    town.sync(&mut office);
    office.actor = crate::Actor {
        login: "allos".to_owned(),
        first_login: false,
    };
    let mut other = office.session();
    assert!(other.letter(&entry.doc).unwrap().is_none());
    assert!(other.show(&Which::Doc(entry.doc)).unwrap().parts.is_empty());
    let filter = ListFilter {
        register: Some(Register::Confidential),
        ..ListFilter::default()
    };
    assert_eq!(
        other.list(&filter).unwrap().total,
        1,
        "its number is seen by the desk"
    );
    let protocol = ListFilter {
        register: Some(Register::Protocol),
        ..ListFilter::default()
    };
    assert_eq!(other.list(&protocol).unwrap().total, 3);
}

#[test]
fn after_a_rollback_the_new_life_tells_which_numbers_are_lost() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    office
        .session()
        .protocol_register("k1", &letter("Ένα", "Α"))
        .unwrap();
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let lost = office
        .session()
        .protocol_register("k2", &letter("Δύο", "Β"))
        .unwrap();
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    let mut session = office.session();
    session
        .protocol_register("k3", &letter("Τρία", "Γ"))
        .unwrap();
    session
        .protocol_register("k4", &letter("Τέσσερα", "Δ"))
        .unwrap();
    let filter = ListFilter {
        states: vec!["lost".to_owned()],
        ..ListFilter::default()
    };
    let told = session.list(&filter).unwrap().rows;
    assert_eq!(told.len(), 1, "once");
    assert_eq!(told[0].number, lost.number);
    office.clean();
}

#[test]
fn a_village_paper_has_its_text_from_a_template_and_a_number_of_its_book() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    town.records(COUNTER, &[TemplateRecord {
        code: "ΓΥ-1".to_owned(),
        paper: "signature".to_owned(),
        title: "Γνήσιο υπογραφής".to_owned(),
        body: "Βεβαιώνεται το γνήσιο της υπογραφής του/της {όνομα}, {ταυτότητα}.\nΣκοπός: {σκοπός}".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        legal_basis: "άρθ. 11 ν. 2690/1999".to_owned(),
        verified: false,
    }]);
    town.sync(&mut office);
    let input = ProtocolRegister {
        register: Register::Signature,
        direction: Direction::Out,
        template: "ΓΥ-1".to_owned(),
        id_document: "ΑΔΤ ΑΒ 123456".to_owned(),
        ..letter("", "Δοκιμή Παραδείγματος")
    };
    let mut session = office.session();
    assert_eq!(
        code(session.protocol_register("k1", &input)),
        messages::TEMPLATE_PLACE_EMPTY
    );
    let input = ProtocolRegister {
        fields: [("σκοπός".to_owned(), "υπεύθυνη δήλωση".to_owned())].into(),
        ..input
    };
    let paper = session.protocol_register("k1", &input).unwrap();
    assert!(paper.number.contains("/ΓΥ/2026/000001"), "{}", paper.number);
    assert_eq!(paper.due, None);
    let letter = session.letter(&paper.doc).unwrap().unwrap();
    assert_eq!(letter.subject, "Γνήσιο υπογραφής");
    assert_eq!(letter.text[1], "Σκοπός: υπεύθυνη δήλωση");
    assert!(
        session
            .paper(&Which::Doc(paper.doc))
            .unwrap()
            .stub
            .starts_with("LGS1:")
    );
}
