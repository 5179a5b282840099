//! The states of a receipt, and how one event more changes it.

use super::event::{Cancelled, Event, Issued, Spoiled};
use crate::case::Clash;
use crate::document::Stamp;
use crate::number::DocNumber;
use serde::{Deserialize, Serialize};

/// Where a receipt stands (στάδιο).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing was signed yet; the document is empty.
    #[default]
    Draft,
    /// The number was consumed and there is no receipt.
    Spoiled,
    /// The money is in the cash box and the receipt in the payer's hands.
    Issued,
    /// Cancelled on its day; the money was given back.
    Cancelled,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 4] = [
        Stage::Draft,
        Stage::Spoiled,
        Stage::Issued,
        Stage::Cancelled,
    ];

    /// Code name, as in rows and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Spoiled => "spoiled",
            Stage::Issued => "issued",
            Stage::Cancelled => "cancelled",
        }
    }

    /// The stage of a code name.
    pub fn parse(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Greek name for lists.
    pub const fn greek(self) -> &'static str {
        match self {
            Stage::Draft => "πρόχειρο",
            Stage::Spoiled => "άχρηστο",
            Stage::Issued => "εκδόθηκε",
            Stage::Cancelled => "ακυρώθηκε",
        }
    }

    /// One Greek sentence for the person who opens the case.
    pub const fn sentence(self) -> &'static str {
        match self {
            Stage::Draft => "Δεν έχει εκδοθεί ακόμη.",
            Stage::Spoiled => "Ο αριθμός καταναλώθηκε και δεν υπάρχει διπλότυπο.",
            Stage::Issued => "Τα χρήματα εισπράχθηκαν και το διπλότυπο δόθηκε.",
            Stage::Cancelled => "Ακυρώθηκε την ίδια ημέρα και τα χρήματα επιστράφηκαν.",
        }
    }
}

/// What the event leads to in this stage; `None` if it is not allowed.
pub fn next(stage: Stage, event: &Event) -> Option<Stage> {
    match (stage, event) {
        (Stage::Draft, Event::Issued(_)) => Some(Stage::Issued),
        (Stage::Draft, Event::Spoiled(_)) => Some(Stage::Spoiled),
        (Stage::Issued, Event::Cancelled(_)) => Some(Stage::Cancelled),
        (stage, Event::Settled(_)) if stage != Stage::Draft => Some(stage),
        _ => None,
    }
}

/// The state of a receipt (κατάσταση διπλοτύπου).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReceiptState {
    /// Where it stands.
    pub stage: Stage,
    /// The receipt as printed.
    pub receipt: Option<Box<Issued>>,
    /// A receipt that the centre refused: its paper and its money are out there, so it stays visible.
    pub rejected: Option<Box<Issued>>,
    /// Who issued it and when.
    pub issued: Option<Stamp>,
    /// Why the number was spoiled.
    pub spoiled: Option<Spoiled>,
    /// Why it was cancelled, and by whom.
    pub cancelled: Option<(Stamp, Cancelled)>,
}

impl ReceiptState {
    /// The receipt to show: the one that counts, or the refused one.
    pub fn shown(&self) -> Option<&Issued> {
        self.receipt.as_deref().or(self.rejected.as_deref())
    }

    /// Its legal number, also of a spoiled or refused one.
    pub fn number(&self) -> Option<&DocNumber> {
        let of_receipt = self.shown().map(|receipt| &receipt.number);
        of_receipt.or_else(|| self.spoiled.as_ref().map(|spoiled| &spoiled.number))
    }

    /// Applies an event; what its stage does not allow changes nothing and comes back as a clash.
    pub(super) fn apply(&mut self, stamp: &Stamp, event: &Event) -> Vec<Clash> {
        let Some(next) = next(self.stage, event) else {
            let (_, name, _) = super::codec::encode(event);
            return vec![Clash::Transition {
                state: self.stage.name().to_owned(),
                event: name.to_owned(),
            }];
        };
        match event {
            Event::Issued(issued) => {
                self.receipt = Some(issued.clone());
                self.issued = Some(*stamp);
            }
            Event::Spoiled(spoiled) => self.spoiled = Some(spoiled.clone()),
            Event::Cancelled(cancelled) => self.cancelled = Some((*stamp, cancelled.clone())),
            Event::Settled(_) => {}
        }
        self.stage = next;
        Vec::new()
    }
}
