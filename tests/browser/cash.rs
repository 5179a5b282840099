//! The jobs of a cashier by keys alone, each held to the keys it may cost.

use crate::jobs::prints;
use crate::manners::{quiet, refused, sound};
use crate::office::{Office, small_town};
use crate::steps::issue;
use loggia_tests::Town;
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::{Held, Key};
use serde_json::json;

/// Two tickets of one person, at the town hall.
pub fn two_tickets(town: &Town) {
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let served = json!({ "kind": "windscreen", "date": "07/09/2026" });
    let person = json!({ "role": "driver", "name": "Άννα Ζωγράφου", "afm": "", "address": "" });
    for plate in ["ΗΚΑ-1234", "ΗΚΑ-5678"] {
        issue(
            &police,
            plate,
            json!({ "service": served, "person": person }),
        );
    }
    police.sync();
}

/// A cash desk before which a person with two fines stands.
fn desk() -> Office {
    let town = small_town();
    two_tickets(&town);
    let office = Office::desk(town);
    office.laptop.sync();
    office.unlocked()
}

/// Asks «Τι χρωστάω;» from where the clerk is.
fn ask(browser: &Browser, slashes: usize, words: &str) {
    for _ in 0..slashes {
        browser.press_at(&[], "Slash", "/");
    }
    assert!(browser.has_focus("#ask"), "{}", browser.focus());
    browser.type_text(words);
    browser.press(Key::Enter);
    browser.wait_address("/receipts/new?q=");
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_what_do_i_owe_is_asked_answered_and_paid_by_keys() {
    let office = desk();
    let browser = &office.browser;
    let asked = browser.keys_of(|| {
        ask(browser, 1, "ζωγρ");
        browser.wait_text("Πληρωτέο σήμερα");
    });
    assert!(asked <= 7, "job 1 costs {asked} keys");
    let page = browser.text();
    for words in [
        "Κ1-2026-000001",
        "Κ1-2026-000002",
        "Άννα Ζωγράφου",
        "υπόλοιπο έως 07/09/2026",
    ] {
        assert!(page.contains(words), "no {words} on one screen:\n{page}");
    }
    assert_eq!(browser.read("[data-total]"), "30,00 €", "the half of both");
    browser.shot("owes");

    let paid = browser.keys_of(|| {
        browser.press(Key::Enter);
        browser.wait_text("εκδόθηκε και είναι αποθηκευμένο");
        prints(browser);
    });
    assert!(paid <= 5, "job 2 costs {paid} keys");
    let record = browser.text();
    assert!(
        record.contains("Κ1-2026-000001") && record.contains("Κ1-2026-000002"),
        "{record}"
    );

    // From a list, whose own filter comes first, the question is one key further; a tick that falls lowers the total.
    office.go("/receipts");
    let asked = browser.keys_of(|| ask(browser, 2, "ηκα1"));
    assert!(asked <= 7, "job 1 from a list costs {asked} keys");
    browser.wait_text("έχει ήδη εκδοθεί εδώ το διπλότυπο");
    assert_eq!(
        browser.read("[data-total]"),
        "0,00 €",
        "what was taken here is not ticked again"
    );
    browser.tab_to("#pay");
    browser.press(Key::Space);
    assert_eq!(browser.read("[data-total]"), "15,00 €");
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_direct_revenue_is_taken_and_the_day_closed_by_keys() {
    let office = desk();
    let browser = &office.browser;
    let bought = browser.keys_of(|| {
        ask(browser, 1, "φω");
        browser.wait_text("Φωτοαντίγραφα");
        browser.type_text("5");
        assert_eq!(browser.read("[data-total]"), "1,00 €");
        browser.press(Key::Enter);
        browser.wait_text("εκδόθηκε και είναι αποθηκευμένο");
        prints(browser);
    });
    assert!(bought <= 8, "direct revenue costs {bought} keys");
    assert!(browser.text().contains("5 × 0,20"), "{}", browser.text());

    office.go("/cash");
    browser.wait_text("Πρέπει να υπάρχουν");
    assert!(browser.has_focus("#n50000"), "{}", browser.focus());
    let closed = browser.keys_of(|| {
        // Down to the coin of one euro.
        browser.press_times(Key::Enter, 8);
        browser.type_text("1");
        assert_eq!(
            browser.read("[data-expected]"),
            "0,00 €",
            "nothing is missing"
        );
        browser.chord(&[Held::Control], Key::Enter.code());
        browser.wait_text("έκλεισε");
        prints(browser);
    });
    assert!(closed <= 20, "job 10 costs {closed} keys");
    let page = browser.text();
    assert!(
        page.contains("διπλότυπο δεν είναι ακόμη στο Κέντρο"),
        "{page}"
    );
    browser.shot("cash-closed");
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_sheets_of_a_paper_block_are_typed_row_by_row() {
    let office = Office::desk(small_town()).unlocked();
    let browser = &office.browser;
    office.go("/receipts/paper");
    browser.click_words("ΧΑ 1–50");
    browser.wait_text("Κενές γραμμές δεν καταχωρίζονται");
    assert!(browser.has_focus("#date-0"), "{}", browser.focus());
    let row = |at: usize| {
        assert!(
            browser.has_focus(&format!("#code-{at}")),
            "{}",
            browser.focus()
        );
    };
    // The date stands once; a sheet is its code and Enter.
    browser.type_text("04/09/2026");
    browser.press(Key::Tab);
    for at in 0..3 {
        row(at);
        let keys = browser.keys_of(|| {
            browser.type_text("αιθ");
            browser.press(Key::Enter);
        });
        assert_eq!(keys, 4, "sheet {at}");
    }
    // Nobody can read the fourth; the fifth is of another block, and the empty rows count on from it.
    row(3);
    browser.type_text("ααα");
    browser.press(Key::Tab);
    browser.press(Key::Tab);
    browser.type_text("7,00");
    browser.press(Key::Enter);
    row(4);
    browser.chord(&[Held::Shift], Key::Tab.code());
    browser.chord(&[Held::Shift], Key::Tab.code());
    browser.fill("#no-4", "51");
    browser.press(Key::Tab);
    assert_eq!(browser.property("#no-5", "value"), "52");
    browser.fill("#code-4", "αιθ");
    browser.chord(&[Held::Control], Key::Enter.code());
    refused(browser, &["Σ-1176"]);
    assert!(
        browser.text().contains("Καταχωρίστηκαν 3 φύλλα."),
        "{}",
        browser.text()
    );
    for (field, value) in [
        ("#no-0", "4"),
        ("#date-0", "04/09/2026"),
        ("#code-0", "ααα"),
        ("#amount-0", "7,00"),
        ("#no-1", "51"),
        ("#code-1", "αιθ"),
        ("#no-2", "5"),
    ] {
        assert_eq!(browser.property(field, "value"), value, "{field}");
    }
    sound(browser, "receipts-paper-refused");

    browser.fill("#code-0", "αιθ");
    browser.fill("#amount-0", "");
    browser.fill("#no-1", "6");
    browser.chord(&[Held::Control], Key::Enter.code());
    browser.wait_text("Καταχωρίστηκαν 2 φύλλα.");
    // The fifth was passed over: block control says so.
    let control = browser.text();
    assert!(
        control.contains("Λείπουν") && control.contains("5, 7–50"),
        "{control}"
    );
    assert_eq!(browser.property("#no-0", "value"), "7");
    browser.shot("receipts-paper-typed");
    quiet(browser);
}
