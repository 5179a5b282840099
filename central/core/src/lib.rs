//! loggia-core
