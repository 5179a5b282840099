//! loggia-cases
