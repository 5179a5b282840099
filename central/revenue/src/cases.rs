//! Cases as every subsystem reads them, and the verdict of one that posts.

use loggia_books::EntryId;
use loggia_core::subsystem::Verdict;

pub use loggia_core::cases::{Looked, explain_number, look, raw, reference};

/// The verdict with the journal numbers of what was posted.
pub fn accepted(entries: &[EntryId]) -> Verdict {
    let first = entries.iter().map(|id| id.no).min();
    let last = entries.iter().map(|id| id.no).max();
    Verdict::Accepted {
        journal: first.zip(last),
    }
}
