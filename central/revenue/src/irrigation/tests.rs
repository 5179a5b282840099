//! Readings and tariffs → bills, without a store.

use super::model::{Draft, SeasonWater};
use super::rules::{bill_doc, by_day, claim, due, season_bill};
use crate::rules::share;
use jiff::civil::{Date, date};
use loggia_cases::number::DocNumber;
use loggia_cases::records::{
    Charging, ConnectionRecord, Parcel, Record, Reference, SeasonRecord, SeasonState,
    WaterTariffRecord,
};
use loggia_schema::ids::ScopeId;
use loggia_schema::irrigation::{Tariff, Tier, TierSplit, Volume};
use loggia_schema::message::{input, irrigation as says};
use loggia_schema::money::{Cents, Rate};

fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

fn row(from: Date, to: Option<Date>, first: &str) -> WaterTariffRecord {
    let tier = |to_m3, price: &str| Tier {
        to_m3,
        price: rate(price),
    };
    WaterTariffRecord {
        class: "farmer".into(),
        network: String::new(),
        tariff: Tariff {
            basis: format!("απόφαση {from}"),
            tiers: vec![
                tier(Some(500), first),
                tier(Some(1_500), "0.28"),
                tier(None, "0.45"),
            ],
            fixed: Cents(1_500),
            fixed_per_stremma: Cents::ZERO,
            minimum: Cents::ZERO,
            per_stremma: Cents(1_200),
            per_hour: Cents(600),
            vat: rate("0.13"),
            environment: rate("0.01"),
        },
        split: TierSplit::GoesOn,
        valid_from: from,
        valid_to: to,
        legal_basis: "απόφαση δοκιμής".into(),
    }
}

fn with(rows: &[WaterTariffRecord]) -> Reference {
    let mut reference = Reference::default();
    for row in rows {
        reference
            .add(WaterTariffRecord::TABLE, &row.to_value().unwrap())
            .unwrap();
    }
    reference
}

fn season() -> SeasonRecord {
    SeasonRecord {
        code: "2026".into(),
        from: date(2026, 4, 1),
        to: date(2026, 11, 30),
        state: SeasonState::Billing,
    }
}

fn connection(charging: Charging) -> ConnectionRecord {
    ConnectionRecord {
        no: "Σ1".into(),
        network: "Δ1".into(),
        holder: "Δοκιμή Παραδείγματος".into(),
        phone: None,
        person: None,
        class: "farmer".into(),
        charging,
        parcels: vec![Parcel {
            id: "Α1".into(),
            name: String::new(),
            m2: 7_350,
            crop: "ελιά".into(),
        }],
        cap_m3: None,
        last_season: None,
        debt: None,
        active: true,
    }
}

#[test]
fn every_way_of_charging() {
    let reference = with(&[row(date(2026, 1, 1), None, "0.20")]);
    let points = [
        (date(2026, 6, 1), Volume::m3(450)),
        (date(2026, 9, 1), Volume::m3(501)),
    ];
    let net = |charging, minutes| {
        season_bill(
            reference.water(),
            &connection(charging),
            &season(),
            (&points, minutes),
        )
        .unwrap()
        .net
    };
    assert_eq!(net(Charging::Metered, 0), Cents(11_528));
    assert_eq!(net(Charging::ByStremma, 0), Cents(8_820 + 1_500));
    assert_eq!(net(Charging::ByHour, 95), Cents(950 + 1_500));
    assert_eq!(net(Charging::Flat, 0), Cents(1_500));
}

#[test]
fn a_tariff_that_changes_is_split_at_an_interpolated_reading() {
    let rows = [
        row(date(2026, 1, 1), Some(date(2026, 7, 1)), "0.20"),
        row(date(2026, 7, 2), None, "0.40"),
    ];
    let reference = with(&rows);
    // 122 days between the readings, 30 of them before the change: 30/122 of 366.
    let points = [
        (date(2026, 6, 1), Volume::m3(100)),
        (date(2026, 10, 1), Volume::m3(466)),
    ];
    assert_eq!(
        by_day(&points, date(2026, 4, 1), date(2026, 7, 1)),
        Volume::m3(190)
    );
    let bill = season_bill(
        reference.water(),
        &connection(Charging::Metered),
        &season(),
        (&points, 0),
    )
    .unwrap();
    // 190 × 0.20 and 276 × 0.40, with the fixed charge by 92 and 152 days: 5.66 and 9.34.
    assert_eq!(bill.net, Cents(3_800 + 566 + 11_040 + 934));
}

#[test]
fn a_day_without_a_tariff_refuses_the_bill() {
    let reference = with(&[row(date(2026, 1, 1), Some(date(2026, 7, 1)), "0.20")]);
    let refused = season_bill(
        reference.water(),
        &connection(Charging::Metered),
        &season(),
        (&[], 0),
    );
    assert_eq!(refused.unwrap_err().code, input::NO_ROW_FOR_DATE);
    let bare = ConnectionRecord {
        parcels: Vec::new(),
        ..connection(Charging::ByStremma)
    };
    let reference = with(&[row(date(2026, 1, 1), None, "0.20")]);
    let refused = season_bill(reference.water(), &bare, &season(), (&[], 0));
    assert_eq!(refused.unwrap_err().code, says::PARCEL_AREA_ZERO);
}

fn draft(volume: Volume, billed: Cents) -> Draft {
    let reference = with(&[row(date(2026, 1, 1), None, "0.20")]);
    let points = [(date(2026, 6, 1), volume)];
    let bill = season_bill(
        reference.water(),
        &connection(Charging::Metered),
        &season(),
        (&points, 0),
    )
    .unwrap();
    Draft {
        connection: "Σ1".into(),
        season: "2026".into(),
        water: SeasonWater {
            volume,
            books: 1,
            ..SeasonWater::default()
        },
        due: due(&bill, billed).unwrap(),
        bill,
        billed,
        part: if billed.is_zero() { 1 } else { 2 },
    }
}

#[test]
fn two_bills_of_a_season_add_up_with_their_parts() {
    let number = DocNumber::new("ΑΡ", 2026, 1).unwrap();
    let claimed = |draft: &Draft| {
        let place = (ScopeId([1; 16]), date(2026, 12, 1));
        claim(
            draft,
            &connection(Charging::Metered),
            place,
            (&number, "326001"),
            "033".into(),
        )
        .unwrap()
    };
    let estimate = draft(Volume::m3(300), Cents::ZERO);
    let first = claimed(&estimate);
    assert_eq!(
        (first.principal, first.vat, first.third_party),
        (Cents(8_775), Cents(975), Cents(300))
    );
    let actual = draft(Volume::m3(750), first.principal);
    let second = claimed(&actual);
    assert_ne!(
        bill_doc(&estimate),
        bill_doc(&actual),
        "each bill is a line of its own"
    );
    assert_eq!(
        first.principal.0 + second.principal.0,
        actual.bill.total.value.0
    );
    assert!(second.vat.0 > 0 && second.third_party.0 > 0 && second.vat.0 < second.principal.0);
    assert!(second.stands && second.certify_from == Some(date(2026, 12, 1)));
}

#[test]
fn shares_of_parts_are_the_whole_to_the_cent() {
    for (component, whole, steps) in [
        (975, 8_775, vec![1, 2_000, 6_774]),
        (1, 3, vec![1, 1, 1]),
        (0, 100, vec![50, 50]),
        (100, 100, vec![33, 33, 34]),
    ] {
        let (mut before, mut sum) = (0, 0);
        for step in steps {
            sum += share(Cents(component), Cents(whole), Cents(before), Cents(step)).0;
            before += step;
        }
        assert_eq!((before, sum), (whole, component));
    }
}
