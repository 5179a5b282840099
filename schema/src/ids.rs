//! Identities: one type for every id, so that a scope can never stand where a document is meant.
//!
//! Ids are made by the program, never by a database. Those of sixteen bytes are UUIDv7 when they are
//! free and UUIDv8 (a hash) when they are derived from natural things such as a meter and a season.
//! On paper, in JSON and in logs every id is lower-case hex.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The text was not the hex form of this id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the hex form of {what}: expected {expected} digits")]
pub struct BadId {
    /// The type that was asked for.
    pub what: &'static str,
    /// How many hex digits it takes.
    pub expected: usize,
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// The bytes, as they go into formats and stores.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads the id from exactly its number of bytes.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, BadId> {
                bytes.try_into().map(Self).map_err(|_| Self::bad())
            }

            const fn bad() -> BadId {
                BadId { what: stringify!($name), expected: $len * 2 }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let bytes = data_encoding::HEXLOWER_PERMISSIVE
                    .decode(text.as_bytes())
                    .map_err(|_| Self::bad())?;
                Self::from_slice(&bytes)
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

byte_id!(
    /// One case document (υπόθεση).
    DocId, 16
);
byte_id!(
    /// Opaque name of a confidentiality border: a place and a desk (πεδίο).
    ScopeId, 16
);
byte_id!(
    /// A user of the system (χρήστης).
    UserId, 16
);
byte_id!(
    /// A person who deals with the municipality; never the ΑΦΜ (πρόσωπο).
    PersonId, 16
);
byte_id!(
    /// A private part of a document: identity or free text that may be erased alone (ιδιωτικό τμήμα).
    PartId, 16
);
byte_id!(
    /// A leased block of legal numbers (μπλοκ αριθμών).
    LeaseId, 16
);
byte_id!(
    /// The hash that names and proves a blob: a photo, a scan, a PDF (αρχείο).
    BlobId, 32
);
byte_id!(
    /// The Ed25519 public key of a device (συσκευή).
    DeviceKey, 32
);
byte_id!(
    /// One life of one store: ten random bytes, also the Automerge actor (ενσάρκωση).
    Incarnation, 10
);

impl DocId {
    /// The id of entries that belong to no document.
    pub const NONE: DocId = DocId([0; 16]);

    /// A derived id (UUIDv8): the same natural thing gives the same document on every device.
    pub fn derived(kind: &str, natural: &[&str]) -> DocId {
        let mut hasher = blake3::Hasher::new_derive_key("loggia derived document id v1");
        for part in std::iter::once(&kind).chain(natural) {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        DocId(*uuid::Builder::from_custom_bytes(bytes).as_uuid().as_bytes())
    }
}

/// The municipality: first in every key and in everything that is signed (δήμος).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MunicipalityId(pub u32);

/// Position of an entry in its feed, from 1 without gaps.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct Height(pub u64);

/// Number of a commit of the centre's reference data; a record's version.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct Commit(pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text() {
        let id = DocId([7; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("07".parse::<DocId>().is_err());
        assert!("zz".repeat(16).parse::<DocId>().is_err());
    }

    #[test]
    fn derived_ids_do_not_confuse_where_parts_end() {
        assert_ne!(
            DocId::derived("meter", &["ab", "c"]),
            DocId::derived("meter", &["a", "bc"])
        );
        assert_eq!(
            DocId::derived("meter", &["7", "2026"]),
            DocId::derived("meter", &["7", "2026"])
        );
    }
}
