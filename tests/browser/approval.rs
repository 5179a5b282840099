//! The back office: an unknown debtor is named, a list drafted by one clerk and approved by another, once; the books follow.

use crate::manners::{quiet, refused, sound};
use crate::office::{LATER, go, small_town, wide};
use crate::steps::{issue, person, sign_in, submit};
use loggia_tests::browser::keys::Key;
use serde_json::json;

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_list_is_drafted_approved_and_posted_once() {
    let mut town = small_town();
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let fine = issue(
        &police,
        "ΗΚΑ-9876",
        json!({ "violations": [{ "code": "ΠΕΖΟΔΡΟΜΙΟ" }], "service": { "kind": "windscreen", "date": "07/09/2026" } }),
    );
    let number = fine["number"].as_str().unwrap();
    police.sync();
    town.at(LATER);
    town.centre.stop();
    town.centre.serve_again();

    let browser = wide();
    sign_in(&browser, &town, "esoda1");
    let (afm, surname) = person(&town, 0);
    browser.click_words("Οφειλέτες");
    browser.click_words(number);
    browser.fill("#afm", "123456789");
    submit(&browser);
    refused(&browser, &["Σ-101"]);
    assert_eq!(
        browser.property("#afm", "value"),
        "123456789",
        "what was typed is kept"
    );
    sound(&browser, "hall-debtor-refused");
    browser.fill("#afm", &afm);
    submit(&browser);
    browser.wait_text(&surname);
    browser.wait_text("150,00 €");

    go(&browser, "/lists/new");
    browser.wait_text(number);
    submit(&browser);
    browser.wait_address("/lists/1");
    assert_eq!(
        browser.count("[action$='/approve']"),
        0,
        "who drafts does not approve"
    );
    browser.click_words("Αποσύνδεση");
    browser.wait_text("Σύνδεση");

    sign_in(&browser, &town, "esoda.proist");
    go(&browser, "/lists");
    browser.click("tbody th a");
    browser.wait_address("/lists/1");
    browser.click_words("Έγκριση και βεβαίωση");
    browser.wait_text("Εγγραφή ημερολογίου");
    browser.wait_text("Εγκρίθηκε");
    assert_eq!(
        browser.count("[action$='/approve']"),
        0,
        "once and for good"
    );
    browser.back();
    browser.back();

    go(&browser, "/journal");
    browser.click("tbody th a");
    let entry = browser.text();
    assert!(entry.contains("150,00 €"), "{entry}");
    go(&browser, "/trial-balance");
    let foot = browser.read("tfoot");
    assert!(
        foot.contains("0,00 €"),
        "the difference of a trial balance: {foot}"
    );
    quiet(&browser);
    assert_eq!(
        town.centre.run(&["trial-balance", "2026-12-01"])["difference"],
        0
    );

    // Search of persons: without accents, any case, final sigma or not.
    go(&browser, "/debtors");
    browser.fill("#f-q", &bare(&surname));
    browser.press(Key::Enter);
    browser.wait_text(&afm);
}

/// Lower case, without accents, every sigma the same.
fn bare(name: &str) -> String {
    let accents = [
        ('ά', 'α'),
        ('έ', 'ε'),
        ('ή', 'η'),
        ('ί', 'ι'),
        ('ό', 'ο'),
        ('ύ', 'υ'),
        ('ώ', 'ω'),
        ('ς', 'σ'),
    ];
    let plain = |c: char| {
        accents
            .iter()
            .find(|(accented, _)| *accented == c)
            .map_or(c, |(_, plain)| *plain)
    };
    name.to_lowercase().chars().map(plain).collect()
}
