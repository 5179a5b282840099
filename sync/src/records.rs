//! Records: reference data that only the centre writes, handed out as signed batches of versions.
//!
//! A record is (table, key) with the number of the commit that last wrote it and a JSON value, or a
//! tombstone. A node asks for a scope's records "since commit v"; a batch brings the latest version of
//! everything written in (from, to] and ends on a commit boundary, so that a node never sees half a
//! change of the tariffs. Superseded versions never travel. Rows stand in rising order of (table, key).
//!
//! [`CheckedRecordBatch`] has private fields and comes only out of [`RecordBatch::verify`]. Bytes: docs/formats/records.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::limits::{
    MAX_RECORD_BATCH, MAX_RECORD_ROWS, MAX_RECORD_VALUE, MAX_SHORT_TEXT, WIRE_VERSION,
};
use crate::sign::{BadSignature, Domain, KeyPair, Signature};
use loggia_schema::ids::{Commit, DeviceKey, MunicipalityId, ScopeId};

/// One record in its latest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// The table (users, places, tariffs, payables …).
    pub table: String,
    /// The key inside the table.
    pub key: String,
    /// The commit that wrote it.
    pub version: Commit,
    /// The value as JSON text; `None` is a tombstone.
    pub value: Option<String>,
}

/// What the centre says before it signs, and what a node reads before it checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordBatch {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// The scope whose columns the values have.
    pub scope: ScopeId,
    /// The commit the receiver is at.
    pub from: Commit,
    /// The commit the receiver is at once it has applied the batch.
    pub to: Commit,
    /// The records whose latest version lies in (from, to], in rising order of (table, key).
    pub rows: Vec<RecordRow>,
}

impl RecordBatch {
    /// The signed batch as it travels.
    pub fn sign(&self, keys: &KeyPair) -> Vec<u8> {
        let mut writer = self.write();
        let signature = keys.sign(Domain::Records, writer.as_slice());
        writer.raw(&signature.0);
        writer.finish()
    }

    /// Reads a signed batch and checks that `centre` signed it for this municipality.
    pub fn verify(
        bytes: &[u8],
        municipality: MunicipalityId,
        centre: &DeviceKey,
    ) -> Result<CheckedRecordBatch, RecordsError> {
        if bytes.len() > MAX_RECORD_BATCH {
            let (value, limit) = (bytes.len() as u64, MAX_RECORD_BATCH as u64);
            return Err(DecodeError::TooLong {
                field: "batch",
                value,
                limit,
            }
            .into());
        }
        let (batch, signature) = Reader::whole(bytes, |r| {
            Ok((Self::read(r)?, Signature(r.array("signature")?)))
        })?;
        if batch.municipality != municipality {
            return Err(RecordsError::Municipality(batch.municipality));
        }
        Domain::Records.verify(centre, batch.write().as_slice(), &signature)?;
        Ok(CheckedRecordBatch { batch })
    }

    fn write(&self) -> Writer {
        let mut writer = Writer::new();
        writer
            .u16(WIRE_VERSION)
            .municipality(self.municipality)
            .scope(&self.scope);
        writer.commit(self.from).commit(self.to);
        writer.list(&self.rows, |w, row| {
            w.text(&row.table).text(&row.key).commit(row.version);
            w.option(row.value.as_ref(), |w, value| {
                w.bytes(value.as_bytes());
            });
        });
        writer
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u16("wire version")? {
            WIRE_VERSION => {}
            value => {
                return Err(DecodeError::Unknown {
                    field: "wire version",
                    value: value.into(),
                });
            }
        }
        let (municipality, scope) = (reader.municipality()?, reader.scope()?);
        let (from, to) = (reader.commit()?, reader.commit()?);
        if to <= from {
            return Err(DecodeError::Order("commits"));
        }
        let rows = reader.list(MAX_RECORD_ROWS, 13, "rows", |r| read_row(r, from, to))?;
        if !rows
            .windows(2)
            .all(|pair| (&pair[0].table, &pair[0].key) < (&pair[1].table, &pair[1].key))
        {
            return Err(DecodeError::Order("rows"));
        }
        Ok(RecordBatch {
            municipality,
            scope,
            from,
            to,
            rows,
        })
    }
}

fn read_row(reader: &mut Reader<'_>, from: Commit, to: Commit) -> Result<RecordRow, DecodeError> {
    let (table, key) = (
        reader.text(MAX_SHORT_TEXT, "table")?,
        reader.text(MAX_SHORT_TEXT, "key")?,
    );
    let version = reader.commit()?;
    if version <= from || version > to {
        return Err(DecodeError::Unknown {
            field: "version",
            value: version.0,
        });
    }
    let value = reader.option("value", |r| {
        let bytes = r.bytes(MAX_RECORD_VALUE, "value")?;
        std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| DecodeError::Malformed("value"))
    })?;
    Ok(RecordRow {
        table,
        key,
        version,
        value,
    })
}

/// Why bytes are not a batch of records. Always the fault of whoever sent them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordsError {
    /// The bytes are not a batch.
    #[error("not a batch of records: {0}")]
    Decode(#[from] DecodeError),
    /// Another municipality's batch.
    #[error("of municipality {}", .0.0)]
    Municipality(MunicipalityId),
    /// Not signed by the centre.
    #[error(transparent)]
    Signature(#[from] BadSignature),
}

/// A batch whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRecordBatch {
    batch: RecordBatch,
}

impl CheckedRecordBatch {
    /// What it says.
    pub const fn batch(&self) -> &RecordBatch {
        &self.batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIMOS: MunicipalityId = MunicipalityId(7);

    fn row(key: &str, version: u64, value: Option<&str>) -> RecordRow {
        let (table, value) = ("tariff".to_owned(), value.map(str::to_owned));
        RecordRow {
            table,
            key: key.into(),
            version: Commit(version),
            value,
        }
    }

    fn batch(from: u64, to: u64, rows: Vec<RecordRow>) -> RecordBatch {
        RecordBatch {
            municipality: DIMOS,
            scope: ScopeId([3; 16]),
            from: Commit(from),
            to: Commit(to),
            rows,
        }
    }

    fn verify(batch: &RecordBatch) -> Result<CheckedRecordBatch, RecordsError> {
        let keys = KeyPair::from_seed(&[1; 32]);
        RecordBatch::verify(&batch.sign(&keys), DIMOS, &keys.public())
    }

    #[test]
    fn a_batch_comes_back_as_it_was_signed() {
        let whole = batch(4, 7, vec![row("a", 5, Some("{}")), row("b", 7, None)]);
        assert_eq!(verify(&whole).unwrap().batch(), &whole);
        assert!(
            verify(&batch(4, 5, Vec::new())).is_ok(),
            "a commit may change nothing of a scope"
        );
    }

    #[test]
    fn a_batch_that_no_centre_would_write_is_refused() {
        for (bad, why) in [
            (batch(7, 7, Vec::new()), DecodeError::Order("commits")),
            (
                batch(4, 7, vec![row("b", 5, None), row("a", 5, None)]),
                DecodeError::Order("rows"),
            ),
            (
                batch(4, 7, vec![row("a", 5, None), row("a", 6, None)]),
                DecodeError::Order("rows"),
            ),
            (
                batch(4, 7, vec![row("a", 4, None)]),
                DecodeError::Unknown {
                    field: "version",
                    value: 4,
                },
            ),
            (
                batch(4, 7, vec![row("a", 8, None)]),
                DecodeError::Unknown {
                    field: "version",
                    value: 8,
                },
            ),
        ] {
            assert_eq!(verify(&bad), Err(why.into()));
        }
        let long = "x".repeat(MAX_RECORD_VALUE + 1);
        assert!(verify(&batch(4, 7, vec![row("a", 5, Some(&long))])).is_err());
    }

    #[test]
    fn only_the_centre_of_our_municipality_writes_records() {
        let (keys, other) = (KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[2; 32]));
        let bytes = batch(4, 7, vec![row("a", 5, Some("{}"))]).sign(&keys);
        assert_eq!(
            RecordBatch::verify(&bytes, DIMOS, &other.public()),
            Err(BadSignature.into())
        );
        let elsewhere = RecordBatch::verify(&bytes, MunicipalityId(8), &keys.public());
        assert_eq!(elsewhere, Err(RecordsError::Municipality(DIMOS)));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(
                RecordBatch::verify(&changed, DIMOS, &keys.public()).is_err(),
                "byte {at}"
            );
        }
    }
}
