//! loggia-revenue
