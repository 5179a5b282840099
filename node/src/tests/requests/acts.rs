//! What is done with a request after it was taken in, doubles, lists, two counters at once, a desk without numbers.

use super::*;

#[test]
fn a_request_runs_its_course_and_every_act_says_what_it_lacks() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    let doc = office
        .session()
        .request_register("k1", &lamp())
        .unwrap()
        .doc;
    let words = |text: &str| text.to_owned();
    for (lacking, code) in [
        (Act::Comment { text: words(" ") }, input::EMPTY),
        (
            Act::Complete {
                text: words(""),
                decision: words(""),
            },
            requests::OUTCOME_MISSING,
        ),
        (
            Act::Reject {
                text: words(""),
                law: words("ν. 1"),
            },
            cases::REASON_MISSING,
        ),
        (
            Act::Reject {
                text: words("α"),
                law: words(""),
            },
            requests::LAW_MISSING,
        ),
        (
            Act::Assign {
                office: words("99"),
                officer: None,
            },
            requests::OFFICE_MISSING,
        ),
        (
            Act::Forward {
                authority: words(" "),
            },
            requests::AUTHORITY_MISSING,
        ),
        (
            Act::AskCitizen {
                text: words(""),
                papers: vec![],
                paper: words(""),
            },
            requests::NOTHING_ASKED,
        ),
        (Act::Tacit, requests::NOT_OVERDUE),
        (Act::Reopen { text: words("α") }, cases::NOT_IN_THIS_STATE),
    ] {
        assert_eq!(
            codes(act(&mut office, "x", doc, lacking.clone()))[0].0,
            code,
            "{lacking:?}"
        );
    }
    let ask = Act::AskOffice {
        office: words("ΠΡΑ"),
        text: words("Ποιανού είναι το δέντρο;"),
    };
    let acts = [
        (
            Act::Assign {
                office: words("ΠΡΑ"),
                officer: None,
            },
            "assigned",
        ),
        (Act::TakeUp, "in_progress"),
        (ask, "awaiting_office"),
        (
            Act::AnswerOffice {
                text: words("Δικό μας"),
            },
            "in_progress",
        ),
        (
            Act::AskCitizen {
                text: words("Ποιο φωτιστικό;"),
                papers: vec![],
                paper: words("Φωτογραφία"),
            },
            "awaiting_citizen",
        ),
        (
            Act::Bring {
                papers: vec![words("more_1")],
                answered: true,
            },
            "in_progress",
        ),
        (
            Act::Complete {
                text: words("Άλλαξε η λάμπα"),
                decision: words("12/2026"),
            },
            "completed",
        ),
        (
            Act::Reopen {
                text: words("Έσβησε πάλι"),
            },
            "in_progress",
        ),
        (
            Act::Complete {
                text: words("Άλλαξε ξανά"),
                decision: words(""),
            },
            "completed",
        ),
        (
            Act::Archive {
                folder: words("Φ.12"),
            },
            "archived",
        ),
    ];
    for (at, (one, expected)) in acts.into_iter().enumerate() {
        let stage = act(&mut office, &format!("a{at}"), doc, one.clone()).unwrap();
        assert_eq!(stage, expected, "{one:?}");
    }
    let state = state(&mut office, doc);
    assert_eq!((state.office.as_str(), state.comments.len()), ("ΠΡΑ", 2));
    let shown = office.session().show(&Which::Doc(doc)).unwrap();
    assert_eq!(shown.timeline.len(), 12);
    office.restart().unwrap();
    office.clean();
}

#[test]
fn the_same_lamp_and_the_same_person_ask_for_a_tick() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    let first = office.session().request_register("k1", &lamp()).unwrap();
    let alike = RequestRegister {
        spot: "ΕΒΑΝΣ αρ. 12".to_owned(),
        ..lamp()
    };
    let refused = office.session().request_register("k2", &alike).unwrap_err();
    let finding = &refused.findings()[0];
    assert_eq!(finding.code, requests::PROBABLY_TWICE);
    assert_eq!(finding.param("number"), Some(first.number.as_str()));
    let elsewhere = RequestRegister {
        spot: "Έβανς 14".to_owned(),
        ..lamp()
    };
    office.session().request_register("k3", &elsewhere).unwrap();
    let ticked = RequestRegister {
        confirmed: vec![requests::PROBABLY_TWICE],
        ..alike
    };
    office.session().request_register("k2", &ticked).unwrap();
    office.session().request_register("k4", &square()).unwrap();
    let same = RequestRegister {
        name: "ΠΑΡΑΔΕΙΓΜΑΤΟΣ δοκιμη".to_owned(),
        ..square()
    };
    assert_eq!(
        codes(office.session().request_register("k5", &same))[0].0,
        requests::PROBABLY_TWICE
    );
    let other = RequestRegister {
        name: "Άλλη Δοκιμή".to_owned(),
        ..square()
    };
    office.session().request_register("k6", &other).unwrap();
    // A month later it is another lamp that went out.
    office.clock.set("2027-01-10T08:00:00Z".parse().unwrap());
    office.session().request_register("k7", &lamp()).unwrap();
}

#[test]
fn a_list_knows_what_is_late_where_and_with_whom() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    let late = office.session().request_register("k1", &lamp()).unwrap();
    let waits = RequestRegister {
        papers: vec![],
        ..square()
    };
    office.session().request_register("k2", &waits).unwrap();
    office.clock.set("2026-12-01T08:00:00Z".parse().unwrap());
    let today = "2026-12-01".parse().unwrap();
    let filter = |change: fn(ListFilter) -> ListFilter| {
        change(ListFilter {
            kind: Some(CaseKind::REQUEST),
            ..ListFilter::default()
        })
    };
    let mut found = |filter: ListFilter| {
        let page = office.session().list(&filter).unwrap();
        page.rows.iter().map(|row| row.doc).collect::<Vec<_>>()
    };
    let overdue = ListFilter {
        overdue_on: Some(today),
        ..filter(|f| f)
    };
    assert_eq!(
        found(overdue),
        [late.doc],
        "who waits for the citizen is not late"
    );
    let place = filter(|f| ListFilter {
        place: Some("04".to_owned()),
        ..f
    });
    assert_eq!(found(place), [late.doc]);
    let office_of = filter(|f| ListFilter {
        office: Some("ΤΕΧ".to_owned()),
        ..f
    });
    assert_eq!(found(office_of).len(), 2);
    let by_due = filter(|f| ListFilter {
        sort: SortBy::Due,
        ascending: true,
        ..f
    });
    assert_eq!(found(by_due)[0], late.doc);
}

#[test]
fn two_counters_that_charge_it_differently_meet_in_a_task() {
    let mut town = Town::new();
    let (mut one, mut other) = (office(&mut town, "dokimi"), office(&mut town, "alli"));
    let doc = one.session().request_register("k1", &lamp()).unwrap().doc;
    town.sync(&mut one);
    town.sync(&mut other);
    let charge = |office: &str| Act::Assign {
        office: office.to_owned(),
        officer: None,
    };
    act(&mut one, "c1", doc, charge("ΠΡΑ")).unwrap();
    act(&mut other, "c2", doc, charge("ΚΑΘ")).unwrap();
    let comment = |text: &str| Act::Comment {
        text: text.to_owned(),
    };
    act(&mut one, "m1", doc, comment("Ήρθε η μία")).unwrap();
    act(&mut other, "m2", doc, comment("Ήρθε η άλλη")).unwrap();
    for _ in 0..2 {
        town.sync(&mut one);
        town.sync(&mut other);
    }
    assert_eq!(state(&mut one, doc), state(&mut other, doc));
    let shown = one.session().show(&Which::Doc(doc)).unwrap();
    let charges = shown.conflicts.iter().filter(
        |conflict| matches!(&conflict.clash, Clash::Field { field, .. } if field == "charge"),
    );
    assert_eq!((charges.count(), shown.conflicts.len()), (1, 1));
    assert_eq!(state(&mut one, doc).comments.len(), 2, "both comments stay");
    one.clean();
    other.clean();
}

#[test]
fn without_a_series_a_request_is_taken_in_all_the_same() {
    let mut town = Town::new();
    let mut office = office(&mut town, "dokimi");
    let year = office.session().moment().unwrap().now.year();
    let conn_full = |office: &mut Office| {
        let life = office.node().incarnation().unwrap();
        let open = office.node().open.as_mut().unwrap();
        open.store
            .write(&mut crate::env::NoFaults, |tx| {
                tx.exec(
                    "INSERT INTO protocol_series (scope, incarnation, register, year, desk, used) VALUES (?1, ?2, 'protocol', ?3, 'ΤΑ02', 999999)",
                    (COUNTER.as_bytes(), life.as_bytes(), year),
                )
                .map_err(NodeError::from)
            })
            .unwrap();
        let count = crate::protocol::of_life(open.store.conn(), life)
            .unwrap()
            .remove(0);
        open.marks.insert(count.mark_id(), 999_999);
    };
    conn_full(&mut office);
    let taken = office.session().request_register("k1", &lamp()).unwrap();
    assert_eq!(
        (taken.number.as_str(), taken.state.as_str()),
        ("", "assigned")
    );
    let found = office.session().search("εβανς").unwrap();
    assert_eq!(found.rows[0].doc, taken.doc);
    office.clean();
}
