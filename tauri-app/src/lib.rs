//! The window of an office.
