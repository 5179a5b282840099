//! loggia-books
