//! loggia-papers
