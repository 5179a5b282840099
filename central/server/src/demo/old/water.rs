//! Irrigation: networks, parcels, two keepers' workbooks with different columns, and a list of meters.

use super::pack::{Cell, Workbook};
use super::people::People;
use super::{Size, Truth, file};
use loggia_schema::message::import;
use std::io::{self, Write};
use std::path::Path;

const NETWORKS: u64 = 15;
/// Nobody has this number.
const NOBODY: &str = "Ε-9999999";

pub fn write(
    folder: &Path,
    people: &People,
    size: Size,
    dirt: bool,
    truth: &mut Truth,
) -> io::Result<()> {
    let mut networks = file(folder, "diktya.csv")?;
    writeln!(networks, "Δίκτυο;Ονομασία;Κοινότητα")?;
    for n in 1..=NETWORKS {
        writeln!(networks, "ΔΙ-{n:02};Αρδευτικό δίκτυο {n};{:02}", n + 1)?;
    }
    networks.flush()?;
    parcels(folder, people, size, dirt, truth)?;
    first_keeper(folder, people, size, dirt, truth)?;
    second_keeper(folder, people, size, dirt, truth)?;
    meters(folder, size, dirt, truth)
}

fn parcels(
    folder: &Path,
    people: &People,
    size: Size,
    dirt: bool,
    truth: &mut Truth,
) -> io::Result<()> {
    let mut to = file(folder, "agrotemaxia.csv")?;
    writeln!(to, "Τεμάχιο,Ιδιοκτήτης,Κοινότητα,Στρέμματα")?;
    for n in 0..size.connections / 3 {
        let mut owner = people.code(people.any(&mut people.dice(3, n)));
        let mut area = format!("{}.{}", 1 + n % 40, n % 10);
        match n % 50 {
            5 if dirt => {
                NOBODY.clone_into(&mut owner);
                truth.reject(import::UNKNOWN_REFERENCE);
            }
            6 if dirt => "\"12,5\"".clone_into(&mut area),
            7..=30 if dirt => owner.clear(),
            _ => {}
        }
        writeln!(to, "ΤΕ-{n:05},{owner},{:02},{area}", 2 + n % 20)?;
    }
    to.flush()
}

fn connection(n: u64) -> String {
    format!("ΠΑ-{n:05}")
}

/// Half of them have no ΑΦΜ and no other number: a nickname is all that the keeper knows.
fn holder(people: &People, n: u64) -> String {
    if n.is_multiple_of(2) {
        String::new()
    } else {
        people.code(people.any(&mut people.dice(4, n)))
    }
}

/// A title above the headings, the network's name in a merged cell, sums below each network.
fn first_keeper(
    folder: &Path,
    people: &People,
    size: Size,
    dirt: bool,
    truth: &mut Truth,
) -> io::Result<()> {
    let to = std::fs::File::create(folder.join("paroxes-A.xlsx"))?;
    let mut book = Workbook::new(to, "Φύλλο1")?;
    book.row(&[Cell::Text("Παροχές άρδευσης, Α΄ υδρονομέας")])?;
    let headings = [
        "Δίκτυο",
        "Παροχή",
        "Παρατσούκλι",
        "Κωδ. πελάτη",
        "Στρέμματα",
    ];
    book.row(&headings.map(Cell::Text))?;
    let half = size.connections / 2;
    let block = (half / 7).max(1);
    for n in 0..half {
        let network = format!("ΔΙ-{:02}", 1 + n / block % NETWORKS);
        let mut customer = holder(people, n);
        if dirt && n % 100 == 7 {
            NOBODY.clone_into(&mut customer);
            truth.reject(import::UNKNOWN_REFERENCE);
        }
        let nickname = format!("Ο Δοκιμαστής {}", n % 97);
        let area = format!(
            "{}.{}",
            2 + n % 30,
            if dirt { "339999999999999" } else { "34" }
        );
        book.row(&[
            if n % block == 0 || !dirt {
                Cell::Text(&network)
            } else {
                Cell::Empty
            },
            Cell::Text(&connection(n)),
            Cell::Text(&nickname),
            Cell::Text(&customer),
            Cell::Number(&area),
        ])?;
        if dirt && n % block == block - 1 {
            book.row(&[
                Cell::Empty,
                Cell::Text("Σύνολο δικτύου"),
                Cell::Empty,
                Cell::Empty,
                Cell::Number("1234.5"),
            ])?;
        }
    }
    book.finish()
}

fn second_keeper(
    folder: &Path,
    people: &People,
    size: Size,
    dirt: bool,
    truth: &mut Truth,
) -> io::Result<()> {
    let to = std::fs::File::create(folder.join("paroxes-B.xlsx"))?;
    let mut book = Workbook::new(to, "Παροχές")?;
    let headings = [
        "Α/Α παροχής",
        "Σειρά",
        "Πελάτης",
        "Χρήστης",
        "Δίκτυο άρδευσης",
    ];
    book.row(&headings.map(Cell::Text))?;
    for n in size.connections / 2..size.connections {
        let mut network = format!("ΔΙ-{:02}", 8 + n % 8);
        if dirt && n % 100 == 8 {
            "ΔΙ-99".clone_into(&mut network);
            truth.reject(import::UNKNOWN_REFERENCE);
        }
        let route = if dirt && n % 50 == 3 {
            "5α".to_owned()
        } else {
            (n % 400).to_string()
        };
        let nickname = format!("Κυρ-Ασκήσιος {}", n % 89);
        book.row(&[
            Cell::Text(&connection(n)),
            Cell::Text(&route),
            Cell::Text(&holder(people, n)),
            Cell::Text(&nickname),
            Cell::Text(&network),
        ])?;
    }
    book.finish()
}

fn meters(folder: &Path, size: Size, dirt: bool, truth: &mut Truth) -> io::Result<()> {
    let mut to = file(folder, "ydrometra.csv")?;
    writeln!(to, "Μετρητής\tΠαροχή\tΑριθμός\tΨηφία\tΈνδειξη\tΗμερομηνία")?;
    for n in 0..size.meters {
        // Not on a connection that was itself refused.
        let on = n % size.connections;
        let on = if matches!(on % 100, 7 | 8) {
            on + 2
        } else {
            on
        };
        let (mut place, mut serial) = (connection(on), format!("{:08}", n * 7_919));
        let (mut reading, mut day) = ((n * 37 % 90_000).to_string(), "15/10/2025");
        if dirt {
            match n % 40 {
                4 => "χαλασμένο".clone_into(&mut reading),
                5 => "1.234".clone_into(&mut reading),
                6 => day = "31/02/2025",
                7 => day = "99",
                8 => day = "1/1/1900",
                10..=21 => "-".clone_into(&mut serial),
                _ => {}
            }
            if n % 100 == 9 {
                "ΠΑ-99999".clone_into(&mut place);
                truth.reject(import::UNKNOWN_REFERENCE);
            }
        }
        writeln!(to, "ΥΜ-{n:05}\t{place}\t{serial}\t5\t{reading}\t{day}")?;
    }
    to.flush()
}
