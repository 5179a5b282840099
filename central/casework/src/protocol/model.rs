//! Entries of the index, series and gaps, as lists show them.

pub use crate::series::Gap;
use loggia_cases::private::Letter;
use loggia_cases::protocol::ProtocolRow;
use loggia_schema::ids::{DocId, ScopeId};

/// An entry in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its document.
    pub doc: DocId,
    /// Its desk.
    pub scope: ScopeId,
    /// Its row.
    pub row: ProtocolRow,
    /// Subject and names, where they are held and may be read.
    pub letter: Option<Letter>,
}

/// A series of numbers (σειρά).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The desk.
    pub desk: String,
    /// The mark.
    pub mark: String,
    /// Code name of the book.
    pub register: String,
    /// The year.
    pub year: i64,
    /// The last number that came.
    pub last: i64,
    /// When its first entry came.
    pub begun: String,
    /// Numbers without an entry.
    pub gaps: Vec<Gap>,
}
