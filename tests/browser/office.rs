//! A town with somebody sitting in front of one of its screens.
//!
//! Each test has a town of its own: a centre and a laptop, as real processes on free ports. The laptop is served without
//! its own calls to the centre, so that a test decides when they meet.

use crate::steps;
use loggia_tests::browser::Browser;
use loggia_tests::{Laptop, Running, Town};
use std::path::Path;

/// A Monday morning.
pub const NOW: &str = "2026-09-07T09:00";
/// After the two months that the road traffic code gives before certification.
pub const LATER: &str = "2026-12-01T09:00";
/// The size of an office's laptop.
pub const LAPTOP: (u32, u32) = (1366, 768);

/// Who signs in to the back office in these tests.
const CLERKS: [&str; 5] = [
    "esoda1",
    "esoda.proist",
    "elegktis",
    "diaxeiristis",
    "ardeysi1",
];

/// A laptop, its pages, and the browser that shows them.
pub struct Office {
    // Dropped in this order: the browser, the server, the town.
    pub browser: Browser,
    _server: Running,
    pub laptop: Laptop,
    pub town: Town,
}

impl Office {
    /// An officer of the municipal police, before the locked laptop.
    #[track_caller]
    pub fn police() -> Office {
        Office::of(small_town(), "Π1", "astynomos1", "ΔΑ-1")
    }

    /// A cashier, before the locked laptop.
    #[track_caller]
    pub fn desk(town: Town) -> Office {
        Office::of(town, "Τ1", "tamias1", "ΤΑ-01")
    }

    /// A water keeper, before the locked laptop.
    #[track_caller]
    pub fn water() -> Office {
        Office::of(small_town(), "Υ1", "ydronomos1", "ΥΔ-1")
    }

    /// Any user, before the locked laptop of a desk.
    #[track_caller]
    pub fn of(town: Town, name: &str, user: &str, scope: &str) -> Office {
        let laptop = town.laptop(name, user, &[scope]);
        Office::before(town, laptop)
    }

    /// Before a laptop as it is.
    #[track_caller]
    pub fn before(town: Town, laptop: Laptop) -> Office {
        let (server, login) = laptop.serve(&["--no-sync"]);
        let browser = wide();
        browser.go(&login);
        Office {
            browser,
            _server: server,
            laptop,
            town,
        }
    }

    /// Unlocked, on the home page.
    #[track_caller]
    pub fn unlocked(self) -> Office {
        steps::unlock(&self.browser);
        self
    }

    /// Opens a path of the laptop's pages.
    #[track_caller]
    pub fn go(&self, path: &str) {
        go(&self.browser, path);
    }
}

/// A town that is quickly made: the demonstration with thirty persons, and passwords only for those who sign in here.
#[track_caller]
pub fn small_town() -> Town {
    small_town_with(|_| {})
}

/// The same, after `change` has had its way with the folder.
#[track_caller]
pub fn small_town_with(change: impl FnOnce(&Path)) -> Town {
    Town::with(NOW, |folder| {
        keep_lines(folder, "persons.csv", |at, _| at <= 30);
        keep_lines(folder, "passwords.csv", |at, line| {
            at == 0
                || CLERKS
                    .iter()
                    .any(|login| line.starts_with(&format!("{login};")))
        });
        change(folder);
    })
}

fn keep_lines(folder: &Path, file: &str, keep: impl Fn(usize, &str) -> bool) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let kept = text
        .lines()
        .enumerate()
        .filter(|(at, line)| keep(*at, line));
    let kept: Vec<&str> = kept.map(|(_, line)| line).collect();
    std::fs::write(&path, kept.join("\n") + "\n").unwrap();
}

/// Chromium in the size of an office's laptop.
#[track_caller]
pub fn wide() -> Browser {
    let browser = Browser::chromium();
    browser.resize(LAPTOP.0, LAPTOP.1);
    browser
}

/// Opens a path at the place where the browser is.
#[track_caller]
pub fn go(browser: &Browser, path: &str) {
    browser.go(&format!("{}{path}", origin(browser)));
}

/// Scheme, host and port of the page shown.
#[track_caller]
pub fn origin(browser: &Browser) -> String {
    let address = browser.address();
    address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// Replaces a line of a file in the folder that is imported; the line is found by its beginning.
pub fn with_line(folder: &Path, file: &str, begins: &str, line: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let found = text.lines().filter(|old| old.starts_with(begins)).count();
    assert_eq!(found, 1, "{file} has one line that begins with {begins}");
    let lines = text
        .lines()
        .map(|old| if old.starts_with(begins) { line } else { old });
    std::fs::write(&path, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
}
