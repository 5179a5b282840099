//! The calendar of a Greek office: Easter, holidays, working days, deadlines, and dates as people write them.
//!
//! * [`orthodox_easter`] gives the movable feasts their day.
//! * [`Holidays`] are **data**: fixed, movable and local rows with their period of validity, and overrides for one
//!   day (a moved 1 May, a storm). [`Holidays::of_greece`] is the list in force today, to start from.
//! * [`Deadline`] counts: the day of the act is not counted; months keep the day number or take the month's
//!   last; whether a last day on a holiday rolls over is part of the rule.
//! * [`parse_greek_date`], [`greek_date`] and friends are the only way dates meet people.
//!
//! Local dates are of Europe/Athens; instants are UTC. There is no clock here: «today» is always given.

mod deadline;
mod easter;
mod format;
mod holidays;
mod parse;
mod zone;

pub use deadline::{Deadline, Unit};
pub use easter::orthodox_easter;
pub use format::{
    greek_date, greek_date_long, greek_date_time, greek_month_genitive, greek_time, greek_weekday,
};
pub use holidays::{Feast, HolidayRule, Holidays, Override};
pub use jiff::civil::Date;
pub use parse::{parse_greek_date, parse_time};
pub use zone::{athens, local_date, local_date_time};
