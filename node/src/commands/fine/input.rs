//! What an officer types, and what the officer's screen gets back.

use crate::commands::Which;
use loggia_cases::fine::{LiableRole, ServiceKind};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::message::{Code, Finding};
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// What an officer types for a fine. Empty texts mean «not given»; empty date and time mean now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FineIssue {
    /// The scope, if the officer has several.
    pub scope: Option<ScopeId>,
    /// Date of the offence.
    pub date: String,
    /// Time of the offence.
    pub time: String,
    /// Plate as read off the vehicle.
    pub plate: String,
    /// Country of a foreign plate, two letters.
    pub country: String,
    /// The plate is of a special Greek series.
    pub special_plate: bool,
    /// Kind, make, colour.
    pub vehicle: String,
    /// Street, square or spot.
    pub street: String,
    /// Number or hint.
    pub street_no: String,
    /// Code of the community.
    pub community: String,
    /// Violations of the catalogue.
    pub violations: Vec<PickInput>,
    /// The person, if one was named on the spot.
    pub person: Option<PersonInput>,
    /// Why it is written more than a day later.
    pub late_reason: String,
    /// Number of the handwritten paper it is typed from.
    pub paper: String,
    /// Service on the spot.
    pub service: Option<ServiceInput>,
    /// Warnings that were ticked.
    pub confirmed: Vec<Code>,
}

/// A violation as picked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickInput {
    /// Code of the catalogue.
    pub code: String,
    /// Step of repetition, from 1.
    #[serde(default = "first_step")]
    pub step: u8,
}

const fn first_step() -> u8 {
    1
}

/// A person as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// In which role.
    pub role: LiableRole,
    /// Name.
    pub name: String,
    /// ΑΦΜ, or empty.
    #[serde(default)]
    pub afm: String,
    /// Address.
    #[serde(default)]
    pub address: String,
    /// Postal code, or empty.
    #[serde(default)]
    pub postcode: String,
    /// Telephone, or empty.
    #[serde(default)]
    pub phone: String,
    /// Identity document.
    #[serde(default)]
    pub id_document: String,
}

/// How and when a fine was served; an empty date means today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceInput {
    /// How.
    pub kind: ServiceKind,
    /// Date.
    #[serde(default)]
    pub date: String,
    /// Number of the proof of service.
    #[serde(default)]
    pub proof: String,
}

/// Service of an existing fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FineServe {
    /// Which fine.
    pub which: Which,
    /// How and when.
    pub service: ServiceInput,
}

/// A number that never becomes a fine, or a fine whose paper nobody had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FineSpoil {
    /// Which fine; `None`: the next number of the block.
    #[serde(default)]
    pub which: Option<Which>,
    /// The scope, if the officer has several.
    #[serde(default)]
    pub scope: Option<ScopeId>,
    /// Why: goes to the gap register.
    pub reason: String,
    /// The spoiled sheet of a paper block that the number stands for.
    #[serde(default)]
    pub paper: String,
}

/// A new fine in place of one with a material error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FineReplace {
    /// The old fine.
    pub which: Which,
    /// What was wrong.
    pub reason: String,
    /// The new one.
    pub new: FineIssue,
}

/// A note on a fine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FineNote {
    /// Which fine.
    pub which: Which,
    /// The text.
    pub text: String,
}

/// A fine that now exists: what the officer's screen shows and the paper prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedFine {
    /// The case.
    pub doc: DocId,
    /// Its legal number.
    pub number: String,
    /// The short tag of its entry.
    pub tag: String,
    /// Payment code.
    pub rf: String,
    /// Whole amount.
    pub amount: Cents,
    /// Reduced amount, if there is one.
    pub reduced: Option<Cents>,
    /// Numbers left in the series.
    pub left: u64,
    /// What the officer should know (few numbers left).
    pub notes: Vec<Finding>,
}
