//! The ticket: what is signed on the device and never changes, with snapshots of the rules of its day.

use crate::number::DocNumber;
use crate::records::Start;
use jiff::{Timestamp, Zoned};
use loggia_schema::calendar::Date;
use loggia_schema::identifiers::{Plate, Rf};
use loggia_schema::ids::{DeviceKey, DocId, PartId, UserId};
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// The fine as signed on the device (βεβαίωση παράβασης). Never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// Legal number from the device's block.
    pub number: DocNumber,
    /// Payment code made of the block's stem and the number.
    pub rf: Rf,
    /// When the offence was seen: local time with its zone.
    pub offence_at: Zoned,
    /// When it was recorded, by the device's clock.
    pub recorded_at: Timestamp,
    /// Why it was recorded more than 24 hours later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<String>,
    /// Number on the handwritten paper it was typed from (χάρτινο μπλοκ).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// Where.
    pub place: Place,
    /// Who saw it.
    pub officer: UserId,
    /// The officer's service number, as printed.
    pub officer_no: String,
    /// Where it was written.
    pub device: DeviceKey,
    /// The rules it was written under.
    pub terms: Terms,
    /// What was violated; at least one.
    pub violations: Vec<Violation>,
    /// The vehicle, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<Vehicle>,
    /// The person, if one was named on the spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liable: Option<Liable>,
    /// The fine this one takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Predecessor>,
}

/// Where the offence happened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Street, square or spot.
    pub street: String,
    /// Street number or a hint («έναντι 12»).
    #[serde(default)]
    pub street_no: String,
    /// Code of the community.
    #[serde(default)]
    pub community: String,
    /// Name of the community, as printed.
    #[serde(default)]
    pub community_name: String,
}

impl Place {
    /// Street and number in one line.
    pub fn line(&self) -> String {
        format!("{} {}", self.street.trim(), self.street_no.trim())
            .trim()
            .to_owned()
    }
}

/// Snapshot of the regime's terms (όροι καθεστώτος).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Code of the regime.
    pub regime: String,
    /// Version of its rules.
    pub rule_version: String,
    /// Days of the reduced price; 0: never.
    pub reduced_days: u16,
    /// From when they run.
    pub reduced_from: Start,
    /// The last day of the reduced price, if it runs from the offence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduced_until: Option<Date>,
    /// True if a last day on a holiday moves to the next working day.
    pub roll: bool,
    /// Days for objections after service.
    pub objection_days: u16,
    /// True if the clock of the reduced price stands still during an objection.
    #[serde(default)]
    pub objection_stops_clock: bool,
    /// Months after service until certification.
    pub certify_months: u16,
    /// True if a notice on the windscreen counts as service.
    pub windscreen_serves: bool,
    /// Law, as printed.
    pub legal_basis: String,
}

/// A violation with what it said and cost on that day (παράβαση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Code of the catalogue.
    pub code: String,
    /// Article.
    pub article: String,
    /// Text.
    pub text: String,
    /// Class.
    pub class: String,
    /// Step of repetition, from 1.
    pub step: u8,
    /// Whole amount.
    pub amount: Cents,
    /// True if the half may be paid in the term.
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
}

/// The vehicle (όχημα).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    /// Canonical plate with its country.
    pub plate: Plate,
    /// The plate as it was typed.
    pub plate_as_typed: String,
    /// Kind, make, colour, as far as noted.
    #[serde(default)]
    pub description: String,
}

/// In which role a person is liable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiableRole {
    /// Driver (οδηγός).
    Driver,
    /// Owner or holder (κάτοχος).
    Owner,
    /// Long-term renter (μακροχρόνιος μισθωτής).
    Renter,
    /// Shop or firm (κατάστημα).
    Shop,
    /// The person himself (υπαίτιος).
    Person,
}

/// The liable person: only a reference; name and ΑΦΜ are in the private part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liable {
    /// The private part with [`crate::private::LiablePerson`].
    pub part: PartId,
    /// Role.
    pub role: LiableRole,
    /// True if the part holds an ΑΦΜ: without one the fine is not certified.
    pub has_afm: bool,
    /// The part its author saw before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saw: Option<PartId>,
}

/// The fine that a new one replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predecessor {
    /// Its document.
    pub doc: DocId,
    /// Its number.
    pub number: DocNumber,
}
