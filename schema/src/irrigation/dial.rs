//! A meter's face, and water in whole litres.

use crate::message::{Finding, irrigation};
use crate::money::Rate;
use crate::text::{NBSP, group_thousands, normalise_input};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of water in whole litres: a cubic metre with three decimals, exactly (όγκος νερού).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Volume(pub u64);

impl Volume {
    /// No water.
    pub const ZERO: Volume = Volume(0);

    /// Whole cubic metres.
    pub const fn m3(m3: u64) -> Volume {
        Volume(m3.saturating_mul(1_000))
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Volume) -> Volume {
        Volume(self.0.saturating_add(other.0))
    }

    /// What is left after taking `other` away; nothing if it is more.
    #[must_use]
    pub const fn less(self, other: Volume) -> Volume {
        Volume(self.0.saturating_sub(other.0))
    }

    /// So many times as much; `None` when it does not fit or is below zero.
    pub fn times(self, rate: Rate) -> Option<Volume> {
        Decimal::from(self.0)
            .checked_mul(rate.0)?
            .to_u64()
            .map(Volume)
    }

    /// All of them together.
    pub fn sum(volumes: impl IntoIterator<Item = Volume>) -> Volume {
        volumes.into_iter().fold(Volume::ZERO, Volume::plus)
    }

    /// Reads cubic metres as people type them, with a decimal comma. Refusals: Σ-1100 form, Σ-1103 below zero.
    pub fn parse_m3(typed: &str) -> Result<Volume, Finding> {
        let litres = Dial {
            digits: 9,
            decimals: 3,
            multiplier: 1,
        };
        litres.read(typed).map(Volume)
    }
}

impl fmt::Display for Volume {
    /// `1.234,5 m³`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (group_thousands(self.0 / 1_000), self.0 % 1_000);
        if rest == 0 {
            return write!(f, "{whole}{NBSP}m³");
        }
        let rest = format!("{rest:03}");
        write!(f, "{whole},{}{NBSP}m³", rest.trim_end_matches('0'))
    }
}

/// The face of a meter (όψη υδρομέτρου). A reading is a whole number of its smallest units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dial {
    /// Digits before the comma, 1–9.
    pub digits: u8,
    /// Digits after it, 0–3.
    #[serde(default)]
    pub decimals: u8,
    /// Cubic metres of one whole unit: 1, or 10 for big meters.
    pub multiplier: u32,
}

impl Dial {
    /// Whether digits, decimals and multiplier are ones a meter has.
    pub const fn is_sound(&self) -> bool {
        self.digits >= 1
            && self.digits <= 9
            && self.decimals <= 3
            && self.multiplier >= 1
            && self.multiplier <= 1_000
    }

    /// How many readings the face has: one more than its highest.
    pub const fn span(&self) -> u64 {
        10_u64.saturating_pow(self.digits as u32 + self.decimals as u32)
    }

    /// The water of so many units.
    pub const fn volume(&self, units: u64) -> Volume {
        let litres_of_unit = 10_u64.saturating_pow(3_u32.saturating_sub(self.decimals as u32));
        Volume(
            units
                .saturating_mul(litres_of_unit)
                .saturating_mul(self.multiplier as u64),
        )
    }

    /// Reads what a person copied from the face: digits, and a comma only if the face has decimals.
    ///
    /// Refusals: Σ-1100 no number (a dot may mean thousands or decimals, so it is none), Σ-1101 more digits than the face,
    /// Σ-1102 decimals on a face without, Σ-1103 below zero.
    pub fn read(&self, typed: &str) -> Result<u64, Finding> {
        let text = normalise_input(typed);
        let refuse = |code| Err(Finding::new(code).with("value", &text));
        if text.starts_with(['-', '\u{2212}']) {
            return refuse(irrigation::READING_NEGATIVE);
        }
        let (whole, rest) = text.split_once(',').unwrap_or((&text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(rest) || text.ends_with(',') {
            return refuse(irrigation::READING_FORM);
        }
        if rest.len() > usize::from(self.decimals) {
            return refuse(irrigation::READING_DECIMALS);
        }
        if whole.len() > usize::from(self.digits) {
            return Err(Finding::new(irrigation::READING_TOO_LONG)
                .with("value", &text)
                .with("digits", self.digits));
        }
        let units = format!("{whole}{rest:0<width$}", width = usize::from(self.decimals));
        units.parse().or_else(|_| refuse(irrigation::READING_FORM))
    }

    /// A reading as the face shows it: `1.650`, `123,4`.
    pub fn shown(&self, units: u64) -> String {
        let part = 10_u64.saturating_pow(u32::from(self.decimals));
        let whole = group_thousands(units / part);
        if self.decimals == 0 {
            return whole;
        }
        let rest = units % part;
        format!("{whole},{rest:0width$}", width = usize::from(self.decimals))
    }
}
