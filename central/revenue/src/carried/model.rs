//! A debt of the old program and what the law made of it.

use jiff::civil::Date;
use loggia_schema::ids::{DocId, PersonId, ScopeId};
use loggia_schema::money::Cents;

/// What may be done about a debt of some age (κλάση παραγραφής).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Struck off by law: shown, not owed.
    StruckOff,
    /// Its time limit has to be looked at before any measure; it may be paid.
    ToCheck,
    /// Owed and collectible.
    Collectible,
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 3] = [Class::StruckOff, Class::ToCheck, Class::Collectible];

    /// In tables.
    pub const fn code(self) -> &'static str {
        match self {
            Class::StruckOff => "struck_off",
            Class::ToCheck => "to_check",
            Class::Collectible => "collectible",
        }
    }

    /// In files and on screens.
    pub const fn greek(self) -> &'static str {
        match self {
            Class::StruckOff => "ΔΙΑΓΡΑΜΜΕΝΗ",
            Class::ToCheck => "ΠΡΟΣ ΕΛΕΓΧΟ",
            Class::Collectible => "ΕΙΣΠΡΑΞΙΜΗ",
        }
    }
}

/// One debt, ready to be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The line's id here.
    pub doc: DocId,
    /// Its number in the old program.
    pub number: String,
    /// What it is.
    pub title: String,
    /// Who owes it.
    pub person: PersonId,
    /// His name, for lists.
    pub debtor_name: String,
    /// The desk of his community.
    pub scope: ScopeId,
    /// Budget code of its revenue.
    pub code: String,
    /// Year in which it was born.
    pub born_year: i16,
    /// What the law made of it.
    pub class: Class,
    /// The law behind the class, and where the debt comes from; stands in every explanation of it.
    pub basis: String,
    /// Number of the old list; may be missing.
    pub list_no: String,
    /// Day of certification there.
    pub certified_on: Date,
    /// Last day without surcharge.
    pub due_on: Date,
    /// Principal that is still owed.
    pub principal: Cents,
    /// Surcharge as the old program counted it on its last day.
    pub old_surcharge: Cents,
}
