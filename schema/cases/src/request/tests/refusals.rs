//! The refuse list of requests, one case per line, and that registration is not on it for a missing paper.

use super::*;
use crate::case;
use crate::rights;
use crate::sample::{JUDGE, Paper as Sheet, World};
use loggia_schema::message::{Code, cases, files, requests};

/// Makes one thing of a right application wrong.
type Spoil = fn(&mut Registered);

fn check_first(world: &World, registered: Registered) -> Result<(), Code> {
    let event = Event::Registered(Box::new(registered));
    Request::check(&RequestState::default(), &event, &world.facts()).map_err(|finding| finding.code)
}

/// Adds events without asking, then asks about one more.
fn after(before: &[Event], event: &Event, world: &World) -> Result<(), Code> {
    let mut sheet = Sheet::<Request>::new();
    for event in before {
        sheet.add(1, event);
    }
    case::check::<Request>(&sheet.folded(), event, &world.facts()).map_err(|finding| finding.code)
}

fn behalf(registered: &mut Registered, proof: &str, until: Option<&str>) {
    registered.behalf = Some(Behalf {
        person: text(),
        mandate: Mandate {
            kind: MandateKind::Authorisation,
            proof: proof.into(),
            until: until.map(date),
        },
    });
}

#[test]
fn a_request_with_a_missing_paper_is_taken_in_and_waits() {
    let world = World::desk(NOW);
    for brought in [true, false] {
        assert_eq!(check_first(&world, application(brought)), Ok(()));
    }
    let mut sheet = Sheet::<Request>::new();
    sheet.add(1, &registered(false));
    let state = sheet.state();
    assert_eq!(state.stage, Stage::AwaitingCitizen);
    assert_eq!(state.stopped_on, Some(date("2026-09-22")));
    let missing: Vec<_> = state.missing().map(|paper| paper.code.as_str()).collect();
    assert_eq!(missing, ["bill"], "an optional paper is not waited for");
}

#[test]
fn what_registration_is_refused_for() {
    let world = World::desk(NOW);
    let cases: [(&str, Spoil, Code); 9] = [
        (
            "nobody named",
            |r| r.applicant = None,
            requests::APPLICANT_MISSING,
        ),
        (
            "no place",
            |r| {
                r.terms.placed = true;
                r.community.clear();
            },
            requests::COMMUNITY_MISSING,
        ),
        (
            "for another without a mandate",
            |r| behalf(r, " ", None),
            requests::MANDATE_MISSING,
        ),
        (
            "mandate over",
            |r| behalf(r, "12/2026", Some("2026-09-21")),
            requests::MANDATE_OVER,
        ),
        (
            "yesterday",
            |r| r.at = at("2026-09-21T10:00"),
            requests::OTHER_DAY,
        ),
        (
            "due before it began",
            |r| r.due = date("2026-09-21"),
            requests::DUE_BEFORE_START,
        ),
        ("another clerk", |r| r.clerk = JUDGE, cases::WRONG_USER),
        (
            "another device",
            |r| r.device = DeviceKey([8; 32]),
            cases::WRONG_DEVICE,
        ),
        (
            "a spot like a novel",
            |r| r.spot = "α".repeat(201),
            cases::TEXT_TOO_LONG,
        ),
    ];
    for (what, spoil, code) in cases {
        let mut request = application(true);
        spoil(&mut request);
        assert_eq!(check_first(&world, request), Err(code), "{what}");
    }
    let mut nobody = World::desk(NOW);
    nobody.rights.remove(rights::REQUEST_REGISTER);
    assert_eq!(
        check_first(&nobody, application(true)),
        Err(cases::NO_RIGHT)
    );
    let mut good = application(true);
    behalf(&mut good, "ΚΕΠ 12/2026", Some("2026-09-22"));
    assert_eq!(check_first(&world, good), Ok(()), "the last day counts");
}

#[test]
fn a_certificate_is_never_issued_without_a_line() {
    let mut request = application(true);
    request.terms.issue = IssueAt::Centre;
    let first = Event::Registered(Box::new(request));
    let done = completed("2026-09-23");
    assert_eq!(
        after(std::slice::from_ref(&first), &done, &World::desk(NOW)),
        Err(requests::CERTIFICATE_AT_CENTRE)
    );
    assert_eq!(after(&[first], &done, &World::centre(NOW)), Ok(()));
    assert_eq!(after(&[registered(true)], &done, &World::desk(NOW)), Ok(()));
}

#[test]
fn a_protocol_number_that_stands_is_not_written_over() {
    let number = |no| Event::Numbered(Numbered { number: number(no) });
    let world = World::desk(NOW);
    assert_eq!(after(&[registered(true)], &number(7), &world), Ok(()));
    assert_eq!(
        after(&[registered(true), number(7)], &number(8), &world),
        Err(requests::NUMBER_STANDS)
    );
}

#[test]
fn what_later_acts_are_refused_for() {
    let world = World::desk("2026-10-01T10:00");
    let open = [registered(true)];
    let waits = [registered(false)];
    let done = [registered(true), completed("2026-10-01")];
    let again = [
        done[0].clone(),
        done[1].clone(),
        reopened("2026-10-02"),
        completed("2026-10-03"),
    ];
    let nothing = Event::CitizenAsked(CitizenAsked {
        on: date("2026-10-01"),
        papers: vec![],
        text: None,
    });
    let forward = |authority: &str| {
        Event::ForwardedOut(ForwardedOut {
            on: date("2026-10-01"),
            authority: authority.into(),
        })
    };
    let tacit = |on| Event::Tacit(Tacit { on: date(on) });
    let taken = |officer| {
        Event::TakenUp(TakenUp {
            officer,
            saw_officer: None,
        })
    };
    for (before, event, expected) in [
        (
            &open[..],
            assigned(" ", "ΕΣΟ"),
            Err(requests::OFFICE_MISSING),
        ),
        (&open, nothing, Err(requests::NOTHING_ASKED)),
        (&open, asked("2026-10-01"), Ok(())),
        (
            &waits,
            bring("2026-10-01", &[], None),
            Err(requests::NOTHING_BROUGHT),
        ),
        (
            &waits,
            bring("2026-10-01", &["none"], None),
            Err(requests::PAPER_UNKNOWN),
        ),
        (
            &waits,
            bring("2026-10-01", &["plan"], Some("2026-11-21")),
            Err(requests::STILL_MISSING),
        ),
        (&waits, bring("2026-10-01", &["plan"], None), Ok(())),
        (
            &waits,
            completed("2026-10-01"),
            Err(cases::NOT_IN_THIS_STATE),
        ),
        (&waits, rejected("ν. 2690/1999 άρθ. 4"), Ok(())),
        (&open, rejected(" "), Err(requests::LAW_MISSING)),
        (&open, forward(""), Err(requests::AUTHORITY_MISSING)),
        (&open, forward("ΔΕΥΑΗ"), Ok(())),
        (&open, tacit("2026-11-12"), Err(requests::NOT_OVERDUE)),
        (&open, tacit("2026-11-13"), Ok(())),
        (&open, taken(JUDGE), Err(cases::WRONG_USER)),
        (&open, taken(OFFICER), Ok(())),
        (&done, reopened("2026-10-31"), Ok(())),
        (&done, reopened("2026-11-01"), Err(requests::REOPEN_LATE)),
        (
            &again,
            reopened("2026-10-04"),
            Err(requests::REOPENED_BEFORE),
        ),
        (&open, reopened("2026-10-04"), Err(cases::NOT_IN_THIS_STATE)),
        (&open, photo(1), Ok(())),
        (
            &[registered(true), photo(1)],
            photo(1),
            Err(files::ATTACHED_TWICE),
        ),
    ] {
        assert_eq!(after(before, &event, &world), expected, "{event:?}");
    }
    for (right, event) in [
        (rights::REQUEST_HANDLE, assigned("ΤΕΧ", "ΕΣΟ")),
        (rights::REQUEST_DECIDE, completed("2026-10-01")),
        (
            rights::REQUEST_REGISTER,
            Event::Commented(Commented { text: text() }),
        ),
    ] {
        let mut world = World::desk("2026-10-01T10:00");
        world.rights.remove(right);
        assert_eq!(
            after(&open, &event, &world),
            Err(cases::NO_RIGHT),
            "{right}"
        );
    }
}
