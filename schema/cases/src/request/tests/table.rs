//! Every pair of stage and event, against a matrix written by hand; every event reads what it writes.

use super::*;
use crate::case::{Case, Decoded};
use crate::document::EventKey;
use crate::request::stage::{Next, next};
use crate::sample::{Paper as Sheet, inc};
use loggia_schema::dispute::Stands;

/// Rows are stages, columns events, both in the order of `ALL`; `b` goes back to where it was before the wait.
///
/// D draft, R registered, A assigned, P in progress, C awaiting citizen, O awaiting office, Z completed, X rejected,
/// F forwarded, W withdrawn, T tacit, V archived
const MATRIX: [(&str, &str); 12] = [
    // Registered Incomplete Numbered Assigned TakenUp Commented CitizenAsked Complete Partly OfficeAsked OfficeAnswered
    // Completed Rejected Forwarded Withdrawn Tacit Reopened Archived Settled Attached
    ("draft", "RC.................."),
    ("registered", "..RAPRCRRO.ZXFWT..RR"),
    ("assigned", "..AAPACAAO.ZXFWT..AA"),
    ("in_progress", "..PA.PCPPO.ZXFWT..PP"),
    ("awaiting_citizen", "..CC.CCbC...XFW...CC"),
    ("awaiting_office", "..OAPOCOO.P..FWT..OO"),
    ("completed", "..Z..Z..........PVZZ"),
    ("rejected", "..X..X...........VXX"),
    ("forwarded", "..F..F...........VFF"),
    ("withdrawn", "..W..W...........VWW"),
    ("tacit", "..T..T...........VTT"),
    ("archived", "..................V."),
];

#[test]
fn every_pair_of_stage_and_event_is_as_written() {
    let letters = "DRAPCOZXFWTV";
    for (stage, (name, row)) in Stage::ALL.into_iter().zip(MATRIX) {
        assert_eq!((stage.name(), Stage::parse(name)), (name, Some(stage)));
        assert_eq!(row.chars().count(), EventKind::ALL.len(), "{name}");
        for (event, expected) in EventKind::ALL.into_iter().zip(row.chars()) {
            let found = match next(stage, event) {
                None => '.',
                Some(Next::Back) => 'b',
                Some(Next::To(to)) => {
                    let at = Stage::ALL.iter().position(|other| *other == to).unwrap();
                    letters.chars().nth(at).unwrap()
                }
            };
            assert_eq!(found, expected, "{stage:?} {event:?}");
        }
    }
}

#[test]
fn every_event_reads_what_it_writes() {
    let events = [
        registered(false),
        Event::Numbered(Numbered { number: number(7) }),
        assigned("ΤΕΧ", "ΕΣΟ"),
        Event::TakenUp(TakenUp {
            officer: OFFICER,
            saw_officer: None,
        }),
        Event::Commented(Commented { text: text() }),
        asked("2026-09-30"),
        bring("2026-10-02", &["bill"], Some("2026-11-16")),
        Event::OfficeAsked(OfficeAsked {
            office: "ΤΕΧ".into(),
            office_name: "Τεχνική".into(),
            text: text(),
        }),
        Event::OfficeAnswered(OfficeAnswered { text: text() }),
        completed("2026-10-01"),
        rejected("ν. 1/2026"),
        Event::ForwardedOut(ForwardedOut {
            on: date("2026-10-01"),
            authority: "ΔΕΥΑΗ".into(),
        }),
        Event::Withdrawn(Withdrawn {
            on: date("2026-10-01"),
        }),
        Event::Tacit(Tacit {
            on: date("2026-12-01"),
        }),
        reopened("2026-10-05"),
        Event::Archived(Archived {
            folder: "Φ.1".into(),
        }),
        Event::Settled(Settled {
            conflict: EventKey {
                incarnation: inc(1),
                n: 1,
            },
            stands: Stands::Right,
            reason: "ελέγχθηκε".into(),
        }),
        photo(1),
    ];
    for event in &events {
        let mut sheet = Sheet::<Request>::new();
        sheet.add(1, event);
        assert_eq!(
            Request::decode(&sheet.doc.events()[0]),
            Decoded::Event(event.clone())
        );
        assert!(!Request::title(event).is_empty());
    }
    for channel in Channel::ALL {
        assert_eq!(Channel::parse(channel.name()), Some(channel));
    }
    for kind in MandateKind::ALL {
        assert_eq!(MandateKind::parse(kind.name()), Some(kind));
    }
}
