//! A keyboard: what a person who uses no mouse can do, and nothing more.
//!
//! It counts, so that a test can hold a job to the keys it may cost: every key that goes down is one, held keys too; a
//! capital letter has its Shift and an accent its own key, as on the Greek keyboard. What a person writes in own words is
//! left out with [`Browser::uncounted`]. Whoever reaches for the mouse inside [`Browser::keys_of`] has lost.

use super::Browser;
use serde_json::{Value, json};
use std::cell::Cell;

/// What hands did so far.
#[derive(Debug, Default)]
pub(super) struct Hands {
    keys: Cell<usize>,
    mouse: Cell<usize>,
    off: Cell<bool>,
}

impl Hands {
    /// So many keys went down.
    pub(super) fn pressed(&self, keys: usize) {
        if !self.off.get() {
            self.keys.set(self.keys.get() + keys);
        }
    }

    /// The mouse, or a hand that no keyboard has, changed something.
    pub(super) fn touched(&self) {
        self.mouse.set(self.mouse.get() + 1);
    }
}

/// Keys that are no letters, as WebDriver numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Next field.
    Tab,
    /// Activates what has the focus, submits a form.
    Enter,
    /// Toggles a checkbox, presses a button.
    Space,
    /// Closes what is open.
    Escape,
    /// Up in a list.
    Up,
    /// Down in a list.
    Down,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// Deletes to the left.
    Backspace,
}

/// Keys held while another is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Backwards, with Tab.
    Shift,
    /// The page's own shortcuts.
    Control,
    /// Access keys.
    Alt,
}

/// More presses of Tab than any page of ours may need from top to bottom.
const MOST_TABS: usize = 120;

impl Browser {
    /// Keys that went down so far, without those of free text.
    pub fn keys(&self) -> usize {
        self.hands.keys.get()
    }

    /// How many keys `job` costs. Panics when it uses the mouse, or a filled field that nobody typed.
    #[track_caller]
    pub fn keys_of(&self, job: impl FnOnce()) -> usize {
        let (keys, mouse) = (self.keys(), self.hands.mouse.get());
        job();
        assert_eq!(
            self.hands.mouse.get(),
            mouse,
            "{}: a job by keys used the mouse",
            self.name
        );
        self.keys() - keys
    }

    /// Keys pressed in `words` are a person's own words and are not counted.
    pub fn uncounted(&self, words: impl FnOnce()) {
        let before = self.hands.off.replace(true);
        words();
        self.hands.off.set(before);
    }

    /// Types text where the focus is.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        self.hands.pressed(text.chars().map(keys_for).sum());
        let strokes = text
            .chars()
            .flat_map(|c| [down(&c.to_string()), up(&c.to_string())])
            .collect();
        self.strokes(strokes);
    }

    /// Presses one key.
    #[track_caller]
    pub fn press(&self, key: Key) {
        self.hands.pressed(1);
        self.strokes(vec![down(key.code()), up(key.code())]);
    }

    /// Presses one key `times` times.
    #[track_caller]
    pub fn press_times(&self, key: Key, times: usize) {
        for _ in 0..times {
            self.press(key);
        }
    }

    /// Presses a key or letter while holding others.
    #[track_caller]
    pub fn chord(&self, held: &[Held], key: &str) {
        self.hands.pressed(held.len() + 1);
        let mut strokes: Vec<Value> = held.iter().map(|held| down(held.code())).collect();
        strokes.extend([down(key), up(key)]);
        strokes.extend(held.iter().rev().map(|held| up(held.code())));
        self.strokes(strokes);
    }

    /// Presses Tab until the focus is on what `css` selects. Panics when it never gets there: then nobody without a mouse can.
    #[track_caller]
    pub fn tab_to(&self, css: &str) {
        let mut visited = Vec::new();
        for _ in 0..MOST_TABS {
            if self.has_focus(css) {
                return;
            }
            self.press(Key::Tab);
            visited.push(self.focus());
        }
        panic!(
            "{}: Tab never reaches {css} at {}; it went through\n{}",
            self.name,
            self.address(),
            visited.join("\n")
        );
    }

    /// Whether the focus is on what `css` selects.
    #[track_caller]
    pub fn has_focus(&self, css: &str) -> bool {
        let script = "return document.activeElement !== null && document.activeElement.matches(arguments[0])";
        self.run(script, &[css.into()]) == Value::Bool(true)
    }

    /// A description of what has the focus.
    #[track_caller]
    pub fn focus(&self) -> String {
        let script = "const e = document.activeElement; if (!e) return '-';
            return e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.name ? '[name=' + e.name + ']' : '')
                + ' ' + (e.innerText || e.value || '').trim().slice(0, 40)";
        self.run(script, &[])
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    #[track_caller]
    fn strokes(&self, strokes: Vec<Value>) {
        let actions =
            json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.command("POST", "/actions", &actions);
    }
}

impl Key {
    /// WebDriver's code point for the key.
    pub fn code(self) -> &'static str {
        match self {
            Key::Tab => "\u{E004}",
            Key::Enter => "\u{E007}",
            Key::Space => " ",
            Key::Escape => "\u{E00C}",
            Key::Up => "\u{E013}",
            Key::Down => "\u{E015}",
            Key::Home => "\u{E011}",
            Key::End => "\u{E010}",
            Key::Backspace => "\u{E003}",
        }
    }
}

impl Held {
    fn code(self) -> &'static str {
        match self {
            Held::Shift => "\u{E008}",
            Held::Control => "\u{E009}",
            Held::Alt => "\u{E00A}",
        }
    }
}

/// The keys a Greek keyboard needs for a letter.
fn keys_for(letter: char) -> usize {
    let accent = "άέήίόύώΐΰΆΈΉΊΌΎΏ".contains(letter);
    let shift = letter.is_uppercase() || "!@#$%^&*()_+{}:\"<>?|~".contains(letter);
    1 + usize::from(accent) + usize::from(shift)
}

fn down(key: &str) -> Value {
    json!({ "type": "keyDown", "value": key })
}

fn up(key: &str) -> Value {
    json!({ "type": "keyUp", "value": key })
}
