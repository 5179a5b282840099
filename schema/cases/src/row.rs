//! What a row struct says about itself, so that node and centre make the same columns for it.
//!
//! Portable to both engines: text, 64-bit integers, flags as 0/1, dates as `YYYY-MM-DD` text, ids as hex text.

use loggia_schema::calendar::Date;
use loggia_schema::money::Cents;
use std::fmt::Display;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, never NULL.
    Text,
    /// Cents, may be NULL.
    Cents,
    /// `YYYY-MM-DD` text, may be NULL.
    Date,
    /// Hex text of an id, may be NULL.
    Id,
    /// 0 or 1, never NULL.
    Flag,
}

/// One column of a row table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name, also the field's name in the row's JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// True if lists filter or sort by it.
    pub indexed: bool,
}

impl Column {
    /// A column that lists filter or sort by.
    pub const fn indexed(name: &'static str, kind: Kind) -> Column {
        Column {
            name,
            kind,
            indexed: true,
        }
    }

    /// A column that is only shown.
    pub const fn plain(name: &'static str, kind: Kind) -> Column {
        Column {
            name,
            kind,
            indexed: false,
        }
    }

    /// Type and nullability in the SQL both engines take.
    pub const fn sql_type(&self) -> &'static str {
        match self.kind {
            Kind::Text => "TEXT NOT NULL",
            Kind::Date | Kind::Id => "TEXT",
            Kind::Cents => "BIGINT",
            Kind::Flag => "BIGINT NOT NULL",
        }
    }
}

/// One value, ready for either engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlValue {
    /// NULL.
    Null,
    /// An integer, also cents and flags.
    Int(i64),
    /// Text.
    Text(String),
}

impl SqlValue {
    /// Text.
    pub fn text(text: &str) -> SqlValue {
        SqlValue::Text(text.to_owned())
    }

    /// A date or NULL.
    pub fn date(date: Option<Date>) -> SqlValue {
        Self::id(date)
    }

    /// Cents or NULL.
    pub fn cents(cents: Option<Cents>) -> SqlValue {
        cents.map_or(SqlValue::Null, |cents| SqlValue::Int(cents.get()))
    }

    /// The printed form of an id, or NULL.
    pub fn id(id: Option<impl Display>) -> SqlValue {
        id.map_or(SqlValue::Null, |id| SqlValue::Text(id.to_string()))
    }

    /// 0 or 1.
    pub fn flag(flag: bool) -> SqlValue {
        SqlValue::Int(i64::from(flag))
    }
}

/// A row struct: its table's name, its columns, its values in the same order.
pub trait Row {
    /// Name of the table.
    const TABLE: &'static str;
    /// Columns, without the key columns that the store adds (municipality, document).
    const COLUMNS: &'static [Column];
    /// Values in the order of the columns.
    fn values(&self) -> Vec<SqlValue>;
}
