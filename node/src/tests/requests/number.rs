//! The number of a request: given later where it could not be given at once, and its line in the protocol book of the desk.

use super::*;
use crate::commands::ProtocolRegister;
use loggia_cases::protocol::{ProtocolRow, Register, Stage as BookStage};
use loggia_cases::records::{ColumnSet, Desk, ScopeRecord};

/// The counter under a code that no number can carry, or under its own.
fn counter(code: &str) -> ScopeRecord {
    ScopeRecord {
        id: COUNTER,
        title: "Γραφείο Κοινότητας".to_owned(),
        code: code.to_owned(),
        place: "02".to_owned(),
        desk: Desk::Counter,
        columns: [("user".to_owned(), ColumnSet::All)].into(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
    }
}

#[test]
fn a_request_that_came_when_no_number_could_be_given_takes_one_later_and_only_one() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    town.records(COUNTER, &[counter("(;)")]);
    town.sync(&mut office);
    let told = office.session().request_register("k1", &lamp()).unwrap();
    assert_eq!(told.number, "", "taken in all the same");
    assert!(
        act(&mut office, "n0", told.doc, Act::Number).is_err(),
        "still none to give"
    );
    town.records(COUNTER, &[counter("ΤΑ-02")]);
    town.sync(&mut office);
    act(&mut office, "n1", told.doc, Act::Number).unwrap();
    act(&mut office, "n1", told.doc, Act::Number).unwrap();
    let number = row(&mut office, told.doc).number;
    assert!(number.ends_with("/2026/000001"), "{number}");
    let twice = codes(act(&mut office, "n2", told.doc, Act::Number));
    assert_eq!(twice[0].0, requests::NUMBER_STANDS);
    let next = office.session().request_register("k2", &square()).unwrap();
    assert!(
        next.number.ends_with("/2026/000002"),
        "the refused one took none: {}",
        next.number
    );
    assert_eq!(office.session().search(&number).unwrap().total, 1);
    office.restart().unwrap();
    office.clean();
}

fn letter_in(office: &mut Office, key: &str) {
    let input = ProtocolRegister {
        subject: "Θέμα".to_owned(),
        name: "Δοκιμή Παραδείγματος".to_owned(),
        ..ProtocolRegister::default()
    };
    office.session().protocol_register(key, &input).unwrap();
}

#[test]
fn the_protocol_book_of_a_desk_has_a_line_for_every_number_of_its_series() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    letter_in(&mut office, "p1");
    let lamp = office.session().request_register("k1", &lamp()).unwrap();
    letter_in(&mut office, "p2");
    let book = |office: &mut Office, states: &[&str]| {
        let filter = ListFilter {
            kind: Some(CaseKind::PROTOCOL),
            book: true,
            register: Some(Register::Protocol),
            states: states.iter().map(|state| (*state).to_owned()).collect(),
            sort: SortBy::Number,
            ascending: true,
            ..ListFilter::default()
        };
        let page = office.session().list(&filter).unwrap();
        assert_eq!(page.total, page.rows.len() as u64);
        page.rows
    };
    let lines = book(&mut office, &[]);
    let ends: Vec<&str> = lines
        .iter()
        .map(|line| &line.number[line.number.len() - 6..])
        .collect();
    assert_eq!(ends, ["000001", "000002", "000003"]);
    let request: RequestRow = serde_json::from_value(lines[1].row.clone()).unwrap();
    let line: ProtocolRow = request.in_the_book().unwrap();
    assert_eq!(line.number, lamp.number);
    assert_eq!(
        (line.subject.as_str(), line.stage),
        (
            "Φωτισμός δρόμου, Οδός Έβανς 12, Κοινότητα Δαφνών",
            BookStage::Registered
        )
    );
    assert_eq!(book(&mut office, &["registered"]).len(), 3);
    assert_eq!(book(&mut office, &["answered"]).len(), 0);
    assert_eq!(book(&mut office, &["cancelled"]).len(), 0);
    let done = Act::Complete {
        text: "Άλλαξε η λάμπα".to_owned(),
        decision: String::new(),
    };
    act(&mut office, "a1", lamp.doc, done).unwrap();
    let answered = book(&mut office, &["answered"]);
    assert_eq!(answered.len(), 1);
    assert_eq!(answered[0].doc, lamp.doc);
    assert_eq!(book(&mut office, &["registered"]).len(), 2);
    office.clean();
}
