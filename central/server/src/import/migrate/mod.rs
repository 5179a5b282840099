//! What old programs left behind becomes rows, debts and postings here (μετάπτωση).
//!
//! ```text
//! profiles/*.json ─▶ first pass: is the file whole? ─▶ second pass: groups of rows ─▶ target.load in one transaction each
//! ```
//!
//! * A file that is cut, too long or no workbook is refused whole, before any of its rows is loaded.
//! * Good rows are loaded, bad ones are listed with file, line, field, reason and the office that has to look at them.
//! * Each row is remembered by its key in the old program and a hash of what it said ([`keys`]): the same folder again
//!   changes nothing, a killed run is finished by running it again, a later export changes only what is different, and
//!   what vanished from it is told.
//! * Sums per revenue code, year of birth and state are compared with those the old program printed (`totals.csv`).
//!
//! What a row may become is a [`target::Target`].

mod debts;
pub mod keys;
mod opening;
mod persons;
pub mod plan;
mod register;
pub mod report;
pub mod target;
#[cfg(test)]
mod tests;

pub use plan::{Plan, Rules};
pub use report::{FileReport, Listing, Report};
use target::by_name;

use super::sheet::RowError;
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Tx};
use loggia_core::{Fail, Outcome};
use loggia_foreign::profile::{Reading, Row};
use loggia_foreign::{Limits, Profile, Record, Remark};
use loggia_schema::message::{Finding, import, input};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::path::Path;
use target::{Fate, Target};

/// Rows that wait for their group to be full, in all groups together.
const WAITING: usize = 40_000;
/// Vanished keys of a target that are named; there may be more.
const VANISHED: usize = 100;

/// How far a run is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The file.
    pub file: &'a str,
    /// Rows taken in.
    pub done: u64,
    /// Rows in the file.
    pub of: u64,
}

/// Where the work is written.
pub enum Into<'a, 't> {
    /// Each group in a transaction of its own.
    Store(&'a App),
    /// Everything in one that the caller takes back: a dry run.
    Tx(&'a mut Tx<'t>),
}

impl Into<'_, '_> {
    fn write<T>(&mut self, mut work: impl FnMut(&mut Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        match self {
            Into::Store(app) => app.db().write(work),
            Into::Tx(tx) => work(tx),
        }
    }
}

/// Brings every file of a plan in.
///
/// # Errors
/// The store's, and the disk's for the listing; what was loaded until then stays and a second run goes on from there.
pub fn run(
    into: &mut Into<'_, '_>,
    ctx: &Ctx,
    plan: &Plan,
    limits: Limits,
    listing: &mut Listing,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Outcome<Report> {
    let rules = into.write(|tx| Rules::read(tx, plan))?;
    let mut run = Run {
        ctx,
        plan,
        limits,
        report: Report::default(),
        listing,
        seen: BTreeMap::new(),
        whole: BTreeSet::new(),
    };
    run.listing.begin().map_err(disk)?;
    for (name, profile) in &plan.profiles {
        let Some(target) = by_name(&profile.target, &rules) else {
            return Err(DbError::Bug(format!("the profile {name} was not checked")).into());
        };
        run.file(into, profile, target, tell)?;
    }
    run.vanished(into)?;
    let mut report = run.report;
    report.totals = report.sums.len();
    if let Some(printed) = &plan.printed {
        report.compare(printed);
    }
    listing.end().map_err(disk)?;
    Ok(report)
}

fn disk(error: std::io::Error) -> Fail {
    DbError::Disk(error.to_string()).into()
}

struct Run<'a> {
    ctx: &'a Ctx,
    plan: &'a Plan,
    limits: Limits,
    report: Report,
    listing: &'a mut Listing,
    /// Keys of each target in all its files.
    seen: BTreeMap<String, HashSet<[u8; 16]>>,
    /// Targets none of whose files was refused.
    whole: BTreeSet<String>,
}

impl Run<'_> {
    fn file(
        &mut self,
        into: &mut Into<'_, '_>,
        profile: &Profile,
        mut target: Box<dyn Target>,
        tell: &mut dyn FnMut(Progress<'_>),
    ) -> Outcome<()> {
        let mut report = FileReport {
            file: profile.file.clone(),
            target: profile.target.clone(),
            ..FileReport::default()
        };
        let path = self.plan.folder.join(&profile.file);
        match first_pass(&path, profile, self.limits, target.as_mut()) {
            Ok(rows) => {
                if !self.seen.contains_key(&profile.target) {
                    self.whole.insert(profile.target.clone());
                }
                self.seen.entry(profile.target.clone()).or_default();
                let told = &mut |done| {
                    tell(Progress {
                        file: &profile.file,
                        done,
                        of: rows,
                    });
                };
                self.rows(into, profile, target.as_ref(), (&path, &mut report), told)?;
            }
            Err(finding) => {
                self.seen.entry(profile.target.clone()).or_default();
                self.whole.remove(&profile.target);
                report.refused = Some(finding.greek());
                let error = RowError::of_file(&profile.file, 0, &finding).owned_by(&profile.owner);
                self.report.tell(error, self.listing).map_err(disk)?;
            }
        }
        self.report.files.push(report);
        Ok(())
    }

    fn rows(
        &mut self,
        into: &mut Into<'_, '_>,
        profile: &Profile,
        target: &dyn Target,
        (path, report): (&Path, &mut FileReport),
        tell: &mut dyn FnMut(u64),
    ) -> Outcome<()> {
        let mut waiting: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        let mut count = 0;
        let file = opened(path, profile)?;
        for row in reading(profile, file, self.limits)? {
            match row? {
                Row::LeftOut => report.left_out += 1,
                Row::Refused(refused) => {
                    report.read += 1;
                    report.rejected += 1;
                    for remark in &refused.reasons {
                        self.tell(profile, refused.line, remark)?;
                    }
                }
                Row::Record(record) => {
                    report.read += 1;
                    if let Some(remark) = self.fault(target, &record) {
                        report.rejected += 1;
                        self.tell(profile, record.line, &remark)?;
                        continue;
                    }
                    let group = target.group(&record);
                    let of = waiting.entry(group.clone()).or_default();
                    of.push(record);
                    count += 1;
                    let full = if of.len() >= target.batch() {
                        Some(group)
                    } else if count >= WAITING {
                        let longest = waiting.iter().max_by_key(|(_, rows)| rows.len());
                        longest.map(|(group, _)| group.clone())
                    } else {
                        None
                    };
                    if let Some(rows) = full.and_then(|group| waiting.remove(&group)) {
                        count -= rows.len();
                        self.load(into, profile, target, report, &rows)?;
                        tell(report.read);
                    }
                }
            }
        }
        for rows in waiting.into_values() {
            self.load(into, profile, target, report, &rows)?;
            tell(report.read);
        }
        Ok(())
    }

    /// What is wrong with a row before its target looks at it: a required field, a key that was there before.
    fn fault(&mut self, target: &dyn Target, record: &Record) -> Option<Remark> {
        let empty = |field: &&target::Field| field.required && record.some(field.name).is_none();
        if let Some(field) = target.fields().iter().find(empty) {
            return Some(Remark {
                field: Some(field.name.to_owned()),
                finding: Finding::new(input::EMPTY),
            });
        }
        let code = record.get("code");
        let seen = self.seen.entry(target.name().to_owned()).or_default();
        (!seen.insert(keys::sign(target.name(), &[code]))).then(|| Remark {
            field: Some("code".to_owned()),
            finding: Finding::new(import::KEY_AGAIN).with("key", code),
        })
    }

    fn load(
        &mut self,
        into: &mut Into<'_, '_>,
        profile: &Profile,
        target: &dyn Target,
        report: &mut FileReport,
        rows: &[Record],
    ) -> Outcome<()> {
        let ctx = self.ctx;
        let done = into.write(|tx| target.load(tx, ctx, rows))?;
        for (row, done) in rows.iter().zip(done) {
            let fresh = !matches!(done.fate, Fate::Same);
            match &done.fate {
                Fate::New => report.new += 1,
                Fate::Changed => report.changed += 1,
                Fate::Same => report.same += 1,
                Fate::Merged(_) => report.merged += 1,
                Fate::Rejected(remark) => {
                    report.rejected += 1;
                    self.tell(profile, row.line, remark)?;
                }
            }
            if let Some(weight) = &done.weight {
                self.report.weigh(weight);
            }
            for remark in row.remarks.iter().chain(&done.remarks).filter(|_| fresh) {
                self.tell(profile, row.line, remark)?;
            }
        }
        Ok(())
    }

    fn tell(&mut self, profile: &Profile, line: u64, remark: &Remark) -> Outcome<()> {
        let field = remark.field.as_deref();
        let error = RowError {
            field: field.map(|field| profile.heading_of(field).to_owned()),
            ..RowError::of_file(&profile.file, line, &remark.finding)
        };
        let error = error.owned_by(profile.owner_of(field));
        self.report.tell(error, self.listing).map_err(disk)
    }

    /// Keys that were here and stand in no file any more. They stay: whether they are gone is for a person to say.
    fn vanished(&mut self, into: &mut Into<'_, '_>) -> Outcome<()> {
        for target in &self.whole {
            let seen = self.seen.get(target).cloned().unwrap_or_default();
            let gone = into.write(|tx| Ok(vanished(tx, target, &seen)?))?;
            if !gone.is_empty() {
                self.report.vanished.insert(target.clone(), gone);
            }
        }
        Ok(())
    }
}

fn vanished(tx: &mut Tx<'_>, target: &str, seen: &HashSet<[u8; 16]>) -> DbResult<Vec<String>> {
    const PAGE: u32 = 2_000;
    let (mut gone, mut last) = (Vec::new(), String::new());
    if target == "opening" {
        return Ok(gone);
    }
    loop {
        let page = keys::after(tx, target, &last, PAGE)?;
        let Some(end) = page.last() else {
            return Ok(gone);
        };
        last = end.clone();
        for code in page {
            if gone.len() < VANISHED && !seen.contains(&keys::sign(target, &[&code])) {
                gone.push(code);
            }
        }
    }
}

/// Reads a file to its end without loading anything; how many rows it has.
fn first_pass(
    path: &Path,
    profile: &Profile,
    limits: Limits,
    target: &mut dyn Target,
) -> Result<u64, Finding> {
    let mut rows = 0;
    let file = opened(path, profile)?;
    for row in reading(profile, file, limits)? {
        match row? {
            Row::Record(record) => {
                rows += 1;
                if target.scans() {
                    target.scan(&record);
                }
            }
            Row::Refused(_) => rows += 1,
            Row::LeftOut => {}
        }
    }
    Ok(rows)
}

fn opened(path: &Path, profile: &Profile) -> Result<File, Finding> {
    File::open(path).map_err(|error| {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => import::FILE_MISSING,
            _ => import::FILE_UNREADABLE,
        };
        Finding::new(code).with("file", &profile.file)
    })
}

/// The rows of a file through its profile.
///
/// # Errors
/// What the file or its headings are refused with.
pub fn reading(profile: &Profile, file: File, limits: Limits) -> Result<Reading<'_>, Finding> {
    Reading::new(profile, loggia_foreign::open(profile, file, limits)?)
}
