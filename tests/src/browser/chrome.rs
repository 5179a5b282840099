//! What only Chromium tells: the exact size of a page, its complaints, every address it asked for, and keys by their place.
//!
//! Sizes are those of the page and not of the window around it, so that «320 px» means 320 px. A zoom of 200 % is what a
//! person gets from it: half the room, everything twice as large. A key of a Greek keyboard is its physical place
//! (`KeyS`) together with the letter printed on it (`σ`); WebDriver's own keys know letters only.

use super::Browser;
use super::keys::Held;
use data_encoding::BASE64;
use serde_json::{Value, json};

impl Browser {
    /// Gives the page a size in its own pixels.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        self.room(width, height, 1);
    }

    /// Zooms a page that has `width` × `height` pixels to 200 %.
    #[track_caller]
    pub fn zoom_double(&self, width: u32, height: u32) {
        self.room(width / 2, height / 2, 2);
    }

    #[track_caller]
    fn room(&self, width: u32, height: u32, scale: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false }),
        );
    }

    /// Presses the key at `place` (`KeyS`, `Digit1`, `Slash`) of a keyboard that writes `letter` with it.
    #[track_caller]
    pub fn press_at(&self, held: &[Held], place: &str, letter: &str) {
        self.hands.pressed(held.len() + 1);
        let modifiers: u32 = held.iter().map(|held| held.bit()).sum();
        // The number of the key is that of its letter on a Latin keyboard, whatever is printed on it.
        let number = place
            .strip_prefix("Key")
            .or_else(|| place.strip_prefix("Digit"))
            .and_then(|name| name.bytes().next())
            .unwrap_or(0);
        for kind in ["rawKeyDown", "keyUp"] {
            self.devtools(
                "Input.dispatchKeyEvent",
                &json!({
                    "type": kind, "modifiers": modifiers, "code": place, "key": letter, "windowsVirtualKeyCode": number,
                }),
            );
        }
    }

    /// What the page complained of since the last time: scripts that fail, broken policy, files that did not come. The page
    /// itself may be a refusal: a form with faults (422), a screen that is not there, one that is not for this user.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        let here = self.address();
        let is_answer = |source: &str, message: &str| {
            source == "network" && (message.starts_with(&here) || message.contains("status of 422"))
        };
        let lines = self.log("browser");
        let told = lines.iter().filter_map(|line| {
            let text = |name: &str| line[name].as_str().unwrap_or_default();
            let (level, source, message) = (text("level"), text("source"), text("message"));
            let loud = ["SEVERE", "WARNING"].contains(&level) && !is_answer(source, message);
            loud.then(|| format!("{level} {source}: {message}"))
        });
        told.collect()
    }

    /// Every address asked for since the last time, by whatever means.
    #[track_caller]
    pub fn asked(&self) -> Vec<String> {
        let lines = self.log("performance");
        let events = lines
            .iter()
            .filter_map(|line| serde_json::from_str::<Value>(line["message"].as_str()?).ok());
        events
            .filter(|event| event["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|event| {
                let address = event["message"]["params"]["request"]["url"].as_str()?;
                Some(address.to_owned())
            })
            .collect()
    }

    #[track_caller]
    fn log(&self, kind: &str) -> Vec<Value> {
        let lines = self.command("POST", "/se/log", &json!({ "type": kind }));
        lines.as_array().cloned().unwrap_or_default()
    }

    /// A picture of the whole page, not only of what fits into the window.
    pub(super) fn whole_page(&self) -> Result<Vec<u8>, String> {
        let sizes = self.try_devtools("Page.getLayoutMetrics", &json!({}))?;
        let size = &sizes["cssContentSize"];
        let clip =
            json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let wanted = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.try_devtools("Page.captureScreenshot", &wanted)?;
        let data = picture["data"].as_str().unwrap_or_default();
        BASE64
            .decode(data.as_bytes())
            .map_err(|error| error.to_string())
    }

    #[track_caller]
    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.try_devtools(command, parameters)
            .unwrap_or_else(|error| panic!("{} {command}: {error}", self.name))
    }

    fn try_devtools(&self, command: &str, parameters: &Value) -> Result<Value, String> {
        let asked = json!({ "cmd": command, "params": parameters });
        self.try_command("POST", "/goog/cdp/execute", &asked)
    }
}

impl Held {
    /// The bit that stands for the key in DevTools' mask.
    fn bit(self) -> u32 {
        match self {
            Held::Alt => 1,
            Held::Control => 2,
            Held::Shift => 8,
        }
    }
}
