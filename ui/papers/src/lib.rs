//! Legal papers: fine notice, cash receipt, letter, slip of the protocol, sheets of the cash day, as PDF made by the program.
//!
//! A paper is a typed value ([`FineNotice`], [`ReceiptPaper`], [`LetterPaper`], [`SlipPaper`]) that holds exactly what will be read on it; the
//! caller has looked everything up. The layout lives in `templates/*.typ` and receives the values as **data**,
//! never as markup: whatever a person typed is printed as it stands and can neither style, compute nor read.
//!
//! Promises, each with a test:
//! * the same value gives the same bytes, on every machine and at any time: no clock, no system font, no network;
//! * PDF/UA-1 and PDF/A-2a together: tagged, titled, in Greek, fonts embedded, alternative text on the QR;
//! * the QR carries the signed stub it was given, unchanged, and the plain text of the paper says the same;
//! * a training copy says so across every page.
//!
//! A paper is rendered once and stored; what is printed later is the stored file, or the same value with
//! [`FineNotice::copy`], which only adds «ΑΝΤΙΓΡΑΦΟ».
//!
//! Beside the papers: files from outside are cleaned here ([`clean`]) and bound into one PDF ([`bind`]), because typst's
//! readers of pictures and PDFs are linked here anyway.
//!
//! typst keeps what it computed between jobs; every job here ends by dropping it, so that a service that prints
//! all day does not grow. Fonts are parsed once.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod binder;
mod book;
mod engine;
mod frame;
mod from_cases;
mod from_protocol;
mod letter;
mod notice;
mod picture;
mod qr;
mod receipt;
mod sheet;
mod slip;
pub mod words;

#[cfg(test)]
mod tests;

pub use binder::{Bound, bind};
pub use book::{BOOK_PAGE, BookLine, BookPaper};
pub use frame::Sheet;
pub use from_cases::Print;
pub use letter::{Capacity, LetterPaper, Signer};
pub use notice::{FineNotice, Reduced, Served, Term, VehicleLine, ViolationLine};
pub use picture::{Cleaned, clean, preview};
pub use receipt::{Cancelled, Method, ReceiptLine, ReceiptPaper};
pub use sheet::{CashPaper, CashSheet};
pub use slip::SlipPaper;

use serde::Serialize;

/// Who issues a paper, as its head says (εκδούσα αρχή).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Issuer {
    /// «Δήμος Ηρακλείου».
    pub municipality: String,
    /// «Δημοτική Αστυνομία».
    pub unit: String,
    /// Street, postcode, town.
    pub address: String,
    /// Telephone and e-mail, as printed.
    pub contact: String,
    /// Tax number of the municipality.
    pub afm: String,
}

/// Why there is no paper. None of these can be mended by the person at the screen, except the length of a text.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The signed stub does not fit into one QR; stubs are made shorter than 300 bytes (fault: us).
    #[error("the signed stub of {0} bytes does not fit into one QR code")]
    StubTooLong(usize),
    /// The lines of a receipt do not add up to its total (fault: us).
    #[error("the lines of the receipt do not add up to its total")]
    TotalDiffers,
    /// The layout engine refused; the message holds no value of the paper (fault: us).
    #[error("the layout of the paper failed: {0}")]
    Layout(String),
}
