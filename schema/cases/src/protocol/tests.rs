//! The protocol entry: every refusal, every pair of stage and event, and two offices that decide beside each other.

use super::*;
use crate::case::{self, Effects};
use crate::document::EventKey;
use crate::records::SettingRecord;
use crate::rights;
use crate::row::{Row, SqlValue};
use crate::sample::{OFFICER, World, at, date, inc};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DeviceKey, DocId, PartId, UserId};
use loggia_schema::message::{Code, cases, protocol};

const NOW: &str = "2026-06-02T10:00";

fn number(register: Register, no: u32) -> ProtocolNumber {
    let desk = DeskCode::parse("ΤΑ-02").unwrap();
    ProtocolNumber::new(desk, SeriesMark::of(inc(1)), register, 2026, no).unwrap()
}

fn entry() -> Entry {
    Entry {
        number: number(Register::Protocol, 17),
        direction: Direction::In,
        at: at(NOW),
        on: date("2026-06-02"),
        user: OFFICER,
        device: DeviceKey([7; 32]),
        place: "02".into(),
        channel: Channel::Post,
        letter: PartId([9; 16]),
        their: Some(Their {
            number: "123/Α".into(),
            date: Some(date("2026-05-28")),
        }),
        folder: "Φ.1".into(),
        related: None,
        counters: None,
        due: Some(date("2026-07-22")),
        template: String::new(),
        copies: 0,
        posted: None,
    }
}

fn desk() -> World {
    let mut world = World::desk(NOW);
    world.rights = [rights::PROTOCOL_WRITE.to_owned()].into();
    world
}

fn refused(world: &World, entry: Entry) -> Result<(), Code> {
    let event = Event::Registered(Box::new(entry));
    Protocol::check(&ProtocolState::default(), &event, &world.facts()).map_err(|f| f.code)
}

fn named(no: u32) -> Named {
    Named {
        doc: DocId([no.to_be_bytes()[3]; 16]),
        number: number(Register::Protocol, no).to_string(),
    }
}

fn registered() -> ProtocolState {
    ProtocolState {
        stage: Stage::Registered,
        entry: Some(Box::new(entry())),
        ..ProtocolState::default()
    }
}

fn cancel(reason: &str) -> Event {
    Event::Cancelled(Cancelled {
        reason: reason.into(),
    })
}

#[test]
fn an_entry_of_today_is_taken_and_each_wrong_field_has_its_refusal() {
    let world = desk();
    let with = |change: fn(&mut Entry)| {
        let mut wrong = entry();
        change(&mut wrong);
        wrong
    };
    let cases: [(Entry, Result<(), Code>); 13] = [
        (entry(), Ok(())),
        (
            with(|e| e.on = date("2026-06-03")),
            Err(protocol::DATE_AHEAD),
        ),
        (
            with(|e| e.on = date("2026-06-01")),
            Err(protocol::DATE_BEFORE_TODAY),
        ),
        (
            with(|e| e.their.as_mut().unwrap().date = Some(date("2026-06-03"))),
            Err(protocol::THEIR_DATE_LATER),
        ),
        (
            with(|e| e.at = at("2026-06-01T10:00")),
            Err(cases::FOREIGN_DATE),
        ),
        (
            with(|e| e.due = Some(date("2026-06-01"))),
            Err(protocol::DUE_NOT_SOUND),
        ),
        (
            with(|e| e.direction = Direction::Out),
            Err(protocol::DUE_NOT_SOUND),
        ),
        (
            with(|e| e.user = UserId([0x55; 16])),
            Err(cases::WRONG_USER),
        ),
        (
            with(|e| e.device = DeviceKey([0x55; 32])),
            Err(cases::WRONG_DEVICE),
        ),
        (
            with(|e| e.folder = "α".repeat(81)),
            Err(cases::TEXT_TOO_LONG),
        ),
        (
            with(|e| e.number = number(Register::Posting, 1)),
            Err(protocol::POSTED_MISSING),
        ),
        (
            with(|e| {
                e.posted = Some(Posted {
                    from: date("2026-06-02"),
                    to: date("2026-06-01"),
                });
            }),
            Err(protocol::POSTED_BACKWARDS),
        ),
        (
            with(|e| {
                let mark = SeriesMark::of(inc(1));
                e.number = ProtocolNumber::new(
                    DeskCode::parse("ΤΑ02").unwrap(),
                    mark,
                    Register::Protocol,
                    2025,
                    1,
                )
                .unwrap();
            }),
            Err(protocol::YEAR_OF_NUMBER),
        ),
    ];
    for (at, (entry, expected)) in cases.into_iter().enumerate() {
        assert_eq!(refused(&world, entry), expected, "case {at}");
    }
}

#[test]
fn rights_open_the_books_they_name_and_no_other() {
    let mut world = desk();
    world.rights.clear();
    assert_eq!(refused(&world, entry()), Err(cases::NO_RIGHT));
    world.rights.insert(rights::PROTOCOL_WRITE.to_owned());
    let secret = Entry {
        number: number(Register::Confidential, 1),
        ..entry()
    };
    assert_eq!(refused(&world, secret.clone()), Err(cases::NO_RIGHT));
    let yesterday = Entry {
        on: date("2026-06-01"),
        ..entry()
    };
    for right in [rights::PROTOCOL_CONFIDENTIAL, rights::PROTOCOL_BACKDATE] {
        world.rights.insert(right.to_owned());
    }
    assert_eq!(refused(&world, secret.clone()), Ok(()));
    assert_eq!(refused(&world, yesterday), Ok(()));
    // Who may not read the confidential book may not cancel in it either.
    world.rights.remove(rights::PROTOCOL_CONFIDENTIAL);
    let state = ProtocolState {
        entry: Some(Box::new(secret)),
        ..registered()
    };
    let refusal = Protocol::check(&state, &cancel("λάθος"), &world.facts()).unwrap_err();
    assert_eq!(refusal.code, cases::NO_RIGHT);
}

#[test]
fn a_closed_year_takes_no_entry_no_counter_entry_and_no_cancellation() {
    let mut world = desk();
    world.reference.add_setting(SettingRecord {
        name: CLOSED_YEAR.into(),
        value: "2026".into(),
    });
    assert_eq!(refused(&world, entry()), Err(protocol::YEAR_CLOSED));
    let countered = Event::Countered(Countered {
        by: named(18),
        reason: "άλλος αποστολέας".into(),
    });
    for event in [cancel("λάθος"), countered] {
        let refusal = Protocol::check(&registered(), &event, &world.facts()).unwrap_err();
        assert_eq!(refusal.code, protocol::YEAR_CLOSED);
    }
    world.reference.add_setting(SettingRecord {
        name: CLOSED_YEAR.into(),
        value: "2025".into(),
    });
    assert_eq!(refused(&world, entry()), Ok(()));
}

#[test]
fn a_cancellation_needs_a_reason_and_comes_once() {
    let world = desk();
    let refusal = Protocol::check(&registered(), &cancel("  "), &world.facts()).unwrap_err();
    assert_eq!(refusal.code, cases::REASON_MISSING);
    let cancelled = ProtocolState {
        stage: Stage::Cancelled,
        ..registered()
    };
    let refusal = Protocol::check(&cancelled, &cancel("πάλι"), &world.facts()).unwrap_err();
    assert_eq!(refusal.code, protocol::CANCELLED_TWICE);
    let unit = Event::Routed(Routed {
        unit: String::new(),
        action: true,
    });
    let refusal = Protocol::check(&registered(), &unit, &world.facts()).unwrap_err();
    assert_eq!(refusal.code, protocol::UNIT_MISSING);
}

/// One event of each type.
fn all_events() -> Vec<Event> {
    vec![
        Event::Registered(Box::new(entry())),
        Event::Routed(Routed {
            unit: "Τεχνική Υπηρεσία".into(),
            action: true,
        }),
        Event::Answered(Answered {
            by: Some(named(18)),
            note: String::new(),
        }),
        Event::Countered(Countered {
            by: named(19),
            reason: "άλλος αποστολέας".into(),
        }),
        cancel("διπλή εγγραφή"),
        Event::Lost(Lost {
            first: number(Register::Protocol, 5),
            last: 9,
        }),
        Event::Settled(Settled {
            conflict: EventKey {
                incarnation: inc(1),
                n: 2,
            },
            stands: Stands::Left,
            reason: "ισχύει η πρώτη".into(),
        }),
    ]
}

#[test]
fn the_table_of_stages_is_this_one() {
    let allowed: Vec<String> = Stage::ALL
        .into_iter()
        .flat_map(|stage| {
            let all = all_events();
            all.into_iter().filter_map(move |event| {
                let (_, name, _) = Protocol::encode(&event);
                state::next(stage, &event)
                    .map(|next| format!("{} {name} {}", stage.name(), next.name()))
            })
        })
        .collect();
    assert_eq!(
        allowed,
        [
            "draft registered registered",
            "draft lost lost",
            "registered routed registered",
            "registered answered answered",
            "registered countered countered",
            "registered cancelled cancelled",
            "registered settled registered",
            "answered countered countered",
            "answered cancelled cancelled",
            "answered settled answered",
            "countered settled countered",
            "cancelled settled cancelled",
            "lost settled lost",
        ]
    );
    for stage in Stage::ALL {
        assert_eq!(Stage::parse(stage.name()), Some(stage));
        assert!(!stage.greek().is_empty() && stage.sentence().ends_with('.'));
    }
}

#[test]
fn every_event_survives_its_json_and_a_cancelled_entry_keeps_its_number() {
    for event in all_events() {
        let written = case::new_event::<Protocol>(&event, at(NOW).timestamp(), OFFICER);
        let raw = crate::document::RawEvent {
            key: EventKey {
                incarnation: inc(1),
                n: 1,
            },
            v: written.v,
            t: written.t.clone(),
            at: written.at,
            by: written.by,
            l: 1,
            d: written.d.clone(),
        };
        assert_eq!(Protocol::decode(&raw), Decoded::Event(event));
    }
    let mut folded = Folded::default();
    folded.state = ProtocolState {
        stage: Stage::Cancelled,
        ..registered()
    };
    let row = Protocol::row(&folded);
    assert_eq!(row.number, number(Register::Protocol, 17).to_string());
    assert!(row.search.contains("17/2026") && row.search.contains("123/α"));
    assert_eq!(ProtocolRow::COLUMNS.len(), row.values().len());
    let json = serde_json::to_value(&row).unwrap();
    for (column, value) in ProtocolRow::COLUMNS.iter().zip(row.values()) {
        if let SqlValue::Text(text) = value {
            assert_eq!(json[column.name].as_str().unwrap(), text, "{}", column.name);
        }
    }
    assert!(Effects::default().0.is_empty());
}

#[test]
fn an_entry_the_centre_refused_stays_visible_with_its_number() {
    let mut state = ProtocolState::default();
    let stamp = crate::document::Stamp {
        key: EventKey {
            incarnation: inc(1),
            n: 1,
        },
        at: at(NOW).timestamp(),
        by: OFFICER,
        l: 1,
    };
    let event = Event::Registered(Box::new(entry()));
    Protocol::switched_off(&mut state, &stamp, &event, case::Off::Refused);
    assert_eq!(state.number(), Some(&number(Register::Protocol, 17)));
    assert_eq!(state.stage, Stage::Draft);
    // Two offices decide beside each other: the later decision changes nothing and is a task.
    let mut state = registered();
    assert!(Protocol::apply(&mut state, &stamp, &cancel("διπλή")).is_empty());
    assert_eq!(
        Protocol::apply(&mut state, &stamp, &cancel("διπλή")).len(),
        1
    );
}
