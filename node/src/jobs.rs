//! Long work that a person asked for: what came out of it, its file (εργασίες).
//!
//! How far a job is lives with the program that runs it; the store holds what was asked and how it ended. A job without an end
//! that nobody runs was broken off. Files hold personal data, so they go after a week.

use crate::error::Result;
use crate::session::Session;
use crate::store::{opt, rows};
use loggia_schema::message::{Finding, web};
use serde::{Deserialize, Serialize};

/// How long a finished job and its file are kept, in microseconds.
const KEPT: i64 = 7 * 24 * 3600 * 1_000_000;

/// What came out of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Figures: what, how much.
    pub lines: Vec<(String, String)>,
    /// What was not done, and why.
    pub failures: Vec<(String, Finding)>,
    /// Where to look next: words and address.
    pub next: Option<(String, String)>,
}

impl Outcome {
    /// Whether its person stopped it.
    pub fn was_stopped(&self) -> bool {
        let stopped = |(_, why): &(String, Finding)| why.code == web::JOB_STOPPED;
        self.failures.iter().any(stopped)
    }
}

/// A file that a job made.
#[derive(Clone, PartialEq, Eq)]
pub struct JobFile {
    /// Its name.
    pub name: String,
    /// Its `Content-Type`.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number in this store.
    pub no: i64,
    /// What it is: «Εξαγωγή: Κλήσεις».
    pub title: String,
    /// When it was asked for, microseconds of the device's clock.
    pub at: i64,
    /// When it ended.
    pub ended: Option<i64>,
    /// What came out.
    pub outcome: Outcome,
    /// Name of its file.
    pub file: Option<String>,
}

const COLUMNS: &str = "no, title, at, ended, outcome, name";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Job> {
    let outcome: String = row.get(4)?;
    Ok(Job {
        no: row.get(0)?,
        title: row.get(1)?,
        at: row.get(2)?,
        ended: row.get(3)?,
        outcome: serde_json::from_str(&outcome).unwrap_or_default(),
        file: row.get(5)?,
    })
}

impl Session<'_> {
    /// Writes down that a job begins; old ones go.
    ///
    /// # Errors
    /// The disk's.
    pub fn begin_job(&mut self, title: &str) -> Result<i64> {
        let (user, now) = (self.user.id, self.node.now_micros());
        self.keep(|tx| {
            tx.exec("DELETE FROM job WHERE at < ?1", [now - KEPT])?;
            let sql = "INSERT INTO job (user, title, at, outcome) VALUES (?1, ?2, ?3, '{}')";
            Ok(tx.insert(sql, (user.as_bytes(), title, now))?)
        })
    }

    /// Writes down how a job ended.
    ///
    /// # Errors
    /// The disk's.
    pub fn end_job(&mut self, no: i64, outcome: &Outcome, file: Option<&JobFile>) -> Result<()> {
        let (user, now) = (self.user.id, self.node.now_micros());
        let outcome = serde_json::to_string(outcome).unwrap_or_else(|_| "{}".to_owned());
        self.keep(|tx| {
            let sql =
                "UPDATE job SET ended = ?3, outcome = ?4, name = ?5, content_type = ?6, file = ?7
                       WHERE no = ?1 AND user = ?2";
            let (name, kind, bytes) = match file {
                Some(file) => (
                    Some(&file.name),
                    Some(&file.content_type),
                    Some(&file.bytes),
                ),
                None => (None, None, None),
            };
            tx.exec(sql, (no, user.as_bytes(), now, &outcome, name, kind, bytes))?;
            Ok(())
        })
    }

    /// The jobs of this user, newest first.
    ///
    /// # Errors
    /// The disk's.
    pub fn jobs(&mut self) -> Result<Vec<Job>> {
        let user = self.user.id;
        let sql = format!("SELECT {COLUMNS} FROM job WHERE user = ?1 ORDER BY no DESC LIMIT 500");
        let conn = self.open()?.store.conn();
        Ok(rows(conn, &sql, [user.as_bytes()], read)?)
    }

    /// A job of this user.
    ///
    /// # Errors
    /// The disk's.
    pub fn job(&mut self, no: i64) -> Result<Option<Job>> {
        let user = self.user.id;
        let sql = format!("SELECT {COLUMNS} FROM job WHERE no = ?1 AND user = ?2");
        let conn = self.open()?.store.conn();
        Ok(opt(conn, &sql, (no, user.as_bytes()), read)?)
    }

    /// The file of a job of this user.
    ///
    /// # Errors
    /// The disk's.
    pub fn job_file(&mut self, no: i64) -> Result<Option<JobFile>> {
        let user = self.user.id;
        let sql = "SELECT name, content_type, file FROM job WHERE no = ?1 AND user = ?2 AND file IS NOT NULL";
        let conn = self.open()?.store.conn();
        Ok(opt(conn, sql, (no, user.as_bytes()), |row| {
            Ok(JobFile {
                name: row.get(0)?,
                content_type: row.get(1)?,
                bytes: row.get(2)?,
            })
        })?)
    }
}
