//! loggia-intake
