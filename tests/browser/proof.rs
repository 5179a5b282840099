//! The driver proves itself on a page of known faults, so that a green browser test means something.
//!
//! The page stands behind the same content security policy as ours, has one field, one button that answers, and one
//! picture without a description, which axe must find. A second page breaks the policy, which must be told.

use loggia_tests::browser::{Browser, keys::Key};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self' ipc: http://ipc.localhost; form-action 'self'; base-uri 'none'";
const PAGE: &str = "<!doctype html><html lang=el><title>Δοκιμή</title><main><h1>Δοκιμή του οδηγού</h1>
    <form action=/answer><label for=plate>Πινακίδα</label> <input id=plate name=plate>
    <button id=send>Αποστολή</button></form><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main></html>";
/// A script inside the page, which the policy forbids.
const FAULTY: &str =
    "<!doctype html><html lang=el><title>Σφάλμα</title><main><h1>Σφάλμα</h1></main>
    <script>document.title = 'ran'</script></html>";
const ANSWER: &str = "<!doctype html><html lang=el><title>Απάντηση</title><main><h1>Απάντηση</h1>
    <p id=said>Ελήφθη</p></main></html>";

/// Serves the two pages for as long as the test process lives; the answer's address shows what was typed.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            std::thread::spawn(move || {
                let mut asked = [0; 8192];
                let count = stream.read(&mut asked).unwrap_or(0);
                let page = match &asked[..count] {
                    asked if asked.starts_with(b"GET /answer") => ANSWER,
                    asked if asked.starts_with(b"GET /faulty") => FAULTY,
                    _ => PAGE,
                };
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-security-policy: {POLICY}\r\n\
                     content-length: {}\r\nconnection: close\r\n\r\n{page}",
                    page.len()
                );
            });
        }
    });
    base
}

fn a_person_without_a_mouse_is_answered(browser: &Browser) {
    assert_eq!(browser.title(), "Δοκιμή");
    let found = browser.violations();
    assert_eq!(
        found.iter().map(|v| v.rule.as_str()).collect::<Vec<_>>(),
        ["image-alt"],
        "{found:?}"
    );

    browser.tab_to("#plate");
    let keys = browser.keys_of(|| {
        browser.type_text("ΗΚΝ-1234");
        browser.uncounted(|| browser.type_text(" άέ"));
        assert_eq!(browser.property("#plate", "value"), "ΗΚΝ-1234 άέ");
        browser.press(Key::Tab);
        assert!(browser.has_focus("#send"), "{}", browser.focus());
        browser.press(Key::Enter);
        browser.wait_text("Ελήφθη");
    });
    assert_eq!(keys, 13, "eight letters, Shift for three, Tab and Enter");
    browser.wait_address("/answer?plate=%CE%97%CE%9A%CE%9D-1234");
    assert_eq!(browser.read("#said"), "Ελήφθη");
    assert!(browser.violations().is_empty());
    assert!(std::fs::metadata(browser.shot("proof")).unwrap().len() > 1000);
}

#[test]
#[ignore = "needs Chromium: make test"]
fn chromium_is_driven_by_keys_and_axe_finds_a_known_fault() {
    let base = serve();
    let browser = Browser::chromium();
    browser.go(&base);
    a_person_without_a_mouse_is_answered(&browser);
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let faulty = format!("{base}/faulty");
    browser.go(&faulty);
    let told = browser.complaints();
    assert!(
        told.iter()
            .any(|line| line.contains("Content Security Policy")),
        "a broken policy is told: {told:?}"
    );
    assert!(
        browser.asked().contains(&faulty),
        "every address asked for is known"
    );
}

#[test]
#[ignore = "needs Chromium: make test"]
#[should_panic(expected = "a job by keys used the mouse")]
fn chromium_a_job_by_keys_that_clicks_is_found_out() {
    let browser = Browser::chromium();
    browser.go(&serve());
    browser.keys_of(|| browser.click("#plate"));
}

#[test]
#[ignore = "needs a display: make test"]
fn window_is_driven_by_keys_and_stays_at_home() {
    let base = serve();
    let browser = Browser::window(&["--at", &format!("{base}/login?t=proof")]);
    browser.wait_text("Δοκιμή του οδηγού");
    a_person_without_a_mouse_is_answered(&browser);

    // Another port of this machine is not home: the window stays where it was.
    let elsewhere = serve();
    browser.run("location.href = arguments[0]", &[elsewhere.as_str().into()]);
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert!(
        browser.address().starts_with(&base),
        "{}",
        browser.address()
    );
}
