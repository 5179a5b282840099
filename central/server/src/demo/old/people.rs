//! Persons as three programs knew them: revenue (Windows-1253), the register (fixed width, CP737, name in one field), and
//! the water office, which typed again people whom the others had already.

use super::super::persons::{FATHERS, STREETS, afm_of, below, invented, pick};
use super::{Size, Truth, file};
use loggia_foreign::encoding::Encoding;
use loggia_schema::message::{import, input};
use loggia_schema::text::upper;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::io::{self, Write};
use std::path::Path;

/// Invented ΑΦΜ: 000 and five digits.
const AFMS: u64 = 99_900;

/// The invented people of a seed. Each is made again from its number, so that none has to be remembered.
#[derive(Debug, Clone, Copy)]
pub struct People {
    seed: u64,
    size: Size,
    dirt: bool,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Someone {
    /// His number in the file where he stands first.
    pub code: String,
    afm: Option<String>,
    surname: String,
    first: String,
    father: String,
    address: String,
    place: u32,
}

/// A line of a separated file.
struct Row<'a> {
    code: &'a str,
    afm: &'a str,
    surname: &'a str,
    first: &'a str,
    father: &'a str,
    address: &'a str,
    place: u32,
}

impl Row<'_> {
    fn of(someone: &Someone) -> Row<'_> {
        Row {
            code: &someone.code,
            afm: someone.afm.as_deref().unwrap_or_default(),
            surname: &someone.surname,
            first: &someone.first,
            father: &someone.father,
            address: &someone.address,
            place: someone.place,
        }
    }

    fn text(&self) -> String {
        let Row {
            code,
            afm,
            surname,
            first,
            father,
            address,
            place,
        } = self;
        // Codes of communities lost their zero on the way, telephones are those nobody has.
        format!("{code};{afm};{surname};{first};{father};{address};71305;{place};2810 000123")
    }
}

impl People {
    /// The people of a seed.
    pub const fn new(seed: u64, size: Size, dirt: bool) -> People {
        People { seed, size, dirt }
    }

    /// The dice of one person, or of one row.
    pub fn dice(&self, what: u64, n: u64) -> ChaCha8Rng {
        let mixed = self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (what << 56) ^ n;
        ChaCha8Rng::seed_from_u64(mixed)
    }

    /// The code of a person, for files that name him.
    pub fn code(&self, n: u64) -> String {
        if is_fixed(n) {
            format!("Δ-{n:07}")
        } else {
            format!("Ε-{n:07}")
        }
    }

    /// Any of them.
    pub fn any(&self, dice: &mut ChaCha8Rng) -> u64 {
        dice.next_u64() % self.size.persons
    }

    fn someone(&self, n: u64) -> Someone {
        let mut dice = self.dice(1, n);
        let (surname, first) = invented(&mut dice);
        let father = pick(&mut dice, FATHERS);
        let (surname, first, father) = (upper(&surname), upper(first), upper(father));
        let (surname, first, father) = match n % 100 {
            50 if self.dirt => (
                format!("{surname} & ΣΙΑ ΟΕ {n}"),
                String::new(),
                String::new(),
            ),
            60 if self.dirt => (
                format!("ΚΛΗΡ/ΜΟΙ {surname} {n}"),
                String::new(),
                String::new(),
            ),
            _ => (surname, first, father),
        };
        let serial = n / 9 * 5 + n % 9 + 1;
        let has_afm = n % 9 < 5 && serial <= AFMS;
        let street = STREETS[usize::try_from(n % 5).unwrap_or(0)];
        Someone {
            code: self.code(n),
            afm: has_afm.then(|| afm_of(u32::try_from(serial).unwrap_or(1))),
            surname,
            first,
            father,
            address: upper(&format!("{street} {}", n / 5 + 1)),
            place: 1 + below(&mut dice, 21),
        }
    }

    /// Writes the three files.
    pub fn write(&self, folder: &Path, truth: &mut Truth) -> io::Result<()> {
        let mut revenue = file(folder, "PELATES.CSV")?;
        let mut register = file(folder, "DIMOTES.TXT")?;
        let mut water = file(folder, "YDREUSI.CSV")?;
        for csv in [&mut revenue, &mut water] {
            old(csv, HEADINGS)?;
        }
        for n in 0..self.size.persons {
            let someone = self.someone(n);
            truth.persons += 1;
            if is_fixed(n) {
                self.in_register(&mut register, &someone)?;
            } else {
                old(&mut revenue, &self.first_row(n, &someone))?;
            }
            if n % 10_000 == 9_999 {
                old(&mut revenue, ";;ΣΕ ΜΕΤΑΦΟΡΑ;;;;;;")?;
            }
        }
        if self.dirt {
            for n in 0..self.size.person_rows.saturating_sub(self.size.persons) {
                self.again(&mut water, n, truth)?;
            }
        }
        old(&mut revenue, &format!(";;ΣΥΝΟΛΟ {};;;;;;", truth.persons))?;
        [revenue, register, water]
            .iter_mut()
            .try_for_each(Write::flush)
    }

    /// The register prints a name as one field.
    fn in_register(&self, to: &mut impl Write, someone: &Someone) -> io::Result<()> {
        let name = format!("{} {} {}", someone.surname, someone.first, someone.father);
        let afm = someone.afm.as_deref().unwrap_or_default();
        let line = format!(
            "{:<10}{afm:<9} {:<60}{:<40}{:02}\r\n",
            someone.code,
            name.trim(),
            someone.address,
            someone.place
        );
        to.write_all(&Encoding::Cp737.write(&line).unwrap_or_default())
    }

    fn first_row(&self, n: u64, someone: &Someone) -> String {
        let mut afm = someone.afm.as_deref().unwrap_or_default();
        let mut surname = someone.surname.clone();
        if self.dirt {
            match n % 100 {
                // A spreadsheet took the zero in front for a number's.
                3 | 23 | 43 => afm = afm.strip_prefix('0').unwrap_or(afm),
                7 | 57 if afm.is_empty() => afm = "999999999",
                13 | 63 => surname = latin(&surname),
                33 => surname = twice(&surname),
                _ => {}
            }
        }
        Row {
            surname: &surname,
            afm,
            ..Row::of(someone)
        }
        .text()
    }

    /// A row of the water office about somebody who is known already, and what has to come of it.
    fn again(&self, to: &mut impl Write, n: u64, truth: &mut Truth) -> io::Result<()> {
        // Everybody is typed again at most once, so that one mistake does not hide another.
        let again = self.size.person_rows - self.size.persons;
        let someone = self.someone(n * (self.size.persons / again).max(1) % self.size.persons);
        let (code, elsewhere) = (format!("Υ-{n:07}"), format!("ΠΑΡΟΔΟΣ ΑΣΚΗΣΕΩΣ {n}Β"));
        let lost = format!("?{}", someone.first.chars().skip(1).collect::<String>());
        let wrong = wrong_digit(someone.afm.as_deref().unwrap_or_default());
        let (afm, firm) = (someone.afm.is_some(), someone.first.is_empty());
        let mut row = Row {
            code: &code,
            ..Row::of(&someone)
        };
        let line = row.text();
        match n % 100 {
            10 if afm => {
                row.afm = &wrong;
                truth.reject(input::AFM_CHECK_DIGIT);
            }
            11 => {
                row.surname = "";
                truth.reject(input::EMPTY);
            }
            12 => {
                truth.reject(import::CELL_COUNT);
                return old(to, &line.replace("71305", "71305;ΑΓΝΩΣΤΟ"));
            }
            13 => {
                truth.reject(import::WRONG_BYTES);
                to.write_all(&Encoding::Windows1253.write(&line).unwrap_or_default())?;
                return to.write_all(b"\xD2\r\n");
            }
            // Somebody without ΑΦΜ at the same address, whose father is called otherwise.
            14..=16 if !firm => {
                (row.afm, row.father) = ("", "ΑΓΝΩΣΤΟΥ");
                truth.maybe_same();
            }
            17 if afm => {
                (row.surname, row.address) = ("ΑΛΛΟΔΟΚΙΜΑΚΗΣ", &elsewhere);
                truth.maybe_same();
            }
            // The same in everything but the ΑΦΜ, which nobody asked for.
            18..=30 if !firm => {
                row.afm = if n.is_multiple_of(2) { "" } else { "000000000" };
                truth.merged_persons += 1;
            }
            40 if afm && !firm => {
                row.first = "=1+1";
                truth.merged_persons += 1;
            }
            41 if afm && !firm => {
                row.first = &lost;
                truth.merged_persons += 1;
            }
            _ if afm => {
                row.address = &elsewhere;
                truth.merged_persons += 1;
            }
            _ if !firm => truth.merged_persons += 1,
            // A firm without ΑΦΜ: nothing says for certain that it is the same.
            _ => truth.persons += 1,
        }
        old(to, &row.text())
    }
}

/// Two of ten stand first in the register, and all firms and heirs.
const fn is_fixed(n: u64) -> bool {
    matches!(n % 10, 1 | 2) || matches!(n % 100, 50 | 60)
}

const HEADINGS: &str = "ΚΩΔ_ΠΕΛ;ΑΦΜ;ΕΠΩΝΥΜΟ;ΟΝΟΜΑ;ΠΑΤΡΩΝΥΜΟ;ΔΙΕΥΘΥΝΣΗ;ΤΚ;ΧΩΡΙΟ;ΤΗΛΕΦΩΝΟ";

/// A line as Greek Windows wrote it.
pub fn old(to: &mut impl Write, line: &str) -> io::Result<()> {
    let bytes = Encoding::Windows1253
        .write(line)
        .ok_or(io::ErrorKind::InvalidData)?;
    to.write_all(&bytes)?;
    to.write_all(b"\r\n")
}

/// Capitals that exist in both alphabets, from the wrong one.
fn latin(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            'Α' => 'A',
            'Ο' => 'O',
            'Κ' => 'K',
            'Ι' => 'I',
            'Μ' => 'M',
            'Ν' => 'N',
            'Ε' => 'E',
            'Τ' => 'T',
            other => other,
        })
        .collect()
}

/// Bytes of DOS that Windows took for its own.
fn twice(name: &str) -> String {
    let bytes = Encoding::Cp737.write(name).unwrap_or_default();
    Encoding::Windows1253
        .read(&bytes)
        .unwrap_or_else(|_| name.to_owned())
}

fn wrong_digit(afm: &str) -> String {
    let (body, last) = afm.split_at(afm.len().saturating_sub(1));
    let last = last.parse::<u8>().unwrap_or(0);
    format!("{body}{}", (last + 1) % 10)
}
