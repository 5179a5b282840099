//! Pages in real browsers: Chromium for the bulk, our own window for the jobs of a day.
//!
//! Every test here is ignored by a plain `cargo test`, because it needs browsers, drivers and a display; `make test` sets
//! them up and runs them (`tools/test chromium window`). Pictures are left in `target/screens`.
//!
//! * [`proof`]: the driver proves itself on a page of known faults;
//! * [`office`]: a town of real processes with a browser before one of its laptops or before the back office;
//! * [`steps`]: what a person does on a page, the same in both browsers; [`manners`]: what every page must hold;
//! * [`cash`]: a day of a cash box, by keys and counted;
//! * [`conflicts`]: each settled by keys, both values seen;
//! * [`files`]: a photo from the scanner's folder to the back office;
//! * [`requests`]: the jobs of a counter with citizens, by keys and counted;
//! * [`jobs`], [`approval`]: the jobs from unlock to the books; [`keyboard`], [`kit`]: without a mouse; [`faults`]: what was wrong;
//! * [`registry`]: protocol and village papers by keys;
//! * [`walk`]: every screen there is, on both sides; [`window`]: our own window.
#![allow(clippy::unwrap_used, missing_docs)]

mod approval;
mod cash;
mod conflicts;
mod faults;
mod files;
mod jobs;
mod keyboard;
mod kit;
mod manners;
mod office;
mod proof;
mod registry;
mod requests;
mod steps;
mod walk;
mod water;
mod window;
