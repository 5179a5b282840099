//! The jobs of an office from unlock to paper, and what becomes of them when the line is back.

use crate::manners::{quiet, refused, status};
use crate::office::{Office, go, small_town, wide};
use crate::steps::{fill_ticket, issue, sign_in, submit};
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::Key;
use loggia_tests::until;
use serde_json::json;
use std::time::Duration;

/// The number of the case shown, from its heading.
#[track_caller]
pub fn number_shown(browser: &Browser) -> String {
    let head = browser.read("h1");
    head.rsplit(' ').next().unwrap().to_owned()
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_an_officer_unlocks_and_writes_a_ticket() {
    let office = Office::police();
    let browser = &office.browser;
    browser.wait_text("Ξεκλείδωμα");
    assert!(
        browser.has_focus("#password"),
        "one user: {}",
        browser.focus()
    );
    browser.fill("#password", "Λάθος-κωδικός-1");
    browser.press(Key::Enter);
    refused(browser, &["Σ-400"]);
    assert_eq!(
        browser.property("#user", "value"),
        "astynomos1",
        "the user is kept"
    );
    assert_eq!(
        browser.property("#password", "value"),
        "",
        "the password is not written back"
    );
    go(browser, "/fines");
    browser.wait_text("Ξεκλείδωμα");
    unlock_to(browser, "Δεν έχει εκδοθεί ακόμη κλήση");

    browser.click_words("Νέα κλήση");
    browser.wait_address("/fines/new");
    assert!(browser.has_focus("#plate"), "{}", browser.focus());
    fill_ticket(browser, "hka 1234");
    browser.wait_text("Σωστό: ΗΚΑ-1234");
    browser.wait_text("Μειωμένο ποσό");
    assert_eq!(browser.read("#amounts .lg-total output"), "30,00 €");
    browser.shot("ticket-filled");
    // An impatient officer presses Enter twice: one ticket.
    browser.fill("#street_no", "12");
    browser.type_text("\u{E007}\u{E007}");
    browser.wait_text("εκδόθηκε και είναι αποθηκευμένη");
    let number = number_shown(browser);
    assert_eq!(number, "Κ1-2026-000001");
    browser.shot("ticket-issued");

    // Back from it the form is a new one: there is nothing to send again.
    browser.back();
    browser.find("#plate");
    assert_eq!(browser.property("#plate", "value"), "");
    go(browser, "/fines");
    assert_eq!(
        browser.count("tbody tr"),
        1,
        "one ticket:\n{}",
        browser.text()
    );
    browser.click_words(&number);
    prints(browser);
    quiet(browser);
}

/// Unlocks a page that was asked for while the laptop was locked, and sees it.
#[track_caller]
fn unlock_to(browser: &Browser, words: &str) {
    browser.fill("#password", loggia_tests::town::PASSWORD);
    browser.press(Key::Enter);
    browser.wait_text(words);
}

/// Ctrl+P leads to the stored paper and not to the browser's own print.
#[track_caller]
pub fn prints(browser: &Browser) {
    browser.find("[data-key=print]");
    browser.press_at(&[loggia_tests::browser::keys::Held::Control], "KeyP", "π");
    let folder = browser.downloads();
    let paper = until(Duration::from_secs(20), "the paper", || {
        let files = std::fs::read_dir(&folder).ok()?.filter_map(Result::ok);
        files
            .map(|file| file.path())
            .find(|path| path.extension().is_some_and(|end| end == "pdf"))
    });
    assert!(std::fs::read(paper).unwrap().starts_with(b"%PDF-"));
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_ticket_is_spoiled_with_a_reason() {
    let office = Office::police().unlocked();
    let browser = &office.browser;
    let fine = issue(&office.laptop, "ΗΚΒ-2345", json!({}));
    let number = fine["number"].as_str().unwrap();
    office.go("/fines");
    browser.click_words(number);
    browser.click_words("Αχρήστευση");
    assert!(browser.has_focus("#reason"), "{}", browser.focus());
    submit(browser);
    refused(browser, &["Σ-205"]);
    browser.fill("#reason", "Μουτζουρώθηκε το έντυπο");
    submit(browser);
    browser.wait_text("Αιτία αχρήστευσης");
    assert!(browser.text().contains("Μουτζουρώθηκε το έντυπο"));
    assert_eq!(
        browser.count(".lg-record__actions [href$='/spoil']"),
        0,
        "once only"
    );

    // A number that never became a ticket is spoiled too, and both are explained.
    office.go("/numbers");
    browser.click_words("Αχρήστευση επόμενου αριθμού κλήσης");
    browser.fill("#reason", "Σκίστηκε το έντυπο");
    submit(browser);
    browser.wait_text("Σκίστηκε το έντυπο");
    office.go("/numbers");
    let page = browser.text();
    for spoiled in [number, "Κ1-2026-000002"] {
        assert!(
            page.contains(spoiled),
            "no {spoiled} among the gaps:\n{page}"
        );
    }
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_money_is_taken_at_the_counter() {
    let town = small_town();
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let served = json!({ "kind": "windscreen", "date": "07/09/2026" });
    issue(&police, "ΗΚΑ-1234", json!({ "service": served }));
    police.sync();
    let office = Office::desk(town);
    office.laptop.sync();
    let office = office.unlocked();
    let browser = &office.browser;
    browser.click_words("Είσπραξη");
    assert!(browser.has_focus("#f-q"), "{}", browser.focus());
    browser.type_text("nothing there");
    browser.press(Key::Enter);
    browser.wait_text("Δεν βρέθηκε");
    // Latin letters that look like the plate's, without its dash.
    browser.fill("#f-q", "hka1234");
    browser.press(Key::Enter);
    browser.wait_text("Πληρωτέο");
    assert_eq!(
        browser.read(".lg-total output"),
        "15,00 €",
        "half, within ten days"
    );
    assert!(browser.has_focus("#amount"), "{}", browser.focus());
    browser.shot("receipt-filled");
    browser.press(Key::Enter);
    browser.wait_text("εκδόθηκε και είναι αποθηκευμένο");
    assert_eq!(number_shown(browser), "Α01-2026-000001");
    browser.shot("receipt-issued");
    prints(browser);

    // The centre has not heard of it yet: whoever takes the money again is told.
    office.go("/receipts/new?q=hka1234");
    browser.wait_text("έχει ήδη εκδοθεί εδώ το διπλότυπο Α01-2026-000001");
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_search_finds_without_accents() {
    let office = Office::police().unlocked();
    let browser = &office.browser;
    let person = json!({ "role": "driver", "name": "Άννα Δοκιμάστριας", "afm": "", "address": "" });
    issue(
        &office.laptop,
        "ΗΚΖ-4567",
        json!({ "street": "Λεωφόρος Ικάρου", "person": person }),
    );
    issue(&office.laptop, "ΗΚΕ-1111", json!({ "street": "Έβανς" }));
    for words in [
        "αννα δοκιμαστριασ",
        "ΔΟΚΙΜΑΣΤΡΙΑΣ",
        "λεωφορος ικαρου",
        "hkz4567",
        "Κ1-2026-000001",
    ] {
        browser.click_words("Αναζήτηση");
        browser.wait_address("/search");
        browser.fill("#f-q", words);
        browser.press(Key::Enter);
        browser.wait_address("q=");
        let found = browser.read("tbody");
        assert!(
            found.contains("Κ1-2026-000001"),
            "«{words}» finds:\n{found}"
        );
        assert_eq!(
            browser.count("tbody tr"),
            1,
            "«{words}» finds only what it names:\n{found}"
        );
    }
    office.go("/search?q=%CE%B1");
    browser.wait_text("(Σ-");
    office.go("/search?q=ουδεν");
    browser.wait_text("Νέα αναζήτηση");
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_the_outbox_empties_when_the_line_is_back() {
    let office = Office::police().unlocked();
    let (browser, centre) = (&office.browser, &office.town.centre);
    centre.run(&["line", "cut"]);
    let fine = issue(&office.laptop, "ΗΚΑ-5678", json!({}));
    let number = fine["number"].as_str().unwrap();
    office.go("/");
    browser.wait_text("Χωρίς σύνδεση · 1 αναμένει");
    browser.click("#status");
    browser.wait_address("/outbox");
    let row = browser.read("tbody");
    assert!(row.contains(number) && row.contains("σε ουρά"), "{row}");

    browser.click_words("Επανάληψη όλων");
    browser.wait_address("/jobs/");
    browser.wait_text("ολοκληρώθηκε με παρατηρήσεις");
    office.go("/outbox");
    browser.wait_text("1 προσπάθεια");
    let row = browser.read("tbody");
    assert!(
        row.contains("(Σ-"),
        "the answer of a cut line has its code: {row}"
    );
    assert!(
        !row.contains("στο Κέντρο"),
        "nothing is said without a receipt: {row}"
    );
    browser.shot("outbox-cut");

    centre.run(&["line", "restore"]);
    browser.click_words("Επανάληψη όλων");
    browser.wait_text("ολοκληρώθηκε");
    office.go("/outbox");
    browser.wait_text("Όλα όσα καταχωρίσατε βρίσκονται στο Κέντρο.");
    browser.wait_text("Συγχρονισμένο");
    office.go("/fines");
    browser.wait_text(number);
    until(Duration::from_secs(20), "the verdict", || {
        office.laptop.sync();
        office.go("/fines");
        browser.text().contains("καταχωρίστηκε").then_some(())
    });
    quiet(browser);

    // What the laptop says of itself, the town hall says too.
    let hall = wide();
    sign_in(&hall, &office.town, "elegktis");
    go(&hall, "/fines?q=hka5678");
    hall.click_words(number);
    hall.wait_text("Π1");
    assert_eq!(status(&hall), 200);
}
