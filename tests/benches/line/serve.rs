//! `first_page`, `node_rss`, `central_rss_idle`: the programs as people have them, measured from outside.

use crate::figure::{Figure, RUNS, millis, timed};
use crate::proc::{resident, wait_for_rest};
use crate::setting::{self, Setting};
use loggia_node::env::Env;
use loggia_node::keys::KeyFile;
use loggia_tests::http::Http;
use loggia_tests::town::PASSWORD;
use loggia_tests::{Laptop, Running};

/// Where a person looks around; the search is for the plates that begin with ΗΚΑ.
const PAGES: &[&str] = &[
    "/fines",
    "/fines/new",
    "/search?q=%CE%97%CE%9A%CE%91",
    "/numbers",
    "/outbox",
];

/// From starting the program to «Οι εργασίες μου», the password typed in no time. Key derivation is meant to be slow and
/// is shown apart: it is measured in turn with each run, and taken off.
pub fn first_page(setting: &mut Setting) -> Vec<Figure> {
    let (mut rest, mut kdf) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let derived = derive(&setting.laptop);
        let ((running, _), took) = timed(|| at_work(&setting.laptop));
        running.stop();
        kdf.push(derived);
        rest.push(millis(took) - derived);
    }
    vec![
        Figure::new("first_page", "ms", &rest),
        Figure::new("first_page_kdf", "ms", &kdf),
    ]
}

/// What `loggia-node serve` holds after its person has unlocked it and looked around; then after a paper was printed,
/// which loads the typesetter and its fonts.
pub fn node_rss(setting: &mut Setting) -> Vec<Figure> {
    let (mut pages, mut printed) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let fine = a_fine(&setting.laptop, run);
        let (running, http) = at_work(&setting.laptop);
        for path in PAGES {
            page(&http, path);
        }
        page(&http, &format!("/fines/{fine}"));
        pages.push(resident(running.pid()));
        page(&http, &format!("/cases/{fine}/print"));
        printed.push(resident(running.pid()));
        running.stop();
    }
    vec![
        Figure::new("node_rss", "MB", &pages),
        Figure::new("node_rss_printed", "MB", &printed),
    ]
}

/// What `loggia-central serve` holds when it has the demonstration data and nothing to do.
pub fn central_rss_idle(setting: &mut Setting) -> Vec<Figure> {
    let centre = &mut setting.town.centre;
    let held = (0..RUNS).map(|_| {
        centre.stop();
        centre.serve_again();
        wait_for_rest(centre.pid());
        resident(centre.pid())
    });
    vec![Figure::new(
        "central_rss_idle",
        "MB",
        &held.collect::<Vec<_>>(),
    )]
}

/// A served laptop whose person has unlocked it and sees the first page.
pub fn at_work(laptop: &Laptop) -> (Running, Http) {
    let (running, login) = laptop.serve(&["--no-sync"]);
    let http = Http::new(&login);
    let path = login.strip_prefix(&http.origin()).unwrap();
    assert_eq!(http.get(path).status, 303);
    page(&http, "/unlock");
    let unlocked = http.post("/unlock", &[("user", &laptop.user), ("password", PASSWORD)]);
    assert_eq!(unlocked.status, 303, "{}", unlocked.text());
    page(&http, "/");
    (running, http)
}

/// A page that must come.
pub fn page(http: &Http, path: &str) {
    let answer = http.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
}

/// Deriving the key of the laptop's store from the password, in milliseconds.
pub fn derive(laptop: &Laptop) -> f64 {
    let mut env = Env::system(&setting::marks(laptop));
    let keys = KeyFile::load(&laptop.folder).unwrap();
    let (opened, took) = timed(|| keys.open(&mut env, &laptop.user, PASSWORD));
    assert!(opened.is_ok());
    millis(took)
}

/// A ticket to look at; each is printed once, because a kept paper is not laid out again.
fn a_fine(laptop: &Laptop, run: usize) -> String {
    let (mut node, actor, _) = setting::open(laptop);
    let input = setting::ticket(100_000 + u32::try_from(run).unwrap());
    let mut session = node.session(&actor).unwrap();
    let issued = session.fine_issue(&format!("bench look {run}"), &input);
    issued.unwrap().doc.to_string()
}
