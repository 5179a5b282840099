//! loggia-ui
