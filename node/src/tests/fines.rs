//! Fines from the officer's side: typed input, rules, warnings, rows, search.

use super::town::*;
use crate::commands::{
    FineNote, FineReplace, FineServe, FineSpoil, PersonInput, ServiceInput, Which,
};
use crate::queries::{Badge, ListFilter};
use loggia_cases::fine::{LiableRole, ServiceKind};
use loggia_schema::message::{Code, Fault, cases, input};
use loggia_schema::money::Cents;

#[test]
fn a_fine_is_issued_found_and_shown() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let issued = office.fine("k1", "ηκρ 4521").unwrap();
    assert_eq!(issued.number, "Κ12-2026-001000");
    assert_eq!(
        (issued.amount, issued.reduced, issued.left),
        (Cents(3000), Some(Cents(1500)), 19)
    );
    let shown = office
        .session()
        .show(&Which::Number("κ12-2026-1000".to_owned()))
        .unwrap();
    assert_eq!((shown.doc, shown.state.as_str()), (issued.doc, "issued"));
    assert_eq!(
        (shown.timeline[0].badge, shown.timeline[0].tag.as_str()),
        (Badge::Queued, issued.tag.as_str())
    );
    for words in [
        "ηκρ-4521",
        "HKP-4521",
        "οδος δοκιμης",
        "ΔΟΚΙΜΉΣ",
        "001000",
        "ηρακλειο",
        issued.rf.as_str(),
    ] {
        let found = office.session().search(words).unwrap();
        assert_eq!(found.rows.len(), 1, "{words}");
    }
    assert!(
        office
            .session()
            .search("δοκιμης αλλου")
            .unwrap()
            .rows
            .is_empty()
    );
    office.clean();
}

#[test]
fn everything_wrong_with_a_form_is_said_at_once_and_nothing_is_stored() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let mut typed = fine("ΗΛΨ-1");
    typed.date = "31/02/2026".to_owned();
    typed.person = Some(PersonInput {
        role: LiableRole::Driver,
        name: "Δοκιμή Παραδείγματος".to_owned(),
        afm: "000000018".to_owned(),
        address: String::new(),
        postcode: String::new(),
        phone: "2810 000123".to_owned(),
        id_document: String::new(),
    });
    let refused = office.session().fine_issue("k1", &typed).unwrap_err();
    let found: Vec<(Code, String)> = refused
        .findings()
        .into_iter()
        .map(|f| (f.code, f.field.unwrap_or_default().into_owned()))
        .collect();
    assert_eq!(refused.fault(), Fault::User);
    for expected in [
        (input::DATE_IMPOSSIBLE, "date"),
        (input::PLATE_LETTER, "plate"),
        (input::AFM_CHECK_DIGIT, "afm"),
    ] {
        assert!(
            found.contains(&(expected.0, expected.1.to_owned())),
            "{found:?}"
        );
    }
    assert_eq!(office.node().status().unwrap().numbers[0].left, 20);
    assert_eq!(
        office.fine("k1", "ΗΚΡ-4521").unwrap().number,
        "Κ12-2026-001000",
        "the same key, the number is still there"
    );
}

#[test]
fn a_fine_before_its_law_and_one_in_the_future_are_refused() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let mut early = fine("ΗΚΡ-4521");
    early.date = "12/09/2025".to_owned();
    early.time = "10:00".to_owned();
    early.late_reason = "δοκιμή".to_owned();
    assert_eq!(
        office
            .session()
            .fine_issue("k1", &early)
            .unwrap_err()
            .code(),
        input::NO_ROW_FOR_DATE
    );
    let mut late = fine("ΗΚΡ-4521");
    late.date = "24/11/2026".to_owned();
    late.time = "10:00".to_owned();
    assert_eq!(
        office.session().fine_issue("k2", &late).unwrap_err().code(),
        cases::OFFENCE_IN_FUTURE
    );
}

#[test]
fn the_same_car_at_the_same_spot_asks_for_a_tick() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office.fine("k1", "ΗΚΡ-4521").unwrap();
    office.clock.pass_seconds(600);
    let refused = office.fine("k2", "ΗΚΡ-4521").unwrap_err();
    assert_eq!(refused.code(), cases::SAME_SPOT);
    assert!(
        refused
            .findings()
            .iter()
            .all(loggia_schema::message::Finding::is_warning)
    );
    let mut ticked = fine("ΗΚΡ-4521");
    ticked.confirmed = vec![cases::SAME_SPOT];
    assert_eq!(
        office.session().fine_issue("k2", &ticked).unwrap().number,
        "Κ12-2026-001001"
    );
}

#[test]
fn the_same_command_twice_is_one_fine_and_a_key_is_not_used_for_two() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let first = office.fine("k1", "ΗΚΡ-4521").unwrap();
    assert_eq!(office.fine("k1", "ΗΚΡ-4521").unwrap(), first);
    office.restart().unwrap();
    assert_eq!(
        office.fine("k1", "ΗΚΡ-4521").unwrap(),
        first,
        "also after a restart"
    );
    let other = office.fine("k1", "ΗΚΡ-9999").unwrap_err();
    assert_eq!(
        other.code(),
        loggia_schema::message::storage::COMMAND_KEY_REUSED
    );
    assert_eq!(
        office.session().list(&ListFilter::default()).unwrap().total,
        1
    );
}

#[test]
fn served_on_the_spot_noted_and_replaced() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let mut typed = fine("ΗΚΡ-4521");
    typed.service = Some(ServiceInput {
        kind: ServiceKind::Windscreen,
        date: String::new(),
        proof: String::new(),
    });
    let issued = office.session().fine_issue("k1", &typed).unwrap();
    let shown = office.session().show(&Which::Doc(issued.doc)).unwrap();
    assert_eq!((shown.state.as_str(), shown.timeline.len()), ("served", 2));
    assert_eq!(shown.row["reduced_until"], "2026-12-03");
    let note = FineNote {
        which: Which::Doc(issued.doc),
        text: "Ο οδηγός ήταν παρών.".to_owned(),
    };
    office.session().fine_note("k2", &note).unwrap();
    let replace = FineReplace {
        which: Which::Number(issued.number.clone()),
        reason: "λάθος πινακίδα".to_owned(),
        new: fine("ΗΚΡ-4522"),
    };
    let new = office.session().fine_replace("k3", &replace).unwrap();
    assert_eq!(new.number, "Κ12-2026-001001");
    let old = office.session().show(&Which::Doc(issued.doc)).unwrap();
    assert_eq!(
        (old.state.as_str(), old.timeline.len(), old.parts.len()),
        ("replaced", 4, 1)
    );
    assert_eq!(
        office
            .session()
            .fine_replace("k4", &replace)
            .unwrap_err()
            .code(),
        cases::NOT_IN_THIS_STATE
    );
    office.clean();
}

#[test]
fn a_fine_is_served_later_and_spoiled_only_while_nobody_has_it() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let issued = office.fine("k1", "ΗΚΡ-4521").unwrap();
    let which = Which::Doc(issued.doc);
    let service = ServiceInput {
        kind: ServiceKind::InHand,
        date: "23/11/2026".to_owned(),
        proof: String::new(),
    };
    let served = office
        .session()
        .fine_serve(
            "k2",
            &FineServe {
                which: which.clone(),
                service,
            },
        )
        .unwrap();
    assert_eq!(served.state, "served");
    let spoil = FineSpoil {
        which: Some(which),
        scope: None,
        reason: "σκίστηκε".to_owned(),
        paper: String::new(),
    };
    assert!(office.session().fine_spoil("k3", &spoil).is_err());
    let number = FineSpoil {
        which: None,
        scope: None,
        reason: "μουτζούρα εκτυπωτή".to_owned(),
        paper: String::new(),
    };
    let spoiled = office.session().fine_spoil("k4", &number).unwrap();
    assert_eq!(
        (spoiled.number.as_str(), spoiled.state.as_str()),
        ("Κ12-2026-001001", "spoiled")
    );
    let silent = FineSpoil {
        which: None,
        scope: None,
        reason: " ".to_owned(),
        paper: String::new(),
    };
    assert_eq!(
        office
            .session()
            .fine_spoil("k5", &silent)
            .unwrap_err()
            .code(),
        cases::REASON_MISSING
    );
    assert_eq!(
        office.fine("k6", "ΗΚΡ-7777").unwrap().number,
        "Κ12-2026-001002"
    );
    office.clean();
}

#[test]
fn a_named_person_is_found_without_accents_and_lies_outside_the_document() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let mut typed = fine("ΗΚΡ-4521");
    typed.person = Some(PersonInput {
        role: LiableRole::Driver,
        name: "Ελευθέριος Παραδείγματος".to_owned(),
        afm: String::new(),
        address: "Οδός Δοκιμής 1".to_owned(),
        postcode: String::new(),
        phone: "2810000123".to_owned(),
        id_document: String::new(),
    });
    let issued = office.session().fine_issue("k1", &typed).unwrap();
    assert_eq!(
        office
            .session()
            .search("ελευθεριος παραδ")
            .unwrap()
            .rows
            .len(),
        1
    );
    let shown = office.session().show(&Which::Doc(issued.doc)).unwrap();
    assert_eq!(shown.parts.len(), 1);
    assert!(
        !serde_json::to_string(&shown.timeline)
            .unwrap()
            .contains("Ελευθέριος")
    );
    office.clean();
}

#[test]
fn lists_filter_sort_and_page() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    for n in 0..5 {
        office
            .fine(&format!("k{n}"), &format!("ΗΚΡ-100{n}"))
            .unwrap();
        office.clock.pass_seconds(86_400);
    }
    let day = |text: &str| Some(text.parse().unwrap());
    let filter = ListFilter {
        from: day("2026-11-24"),
        to: day("2026-11-26"),
        limit: 2,
        ..ListFilter::default()
    };
    let page = office.session().list(&filter).unwrap();
    assert_eq!((page.total, page.rows.len(), page.behind), (3, 2, 0));
    assert_eq!(page.rows[0].number, "Κ12-2026-001003", "newest first");
    let rest = office
        .session()
        .list(&ListFilter {
            offset: 2,
            ..filter
        })
        .unwrap();
    assert_eq!(rest.rows.len(), 1);
    let none = ListFilter {
        states: vec!["served".to_owned()],
        ..ListFilter::default()
    };
    assert_eq!(office.session().list(&none).unwrap().total, 0);
}

#[test]
fn a_paper_prints_the_same_twice_and_its_stub_is_the_devices() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    let issued = office.fine("k1", "ΗΚΡ-4521").unwrap();
    let first = office.session().paper(&Which::Doc(issued.doc)).unwrap();
    let second = office
        .session()
        .paper(&Which::Number(issued.number))
        .unwrap();
    assert_eq!(first, second);
    assert_eq!((first.tag, first.training), (issued.tag, true));
    assert!(first.stub.starts_with("LGS1:"));
}

#[test]
fn drafts_outlive_a_restart() {
    let mut town = Town::new();
    let mut office = town.office("dokimi");
    office
        .session()
        .keep_draft("fine", "{\"plate\":\"ΗΚΡ\"}")
        .unwrap();
    office.restart().unwrap();
    assert_eq!(
        office.session().kept_draft("fine").unwrap().as_deref(),
        Some("{\"plate\":\"ΗΚΡ\"}")
    );
    office.session().keep_draft("fine", "").unwrap();
    assert_eq!(office.session().kept_draft("fine").unwrap(), None);
}
