//! Tests of the crate through its front door: golden bytes, gates, conversations, bad weather.
#![allow(clippy::unwrap_used, missing_docs)]

mod enrolment;
mod gates;
mod golden;
mod happenings;
mod moments;
mod mutation;
mod town;
mod weather;
