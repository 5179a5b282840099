//! loggia-central
fn main() {}
