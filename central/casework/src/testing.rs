//! What tests of several matters share: a town with one desk and one clerk, numbers, deliveries of intake.

use jiff::{Timestamp, Zoned};
use loggia_cases::case::Case;
use loggia_cases::document::NewEvent;
use loggia_cases::protocol::{
    Channel, DeskCode, Direction, Entry, Event, ProtocolNumber, Register, SeriesMark,
};
use loggia_cases::records::{ColumnSet, Desk, Record, ScopeRecord, UserRecord};
use loggia_cases::rights;
use loggia_core::app::App;
use loggia_core::subsystem::{Accepted, CaseEvent};
use loggia_core::{records, testing};
use loggia_schema::calendar::athens;
use loggia_schema::ids::{DeviceKey, DocId, Height, Incarnation, PartId, ScopeId, UserId};
use std::collections::BTreeMap;

pub const SCOPE: ScopeId = ScopeId([2; 16]);
pub const CLERK: UserId = UserId([5; 16]);
pub const ONE: Incarnation = Incarnation([0x11; 10]);
pub const OTHER: Incarnation = Incarnation([0x22; 10]);

pub fn now() -> Zoned {
    testing::now().to_zoned(athens())
}

pub fn town(app: &App) {
    let scope = ScopeRecord {
        id: SCOPE,
        title: "Γραφείο Κοινότητας".into(),
        code: "ΤΑ-02".into(),
        place: "02".into(),
        desk: Desk::Counter,
        columns: BTreeMap::from([("user".to_owned(), ColumnSet::All)]),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
    };
    let clerk = UserRecord {
        id: CLERK,
        login: "dokimi".into(),
        name: "Δοκιμή Παραδείγματος".into(),
        service_no: String::new(),
        role: "υπάλληλος".into(),
        rights: [
            rights::PROTOCOL_WRITE,
            rights::PROTOCOL_CONFIDENTIAL,
            rights::REQUEST_REGISTER,
        ]
        .map(str::to_owned)
        .into(),
        place: None,
        scopes: vec![SCOPE],
        active: true,
    };
    let rows = [
        (ScopeRecord::TABLE, scope.key(), scope.to_value().unwrap()),
        (UserRecord::TABLE, clerk.key(), clerk.to_value().unwrap()),
    ];
    let changes = rows.map(|(table, key, value)| (table, key, Some(value.to_string())));
    app.db().write(|tx| records::publish(tx, &changes)).unwrap();
}

pub fn number(life: Incarnation, register: Register, no: u32) -> ProtocolNumber {
    let desk = DeskCode::parse("ΤΑ-02").unwrap();
    ProtocolNumber::new(desk, SeriesMark::of(life), register, 2026, no).unwrap()
}

/// What intake hands over: these events of one document, the last of them new.
pub fn delivery<C: Case>(doc: u8, life: Incarnation, events: &[C::Event]) -> Accepted {
    let all: Vec<CaseEvent> = events
        .iter()
        .zip(1..)
        .map(|(event, n)| {
            let at: Timestamp = testing::now();
            let NewEvent { v, t, at, by, d } = loggia_cases::new_event::<C>(event, at, CLERK);
            let json = serde_json::json!({ "v": v, "t": t, "at": at, "by": by, "l": n, "d": d });
            CaseEvent {
                incarnation: life,
                n,
                json: json.to_string(),
            }
        })
        .collect();
    Accepted {
        kind: C::KIND.0,
        doc: DocId([doc; 16]),
        scope: SCOPE,
        device: DeviceKey([7; 32]),
        incarnation: life,
        heights: (Height(1), Height(1)),
        arrived: testing::now(),
        fresh: all.last().cloned().into_iter().collect(),
        all,
        off: false,
    }
}

/// An entry that came in at the desk.
pub fn registered(number: ProtocolNumber) -> Event {
    let at = now();
    Event::Registered(Box::new(Entry {
        number,
        direction: Direction::In,
        on: at.date(),
        at,
        user: CLERK,
        device: DeviceKey([7; 32]),
        place: "02".into(),
        channel: Channel::Counter,
        letter: PartId([9; 16]),
        their: None,
        folder: String::new(),
        related: None,
        counters: None,
        due: None,
        template: String::new(),
        copies: 0,
        posted: None,
    }))
}
