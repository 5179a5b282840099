//! What a password and a login must look like; typed by people, so every refusal is a sentence.

use loggia_schema::message::{Finding, access};
use loggia_schema::text::fold;

/// Shortest password, in characters.
pub const MIN_PASSWORD: usize = 10;

/// Checks a new password against length and the easiest guesses.
///
/// # Errors
/// The user's: too short, holds the login, one sign or one short piece repeated, a run of the keyboard or alphabet.
pub fn check_password(login: &str, password: &str) -> Result<(), Finding> {
    let plain = fold(password);
    let letters: Vec<char> = plain.chars().collect();
    if password.chars().count() < MIN_PASSWORD {
        return Err(Finding::new(access::PASSWORD_SHORT)
            .on("password")
            .with("min", MIN_PASSWORD));
    }
    let holds_login = login.chars().count() >= 3 && plain.contains(&fold(login));
    if holds_login || repeats(&letters) || is_run(&letters) {
        return Err(Finding::new(access::PASSWORD_WEAK).on("password"));
    }
    Ok(())
}

/// Checks a login: 2 to 40 lower-case Latin letters, digits, dots or dashes.
///
/// # Errors
/// The user's.
pub fn check_login(login: &str) -> Result<(), Finding> {
    let fits = (2..=40).contains(&login.len())
        && login
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
    if fits {
        Ok(())
    } else {
        Err(Finding::new(access::LOGIN_INVALID).on("login"))
    }
}

/// One piece of up to five signs said again and again.
fn repeats(letters: &[char]) -> bool {
    (1..=5).any(|piece| {
        letters
            .iter()
            .zip(letters.iter().skip(piece))
            .all(|(a, b)| a == b)
    })
}

/// Rising or falling through the alphabet or a row of the keyboard.
fn is_run(letters: &[char]) -> bool {
    const ROWS: [&str; 4] = [
        "12345678901234567890",
        "qwertyuiopasdfghjklzxcvbnm",
        "ςερτυθιοπασδφγηξκλζχψωβνμ",
        "αβγδεζηθικλμνξοπρστυφχψω",
    ];
    let word: String = letters.iter().collect();
    let back: String = letters.iter().rev().collect();
    let rising = letters
        .windows(2)
        .all(|pair| u32::from(pair[1]) == u32::from(pair[0]) + 1);
    let falling = letters
        .windows(2)
        .all(|pair| u32::from(pair[0]) == u32::from(pair[1]) + 1);
    rising
        || falling
        || ROWS
            .iter()
            .any(|row| fold(row).contains(&word) || fold(row).contains(&back))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(login: &str, password: &str) -> Option<u16> {
        check_password(login, password)
            .err()
            .map(|finding| finding.code.number())
    }

    #[test]
    fn the_easiest_guesses_are_refused() {
        assert_eq!(code("dokimi", "μικρός"), Some(406));
        assert_eq!(code("dokimi", "Dokimi-2026"), Some(407));
        assert_eq!(code("dokimi", "aaaaaaaaaaaa"), Some(407));
        assert_eq!(code("dokimi", "καλόςκαλόςκαλός"), Some(407));
        assert_eq!(code("dokimi", "1234567890"), Some(407));
        assert_eq!(code("dokimi", "0987654321"), Some(407));
        assert_eq!(code("dokimi", "qwertyuiop"), Some(407));
        assert_eq!(code("dokimi", "abcdefghijkl"), Some(407));
        assert_eq!(code("dokimi", "ένα ψάρι στη στεριά"), None);
    }

    #[test]
    fn logins_are_plain() {
        assert!(check_login("p.dokimi-2").is_ok());
        for bad in [
            "",
            "a",
            "Dokimi",
            "δοκιμή",
            "a b",
            "x'; --",
            &"a".repeat(41),
        ] {
            assert_eq!(
                check_login(bad).unwrap_err().code,
                access::LOGIN_INVALID,
                "{bad}"
            );
        }
    }
}
