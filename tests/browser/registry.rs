//! The registry by keys alone: a document with its slip, and a village paper repeated for the next person.

use crate::manners::{quiet, refused};
use crate::office::{Office, small_town};
use loggia_tests::Laptop;
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::{Held, Key};
use loggia_tests::until;
use serde_json::json;
use std::time::Duration;

/// A counter whose laptop has what the centre tells offices.
fn counter() -> Office {
    let office = Office::desk(small_town());
    office.laptop.sync();
    old_document(&office.laptop);
    office.unlocked()
}

/// Types the first letters of a sender who was here before, and takes him from the list.
#[track_caller]
fn known_sender(browser: &Browser) {
    assert!(browser.has_focus("#sender"), "{}", browser.focus());
    browser.type_text("δοκ");
    browser.find("#sender-l [data-id]");
    browser.press(Key::Down);
    browser.press(Key::Enter);
    // Keys that are faster than the answer wait for it.
    until(Duration::from_secs(10), "the sender", || {
        (browser.property("#sender", "value") == "Δοκιμή Παραδείγματος").then_some(())
    });
}

/// Job 3 on its form: a document of a sender who was here before.
pub fn document(browser: &Browser) {
    known_sender(browser);
    browser.press(Key::Tab);
    browser.uncounted(|| browser.type_text("Βλάβη φωτισμού"));
    browser.press(Key::Enter);
    browser.wait_text("είναι αποθηκευμένη");
}

/// A document that came in before, so that its sender is known.
pub fn old_document(laptop: &Laptop) {
    laptop.write(
        &["protocol", "register"],
        &json!({ "subject": "Παλιά αίτηση", "name": "Δοκιμή Παραδείγματος", "address": "Οδός Δοκιμής 1" }),
    );
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_document_is_registered_with_its_slip_in_ten_keys() {
    let office = counter();
    let browser = &office.browser;
    office.go("/protocol/new");
    let keys = browser.keys_of(|| {
        document(browser);
        browser.press_at(&[Held::Control], "KeyP", "π");
    });
    assert!(keys <= 10, "job 3 costs {keys} keys");
    let page = browser.text();
    assert!(page.contains("/2026/000002"), "{page}");
    assert!(
        page.contains("Οδός Δοκιμής 1"),
        "the address came along: {page}"
    );
    browser.shot("protocol-registered");
    office.go("/protocol?q=φωτισμου");
    assert_eq!(browser.count("tbody tr"), 1);
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_signature_is_certified_again_in_eight_keys() {
    let office = counter();
    let browser = &office.browser;
    office.go("/protocol/papers");
    browser.click_words("Θεώρηση γνησίου υπογραφής");
    browser.fill("#sender", "Δοκιμή Παραδείγματος");
    browser.press(Key::Enter);
    refused(browser, &["Σ-1061"]);
    browser.fill("#id_document", "ΑΔΤ ΑΒ 123456");
    browser.press(Key::Enter);
    browser.wait_text("είναι αποθηκευμένη");
    assert!(
        browser.text().contains("/ΓΥ/2026/000001"),
        "{}",
        browser.text()
    );
    // The same person comes with a second paper: the book and the text stand, his identity card is remembered.
    browser.click_words("Επανάληψη για άλλο πρόσωπο");
    let keys = browser.keys_of(|| {
        known_sender(browser);
        browser.press(Key::Enter);
        browser.wait_text("είναι αποθηκευμένη");
        browser.press_at(&[Held::Control], "KeyP", "π");
    });
    assert!(keys <= 8, "job 6 costs {keys} keys");
    assert!(
        browser.text().contains("/ΓΥ/2026/000002"),
        "{}",
        browser.text()
    );
    office.go("/protocol?register=signature");
    assert_eq!(browser.count("tbody tr"), 2);
    quiet(browser);
}
