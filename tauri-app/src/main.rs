//! `loggia-window`: the desktop program of an office.
//!
//! ```text
//! loggia-window --at http://127.0.0.1:PORT/login?t=TOKEN    pages of an office that `loggia-node serve` serves already
//! ```

use loggia_window::office::{Office, Opening, Waiting};
use loggia_window::{rules, shell};
use std::path::PathBuf;
use std::process::ExitCode;
use tauri::Url;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let (store, opening) = match arguments(std::env::args().skip(1)) {
        Ok(plan) => plan,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    tauri::async_runtime::set(runtime.handle().clone());
    match shell::run(store, opening) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the command line: the folder that names this instance, and how its office is opened.
fn arguments(mut words: impl Iterator<Item = String>) -> Result<(PathBuf, Opening), String> {
    const USAGE: &str = "usage: loggia-window --at http://127.0.0.1:PORT/login?t=TOKEN";
    match (words.next().as_deref(), words.next(), words.next()) {
        (Some("--at"), Some(address), None) => {
            let address: Url = address.parse().map_err(|_| USAGE.to_owned())?;
            if !rules::is_loopback(&address) {
                return Err(format!(
                    "{USAGE}\nonly addresses of this machine are opened"
                ));
            }
            let store = PathBuf::from(address.origin().ascii_serialization());
            let opening: Opening = Box::new(move || {
                Box::pin(async move { Ok(Box::new(Elsewhere(address)) as Box<dyn Office>) })
            });
            Ok((store, opening))
        }
        _ => Err(USAGE.to_owned()),
    }
}

/// An office served by another process: the window only visits it and leaves it running.
struct Elsewhere(Url);

impl Office for Elsewhere {
    fn address(&self) -> Url {
        self.0.clone()
    }

    fn close(self: Box<Self>) -> Waiting<()> {
        Box::pin(async {})
    }
}
