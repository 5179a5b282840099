//! What a water keeper types, and what the screen gets back.

use loggia_cases::document::EventKey;
use loggia_cases::irrigation::{NoteCode, ReadingKind};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::irrigation::Volume;
use serde::{Deserialize, Serialize};

/// A reading as typed. Empty texts mean «not given»; empty date and time mean now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadingTake {
    /// The scope, if the keeper has several.
    pub scope: Option<ScopeId>,
    /// Number or serial of the meter.
    pub meter: String,
    /// The digits; may stay empty where the dial tells nothing.
    pub value: String,
    /// Day it was taken.
    pub date: String,
    /// Time it was taken.
    pub time: String,
    /// How it came about; usually the keeper read the dial.
    pub kind: Option<ReadingKind>,
    /// What was noted.
    pub note: Option<NoteCode>,
    /// Cubic metres, where they are estimated; empty: by last season or the crops.
    pub estimate: String,
    /// Login of the keeper who wrote the paper it is typed from.
    pub keeper: String,
    /// Page of the paper book.
    pub paper: String,
}

/// Mends the newest own reading of a meter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadingCorrect {
    /// The scope, if the keeper has several.
    pub scope: Option<ScopeId>,
    /// Number or serial of the meter.
    pub meter: String,
    /// The right digits.
    pub value: String,
}

/// Decides about a held reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingDecide {
    /// The book.
    pub book: DocId,
    /// The reading.
    pub reading: EventKey,
    /// True: it counts. False: it does not.
    pub accept: bool,
    /// Other digits that count instead.
    #[serde(default)]
    pub value: String,
    /// Why.
    pub reason: String,
}

/// Replaces a meter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeterReplace {
    /// The scope, if the keeper has several.
    pub scope: Option<ScopeId>,
    /// The old meter.
    pub meter: String,
    /// Its final reading; empty only where a supervisor estimates.
    pub last: String,
    /// Cubic metres, where there is no final reading.
    pub estimate: String,
    /// Number of the new meter.
    pub new_meter: String,
    /// Its reading at the start; empty: zero.
    pub new_start: String,
    /// Digits of its dial; empty: as the old one's.
    pub new_digits: String,
    /// Number of the old seal.
    pub old_seal: String,
    /// Number of the new seal.
    pub new_seal: String,
}

/// Transfers a connection to another holder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HolderTransfer {
    /// The scope, if the keeper has several.
    pub scope: Option<ScopeId>,
    /// The meter.
    pub meter: String,
    /// The reading old and new holder share.
    pub value: String,
    /// The new holder.
    pub holder: String,
    /// His telephone.
    pub phone: String,
}

/// Reports that no water comes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoWaterReport {
    /// The scope, if the keeper has several.
    pub scope: Option<ScopeId>,
    /// The meter.
    pub meter: String,
    /// Since which day; empty: today.
    pub date: String,
    /// Since what time; empty: now.
    pub time: String,
    /// What was said.
    pub text: String,
}

/// Asks for a turn of water.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WaterTurn {
    /// The scope, if the keeper has several.
    pub scope: Option<ScopeId>,
    /// The meter.
    pub meter: String,
    /// On which day; empty: today.
    pub date: String,
    /// Minutes.
    pub minutes: String,
}

/// Writes a note on a meter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeterNote {
    /// The scope, if the keeper has several.
    pub scope: Option<ScopeId>,
    /// The meter.
    pub meter: String,
    /// The note.
    pub text: String,
}

/// A reading that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenReading {
    /// The book.
    pub doc: DocId,
    /// The meter.
    pub meter: String,
    /// The reading as the dial shows it.
    pub value: String,
    /// Water of this reading, in litres.
    pub volume: Volume,
    /// Water of the season so far, in litres.
    pub season: Volume,
    /// Why it waits for a person; empty: it counts.
    pub held: Vec<String>,
    /// The next meter of the walk.
    pub next: Option<String>,
    /// The short tag of the entry.
    pub tag: String,
    /// The same keeper had written the same in the same minute: nothing was written again.
    pub repeated: bool,
}
