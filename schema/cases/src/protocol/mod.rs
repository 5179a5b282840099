//! The protocol of a desk: what came in and what went out, each under its own number (πρωτόκολλο).

mod number;

pub use number::{DeskCode, MARK, MAX_DESK, MAX_NO, ProtocolNumber, Register, SeriesMark};
