//! `loggia-window`: the desktop program of an office.
//!
//! ```text
//! loggia-window                       the office of this user, in the usual folder
//! loggia-window --dir DIR             the office in another folder; --marks DIR, --now TIME, --centre ADDRESS as for
//!                                     loggia-node
//! loggia-window --at http://127.0.0.1:PORT/login?t=TOKEN    an office that `loggia-node serve` serves already
//! ```

use loggia_node_app::{Place, Running, ServeError, ServeOptions, serve};
use loggia_window::office::{Office, Opening, Waiting};
use loggia_window::shell;
use loggia_window::words::{self, Words};
use std::path::PathBuf;
use std::process::ExitCode;
use tauri::Url;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new("warn"))
        .with_writer(std::io::stderr)
        .init();
    let words = match words::read(std::env::args().skip(1), &|name| std::env::var_os(name)) {
        Ok(words) => words,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    match run(words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: Words) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let (store, opening) = match words {
        Words::At(address) => {
            let store = PathBuf::from(address.origin().ascii_serialization());
            (store, visiting(address))
        }
        Words::Here {
            dir,
            marks,
            now,
            centre,
        } => {
            let folder = std::path::absolute(&dir)?;
            let place = Place {
                folder: folder.clone(),
                marks,
                now,
            };
            let options = ServeOptions {
                centre,
                ..ServeOptions::new(place)
            };
            (folder, opening(options))
        }
    };
    shell::run(store, opening)?;
    Ok(())
}

/// Opens the office inside this process.
fn opening(options: ServeOptions) -> Opening {
    Box::new(move || {
        Box::pin(async move {
            let running = serve(options).await.map_err(|error| sentence(&error))?;
            let address = running
                .login_url()
                .ok()
                .and_then(|address| address.parse().ok());
            match address {
                Some(address) => Ok(Box::new(Inside { running, address }) as Box<dyn Office>),
                None => {
                    running.shutdown().await;
                    Err("Η διεύθυνση του προγράμματος δεν διαβάζεται.".to_owned())
                }
            }
        })
    })
}

/// What the person reads: the findings, each with its code.
fn sentence(error: &ServeError) -> String {
    tracing::error!(%error, "the office was not opened");
    let said: Vec<String> = error
        .findings()
        .iter()
        .map(|finding| format!("{} ({})", finding.greek(), finding.code))
        .collect();
    said.join(" ")
}

/// An office served by this process.
struct Inside {
    running: Running,
    address: Url,
}

impl Office for Inside {
    fn address(&self) -> Url {
        self.address.clone()
    }

    fn close(self: Box<Self>) -> Waiting<()> {
        Box::pin(self.running.shutdown())
    }
}

/// An office served by another process: the window only visits it and leaves it running.
fn visiting(address: Url) -> Opening {
    Box::new(move || Box::pin(async move { Ok(Box::new(Elsewhere(address)) as Box<dyn Office>) }))
}

struct Elsewhere(Url);

impl Office for Elsewhere {
    fn address(&self) -> Url {
        self.0.clone()
    }

    fn close(self: Box<Self>) -> Waiting<()> {
        Box::pin(async {})
    }
}
