//! The one way bytes become values here, and values bytes.
//!
//! Every format of this crate is big-endian, has no padding and exactly one encoding: a value that was
//! read and written again gives the same bytes, or the signature over them would be worth nothing.
//! So [`Reader`] is strict (a bool is 0 or 1, text is UTF-8, a date exists, lists are within their
//! limits) and total: whatever the bytes, it answers with a value or a [`DecodeError`], never a panic,
//! and never reserves memory that the bytes themselves do not back. Whoever decodes a whole value ends
//! with [`Reader::finish`], which refuses trailing bytes.
//!
//! [`Writer`] cannot fail: the limits of what we write are kept by the types that write.

use jiff::civil::Date;
use loggia_schema::ids::{
    Commit, DeviceKey, DocId, Height, Incarnation, LeaseId, MunicipalityId, PartId, ScopeId,
};

/// Why bytes are not the value they claim to be. Always the fault of whoever wrote them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes ended inside a field.
    #[error("the bytes end inside {0}")]
    Short(&'static str),
    /// Bytes follow the value.
    #[error("{0} bytes follow the value")]
    Trailing(usize),
    /// A number, list or text is over the limit of its format.
    #[error("{field} is {value}, the limit is {limit}")]
    TooLong {
        /// The field of the drawing in docs/formats.
        field: &'static str,
        /// What the bytes say.
        value: u64,
        /// What the format allows.
        limit: u64,
    },
    /// A field holds a value that its format does not know.
    #[error("{field} cannot be {value}")]
    Unknown {
        /// The field of the drawing in docs/formats.
        field: &'static str,
        /// What the bytes say.
        value: u64,
    },
    /// A field holds bytes that are not of its form (text that is not UTF-8, a date that does not exist).
    #[error("{0} is malformed")]
    Malformed(&'static str),
    /// Entries of a list are not in strictly rising order.
    #[error("{0} is not in rising order")]
    Order(&'static str),
}

/// Reads values from the front of a slice.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the first byte.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// Decodes a whole value: everything `read` leaves behind is an error.
    pub fn whole<T>(
        bytes: &'a [u8],
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let mut reader = Reader::new(bytes);
        let value = read(&mut reader)?;
        reader.finish()?;
        Ok(value)
    }

    /// How many bytes are left.
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Refuses trailing bytes.
    pub const fn finish(&self) -> Result<(), DecodeError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::Trailing(self.rest.len()))
        }
    }

    /// The next `len` bytes.
    pub fn take(&mut self, len: usize, field: &'static str) -> Result<&'a [u8], DecodeError> {
        match self.rest.split_at_checked(len) {
            Some((head, tail)) => {
                self.rest = tail;
                Ok(head)
            }
            None => Err(DecodeError::Short(field)),
        }
    }

    /// Everything that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// Exactly `N` bytes.
    pub fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        self.take(N, field)?
            .try_into()
            .map_err(|_| DecodeError::Short(field))
    }

    /// One byte.
    pub fn u8(&mut self, field: &'static str) -> Result<u8, DecodeError> {
        Ok(self.array::<1>(field)?[0])
    }

    /// Two bytes, big-endian.
    pub fn u16(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        self.array(field).map(u16::from_be_bytes)
    }

    /// Four bytes, big-endian.
    pub fn u32(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        self.array(field).map(u32::from_be_bytes)
    }

    /// Eight bytes, big-endian.
    pub fn u64(&mut self, field: &'static str) -> Result<u64, DecodeError> {
        self.array(field).map(u64::from_be_bytes)
    }

    /// Eight bytes, big-endian, two's complement.
    pub fn i64(&mut self, field: &'static str) -> Result<i64, DecodeError> {
        self.array(field).map(i64::from_be_bytes)
    }

    /// 0 or 1; anything else is refused, so that one value has one encoding.
    pub fn bool(&mut self, field: &'static str) -> Result<bool, DecodeError> {
        match self.u8(field)? {
            0 => Ok(false),
            1 => Ok(true),
            value => Err(DecodeError::Unknown {
                field,
                value: value.into(),
            }),
        }
    }

    /// A u32 length that is within `limit`.
    pub fn len(&mut self, limit: usize, field: &'static str) -> Result<usize, DecodeError> {
        let value = self.u32(field)?;
        match usize::try_from(value) {
            Ok(len) if len <= limit => Ok(len),
            _ => Err(DecodeError::TooLong {
                field,
                value: value.into(),
                limit: limit as u64,
            }),
        }
    }

    /// A u32 length and that many bytes.
    pub fn bytes(&mut self, limit: usize, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let len = self.len(limit, field)?;
        self.take(len, field)
    }

    /// A u16 length and that many bytes of UTF-8.
    pub fn text(&mut self, limit: usize, field: &'static str) -> Result<String, DecodeError> {
        let len = usize::from(self.u16(field)?);
        if len > limit {
            return Err(DecodeError::TooLong {
                field,
                value: len as u64,
                limit: limit as u64,
            });
        }
        let bytes = self.take(len, field)?;
        std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| DecodeError::Malformed(field))
    }

    /// A u32 count within `limit` and that many items. `least` is the smallest size of an item, so that
    /// a count which the bytes cannot back is refused before anything is reserved.
    pub fn list<T>(
        &mut self,
        limit: usize,
        least: usize,
        field: &'static str,
        mut read: impl FnMut(&mut Reader<'a>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let count = self.len(limit, field)?;
        if count.saturating_mul(least) > self.remaining() {
            return Err(DecodeError::Short(field));
        }
        (0..count).map(|_| read(self)).collect()
    }

    /// A presence byte (0 or 1) and, after a 1, the value.
    pub fn option<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if self.bool(field)? {
            read(self).map(Some)
        } else {
            Ok(None)
        }
    }

    /// A date: year u16, month u8, day u8.
    pub fn date(&mut self, field: &'static str) -> Result<Date, DecodeError> {
        let (year, month, day) = (self.u16(field)?, self.u8(field)?, self.u8(field)?);
        let malformed = DecodeError::Malformed(field);
        let (Ok(year), Ok(month), Ok(day)) =
            (i16::try_from(year), i8::try_from(month), i8::try_from(day))
        else {
            return Err(malformed);
        };
        Date::new(year, month, day).map_err(|_| malformed)
    }
}

macro_rules! ids {
    ($($read:ident $write:ident $type:ident $doc:literal),* $(,)?) => {
        impl Reader<'_> {
            $(#[doc = $doc]
            pub fn $read(&mut self) -> Result<$type, DecodeError> {
                self.array(stringify!($read)).map($type)
            })*
        }
        impl Writer {
            $(#[doc = $doc]
            pub fn $write(&mut self, id: &$type) -> &mut Self {
                self.raw(id.as_bytes())
            })*
        }
    };
}

ids! {
    doc doc DocId "A document id, 16 bytes.",
    scope scope ScopeId "A scope id, 16 bytes.",
    part part PartId "The id of a private part, 16 bytes.",
    lease lease LeaseId "A lease id, 16 bytes.",
    device device DeviceKey "An Ed25519 public key, 32 bytes.",
    incarnation incarnation Incarnation "An incarnation, 10 bytes.",
}

impl Reader<'_> {
    /// A municipality, u32.
    pub fn municipality(&mut self) -> Result<MunicipalityId, DecodeError> {
        self.u32("municipality").map(MunicipalityId)
    }

    /// A height, u64.
    pub fn height(&mut self) -> Result<Height, DecodeError> {
        self.u64("height").map(Height)
    }

    /// A commit number, u64.
    pub fn commit(&mut self) -> Result<Commit, DecodeError> {
        self.u64("commit").map(Commit)
    }
}

/// Collects bytes in the same order in which [`Reader`] reads them.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    pub const fn new() -> Self {
        Writer { bytes: Vec::new() }
    }

    /// The bytes written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes written so far.
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes
    }

    /// Bytes without a length.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// One byte.
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.raw(&[value])
    }

    /// Two bytes, big-endian.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// Four bytes, big-endian.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// Eight bytes, big-endian.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// Eight bytes, big-endian, two's complement.
    pub fn i64(&mut self, value: i64) -> &mut Self {
        self.raw(&value.to_be_bytes())
    }

    /// 0 or 1.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.u8(value.into())
    }

    /// A length or count as u32. Saturates: what cannot be counted in a u32 is far above every limit,
    /// and the reader of these bytes refuses it.
    pub fn len(&mut self, len: usize) -> &mut Self {
        self.u32(u32::try_from(len).unwrap_or(u32::MAX))
    }

    /// A u32 length and the bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.len(bytes.len()).raw(bytes)
    }

    /// A u16 length and the text. Text over 65,535 bytes is cut at a character, since a length that
    /// does not match would spoil the whole value; every text of the formats has a far lower limit.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let mut end = text.len().min(usize::from(u16::MAX));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.u16(u16::try_from(end).unwrap_or(u16::MAX))
            .raw(&text.as_bytes()[..end])
    }

    /// A u32 count and the items.
    pub fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Writer, &T)) -> &mut Self {
        self.len(items.len());
        for item in items {
            write(self, item);
        }
        self
    }

    /// A presence byte and, after a 1, the value.
    pub fn option<T>(
        &mut self,
        value: Option<&T>,
        write: impl FnOnce(&mut Writer, &T),
    ) -> &mut Self {
        self.bool(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
        self
    }

    /// A date: year u16, month u8, day u8. Years before 0 do not occur in the municipality's papers.
    pub fn date(&mut self, date: Date) -> &mut Self {
        self.u16(date.year().unsigned_abs())
            .u8(date.month().unsigned_abs())
            .u8(date.day().unsigned_abs())
    }

    /// A municipality, u32.
    pub fn municipality(&mut self, id: MunicipalityId) -> &mut Self {
        self.u32(id.0)
    }

    /// A height, u64.
    pub fn height(&mut self, height: Height) -> &mut Self {
        self.u64(height.0)
    }

    /// A commit number, u64.
    pub fn commit(&mut self, commit: Commit) -> &mut Self {
        self.u64(commit.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_big_endian_and_come_back() {
        let mut writer = Writer::new();
        writer
            .u8(1)
            .u16(2)
            .u32(3)
            .u64(4)
            .i64(-5)
            .bool(true)
            .bytes(b"ab")
            .text("Δ");
        let bytes = writer.finish();
        assert_eq!(&bytes[..7], &[1, 0, 2, 0, 0, 0, 3]);
        let read = Reader::whole(&bytes, |r| {
            Ok((
                r.u8("a")?,
                r.u16("b")?,
                r.u32("c")?,
                r.u64("d")?,
                r.i64("e")?,
                r.bool("f")?,
                r.bytes(2, "g")?.to_vec(),
                r.text(2, "h")?,
            ))
        });
        assert_eq!(
            read,
            Ok((1, 2, 3, 4, -5, true, b"ab".to_vec(), "Δ".to_owned()))
        );
    }

    #[test]
    fn a_second_encoding_of_the_same_value_is_refused() {
        assert_eq!(
            Reader::whole(&[2], |r| r.bool("b")),
            Err(DecodeError::Unknown {
                field: "b",
                value: 2
            })
        );
        assert_eq!(
            Reader::whole(&[1, 9], |r| r.bool("b")),
            Err(DecodeError::Trailing(1))
        );
        assert_eq!(
            Reader::whole(&[0, 1, 0xff], |r| r.text(9, "t")),
            Err(DecodeError::Malformed("t"))
        );
    }

    #[test]
    fn a_count_the_bytes_cannot_back_reserves_nothing() {
        let bytes = u32::MAX.to_be_bytes();
        let read = Reader::whole(&bytes, |r| r.list(usize::MAX, 1, "rows", |r| r.u8("row")));
        assert_eq!(read, Err(DecodeError::Short("rows")));
        let read = Reader::whole(&bytes, |r| r.bytes(10, "body").map(<[u8]>::to_vec));
        assert!(matches!(read, Err(DecodeError::TooLong { limit: 10, .. })));
    }

    #[test]
    fn a_date_that_does_not_exist_is_refused() {
        let day = Date::new(2028, 2, 29).unwrap();
        let mut writer = Writer::new();
        writer.date(day);
        let mut bytes = writer.finish();
        assert_eq!(bytes, [0x07, 0xec, 2, 29]);
        assert_eq!(Reader::whole(&bytes, |r| r.date("d")), Ok(day));
        bytes[1] = 0xeb; // 2027 has no 29 February
        assert_eq!(
            Reader::whole(&bytes, |r| r.date("d")),
            Err(DecodeError::Malformed("d"))
        );
    }

    #[test]
    fn text_is_cut_only_between_characters() {
        let mut writer = Writer::new();
        writer.text(&"Δ".repeat(40_000));
        let bytes = writer.finish();
        assert_eq!(
            Reader::whole(&bytes, |r| r.text(usize::MAX, "t"))
                .unwrap()
                .chars()
                .count(),
            32_767
        );
    }
}
