//! The town hall's program. Logs go to standard error, answers to standard output.

use loggia_server::cli;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("LOGGIA_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,loggia=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    cli::words().map_or_else(|code| code, cli::run)
}
