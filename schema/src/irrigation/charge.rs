//! What the water of a season costs, line by line.
//!
//! ```text
//! energy = Σ slices (block tiers, marginal)      net = half_up(energy + fixed), at least the minimum
//! vat    = half_up(net × rate)                   total = net + vat + environmental levy of a third party
//! by area: half_up(m² / 1000 × rate)             by time: half_up(minutes / 60 × rate)
//! ```
//!
//! The tiers belong to the **season and the connection**: several readings never restart the first block. A tariff that
//! changes inside the season splits it into [`Part`]s; a rule of the tariff says whether the tiers go on or are
//! narrowed by the days of each part ([`TierSplit`]).

use super::Volume;
use crate::calendar::{Date, greek_date};
use crate::explain::{Explained, Explanation};
use crate::message::{Finding, input, irrigation};
use crate::money::{Cents, Rate, Rounding};
use crate::text::NBSP;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One block of a tariff (κλιμάκιο).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Up to these cubic metres of the season, included; `None`: without end.
    pub to_m3: Option<u32>,
    /// Euro for a cubic metre.
    pub price: Rate,
}

/// What a tariff asks (τιμολόγιο άρδευσης).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tariff {
    /// Its name, version and decision, as quoted to people.
    pub basis: String,
    /// Blocks, rising; the last without end. Empty where water is not measured.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// Fixed charge of a season.
    pub fixed: Cents,
    /// Fixed charge for each στρέμμα (1,000 m²).
    pub fixed_per_stremma: Cents,
    /// Least net amount of a season.
    pub minimum: Cents,
    /// Where water is charged by area: for each στρέμμα.
    pub per_stremma: Cents,
    /// Where it is charged by time: for each hour.
    pub per_hour: Cents,
    /// VAT.
    pub vat: Rate,
    /// Euro for a cubic metre that belongs to a third party (περιβαλλοντικό τέλος).
    pub environment: Rate,
}

/// How the tiers behave when the tariff changes inside a season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierSplit {
    /// Each part has its own tiers, as wide as its share of the days.
    ByDays,
    /// The water goes on filling the season's tiers, at the prices of the day.
    GoesOn,
}

/// What is charged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by", content = "amount")]
pub enum Usage {
    /// Water through a meter.
    Volume(Volume),
    /// The parcels, whatever water they took.
    Area,
    /// Minutes of a turn.
    Minutes(u32),
    /// Only the fixed charge.
    Flat,
}

/// A stretch of the season under one tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// The tariff.
    pub tariff: &'a Tariff,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What is charged for.
    pub usage: Usage,
}

impl Part<'_> {
    /// Days of the stretch, both limits included.
    pub fn days(&self) -> u32 {
        let apart = self.from.until(self.to).map_or(0, |span| span.get_days());
        u32::try_from(apart.saturating_add(1)).unwrap_or(0)
    }
}

/// What a season costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Water, fixed charge and minimum.
    pub net: Cents,
    /// VAT on it.
    pub vat: Cents,
    /// The third party's line.
    pub environment: Cents,
    /// All together, with its reasons.
    pub total: Explained,
}

/// Computes a season's bill over its stretches, in the order of the days.
///
/// Refusals: Σ-1104 tiers that do not rise or have an end, Σ-1105 a charge by area without area, Σ-113 an amount that does
/// not fit, Σ-125 no stretch at all.
pub fn bill(parts: &[Part<'_>], area_m2: u32, split: TierSplit) -> Result<Bill, Finding> {
    let first = parts
        .first()
        .ok_or_else(|| Finding::new(input::NO_ROW_FOR_DATE).with("table", "τιμολόγιο άρδευσης"))?;
    let days: u32 = parts.iter().map(Part::days).sum();
    let mut told = Explanation::of(first.tariff.basis.clone());
    if area_m2 > 0 {
        told = told.input("Έκταση", stremmata(area_m2));
    }
    let (mut net, mut vat, mut environment) = (Cents::ZERO, Cents::ZERO, Cents::ZERO);
    let mut before = Volume::ZERO;
    for part in parts {
        if parts.len() > 1 {
            let (from, to) = (greek_date(part.from), greek_date(part.to));
            told = told.line(format!("Από {from} έως {to}: {}", part.tariff.basis));
        }
        let place = Place {
            area_m2,
            share: (part.days(), days),
            before,
            split,
        };
        let (own, lines) = place.net(part)?;
        told = lines
            .into_iter()
            .fold(told, |told, (text, amount)| match amount {
                Some(amount) => told.amount(text, amount),
                None => told.line(text),
            });
        let tax = part.tariff.vat.of(own, Rounding::HalfUp)?;
        told = told.amount("Καθαρό, στο πλησιέστερο λεπτό", own);
        told = told.amount(format!("ΦΠΑ {}", part.tariff.vat), tax);
        (net, vat) = (net.plus(own)?, vat.plus(tax)?);
        if let Usage::Volume(volume) = part.usage {
            let levy = Rounding::HalfUp.to_cents(cents(volume, part.tariff.environment)?)?;
            told = told.amount("Περιβαλλοντικό τέλος υπέρ τρίτου", levy);
            environment = environment.plus(levy)?;
            before = before.plus(volume);
        }
    }
    let total = Cents::sum([net, vat, environment])?;
    Ok(Bill {
        net,
        vat,
        environment,
        total: told.amount("Σύνολο", total).give(total),
    })
}

/// What is left to pay after earlier bills of the same season: an estimate, then the actual reading.
///
/// Refusals: Σ-113.
pub fn difference(season: &Bill, billed: Cents) -> Result<Explained, Finding> {
    let due = season.total.value.minus(billed)?;
    let mut explained = season.total.clone();
    for (text, amount) in [("Είχαν λογαριαστεί", billed), ("Διαφορά", due)] {
        explained.lines.push(crate::explain::ExplainLine {
            text: text.to_owned(),
            amount: Some(amount),
        });
    }
    explained.value = due;
    Ok(explained)
}

/// Where a part stands in its season.
struct Place {
    area_m2: u32,
    share: (u32, u32),
    before: Volume,
    split: TierSplit,
}

type Told = Vec<(String, Option<Cents>)>;

impl Place {
    /// Net amount of a part with its lines.
    fn net(&self, part: &Part<'_>) -> Result<(Cents, Told), Finding> {
        let mut told = Vec::new();
        let mut exact = match part.usage {
            Usage::Volume(volume) => self.blocks(part.tariff, volume, &mut told)?,
            Usage::Area => {
                self.by_area(part.tariff.per_stremma, "Χρέωση ανά στρέμμα", &mut told)?
            }
            Usage::Minutes(minutes) => by_time(minutes, part.tariff.per_hour, &mut told)?,
            Usage::Flat => Decimal::ZERO,
        };
        let fixed = self.of_season(part.tariff.fixed)?;
        told.push(("Πάγιο".to_owned(), Some(Rounding::HalfUp.to_cents(fixed)?)));
        exact = add(exact, fixed)?;
        if !part.tariff.fixed_per_stremma.is_zero() {
            let fixed = self.by_area(
                part.tariff.fixed_per_stremma,
                "Πάγιο ανά στρέμμα",
                &mut told,
            )?;
            exact = add(exact, fixed)?;
        }
        let least = self.of_season(part.tariff.minimum)?;
        if exact < least {
            told.push((
                "Ελάχιστη χρέωση περιόδου".to_owned(),
                Some(Rounding::HalfUp.to_cents(least)?),
            ));
            exact = least;
        }
        Ok((Rounding::HalfUp.to_cents(exact)?, told))
    }

    /// The part's share of an amount of the season, by days.
    fn of_season(&self, amount: Cents) -> Result<Decimal, Finding> {
        let (days, all) = self.share;
        mul(Decimal::from(amount.0), Decimal::from(days))?
            .checked_div(Decimal::from(all.max(1)))
            .ok_or_else(too_large)
    }

    fn by_area(&self, rate: Cents, name: &str, told: &mut Told) -> Result<Decimal, Finding> {
        if self.area_m2 == 0 {
            return Err(Finding::new(irrigation::PARCEL_AREA_ZERO).on("area"));
        }
        let exact = mul(self.of_season(rate)?, Decimal::new(self.area_m2.into(), 3))?;
        let text = format!("{name}: {} × {rate}", stremmata(self.area_m2));
        told.push((text, Some(Rounding::HalfUp.to_cents(exact)?)));
        Ok(exact)
    }

    /// Block tiers, marginal.
    fn blocks(&self, tariff: &Tariff, volume: Volume, told: &mut Told) -> Result<Decimal, Finding> {
        rising(tariff)?;
        let start = match self.split {
            TierSplit::GoesOn => self.before,
            TierSplit::ByDays => Volume::ZERO,
        };
        told.push((format!("Κατανάλωση {volume}"), None));
        let (mut low, mut left, mut exact) = (start, volume, Decimal::ZERO);
        for tier in &tariff.tiers {
            let width = self.end(tier).map_or(left, |end| end.less(low));
            let slice = width.min(left);
            if slice > Volume::ZERO {
                let amount = cents(slice, tier.price)?;
                let price = tier.price.0.to_string().replace('.', ",");
                let text = format!("{}: {slice} × {price}{NBSP}€", self.name(tier));
                told.push((text, Some(Rounding::HalfUp.to_cents(amount)?)));
                exact = add(exact, amount)?;
            }
            (low, left) = (low.plus(slice), left.less(slice));
        }
        Ok(exact)
    }

    /// Where a tier ends in this part.
    fn end(&self, tier: &Tier) -> Option<Volume> {
        let whole = Volume::m3(tier.to_m3?.into());
        let (days, all) = self.share;
        match self.split {
            TierSplit::ByDays if days < all => Some(Volume(
                whole.0.saturating_mul(days.into()) / u64::from(all.max(1)),
            )),
            _ => Some(whole),
        }
    }

    fn name(&self, tier: &Tier) -> String {
        self.end(tier).map_or_else(
            || "Τελευταίο κλιμάκιο".to_owned(),
            |end| format!("Κλιμάκιο έως {end}"),
        )
    }
}

/// Tiers rise and only the last has no end.
fn rising(tariff: &Tariff) -> Result<(), Finding> {
    let ends: Vec<u32> = tariff.tiers.iter().filter_map(|tier| tier.to_m3).collect();
    let open = tariff.tiers.last().is_some_and(|tier| tier.to_m3.is_none());
    let sound = open
        && ends.len() + 1 == tariff.tiers.len()
        && ends.windows(2).all(|pair| pair[0] < pair[1])
        && tariff
            .tiers
            .iter()
            .all(|tier| !tier.price.0.is_sign_negative());
    if sound {
        Ok(())
    } else {
        Err(Finding::new(irrigation::TIERS_BROKEN).with("tariff", &tariff.basis))
    }
}

fn by_time(minutes: u32, rate: Cents, told: &mut Told) -> Result<Decimal, Finding> {
    let exact = mul(Decimal::from(rate.0), Decimal::from(minutes))?
        .checked_div(Decimal::from(60))
        .ok_or_else(too_large)?;
    let text = format!("Χρέωση ανά ώρα: {minutes} λεπτά × {rate} / 60");
    told.push((text, Some(Rounding::HalfUp.to_cents(exact)?)));
    Ok(exact)
}

/// Exact cents of a volume at a price in euro for a cubic metre.
fn cents(volume: Volume, price: Rate) -> Result<Decimal, Finding> {
    let litres = mul(Decimal::from(volume.0), price.0)?;
    litres.checked_div(Decimal::TEN).ok_or_else(too_large)
}

fn stremmata(m2: u32) -> String {
    let text = Decimal::new(m2.into(), 3).normalize().to_string();
    format!("{} στρ.", text.replace('.', ","))
}

fn mul(a: Decimal, b: Decimal) -> Result<Decimal, Finding> {
    a.checked_mul(b).ok_or_else(too_large)
}

fn add(a: Decimal, b: Decimal) -> Result<Decimal, Finding> {
    a.checked_add(b).ok_or_else(too_large)
}

fn too_large() -> Finding {
    Finding::new(input::AMOUNT_OVERFLOW)
}
