//! Every screen there is, on both sides, looked at as the user who may see it.
//!
//! The list of screens is not kept here: it is read from the sources, where every route is registered with its path. A
//! screen that is added and not walked fails the test; so does a path that is walked and no longer exists.

mod persons;
mod registry;
mod water;

use crate::manners::sound;
use crate::office::{LATER, Office, go, small_town_with, wide};
use crate::steps::{issue, person, sign_in, take};
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::Held;
use loggia_tests::{Laptop, Town, project};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

/// Answers of GET that are no screens, each with its reason.
const NO_SCREENS: &[(&str, &str)] = &[
    ("/assets/{*path}", "files"),
    ("/login", "of a laptop: a one-time address that leads on"),
    ("/status/line", "a fragment of every page"),
    ("/export", "a file"),
    ("/jobs/{no}/file", "a file"),
    ("/jobs/{id}/file", "a file"),
    ("/palette", "a fragment of every page"),
    ("/protocol/book", "of the back office: pages as PDF"),
    (
        "/cases/{doc}",
        "of a laptop: leads to the screen of the kind",
    ),
    ("/cases/{doc}/print", "a paper"),
    (
        "/cases/{doc}/conflicts/{life}/{n}",
        "needs two offices: looked at in conflicts",
    ),
    ("/cases/{doc}/files.pdf", "a file"),
    ("/cases/{doc}/files/{blob}", "a file"),
    ("/scanner/newest", "a picture inside a page"),
];

/// Paths that have been looked at.
#[derive(Default)]
struct Walk {
    seen: RefCell<BTreeSet<String>>,
}

impl Walk {
    /// Opens a path and looks at it; its picture is called `name`.
    #[track_caller]
    fn see(&self, browser: &Browser, path: &str, name: &str) {
        go(browser, path);
        browser.find("h1");
        self.look(browser, path, name);
    }

    /// Looks at the page shown, which is that of `path`.
    #[track_caller]
    fn look(&self, browser: &Browser, path: &str, name: &str) {
        sound(browser, name);
        let path = path.split('?').next().unwrap_or(path);
        self.seen.borrow_mut().insert(path.to_owned());
    }

    /// Every route in the sources below `folders` was walked, but for those that are no screens.
    #[track_caller]
    fn covers(&self, folders: &[&str]) {
        let mut routes = BTreeSet::new();
        for folder in folders {
            routes_in(&project().join(folder), &mut routes);
        }
        let seen = self.seen.borrow();
        let walked = |route: &String| seen.iter().any(|path| fits(route, path));
        let skipped = |route: &String| NO_SCREENS.iter().any(|(path, _)| path == route);
        let missed: Vec<&String> = routes
            .iter()
            .filter(|route| !walked(route) && !skipped(route))
            .collect();
        assert!(
            routes.len() > 10,
            "the routes are not found in the sources: {routes:?}"
        );
        assert!(missed.is_empty(), "screens nobody looked at: {missed:?}");
    }
}

/// Whether `path` is one of the route's: holes of the pattern take any one part.
fn fits(route: &str, path: &str) -> bool {
    let (route, path): (Vec<&str>, Vec<&str>) =
        (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len()
        && route
            .iter()
            .zip(&path)
            .all(|(hole, part)| hole.starts_with('{') || hole == part)
}

/// The paths that sources below `folder` register for GET.
fn routes_in(folder: &Path, routes: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("tests") || name.contains("testing") {
            continue;
        }
        if path.is_dir() {
            routes_in(&path, routes);
        } else if name.ends_with(".rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let registered = text.split(".get(").skip(1).filter_map(|rest| {
                let path = rest.trim_start().strip_prefix("\"/")?.split('"').next()?;
                Some(format!("/{path}"))
            });
            routes.extend(registered);
        }
    }
}

/// Two tickets of the police, one paid twice by half at the counter; the centre has everything.
struct Trade {
    town: Town,
    police: Laptop,
    desk: Laptop,
    paid: Value,
    open: Value,
    receipt: Value,
}

fn trade() -> Trade {
    let town = small_town_with(persons::without_afm);
    let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
    let desk = town.laptop("Τ1", "tamias1", &["ΤΑ-01"]);
    let served = json!({ "kind": "windscreen", "date": "07/09/2026" });
    let paid = issue(&police, "ΗΚΑ-1234", json!({ "service": served.clone() }));
    let driver = json!({ "role": "driver", "name": "Δοκιμή Παραδείγματος", "afm": "", "address": "Οδός Δοκιμής 1" });
    let several = json!([{ "code": "ΔΙΠΛΟΠΑΡΚΑΡΙΣΜΑ" }, { "code": "ΠΕΖΟΔΡΟΜΙΟ" }]);
    let open = issue(
        &police,
        "ΗΚΑ-5678",
        json!({ "person": driver, "violations": several, "service": served }),
    );
    let number = open["number"].as_str().unwrap();
    crate::files::attach(&town, &police, number, "photo.png");
    let receipt = take(&desk, &paid, "15,00");
    take(&desk, &paid, "15,00");
    desk.write(
        &["protocol", "register"],
        &json!({ "subject": "Αίτηση δοκιμής", "name": "Δοκιμή Παραδείγματος" }),
    );
    police.sync();
    // Money for a ticket that the centre has not seen: it waits there, as a task.
    let unseen = issue(&police, "ΗΚΖ-3456", json!({}));
    take(&desk, &unseen, "15,00");
    desk.sync();
    Trade {
        town,
        police,
        desk,
        paid,
        open,
        receipt,
    }
}

fn doc(case: &Value) -> &str {
    case["doc"].as_str().unwrap()
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_every_screen_of_an_office_is_sound() {
    let walk = Walk::default();
    let trade = trade();
    let blank = trade.town.blank_laptop("Π2", "astynomos1");
    blank.run(&["init", "--training"]);
    walk_enrolment(&walk, &blank);
    // One entry that the centre has not seen, and a number that was spoiled.
    issue(&trade.police, "ΗΚΒ-2345", json!({}));
    trade.police.write(
        &["fine", "spoil"],
        &json!({ "reason": "Μουτζουρώθηκε το έντυπο" }),
    );
    trade.desk.sync();

    let desk = trade.desk.clone();
    let office = Office::before(trade.town, trade.police);
    walk_police(&walk, &office, doc(&trade.paid), doc(&trade.open));
    walk_desk(&walk, &desk, &trade.open, doc(&trade.receipt));
    water::walk_water(&walk, &office.town);
    walk.covers(&["node/app/src"]);
}

fn walk_enrolment(walk: &Walk, laptop: &Laptop) {
    let (_server, login) = laptop.serve(&["--no-sync"]);
    let browser = wide();
    browser.go(&login);
    browser.fill("#password", loggia_tests::town::PASSWORD);
    browser.click("[data-submit]");
    browser.wait_address("/enrol");
    walk.look(&browser, "/enrol", "enrol");
}

fn walk_police(walk: &Walk, office: &Office, served: &str, open: &str) {
    let browser = &office.browser;
    browser.wait_text("Ξεκλείδωμα");
    walk.look(browser, "/unlock", "unlock");
    crate::steps::unlock(browser);
    walk.look(browser, "/", "home");
    for (path, name) in [
        ("/fines", "fines"),
        ("/fines?stage=paid", "fines-empty"),
        ("/fines/new", "fines-new"),
        ("/fines/spoil", "fines-spoil-next"),
        ("/fines/paper", "fines-paper"),
        ("/fines/paper/type?block=%CE%9A%CE%91/1", "fines-paper-type"),
        ("/search", "search"),
        ("/search?q=ηκα", "search-found"),
        ("/outbox", "outbox"),
        ("/status", "status"),
        ("/numbers", "numbers"),
        ("/tasks", "tasks"),
        ("/users", "users"),
        ("/verify", "verify"),
        ("/views?list=%2Ffines&view=%3Fstage%3Dissued", "views"),
        ("/jobs", "jobs"),
        ("/prints", "prints"),
        ("/printers", "printers"),
        ("/pin", "pin"),
        ("/password", "password"),
        ("/scanner", "scanner"),
        ("/missing", "missing"),
    ] {
        walk.see(browser, path, name);
    }
    go(browser, "/outbox");
    browser.click_words("Επανάληψη όλων");
    browser.wait_address("/jobs/1");
    browser.wait_text("ολοκληρώθηκε");
    walk.look(browser, "/jobs/1", "job");
    go(browser, "/fines");
    browser.press_at(&[Held::Control], "KeyK", "κ");
    browser.find("#palette[open] [role=option]");
    sound(browser, "palette");
    walk.see(browser, &format!("/fines/{served}"), "fine");
    walk.see(browser, &format!("/fines/{open}"), "fine-files");
    for act in ["serve", "spoil", "note", "replace"] {
        walk.see(
            browser,
            &format!("/fines/{open}/{act}"),
            &format!("fine-{act}"),
        );
    }
    walk.see(browser, &format!("/cases/{open}/attach"), "attach");
    browser.resize(400, 800);
    office.go("/fines/new");
    browser.shot("fines-new-400");
}

fn walk_desk(walk: &Walk, desk: &Laptop, open: &Value, receipt: &str) {
    let (_server, login) = desk.serve(&["--no-sync"]);
    let browser = wide();
    browser.go(&login);
    crate::steps::unlock(&browser);
    walk.look(&browser, "/", "home-desk");
    for (path, name) in [
        ("/receipts", "receipts"),
        ("/receipts/new", "receipts-new"),
        ("/receipts/new?q=ηκα", "receipts-new-found"),
        ("/receipts/fee", "receipts-fee"),
        ("/receipts/spoil", "receipts-spoil-next"),
        ("/receipts/new?q=φω", "receipts-new-fee"),
        ("/receipts/paper", "receipts-paper"),
        (
            "/receipts/paper/type?block=%CE%A7%CE%91/1",
            "receipts-paper-type",
        ),
        ("/cash", "cash"),
        ("/cash/handover", "cash-handover"),
        ("/cash/days", "cash-days"),
        ("/numbers", "numbers-desk"),
    ] {
        walk.see(&browser, path, name);
    }
    registry::walk_requests(walk, &browser, desk);
    let by_code = format!(
        "/receipts/new?q={}",
        open["rf"].as_str().unwrap().replace(' ', "")
    );
    walk.see(&browser, &by_code, "receipts-new-known");
    go(&browser, "/cash/days");
    browser.click("tbody th a");
    browser.find("h1");
    let day = browser.address();
    walk.look(&browser, &day[day.find("/cash/").unwrap()..], "cash-day");
    walk.see(&browser, &format!("/receipts/{receipt}"), "receipt");
    walk.see(
        &browser,
        &format!("/receipts/{receipt}/cancel"),
        "receipt-cancel",
    );
    registry::walk_registry(walk, desk, &browser);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_every_screen_of_the_back_office_is_sound() {
    let walk = Walk::default();
    let mut trade = trade();
    let (afm, surname) = person(&trade.town, 0);
    let town = &mut trade.town;
    town.at(LATER);
    town.centre.stop();
    town.centre.serve_again();
    let browser = wide();
    browser.go(&format!("{}/login", town.centre.http()));
    walk.look(&browser, "/login", "hall-login");

    sign_in(&browser, town, "esoda.proist");
    let number = trade.open["number"].as_str().unwrap();
    walk.see(
        &browser,
        &format!("/lines/{}", doc(&trade.open)),
        "hall-line",
    );
    town.centre
        .run(&["assign-debtor", number, &afm, "--user", "esoda1"]);
    walk.see(&browser, "/", "hall-home");
    for (name, address) in [("hall-task", "/tasks/"), ("hall-conflict", "/conflicts/")] {
        go(&browser, "/");
        browser.click(&format!(".lg-task a[href^='{address}']"));
        browser.wait_address(address);
        let task = browser.address();
        walk.look(&browser, &task[task.find(address).unwrap()..], name);
    }
    walk.see(&browser, "/conflicts", "hall-conflicts");
    walk.see(&browser, "/credits", "hall-credits");
    walk.see(&browser, &format!("/debtors?q={surname}"), "hall-debtors");
    walk.see(&browser, "/lists", "hall-lists-empty");
    walk.see(&browser, "/lists/new", "hall-list-preview");
    town.centre
        .run(&["list-draft", "fines", "--user", "esoda1"]);
    walk.see(&browser, "/lists/1", "hall-list-draft");
    town.centre.run(&["approve", "1", "--user", "esoda.proist"]);
    walk.see(&browser, "/lists/1", "hall-list-approved");
    walk.see(&browser, "/lists", "hall-lists");
    go(&browser, &format!("/debtors?q={surname}"));
    browser.click_words(&first_link(&browser));
    browser.wait_address("/debtors/");
    let card = persons::path_of(&browser);
    walk.look(&browser, &card, "hall-debtor");
    persons::walk_persons(&walk, &browser, &card, &persons::nameless(&trade.town));
    walk.see(
        &browser,
        &format!("/lines/{}/strike", doc(&trade.open)),
        "hall-strike",
    );
    walk_books(&walk, &browser, &trade);
    walk_inspection(&walk, &trade);
    water::walk_irrigation(&walk, &trade.town);
    walk.covers(&[
        "central/server/src/web",
        "central/revenue/src",
        "central/casework/src",
    ]);
}

/// The words of the first link of the table.
fn first_link(browser: &Browser) -> String {
    browser.read("tbody th a")
}

fn walk_books(walk: &Walk, browser: &Browser, trade: &Trade) {
    walk.see(browser, "/journal", "hall-journal");
    browser.click("tbody th a");
    browser.wait_address("/journal/");
    let entry = browser.address();
    walk.look(
        browser,
        &entry[entry.find("/journal/").unwrap()..],
        "hall-journal-entry",
    );
    walk.see(browser, "/trial-balance", "hall-trial-balance");
    walk.see(browser, "/payments", "hall-payments");
    walk.see(
        browser,
        "/plots?from=1%2F9%2F2026&to=30%2F9%2F2026",
        "hall-plots",
    );
    walk.see(browser, "/views?list=%2Ffines", "hall-views");
    walk.see(browser, "/jobs", "hall-jobs");
    go(browser, "/fines");
    let later = "const form = document.createElement('form'); form.method = 'post'; form.action = '/export'; \
                 const token = JSON.parse(document.body.getAttribute('hx-headers'))['x-csrf-token']; \
                 const fields = { csrf: token, list: '/fines', file: 'kliseis', as: 'xlsx' }; \
                 for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement('input'), { name, value })); \
                 document.body.append(form); form.submit();";
    browser.run(later, &[]);
    browser.wait_address("/jobs/");
    browser.wait_text("Λήψη του αρχείου");
    let job = browser.address();
    walk.look(browser, &job[job.find("/jobs/").unwrap()..], "hall-job");
    walk.see(browser, "/fines", "hall-fines");
    walk.see(browser, "/requests", "hall-requests");
    walk.see(browser, "/requests/late", "hall-requests-late");
    walk.see(
        browser,
        &format!("/cases/{}", doc(&trade.open)),
        "hall-case-fine",
    );
    walk.see(
        browser,
        &format!("/cases/{}", doc(&trade.receipt)),
        "hall-case-receipt",
    );
    walk.see(browser, "/missing", "hall-missing");
    walk.see(browser, "/cases/missing", "hall-case-missing");
    go(browser, "/audit");
    browser.wait_text("(Σ-403)");
    sound(browser, "hall-denied");
}

/// What only the auditor and the administrator may see.
fn walk_inspection(walk: &Walk, trade: &Trade) {
    let browser = wide();
    sign_in(&browser, &trade.town, "elegktis");
    walk.see(&browser, "/numbers", "hall-numbers");
    browser.click("tbody th a");
    browser.wait_address("/numbers/");
    let lease = browser.address();
    walk.look(
        &browser,
        &lease[lease.find("/numbers/").unwrap()..],
        "hall-gap-register",
    );
    for (path, name) in [
        ("/receipts", "hall-receipts"),
        ("/receipts/register", "hall-register"),
        ("/collected?from=07/09/2026", "hall-collected"),
        ("/direct-revenue", "hall-direct-revenue"),
        ("/cancellations", "hall-cancellations"),
        ("/cash-days", "hall-cash-days"),
    ] {
        walk.see(&browser, path, name);
    }
    browser.click("tbody th a");
    browser.wait_address("/cash-days/");
    let day = browser.address();
    walk.look(
        &browser,
        &day[day.find("/cash-days/").unwrap()..],
        "hall-cash-day",
    );
    walk.see(&browser, "/reference", "hall-reference");
    walk.see(&browser, "/templates", "hall-templates");
    walk.see(&browser, "/protocol", "hall-protocol");
    walk.see(&browser, "/protocol/series", "hall-protocol-series");
    walk.see(&browser, "/audit", "hall-audit");
    browser.click_words("Αποσύνδεση");
    browser.find("#user");
    sign_in(&browser, &trade.town, "diaxeiristis");
    walk.see(&browser, "/users", "hall-users");
    walk.see(&browser, "/devices", "hall-devices");
}
