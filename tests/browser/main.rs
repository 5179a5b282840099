//! Pages in real browsers: Chromium for the bulk, our own window for three jobs.
//!
//! Every test here is ignored by a plain `cargo test`, because it needs browsers, drivers and a display; `make test` sets
//! them up and runs them (`tools/test chromium window`). Pictures are left in `target/screens`.
#![allow(clippy::unwrap_used, missing_docs)]

mod proof;
