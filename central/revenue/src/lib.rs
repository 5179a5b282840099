//! Revenue: from what a source says is owed to the money in the books.
//!
//! [`machine`] is common to every source: assessment line → money list → debt → receipt, with the queues for what does
//! not fit (unknown debtor, money before its fine, paid twice). A source is a folder beside it that turns its cases
//! into claims: [`fines`] today, irrigation, leases and fees tomorrow. [`receipts`] takes in the money of the desks.
//! Sources never see each other and never post by themselves: they hand claims to the machine, and the machine posts
//! through `loggia-books` by roles.
//!
//! Every source has the same furniture: `mod.rs` (the story and its line in the list of subsystems), `model.rs`,
//! `rules.rs`, `store.rs`, `postings.rs`, `pages.rs`, `api.rs`, tests beside.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cases;
pub mod fines;
pub mod machine;
pub mod receipts;
#[cfg(test)]
mod testing;
