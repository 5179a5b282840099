//! The paper that tells the citizen: an outgoing entry with a number of its own, or none where it cannot be made.

use super::*;
use loggia_cases::protocol::{Direction, Named, ProtocolState};
use loggia_cases::records::{SettingRecord, TemplateRecord};

fn template(code: &str, body: &str) -> TemplateRecord {
    TemplateRecord {
        code: code.to_owned(),
        paper: "letter".to_owned(),
        title: "Απάντηση σε αίτημα".to_owned(),
        body: body.to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        legal_basis: "δοκιμή".to_owned(),
        verified: false,
    }
}

/// A counter whose requests about square metres end with a letter.
fn answering(town: &mut Town) -> Office {
    let mut office = office(town, "dokimi");
    let mut types = catalogue();
    types[1].template = "ΑΠΑΝΤ-1".to_owned();
    town.records(COUNTER, &types);
    let texts = [
        template("ΑΠΑΝΤ-1", "Για το {υπόθεση}: {απάντηση}.\nΟ {δήμος}"),
        template("ΑΠΟΡΡ-1", "Όχι, γιατί {λόγος} ({διάταξη})."),
    ];
    town.records(COUNTER, &texts);
    let setting = |name: &str, value: &str| SettingRecord {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let settings = [
        setting("requests.refusal_template", "ΑΠΟΡΡ-1"),
        setting("municipality.name", "Δήμος Δοκιμής"),
    ];
    town.records(COUNTER, &settings);
    town.sync(&mut office);
    office
}

fn completed() -> Act {
    Act::Complete {
        text: "Διορθώθηκε το εμβαδόν.".to_owned(),
        decision: String::new(),
    }
}

fn letter(office: &mut Office, doc: DocId) -> Option<Named> {
    state(office, doc).closed.unwrap().letter
}

#[test]
fn a_request_that_ends_tells_the_citizen_by_a_paper_with_a_number_of_its_own() {
    let mut town = Town::new();
    let mut office = answering(&mut town);
    let asked = office.session().request_register("k1", &square()).unwrap();
    act(&mut office, "a1", asked.doc, completed()).unwrap();
    let paper = letter(&mut office, asked.doc).unwrap();
    assert!(paper.number.ends_with("000002"), "{}", paper.number);
    let mut session = office.session();
    let text = session.letter(&paper.doc).unwrap().unwrap();
    assert_eq!(text.name, "Δοκιμή Παραδείγματος");
    let said = format!("Για το {}: Διορθώθηκε το εμβαδόν.", asked.number);
    assert_eq!(text.text, [said, "Ο Δήμος Δοκιμής".to_owned()]);
    let shown = session.show(&Which::Doc(paper.doc)).unwrap();
    let state: ProtocolState = serde_json::from_value(shown.folded["state"].clone()).unwrap();
    let entry = state.entry.unwrap();
    assert_eq!(entry.direction, Direction::Out);
    assert_eq!(entry.related.unwrap().doc, asked.doc);
    // The same key again writes nothing twice.
    act(&mut office, "a1", asked.doc, completed()).unwrap();
    assert_eq!(letter(&mut office, asked.doc).unwrap(), paper);

    let again = Act::Reopen {
        text: "Λάθος αριθμός".to_owned(),
    };
    act(&mut office, "a2", asked.doc, again).unwrap();
    let no = Act::Reject {
        text: "Δεν είναι ιδιοκτήτης".to_owned(),
        law: "ν. 1/2026".to_owned(),
    };
    act(&mut office, "a3", asked.doc, no).unwrap();
    let refusal = letter(&mut office, asked.doc).unwrap();
    let text = office.session().letter(&refusal.doc).unwrap().unwrap();
    assert_eq!(text.text, ["Όχι, γιατί Δεν είναι ιδιοκτήτης (ν. 1/2026)."]);
    office.restart().unwrap();
    office.clean();
}

#[test]
fn nobody_to_write_to_or_no_text_in_force_ends_a_request_without_a_paper() {
    let mut town = Town::new();
    let mut office = answering(&mut town);
    let lamp = office.session().request_register("k1", &lamp()).unwrap();
    act(&mut office, "a1", lamp.doc, completed()).unwrap();
    assert_eq!(letter(&mut office, lamp.doc), None);
    let asked = office.session().request_register("k2", &square()).unwrap();
    let late = TemplateRecord {
        valid_from: "2027-01-01".parse().unwrap(),
        ..template("ΑΛΛΟ", "Κάτι")
    };
    town.records(COUNTER, &[late]);
    let mut types = catalogue();
    types[1].template = "ΑΛΛΟ".to_owned();
    town.records(COUNTER, &types);
    town.sync(&mut office);
    let mut other = square();
    other.name = "Άλλη Δοκιμή".to_owned();
    let other = office.session().request_register("k3", &other).unwrap();
    act(&mut office, "a2", other.doc, completed()).unwrap();
    assert_eq!(letter(&mut office, other.doc), None);
    // What was taken in under the old text still ends with it.
    act(&mut office, "a3", asked.doc, completed()).unwrap();
    assert!(letter(&mut office, asked.doc).is_some());
    office.clean();
}
