//! Users, devices, places and scopes.

use super::Record;
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_schema::ids::{DeviceKey, ScopeId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A user (χρήστης). Passwords live only in the key slots of devices and at the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRecord {
    /// Id.
    pub id: UserId,
    /// Login name, lower case Latin or Greek, without blanks.
    pub login: String,
    /// Name as on papers.
    pub name: String,
    /// Service number printed on fines instead of the name (αριθμός υπηρεσίας).
    #[serde(default)]
    pub service_no: String,
    /// Title of the role, Greek («δημοτικός αστυνομικός»).
    pub role: String,
    /// Rights by code name; see [`crate::rights`] and the subsystems' own.
    pub rights: BTreeSet<String>,
    /// Code of the place where the user works.
    #[serde(default)]
    pub place: Option<String>,
    /// Scopes the user may open.
    #[serde(default)]
    pub scopes: Vec<ScopeId>,
    /// False once the user has left.
    pub active: bool,
}

impl Record for UserRecord {
    const TABLE: &'static str = "user";
    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// State of a device in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Enrolled; its entries count.
    Active,
    /// Revoked; it may hand entries in (to quarantine) and receives nothing.
    Revoked,
}

/// A device (συσκευή).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRecord {
    /// Ed25519 public key.
    pub key: DeviceKey,
    /// Name on the sticker.
    pub name: String,
    /// Code of the place where it stands.
    #[serde(default)]
    pub place: Option<String>,
    /// Scopes it holds.
    pub scopes: Vec<ScopeId>,
    /// Whether it counts.
    pub state: DeviceState,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// When it was revoked.
    #[serde(default)]
    pub revoked_at: Option<Timestamp>,
}

impl Record for DeviceRecord {
    const TABLE: &'static str = "device";
    fn key(&self) -> String {
        self.key.to_string()
    }
}

/// What kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// Municipal unit (δημοτική ενότητα).
    Unit,
    /// Community (κοινότητα).
    Community,
    /// Office or desk (γραφείο).
    Office,
}

/// A place of the municipality (τόπος).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRecord {
    /// Code, short and stable.
    pub code: String,
    /// Greek name.
    pub name: String,
    /// Kind.
    pub kind: PlaceKind,
    /// Code of the place it belongs to.
    #[serde(default)]
    pub parent: Option<String>,
    /// Office telephone.
    #[serde(default)]
    pub phone: Option<String>,
    /// False once it is no more used.
    pub active: bool,
}

impl Record for PlaceRecord {
    const TABLE: &'static str = "place";
    fn key(&self) -> String {
        self.code.clone()
    }
}

/// What kind of desk a scope serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desk {
    /// Counter and cash desk (θυρίδα, ταμείο).
    Counter,
    /// Municipal police (δημοτική αστυνομία).
    Police,
    /// Water keepers (υδρονομείς).
    Water,
    /// Cemetery (κοιμητήριο).
    Cemetery,
    /// Staff matters (προσωπικό).
    Staff,
}

/// A scope: the confidentiality border of place × desk, with its own columns of each record table (πεδίο).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeRecord {
    /// Opaque id.
    pub id: ScopeId,
    /// Greek title («Δημοτική Αστυνομία – κέντρο»).
    pub title: String,
    /// The desk's code as the municipality writes it («ΤΑ-02»); it stands in protocol numbers.
    #[serde(default)]
    pub code: String,
    /// Code of the place.
    pub place: String,
    /// Desk.
    pub desk: Desk,
    /// Record tables the scope receives, each with the columns it may see.
    pub columns: BTreeMap<String, ColumnSet>,
    /// First day in use.
    pub valid_from: Date,
    /// Last day in use.
    #[serde(default)]
    pub valid_to: Option<Date>,
}

/// The columns of a record table that a scope sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnSet {
    /// Every column.
    All,
    /// Only these; the others are left out of the travelling JSON.
    Only(BTreeSet<String>),
}

impl ScopeRecord {
    /// The part of a record that this scope receives; `None` if it receives nothing of the table.
    ///
    /// Columns that are left out must have a default in the record's type.
    pub fn project(&self, table: &str, value: &serde_json::Value) -> Option<serde_json::Value> {
        match self.columns.get(table)? {
            ColumnSet::All => Some(value.clone()),
            ColumnSet::Only(names) => {
                let kept = value
                    .as_object()?
                    .iter()
                    .filter(|(name, _)| names.contains(*name));
                Some(
                    kept.map(|(name, value)| (name.clone(), value.clone()))
                        .collect(),
                )
            }
        }
    }
}

impl Record for ScopeRecord {
    const TABLE: &'static str = "scope";
    fn key(&self) -> String {
        self.id.to_string()
    }
}
