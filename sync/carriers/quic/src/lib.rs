//! loggia-quic
