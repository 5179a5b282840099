//! The printers of this device: papers go to the system's `lp` without a dialog (εκτύπωση χωρίς ερώτηση).
//!
//! A paper is handed over in memory, never through a file. Where the system has no `lp`, no printer is offered and papers
//! open as PDF. What the printer's system answers is kept with the line of the queue; a line that was not taken stays, and
//! sending it again prints the same stored paper: no number is ever taken for a print.

use crate::server::App;
use loggia_node::printing::PrintState;
use loggia_node::{Actor, NodeError};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// How long the printer's system may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most letters of an answer that are kept.
const ANSWER: usize = 200;

/// The printer's system.
#[derive(Debug, Clone, Default)]
pub struct Spooler {
    folder: Option<PathBuf>,
}

impl Spooler {
    /// `lp` and `lpstat` as the system finds them.
    pub fn system() -> Spooler {
        Spooler::default()
    }

    /// `lp` and `lpstat` of a folder.
    pub fn at(folder: impl Into<PathBuf>) -> Spooler {
        Spooler {
            folder: Some(folder.into()),
        }
    }

    /// The printers there are, by name.
    pub async fn printers(&self) -> Vec<String> {
        let said = self.run("lpstat", &["-e"], &[]).await.unwrap_or_default();
        let names = said.lines().map(str::trim);
        names
            .filter(|name| !name.is_empty() && !name.starts_with('-'))
            .map(str::to_owned)
            .collect()
    }

    /// Hands a paper over; the refusal is what the system says.
    async fn send(
        &self,
        printer: &str,
        title: &str,
        media: Option<&str>,
        pdf: &[u8],
    ) -> Result<(), String> {
        // A printer that is switched off takes papers and prints them some day: better it says so now.
        let state = self.run("lpstat", &["-p", printer], &[]).await?;
        if state.contains("disabled") {
            return Err("ο εκτυπωτής είναι κλειστός ή σταματημένος".to_owned());
        }
        let media = media.map(|size| format!("media={size}"));
        let mut words = vec!["-d", printer, "-t", title];
        if let Some(media) = &media {
            words.extend(["-o", media]);
        }
        words.push("-");
        self.run("lp", &words, pdf).await.map(drop)
    }

    async fn run(&self, program: &str, words: &[&str], input: &[u8]) -> Result<String, String> {
        let path = match &self.folder {
            Some(folder) => folder.join(program),
            None => PathBuf::from(program),
        };
        let mut command = Command::new(path);
        command
            .args(words)
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let work = async {
            let mut child = command.spawn()?;
            if let Some(mut pipe) = child.stdin.take() {
                // A program that reads nothing closes its end; what it says is what counts.
                let _ = pipe.write_all(input).await;
            }
            child.wait_with_output().await
        };
        let done = tokio::time::timeout(PATIENCE, work).await;
        let output = done
            .map_err(|_| "δεν απάντησε".to_owned())?
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(said.trim().chars().take(ANSWER).collect())
    }
}

/// Sends a line of the queue to its printer, beside the pages.
pub fn deliver(app: &App, actor: &Actor, no: i64, media: Option<&'static str>) {
    let (app, actor) = (app.clone(), actor.clone());
    tokio::spawn(async move {
        if let Err(error) = delivered(&app, &actor, no, media).await {
            tracing::warn!(%error, "a print was not written down");
        }
    });
}

async fn delivered(
    app: &App,
    actor: &Actor,
    no: i64,
    media: Option<&str>,
) -> Result<(), NodeError> {
    let office = app.office().clone();
    let who = actor.clone();
    let found = office
        .run(move |node| {
            let mut session = node.session(&who)?;
            let line = session.print_line(no)?;
            let Some(line) = line.filter(|line| line.state != PrintState::Sent) else {
                return Ok(None);
            };
            let paper = session.kept_paper(&line.doc, &line.sheet)?;
            Ok(paper.map(|paper| {
                if line.copy {
                    (line, paper.copy)
                } else {
                    (line, paper.original)
                }
            }))
        })
        .await?;
    let Some((line, pdf)) = found else {
        return Ok(());
    };
    let sent = app
        .spooler()
        .send(&line.printer, &line.title, media, &pdf)
        .await;
    let who = actor.clone();
    office
        .run(move |node| node.session(&who)?.printed(no, sent.err().as_deref()))
        .await
}
