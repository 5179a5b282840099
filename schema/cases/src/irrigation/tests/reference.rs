//! Tariffs, limits and the walk, as rules and pages ask for them.

use super::*;

fn water_tariff(network: &str, from: &str, to: Option<&str>) -> WaterTariffRecord {
    WaterTariffRecord {
        class: "farmer".into(),
        network: network.into(),
        tariff: Tariff {
            basis: format!("απόφαση {network}"),
            tiers: Vec::new(),
            fixed: Cents(1_500),
            fixed_per_stremma: Cents::ZERO,
            minimum: Cents::ZERO,
            per_stremma: Cents::ZERO,
            per_hour: Cents::ZERO,
            vat: Rate::ZERO,
            environment: Rate::ZERO,
        },
        split: TierSplit::ByDays,
        valid_from: date(from),
        valid_to: to.map(date),
        legal_basis: "απόφαση δοκιμής".into(),
    }
}

#[test]
fn a_tariff_is_the_networks_own_or_the_one_for_all_and_a_gap_is_refused() {
    let mut world = field();
    add(
        &mut world,
        &water_tariff("", "2026-01-01", Some("2026-06-30")),
    );
    add(&mut world, &water_tariff("Δ2", "2026-01-01", None));
    let water = world.reference.water();
    let basis = |network, on: &str| {
        water
            .tariff("farmer", network, date(on))
            .map(|row| row.tariff.basis.clone())
    };
    assert_eq!(basis("Δ1", "2026-06-30").unwrap(), "απόφαση ");
    assert_eq!(basis("Δ2", "2026-07-01").unwrap(), "απόφαση Δ2");
    let gap = basis("Δ1", "2026-07-01").unwrap_err();
    assert_eq!(gap.code, loggia_schema::message::input::NO_ROW_FOR_DATE);
}

#[test]
fn what_is_plausible_follows_last_season_and_the_crops() {
    let mut world = field();
    let connection = connection("Σ-1", None);
    let day = date("2026-06-01");
    assert!(
        world.reference.water().limits(&connection, day).is_err(),
        "no rule, no limit"
    );
    add(
        &mut world,
        &WaterRuleRecord {
            top_percent: 10,
            last_season_times: Rate::parse("3").unwrap(),
            norm_times: Rate::parse("1.5").unwrap(),
            valid_from: date("2026-01-01"),
            valid_to: None,
            legal_basis: "απόφαση δοκιμής".into(),
        },
    );
    let most = |world: &World, connection: &ConnectionRecord| {
        world
            .reference
            .water()
            .limits(connection, day)
            .unwrap()
            .most
    };
    assert_eq!(
        most(&world, &connection),
        Some(Volume::m3(1_500)),
        "three times 500"
    );
    add(
        &mut world,
        &CropNormRecord {
            crop: "ελιά".into(),
            m3_per_stremma: 300,
            valid_from: date("2026-01-01"),
            valid_to: None,
            legal_basis: "νόρμα δοκιμής".into(),
        },
    );
    assert_eq!(
        most(&world, &connection),
        Some(Volume::m3(900)),
        "two στρέμματα × 300 × 1.5"
    );
    let new = ConnectionRecord {
        last_season: None,
        parcels: Vec::new(),
        ..connection
    };
    assert_eq!(most(&world, &new), None);
}

#[test]
fn the_walk_goes_through_a_network_and_ends() {
    let mut world = field();
    let second = MeterRecord {
        route: 2,
        ..meter("Υ-5", Some("Σ-5"), true)
    };
    let other = MeterRecord {
        network: "Δ2".into(),
        ..meter("Υ-6", Some("Σ-6"), true)
    };
    for meter in [second.clone(), other] {
        world.reference.water_mut().add_meter(meter);
    }
    let water = world.reference.water();
    let walk: Vec<&str> = water.walk("Δ1").map(|meter| meter.no.as_str()).collect();
    assert_eq!(
        walk,
        ["Υ-1", "Υ-2", "Υ-3", "Υ-5"],
        "the removed one is not walked to"
    );
    assert_eq!(water.after(water.meter("Υ-1").unwrap()).unwrap().no, "Υ-2");
    assert_eq!(
        water.after(&second).map(|meter| &meter.no),
        None,
        "the next network is another walk"
    );
    assert!(
        water.keeps(OFFICER, "Δ1", date("2026-06-01"))
            && !water.keeps(OFFICER, "Δ1", date("2027-06-01"))
    );
    assert_eq!(water.keepers_of("Δ1", date("2026-06-01")).count(), 2);
}
