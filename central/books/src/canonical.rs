//! The bytes of an entry that the chain seals, and the links themselves.
//!
//! Drawn in `docs/formats/journal-entry.md` and frozen by a golden test: one changed byte of any entry breaks every
//! link after it. All numbers big-endian; text is `len u32 ‖ UTF-8`; an option is `present u8 ‖ value`.

use crate::model::{EntryId, Ledger};
use loggia_schema::ids::{MunicipalityId, PersonId};

/// Version of the layout; the first byte.
const VERSION: u8 = 1;

/// A link of the chain: 32 bytes of BLAKE3.
pub(crate) type Link = [u8; 32];

/// Everything of an entry that is sealed.
pub(crate) struct Sealed<'a> {
    pub municipality: MunicipalityId,
    pub id: EntryId,
    pub period: u8,
    /// Dates and times as they are stored, so that not even their spelling can change.
    pub event_date: &'a str,
    pub accounting_date: &'a str,
    pub recorded_at: &'a str,
    pub source: (&'a str, &'a str),
    pub rule: &'a str,
    pub text: &'a str,
    pub actor: &'a str,
    pub reverses: Option<EntryId>,
    pub request_hash: &'a [u8; 32],
    pub lines: Vec<SealedLine<'a>>,
}

/// One line of it.
pub(crate) struct SealedLine<'a> {
    pub ledger: Ledger,
    pub account: &'a str,
    pub role: &'a str,
    pub debit: i64,
    pub credit: i64,
    pub budget_code: Option<&'a str>,
    pub party: Option<PersonId>,
    pub document: Option<&'a str>,
}

/// What the first entry of a year's section links to.
pub(crate) fn genesis(municipality: MunicipalityId, year: i16, section: u32) -> Link {
    let mut hasher = blake3::Hasher::new_derive_key("loggia journal genesis v1");
    hasher
        .update(&municipality.0.to_be_bytes())
        .update(&year.to_be_bytes())
        .update(&section.to_be_bytes());
    *hasher.finalize().as_bytes()
}

/// The link of an entry: seals it and, through `before`, all entries before it.
pub(crate) fn link(before: &Link, entry: &Sealed<'_>) -> Link {
    let mut hasher = blake3::Hasher::new_derive_key("loggia journal v1");
    hasher.update(before).update(&bytes(entry));
    *hasher.finalize().as_bytes()
}

/// The canonical bytes.
pub(crate) fn bytes(entry: &Sealed<'_>) -> Vec<u8> {
    let mut out = Out(vec![VERSION]);
    out.raw(&entry.municipality.0.to_be_bytes());
    out.id(entry.id);
    out.raw(&[entry.period]);
    let (kind, key) = entry.source;
    for text in [
        entry.event_date,
        entry.accounting_date,
        entry.recorded_at,
        kind,
        key,
        entry.rule,
        entry.text,
        entry.actor,
    ] {
        out.text(text);
    }
    out.option(entry.reverses, Out::id);
    out.raw(entry.request_hash);
    out.length(entry.lines.len());
    for line in &entry.lines {
        out.raw(&[match line.ledger {
            Ledger::General => 1,
            Ledger::Budget => 2,
        }]);
        out.text(line.account);
        out.text(line.role);
        out.raw(&line.debit.to_be_bytes());
        out.raw(&line.credit.to_be_bytes());
        out.option(line.budget_code, |out, code| out.text(code));
        out.option(line.party, |out, party| out.raw(party.as_bytes()));
        out.option(line.document, |out, document| out.text(document));
    }
    out.0
}

struct Out(Vec<u8>);

impl Out {
    fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn length(&mut self, n: usize) {
        // Posting limits texts and lines far below this; a saturated length could only break a verification.
        self.raw(&u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.raw(text.as_bytes());
    }

    fn id(&mut self, id: EntryId) {
        self.raw(&id.year.to_be_bytes());
        self.raw(&id.section.to_be_bytes());
        self.raw(&id.no.to_be_bytes());
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.raw(&[u8::from(value.is_some())]);
        if let Some(value) = value {
            write(self, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Sealed<'static> {
        Sealed {
            municipality: MunicipalityId(1),
            id: EntryId {
                year: 2026,
                section: 1,
                no: 2,
            },
            period: 11,
            event_date: "2026-11-20",
            accounting_date: "2026-11-23",
            recorded_at: "2026-11-23T08:00:00.000Z",
            source: ("fine.certified", "k1"),
            rule: "r",
            text: "Βεβαίωση",
            actor: "system:test",
            reverses: None,
            request_hash: &[3; 32],
            lines: vec![SealedLine {
                ledger: Ledger::General,
                account: "4899001001",
                role: "RECEIVABLES",
                debit: 4000,
                credit: 0,
                budget_code: None,
                party: Some(PersonId([5; 16])),
                document: Some("Κ12-2026-000123"),
            }],
        }
    }

    /// Frozen: a journal written by any version of the program must verify under every later one.
    #[test]
    fn the_layout_is_frozen() {
        let golden = include_str!("../data/golden-entry.hex")
            .split_whitespace()
            .collect::<Vec<_>>();
        let hex = |bytes: &[u8]| {
            bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        let genesis = genesis(MunicipalityId(1), 2026, 1);
        let found = [
            hex(&bytes(&sealed())),
            hex(&genesis),
            hex(&link(&genesis, &sealed())),
        ];
        assert_eq!(golden, found);
    }

    #[test]
    fn where_a_text_ends_cannot_be_moved() {
        let (mut one, mut other) = (sealed(), sealed());
        (one.rule, one.text) = ("ab", "c");
        (other.rule, other.text) = ("a", "bc");
        assert_ne!(bytes(&one), bytes(&other));
    }
}
