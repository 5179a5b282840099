//! The table of messages: every code is given by some rule, page or command; none is written by hand.

use crate::none;
use crate::tree::{File, files, has_word, rust};

const TABLE: &str = "schema/src/message/";

/// A declared message: constant, number, file.
fn declared() -> Vec<(String, String, &'static str)> {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.path.starts_with(TABLE)) {
        for line in file.code().lines().map(str::trim) {
            // WRONG_PASSWORD = 400 Error User
            let mut words = line.split_whitespace();
            let (Some(name), Some("="), Some(number)) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            let constant = name
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
            if constant
                && matches!(number.len(), 3 | 4)
                && number.bytes().all(|b| b.is_ascii_digit())
            {
                found.push((name.to_owned(), number.to_owned(), file.path.as_str()));
            }
        }
    }
    found
}

#[test]
fn every_message_is_used() {
    let messages = declared();
    assert!(
        messages.len() > 50,
        "the table was not understood: {} messages",
        messages.len()
    );
    let users: Vec<&File> = rust()
        .filter(|file| !file.path.starts_with(TABLE) && !file.is_test())
        .collect();
    let broken: Vec<String> = messages
        .iter()
        .filter(|(name, _, _)| !users.iter().any(|file| has_word(file.code(), name)))
        .map(|(name, number, path)| format!("Σ-{number} {name} of {path}"))
        .collect();
    none("messages that nothing says", &broken);
}

#[test]
fn no_code_is_written_by_hand() {
    let mut broken = Vec::new();
    for file in rust().filter(|file| !file.path.starts_with(TABLE) && !file.is_test()) {
        for (number, line) in file.code().lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            let digits = line
                .split("Σ-")
                .skip(1)
                .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if digits && !comment {
                broken.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none(
        "codes written by hand instead of taken from the table",
        &broken,
    );
}
