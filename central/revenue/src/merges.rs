//! The same person under two ids: merged with a reason, taken apart again without a trace in the figures (συγχώνευση).
//!
//! ```text
//! merge(kept, other)    other ─redirect─▶ kept        lines, payments, journal keep the ids they have
//! card(any of them)     root ─▶ the group below it ─▶ everything of everybody in it
//! unmerge(other)        the redirect is gone, and each has again exactly what was his
//! ```
//!
//! Ids never change, so no posting is touched and un-merging restores to the cent. One lock orders all merges, so two
//! clerks cannot make a circle; what was done is an event that stays. Two different ΑΦΜ are two persons by law.

use super::persons::{self, Person};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx};
use loggia_core::{Outcome, audit, numbering, params};
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Finding, books, conflicts};
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// Longest reason, in characters.
const MAX_REASON: usize = 500;
/// No chain of merges is longer; one that is was damaged.
const DEPTH: usize = 1_000;

/// What a group of ids has in the machine: the same before and after every merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Lines (οφειλές και πρόστιμα).
    pub lines: i64,
    /// Payments laid on them.
    pub payments: i64,
    /// Sum of what was claimed and stands.
    pub principal: Cents,
    /// Sum of principal taken.
    pub collected: Cents,
    /// Sum of credits, used ones too.
    pub credit: Cents,
    /// Sum of credits used up.
    pub used: Cents,
}

impl Figures {
    fn plus(self, other: Figures) -> Result<Figures, Finding> {
        Ok(Figures {
            lines: self.lines.saturating_add(other.lines),
            payments: self.payments.saturating_add(other.payments),
            principal: self.principal.plus(other.principal)?,
            collected: self.collected.plus(other.collected)?,
            credit: self.credit.plus(other.credit)?,
            used: self.used.plus(other.used)?,
        })
    }
}

/// What a person did to the registry (συμβάν μητρώου).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number.
    pub no: i64,
    /// What: `merge`, `unmerge`, `alias`, `alias-drop`.
    pub kind: String,
    /// The person who stayed.
    pub person: PersonId,
    /// The other one.
    pub other: PersonId,
    /// Why.
    pub reason: String,
    /// When.
    pub at: jiff::Timestamp,
    /// Who, as [`loggia_core::ctx::Actor`] writes it.
    pub by: String,
}

/// Under whose id a person is found: his own, unless he was merged.
///
/// # Errors
/// The store's; a circle of redirects is damage.
pub fn root(tx: &mut Tx<'_>, person: PersonId) -> DbResult<PersonId> {
    let mut at = person;
    for _ in 0..DEPTH {
        match into(tx, at)? {
            Some(next) => at = next,
            None => return Ok(at),
        }
    }
    Err(DbError::Corrupt(format!(
        "redirects of person {person} go in a circle"
    )))
}

fn into(tx: &mut Tx<'_>, person: PersonId) -> DbResult<Option<PersonId>> {
    let row = tx.opt(
        "SELECT into_id FROM revenue_person_redirect WHERE municipality_id = $1 AND person_id = $2",
        &params![tx.municipality(), person],
    )?;
    row.map(|row| row.get("into_id")).transpose()
}

/// Everybody who is found under this id, himself first.
///
/// # Errors
/// The store's.
pub fn group(tx: &mut Tx<'_>, root: PersonId) -> DbResult<Vec<PersonId>> {
    let mut all = vec![root];
    let mut at = 0;
    while let Some(person) = all.get(at).copied() {
        let rows = tx.rows(
            "SELECT person_id FROM revenue_person_redirect WHERE municipality_id = $1 AND into_id = $2 ORDER BY event_no",
            &params![tx.municipality(), person],
        )?;
        for row in &rows {
            let below = row.get("person_id")?;
            if all.contains(&below) {
                return Err(DbError::Corrupt(format!(
                    "redirects of person {root} go in a circle"
                )));
            }
            all.push(below);
        }
        at += 1;
    }
    Ok(all)
}

/// What a group has, summed over its ids.
///
/// # Errors
/// Σ-113; the store's.
pub fn figures(tx: &mut Tx<'_>, group: &[PersonId]) -> Outcome<Figures> {
    let mut sum = Figures::default();
    for person in group {
        let row = tx.one(
            "SELECT COUNT(*) AS lines, CAST(COALESCE(SUM(CASE WHEN stands THEN principal ELSE 0 END), 0) AS BIGINT) AS principal, \
             CAST(COALESCE(SUM(collected), 0) AS BIGINT) AS collected FROM revenue_line \
             WHERE municipality_id = $1 AND person_id = $2",
            &params![tx.municipality(), *person],
        )?;
        let paid = tx.one(
            "SELECT COUNT(*) AS payments, CAST(COALESCE(SUM(p.credit), 0) AS BIGINT) AS credit, \
             CAST(COALESCE(SUM(CASE WHEN u.purpose = 'set_off' AND NOT u.undone THEN u.amount ELSE 0 END), 0) AS BIGINT) AS used \
             FROM revenue_line l \
             JOIN revenue_payment p ON p.municipality_id = l.municipality_id AND p.paid_doc_id = l.doc_id AND NOT p.cancelled \
             LEFT JOIN revenue_credit_use u ON u.municipality_id = p.municipality_id AND u.doc_id = p.doc_id AND u.line_no = p.line_no \
             WHERE l.municipality_id = $1 AND l.person_id = $2",
            &params![tx.municipality(), *person],
        )?;
        sum = sum.plus(Figures {
            lines: row.get("lines")?,
            payments: paid.get("payments")?,
            principal: row.get("principal")?,
            collected: row.get("collected")?,
            credit: paid.get("credit")?,
            used: paid.get("used")?,
        })?;
    }
    Ok(sum)
}

/// Merges `other` into `kept`. Returns the figures of the group, or `None` if exactly this had been done before.
///
/// # Errors
/// [`conflicts::MERGE_SELF`], [`conflicts::MERGE_CYCLE`], [`conflicts::MERGED_ALREADY`], [`conflicts::TWO_AFM`],
/// [`conflicts::KEEP_THE_AFM`], [`conflicts::REASON_ASKED`], [`books::PERSON_UNKNOWN`]; the store's.
pub fn merge(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (kept, other): (PersonId, PersonId),
    reason: &str,
) -> Outcome<Option<Figures>> {
    let reason = asked(reason)?;
    lock(tx)?;
    if into(tx, other)? == Some(kept) {
        return Ok(None);
    }
    may_merge(tx, kept, other)?;
    let (mine, his) = (group(tx, kept)?, group(tx, other)?);
    let before = figures(tx, &mine)?.plus(figures(tx, &his)?)?;
    let no = tell(tx, ctx, "merge", (kept, other), (&reason, &before))?;
    tx.exec(
        "INSERT INTO revenue_person_redirect (municipality_id, person_id, into_id, event_no) VALUES ($1, $2, $3, $4)",
        &params![tx.municipality(), other, kept, no],
    )?;
    same_figures(tx, kept, before)?;
    Ok(Some(before))
}

/// Takes a merged person out again: he and those below him have what they had. `false` if that had been done before.
///
/// # Errors
/// [`conflicts::NOT_MERGED`], [`conflicts::REASON_ASKED`]; the store's.
pub fn unmerge(tx: &mut Tx<'_>, ctx: &Ctx, other: PersonId, reason: &str) -> Outcome<bool> {
    let reason = asked(reason)?;
    lock(tx)?;
    let Some(kept) = into(tx, other)? else {
        let events = events(tx, &[other])?;
        let before = events
            .iter()
            .any(|event| event.kind == "unmerge" && event.other == other);
        return if before {
            Ok(false)
        } else {
            Err(Finding::new(conflicts::NOT_MERGED).into())
        };
    };
    let top = root(tx, kept)?;
    let all = group(tx, top)?;
    let before = figures(tx, &all)?;
    tell(tx, ctx, "unmerge", (kept, other), (&reason, &before))?;
    tx.exec(
        "DELETE FROM revenue_person_redirect WHERE municipality_id = $1 AND person_id = $2",
        &params![tx.municipality(), other],
    )?;
    let (mine, his) = (group(tx, top)?, group(tx, other)?);
    let after = figures(tx, &mine)?.plus(figures(tx, &his)?)?;
    if after != before {
        return Err(DbError::bug("un-merging changed the figures").into());
    }
    Ok(true)
}

/// All merges queue here, on both engines: what is read below stays true until the end.
fn lock(tx: &mut Tx<'_>) -> DbResult<()> {
    numbering::next(tx, "person-merge", 0).map(drop)
}

/// The rules of a merge, without doing it.
///
/// # Errors
/// As [`merge`].
pub fn may_merge(tx: &mut Tx<'_>, kept: PersonId, other: PersonId) -> Outcome<()> {
    if kept == other {
        return Err(Finding::new(conflicts::MERGE_SELF).into());
    }
    for person in [kept, other] {
        persons::find(tx, person)?.ok_or_else(|| Finding::new(books::PERSON_UNKNOWN))?;
    }
    if root(tx, kept)? == root(tx, other)? {
        return Err(Finding::new(conflicts::MERGE_CYCLE).into());
    }
    if into(tx, kept)?.is_some() || into(tx, other)?.is_some() {
        return Err(Finding::new(conflicts::MERGED_ALREADY).into());
    }
    let (mine, his) = (afms(tx, kept)?, afms(tx, other)?);
    let both = mine
        .iter()
        .any(|afm| his.iter().any(|theirs| theirs != afm));
    if both {
        return Err(Finding::new(conflicts::TWO_AFM).into());
    }
    if mine.is_empty() && !his.is_empty() {
        return Err(Finding::new(conflicts::KEEP_THE_AFM).into());
    }
    Ok(())
}

fn afms(tx: &mut Tx<'_>, root: PersonId) -> DbResult<Vec<String>> {
    let mut afms = Vec::new();
    for person in group(tx, root)? {
        let person = persons::find(tx, person)?;
        afms.extend(
            person
                .and_then(|person| person.afm)
                .map(|afm| afm.as_str().to_owned()),
        );
    }
    Ok(afms)
}

fn same_figures(tx: &mut Tx<'_>, kept: PersonId, before: Figures) -> Outcome<()> {
    let all = group(tx, kept)?;
    if figures(tx, &all)? == before {
        Ok(())
    } else {
        Err(DbError::bug("merging changed the figures").into())
    }
}

fn asked(reason: &str) -> Result<String, Finding> {
    let reason = loggia_schema::text::normalise_input(reason);
    if reason.is_empty() {
        return Err(Finding::new(conflicts::REASON_ASKED).on("reason"));
    }
    if reason.chars().count() > MAX_REASON {
        return Err(Finding::new(conflicts::REASON_LONG).on("reason"));
    }
    Ok(reason)
}

/// Writes what was done: the event and its line in the audit trail.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &str,
    (person, other): (PersonId, PersonId),
    (reason, figures): (&str, &Figures),
) -> DbResult<i64> {
    let no = numbering::next(tx, "person-event", 0)?;
    let figures = serde_json::to_string(figures).map_err(DbError::bug)?;
    tx.exec(
        "INSERT INTO revenue_person_event (municipality_id, event_no, kind, person_id, other_id, reason, figures, recorded_at, \
         actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![tx.municipality(), no, kind, person, other, reason, figures, ctx.now, ctx.actor.to_string()],
    )?;
    audit::record(
        tx,
        ctx,
        &format!("person.{kind}"),
        &other.to_string(),
        &person.to_string(),
    )?;
    Ok(no)
}

/// What was done to these persons, in order.
///
/// # Errors
/// The store's.
pub fn events(tx: &mut Tx<'_>, group: &[PersonId]) -> DbResult<Vec<Event>> {
    let mut found = Vec::new();
    for person in group {
        let rows = tx.rows(
            "SELECT event_no, kind, person_id, other_id, reason, recorded_at, actor FROM revenue_person_event \
             WHERE municipality_id = $1 AND (person_id = $2 OR other_id = $2) ORDER BY event_no",
            &params![tx.municipality(), *person],
        )?;
        for row in &rows {
            found.push(read(row)?);
        }
    }
    found.sort_by_key(|event| event.no);
    found.dedup_by_key(|event| event.no);
    Ok(found)
}

fn read(row: &Row) -> DbResult<Event> {
    Ok(Event {
        no: row.get("event_no")?,
        kind: row.get("kind")?,
        person: row.get("person_id")?,
        other: row.get("other_id")?,
        reason: row.get("reason")?,
        at: row.get("recorded_at")?,
        by: row.get("actor")?,
    })
}

/// The persons of a group, the one who stands for all first.
///
/// # Errors
/// The store's.
pub fn people(tx: &mut Tx<'_>, group: &[PersonId]) -> DbResult<Vec<Person>> {
    let mut all = Vec::with_capacity(group.len());
    for person in group {
        all.extend(persons::find(tx, *person)?);
    }
    Ok(all)
}
