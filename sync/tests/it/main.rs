//! Tests of the crate through its front door: golden bytes, gates, conversations, bad weather.
#![allow(clippy::unwrap_used, missing_docs)]

mod effects;
mod enrolment;
mod gates;
mod gates_bodies;
mod golden;
mod happenings;
mod moments;
mod mutation;
mod strangers;
mod town;
mod weather;
