//! What can be paid at a desk, as the centre last told it: a balance «έως …», never the truth itself.

use super::Record;
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_schema::identifiers::{Plate, Rf};
use loggia_schema::money::Cents;
use serde::{Deserialize, Serialize};

/// What the debt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayableKind {
    /// A fine that is not certified: whole or half only.
    Fine,
    /// A certified debt: may be paid in parts.
    Debt,
}

/// A debt that a cash desk may collect (εισπρακτέο).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayableRecord {
    /// Payment code; the key.
    pub rf: Rf,
    /// Number of the fine or of the certified debt.
    pub number: String,
    /// Plate, if it is a vehicle's fine.
    #[serde(default)]
    pub plate: Option<Plate>,
    /// Name of the debtor, if the scope may see it.
    #[serde(default)]
    pub debtor: String,
    /// What it is.
    pub kind: PayableKind,
    /// Whole amount.
    pub amount: Cents,
    /// Reduced amount, if there is one.
    #[serde(default)]
    pub reduced: Option<Cents>,
    /// Last day of the reduced amount.
    #[serde(default)]
    pub reduced_until: Option<Date>,
    /// What is still owed.
    pub balance: Cents,
    /// When the centre computed this.
    pub as_of: Timestamp,
}

impl PayableRecord {
    /// What must be paid on a day: the reduced amount inside its term, else the balance.
    pub fn due_on(&self, day: Date) -> Cents {
        let reduced = self.reduced.filter(|_| self.balance == self.amount);
        match (reduced, self.reduced_until) {
            (Some(reduced), Some(until)) if day <= until => reduced,
            _ => self.balance,
        }
    }
}

impl Record for PayableRecord {
    const TABLE: &'static str = "payable";
    fn key(&self) -> String {
        self.rf.as_str().to_owned()
    }
}
