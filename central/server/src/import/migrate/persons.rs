//! Persons: many rows of the old programs are one person, and only what is certain is merged.
//!
//! | Seen | Becomes |
//! |---|---|
//! | the same ΑΦΜ and a surname that agrees | the same person |
//! | surname, first name, father's name and address agree, no two different ΑΦΜ | the same person |
//! | the same ΑΦΜ under another surname | a person without ΑΦΜ, and a task |
//! | surname, first name and address agree, the father's name does not | a person of his own, and a task |
//! | anything less | a person of his own |
//!
//! A merged row fills what the person lacks and overwrites nothing; its old code goes on finding the person.

use super::keys::{self, Known};
use super::target::{Done, Fate, Field, Target, may, must};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbResult, Tx};
use loggia_core::{Outcome, params, tasks};
use loggia_foreign::{Record, Remark};
use loggia_revenue::SETTLE;
use loggia_revenue::persons::{self, Person};
use loggia_schema::identifiers::{Afm, Phone, Postcode};
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Finding, import};
use loggia_schema::text::fold;

/// Name of the target; debts ask for its keys.
pub const PERSONS: &str = "persons";

/// The registry of persons.
pub struct Persons;

const FIELDS: &[Field] = &[
    must("code"),
    must("surname"),
    may("afm"),
    may("first_name"),
    may("father"),
    may("address"),
    may("postcode"),
    may("place"),
    may("phone"),
];

impl Target for Persons {
    fn name(&self) -> &'static str {
        PERSONS
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn load(&self, tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Record]) -> Outcome<Vec<Done>> {
        rows.iter().map(|row| one(tx, ctx, row)).collect()
    }
}

fn one(tx: &mut Tx<'_>, ctx: &Ctx, row: &Record) -> Outcome<Done> {
    let said = match person(row) {
        Ok(said) => said,
        Err(remark) => return Ok(Done::of(Fate::Rejected(remark))),
    };
    let code = row.get("code");
    let hash = keys::hash(row);
    if let Some(known) = keys::find(tx, PERSONS, code)? {
        return again(tx, said, code, hash, known);
    }
    match look(tx, &said)? {
        Seen::Same(known, why) => {
            put_filled(tx, &known, &said)?;
            remember(tx, code, hash, known.id, Some(why))?;
            Ok(Done::of(Fate::Merged(why.to_owned())))
        }
        Seen::Maybe(other) => {
            let mut said = said;
            if let Some(afm) = &said.afm
                && persons::by_afm(tx, afm)?.is_some()
            {
                said.afm = None;
            }
            create(tx, &said, code, hash)?;
            let finding = Finding::new(import::PERSON_MAYBE_SAME)
                .with("code", code)
                .with("other", &other);
            tasks::open(tx, ctx, "person.maybe-same", code, &finding, SETTLE)?;
            Ok(Done {
                remarks: vec![Remark {
                    field: None,
                    finding,
                }],
                ..Done::of(Fate::New)
            })
        }
        Seen::Nobody => {
            create(tx, &said, code, hash)?;
            Ok(Done::of(Fate::New))
        }
    }
}

/// A row that was here before: the person it made follows it; the person it became part of is only filled.
fn again(tx: &mut Tx<'_>, said: Person, code: &str, hash: [u8; 16], known: Known) -> Outcome<Done> {
    if known.hash == hash {
        return Ok(Done::of(match known.merged {
            Some(why) => Fate::Merged(why),
            None => Fate::Same,
        }));
    }
    let id = PersonId(known.id);
    if let Some(here) = persons::find(tx, id)? {
        if known.merged.is_some() {
            put_filled(tx, &here, &said)?;
        } else {
            let afm = match &said.afm {
                Some(afm) if persons::by_afm(tx, afm)?.is_some_and(|other| other.id != id) => {
                    here.afm.clone()
                }
                Some(afm) => Some(afm.clone()),
                None => here.afm.clone(),
            };
            persons::put(tx, &Person { id, afm, ..said })?;
        }
    }
    keys::put(tx, PERSONS, code, &Known { hash, ..known })?;
    Ok(Done::of(Fate::Changed))
}

fn create(tx: &mut Tx<'_>, said: &Person, code: &str, hash: [u8; 16]) -> Outcome<()> {
    persons::put(tx, said)?;
    for sign in signs(said).into_iter().flatten() {
        tx.exec(
            "INSERT INTO import_match (municipality_id, sign, person_id, code) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (municipality_id, sign) DO NOTHING",
            &params![tx.municipality(), sign, said.id, code],
        )?;
    }
    Ok(remember(tx, code, hash, said.id, None)?)
}

fn remember(
    tx: &mut Tx<'_>,
    code: &str,
    hash: [u8; 16],
    id: PersonId,
    merged: Option<&str>,
) -> DbResult<()> {
    let known = Known {
        hash,
        id: id.0,
        merged: merged.map(str::to_owned),
    };
    keys::put(tx, PERSONS, code, &known)
}

/// Fills what the person lacks.
fn put_filled(tx: &mut Tx<'_>, known: &Person, said: &Person) -> DbResult<()> {
    let text = |known: &String, said: &String| if known.is_empty() { said } else { known }.clone();
    let filled = Person {
        afm: known.afm.clone().or_else(|| said.afm.clone()),
        first_name: text(&known.first_name, &said.first_name),
        father: text(&known.father, &said.father),
        address: text(&known.address, &said.address),
        postcode: known.postcode.clone().or_else(|| said.postcode.clone()),
        place: known.place.clone().or_else(|| said.place.clone()),
        phone: known.phone.clone().or_else(|| said.phone.clone()),
        ..known.clone()
    };
    if filled != *known {
        persons::put(tx, &filled)?;
    }
    Ok(())
}

/// Whom a row speaks of.
enum Seen {
    Same(Box<Person>, &'static str),
    /// The code of the other one.
    Maybe(String),
    Nobody,
}

fn look(tx: &mut Tx<'_>, said: &Person) -> DbResult<Seen> {
    if let Some(afm) = &said.afm
        && let Some(known) = persons::by_afm(tx, afm)?
    {
        let agree = first_word(&known.surname) == first_word(&said.surname);
        return Ok(if agree {
            Seen::Same(Box::new(known), "ίδιο ΑΦΜ και επώνυμο")
        } else {
            Seen::Maybe(known.code.unwrap_or_default())
        });
    }
    let [whole, part] = signs(said);
    if let Some((known, _)) = by_sign(tx, whole)?
        && (known.afm.is_none() || said.afm.is_none())
    {
        return Ok(Seen::Same(
            Box::new(known),
            "ίδιο ονοματεπώνυμο, πατρώνυμο και διεύθυνση",
        ));
    }
    match by_sign(tx, part)? {
        Some((known, code))
            if (known.afm.is_none() || said.afm.is_none())
                && fold(&known.father) != fold(&said.father) =>
        {
            Ok(Seen::Maybe(code))
        }
        _ => Ok(Seen::Nobody),
    }
}

fn first_word(name: &str) -> String {
    let folded = fold(name);
    folded.split(' ').next().unwrap_or_default().to_owned()
}

/// Hashes by which a person is known again: with the father's name, and without it.
fn signs(person: &Person) -> [Option<[u8; 16]>; 2] {
    let [surname, first, father, address] = [
        &person.surname,
        &person.first_name,
        &person.father,
        &person.address,
    ]
    .map(|part| fold(part));
    if surname.is_empty() || first.is_empty() || address.is_empty() {
        return [None, None];
    }
    let whole = keys::sign("whole", &[&surname, &first, &father, &address]);
    let part = keys::sign("part", &[&surname, &first, &address]);
    [(!father.is_empty()).then_some(whole), Some(part)]
}

fn by_sign(tx: &mut Tx<'_>, sign: Option<[u8; 16]>) -> DbResult<Option<(Person, String)>> {
    let Some(sign) = sign else { return Ok(None) };
    let row = tx.opt(
        "SELECT person_id, code FROM import_match WHERE municipality_id = $1 AND sign = $2",
        &params![tx.municipality(), sign],
    )?;
    let Some(row) = row else { return Ok(None) };
    let person = persons::find(tx, row.get("person_id")?)?;
    Ok(person.zip(Some(row.get("code")?)))
}

/// The person a row describes, with the id that its code gives him.
fn person(row: &Record) -> Result<Person, Remark> {
    let code = row.get("code");
    let wrong = |field: &'static str| {
        move |finding: Finding| Remark {
            field: Some(field.to_owned()),
            finding,
        }
    };
    let afm = row.some("afm").map(Afm::parse).transpose();
    let phone = row.some("phone").map(Phone::parse).transpose();
    let postcode = row.some("postcode").map(Postcode::parse).transpose();
    Ok(Person {
        id: PersonId(keys::id(PERSONS, code)),
        code: Some(code.to_owned()),
        afm: afm.map_err(wrong("afm"))?,
        surname: row.get("surname").to_owned(),
        first_name: row.get("first_name").to_owned(),
        father: row.get("father").to_owned(),
        address: row.get("address").to_owned(),
        postcode: postcode
            .map_err(wrong("postcode"))?
            .map(|code| code.as_str().to_owned()),
        place: row.some("place").map(str::to_owned),
        phone: phone
            .map_err(wrong("phone"))?
            .map(|phone| phone.as_str().to_owned()),
    })
}
