//! loggia-server
