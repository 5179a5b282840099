//! Tests of the crate through its front door: golden bytes, gates, conversations, bad weather.
#![allow(clippy::unwrap_used, missing_docs)]

mod gates;
mod golden;
mod moments;
mod mutation;
mod town;
mod weather;
