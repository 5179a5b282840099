//! Who is at the device: passwords, waiting times after wrong ones, users and their rights (σύνδεση).
//!
//! Offline login has two halves that never mix. The **key slot** says that the password is right, and opens the store
//! without any line. The **user record**, which only the centre writes and which lies inside the store, says who that is
//! and what they may do. A slot without a record opens the store and can synchronise, but acts on nothing.
//!
//! Wrong passwords cost time: from the sixth on the device asks to wait, doubling up to a quarter of an hour. The count
//! lies in a file beside the store, because the store itself is shut at that moment; it protects against a curious
//! colleague, while the thief of a disk meets Argon2id.

mod account;
mod attempts;
mod password;

pub use account::DEVICE_USERS;
pub use attempts::Attempts;
pub use password::{MIN_PASSWORD, check_login, check_password};

/// A person who has proved a password on this device. Made only by unlocking; what it may do is looked up in the
/// records at every command, so a right taken away by the centre is gone with the next synchronisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub(crate) login: String,
    pub(crate) first_login: bool,
}

impl Actor {
    /// The login name.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// The password was chosen by a colleague: the only thing this user may do is choose another.
    pub fn must_change_password(&self) -> bool {
        self.first_login
    }
}
