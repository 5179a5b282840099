//! The line to the centre: meets it whenever there is one, and says how that went (γραμμή).
//!
//! One task calls the centre in a rhythm; a failed call is tried again ever more rarely, a save or «Επανάληψη» at once.
//! When to call is [`loggia_quic::retry`]'s; what is said is the session machine's; here the store is lent to it, step
//! by step, so that pages go on working while a session runs. A locked store is not lent: locked means no
//! synchronisation, and the status line says so.

use crate::office::Office;
use crate::place::Centre;
use jiff::{SignedDuration, Timestamp};
use loggia_node::{Meeting, Node, NodeError};
use loggia_quic::client::{CallError, Client};
use loggia_quic::drive::{Clock, DriveError, Driven};
use loggia_quic::retry::{self, Outcome};
use loggia_quic::tls::Pin;
use loggia_schema::message::{Finding, access, storage, sync as says, web};
use loggia_sync::enrol::{BadCode, EnrolCode};
use loggia_sync::receipt::Millis;
use loggia_sync::session::{Ending, Output, Summary};
use loggia_sync::store::{StoreError, SyncStore};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// The line of one office. Cheap to clone.
#[derive(Clone)]
pub struct Line {
    inner: Arc<Inner>,
}

struct Inner {
    office: Office,
    folder: PathBuf,
    view: Mutex<View>,
    wake: Notify,
    /// One session at a time.
    busy: tokio::sync::Mutex<()>,
}

/// What pages and command line say about the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// The last call went well.
    pub online: bool,
    /// A session runs now.
    pub talking: bool,
    /// Failed calls in a row.
    pub failures: u32,
    /// What the last call that failed says.
    pub answer: Option<Finding>,
    /// When it was tried last, by the device's clock.
    pub last_try: Option<Timestamp>,
    /// When it will be tried next, by the device's clock.
    pub next: Option<Timestamp>,
}

/// What a meeting moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Moved {
    /// Bundles handed over.
    pub sent: u32,
    /// Bundles let in.
    pub received: u32,
    /// Batches of records applied.
    pub records: u32,
    /// Receipts of the centre stored.
    pub receipts: u32,
}

/// How a call ended: what the retry needs, and what people read when it failed.
struct Called {
    outcome: Outcome,
    result: Result<Summary, Finding>,
}

impl Line {
    /// The line of an office whose store lies in `folder`. Nothing is called until asked.
    pub fn new(office: Office, folder: PathBuf) -> Line {
        let (view, wake, busy) = (Mutex::default(), Notify::new(), tokio::sync::Mutex::new(()));
        Line {
            inner: Arc::new(Inner {
                office,
                folder,
                view,
                wake,
                busy,
            }),
        }
    }

    /// How it stands.
    pub fn view(&self) -> View {
        self.view_mut().clone()
    }

    /// Calls soon: something was saved, somebody pressed «Επανάληψη», the store was unlocked.
    pub fn wake(&self) {
        self.inner.wake.notify_one();
    }

    /// Calls for as long as the program runs. Ends when the task is aborted.
    pub async fn keep_calling(self) {
        let mut failures = 0;
        loop {
            let wait = if self.can_call() {
                let outcome = self.until_done().await;
                failures = if matches!(outcome, Outcome::Failed) {
                    failures + 1
                } else {
                    0
                };
                retry::wait(outcome, failures, die())
            } else {
                retry::RHYTHM
            };
            self.announce(wait).await;
            let wait = tokio::time::sleep(wait);
            tokio::select! { () = wait => {}, () = self.inner.wake.notified() => {} }
        }
    }

    /// Meets the centre now and says what moved.
    ///
    /// # Errors
    /// The user's: locked, not enrolled, no address. The peer's: no line, or a refusal. The disk's.
    pub async fn meet(&self) -> Result<Moved, NodeError> {
        let _one = self.inner.busy.lock().await;
        let mut moved = Moved::default();
        loop {
            let called = self.call().await;
            let summary = called.result?;
            moved.sent += summary.bundles_sent;
            moved.received += summary.bundles_admitted;
            moved.records += summary.record_batches;
            moved.receipts += summary.receipts;
            if !summary.more {
                return Ok(moved);
            }
        }
    }

    /// Enrols the device with a one-time code and keeps the centre's address.
    ///
    /// # Errors
    /// The user's: a code that is none or not valid, enrolled already, training and real mixed. The peer's: no line.
    pub async fn enrol(&self, centre: SocketAddr, code: &str, name: &str) -> Result<(), NodeError> {
        let _one = self.inner.busy.lock().await;
        let code = EnrolCode::parse(code).map_err(|bad| match bad {
            BadCode::Form => Finding::new(says::CODE_FORM).on("code"),
            BadCode::Check => Finding::new(says::CODE_CHECK).on("code"),
        })?;
        let name = name.to_owned();
        let meeting = self
            .inner
            .office
            .run(move |node| node.first_meeting(code, &name))
            .await?;
        let (called, outputs) = self.talk(centre, meeting).await;
        let refused = called.result.err();
        let enrolled = outputs.into_iter().find_map(|output| match output {
            Output::Enrolled {
                enrolled,
                certificate,
            } => Some((enrolled, certificate)),
            _ => None,
        });
        let Some((enrolled, certificate)) = enrolled else {
            return Err(refused.unwrap_or_else(|| Finding::new(web::NO_LINE)).into());
        };
        let folder = self.inner.folder.clone();
        let keep = move |node: &mut Node| {
            node.keep_enrolment(&enrolled, &certificate)?;
            let kept = Centre { address: centre }.save(&folder);
            kept.map_err(|_| NodeError::refuse(storage::DISK_FAILED))
        };
        self.inner.office.run(keep).await
    }

    /// Sessions until there is nothing more to say.
    async fn until_done(&self) -> Outcome {
        let _one = self.inner.busy.lock().await;
        loop {
            let called = self.call().await;
            if called.outcome != Outcome::More {
                return called.outcome;
            }
        }
    }

    /// One call, and what it does to the view.
    async fn call(&self) -> Called {
        self.view_mut().talking = true;
        let called = self.synchronise().await;
        let now = self.device_time().await;
        let mut view = self.view_mut();
        view.talking = false;
        view.last_try = now;
        match &called.result {
            Ok(_) => (view.online, view.failures, view.answer) = (true, 0, None),
            Err(finding) => {
                (view.online, view.answer) = (
                    matches!(called.outcome, Outcome::Busy(_)),
                    Some(finding.clone()),
                );
                view.failures += 1;
            }
        }
        drop(view);
        called
    }

    async fn synchronise(&self) -> Called {
        let Some(centre) = Centre::load(&self.inner.folder) else {
            return Called::failed(Finding::new(web::NO_ADDRESS));
        };
        let meeting = match self.inner.office.run(Node::meeting).await {
            Ok(meeting) => meeting,
            Err(error) => return Called::failed(first(&error)),
        };
        let (called, outputs) = self.talk(centre.address, meeting).await;
        let well = called.result.is_ok();
        let noted = self
            .inner
            .office
            .run(move |node| note(node, outputs, well))
            .await;
        match noted {
            Err(error) if called.result.is_ok() => Called::failed(first(&error)),
            _ => called,
        }
    }

    /// Calls, and drives one session to its end.
    async fn talk(&self, to: SocketAddr, meeting: Meeting) -> (Called, Vec<Output>) {
        let clock = self.clock().await;
        let office = self.inner.office.clone();
        let lend = move |step: &mut dyn FnMut(&mut dyn SyncStore)| office.with(|node| step(node));
        let pin = meeting.centre.map_or(Pin::FirstMeeting, Pin::Keys);
        let mut outputs = Vec::new();
        let driven = match Client::new(to) {
            Err(error) => Err(error),
            Ok(client) => {
                let keys = (&meeting.keys, pin);
                let observe = |output| outputs.push(output);
                let driven = client
                    .session(to, keys, meeting.session, Arc::new(lend), clock, observe)
                    .await;
                // Give the last words a moment; an unreachable peer must not hold the line up.
                let _ = tokio::time::timeout(Duration::from_secs(1), client.close()).await;
                driven
            }
        };
        (Called::of(driven), outputs)
    }

    /// The device's clock as sessions take it.
    async fn clock(&self) -> Clock {
        let start = self.device_time().await.unwrap_or_else(Timestamp::now);
        let (start, since) = (
            u64::try_from(start.as_millisecond()).unwrap_or(0),
            Instant::now(),
        );
        let passed = move || u64::try_from(since.elapsed().as_millis()).unwrap_or(0);
        Arc::new(move || Millis(start.saturating_add(passed())))
    }

    /// What the device's clock shows; `None` while the store is locked.
    async fn device_time(&self) -> Option<Timestamp> {
        self.inner
            .office
            .run(|node| Ok(node.moment()?.device))
            .await
            .ok()
    }

    fn can_call(&self) -> bool {
        let office = &self.inner.office;
        let staffed = office.seat().is_some() || !office.benched().is_empty();
        staffed && Centre::load(&self.inner.folder).is_some()
    }

    async fn announce(&self, wait: Duration) {
        let now = self.device_time().await;
        let next = now
            .zip(SignedDuration::try_from(wait).ok())
            .and_then(|(now, wait)| now.checked_add(wait).ok());
        self.view_mut().next = next;
    }

    fn view_mut(&self) -> std::sync::MutexGuard<'_, View> {
        self.inner
            .view
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Called {
    fn failed(finding: Finding) -> Called {
        Called {
            outcome: Outcome::Failed,
            result: Err(finding),
        }
    }

    fn of(driven: Result<Driven, CallError>) -> Called {
        let driven = match driven {
            Ok(driven) => driven,
            Err(error) => {
                tracing::debug!(%error, "no session with the centre");
                let locked = matches!(error, CallError::Drive(DriveError::StoreLocked));
                return match () {
                    () if error.is_wrong_key() => Called {
                        outcome: Outcome::Refused,
                        result: Err(Finding::new(says::WRONG_CENTRE)),
                    },
                    () if locked => Called::failed(Finding::new(access::LOCKED)),
                    () => Called::failed(Finding::new(web::NO_LINE)),
                };
            }
        };
        let result = match &driven.ending {
            Ending::Done(summary) => Ok(*summary),
            Ending::Busy(_) => Err(Finding::new(says::BUSY)),
            Ending::Refused { why, .. } => Err(Finding::new(why.code)),
            Ending::Store(StoreError::Full) => Err(Finding::new(storage::DISK_FULL)),
            Ending::Store(StoreError::Busy) => Err(Finding::new(access::LOCKED)),
            Ending::Store(error) => {
                tracing::error!(%error, "the store failed in a session");
                Err(Finding::new(storage::DISK_FAILED))
            }
            Ending::Cut => Err(Finding::new(says::LINE_CUT)),
        };
        Called {
            outcome: Outcome::from(&driven.ending),
            result,
        }
    }
}

/// What a session told besides what is in the store already.
fn note(node: &mut Node, outputs: Vec<Output>, well: bool) -> Result<(), NodeError> {
    for output in outputs {
        match output {
            Output::CentreClock(at) => node.note_centre_clock(at)?,
            Output::Granted(scopes) => node.keep_scopes(&scopes)?,
            Output::NewCertificate(certificate) => node.keep_certificate(&certificate)?,
            _ => {}
        }
    }
    if well {
        node.note_synced()
    } else {
        node.note_sent()
    }
}

fn first(error: &NodeError) -> Finding {
    error
        .findings()
        .into_iter()
        .next()
        .unwrap_or_else(|| Finding::new(web::NO_LINE))
}

/// Any number: spreads the calls of many offices.
fn die() -> u32 {
    getrandom::u32().unwrap_or(0)
}
