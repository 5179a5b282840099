//! Password hashes: Argon2id, its cost injected, so that tests are fast and the field is slow.
//!
//! Kept as one line: `argon2id m=65536 t=3 p=1 <salt hex> <hash hex>`. The cost stands in the line, so raising it
//! later does not lock anybody out.

use crate::db::{DbError, DbResult};
use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Bytes of a hash.
const HASH: usize = 32;

/// What a password check costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl PasswordCost {
    /// The cost in the field: 64 MiB, three passes.
    pub const FIELD: Self = Self {
        memory: 64 * 1024,
        passes: 3,
        lanes: 1,
    };
    /// The cost in tests and in the simulator; protects nothing.
    pub const TESTS: Self = Self {
        memory: 8,
        passes: 1,
        lanes: 1,
    };

    fn argon(self) -> DbResult<Argon2<'static>> {
        let params =
            Params::new(self.memory, self.passes, self.lanes, Some(HASH)).map_err(DbError::bug)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// The line to keep for a password.
pub(super) fn hash(password: &str, salt: &[u8; 16], cost: PasswordCost) -> DbResult<String> {
    let digest = digest(password, salt, cost)?;
    Ok(format!(
        "argon2id m={} t={} p={} {} {}",
        cost.memory,
        cost.passes,
        cost.lanes,
        data_encoding::HEXLOWER.encode(salt),
        data_encoding::HEXLOWER.encode(digest.as_slice()),
    ))
}

/// True if the password is the one of the line.
pub(super) fn verify(password: &str, line: &str) -> DbResult<bool> {
    let (cost, salt, kept) =
        parse(line).ok_or_else(|| DbError::Corrupt("a password hash".to_owned()))?;
    let digest = digest(password, &salt, cost)?;
    Ok(digest.as_slice().ct_eq(&kept).into())
}

/// Costs as much time as a check; for logins that do not exist.
pub(super) fn waste_time(password: &str, cost: PasswordCost) -> DbResult<()> {
    digest(password, &[0; 16], cost).map(drop)
}

/// Guessable at once: holds the login, is one repetition, or a plain run of the keyboard or alphabet.
pub(super) fn is_weak(password: &str, login: &str) -> bool {
    let lower = password.to_lowercase();
    let bytes: Vec<char> = lower.chars().collect();
    let distinct = bytes
        .iter()
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    let runs = [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890123456789",
        "qwertyuiopasdfghjklzxcvbnm",
        "αβγδεζηθικλμνξοπρστυφχψω",
    ];
    lower.contains(login) || distinct < 5 || runs.iter().any(|run| run.contains(lower.as_str()))
}

fn digest(password: &str, salt: &[u8; 16], cost: PasswordCost) -> DbResult<Zeroizing<[u8; HASH]>> {
    let mut out = Zeroizing::new([0; HASH]);
    cost.argon()?
        .hash_password_into(password.as_bytes(), salt, out.as_mut_slice())
        .map_err(DbError::bug)?;
    Ok(out)
}

fn parse(line: &str) -> Option<(PasswordCost, [u8; 16], [u8; HASH])> {
    let parts: Vec<&str> = line.split(' ').collect();
    let [kind, m, t, p, salt, hash] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str, name: &str| text.strip_prefix(name)?.parse().ok();
    let cost = PasswordCost {
        memory: number(m, "m=")?,
        passes: number(t, "t=")?,
        lanes: number(p, "p=")?,
    };
    let bytes = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).ok();
    (*kind == "argon2id").then_some(())?;
    Some((
        cost,
        bytes(salt)?.try_into().ok()?,
        bytes(hash)?.try_into().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_opens() {
        let line = hash("σωστός κωδικός 1", &[1; 16], PasswordCost::TESTS).unwrap();
        assert_eq!(verify("σωστός κωδικός 1", &line), Ok(true));
        assert_eq!(verify("σωστός κωδικός 2", &line), Ok(false));
        assert_eq!(verify("", &line), Ok(false));
        assert_ne!(
            line,
            hash("σωστός κωδικός 1", &[2; 16], PasswordCost::TESTS).unwrap()
        );
        for damaged in ["", "argon2id", &line[1..], &line[..line.len() - 2]] {
            assert!(verify("x", damaged).is_err(), "{damaged:?}");
        }
    }

    #[test]
    fn plain_runs_and_the_login_itself_are_weak() {
        for weak in [
            "1234567890",
            "aaaaaaaaaaaa",
            "qwertyuiop",
            "my-maria.d-pw",
            "αβγδεζηθικ",
        ] {
            assert!(is_weak(weak, "maria.d"), "{weak}");
        }
        assert!(!is_weak("τρία πράσινα άλογα", "maria.d"));
    }
}
