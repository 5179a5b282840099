//! What every screen must hold, whatever it shows: [`sound`] looks at one and leaves its picture.
//!
//! Greek, one heading, its words in the window's title, landmarks, the training banner; nothing that axe finds; nothing
//! lost at 320 px and at 200 %; no complaint of a script or of the policy; nothing asked from another host; no date as
//! machines write them.

use crate::office::{LAPTOP, origin};
use loggia_tests::browser::Browser;
use loggia_tests::browser::keys::Key;
use serde_json::Value;

/// The narrowest screen, and its usual height.
const NARROW: (u32, u32) = (320, 640);
/// Most stops of Tab on one page.
const MOST_STOPS: usize = 150;

/// Looks at the page shown and leaves its picture as `name`.
#[track_caller]
pub fn sound(browser: &Browser, name: &str) {
    shaped(browser);
    browser.assert_accessible(name);
    fits(browser);
    quiet(browser);
}

/// Language, title, heading, landmarks, banner, and no words of a machine.
#[track_caller]
fn shaped(browser: &Browser) {
    let script = "const count = css => document.querySelectorAll(css).length;
        const banner = document.querySelector('.lg-training');
        return {
            lang: document.documentElement.lang, heads: count('h1'), mains: count('main'), headers: count('body > header'),
            skips: count('a[href=\"#main\"]'), banner: banner ? banner.innerText.trim() : '',
            head: (document.querySelector('h1') || {}).innerText || '', title: document.title,
        }";
    let page = browser.run(script, &[]);
    let at = browser.address();
    for (what, wanted) in [
        ("lang", Value::from("el")),
        ("heads", 1.into()),
        ("mains", 1.into()),
        ("headers", 1.into()),
        ("skips", 1.into()),
    ] {
        assert_eq!(page[what], wanted, "{what} at {at}: {page}");
    }
    let text = |what: &str| page[what].as_str().unwrap_or_default().to_owned();
    assert!(
        text("banner").contains("ΕΚΠΑΙΔΕΥΣΗ — δεν παράγει έννομα αποτελέσματα"),
        "no training banner at {at}"
    );
    let title = text("title");
    let title = title.strip_prefix("Σφάλμα: ").unwrap_or(&title);
    assert!(
        title.starts_with(text("head").trim()),
        "the title at {at} is «{title}», its heading «{}»",
        text("head")
    );
    let body = browser.text();
    let machine = body.split_whitespace().find(|word| is_machine(word));
    assert!(
        machine.is_none(),
        "{machine:?} is on the screen at {at}:\n{body}"
    );
}

/// A date as machines write it, or a word that only a program says.
fn is_machine(word: &str) -> bool {
    let digits = |from: usize, to: usize| {
        word.get(from..to)
            .is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let dated = digits(0, 4)
        && word.get(4..5) == Some("-")
        && digits(5, 7)
        && word.get(7..8) == Some("-")
        && digits(8, 10);
    dated || ["undefined", "null", "NaN", "true", "false", "None", "Some"].contains(&word)
}

/// Nothing is wider than the window at 320 px and at 200 %; tables may scroll in their own container.
#[track_caller]
pub fn fits(browser: &Browser) {
    browser.resize(NARROW.0, NARROW.1);
    not_wider(browser, "at 320 px");
    browser.zoom_double(LAPTOP.0, LAPTOP.1);
    not_wider(browser, "at 200 %");
    browser.resize(LAPTOP.0, LAPTOP.1);
}

#[track_caller]
fn not_wider(browser: &Browser, when: &str) {
    let script = "const page = document.documentElement, room = page.clientWidth;
        if (page.scrollWidth <= room) return [];
        const scrolls = e => e && e !== page && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
        const wide = [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > room + 0.5 && !scrolls(e.parentElement));
        return [`${page.scrollWidth} > ${room}`, ...wide.slice(0, 8).map(e => e.outerHTML.slice(0, 160))]";
    let found = browser.run(script, &[]);
    let found: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(
        found.is_empty(),
        "{} is wider than the window {when}:\n{}",
        browser.address(),
        found.join("\n")
    );
}

/// No complaint of a script or of the policy, and nothing asked from another host.
#[track_caller]
pub fn quiet(browser: &Browser) {
    let complaints = browser.complaints();
    assert!(
        complaints.is_empty(),
        "{} complains:\n{}",
        browser.address(),
        complaints.join("\n")
    );
    let home = origin(browser);
    let foreign: Vec<String> = browser
        .asked()
        .into_iter()
        .filter(|address| {
            !address.starts_with(&format!("{home}/")) && !address.starts_with("data:")
        })
        .collect();
    assert!(foreign.is_empty(), "{home} asks elsewhere: {foreign:?}");
}

/// A refused form: the title says so, the summary has the focus, each code is told, each line leads to its field.
#[track_caller]
pub fn refused(browser: &Browser, codes: &[&str]) {
    // A form refused before has a summary too: the answer is here when the focus has left the button.
    browser.wait_focus("[data-errors]");
    assert!(
        browser.title().starts_with("Σφάλμα: "),
        "{}",
        browser.title()
    );
    assert_eq!(status(browser), 422, "the status of a refused form");
    let summary = browser.read("[data-errors]");
    for code in codes {
        assert!(
            summary.contains(&format!("({code})")),
            "no {code} in the summary:\n{summary}"
        );
    }
    let links = browser.count("[data-errors] a");
    assert!(
        links > 0,
        "no line of the summary leads to a field:\n{summary}"
    );
    for at in 1..=links {
        let link = format!("[data-errors] li:nth-child({at}) a");
        let Some(field) = browser.run("const a = document.querySelector(arguments[0]); return a && a.getAttribute('href')", &[link.as_str().into()]).as_str().map(str::to_owned) else {
            continue;
        };
        browser.click(&link);
        assert!(
            browser.has_focus(&field),
            "«{field}» of the summary leads to {}",
            browser.focus()
        );
    }
}

/// The status the page shown was answered with.
#[track_caller]
pub fn status(browser: &Browser) -> u64 {
    let script = "return performance.getEntriesByType('navigation')[0].responseStatus";
    browser.run(script, &[]).as_u64().unwrap_or(0)
}

/// Goes through the whole page with Tab: each stop can be seen, and the order is the order of reading.
#[track_caller]
pub fn focus_is_seen(browser: &Browser) {
    let before = "const look = e => { const s = getComputedStyle(e);
            return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor, s.color].join(' '); };
        const stops = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]');
        document.activeElement && document.activeElement.blur();
        window.loggiaLooks = new Map([...stops].map(e => [e, look(e)]));
        window.loggiaLook = look;
        window.loggiaLast = null";
    browser.run(before, &[]);
    let stop = "const e = document.activeElement;
        if (!e || e === document.body) return 'end';
        const last = window.loggiaLast;
        window.loggiaLast = e;
        const name = e.outerHTML.slice(0, 120);
        if (last && !(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) return 'end';
        if (window.loggiaLooks.get(e) === window.loggiaLook(e)) return 'unseen: ' + name;
        const place = e.getBoundingClientRect();
        if (place.width < 1 || place.bottom < 0 || place.top > innerHeight) return 'out of sight: ' + name;
        return 'ok'";
    for stops in 0..MOST_STOPS {
        browser.press(Key::Tab);
        let said = browser.run(stop, &[]);
        match said.as_str().unwrap_or_default() {
            "ok" => {}
            "end" => {
                assert!(
                    stops > 3,
                    "Tab stops after {stops} at {}",
                    browser.address()
                );
                return;
            }
            fault => panic!("a stop of Tab at {} is {fault}", browser.address()),
        }
    }
    panic!("Tab never ends at {}", browser.address());
}
