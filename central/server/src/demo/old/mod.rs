//! `loggia-central demo DIR --dirt --size full`: what old programs leave behind, at true size, with its usual dirt.
//!
//! The files are written as those programs would write them (Windows-1253, CP737, fixed width, workbooks of two water
//! keepers that agree on nothing), together with the profiles that read them. Beside each mistake that is put in stands
//! what has to come of it: [`Truth`] counts while writing, knows nothing of the importer and is written as `totals.csv`
//! (the control totals an old program prints) and `truth/`.

mod debts;
mod pack;
mod people;
mod water;

use super::write_demo;
use loggia_schema::message::Code;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Real persons.
    pub persons: u64,
    /// Rows that describe them, if there is dirt.
    pub person_rows: u64,
    /// Rows of open debts.
    pub debts: u64,
    /// Irrigation connections.
    pub connections: u64,
    /// Meters.
    pub meters: u64,
}

impl Size {
    /// The municipality of Heraklion.
    pub const FULL: Size = Size {
        persons: 180_000,
        person_rows: 300_000,
        debts: 200_000,
        connections: 9_000,
        meters: 6_500,
    };

    /// A hundredth of it.
    pub const SMALL: Size = Size {
        persons: 1_800,
        person_rows: 3_000,
        debts: 2_000,
        connections: 90,
        meters: 65,
    };
}

/// What has to come of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Truth {
    /// Persons after merging.
    pub persons: u64,
    /// Rows that are part of another person.
    pub merged_persons: u64,
    /// Persons somebody has to compare with another one.
    pub candidates: u64,
    /// Rejected rows by code of the reason.
    pub rejects: BTreeMap<Code, u64>,
    /// Revenue code, year of birth, state: count, principal, surcharge.
    pub totals: BTreeMap<(&'static str, i16, &'static str), (u64, i64, i64)>,
    /// Cents that stand open on debtors' accounts.
    pub open: i64,
}

impl Truth {
    fn reject(&mut self, code: Code) {
        *self.rejects.entry(code).or_default() += 1;
    }

    /// A person of his own whom somebody has to compare with another.
    fn maybe_same(&mut self) {
        self.persons += 1;
        self.candidates += 1;
    }
}

/// Writes the reference files of the demonstration and the files of the old programs beside them.
///
/// # Errors
/// Whatever the disk says.
pub fn write_old(folder: &Path, seed: u64, size: Size, dirt: bool) -> io::Result<Truth> {
    write_demo(folder, seed)?;
    // All persons come from the old programs.
    let headings = std::fs::read_to_string(folder.join("persons.csv"))?;
    let headings = headings.lines().next().unwrap_or_default();
    std::fs::write(folder.join("persons.csv"), format!("{headings}\n"))?;
    std::fs::create_dir_all(folder.join("profiles"))?;
    for (name, text) in PROFILES {
        std::fs::write(folder.join("profiles").join(name), text)?;
    }
    std::fs::write(folder.join("limitation.csv"), LIMITATION)?;
    let mut truth = Truth::default();
    let people = people::People::new(seed, size, dirt);
    people.write(folder, &mut truth)?;
    water::write(folder, &people, size, dirt, &mut truth)?;
    debts::write(folder, &people, size, dirt, &mut truth)?;
    balances(folder, &truth)?;
    tell(folder, &truth)?;
    Ok(truth)
}

/// The opening balance: money, the sum of the open debts, and what is left for the municipality's own account.
fn balances(folder: &Path, truth: &Truth) -> io::Result<()> {
    let (cash, bank) = (1_234_567, 4_500_000_000);
    let own = cash + bank + truth.open;
    let mut file = file(folder, "isozygio.csv")?;
    writeln!(file, "Λογαριασμός;Χρέωση;Πίστωση")?;
    writeln!(file, "4299001001;{};0,00", euro(cash))?;
    writeln!(file, "4299002001;{};0,00", euro(bank))?;
    writeln!(file, "4899098001;{};0,00", euro(truth.open))?;
    writeln!(file, "6199002001;0,00;{}", euro(own))?;
    writeln!(file, "Σύνολο;{};{}", euro(own), euro(own))?;
    file.flush()
}

fn tell(folder: &Path, truth: &Truth) -> io::Result<()> {
    let mut totals = file(folder, "totals.csv")?;
    writeln!(
        totals,
        "Κωδικός εσόδου;Έτος γέννησης;Κατάσταση;Πλήθος;Κεφάλαιο;Προσαύξηση"
    )?;
    for ((code, year, state), (count, principal, surcharge)) in &truth.totals {
        let (principal, surcharge) = (euro(*principal), euro(*surcharge));
        writeln!(
            totals,
            "{code};{year};{state};{count};{principal};{surcharge}"
        )?;
    }
    totals.flush()?;
    std::fs::create_dir_all(folder.join("truth"))?;
    let mut rejects = file(&folder.join("truth"), "rejects.csv")?;
    writeln!(rejects, "Κωδικός;Γραμμές")?;
    for (code, count) in &truth.rejects {
        writeln!(rejects, "{code};{count}")?;
    }
    rejects.flush()?;
    let persons = format!(
        "Πρόσωπα;Συγχωνευμένες γραμμές;Υποψήφια ίδια\n{};{};{}\n",
        truth.persons, truth.merged_persons, truth.candidates
    );
    std::fs::write(folder.join("truth").join("persons.csv"), persons)
}

fn file(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(folder.join(name))?))
}

/// `-1.234,50`, with the signs that old programs have.
fn euro(cents: i64) -> String {
    let text = loggia_schema::money::Cents(cents).greek();
    let plain = text.trim_end_matches('€').trim();
    plain.replace(loggia_schema::text::MINUS, "-")
}

const LIMITATION: &str = include_str!("../../../../../demo/limitation.csv");
const PROFILES: &[(&str, &str)] = &[
    (
        "10-pelates.json",
        include_str!("../../../../../demo/profiles/10-pelates.json"),
    ),
    (
        "11-dimotes.json",
        include_str!("../../../../../demo/profiles/11-dimotes.json"),
    ),
    (
        "12-ydreusi.json",
        include_str!("../../../../../demo/profiles/12-ydreusi.json"),
    ),
    (
        "20-diktya.json",
        include_str!("../../../../../demo/profiles/20-diktya.json"),
    ),
    (
        "21-agrotemaxia.json",
        include_str!("../../../../../demo/profiles/21-agrotemaxia.json"),
    ),
    (
        "22-paroxes-a.json",
        include_str!("../../../../../demo/profiles/22-paroxes-a.json"),
    ),
    (
        "23-paroxes-b.json",
        include_str!("../../../../../demo/profiles/23-paroxes-b.json"),
    ),
    (
        "24-ydrometra.json",
        include_str!("../../../../../demo/profiles/24-ydrometra.json"),
    ),
    (
        "30-ofeiles.json",
        include_str!("../../../../../demo/profiles/30-ofeiles.json"),
    ),
    (
        "40-isozygio.json",
        include_str!("../../../../../demo/profiles/40-isozygio.json"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let files = std::fs::read_dir(folder).unwrap().flatten();
        let files = files.filter(|file| file.path().is_file());
        files
            .map(|file| {
                let name = file.file_name().to_string_lossy().into_owned();
                (name, std::fs::read(file.path()).unwrap())
            })
            .collect()
    }

    #[test]
    fn one_seed_one_folder_and_without_dirt_nothing_is_rejected() {
        let size = Size {
            persons: 200,
            person_rows: 300,
            debts: 100,
            connections: 20,
            meters: 10,
        };
        let write = |seed, dirt| {
            let folder = tempfile::tempdir().unwrap();
            let truth = write_old(folder.path(), seed, size, dirt).unwrap();
            (truth, bytes(folder.path()))
        };
        assert_eq!(write(3, true), write(3, true));
        assert_ne!(write(3, true).1, write(4, true).1);
        let (clean, _) = write(3, false);
        assert!(clean.rejects.is_empty());
        assert_eq!((clean.persons, clean.merged_persons), (200, 0));
        assert_eq!(clean.totals.values().map(|total| total.0).sum::<u64>(), 100);
    }
}
