//! Long work beside the pages: a person starts it, a page shows how far it is, the store keeps what came out.
//!
//! What runs is known here, in memory; how it ended is in the store. So a job that neither runs nor has an end was broken off,
//! and says so. Work that may stop between two items says so itself ([`Run::step`]); its person can then stop it.

use crate::server::App;
use loggia_node::jobs::{JobFile, Outcome};
use loggia_node::{Actor, NodeError};
use loggia_schema::message::{Finding, web};
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What runs now.
#[derive(Clone, Default)]
pub struct Jobs {
    running: Arc<Mutex<BTreeMap<i64, Running>>>,
}

/// A job that runs.
#[derive(Debug, Clone, Copy)]
pub struct Running {
    /// Done, of how many.
    pub items: (u64, u64),
    /// It may be stopped between two items.
    pub may_stop: bool,
    /// Its person asked for that.
    stop: bool,
    began: Instant,
}

impl Running {
    /// About how many seconds are left, once that can be told.
    pub fn left(&self) -> Option<u64> {
        loggia_ui::result::left(self.began.elapsed(), self.items)
    }
}

/// The job that a piece of work is.
#[derive(Clone)]
pub struct Run {
    jobs: Jobs,
    no: i64,
}

/// What a piece of work gives when it ended well.
pub type Ended = (Outcome, Option<JobFile>);

impl Jobs {
    /// How far a job is; `None` if it does not run.
    pub fn running(&self, no: i64) -> Option<Running> {
        self.lock().get(&no).copied()
    }

    /// Asks a job to end at its next step.
    pub fn stop(&self, no: i64) {
        if let Some(running) = self.lock().get_mut(&no) {
            running.stop = true;
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<i64, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    fn begin(&self) {
        let running = Running {
            items: (0, 0),
            may_stop: false,
            stop: false,
            began: Instant::now(),
        };
        self.jobs.lock().insert(self.no, running);
    }

    /// Says how far it is, between two items: here the work may end.
    ///
    /// # Errors
    /// The finding when its person wants it to end.
    pub fn step(&self, items: (u64, u64)) -> Result<(), Finding> {
        let mut running = self.jobs.lock();
        match running.get_mut(&self.no) {
            Some(running) if running.stop => Err(Finding::new(web::JOB_STOPPED)),
            Some(running) => {
                (running.items, running.may_stop) = (items, true);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// Starts work for a person; the number of its job, for `/jobs/{no}`.
///
/// # Errors
/// The user's: locked. The disk's.
pub async fn start<F>(
    app: &App,
    actor: &Actor,
    title: String,
    work: impl FnOnce(Run) -> F + Send + 'static,
) -> Result<i64, NodeError>
where
    F: Future<Output = Result<Ended, NodeError>> + Send + 'static,
{
    let who = actor.clone();
    let no = app
        .office()
        .run(move |node| node.session(&who)?.begin_job(&title))
        .await?;
    let run = Run {
        jobs: app.jobs().clone(),
        no,
    };
    run.begin();
    let (app, who) = (app.clone(), actor.clone());
    tokio::spawn(async move {
        // A panic inside ends the inner task alone: the job is written down as broken off.
        let ended = tokio::spawn(work(run.clone())).await;
        let ended = ended.unwrap_or(Err(NodeError::Us("a job panicked")));
        let (outcome, file) = ended.unwrap_or_else(|error| {
            let failures = error.findings().into_iter();
            let failures = failures.map(|finding| ("Εργασία".to_owned(), finding));
            let failed = Outcome {
                failures: failures.collect(),
                ..Outcome::default()
            };
            (failed, None)
        });
        let kept = app
            .office()
            .run(move |node| node.session(&who)?.end_job(no, &outcome, file.as_ref()))
            .await;
        if let Err(error) = kept {
            tracing::warn!(%error, "the end of a job was not written down");
        }
        run.jobs.lock().remove(&no);
    });
    Ok(no)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_at_its_next_step_once_its_person_stops_it() {
        let jobs = Jobs::default();
        let run = Run {
            jobs: jobs.clone(),
            no: 7,
        };
        run.begin();
        assert!(!jobs.running(7).unwrap().may_stop, "no step yet");
        assert_eq!(run.step((1, 10)), Ok(()));
        let running = jobs.running(7).unwrap();
        assert_eq!((running.items, running.may_stop), ((1, 10), true));
        jobs.stop(8);
        assert_eq!(run.step((2, 10)), Ok(()), "another job's stop");
        jobs.stop(7);
        assert_eq!(run.step((3, 10)), Err(Finding::new(web::JOB_STOPPED)));
        assert_eq!(jobs.running(7).unwrap().items, (2, 10));
    }
}
