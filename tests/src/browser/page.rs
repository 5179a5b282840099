//! What a person does with a page: go somewhere, read, wait for something, click; and what a tester adds: a picture.

use super::{Browser, screen};
use crate::{project, wait};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a page may take to show what was asked for. Generous: two cores may be busy with a build.
const LIMIT: Duration = Duration::from_secs(20);
/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element of the page that was shown when it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element(String);

impl Browser {
    /// Opens an address.
    #[track_caller]
    pub fn go(&self, address: &str) {
        self.hands.touched();
        self.command("POST", "/url", &json!({ "url": address }));
    }

    /// The address shown.
    #[track_caller]
    pub fn address(&self) -> String {
        text_of(&self.command("GET", "/url", &Value::Null))
    }

    /// The page's title.
    #[track_caller]
    pub fn title(&self) -> String {
        text_of(&self.command("GET", "/title", &Value::Null))
    }

    /// The visible text of the whole page.
    #[track_caller]
    pub fn text(&self) -> String {
        text_of(&self.run("return document.body ? document.body.innerText : ''", &[]))
    }

    /// Runs a script in the page; `arguments[0]` and so on are `values`. For reading only: actions go through keys and clicks.
    #[track_caller]
    pub fn run(&self, script: &str, values: &[Value]) -> Value {
        self.command(
            "POST",
            "/execute/sync",
            &json!({ "script": script, "args": values }),
        )
    }

    /// Runs a script that gives its result to the last argument, a function.
    #[track_caller]
    pub fn run_async(&self, script: &str, values: &[Value]) -> Value {
        self.command(
            "POST",
            "/execute/async",
            &json!({ "script": script, "args": values }),
        )
    }

    /// The first element that `css` selects, waiting for it.
    #[track_caller]
    pub fn find(&self, css: &str) -> Element {
        wait::within(LIMIT, || self.try_find(css)).unwrap_or_else(|| {
            panic!(
                "{}: no {css} at {}\n{}",
                self.name,
                self.address(),
                self.text()
            )
        })
    }

    /// The first element that `css` selects now.
    pub fn try_find(&self, css: &str) -> Option<Element> {
        let found = self
            .try_command(
                "POST",
                "/element",
                &json!({ "using": "css selector", "value": css }),
            )
            .ok()?;
        Some(Element(found[ELEMENT].as_str()?.to_owned()))
    }

    /// How many elements `css` selects now.
    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        let found = self.command(
            "POST",
            "/elements",
            &json!({ "using": "css selector", "value": css }),
        );
        found.as_array().map_or(0, Vec::len)
    }

    /// The visible text of the first element that `css` selects.
    #[track_caller]
    pub fn read(&self, css: &str) -> String {
        let element = self.find(css);
        text_of(&self.command("GET", &format!("/element/{}/text", element.0), &Value::Null))
    }

    /// A property of the first element that `css` selects, such as `value`.
    #[track_caller]
    pub fn property(&self, css: &str, name: &str) -> Value {
        let element = self.find(css);
        self.command(
            "GET",
            &format!("/element/{}/property/{name}", element.0),
            &Value::Null,
        )
    }

    /// Clicks the first element that `css` selects, as a mouse does.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.hands.touched();
        let element = self.find(css);
        self.command("POST", &format!("/element/{}/click", element.0), &json!({}));
    }

    /// Chooses the answer `value` of the list that `css` selects.
    #[track_caller]
    pub fn choose(&self, css: &str, value: &str) {
        self.click(&format!("{css} option[value='{value}']"));
        assert_eq!(
            self.property(css, "value"),
            value,
            "{css} at {}",
            self.address()
        );
    }

    /// Clicks the link or button that says `words` and nothing else a person can see.
    #[track_caller]
    pub fn click_words(&self, words: &str) {
        self.hands.touched();
        let script = "const said = e => {
                const seen = e.cloneNode(true);
                seen.querySelectorAll('.govgr-visually-hidden').forEach(hidden => hidden.remove());
                return seen.textContent.replace(/\\s+/g, ' ').trim();
            };
            const all = document.querySelectorAll('main a, main button, main summary, header button, nav a, dialog[open] button');
            return [...all].find(e => e.getClientRects().length > 0 && said(e) === arguments[0]) || null";
        let found = wait::within(LIMIT, || {
            let found = self.run(script, &[words.into()]);
            Some(found[ELEMENT].as_str()?.to_owned())
        });
        let Some(element) = found else {
            panic!(
                "{}: nothing to press says «{words}» at {}\n{}",
                self.name,
                self.address(),
                self.text()
            );
        };
        self.command("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// One page back.
    #[track_caller]
    pub fn back(&self) {
        self.hands.touched();
        self.command("POST", "/back", &json!({}));
    }

    /// Puts `text` into the field that `css` selects, in place of what it held.
    #[track_caller]
    pub fn fill(&self, css: &str, text: &str) {
        self.hands.touched();
        let element = self.find(css);
        self.command("POST", &format!("/element/{}/clear", element.0), &json!({}));
        self.command(
            "POST",
            &format!("/element/{}/value", element.0),
            &json!({ "text": text }),
        );
    }

    /// Waits until the page says `text`.
    #[track_caller]
    pub fn wait_text(&self, text: &str) {
        let seen = wait::within(LIMIT, || self.try_text().filter(|all| all.contains(text)));
        if seen.is_none() {
            panic!(
                "{}: the page at {} does not say «{text}»:\n{}",
                self.name,
                self.address(),
                self.text()
            );
        }
    }

    /// Waits until the address holds `part`, as after a redirect.
    #[track_caller]
    pub fn wait_address(&self, part: &str) {
        let seen = wait::within(LIMIT, || {
            let shown = self.try_command("GET", "/url", &Value::Null).ok()?;
            shown.as_str()?.contains(part).then_some(())
        });
        if seen.is_none() {
            panic!(
                "{}: still at {} and not at {part}\n{}",
                self.name,
                self.address(),
                self.text()
            );
        }
    }

    /// Waits until the focus is on what `css` selects, as after a page has come.
    #[track_caller]
    pub fn wait_focus(&self, css: &str) {
        let script = json!({
            "script": "return document.activeElement !== null && document.activeElement.matches(arguments[0])",
            "args": [css],
        });
        let there = wait::within(LIMIT, || {
            let there = self.try_command("POST", "/execute/sync", &script).ok()?;
            (there == Value::Bool(true)).then_some(())
        });
        assert!(
            there.is_some(),
            "{}: the focus is on {}",
            self.name,
            self.focus()
        );
    }

    fn try_text(&self) -> Option<String> {
        let script =
            json!({ "script": "return document.body ? document.body.innerText : ''", "args": [] });
        Some(text_of(
            &self.try_command("POST", "/execute/sync", &script).ok()?,
        ))
    }

    /// Leaves a picture of the page in `target/screens/<browser>-<name>.png` and gives its path.
    #[track_caller]
    pub fn shot(&self, name: &str) -> PathBuf {
        self.try_shot(name)
            .unwrap_or_else(|error| panic!("{}: no picture: {error}", self.name))
    }

    pub(super) fn try_shot(&self, name: &str) -> Result<PathBuf, String> {
        let picture = if self.name == "window" {
            let file = std::env::var_os("LOGGIA_FRAMEBUFFER")
                .ok_or("no LOGGIA_FRAMEBUFFER: run under tools/display")?;
            screen::png_of(Path::new(&file))?
        } else {
            self.whole_page()?
        };
        let folder = project().join("target/screens");
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let path = folder.join(format!("{}-{name}.png", self.name));
        std::fs::write(&path, picture).map_err(|error| error.to_string())?;
        Ok(path)
    }
}

/// The text as a person reads it: the space before «€» that does not break is a space.
fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('\u{a0}', " ")
}
