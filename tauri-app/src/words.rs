//! The words of the command line. A person starts the window from a menu and gives none.

use crate::rules;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use tauri::Url;

/// What the words ask for.
#[derive(Debug, PartialEq, Eq)]
pub enum Words {
    /// The pages of an office that another process serves.
    At(Url),
    /// The office in a folder of this machine.
    Here {
        /// Its folder.
        dir: PathBuf,
        /// Folder of its marks, if not beside it.
        marks: Option<PathBuf>,
        /// Clock of a training store.
        now: Option<String>,
        /// New address of the centre, kept for the next time.
        centre: Option<SocketAddr>,
    },
}

const USAGE: &str =
    "usage: loggia-window [--dir DIR] [--marks DIR] [--now TIME] [--centre ADDRESS:PORT]
       loggia-window --at http://127.0.0.1:PORT/login?t=TOKEN";

/// Reads the words; `variable` looks up the environment. The names are those of `loggia-node`.
///
/// # Errors
/// The usage, when a word is unknown or an address is not this machine's.
pub fn read(
    mut words: impl Iterator<Item = String>,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Words, String> {
    let path = |name: &str| {
        variable(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let (mut dir, mut marks) = (path("LOGGIA_NODE_DIR"), path("LOGGIA_NODE_MARKS"));
    let mut now = variable("LOGGIA_TRAINING_NOW").and_then(|value| value.into_string().ok());
    let (mut at, mut centre) = (None, None);
    while let Some(word) = words.next() {
        let value = words.next().ok_or(USAGE)?;
        match word.as_str() {
            "--dir" => dir = Some(value.into()),
            "--marks" => marks = Some(value.into()),
            "--now" => now = Some(value),
            "--centre" => centre = Some(value.parse().map_err(|_| USAGE)?),
            "--at" => at = Some(value.parse::<Url>().map_err(|_| USAGE)?),
            _ => return Err(USAGE.to_owned()),
        }
    }
    match at {
        Some(address) if rules::is_loopback(&address) => Ok(Words::At(address)),
        Some(_) => Err(format!(
            "{USAGE}\nonly addresses of this machine are opened"
        )),
        None => Ok(Words::Here {
            dir: dir.unwrap_or_else(|| usual_folder(&path)),
            marks,
            now,
            centre,
        }),
    }
}

/// Where a user's own office lives.
fn usual_folder(path: &dyn Fn(&str) -> Option<PathBuf>) -> PathBuf {
    let data = path("XDG_DATA_HOME").or_else(|| path("LOCALAPPDATA"));
    let data = data.or_else(|| path("HOME").map(|home| home.join(".local/share")));
    data.unwrap_or_default().join("loggia")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn said(words: &[&str], variables: &[(&str, &str)]) -> Result<Words, String> {
        read(words.iter().map(|word| (*word).to_owned()), &|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    fn here(dir: &str, now: Option<&str>) -> Words {
        Words::Here {
            dir: dir.into(),
            marks: None,
            now: now.map(str::to_owned),
            centre: None,
        }
    }

    #[test]
    fn without_words_the_office_lies_where_the_user_keeps_data() {
        assert_eq!(
            said(&[], &[("HOME", "/h")]),
            Ok(here("/h/.local/share/loggia", None))
        );
        assert_eq!(
            said(&[], &[("HOME", "/h"), ("XDG_DATA_HOME", "/x")]),
            Ok(here("/x/loggia", None))
        );
        assert_eq!(
            said(&[], &[("LOGGIA_NODE_DIR", "/o")]),
            Ok(here("/o", None))
        );
    }

    #[test]
    fn words_win_over_the_environment() {
        let variables = [
            ("LOGGIA_NODE_DIR", "/o"),
            ("LOGGIA_TRAINING_NOW", "2026-01-01T08:00"),
        ];
        let words = ["--dir", "/d", "--now", "2026-11-23T10:00"];
        assert_eq!(
            said(&words, &variables),
            Ok(here("/d", Some("2026-11-23T10:00")))
        );
    }

    #[test]
    fn the_centre_is_an_address_with_a_port() {
        let centre = |word| match said(&["--dir", "/d", "--centre", word], &[]) {
            Ok(Words::Here { centre, .. }) => centre,
            _ => None,
        };
        assert_eq!(centre("127.0.0.1:4433"), "127.0.0.1:4433".parse().ok());
        assert!(said(&["--centre", "127.0.0.1"], &[]).is_err());
    }

    #[test]
    fn only_addresses_of_this_machine_are_visited() {
        assert!(matches!(
            said(&["--at", "http://127.0.0.1:4711/login?t=x"], &[]),
            Ok(Words::At(_))
        ));
        for bad in [
            "http://example.org:80/",
            "http://127.0.0.1/",
            "nonsense",
            "file:///etc/passwd",
        ] {
            assert!(said(&["--at", bad], &[]).is_err(), "{bad}");
        }
        assert!(said(&["--dir"], &[]).is_err());
        assert!(said(&["--what", "x"], &[]).is_err());
    }
}
