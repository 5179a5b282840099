//! Our own window: the program an officer starts, with the office inside it.

use crate::cash::two_tickets;
use crate::files::{picture, takes_what_is_offered, watch};
use crate::jobs::number_shown;
use crate::office::{NOW, go, small_town};
use crate::registry::{document, old_document};
use crate::requests::{complaint, square};
use crate::steps::{fill_ticket, issue, submit, unlock};
use crate::water;
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::{Held, Key};
use loggia_tests::{Laptop, Program};
use serde_json::json;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(20);

/// The words that open the window of a laptop.
fn words(laptop: &Laptop) -> [String; 4] {
    let folder = laptop.folder.to_string_lossy().into_owned();
    [
        "--dir".to_owned(),
        folder,
        "--now".to_owned(),
        NOW.to_owned(),
    ]
}

/// The window of a laptop.
#[track_caller]
fn window(laptop: &Laptop) -> Browser {
    let words = words(laptop);
    Browser::window(&words.each_ref().map(String::as_str))
}

#[test]
#[ignore = "needs a display: make test"]
fn window_unlocks_shows_my_tasks_and_writes_a_ticket() {
    let town = small_town();
    let laptop = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let browser = window(&laptop);
    browser.wait_text("ΕΚΠΑΙΔΕΥΣΗ — δεν παράγει έννομα αποτελέσματα");
    unlock(&browser);
    browser.shot("tasks");
    browser.click_words("Νέα κλήση");
    browser.wait_address("/fines/new");
    assert!(browser.has_focus("#plate"), "{}", browser.focus());
    fill_ticket(&browser, "ΗΚΑ-1234");
    browser.wait_text("Σωστό: ΗΚΑ-1234");
    browser.shot("ticket");
    submit(&browser);
    browser.wait_text("εκδόθηκε και είναι αποθηκευμένη");
    assert_eq!(number_shown(&browser), "Κ1-2026-000001");
    browser.shot("ticket-issued");
    assert!(
        browser.violations().is_empty(),
        "{:?}",
        browser.violations()
    );
    // The office inside the window calls the centre by itself.
    browser.wait_text("Συγχρονισμένο");
}

#[test]
#[ignore = "needs a display: make test"]
fn window_spoils_a_ticket() {
    let town = small_town();
    let laptop = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let fine = issue(&laptop, "ΗΚΒ-2345", json!({}));
    let browser = window(&laptop);
    unlock(&browser);
    browser.click_words("Κλήσεις");
    browser.click_words(fine["number"].as_str().unwrap());
    browser.click_words("Αχρήστευση");
    browser.fill("#reason", "Μουτζουρώθηκε το έντυπο");
    submit(&browser);
    browser.wait_text("Αιτία αχρήστευσης");
    assert!(browser.text().contains("Μουτζουρώθηκε το έντυπο"));
    browser.shot("spoiled");
}

#[test]
#[ignore = "needs a display: make test"]
fn window_takes_money() {
    let town = small_town();
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    issue(&police, "ΗΚΑ-1234", json!({}));
    police.sync();
    let desk = town.laptop("Τ1", "tamias1", &["ΤΑ-01"]);
    desk.sync();
    let browser = window(&desk);
    unlock(&browser);
    browser.click_words("Είσπραξη");
    browser.fill("#f-q", "hka1234");
    browser.press(Key::Enter);
    browser.wait_text("Πληρωτέο");
    assert!(browser.has_focus("#amount"), "{}", browser.focus());
    browser.press(Key::Enter);
    browser.wait_text("εκδόθηκε και είναι αποθηκευμένο");
    assert_eq!(number_shown(&browser), "Α01-2026-000001");
    browser.shot("receipt-issued");
}

#[test]
#[ignore = "needs a display: make test"]
fn window_serves_a_queue_at_a_counter_by_keys() {
    let town = small_town();
    two_tickets(&town);
    let desk = town.laptop("Τ1", "tamias1", &["ΤΑ-01"]);
    desk.sync();
    old_document(&desk);
    square(&desk, json!({}));
    let browser = window(&desk);
    unlock(&browser);

    let job = |no: u8, most: usize, work: &dyn Fn()| {
        let keys = browser.keys_of(work);
        eprintln!("job {no} in the window: {keys} keys");
        assert!(keys <= most, "job {no} costs {keys} keys in the window");
    };
    job(1, 7, &|| {
        browser.type_text("/ζωγρ");
        browser.press(Key::Enter);
        browser.wait_text("Πληρωτέο σήμερα");
    });
    assert_eq!(browser.read("[data-total]"), "30,00 €", "the half of both");
    job(2, 5, &|| {
        browser.press(Key::Enter);
        browser.wait_text("εκδόθηκε και είναι αποθηκευμένο");
    });
    go(&browser, "/protocol/new");
    job(3, 10, &|| document(&browser));
    browser.shot("queue-document");
    picture(&town, "scans/IMG 0012.png");
    watch(&town, &browser, "scans");
    go(&browser, "/requests/new");
    job(4, 10, &|| {
        complaint(&browser);
        browser.chord(&[Held::Alt], "a");
        takes_what_is_offered(&browser, "IMG 0012.png");
    });
    browser.shot("queue-complaint");
    go(&browser, "/search");
    job(5, 7, &|| {
        browser.type_text("/παρα");
        browser.press(Key::Enter);
        browser.wait_text("χρέωση, 07/09/2026");
    });
    let found = browser.read("tbody");
    assert!(found.contains("Τμήμα Εσόδων, 2810000304"), "{found}");
}

#[test]
#[ignore = "needs a display: make test"]
fn window_reads_meters_by_digits_and_enter() {
    let town = small_town();
    let keeper = town.laptop("Υ1", "ydronomos1", &["ΥΔ-1"]);
    let browser = window(&keeper);
    unlock(&browser);
    browser.click_words("Ενδείξεις");
    for (meter, next, digits) in [("Υ0001", "Υ0002", "1229"), ("Υ0002", "Υ0003", "3608")] {
        water::at(&browser, meter);
        let keys = browser.keys_of(|| {
            browser.type_text(digits);
            browser.press(Key::Enter);
        });
        assert_eq!(keys, digits.len() + 1, "{meter}");
        water::at(&browser, next);
    }
    browser.shot("readings");
}

#[test]
#[ignore = "needs a display: make test"]
fn window_opens_once_and_remembers_its_size() {
    let town = small_town();
    let laptop = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let home = town.sandbox.join("home");
    let words = words(&laptop);
    let words = words.each_ref().map(String::as_str);
    let browser = Browser::window_at_home(&home, &words);
    browser.wait_text("Ξεκλείδωμα");

    // The second one hands over to the first and ends; the first is as it was.
    let second = Program::ours("loggia-window")
        .args(words)
        .limit(LIMIT)
        .run();
    assert!(
        second.ok(),
        "the second window ends by itself: {}",
        second.errors
    );
    browser.wait_text("Ξεκλείδωμα");

    assert_ne!(
        browser.window_size(),
        (900, 640),
        "the size it opens with at first"
    );
    browser.resize_window(900, 640);
    let size = browser.window_size();
    assert_eq!(size, (900, 640));
    browser.end_window();
    drop(browser);
    let again = Browser::window_at_home(&home, &words);
    again.wait_text("Ξεκλείδωμα");
    assert_eq!(again.window_size(), size, "the size of the last time");
}
