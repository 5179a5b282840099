//! loggia-node
