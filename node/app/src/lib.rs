//! An office's program: its pages on the loopback, its command line, its papers, its line to the centre.
//!
//! ```text
//! browser or window ─ http, 127.0.0.1 ─► server ─► pages ─┐
//! loggia-node …     ─ JSON ──────────────► cli ─► work ───┤► office (one node behind a lock) ─► loggia-node
//!                                            line ────────┘        ▲
//!                                              └── QUIC ── the centre's session machine
//! ```
//!
//! * [`office`]: the node behind a lock, and who sits at the window; [`bench`]: who may come back to it with a PIN. * [`place`]: folder, marks, clock.
//! * [`server`]: doors, routes, answers. * [`pages`]: one screen a file, kit only, no script in a page.
//! * [`work`]: what the command line can do, performed here or handed to the running server. * [`cli`]: its words.
//! * [`line`]: calls the centre. * [`papers`]: PDF, laid out once and kept; [`printing`]: the way to the printer.
//! * [`jobs`]: long work beside the pages.
//! * [`serve()`]: all of it together, for the program and for the window.
//!
//! Rules of cases, numbers and storage are the node's; looks are the kit's. Nothing here decides either.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod beacon;
pub mod bench;
pub mod cli;
pub mod jobs;
pub mod line;
pub mod office;
pub mod pages;
pub mod papers;
pub mod place;
pub mod printing;
mod scanner;
pub mod serve;
pub mod server;
#[cfg(test)]
mod testing;
pub mod work;

pub use place::Place;
pub use serve::{Running, ServeError, ServeOptions, serve};
