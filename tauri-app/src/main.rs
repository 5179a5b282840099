//! `loggia-window`: the desktop program of an office.
fn main() {}
