//! Tests of the crate through its front door: golden bytes, gates, conversations, bad weather.
#![allow(clippy::unwrap_used, missing_docs)]

mod blob_lies;
mod blobs;
mod effects;
mod enrolment;
mod gates;
mod gates_bodies;
mod golden;
mod golden_blobs;
mod happenings;
mod moments;
mod mutation;
mod strangers;
mod town;
mod weather;
