//! What a closure may know of the world: who acts, when, and in which municipality.
//!
//! Closures are re-runnable, so they read no clock and draw no random numbers. Whoever starts a command makes a
//! [`Ctx`] once, before the transaction; every run of the closure then sees the same time and derives the same ids.

use jiff::Timestamp;
use jiff::civil::Date;
use loggia_schema::ids::{DeviceKey, MunicipalityId, UserId};
use std::fmt;

/// Who acts (δράστης). In tables it is text such as `user:0190…`; never a name of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A user of the back office or of the command line.
    User(UserId),
    /// A laptop whose entry is being taken in.
    Device(DeviceKey),
    /// A part of the program acting by itself, such as `intake` or `nightly-check`.
    System(&'static str),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Device(key) => write!(f, "device:{key}"),
            Self::System(name) => write!(f, "system:{name}"),
        }
    }
}

/// The circumstances of one command. Made outside the transaction, the same in every run of the closure.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// The time of the command, UTC.
    pub now: Timestamp,
    /// The civil day in Athens at `now`.
    pub today: Date,
    /// Who acts.
    pub actor: Actor,
    /// True in a training installation: nothing has legal effect.
    pub training: bool,
    /// Sixteen random bytes drawn once; ids of this command are derived from them.
    pub nonce: [u8; 16],
}

impl Ctx {
    /// The `n`-th new id of this command for things called `what`: UUIDv7-shaped, so keys arrive in time order, and
    /// the same again when the closure runs again.
    pub fn id(&self, what: &str, n: u64) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_derive_key("loggia id of a command v1");
        hasher
            .update(&self.nonce)
            .update(&n.to_be_bytes())
            .update(what.as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        let millis = u64::try_from(self.now.as_millisecond())
            .unwrap_or(0)
            .to_be_bytes();
        id[..6].copy_from_slice(&millis[2..]);
        id[6] = (id[6] & 0x0f) | 0x70;
        id[8] = (id[8] & 0x3f) | 0x80;
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_repeat_with_the_command_and_differ_within_it() {
        let ctx = Ctx {
            municipality: MunicipalityId(1),
            now: "2026-11-23T08:00:00Z".parse().unwrap(),
            today: "2026-11-23".parse().unwrap(),
            actor: Actor::System("test"),
            training: true,
            nonce: [7; 16],
        };
        assert_eq!(ctx.id("task", 0), ctx.id("task", 0));
        assert_ne!(ctx.id("task", 0), ctx.id("task", 1));
        assert_ne!(ctx.id("task", 0), ctx.id("entry", 0));
        assert_ne!(
            ctx.id("task", 0),
            Ctx {
                nonce: [8; 16],
                ..ctx.clone()
            }
            .id("task", 0)
        );
        let later = Ctx {
            now: "2026-11-23T08:00:01Z".parse().unwrap(),
            ..ctx.clone()
        };
        assert!(
            ctx.id("task", 0)[..6] < later.id("task", 0)[..6],
            "ids arrive in time order"
        );
    }
}
