//! The only values that cross into the database: whole numbers, text, bytes, truth and nothing.
//!
//! No decimals, no floats, no database dates: money is cents, dates are ISO text, times RFC 3339 in UTC with
//! exactly three decimals so that text order is time order. A type that may be stored implements `From<T> for Value`
//! and [`FromValue`]; everything else does not compile.

use super::error::{DbError, DbResult};
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_schema::ids::{
    BlobId, Commit, DeviceKey, DocId, Height, Incarnation, LeaseId, MunicipalityId, PartId,
    PersonId, ScopeId, UserId,
};
use loggia_schema::money::Cents;

/// One value as a parameter or in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// SQL NULL.
    Null,
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
    /// BOOLEAN; SQLite stores 0 and 1.
    Bool(bool),
}

impl Value {
    /// The kind of the value, for error messages; never its content.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "integer",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Bool(_) => "boolean",
        }
    }
}

/// Builds the parameter list of a statement: `params![year, &text, None::<i64>]` gives `[Value; n]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::db::Value::from($value)),*] };
}

/// RFC 3339 in UTC with three decimals: `2026-11-23T08:15:00.000Z`.
pub fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

macro_rules! from_values {
    ($($type:ty => $make:expr),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                let make: fn($type) -> Value = $make;
                make(value)
            }
        })*
    };
}

from_values! {
    i64 => Value::Int,
    i32 => |n| Value::Int(n.into()),
    i16 => |n| Value::Int(n.into()),
    i8 => |n| Value::Int(n.into()),
    u32 => |n| Value::Int(n.into()),
    u16 => |n| Value::Int(n.into()),
    u8 => |n| Value::Int(n.into()),
    bool => Value::Bool,
    String => Value::Text,
    &str => |text| Value::Text(text.to_owned()),
    &String => |text| Value::Text(text.clone()),
    Vec<u8> => Value::Bytes,
    &[u8] => |bytes| Value::Bytes(bytes.to_vec()),
    &Vec<u8> => |bytes| Value::Bytes(bytes.clone()),
    MunicipalityId => |id| Value::Int(id.0.into()),
    // Counters of entries; none can pass i64 in the life of a municipality, and a saturated one breaks a check.
    Height => |n| Value::Int(i64::try_from(n.0).unwrap_or(i64::MAX)),
    Commit => |n| Value::Int(i64::try_from(n.0).unwrap_or(i64::MAX)),
    Date => |date| Value::Text(date.to_string()),
    Timestamp => |at| Value::Text(stamp(at)),
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// What can be read out of a column. `None` means "this is not my type" and becomes [`DbError::Column`].
pub trait FromValue: Sized {
    /// Name in error messages.
    const WANTED: &'static str;
    /// Takes the value, or says that it is of another kind or out of range.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    const WANTED: &'static str = "integer";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }
}

impl FromValue for bool {
    const WANTED: &'static str = "boolean";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(*truth),
            // SQLite keeps booleans as 0 and 1.
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for String {
    const WANTED: &'static str = "text";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    const WANTED: &'static str = "bytes";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    const WANTED: &'static str = "bytes of fixed length";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => bytes.as_slice().try_into().ok(),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const WANTED: &'static str = T::WANTED;
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

macro_rules! narrow_ints {
    ($($type:ty),*) => { $(impl FromValue for $type {
        const WANTED: &'static str = concat!("integer within ", stringify!($type));
        fn from_value(value: &Value) -> Option<Self> {
            i64::from_value(value)?.try_into().ok()
        }
    })* };
}
narrow_ints!(i32, i16, u64, u32, u16, u8, usize);

macro_rules! id_values {
    ($($type:ident),*) => { $(
        impl From<$type> for Value {
            fn from(id: $type) -> Self {
                Self::Bytes(id.0.to_vec())
            }
        }
        impl FromValue for $type {
            const WANTED: &'static str = stringify!($type);
            fn from_value(value: &Value) -> Option<Self> {
                FromValue::from_value(value).map($type)
            }
        }
    )* };
}
id_values!(
    DocId,
    BlobId,
    ScopeId,
    UserId,
    PersonId,
    PartId,
    LeaseId,
    DeviceKey,
    Incarnation
);

impl From<Cents> for Value {
    fn from(amount: Cents) -> Self {
        Self::Int(amount.get())
    }
}

impl FromValue for Cents {
    const WANTED: &'static str = "cents";
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(Cents)
    }
}

impl FromValue for MunicipalityId {
    const WANTED: &'static str = "municipality";
    fn from_value(value: &Value) -> Option<Self> {
        u32::from_value(value).map(MunicipalityId)
    }
}

impl FromValue for Height {
    const WANTED: &'static str = "height";
    fn from_value(value: &Value) -> Option<Self> {
        u64::from_value(value).map(Height)
    }
}

impl FromValue for Commit {
    const WANTED: &'static str = "commit";
    fn from_value(value: &Value) -> Option<Self> {
        u64::from_value(value).map(Commit)
    }
}

impl FromValue for Date {
    const WANTED: &'static str = "ISO date";
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

impl FromValue for Timestamp {
    const WANTED: &'static str = "RFC 3339 time";
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

/// One row of an answer. Columns are asked for by name; a wrong name or type is an error, not a panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    columns: std::sync::Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: std::sync::Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The value of a column as `T`.
    ///
    /// # Errors
    /// [`DbError::Column`] if the answer has no such column or it holds something else.
    pub fn get<T: FromValue>(&self, column: &str) -> DbResult<T> {
        let value = self
            .columns
            .iter()
            .position(|name| name == column)
            .and_then(|at| self.values.get(at));
        value
            .and_then(T::from_value)
            .ok_or_else(|| DbError::Column {
                column: column.to_owned(),
                wanted: T::WANTED,
                found: value.map_or("no such column", Value::kind).to_owned(),
            })
    }

    /// Names of the columns, in the order of the statement.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: Value) -> Row {
        Row::new(std::sync::Arc::from(vec!["x".to_owned()]), vec![value])
    }

    #[test]
    fn a_column_of_the_wrong_kind_is_an_error_that_names_it() {
        let error = row(Value::Text("5".into())).get::<i64>("x").unwrap_err();
        assert_eq!(error.to_string(), "column x: expected integer, found text");
        assert!(row(Value::Int(5)).get::<i64>("y").is_err());
        assert!(row(Value::Null).get::<i64>("x").is_err());
        assert_eq!(row(Value::Null).get::<Option<i64>>("x"), Ok(None));
        assert!(
            row(Value::Int(2)).get::<bool>("x").is_err(),
            "only 0 and 1 are truth"
        );
        assert!(row(Value::Int(-1)).get::<u32>("x").is_err());
        assert!(row(Value::Bytes(vec![1; 15])).get::<DocId>("x").is_err());
    }

    #[test]
    fn times_sort_as_text() {
        let early: Timestamp = "2026-11-23T08:15:00.1Z".parse().unwrap();
        let late: Timestamp = "2026-11-23T08:15:00.123456Z".parse().unwrap();
        assert_eq!(stamp(early), "2026-11-23T08:15:00.100Z");
        assert!(stamp(early) < stamp(late));
    }
}
