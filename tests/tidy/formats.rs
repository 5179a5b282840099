//! Formats: whatever leaves a machine is drawn byte by byte in docs/formats and frozen by a golden file.

use crate::none;
use crate::tree::{file, files, rust};

/// The drawings that must exist.
const DRAWN: &[&str] = &[
    "entry", "bundle", "frontier", "receipt", "verdict", "session", "blob",
];

#[test]
fn every_format_is_drawn() {
    let broken: Vec<String> = DRAWN
        .iter()
        .map(|name| format!("docs/formats/{name}.md"))
        .filter(|path| file(path).is_none_or(|page| page.text().lines().count() < 10))
        .collect();
    none("formats without a drawing", &broken);
}

#[test]
fn every_magic_and_domain_tag_stands_in_a_drawing() {
    let drawings: Vec<&str> = files()
        .iter()
        .filter(|f| f.path.starts_with("docs/formats/"))
        .map(crate::tree::File::text)
        .collect();
    let mut broken = Vec::new();
    let mut tags = 0;
    for source in rust().filter(|file| file.path.starts_with("sync/src/") && !file.is_test()) {
        for tag in literals(source.code()) {
            let magic = tag.len() == 4 && tag.starts_with("LG") || tag.starts_with("LGS1");
            let domain = tag.starts_with("loggia ") && tag.contains(" v");
            if !magic && !domain {
                continue;
            }
            tags += 1;
            // The zero byte that ends a domain is drawn as `00` in the README.
            let tag = tag.trim_end_matches("\\0");
            if !drawings.iter().any(|drawing| drawing.contains(tag)) {
                broken.push(format!("{tag:?} of {}", source.path));
            }
        }
    }
    assert!(
        tags > 3,
        "no tags were found in sync: this rule reads the wrong files"
    );
    none("tags that no drawing names", &broken);
}

#[test]
fn golden_files_exist_and_are_hex_text() {
    let golden: Vec<_> = files()
        .iter()
        .filter(|file| file.path.ends_with(".hex"))
        .collect();
    assert!(
        golden.len() >= DRAWN.len(),
        "{} golden files for {} formats",
        golden.len(),
        DRAWN.len()
    );
    let mut broken = Vec::new();
    for file in golden {
        let hex = |c: char| c.is_ascii_hexdigit() || c.is_whitespace();
        let plain = file
            .text()
            .lines()
            .filter(|line| !line.starts_with('#'))
            .all(|line| line.chars().all(hex));
        if !plain || file.text().trim().is_empty() {
            broken.push(file.path.clone());
        }
    }
    none("golden files that are no hex text", &broken);
}

/// String and byte-string literals without escapes.
fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
}
