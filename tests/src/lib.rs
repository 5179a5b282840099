//! loggia-tests
