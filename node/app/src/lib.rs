//! loggia-node-app
