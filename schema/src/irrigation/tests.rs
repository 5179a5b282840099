//! The vectors of irrigation, the traps they do not show, and properties.

use super::charge::{bill, difference};
use super::*;
use crate::message::irrigation as says;
use crate::money::{Cents, Rate};
use crate::vectors;
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::Value;

fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

/// The tariff of the vectors.
fn tariff() -> Tariff {
    let tiers = vectors::cases("irrigation", "tariff")
        .iter()
        .map(|row| Tier {
            to_m3: row["to_m3"].as_str().map(|text| text.parse().unwrap()),
            price: rate(vectors::text(row, "price")),
        })
        .collect();
    Tariff {
        basis: "απόφαση δοκιμής".into(),
        tiers,
        fixed: Cents(1_500),
        fixed_per_stremma: Cents::ZERO,
        minimum: Cents::ZERO,
        per_stremma: Cents::ZERO,
        per_hour: Cents::ZERO,
        vat: rate("0.13"),
        environment: Rate::ZERO,
    }
}

fn season(tariff: &Tariff, usage: Usage) -> Part<'_> {
    Part {
        tariff,
        from: date(2026, 4, 1),
        to: date(2026, 11, 30),
        usage,
    }
}

fn of(tariff: &Tariff, m3: u64) -> Bill {
    let part = season(tariff, Usage::Volume(Volume::m3(m3)));
    bill(&[part], 0, TierSplit::ByDays).unwrap()
}

/// A bill as a vector writes it.
fn matches(bill: &Bill, wanted: &Value) {
    assert_eq!(
        (bill.net, bill.vat, bill.total.value),
        (
            vectors::cents(wanted, "net"),
            vectors::cents(wanted, "vat_amount"),
            vectors::cents(wanted, "total")
        ),
        "{wanted}"
    );
}

fn by_vector(row: &Value) -> Bill {
    let tariff = Tariff {
        fixed: vectors::cents(row, "fixed"),
        vat: rate(vectors::text(row, "vat")),
        ..tariff()
    };
    of(&tariff, vectors::text(row, "m3").parse().unwrap())
}

#[test]
fn bills_of_the_vectors() {
    for row in vectors::cases("irrigation", "bills") {
        matches(&by_vector(&row), &row);
    }
    // The table of the domain file: both sides of each step.
    for (m3, total) in [(500, 12_995), (1_501, 44_686)] {
        assert_eq!(of(&tariff(), m3).total.value, Cents(total));
    }
}

const FIVE: Dial = Dial {
    digits: 5,
    decimals: 0,
    multiplier: 1,
};
const LIMITS: Limits = Limits {
    top_percent: 10,
    most: None,
};

#[test]
fn consumption_of_the_vectors() {
    for row in vectors::cases("irrigation", "consumption") {
        let n = |key: &str| u64::try_from(vectors::number(&row, key)).unwrap();
        match vectors::text(&row, "case") {
            "replacement" => {
                let (old, new) = (
                    (n("prev"), n("old_final"), FIVE),
                    (n("new_start"), n("curr"), FIVE),
                );
                assert_eq!(replacement(old, new, LIMITS), Ok(Volume::m3(n("m3"))));
                let started_at_4 = (4, n("curr"), FIVE);
                assert_eq!(replacement(old, started_at_4, LIMITS), Ok(Volume::m3(208)));
            }
            "too_many_digits" => {
                let typed = n("curr").to_string();
                assert_eq!(FIVE.read(&typed).unwrap_err().code, says::READING_TOO_LONG);
            }
            "backwards_implausible" => {
                let held = consumption(n("prev"), n("curr"), FIVE, LIMITS).unwrap_err();
                assert_eq!(held.would_be, Volume::m3(99_550));
            }
            case => {
                let consumed = consumption(n("prev"), n("curr"), FIVE, LIMITS).unwrap();
                assert_eq!(consumed.volume, Volume::m3(n("m3")), "{row}");
                assert_eq!(consumed.rolled, case == "rollover");
            }
        }
    }
}

#[test]
fn an_estimate_and_the_actual_reading_after_it() {
    for row in vectors::cases("irrigation", "estimate_then_actual") {
        let (estimated, season) = (
            by_vector(&row["estimated_bill"]),
            by_vector(&row["season_bill"]),
        );
        matches(&estimated, &row["estimated_bill"]);
        matches(&season, &row["season_bill"]);
        let n = |key: &str| u64::try_from(vectors::number(&row, key)).unwrap();
        let actual = consumption(n("prev_actual"), n("actual_reading"), FIVE, LIMITS).unwrap();
        assert_eq!(actual.volume, Volume::m3(n("season_m3")));
        let due = difference(&season, estimated.total.value).unwrap();
        assert_eq!(due.value, vectors::cents(&row, "balance_due"));
        assert!(due.greek().last().unwrap().starts_with("Διαφορά"));
    }
}

#[test]
fn charge_by_area_of_the_vectors_and_by_time() {
    for row in vectors::cases("irrigation", "per_stremma") {
        let (m2, price) = match row["m2"].as_str() {
            Some(m2) => (m2.parse().unwrap(), "rate_per_stremma"),
            None => ("7350".parse().unwrap(), "rate"),
        };
        let tariff = Tariff {
            fixed: Cents::ZERO,
            per_stremma: vectors::cents(&row, price),
            ..tariff()
        };
        let bill = bill(&[season(&tariff, Usage::Area)], m2, TierSplit::ByDays).unwrap();
        assert_eq!(bill.net, vectors::cents(&row, "amount"), "{row}");
    }
    let by_hour = Tariff {
        fixed: Cents::ZERO,
        per_hour: Cents(600),
        ..tariff()
    };
    let part = season(&by_hour, Usage::Minutes(95));
    assert_eq!(bill(&[part], 0, TierSplit::ByDays).unwrap().net, Cents(950));
    let nothing = season(&by_hour, Usage::Area);
    assert_eq!(
        bill(&[nothing], 0, TierSplit::ByDays).unwrap_err().code,
        says::PARCEL_AREA_ZERO
    );
}

#[test]
fn fixed_charge_by_area_minimum_and_the_third_partys_line() {
    let whole = Tariff {
        fixed_per_stremma: Cents(200),
        minimum: Cents(5_000),
        environment: rate("0.011"),
        ..tariff()
    };
    let part = season(&whole, Usage::Volume(Volume::m3(30)));
    let small = bill(&[part], 7_350, TierSplit::ByDays).unwrap();
    // 6.00 + 15.00 + 14.70 is below the minimum; the levy carries no VAT.
    assert_eq!((small.net, small.vat), (Cents(5_000), Cents(650)));
    assert_eq!(small.environment, Cents(33));
    assert_eq!(small.total.value, Cents(5_683));
    let free = of(&tariff(), 30);
    assert!(
        free.total
            .greek()
            .iter()
            .any(|line| line.starts_with("Περιβαλλοντικό τέλος") && line.ends_with("0,00\u{a0}€")),
        "the line stands there while its rate is not known: {:?}",
        free.total.greek()
    );
}

/// 1/4–30/6 at the old price, 1/7–30/11 at the new one: 91 and 153 days.
fn changed(split: TierSplit, volumes: (u64, u64)) -> Bill {
    let old = tariff();
    let mut new = tariff();
    for tier in &mut new.tiers {
        tier.price = Rate(tier.price.0 * rust_decimal::Decimal::TWO);
    }
    let parts = [
        Part {
            to: date(2026, 6, 30),
            ..season(&old, Usage::Volume(Volume::m3(volumes.0)))
        },
        Part {
            from: date(2026, 7, 1),
            ..season(&new, Usage::Volume(Volume::m3(volumes.1)))
        },
    ];
    assert_eq!((parts[0].days(), parts[1].days()), (91, 153));
    bill(&parts, 0, split).unwrap()
}

#[test]
fn a_tariff_that_changes_splits_the_season() {
    let goes_on = changed(TierSplit::GoesOn, (400, 200));
    // 400 × 0.20 + 100 × 0.40 + 100 × 0.56 and the fixed charge by days: 5.59 and 9.41.
    assert_eq!(goes_on.net, Cents(8_000 + 559 + 9_600 + 941));
    let by_days = changed(TierSplit::ByDays, (400, 200));
    // Old tiers end at 186.475: the rest of the 400 is in the second; 200 fit into 313.524 of the new first tier.
    assert_eq!(by_days.net, Cents(3_730 + 5_979 + 559 + 8_000 + 941));
    assert!(
        by_days
            .total
            .greek()
            .iter()
            .any(|line| line.starts_with("Από 01/07/2026"))
    );
}

#[test]
fn tiers_that_do_not_rise_to_the_end_are_refused() {
    let broken = |tiers: &[(Option<u32>, &str)]| Tariff {
        tiers: tiers
            .iter()
            .map(|(to_m3, price)| Tier {
                to_m3: *to_m3,
                price: rate(price),
            })
            .collect(),
        ..tariff()
    };
    for tiers in [
        &[][..],
        &[(Some(500), "0.2")],
        &[(None, "0.2"), (Some(500), "0.3")],
        &[(Some(500), "0.2"), (Some(500), "0.3"), (None, "0.4")],
        &[(None, "-0.2")],
    ] {
        let tariff = broken(tiers);
        let part = season(&tariff, Usage::Volume(Volume::m3(1)));
        let refused = bill(&[part], 0, TierSplit::GoesOn).unwrap_err();
        assert_eq!(refused.code, says::TIERS_BROKEN, "{tiers:?}");
    }
    let none = bill(&[], 0, TierSplit::GoesOn).unwrap_err();
    assert_eq!(none.code, crate::message::input::NO_ROW_FOR_DATE);
}

#[test]
fn a_face_is_read_as_people_copy_it() {
    let wet = Dial {
        digits: 4,
        decimals: 1,
        multiplier: 10,
    };
    assert_eq!(FIVE.read(" 00210 "), Ok(210));
    assert_eq!(wet.read("123,4"), Ok(1_234));
    assert_eq!(wet.read("123"), Ok(1_230));
    assert_eq!(
        (wet.shown(12_345), FIVE.shown(210)),
        ("1.234,5".into(), "210".into())
    );
    assert_eq!(wet.volume(1), Volume(1_000), "a tenth of ten cubic metres");
    for (typed, code) in [
        ("1.234", says::READING_FORM),
        ("χαλασμένο", says::READING_FORM),
        ("12,", says::READING_FORM),
        (",5", says::READING_FORM),
        ("", says::READING_FORM),
        ("1 2", says::READING_FORM),
        ("12,5", says::READING_DECIMALS),
        ("-5", says::READING_NEGATIVE),
        ("\u{2212}5", says::READING_NEGATIVE),
        ("123456", says::READING_TOO_LONG),
        ("000001", says::READING_TOO_LONG),
    ] {
        assert_eq!(FIVE.read(typed).unwrap_err().code, code, "{typed}");
    }
    assert_eq!(Volume::parse_m3("12,5"), Ok(Volume(12_500)));
    assert_eq!(
        Volume::parse_m3("-1").unwrap_err().code,
        says::READING_NEGATIVE
    );
    assert_eq!(Volume(1_234_500).to_string(), "1.234,5\u{a0}m³");
}

#[test]
fn a_rollover_is_believed_only_at_the_top_and_when_plausible() {
    let most = |m3| Limits {
        most: Some(Volume::m3(m3)),
        ..LIMITS
    };
    assert!(consumption(89_999, 0, FIVE, LIMITS).is_err());
    assert_eq!(
        consumption(90_000, 0, FIVE, LIMITS).unwrap().volume,
        Volume::m3(10_000)
    );
    assert!(consumption(99_850, 210, FIVE, most(300)).is_err());
    let much = consumption(0, 301, FIVE, most(300)).unwrap();
    assert!(much.above && much.volume == Volume::m3(301));
    let ten = Dial {
        multiplier: 10,
        ..FIVE
    };
    let rolled = consumption(99_850, 210, ten, LIMITS).unwrap();
    assert_eq!(
        rolled.volume,
        Volume::m3(3_600),
        "the multiplier comes after the rollover"
    );
}

proptest! {
    #[test]
    fn the_blocks_never_restart(first in 0u64..3_000, second in 0u64..3_000) {
        // Two readings of a season cost what one reading over both costs.
        let tariff = tariff();
        let part = |from, to, m3| Part { from, to, ..season(&tariff, Usage::Volume(Volume::m3(m3))) };
        let parts = [part(date(2026, 4, 1), date(2026, 7, 31), first), part(date(2026, 8, 1), date(2026, 11, 30), second)];
        let split = bill(&parts, 0, TierSplit::GoesOn).unwrap();
        let whole = of(&tariff, first + second);
        prop_assert!((split.net.0 - whole.net.0).abs() <= 1, "{} {}", split.net, whole.net);
    }

    #[test]
    fn more_water_never_costs_less_and_the_parts_add_up(litres in 0u64..5_000_000, more in 0u64..5_000_000) {
        let tariff = tariff();
        let cost = |litres| bill(&[season(&tariff, Usage::Volume(Volume(litres)))], 0, TierSplit::ByDays).unwrap();
        let (less, much) = (cost(litres), cost(litres + more));
        prop_assert!(less.total.value <= much.total.value);
        prop_assert_eq!(less.net.0 + less.vat.0 + less.environment.0, less.total.value.0);
    }

    #[test]
    fn what_a_face_shows_is_read_back(units in 0u64..99_999_999, decimals in 0u8..=3) {
        let dial = Dial { digits: 9, decimals, multiplier: 1 };
        prop_assert_eq!(dial.read(&dial.shown(units).replace('.', "")), Ok(units));
    }

    #[test]
    fn no_typing_makes_a_reading_outside_the_face(typed in "\\PC{0,12}") {
        if let Ok(units) = FIVE.read(&typed) {
            prop_assert!(units < FIVE.span());
        }
    }

    #[test]
    fn going_round_once_is_the_same_water(prev in 90_000u64..100_000, used in 0u64..9_000) {
        let curr = (prev + used) % 100_000;
        let consumed = consumption(prev, curr, FIVE, LIMITS).unwrap();
        prop_assert_eq!(consumed.volume, Volume::m3(used));
    }
}
