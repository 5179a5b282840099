//! The one contract by which a subsystem joins the town hall.
//!
//! A subsystem is a folder and one line in the server's list. It brings its tables, its rights, its pages, what it
//! does with cases that arrive from laptops, its background jobs, its commands and its files to import. Subsystems
//! never import each other: they meet through posting requests (`loggia-books`) and case events.
//!
//! ```text
//! pub static SUBSYSTEM: Subsystem = Subsystem {
//!     title: "Πρόστιμα", migrations: MIGRATIONS, intake: &[(1, intake::fine)], routes: pages::routes,
//!     rights: RIGHTS, menu: MENU, ..Subsystem::new("fines")
//! };
//! ```

use crate::Outcome;
use crate::app::App;
use crate::conflicts::ConflictKind;
use crate::ctx::Ctx;
use crate::db::Tx;
use crate::jobs::JobKind;
use crate::migrations::Migration;
use crate::rights::Right;
use crate::web::Routes;
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_schema::ids::{DeviceKey, DocId, Height, Incarnation, ScopeId};
use loggia_schema::message::Finding;

/// What a subsystem brings.
pub struct Subsystem {
    /// Short name: migrations, jobs and logs are filed under it.
    pub name: &'static str,
    /// Greek name for the menu.
    pub title: &'static str,
    /// Its tables.
    pub migrations: &'static [Migration],
    /// Which case kinds it takes in, and how.
    pub intake: &'static [(u16, IntakeFn)],
    /// Its pages; each with the right it needs.
    pub routes: fn() -> Routes,
    /// The rights its routes and commands name.
    pub rights: &'static [Right],
    /// Its background work.
    pub jobs: &'static [JobKind],
    /// Its lines in the menu of the back office.
    pub menu: &'static [MenuItem],
    /// Its commands on the command line.
    pub cli: &'static [CliCommand],
    /// The files it can import.
    pub imports: &'static [Import],
    /// What the command palette finds in it.
    pub finds: &'static [Find],
    /// What it counts for the page of plots.
    pub plots: &'static [PlotOf],
    /// Which of its tasks are conflicts, and how each is decided.
    pub conflicts: &'static [ConflictKind],
}

impl Subsystem {
    /// A subsystem that brings nothing yet; fields are set by struct update.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            title: name,
            migrations: &[],
            intake: &[],
            routes: Routes::new,
            rights: &[],
            jobs: &[],
            menu: &[],
            cli: &[],
            imports: &[],
            finds: &[],
            plots: &[],
            conflicts: &[],
        }
    }
}

/// Turns admitted events of a case into rows and postings, inside the intake's transaction. Re-runnable.
pub type IntakeFn = fn(&mut Tx<'_>, &Accepted, &Ctx) -> Outcome<Verdict>;

/// What intake hands to a subsystem: new events of one document, admitted and applied.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Case kind.
    pub kind: u16,
    /// The document.
    pub doc: DocId,
    /// Its scope.
    pub scope: ScopeId,
    /// The laptop that wrote the new events.
    pub device: DeviceKey,
    /// Its incarnation.
    pub incarnation: Incarnation,
    /// Heights of the first and last new entry in that feed.
    pub heights: (Height, Height),
    /// When the centre received them.
    pub arrived: Timestamp,
    /// The new events, in the order of the document.
    pub fresh: Vec<CaseEvent>,
    /// All events that count, with the new ones.
    pub all: Vec<CaseEvent>,
    /// Some event of the document does not count.
    pub off: bool,
}

/// One event of a case as it stands in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    /// Who wrote it.
    pub incarnation: Incarnation,
    /// Its number under that incarnation.
    pub n: u64,
    /// The event's JSON text.
    pub json: String,
}

/// What the centre decided about new events; goes back to the laptop in a VERDICT.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// They count. The journal numbers they caused, if any (first, last).
    Accepted {
        /// First and last journal number.
        journal: Option<(u64, u64)>,
    },
    /// They do not count; the reason is shown at the laptop and a task is open.
    Refused(Finding),
    /// They are kept aside until a person decides.
    Quarantined(Finding),
}

/// A line of the back office's menu.
#[derive(Debug, Clone, Copy)]
pub struct MenuItem {
    /// Greek text.
    pub title: &'static str,
    /// Address.
    pub path: &'static str,
    /// Shown only to those who may open it.
    pub right: Right,
}

/// How the command palette finds things of a subsystem.
#[derive(Debug, Clone, Copy)]
pub struct Find {
    /// Found only by those who may see it.
    pub right: Right,
    /// The things that hold every word, at most so many.
    pub run: fn(&mut Tx<'_>, &str, u32) -> Outcome<Vec<Found>>,
}

/// A thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its number or name.
    pub title: String,
    /// What tells it apart.
    pub detail: String,
    /// Its address.
    pub path: String,
}

/// In what a plot's figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlotUnit {
    /// Cents of euro.
    Euro,
    /// Things.
    Count,
    /// Cubic metres.
    CubicMetres,
}

/// A plot of a subsystem: what is counted, for a span of days.
#[derive(Debug, Clone, Copy)]
pub struct PlotOf {
    /// Short name in plain letters, unlike any other.
    pub name: &'static str,
    /// Greek title.
    pub title: &'static str,
    /// What the labels are: «Ημέρα».
    pub axis: &'static str,
    /// In what the figures are.
    pub unit: PlotUnit,
    /// One thing over time (a line), or things beside each other (bars).
    pub over_time: bool,
    /// Shown only to those who may see it.
    pub right: Right,
    /// Counts from the first to the last day.
    pub run: fn(&mut Tx<'_>, Date, Date) -> Outcome<Figures>,
}

/// The figures of a plot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// From left to right.
    pub labels: Vec<String>,
    /// At most four series: name, a figure for each label.
    pub series: Vec<(String, Vec<i64>)>,
}

/// A command of `loggia-central`.
#[derive(Debug, Clone, Copy)]
pub struct CliCommand {
    /// Its word.
    pub name: &'static str,
    /// One line of help, in Greek.
    pub help: &'static str,
    /// The right the user must hold.
    pub right: Right,
    /// Runs it; the answer is printed as JSON.
    pub run: fn(&App, &Ctx, &[String]) -> Outcome<serde_json::Value>,
}

/// A kind of file that a municipality fills in itself (CSV, UTF-8, with a header).
#[derive(Clone, Copy)]
pub struct Import {
    /// File name without folder: `tariffs.csv`. Files of a folder are imported in the order of the list.
    pub file: &'static str,
    /// Greek title.
    pub title: &'static str,
    /// Columns that must be there.
    pub columns: &'static [&'static str],
    /// Brings the rows in. Findings of single rows are collected, not thrown: the report names line and field.
    pub run: fn(&mut Tx<'_>, &Ctx, &ImportTable) -> Outcome<ImportReport>,
}

/// A parsed file.
#[derive(Debug, Clone, Default)]
pub struct ImportTable {
    /// Name of the file.
    pub file: String,
    /// Column names.
    pub header: Vec<String>,
    /// Rows with their line numbers.
    pub rows: Vec<(u64, Vec<String>)>,
}

impl ImportTable {
    /// The cell of a row by column name, trimmed; empty if the row is short or there is no such column.
    pub fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| row.get(at)).map_or("", |cell| cell.trim())
    }
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportReport {
    /// Rows written or confirmed.
    pub taken: u64,
    /// Rows that were already there, equal.
    pub unchanged: u64,
    /// Rows refused: line, field, finding. With any of these the whole file is rolled back.
    pub refused: Vec<(u64, String, Finding)>,
}

/// The intake function of a case kind, if some subsystem takes it.
///
/// # Errors
/// None; two takers of one kind are caught by [`check_contract`].
pub fn taker(subsystems: &[&Subsystem], kind: u16) -> Option<IntakeFn> {
    subsystems
        .iter()
        .flat_map(|subsystem| subsystem.intake)
        .find(|(k, _)| *k == kind)
        .map(|(_, take)| *take)
}

/// What is wrong with a list of subsystems; empty when the contract is kept. A test of the server asserts that.
pub fn check_contract(subsystems: &[&Subsystem]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut once = |what: String, wrong: &mut Vec<String>| {
        if !seen.insert(what.clone()) {
            wrong.push(format!("{what} appears twice"));
        }
    };
    let known: Vec<&str> = subsystems
        .iter()
        .flat_map(|subsystem| subsystem.rights)
        .chain(crate::rights::CORE_RIGHTS)
        .map(|right| right.code)
        .collect();
    for subsystem in subsystems {
        once(format!("subsystem {}", subsystem.name), &mut wrong);
        for right in subsystem.rights {
            once(format!("right {}", right.code), &mut wrong);
        }
        for (kind, _) in subsystem.intake {
            once(format!("case kind {kind}"), &mut wrong);
        }
        for command in subsystem.cli {
            once(format!("command {}", command.name), &mut wrong);
        }
        for import in subsystem.imports {
            once(format!("import {}", import.file), &mut wrong);
        }
        for conflict in subsystem.conflicts {
            once(format!("conflict {}", conflict.task), &mut wrong);
            if !known.contains(&conflict.right.code) {
                let right = conflict.right.code;
                wrong.push(format!(
                    "conflict {} needs the undeclared right {right}",
                    conflict.task
                ));
            }
        }
        for route in (subsystem.routes)().list() {
            once(format!("route {} {}", route.method, route.path), &mut wrong);
            if let Some(right) = route.access.right()
                && !known.contains(&right.code)
            {
                wrong.push(format!(
                    "route {} {} needs the undeclared right {}",
                    route.method, route.path, right.code
                ));
            }
        }
    }
    wrong
}
