//! LEASE and LEASE_RETURN: blocks of legal numbers, given to one incarnation and given back.

use crate::codec::{DecodeError, Reader, Writer};
use crate::limits::MAX_SHORT_TEXT;
use jiff::civil::Date;
use loggia_schema::ids::{Incarnation, LeaseId};

/// Which numbers a block holds (σειρά). A number we do not know is kept: a newer centre granted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series(pub u8);

impl Series {
    /// Fine notices (κλήσεις).
    pub const FINE: Series = Series(1);
    /// Cash receipts (αποδείξεις είσπραξης).
    pub const RECEIPT: Series = Series(2);
}

/// A block of legal numbers `first..=last` of one year (μπλοκ αριθμών).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The block.
    pub lease: LeaseId,
    /// The one life of a store that may issue from it.
    pub to: Incarnation,
    /// What is numbered.
    pub series: Series,
    /// The text before the number on paper, e.g. `Κ12`.
    pub prefix: String,
    /// The year the numbers belong to.
    pub year: u16,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// The digits before the number in the RF payment code of each document.
    pub rf_stem: String,
    /// The day the centre granted it.
    pub granted: Date,
}

impl Lease {
    /// How many numbers the block holds.
    pub const fn len(&self) -> u64 {
        self.last - self.first + 1
    }

    /// Never: a block holds at least one number.
    pub const fn is_empty(&self) -> bool {
        false
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer
            .lease(&self.lease)
            .incarnation(&self.to)
            .u8(self.series.0)
            .text(&self.prefix)
            .u16(self.year);
        writer
            .u64(self.first)
            .u64(self.last)
            .text(&self.rf_stem)
            .date(self.granted);
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let lease = Lease {
            lease: reader.lease()?,
            to: reader.incarnation()?,
            series: Series(reader.u8("series")?),
            prefix: reader.text(MAX_SHORT_TEXT, "prefix")?,
            year: reader.u16("year")?,
            first: reader.u64("first")?,
            last: reader.u64("last")?,
            rf_stem: reader.text(MAX_SHORT_TEXT, "RF stem")?,
            granted: reader.date("granted")?,
        };
        match lease.first == 0 || lease.last < lease.first || lease.last == u64::MAX {
            true => Err(DecodeError::Order("numbers")),
            false => Ok(lease),
        }
    }
}

/// Why numbers come back. They are never issued again, whatever the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReturnReason {
    /// The year is over.
    YearEnd,
    /// The device or the desk is given up.
    GivenUp,
    /// The store was rolled back or copied: what it issued above this is not known.
    Doubtful,
}

/// The unused numbers `first..=last` of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseReturn {
    /// The block.
    pub lease: LeaseId,
    /// The first number given back.
    pub first: u64,
    /// The last number given back.
    pub last: u64,
    /// Why.
    pub reason: ReturnReason,
}

impl LeaseReturn {
    pub(super) fn write(&self, writer: &mut Writer) {
        writer.lease(&self.lease).u64(self.first).u64(self.last);
        writer.u8(match self.reason {
            ReturnReason::YearEnd => 1,
            ReturnReason::GivenUp => 2,
            ReturnReason::Doubtful => 3,
        });
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (lease, first, last) = (reader.lease()?, reader.u64("first")?, reader.u64("last")?);
        if first == 0 || last < first {
            return Err(DecodeError::Order("numbers"));
        }
        let reason = match reader.u8("reason")? {
            1 => ReturnReason::YearEnd,
            2 => ReturnReason::GivenUp,
            3 => ReturnReason::Doubtful,
            value => {
                return Err(DecodeError::Unknown {
                    field: "reason",
                    value: value.into(),
                });
            }
        };
        Ok(LeaseReturn {
            lease,
            first,
            last,
            reason,
        })
    }
}
