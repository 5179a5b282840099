//! What a row may become. A new target is a file with one `impl Target` and a line in [`all`].

use super::debts::Debts;
use super::opening::Opening;
use super::persons::Persons;
use super::register;
use loggia_core::Outcome;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_foreign::{Record, Remark};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;

/// A field of a target.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Name, as profiles write it.
    pub name: &'static str,
    /// Whether a row without it is refused.
    pub required: bool,
}

/// A field that every row has.
pub const fn must(name: &'static str) -> Field {
    Field {
        name,
        required: true,
    }
}

/// A field that may be empty.
pub const fn may(name: &'static str) -> Field {
    Field {
        name,
        required: false,
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// Loaded for the first time.
    New,
    /// It was here and says something else now.
    Changed,
    /// It is here as it is.
    Same,
    /// It says again what another row says: no thing of its own. With the reason.
    Merged(String),
    /// Not loaded.
    Rejected(Remark),
}

/// What a target answers for a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// What became of it.
    pub fate: Fate,
    /// What a person should look at; the row is loaded.
    pub remarks: Vec<Remark>,
    /// What it weighs in the control totals.
    pub weight: Option<Weight>,
}

impl Done {
    /// Without remarks and weight.
    pub fn of(fate: Fate) -> Done {
        Done {
            fate,
            remarks: Vec::new(),
            weight: None,
        }
    }

    /// Rejected for one field.
    pub fn rejected(field: &str, finding: Finding) -> Done {
        Done::of(Fate::Rejected(Remark {
            field: Some(field.to_owned()),
            finding,
        }))
    }
}

/// A row's part of the control totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// Budget code.
    pub code: String,
    /// Year of birth.
    pub year: i16,
    /// State, as in the totals file.
    pub state: &'static str,
    /// Principal.
    pub principal: Cents,
    /// Surcharge as the old program counted it.
    pub surcharge: Cents,
}

/// Takes rows of one kind in.
pub trait Target {
    /// Name, as profiles write it.
    fn name(&self) -> &'static str;

    /// Its fields. One of them is always `code`, the row's key in the old program.
    fn fields(&self) -> &'static [Field];

    /// Looks at a row before any is taken in, if [`Target::scans`].
    fn scan(&mut self, _record: &Record) {}

    /// Whether the file is read once before.
    fn scans(&self) -> bool {
        false
    }

    /// Rows of one group are taken in together, in the order of the file.
    fn group(&self, _record: &Record) -> String {
        String::new()
    }

    /// Most rows taken in together, in one transaction.
    fn batch(&self) -> usize {
        500
    }

    /// Takes rows of one group in, inside the caller's transaction; one answer for each row. Runs again after a conflict.
    ///
    /// # Errors
    /// The store's, and what stops the whole file.
    fn load(&self, tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Record]) -> Outcome<Vec<Done>>;
}

/// A target by its name, if there is one.
pub fn by_name(name: &str, rules: &super::Rules) -> Option<Box<dyn Target>> {
    match name {
        "persons" => Some(Box::new(Persons)),
        "debts" => Some(Box::new(Debts::new(rules))),
        "opening" => Some(Box::new(Opening)),
        other => register::by_name(other),
    }
}
