//! A citizen's request from the counter to the town hall, through the real gates, on both engines.

use crate::testing::{Hall, Laptop, at, on_both};
use loggia_cases::private::{Applicant, PrivatePart};
use loggia_cases::protocol::{DeskCode, ProtocolNumber, Register, SeriesMark};
use loggia_cases::request::{
    Assigned, Channel, Event, Registered, Request, Settled, Stage, TypeTerms, term,
};
use loggia_casework::requests::store::{self, Wanted};
use loggia_core::{Fail, cases, tasks};
use loggia_schema::calendar::Deadline;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DocId, Incarnation, PartId};
use loggia_schema::message::{Code, conflicts, requests};

const NOW: &str = "2026-09-10T10:00";

/// The number that the series of a life of a store gives.
fn number(hall: &Hall, laptop: &Laptop, life: Incarnation, no: u32) -> ProtocolNumber {
    let scope = laptop.feed.scope;
    let scope = hall.app.db().read(|tx| cases::scope(tx, scope)).unwrap();
    let desk = DeskCode::parse(&scope.unwrap().code).unwrap();
    ProtocolNumber::new(desk, SeriesMark::of(life), Register::Protocol, 2026, no).unwrap()
}

/// A lamp at a spot, as the counter writes it by the catalogue of the demonstration.
fn lamp(hall: &Hall, desk: &Laptop, spot: &str, no: u32) -> Registered {
    let reference = hall.app.db().read(cases::reference).unwrap();
    let moment = at(NOW);
    let kind = reference.request_type("ΦΩ", moment.date()).unwrap();
    let terms = TypeTerms {
        code: kind.code.clone(),
        title: kind.title.clone(),
        term: Deadline {
            n: kind.term,
            unit: kind.unit,
            roll: kind.roll,
        },
        office: kind.office.clone(),
        office_name: "Τμήμα Ηλεκτροφωτισμού".to_owned(),
        named: kind.named,
        placed: kind.placed,
        issue: kind.issue,
        template: kind.template.clone(),
        reopen_days: kind.reopen_days,
        legal_basis: kind.legal_basis.clone(),
    };
    let due = term::due(terms.term, moment.date(), &[], &reference.holidays()).unwrap();
    Registered {
        number: Some(number(hall, desk, desk.feed.incarnation, no)),
        at: moment,
        clerk: hall.user("tamias1"),
        device: desk.keys.public(),
        channel: Channel::Counter,
        terms,
        community: "04".to_owned(),
        community_name: "Κοινότητα Δαφνών".to_owned(),
        spot: spot.to_owned(),
        applicant: None,
        behalf: None,
        text: None,
        details: None,
        papers: vec![],
        due: due.date,
    }
}

fn doc(no: u8) -> DocId {
    DocId([no; 16])
}

fn register(hall: &Hall, desk: &mut Laptop, id: DocId, registered: Registered) {
    let (user, when) = (hall.user("tamias1"), at(NOW).timestamp());
    let event = Event::Registered(Box::new(registered));
    desk.write::<Request>(id, user, when, &event);
}

fn listed(hall: &Hall) -> Vec<(DocId, Stage)> {
    let found = hall
        .app
        .db()
        .read(|tx| store::search(tx, &Wanted::default()).map_err(Fail::from))
        .unwrap();
    found.0.iter().map(|one| (one.doc, one.row.stage)).collect()
}

/// Codes of the open tasks.
fn codes(hall: &Hall) -> Vec<Code> {
    let open = hall.app.db().read(|tx| tasks::list_open(tx, 100)).unwrap();
    open.into_iter().map(|task| task.finding.code).collect()
}

fn twins(hall: &Hall) -> usize {
    let codes = codes(hall);
    codes
        .iter()
        .filter(|code| **code == requests::TWINS_FOUND)
        .count()
}

#[test]
fn the_same_lamp_told_at_two_counters_is_two_requests_and_one_task() {
    on_both(|hall| {
        let (mut one, mut two) = (hall.laptop("ΤΑ-01", 21), hall.laptop("ΤΑ-04", 22));
        let first = lamp(hall, &one, "Οδός Έβανς 12", 1);
        register(hall, &mut one, doc(1), first);
        let charge = Event::Assigned(Assigned {
            office: "ΗΛΕ".to_owned(),
            office_name: "Τμήμα Ηλεκτροφωτισμού".to_owned(),
            officer: None,
            saw_office: "ΗΛΕ".to_owned(),
            saw_officer: None,
        });
        one.write::<Request>(doc(1), hall.user("tamias1"), at(NOW).timestamp(), &charge);
        let judged = one.hand_in(hall);
        assert_eq!(
            (judged.judged, judged.not_accepted),
            (2, 0),
            "{:?}",
            hall.tasks()
        );
        assert_eq!(twins(hall), 0);
        let again = lamp(hall, &two, "εβανς, αρ. 12", 1);
        register(hall, &mut two, doc(2), again);
        let elsewhere = lamp(hall, &two, "Έβανς 40", 2);
        register(hall, &mut two, doc(3), elsewhere);
        let judged = two.hand_in(hall);
        assert_eq!(
            (judged.judged, judged.not_accepted),
            (2, 0),
            "{:?}",
            hall.tasks()
        );
        assert_eq!(listed(hall).len(), 3, "nothing is joined by itself");
        assert!(listed(hall).contains(&(doc(1), Stage::Assigned)));
        assert_eq!(twins(hall), 1);
        hall.judge(two.feed.scope);
        assert_eq!(twins(hall), 1, "looked at again, said once");
    });
}

#[test]
fn the_same_person_is_found_once_the_name_has_come() {
    on_both(|hall| {
        let (mut one, mut two) = (hall.laptop("ΤΑ-01", 23), hall.laptop("ΤΑ-04", 24));
        for (desk, id, name) in [
            (&mut one, doc(4), "Δοκιμή Παραδείγματος"),
            (&mut two, doc(5), "ΠΑΡΑΔΕΙΓΜΑΤΟΣ Δοκιμή"),
        ] {
            let reference = hall.app.db().read(cases::reference).unwrap();
            let kind = reference.request_type("ΑΝ", at(NOW).date()).unwrap();
            let part = PartId(id.0);
            let mut copies = lamp(hall, desk, "", 1);
            copies.terms.code.clone_from(&kind.code);
            copies.terms.named = kind.named;
            copies.terms.placed = kind.placed;
            copies.applicant = Some(part);
            register(hall, desk, id, copies);
            let person = Applicant {
                name: name.to_owned(),
                afm: None,
                phone: None,
                address: String::new(),
            };
            desk.write_part(id, part, &PrivatePart::Applicant(person));
            let judged = desk.hand_in(hall);
            assert_eq!(
                (judged.judged, judged.not_accepted),
                (2, 0),
                "{:?}",
                hall.tasks()
            );
        }
        assert_eq!(twins(hall), 1);
    });
}

#[test]
fn a_number_that_no_series_gave_is_refused_and_the_request_of_another_clerk_too() {
    on_both(|hall| {
        let mut desk = hall.laptop("ΤΑ-01", 25);
        let mut typed = lamp(hall, &desk, "Έβανς 1", 1);
        typed.number = Some(number(hall, &desk, Incarnation([0xab; 10]), 99));
        register(hall, &mut desk, doc(6), typed);
        let mut foreign = lamp(hall, &desk, "Έβανς 2", 1);
        foreign.clerk = hall.user("tamias2");
        register(hall, &mut desk, doc(7), foreign);
        let without = Registered {
            number: None,
            ..lamp(hall, &desk, "Έβανς 3", 1)
        };
        register(hall, &mut desk, doc(8), without);
        let judged = desk.hand_in(hall);
        assert_eq!(
            (judged.judged, judged.not_accepted),
            (3, 2),
            "{:?}",
            hall.tasks()
        );
        assert!(codes(hall).contains(&requests::NUMBER_OF_NO_SERIES));
        assert_eq!(
            listed(hall),
            [(doc(8), Stage::Registered)],
            "without a number it is taken all the same"
        );
    });
}

#[test]
fn the_same_request_at_two_counters_is_decided_once() {
    on_both(|hall| {
        let (mut one, mut two) = (hall.laptop("ΤΑ-01", 21), hall.laptop("ΤΑ-04", 22));
        let first = lamp(hall, &one, "Οδός Έβανς 12", 1);
        register(hall, &mut one, doc(1), first);
        one.hand_in(hall);
        let again = lamp(hall, &two, "εβανς, αρ. 12", 1);
        register(hall, &mut two, doc(2), again);
        two.hand_in(hall);
        let (task, dispute) = hall.conflict("requests.twins").unwrap();
        assert!(dispute.left.place != dispute.right.place, "two desks");
        assert_eq!(dispute.differences[0].what, "Αριθμός");
        let refused = hall.decide(31, &task, Stands::Left, "").unwrap_err();
        assert_eq!(refused.finding().code, conflicts::REASON_ASKED);
        hall.decide(32, &task, Stands::Third, "άλλη λάμπα στον ίδιο στύλο")
            .unwrap();
        assert_eq!((hall.told(doc(1)), hall.told(doc(2))), (1, 1));
        let charge = assigned("ΗΛΕ", "ΗΛΕ");
        two.write::<Request>(doc(2), hall.user("tamias1"), at(NOW).timestamp(), &charge);
        assert_eq!(two.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(twins(hall), 0, "never asked again");
    });
}

fn assigned(office: &str, saw: &str) -> Event {
    Event::Assigned(Assigned {
        office: office.to_owned(),
        office_name: format!("Τμήμα {office}"),
        officer: None,
        saw_office: saw.to_owned(),
        saw_officer: None,
    })
}

#[test]
fn a_request_edited_in_two_offices_waits_at_the_centre_until_an_office_decides() {
    on_both(|hall| {
        let (mut one, mut two) = (hall.laptop("ΤΑ-01", 21), hall.laptop("ΤΑ-01", 22));
        let (clerk, when) = (hall.user("tamias1"), at(NOW).timestamp());
        let first = lamp(hall, &one, "Οδός Έβανς 12", 1);
        register(hall, &mut one, doc(1), first);
        one.hand_in(hall);
        two.learn(&one, doc(1));
        for (desk, office) in [(&mut one, "ΚΑΘ"), (&mut two, "ΤΕΧ")] {
            desk.write::<Request>(doc(1), clerk, when, &assigned(office, "ΗΛΕ"));
            assert_eq!(desk.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        }
        let kind = loggia_casework::requests::EDITED;
        let (task, dispute) = hall.conflict(kind).unwrap();
        let differs = &dispute.differences[0];
        let mut offices = [differs.left.as_str(), differs.right.as_str()];
        offices.sort_unstable();
        assert_eq!(offices, ["Τμήμα ΚΑΘ", "Τμήμα ΤΕΧ"], "names, not codes");
        assert!(dispute.offers.is_empty(), "the office decides");
        let refused = hall.decide(31, &task, Stands::Left, "εδώ").unwrap_err();
        assert_eq!(refused.finding().code, conflicts::SIDE_MISSING);
        let (_, met) = task.subject.split_once('/').unwrap();
        let settled = Event::Settled(Settled {
            conflict: met.parse().unwrap(),
            stands: Stands::Left,
            reason: "το έχει ήδη ο υπάλληλος".to_owned(),
        });
        one.write::<Request>(doc(1), clerk, when, &settled);
        assert_eq!(one.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert!(hall.conflict(kind).is_none());
        let found = hall
            .app
            .db()
            .read(|tx| store::search(tx, &Wanted::default()).map_err(Fail::from))
            .unwrap();
        assert!(differs.left.contains(&found.0[0].row.office), "{differs:?}");
        hall.judge(one.feed.scope);
        assert!(hall.conflict(kind).is_none(), "said once");
    });
}
