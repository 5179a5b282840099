//! loggia-window
