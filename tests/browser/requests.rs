//! The jobs of a counter with citizens, by keys alone and counted: a complaint, an application, «what happened to my case?».

use crate::files::{newest, picture, scan, watch};
use crate::manners::quiet;
use crate::office::{Office, small_town};
use loggia_tests::Laptop;
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::Key;
use serde_json::{Value, json};

/// An application of an invented person from the command line; `more` adds to it or changes it.
#[track_caller]
pub fn square(laptop: &Laptop, more: Value) -> Value {
    let mut form = json!({
        "kind": "ΤΜ", "name": "Δοκιμή Παραδείγματος", "phone": "2810 000123",
        "fields": { "m2": "87", "supply": "112345678" }, "papers": ["bill", "declaration"],
    });
    for (name, value) in more.as_object().unwrap() {
        form[name] = value.clone();
    }
    laptop.write(&["request", "register"], &form)
}

fn counter() -> Office {
    Office::desk(small_town()).unlocked()
}

/// Own words, where the focus is.
fn writes(browser: &Browser, words: &str) {
    browser.uncounted(|| browser.type_text(words));
}

/// Job 4 on its form, without a photo: a lamp that went out in a village.
pub fn complaint(browser: &Browser) {
    browser.type_text("φω");
    browser.press(Key::Tab);
    browser.type_text("δαφ");
    browser.press(Key::Enter);
    browser.wait_text("καταχωρίστηκε. Απάντηση έως");
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_complaint_is_two_letters_three_letters_and_enter() {
    let office = counter();
    let browser = &office.browser;
    picture(&office.town, "scans/IMG 0012.png");
    watch(&office.town, browser, "scans");
    office.go("/requests/new");
    assert!(browser.has_focus("#type"), "{}", browser.focus());
    let keys = browser.keys_of(|| {
        complaint(browser);
        newest(browser, "IMG 0012.png");
    });
    assert!(keys <= 10, "job 4 with its photo costs {keys} keys");
    let record = browser.text();
    for words in [
        "Φωτογραφία: IMG 0012.png",
        "Φωτισμός δρόμου",
        "Κοινότητα Δαφνών",
        "Τμήμα Ηλεκτροφωτισμού",
    ] {
        assert!(record.contains(words), "no {words} in\n{record}");
    }
    browser.shot("request-taken-in");
    eprintln!("job 4: {keys} keys");
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_an_application_with_its_checklist_goes_to_its_office() {
    let office = counter();
    let browser = &office.browser;
    scan(&office.town, "scans/SCAN0001.pdf");
    watch(&office.town, browser, "scans");
    office.go("/requests/new");
    let keys = browser.keys_of(|| {
        browser.type_text("τμ");
        browser.press(Key::Enter);
        browser.wait_text("Λογαριασμός ρεύματος");
        assert!(browser.has_focus("#paper-bill"), "{}", browser.focus());
        browser.press(Key::Space);
        browser.press(Key::Tab);
        browser.press(Key::Space);
        browser.press_times(Key::Tab, 2);
        writes(browser, "87");
        browser.press(Key::Tab);
        writes(browser, "112345678");
        browser.press(Key::Tab);
        assert!(browser.has_focus("#name"), "{}", browser.focus());
        writes(browser, "Δοκιμή Παραδείγματος");
        browser.press(Key::Enter);
        browser.wait_text("καταχωρίστηκε. Απάντηση έως");
        newest(browser, "SCAN0001.pdf");
    });
    assert!(keys <= 15, "job 9 with its scan costs {keys} keys");
    let record = browser.text();
    for words in [
        "Σάρωση: SCAN0001.pdf",
        "χρεωμένο",
        "Τμήμα Εσόδων",
        "Ορθό εμβαδόν",
        "προσκομίστηκε",
    ] {
        assert!(record.contains(words), "no {words} in\n{record}");
    }
    browser.shot("request-application");
    eprintln!("job 9: {keys} keys");
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_what_happened_to_my_case_is_answered_without_opening_it() {
    let office = counter();
    let browser = &office.browser;
    square(&office.laptop, json!({}));
    office.go("/search");
    let keys = browser.keys_of(|| {
        browser.press_at(&[], "Slash", "/");
        browser.type_text("παρα");
        browser.press(Key::Enter);
        browser.wait_text("χρέωση, 07/09/2026");
    });
    assert!(keys <= 7, "job 5 costs {keys} keys");
    let found = browser.read("tbody");
    assert!(found.contains("Τμήμα Εσόδων, 2810000304"), "{found}");
    browser.shot("request-answered");
    eprintln!("job 5: {keys} keys");
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_what_is_missing_waits_and_what_is_wrong_stays_on_the_page() {
    let office = counter();
    let browser = &office.browser;
    office.go("/requests/new?type=%CE%A4%CE%9C");
    browser.fill("#name", "Δοκιμή Παραδείγματος");
    browser.fill("#behalf", "Άλλη Δοκιμή");
    browser.fill("#afm", "000000018");
    browser.press(Key::Enter);
    crate::manners::refused(browser, &["Σ-1003"]);
    assert_eq!(browser.property("#name", "value"), "Δοκιμή Παραδείγματος");
    browser.fill("#behalf", "");
    browser.fill("#afm", "");
    browser.press(Key::Enter);
    // Nobody answered two questions: it asks once, and then takes the request in.
    browser.wait_text("Δεν συμπληρώθηκε: Ορθό εμβαδόν");
    for tick in ["#field-m2-w0", "#field-supply-w0"] {
        browser.click(tick);
    }
    browser.click("[data-submit]");
    browser.wait_text("περιμένει από τον πολίτη");
    assert!(
        browser.text().contains("σε αναστολή από 07/09/2026"),
        "{}",
        browser.text()
    );
    browser.click_words("Προσκόμιση");
    browser.wait_address("/act/bring");
    browser.click("#paper-bill");
    browser.click("[data-submit]");
    browser.wait_text("Προσκόμιση μέρους των δικαιολογητικών");
    quiet(browser);
}
