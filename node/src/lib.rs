//! The node: an office that keeps serving people while the line is down.
//!
//! One folder holds one encrypted store, its key slots and its lock; one [`Node`] holds the folder. A person unlocks
//! it with a password, then works through a [`Desk`]: commands that are one durable transaction each, and queries. What is
//! written here travels later, through [`loggia_sync`]'s session machine over the same store.
//!
//! ```text
//! Node::open ─ unlock ─► Actor ─ desk ─► commands ──► entry + change + row + number + search: one transaction
//!                                   └──► queries
//!            session machine ─► SyncStore ─► admit ─► apply ─► rows
//! ```
//!
//! * [`env`]: clock, chance, cost of passwords, the mark outside, faults: all handed in.
//! * [`store`], [`keys`], [`lock`]: the folder. * [`login`]: who may do what.
//! * `feeds`, `documents`, `blobs`, `rows`, `search`: the tables, each with its reads and writes.
//! * `numbers`: leased legal numbers, never issued twice. * `protocol`: series this store counts for itself. * `commands`, `queries`: the work.
//! * `apply`, `sync_store`, `rebuild`: what comes from others, and the proof that rows follow from entries.
//!
//! What it refuses: HTTP, threads, async, a clock of its own, papers (they are made from what `queries` returns).
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod apply;
mod blobs;
pub mod commands;
mod documents;
mod drafts;
mod enrolment;
pub mod env;
mod erase;
pub mod error;
mod feeds;
pub mod jobs;
pub mod keys;
mod kinds;
pub mod lock;
pub mod login;
mod meeting;
mod node;
mod numbers;
mod papers;
pub mod printing;
pub mod protocol;
pub mod queries;
pub mod rebuild;
mod reference;
mod rows;
mod search;
mod session;
mod settle;
pub mod store;
mod sync_store;
mod tasks;
#[cfg(test)]
mod tests;
pub mod views;
mod writer;

pub use enrolment::Enrolment;
pub use env::Env;
pub use error::{NodeError, Result};
pub use login::Actor;
pub use meeting::Meeting;
pub use node::{Create, Node};
pub use numbers::{BlockState, SeriesStatus};
pub use papers::KeptPaper;
pub use session::{Moment, Session};
pub use sync_store::inspect;
pub use tasks::Task;
