//! Paper blocks: which of their sheets are typed, spoiled, missing, and under which number a sheet stands (χάρτινα μπλοκ).

use crate::error::Result;
use crate::search;
use crate::session::Session;
use crate::store::{self, opt, rows};
use loggia_cases::CaseKind;
use loggia_cases::number::Series;
use loggia_cases::records::{PaperBlockRecord, Reference, UserRecord};
use loggia_cases::sheet::Sheet;
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::message::{Finding, cash};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A block and what became of its sheets (έλεγχος μπλοκ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockControl {
    /// The block.
    pub block: PaperBlockRecord,
    /// Sheets that were typed or spoiled, by number.
    pub sheets: BTreeMap<u32, TypedSheet>,
}

/// What became of one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedSheet {
    /// The case.
    pub doc: DocId,
    /// The number it got.
    pub number: String,
    /// Code name of the case's stage.
    pub state: String,
}

impl BlockControl {
    /// Sheets that became papers.
    pub fn typed(&self) -> usize {
        self.sheets
            .values()
            .filter(|sheet| sheet.state != "spoiled")
            .count()
    }

    /// Sheets that were spoiled.
    pub fn spoiled(&self) -> usize {
        self.sheets.len() - self.typed()
    }

    /// Sheets nobody has typed, as runs from–to.
    pub fn missing(&self) -> Vec<(u32, u32)> {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for no in (self.block.first..=self.block.last).filter(|no| !self.sheets.contains_key(no)) {
            match runs.last_mut().filter(|(_, last)| *last + 1 == no) {
                Some((_, last)) => *last = no,
                None => runs.push((no, no)),
            }
        }
        runs
    }

    /// Sheets that were passed over: below the last that was typed, and all of them once the block was taken back.
    pub fn gaps(&self) -> Vec<(u32, u32)> {
        let last = match self.block.returned_on {
            Some(_) => self.block.last,
            None => self.sheets.keys().next_back().copied().unwrap_or(0),
        };
        let mut runs = self.missing();
        runs.retain(|(_, until)| *until <= last);
        runs
    }

    /// What is typed next: the sheets behind the last that was typed, else those that were passed over.
    pub fn coming(&self) -> impl Iterator<Item = u32> + use<> {
        let last = self.sheets.keys().next_back().copied().unwrap_or(0);
        let missing = self.missing();
        let behind = missing.iter().any(|(_, until)| *until > last);
        let wanted = move |no: &u32| !behind || *no > last;
        missing
            .into_iter()
            .flat_map(|(first, until)| first..=until)
            .filter(wanted)
    }
}

impl Session<'_> {
    /// The blocks of a series, each with its sheets.
    ///
    /// # Errors
    /// The disk's.
    pub fn paper_blocks(&mut self, scope: &ScopeId, of: Series) -> Result<Vec<BlockControl>> {
        let reference = self.reference(scope)?;
        let conn = self.open()?.store.conn();
        let sql = "SELECT doc, number, state, json_extract(row, '$.paper') FROM document
                   WHERE kind = ?1 AND json_extract(row, '$.paper') <> ''";
        let typed = rows(conn, sql, [kind(of).0], |row| {
            let sheet = TypedSheet {
                doc: DocId(row.get(0)?),
                number: row.get(1)?,
                state: row.get(2)?,
            };
            Ok((row.get::<_, String>(3)?, sheet))
        })?;
        let mut blocks: Vec<BlockControl> = reference
            .blocks(of)
            .map(|block| BlockControl {
                block: block.clone(),
                sheets: BTreeMap::new(),
            })
            .collect();
        for (paper, typed) in typed {
            let Ok(sheet) = Sheet::parse(&paper) else {
                continue;
            };
            let block = blocks
                .iter_mut()
                .find(|control| control.block.holds(&sheet));
            if let Some(control) = block {
                control.sheets.insert(sheet.no(), typed);
            }
        }
        Ok(blocks)
    }

    /// A sheet as typed: read, in a registered block of its kind, and not typed before. Where no block of the kind was ever
    /// registered there is nothing to hold it against.
    pub(crate) fn sheet(
        &mut self,
        of: Series,
        typed: &str,
        reference: &Reference,
    ) -> Result<Result<String, Finding>> {
        let sheet = match Sheet::parse(typed) {
            Ok(sheet) => sheet,
            Err(finding) => return Ok(Err(finding)),
        };
        let registered = reference.blocks(of).next().is_some();
        if registered && reference.block_of(of, &sheet).is_none() {
            return Ok(Err(
                Finding::new(cash::SHEET_OUTSIDE).with("sheet", sheet.to_string())
            ));
        }
        let conn = self.open()?.store.conn();
        if let Some(number) = typed_as(conn, of, &sheet)? {
            return Ok(Err(Finding::new(cash::SHEET_TYPED)
                .with("sheet", sheet.to_string())
                .with("number", number)));
        }
        Ok(Ok(sheet.to_string()))
    }

    /// Who wrote what is typed from a sheet: the holder of its block, else the person who types.
    pub(crate) fn writer_of(
        &mut self,
        of: Series,
        paper: Option<&str>,
        reference: &Reference,
    ) -> Result<UserRecord> {
        let sheet = paper.and_then(|paper| Sheet::parse(paper).ok());
        let block = sheet.and_then(|sheet| reference.block_of(of, &sheet));
        let Some(holder) = block.map(|block| block.holder) else {
            return Ok(self.user.clone());
        };
        let found = self.users()?.into_iter().find(|user| user.id == holder);
        Ok(found.unwrap_or_else(|| self.user.clone()))
    }
}

const fn kind(of: Series) -> CaseKind {
    match of {
        Series::Fine => CaseKind::FINE,
        Series::Receipt => CaseKind::RECEIPT,
    }
}

/// The number under which a sheet was typed.
fn typed_as(conn: &Connection, of: Series, sheet: &Sheet) -> store::Result<Option<String>> {
    let paper = sheet.to_string();
    let sql = "SELECT number FROM document WHERE no = ?1 AND kind = ?2 AND json_extract(row, '$.paper') = ?3";
    for no in search::find_exact(conn, &paper)? {
        let number = opt(conn, sql, (no, kind(of).0, &paper), |row| row.get(0))?;
        if number.is_some() {
            return Ok(number);
        }
    }
    Ok(None)
}
