//! What every page and list can do, by keys: palette, views by name, files, printers, many at once, changing users.

use crate::manners::quiet;
use crate::office::{Office, small_town, wide};
use crate::steps::{issue, unlock};
use loggia_tests::browser::keys::{Held, Key};
use loggia_tests::until;
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(10);

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_the_palette_leads_anywhere_on_a_greek_keyboard() {
    let office = Office::police().unlocked();
    let browser = &office.browser;
    let fine = issue(&office.laptop, "ΗΚΑ-1234", json!({}));
    let open = || {
        browser.press_at(&[Held::Control], "KeyK", "κ");
        assert!(browser.has_focus("#palette-q"), "{}", browser.focus());
    };
    open();
    browser.type_text("νεα κλ");
    browser.find("#palette-found [data-href='/fines/new']");
    browser.press(Key::Enter);
    browser.wait_address("/fines/new");
    open();
    browser.type_text("1234");
    browser.wait_text("Υποθέσεις");
    browser.find("#palette-found [role=option][aria-selected=true]");
    browser.press(Key::Enter);
    browser.wait_address(fine["doc"].as_str().unwrap());
    // What can be done here stands there too.
    open();
    browser.type_text("αχρηστ");
    browser.find("#palette-here [role=option][aria-selected=true]");
    browser.shot("palette-here");
    browser.press(Key::Enter);
    browser.wait_address("/spoil");
    open();
    browser.press(Key::Escape);
    assert_eq!(browser.count("dialog[open]"), 0);
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_view_is_kept_and_its_file_is_read_back() {
    let office = Office::police().unlocked();
    let browser = &office.browser;
    issue(&office.laptop, "ΗΚΑ-1234", json!({}));
    issue(&office.laptop, "ΗΚΑ-5678", json!({}));
    office.go("/fines?q=5678");
    browser.tab_to(".lg-views__names a");
    browser.press(Key::Enter);
    browser.wait_address("/views");
    browser.type_text("Της ημέρας");
    browser.tab_to("#usual");
    browser.press(Key::Space);
    browser.press_at(&[Held::Control], "Enter", "Enter");
    browser.wait_address("/fines?q=5678");
    browser.wait_text("Της ημέρας (συνήθη)");
    office.go("/fines");
    browser.wait_address("/fines?q=5678");
    browser.tab_to("a[href*='as=csv']");
    browser.press(Key::Enter);
    let file = browser.downloads().join("kliseis.csv");
    let text = until(SOON, "the file", || fs::read_to_string(&file).ok());
    assert_eq!(
        text.lines().count(),
        2,
        "the filter holds for the file: {text}"
    );
    assert!(text.contains("5678") && !text.contains("1234"), "{text}");
    browser.click_words("Καθαρισμός φίλτρων");
    browser.wait_address("all=1");
    assert_eq!(browser.count("tbody tr"), 2);
    quiet(browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_papers_go_to_their_printer_without_a_question() {
    let town = small_town();
    let laptop = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let lp = town.sandbox.join("lp");
    stand_in(&lp);
    for plate in ["ΗΚΑ-1234", "ΗΚΑ-5678"] {
        issue(&laptop, plate, json!({}));
    }
    let (_server, login) = laptop.serve_beside(&["--no-sync"], &lp);
    let browser = &wide();
    browser.go(&login);
    unlock(browser);
    crate::office::go(browser, "/printers");
    browser.choose("#printer-1-page", "laser");
    browser.press_at(&[Held::Control], "Enter", "Enter");
    browser.wait_text("Οι εκτυπωτές ορίστηκαν.");

    fs::write(lp.join("off"), "").unwrap();
    crate::office::go(browser, "/fines");
    browser.tab_to("#pick-0");
    browser.press(Key::Space);
    browser.tab_to("#pick-1");
    browser.press(Key::Space);
    browser.wait_text("2 επιλεγμένες εγγραφές");
    browser.tab_to(".lg-bulk__bar button");
    browser.press(Key::Enter);
    browser.wait_text("Θα γίνουν 2 ενέργειες.");
    browser.shot("bulk-preview");
    browser.press_at(&[Held::Control], "Enter", "Enter");
    browser.wait_address("/jobs/");
    browser.wait_text("Στάλθηκαν σε εκτυπωτή");
    until(SOON, "both refusals", || {
        crate::office::go(browser, "/prints");
        (browser.text().matches("(Σ-").count() == 2).then_some(())
    });
    assert!(!lp.join("papers").exists());
    browser.shot("prints");
    fs::remove_file(lp.join("off")).unwrap();
    browser.click_words("Επανάληψη όσων δεν τυπώθηκαν");
    let said = || fs::read_to_string(lp.join("said")).unwrap_or_default();
    until(SOON, "two papers", || {
        (said().lines().count() == 2).then_some(())
    });
    browser.press_at(&[Held::Alt], "KeyP", "π");
    until(SOON, "a copy", || {
        (said().lines().count() == 3).then_some(())
    });
    quiet(browser);
}

/// A stand-in of the printer's system, in a folder of the test.
fn stand_in(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let here = folder.display();
    let stat = format!(
        "#!/bin/sh\ncase $1 in\n-e) echo laser ;;\n-p) if [ -e {here}/off ]; then echo \"printer $2 disabled\"; fi ;;\nesac\n"
    );
    let lp = format!("#!/bin/sh\necho \"$@\" >> {here}/said\ncat >> {here}/papers\n");
    for (name, text) in [("lpstat", stat), ("lp", lp)] {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_colleague_takes_over_with_a_pin_and_nothing_typed_is_lost() {
    let office = Office::police().unlocked();
    let browser = &office.browser;
    office.go("/pin");
    browser.type_text("2580");
    browser.press(Key::Tab);
    browser.type_text("2580");
    browser.press(Key::Enter);
    browser.wait_text("Το PIN ορίστηκε.");
    office.go("/fines/new");
    browser.type_text("ΗΚΑ-77");
    browser.press_at(&[Held::Alt], "KeyL", "λ");
    browser.wait_text("Συνέχεια");
    assert!(browser.has_focus("#pin-pin"), "{}", browser.focus());
    browser.type_text("0000");
    browser.press(Key::Enter);
    browser.wait_text("(Σ-485)");
    crate::manners::sound(browser, "unlock-pin");
    browser.fill("#pin-pin", "2580");
    let keys = browser.keys_of(|| browser.press(Key::Enter));
    browser.wait_text("Οι εργασίες μου");
    assert_eq!(keys, 1);
    office.go("/fines/new");
    browser.wait_text("Συνεχίζετε ένα πρόχειρο");
    assert_eq!(browser.property("#plate", "value"), "ΗΚΑ-77");
}
