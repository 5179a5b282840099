//! Open debts as the old cash program lists them: one line each, whatever they are.

use super::people::{People, old};
use super::{Size, Truth, euro, file};
use loggia_schema::message::{import, input};
use rand_chacha::rand_core::Rng as _;
use std::io::{self, Write};
use std::path::Path;

/// Old revenue codes and what they are today.
const CODES: [(&str, &str); 4] = [
    ("0311", "1499001001"),
    ("0441", "1499003001"),
    ("1511", "1599001001"),
    ("2111", "1599002001"),
];
const COPY: &str = "ΔΙΠΛΗ ΕΓΓΡΑΦΗ";

/// A line of the list, and the amounts it should have had.
struct Line {
    number: String,
    debtor: String,
    code: &'static str,
    year: i16,
    list: String,
    certified: String,
    due: String,
    principal: i64,
    surcharge: i64,
    /// As printed: principal, total.
    printed: (String, String),
    settles: String,
    copy_of: String,
}

pub fn write(
    folder: &Path,
    people: &People,
    size: Size,
    dirt: bool,
    truth: &mut Truth,
) -> io::Result<()> {
    let mut to = file(folder, "OFEILES.CSV")?;
    old(
        &mut to,
        "ΑΡ_ΟΦΕΙΛΗΣ;ΠΕΛΑΤΗΣ;ΚΩΔ_ΕΣΟΔΟΥ;ΕΤΟΣ;ΚΑΤΑΛΟΓΟΣ;ΗΜ_ΒΕΒ;ΛΗΞΗ;ΚΕΦΑΛΑΙΟ;ΠΡΟΣΑΥΞΗΣΗ;ΣΥΝΟΛΟ;ΡΥΘΜΙΖΕΙ;ΑΝΤΙΓΡΑΦΟ_ΤΗΣ",
    )?;
    for n in 0..size.debts {
        let mut line = line(people, n);
        if dirt {
            spoil(&mut line, n, truth);
        } else {
            owed(&line, truth);
        }
        let Line {
            number,
            debtor,
            code,
            year,
            list,
            certified,
            due,
            ..
        } = &line;
        let (principal, total) = &line.printed;
        let (surcharge, settles, copy_of) = (euro(line.surcharge), &line.settles, &line.copy_of);
        let text = format!(
            "{number};{debtor};{code};{year};{list};{certified};{due};{principal};{surcharge};{total};{settles};{copy_of}"
        );
        old(&mut to, &text)?;
        if dirt && n % 5_000 == 4_999 {
            old(
                &mut to,
                &format!(";ΓΕΝΙΚΟ ΣΥΝΟΛΟ;;;;;;{};;;;", euro(123_456)),
            )?;
        }
    }
    to.flush()
}

fn number(n: u64) -> String {
    format!("Ο-{n:07}")
}

/// A debt as it should stand there.
fn line(people: &People, n: u64) -> Line {
    let mut dice = people.dice(2, n);
    let mut die = |sides: u64| i64::try_from(dice.next_u64() % sides).unwrap_or(0);
    let year = match die(100) {
        0..15 => 1999 + die(14),
        15..35 => 2013 + die(5),
        _ => 2018 + die(8),
    };
    let (day, month, list) = (1 + die(28), 1 + die(12), 1 + die(400));
    let principal = 500 + die(60_000);
    let surcharge = (2026 - year) * principal / 12 + 7;
    let debtor = people.any(&mut dice);
    Line {
        number: number(n),
        debtor: people.code(debtor),
        code: CODES[usize::try_from(n % 4).unwrap_or(0)].0,
        year: i16::try_from(year).unwrap_or(2020),
        list: format!("{list}/{year}"),
        certified: format!("{day:02}/{month}/{year}"),
        due: format!("31/12/{year}"),
        principal,
        surcharge,
        printed: (euro(principal), euro(principal + surcharge)),
        settles: String::new(),
        copy_of: String::new(),
    }
}

/// Puts the mistakes of old programs in, each with what has to come of it.
fn spoil(line: &mut Line, n: u64, truth: &mut Truth) {
    let sum = line.principal + line.surcharge;
    match n % 200 {
        0 | 1 => {
            line.printed = (euro(-line.principal), euro(-sum));
            truth.reject(import::NEGATIVE_BALANCE);
        }
        2 => {
            line.printed.1 = euro(sum + 250);
            truth.reject(import::PARTS_DIFFER);
        }
        3..=8 => {
            line.printed = (euro(sum), euro(sum));
            owed(line, truth);
        }
        9..=12 => {
            line.printed.1 = euro(if n.is_multiple_of(2) {
                sum + 1
            } else {
                sum - 1
            });
            owed(line, truth);
        }
        13 => {
            "Ε-9999999".clone_into(&mut line.debtor);
            truth.reject(import::DEBTOR_NOT_LOADED);
        }
        14..=21 => {
            line.list.clear();
            owed(line, truth);
        }
        22 | 23 => {
            "31/02/2020".clone_into(&mut line.due);
            owed(line, truth);
        }
        24 | 25 => {
            "0/0/0000".clone_into(&mut line.certified);
            truth.reject(input::EMPTY);
        }
        // A settlement made a second debt of it, and the first stayed open.
        26 | 28 | 30 => counted(line, COPY, truth),
        27 | 29 | 31 => {
            line.settles = number(n - 1);
            owed(line, truth);
        }
        // Somebody who owes the same stands there with the whole sum again.
        33 | 35 => {
            line.copy_of = number(n - 1);
            counted(line, COPY, truth);
        }
        36 => {
            line.code = "9999";
            truth.reject(import::NOT_A_CHOICE);
        }
        37 => {
            "12.50".clone_into(&mut line.printed.0);
            truth.reject(input::AMOUNT_FORM);
        }
        38 => {
            line.number = number(n - 6);
            truth.reject(import::KEY_AGAIN);
        }
        _ => owed(line, truth),
    }
}

fn owed(line: &Line, truth: &mut Truth) {
    let state = match line.year {
        ..=2012 => "ΔΙΑΓΡΑΜΜΕΝΗ",
        2013..=2017 => "ΠΡΟΣ ΕΛΕΓΧΟ",
        _ => "ΕΙΣΠΡΑΞΙΜΗ",
    };
    if line.year > 2012 {
        truth.open += line.principal;
    }
    counted(line, state, truth);
}

fn counted(line: &Line, state: &'static str, truth: &mut Truth) {
    let today = CODES.iter().find(|(old, _)| *old == line.code);
    let key = (today.map_or("", |(_, today)| today), line.year, state);
    let total = truth.totals.entry(key).or_default();
    total.0 += 1;
    total.1 += line.principal;
    total.2 += line.surcharge;
}
