//! Starting a browser under its driver and speaking to the driver.

use super::keys::Hands;
use crate::http::Http;
use crate::process::built;
use crate::{Program, Running, Sandbox, wait};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a driver and its browser may take to start.
const START: Duration = Duration::from_secs(60);

/// A browser with one page. Dropping it ends the session, the browser and the driver.
#[derive(Debug)]
pub struct Browser {
    /// "chromium" or "window"; screenshots carry it in their name.
    pub name: &'static str,
    http: Http,
    session: String,
    pub(super) hands: Hands,
    // Order matters: the driver's group is killed before its folder is removed.
    driver: Running,
    _folder: Sandbox,
}

impl Browser {
    /// Headless Chromium with an empty profile and no business of its own on the network.
    #[track_caller]
    pub fn chromium() -> Browser {
        let folder = Sandbox::new();
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-default-apps",
            "--hide-scrollbars",
            "--lang=el-GR",
            "--window-size=1280,900",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ));
        if as_root() {
            arguments.push("--no-sandbox".to_owned());
        }
        let capabilities = json!({
            "browserName": "chrome",
            "acceptInsecureCerts": false,
            // What the page complains of, and every address it asks for: see `chrome`.
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": { "download.default_directory": folder.join("downloads"), "plugins.always_open_pdf_externally": true },
            },
        });
        let port = free_port();
        let driver = Program::system("chromedriver")
            .arg(format!("--port={port}"))
            .env("TMPDIR", folder.path())
            .spawn();
        let browser = Browser::open("chromium", port, driver, folder, &capabilities);
        // What its own first page asked of itself.
        browser.go("about:blank");
        browser.asked();
        browser
    }

    /// Our own window, driven through WebKit's driver. Needs a display and a session bus: `tools/display` gives both.
    #[track_caller]
    pub fn window(arguments: &[&str]) -> Browser {
        let folder = Sandbox::new();
        let home = folder.path().to_owned();
        Browser::window_of(&home, folder, arguments)
    }

    /// Our own window as a user opens it whose settings lie in `home`: what one window kept there, the next one finds.
    #[track_caller]
    pub fn window_at_home(home: &Path, arguments: &[&str]) -> Browser {
        Browser::window_of(home, Sandbox::new(), arguments)
    }

    #[track_caller]
    fn window_of(home: &Path, folder: Sandbox, arguments: &[&str]) -> Browser {
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": built("loggia-window"), "args": arguments },
        });
        let port = free_port();
        let mut program = Program::system("WebKitWebDriver").arg(format!("--port={port}"));
        for name in [
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_CACHE_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            let path = home.join(name);
            std::fs::create_dir_all(&path).expect("a folder of the sandbox");
            program = program.env(name, path);
        }
        let driver = program
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .spawn();
        Browser::open("window", port, driver, folder, &capabilities)
    }

    #[track_caller]
    fn open(
        name: &'static str,
        port: u16,
        mut driver: Running,
        folder: Sandbox,
        wanted: &Value,
    ) -> Browser {
        let http = Http::new(&format!("http://127.0.0.1:{port}"));
        wait::until(START, "the driver", || {
            assert!(
                driver.is_running(),
                "the driver of {name} ended\n{}",
                driver.said()
            );
            http.try_send("GET", "/status", &[], &[])
                .ok()
                .filter(|answer| answer.status == 200)
        });
        let asked = json!({ "capabilities": { "alwaysMatch": wanted, "firstMatch": [{}] } });
        let answer = http.json("POST", "/session", &asked);
        let value = answer.value();
        let session = value["value"]["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("no session in {name}: {value}\n{}", driver.said()))
            .to_owned();
        let browser = Browser {
            name,
            http,
            session,
            hands: Hands::default(),
            driver,
            _folder: folder,
        };
        browser.command(
            "POST",
            "/timeouts",
            &json!({ "pageLoad": 30_000, "script": 60_000, "implicit": 0 }),
        );
        browser
    }

    /// One WebDriver command; panics when the driver refuses it.
    #[track_caller]
    pub(super) fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_command(method, path, body)
            .unwrap_or_else(|error| {
                panic!(
                    "{} {method} {path}: {error}\n{}",
                    self.name,
                    self.driver.said()
                )
            })
    }

    /// One WebDriver command; the error is the driver's word for it, such as `no such element`.
    pub(super) fn try_command(
        &self,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value, String> {
        let path = format!("/session/{}{path}", self.session);
        let answer = match method {
            "POST" => self.http.json(method, &path, body),
            _ => self.http.send(method, &path, &[], &[]),
        };
        let mut value = answer.value();
        if answer.status == 200 {
            return Ok(value["value"].take());
        }
        let said = &value["value"];
        Err(format!(
            "{}: {}",
            said["error"].as_str().unwrap_or("error"),
            said["message"]
                .as_str()
                .unwrap_or_default()
                .lines()
                .next()
                .unwrap_or_default()
        ))
    }

    /// Process id of the driver, whose child the browser is.
    pub fn driver_pid(&self) -> u32 {
        self.driver.pid()
    }

    /// Where downloaded files arrive (Chromium only; the window hands them to the system's viewer).
    pub fn downloads(&self) -> PathBuf {
        self._folder.join("downloads")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A picture of what the failing test saw last.
        if std::thread::panicking() {
            let _ = self.try_shot("failure");
        }
        let _ = self
            .http
            .try_send("DELETE", &format!("/session/{}", self.session), &[], &[]);
        self.driver.signal(nix::sys::signal::Signal::SIGTERM);
        let _ = self.driver.wait(Duration::from_secs(5));
    }
}

/// Whether we are root, for whom Chromium has no sandbox.
fn as_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|myself| myself.uid() == 0)
}

/// A port nobody listens on now. The drivers cannot bind port 0 and say which they got; a neighbour that takes the port
/// in between makes the driver end at once, which is seen.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback");
    listener.local_addr().expect("a bound port").port()
}
