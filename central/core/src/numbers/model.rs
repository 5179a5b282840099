//! Plans, blocks and the fates of numbers, as the register holds them.

use jiff::civil::Date;
use loggia_schema::ids::{DeviceKey, DocId, Incarnation, LeaseId, ScopeId};

/// Which desk issues which numbers in a year (πλάνο αριθμών).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The desk.
    pub scope: ScopeId,
    /// `fine` or `receipt`.
    pub series: String,
    /// The year.
    pub year: i16,
    /// Prefix on papers.
    pub prefix: String,
    /// Front part of the payment codes.
    pub rf_stem: String,
    /// First number.
    pub first: i64,
    /// Last number.
    pub last: i64,
    /// Numbers of one block.
    pub block: i64,
}

/// Whether a block may still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseState {
    /// Its device issues from it.
    Active,
    /// The unused rest came back.
    Returned,
    /// The device was revoked or lost: the unused rest is written off.
    Revoked,
}

impl LeaseState {
    pub(super) const fn code(self) -> &'static str {
        match self {
            LeaseState::Active => "active",
            LeaseState::Returned => "returned",
            LeaseState::Revoked => "revoked",
        }
    }

    pub(super) fn read(code: &str) -> LeaseState {
        match code {
            "active" => LeaseState::Active,
            "returned" => LeaseState::Returned,
            _ => LeaseState::Revoked,
        }
    }

    /// On screens.
    pub const fn greek(self) -> &'static str {
        match self {
            LeaseState::Active => "Σε χρήση",
            LeaseState::Returned => "Επιστράφηκε",
            LeaseState::Revoked => "Ανακλήθηκε",
        }
    }
}

/// A leased block (μπλοκ αριθμών).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Its id.
    pub id: LeaseId,
    /// The desk.
    pub scope: ScopeId,
    /// `fine` or `receipt`.
    pub series: String,
    /// The year.
    pub year: i16,
    /// Prefix on papers.
    pub prefix: String,
    /// Front part of the payment codes.
    pub rf_stem: String,
    /// First number.
    pub first: i64,
    /// Last number.
    pub last: i64,
    /// The device.
    pub device: DeviceKey,
    /// The one life of its store that may issue from it.
    pub incarnation: Incarnation,
    /// The day it was granted.
    pub granted: Date,
    /// Whether it may still be used.
    pub state: LeaseState,
}

/// What became of a number (τύχη αριθμού).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// A paper bears it.
    Issued,
    /// It was taken and spoiled, with a reason.
    Spoiled,
    /// Its paper was replaced by another one.
    Replaced,
    /// It came back unused.
    Returned,
    /// Its device was lost, revoked or rolled back before it was used.
    Lost,
}

impl Fate {
    /// Name in the tables.
    pub const fn code(self) -> &'static str {
        match self {
            Fate::Issued => "issued",
            Fate::Spoiled => "spoiled",
            Fate::Replaced => "replaced",
            Fate::Returned => "returned",
            Fate::Lost => "lost",
        }
    }

    /// Reads the name back.
    pub fn from_code(code: &str) -> Option<Fate> {
        Fate::ALL.into_iter().find(|fate| fate.code() == code)
    }

    /// On the gap register.
    pub const fn greek(self) -> &'static str {
        match self {
            Fate::Issued => "Εκδόθηκε",
            Fate::Spoiled => "Αχρηστεύθηκε",
            Fate::Replaced => "Αντικαταστάθηκε",
            Fate::Returned => "Επιστράφηκε",
            Fate::Lost => "Χάθηκε",
        }
    }

    /// Every fate.
    pub const ALL: [Fate; 5] = [
        Fate::Issued,
        Fate::Spoiled,
        Fate::Replaced,
        Fate::Returned,
        Fate::Lost,
    ];
}

/// A run of numbers with one fate: one line of the gap register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// First number.
    pub first: i64,
    /// Last number.
    pub last: i64,
    /// What became of them; `None` while they are pending at their device.
    pub fate: Option<Fate>,
    /// The paper's document, for a single number.
    pub doc: Option<DocId>,
    /// Why.
    pub reason: String,
}

/// A legal number in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number<'a> {
    /// `fine` or `receipt`.
    pub series: &'a str,
    /// Prefix on papers.
    pub prefix: &'a str,
    /// The year.
    pub year: i16,
    /// The running number.
    pub no: i64,
}

impl std::fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:04}-{:06}", self.prefix, self.year, self.no)
    }
}
