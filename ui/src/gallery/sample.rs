//! Synthetic cases for the gallery.

use crate::cases::fine::Catalogue;
use jiff::Timestamp;
use jiff::civil::date;
use loggia_cases::case::Case;
use loggia_cases::document::{EventKey, RawEvent};
use loggia_cases::fine::{self, Fine, FineRow, Stage};
use loggia_cases::number::DocNumber;
use loggia_cases::private::{LiablePerson, PrivatePart};
use loggia_cases::receipt::{self, Receipt};
use loggia_cases::records::{PayableKind, PayableRecord, Start};
use loggia_schema::calendar::athens;
use loggia_schema::identifiers::{Plate, Rf};
use loggia_schema::ids::{DeviceKey, Incarnation, PartId, UserId};
use loggia_schema::money::Cents;

const OFFICER: UserId = UserId([1; 16]);
const LAPTOP: Incarnation = Incarnation([7; 10]);
const PERSON: PartId = PartId([3; 16]);

type Lookups = (
    fn(UserId) -> Option<String>,
    fn(Incarnation) -> Option<String>,
    fn(PartId) -> Option<PrivatePart>,
);

/// Names of one officer, one laptop, one person.
pub(super) fn names() -> Lookups {
    let user = |id: UserId| (id == OFFICER).then(|| "Δοκιμή Παραδείγματος".to_owned());
    let device = |id: Incarnation| (id == LAPTOP).then(|| "Φορητός 12".to_owned());
    let part = |id: PartId| {
        (id == PERSON).then(|| {
            PrivatePart::LiablePerson(LiablePerson {
                name: "Υπόδειγμα Οδηγού".into(),
                afm: None,
                address: String::new(),
                postcode: None,
                phone: None,
                id_document: String::new(),
            })
        })
    };
    (user, device, part)
}

fn rf() -> Rf {
    number(123).rf("9042612").unwrap()
}

fn number(no: u32) -> DocNumber {
    DocNumber::new("Κ12", 2026, no).unwrap()
}

fn raw<C: Case>(n: u64, at: &str, event: &C::Event) -> RawEvent {
    let (v, t, d) = C::encode(event);
    let key = EventKey {
        incarnation: LAPTOP,
        n,
    };
    RawEvent {
        key,
        v,
        t: t.to_owned(),
        at: at.parse().unwrap(),
        by: OFFICER,
        l: n,
        d,
    }
}

/// Issued and left on the windscreen.
pub(super) fn fine_events() -> Vec<RawEvent> {
    let served = fine::Served {
        kind: fine::ServiceKind::Windscreen,
        on: date(2026, 11, 23),
        effective: true,
        reduced_until: Some(date(2026, 12, 3)),
        objection_until: date(2026, 11, 26),
        certify_from: date(2027, 1, 23),
        proof: None,
        saw: None,
    };
    vec![
        raw::<Fine>(
            1,
            "2026-11-23T08:12:00Z",
            &fine::Event::Issued(Box::new(ticket())),
        ),
        raw::<Fine>(2, "2026-11-23T08:12:30Z", &fine::Event::Served(served)),
    ]
}

/// One ticket, as signed.
pub(crate) fn ticket() -> fine::Ticket {
    fine::Ticket {
        number: number(123),
        rf: rf(),
        offence_at: date(2026, 11, 23)
            .at(10, 5, 0, 0)
            .to_zoned(athens().clone())
            .unwrap(),
        recorded_at: "2026-11-23T08:12:00Z".parse().unwrap(),
        late_reason: None,
        paper: None,
        place: fine::Place {
            street: "Οδός Παραδείγματος".into(),
            street_no: "12".into(),
            community: "01".into(),
            community_name: "Ηράκλειο".into(),
        },
        officer: OFFICER,
        officer_no: "0042".into(),
        device: DeviceKey([9; 32]),
        terms: fine::Terms {
            regime: "kok-5209".into(),
            rule_version: "1".into(),
            reduced_days: 10,
            reduced_from: Start::Service,
            reduced_until: None,
            roll: false,
            objection_days: 3,
            objection_stops_clock: false,
            certify_months: 2,
            windscreen_serves: true,
            legal_basis: "ν. 5209/2025, άρθρο 108".into(),
        },
        violations: vec![fine::Violation {
            code: "Ρ-69".into(),
            article: "άρθρο 7 § 11 γ".into(),
            text: "Στάθμευση σε ελεγχόμενη θέση χωρίς καταβολή τέλους".into(),
            class: "Ε1Α".into(),
            step: 1,
            amount: Cents(3_000),
            reduced_allowed: true,
            plates_days: 0,
            licence_days: 0,
            points: 0,
        }],
        vehicle: Some(fine::Vehicle {
            plate: Plate::parse("ΗΚΑ1234").unwrap(),
            plate_as_typed: "ηκα 1234".into(),
            description: "επιβατικό, λευκό".into(),
        }),
        liable: Some(fine::Liable {
            part: PERSON,
            role: fine::LiableRole::Driver,
            has_afm: false,
            saw: None,
        }),
        replaces: None,
    }
}

/// One receipt for the fine.
pub(super) fn receipt_events() -> Vec<RawEvent> {
    let line = receipt::Line {
        subject: receipt::Subject::Rf {
            rf: rf(),
            number: "Κ12-2026-000123".into(),
            budget_code: "1599001001".into(),
        },
        text: "Πρόστιμο Κ12-2026-000123".into(),
        amount: Cents(1_500),
        reduced: true,
        quantity: None,
    };
    let issued = receipt::Issued {
        number: DocNumber::new("Τ03", 2026, 45).unwrap(),
        at: date(2026, 11, 23)
            .at(11, 30, 0, 0)
            .to_zoned(athens().clone())
            .unwrap(),
        cashier: OFFICER,
        device: DeviceKey([9; 32]),
        place: "01".into(),
        day: None,
        paper: None,
        payer: None,
        lines: vec![line],
        total: Cents(1_500),
        means: receipt::Means::Cash,
    };
    vec![raw::<Receipt>(
        1,
        "2026-11-23T09:30:00Z",
        &receipt::Event::Issued(Box::new(issued)),
    )]
}

/// A row of the list.
pub(super) fn fine_row(no: u32) -> FineRow {
    FineRow {
        number: number(no).to_string(),
        rf: rf().as_str().to_owned(),
        stage: Stage::Issued,
        offence_at: "2026-11-23T10:05".into(),
        offence_on: Some(date(2026, 11, 23)),
        plate: "HKA-1234".into(),
        plate_country: "GR".into(),
        place: "Οδός Παραδείγματος 12".into(),
        community: "01".into(),
        officer_no: "0042".into(),
        violations: "Ρ-69".into(),
        paper: String::new(),
        amount: Cents(3_000),
        reduced: Some(Cents(1_500)),
        reduced_until: Some(date(2026, 12, 3)),
        served_on: None,
        certify_from: None,
        paid: if no == 101 { Cents(1_500) } else { Cents(0) },
        liable: None,
        conflict: no == 102,
        locked: false,
        off: false,
        search: String::new(),
    }
}

/// Two violations, two communities.
pub(super) fn catalogue() -> Catalogue {
    Catalogue {
        violations: vec![
            Catalogue::violation(
                "Ρ-69",
                1,
                "Στάθμευση σε ελεγχόμενη θέση χωρίς καταβολή τέλους",
                Cents(3_000),
            ),
            Catalogue::violation("Ο-12", 2, "Εμπόδια στο οδόστρωμα", Cents(35_000)),
        ],
        communities: vec![
            crate::Choice::new("01", "Ηράκλειο"),
            crate::Choice::new("02", "Δαφνές"),
        ],
        numbers_left: 8,
        obstacle: None,
    }
}

/// What the counter knows about the fine.
pub(super) fn payable() -> PayableRecord {
    PayableRecord {
        rf: rf(),
        number: "Κ12-2026-000123".into(),
        plate: None,
        debtor: "Υπόδειγμα Οδηγού".into(),
        kind: PayableKind::Fine,
        amount: Cents(3_000),
        reduced: Some(Cents(1_500)),
        reduced_until: Some(date(2026, 12, 3)),
        balance: Cents(3_000),
        budget_code: String::new(),
        principal: None,
        certified_on: None,
        due_on: None,
        as_of: "2026-11-23T08:00:00Z".parse::<Timestamp>().unwrap(),
    }
}
