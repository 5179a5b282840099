//! loggia-sync
