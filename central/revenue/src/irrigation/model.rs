//! What the town hall knows of irrigation beside the books themselves.

use jiff::Timestamp;
use jiff::civil::Date;
use loggia_cases::document::EventKey;
use loggia_cases::irrigation::BookRow;
use loggia_schema::explain::Explained;
use loggia_schema::ids::{DocId, ScopeId, UserId};
use loggia_schema::irrigation::{Bill, Volume};
use loggia_schema::money::Cents;

/// A book in a list of the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedBook {
    /// Its document.
    pub doc: DocId,
    /// Its desk.
    pub scope: ScopeId,
    /// Its row, by the centre's own review.
    pub row: BookRow,
}

/// A reading that waits for a person (ένδειξη σε έλεγχο).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The book.
    pub doc: DocId,
    /// The event that took it.
    pub reading: EventKey,
    /// The meter.
    pub meter: String,
    /// The network.
    pub network: String,
    /// The season.
    pub season: String,
    /// Local time at the meter.
    pub taken_at: String,
    /// Who read it.
    pub keeper: UserId,
    /// As the dial shows it.
    pub value: String,
    /// Why it waits, in Greek.
    pub why: String,
}

/// What books say of a connection's season (κατανάλωση σύνδεσης).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeasonWater {
    /// Water of all its meters.
    pub volume: Volume,
    /// Readings that wait.
    pub held: u64,
    /// Some of it is an estimate.
    pub estimated: bool,
    /// Books it comes from.
    pub books: u64,
}

/// A bill of a connection's season, before or after it was made (λογαριασμός άρδευσης).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The connection.
    pub connection: String,
    /// The season.
    pub season: String,
    /// Its water.
    pub water: SeasonWater,
    /// What the season costs.
    pub bill: Bill,
    /// What earlier bills of the season asked.
    pub billed: Cents,
    /// What is left, with every reason.
    pub due: Explained,
    /// Which bill of the season it is, from 1.
    pub part: i64,
}

/// A bill that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeBill {
    /// The connection.
    pub connection: String,
    /// The season.
    pub season: String,
    /// Which bill of the season, from 1.
    pub part: i64,
    /// The line of the machine.
    pub doc: DocId,
    /// Number on its paper.
    pub number: String,
    /// Water of the season when it was made.
    pub volume: Volume,
    /// What it asks.
    pub due: Cents,
    /// Why.
    pub explained: Explained,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Water of a network in a season: produced, measured, lost (απώλειες δικτύου).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkWater {
    /// Code of the network.
    pub network: String,
    /// Meters read.
    pub meters: u64,
    /// Measured at the meters.
    pub measured: Volume,
    /// Produced at the borehole, if somebody has told.
    pub produced: Option<Volume>,
}

impl NetworkWater {
    /// Produced and not measured.
    pub fn lost(&self) -> Option<Volume> {
        self.produced.map(|produced| produced.less(self.measured))
    }
}

/// A point of a season's water: so much by the end of the day.
pub type Point = (Date, Volume);
