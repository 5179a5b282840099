//! The screens of one person under two names: other names, the preview of a merge, the way back.

use super::Walk;
use loggia_tests::Town;
use loggia_tests::browser::Browser;
use std::path::Path;

/// The path of the page shown.
pub fn path_of(browser: &Browser) -> String {
    let address = browser.address();
    let host = address.find("//").unwrap() + 2;
    let path = address[host..].find('/').unwrap();
    address[host + path..].to_owned()
}

/// Takes the ΑΦΜ of the last invented person away: two persons with one each are never merged.
pub fn without_afm(folder: &Path) {
    let path = folder.join("persons.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = lines[0].split(';').position(|head| head == "ΑΦΜ").unwrap();
    let last = lines.last_mut().unwrap();
    let mut cells: Vec<&str> = last.split(';').collect();
    cells[at] = "";
    *last = cells.join(";");
    std::fs::write(&path, lines.join("\n") + "\n").unwrap();
}

/// The surname of an invented person without ΑΦΜ.
pub fn nameless(town: &Town) -> String {
    let text = std::fs::read_to_string(town.sandbox.join("demo/persons.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let heads = lines.next().unwrap();
    let at = |name: &str| heads.iter().position(|head| *head == name).unwrap();
    let (afm, surname) = (at("ΑΦΜ"), at("Επώνυμο"));
    let person = lines.find(|cells| cells[afm].is_empty()).unwrap();
    person[surname].to_owned()
}

/// Other names of a person, the other entry, what a merge would move, and the way back.
pub fn walk_persons(walk: &Walk, browser: &Browser, card: &str, other: &str) {
    walk.see(browser, &format!("{card}/names"), "hall-names");
    walk.see(
        browser,
        &format!("{card}/merge?q={other}"),
        "hall-merge-whom",
    );
    browser.click("tbody th a");
    browser.wait_address("/merge/");
    browser.find("[data-conflict]");
    let preview = path_of(browser);
    walk.look(browser, &preview, "hall-merge");
    walk.see(
        browser,
        &preview.replace("/merge/", "/unmerge/"),
        "hall-unmerge",
    );
}
