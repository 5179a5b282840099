//! The contract of a subsystem: one folder with the same furniture everywhere, and one line in the server's list.
//!
//! A subsystem is whatever declares `static SUBSYSTEM: Subsystem`. Furniture: `model.rs`, `rules.rs`, `store.rs`,
//! `postings.rs`, `pages.rs`, `api.rs`, tests beside. A piece that a subsystem does not need is listed here with the
//! reason, so that the next one is built by copying and not by guessing.

use crate::none;
use crate::tree::{File, file, files, rust};

const FURNITURE: &[&str] = &[
    "model.rs",
    "rules.rs",
    "store.rs",
    "postings.rs",
    "pages.rs",
    "api.rs",
    "tests.rs",
];

/// Folder, piece, why it is not there.
const WITHOUT: &[(&str, &str, &str)] = &[
    (
        "central/books/src",
        "rules.rs",
        "what may be posted is decided where it is: accounts, periods, posting, reversal",
    ),
    (
        "central/books/src",
        "store.rs",
        "the journal is the store: journal.rs reads it, writing.rs writes it",
    ),
    (
        "central/books/src",
        "postings.rs",
        "it posts for others and has no source of its own",
    ),
    (
        "central/books/src",
        "pages.rs",
        "journal and trial balance are drawn by the server's web",
    ),
    (
        "central/books/src",
        "api.rs",
        "its commands stand beside its declaration in subsystem.rs",
    ),
    (
        "central/intake/src",
        "model.rs",
        "its things are entries and documents, and those are sync's and cases'",
    ),
    (
        "central/intake/src",
        "rules.rs",
        "it judges by the rules of the case kinds and has none of its own",
    ),
    (
        "central/intake/src",
        "postings.rs",
        "it posts nothing: the subsystems do, in its transaction",
    ),
    (
        "central/intake/src",
        "pages.rs",
        "devices, numbers and cases are drawn by the server's web",
    ),
    (
        "central/intake/src",
        "api.rs",
        "devices and numbers are commands of the server",
    ),
    (
        "central/casework/src/requests",
        "postings.rs",
        "a request costs nothing by itself: its fee is a receipt's",
    ),
    (
        "central/casework/src/protocol",
        "postings.rs",
        "a register has no money in it",
    ),
    (
        "central/casework/src/protocol",
        "rules.rs",
        "what a number means beside its series is shared with requests: series.rs",
    ),
    (
        "central/server/src/import",
        "model.rs",
        "its rows are other subsystems' things",
    ),
    (
        "central/server/src/import",
        "rules.rs",
        "what a row may become is decided by its target, in migrate/",
    ),
    (
        "central/server/src/import",
        "store.rs",
        "what it remembers of each row stands in migrate/keys.rs",
    ),
    (
        "central/server/src/import",
        "postings.rs",
        "carried debts and openings are posted by revenue and books",
    ),
    (
        "central/server/src/import",
        "pages.rs",
        "it is a command of administrators",
    ),
    (
        "central/server/src/import",
        "api.rs",
        "the command line of the server stands in cli/",
    ),
    (
        "central/server/src/web",
        "model.rs",
        "it shows other subsystems' things",
    ),
    ("central/server/src/web", "rules.rs", "it decides nothing"),
    ("central/server/src/web", "store.rs", "it keeps nothing"),
    ("central/server/src/web", "postings.rs", "it posts nothing"),
    (
        "central/server/src/web",
        "pages.rs",
        "it is nothing but pages, one file each",
    ),
    (
        "central/server/src/web",
        "api.rs",
        "the command line of the server stands in cli/",
    ),
];

/// The files that declare a subsystem.
fn declared() -> Vec<&'static File> {
    rust()
        .filter(|file| !file.is_test() && file.code().contains("\npub static SUBSYSTEM: Subsystem"))
        .collect()
}

fn folder(file: &File) -> &str {
    file.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[test]
fn every_subsystem_has_the_furniture() {
    let mut broken = Vec::new();
    for root in declared() {
        let folder = folder(root);
        for piece in FURNITURE {
            let name = piece.trim_end_matches(".rs");
            let there = file(&format!("{folder}/{piece}")).is_some()
                || file(&format!("{folder}/{name}/mod.rs")).is_some();
            let excused = WITHOUT
                .iter()
                .any(|(home, without, _)| *home == folder && without == piece);
            match (there, excused) {
                (false, false) => broken.push(format!("{folder} has no {piece}")),
                (true, true) => {
                    broken.push(format!("{folder} has a {piece}; take it off the list"))
                }
                _ => {}
            }
        }
    }
    none("furniture of subsystems", &broken);
}

#[test]
fn every_subsystem_is_one_line_of_the_servers_list() {
    let subsystems = declared();
    assert!(
        subsystems.len() >= 3,
        "books, revenue and intake at least; found {}",
        subsystems.len()
    );
    let mentions: Vec<(&str, &str)> = files()
        .iter()
        .filter(|file| file.is_rust() && file.path.starts_with("central/server/src/"))
        .flat_map(|file| {
            file.code()
                .lines()
                .map(|line| (file.path.as_str(), line.trim()))
        })
        .filter(|(_, line)| line.contains("SUBSYSTEM") && !line.starts_with("//"))
        .collect();
    let mut broken = Vec::new();
    for root in &subsystems {
        let word = path_word(root);
        let lines = mentions
            .iter()
            .filter(|(_, line)| line.contains(&format!("{word}::SUBSYSTEM")))
            .count();
        if lines != 1 && !root.path.starts_with("central/server/") {
            broken.push(format!(
                "{} stands {lines} times in the server's list",
                root.path
            ));
        }
    }
    none("the list of subsystems", &broken);
}

#[test]
fn subsystems_never_import_each_other() {
    let folders: Vec<&str> = declared()
        .iter()
        .map(|root| folder(root))
        .filter(|f| f.contains("/src/"))
        .collect();
    let mut broken = Vec::new();
    for home in &folders {
        let own = home.rsplit('/').next().unwrap_or_default();
        let crate_of = home.split("/src/").next().unwrap_or_default();
        for neighbour in folders
            .iter()
            .filter(|other| **other != *home && other.starts_with(crate_of))
        {
            let name = neighbour.rsplit('/').next().unwrap_or_default();
            for file in rust().filter(|file| file.path.starts_with(&format!("{home}/"))) {
                if file.text().contains(&format!("crate::{name}::")) {
                    broken.push(format!("{own} imports {name}: {}", file.path));
                }
            }
        }
    }
    none("subsystems that import each other", &broken);
}

/// The word before `::SUBSYSTEM` in the list: the folder's name, or the crate's for a crate that is one subsystem.
fn path_word(root: &File) -> String {
    let folder = folder(root);
    match folder.rsplit_once("/src/") {
        Some((_, module)) => module.replace('/', "::"),
        None => format!(
            "loggia_{}",
            folder
                .trim_end_matches("/src")
                .rsplit('/')
                .next()
                .unwrap_or_default()
        ),
    }
}
