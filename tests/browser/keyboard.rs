//! Without a mouse: a whole ticket by keys, shortcuts on a Greek keyboard, a focus that is always seen.

use crate::jobs::number_shown;
use crate::manners::{focus_is_seen, quiet};
use crate::office::Office;
use crate::steps::issue;
use loggia_tests::browser::keys::{Held, Key};
use loggia_tests::town::PASSWORD;
use serde_json::json;

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_ticket_is_written_without_a_mouse() {
    let office = Office::police();
    let browser = &office.browser;
    browser.wait_text("Ξεκλείδωμα");
    browser.type_text(PASSWORD);
    browser.press(Key::Enter);
    browser.wait_text("Οι εργασίες μου");
    browser.press(Key::Tab);
    assert!(
        browser.has_focus("a[href='#main']"),
        "the skip link is first: {}",
        browser.focus()
    );
    browser.press(Key::Enter);
    browser.tab_to("main a[href='/fines/new']");
    browser.press(Key::Enter);
    browser.wait_address("/fines/new");
    assert!(browser.has_focus("#plate"), "{}", browser.focus());
    browser.type_text("ΗΚΝ-7788");
    browser.tab_to("#violation");
    browser.type_text("Ρ-69");
    browser.tab_to("#offence_at");
    browser.press(Key::Up);
    browser.press(Key::Down);
    browser.tab_to("#street");
    browser.type_text("Πλατεία Ελευθερίας");
    browser.tab_to("#community");
    browser.press(Key::Down);
    browser.tab_to("[data-submit]");
    browser.press(Key::Enter);
    browser.wait_text("εκδόθηκε και είναι αποθηκευμένη");
    assert_eq!(number_shown(browser), "Κ1-2026-000001");
    let record = browser.text();
    assert!(
        record.contains("Πλατεία Ελευθερίας") && record.contains("07/09/2026"),
        "{record}"
    );
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_shortcuts_work_on_a_greek_keyboard() {
    let office = Office::police().unlocked();
    let browser = &office.browser;
    let fine = issue(&office.laptop, "ΗΚΑ-1234", json!({}));

    office.go("/fines");
    browser.press_at(&[Held::Shift], "Slash", ";");
    browser.find("dialog#keys[open]");
    assert!(browser.read("dialog#keys").contains("Ctrl+Enter"));
    browser.shot("keys");
    browser.press(Key::Escape);
    assert_eq!(
        browser.count("dialog[open]"),
        0,
        "Esc closes the topmost layer"
    );
    browser.press_at(&[], "Slash", "/");
    assert!(
        browser.has_focus("#f-q"),
        "/ leads to the filter: {}",
        browser.focus()
    );
    browser.type_text("/?");
    assert_eq!(
        browser.property("#f-q", "value"),
        "/?",
        "single keys are letters while somebody types"
    );
    assert_eq!(browser.count("dialog[open]"), 0);

    office.go(&format!("/fines/{}", fine["doc"].as_str().unwrap()));
    browser.press_at(&[Held::Alt], "Digit2", "2");
    assert!(browser.has_focus("#s2 > summary"), "{}", browser.focus());

    office.go("/fines/new");
    browser.type_text("ΗΚΑ-99");
    browser.press_at(&[Held::Control], "KeyS", "σ");
    browser.wait_text("Αποθηκεύτηκε προσωρινά");
    office.go("/fines/new");
    browser.wait_text("Συνεχίζετε ένα πρόχειρο");
    assert_eq!(
        browser.property("#plate", "value"),
        "ΗΚΑ-99",
        "the draft is there again"
    );
    browser.press_at(&[Held::Control], "Enter", "Enter");
    browser.find("[data-errors]");

    // Leaving what was typed asks, in named choices, and Esc stays. A note keeps no draft, so there is none to save.
    office.go(&format!("/fines/{}/note", fine["doc"].as_str().unwrap()));
    browser.type_text("Ο οδηγός ζήτησε αντίγραφο");
    browser.click("nav a[href='/outbox']");
    let question = browser.read("dialog#leave");
    for choice in ["Παραμονή στη φόρμα", "Έξοδος χωρίς αποθήκευση"]
    {
        assert!(question.contains(choice), "{question}");
    }
    assert!(
        !question.contains("Προσωρινή αποθήκευση"),
        "where nothing can be saved: {question}"
    );
    browser.shot("leave");
    browser.press(Key::Escape);
    assert_eq!(browser.count("dialog[open]"), 0);
    assert_eq!(
        browser.property("#text", "value"),
        "Ο οδηγός ζήτησε αντίγραφο"
    );
    browser.click("nav a[href='/outbox']");
    browser.click_words("Έξοδος χωρίς αποθήκευση");
    browser.wait_address("/outbox");
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_the_focus_is_always_seen_and_goes_as_people_read() {
    let office = Office::police().unlocked();
    let fine = issue(&office.laptop, "ΗΚΑ-1234", json!({}));
    let record = format!("/fines/{}", fine["doc"].as_str().unwrap());
    for path in ["/", "/fines/new", "/fines", record.as_str(), "/outbox"] {
        office.go(path);
        focus_is_seen(&office.browser);
    }
}
