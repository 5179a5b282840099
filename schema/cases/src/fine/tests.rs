//! The fine from end to end; transition table, refusals and amounts have their own files.

mod amounts;
mod conflicts;
mod folding;
mod refusals;
mod refusals_after_issue;
mod table;
