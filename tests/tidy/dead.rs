//! Dead files: sources that no `mod` reaches, data that no program reads, scripts that nothing calls.

use crate::none;
use crate::tree::{File, file, files, packages, rust};
use std::collections::BTreeSet;

#[test]
fn every_source_is_reached_from_the_root_of_its_crate() {
    let mut reached = BTreeSet::new();
    for package in packages() {
        let mut roots: Vec<String> = ["src/lib.rs", "src/main.rs", "build.rs"]
            .map(|name| format!("{}/{name}", package.folder))
            .to_vec();
        for line in package
            .manifest
            .lines()
            .filter(|line| line.trim_start().starts_with("path = \""))
        {
            roots.push(format!(
                "{}/{}",
                package.folder,
                line.split('"').nth(1).unwrap_or_default()
            ));
        }
        // What cargo finds by itself: a file or a folder with a main.rs in these places.
        for place in ["src/bin", "tests", "benches", "examples"] {
            let folder = format!("{}/{place}/", package.folder);
            roots.extend(rust().map(|file| file.path.clone()).filter(|path| {
                path.strip_prefix(&folder)
                    .is_some_and(|rest| !rest.contains('/') || rest.ends_with("/main.rs"))
            }));
        }
        for root in roots {
            reach(&root, true, &mut reached);
        }
    }
    let broken: Vec<String> = rust()
        .map(|file| file.path.clone())
        .filter(|path| !reached.contains(path) && !path.starts_with("tests/fuzz/"))
        .collect();
    none("sources that no mod reaches", &broken);
}

/// Follows the `mod name;` of the file at `path`. A root's modules lie beside it, another's in a folder of its name.
fn reach(path: &str, root: bool, reached: &mut BTreeSet<String>) {
    let Some(file) = file(path) else { return };
    if !reached.insert(path.to_owned()) {
        return;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let own = path.trim_end_matches(".rs");
    let home = if root || path.ends_with("/mod.rs") {
        folder
    } else {
        own
    };
    for name in modules(file) {
        reach(&format!("{home}/{name}.rs"), false, reached);
        reach(&format!("{home}/{name}/mod.rs"), false, reached);
    }
}

/// The names of `mod name;`, and paths given with `#[path = "…"]` (without `.rs`).
fn modules(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    for line in file.text().lines().map(str::trim) {
        if let Some(path) = line.strip_prefix("#[path = \"") {
            found.push(
                path.split('"')
                    .next()
                    .unwrap_or_default()
                    .trim_end_matches(".rs")
                    .to_owned(),
            );
        }
        let rest = line.strip_prefix("#[cfg(test)] ").unwrap_or(line);
        let rest = rest
            .strip_prefix("pub(crate) ")
            .or_else(|| rest.strip_prefix("pub(super) "))
            .unwrap_or(rest);
        let rest = rest.strip_prefix("pub ").unwrap_or(rest);
        if let Some(name) = rest
            .strip_prefix("mod ")
            .and_then(|rest| rest.strip_suffix(';'))
        {
            found.push(name.to_owned());
        }
    }
    found
}

/// Kinds of files that must be named by some other file of ours.
const DATA: &[&str] = &[
    ".sql", ".json", ".csv", ".hex", ".txt", ".css", ".js", ".typ", ".svg", ".snap", ".png", ".md",
];
/// Files that are read by tools under a name nobody writes.
const KNOWN: &[&str] = &["README.md", "ARCHITECTURE.md", "tauri-app/tauri.conf.json"];

#[test]
fn every_data_file_is_named_by_something() {
    let mut broken = Vec::new();
    for data in files()
        .iter()
        .filter(|file| DATA.iter().any(|end| file.path.ends_with(end)))
    {
        let name = data.path.rsplit('/').next().unwrap_or_default();
        // A corpus is read by folder, decisions by people; sync's own tests refuse a golden file nobody compares.
        let by_folder = [
            "tests/fuzz/corpus/",
            "docs/decisions/0",
            "sync/tests/golden/",
        ]
        .iter()
        .any(|folder| data.path.starts_with(folder))
            || data.path.ends_with(".snap");
        if KNOWN.contains(&data.path.as_str()) || by_folder {
            continue;
        }
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let named = files().iter().any(|other| {
            other.path != data.path
                && (other.text().contains(name) || other.is_rust() && quoted(other.text(), stem))
        });
        if !named {
            broken.push(data.path.clone());
        }
    }
    none("data files that nothing names", &broken);
}

fn quoted(text: &str, stem: &str) -> bool {
    text.contains(&format!("\"{stem}\"")) || text.contains(&format!("/{stem}\""))
}

#[test]
fn every_tool_is_called_or_described() {
    let mut broken = Vec::new();
    for tool in files()
        .iter()
        .filter(|file| file.path.starts_with("tools/"))
    {
        let named = files().iter().any(|other| {
            let caller = ["Makefile", "README.md"].contains(&other.path.as_str())
                || other.path.starts_with("tools/");
            caller && other.path != tool.path && other.text().contains(&tool.path)
        });
        // Drawn anew by hand when the drawing changes; says so in its head.
        if !named && tool.path != "tools/icon" {
            broken.push(tool.path.clone());
        }
        if !tool.text().starts_with("#!") {
            broken.push(format!("{}: no #! line", tool.path));
        }
    }
    none("tools that nothing calls", &broken);
}
