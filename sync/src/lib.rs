//! How knowledge travels between the offices and the town hall: formats, gates and the session machine.
//!
//! Pure: no I/O, no clock, no randomness of its own, no async. A carrier (QUIC, later HTTPS, a LAN relay,
//! a USB stick) feeds a [`session::Session`] with events and the time and does what it answers; a store
//! keeps what it is given behind [`store::SyncStore`]. So a village office, a laptop and the simulator run
//! the same code.
//!
//! * What is written: a [`feed`] of entries with their [`body`]s, the [`entries`] of the centre.
//! * What crosses the line: [`bundle`]s, [`frontier`]s, [`records`], [`receipt`]s.
//! * What is let in and what counts: [`gates`], [`effect`].
//! * Who speaks: [`identity`], [`enrol`], [`sign`], [`seal`].
//! * The conversation: [`session`] over [`store`]; [`memory`] is the store of tests and simulator.
//! * What is too large for an entry: [`blob`].
//! * What paper carries: [`stub`].
//!
//! It refuses to know what a case is, what SQL is, and what time it is. Every format is drawn byte by byte
//! in docs/formats and frozen by golden files; [`limits`] and [`sign`] hold every number and every domain.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod base32;
mod base45;
pub mod blob;
pub mod body;
pub mod bundle;
pub mod codec;
pub mod effect;
pub mod enrol;
pub mod entries;
mod fault;
pub mod feed;
pub mod frontier;
pub mod gates;
pub mod identity;
pub mod limits;
pub mod memory;
pub mod parcel;
pub mod receipt;
pub mod records;
pub mod seal;
pub mod session;
pub mod sign;
pub mod store;
pub mod stub;
