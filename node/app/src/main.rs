//! loggia-node
fn main() {}
