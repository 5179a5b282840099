//! The registry: documents in and out, counter-entries, the confidential book, papers of a village, what a rollback lost.

use super::town::*;
use crate::Result;
use crate::commands::{
    ProtocolAnswer, ProtocolCancel, ProtocolRegister, ProtocolRoute, RegisteredEntry, Which,
};
use crate::queries::ListFilter;
use loggia_cases::protocol::{Direction, Register, SeriesMark};
use loggia_cases::records::TemplateRecord;
use loggia_cases::rights;
use loggia_schema::message::{Code, cases, numbers, protocol as messages};

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
fn numbers_of_a_series_that_was_forgotten_altogether_are_told_by_the_next_request_too() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let lost = office
        .session()
        .protocol_register("k1", &letter("Ένα", "Α"))
        .unwrap();
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    // Found at the opening, before any book was asked for its next number.
    let life = office.session().me.incarnation;
    assert!(!lost.number.contains(&SeriesMark::of(life).to_string()));
    super::requests::a_lamp(&mut town, &mut office);
    let filter = ListFilter {
        states: vec!["lost".to_owned()],
        ..ListFilter::default()
    };
    let told = office.session().list(&filter).unwrap().rows;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].number, lost.number);
    office.clean();
}

#[test]
fn a_store_that_forgot_only_what_has_no_number_begins_a_new_life_before_it_writes() {
    let mut town = Town::new();
    let mut office = town.office_with("dokimi", 0);
    let entry = office
        .session()
        .protocol_register("k1", &letter("Ένα", "Α"))
        .unwrap();
    office.node = None;
    let copy = tempfile::tempdir().unwrap();
    copy_store(office.folder.path(), copy.path());
    office.restart().unwrap();
    let route = |unit: &str| ProtocolRoute {
        which: Which::Doc(entry.doc),
        unit: unit.to_owned(),
        action: true,
    };
    let former = office.session().me.incarnation;
    office
        .session()
        .protocol_route("r1", &route("Ληξιαρχείο"))
        .unwrap();
    office.restart().unwrap();
    assert_eq!(office.session().me.incarnation, former, "nothing was lost");
    office.node = None;
    copy_store(copy.path(), office.folder.path());
    office.restart().unwrap();
    assert_ne!(office.session().me.incarnation, former);
    office
        .session()
        .protocol_route("r2", &route("Πρόνοια"))
        .unwrap();
    town.sync(&mut office);
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
