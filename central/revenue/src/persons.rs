//! The registry of persons, as far as debts need it (μητρώο προσώπων).
//!
//! A person is an id; ΑΦΜ and the old system's code are handles, unique when present. A debtor named on a paper is
//! found by ΑΦΜ or, with a valid ΑΦΜ that nobody has yet, becomes a person. Without ΑΦΜ nobody is guessed. Two entries of
//! one person are found by [`super::duplicates`] and merged by [`super::merges`].

use super::{aliases, merges};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbResult, Row, Tx};
use loggia_core::params;
use loggia_schema::identifiers::Afm;
use loggia_schema::ids::PersonId;
use loggia_schema::text::{fold, greek_lookalikes, upper};

/// A person (πρόσωπο).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Code in the old system.
    pub code: Option<String>,
    /// ΑΦΜ, if known.
    pub afm: Option<Afm>,
    /// Surname or firm.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// Father's name.
    pub father: String,
    /// Street and number.
    pub address: String,
    /// Postcode.
    pub postcode: Option<String>,
    /// Code of the community.
    pub place: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}

impl Person {
    /// Surname and first name.
    pub fn name(&self) -> String {
        format!("{} {}", self.surname, self.first_name)
            .trim()
            .to_owned()
    }

    fn search(&self) -> String {
        let afm = self.afm.as_ref().map(Afm::as_str).unwrap_or_default();
        let phone: String = self
            .phone
            .iter()
            .flat_map(|phone| phone.chars())
            .filter(char::is_ascii_digit)
            .collect();
        let code = self.code.as_deref().unwrap_or_default();
        fold(&format!(
            "{} {} {} {} {afm} {phone} {code}",
            self.surname, self.first_name, self.father, self.address
        ))
    }
}

const COLUMNS: &str =
    "person_id, code, afm, surname, first_name, father, address, postcode, place, phone";

/// Writes a person under its id; true if anything changed.
///
/// # Errors
/// The store's; an ΑΦΜ that somebody else has breaks a uniqueness rule.
pub fn put(tx: &mut Tx<'_>, person: &Person) -> DbResult<bool> {
    if find(tx, person.id)?.as_ref() == Some(person) {
        return Ok(false);
    }
    let words = searched(tx, person)?;
    tx.exec(
        "INSERT INTO revenue_person (municipality_id, person_id, code, afm, surname, first_name, father, address, postcode, \
         place, phone, search, name_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (municipality_id, person_id) DO UPDATE SET code = excluded.code, afm = excluded.afm, \
         surname = excluded.surname, first_name = excluded.first_name, father = excluded.father, \
         address = excluded.address, postcode = excluded.postcode, place = excluded.place, phone = excluded.phone, \
         search = excluded.search, name_key = excluded.name_key",
        &params![
            tx.municipality(), person.id, person.code.clone(), person.afm.as_ref().map(Afm::as_str), &person.surname,
            &person.first_name, &person.father, &person.address, person.postcode.clone(), person.place.clone(),
            person.phone.clone(), words, name_key(person)
        ],
    )?;
    Ok(true)
}

/// Everything a person is found by: his own words and the other names he has.
fn searched(tx: &mut Tx<'_>, person: &Person) -> DbResult<String> {
    let mut words = person.search();
    for alias in aliases::of(tx, person.id)? {
        words.push(' ');
        words.push_str(&fold(&alias.shown()));
    }
    Ok(words)
}

/// Writes again what a person is found by.
///
/// # Errors
/// The store's.
pub fn index(tx: &mut Tx<'_>, person: &Person) -> DbResult<()> {
    let words = searched(tx, person)?;
    tx.exec(
        "UPDATE revenue_person SET search = $1, name_key = $2 WHERE municipality_id = $3 AND person_id = $4",
        &params![words, name_key(person), tx.municipality(), person.id],
    )?;
    Ok(())
}

/// Indexes the persons that were brought in without it.
///
/// # Errors
/// The store's.
pub fn index_all(tx: &mut Tx<'_>) -> DbResult<()> {
    let rows = tx.rows(
        &format!(
            "SELECT {COLUMNS} FROM revenue_person WHERE municipality_id = $1 AND name_key IS NULL"
        ),
        &params![tx.municipality()],
    )?;
    for row in &rows {
        let person = read(row)?;
        index(tx, &person)?;
    }
    Ok(())
}

/// The words of a name in one order, Latin look-alikes as Greek: what two entries of one person share.
pub fn name_key(person: &Person) -> String {
    let name = greek_lookalikes(&upper(&person.name()));
    let folded = fold(&name);
    let mut words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(" ")
}

/// Persons who share a name with somebody, name by name.
///
/// # Errors
/// The store's.
pub fn namesakes(tx: &mut Tx<'_>) -> DbResult<Vec<Vec<Person>>> {
    let rows = tx.rows(
        &format!(
            "SELECT name_key, {COLUMNS} FROM revenue_person WHERE municipality_id = $1 AND name_key IN \
             (SELECT name_key FROM revenue_person WHERE municipality_id = $1 AND name_key <> '' \
             GROUP BY name_key HAVING COUNT(*) > 1) ORDER BY name_key, person_id"
        ),
        &params![tx.municipality()],
    )?;
    let mut all: Vec<(String, Vec<Person>)> = Vec::new();
    for row in &rows {
        let (key, person): (String, Person) = (row.get("name_key")?, read(row)?);
        match all.last_mut() {
            Some((known, group)) if *known == key => group.push(person),
            _ => all.push((key, vec![person])),
        }
    }
    Ok(all.into_iter().map(|(_, group)| group).collect())
}

/// A person by id.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, id: PersonId) -> DbResult<Option<Person>> {
    one(tx, "person_id = $2", id)
}

/// A person by ΑΦΜ.
///
/// # Errors
/// The store's.
pub fn by_afm(tx: &mut Tx<'_>, afm: &Afm) -> DbResult<Option<Person>> {
    one(tx, "afm = $2", afm.as_str())
}

/// A person by the old system's code.
///
/// # Errors
/// The store's.
pub fn by_code(tx: &mut Tx<'_>, code: &str) -> DbResult<Option<Person>> {
    one(tx, "code = $2", code)
}

fn one(
    tx: &mut Tx<'_>,
    condition: &str,
    value: impl Into<loggia_core::db::Value>,
) -> DbResult<Option<Person>> {
    let row = tx.opt(
        &format!("SELECT {COLUMNS} FROM revenue_person WHERE municipality_id = $1 AND {condition}"),
        &[tx.municipality().into(), value.into()],
    )?;
    row.as_ref().map(read).transpose()
}

/// Persons whose names, address, ΑΦΜ, telephone or old code hold every typed word, at most `limit`; by name. A merged
/// person leads to the one who stands for him.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, typed: &str, limit: u32) -> DbResult<Vec<Person>> {
    let words: Vec<String> = fold(typed)
        .split_whitespace()
        .take(5)
        .map(escaped)
        .collect();
    let conditions: String = (0..words.len())
        .map(|n| format!(" AND search LIKE ${} ESCAPE '!'", n + 2))
        .collect();
    let mut values = params![tx.municipality()].to_vec();
    values.extend(words.into_iter().map(Into::into));
    values.push(limit.into());
    // The words begin with the name, so their order is the order of names; an index holds nothing but them and the id.
    let rows = tx.rows(
        &format!(
            "SELECT person_id FROM revenue_person WHERE municipality_id = $1{conditions} \
             ORDER BY search, person_id LIMIT ${}",
            values.len()
        ),
        &values,
    )?;
    let mut found: Vec<Person> = Vec::with_capacity(rows.len());
    for row in &rows {
        let root = merges::root(tx, row.get("person_id")?)?;
        if found.iter().all(|known| known.id != root) {
            found.extend(find(tx, root)?);
        }
    }
    Ok(found)
}

/// A word as a LIKE pattern in which it means itself.
pub(crate) fn escaped(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The person with this ΑΦΜ, made from what a paper says if nobody has it yet.
///
/// # Errors
/// The store's.
pub fn of_afm(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    afm: &Afm,
    name: &str,
    address: &str,
) -> DbResult<Person> {
    if let Some(known) = by_afm(tx, afm)? {
        return Ok(known);
    }
    let person = Person {
        id: PersonId(ctx.id("person", 0)),
        code: None,
        afm: Some(afm.clone()),
        surname: name.to_owned(),
        first_name: String::new(),
        father: String::new(),
        address: address.to_owned(),
        postcode: None,
        place: None,
        phone: None,
    };
    put(tx, &person)?;
    Ok(person)
}

fn read(row: &Row) -> DbResult<Person> {
    Ok(Person {
        id: row.get("person_id")?,
        code: row.get("code")?,
        afm: row
            .get::<Option<String>>("afm")?
            .and_then(|text| Afm::parse(&text).ok()),
        surname: row.get("surname")?,
        first_name: row.get("first_name")?,
        father: row.get("father")?,
        address: row.get("address")?,
        postcode: row.get("postcode")?,
        place: row.get("place")?,
        phone: row.get("phone")?,
    })
}
