//! The town hall as a program: the list of subsystems, the back office, the line to the laptops, the command line.
//!
//! * [`SUBSYSTEMS`]: the one list. A new subsystem is a folder somewhere and a line here.
//! * [`install`]: a data folder with its store and its key file; [`keys`]: the keys, kept outside the data folder.
//! * [`serve`]: HTTP for people, QUIC for laptops ([`hall`]), in one process.
//! * [`web`]: login, frame, and the pages that belong to no subsystem: cases, devices, numbers, users, books, audit.
//! * [`cli`]: `init, serve, import, demo, enrol, revoke, users, approve, verify, trial-balance, journal, status, backup, restore`.
//! * [`import`] and [`demo`]: plain CSV files in, a demo folder out.
//!
//! The program decides nothing about money or documents: it opens the store, checks the right, calls, and prints.
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[cfg(test)]
mod cash_tests;
pub mod cli;
pub mod demo;
#[cfg(test)]
mod feed_tests;
#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod flow_tests;
pub mod hall;
pub mod import;
pub mod install;
pub mod keys;
#[cfg(test)]
mod request_tests;
pub mod serve;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod water_tests;
#[cfg(test)]
mod weather_tests;
pub mod web;

use loggia_casework::{protocol, requests};
use loggia_core::subsystem::Subsystem;
use loggia_revenue::{fines, irrigation, receipts};

/// Every subsystem of the town hall, in the order of the menu.
pub static SUBSYSTEMS: &[&Subsystem] = &[
    &fines::SUBSYSTEM,
    &irrigation::SUBSYSTEM,
    &loggia_revenue::SUBSYSTEM,
    &receipts::SUBSYSTEM,
    &requests::SUBSYSTEM,
    &protocol::SUBSYSTEM,
    &loggia_books::SUBSYSTEM,
    &loggia_intake::SUBSYSTEM,
    &import::SUBSYSTEM,
    &web::SUBSYSTEM,
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_keeps_the_contract() {
        assert_eq!(
            loggia_core::subsystem::check_contract(super::SUBSYSTEMS),
            Vec::<String>::new()
        );
    }
}
