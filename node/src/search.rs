//! The folded search index: words without accents, case or final sigma, found by their beginning (ευρετήριο).
//!
//! SQLite does not fold Greek, so both the indexed words and the question go through [`loggia_schema::text::fold`]. Codes
//! written with letters of the other alphabet (plates, numbers) are found as well: each word of the question is also asked
//! in Greek look-alikes. Positive rowids are documents, negative ones payables.

use crate::store::{Result, Tx, rows};
use loggia_schema::text::{fold, greek_lookalikes};
use rusqlite::Connection;

/// Words of one question that are looked at.
const MAX_WORDS: usize = 8;
/// Results of one question.
pub const MAX_FOUND: usize = 200;

/// Puts the words of a document or payable into the index; nothing may stand there under this rowid.
pub fn remember(tx: &mut Tx<'_>, rowid: i64, texts: &[&str]) -> Result<()> {
    let words = texts
        .iter()
        .map(|text| fold(text))
        .collect::<Vec<_>>()
        .join(" ");
    tx.exec(
        "INSERT INTO search (rowid, words) VALUES (?1, ?2)",
        (rowid, words),
    )
    .map(drop)
}

/// Takes a document or payable out of the index.
pub fn forget(tx: &mut Tx<'_>, rowid: i64) -> Result<()> {
    tx.exec("DELETE FROM search WHERE rowid = ?1", [rowid])
        .map(drop)
}

/// Empties the index; everything is put in anew afterwards.
pub fn forget_all(tx: &mut Tx<'_>) -> Result<()> {
    tx.exec("INSERT INTO search (search) VALUES ('delete-all')", [])
        .map(drop)
}

/// Whether a document is found by a word of its own.
pub fn finds(conn: &Connection, word: &str, no: i64) -> Result<bool> {
    let Some(expression) = expression(word) else {
        return Ok(false);
    };
    let sql = "SELECT 1 FROM search WHERE search MATCH ?1 AND rowid = ?2";
    Ok(!rows(conn, sql, (expression, no), |_| Ok(()))?.is_empty())
}

/// Rowids of what holds every word of the question, newest first; documents if `documents`, else payables.
pub fn find(conn: &Connection, question: &str, documents: bool) -> Result<Vec<i64>> {
    let Some(expression) = expression(question) else {
        return Ok(Vec::new());
    };
    let sql = if documents {
        "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid > 0 ORDER BY rowid DESC LIMIT ?2"
    } else {
        "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid < 0 ORDER BY rowid LIMIT ?2"
    };
    let most = i64::try_from(MAX_FOUND).unwrap_or(i64::MAX);
    rows(conn, sql, (expression, most), |row| row.get(0))
}

/// Documents that hold every word of a code (a number, a plate) as it stands, newest first.
pub fn find_exact(conn: &Connection, code: &str) -> Result<Vec<i64>> {
    let folded = fold(code);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let terms: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let sql =
        "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid > 0 ORDER BY rowid DESC LIMIT ?2";
    let most = i64::try_from(MAX_FOUND).unwrap_or(i64::MAX);
    rows(conn, sql, (terms.join(" AND "), most), |row| row.get(0))
}

/// The question in the index's language; `None` if it holds no word. Nothing typed can reach its grammar.
fn expression(question: &str) -> Option<String> {
    let folded = fold(question);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let terms: Vec<String> = words.take(MAX_WORDS).map(term).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

fn term(word: &str) -> String {
    let alike = fold(&greek_lookalikes(&word.to_uppercase()));
    if alike == word {
        format!("\"{word}\"*")
    } else {
        format!("(\"{word}\"* OR \"{alike}\"*)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_cannot_become_grammar() {
        assert_eq!(expression("  "), None);
        assert_eq!(expression("\"*()"), None);
        assert_eq!(expression("ΔΟΚΙΜΉ").unwrap(), "\"δοκιμη\"*");
        assert!(
            expression("a\" OR words:*")
                .unwrap()
                .matches(" AND ")
                .count()
                == 2
        );
    }
}
