//! `list_100k`, `search_100k`, `node_rss_100k`, `first_page_100k`: an office that has written a hundred thousand cases.
//!
//! The cases are written by the node's own command before the first of these benches, on a laptop of two desks: entries,
//! documents, rows and search words are the real ones. Lists and searches are asked as people ask them, by page, over
//! HTTP, in the order of [`LISTS`] and [`SEARCHES`]; one round warms the store's cache and is not counted.

use crate::figure::{Figure, RUNS, millis, timed};
use crate::proc::resident;
use crate::serve::{at_work, derive, page};
use crate::setting::{self, Setting};
use loggia_tests::Laptop;
use loggia_tests::http::Http;

/// Cases of a large office.
const CASES: u32 = 100_000;
/// Numbers of one block (see `setting`).
const BLOCK: u32 = 50_000;
/// Rounds over the questions that count.
const ROUNDS: usize = 30;

/// What a list is asked: the plain one, a far page, each order, a stage, days, words.
const LISTS: &[&str] = &[
    "/fines",
    "/fines?page=1500",
    "/fines?sort=number",
    "/fines?sort=-amount",
    "/fines?sort=stage",
    "/fines?stage=issued",
    "/fines?stage=served&page=40",
    "/fines?from=01/10/2026&to=31/10/2026",
    "/fines?from=23/11/2026&to=23/11/2026&stage=issued",
    "/fines?q=%CE%97%CE%9A%CE%91-1234",
];

/// What is searched: a plate in both alphabets, its beginning, a number, a street that stands in every case, two
/// letters that begin every plate, nothing at all.
const SEARCHES: &[&str] = &[
    "/search?q=%CE%97%CE%9A%CE%92-4321",
    "/search?q=HKB4321",
    "/search?q=%CE%97%CE%9A%CE%9A-77",
    "/search?q=%CE%9A1-2026-054321",
    "/search?q=%CE%9A1-2026-09",
    "/search?q=25%CE%B7%CF%82",
    "/search?q=%CE%B7%CE%BA",
    "/search?q=%CE%B1%CF%85%CE%B3%CE%BF%CF%8D%CF%83%CF%84%CE%BF%CF%85+%CE%97%CE%9A%CE%96",
    "/search?q=%CE%BF%CF%85%CE%B4%CE%B5%CE%AF%CF%82",
];

/// A page of a list, 99 of 100 requests.
pub fn list_100k(setting: &mut Setting) -> Vec<Figure> {
    asked(setting, "list_100k", LISTS)
}

/// A page of a search, 99 of 100 requests.
pub fn search_100k(setting: &mut Setting) -> Vec<Figure> {
    asked(setting, "search_100k", SEARCHES)
}

/// What `loggia-node serve` of a large office holds after its person looked through lists and searches.
pub fn node_rss_100k(setting: &mut Setting) -> Vec<Figure> {
    let laptop = large(setting);
    let held = (0..RUNS).map(|_| {
        let (running, http) = at_work(laptop);
        look(&http, LISTS);
        look(&http, SEARCHES);
        let held = resident(running.pid());
        running.stop();
        held
    });
    vec![Figure::new(
        "node_rss_100k",
        "MB",
        &held.collect::<Vec<_>>(),
    )]
}

/// From starting the program to «Οι εργασίες μου», less the key derivation.
pub fn first_page_100k(setting: &mut Setting) -> Vec<Figure> {
    let laptop = large(setting);
    let rest = (0..RUNS).map(|_| {
        let derived = derive(laptop);
        let ((running, _), took) = timed(|| at_work(laptop));
        running.stop();
        millis(took) - derived
    });
    vec![Figure::new(
        "first_page_100k",
        "ms",
        &rest.collect::<Vec<_>>(),
    )]
}

fn asked(setting: &mut Setting, name: &'static str, paths: &[&str]) -> Vec<Figure> {
    let (running, http) = at_work(large(setting));
    let (_, first) = timed(|| page(&http, paths[0]));
    eprintln!(
        "{name}: {:6.1} ms  the first after unlocking",
        millis(first)
    );
    look(&http, paths);
    let mut took = vec![Vec::with_capacity(ROUNDS); paths.len()];
    for _ in 0..ROUNDS {
        for (path, took) in paths.iter().zip(&mut took) {
            took.push(millis(timed(|| page(&http, path)).1));
        }
    }
    running.stop();
    for (path, took) in paths.iter().zip(&mut took) {
        took.sort_unstable_by(f64::total_cmp);
        eprintln!("{name}: {:6.1} ms  {path}", took[ROUNDS / 2]);
    }
    vec![Figure::p99(name, "ms", &took.concat())]
}

fn look(http: &Http, paths: &[&str]) {
    for path in paths {
        page(http, path);
    }
}

/// The laptop with a hundred thousand cases: an officer of two desks, a block of numbers of each written to its end.
fn large(setting: &mut Setting) -> &Laptop {
    let Setting { town, large, .. } = setting;
    large.get_or_insert_with(|| {
        let laptop = town.laptop("Π9", "astynomos2", &["ΔΑ-1", "ΔΑ-2"]);
        let (mut node, actor, _) = setting::open(&laptop);
        let desks = node.session(&actor).unwrap().desks().unwrap();
        for n in 0..CASES {
            let mut input = setting::ticket(n);
            input.service = input.service.filter(|_| n % 3 == 0);
            input.scope = Some(desks[(n / BLOCK) as usize].id);
            let key = format!("bench large {n}");
            let issued = node
                .session(&actor)
                .and_then(|mut session| session.fine_issue(&key, &input));
            assert!(issued.is_ok(), "{n}: {issued:?}");
        }
        laptop
    })
}
