//! Names a person is known by besides his own: nicknames, other spellings, «κληρονόμοι του …» (προσωνύμια).
//!
//! They are searched like the name itself. A name is added and dropped, never rewritten.

use super::merges::{self, Figures};
use super::persons;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx};
use loggia_core::{Outcome, params};
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Finding, books, conflicts};
use loggia_schema::text::normalise_input;

/// Longest name, in characters.
const MAX: usize = 120;

/// What kind of name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AliasKind {
    /// What the village calls him (παρατσούκλι).
    Nickname,
    /// Another spelling or a former surname.
    Other,
    /// He and others are the heirs of this person.
    HeirsOf,
}

impl AliasKind {
    /// Every kind.
    pub const ALL: [AliasKind; 3] = [AliasKind::Nickname, AliasKind::Other, AliasKind::HeirsOf];

    /// Name in tables and forms.
    pub const fn code(self) -> &'static str {
        match self {
            AliasKind::Nickname => "nickname",
            AliasKind::Other => "other",
            AliasKind::HeirsOf => "heirs_of",
        }
    }

    /// Reads the name back.
    pub fn from_code(code: &str) -> Option<AliasKind> {
        AliasKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// On screens.
    pub const fn greek(self) -> &'static str {
        match self {
            AliasKind::Nickname => "Παρατσούκλι",
            AliasKind::Other => "Άλλη γραφή ή πρώην επώνυμο",
            AliasKind::HeirsOf => "Κληρονόμοι του",
        }
    }
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its number under the person.
    pub no: i64,
    /// What kind.
    pub kind: AliasKind,
    /// The name.
    pub name: String,
}

impl Alias {
    /// As people read it.
    pub fn shown(&self) -> String {
        match self.kind {
            AliasKind::HeirsOf => format!("κληρονόμοι του {}", self.name),
            AliasKind::Nickname | AliasKind::Other => self.name.clone(),
        }
    }
}

/// The names of a person, in the order in which they were added.
///
/// # Errors
/// The store's.
pub fn of(tx: &mut Tx<'_>, person: PersonId) -> DbResult<Vec<Alias>> {
    let rows = tx.rows(
        "SELECT alias_no, kind, name FROM revenue_person_alias \
         WHERE municipality_id = $1 AND person_id = $2 AND NOT dropped ORDER BY alias_no",
        &params![tx.municipality(), person],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> DbResult<Alias> {
    let kind: String = row.get("kind")?;
    Ok(Alias {
        no: row.get("alias_no")?,
        kind: AliasKind::from_code(&kind)
            .ok_or_else(|| DbError::Corrupt(format!("alias kind {kind}")))?,
        name: row.get("name")?,
    })
}

/// Adds a name; adding what is there changes nothing.
///
/// # Errors
/// [`conflicts::ALIAS_EMPTY`], [`conflicts::ALIAS_LONG`], [`books::PERSON_UNKNOWN`]; the store's.
pub fn add(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    person: PersonId,
    (kind, name): (AliasKind, &str),
) -> Outcome<()> {
    let name = normalise_input(name);
    if name.is_empty() {
        return Err(Finding::new(conflicts::ALIAS_EMPTY).on("name").into());
    }
    if name.chars().count() > MAX {
        return Err(Finding::new(conflicts::ALIAS_LONG).on("name").into());
    }
    let known = persons::find(tx, person)?.ok_or_else(|| Finding::new(books::PERSON_UNKNOWN))?;
    let held = of(tx, person)?;
    if held
        .iter()
        .any(|alias| alias.kind == kind && alias.name == name)
    {
        return Ok(());
    }
    let no = merges::tell(
        tx,
        ctx,
        "alias",
        (person, person),
        (kind.greek(), &Figures::default()),
    )?;
    tx.exec(
        "INSERT INTO revenue_person_alias (municipality_id, person_id, alias_no, kind, name, dropped) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        &params![tx.municipality(), person, no, kind.code(), name, false],
    )?;
    Ok(persons::index(tx, &known)?)
}

/// Drops a name; dropping what is gone changes nothing.
///
/// # Errors
/// [`books::PERSON_UNKNOWN`]; the store's.
pub fn drop(tx: &mut Tx<'_>, ctx: &Ctx, person: PersonId, no: i64) -> Outcome<()> {
    let known = persons::find(tx, person)?.ok_or_else(|| Finding::new(books::PERSON_UNKNOWN))?;
    let dropped = tx.exec(
        "UPDATE revenue_person_alias SET dropped = $1 WHERE municipality_id = $2 AND person_id = $3 AND alias_no = $4 \
         AND NOT dropped",
        &params![true, tx.municipality(), person, no],
    )?;
    if dropped == 1 {
        merges::tell(
            tx,
            ctx,
            "alias-drop",
            (person, person),
            ("", &Figures::default()),
        )?;
        persons::index(tx, &known)?;
    }
    Ok(())
}
