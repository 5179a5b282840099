//! `loggia-central serve`: one process, two doors. Browsers over HTTP, laptops over QUIC.
//!
//! Both sockets are bound before anything is said; then one JSON line tells the addresses, so that ports may be 0.
//! SIGINT or SIGTERM: nobody new is let in, running sessions and requests end, the process leaves with status 0.

use crate::hall::{self, TownHall};
use crate::install::Install;
use crate::web;
use jiff::civil::Date;
use loggia_core::ctx::Actor;
use loggia_core::entropy::NoEntropy;
use loggia_core::{Fail, jobs};
use loggia_intake::judge;
use loggia_schema::message::{Finding, us, web as web_says};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How long open requests may take to end.
const GRACE: Duration = Duration::from_secs(5);
/// How often background work is looked for.
const TICK: Duration = Duration::from_secs(2);

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The runtime, or the line that tells where we listen.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A door's address is taken or not ours.
    #[error("{address}: {why}")]
    Door {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        why: String,
    },
    /// No randomness for sessions.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// What was admitted before could not be judged.
    #[error(transparent)]
    Judge(#[from] Fail),
}

impl StartError {
    /// The sentence for the person at the terminal, with its code.
    pub fn finding(&self) -> Finding {
        match self {
            StartError::Door { address, .. } => {
                Finding::new(web_says::PORT_TAKEN).with("port", address)
            }
            StartError::Judge(fail) => fail.finding(),
            StartError::Io(_) | StartError::Entropy(_) => Finding::new(us::UNEXPECTED),
        }
    }
}

/// The refusal of a door.
fn door<E: ToString>(address: SocketAddr) -> impl Fn(E) -> StartError {
    move |error| StartError::Door {
        address,
        why: error.to_string(),
    }
}

/// Serves until a signal; the answer is the command's last line.
///
/// # Errors
/// [`StartError`].
pub fn run(install: &Install, quic: SocketAddr, http: SocketAddr) -> Result<Value, StartError> {
    judge::judge_all(&install.app, &install.centre)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(install, quic, http))?;
    Ok(json!({ "stopped": true }))
}

async fn serve(install: &Install, quic: SocketAddr, http: SocketAddr) -> Result<(), StartError> {
    let listener = TcpListener::bind(http).await.map_err(door(http))?;
    let (server, quic) = hall::bind(&install.keys, quic).map_err(door(quic))?;
    let http = listener.local_addr()?;
    tell(&json!({
        "quic": quic.to_string(), "http": format!("http://{http}"), "pid": std::process::id(),
        "training": install.app.clock().is_training(), "root": install.keys.root_fingerprint(),
    }))?;
    let rng = StdRng::from_seed(install.app.entropy().bytes()?);
    let hall = Arc::new(TownHall::new(install, rng));
    let (stop, stopped) = watch::channel(false);
    let receiving = tokio::spawn(hall::receive(hall, server, quic, stopped.clone()));
    let working = tokio::spawn(work(install.app.clone(), stopped.clone()));
    let router = web::router(&install.app);
    let mut closing = stopped.clone();
    let pages = tokio::spawn(async move {
        let until = async move {
            let _ = closing.wait_for(|stop| *stop).await;
        };
        axum::serve(listener, router)
            .with_graceful_shutdown(until)
            .await
    });
    wait_for_signal().await?;
    let _ = stop.send(true);
    let _ = tokio::time::timeout(GRACE, pages).await;
    let _ = tokio::time::timeout(GRACE, receiving).await;
    let _ = tokio::time::timeout(GRACE, working).await;
    Ok(())
}

/// The line that whoever started us waits for.
fn tell(line: &Value) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

async fn wait_for_signal() -> io::Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

/// Asks for what is due today, once a day, then runs one job that waits. Returns the day asked for, and whether a job ran.
fn next(
    app: &loggia_core::app::App,
    asked: Option<Date>,
) -> loggia_core::Outcome<(Option<Date>, bool)> {
    let ctx = app.ctx(Actor::System("jobs"))?;
    if asked != Some(ctx.today) {
        let subsystems = app.subsystems().iter();
        let kinds: Vec<_> = subsystems.flat_map(|subsystem| subsystem.jobs).collect();
        app.db().write(|tx| jobs::enqueue_daily(tx, &ctx, &kinds))?;
    }
    Ok((Some(ctx.today), jobs::run_next(app)?))
}

/// Background jobs, one at a time.
async fn work(app: loggia_core::app::App, mut stop: watch::Receiver<bool>) {
    let mut asked = None;
    while !*stop.borrow() {
        let (job, before) = (app.clone(), asked);
        match app.blocking(move || next(&job, before)).await {
            Ok((day, ran)) => {
                asked = day;
                if ran {
                    continue;
                }
            }
            Err(error) => tracing::warn!(%error, "background work failed"),
        }
        let _ = tokio::time::timeout(TICK, stop.wait_for(|stop| *stop)).await;
    }
}
