//! When two requests are probably one, and when they are not.

use crate::private::Applicant;
use crate::records::{TwinBy, TwinRule};
use crate::request::twin::{Trait, alike, person_key, spot_key};
use crate::sample::date;
use loggia_schema::identifiers::Afm;

fn person(name: &str, afm: Option<&str>) -> Applicant {
    Applicant {
        name: name.into(),
        afm: afm.map(|afm| Afm::parse(afm).unwrap()),
        phone: None,
        address: String::new(),
    }
}

fn told(code: &str, spot: &str, on: &str, who: &str) -> Trait {
    Trait {
        code: code.into(),
        community: "04".into(),
        spot: spot.into(),
        on: date(on),
        person: person_key(&person(who, None)),
    }
}

#[test]
fn the_same_lamp_told_twice_is_one_however_it_is_written() {
    let rule = TwinRule {
        by: TwinBy::Place,
        days: 30,
    };
    let first = told("ΦΩ", "Οδός Έβανς 12", "2026-09-01", "Α");
    for (spot, on, same) in [
        ("εβανς 12", "2026-09-20", true),
        ("ΕΒΑΝΣ, αρ. 12", "2026-08-10", true),
        ("Έβανς 14", "2026-09-02", false),
        ("Έβανς 12", "2026-10-02", false),
        ("", "2026-09-02", false),
    ] {
        let other = told("ΦΩ", spot, on, "Β");
        assert_eq!(alike(rule, &first, &other), same, "{spot} {on}");
        assert_eq!(alike(rule, &other, &first), same, "either way round");
    }
    assert!(!alike(
        rule,
        &first,
        &told("ΟΔ", "Έβανς 12", "2026-09-02", "Β")
    ));
    let elsewhere = Trait {
        community: "05".into(),
        ..first.clone()
    };
    assert!(!alike(rule, &first, &elsewhere));
    let never = TwinRule { days: 0, ..rule };
    assert!(!alike(never, &first, &first));
    assert_eq!(
        spot_key("Λεωφόρος Δημοκρατίας 5"),
        spot_key("ΛΕΩΦ. Δημοκρατίας 5")
    );
}

#[test]
fn the_same_person_is_found_by_afm_or_by_the_words_of_the_name() {
    let rule = TwinRule {
        by: TwinBy::Person,
        days: 30,
    };
    let first = told("ΤΜ", "", "2026-09-01", "Δοκιμή Παραδείγματος");
    assert!(alike(
        rule,
        &first,
        &told("ΤΜ", "άλλου", "2026-09-05", "ΠΑΡΑΔΕΙΓΜΑΤΟΣ ΔΟΚΙΜΗ")
    ));
    assert!(!alike(
        rule,
        &first,
        &told("ΤΜ", "", "2026-09-05", "Δοκιμή Άλλη")
    ));
    let nobody = Trait {
        person: String::new(),
        ..first.clone()
    };
    assert!(
        !alike(rule, &nobody, &nobody),
        "two without a name are not one"
    );
    let afm = Some("000000012");
    assert_eq!(person_key(&person("Α", afm)), person_key(&person("Β", afm)));
}
