//! What can be paid at a desk, as the centre last told it: a balance «έως …», never the truth itself.

use super::{Record, Reference};
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_schema::calendar::{greek_date, greek_date_time, local_date_time};
use loggia_schema::explain::{Explained, Explanation};
use loggia_schema::identifiers::{Plate, Rf};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use loggia_schema::surcharge::Surcharge;
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
    /// What is still owed, with the surcharge to the day of `as_of`.
    pub balance: Cents,
    /// Budget revenue code (ΚΑ εσόδου), for the day sheet of the desk.
    #[serde(default)]
    pub budget_code: String,
    /// Principal of a certified debt that is still owed: what the surcharge is computed on.
    #[serde(default)]
    pub principal: Option<Cents>,
    /// Day of certification, by which the rule of the surcharge is chosen.
    #[serde(default)]
    pub certified_on: Option<Date>,
    /// Last day without surcharge.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// When the centre computed this.
    pub as_of: Timestamp,
}

/// What is due on a day, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Without surcharge.
    pub principal: Cents,
    /// Surcharge to the day, or to the centre's day if it cannot be computed here.
    pub surcharge: Cents,
    /// What has to be paid.
    pub value: Cents,
    /// True if the surcharge was computed here to the day; false: the centre's figure with its date.
    pub to_the_day: bool,
    /// Line by line.
    pub why: Explained,
}

impl PayableRecord {
    /// What must be paid on a day: the reduced amount of a fine inside its term, else its balance; a certified debt with the
    /// surcharge to that day, by the shared calculator. Where the rule is not here, the centre's figure stands with its date.
    ///
    /// Refusals: Σ-113.
    pub fn due(&self, day: Date, reference: &Reference) -> Result<Due, Finding> {
        let as_of = greek_date_time(local_date_time(self.as_of));
        let why = Explanation::of(format!("Οφειλή {}", self.number))
            .input("Στοιχεία του Κέντρου έως", as_of);
        if let Some(surcharge) = self.surcharge(day, reference) {
            let value = surcharge.owed.total()?;
            let mut why = why.amount("Κεφάλαιο", surcharge.owed.principal);
            why = why.line(surcharge.explained.rule.clone());
            for line in &surcharge.explained.lines {
                why = match line.amount {
                    Some(amount) => why.amount(line.text.clone(), amount),
                    None => why.line(line.text.clone()),
                };
            }
            return Ok(Due {
                principal: surcharge.owed.principal,
                surcharge: surcharge.owed.surcharge,
                value,
                to_the_day: true,
                why: why
                    .amount(format!("Πληρωτέο {}", greek_date(day)), value)
                    .give(value),
            });
        }
        let reduced = self.reduced_on(day);
        let value = reduced.unwrap_or(self.balance);
        let principal = self.principal.unwrap_or(value).min(value);
        let why = match (reduced, self.reduced_until) {
            (Some(reduced), Some(until)) => {
                why.amount(format!("Μειωμένο ποσό έως {}", greek_date(until)), reduced)
            }
            _ => why.amount("Υπόλοιπο όπως το έδωσε το Κέντρο", self.balance),
        };
        Ok(Due {
            principal,
            surcharge: value.minus(principal)?,
            value,
            to_the_day: self.kind == PayableKind::Fine,
            why: why.give(value),
        })
    }

    /// The surcharge to a day, if everything it needs is here.
    fn surcharge(&self, day: Date, reference: &Reference) -> Option<Surcharge> {
        let (principal, due_on) = (self.principal?, self.due_on?);
        let rule = reference.surcharge(self.certified_on?).ok()?.rule().ok()?;
        rule.surcharge(principal, due_on, day).ok()
    }

    fn reduced_on(&self, day: Date) -> Option<Cents> {
        let reduced = self.reduced.filter(|_| self.balance == self.amount)?;
        self.reduced_until.filter(|until| day <= *until)?;
        Some(reduced)
    }

    /// What must be paid on a day without the surcharge of later days: the reduced amount inside its term, else the balance.
    pub fn due_on(&self, day: Date) -> Cents {
        self.reduced_on(day).unwrap_or(self.balance)
    }
}

impl Record for PayableRecord {
    const TABLE: &'static str = "payable";
    fn key(&self) -> String {
        self.rf.as_str().to_owned()
    }
}
