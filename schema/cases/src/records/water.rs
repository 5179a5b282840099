//! Irrigation: networks, connections, meters, seasons, keepers, tariffs, norms, and what was decided about readings.
//!
//! A water keeper's laptop holds names and telephones of holders and a debt flag with its date; it never holds an ΑΦΜ, and the
//! column `person` stays at the centre.

use super::Record;
use crate::document::EventKey;
use jiff::Timestamp;
use loggia_schema::calendar::Date;
use loggia_schema::identifiers::Phone;
use loggia_schema::ids::{DocId, PersonId, UserId};
use loggia_schema::irrigation::{Dial, Tariff, TierSplit, Volume};
use loggia_schema::money::Rate;
use serde::{Deserialize, Serialize};

/// A network or borehole (δίκτυο, γεώτρηση).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkRecord {
    /// Code.
    pub code: String,
    /// Greek name.
    pub name: String,
    /// Code of the community.
    pub place: String,
    /// False once it is closed.
    pub active: bool,
}

impl Record for NetworkRecord {
    const TABLE: &'static str = "water_network";
    fn key(&self) -> String {
        self.code.clone()
    }
}

/// Where an irrigation season stands (αρδευτική περίοδος).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeasonState {
    /// Not begun.
    Planned,
    /// Water is given and read.
    Open,
    /// The final round of readings is done.
    ReadingFinal,
    /// Bills are being made.
    Billing,
    /// Over: no reading is taken any more.
    Closed,
}

impl SeasonState {
    /// Every state, in the order in which a season goes through them.
    pub const ALL: [SeasonState; 5] = [
        SeasonState::Planned,
        SeasonState::Open,
        SeasonState::ReadingFinal,
        SeasonState::Billing,
        SeasonState::Closed,
    ];

    /// Code name, as in JSON and tables.
    pub const fn name(self) -> &'static str {
        match self {
            SeasonState::Planned => "planned",
            SeasonState::Open => "open",
            SeasonState::ReadingFinal => "reading_final",
            SeasonState::Billing => "billing",
            SeasonState::Closed => "closed",
        }
    }

    /// The state of a code name.
    pub fn parse(name: &str) -> Option<SeasonState> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Greek name.
    pub const fn greek(self) -> &'static str {
        match self {
            SeasonState::Planned => "προγραμματισμένη",
            SeasonState::Open => "ανοικτή",
            SeasonState::ReadingFinal => "τελικές ενδείξεις",
            SeasonState::Billing => "σε λογαριασμό",
            SeasonState::Closed => "κλειστή",
        }
    }

    /// The state that follows, if any.
    pub fn next(self) -> Option<SeasonState> {
        let at = Self::ALL.iter().position(|state| *state == self)?;
        Self::ALL.get(at + 1).copied()
    }

    /// True while readings are taken.
    pub const fn takes_readings(self) -> bool {
        matches!(self, SeasonState::Open | SeasonState::ReadingFinal)
    }
}

/// An irrigation season (αρδευτική περίοδος).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeasonRecord {
    /// Code, «2026».
    pub code: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Where it stands.
    pub state: SeasonState,
}

impl Record for SeasonRecord {
    const TABLE: &'static str = "water_season";
    fn key(&self) -> String {
        self.code.clone()
    }
}

/// How the water of a connection is charged (τρόπος χρέωσης).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charging {
    /// Through a meter.
    Metered,
    /// By area.
    ByStremma,
    /// By time.
    ByHour,
    /// The fixed charge only.
    Flat,
}

/// A parcel that a connection waters (αγροτεμάχιο).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// ΚΑΕΚ or a local number.
    pub id: String,
    /// Place-name.
    #[serde(default)]
    pub name: String,
    /// Square metres.
    pub m2: u32,
    /// Crop, as in the norms.
    pub crop: String,
}

/// Overdue irrigation debt of a connection, as the centre last told it (ληξιπρόθεσμη οφειλή).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtFlag {
    /// Something was overdue on the day.
    pub overdue: bool,
    /// An honoured settlement covers it.
    #[serde(default)]
    pub settled: bool,
    /// The day of the statement.
    pub as_of: Date,
}

impl DebtFlag {
    /// True if no water is given for it.
    pub const fn bars(self) -> bool {
        self.overdue && !self.settled
    }
}

/// A connection to a network (σύνδεση άρδευσης).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionRecord {
    /// Number.
    pub no: String,
    /// Code of the network.
    pub network: String,
    /// The holder as people call him, nicknames too; never an ΑΦΜ.
    #[serde(default)]
    pub holder: String,
    /// His telephone.
    #[serde(default)]
    pub phone: Option<Phone>,
    /// The holder in the registry of persons; a column of the centre.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// Class of the tariff: farmer, professional unit, livestock, greenhouse, non-resident.
    pub class: String,
    /// How its water is charged.
    pub charging: Charging,
    /// What it waters.
    #[serde(default)]
    pub parcels: Vec<Parcel>,
    /// Ceiling of a season in cubic metres (πλαφόν).
    #[serde(default)]
    pub cap_m3: Option<u32>,
    /// What it took last season.
    #[serde(default)]
    pub last_season: Option<Volume>,
    /// Overdue debt, if any was told.
    #[serde(default)]
    pub debt: Option<DebtFlag>,
    /// False once it has ended or was cut.
    pub active: bool,
}

impl ConnectionRecord {
    /// Square metres of its parcels.
    pub fn area_m2(&self) -> u32 {
        self.parcels
            .iter()
            .fold(0, |sum, parcel| sum.saturating_add(parcel.m2))
    }
}

impl Record for ConnectionRecord {
    const TABLE: &'static str = "water_connection";
    fn key(&self) -> String {
        self.no.clone()
    }
}

/// A reading as a record tells it: dial units and a day (ένδειξη).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Units of the dial.
    pub value: u64,
    /// The day.
    pub on: Date,
}

/// A meter at its place (υδρόμετρο).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterRecord {
    /// The municipality's own number: serials are missing on a third of old meters.
    pub no: String,
    /// The maker's number, if it can be read.
    #[serde(default)]
    pub serial: String,
    /// Number of the connection; `None` in stock.
    pub connection: Option<String>,
    /// Code of the network.
    pub network: String,
    /// Place in the keeper's walk.
    pub route: u32,
    /// Where it is: «μετά τη δεξαμενή».
    #[serde(default)]
    pub place: String,
    /// Its face.
    pub dial: Dial,
    /// Number of its seal.
    #[serde(default)]
    pub seal: String,
    /// The reading its season starts from.
    pub start: Mark,
    /// The newest reading that counts.
    #[serde(default)]
    pub last: Option<Mark>,
    /// Stands still: its water is estimated.
    #[serde(default)]
    pub stopped: bool,
    /// False once removed.
    pub active: bool,
}

impl MeterRecord {
    /// The newest reading known to the centre.
    pub fn newest(&self) -> Mark {
        self.last.unwrap_or(self.start)
    }
}

impl Record for MeterRecord {
    const TABLE: &'static str = "water_meter";
    fn key(&self) -> String {
        self.no.clone()
    }
}

/// A water keeper's appointment to networks (ορισμός υδρονομέα).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeeperRecord {
    /// The keeper.
    pub keeper: UserId,
    /// The network.
    pub network: String,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Decision.
    pub legal_basis: String,
}

impl Record for KeeperRecord {
    const TABLE: &'static str = "water_keeper";
    fn key(&self) -> String {
        format!("{}/{}/{}", self.keeper, self.network, self.valid_from)
    }
}

/// A tariff of a class, for one network or for all (τιμολόγιο άρδευσης).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaterTariffRecord {
    /// Class.
    pub class: String,
    /// Code of the network; empty: every network without a row of its own.
    #[serde(default)]
    pub network: String,
    /// What is asked.
    pub tariff: Tariff,
    /// How its tiers behave when it changes inside a season.
    pub split: TierSplit,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Decision of the council.
    pub legal_basis: String,
}

impl Record for WaterTariffRecord {
    const TABLE: &'static str = "water_tariff";
    fn key(&self) -> String {
        format!("{}/{}/{}", self.class, self.network, self.valid_from)
    }
}

/// How much water a crop takes in a season (νόρμα καλλιέργειας).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CropNormRecord {
    /// Crop.
    pub crop: String,
    /// Cubic metres for a στρέμμα.
    pub m3_per_stremma: u32,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Source.
    pub legal_basis: String,
}

impl Record for CropNormRecord {
    const TABLE: &'static str = "water_norm";
    fn key(&self) -> String {
        format!("{}/{}", self.crop, self.valid_from)
    }
}

/// What makes a reading implausible (όρια ελέγχου ενδείξεων).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaterRuleRecord {
    /// Per cent at the top of a dial from which a rollover is believed.
    pub top_percent: u8,
    /// More than so many times the last season's water is held.
    pub last_season_times: Rate,
    /// More than so many times the crops' norm is held.
    pub norm_times: Rate,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Decision.
    pub legal_basis: String,
}

impl Record for WaterRuleRecord {
    const TABLE: &'static str = "water_rule";
    fn key(&self) -> String {
        self.valid_from.to_string()
    }
}

/// What a person decided about a held reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Ruling {
    /// It counts as it was taken.
    Accepted,
    /// It counts with this value, in dial units; the one taken stays in the history.
    Corrected {
        /// The value that counts.
        value: u64,
    },
    /// It does not count.
    Rejected,
}

impl Ruling {
    /// Greek name.
    pub const fn greek(self) -> &'static str {
        match self {
            Ruling::Accepted => "δεκτή",
            Ruling::Corrected { .. } => "διορθώθηκε",
            Ruling::Rejected => "απορρίφθηκε",
        }
    }
}

/// A decision of the centre about one reading of a book (απόφαση για ένδειξη).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingRulingRecord {
    /// The book.
    pub book: DocId,
    /// The event that took the reading.
    pub reading: EventKey,
    /// What was decided.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

impl Record for ReadingRulingRecord {
    const TABLE: &'static str = "water_ruling";
    fn key(&self) -> String {
        format!("{}/{}", self.book, self.reading)
    }
}
