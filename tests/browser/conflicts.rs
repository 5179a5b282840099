//! Conflicts by keys alone: both sides seen, one key, the reason, and both values in the history afterwards.

use crate::manners::{quiet, sound};
use crate::office::{Office, go, small_town, wide};
use crate::steps::{issue, sign_in, take};
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::{Held, Key};
use serde_json::json;

/// Opens the first conflict of the home page without a mouse.
#[track_caller]
fn open_first(browser: &Browser) {
    browser.tab_to(".lg-task a[href*='/conflicts/']");
    browser.press(Key::Enter);
    browser.wait_address("/conflicts/");
    browser.find("[data-conflict]");
}

/// Chooses by one key, writes the reason where the focus went, decides.
#[track_caller]
fn decide(browser: &Browser, key: &str, reason: &str) {
    browser.press_at(&[], &format!("Digit{key}"), key);
    assert!(browser.has_focus("#reason"), "{}", browser.focus());
    browser.type_text(reason);
    browser.chord(&[Held::Control], Key::Enter.code());
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_conflict_of_two_offices_is_settled_by_keys() {
    let town = small_town();
    let one = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let two = town.laptop("Π2", "proistamenos.da", &["ΔΑ-1"]);
    let late = json!({ "date": "05/09/2026", "late_reason": "από το μπλοκ" });
    let fine = issue(&one, "ΗΚΑ-1234", late);
    one.sync();
    two.sync();
    for (laptop, day) in [(&one, "06/09/2026"), (&two, "07/09/2026")] {
        let service = json!({ "kind": "in_hand", "date": day, "proof": "" });
        let which = json!({ "doc": fine["doc"] });
        laptop.write(
            &["fine", "serve"],
            &json!({ "which": which, "service": service }),
        );
    }
    one.sync();
    two.sync();
    let office = Office::before(town, two).unlocked();
    let browser = &office.browser;
    open_first(browser);
    let page = browser.text();
    for words in [
        "06/09/2026",
        "07/09/2026",
        "διαφέρει",
        "Δοκιμή Παραδείγματος",
        "Υποθετική Προϊσταμένη",
        "Π1",
        "Π2",
    ] {
        assert!(page.contains(words), "no «{words}» in {page}");
    }
    sound(browser, "conflict");

    // No reason: the form comes back with the choice, and nothing was decided.
    browser.press_at(&[], "Digit1", "1");
    browser.chord(&[Held::Control], Key::Enter.code());
    browser.wait_text("(Σ-1251)");
    assert_eq!(
        browser.count("input[value=left]:checked"),
        1,
        "the choice is kept"
    );
    sound(browser, "conflict-refused");
    decide(browser, "1", "κατά το αποδεικτικό επίδοσης");

    browser.wait_text("Ιστορικό");
    let record = browser.text();
    for words in [
        "06/09/2026",
        "07/09/2026",
        "Απόφαση 1",
        "κατά το αποδεικτικό επίδοσης",
    ] {
        assert!(record.contains(words), "no «{words}» in {record}");
    }
    assert!(!record.contains("περιμένουν απόφαση"), "{record}");
    quiet(browser);
    office.laptop.sync();
    one.sync();
    let number = fine["number"].as_str().unwrap();
    let shown = one.run(&["show", number]);
    assert_eq!(
        shown["conflicts"].as_array().map(Vec::len),
        Some(0),
        "{shown}"
    );
    assert!(
        shown["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .all(|line| line["off"].is_null())
    );
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_debt_paid_at_two_desks_is_decided_by_keys() {
    let town = small_town();
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let (first, second) = (
        town.laptop("Τ1", "tamias1", &["ΤΑ-01"]),
        town.laptop("Τ2", "tamias2", &["ΤΑ-07"]),
    );
    let served = json!({ "kind": "windscreen", "date": "07/09/2026" });
    let fine = issue(&police, "ΗΚΑ-1234", json!({ "service": served }));
    let receipts = [take(&first, &fine, "15,00"), take(&second, &fine, "15,00")];
    police.sync();
    first.sync();
    second.sync();
    let browser = wide();
    sign_in(&browser, &town, "esoda1");
    open_first(&browser);
    let page = browser.text();
    let numbers = receipts
        .each_ref()
        .map(|receipt| receipt["number"].as_str().unwrap());
    for words in [
        numbers[0],
        numbers[1],
        "Δοκιμαστική Ταμίας",
        "Πλασματικός Ταμίας",
        "διαφέρει",
    ] {
        assert!(page.contains(words), "no «{words}» in {page}");
    }
    sound(&browser, "hall-paid-twice");
    decide(&browser, "2", "το ζήτησε στο ταμείο");
    browser.wait_text("Τακτοποιήθηκε");
    let decided = browser.text();
    for words in [
        numbers[0],
        numbers[1],
        "Αίτημα επιστροφής 15,00",
        "το ζήτησε στο ταμείο",
        "ισχύει",
    ] {
        assert!(decided.contains(words), "no «{words}» in {decided}");
    }
    sound(&browser, "hall-paid-twice-decided");
    go(&browser, "/credits?purpose=refund");
    assert!(browser.text().contains(numbers[1]));
    go(
        &browser,
        &format!("/cases/{}", receipts[1]["doc"].as_str().unwrap()),
    );
    assert!(browser.text().contains("Τακτοποίηση διένεξης"));
    go(&browser, "/");
    assert_eq!(browser.count(".lg-task a[href*='/conflicts/']"), 0);
    quiet(&browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_two_keepers_at_one_meter_are_decided_by_keys() {
    let town = small_town();
    let keepers = [("Υ1", "ydronomos1", 100), ("Υ2", "ydronomos2", 104)];
    let laptops = keepers.map(|(name, user, more)| {
        let laptop = town.laptop(name, user, &["ΥΔ-1"]);
        let walk = laptop.run(&["reading", "walk", "ΔΙΚ-2"]);
        let mut stops = walk["walk"].as_array().unwrap().iter();
        let stop = stops.find(|stop| stop["meter"]["no"] == "Υ0033").unwrap();
        let value = stop["meter"]["start"]["value"].as_u64().unwrap() + more;
        let input = json!({ "meter": "Υ0033", "value": value.to_string() });
        laptop.write(&["reading", "take"], &input);
        laptop
    });
    for laptop in &laptops {
        laptop.sync();
    }
    let browser = wide();
    sign_in(&browser, &town, "ardeysi1");
    open_first(&browser);
    let page = browser.text();
    for words in [
        "Υ0033",
        "745",
        "749",
        "Δοκιμαστικός Υδρονόμος",
        "Εικονική Υδρονόμος",
        "διαφέρει",
    ] {
        assert!(page.contains(words), "no «{words}» in {page}");
    }
    sound(&browser, "hall-two-keepers");
    decide(&browser, "2", "με φωτογραφία");
    browser.wait_text("Τακτοποιήθηκε");
    let decided = browser.text();
    // Both were taken in one minute of the training clock, so either may stand on the right.
    let counts = ["Μετρά η 749 και όχι η 745", "Μετρά η 745 και όχι η 749"];
    assert!(counts.iter().any(|words| decided.contains(words)));
    for words in ["με φωτογραφία", "ισχύει", "745", "749"] {
        assert!(decided.contains(words), "no «{words}» in {decided}");
    }
    go(&browser, "/irrigation/holds");
    browser.wait_text("Καμία ένδειξη δεν περιμένει απόφαση");
    quiet(&browser);
}
