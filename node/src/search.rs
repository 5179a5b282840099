//! The folded search index: words without accents, case or final sigma, found by their beginning (ευρετήριο).
//!
//! SQLite does not fold Greek, so both the indexed words and the question go through [`loggia_schema::text::fold`]. Codes
//! written with letters of the other alphabet (plates, numbers) are found as well: each word of the question is also asked
//! in Greek look-alikes. Positive rowids are documents, negative ones payables.
//!
//! The full-text index costs several pages for every change of it, whether of one case or of sixty. So the words of a case
//! are first put aside (`search_aside`: one page, durable, and every question looks there too), and when [`ASIDE`] cases
//! wait, their words go into the index together, inside the transaction that brought the last of them. What stands aside is
//! the truth about its case; what the index says of it meanwhile does not count.

use crate::store::{Result, Tx, one, rows};
use loggia_schema::text::{fold, greek_lookalikes};
use rusqlite::Connection;

/// Words of one question that are looked at.
const MAX_WORDS: usize = 8;
/// Results of one question.
pub const MAX_FOUND: usize = 200;
/// Cases whose words wait before the index takes them.
const ASIDE: i64 = 64;

/// Puts the words of a document aside for the index. `fresh`: the document is new, so the index holds nothing of it.
pub fn remember_later(tx: &mut Tx<'_>, no: i64, texts: &[&str], fresh: bool) -> Result<()> {
    let sql = "INSERT INTO search_aside (no, indexed, words) VALUES (?1, ?2, ?3)
               ON CONFLICT (no) DO UPDATE SET words = excluded.words";
    tx.exec(sql, (no, !fresh, folded(texts)))?;
    let waiting: i64 = one(tx.conn(), "SELECT count(*) FROM search_aside", [], |row| {
        row.get(0)
    })?;
    if waiting < ASIDE {
        return Ok(());
    }
    take_in(tx)
}

/// Takes what was put aside into the index.
fn take_in(tx: &mut Tx<'_>) -> Result<()> {
    let sql = "SELECT no, indexed, words FROM search_aside ORDER BY no";
    let aside = rows(tx.conn(), sql, [], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?))
    })?;
    for (no, indexed, words) in aside {
        if indexed {
            drop_indexed(tx, no)?;
        }
        put_indexed(tx, no, &words)?;
    }
    tx.exec("DELETE FROM search_aside", []).map(drop)
}

/// Puts the words of a payable into the index; nothing may stand there under this rowid.
pub fn remember(tx: &mut Tx<'_>, rowid: i64, texts: &[&str]) -> Result<()> {
    put_indexed(tx, rowid, &folded(texts))
}

/// Takes a document or payable out of the search.
pub fn forget(tx: &mut Tx<'_>, rowid: i64) -> Result<()> {
    if rowid > 0 {
        tx.exec("DELETE FROM search_aside WHERE no = ?1", [rowid])?;
    }
    drop_indexed(tx, rowid)
}

/// Empties the search; everything is put in anew afterwards.
pub fn forget_all(tx: &mut Tx<'_>) -> Result<()> {
    tx.exec("DELETE FROM search_aside", [])?;
    tx.exec("INSERT INTO search (search) VALUES ('delete-all')", [])
        .map(drop)
}

fn folded(texts: &[&str]) -> String {
    let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
    folded.join(" ")
}

fn put_indexed(tx: &mut Tx<'_>, rowid: i64, words: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO search (rowid, words) VALUES (?1, ?2)",
        (rowid, words),
    )
    .map(drop)
}

fn drop_indexed(tx: &mut Tx<'_>, rowid: i64) -> Result<()> {
    tx.exec("DELETE FROM search WHERE rowid = ?1", [rowid])
        .map(drop)
}

/// Whether a document is found by a word of its own.
pub fn finds(conn: &Connection, word: &str, no: i64) -> Result<bool> {
    let Some(question) = Question::typed(word) else {
        return Ok(false);
    };
    let aside = rows(
        conn,
        "SELECT words FROM search_aside WHERE no = ?1",
        [no],
        |row| row.get::<_, String>(0),
    )?;
    if let Some(words) = aside.first() {
        return Ok(question.is_answered_by(words));
    }
    let sql = "SELECT 1 FROM search WHERE search MATCH ?1 AND rowid = ?2";
    Ok(!rows(conn, sql, (question.expression(), no), |_| Ok(()))?.is_empty())
}

/// Rowids of documents that hold every word of the question, newest first.
pub fn find(conn: &Connection, question: &str) -> Result<Vec<i64>> {
    Question::typed(question).map_or(Ok(Vec::new()), |question| documents(conn, &question))
}

/// Rowids (negative) of payables that hold every word of the question.
pub fn find_payables(conn: &Connection, question: &str) -> Result<Vec<i64>> {
    let Some(question) = Question::typed(question) else {
        return Ok(Vec::new());
    };
    let sql =
        "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid < 0 ORDER BY rowid LIMIT ?2";
    rows(conn, sql, (question.expression(), most()), |row| row.get(0))
}

/// Documents that hold every word of a code (a number, a plate) as it stands, newest first.
pub fn find_exact(conn: &Connection, code: &str) -> Result<Vec<i64>> {
    Question::exact(code).map_or(Ok(Vec::new()), |question| documents(conn, &question))
}

fn documents(conn: &Connection, question: &Question) -> Result<Vec<i64>> {
    let sql = "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid > 0
               AND rowid NOT IN (SELECT no FROM search_aside) ORDER BY rowid DESC LIMIT ?2";
    let mut found = rows(conn, sql, (question.expression(), most()), |row| row.get(0))?;
    let aside = rows(conn, "SELECT no, words FROM search_aside", [], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?))
    })?;
    let fitting = aside
        .into_iter()
        .filter(|(_, words)| question.is_answered_by(words));
    found.extend(fitting.map(|(no, _): (i64, _)| no));
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(MAX_FOUND);
    Ok(found)
}

fn most() -> i64 {
    i64::try_from(MAX_FOUND).unwrap_or(i64::MAX)
}

/// What is asked: every term must be there. Nothing typed can reach the grammar of the index.
struct Question {
    terms: Vec<Term>,
}

/// One folded word, and how it reads in Greek look-alikes if that differs.
struct Term {
    word: String,
    alike: Option<String>,
    whole: bool,
}

impl Question {
    /// What a person typed: words by their beginning. `None` if it holds no word.
    fn typed(text: &str) -> Option<Question> {
        let term = |word: &str| {
            let alike = fold(&greek_lookalikes(&word.to_uppercase()));
            Term {
                alike: Some(alike).filter(|alike| alike != word),
                word: word.to_owned(),
                whole: false,
            }
        };
        Question::of(text, MAX_WORDS, term)
    }

    /// A code as it stands: whole words.
    fn exact(code: &str) -> Option<Question> {
        let term = |word: &str| Term {
            word: word.to_owned(),
            alike: None,
            whole: true,
        };
        Question::of(code, usize::MAX, term)
    }

    fn of(text: &str, most: usize, term: impl Fn(&str) -> Term) -> Option<Question> {
        let folded = fold(text);
        let words = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        let terms: Vec<Term> = words.take(most).map(term).collect();
        (!terms.is_empty()).then_some(Question { terms })
    }

    /// The question in the index's language.
    fn expression(&self) -> String {
        let terms: Vec<String> = self.terms.iter().map(Term::expression).collect();
        terms.join(" AND ")
    }

    /// What the index would answer about these folded words. Its words end where an ASCII sign stands.
    fn is_answered_by(&self, words: &str) -> bool {
        let held = || words.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
        self.terms
            .iter()
            .all(|term| held().any(|word| term.fits(word)))
    }
}

impl Term {
    fn expression(&self) -> String {
        match (&self.alike, self.whole) {
            (_, true) => format!("\"{}\"", self.word),
            (None, false) => format!("\"{}\"*", self.word),
            (Some(alike), false) => format!("(\"{}\"* OR \"{alike}\"*)", self.word),
        }
    }

    fn fits(&self, held: &str) -> bool {
        if self.whole {
            return held == self.word;
        }
        held.starts_with(&self.word)
            || self
                .alike
                .as_ref()
                .is_some_and(|alike| held.starts_with(alike))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::NoFaults;
    use crate::keys::StoreKey;
    use crate::store::{Store, StoreError};

    fn expression(typed: &str) -> Option<String> {
        Question::typed(typed).map(|question| question.expression())
    }

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

    const QUESTIONS: &[&str] = &[
        "δοκ",
        "Δοκιμή",
        "παρα δοκ",
        "HKA",
        "ηκα-12",
        "1234",
        "Κ1-2026-7",
        "ουδεις",
        "αλλα",
        "σπίτι",
        "RF18",
    ];

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), &StoreKey::new([3; 32]), true).unwrap();
        (folder, store)
    }

    fn write(store: &mut Store, work: impl FnOnce(&mut Tx<'_>) -> Result<()>) {
        store.write::<_, StoreError>(&mut NoFaults, work).unwrap();
    }

    fn answers(store: &Store) -> Vec<Vec<i64>> {
        let ask = |question: &&str| {
            let mut both = find(store.conn(), question).unwrap();
            both.extend(find_exact(store.conn(), question).unwrap());
            both
        };
        QUESTIONS.iter().map(ask).collect()
    }

    /// Aside and indexed must be the same to whoever asks: new words, changed words, words taken away.
    #[test]
    fn what_waits_aside_is_found_like_what_is_indexed() {
        let (_folder, mut store) = store();
        for no in 1..=10 {
            let number = format!("Κ1-2026-{no:06}");
            let texts = ["Δοκιμή Παραδείγματος", "ΗΚΑ-1234 ΗΚΑ1234", number.as_str()];
            write(&mut store, |tx| remember_later(tx, no, &texts, true));
        }
        write(&mut store, take_in);
        write(&mut store, |tx| {
            remember_later(tx, 3, &["Άλλα λόγια, σπιτιού"], false)
        });
        write(&mut store, |tx| {
            remember_later(tx, 3, &["Άλλα λόγια, σπίτι RF18"], false)
        });
        write(&mut store, |tx| {
            remember_later(tx, 11, &["Δοκιμαστικός·ΗΚΑ"], true)
        });
        write(&mut store, |tx| forget(tx, 4));
        let aside = answers(&store);
        assert!(
            finds(store.conn(), "σπίτι", 3).unwrap() && !finds(store.conn(), "δοκ", 3).unwrap()
        );
        write(&mut store, take_in);
        assert_eq!(answers(&store), aside);
        assert!(
            finds(store.conn(), "σπίτι", 3).unwrap() && !finds(store.conn(), "δοκ", 3).unwrap()
        );
        assert_eq!(
            aside[0],
            [11, 10, 9, 8, 7, 6, 5, 2, 1],
            "3 has other words, 4 is gone"
        );
        assert!(aside[7].is_empty() && aside[8] == [3, 3] && aside[9] == [3, 3]);
    }

    #[test]
    fn the_index_takes_in_what_waits_by_itself() {
        let (_folder, mut store) = store();
        for no in 1..=2 * ASIDE + 1 {
            write(&mut store, |tx| remember_later(tx, no, &["Δοκιμή"], true));
        }
        let waiting: i64 = one(
            store.conn(),
            "SELECT count(*) FROM search_aside",
            [],
            |row| row.get(0),
        )
        .unwrap();
        assert_eq!(waiting, 1);
        assert_eq!(find(store.conn(), "δοκιμή").unwrap().len(), 129);
    }
}
