//! Heads of the journal, and their publication outside.
//!
//! A chain alone does not stop somebody who rewrites all of it. So its head is published where the database's owner
//! cannot reach: on the daily paper, in the backup's manifest, at the auditor. What was published is kept here too,
//! append-only, and [`crate::verify`] compares.

use crate::model::EntryId;
use crate::writing::number;
use loggia_core::audit;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbResult, Tx};
use loggia_core::params;
use std::collections::BTreeMap;

/// The last entry of a year's section and its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// The last entry; number 0 if there is none yet.
    pub id: EntryId,
    /// Its link.
    pub link: [u8; 32],
}

impl ChainHead {
    /// The link as it is printed: hex in groups of eight, so that it can be read aloud.
    pub fn printed(&self) -> String {
        let groups = self.link.chunks(4).map(|group| {
            group
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        });
        groups.collect::<Vec<_>>().join(" ")
    }
}

/// The heads of all years and sections.
///
/// # Errors
/// The store's.
pub fn heads(tx: &mut Tx<'_>) -> DbResult<Vec<ChainHead>> {
    tx.rows(
        "SELECT year, section, last_no, link FROM books_head WHERE municipality_id = $1 ORDER BY year, section",
        &params![tx.municipality()],
    )?
    .iter()
    .map(|row| {
        let id = EntryId { year: row.get("year")?, section: row.get("section")?, no: row.get("last_no")? };
        Ok(ChainHead { id, link: row.get("link")? })
    })
    .collect()
}

/// Keeps that the heads were published at a place (`daily-paper`, `backup`, …) and returns them for printing.
/// A head published twice is kept once.
///
/// # Errors
/// The store's.
pub fn publish(tx: &mut Tx<'_>, ctx: &Ctx, place: &str) -> DbResult<Vec<ChainHead>> {
    let heads: Vec<_> = heads(tx)?
        .into_iter()
        .filter(|head| head.id.no > 0)
        .collect();
    for head in &heads {
        let new = tx.exec(
            "INSERT INTO books_published (municipality_id, year, section, no, link, published_at, place) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (municipality_id, year, section, no) DO NOTHING",
            &params![
                tx.municipality(),
                head.id.year,
                head.id.section,
                number(head.id.no)?,
                head.link,
                ctx.now,
                place
            ],
        )?;
        if new == 1 {
            audit::record(tx, ctx, "journal.publish", &head.id.to_string(), place)?;
        }
    }
    Ok(heads)
}

/// The heads in the form that a backup's manifest witnesses.
///
/// # Errors
/// The store's.
pub fn witnessed(tx: &mut Tx<'_>) -> DbResult<BTreeMap<String, String>> {
    Ok(heads(tx)?
        .iter()
        .map(|head| (format!("journal {}", head.id), head.printed()))
        .collect())
}
