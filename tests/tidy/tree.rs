//! The tree as the rules see it: every text file that is ours, read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Folders that hold what others made, or what a build made.
const FOREIGN: &[&str] = &[
    ".git",
    ".cache",
    "target",
    "gen",
    "node_modules",
    "artifacts",
    "proptest-regressions",
];

/// A file of ours.
pub struct File {
    /// Path from the project's root, with `/`.
    pub path: String,
    /// Its text; `None` when it is no UTF-8.
    pub text: Option<String>,
}

impl File {
    /// The text, or nothing.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// The text before the tests that stand in the file itself.
    pub fn code(&self) -> &str {
        let text = self.text();
        let tests = text.find("\n#[cfg(test)]\nmod tests {").or_else(|| {
            let mark = text.find("\n#[cfg(test)]\n#[allow")?;
            text[mark..].contains("\nmod tests {").then_some(mark)
        });
        &text[..tests.unwrap_or(text.len())]
    }

    /// Whether the file is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the file only serves tests.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("_tests.rs")
            || self.path.ends_with("/testing.rs")
            || self.path.ends_with("/vectors.rs")
            || self.path.contains("/testing/")
            || self.path.contains("/benches/")
    }
}

/// A crate of ours.
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder from the root.
    pub folder: String,
    /// Names in `[dependencies]` and `[build-dependencies]`.
    pub dependencies: Vec<String>,
    /// Names in `[dev-dependencies]`.
    pub dev_dependencies: Vec<String>,
    /// The manifest's text.
    pub manifest: String,
}

/// The project's root.
pub fn root() -> &'static Path {
    loggia_tests::project()
}

/// All files of ours, by path.
pub fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut paths = Vec::new();
        walk(root(), &mut paths);
        paths.sort();
        paths.iter().map(|path| read(path)).collect()
    })
}

/// All Rust files of ours.
pub fn rust() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.is_rust())
}

/// The file at `path`, if there is one.
pub fn file(path: &str) -> Option<&'static File> {
    files().iter().find(|file| file.path == path)
}

/// All crates of the workspace.
pub fn packages() -> Vec<Package> {
    files()
        .iter()
        .filter(|file| file.path.ends_with("/Cargo.toml") && !file.path.starts_with("tests/fuzz/"))
        .map(|file| {
            let sections = sections(file.text());
            let keys = |names: &[&str]| -> Vec<String> {
                names
                    .iter()
                    .flat_map(|name| sections.get(*name).cloned().unwrap_or_default())
                    .collect()
            };
            Package {
                name: value(file.text(), "name").unwrap_or_default(),
                folder: file.path.trim_end_matches("/Cargo.toml").to_owned(),
                dependencies: keys(&["dependencies", "build-dependencies"]),
                dev_dependencies: keys(&["dev-dependencies"]),
                manifest: file.text().to_owned(),
            }
        })
        .collect()
}

/// The keys of every section of a manifest; `a.workspace = true` is the key `a`.
pub fn sections(manifest: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut section = String::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = name.trim_matches(['[', ']']).to_owned();
        } else if let Some((key, _)) = line.split_once('=')
            && !line.starts_with('#')
        {
            let key = key
                .trim()
                .split('.')
                .next()
                .unwrap_or_default()
                .trim_matches('"');
            found
                .entry(section.clone())
                .or_default()
                .push(key.to_owned());
        }
    }
    found
}

/// The first `key = "value"` of a manifest.
pub fn value(manifest: &str, key: &str) -> Option<String> {
    manifest.lines().find_map(|line| {
        let (found, value) = line.split_once('=')?;
        (found.trim() == key).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// Whether `word` stands in `text` with no letter, digit or underscore beside it.
pub fn has_word(text: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| {
        !part(text[..at].chars().next_back()) && !part(text[at + word.len()..].chars().next())
    })
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if FOREIGN.iter().any(|foreign| name == *foreign) {
            continue; // .git is a file in a second work tree
        }
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> File {
    let bytes = std::fs::read(path).unwrap_or_default();
    let name = path
        .strip_prefix(root())
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/");
    File {
        path: name,
        text: String::from_utf8(bytes).ok(),
    }
}
