//! What a person does on a page: unlock, write a ticket, sign in. The same steps in Chromium and in our window.

use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::Key;
use loggia_tests::town::PASSWORD;
use loggia_tests::{Laptop, Town};
use serde_json::{Value, json};

/// Unlocks a laptop of one user: the user is chosen already and the focus waits in the password.
#[track_caller]
pub fn unlock(browser: &Browser) {
    browser.wait_text("Ξεκλείδωμα");
    browser.fill("#password", PASSWORD);
    browser.press(Key::Enter);
    browser.wait_text("Οι εργασίες μου");
    browser.find(".lg-shortcuts");
}

/// Fills the form of a ticket that lacks nothing.
#[track_caller]
pub fn fill_ticket(browser: &Browser, plate: &str) {
    browser.fill("#plate", plate);
    browser.choose("#violation", "Ρ-69/1");
    browser.fill("#street", "25ης Αυγούστου");
    browser.fill("#street_no", "1");
    browser.choose("#community", "01");
}

/// Submits the form shown.
#[track_caller]
pub fn submit(browser: &Browser) {
    browser.click("[data-submit]");
}

/// Signs in to the back office.
#[track_caller]
pub fn sign_in(browser: &Browser, town: &Town, login: &str) {
    browser.go(&format!("{}/login", town.centre.http()));
    browser.fill("#user", login);
    browser.fill("#password", &password_of(town, login));
    browser.press(Key::Enter);
    browser.wait_text("Αποσύνδεση");
}

/// The test password of a user, from the demonstration folder.
pub fn password_of(town: &Town, login: &str) -> String {
    let text = std::fs::read_to_string(town.sandbox.join("demo/passwords.csv")).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{login};")));
    line.unwrap_or_else(|| panic!("no test password of {login}"))
        .trim()
        .to_owned()
}

/// A ticket from the command line, as the form gives it; `more` adds to it or changes it.
#[track_caller]
pub fn issue(laptop: &Laptop, plate: &str, more: Value) -> Value {
    let mut form = json!({
        "date": "07/09/2026", "time": "08:30", "plate": plate, "vehicle": "ΙΧΕ, λευκό", "street": "25ης Αυγούστου",
        "street_no": "1", "community": "01", "violations": [{ "code": "Ρ-69" }],
    });
    for (name, value) in more.as_object().unwrap() {
        form[name] = value.clone();
    }
    laptop.write(&["fine", "issue"], &form)
}

/// A receipt from the command line, for a debt the desk does not know yet.
#[track_caller]
pub fn take(desk: &Laptop, fine: &Value, amount: &str) -> Value {
    let line = json!({ "code": fine["rf"], "amount": amount, "reduced": true });
    desk.write(
        &["receipt", "issue"],
        &json!({ "lines": [line], "confirmed": [290] }),
    )
}

/// ΑΦΜ and name of an invented person of the demonstration, counted from 0.
pub fn person(town: &Town, at: usize) -> (String, String) {
    let text = std::fs::read_to_string(town.sandbox.join("demo/persons.csv")).unwrap();
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(';').collect();
    let column = |name: &str| {
        heads
            .iter()
            .position(|head| *head == name)
            .unwrap_or_else(|| panic!("no {name} in {heads:?}"))
    };
    let (afm, surname) = (column("ΑΦΜ"), column("Επώνυμο"));
    let mut with_afm = lines
        .map(|line| line.split(';').collect::<Vec<_>>())
        .filter(|cells| !cells[afm].is_empty());
    let cells = with_afm.nth(at).unwrap();
    (cells[afm].to_owned(), cells[surname].to_owned())
}
