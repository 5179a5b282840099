//! What a paper prints beside its text: tag, payment code, and the signed stub of its QR (στοιχεία εντύπου).
//!
//! A paper may be printed as often as it is asked for: everything here follows from what is stored, so the second print is
//! the first one again, and no number is burnt by a printer.

use crate::commands::Which;
use crate::error::{NodeError, Result};
use crate::queries::{Shown, TimelineLine};
use crate::session::Session;
use loggia_cases::CaseKind;
use loggia_cases::cash::CashDayRow;
use loggia_cases::fine::FineRow;
use loggia_cases::protocol::ProtocolRow;
use loggia_cases::receipt::ReceiptRow;
use loggia_schema::calendar::Date;
use loggia_schema::message::{Finding, storage};
use loggia_schema::money::Cents;
use loggia_sync::body::CaseKind as WireKind;
use loggia_sync::stub::{Label, PaperKind, Stub};
use serde::Serialize;

/// The main paper of a fine or a receipt.
const MAIN: u8 = 1;

/// A case ready to be printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paper {
    /// The case.
    pub shown: Shown,
    /// The short tag of the entry that issued it.
    pub tag: String,
    /// The text of the QR: verifiable without network against the device registry.
    pub stub: String,
    /// Made for training: the paper says that it has no legal effect.
    pub training: bool,
}

/// What a stub says, out of the row of its kind.
struct Said {
    amounts: Vec<(Label, Cents)>,
    dates: Vec<(Label, Date)>,
    rf: String,
}

impl Session<'_> {
    /// The paper of a fine, a receipt or a protocol entry.
    ///
    /// # Errors
    /// The user's: not here. Ours: a stub that does not fit its QR.
    pub fn paper(&mut self, which: &Which) -> Result<Paper> {
        let shown = self.show(which)?;
        let said = match shown.kind {
            CaseKind::FINE => fine(&row(&shown)?),
            CaseKind::RECEIPT => receipt(&row(&shown)?),
            CaseKind::PROTOCOL => protocol(&row(&shown)?),
            CaseKind::CASH_DAY => cash_day(&row(&shown)?),
            _ => return Err(NodeError::refuse(storage::DOCUMENT_NEWER)),
        };
        // A cash day prints what happened last in it; the others print what they were issued as.
        let counts = |line: &&TimelineLine| line.off.is_none();
        let mut lines = shown.timeline.iter().filter(counts);
        let first = match shown.kind {
            CaseKind::CASH_DAY => lines.next_back(),
            _ => lines.find(|line| matches!(line.event.as_str(), "issued" | "registered")),
        };
        let first = first.ok_or_else(|| NodeError::refuse(storage::DOCUMENT_MISSING))?;
        let (tag, training) = (first.entry_tag, self.node.training());
        let stub = Stub {
            municipality: self.me.municipality,
            kind: PaperKind {
                case: WireKind(shown.kind.0),
                paper: MAIN,
            },
            number: shown.number.clone(),
            amounts: said.amounts,
            dates: said.dates,
            rf: said.rf,
            tag,
            training,
        };
        let stub = stub
            .sign(&self.open()?.device)
            .map_err(|error| Finding::new(error.code()))?;
        Ok(Paper {
            shown,
            tag: tag.to_string(),
            stub,
            training,
        })
    }
}

fn row<R: serde::de::DeserializeOwned>(shown: &Shown) -> Result<R> {
    serde_json::from_value(shown.row.clone())
        .map_err(|_| NodeError::Us("a row that is not its kind's"))
}

fn fine(row: &FineRow) -> Said {
    let mut amounts = vec![(Label::WHOLE, row.amount)];
    amounts.extend(row.reduced.map(|reduced| (Label::REDUCED, reduced)));
    let mut dates: Vec<(Label, Date)> = row
        .offence_on
        .map(|on| (Label::ISSUED, on))
        .into_iter()
        .collect();
    dates.extend(row.reduced_until.map(|until| (Label::REDUCED_UNTIL, until)));
    Said {
        amounts,
        dates,
        rf: row.rf.clone(),
    }
}

fn cash_day(row: &CashDayRow) -> Said {
    Said {
        amounts: vec![(Label::WHOLE, row.counted)],
        dates: row
            .day
            .map(|day| (Label::ISSUED, day))
            .into_iter()
            .collect(),
        rf: String::new(),
    }
}

fn receipt(row: &ReceiptRow) -> Said {
    let dates = row
        .issued_on
        .map(|on| (Label::ISSUED, on))
        .into_iter()
        .collect();
    Said {
        amounts: vec![(Label::WHOLE, row.total)],
        dates,
        rf: String::new(),
    }
}

fn protocol(row: &ProtocolRow) -> Said {
    Said {
        amounts: Vec::new(),
        dates: row
            .day
            .map(|day| (Label::ISSUED, day))
            .into_iter()
            .collect(),
        rf: String::new(),
    }
}
