//! The harness: real processes in folders of their own, real browsers, and waits that end.
//!
//! A test says what it wants in a few lines and the harness keeps the promises that tests are bad at keeping:
//!
//! * **Nothing is left behind.** Every process leads a group of its own and the group is killed when its handle is
//!   dropped; if the test binary itself is killed, the kernel kills what it started ([`process`]).
//! * **Nothing is shared.** Every server binds port 0 and prints where it listens, as a line of JSON; every store lives
//!   in a temporary folder. Tests may run side by side.
//! * **Nothing waits for ever.** Every wait names what it waits for and has a limit ([`wait`]); what a process wrote to
//!   its standard error is shown when a wait fails.
//!
//! ```text
//! let sandbox = Sandbox::new();
//! let mut server = Program::ours("loggia-central").args(["serve"]).folder(sandbox.path()).spawn();
//! let ready = server.next_json(Duration::from_secs(20));
//! ```
//!
//! The harness panics, with the caller's line, when something outside the test's question goes wrong. It shares no code
//! with what it checks: it knows the programs by their command lines, pages and JSON only.
#![allow(clippy::unwrap_used)] // a harness reports by panicking

pub mod browser;
pub mod http;
pub mod process;
pub mod town;
pub mod wait;

pub use process::{Program, Running};
pub use town::{Centre, Laptop, Town};
pub use wait::until;

use std::path::{Path, PathBuf};

/// A temporary folder for one test's stores, removed at the end. `LOGGIA_KEEP=1` keeps it and says where it is.
#[derive(Debug)]
pub struct Sandbox {
    folder: Option<tempfile::TempDir>,
    path: PathBuf,
}

impl Sandbox {
    /// A new empty folder. Its path is short: a Unix socket's path may have 107 bytes.
    #[must_use]
    pub fn new() -> Sandbox {
        let folder = tempfile::Builder::new()
            .prefix("loggia-")
            .tempdir()
            .expect("a temporary folder");
        let path = folder.path().to_owned();
        if std::env::var_os("LOGGIA_KEEP").is_some() {
            eprintln!("kept: {}", path.display());
            let _ = folder.keep();
            return Sandbox { folder: None, path };
        }
        Sandbox {
            folder: Some(folder),
            path,
        }
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A path inside the folder.
    #[must_use]
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a small file into the folder and gives its path: passwords, forms, imports.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.join(name);
        std::fs::write(&path, content).expect("a file of the sandbox");
        path
    }

    /// Whether the folder is removed on drop.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.folder.is_some()
    }
}

impl Default for Sandbox {
    fn default() -> Self {
        Sandbox::new()
    }
}

/// The project's root folder, two levels above this file.
#[must_use]
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the project")
}
