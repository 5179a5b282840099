//! Every limit of the formats and of a session, in one place.
//!
//! A limit is part of the wire version: raising one lets a new program write what an old one refuses,
//! so it is a decision (docs/formats) and never a tuning. Budgets, below, are ours to change at will.

/// The wire version this program writes. Every format carries it or a version of its own.
pub const WIRE_VERSION: u16 = 1;

/// Longest body of one entry, in bytes. Photographs and scans are blobs, not bodies.
pub const MAX_BODY: usize = 1 << 20;
/// Most entries in one bundle.
pub const MAX_BUNDLE_ENTRIES: usize = 4_096;
/// Longest bundle, in bytes.
pub const MAX_BUNDLE: usize = 6 << 20;
/// Most feeds in one frontier, receipt or difference: devices and their incarnations in one scope.
pub const MAX_FEEDS: usize = 20_000;
/// Most scopes one device holds.
pub const MAX_SCOPES: usize = 64;
/// Most ranges in one verdict.
pub const MAX_VERDICT_RANGES: usize = 4_096;
/// Most entries that one erasure of a private part names.
pub const MAX_ERASED_ENTRIES: usize = 4_096;
/// Most rows in one batch of records.
pub const MAX_RECORD_ROWS: usize = 50_000;
/// Longest value of one record, in bytes of JSON.
pub const MAX_RECORD_VALUE: usize = 64 << 10;
/// Longest batch of records, in bytes. A batch ends on a commit boundary, so no commit of the centre's
/// reference data may need more: large imports are written as several commits.
pub const MAX_RECORD_BATCH: usize = 12 << 20;
/// Longest blob, in bytes.
pub const MAX_BLOB: u64 = 16 << 20;
/// Bytes of a chunk of a blob; only the last one may be shorter.
pub const BLOB_CHUNK: usize = 64 << 10;
/// Most blobs that one session offers, and most that it asks for.
pub const MAX_BLOBS_NAMED: usize = 64;
/// Longest short text (prefix of a series, name of a table, key of a record), in bytes.
pub const MAX_SHORT_TEXT: usize = 200;
/// Longest frame once both keys are proven, in bytes.
pub const MAX_FRAME: usize = 16 << 20;
/// Longest frame from a peer that has proven nothing, in bytes.
pub const MAX_FRAME_UNPROVEN: usize = 16 << 10;

/// Budget: bytes of bodies that one bundle aims at. A bundle can end only on a signed entry, so it may be longer.
pub const BUNDLE_BUDGET: usize = 256 << 10;
/// Budget: bytes of values that one batch of records aims at.
pub const RECORD_BUDGET: usize = 512 << 10;
/// Budget: bytes one side hands over in one session; the rest goes in the next one.
pub const SESSION_BUDGET: u64 = 256 << 20;
/// Budget: bytes of blobs one side hands over in one session. Small, so that what is written meanwhile waits
/// half a minute on a line of 1 Mbit/s and not an hour; the next session goes on at the next chunk.
pub const BLOB_SESSION_BUDGET: u64 = 4 << 20;
