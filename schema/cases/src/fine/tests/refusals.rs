//! The refuse list of the law, one case per line, and the warnings that only ask.

use crate::case::{self, Case};
use crate::facts::EarlierFine;
use crate::fine::check::{MAX_TEXT, MAX_VIOLATIONS};
use crate::fine::*;
use crate::number::DocNumber;
use crate::sample::*;
use loggia_schema::identifiers::Rf;
use loggia_schema::ids::{DocId, PartId};
use loggia_schema::message::{Code, cases, input};
use loggia_schema::money::Cents;

pub const NOW: &str = "2026-06-02T10:00";

/// Makes one thing of a right ticket wrong.
type Spoil = fn(&mut Ticket);

fn good() -> Ticket {
    ticket(1, "2026-06-02T09:30", &["Ρ-69"])
}

pub fn issue(world: &World, ticket: Ticket) -> Result<(), Code> {
    let event = Event::Issued(Box::new(ticket));
    Fine::check(&FineState::default(), &event, &world.facts()).map_err(|finding| finding.code)
}

/// Adds events without asking, then asks about one more.
pub fn after(before: &[Event], event: &Event, world: &World) -> Result<(), Code> {
    let mut paper = Paper::<Fine>::new();
    before.iter().for_each(|event| {
        paper.add(1, event);
    });
    case::check::<Fine>(&paper.folded(), event, &world.facts()).map_err(|finding| finding.code)
}

pub fn issued() -> Event {
    Event::Issued(Box::new(good()))
}

pub fn served_on(on: &str) -> Event {
    served_by(ServiceKind::InHand, on)
}

fn served_by(kind: ServiceKind, on: &str) -> Event {
    Event::Served(
        calculator::serve(&good(), kind, date(on), &reference().holidays(), None).unwrap(),
    )
}

pub fn paid(cents: i64, on: &str, reduced: bool) -> Event {
    Event::Paid(Paid {
        amount: Cents(cents),
        on: date(on),
        receipt: "Δ1".into(),
        channel: "desk".into(),
        reduced,
    })
}

pub fn objection(protocol_no: &str) -> Event {
    Event::ObjectionFiled(ObjectionFiled {
        protocol_no: protocol_no.into(),
        on: date("2026-06-04"),
        within_term: true,
        part: None,
    })
}

pub fn decided() -> Decided {
    Decided {
        decision_no: "7/2026".into(),
        on: date("2026-06-20"),
        approved_by: SECOND_JUDGE,
        part: Some(PartId([9; 16])),
    }
}

fn spoiled(no: u32, reason: &str) -> Event {
    Event::Spoiled(Spoiled {
        number: number(no),
        reason: reason.into(),
        paper: None,
    })
}

#[test]
fn a_right_ticket_is_taken_without_a_question() {
    let world = World::street(NOW);
    assert_eq!(issue(&world, good()), Ok(()));
    let event = issued();
    assert_eq!(
        Fine::warnings(&FineState::default(), &event, &world.facts()),
        []
    );
}

#[test]
fn what_a_ticket_is_refused_for() {
    let world = World::street(NOW);
    let wrong: Vec<(Code, Spoil)> = vec![
        (cases::OFFENCE_IN_FUTURE, |t| {
            t.offence_at = at("2026-06-02T10:30")
        }),
        (cases::LATE_WITHOUT_REASON, |t| {
            t.recorded_at = at("2026-06-03T09:31").timestamp()
        }),
        (cases::LATE_WITHOUT_REASON, |t| {
            t.recorded_at = at("2026-06-03T09:31").timestamp();
            t.late_reason = Some("  ".into());
        }),
        (cases::PLACE_MISSING, |t| t.place.street = " ".into()),
        (cases::TEXT_TOO_LONG, |t| {
            t.place.street = "α".repeat(MAX_TEXT + 1)
        }),
        (cases::NOBODY_NAMED, |t| t.vehicle = None),
        (cases::NO_VIOLATION, |t| t.violations.clear()),
        (cases::SAME_VIOLATION_TWICE, |t| {
            t.violations.push(t.violations[0].clone())
        }),
        (cases::AMOUNTS_DIFFER, |t| t.violations[0].amount = Cents(1)),
        (cases::AMOUNTS_DIFFER, |t| {
            t.violations[0].reduced_allowed = false
        }),
        (cases::AMOUNTS_DIFFER, |t| {
            t.violations[0].text = "άλλο".into()
        }),
        (cases::TERMS_DIFFER, |t| t.terms.reduced_days = 30),
        (cases::VIOLATION_UNKNOWN, |t| {
            t.violations[0].code = "ΧΧΧ".into()
        }),
        (input::NO_ROW_FOR_DATE, |t| t.violations[0].step = 9),
        (cases::OUTSIDE_BLOCK, |t| t.number = number(501)),
        (cases::OUTSIDE_BLOCK, |t| {
            t.number = DocNumber::new("Κ13", 2026, 1).unwrap()
        }),
        (cases::OUTSIDE_BLOCK, |t| {
            t.number = DocNumber::new("Κ12", 2025, 1).unwrap()
        }),
        (cases::WRONG_RF, |t| t.rf = Rf::generate("1").unwrap()),
        (cases::WRONG_USER, |t| t.officer = JUDGE),
        (cases::WRONG_DEVICE, |t| {
            t.device = loggia_schema::ids::DeviceKey([8; 32])
        }),
        (cases::NOT_THE_REPLACED_ONE, |t| {
            t.replaces = Some(Predecessor {
                doc: DocId([1; 16]),
                number: t.number.clone(),
            });
        }),
    ];
    for (i, (code, spoil)) in wrong.into_iter().enumerate() {
        let mut ticket = good();
        spoil(&mut ticket);
        assert_eq!(issue(&world, ticket), Err(code), "case {i}");
    }
}

#[test]
fn too_many_violations_are_refused_before_the_catalogue_is_asked() {
    let mut ticket = good();
    ticket.violations = vec![ticket.violations[0].clone(); MAX_VIOLATIONS + 1];
    assert_eq!(
        issue(&World::street(NOW), ticket),
        Err(cases::TOO_MANY_VIOLATIONS)
    );
}

#[test]
fn a_late_ticket_with_a_reason_is_taken_and_the_24th_hour_needs_none() {
    let world = World::street("2026-06-05T10:00");
    let mut late = good();
    late.recorded_at = at("2026-06-05T10:00").timestamp();
    late.late_reason = Some("από χάρτινο μπλοκ".into());
    assert_eq!(issue(&world, late), Ok(()));
    let mut full_day = good();
    full_day.recorded_at = at("2026-06-03T09:30").timestamp();
    assert_eq!(issue(&world, full_day), Ok(()));
}

#[test]
fn a_ticket_typed_from_a_paper_block_may_be_late_and_another_officers() {
    let mut world = World::street("2026-06-05T10:00");
    world.user = JUDGE;
    let mut typed = good();
    typed.recorded_at = at("2026-06-05T10:00").timestamp();
    typed.paper = Some("Α 0123".into());
    assert_eq!(issue(&world, typed), Ok(()));
}

#[test]
fn an_old_catalogue_asks() {
    let mut world = World::street(NOW);
    for (proven, asks) in [("2026-05-03T10:00", false), ("2026-05-02T10:00", true)] {
        world.proven = Some(at(proven).timestamp());
        let found = Fine::warnings(&FineState::default(), &issued(), &world.facts());
        assert_eq!(
            found.iter().any(|f| f.code == cases::RULES_OLD),
            asks,
            "{proven}"
        );
    }
}

#[test]
fn a_fine_before_its_law_is_refused() {
    let world = World::street("2024-11-05T10:00");
    let mut early = ticket(1, "2024-11-01T09:00", &["ΤΡΑΠ-1"]);
    early.number = DocNumber::new("Κ12", 2026, 1).unwrap();
    early.offence_at = at("2024-10-31T23:59");
    early.recorded_at = early.offence_at.timestamp();
    assert_eq!(issue(&world, early), Err(input::NO_ROW_FOR_DATE));
}

#[test]
fn a_wrong_device_clock_asks_and_never_blocks() {
    let mut world = World::street(NOW);
    // A flat battery: the device believes it is 2020, the last proof says otherwise.
    world.claimed = at("2020-01-01T00:05").timestamp();
    let found = Fine::warnings(&FineState::default(), &issued(), &world.facts());
    assert_eq!(
        found.iter().map(|f| f.code).collect::<Vec<_>>(),
        [cases::CLOCK_OFF]
    );
    assert!(found[0].is_warning());
    assert_eq!(issue(&world, good()), Ok(()));
    // Five minutes are tolerated, six are not; time that went on after the proof is no fault.
    for (clock, asks) in [
        ("2026-06-02T09:55", false),
        ("2026-06-02T09:54", true),
        ("2026-06-30T10:00", false),
    ] {
        world.claimed = at(clock).timestamp();
        let found = Fine::warnings(&FineState::default(), &issued(), &world.facts());
        assert_eq!(!found.is_empty(), asks, "{clock}");
    }
}

#[test]
fn the_centre_compares_the_offence_with_the_arrival() {
    let mut world = World::centre(NOW);
    world.user = OFFICER;
    let mut future = ticket(1, "2027-06-02T09:30", &["Ρ-69"]);
    assert_eq!(issue(&world, future.clone()), Err(cases::OFFENCE_IN_FUTURE));
    world.at_centre = false;
    world.block = None;
    future.recorded_at = future.offence_at.timestamp();
    assert_eq!(issue(&world, future), Ok(()));
}

#[test]
fn the_same_plate_within_three_hours_asks() {
    let mut world = World::street(NOW);
    let earlier = |no: u32, time: &str, place: &str, class: &str| EarlierFine {
        number: number(no),
        offence_at: at(time),
        place: place.into(),
        classes: vec![class.into()],
    };
    let here = "λεωφοροσ δοκιμησ 12";
    world.same_plate = vec![
        earlier(7, "2026-06-02T06:30", here, "Ε1Α"),
        earlier(8, "2026-06-02T06:29", here, "Ε1Α"),
        earlier(9, "2026-06-02T09:00", "αλλου 1", "Ε1Α"),
        earlier(10, "2026-06-02T09:00", here, "Ε4"),
        earlier(1, "2026-06-02T09:30", here, "Ε1Α"),
    ];
    let found = Fine::warnings(&FineState::default(), &issued(), &world.facts());
    let told: Vec<_> = found
        .iter()
        .map(|f| (f.code, f.param("number").unwrap().to_owned()))
        .collect();
    assert_eq!(
        told,
        [
            (cases::SAME_SPOT, "Κ12-2026-000007".to_owned()),
            (cases::SAME_PLATE, "Κ12-2026-000009".to_owned()),
            (cases::SAME_PLATE, "Κ12-2026-000010".to_owned()),
        ]
    );
    assert!(found[0].greek().contains("3 ώρες"), "{}", found[0].greek());
}

#[test]
fn rights_and_places_of_action() {
    let mut world = World::street(NOW);
    world.rights.clear();
    assert_eq!(issue(&world, good()), Err(cases::NO_RIGHT));
    let world = World::street("2026-06-21T10:00");
    let before = [issued(), served_on("2026-06-02"), objection("1/2026")];
    assert_eq!(
        after(&before, &Event::ObjectionAccepted(decided()), &world),
        Err(cases::ONLY_AT_CENTRE)
    );
    assert_eq!(
        after(&before[..2], &paid(3_000, "2026-06-20", false), &world),
        Err(cases::ONLY_AT_CENTRE)
    );
}

#[test]
fn a_spoiled_number_needs_a_reason_and_no_reader() {
    let world = World::street("2026-06-02T12:00");
    assert_eq!(after(&[], &spoiled(2, "σκίστηκε το χαρτί"), &world), Ok(()));
    assert_eq!(
        after(&[], &spoiled(2, " "), &world),
        Err(cases::REASON_MISSING)
    );
    assert_eq!(
        after(&[], &spoiled(900, "σκίστηκε"), &world),
        Err(cases::OUTSIDE_BLOCK)
    );
    assert_eq!(
        after(&[issued()], &spoiled(1, "λάθος εκτύπωση"), &world),
        Ok(())
    );
    assert_eq!(
        after(&[issued()], &spoiled(2, "άλλος αριθμός"), &world),
        Err(cases::OUTSIDE_BLOCK)
    );
    let given = [issued(), served_on("2026-06-02")];
    assert_eq!(
        after(&given, &spoiled(1, "αργά"), &world),
        Err(cases::NOT_IN_THIS_STATE)
    );
    // Left on the windscreen where that is no service: still somebody may have it.
    let mut ticket = good();
    ticket.terms.windscreen_serves = false;
    let holidays = reference().holidays();
    let left = calculator::serve(
        &ticket,
        ServiceKind::Windscreen,
        date("2026-06-02"),
        &holidays,
        None,
    )
    .unwrap();
    assert!(!left.effective);
    let given = [Event::Issued(Box::new(ticket)), Event::Served(left)];
    assert_eq!(
        after(&given, &spoiled(1, "αργά"), &world),
        Err(cases::ALREADY_SERVED_ON_PAPER)
    );
}
