//! Stores for the tests of this crate: cheap passwords, a clock that stands still, a town hall in memory, and a browser
//! that goes through the front door.

mod browser;
mod town;

pub use browser::{Browser, Page, SECRET, host, origin};
pub use town::Town;

use loggia_node::env::{FrozenClock, MemoryHighWater};
use loggia_node::{Create, Env, Node};

/// The first user of every test store.
pub const LOGIN: &str = "dokimi";
/// Their password.
pub const PASSWORD: &str = "ψάρι στη στεριά";

/// A new training store, unlocked, at ten in the morning of 23/11/2026.
pub fn new_store() -> (tempfile::TempDir, Node) {
    let folder = tempfile::tempdir().unwrap();
    let clock = FrozenClock::at("2026-11-23T08:00:00Z".parse().unwrap());
    let how = Create {
        training: true,
        login: LOGIN,
        password: PASSWORD,
    };
    let store = folder.path().join("store");
    let mut env = Env::simulated(7, clock);
    env.marks = Box::new(MemoryHighWater::default());
    let (node, _) = Node::create(&store, env, how, "test").unwrap();
    (folder, node)
}
