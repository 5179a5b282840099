//! The keeper's walk: digits and Enter, nothing twice, holds that stop nobody, two keepers without a line.

mod people;

use super::town::*;
use crate::commands::{
    HolderTransfer, MeterReplace, NoWaterReport, ReadingCorrect, ReadingDecide, ReadingTake,
    WaterTurn,
};
use crate::queries::{ListFilter, Stop};
use loggia_cases::CaseKind;
use loggia_cases::irrigation::{BookRow, BookState, NoteCode};
use loggia_cases::records::{
    Charging, ColumnSet, ConnectionRecord, DebtFlag, Desk, KeeperRecord, Mark, MeterRecord,
    NetworkRecord, ReadingRulingRecord, Ruling, ScopeRecord, SeasonRecord, SeasonState, UserRecord,
    WaterRuleRecord,
};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{ScopeId, UserId};
use loggia_schema::irrigation::{Dial, Volume};
use loggia_schema::message::{Code, irrigation as says};
use loggia_schema::money::Rate;
use loggia_sync::store::Registration;
use std::collections::BTreeMap;

const WATER: ScopeId = ScopeId([0x30; 16]);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A town with a network of three meters, the third connection in debt; one meter in the stock.
fn town() -> Town {
    let mut town = Town::new();
    town.store.hold(WATER);
    let scope = ScopeRecord {
        id: WATER,
        title: "Υδρονομείς".into(),
        code: "ΥΔ-1".into(),
        place: "her".into(),
        desk: Desk::Water,
        columns: BTreeMap::from([("user".to_owned(), ColumnSet::All)]),
        valid_from: day("2026-01-01"),
        valid_to: None,
    };
    town.records(WATER, &[scope]);
    let network = |code: &str| NetworkRecord {
        code: code.into(),
        name: format!("Δίκτυο {code}"),
        place: "her".into(),
        active: true,
    };
    town.records(WATER, &[network("Δ1"), network("Δ2")]);
    let season = |code: &str, state| SeasonRecord {
        code: code.into(),
        from: day(&format!("{code}-03-01")),
        to: day(&format!("{code}-12-20")),
        state,
    };
    town.records(
        WATER,
        &[
            season("2025", SeasonState::Closed),
            season("2026", SeasonState::Open),
        ],
    );
    let rule = WaterRuleRecord {
        top_percent: 10,
        last_season_times: Rate::parse("3").unwrap(),
        norm_times: Rate::parse("1.5").unwrap(),
        valid_from: day("2026-01-01"),
        valid_to: None,
        legal_basis: "δοκιμή".into(),
    };
    town.records(WATER, &[rule]);
    let meters = [
        ("Υ1", Some("Σ1"), 10, "Δ1"),
        ("Υ2", Some("Σ2"), 20, "Δ1"),
        ("Υ3", Some("Σ3"), 30, "Δ1"),
        ("Υ4", Some("Σ4"), 10, "Δ2"),
        ("Υ9", None, 99, "Δ2"),
    ];
    let meters = meters.map(|(no, connection, route, network)| MeterRecord {
        no: no.into(),
        serial: format!("77{no}"),
        connection: connection.map(str::to_owned),
        network: network.into(),
        route,
        place: String::new(),
        dial: Dial {
            digits: 5,
            decimals: 0,
            multiplier: 1,
        },
        seal: String::new(),
        start: Mark {
            value: 1_200,
            on: day("2025-11-20"),
        },
        last: None,
        stopped: false,
        active: true,
    });
    town.records(WATER, &meters);
    let connections = ["Σ1", "Σ2", "Σ3", "Σ4"].map(|no| ConnectionRecord {
        no: no.into(),
        network: "Δ1".into(),
        holder: "Δοκιμή Παραδείγματος".into(),
        phone: None,
        person: None,
        class: "farmer".into(),
        charging: Charging::Metered,
        parcels: Vec::new(),
        cap_m3: None,
        last_season: Some(Volume::m3(500)),
        debt: (no == "Σ3").then_some(DebtFlag {
            overdue: true,
            settled: false,
            as_of: day("2026-11-01"),
        }),
        active: true,
    });
    town.records(WATER, &connections);
    town
}

/// A keeper of Δ1 with a laptop that holds the water desk.
fn keeper(town: &mut Town, login: &str) -> Office {
    let mut office = town.office(login);
    let id = office.session().user.id;
    let user = UserRecord {
        scopes: vec![POLICE, COUNTER, WATER],
        rights: ["reading.take".to_owned()].into(),
        ..office.session().user.clone()
    };
    for scope in [POLICE, COUNTER, WATER] {
        town.records(scope, std::slice::from_ref(&user));
    }
    appoint(town, id);
    let device = office.node().device().unwrap();
    let scopes = vec![POLICE, COUNTER, WATER];
    town.store
        .register(device, Registration::Active(scopes.clone()));
    office.node().keep_scopes(&scopes).unwrap();
    town.sync(&mut office);
    office
}

fn appoint(town: &mut Town, keeper: UserId) {
    let record = KeeperRecord {
        keeper,
        network: "Δ1".into(),
        valid_from: day("2026-03-01"),
        valid_to: Some(day("2026-12-20")),
        legal_basis: "δοκιμή".into(),
    };
    town.records(WATER, &[record]);
}

fn typed(meter: &str, value: &str) -> ReadingTake {
    ReadingTake {
        meter: meter.into(),
        value: value.into(),
        ..ReadingTake::default()
    }
}

#[track_caller]
fn take(office: &mut Office, key: &str, meter: &str, value: &str) -> crate::commands::TakenReading {
    office
        .session()
        .reading_take(key, &typed(meter, value))
        .unwrap()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(done: crate::Result<T>, code: Code) {
    assert_eq!(done.unwrap_err().code(), code);
}

fn stop(office: &mut Office, meter: Option<&str>) -> Option<Stop> {
    office.session().stop("Δ1", meter).unwrap()
}

#[test]
fn digits_and_enter_lead_through_the_walk() {
    let mut town = town();
    let mut office = keeper(&mut town, "ydronomos");
    let first = stop(&mut office, None).unwrap();
    assert_eq!(
        (first.meter.no.as_str(), first.last.value, first.most),
        ("Υ1", 1_200, Some(2_700))
    );
    assert_eq!((first.place, first.next.as_deref()), ((1, 3), Some("Υ2")));
    let taken = take(&mut office, "1", "Υ1", "1650");
    assert_eq!(
        (taken.volume, taken.held.len(), taken.next.as_deref()),
        (Volume::m3(450), 0, Some("Υ2"))
    );
    assert_eq!(stop(&mut office, None).unwrap().meter.no, "Υ2");
    // Latin letters, or the maker's number.
    assert_eq!(take(&mut office, "2", "y2", "1300").meter, "Υ2");
    assert_eq!(take(&mut office, "3", "77υ3", "1300").next, None);
    assert_eq!(stop(&mut office, None), None, "the walk is done");
    assert_eq!(
        stop(&mut office, Some("Υ1")).unwrap().season,
        Volume::m3(450)
    );
    let networks = office.session().water_networks(None).unwrap();
    assert_eq!(
        (
            networks[0].read,
            networks[0].meters,
            networks[0].mine,
            networks[1].mine
        ),
        (3, 3, true, false)
    );
    let walk = office.session().walk("Δ1").unwrap();
    assert!(
        walk.iter()
            .all(|line| line.book.as_ref().is_some_and(|book| book.readings == 1))
    );
    office.clean();
}

#[test]
fn the_same_press_twice_is_one_reading() {
    let mut town = town();
    let mut office = keeper(&mut town, "ydronomos");
    let first = take(&mut office, "1", "Υ1", "1650");
    assert_eq!(
        take(&mut office, "1", "Υ1", "1650"),
        first,
        "the same key gets the same answer"
    );
    let again = take(&mut office, "2", "Υ1", "1650");
    assert!(
        again.repeated && again.tag == first.tag,
        "another key in the same minute writes nothing"
    );
    let state = office
        .session()
        .show(&crate::commands::Which::Doc(first.doc))
        .unwrap();
    assert_eq!(state.events.len(), 1);
    // Other digits in the same minute are a second look, and a later minute is a second reading.
    assert!(!take(&mut office, "3", "Υ1", "1651").repeated);
    office.clock.set("2026-11-23T09:05:00Z".parse().unwrap());
    assert!(!take(&mut office, "4", "Υ1", "1651").repeated);
}

#[test]
fn what_looks_wrong_is_held_and_the_next_meter_comes() {
    let mut town = town();
    let mut office = keeper(&mut town, "ydronomos");
    let back = take(&mut office, "1", "Υ1", "1100");
    assert!(
        back.held[0].contains("99.900") && back.next.is_some(),
        "{:?}",
        back.held
    );
    let much = take(&mut office, "2", "Υ2", "2701");
    assert!(much.held[0].contains("1.500"), "{:?}", much.held);
    assert_eq!(
        stop(&mut office, Some("Υ1")).unwrap().last.value,
        1_200,
        "a held reading is no base"
    );
    let held = ListFilter {
        kind: Some(CaseKind::IRRIGATION_BOOK),
        states: vec!["held".into()],
        ..ListFilter::default()
    };
    assert_eq!(office.session().list(&held).unwrap().total, 2);
    // The keeper mends his digits before they are sent.
    let mended = office.session().reading_correct(
        "3",
        &ReadingCorrect {
            meter: "Υ1".into(),
            value: "1400".into(),
            ..ReadingCorrect::default()
        },
    );
    assert_eq!(mended.unwrap().volume, Volume::m3(200));
    assert_eq!(office.session().list(&held).unwrap().total, 1);
    town.sync(&mut office);
    let late = ReadingCorrect {
        meter: "Υ1".into(),
        value: "1401".into(),
        ..ReadingCorrect::default()
    };
    refused(
        office.session().reading_correct("4", &late),
        says::CORRECTION_AFTER_SYNC,
    );
    office.clean();
}

#[test]
fn digits_that_are_none_and_days_that_cannot_be_are_refused() {
    let mut town = town();
    let mut office = keeper(&mut town, "ydronomos");
    let mut no = 0;
    let mut refuse = |office: &mut Office, change: fn(&mut ReadingTake), code| {
        no += 1;
        let mut input = typed("Υ1", "1650");
        change(&mut input);
        refused(
            office.session().reading_take(&format!("r{no}"), &input),
            code,
        );
    };
    refuse(
        &mut office,
        |i| i.value = "123456".into(),
        says::READING_TOO_LONG,
    );
    refuse(
        &mut office,
        |i| i.value = "16,5".into(),
        says::READING_DECIMALS,
    );
    refuse(
        &mut office,
        |i| i.value = "-5".into(),
        says::READING_NEGATIVE,
    );
    refuse(
        &mut office,
        |i| i.value = "1.234".into(),
        says::READING_FORM,
    );
    refuse(&mut office, |i| i.value = String::new(), says::READING_FORM);
    refuse(&mut office, |i| i.meter = "Υ77".into(), says::METER_UNKNOWN);
    refuse(
        &mut office,
        |i| i.meter = "Υ4".into(),
        says::NETWORK_FOREIGN,
    );
    refuse(
        &mut office,
        |i| i.date = "21/11/2025".into(),
        says::SEASON_CLOSED,
    );
    refuse(
        &mut office,
        |i| i.date = "10/01/2026".into(),
        says::SEASON_UNKNOWN,
    );
    refuse(
        &mut office,
        |i| i.estimate = "-3".into(),
        says::READING_NEGATIVE,
    );
    take(&mut office, "ok", "Υ1", "1650");
    refuse(
        &mut office,
        |i| i.date = "01/06/2026".into(),
        says::READING_BEFORE_PREVIOUS,
    );
    // From a page of the paper book the older reading goes where it belongs.
    let page = ReadingTake {
        date: "01/06/2026".into(),
        time: "09:00".into(),
        keeper: "ydronomos".into(),
        paper: "ΒΥ-3/12".into(),
        ..typed("Υ1", "1500")
    };
    let inserted = office.session().reading_take("paper", &page).unwrap();
    assert_eq!(
        (inserted.volume, inserted.season),
        (Volume::m3(300), Volume::m3(450))
    );
    let stranger = ReadingTake {
        keeper: "kaneis".into(),
        ..page
    };
    refused(
        office.session().reading_take("stranger", &stranger),
        loggia_schema::message::access::USER_UNKNOWN,
    );
}

#[test]
fn a_dial_that_tells_nothing_is_estimated_from_last_season() {
    let mut town = town();
    let mut office = keeper(&mut town, "ydronomos");
    let stopped = ReadingTake {
        note: Some(NoteCode::Stopped),
        ..typed("Υ1", "")
    };
    let taken = office.session().reading_take("1", &stopped).unwrap();
    assert_eq!(
        (taken.volume, taken.value.as_str()),
        (Volume::m3(500), "1.200")
    );
    let by_hand = ReadingTake {
        estimate: "300".into(),
        ..typed("Υ2", "")
    };
    assert_eq!(
        office.session().reading_take("2", &by_hand).unwrap().volume,
        Volume::m3(300)
    );
}
