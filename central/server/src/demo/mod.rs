//! `loggia-central demo DIR`: writes an import folder that shows the whole municipality at work.
//!
//! The reference files are the ones kept in the repository's `demo/` folder, byte for byte, so that whoever
//! opens them in a spreadsheet sees what the program loads. Two files are made here: `persons.csv`, invented
//! people from a seed ([`synthetic_persons`]), and `passwords.csv`, one test password per user, which only a
//! training installation accepts. With `--dirt` or `--size full` the files of old programs come beside them ([`old`]),
//! and the persons come from there. Nothing real enters: no name, ΑΦΜ, plate or telephone belongs to anybody.

mod old;
mod persons;

pub use old::{Size, Truth, write_old};
pub use persons::{SyntheticPerson, synthetic_persons};

use serde::Serialize;
use std::io;
use std::path::Path;

/// How many people the demo folder holds.
pub const DEMO_PERSONS: usize = 2_000;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoFolder {
    /// File names with their number of lines, headings not counted.
    pub files: Vec<(String, usize)>,
}

/// Writes the folder. Existing files of the same names are replaced; others are left alone.
///
/// # Errors
/// Whatever the disk says.
pub fn write_demo(folder: &Path, seed: u64) -> io::Result<DemoFolder> {
    std::fs::create_dir_all(folder)?;
    let mut files: Vec<(String, String)> = FILES
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    files.push(("persons.csv".to_owned(), persons_csv(seed)));
    files.push(("passwords.csv".to_owned(), passwords_csv(USERS)));
    for (name, text) in &files {
        std::fs::write(folder.join(name), text)?;
    }
    std::fs::write(folder.join("README.md"), README)?;
    let files = files
        .into_iter()
        .map(|(name, text)| (name, text.lines().count().saturating_sub(1)))
        .collect();
    Ok(DemoFolder { files })
}

fn persons_csv(seed: u64) -> String {
    let mut text =
        String::from("Κωδικός;ΑΦΜ;Επώνυμο;Όνομα;Πατρώνυμο;Διεύθυνση;ΤΚ;Κοινότητα;Τηλέφωνο\n");
    for p in synthetic_persons(seed, DEMO_PERSONS) {
        let cells = [
            p.code,
            p.afm,
            p.surname,
            p.first_name,
            p.father,
            p.address,
            p.postcode,
            p.place,
            p.phone,
        ];
        text.push_str(&cells.join(";"));
        text.push('\n');
    }
    text
}

/// One test password for each user, in the order of the file: «dokimastikos-01» …
fn passwords_csv(users: &str) -> String {
    let mut text = String::from("Όνομα χρήστη;Κωδικός\n");
    for (name, n) in users
        .lines()
        .skip(1)
        .filter_map(|line| line.split(';').next())
        .zip(1..)
    {
        text.push_str(&format!("{name};dokimastikos-{n:02}\n"));
    }
    text
}

const README: &str = include_str!("../../../../demo/README.md");
const USERS: &str = include_str!("../../../../demo/users.csv");
const FILES: &[(&str, &str)] = &[
    (
        "settings.csv",
        include_str!("../../../../demo/settings.csv"),
    ),
    ("places.csv", include_str!("../../../../demo/places.csv")),
    ("scopes.csv", include_str!("../../../../demo/scopes.csv")),
    ("duties.csv", include_str!("../../../../demo/duties.csv")),
    ("users.csv", USERS),
    ("regimes.csv", include_str!("../../../../demo/regimes.csv")),
    (
        "violations.csv",
        include_str!("../../../../demo/violations.csv"),
    ),
    ("fees.csv", include_str!("../../../../demo/fees.csv")),
    ("offices.csv", include_str!("../../../../demo/offices.csv")),
    (
        "request_types.csv",
        include_str!("../../../../demo/request_types.csv"),
    ),
    (
        "templates.csv",
        include_str!("../../../../demo/templates.csv"),
    ),
    ("tariffs.csv", include_str!("../../../../demo/tariffs.csv")),
    (
        "holidays.csv",
        include_str!("../../../../demo/holidays.csv"),
    ),
    (
        "accounts.csv",
        include_str!("../../../../demo/accounts.csv"),
    ),
    ("roles.csv", include_str!("../../../../demo/roles.csv")),
    ("leases.csv", include_str!("../../../../demo/leases.csv")),
    ("blocks.csv", include_str!("../../../../demo/blocks.csv")),
    (
        "networks.csv",
        include_str!("../../../../demo/networks.csv"),
    ),
    ("seasons.csv", include_str!("../../../../demo/seasons.csv")),
    (
        "connections.csv",
        include_str!("../../../../demo/connections.csv"),
    ),
    ("parcels.csv", include_str!("../../../../demo/parcels.csv")),
    ("meters.csv", include_str!("../../../../demo/meters.csv")),
    ("keepers.csv", include_str!("../../../../demo/keepers.csv")),
    (
        "water_tariffs.csv",
        include_str!("../../../../demo/water_tariffs.csv"),
    ),
    (
        "crop_norms.csv",
        include_str!("../../../../demo/crop_norms.csv"),
    ),
    (
        "water_rules.csv",
        include_str!("../../../../demo/water_rules.csv"),
    ),
    (
        "production.csv",
        include_str!("../../../../demo/production.csv"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_writes_the_same_folder() {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let written = write_demo(a.path(), 5).unwrap();
        assert_eq!(written, write_demo(b.path(), 5).unwrap());
        for (name, lines) in &written.files {
            assert!(*lines > 0, "{name} is empty");
            assert_eq!(
                std::fs::read(a.path().join(name)).unwrap(),
                std::fs::read(b.path().join(name)).unwrap()
            );
        }
    }

    #[test]
    fn the_places_are_the_twenty_one_communities() {
        let folder = tempfile::tempdir().unwrap();
        let written = write_demo(folder.path(), 1).unwrap();
        let lines = |file: &str| {
            written
                .files
                .iter()
                .find(|(name, _)| name == file)
                .unwrap()
                .1
        };
        assert_eq!(
            (lines("places.csv"), lines("persons.csv")),
            (21, DEMO_PERSONS)
        );
        assert_eq!(lines("users.csv"), lines("passwords.csv"));
    }
}
