//! Habits of single files: a head, a bearable length, no leftovers, no float where money may pass.

use crate::none;
use crate::tree::{File, files, has_word, rust};

/// Lines of code a file may have without a reason, tests inside the file not counted.
const LONG: usize = 500;

/// Longer files, each with the reason why it would read worse in pieces.
const LONGER: &[(&str, &str)] = &[];

#[test]
fn every_source_begins_with_its_story() {
    let broken: Vec<String> = rust()
        .filter(|file| !file.text().starts_with("//!"))
        .map(|file| file.path.clone())
        .collect();
    none("sources without a head of //!", &broken);
}

#[test]
fn files_are_short_or_have_a_reason() {
    let mut broken = Vec::new();
    for file in rust() {
        let lines = file.code().lines().count();
        let listed = LONGER.iter().any(|(path, _)| *path == file.path);
        match (lines > LONG, listed) {
            (true, false) => broken.push(format!(
                "{}: {lines} lines without a listed reason",
                file.path
            )),
            (false, true) => broken.push(format!(
                "{}: {lines} lines need no reason; take it off the list",
                file.path
            )),
            _ => {}
        }
    }
    for (path, reason) in LONGER {
        if !rust().any(|file| file.path == *path) || reason.is_empty() {
            broken.push(format!("{path}: listed, but gone or without a reason"));
        }
    }
    none("long files", &broken);
}

#[test]
fn nothing_is_left_for_later() {
    // Written in halves, so that this file does not break its own rule.
    let words = [["FIX", "ME"], ["TO", "DO"], ["XX", "X"]].map(|halves| halves.concat());
    let macros =
        [["todo", "!("], ["unimpl", "emented!("], ["dbg", "!("]].map(|halves| halves.concat());
    let mut broken = Vec::new();
    for file in files().iter().filter(|file| !file.path.ends_with(".lock")) {
        for (number, line) in file.text().lines().enumerate() {
            if words.iter().any(|word| has_word(line, word))
                || macros.iter().any(|name| line.contains(name))
            {
                broken.push(place(file, number, line));
            }
        }
    }
    none("work left for later", &broken);
}

#[test]
fn no_path_of_somebodys_machine_is_written_anywhere() {
    let folders = [
        ["/ho", "me/"],
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/Us", "ers/"],
    ]
    .map(|halves| halves.concat());
    let mut broken = Vec::new();
    for file in files() {
        for (number, line) in file.text().lines().enumerate() {
            if folders.iter().any(|folder| begins_a_path(line, folder)) {
                broken.push(place(file, number, line));
            }
        }
    }
    none("paths of a machine", &broken);
}

#[test]
fn no_column_and_no_amount_is_a_float() {
    let types = ["NUMERIC", "REAL", "FLOAT", "DOUBLE", "DECIMAL", "MONEY"];
    let mut broken = Vec::new();
    for file in files() {
        let sql = file.path.ends_with(".sql");
        let money = file.is_rust()
            && ["schema/", "sync/", "node/", "central/"]
                .iter()
                .any(|f| file.path.starts_with(f));
        for (number, line) in file.text().lines().enumerate() {
            let comment =
                line.trim_start().starts_with("--") || line.trim_start().starts_with("//");
            let column = types
                .iter()
                .any(|name| has_word(&line.to_uppercase(), name));
            let float = has_word(line, "f64") || has_word(line, "f32");
            if !comment && ((sql && column) || (money && float)) {
                broken.push(place(file, number, line));
            }
        }
    }
    none("floats", &broken);
}

/// Hosts that may be named: the loopback, names reserved for examples, and identifiers that are no addresses.
const HOSTS: &[&str] = &[
    "127.0.0.1",
    "localhost",
    "ipc.localhost",
    "www.w3.org",
    "schemas.openxmlformats.org",
    "example.org",
    "example.com",
    "evil.example",
    "[::1]",
    "{",
];

#[test]
fn no_page_names_a_foreign_host() {
    let mut broken = Vec::new();
    let pages = ["ui/src/", "node/app/src/", "central/", "tauri-app/"];
    for file in files()
        .iter()
        .filter(|file| pages.iter().any(|folder| file.path.starts_with(folder)))
    {
        if file.path.ends_with("Cargo.toml") || file.path.ends_with("assets.rs") {
            continue;
        }
        for (number, line) in file.code().lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            let foreign = ["http://", "https://"].iter().any(|scheme| {
                line.split(scheme).skip(1).any(|rest| {
                    !HOSTS.iter().any(|host| rest.starts_with(host))
                        && rest.starts_with(|c: char| c.is_alphanumeric())
                })
            });
            if foreign && !comment {
                broken.push(place(file, number, line));
            }
        }
    }
    none("foreign hosts", &broken);
}

/// The only files that are no text: our own drawing of a loggia, and one screen with invented data.
const PICTURES: &[&str] = &["tauri-app/icons/icon.png", "docs/picture.png"];

#[test]
fn nothing_but_text_is_committed_except_our_own_pictures() {
    let broken: Vec<String> = files()
        .iter()
        .filter(|file| file.text.is_none() && !PICTURES.contains(&file.path.as_str()))
        .map(|file| file.path.clone())
        .collect();
    none("files that are no text", &broken);
}

fn place(file: &File, number: usize, line: &str) -> String {
    format!(
        "{}:{}: {}",
        file.path,
        number + 1,
        line.trim().chars().take(100).collect::<String>()
    )
}

/// Whether `folder` stands in `line` as the beginning of an absolute path and not in the middle of a relative one.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | ')' | '$'))
    })
}
