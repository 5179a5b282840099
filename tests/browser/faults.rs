//! What was typed wrong, and what cannot be done now: told in Greek with a code, the focus led there, nothing lost.

use crate::manners::{refused, sound};
use crate::office::{Office, small_town, small_town_with, with_line};
use crate::steps::{fill_ticket, issue, submit};
use loggia_tests::browser::Browser;
use serde_json::json;

/// Every field of `typed` still holds what was typed.
#[track_caller]
fn kept(browser: &Browser, typed: &[(&str, &str)]) {
    for (field, value) in typed {
        assert_eq!(
            browser.property(field, "value"),
            *value,
            "{field} keeps what was typed"
        );
    }
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_a_ticket_with_faults_is_refused_and_kept() {
    let office = Office::police().unlocked();
    let browser = &office.browser;
    office.go("/fines/new");
    let typed = [
        ("#plate", "ΗΔΑ-1234"),
        ("#offence_at", "31/02/2026"),
        ("#offence_time", "08:15"),
        ("#street", "Οδός <Δοκιμής> & Σία"),
        ("#liable", "Δοκιμή Ψευδώνυμου"),
        ("#afm", "123456789"),
    ];
    for (field, value) in typed {
        browser.fill(field, value);
    }
    submit(browser);
    refused(browser, &["Σ-161", "Σ-122", "Σ-101"]);
    kept(browser, &typed);
    sound(browser, "ticket-refused");
    for field in ["#plate", "#offence_at", "#afm"] {
        assert_eq!(
            browser.run(
                "return document.querySelector(arguments[0]).getAttribute('aria-invalid')",
                &[field.into()]
            ),
            "true"
        );
    }

    // Before the law there is no amount, and no ticket without one.
    browser.fill("#plate", "ΗΚΑ-1234");
    browser.fill("#afm", "");
    browser.fill("#offence_at", "01/02/1990");
    browser.choose("#violation", "Ρ-69/1");
    submit(browser);
    browser.wait_text("01/02/1990");
    refused(browser, &["Σ-125"]);
    kept(
        browser,
        &[
            ("#plate", "ΗΚΑ-1234"),
            ("#offence_at", "01/02/1990"),
            ("#street", "Οδός <Δοκιμής> & Σία"),
        ],
    );
    office.go("/fines");
    browser.wait_text("Δεν έχει εκδοθεί ακόμη κλήση");
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_money_with_faults_is_refused_and_kept() {
    let office = Office::desk(small_town()).unlocked();
    let browser = &office.browser;
    office.go("/receipts/new?q=%CE%9A1-2026-000009");
    browser.wait_text("δεν είναι γνωστή");
    let typed = [
        ("#amount", "12.34.5"),
        ("#payer", "Δοκιμή Παραδείγματος"),
        ("#afm", "12345678"),
    ];
    for (field, value) in typed {
        browser.fill(field, value);
    }
    submit(browser);
    refused(browser, &["Σ-111"]);
    kept(browser, &typed);
    sound(browser, "receipt-refused");
    browser.fill("#amount", "0,00");
    browser.fill("#afm", "000123456");
    submit(browser);
    refused(browser, &["Σ-101"]);
    office.go("/receipts");
    assert_eq!(browser.count("tbody tr"), 0, "nothing was issued");
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_the_last_number_is_used_once() {
    let town = small_town_with(|folder| {
        with_line(
            folder,
            "leases.csv",
            "ΔΑ-1;",
            "ΔΑ-1;ΚΛΗΣΗ;Κ1;2026;1;1;126001;1",
        );
    });
    let office = Office::of(town, "Π1", "astynomos1", "ΔΑ-1").unlocked();
    let browser = &office.browser;
    office.go("/fines/new");
    browser.wait_text("Απομένει 1 αριθμός");
    fill_ticket(browser, "ΗΚΑ-1234");
    // While the officer types, the number goes to another ticket.
    issue(&office.laptop, "ΗΚΒ-2345", json!({}));
    submit(browser);
    refused_without_a_field(browser, "Σ-301");
    kept(
        browser,
        &[
            ("#plate", "ΗΚΑ-1234"),
            ("#street", "25ης Αυγούστου"),
            ("#street_no", "1"),
            ("#violation", "Ρ-69/1"),
        ],
    );
    sound(browser, "ticket-no-numbers");
    office.go("/fines/new");
    browser.wait_text("(Σ-301)");
    assert_eq!(
        browser.count("[data-submit]"),
        0,
        "said before anything is typed"
    );
}

/// A refusal that no field can mend has the focus all the same.
#[track_caller]
fn refused_without_a_field(browser: &Browser, code: &str) {
    browser.wait_text(&format!("({code})"));
    assert!(
        browser.title().starts_with("Σφάλμα: "),
        "{}",
        browser.title()
    );
    assert!(
        browser.has_focus("[data-errors]"),
        "the focus is on {}",
        browser.focus()
    );
}
