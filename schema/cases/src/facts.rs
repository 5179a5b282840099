//! What a check must know from outside the case: time, user, reference data, numbers, other cases.
//!
//! Rules are pure, so the caller brings these facts along. A node takes them from its store, the centre from its tables, a
//! test writes them down. Facts that are not known stay empty; a rule then refuses only what it can prove.

use crate::number::{DocNumber, Series};
use crate::records::{PayableRecord, Reference};
use jiff::{Timestamp, Zoned};
use loggia_schema::calendar::local_date;
use loggia_schema::ids::{DeviceKey, UserId};
use std::collections::BTreeSet;

/// Facts around one command.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The later of the device's clock and the last proven time, in local time: the day of "today".
    pub now: &'a Zoned,
    /// The time the event claims: the device's clock at the save, the envelope's `at` at intake.
    pub claimed: Timestamp,
    /// The last time the centre proved to this store; `None` at intake and before the first contact.
    pub proven: Option<Timestamp>,
    /// Who acts.
    pub user: UserId,
    /// The rights of the one who acts (see [`crate::rights`]).
    pub rights: &'a BTreeSet<String>,
    /// The device that acts; at intake the one whose feed brought the event.
    pub device: Option<DeviceKey>,
    /// True at the town hall, where verdicts and certifications are made.
    pub at_centre: bool,
    /// Dated reference data as this store has it.
    pub reference: &'a Reference,
    /// The leased block the number of this command was taken from.
    pub block: Option<&'a NumberBlock>,
    /// Other fines of the same plate and country that this store knows.
    pub same_plate: &'a [EarlierFine],
    /// Payables this store knows among those the command names.
    pub payables: &'a [PayableRecord],
}

impl Facts<'_> {
    /// Today's local date.
    pub fn today(&self) -> jiff::civil::Date {
        self.now.date()
    }

    /// Whether `day` is the day of the event: compared with the event's own claim, because at intake a month may have
    /// passed. A clock that is behind what was proven only asks: the device then writes the proven day, and the centre,
    /// which knows no proof, takes a day up to the arrival.
    pub fn is_day_of_event(&self, day: jiff::civil::Date) -> bool {
        let claimed = local_date(self.claimed);
        match self.proven {
            Some(proven) => day == local_date(proven.max(self.claimed)),
            None => day == claimed || (claimed < day && day <= self.today()),
        }
    }

    /// True if the acting user has the right.
    pub fn may(&self, right: &str) -> bool {
        self.rights.contains(right)
    }
}

/// A leased block of legal numbers, as far as a check needs it (μπλοκ αριθμών).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberBlock {
    /// What the block numbers.
    pub series: Series,
    /// Prefix of its numbers.
    pub prefix: String,
    /// Year of its numbers.
    pub year: u16,
    /// First number.
    pub first: u32,
    /// Last number.
    pub last: u32,
    /// Front part of its RF codes.
    pub rf_stem: String,
}

impl NumberBlock {
    /// True if the number was leased with this block.
    pub fn holds(&self, series: Series, number: &DocNumber) -> bool {
        self.series == series
            && self.prefix == number.prefix()
            && self.year == number.year()
            && (self.first..=self.last).contains(&number.no())
    }
}

/// A fine of the same plate, as far as the repetition rule needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierFine {
    /// Its number.
    pub number: DocNumber,
    /// When the offence was seen.
    pub offence_at: Zoned,
    /// Street and number, folded.
    pub place: String,
    /// Classes of its violations.
    pub classes: Vec<String>,
}
