//! Citizen requests at a counter: never refused for a missing paper, numbered, charged, suspended, found, told.

mod acts;
mod number;
mod outcome;

use super::town::*;
use crate::commands::{Act, RequestAct, RequestRegister, Which};
use crate::queries::{ListFilter, SortBy};
use crate::{NodeError, Result};
use loggia_cases::CaseKind;
use loggia_cases::case::Clash;
use loggia_cases::records::{
    FieldDef, FieldKind, IssueAt, PaperDef, PlaceKind, PlaceRecord, RequestTypeRecord, TwinBy,
    TwinRule,
};
use loggia_cases::request::{MandateKind, RequestRow, RequestState};
use loggia_schema::calendar::Unit;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Code, cases, input, requests};

fn kind(code: &str, title: &str, term: u32, unit: Unit) -> RequestTypeRecord {
    RequestTypeRecord {
        code: code.to_owned(),
        title: title.to_owned(),
        group: "Δοκιμές".to_owned(),
        fields: vec![],
        papers: vec![],
        term,
        unit,
        roll: unit == Unit::CalendarDays,
        office: "ΤΕΧ".to_owned(),
        steps: vec![],
        issue: IssueAt::Nobody,
        template: String::new(),
        fee: None,
        retention_years: 5,
        named: false,
        placed: true,
        reopen_days: 30,
        twins: TwinRule {
            by: TwinBy::Place,
            days: 30,
        },
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        legal_basis: "κανονισμός δοκιμής".to_owned(),
    }
}

/// A lamp, an application with papers and a question, a certificate.
fn catalogue() -> [RequestTypeRecord; 3] {
    let lamp = kind("ΦΩ", "Φωτισμός δρόμου", 5, Unit::WorkingDays);
    let mut square = kind("ΤΜ", "Διόρθωση τετραγωνικών", 50, Unit::CalendarDays);
    let person = TwinRule {
        by: TwinBy::Person,
        days: 30,
    };
    (square.named, square.placed, square.twins) = (true, false, person);
    square.fields = vec![FieldDef {
        code: "m2".to_owned(),
        label: "Ορθό εμβαδόν".to_owned(),
        kind: FieldKind::Number,
        required: true,
    }];
    square.papers = [("bill", true), ("plan", false)]
        .map(|(code, required)| PaperDef {
            code: code.to_owned(),
            title: format!("Δικαιολογητικό {code}"),
            required,
        })
        .to_vec();
    let mut clearance = kind("ΕΝ", "Δημοτική ενημερότητα", 5, Unit::WorkingDays);
    (clearance.named, clearance.placed) = (true, false);
    clearance.issue = IssueAt::Centre;
    [lamp, square, clearance]
}

fn office(town: &mut Town, login: &str) -> Office {
    publish(town);
    town.office_with(login, 0)
}

/// Takes a request in at an office that knew no catalogue before.
pub(super) fn a_lamp(town: &mut Town, office: &mut Office) {
    publish(town);
    town.sync(office);
    office.session().request_register("lamp", &lamp()).unwrap();
}

fn publish(town: &mut Town) {
    town.records(COUNTER, &catalogue());
    let places = [
        ("ΤΕΧ", "Τεχνική Υπηρεσία", PlaceKind::Office),
        ("ΠΡΑ", "Τμήμα Πρασίνου", PlaceKind::Office),
        ("ΚΑΘ", "Καθαριότητα", PlaceKind::Office),
        ("04", "Κοινότητα Δαφνών", PlaceKind::Community),
    ];
    let places = places.map(|(code, name, kind)| PlaceRecord {
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        parent: None,
        phone: Some("2810000311".to_owned()),
        active: true,
    });
    town.records(COUNTER, &places);
}

fn lamp() -> RequestRegister {
    RequestRegister {
        kind: "ΦΩ".to_owned(),
        community: "04".to_owned(),
        spot: "Οδός Έβανς 12".to_owned(),
        text: "Σβηστό φωτιστικό".to_owned(),
        ..RequestRegister::default()
    }
}

fn square() -> RequestRegister {
    RequestRegister {
        kind: "ΤΜ".to_owned(),
        name: "Δοκιμή Παραδείγματος".to_owned(),
        phone: "2810 000123".to_owned(),
        fields: [("m2".to_owned(), "87".to_owned())].into(),
        papers: vec!["bill".to_owned()],
        ..RequestRegister::default()
    }
}

fn codes<T: std::fmt::Debug>(done: Result<T>) -> Vec<(Code, String)> {
    let findings = done.unwrap_err().findings();
    findings
        .into_iter()
        .map(|f| (f.code, f.field.unwrap_or_default().into_owned()))
        .collect()
}

fn act(office: &mut Office, key: &str, doc: DocId, act: Act) -> Result<String> {
    let which = Which::Doc(doc);
    let done = office
        .session()
        .request_act(key, &RequestAct { which, act })?;
    Ok(done.state)
}

fn state(office: &mut Office, doc: DocId) -> RequestState {
    let shown = office.session().show(&Which::Doc(doc)).unwrap();
    serde_json::from_value(shown.folded["state"].clone()).unwrap()
}

fn row(office: &mut Office, doc: DocId) -> RequestRow {
    let shown = office.session().show(&Which::Doc(doc)).unwrap();
    serde_json::from_value(shown.row).unwrap()
}

#[test]
fn a_complaint_needs_a_type_and_a_place_and_is_numbered_charged_and_found() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    let told = office.session().request_register("k1", &lamp()).unwrap();
    assert!(told.number.starts_with("ΤΑ02-") && told.number.ends_with("/2026/000001"));
    assert_eq!(
        (told.state.as_str(), told.office.as_str()),
        ("assigned", "Τεχνική Υπηρεσία")
    );
    assert_eq!(
        told.due.to_string(),
        "2026-11-30",
        "five working days from a Monday"
    );
    let again = office.session().request_register("k1", &lamp()).unwrap();
    assert_eq!(again, told, "one press, one request");
    let number = told.number.to_lowercase();
    for words in [
        "εβανς",
        "ΔΑΦΝΩΝ",
        "φωτισμος δρομου",
        "000001",
        number.as_str(),
    ] {
        let found = office.session().search(words).unwrap();
        assert_eq!(found.rows.len(), 1, "{words}");
    }
    let by_number = office.session().show(&Which::Number(number)).unwrap();
    assert_eq!(by_number.doc, told.doc);
    assert!(
        office.session().search("σβηστό").unwrap().rows.is_empty(),
        "free text is not searched"
    );
    let row = row(&mut office, told.doc);
    assert_eq!(
        (row.last_step.as_str(), row.office.as_str()),
        ("χρέωση", "ΤΕΧ")
    );
    office.clean();
}

#[test]
fn what_is_missing_never_refuses_it_waits_and_the_clock_stands_still() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    let bare = RequestRegister {
        fields: [].into(),
        papers: vec![],
        ..square()
    };
    // An unanswered question asks for a tick, and then waits like a paper.
    assert_eq!(
        codes(office.session().request_register("k1", &bare)),
        [(requests::FIELD_MISSING, "fields.m2".to_owned())]
    );
    let ticked = RequestRegister {
        confirmed: vec![requests::FIELD_MISSING],
        ..bare
    };
    let taken = office.session().request_register("k1", &ticked).unwrap();
    assert_eq!(taken.state, "awaiting_citizen");
    assert_eq!(taken.missing, ["Δικαιολογητικό bill", "Ορθό εμβαδόν"]);
    assert_eq!(row(&mut office, taken.doc).due, None);
    // Ten days later the bill comes, and four more for the answer: fourteen days are added, once.
    office.clock.set("2026-12-03T08:00:00Z".parse().unwrap());
    let bring = |papers: &[&str]| Act::Bring {
        papers: papers.iter().map(|code| (*code).to_owned()).collect(),
        answered: false,
    };
    let stage = act(&mut office, "b1", taken.doc, bring(&["bill"])).unwrap();
    assert_eq!(stage, "awaiting_citizen");
    office.clock.set("2026-12-07T08:00:00Z".parse().unwrap());
    let stage = act(&mut office, "b2", taken.doc, bring(&["answer_m2"])).unwrap();
    assert_eq!(stage, "assigned");
    // 23.11 + 50 = 12.1, + 14 = 26.1.2027, a Tuesday.
    assert_eq!(
        row(&mut office, taken.doc).due.unwrap().to_string(),
        "2027-01-26"
    );
    assert_eq!(
        codes(act(&mut office, "b3", taken.doc, bring(&[]))),
        [(requests::NOTHING_BROUGHT, "papers".to_owned())]
    );
    office.clean();
}

#[test]
fn what_a_counter_refuses_is_said_at_once_and_nothing_is_stored() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    let wrong = RequestRegister {
        name: String::new(),
        phone: "12".to_owned(),
        afm: "000000018".to_owned(),
        fields: [("m2".to_owned(), "πολλά".to_owned())].into(),
        behalf: "Άλλη Δοκιμή".to_owned(),
        ..square()
    };
    let found = codes(office.session().request_register("k1", &wrong));
    for expected in [
        (requests::APPLICANT_MISSING, "name"),
        (input::PHONE_FORM, "phone"),
        (input::AFM_CHECK_DIGIT, "afm"),
        (requests::MANDATE_MISSING, "mandate_proof"),
    ] {
        assert!(
            found.contains(&(expected.0, expected.1.to_owned())),
            "{expected:?} in {found:?}"
        );
    }
    assert!(
        found.iter().any(|(_, field)| field == "fields.m2"),
        "{found:?}"
    );
    let behalf = |proof: &str, until: &str| RequestRegister {
        behalf: "Άλλη Δοκιμή".to_owned(),
        mandate: Some(MandateKind::Authorisation),
        mandate_proof: proof.to_owned(),
        mandate_until: until.to_owned(),
        ..square()
    };
    for (request, code) in [
        (behalf(" ", ""), requests::MANDATE_MISSING),
        (behalf("ΚΕΠ 12/2026", "22/11/2026"), requests::MANDATE_OVER),
        (
            RequestRegister {
                kind: "ΧΧ".to_owned(),
                ..lamp()
            },
            requests::TYPE_UNKNOWN,
        ),
        (
            RequestRegister {
                community: "99".to_owned(),
                ..lamp()
            },
            requests::COMMUNITY_MISSING,
        ),
        (
            RequestRegister {
                community: String::new(),
                ..lamp()
            },
            requests::COMMUNITY_MISSING,
        ),
    ] {
        assert_eq!(
            codes(office.session().request_register("k2", &request))[0].0,
            code
        );
    }
    let filter = ListFilter {
        kind: Some(CaseKind::REQUEST),
        ..ListFilter::default()
    };
    assert_eq!(
        office.session().list(&filter).unwrap().total,
        0,
        "nothing was stored"
    );
    // Nor was a number: the next request has the first.
    let good = behalf("ΚΕΠ 12/2026", "23/11/2026");
    let taken = office.session().request_register("k3", &good).unwrap();
    assert!(taken.number.ends_with("/000001"), "{}", taken.number);
    for name in ["παραδειγματος", "αλλη δοκιμη"] {
        assert_eq!(
            office.session().search(name).unwrap().rows.len(),
            1,
            "{name}"
        );
    }
}

#[test]
fn a_number_cannot_be_typed() {
    let typed = serde_json::json!({ "kind": "ΦΩ", "number": "ΤΑ02-ΑΑΑΑΑ/2026/000099" });
    let refused = serde_json::from_value::<RequestRegister>(typed).unwrap_err();
    assert!(refused.to_string().contains("unknown field `number`"));
}

#[test]
fn a_certificate_is_not_issued_at_a_counter() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    let clearance = RequestRegister {
        kind: "ΕΝ".to_owned(),
        name: "Δοκιμή Παραδείγματος".to_owned(),
        ..RequestRegister::default()
    };
    let taken = office.session().request_register("k1", &clearance).unwrap();
    let done = Act::Complete {
        text: "Εκδόθηκε".to_owned(),
        decision: String::new(),
    };
    assert_eq!(
        codes(act(&mut office, "c1", taken.doc, done)),
        [(requests::CERTIFICATE_AT_CENTRE, String::new())]
    );
}
