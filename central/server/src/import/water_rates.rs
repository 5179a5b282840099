//! What water costs and how much is plausible: tariffs with their tiers, norms of crops, limits of the control.

use super::law::{Noted, bare, noted, refuse_overlaps};
use super::people::known;
use super::sheet::{RowError, Sheet};
use loggia_cases::records::{CropNormRecord, WaterRuleRecord, WaterTariffRecord};
use loggia_schema::irrigation::{Tariff, Tier, TierSplit};
use loggia_schema::message::{Finding, irrigation};
use loggia_schema::money::Rate;
use std::collections::BTreeSet;
use std::path::Path;

const TARIFFS: &[&str] = &[
    "Κατηγορία",
    "Δίκτυο",
    "Κλιμάκια",
    "Πάγιο",
    "Πάγιο ανά στρέμμα",
    "Ελάχιστο",
    "Ανά στρέμμα",
    "Ανά ώρα",
    "ΦΠΑ",
    "Περιβαλλοντικό τέλος",
    "Αλλαγή στην περίοδο",
    "Ισχύει από",
    "Ισχύει έως",
    "Νομική βάση",
    "Επιβεβαιωμένο",
    "Σημείωση",
];

pub(super) fn tariffs(
    folder: &Path,
    networks: &BTreeSet<String>,
    errors: &mut Vec<RowError>,
) -> Vec<Noted<WaterTariffRecord>> {
    let mut sheet = Sheet::read(folder, "water_tariffs.csv", TARIFFS);
    let rows = sheet.map(|line| {
        let (valid_from, valid_to) = line.period("Ισχύει από", "Ισχύει έως")?;
        let network = match line.text("Δίκτυο").is_empty() {
            true => String::new(),
            false => known(line, "Δίκτυο", "networks.csv", networks)?,
        };
        let (class, legal_basis) = (line.required("Κατηγορία")?, line.required("Νομική βάση")?);
        let tariff = Tariff {
            basis: format!("Τιμολόγιο άρδευσης {class} από {valid_from}, {legal_basis}"),
            tiers: line.parsed("Κλιμάκια", tiers)?,
            fixed: line.cents("Πάγιο")?,
            fixed_per_stremma: line.cents("Πάγιο ανά στρέμμα")?,
            minimum: line.cents("Ελάχιστο")?,
            per_stremma: line.cents("Ανά στρέμμα")?,
            per_hour: line.cents("Ανά ώρα")?,
            vat: line.parsed("ΦΠΑ", decimal)?,
            environment: line.parsed("Περιβαλλοντικό τέλος", decimal)?,
        };
        let split = line.choice(
            "Αλλαγή στην περίοδο",
            &[
                ("ΗΜΕΡΕΣ", TierSplit::ByDays),
                ("ΣΥΝΕΧΕΙΑ", TierSplit::GoesOn),
            ],
        )?;
        let record = WaterTariffRecord {
            class,
            network,
            tariff,
            split,
            valid_from,
            valid_to,
            legal_basis,
        };
        noted(line, record)
    });
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        let r = &row.record;
        (
            format!("{}/{}", r.class, r.network),
            r.valid_from,
            r.valid_to,
        )
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

/// `500:0,20|1500:0,28|0,45`: up to so many cubic metres, the price of each; the last without end.
fn tiers(text: &str) -> Result<Vec<Tier>, Finding> {
    let broken = || Finding::new(irrigation::TIERS_BROKEN).with("tariff", text);
    let tier = |part: &str| {
        let (to_m3, price) = match part.split_once(':') {
            Some((to, price)) => (Some(to.trim().parse().map_err(|_| broken())?), price),
            None => (None, part),
        };
        Ok(Tier {
            to_m3,
            price: decimal(price.trim())?,
        })
    };
    let tiers: Vec<Tier> = text.split('|').map(tier).collect::<Result<_, Finding>>()?;
    let ends: Vec<u32> = tiers.iter().filter_map(|tier| tier.to_m3).collect();
    let rises = ends.windows(2).all(|pair| pair[0] < pair[1]);
    let open = tiers.last().is_some_and(|tier| tier.to_m3.is_none());
    match rises && open && ends.len() + 1 == tiers.len() {
        true => Ok(tiers),
        false => Err(broken()),
    }
}

/// A number with a decimal comma.
fn decimal(text: &str) -> Result<Rate, Finding> {
    Rate::parse(&text.replace(',', "."))
}

pub(super) fn norms(folder: &Path, errors: &mut Vec<RowError>) -> Vec<Noted<CropNormRecord>> {
    const HEADS: &[&str] = &[
        "Καλλιέργεια",
        "m³ ανά στρέμμα",
        "Ισχύει από",
        "Ισχύει έως",
        "Πηγή",
        "Επιβεβαιωμένο",
        "Σημείωση",
    ];
    let mut sheet = Sheet::read(folder, "crop_norms.csv", HEADS);
    let rows = sheet.map(|line| {
        let (valid_from, valid_to) = line.period("Ισχύει από", "Ισχύει έως")?;
        let record = CropNormRecord {
            crop: line.required("Καλλιέργεια")?,
            m3_per_stremma: line.number("m³ ανά στρέμμα", 1, 10_000)?,
            valid_from,
            valid_to,
            legal_basis: line.required("Πηγή")?,
        };
        noted(line, record)
    });
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        (
            row.record.crop.clone(),
            row.record.valid_from,
            row.record.valid_to,
        )
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

pub(super) fn rules(folder: &Path, errors: &mut Vec<RowError>) -> Vec<Noted<WaterRuleRecord>> {
    const HEADS: &[&str] = &[
        "Ποσοστό κορυφής",
        "Φορές προηγούμενης",
        "Φορές νόρμας",
        "Ισχύει από",
        "Ισχύει έως",
        "Νομική βάση",
        "Επιβεβαιωμένο",
        "Σημείωση",
    ];
    let mut sheet = Sheet::read(folder, "water_rules.csv", HEADS);
    let rows = sheet.map(|line| {
        let (valid_from, valid_to) = line.period("Ισχύει από", "Ισχύει έως")?;
        let record = WaterRuleRecord {
            top_percent: u8::try_from(line.number("Ποσοστό κορυφής", 0, 50)?).ok()?,
            last_season_times: line.parsed("Φορές προηγούμενης", decimal)?,
            norm_times: line.parsed("Φορές νόρμας", decimal)?,
            valid_from,
            valid_to,
            legal_basis: line.required("Νομική βάση")?,
        };
        noted(line, record)
    });
    refuse_overlaps(&mut sheet, &rows, "Ισχύει από", |row| {
        (String::new(), row.record.valid_from, row.record.valid_to)
    });
    errors.extend(sheet.into_errors());
    bare(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_are_read_and_must_rise_to_the_end() {
        let read = tiers("500:0,20|1500:0,28|0,45").unwrap();
        assert_eq!(
            (read.len(), read[1].to_m3, read[2].to_m3),
            (3, Some(1_500), None)
        );
        assert_eq!(read[0].price, Rate::parse("0.2").unwrap());
        for broken in [
            "",
            "500:0,20",
            "1500:0,28|500:0,20|0,45",
            "0,45|500:0,2",
            "x:0,2|0,3",
        ] {
            assert!(tiers(broken).is_err(), "{broken}");
        }
        assert_eq!(
            tiers("1500:0,28|1500:0,20|0,45").unwrap_err().code,
            irrigation::TIERS_BROKEN
        );
    }
}
