//! The water keeper's jobs, counted in keys: a reading is its digits and Enter; a turn, a report, a transfer at most twelve.

use crate::manners::{quiet, refused};
use crate::office::Office;
use loggia_tests::Laptop;
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::Key;
use serde_json::{Value, json};

/// Keys that a turn, a report or a transfer may cost.
const JOB_8: usize = 12;

/// One reading that counts and one that waits, on the first two meters of the first network.
#[track_caller]
pub fn two_readings(laptop: &Laptop) -> (Value, Value) {
    let walk = laptop.run(&["reading", "walk", "ΔΙΚ-1"]);
    let start = |at: usize| {
        walk["walk"][at]["meter"]["start"]["value"]
            .as_u64()
            .unwrap()
    };
    let take = |meter: &str, value: u64| {
        let input = json!({ "meter": meter, "value": value.to_string() });
        laptop.write(&["reading", "take"], &input)
    };
    (take("Υ0001", start(0) + 100), take("Υ0002", start(1) - 100))
}

/// Stands before a meter with an empty field.
#[track_caller]
pub fn at(browser: &Browser, meter: &str) {
    browser.wait_text(meter);
    assert!(browser.has_focus("#value"), "{}", browser.focus());
    assert_eq!(browser.property("#value", "value"), "");
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_reading_costs_its_digits_and_enter() {
    let office = Office::water().unlocked();
    let browser = &office.browser;
    browser.click_words("Ενδείξεις");
    // Two that count, one that goes backwards and stops nobody.
    for (meter, next, digits) in [
        ("Υ0001", "Υ0002", "1229"),
        ("Υ0002", "Υ0003", "3608"),
        ("Υ0003", "Υ0004", "6000"),
    ] {
        at(browser, meter);
        let keys = browser.keys_of(|| {
            browser.type_text(digits);
            browser.press(Key::Enter);
        });
        assert_eq!(keys, digits.len() + 1, "{meter}");
        at(browser, next);
    }
    browser.wait_text("σε έλεγχο");
    browser.shot("readings-held");

    // Digits that are none stay on the page, and the next try goes on.
    browser.type_text("1.234");
    browser.press(Key::Enter);
    refused(browser, &["Σ-1100"]);
    assert_eq!(browser.property("#value", "value"), "1.234");
    office.go("/readings");
    assert_eq!(browser.count("tbody tr"), 3, "{}", browser.text());
    assert!(browser.read("tbody").contains("σε έλεγχο"));
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_turn_a_report_and_a_transfer_cost_at_most_twelve_keys() {
    let office = Office::water().unlocked();
    let browser = &office.browser;
    let here = "/readings/new?network=%CE%94%CE%99%CE%9A-1&meter=%CE%A50005";
    let job = |link: &str, work: &dyn Fn()| {
        office.go(here);
        at(browser, "Υ0005");
        let keys = browser.keys_of(|| {
            browser.tab_to(&format!("a[href*='/readings/{link}']"));
            browser.press(Key::Enter);
            browser.wait_address(&format!("/readings/{link}"));
            work();
            browser.press(Key::Enter);
        });
        browser.wait_text("Καταχωρίστηκε");
        eprintln!("{link}: {keys} keys");
        assert!(keys <= JOB_8, "{link} costs {keys} keys");
    };
    job("turn", &|| {
        assert!(browser.has_focus("#minutes"), "{}", browser.focus());
        browser.type_text("90");
    });
    job("no-water", &|| {
        browser.uncounted(|| browser.type_text("Από το πρωί"));
    });
    job("transfer", &|| {
        assert!(browser.has_focus("#value"), "{}", browser.focus());
        browser.type_text("4404");
        browser.press(Key::Tab);
        browser.uncounted(|| browser.type_text("Νέος Δοκιμαστής"));
    });

    // Without the shared reading the form comes back with what was typed.
    office.go("/readings/transfer?meter=%CE%A50007");
    browser.fill("#holder", "Άλλος Δοκιμαστής");
    browser.press(Key::Enter);
    refused(browser, &["Σ-1121"]);
    assert_eq!(browser.property("#holder", "value"), "Άλλος Δοκιμαστής");
    quiet(browser);
}
