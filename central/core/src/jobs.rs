//! Background work with a record: what was asked, how far it is, what came out.
//!
//! A job is a row before it is a thread: a restart loses none. [`run_next`] takes one waiting job and runs it on the
//! calling thread; who calls it (a server thread, the simulator) is decided outside. A running job must show itself
//! alive through [`JobRun::progress`]; one that fell silent is taken again, three times at most, so the work itself
//! must be repeatable.

use crate::app::App;
use crate::ctx::{Actor, Ctx};
use crate::db::{DbError, DbResult, Row, Tx};
use crate::{Fail, Outcome, params};
use jiff::{SignedDuration, Timestamp};
use loggia_schema::message::{Finding, web};

/// A silent job is dead after this.
const ALIVE: SignedDuration = SignedDuration::from_mins(5);
/// How often a job that died is tried.
const ATTEMPTS: i64 = 3;

/// A kind of job that a subsystem offers.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// Stable name, `books.verify`.
    pub name: &'static str,
    /// Greek title.
    pub title: &'static str,
    /// Whether it is asked for by itself, once each day.
    pub daily: bool,
    /// The work. May take minutes; opens its own transactions; must be repeatable.
    pub run: fn(&App, &JobRun<'_>) -> Outcome<serde_json::Value>,
}

/// State of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Nobody has taken it yet.
    Waiting,
    /// Somebody works on it.
    Running,
    /// It ended well.
    Done,
    /// It ended badly; the result says why.
    Failed,
    /// It works on, and ends at its next step: whoever asked for it wants that.
    Stopping,
    /// It ended because whoever asked for it wanted that.
    Stopped,
}

impl JobState {
    /// As it stands in the table.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
        }
    }

    /// Every state.
    const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Stopping,
        Self::Stopped,
    ];

    fn parse(text: &str) -> DbResult<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.text() == text)
            .ok_or_else(|| DbError::Corrupt(format!("job state {text}")))
    }
}

/// A job's record.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: [u8; 16],
    /// Its kind.
    pub kind: String,
    /// What was asked, JSON.
    pub args: serde_json::Value,
    /// State.
    pub state: JobState,
    /// Units done.
    pub done: i64,
    /// Units in all; 0 if unknown.
    pub total: i64,
    /// What came out, JSON.
    pub result: Option<serde_json::Value>,
    /// Who asked.
    pub actor: String,
    /// When.
    pub created_at: Timestamp,
}

/// The handle that running work holds.
pub struct JobRun<'a> {
    app: &'a App,
    /// The circumstances of this run.
    pub ctx: Ctx,
    /// The record as it was taken.
    pub job: Job,
}

impl JobRun<'_> {
    /// Shows that the job lives and how far it is, at a place where it may end.
    ///
    /// # Errors
    /// [`web::JOB_STOPPED`] when it is to end. The store's.
    pub fn progress(&self, done: i64, total: i64) -> Outcome<()> {
        let until = self.app.clock().now() + ALIVE;
        let goes_on = self.app.db().write(|tx| {
            tx.exec(
                "UPDATE core_job SET done = $1, total = $2, alive_until = $3 \
                 WHERE municipality_id = $4 AND job_id = $5 AND state = $6",
                &params![
                    done,
                    total,
                    until,
                    tx.municipality(),
                    self.job.id,
                    JobState::Running.text()
                ],
            )
        })?;
        if goes_on == 0 {
            return Err(Finding::new(web::JOB_STOPPED).into());
        }
        Ok(())
    }
}

/// Asks for a job; returns its id.
///
/// # Errors
/// The store's.
pub fn enqueue(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &str,
    args: &serde_json::Value,
) -> DbResult<[u8; 16]> {
    let id = ctx.id(&format!("job {kind}"), 0);
    tx.exec(
        "INSERT INTO core_job (municipality_id, job_id, kind, args, state, done, total, attempts, actor, created_at, \
         alive_until) VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, $7, $7)",
        &params![
            tx.municipality(),
            id,
            kind,
            args.to_string(),
            JobState::Waiting.text(),
            ctx.actor.to_string(),
            ctx.now
        ],
    )?;
    Ok(id)
}

/// Asks once a day for each kind that is due daily; how many were new.
///
/// # Errors
/// The store's.
pub fn enqueue_daily(tx: &mut Tx<'_>, ctx: &Ctx, kinds: &[&JobKind]) -> DbResult<usize> {
    let args = serde_json::json!({ "day": ctx.today });
    let mut new = 0;
    for kind in kinds.iter().filter(|kind| kind.daily) {
        let asked = tx.opt(
            "SELECT job_id FROM core_job WHERE municipality_id = $1 AND kind = $2 AND args = $3 LIMIT 1",
            &params![tx.municipality(), kind.name, args.to_string()],
        )?;
        if asked.is_none() {
            enqueue(tx, ctx, kind.name, &args)?;
            new += 1;
        }
    }
    Ok(new)
}

/// Ends a job that waits, and asks one that runs to end at its next step; others stay as they are.
///
/// # Errors
/// The store's.
pub fn stop(tx: &mut Tx<'_>, id: [u8; 16], now: Timestamp) -> DbResult<()> {
    for (from, to, ended) in [
        (JobState::Waiting, JobState::Stopped, Some(now)),
        (JobState::Running, JobState::Stopping, None),
    ] {
        tx.exec(
            "UPDATE core_job SET state = $1, ended_at = $2 WHERE municipality_id = $3 AND job_id = $4 AND state = $5",
            &params![to.text(), ended, tx.municipality(), id, from.text()],
        )?;
    }
    Ok(())
}

/// One job by id.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, id: [u8; 16]) -> DbResult<Option<Job>> {
    tx.opt(
        "SELECT job_id, kind, args, state, done, total, result, actor, created_at FROM core_job \
         WHERE municipality_id = $1 AND job_id = $2",
        &params![tx.municipality(), id],
    )?
    .as_ref()
    .map(from_row)
    .transpose()
}

/// The newest jobs first.
///
/// # Errors
/// The store's.
pub fn newest(tx: &mut Tx<'_>, limit: u32) -> DbResult<Vec<Job>> {
    tx.rows(
        "SELECT job_id, kind, args, state, done, total, result, actor, created_at FROM core_job \
         WHERE municipality_id = $1 ORDER BY created_at DESC, job_id DESC LIMIT $2",
        &params![tx.municipality(), limit],
    )?
    .iter()
    .map(from_row)
    .collect()
}

/// The jobs that somebody asked for, newest first.
///
/// # Errors
/// The store's.
pub fn of_actor(tx: &mut Tx<'_>, actor: &str, limit: u32) -> DbResult<Vec<Job>> {
    tx.rows(
        "SELECT job_id, kind, args, state, done, total, result, actor, created_at FROM core_job \
         WHERE municipality_id = $1 AND actor = $2 ORDER BY created_at DESC, job_id DESC LIMIT $3",
        &params![tx.municipality(), actor, limit],
    )?
    .iter()
    .map(from_row)
    .collect()
}

/// A file that a job made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFile {
    /// Its name.
    pub name: String,
    /// Its `Content-Type`.
    pub content_type: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// How long a file of a job is kept: it holds personal data.
const FILE_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Keeps the file of a job; files of an earlier week go. A job that runs again replaces its file.
///
/// # Errors
/// The store's.
pub fn keep_file(tx: &mut Tx<'_>, id: [u8; 16], file: &JobFile, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "DELETE FROM core_job_file WHERE municipality_id = $1 AND created_at < $2",
        &params![tx.municipality(), now - FILE_KEPT],
    )?;
    tx.exec(
        "INSERT INTO core_job_file (municipality_id, job_id, name, content_type, body, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (municipality_id, job_id) \
         DO UPDATE SET name = excluded.name, content_type = excluded.content_type, body = excluded.body, \
         created_at = excluded.created_at",
        &params![tx.municipality(), id, &file.name, &file.content_type, file.body.as_slice(), now],
    )?;
    Ok(())
}

/// The file of a job, if it made one that is still kept.
///
/// # Errors
/// The store's.
pub fn file(tx: &mut Tx<'_>, id: [u8; 16]) -> DbResult<Option<JobFile>> {
    let row = tx.opt(
        "SELECT name, content_type, body FROM core_job_file WHERE municipality_id = $1 AND job_id = $2",
        &params![tx.municipality(), id],
    )?;
    row.map(|row| {
        Ok(JobFile {
            name: row.get("name")?,
            content_type: row.get("content_type")?,
            body: row.get("body")?,
        })
    })
    .transpose()
}

/// Takes one job that waits (or died) and runs it here; false if there is none.
///
/// # Errors
/// The store's; a job that itself fails is recorded, not thrown.
pub fn run_next(app: &App) -> Outcome<bool> {
    let ctx = app.ctx(Actor::System("jobs"))?;
    let Some(job) = app.db().write(|tx| claim(tx, ctx.now))? else {
        return Ok(false);
    };
    let id = job.id;
    let kind = app
        .subsystems()
        .iter()
        .flat_map(|subsystem| subsystem.jobs)
        .find(|kind| kind.name == job.kind);
    let result = match kind {
        Some(kind) => (kind.run)(app, &JobRun { app, ctx, job }),
        None => Err(Fail::Store(DbError::Bug(
            "no subsystem runs this kind of job".to_owned(),
        ))),
    };
    let (state, value) = match result {
        Ok(value) => (JobState::Done, value),
        Err(Fail::Refused(finding)) if finding.code == web::JOB_STOPPED => {
            (JobState::Stopped, serde_json::Value::Null)
        }
        Err(fail) => {
            tracing::error!(job = %data_encoding::HEXLOWER.encode(&id), %fail, "a job failed");
            (
                JobState::Failed,
                serde_json::json!({ "error": fail.finding().greek() }),
            )
        }
    };
    let now = app.clock().now();
    app.db().write(|tx| {
        tx.exec(
            "UPDATE core_job SET state = $1, result = $2, ended_at = $3 WHERE municipality_id = $4 AND job_id = $5",
            &params![state.text(), value.to_string(), now, tx.municipality(), id],
        )
    })?;
    Ok(true)
}

pub(crate) fn claim(tx: &mut Tx<'_>, now: Timestamp) -> DbResult<Option<Job>> {
    tx.exec(
        "UPDATE core_job SET state = $1, ended_at = $2 WHERE municipality_id = $3 AND state = $4 AND alive_until < $2",
        &params![JobState::Stopped.text(), now, tx.municipality(), JobState::Stopping.text()],
    )?;
    tx.exec(
        "UPDATE core_job SET state = $1, ended_at = $2, result = $3 \
         WHERE municipality_id = $4 AND state = $5 AND alive_until < $2 AND attempts >= $6",
        &params![
            JobState::Failed.text(),
            now,
            r#"{"error":"fell silent too often"}"#,
            tx.municipality(),
            JobState::Running.text(),
            ATTEMPTS
        ],
    )?;
    tx.opt(
        "UPDATE core_job SET state = $1, attempts = attempts + 1, alive_until = $2 \
         WHERE municipality_id = $3 AND job_id = (SELECT job_id FROM core_job WHERE municipality_id = $3 \
         AND (state = $4 OR (state = $1 AND alive_until < $5)) ORDER BY created_at, job_id LIMIT 1) \
         AND (state = $4 OR (state = $1 AND alive_until < $5)) \
         RETURNING job_id, kind, args, state, done, total, result, actor, created_at",
        &params![JobState::Running.text(), now + ALIVE, tx.municipality(), JobState::Waiting.text(), now],
    )?
    .as_ref()
    .map(from_row)
    .transpose()
}

fn from_row(row: &Row) -> DbResult<Job> {
    let json = |text: String| {
        serde_json::from_str(&text)
            .map_err(|error| DbError::Corrupt(format!("a job's record: {error}")))
    };
    Ok(Job {
        id: row.get("job_id")?,
        kind: row.get("kind")?,
        args: json(row.get("args")?)?,
        state: JobState::parse(&row.get::<String>("state")?)?,
        done: row.get("done")?,
        total: row.get("total")?,
        result: row.get::<Option<String>>("result")?.map(json).transpose()?,
        actor: row.get("actor")?,
        created_at: row.get("created_at")?,
    })
}
