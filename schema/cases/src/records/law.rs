//! What the law and the council set, by date: regimes, violations, tariffs, fees, surcharges, holidays, settings; and the
//! paper blocks that were given out.

use super::Record;
use crate::number::Series;
use crate::sheet::Sheet;
use loggia_schema::calendar::{Date, HolidayRule, Override};
use loggia_schema::dated::{DatedRow, DatedTable};
use loggia_schema::ids::UserId;
use loggia_schema::message::Finding;
use loggia_schema::money::{Cents, Rate};
use loggia_schema::surcharge::{Method, SurchargeRule};
use serde::{Deserialize, Serialize};

/// From which day a term of a regime runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The day of the offence (ημέρα παράβασης).
    Offence,
    /// The day of service (ημέρα επίδοσης).
    Service,
}

/// A body of rules for fines, valid for offences from one day to another (καθεστώς).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegimeRecord {
    /// Code, such as `kok-5209`.
    pub code: String,
    /// Family: `traffic`, `public_space`, `cleanliness`, …; at most one regime of a family holds on a day.
    pub family: String,
    /// Greek title.
    pub title: String,
    /// Version of the rules, kept with every fine.
    pub rule_version: String,
    /// Days in which the reduced price may be paid; the first day is not counted. 0: never.
    pub reduced_days: u16,
    /// From when those days run.
    pub reduced_from: Start,
    /// True if a last day on a holiday moves to the next working day.
    pub roll: bool,
    /// Days for objections, counted from service.
    pub objection_days: u16,
    /// True if the clock of the reduced price stands still during an objection.
    #[serde(default)]
    pub objection_stops_clock: bool,
    /// Months after service until an unpaid fine is due for certification.
    pub certify_months: u16,
    /// True if a notice left on the windscreen counts as service.
    pub windscreen_serves: bool,
    /// Minutes in which the same plate at the same place is the same offence.
    pub repeat_gap_minutes: u16,
    /// Rule of use of public space without licence, if the regime has one.
    #[serde(default)]
    pub space: Option<SpaceRule>,
    /// First offence date.
    pub valid_from: Date,
    /// Last offence date.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Law, article, gazette (νομική βάση).
    pub legal_basis: String,
}

/// What use of public space without a licence costs (αυθαίρετη χρήση κοινόχρηστου χώρου).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceRule {
    /// The fine as a multiple of the fee, paid beside the fee: 1 until n.5143/2024, 3 after it.
    pub fee_multiple: u8,
    /// Where a licence can never be given: the fine as a multiple of the highest rate, without fee.
    pub forbidden_multiple: u8,
}

impl Record for RegimeRecord {
    const TABLE: &'static str = "regime";
    fn key(&self) -> String {
        format!("{}/{}", self.code, self.valid_from)
    }
}

/// A violation of the catalogue (παράβαση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViolationRecord {
    /// Code, such as `Ρ-69`.
    pub code: String,
    /// Code of its regime.
    pub regime: String,
    /// Article, as printed.
    pub article: String,
    /// Text, as printed.
    pub text: String,
    /// Class within the regime («Ε1Α»); repetition is counted by class.
    pub class: String,
    /// First offence date.
    pub valid_from: Date,
    /// Last offence date.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Law, article, gazette.
    pub legal_basis: String,
}

impl Record for ViolationRecord {
    const TABLE: &'static str = "violation";
    fn key(&self) -> String {
        format!("{}/{}/{}", self.regime, self.code, self.valid_from)
    }
}

/// What a violation costs (ποσό προστίμου).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffRecord {
    /// Code of the violation.
    pub code: String,
    /// Code of the regime.
    pub regime: String,
    /// Class of the violation.
    pub class: String,
    /// Step of repetition, from 1 (υποτροπή).
    pub step: u8,
    /// Whole amount.
    pub amount: Cents,
    /// True if the half may be paid in the term of the regime: a flag per class and period, not per regime.
    pub reduced_allowed: bool,
    /// Days without number plates.
    #[serde(default)]
    pub plates_days: u16,
    /// Days without driving licence.
    #[serde(default)]
    pub licence_days: u16,
    /// Penalty points.
    #[serde(default)]
    pub points: u16,
    /// First offence date.
    pub valid_from: Date,
    /// Last offence date.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Law, article, gazette.
    pub legal_basis: String,
}

impl Record for TariffRecord {
    const TABLE: &'static str = "tariff";
    fn key(&self) -> String {
        format!(
            "{}/{}/{}/{}",
            self.regime, self.code, self.step, self.valid_from
        )
    }
}

/// One row of the holiday table (αργία): a yearly rule, or a decision about one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum HolidayRecord {
    /// A feast that comes every year.
    Rule(HolidayRule),
    /// A decision about one single day, stronger than every rule.
    Day(Override),
}

impl Record for HolidayRecord {
    const TABLE: &'static str = "holiday";
    fn key(&self) -> String {
        match self {
            HolidayRecord::Rule(rule) => match rule.from {
                Some(from) => format!("rule/{}/{from}", rule.name),
                None => format!("rule/{}", rule.name),
            },
            HolidayRecord::Day(day) => format!("day/{}", day.date),
        }
    }
}

/// One setting of the municipality (ρύθμιση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingRecord {
    /// Name, such as `municipality.name`.
    pub name: String,
    /// Value as text.
    pub value: String,
}

impl Record for SettingRecord {
    const TABLE: &'static str = "setting";
    fn key(&self) -> String {
        self.name.clone()
    }
}

/// The surcharge of debts certified from one day to another, as the desks compute it (προσαύξηση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurchargeRecord {
    /// Greek name with its law, as explanations quote it.
    pub name: String,
    /// How delay is counted.
    pub method: Method,
    /// Every rate there was, oldest first.
    pub rates: Vec<SurchargeRate>,
    /// First day of certification.
    pub valid_from: Date,
    /// Last day of certification.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Law of the method.
    pub legal_basis: String,
}

/// A rate from its first day until the next one's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurchargeRate {
    /// First day.
    pub from: Date,
    /// Per month or per year, as the method says.
    pub rate: Rate,
    /// Its law.
    pub legal_basis: String,
}

impl SurchargeRecord {
    /// The rule that the shared calculator takes. Refusals: Σ-126 two rates begin on one day.
    pub fn rule(&self) -> Result<SurchargeRule, Finding> {
        let mut rows: Vec<DatedRow<Rate>> = Vec::with_capacity(self.rates.len());
        for rate in &self.rates {
            if let Some(before) = rows.last_mut() {
                before.to = rate.from.yesterday().ok();
            }
            rows.push(DatedRow {
                from: rate.from,
                to: None,
                basis: rate.legal_basis.clone(),
                value: rate.rate,
            });
        }
        Ok(SurchargeRule {
            name: self.name.clone(),
            method: self.method,
            rates: DatedTable::new("Προσαυξήσεις", rows)?,
        })
    }
}

impl Record for SurchargeRecord {
    const TABLE: &'static str = "surcharge";
    fn key(&self) -> String {
        self.valid_from.to_string()
    }
}

/// A block of numbered sheets that somebody fills in by hand (χάρτινο μπλοκ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperBlockRecord {
    /// Letters printed before the number of each sheet.
    pub series: String,
    /// What is written on its sheets.
    pub of: Series,
    /// First sheet.
    pub first: u32,
    /// Last sheet.
    pub last: u32,
    /// Who holds it.
    pub holder: UserId,
    /// When it was given out.
    pub given_on: Date,
    /// When it was taken back; its sheets may still be typed.
    #[serde(default)]
    pub returned_on: Option<Date>,
}

impl PaperBlockRecord {
    /// True if the sheet is one of the block's.
    pub fn holds(&self, sheet: &Sheet) -> bool {
        self.series == sheet.series() && (self.first..=self.last).contains(&sheet.no())
    }
}

impl Record for PaperBlockRecord {
    const TABLE: &'static str = "paper_block";
    fn key(&self) -> String {
        format!("{}/{}", self.series, self.first)
    }
}

/// A fee paid at the desk without a debt behind it (οίκοθεν έσοδο): copies, permits, hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRecord {
    /// Code the clerk types.
    pub code: String,
    /// Greek title, as printed.
    pub title: String,
    /// Budget revenue code (ΚΑ εσόδου).
    pub budget_code: String,
    /// Amount, of one unit if it is charged by unit; `None` when the clerk types it.
    #[serde(default)]
    pub amount: Option<Cents>,
    /// What is counted («σελίδα»); empty: one fee, one amount.
    #[serde(default)]
    pub unit: String,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Decision or law.
    pub legal_basis: String,
}

impl Record for FeeRecord {
    const TABLE: &'static str = "fee";
    fn key(&self) -> String {
        format!("{}/{}", self.code, self.valid_from)
    }
}
