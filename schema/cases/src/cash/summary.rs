//! What the receipts of a day add up to: by means and by revenue code (ημερήσιο φύλλο).

use crate::receipt::{ReceiptRow, Stage};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The receipts of a day in figures. Cancelled ones count as papers and not as money.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Receipts that hold.
    pub receipts: u32,
    /// Receipts that were cancelled on their day.
    pub cancelled: u32,
    /// Lowest number, as printed; empty without receipts.
    #[serde(default)]
    pub first: String,
    /// Highest number.
    #[serde(default)]
    pub last: String,
    /// Taken in cash.
    pub cash: Cents,
    /// Taken by card.
    pub card: Cents,
    /// By budget revenue code, in the order of the codes.
    pub codes: Vec<CodeSum>,
}

/// One revenue code of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CodeSum {
    /// The code; empty for money that is matched at the centre.
    pub code: String,
    /// Lines of receipts.
    pub lines: u32,
    /// In cash.
    pub cash: Cents,
    /// By card.
    pub card: Cents,
}

impl Summary {
    /// Adds the receipts of a day up.
    ///
    /// Refusals: Σ-113.
    pub fn of<'a>(receipts: impl IntoIterator<Item = &'a ReceiptRow>) -> Result<Summary, Finding> {
        let mut sum = Summary::default();
        let mut codes: BTreeMap<&str, CodeSum> = BTreeMap::new();
        for receipt in receipts {
            match receipt.stage {
                Stage::Cancelled => sum.cancelled += 1,
                Stage::Issued => {
                    sum.receipts += 1;
                    let card = receipt.means == "card";
                    let side = if card { &mut sum.card } else { &mut sum.cash };
                    *side = side.plus(receipt.total)?;
                    for (code, amount) in &receipt.codes {
                        let of = codes.entry(code).or_default();
                        of.lines += 1;
                        let side = if card { &mut of.card } else { &mut of.cash };
                        *side = side.plus(*amount)?;
                    }
                }
                Stage::Draft | Stage::Spoiled => continue,
            }
            let number = &receipt.number;
            if sum.first.is_empty() || *number < sum.first {
                sum.first.clone_from(number);
            }
            if *number > sum.last {
                sum.last.clone_from(number);
            }
        }
        let named = |(code, of): (&str, CodeSum)| CodeSum {
            code: code.to_owned(),
            ..of
        };
        sum.codes = codes.into_iter().map(named).collect();
        Ok(sum)
    }

    /// Cash and cards together. Refusal: Σ-113.
    pub fn total(&self) -> Result<Cents, Finding> {
        self.cash.plus(self.card)
    }

    /// True if the codes add up to the sums of the means.
    pub fn adds_up(&self) -> bool {
        let by = |side: fn(&CodeSum) -> Cents| Cents::sum(self.codes.iter().map(side));
        by(|of| of.cash) == Ok(self.cash) && by(|of| of.card) == Ok(self.card)
    }
}
