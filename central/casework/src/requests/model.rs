//! The row of a request: the very struct that the desk shows, so that both show the same.

use loggia_cases::case::{Case, Folded};
use loggia_cases::request::twin::spot_key;
use loggia_cases::request::{Request, RequestRow, RequestState};
use loggia_core::subsystem::Accepted;
use loggia_schema::ids::{DocId, ScopeId};

/// A request in a list of the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRequest {
    /// Its document.
    pub doc: DocId,
    /// Its desk.
    pub scope: ScopeId,
    /// Its row.
    pub row: RequestRow,
    /// Where, as two clerks write it alike.
    pub spot_key: String,
    /// Digest of who, as two clerks write him alike; empty when nobody is named here.
    pub person_key: String,
}

impl ListedRequest {
    /// What a person calls it: its number, or the beginning of its id while it has none.
    pub fn label(&self) -> String {
        loggia_ui::cases::request::label(&self.row.number, self.doc)
    }
}

/// The row of a folded request.
pub fn listed(
    accepted: &Accepted,
    folded: &Folded<RequestState>,
    person_key: String,
) -> ListedRequest {
    let row = RequestRow {
        off: accepted.off,
        ..Request::row(folded)
    };
    ListedRequest {
        doc: accepted.doc,
        scope: accepted.scope,
        spot_key: spot_key(&row.spot),
        person_key,
        row,
    }
}

/// How many requests of a community came in during one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekCount {
    /// Monday of the week.
    pub week: jiff::civil::Date,
    /// Code of the community; empty where a request speaks of none.
    pub community: String,
    /// How many.
    pub count: u64,
}
