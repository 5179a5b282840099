//! The folded search index: words without accents, case or final sigma, found by their beginning (ευρετήριο).
//!
//! SQLite does not fold Greek, so both the indexed words and the question go through [`loggia_schema::text::fold`]. Codes
//! written with letters of the other alphabet (plates, numbers) are found as well: each word of the question is also asked
//! in Greek look-alikes. Cases and payables have an index each.
//!
//! The full-text index costs several pages for every change of it, whether of one case or of sixty. So a save writes the
//! words of its case into the case's own row (durable, no page more), and when [`ASIDE`] cases wait, the index takes
//! their words in together, inside the transaction that brought the last of them. What waits is looked at beside the index;
//! what the index says of it meanwhile does not count.
//!
//! A word that nearly every case holds (the year in its number, the town) is dear to the index and tells nothing. Such a
//! word is recognised by the newest cases and is not asked: the other words of the question find the cases, and the words
//! of each are read to see whether it holds this one too. If every word is of that sort, the newest cases are looked
//! through.

use crate::store::{Result, Tx, meta, one, opt, rows, set_meta};
use loggia_schema::text::{fold, greek_lookalikes};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Words of one question that are looked at.
const MAX_WORDS: usize = 8;
/// Results of one question.
pub const MAX_FOUND: usize = 200;
/// Cases whose words wait before the index takes them; and the newest cases that tell which words are usual.
const ASIDE: u32 = 64;
/// Cases that are looked through for usual words alone, before the index is asked all the same.
const LOOKED_THROUGH: usize = 5_000;
/// Name of the last case whose words the index has, in `meta`. Those of `unindexed` are older and changed since.
const INDEXED: &str = "indexed";

/// The words of a document were written, or changed: the index takes them in when enough others wait too.
pub fn words_changed(tx: &mut Tx<'_>, no: i64) -> Result<()> {
    let indexed = indexed(tx.conn())?;
    if no <= indexed {
        let sql = "INSERT INTO unindexed (no) VALUES (?1) ON CONFLICT (no) DO NOTHING";
        tx.exec(sql, [no])?;
    }
    let sql = "SELECT (SELECT max(no) FROM document) - ?1 + (SELECT count(*) FROM unindexed)";
    let waiting: i64 = one(tx.conn(), sql, [indexed], |row| row.get(0))?;
    if waiting < i64::from(ASIDE) {
        return Ok(());
    }
    take_in(tx)
}

/// Takes what waits into the index.
fn take_in(tx: &mut Tx<'_>) -> Result<()> {
    let indexed = indexed(tx.conn())?;
    let aside = aside(tx.conn())?;
    for (no, words) in &aside {
        if *no <= indexed {
            drop_indexed(tx, *no)?;
        }
        put_indexed(tx, *no, words)?;
    }
    tx.exec("DELETE FROM unindexed", [])?;
    let last = aside.keys().next_back().copied().unwrap_or(0).max(indexed);
    set_meta(tx, INDEXED, &last.to_be_bytes())
}

/// The last case whose words the index has.
fn indexed(conn: &Connection) -> Result<i64> {
    let bytes = meta(conn, INDEXED)?.and_then(|bytes| bytes.try_into().ok());
    Ok(bytes.map_or(0, i64::from_be_bytes))
}

/// Whether the index has no words of a case, or others.
fn waits(conn: &Connection, no: i64) -> Result<bool> {
    let sql = "SELECT ?1 > ?2 OR EXISTS (SELECT 1 FROM unindexed WHERE no = ?1)";
    one(conn, sql, (no, indexed(conn)?), |row| row.get(0))
}

/// The words of the cases that the index has not, or has otherwise.
fn aside(conn: &Connection) -> Result<BTreeMap<i64, String>> {
    let sql = "SELECT no, words FROM document WHERE no > ?1 AND words IS NOT NULL
               UNION SELECT no, words FROM unindexed JOIN document USING (no) WHERE words IS NOT NULL";
    let aside = rows(conn, sql, [indexed(conn)?], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(aside.into_iter().collect())
}

/// The folded words of a document.
pub fn words_of(conn: &Connection, no: i64) -> Result<Option<String>> {
    let sql = "SELECT words FROM document WHERE no = ?1 AND words IS NOT NULL";
    opt(conn, sql, [no], |row| row.get(0))
}

/// Puts the words of a payable into their index; nothing may stand there under this number.
pub fn remember_payable(tx: &mut Tx<'_>, no: i64, texts: &[&str]) -> Result<()> {
    let sql = "INSERT INTO search_payable (rowid, words) VALUES (?1, ?2)";
    tx.exec(sql, (no, folded(texts))).map(drop)
}

/// Takes a payable out of the search.
pub fn forget_payable(tx: &mut Tx<'_>, no: i64) -> Result<()> {
    tx.exec("DELETE FROM search_payable WHERE rowid = ?1", [no])
        .map(drop)
}

/// Takes a document out of the search.
pub fn forget(tx: &mut Tx<'_>, no: i64) -> Result<()> {
    forget_words(tx, no)?;
    tx.exec("DELETE FROM unindexed WHERE no = ?1", [no])?;
    drop_indexed(tx, no)
}

/// Empties the search; every document is put in anew afterwards, after its words were forgotten too.
pub fn forget_all(tx: &mut Tx<'_>) -> Result<()> {
    tx.exec("DELETE FROM unindexed", [])?;
    let sql = "SELECT coalesce(max(no), 0) FROM document";
    let last: i64 = one(tx.conn(), sql, [], |row| row.get(0))?;
    set_meta(tx, INDEXED, &last.to_be_bytes())?;
    let sql = "INSERT INTO search_payable (search_payable) VALUES ('delete-all')";
    tx.exec(sql, [])?;
    tx.exec("INSERT INTO search (search) VALUES ('delete-all')", [])
        .map(drop)
}

/// Forgets the words of a document, so that those of its next row are new to the index.
pub fn forget_words(tx: &mut Tx<'_>, no: i64) -> Result<()> {
    tx.exec("UPDATE document SET words = NULL WHERE no = ?1", [no])
        .map(drop)
}

/// Texts as they are searched.
pub fn folded(texts: &[&str]) -> String {
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
    let held = words_of(conn, no)?.is_some_and(|words| question.is_answered_by(&words));
    if !held || waits(conn, no)? {
        return Ok(held);
    }
    let sql = "SELECT 1 FROM search WHERE search MATCH ?1 AND rowid = ?2";
    let expression = expression(&question.terms);
    Ok(!rows(conn, sql, (expression, no), |_| Ok(()))?.is_empty())
}

/// Documents that hold every word of the question, newest first.
pub fn find(conn: &Connection, question: &str) -> Result<Vec<i64>> {
    Question::typed(question).map_or(Ok(Vec::new()), |question| documents(conn, &question))
}

/// Payables that hold every word of the question, by number in this store.
pub fn find_payables(conn: &Connection, question: &str) -> Result<Vec<i64>> {
    let Some(question) = Question::typed(question) else {
        return Ok(Vec::new());
    };
    let sql = "SELECT rowid FROM search_payable WHERE search_payable MATCH ?1 ORDER BY rowid DESC LIMIT ?2";
    rows(conn, sql, (expression(&question.terms), most()), |row| {
        row.get(0)
    })
}

/// Documents that hold every word of a code (a number, a plate) as it stands, newest first.
pub fn find_exact(conn: &Connection, code: &str) -> Result<Vec<i64>> {
    Question::exact(code).map_or(Ok(Vec::new()), |question| documents(conn, &question))
}

fn documents(conn: &Connection, question: &Question) -> Result<Vec<i64>> {
    let newest = rows(
        conn,
        "SELECT words FROM document WHERE words IS NOT NULL ORDER BY no DESC LIMIT ?1",
        [ASIDE],
        |row| row.get::<_, String>(0),
    )?;
    let (usual, telling): (Vec<&Term>, Vec<&Term>) = question
        .terms
        .iter()
        .partition(|term| term.is_usual(&newest));
    if telling.is_empty()
        && let Some(found) = looked_through(conn, question)?
    {
        return Ok(found);
    }
    let asked = if telling.is_empty() { &usual } else { &telling };
    let aside = aside(conn)?;
    let answered = |(no, words): (&i64, &String)| question.is_answered_by(words).then_some(*no);
    let mut found: Vec<i64> = aside.iter().filter_map(answered).collect();
    let most = found.len() + MAX_FOUND;
    let sql = "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let mut indexed = statement.query([expression(asked.iter().copied())])?;
    while let Some(row) = indexed.next()? {
        let no = row.get(0)?;
        if aside.contains_key(&no) {
            continue;
        }
        let whole = usual.is_empty()
            || words_of(conn, no)?.is_some_and(|words| question.is_answered_by(&words));
        if whole {
            found.push(no);
        }
        if found.len() == most {
            break;
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(MAX_FOUND);
    Ok(found)
}

/// The newest cases that hold all these words, if looking through so many of them is enough.
fn looked_through(conn: &Connection, question: &Question) -> Result<Option<Vec<i64>>> {
    let sql = "SELECT no, words FROM document WHERE words IS NOT NULL ORDER BY no DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let mut newest = statement.query([])?;
    let mut found = Vec::new();
    for _ in 0..LOOKED_THROUGH {
        let Some(row) = newest.next()? else {
            return Ok(Some(found));
        };
        if question.is_answered_by(&row.get::<_, String>(1)?) {
            found.push(row.get(0)?);
        }
        if found.len() == MAX_FOUND {
            return Ok(Some(found));
        }
    }
    Ok(None)
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

    /// What the index would answer about these folded words. Its words end where an ASCII sign stands.
    fn is_answered_by(&self, words: &str) -> bool {
        let holds = |term: &Term| held(words).any(|word| term.fits(word));
        self.terms.iter().all(holds)
    }
}

/// The words as the index sees them.
fn held(words: &str) -> impl Iterator<Item = &str> {
    words.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
}

/// All these terms, in the index's language.
fn expression<'t>(terms: impl IntoIterator<Item = &'t Term>) -> String {
    let terms: Vec<String> = terms.into_iter().map(Term::expression).collect();
    terms.join(" AND ")
}

impl Term {
    /// True if at least half of the newest cases hold it; of a few cases nothing can be said.
    fn is_usual(&self, newest: &[String]) -> bool {
        let holds = |words: &&String| held(words).any(|word| self.fits(word));
        newest.len() >= ASIDE as usize && newest.iter().filter(holds).count() * 2 >= newest.len()
    }

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
        Question::typed(typed).map(|question| super::expression(&question.terms))
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

    /// Writes the words of a document as its row does.
    fn put(tx: &mut Tx<'_>, no: i64, texts: &[&str]) -> Result<()> {
        let sql = "INSERT INTO document (no, doc, kind, scope, tips, words) VALUES (?1, ?1, 1, x'00', '', ?2)
                   ON CONFLICT (no) DO UPDATE SET words = ?2";
        tx.exec(sql, (no, folded(texts)))?;
        words_changed(tx, no)
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
            write(&mut store, |tx| put(tx, no, &texts));
        }
        write(&mut store, take_in);
        write(&mut store, |tx| put(tx, 3, &["Άλλα λόγια, σπιτιού"]));
        write(&mut store, |tx| put(tx, 3, &["Άλλα λόγια, σπίτι RF18"]));
        write(&mut store, |tx| put(tx, 11, &["Δοκιμαστικός·ΗΚΑ"]));
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
        for no in 1..=i64::from(2 * ASIDE + 1) {
            write(&mut store, |tx| put(tx, no, &["Δοκιμή"]));
        }
        assert_eq!(aside(store.conn()).unwrap().len(), 1);
        assert_eq!(find(store.conn(), "δοκιμή").unwrap().len(), 129);
    }

    /// Every case holds the year, most hold the town, few hold the rest: the same answers as by reading all words.
    #[test]
    fn usual_words_are_left_out_of_the_question_and_change_no_answer() {
        let (_folder, mut store) = store();
        let town = |no: i64| {
            if no % 3 == 2 {
                "Δάφνες"
            } else {
                "Ηράκλειο"
            }
        };
        let all: Vec<(i64, String)> = (1..=700)
            .map(|no| {
                (
                    no,
                    format!("Κ1-2026-{:06} {} ηκα-{}", no * 7, town(no), no % 90),
                )
            })
            .collect();
        for (no, words) in &all {
            write(&mut store, |tx| put(tx, *no, &[words]));
        }
        write(&mut store, |tx| put(tx, 650, &["Κ1-2026 άλλο"]));
        let questions = [
            "2026",
            "Κ1-2026-000",
            "Κ1-2026-0014",
            "ηρακλ",
            "ηρακλ 2026",
            "ηρακλ 77",
            "δαφνες",
            "δαφνες ηκα",
            "δαφνες 2026 12",
            "ουδεις 2026",
            "αλλο",
            "77",
            "HKA",
            "ηρακλ δαφνες",
        ];
        for typed in questions {
            let question = Question::typed(typed).unwrap();
            let words = |no: i64| words_of(store.conn(), no).unwrap().unwrap();
            let answered = |no: &i64| question.is_answered_by(&words(*no));
            let wanted: Vec<i64> = (1..=700).rev().filter(answered).take(MAX_FOUND).collect();
            assert_eq!(find(store.conn(), typed).unwrap(), wanted, "{typed}");
        }
    }
}
