//! Long work beside the pages: a person starts it, a page shows how far it is, the store keeps what came out.
//!
//! What runs is known here, in memory; how it ended is in the store. So a job that neither runs nor has an end was broken off,
//! and says so.

use crate::server::App;
use loggia_node::jobs::{JobFile, Outcome};
use loggia_node::{Actor, NodeError};
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What runs now.
#[derive(Clone, Default)]
pub struct Jobs {
    running: Arc<Mutex<BTreeMap<i64, (u64, u64)>>>,
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
    /// How far a job is, done and of how many; `None` if it does not run.
    pub fn progress(&self, no: i64) -> Option<(u64, u64)> {
        self.lock().get(&no).copied()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<i64, (u64, u64)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run {
    /// Says how far it is.
    pub fn progress(&self, (done, total): (u64, u64)) {
        self.jobs.lock().insert(self.no, (done, total));
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
    run.progress((0, 0));
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
