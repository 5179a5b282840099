//! `loggia-node`: an office of the municipality. The words are in [`loggia_node_app::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    loggia_node_app::cli::run()
}
