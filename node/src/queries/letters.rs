//! What entries of the protocol say about people, for lists and for the clerk who types a sender (στοιχεία εγγράφων).
//!
//! The confidential book shows its numbers to everybody of the desk and its contents to those who hold the right.

use crate::error::Result;
use crate::queries::ListFilter;
use crate::rows;
use crate::session::Session;
use loggia_cases::private::{Letter, PrivatePart};
use loggia_cases::{CaseKind, rights};
use loggia_schema::ids::{DocId, PartId};
use loggia_schema::text::fold;

/// Entries looked at for recent senders.
const LOOKED_AT: u32 = 100;
/// Senders offered.
const OFFERED: usize = 8;

impl Session<'_> {
    /// Subject, names and text of an entry, or the applicant of a request that stands in the book; `None` when they are not here, were erased, or are not for this user.
    ///
    /// # Errors
    /// The disk's.
    pub fn letter(&mut self, doc: &DocId) -> Result<Option<Letter>> {
        let parts = rows::parts(self.open()?.store.conn(), doc)?;
        let parts = parts.into_iter().filter(|(_, part)| self.may_read(part));
        Ok(parts.map(|(_, part)| part).find_map(Letter::of))
    }

    /// The people of the newest entries whose name begins with these words, each once, with the entry that names them.
    ///
    /// # Errors
    /// The disk's.
    pub fn recent_parties(&mut self, words: &str) -> Result<Vec<(DocId, Letter)>> {
        let wanted = fold(words.trim());
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let page = self.list(&ListFilter {
            kind: Some(CaseKind::PROTOCOL),
            words: words.to_owned(),
            limit: LOOKED_AT,
            ..ListFilter::default()
        })?;
        let mut found: Vec<(DocId, Letter)> = Vec::new();
        for row in page.rows {
            let Some(letter) = self.letter(&row.doc)? else {
                continue;
            };
            let name = fold(&letter.name);
            let begins =
                name.starts_with(&wanted) || name.split(' ').any(|word| word.starts_with(&wanted));
            let known =
                |(_, other): &(DocId, Letter)| fold(&other.name) == name && other.afm == letter.afm;
            if begins && !found.iter().any(known) {
                found.push((row.doc, letter));
            }
            if found.len() == OFFERED {
                break;
            }
        }
        Ok(found)
    }

    /// Takes away what this user may not read.
    pub(crate) fn readable(&self, parts: Vec<(PartId, PrivatePart)>) -> Vec<(PartId, PrivatePart)> {
        let mut parts = parts;
        parts.retain(|(_, part)| self.may_read(part));
        parts
    }

    fn may_read(&self, part: &PrivatePart) -> bool {
        match part {
            PrivatePart::Letter(letter) if letter.confidential => {
                self.may(rights::PROTOCOL_CONFIDENTIAL)
            }
            _ => true,
        }
    }
}
