//! Synthetic persons from a seed: nobody who could exist.
//!
//! Every ΑΦΜ passes the check digit but starts with 000, a range that was never given out; telephones
//! are 2810 000xxx; surnames are built from words that mean "example" and "test". The same seed gives
//! the same people on every machine, so that tests and stories may quote them.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// One invented person, as a line of `persons.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticPerson {
    /// Code in the (imaginary) old system: «Π-00001».
    pub code: String,
    /// Valid by check digit, always 000…
    pub afm: String,
    /// Invented surname (επώνυμο).
    pub surname: String,
    /// First name (όνομα).
    pub first_name: String,
    /// Father's name, genitive (πατρώνυμο).
    pub father: String,
    /// «Οδός Δοκιμής 12».
    pub address: String,
    /// 70xxx or 71xxx.
    pub postcode: String,
    /// Code of one of the 21 communities.
    pub place: String,
    /// 2810 000xxx.
    pub phone: String,
}

/// `count` different persons of `seed`; at most 90,000, as many as the invented ΑΦΜ range holds.
pub fn synthetic_persons(seed: u64, count: usize) -> Vec<SyntheticPerson> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut taken = BTreeSet::new();
    let mut persons = Vec::with_capacity(count);
    while persons.len() < count.min(MAX_PERSONS) {
        let serial = 1 + below(&mut rng, 99_998);
        if taken.insert(serial) {
            persons.push(person(&mut rng, persons.len() + 1, serial));
        }
    }
    persons
}

fn person(rng: &mut ChaCha8Rng, number: usize, serial: u32) -> SyntheticPerson {
    let (surname, first_name) = invented(rng);
    let place = 1 + below(rng, 21);
    SyntheticPerson {
        code: format!("Π-{number:05}"),
        afm: afm_of(serial),
        surname,
        first_name: first_name.to_owned(),
        father: pick(rng, FATHERS).to_owned(),
        address: format!("{} {}", pick(rng, STREETS), 1 + below(rng, 120)),
        postcode: if place == 1 {
            format!("712{:02}", 1 + below(rng, 9))
        } else {
            format!("700{:02}", 10 + below(rng, 60))
        },
        place: format!("{place:02}"),
        phone: format!("2810 000{:03}", below(rng, 1000)),
    }
}

/// A surname and a first name that belong together.
pub(super) fn invented(rng: &mut ChaCha8Rng) -> (String, &'static str) {
    let woman = rng.next_u32().is_multiple_of(2);
    let stem = pick(rng, STEMS);
    if woman {
        (format!("{stem}{}", pick(rng, ENDINGS_F)), pick(rng, WOMEN))
    } else {
        (format!("{stem}{}", pick(rng, ENDINGS_M)), pick(rng, MEN))
    }
}

/// 000 + five digits + the check digit of the tax authority's algorithm (weights 2⁸…2¹, mod 11, mod 10).
pub(super) fn afm_of(serial: u32) -> String {
    let body = format!("000{serial:05}");
    let sum: u32 = body
        .bytes()
        .enumerate()
        .map(|(i, digit)| u32::from(digit - b'0') << (8 - i))
        .sum();
    format!("{body}{}", sum % 11 % 10)
}

/// Uniform enough for names: the bias of a 32-bit remainder is below one in forty thousand.
pub(super) fn below(rng: &mut ChaCha8Rng, limit: u32) -> u32 {
    rng.next_u32() % limit
}

pub(super) fn pick<'a>(rng: &mut ChaCha8Rng, from: &[&'a str]) -> &'a str {
    from[rng.next_u32() as usize % from.len()]
}

const MAX_PERSONS: usize = 90_000;
const STEMS: &[&str] = &[
    "Δοκιμ",
    "Παραδειγματ",
    "Εικονικ",
    "Υποθετικ",
    "Πλασματικ",
    "Ενδεικτικ",
    "Υποδειγματ",
    "Τεστ",
    "Προτυπ",
    "Φανταστικ",
    "Ασκησ",
    "Σεναρι",
];
const ENDINGS_M: &[&str] = &["άκης", "όπουλος", "ίδης", "άκος", "ιανός"];
const ENDINGS_F: &[&str] = &["άκη", "οπούλου", "ίδου", "άκου", "ιανού"];
const MEN: &[&str] = &[
    "Μανόλης",
    "Γιώργος",
    "Νίκος",
    "Μηνάς",
    "Κωστής",
    "Μιχάλης",
    "Στέλιος",
    "Αντώνης",
];
const WOMEN: &[&str] = &[
    "Μαρία",
    "Ελένη",
    "Αθηνά",
    "Ρένα",
    "Κατερίνα",
    "Χρύσα",
    "Ζαχαρένια",
    "Άννα",
];
pub(super) const FATHERS: &[&str] = &[
    "Εμμανουήλ",
    "Γεωργίου",
    "Νικολάου",
    "Μηνά",
    "Κωνσταντίνου",
    "Μιχαήλ",
    "Στυλιανού",
    "Αντωνίου",
];
pub(super) const STREETS: &[&str] = &[
    "Οδός Δοκιμής",
    "Οδός Παραδείγματος",
    "Οδός Υποδείγματος",
    "Πάροδος Ασκήσεως",
    "Λεωφόρος Σεναρίου",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_one_people_and_no_afm_twice() {
        let people = synthetic_persons(7, 2_000);
        assert_eq!(people, synthetic_persons(7, 2_000));
        assert_ne!(people, synthetic_persons(8, 2_000));
        let different: BTreeSet<_> = people.iter().map(|p| &p.afm).collect();
        assert_eq!(different.len(), 2_000);
    }

    #[test]
    fn every_afm_is_invented_and_passes_its_check() {
        for person in synthetic_persons(1, 500) {
            assert!(person.afm.starts_with("000"), "{}", person.afm);
            assert!(
                loggia_schema::identifiers::Afm::parse(&person.afm).is_ok(),
                "{}",
                person.afm
            );
        }
    }
}
