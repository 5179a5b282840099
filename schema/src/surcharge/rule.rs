//! The rule of a regime and the calculation.

use super::delay::{delay_days, first_day_of_month, plus_days, started_months};
use super::owed::Owed;
use crate::calendar::{Date, greek_date};
use crate::dated::DatedTable;
use crate::explain::{Explained, Explanation};
use crate::message::{Finding, plural};
use crate::money::{Cents, Rate, Rounding};
use serde::{Deserialize, Serialize};

/// How a regime counts the delay. Which one holds for the municipality is data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Every started month counts whole; rates are per month (0,73 %).
    StartedMonths,
    /// Every day counts; rates are per year of 365 days (8,76 %).
    Daily,
}

/// The surcharge of one regime; row value of a table keyed by certification date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurchargeRule {
    /// Greek name and version, as explanations quote it.
    pub name: String,
    /// How delay is counted.
    pub method: Method,
    /// Rates by date: per month or per year, as the method says.
    pub rates: DatedTable<Rate>,
}

/// A surcharge computed to a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surcharge {
    /// Principal, factor and amount.
    pub owed: Owed,
    /// Why; its value is the surcharge.
    pub explained: Explained,
}

/// So many units of delay at one rate.
struct Segment {
    units: u32,
    rate: Rate,
    basis: String,
}

/// Days of the year that a yearly rate is divided by.
const DAYS_OF_RATE: u32 = 365;

impl SurchargeRule {
    /// The surcharge of a principal that was due on one day and is paid on another.
    ///
    /// Refusals: Σ-125 no rate for part of the delay, Σ-116 negative principal, Σ-113, Σ-128.
    pub fn surcharge(&self, principal: Cents, due: Date, paid: Date) -> Result<Surcharge, Finding> {
        let segments = match self.method {
            Method::StartedMonths => self.month_segments(due, paid)?,
            Method::Daily => self.day_segments(due, paid)?,
        };
        let weight = segments
            .iter()
            .try_fold(Rate::ZERO, |sum, s| sum.plus(s.rate.times(s.units)?))?;
        let divisor = match self.method {
            Method::StartedMonths => 1,
            Method::Daily => DAYS_OF_RATE,
        };
        let owed = Owed::of(principal, weight, divisor)?;
        let explained = self.explain(&owed, &segments, due, paid);
        Ok(Surcharge { owed, explained })
    }

    /// Month k belongs to the rate in force on its first day.
    fn month_segments(&self, due: Date, paid: Date) -> Result<Vec<Segment>, Finding> {
        let mut segments: Vec<Segment> = Vec::new();
        for k in 1..=started_months(due, paid)? {
            let row = self.rates.at(first_day_of_month(due, k)?)?;
            match segments.last_mut() {
                Some(last) if last.rate == row.value && last.basis == row.basis => last.units += 1,
                _ => segments.push(Segment {
                    units: 1,
                    rate: row.value,
                    basis: row.basis.clone(),
                }),
            }
        }
        Ok(segments)
    }

    /// Each day belongs to the rate in force on it.
    fn day_segments(&self, due: Date, paid: Date) -> Result<Vec<Segment>, Finding> {
        let mut segments = Vec::new();
        let mut counted = due;
        while counted < paid {
            let row = self.rates.at(plus_days(counted, 1)?)?;
            let end = row.to.map_or(paid, |to| to.min(paid));
            segments.push(Segment {
                units: delay_days(counted, end),
                rate: row.value,
                basis: row.basis.clone(),
            });
            counted = end;
        }
        Ok(segments)
    }

    fn explain(&self, owed: &Owed, segments: &[Segment], due: Date, paid: Date) -> Explained {
        let mut out = Explanation::of(&self.name)
            .input("Κεφάλαιο", owed.principal)
            .input("Λήξη προθεσμίας", greek_date(due))
            .input("Υπολογισμός έως", greek_date(paid));
        if segments.is_empty() {
            out = out.line("Εμπρόθεσμη καταβολή, χωρίς προσαύξηση");
        }
        for Segment { units, rate, basis } in segments {
            let n = u64::from(*units);
            out = out.line(match self.method {
                Method::StartedMonths => {
                    format!(
                        "{} × {rate} τον μήνα ({basis})",
                        plural(n, "αρχόμενος μήνας", "αρχόμενοι μήνες")
                    )
                }
                Method::Daily => {
                    format!(
                        "{} × {rate} τον χρόνο ÷ {DAYS_OF_RATE} ({basis})",
                        plural(n, "ημέρα", "ημέρες")
                    )
                }
            });
        }
        out.line(format!("Στρογγύλευση {}", Rounding::HalfUp.greek()))
            .amount("Προσαύξηση", owed.surcharge)
            .give(owed.surcharge)
    }
}
