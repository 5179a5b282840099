//! The registry's form offers what the person may write, and an entry without its letter says nothing about people.

use super::*;
use crate::form::Values;
use loggia_cases::Folded;
use loggia_cases::records::TemplateRecord;
use maud::Render as _;

#[test]
fn the_confidential_book_is_offered_to_those_who_may_write_in_it() {
    let form = |may| {
        register("/protocol", may, Vec::new(), &Values::default(), &[])
            .render()
            .into_string()
    };
    assert!(form(true).contains("Εμπιστευτικό πρωτόκολλο"));
    assert!(!form(false).contains("Εμπιστευτικό πρωτόκολλο"));
    assert!(
        !form(true).contains("name=\"number\""),
        "a number is never typed"
    );
}

#[test]
fn a_template_asks_for_its_own_places_only() {
    let template = TemplateRecord {
        code: "ΒΕΒ-1".into(),
        paper: "attestation".into(),
        title: "Βεβαίωση".into(),
        body: "Ο/η {όνομα} είναι {ιδιότητα}.".into(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        legal_basis: "ν. δοκιμής".into(),
        verified: false,
    };
    let only = vec![Choice::new("ΒΕΒ-1", "Βεβαίωση")];
    let form = paper(
        "/protocol/papers",
        Register::Attestation,
        only,
        Some(&template),
        &Values::default(),
        &[],
    );
    let html = form.render().into_string();
    assert!(html.contains("name=\"place.ιδιότητα\""));
    assert!(!html.contains("place.όνομα"));
    assert!(html.contains("type=\"hidden\" name=\"template\" value=\"ΒΕΒ-1\""));
}

#[test]
fn without_its_letter_an_entry_shows_no_name_and_no_subject() {
    let entry = ProtocolRow::of(&Folded::default());
    let query = crate::Query::parse("");
    let draw = |letter: Option<&Letter>| {
        let mut list = crate::List::new("Πρωτόκολλο", "/protocol", &query);
        for column in columns(false) {
            list = list.column(column);
        }
        list.row(row(&entry, letter, "/protocol/1", None))
            .render()
            .into_string()
    };
    let letter = Letter {
        subject: "Αίτηση δοκιμής".into(),
        name: "Δοκιμή Παραδείγματος".into(),
        ..Letter::default()
    };
    assert!(draw(Some(&letter)).contains("Αίτηση δοκιμής"));
    assert!(!draw(None).contains("Δοκιμή"));
}
