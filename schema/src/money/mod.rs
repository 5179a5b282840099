//! Money: whole euro cents, exact rates and roundings that have names. No floating point anywhere.
//!
//! [`Cents`] is the only type an amount may have. Its arithmetic is checked: an overflow is a
//! [`Finding`](crate::message::Finding), never a wrapped number. A [`Rate`] is an exact decimal (0,73 % is
//! `0.0073`); applying it to an amount always names a [`Rounding`], because the laws differ: surcharges round
//! half up, instalments round up with a smaller last part.
//!
//! ```text
//! Cents::parse_greek("1.234,50")?                       // what people type
//! principal.at_rate(rate, Rounding::HalfUp)?            // 130,09 €
//! total.instalments(3)?                                 // 33,34 · 33,34 · 33,32
//! ```

mod cents;
mod parse;
mod rate;

pub use cents::Cents;
pub use rate::{Rate, Rounding};
