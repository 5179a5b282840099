//! The screens of irrigation: a keeper's laptop and the back office.

use super::{Walk, doc};
use crate::office::wide;
use crate::steps::sign_in;
use loggia_tests::Town;

/// A keeper's laptop with a reading that counts and one that waits.
pub fn walk_water(walk: &Walk, town: &Town) {
    let laptop = town.laptop("Υ1", "ydronomos1", &["ΥΔ-1"]);
    let (read, held) = crate::water::two_readings(&laptop);
    let (_server, login) = laptop.serve(&["--no-sync"]);
    let browser = wide();
    browser.go(&login);
    crate::steps::unlock(&browser);
    for (path, name) in [
        ("/readings", "readings"),
        ("/readings/new", "readings-new"),
        ("/readings/new?more=1", "readings-new-more"),
        ("/readings/new?network=ΔΙΚ-1&was=Υ0002", "readings-new-held"),
        ("/readings/walk?network=ΔΙΚ-1", "readings-walk"),
        ("/readings/paper", "readings-paper"),
    ] {
        walk.see(&browser, path, name);
    }
    for act in ["correct", "turn", "no-water", "transfer", "replace", "note"] {
        let path = format!("/readings/{act}?meter=Υ0001");
        walk.see(&browser, &path, &format!("readings-{act}"));
    }
    walk.see(
        &browser,
        &format!("/readings/{}", doc(&read)),
        "readings-book",
    );
    let held = doc(&held);
    walk.see(&browser, &format!("/readings/{held}"), "readings-book-held");
    walk.see(
        &browser,
        &format!("/cases/{held}/attach"),
        "readings-attach",
    );
    walk.see(
        &browser,
        &format!("/readings/{held}/decide"),
        "readings-decide",
    );
}

/// The back office of irrigation: a hold, a bill, losses.
pub fn walk_irrigation(walk: &Walk, town: &Town) {
    let laptop = town.laptop("Υ2", "ydronomos1", &["ΥΔ-1"]);
    let (read, _) = crate::water::two_readings(&laptop);
    laptop.sync();
    let browser = wide();
    sign_in(&browser, town, "ardeysi1");
    walk.see(&browser, "/irrigation/holds", "hall-holds");
    browser.click("tbody th a");
    browser.wait_address("/irrigation/holds/");
    let hold = browser.address();
    walk.look(
        &browser,
        &hold[hold.find("/irrigation/").unwrap()..],
        "hall-hold",
    );
    for (path, name) in [
        ("/irrigation/books", "hall-books"),
        ("/irrigation/networks", "hall-networks"),
        ("/irrigation/seasons", "hall-seasons"),
        ("/irrigation/bills?q=Σ0001", "hall-bills"),
        ("/irrigation/bills/Σ0001/2026", "hall-bill"),
        (
            "/irrigation/bills/new?connection=Σ0062&season=2026&minutes=60",
            "hall-bill-new",
        ),
    ] {
        walk.see(&browser, path, name);
    }
    walk.see(
        &browser,
        &format!("/cases/{}", doc(&read)),
        "hall-case-book",
    );
}
