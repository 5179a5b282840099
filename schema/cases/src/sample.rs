//! A small municipality for the tests of this crate: two traffic regimes, a few violations, one officer, one desk.

use crate::case::{self, Case, Effects, Facts, Folded};
use crate::document::CaseDoc;
use crate::facts::{EarlierFine, NumberBlock};
use crate::fine::calculator::{self, Pick};
use crate::fine::{Place, Ticket, Vehicle};
use crate::number::{DocNumber, Series};
use crate::records::{
    FeeRecord, PayableRecord, Reference, RegimeRecord, SpaceRule, Start, TariffRecord,
    ViolationRecord,
};
use crate::rights;
use jiff::{Timestamp, Zoned};
use loggia_schema::calendar::{Date, athens};
use loggia_schema::identifiers::Plate;
use loggia_schema::ids::{DeviceKey, Incarnation, UserId};
use loggia_schema::money::Cents;
use std::collections::BTreeSet;

pub const OFFICER: UserId = UserId([1; 16]);
pub const JUDGE: UserId = UserId([2; 16]);
pub const SECOND_JUDGE: UserId = UserId([3; 16]);

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Local time in Athens.
pub fn at(text: &str) -> Zoned {
    text.parse::<jiff::civil::DateTime>()
        .unwrap()
        .to_zoned(athens())
        .unwrap()
}

pub fn inc(byte: u8) -> Incarnation {
    Incarnation([byte; 10])
}

pub fn regime(code: &str, family: &str, from: &str, to: Option<&str>) -> RegimeRecord {
    RegimeRecord {
        code: code.into(),
        family: family.into(),
        title: format!("Καθεστώς {code}"),
        rule_version: format!("{code}/1"),
        reduced_days: 10,
        reduced_from: Start::Service,
        roll: false,
        objection_days: 3,
        objection_stops_clock: false,
        certify_months: 2,
        windscreen_serves: true,
        repeat_gap_minutes: 180,
        space: None,
        valid_from: date(from),
        valid_to: to.map(date),
        legal_basis: format!("ν. δοκιμής {code}"),
    }
}

pub fn violation(
    code: &str,
    regime: &str,
    class: &str,
    from: &str,
    to: Option<&str>,
) -> ViolationRecord {
    ViolationRecord {
        code: code.into(),
        regime: regime.into(),
        article: "άρθρο 1".into(),
        text: format!("Παράβαση {code}"),
        class: class.into(),
        valid_from: date(from),
        valid_to: to.map(date),
        legal_basis: "ν. δοκιμής".into(),
    }
}

pub fn tariff(
    violation: &ViolationRecord,
    step: u8,
    amount: i64,
    reduced_allowed: bool,
) -> TariffRecord {
    TariffRecord {
        code: violation.code.clone(),
        regime: violation.regime.clone(),
        class: violation.class.clone(),
        step,
        amount: Cents(amount),
        reduced_allowed,
        plates_days: 0,
        licence_days: 0,
        points: 0,
        valid_from: violation.valid_from,
        valid_to: violation.valid_to,
        legal_basis: violation.legal_basis.clone(),
    }
}

/// ΚΟΚ until 12-9-2025 and from 13-9-2025, an old and a new rule of public space, two fees.
pub fn reference() -> Reference {
    let mut reference = Reference::default();
    let (last, first) = ("2025-09-12", "2025-09-13");
    reference.add_regime(regime("kok-2696", "traffic", "1999-01-01", Some(last)));
    reference.add_regime(regime("kok-5209", "traffic", first, None));
    let space = |multiple| {
        Some(SpaceRule {
            fee_multiple: multiple,
            forbidden_multiple: 2,
        })
    };
    let old = regime(
        "space-1958",
        "public_space",
        "1958-10-20",
        Some("2024-10-31"),
    );
    let new = regime("space-5143", "public_space", "2024-11-01", None);
    reference.add_regime(RegimeRecord {
        space: space(1),
        ..old
    });
    reference.add_regime(RegimeRecord {
        space: space(3),
        ..new
    });
    for (code, class, before, after) in [
        ("Ρ-69", "Ε1Α", 1_000, 3_000),
        ("ΕΜΠ-1", "Ε4", 20_000, 35_000),
        ("ΡΑΜΠΑ", "Ε3", 8_000, 15_000),
    ] {
        let was = violation(code, "kok-2696", class, "1999-01-01", Some(last));
        let is = violation(code, "kok-5209", class, first, None);
        // The class of ramps has no reduced price: the flag is of the class, not of the regime.
        let reduced = code != "ΡΑΜΠΑ";
        reference.add_tariff(tariff(&was, 1, before, reduced));
        reference.add_tariff(tariff(&is, 1, after, reduced));
        reference.add_tariff(tariff(&is, 2, after * 2, reduced));
        reference.add_violation(was);
        reference.add_violation(is);
    }
    let table = violation("ΤΡΑΠ-1", "space-5143", "Κ1", "2024-11-01", None);
    reference.add_tariff(tariff(&table, 1, 10_000, false));
    reference.add_violation(table);
    for (code, amount) in [("ΑΝΤ", Some(Cents(150))), ("ΑΙΘ", None)] {
        reference.add_fee(FeeRecord {
            code: code.into(),
            title: format!("Τέλος {code}"),
            budget_code: "00.0461.0001".into(),
            amount,
            unit: String::new(),
            valid_from: date("2020-01-01"),
            valid_to: None,
            legal_basis: "απόφαση δοκιμής".into(),
        });
    }
    reference
}

pub fn block(series: Series) -> NumberBlock {
    NumberBlock {
        series,
        prefix: if series == Series::Fine {
            "Κ12".into()
        } else {
            "Δ12".into()
        },
        year: 2026,
        first: 1,
        last: 500,
        rf_stem: "9042612".into(),
    }
}

/// Everything a check asks for, owned, so that a test changes one thing.
pub struct World {
    pub now: Zoned,
    pub claimed: Timestamp,
    pub proven: Option<Timestamp>,
    pub user: UserId,
    pub rights: BTreeSet<String>,
    pub at_centre: bool,
    pub reference: Reference,
    pub block: Option<NumberBlock>,
    pub same_plate: Vec<EarlierFine>,
    pub payables: Vec<PayableRecord>,
}

impl World {
    /// An officer on the street with every right.
    pub fn street(now: &str) -> World {
        World {
            now: at(now),
            claimed: at(now).timestamp(),
            proven: Some(at(now).timestamp()),
            user: OFFICER,
            rights: rights::ALL
                .iter()
                .map(|(code, _)| (*code).to_owned())
                .collect(),
            at_centre: false,
            reference: reference(),
            block: Some(block(Series::Fine)),
            same_plate: Vec::new(),
            payables: Vec::new(),
        }
    }

    /// The same person at a cash desk.
    pub fn desk(now: &str) -> World {
        World {
            block: Some(block(Series::Receipt)),
            ..World::street(now)
        }
    }

    /// A clerk at the town hall.
    pub fn centre(now: &str) -> World {
        World {
            user: JUDGE,
            at_centre: true,
            block: None,
            proven: None,
            ..World::street(now)
        }
    }

    pub fn facts(&self) -> Facts<'_> {
        Facts {
            now: &self.now,
            claimed: self.claimed,
            proven: self.proven,
            user: self.user,
            rights: &self.rights,
            device: Some(DeviceKey([7; 32])),
            at_centre: self.at_centre,
            reference: &self.reference,
            block: self.block.as_ref(),
            same_plate: &self.same_plate,
            payables: &self.payables,
        }
    }
}

pub fn number(no: u32) -> DocNumber {
    DocNumber::new("Κ12", 2026, no).unwrap()
}

/// A ticket of the officer for a vehicle, right in every respect.
pub fn ticket(no: u32, offence: &str, codes: &[&str]) -> Ticket {
    let picks: Vec<Pick> = codes
        .iter()
        .map(|code| Pick {
            code: (*code).into(),
            step: 1,
        })
        .collect();
    let (terms, violations) = calculator::write(&reference(), at(offence).date(), &picks).unwrap();
    Ticket {
        number: number(no),
        rf: number(no).rf("9042612").unwrap(),
        offence_at: at(offence),
        recorded_at: at(offence).timestamp(),
        late_reason: None,
        paper: None,
        place: Place {
            street: "Λεωφόρος Δοκιμής".into(),
            street_no: "12".into(),
            ..Place::default()
        },
        officer: OFFICER,
        officer_no: "ΔΑ-7".into(),
        device: DeviceKey([7; 32]),
        terms,
        violations,
        vehicle: Some(Vehicle {
            plate: Plate::parse("ΗΚΑ-1000").unwrap(),
            plate_as_typed: "ηκα 1000".into(),
            description: String::new(),
        }),
        liable: None,
        replaces: None,
    }
}

/// A document under test: append events, fold them.
pub struct Paper<C: Case> {
    pub doc: CaseDoc,
    kind: std::marker::PhantomData<C>,
}

impl<C: Case> Paper<C> {
    pub fn new() -> Self {
        Self {
            doc: CaseDoc::new(),
            kind: std::marker::PhantomData,
        }
    }

    /// Appends without asking the rules.
    pub fn add(&mut self, actor: u8, event: &C::Event) -> crate::document::Appended {
        let event = case::new_event::<C>(event, "2026-06-02T06:00:00Z".parse().unwrap(), OFFICER);
        self.doc.append(inc(actor), &event).unwrap()
    }

    pub fn folded(&self) -> Folded<C::State> {
        case::fold::<C>(&self.doc.events(), &Effects::default())
    }

    pub fn state(&self) -> C::State {
        self.folded().state
    }
}
