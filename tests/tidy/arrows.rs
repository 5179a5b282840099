//! Borders between crates: who may depend on whom, and which libraries live in leaf crates only.

use crate::none;
use crate::tree::{File, Package, has_word, packages, rust, sections};
use loggia_tests::project;

/// Crate → our crates it may depend on. A crate that is not in this table does not belong to the house.
const ARROWS: &[(&str, &[&str])] = &[
    ("loggia-schema", &[]),
    ("loggia-cases", &["schema"]),
    ("loggia-sync", &["schema"]),
    ("loggia-quic", &["sync", "schema"]),
    ("loggia-node", &["schema", "cases", "sync"]),
    (
        "loggia-node-app",
        &["schema", "cases", "sync", "node", "ui", "papers", "quic"],
    ),
    ("loggia-foreign", &["schema"]),
    ("loggia-core", &["schema", "cases", "sync"]),
    ("loggia-books", &["schema", "core"]),
    (
        "loggia-revenue",
        &["schema", "cases", "core", "books", "ui"],
    ),
    ("loggia-casework", &["schema", "cases", "core", "ui"]),
    (
        "loggia-intake",
        &["schema", "cases", "sync", "core", "books"],
    ),
    (
        "loggia-server",
        &[
            "schema", "cases", "sync", "quic", "foreign", "core", "books", "revenue", "casework",
            "intake", "ui", "papers",
        ],
    ),
    ("loggia-ui", &["schema", "cases"]),
    ("loggia-papers", &["schema", "cases"]),
    ("loggia-window", &["node-app"]),
];

/// The harness may know every crate: the simulator runs them all.
const ANY: &str = "loggia-tests";

/// Libraries that only the named crates may link, tests included, so that no test of a core builds them.
const LEAVES: &[(&str, &[&str])] = &[
    ("typst", &["loggia-papers"]),
    ("tauri", &["loggia-window"]),
    ("quinn", &["loggia-quic"]),
    ("rustls", &["loggia-quic"]),
    ("postgres", &["loggia-core"]),
    ("rusqlite", &["loggia-node", "loggia-core", "loggia-tests"]),
    (
        "axum",
        &[
            "loggia-node-app",
            "loggia-core",
            "loggia-books",
            "loggia-revenue",
            "loggia-casework",
            "loggia-server",
        ],
    ),
    (
        "tokio",
        &[
            "loggia-quic",
            "loggia-node-app",
            "loggia-core",
            "loggia-server",
            "loggia-window",
            "loggia-tests",
        ],
    ),
];

#[test]
fn crates_depend_only_along_the_arrows() {
    let mut broken = Vec::new();
    for package in packages().iter().filter(|package| package.name != ANY) {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            broken.push(format!("{} is not in the table of arrows", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().chain(&package.dev_dependencies) {
            if let Some(ours) = dependency.strip_prefix("loggia-")
                && !allowed.contains(&ours)
                && package.name != *dependency
            {
                broken.push(format!("{} must not depend on {dependency}", package.name));
            }
        }
    }
    none("arrows between crates", &broken);
}

#[test]
fn heavy_libraries_stay_in_their_leaves() {
    let mut broken = Vec::new();
    for package in packages() {
        for dependency in package.dependencies.iter().chain(&package.dev_dependencies) {
            for (library, homes) in LEAVES {
                let same = dependency == library || dependency.starts_with(&format!("{library}-"));
                if same && !homes.contains(&package.name.as_str()) {
                    broken.push(format!("{} must not link {dependency}", package.name));
                }
            }
        }
    }
    none("libraries outside their leaf crates", &broken);
}

#[test]
fn every_library_that_is_declared_is_used() {
    let mut broken = Vec::new();
    let all = packages();
    for package in &all {
        let inside: Vec<&File> = rust()
            .filter(|file| owner(file, &all) == Some(&package.name))
            .collect();
        for dependency in package.dependencies.iter().chain(&package.dev_dependencies) {
            if *dependency == package.name {
                continue; // a crate names itself to switch on its own test helpers
            }
            let word = dependency.replace('-', "_");
            // loggia-ui hands maud's macro on, and what the macro writes names maud.
            let word = if word == "maud" { "html" } else { &word };
            if !inside.iter().any(|file| has_word(file.text(), word)) {
                broken.push(format!("{}: {dependency}", package.folder));
            }
        }
    }
    let root = std::fs::read_to_string(project().join("Cargo.toml")).unwrap_or_default();
    for declared in sections(&root)
        .get("workspace.dependencies")
        .into_iter()
        .flatten()
    {
        if !all
            .iter()
            .any(|p| p.dependencies.contains(declared) || p.dev_dependencies.contains(declared))
        {
            broken.push(format!("Cargo.toml: {declared}"));
        }
    }
    none("libraries that nothing uses", &broken);
}

#[test]
fn every_crate_takes_versions_and_lints_from_the_workspace_and_says_what_it_is() {
    let mut broken = Vec::new();
    for Package {
        folder, manifest, ..
    } in packages()
    {
        for line in [
            "[lints]\nworkspace = true",
            "edition.workspace = true",
            "license.workspace = true",
        ] {
            if !manifest.contains(line) {
                broken.push(format!("{folder}: no {line:?}"));
            }
        }
        if manifest.contains("description = \"\"") || !manifest.contains("description = ") {
            broken.push(format!("{folder}: no description"));
        }
        for line in manifest
            .lines()
            .filter(|line| line.contains("version = \""))
        {
            broken.push(format!("{folder}: a version of its own: {line}"));
        }
    }
    none("manifests", &broken);
}

/// Sources that must be pure: the time, the disk and the network come in as arguments.
const PURE: &[&str] = &[
    "schema/src/",
    "schema/cases/src/",
    "sync/src/",
    "central/foreign/src/",
];
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::env",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "getrandom::fill",
    "thread_rng",
];

#[test]
fn pure_crates_have_no_clock_no_disk_and_no_network() {
    let mut broken = Vec::new();
    for file in rust()
        .filter(|file| PURE.iter().any(|folder| file.path.starts_with(folder)) && !file.is_test())
    {
        for (number, line) in file.code().lines().enumerate() {
            if let Some(word) = IMPURE
                .iter()
                .find(|word| line.contains(**word) && !is_comment(line))
            {
                broken.push(format!("{}:{}: {word}", file.path, number + 1));
            }
        }
    }
    none("input or output in pure code", &broken);
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// The crate a file belongs to: the one with the longest folder above it.
fn owner<'a>(file: &File, packages: &'a [Package]) -> Option<&'a String> {
    packages
        .iter()
        .filter(|package| file.path.starts_with(&format!("{}/", package.folder)))
        .max_by_key(|package| package.folder.len())
        .map(|package| &package.name)
}
