//! The row of a fine: the very struct that the laptop shows, so that both show the same.

use loggia_cases::case::{Case, Folded};
use loggia_cases::fine::{Fine, FineRow, FineState};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::money::Cents;

/// A fine in a list of the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFine {
    /// Its document.
    pub doc: DocId,
    /// Its desk.
    pub scope: ScopeId,
    /// Its row.
    pub row: FineRow,
    /// What the machine collected for it.
    pub collected: Cents,
}

/// The row of a folded fine; `off` if an event of it, which is not among the folded ones, does not count.
pub fn row(folded: &Folded<FineState>, off: bool) -> FineRow {
    FineRow {
        off,
        ..Fine::row(folded)
    }
}
