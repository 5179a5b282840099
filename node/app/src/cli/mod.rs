//! The command line of `loggia-node`: words in, one JSON line out, an exit status that says whose fault it is.
//!
//! A command takes the store's lock itself; if a server of ours holds it, the command is handed to that server, and if
//! another command holds it, it waits its turn. Exit 0 means that what was written is durable.
//!
//! * [`args`]: the words. * `input`: passwords and JSON from files or standard input, never from an argument.
//! * `hand_over`: the few lines of HTTP to a running server.

pub mod args;
mod hand_over;
mod input;

use crate::beacon::Beacon;
use crate::line::Line;
use crate::office::Office;
use crate::place::Place;
use crate::serve::{ServeError, ServeOptions, serve};
use crate::work::{Handed, Outcome};
use args::{Cli, Command, Who};
use clap::Parser as _;
use clap::error::{ContextKind, ErrorKind};
use input::Sources;
use loggia_node::lock::LockError;
use loggia_node::{Create, Node, NodeError};
use loggia_schema::message::{Finding, us, web};
use serde_json::json;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long a command waits for another one to let go of the store.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs the program.
pub fn run() -> ExitCode {
    let level = tracing_subscriber::EnvFilter::try_from_default_env();
    let level = level.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(level)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return not_words(&error),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(command(cli)),
        Err(error) => {
            tracing::error!(%error, "no runtime");
            Outcome::refused(&[Finding::new(us::UNEXPECTED)])
        }
    };
    print(&outcome.answer);
    ExitCode::from(outcome.exit)
}

/// Words that are none are answered like any refusal, below clap's own explanation; help is no refusal.
fn not_words(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let word = error.get(ContextKind::InvalidArg);
        let word = word.or_else(|| error.get(ContextKind::InvalidSubcommand));
        let word = word.map_or_else(|| "–".to_owned(), ToString::to_string);
        let finding = Finding::new(web::WORDS).with("word", word);
        print(&Outcome::refused(&[finding]).answer);
    }
    ExitCode::from(u8::from(error.use_stderr()) * 2)
}

async fn command(cli: Cli) -> Outcome {
    let place = Place {
        folder: cli.dir,
        marks: cli.marks,
        now: cli.now,
    };
    match cli.command {
        Command::Init { training, who } => Outcome::of(init(&place, training, &who)),
        Command::Serve {
            port,
            no_sync,
            centre,
        } => {
            let options = ServeOptions {
                place,
                port,
                sync: !no_sync,
                centre,
            };
            served(serve_until_stopped(options).await)
        }
        other => match input::handed(other) {
            Ok(handed) => perform(place, handed).await,
            Err(error) => Outcome::of(Err(error)),
        },
    }
}

fn init(place: &Place, training: bool, who: &Who) -> Result<serde_json::Value, NodeError> {
    let password = Sources::default().password(&who.password_file)?;
    let how = Create {
        training,
        login: &who.user,
        password: &password,
    };
    let (node, actor) = place.create(how)?;
    Ok(
        json!({ "device": node.device()?, "incarnation": node.incarnation()?, "training": training, "user": actor.login() }),
    )
}

/// Here, or by the server that holds the store.
async fn perform(place: Place, handed: Handed) -> Outcome {
    let start = Instant::now();
    loop {
        let folder = place.folder.clone();
        let opening = place.clone();
        let opened = tokio::task::spawn_blocking(move || opening.open()).await;
        match opened.unwrap_or(Err(NodeError::Us("opening the store panicked"))) {
            Ok(node) => return here(node, place, handed).await,
            Err(NodeError::Lock(LockError::Held { holder })) => {
                if let Some(beacon) = Beacon::read(&folder)
                    && let Some(outcome) = hand_over::to(&beacon, &handed).await
                {
                    return outcome;
                }
                if start.elapsed() > PATIENCE {
                    return Outcome::of(Err(NodeError::Lock(LockError::Held { holder })));
                }
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
            Err(error) => return Outcome::of(Err(error)),
        }
    }
}

async fn here(node: Node, place: Place, handed: Handed) -> Outcome {
    let office = Office::new(node, None);
    let line = Line::new(office.clone(), place.folder);
    Outcome::of(handed.perform(&office, &line).await)
}

/// Serves until Ctrl-C or SIGTERM.
async fn serve_until_stopped(options: ServeOptions) -> Result<(), ServeError> {
    let running = serve(options).await?;
    print(&json!({ "url": running.url, "login": running.login_url()?, "pid": std::process::id() }));
    stopped().await;
    running.shutdown().await;
    Ok(())
}

fn served(ended: Result<(), ServeError>) -> Outcome {
    match ended {
        Ok(()) => Outcome {
            exit: 0,
            answer: json!({ "stopped": true }),
        },
        Err(error) => {
            tracing::error!(%error, "the office is not served");
            Outcome::refused(&error.findings())
        }
    }
}

async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let (interrupt, terminate) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    );
    match (interrupt, terminate) {
        (Ok(mut interrupt), Ok(mut terminate)) => {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        }
        _ => {
            tracing::error!("no signals: stop the process to end it");
            std::future::pending::<()>().await;
        }
    }
}

/// One line, and out at once: whoever reads it waits for it. A reader that is gone changes nothing.
fn print(answer: &serde_json::Value) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{answer}");
    let _ = out.flush();
}

/// The finding of a server that holds the store and does not answer.
fn silent() -> Outcome {
    Outcome::refused(&[Finding::new(web::SERVE_SILENT)])
}
