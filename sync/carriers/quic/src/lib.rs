//! The QUIC carrier: it drives the session machine over a line with TLS 1.3 and raw keys, and decides nothing.
//!
//! Identities are raw Ed25519 keys (RFC 7250), no certificates and nothing that expires. The office pins
//! the centre's key; during enrolment it takes any key and leaves the judgement to the session, which
//! checks the root's fingerprint. The centre takes any key that proves itself and leaves the registry to
//! the session. Both sides give the session a value exported from TLS, so a proof made on this line is
//! worth nothing on another. No 0-RTT, no resumption: every session proves both keys.
//!
//! * [`tls`]: the keys as TLS configurations, [`tls::Pin`].
//! * [`frame`]: one frame is a u32 length and that many bytes, within the session's present limit.
//! * [`drive()`]: one session over one connection; the store is called on a blocking thread.
//! * [`client`]: an office calls; [`server`]: the town hall answers, with limits and a calm end.
//! * [`retry`]: when to call again, as a pure function.
//!
//! The session machine itself lives in `loggia_sync::session`; the simulator drives it without this crate.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod client;
pub mod drive;
pub mod frame;
pub mod retry;
pub mod server;
pub mod tls;

#[cfg(test)]
mod tests;

pub use drive::{DriveError, Driven, Stores, drive};
