//! The foundations of the town hall: what every subsystem of the centre stands on.
//!
//! * [`db`]: one database handle over SQLite (SQLCipher) and PostgreSQL; work happens in re-runnable closures.
//! * [`migrations`]: changes of the tables, once, checked.
//! * [`ctx`], [`clock`], [`entropy`]: who acts, when, with what randomness. They come from outside, never from within.
//! * [`subsystem`]: the one contract by which a subsystem joins; [`web`]: routes that cannot exist without a right.
//! * [`access`], [`rights`]: users, passwords, login sessions; what a user may do.
//! * [`cases`], [`records`], [`numbers`], [`parts`]: what intake and the subsystems share without importing each other.
//! * [`audit`], [`numbering`], [`settings`], [`tasks`], [`conflicts`], [`jobs`], [`outbox`], [`backup`]: the common furniture.
//!
//! The crate knows no subsystem and posts nothing: money is the business of `loggia-books` alone.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod access;
pub mod app;
pub mod audit;
pub mod backup;
pub mod cases;
pub mod clock;
pub mod conflicts;
pub mod ctx;
pub mod db;
pub mod entropy;
mod fail;
pub mod jobs;
pub mod migrations;
pub mod numbering;
pub mod numbers;
pub mod outbox;
pub mod parts;
pub mod records;
pub mod rights;
pub mod settings;
pub mod subsystem;
pub mod tasks;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod views;
pub mod web;

pub use fail::{Fail, Outcome};

use migrations::Migration;

/// The tables of the core itself; they run before those of any subsystem.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "001-core",
        sql: include_str!("../migrations/001-core.sql"),
    },
    Migration {
        name: "002-casework",
        sql: include_str!("../migrations/002-casework.sql"),
    },
    Migration {
        name: "003-desk",
        sql: include_str!("../migrations/003-desk.sql"),
    },
    Migration {
        name: "004-decisions",
        sql: include_str!("../migrations/004-decisions.sql"),
    },
];
