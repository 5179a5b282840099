//! The conversation of two stores as a pure machine: events and the time in, things to do out.

mod api;
pub use api::{Ending, Event, Output, Party, Refusal, Summary};
