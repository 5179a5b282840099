//! The node as a whole, against a town hall in memory and through the real session machine.

mod access;
mod cash;
mod conflicts;
mod counter;
mod files;
mod fines;
mod kill;
mod money;
mod numbers;
mod office;
mod protocol;
mod readings;
mod registry;
mod requests;
mod sync;
mod town;
