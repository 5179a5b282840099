//! What stands in a cell, kept typed until it is written: on a screen or in a file.

use crate::format;
use crate::status::Badge;
use jiff::civil::{Date, DateTime};
use loggia_schema::money::Cents;
use maud::{Markup, html};

/// One value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing to say.
    Empty,
    /// Words.
    Text(String),
    /// A number, plate or code: never broken over two lines.
    Code(String),
    /// An amount in euro.
    Amount(Cents),
    /// A count.
    Count(u64),
    /// A day.
    Date(Date),
    /// A day and a time.
    At(DateTime),
    /// Where the record stands on its way to the centre.
    Badge(Badge),
    /// A word set apart, such as a state: «προς βεβαίωση».
    Tag(String),
    /// Words that lead somewhere.
    Link {
        /// The words.
        text: String,
        /// The address.
        href: String,
    },
}

impl Cell {
    /// A word set apart.
    pub fn tag(word: impl Into<String>) -> Cell {
        Cell::Tag(word.into())
    }

    /// Words that lead somewhere.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Cell {
        Cell::Link {
            text: text.into(),
            href: href.into(),
        }
    }

    /// The cell on a screen.
    pub(crate) fn render(&self) -> Markup {
        html! {
            @match self {
                Cell::Badge(badge) => (badge.render()),
                Cell::Code(code) => span.lg-plain { (code) },
                Cell::Tag(word) => span.lg-tag { (word) },
                Cell::Link { text, href } => a.govgr-link href=(href) { (text) },
                Cell::Amount(amount) => span.lg-amount { (amount.greek()) },
                Cell::Count(n) => (format::count(*n)),
                Cell::Date(_) | Cell::At(_) => span.lg-plain { (self.plain()) },
                other => (other.plain()),
            }
        }
    }

    /// The cell in a file: amounts and counts without dots and sign of currency, decimal comma.
    pub(crate) fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Code(text) | Cell::Tag(text) | Cell::Link { text, .. } => {
                text.clone()
            }
            Cell::Amount(amount) => amount.decimal_text().replace('.', ","),
            Cell::Count(n) => n.to_string(),
            Cell::Date(day) => format::date(*day),
            Cell::At(at) => format::date_time(*at),
            Cell::Badge(badge) => badge.word().to_owned(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<Cents> for Cell {
    fn from(amount: Cents) -> Cell {
        Cell::Amount(amount)
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Cell {
        Cell::Date(day)
    }
}

impl From<DateTime> for Cell {
    fn from(at: DateTime) -> Cell {
        Cell::At(at)
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Cell {
        Cell::Count(n)
    }
}

impl From<Badge> for Cell {
    fn from(badge: Badge) -> Cell {
        Cell::Badge(badge)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}
