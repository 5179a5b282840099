//! When two requests are probably the same one: the same letter brought to two desks, the same lamp told twice.
//!
//! A pair is compared by what the catalogue says of its type ([`TwinRule`]): within so many days, the same place or the
//! same applicant. Names are folded, so accents, capitals and the order of the words do not matter. It is never certain: a
//! person decides, and nothing is joined by itself.

use crate::private::Applicant;
use crate::records::{TwinBy, TwinRule};
use loggia_schema::calendar::Date;
use loggia_schema::text::fold;

/// What is compared of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trait {
    /// Code of the type.
    pub code: String,
    /// Code of the community.
    pub community: String,
    /// Street or spot.
    pub spot: String,
    /// Day of registration.
    pub on: Date,
    /// Key of the applicant, see [`person_key`]; empty when nobody is named here.
    pub person: String,
}

/// True if the two are probably one.
pub fn alike(rule: TwinRule, a: &Trait, b: &Trait) -> bool {
    let apart =
        a.on.until(b.on)
            .map_or(i64::MAX, |span| i64::from(span.get_days()).abs());
    if a.code != b.code || apart > i64::from(rule.days) || rule.days == 0 {
        return false;
    }
    let place = a.community == b.community && same(&spot_key(&a.spot), &spot_key(&b.spot));
    match rule.by {
        TwinBy::Place => place,
        TwinBy::Person => same(&a.person, &b.person),
    }
}

fn same(a: &str, b: &str) -> bool {
    !a.is_empty() && a == b
}

/// A person as far as two clerks write him alike: his ΑΦΜ, or the folded words of his name in order.
pub fn person_key(person: &Applicant) -> String {
    if let Some(afm) = &person.afm {
        return afm.as_str().to_owned();
    }
    let folded = fold(&person.name);
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

/// A spot as far as two clerks write it alike: letters and digits only, without the words every address has.
pub fn spot_key(spot: &str) -> String {
    let folded = fold(spot);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EVERYWHERE.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Folded words that say nothing about where.
const EVERYWHERE: &[&str] = &[
    "οδοσ",
    "οδου",
    "αρ",
    "αριθμοσ",
    "στην",
    "στο",
    "στη",
    "λεωφοροσ",
    "λεωφ",
];
