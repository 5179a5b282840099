//! The reading book: two keepers, late readings, estimates, decisions; every refusal; the view of the reference data.

mod folding;
mod reference;
mod refusals;

use super::*;
use crate::case::{self, Effects};
use crate::document::EventKey;
use crate::records::*;
use crate::rights;
use crate::row::Row as _;
use crate::sample::{JUDGE, OFFICER, Paper, World, at, date, inc};
use loggia_schema::ids::{DeviceKey, PartId, UserId};
use loggia_schema::irrigation::{Dial, Limits, Tariff, TierSplit, Volume};
use loggia_schema::message::{Code, cases, irrigation as says};
use loggia_schema::money::{Cents, Rate};

const NOW: &str = "2026-06-10T09:00";
const FIVE: Dial = Dial {
    digits: 5,
    decimals: 0,
    multiplier: 1,
};

fn book() -> Book {
    Book {
        meter: "Υ-1".into(),
        season: "2026".into(),
    }
}

fn mark(value: u64, on: &str) -> Mark {
    Mark {
        value,
        on: date(on),
    }
}

/// A reading of the officer, right in every respect.
fn reading(value: u64, taken: &str) -> Captured {
    Captured {
        book: book(),
        connection: "Σ-1".into(),
        network: "Δ1".into(),
        dial: FIVE,
        start: mark(1_200, "2025-11-20"),
        saw: mark(1_200, "2025-11-20"),
        limits: Limits {
            top_percent: 10,
            most: Some(Volume::m3(1_500)),
        },
        value,
        kind: ReadingKind::Actual,
        taken_at: at(taken),
        keeper: OFFICER,
        device: DeviceKey([7; 32]),
        note: None,
        estimate: None,
        paper: None,
        clock_doubt: false,
    }
}

fn captured(reading: Captured) -> Event {
    Event::Captured(Box::new(reading))
}

/// Another keeper's reading.
fn of_another(value: u64, taken: &str) -> Event {
    captured(Captured {
        keeper: JUDGE,
        ..reading(value, taken)
    })
}

fn meter(no: &str, connection: Option<&str>, active: bool) -> MeterRecord {
    MeterRecord {
        no: no.into(),
        serial: String::new(),
        connection: connection.map(str::to_owned),
        network: "Δ1".into(),
        route: 1,
        place: String::new(),
        dial: FIVE,
        seal: String::new(),
        start: mark(1_200, "2025-11-20"),
        last: None,
        stopped: false,
        active,
    }
}

fn connection(no: &str, debt: Option<DebtFlag>) -> ConnectionRecord {
    ConnectionRecord {
        no: no.into(),
        network: "Δ1".into(),
        holder: "Δοκιμή Παραδείγματος".into(),
        phone: None,
        person: None,
        class: "farmer".into(),
        charging: Charging::Metered,
        parcels: vec![Parcel {
            id: "Α1".into(),
            name: String::new(),
            m2: 2_000,
            crop: "ελιά".into(),
        }],
        cap_m3: None,
        last_season: Some(Volume::m3(500)),
        debt,
        active: true,
    }
}

fn add<R: Record>(world: &mut World, row: &R) {
    world
        .reference
        .add(R::TABLE, &row.to_value().unwrap())
        .unwrap();
}

/// A keeper of the network Δ1 in June 2026, with two meters, one of them in the stock.
fn field() -> World {
    let mut world = World::street(NOW);
    for (code, from, to, state) in [
        ("2025", "2025-03-01", "2025-12-15", SeasonState::Closed),
        ("2026", "2026-03-01", "2026-12-15", SeasonState::Open),
        ("2027", "2027-03-01", "2027-12-15", SeasonState::Planned),
    ] {
        add(
            &mut world,
            &SeasonRecord {
                code: code.into(),
                from: date(from),
                to: date(to),
                state,
            },
        );
    }
    for user in [OFFICER, JUDGE] {
        add(
            &mut world,
            &KeeperRecord {
                keeper: user,
                network: "Δ1".into(),
                valid_from: date("2026-03-01"),
                valid_to: Some(date("2026-12-15")),
                legal_basis: "απόφαση δοκιμής".into(),
            },
        );
    }
    world
        .reference
        .water_mut()
        .add_meter(meter("Υ-1", Some("Σ-1"), true));
    world
        .reference
        .water_mut()
        .add_meter(meter("Υ-2", Some("Σ-2"), true));
    world
        .reference
        .water_mut()
        .add_meter(meter("Υ-3", None, true));
    world
        .reference
        .water_mut()
        .add_meter(meter("Υ-0", Some("Σ-1"), false));
    let debt = |settled| {
        Some(DebtFlag {
            overdue: true,
            settled,
            as_of: date("2026-06-01"),
        })
    };
    world
        .reference
        .water_mut()
        .add_connection(connection("Σ-1", None));
    world
        .reference
        .water_mut()
        .add_connection(connection("Σ-2", debt(false)));
    world
        .reference
        .water_mut()
        .add_connection(connection("Σ-3", debt(true)));
    world.rights.remove(rights::READING_DECIDE);
    world
}

fn standings(state: &BookState) -> Vec<(u64, Standing)> {
    let review = state.review(&state.ground().unwrap());
    let line = |line: &Reviewed<'_>| (line.taken.value(), line.standing);
    review.lines.iter().map(line).collect()
}

fn season(state: &BookState) -> Volume {
    state.review(&state.ground().unwrap()).season
}

fn replaced(new_meter: &str) -> MeterReplaced {
    MeterReplaced {
        book: book(),
        connection: "Σ-1".into(),
        at: at(NOW),
        new_meter: new_meter.into(),
        new_dial: FIVE,
        new_start: 4,
        old_seal: "11".into(),
        new_seal: "12".into(),
    }
}

fn turn(connection: &str, minutes: u32) -> TurnAsked {
    TurnAsked {
        book: book(),
        connection: connection.into(),
        on: date("2026-06-11"),
        minutes,
    }
}
