//! `loggia-central import DIR`: a folder of plain CSV files becomes the municipality's reference data.
//!
//! Two steps. [`Folder::read`] parses every file and compares them with each other; all errors of all files come
//! back together, each with file, line, column and reason, and with any of them nothing is loaded. [`apply`] writes
//! what differs, in one transaction, and says per file how many rows are new, changed or the same: a second import of
//! the same folder changes nothing. The files are described in `demo/README.md`.
//!
//! A folder may also bring files of old programs, each described by a profile: [`migrate`].

mod apply;
mod blocks;
mod calendar;
mod folder;
mod law;
pub mod migrate;
mod money;
mod people;
mod persons;
mod put_water;
mod requests;
mod sheet;
mod staff;
mod templates;
#[cfg(test)]
mod tests;
mod water;
mod water_rates;

pub use apply::{Applied, FileReport, apply};
pub use sheet::RowError;
pub use staff::set_passwords;

use blocks::BlockRow;
use law::Law;
use loggia_core::app::App;
use loggia_core::migrations::Migration;
use loggia_core::subsystem::Subsystem;
use money::Money;
use people::People;
use requests::Requests;
use std::collections::BTreeSet;
use std::path::Path;
use water::Water;

/// The import as a subsystem: it keeps the keys of what it brought in.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Εισαγωγή δεδομένων",
    migrations: &[Migration {
        name: "001-import",
        sql: include_str!("tables.sql"),
    }],
    ..Subsystem::new("import")
};

/// A folder that was read without an error.
#[derive(Debug)]
pub struct Folder {
    law: Law,
    requests: Requests,
    people: People,
    money: Money,
    blocks: Vec<BlockRow>,
    water: Water,
}

impl Folder {
    /// Reads and checks the whole folder; every error of every file, or the folder.
    ///
    /// # Errors
    /// What is wrong, in the order of the files.
    pub fn read(path: &Path, app: &App) -> Result<Folder, Vec<RowError>> {
        let rights: Vec<&str> = app.rights().iter().map(|right| right.code).collect();
        let of_offices = loggia_cases::rights::ALL.iter().map(|(code, _)| *code);
        let known: BTreeSet<&str> = rights.into_iter().chain(of_offices).collect();
        let mut errors = Vec::new();
        let law = Law::read(path, &mut errors);
        let requests = Requests::read(path, &law.fees, &mut errors);
        let people = People::read(path, app.clock().is_training(), &known, &mut errors);
        let money = Money::read(path, &people.scopes, ROLES, &mut errors);
        let blocks = blocks::blocks(path, &people.users, &mut errors);
        let water = Water::read(path, &people, &mut errors);
        if errors.is_empty() {
            Ok(Folder {
                law,
                requests,
                people,
                money,
                blocks,
                water,
            })
        } else {
            Err(errors)
        }
    }
}

/// The roles that postings name; a file may bind these and no others.
const ROLES: &[&str] = &[
    "CASH_DESK",
    "BANK",
    "RECEIVABLES",
    "CARRIED_DEBTS",
    "FINES_REVENUE",
    "FEES_REVENUE",
    "IRRIGATION_REVENUE",
    "VAT_COLLECTED",
    "THIRD_PARTY_REVENUE",
    "DEBTOR_CREDITS",
    "UNMATCHED_RECEIPTS",
    "CASH_IN_TRANSIT",
    "CASH_SHORTAGES",
    "CASH_SURPLUSES",
    "BUDGET_AUTHORITY",
    "BUDGET_TO_ASSESS",
    "BUDGET_ASSESSED",
    "BUDGET_COLLECTED",
];
