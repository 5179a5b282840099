//! Those who may come back to the window with a PIN, while the program runs and the store stays open (αλλαγή χρήστη).
//!
//! A PIN is short, so it opens nothing by itself: it only says which of the people who already proved their password sits
//! down again. It lives in memory, as a keyed hash, and ends with the program, with a lock, after a working day or after a few
//! wrong tries. Nothing of it is ever written.

use loggia_node::{Actor, NodeError};
use loggia_schema::message::{Finding, web};
use std::time::{Duration, Instant};

/// How long a PIN holds.
const LIFE: Duration = Duration::from_secs(12 * 3600);
/// Wrong tries after which it is gone.
const TRIES: u32 = 3;

/// The bench.
#[derive(Default)]
pub struct Bench {
    people: Vec<Benched>,
}

struct Benched {
    actor: Actor,
    key: [u8; 32],
    hash: blake3::Hash,
    left: u32,
    until: Instant,
}

impl Bench {
    /// A person's PIN; another one takes the place of the first.
    ///
    /// # Errors
    /// The user's: too short, too long, one digit repeated. Ours: no random bytes.
    pub fn put(&mut self, actor: &Actor, pin: &str, now: Instant) -> Result<(), NodeError> {
        let digits = (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
        let varied = pin.bytes().any(|byte| Some(byte) != pin.bytes().next());
        if !digits || !varied {
            return Err(Finding::new(web::PIN_FORM).on("pin").into());
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|_| NodeError::Us("no random bytes"))?;
        self.forget(actor.login());
        self.people.push(Benched {
            actor: actor.clone(),
            hash: blake3::keyed_hash(&key, pin.as_bytes()),
            key,
            left: TRIES,
            until: now + LIFE,
        });
        Ok(())
    }

    /// The person of a login, who gave this PIN.
    ///
    /// # Errors
    /// The user's: it is wrong, or holds no longer.
    pub fn take(&mut self, login: &str, pin: &str, now: Instant) -> Result<Actor, NodeError> {
        self.people.retain(|one| one.until > now);
        let gone = || Finding::new(web::PIN_GONE).on("pin");
        let one = self
            .people
            .iter_mut()
            .find(|one| one.actor.login() == login)
            .ok_or_else(gone)?;
        // Compared in constant time by the hash itself.
        if blake3::keyed_hash(&one.key, pin.as_bytes()) == one.hash {
            one.left = TRIES;
            return Ok(one.actor.clone());
        }
        one.left -= 1;
        let left = one.left;
        if left == 0 {
            self.forget(login);
            return Err(gone().into());
        }
        Err(Finding::new(web::PIN_WRONG)
            .with("left", left)
            .on("pin")
            .into())
    }

    /// Whose PIN holds.
    pub fn logins(&self, now: Instant) -> Vec<String> {
        let holding = self.people.iter().filter(|one| one.until > now);
        holding.map(|one| one.actor.login().to_owned()).collect()
    }

    /// Forgets every PIN.
    pub fn clear(&mut self) {
        self.people.clear();
    }

    fn forget(&mut self, login: &str) {
        self.people.retain(|one| one.actor.login() != login);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{LOGIN, PASSWORD, new_store};

    fn actor() -> Actor {
        let (_folder, mut node) = new_store();
        node.unlock(LOGIN, PASSWORD).unwrap()
    }

    #[test]
    fn a_pin_is_four_to_eight_different_digits() {
        let (mut bench, actor, now) = (Bench::default(), actor(), Instant::now());
        for bad in ["", "123", "123456789", "12a4", "1111", "αβγδ", " 1234"] {
            let refused = bench.put(&actor, bad, now).unwrap_err();
            assert_eq!(refused.code(), web::PIN_FORM, "{bad}");
        }
        bench.put(&actor, "1112", now).unwrap();
        assert_eq!(bench.logins(now), [LOGIN]);
    }

    #[test]
    fn three_wrong_tries_or_a_working_day_end_it() {
        let (mut bench, actor, now) = (Bench::default(), actor(), Instant::now());
        bench.put(&actor, "2580", now).unwrap();
        let code =
            |bench: &mut Bench, pin: &str, at| bench.take(LOGIN, pin, at).map_err(|e| e.code());
        assert_eq!(code(&mut bench, "0000", now), Err(web::PIN_WRONG));
        assert_eq!(code(&mut bench, "0000", now), Err(web::PIN_WRONG));
        assert!(
            code(&mut bench, "2580", now).is_ok(),
            "the right one gives the tries back"
        );
        for wanted in [web::PIN_WRONG, web::PIN_WRONG, web::PIN_GONE] {
            assert_eq!(code(&mut bench, "0000", now), Err(wanted));
        }
        assert_eq!(code(&mut bench, "2580", now), Err(web::PIN_GONE));
        bench.put(&actor, "2580", now).unwrap();
        assert_eq!(code(&mut bench, "2580", now + LIFE), Err(web::PIN_GONE));
        assert!(bench.logins(now + LIFE).is_empty());
    }
}
